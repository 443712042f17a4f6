//! Where in a row the values are.
//!
//! The one rule to know: each is a path, parts joined by full stops; `|` stands between paths of
//! which the first that says anything counts. In a table a path is a column's heading. An empty
//! path: the feed does not say it, and whatever is known already stays.

use rules::words::Words;
use serde::Deserialize;

/// Where in a row the values are, each a path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::feed) struct Fields {
    /// What names the row, for good; where it is empty, title, first day, hour and venue do.
    pub(in crate::feed) code: String,
    /// The id of what is offered, where several rows share one; else each row has its own.
    pub(in crate::feed) activity: String,
    /// Its title, in both languages.
    pub(in crate::feed) title: Words,
    /// What it is, in a sentence or three.
    pub(in crate::feed) summary: Words,
    /// What the organiser calls its kind.
    pub(in crate::feed) topic: Words,
    /// The code that the table of kinds is by; empty: the topic.
    pub(in crate::feed) kind: String,
    /// The district its venue lies in.
    pub(in crate::feed) district: Words,
    /// Its venue.
    pub(in crate::feed) venue: Words,
    /// The id of the venue; empty: its name and its district's are its identity.
    pub(in crate::feed) venue_id: String,
    /// How to find the venue.
    pub(in crate::feed) address: Words,
    /// The venue's latitude, in degrees.
    pub(in crate::feed) latitude: String,
    /// The venue's longitude, in degrees.
    pub(in crate::feed) longitude: String,
    /// The day of its first meeting.
    pub(in crate::feed) first_day: String,
    /// The day of its last meeting.
    pub(in crate::feed) last_day: String,
    /// On which weekdays it meets, as people write it; see [`crate::weekdays`].
    pub(in crate::feed) weekdays: Words,
    /// Every day it meets on: a list, or a text of several days.
    pub(in crate::feed) days: String,
    /// The days in the organiser's own words, which count only where `days` names none: one day, or
    /// the first and the last of a run, and nothing beside.
    pub(in crate::feed) days_in_words: Words,
    /// When each meeting begins.
    pub(in crate::feed) starts: String,
    /// When each meeting ends.
    pub(in crate::feed) ends: String,
    /// The hours as people write them, where `starts` is empty; see [`crate::clock`].
    pub(in crate::feed) hours: Words,
    /// How long it takes, as people write it.
    pub(in crate::feed) lasts: String,
    /// Hours that are known to be uncertain, as they were written.
    pub(in crate::feed) as_written: Words,
    /// The code of who it is meant for.
    pub(in crate::feed) target: String,
    /// The youngest admitted.
    pub(in crate::feed) age_min: String,
    /// The oldest admitted.
    pub(in crate::feed) age_max: String,
    /// What it costs, in units with up to two decimals.
    pub(in crate::feed) fee: String,
    /// What it costs as people write it, where `fee` says nothing: read where it is certain.
    pub(in crate::feed) fee_in_words: Words,
    /// What it costs where that is known to be no amount, as it was written.
    pub(in crate::feed) fee_as_written: Words,
    /// Where its tickets are sold: who says that and no fee did not mean that it is free.
    pub(in crate::feed) sold_at: String,
    /// The currency of the fee; empty: the profile's.
    pub(in crate::feed) currency: String,
    /// How many places there are.
    pub(in crate::feed) quota: String,
    /// How many of them are left.
    pub(in crate::feed) places_left: String,
    /// The code of how one gets in.
    pub(in crate::feed) method: String,
    /// The first day of registration, or its first minute.
    pub(in crate::feed) opens: String,
    /// The last day of registration, a whole day, or the minute it closes.
    pub(in crate::feed) closes: String,
    /// How long a seat that becomes free is held. Units: hours; empty: what the profile says.
    pub(in crate::feed) hold: String,
    /// The day of the draw.
    pub(in crate::feed) draw: String,
    /// Whether it takes place.
    pub(in crate::feed) state: String,
    /// Who runs it; empty: the community.
    pub(in crate::feed) organiser: Words,
    /// The telephone number of who runs it.
    pub(in crate::feed) phone: String,
    /// A page that says more.
    pub(in crate::feed) link: String,
    /// What to bring or mind, in pieces.
    pub(in crate::feed) notes: Vec<Words>,
}

impl Fields {
    /// Every path, for finding the columns of a table.
    pub(in crate::feed) fn paths(&self) -> Vec<&str> {
        let single = [
            &self.code,
            &self.activity,
            &self.kind,
            &self.venue_id,
            &self.latitude,
            &self.longitude,
            &self.first_day,
            &self.last_day,
            &self.days,
            &self.starts,
            &self.ends,
            &self.lasts,
            &self.target,
            &self.age_min,
            &self.age_max,
            &self.fee,
            &self.sold_at,
            &self.currency,
            &self.quota,
            &self.places_left,
            &self.method,
            &self.opens,
            &self.closes,
            &self.hold,
            &self.draw,
            &self.state,
            &self.phone,
            &self.link,
        ];
        let double = [
            &self.title,
            &self.summary,
            &self.topic,
            &self.district,
            &self.venue,
            &self.address,
            &self.weekdays,
            &self.days_in_words,
            &self.hours,
            &self.as_written,
            &self.fee_in_words,
            &self.fee_as_written,
            &self.organiser,
        ];
        let words = double.into_iter().chain(&self.notes);
        let words = words.flat_map(|words| [words.zh.as_str(), words.en.as_str()]);
        let paths = single.into_iter().map(String::as_str).chain(words);
        paths.filter(|path| !path.is_empty()).collect()
    }

    /// Whether the feed says what things cost.
    pub(in crate::feed) fn speak_of_fees(&self) -> bool {
        let said = [&self.fee, &self.fee_in_words.zh, &self.fee_as_written.zh];
        said.into_iter().any(|path| !path.is_empty())
    }

    /// The paths without which a table is another table: the title, and the day.
    pub(in crate::feed) fn needed(&self) -> [&str; 2] {
        let day = if self.days.is_empty() {
            &self.first_day
        } else {
            &self.days
        };
        [&self.title.zh, day]
    }
}
