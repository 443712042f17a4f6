//! A profile: what a particular feed calls its fields and codes. Data, a TOML file.
//!
//! The one rule to know: a field is named by its path in a row, parts joined by full stops
//! (`venue.name`). A feed with other names needs another file, no code.
//!
//! Deliberately absent: feeds that have one row a meeting of a course.

mod fields;
mod source;

pub(super) use fields::Fields;
pub(super) use source::{Form, Join, Source};

use rules::activity::{ActivityKind, Audience};
use rules::community::Community;
use rules::id::{CommunityId, IdError, PlaceId};
use rules::session::Status;
use rules::time::Offset;
use rules::words::Words;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The longest prefix of ids, so that a code of a feed still fits behind it. Units: bytes.
const PREFIX_BYTES_MAX: usize = 16;

/// Why a profile cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The file is not TOML, or not a profile.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// The prefix of ids is no beginning of an id.
    #[error("id_prefix: {0}")]
    Prefix(#[from] IdError),
    /// The prefix of ids is too long.
    #[error("id_prefix has {found} bytes, at most {limit} are allowed")]
    PrefixTooLong {
        /// How many bytes it has.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A field is named by nothing, and no row can do without it.
    #[error("[fields] must say where {field} stands")]
    NoField {
        /// The key of the profile.
        field: &'static str,
    },
}

/// What a feed calls its fields and codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What stands before a row's code in the ids of its records.
    pub id_prefix: String,
    /// Whether a code that cannot be part of an id is put into one by its digest, and a row
    /// without a code is named by its title, first day, hour and venue. Else both are refused.
    #[serde(default)]
    pub(super) digests: bool,
    /// The ISO 4217 code of the currency of fees.
    pub currency: String,
    /// How long a seat that becomes free is held for whoever waited. Units: hours; absent: it is
    /// theirs outright.
    #[serde(default)]
    pub(super) hold_hours: Option<u16>,
    /// The community that the feed becomes.
    pub community: CommunityProfile,
    /// What kind of files it is.
    #[serde(default)]
    pub(super) source: Source,
    /// Where in a row the values are.
    pub(super) fields: Fields,
    /// How dates and times are written.
    pub(super) formats: Formats,
    /// Which ages mean no limit.
    #[serde(default)]
    pub(super) ages: AgeProfile,
    /// How one gets in, by the feed's code. Under the empty code: where it has none; under `*`:
    /// by any other.
    pub(super) methods: BTreeMap<String, Method>,
    /// Who it is meant for, by the feed's code; the empty code and `*` as above.
    pub(super) targets: BTreeMap<String, Audience>,
    /// What became of it (`scheduled`, `postponed`, `cancelled`), by the feed's code; the empty code
    /// and `*` as above.
    #[serde(default)]
    pub(super) states: BTreeMap<String, Status>,
    /// What a fee in words of the feed's own means; under the empty code: where it says nothing.
    #[serde(default)]
    pub(super) fees: BTreeMap<String, FeeCode>,
    /// Days that stand for no day: a feed's way of saying that nobody knows.
    #[serde(default)]
    pub(super) no_days: Vec<String>,
    /// Who it is meant for, by a word in the Chinese title; it outweighs the code.
    #[serde(default)]
    pub(super) titles: BTreeMap<String, Audience>,
    /// What kind it is, by its topic.
    pub(super) kinds: Kinds,
    /// What to put in place of what, in English notes.
    #[serde(default)]
    pub(super) mend: BTreeMap<String, String>,
    /// Signs of garbled English notes.
    #[serde(default)]
    pub(super) garbled: Garbled,
    /// What whoever takes the feed says the community is called; never in a file.
    #[serde(skip)]
    asked_name: Option<String>,
}

/// The community that a feed becomes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommunityProfile {
    /// Its id.
    pub id: CommunityId,
    /// Whether it is only a proposal, for whoever has no community yet: one that is there keeps
    /// its own record.
    #[serde(default)]
    pub(super) is_proposed: bool,
    name: Words,
    county: Words,
    source: Words,
    /// Units: minutes ahead of UTC.
    offset_minutes: i16,
}

/// How one gets in, as far as a feed tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Anyone may come.
    Open,
    /// First come, first served: what is offered is what the feed says is left, because the other
    /// places are other people's already.
    FirstCome,
    /// A draw decides about all places. That some feeds give out what a draw left over, first come
    /// first served, is not offered: a session has one way in.
    Ballot,
    /// Staff decide about each request.
    Approval,
    /// In person, at the organiser's counter or on the spot. Not open: places are limited.
    Counter,
}

/// What a fee is that is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FeeCode {
    /// It is free.
    Free,
    /// Nobody said what it costs.
    Unsaid,
}

/// How dates and times are written, in the letters of strptime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Formats {
    /// A date; with an hour, it must be midnight. Several are separated by `|`.
    pub(super) date: String,
    /// A day in the organiser's words, likewise; empty: as any other date.
    #[serde(default)]
    pub(super) date_in_words: String,
    /// A time of day, likewise.
    pub(super) time: String,
    /// A day with an hour, likewise; where there are any, registration may open and close by them.
    #[serde(default)]
    pub(super) moment: String,
    /// The signs of the currency that stand before or behind an amount; parted by `|`.
    #[serde(default)]
    pub(super) money: String,
    /// What is said of the fee of an event that is not free and does not say how much it is.
    #[serde(default = "paid")]
    pub(super) paid: Words,
    /// Whether texts are escaped as in a page (`&amp;`), once more than their file needs.
    #[serde(default)]
    pub(super) escaped: bool,
    /// Whether a meeting may end on the next day. Else an end before its start is a mistake.
    #[serde(default)]
    pub(super) overnight: bool,
    /// What is said of hours where a row says nothing of them.
    #[serde(default = "no_hours")]
    pub(super) no_hours: Words,
    /// Where something is that is held online.
    #[serde(default = "online")]
    pub(super) online: Words,
    /// The width at which notes are cut; zero where they are not.
    #[serde(default)]
    pub(super) notes_columns: usize,
}

