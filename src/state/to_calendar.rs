//! A session as a file for the phone's own calendar.
//!
//! The one rule to know: it is made of what is on this phone and needs no network. Where somebody
//! of the household stands in it, it says how, and reminds; nobody is named.

use super::session::offset_of;
use super::{Mine, Standing, State};
use crate::text::Lang;
use calendar::{Calendar, Event, Meetings, Own, Stand, Tongue, View, write};
use leptos::prelude::*;
use rules::civil;
use rules::community::Place;
use rules::id::{CommunityId, SessionId};
use rules::time::UnixMillis;
use rules::{Key, Record};
use sync::Replica;

/// The longest name of a file. Units: characters. Every system takes these.
const NAME_CHARS_MAX: usize = 40;

/// A file for calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFile {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: String,
}

impl State {
    /// The meetings of a session from today on, for the phone's calendar; none where it is not
    /// here, or is over. `origin` is where the app is served.
    pub fn calendar_file(&self, id: &SessionId, origin: &str) -> Option<CalendarFile> {
        let (community, now) = (self.community.get_untracked(), self.now());
        let asked = Asked {
            community: &community,
            id,
            origin,
            tongue: match self.lang.get_untracked() {
                Lang::Zh => Tongue::Zh,
                Lang::En => Tongue::En,
            },
            now,
        };
        let keeper = self.keeper();
        let mine = keeper.mine().of_session(&community, id);
        keeper.read(|replica| asked.file(replica, &mine))
    }
}

/// How one of the household stands, as calendars say it.
fn stand_of(mine: &Mine) -> Option<Stand> {
    match &mine.standing {
        Standing::SavedHere | Standing::Sent | Standing::Asked => Some(Stand::Asked),
        Standing::Confirmed => Some(Stand::Confirmed),
        Standing::Waiting(_) => Some(Stand::Waiting),
        Standing::Held(held) => Some(Stand::Held(held.until)),
        Standing::Applied => Some(Stand::Applied),
        Standing::LeaveSaved
        | Standing::LeaveSent
        | Standing::Lapsed
        | Standing::NotPossible(_)
        | Standing::Declined(_) => None,
    }
}

struct Asked<'a> {
    community: &'a CommunityId,
    id: &'a SessionId,
    origin: &'a str,
    tongue: Tongue,
    now: UnixMillis,
}

impl Asked<'_> {
    fn file(&self, replica: &Replica, mine: &[Mine]) -> Option<CalendarFile> {
        let session_key = Key::Session(self.id.clone());
        let Some(Record::Session(session)) = replica.record(self.community, &session_key) else {
            return None;
        };
        let activity_key = Key::Activity(session.activity.clone());
        let Some(Record::Activity(activity)) = replica.record(self.community, &activity_key) else {
            return None;
        };
        let place_key = Key::Place(session.place.clone());
        let place: Option<&Place> = match replica.record(self.community, &place_key) {
            Some(Record::Place(place)) => Some(place),
            _ => None,
        };
        let of_mine = |mine: &Mine| Key::Registration(self.id.clone(), mine.resident.clone());
        let keys = [session_key, activity_key, place_key].into_iter();
        let revisions = keys
            .chain(mine.iter().map(of_mine))
            .filter_map(|key| replica.revision(self.community, &key));
        let offset = offset_of(replica, self.community);
        let meetings = Meetings {
            community: self.community,
            offset,
            id: self.id,
            session,
            activity,
            place,
            revision: revisions.max().unwrap_or(0),
            origin: self.origin,
        };
        let today = offset.civil(self.now).date();
        let own = Own::new(mine.iter().filter_map(stand_of));
        let view = own.as_ref().map_or(View::Everybody, View::Own);
        let events: Vec<Event> = meetings.events((view, self.tongue), |day| day >= today);
        let first = session.days.iter().find(|day| **day >= today)?;
        let head = Calendar {
            name: "",
            about: "",
            source: "",
            made: self.now,
        };
        Some(CalendarFile {
            name: file_name(self.tongue.of(&activity.title), *first),
            content: write(&head, &events),
        })
    }
}

/// The name of a file: what it is and when, without what some system does not take in a name.
fn file_name(title: &str, day: civil::Date) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || *letter == '-';
    let title: String = title.chars().filter(kept).take(NAME_CHARS_MAX).collect();
    format!("{title}-{}.ics", rules::time::written::day_text(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_without_what_some_system_does_not_take() {
        let day = civil::date(2026, 3, 20);
        let name = file_name("八段锦·初级: \"A/B\"\\..\u{202e}👵", day);
        assert_eq!(name, "八段锦初级AB-2026-03-20.ics");
        let long = file_name(&"字".repeat(300), day);
        assert_eq!(long.chars().count(), NAME_CHARS_MAX + 15);
        assert_eq!(file_name("／…", day), "-2026-03-20.ics");
    }
}
