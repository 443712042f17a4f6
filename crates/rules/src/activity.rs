//! What is offered: an activity, said once for all of its sessions.

pub mod fee;

use crate::words::Words;
use fee::Fee;
use serde::{Deserialize, Serialize};

/// The kinds that residents filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// Talks, reading, policy told plainly.
    Learning,
    /// Music, opera, dance, calligraphy, film.
    Culture,
    /// Sport and exercise.
    Sport,
    /// Free clinics, health talks.
    Health,
    /// After-school and holiday classes.
    Children,
    /// Volunteering.
    Volunteer,
    /// Festivals by the lunar or the public calendar.
    Festival,
    /// Campaigns: clean-up, traffic, habits.
    Campaign,
    /// Porcelain and other crafts handed down.
    Heritage,
    /// Repairs, haircuts, advice: everyday help.
    Service,
}

impl ActivityKind {
    /// Every kind, in the order of the screen.
    pub const ALL: [Self; 10] = [
        Self::Culture,
        Self::Sport,
        Self::Health,
        Self::Children,
        Self::Heritage,
        Self::Learning,
        Self::Festival,
        Self::Volunteer,
        Self::Campaign,
        Self::Service,
    ];
}

/// Who an activity is meant for, as a filter; the rule is in the ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Anyone.
    Everyone,
    /// Older residents.
    Elders,
    /// Children.
    Children,
    /// Families together.
    Families,
    /// People with disabilities.
    Disabled,
    /// Volunteers.
    Volunteers,
}

impl Audience {
    /// Every audience, in the order of the screen.
    pub const ALL: [Self; 6] = [
        Self::Everyone,
        Self::Elders,
        Self::Children,
        Self::Families,
        Self::Disabled,
        Self::Volunteers,
    ];
}

/// What is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its title.
    pub title: Words,
    /// What it is, in a sentence or three.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub summary: Words,
    /// Its kind.
    pub kind: ActivityKind,
    /// A finer name of the kind, as the organiser calls it: "tai chi sword".
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub topic: Words,
    /// Who it is meant for.
    pub audience: Audience,
    /// What to bring or mind.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub bring: Words,
    /// Who runs it.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub organiser: Words,
    /// The telephone number of who runs it; an organisation's, never a resident's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// What it costs; absent when free.
    #[serde(default, skip_serializing_if = "Fee::is_free")]
    pub fee: Fee,
    /// Search aid: pinyin of the title in full and its initials, lower case, and the title in the
    /// other script; made where it is published, so that no device needs a dictionary.
    #[serde(default, rename = "pinyin", skip_serializing_if = "String::is_empty")]
    pub aid: String,
    /// A page that says more; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
}

impl Activity {
    /// An activity of which nothing is known but its title, its kind and whom it is for.
    pub fn new(title: Words, kind: ActivityKind, audience: Audience) -> Self {
        Self {
            title,
            summary: Words::default(),
            kind,
            topic: Words::default(),
            audience,
            bring: Words::default(),
            organiser: Words::default(),
            phone: String::new(),
            fee: Fee::Free,
            aid: String::new(),
            link: String::new(),
        }
    }

    /// How long all of its texts are together. Units: characters.
    pub fn chars(&self) -> usize {
        let words = [
            &self.title,
            &self.summary,
            &self.topic,
            &self.bring,
            &self.organiser,
        ];
        let words = words.into_iter().chain(self.fee.as_written());
        let words = words.flat_map(|words| [&words.zh, &words.en]);
        let texts = words.chain([&self.phone, &self.link, &self.aid]);
        texts
            .map(|text| text.chars().count())
            .fold(0, usize::saturating_add)
    }

    /// Whether the record keeps its own promises: what it costs is said in one way, and in few words.
    pub fn is_sound(&self) -> bool {
        self.fee.is_sound()
    }
}