fn no_hours() -> Words {
    Words::new("未注明时间", "hours not stated")
}

fn paid() -> Words {
    Words::new("要收费，没写多少", "not free; how much is not said")
}

fn online() -> Words {
    Words::new("线上", "Online")
}

/// Which ages mean no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgeProfile {
    /// Youngest ages that mean no limit.
    pub(super) no_min: Vec<u16>,
    /// Oldest ages that mean no limit.
    pub(super) no_max: Vec<u16>,
    /// A programme for everyone up to this age is one for children.
    pub(super) children_max: u16,
}

/// What kind a programme is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kinds {
    /// The kind of topics that are not listed.
    pub(super) default: ActivityKind,
    /// Whether a code that is not listed is refused.
    #[serde(default)]
    pub(super) is_closed: bool,
    /// The kind by the topic's Chinese name, or by its own code where the feed has one.
    #[serde(default)]
    pub(super) by_topic: BTreeMap<String, ActivityKind>,
}

/// Signs of a text whose characters were once misread.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Garbled {
    /// Characters that no good text of the feed holds.
    pub(super) marks: String,
}

impl Profile {
    /// Reads a profile.
    pub fn read(toml: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(toml)?;
        let found = profile.id_prefix.len();
        if found > PREFIX_BYTES_MAX {
            return Err(ProfileError::PrefixTooLong {
                found,
                limit: PREFIX_BYTES_MAX,
            });
        }
        if found > 0 {
            profile.id_prefix.parse::<PlaceId>()?;
        }
        match profile.unnamed() {
            Some(field) => Err(ProfileError::NoField { field }),
            None => Ok(profile),
        }
    }

    /// What every row needs and the profile does not name.
    fn unnamed(&self) -> Option<&'static str> {
        let fields = &self.fields;
        let days = fields.days.is_empty();
        // Hours may be left unsaid where they may be free text, or end on the next day.
        let free = &[&fields.hours.zh, &fields.as_written.zh];
        let hours = free.iter().all(|path| path.is_empty()) && !self.formats.overnight;
        let coded = |field: &str, knows_none: bool| field.is_empty() && !knows_none;
        let topic = fields.kind.is_empty() && fields.topic.zh.is_empty();
        let needed = [
            ("code", !self.digests && fields.code.is_empty()),
            ("title", fields.title.zh.is_empty()),
            ("venue", fields.venue.zh.is_empty()),
            ("days, or first_day", days && fields.first_day.is_empty()),
            ("last_day", days && fields.last_day.is_empty()),
            ("weekdays", days && fields.weekdays.zh.is_empty()),
            ("starts, or hours", hours && fields.starts.is_empty()),
            ("ends", hours && fields.ends.is_empty()),
            (
                "method",
                coded(&fields.method, self.methods.contains_key("")),
            ),
            (
                "target",
                coded(&fields.target, self.targets.contains_key("")),
            ),
            ("topic, or kind", !self.digests && topic),
        ];
        let mut missing = needed.iter().filter(|(_, is_missing)| *is_missing);
        missing.next().map(|(field, _)| *field)
    }

    /// The profile of Hong Kong's recreation and sports programmes.
    pub fn lcsd_leisure() -> Result<Self, ProfileError> {
        Self::read(include_str!("../../profiles/lcsd-leisure.toml"))
    }

    /// The built-in profile of a name; none where there is no such profile.
    pub fn named(name: &str) -> Option<Result<Self, ProfileError>> {
        let toml = match name {
            "lcsd-leisure" => include_str!("../../profiles/lcsd-leisure.toml"),
            "lcsd-cultural" => include_str!("../../profiles/lcsd-cultural.toml"),
            "cuobian" => include_str!("../../profiles/cuobian.toml"),
            "sheet" => include_str!("../../profiles/sheet.toml"),
            "calendar" => include_str!("../../profiles/calendar.toml"),
            "events" => include_str!("../../profiles/events.toml"),
            _ => return None,
        };
        Some(Self::read(toml))
    }

    /// The same profile for another community. A name is given to one that is not there yet; of one
    /// that is, whoever takes the feed compares it ([`Self::asked_name`]).
    #[must_use]
    pub fn into_community(mut self, id: CommunityId, name: Option<&str>) -> Self {
        self.community.id = id;
        self.community.is_proposed = true;
        if let Some(name) = name {
            self.community.name = Words::new(name, "");
            self.community.county = Words::new(name, "");
            self.asked_name = Some(name.to_owned());
        }
        self
    }

    /// What the community is called, where whoever takes the feed said so.
    pub fn asked_name(&self) -> Option<&str> {
        self.asked_name.as_deref()
    }

    /// Whether the profile itself says which community the feed becomes.
    pub fn names_its_community(&self) -> bool {
        !self.community.is_proposed
    }

    /// The files that the feed consists of; empty where it is one file of any name.
    pub fn files(&self) -> Vec<&str> {
        let joined = self.source.join.iter().map(|join| join.file.as_str());
        let all = core::iter::once(self.source.file.as_str()).chain(joined);
        all.filter(|name| !name.is_empty()).collect()
    }

    /// The community's record.
    pub fn community(&self) -> Community {
        let CommunityProfile {
            name,
            county,
            source,
            offset_minutes,
            ..
        } = &self.community;
        Community {
            source: source.clone(),
            ..Community::new(name.clone(), county.clone(), Offset(*offset_minutes))
        }
    }
}
