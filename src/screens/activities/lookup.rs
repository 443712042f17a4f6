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
    use super::*;

    #[test]
    fn a_choice_is_put_in_once_and_taken_out_whole() {
        let mut chosen = vec![1, 2];
        toggle(&mut chosen, 2, true);
        assert_eq!(chosen, [1, 2]);
        toggle(&mut chosen, 1, false);
        assert_eq!(chosen, [2]);
    }
}
