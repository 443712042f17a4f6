//! Building the index from records.
//!
//! The one rule to know: records come in the order of keys, as every store and replica has them, so
//! whatever a session refers to is found by halving. What many sessions share is made once.

use super::near::Spot;
use super::{Line, Listed, Placed, Programme};
use crate::activity::{Activity, ActivityKind, Audience};
use crate::community::Place;
use crate::id::{ActivityId, PlaceId, SessionId};
use crate::key::Key;
use crate::record::Record;
use crate::session::Session;
use std::sync::Arc;

/// An activity as its sessions need it.
#[derive(Clone, Copy)]
struct Offered {
    kind: ActivityKind,
    audience: Audience,
    text: u32,
}

/// What sessions refer to, in the order of ids.
struct Shared<'a> {
    activities: Vec<(&'a ActivityId, Offered)>,
    places: Vec<(&'a PlaceId, &'a Place)>,
}

impl Programme {
    /// Indexes records, which come in the order of keys; those that are neither session, activity
    /// nor place are passed over.
    pub fn index<'a>(records: impl Iterator<Item = (&'a Key, &'a Record)> + Clone) -> Self {
        let mut programme = Self::default();
        let shared = programme.take_shared(records.clone());
        for (key, record) in records {
            if let (Key::Session(id), Record::Session(session)) = (key, record) {
                programme.take_session((id, session), &shared);
            }
        }
        programme.lines.sort_unstable();
        programme
    }

    /// Takes activities and places.
    fn take_shared<'a>(
        &mut self,
        records: impl Iterator<Item = (&'a Key, &'a Record)>,
    ) -> Shared<'a> {
        let mut shared = Shared {
            activities: Vec::new(),
            places: Vec::new(),
        };
        for (key, record) in records {
            match (key, record) {
                (Key::Activity(id), Record::Activity(activity)) => {
                    let text = self.take_text(text_of(activity));
                    let offered = Offered {
                        kind: activity.kind,
                        audience: activity.audience,
                        text,
                    };
                    shared.activities.push((id, offered));
                }
                (Key::Place(id), Record::Place(place)) => shared.places.push((id, place)),
                _ => {}
            }
        }
        let all = shared.places.iter();
        self.places = all
            .map(|(id, place)| placed(id, place, &shared.places))
            .collect();
        shared
    }

    /// The number of a text; activities that say the same stand side by side more often than not.
    fn take_text(&mut self, text: String) -> u32 {
        if self.texts.last() != Some(&text) {
            self.texts.push(text);
        }
        u32::try_from(self.texts.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Takes a session whose activity is here.
    fn take_session(&mut self, (id, session): (&SessionId, &Session), shared: &Shared<'_>) {
        let Some(offered) = found(&shared.activities, &session.activity) else {
            return;
        };
        let place = position(&shared.places, &session.place);
        let Ok(listed) = u32::try_from(self.listed.len()) else {
            return;
        };
        self.listed.push(Listed {
            id: Arc::new(id.clone()),
            kind: offered.kind,
            audience: offered.audience,
            state: session.state,
            text: offered.text,
            place: place.and_then(|at| u32::try_from(at).ok()),
        });
        self.lines.extend(session.days.iter().map(|day| Line {
            day: *day,
            starts: session.starts,
            listed,
        }));
    }
}

fn text_of(activity: &Activity) -> String {
    let Activity {
        title, topic, aid, ..
    } = activity;
    let text = [&title.zh, &title.en, &topic.zh, &topic.en, aid].map(String::as_str);
    text.join("\n").to_lowercase()
}

fn placed(id: &PlaceId, place: &Place, all: &[(&PlaceId, &Place)]) -> Placed {
    let within = place.within.as_ref();
    let text = [&place.name.zh, &place.name.en, &place.aid].map(String::as_str);
    Placed {
        id: id.clone(),
        spot: Spot {
            kind: place.kind,
            within: within.and_then(|area| position(all, area)),
            at: place.at,
        },
        text: text.join("\n").to_lowercase(),
    }
}

fn position<K: Ord, V>(all: &[(&K, V)], key: &K) -> Option<usize> {
    all.binary_search_by(|(id, _)| (*id).cmp(key)).ok()
}

fn found<'v, K: Ord, V>(all: &'v [(&K, V)], key: &K) -> Option<&'v V> {
    let (_, value) = all.get(position(all, key)?)?;
    Some(value)
}
