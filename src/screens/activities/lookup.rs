//! What a resident looks for in the list, and where they were in it: kept while the app is open,
//! so that going into a session and back changes nothing.
//!
//! The one rule to know: one value, given once by the app above all screens.

use crate::state::State;
use leptos::prelude::*;
use rules::activity::{ActivityKind, Audience};
use rules::civil;
use rules::id::{PlaceId, SessionId};
use rules::programme::{Line, Programme, Query};
use std::sync::Arc;

/// What is looked for. Copy it freely.
#[derive(Clone, Copy)]
pub struct Lookup {
    /// What is typed.
    pub text: RwSignal<String>,
    /// Only what is free.
    pub only_free: RwSignal<bool>,
    /// Of each day first what is near.
    pub near: RwSignal<bool>,
    /// Kinds wanted; none means all.
    pub kinds: RwSignal<Vec<ActivityKind>>,
    /// Audiences wanted; none means all.
    pub audiences: RwSignal<Vec<Audience>>,
    /// Whether what is past is listed too.
    pub earlier: RwSignal<bool>,
    /// The line that was opened last, to come back to.
    pub opened: RwSignal<Option<(Arc<SessionId>, civil::Date)>>,
}

/// What the app provides, from the context.
///
/// # Panics
/// Outside [`crate::App`], which is a mistake of the author, not of the user.
pub fn use_lookup() -> Lookup {
    expect_context()
}

impl Default for Lookup {
    fn default() -> Self {
        Self::new()
    }
}

impl Lookup {
    /// Nothing looked for yet.
    pub fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            only_free: RwSignal::new(false),
            near: RwSignal::new(false),
            kinds: RwSignal::new(Vec::new()),
            audiences: RwSignal::new(Vec::new()),
            earlier: RwSignal::new(false),
            opened: RwSignal::new(None),
        }
    }

    /// The question to the programme, for every day. Tracks everything it is made of.
    pub fn query(&self) -> Query {
        Query {
            text: self.text.get(),
            kinds: self.kinds.get(),
            audiences: self.audiences.get(),
            only_free: self.only_free.get(),
            ..Query::default()
        }
    }

    /// The place that near is counted from, while near is asked for.
    pub fn home(&self, state: State) -> Option<PlaceId> {
        self.near.get().then(|| state.home()).flatten()
    }

    /// Whether anything but the day narrows the list.
    pub fn narrows(&self) -> bool {
        self.only_free.get()
            || !self.text.with(|text| text.trim().is_empty())
            || !self.kinds.with(Vec::is_empty)
            || !self.audiences.with(Vec::is_empty)
    }

    /// Takes every filter away.
    pub fn clear(&self) {
        self.text.set(String::new());
        self.only_free.set(false);
        self.kinds.set(Vec::new());
        self.audiences.set(Vec::new());
    }
}

/// What finds: what is looked for over the programme as it stands. Copy it freely.
#[derive(Clone, Copy)]
pub struct Finder {
    state: State,
    lookup: Lookup,
    free: Memo<Arc<[bool]>>,
}

impl Finder {
    /// For one screen. What is free is worked out once a change, and only while it is asked for.
    pub fn new(state: State, lookup: Lookup) -> Self {
        let free = Memo::new(move |_| {
            if lookup.only_free.get() {
                state.free()
            } else {
                Arc::default()
            }
        });
        Self {
            state,
            lookup,
            free,
        }
    }

    /// The meetings between two days that match, by day, then nearness if it is asked for, then
    /// hour. Tracks everything it is made of.
    pub fn find(&self, from: Option<civil::Date>, until: Option<civil::Date>) -> Vec<Line> {
        let query = Query {
            from,
            until,
            ..self.lookup.query()
        };
        let mut lines = self.free.with(|free| self.state.find(&query, free));
        if let Some(home) = self.lookup.home(self.state) {
            let programme = self.state.programme;
            programme.with(|programme| programme.nearest_first(&mut lines, &home));
        }
        lines
    }
}

/// Puts one value into a choice of several, or takes it out.
pub fn toggle<T: PartialEq>(chosen: &mut Vec<T>, value: T, on: bool) {
    chosen.retain(|one| *one != value);
    if on {
        chosen.push(value);
    }
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The heading of a day.
    Day {
        /// The day.
        day: civil::Date,
        /// How many meetings it has here.
        meetings: u32,
    },
    /// One meeting. A line's own index changes whenever the programme does, so the session is named.
    Meeting {
        /// The session.
        session: Arc<SessionId>,
        /// The day it meets on.
        day: civil::Date,
    },
}

impl Item {
    /// The day it belongs to.
    pub fn day(&self) -> civil::Date {
        match self {
            Self::Day { day, .. } | Self::Meeting { day, .. } => *day,
        }
    }

