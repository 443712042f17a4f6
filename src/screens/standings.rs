//! How my household stands in a session, as marks: one for each standing, with whose it is.
//!
//! The one rule to know: the mark's shape and its word come from the same value.
//! Deliberately absent: reasons; a page that has room says them below the mark.

use crate::parts::{Standing as Mark, StandingMark};
use crate::state::{Mine, Standing, use_state};
use crate::text::activities as say;
use leptos::prelude::*;

/// The mark of a standing.
pub fn mark_of(standing: &Standing) -> Mark {
    match standing {
        Standing::SavedHere | Standing::LeaveSaved => Mark::Saved,
        Standing::Sent | Standing::LeaveSent => Mark::Sent,
        Standing::Confirmed => Mark::Confirmed,
        Standing::Waiting(place) => Mark::Waiting(*place),
        Standing::Held(_) => Mark::Held,
        Standing::Applied | Standing::Asked => Mark::AppliedForDraw,
        Standing::Lapsed | Standing::Declined(_) | Standing::NotPossible(_) => Mark::NotPossible,
    }
}

/// Marks of everyone of the household, those who stand alike under one.
#[component]
pub fn Standings(
    /// How each stands.
    mine: Vec<Mine>,
) -> impl IntoView {
    let state = use_state();
    alike(mine)
        .into_iter()
        .map(|(standing, names)| {
            let mark = mark_of(&standing);
            let word = move || {
                let said = (state.text().standing)(&standing);
                say::standing_of(state.lang(), &said, &names)
            };
            view! { <StandingMark standing=mark word=word /> }
        })
        .collect_view()
}

/// People who stand alike, under the standing they share, in the order they came.
fn alike(mine: Vec<Mine>) -> Vec<(Standing, Vec<String>)> {
    let mut groups: Vec<(Standing, Vec<String>)> = Vec::new();
    for one in mine {
        match groups
            .iter_mut()
            .find(|(standing, _)| *standing == one.standing)
        {
            Some((_, names)) => names.push(one.name),
            None => groups.push((one.standing, vec![one.name])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn those_who_stand_alike_share_one_mark() {
        let one = |name: &str, standing| Mine {
            resident: name.parse().unwrap(),
            name: name.to_owned(),
            standing,
            confirm_by: None,
        };
        let groups = alike(vec![
            one("a", Standing::Confirmed),
            one("b", Standing::Waiting(3)),
            one("c", Standing::Confirmed),
        ]);
        assert_eq!(
            groups,
            [
                (Standing::Confirmed, vec!["a".to_owned(), "c".to_owned()]),
                (Standing::Waiting(3), vec!["b".to_owned()]),
            ]
        );
    }
}
