//! A profile: what a particular feed calls its fields and codes. Data, a TOML file.
//!
//! The one rule to know: a field is named by its path in a row, parts joined by full stops
//! (`venue.name`). A feed with other names needs another file, no code.
//!
//! Deliberately absent: feeds that are not an array of rows, or have one row a meeting.

use rules::activity::{ActivityKind, Audience};
use rules::community::Community;
use rules::id::{CommunityId, IdError, PlaceId};
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
}

/// What a feed calls its fields and codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What stands before a row's code in the ids of its records.
    pub id_prefix: String,
    /// The ISO 4217 code of the currency of fees.
    pub currency: String,
    /// How long a seat that becomes free is held for whoever waited. Units: hours; absent: it is
    /// theirs outright.
    #[serde(default)]
    pub(super) hold_hours: Option<u16>,
    /// The community that the feed becomes.
    pub community: CommunityProfile,
    /// Where in a row the values are.
    pub(super) fields: Fields,
    /// How dates and times are written.
    pub(super) formats: Formats,
    /// Which ages mean no limit.
    pub(super) ages: AgeProfile,
    /// How one gets in, by the feed's code.
    pub(super) methods: BTreeMap<String, Method>,
    /// Who it is meant for, by the feed's code.
    pub(super) targets: BTreeMap<String, Audience>,
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
}

/// The community that a feed becomes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommunityProfile {
    /// Its id.
    pub id: CommunityId,
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
    /// In person, at the organiser's counter or on the spot. Not open: places are limited.
    Counter,
}

/// Where in a row the values are, each a path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    /// What names the row, for good.
    pub(super) code: String,
    /// Its title, in both languages.
    pub(super) title: Words,
    /// What the organiser calls its kind.
    pub(super) topic: Words,
    /// The district its venue lies in.
    pub(super) district: Words,
    /// Its venue.
    pub(super) venue: Words,
    /// The day of its first meeting.
    pub(super) first_day: String,
    /// The day of its last meeting.
    pub(super) last_day: String,
    /// On which weekdays it meets, as people write it; see [`crate::weekdays`].
    pub(super) weekdays: Words,
    /// When each meeting begins.
    pub(super) starts: String,
    /// When each meeting ends.
    pub(super) ends: String,
    /// The code of who it is meant for.
    pub(super) target: String,
    /// The youngest admitted.
    pub(super) age_min: String,
    /// The oldest admitted.
    pub(super) age_max: String,
    /// What it costs, in units with up to two decimals.
    pub(super) fee: String,
    /// How many places there are.
    pub(super) quota: String,
    /// How many of them are left.
    pub(super) places_left: String,
    /// The code of how one gets in.
    pub(super) method: String,
    /// The first day of registration.
    pub(super) opens: String,
    /// The last day of registration, a whole day.
    pub(super) closes: String,
    /// The day of the draw.
    pub(super) draw: String,
    /// A page that says more.
    #[serde(default)]
    pub(super) link: String,
    /// What to bring or mind, in pieces.
    #[serde(default)]
    pub(super) notes: Vec<Words>,
}

/// How dates and times are written, in the letters of strptime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Formats {
    /// A date; with an hour, it must be midnight.
    pub(super) date: String,
    /// A time of day.
    pub(super) time: String,
    /// The width at which notes are cut; zero where they are not.
    #[serde(default)]
    pub(super) notes_columns: usize,
}

/// Which ages mean no limit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
    /// The kind by the topic's Chinese name.
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
        profile.id_prefix.parse::<PlaceId>()?;
        Ok(profile)
    }

    /// The profile of Hong Kong's recreation and sports programmes.
    pub fn lcsd_leisure() -> Result<Self, ProfileError> {
        Self::read(include_str!("../../profiles/lcsd-leisure.toml"))
    }

    /// The built-in profile of a name; none where there is no such profile.
    pub fn named(name: &str) -> Option<Result<Self, ProfileError>> {
        match name {
            "lcsd-leisure" => Some(Self::lcsd_leisure()),
            _ => None,
        }
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