    /// What tells it from another, and from itself with other content.
    pub fn key(&self) -> (civil::Date, Option<Arc<SessionId>>, u32) {
        match self {
            Self::Day { day, meetings } => (*day, None, *meetings),
            Self::Meeting { session, day } => (*day, Some(Arc::clone(session)), 0),
        }
    }
}

/// Meetings under the headings of their days.
pub fn items(programme: &Programme, lines: &[Line]) -> Arc<[Item]> {
    let mut items = Vec::with_capacity(lines.len().saturating_add(lines.len() / 4));
    for of_day in lines.chunk_by(|left, right| left.day == right.day) {
        let Some(first) = of_day.first() else {
            continue;
        };
        items.push(Item::Day {
            day: first.day,
            meetings: u32::try_from(of_day.len()).unwrap_or(u32::MAX),
        });
        items.extend(of_day.iter().filter_map(|line| {
            programme.listed(line).map(|listed| Item::Meeting {
                session: Arc::clone(&listed.id),
                day: line.day,
            })
        }));
    }
    items.into()
}

/// The row where a day begins, or the next day that has any.
pub fn row_of_day(items: &[Item], day: civil::Date) -> usize {
    items.partition_point(|item| item.day() < day)
}

/// The kinds and audiences that the programme has, in the order of the screen.
pub fn present(programme: &Programme) -> (Vec<ActivityKind>, Vec<Audience>) {
    let listed = || programme.all_listed().iter();
    let has_kind = |kind: &ActivityKind| listed().any(|one| one.kind == *kind);
    let has_audience = |audience: &Audience| listed().any(|one| one.audience == *audience);
    (
        ActivityKind::ALL.into_iter().filter(has_kind).collect(),
        Audience::ALL.into_iter().filter(has_audience).collect(),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rules::civil::{date, time};
    use rules::session::{Admission, Session};
    use rules::{Key, Record};

    fn records(meets: &[(&str, &[i8])]) -> Vec<(Key, Record)> {
        let activity = r#"{"title":{"zh":"太极拳"},"kind":"sport","audience":"everyone"}"#;
        let mut records = vec![(
            Key::Activity("a".parse().unwrap()),
            Record::Activity(serde_json::from_str(activity).unwrap()),
        )];
        records.extend(meets.iter().map(|(id, days)| {
            let session = Session::new(
                ("a".parse().unwrap(), "hall".parse().unwrap()),
                days.iter().map(|day| date(2026, 3, *day)).collect(),
                (time(9, 0, 0, 0), time(10, 0, 0, 0)),
                Admission::Open,
            );
            (Key::Session(id.parse().unwrap()), Record::Session(session))
        }));
        records
    }

    fn items_of(meets: &[(&str, &[i8])]) -> Arc<[Item]> {
        let records = records(meets);
        let programme = Programme::index(records.iter().map(|(key, record)| (key, record)));
        items(&programme, programme.lines())
    }

    #[test]
    fn each_day_has_one_heading_with_its_count() {
        let items = items_of(&[("s", &[20, 23]), ("t", &[20])]);
        let heads: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Item::Day { day, meetings } => Some((day.day(), *meetings)),
                Item::Meeting { .. } => None,
            })
            .collect();
        assert_eq!(heads, [(20, 2), (23, 1)]);
        assert_eq!(items.len(), 5);
    }

    #[test]
    fn a_day_without_meetings_leads_to_the_next_that_has_some() {
        let items = items_of(&[("s", &[20, 23])]);
        assert_eq!(row_of_day(&items, date(2026, 3, 1)), 0);
        assert_eq!(row_of_day(&items, date(2026, 3, 21)), 2);
        assert_eq!(row_of_day(&items, date(2026, 4, 1)), 4);
    }

    #[test]
    fn a_course_that_meets_twice_has_two_keys() {
        let items = items_of(&[("s", &[20, 23])]);
        let keys: std::collections::HashSet<_> = items.iter().map(Item::key).collect();
        assert_eq!(keys.len(), items.len());
    }

    #[test]
    fn a_row_keeps_its_key_when_the_programme_grows_around_it() {
        let before = items_of(&[("s", &[23])]);
        let after = items_of(&[("r", &[20]), ("s", &[23])]);
        assert_eq!(before.last().map(Item::key), after.last().map(Item::key));
    }

    #[test]
    fn a_choice_is_put_in_once_and_taken_out_whole() {
        let mut chosen = vec![1, 2];
        toggle(&mut chosen, 2, true);
        assert_eq!(chosen, [1, 2]);
        toggle(&mut chosen, 1, false);
        assert_eq!(chosen, [2]);
    }
}
