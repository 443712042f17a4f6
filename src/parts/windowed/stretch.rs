//! The living rows of a long list, as a tree of halves.
//!
//! The one rule to know: a stretch is halved until a half has as many rows as the window moves by, so
//! that a moving window makes and drops halves and touches no other row. One keyed list of all living
//! rows would not do: it takes out and puts back every row before which others are made, and with it
//! the focus.
//!
//! Deliberately absent: which rows live; that is the window's.

use std::hash::Hash;
use std::ops::Range;

use leptos::prelude::*;

use super::heights::SNAP;
use super::{RowSource, Window};

/// How many rows the tree reaches: more than any phone keeps.
pub(super) const ROWS_END: usize = SNAP << 20;

/// What the living rows are made of.
pub(super) struct Living<R: RowSource, K, F> {
    /// The window, which says which rows live and is told which has the focus.
    pub list: Window,
    /// All rows.
    pub rows: Signal<R>,
    /// What tells a row from another.
    pub key: fn(&R::Row) -> K,
    /// Makes one row.
    pub render: F,
}

impl<R: RowSource, K, F: Clone> Clone for Living<R, K, F> {
    fn clone(&self) -> Self {
        Self {
            list: self.list,
            rows: self.rows,
            key: self.key,
            render: self.render.clone(),
        }
    }
}

/// A stretch of places, with the rows of it that live.
pub(super) fn stretch<R, K, F, V>(living: Living<R, K, F>, places: Range<usize>) -> AnyView
where
    R: RowSource,
    K: Eq + Hash + 'static,
    F: Fn(R::Row) -> V + Clone + Send + 'static,
    V: IntoView + 'static,
{
    let Range { start, end } = places;
    let range = living.list.range;
    let lives = Memo::new(move |_| {
        let (first, last) = range.get();
        first < end && start < last
    });
    let inside = move || {
        lives.get().then(|| {
            let half = end.saturating_sub(start) / 2;
            if half < SNAP {
                return few(living.clone(), start..end);
            }
            let middle = start.saturating_add(half);
            let (before, after) = (living.clone(), living.clone());
            (stretch(before, start..middle), stretch(after, middle..end)).into_any()
        })
    };
    inside.into_any()
}

/// The rows of a stretch that is not halved again.
fn few<R, K, F, V>(living: Living<R, K, F>, places: Range<usize>) -> AnyView
where
    R: RowSource,
    K: Eq + Hash + 'static,
    F: Fn(R::Row) -> V + Clone + Send + 'static,
    V: IntoView + 'static,
{
    let Living {
        list,
        rows,
        key,
        render,
    } = living;
    let length = move || rows.with(RowSource::count);
    let each = move || {
        rows.with(|rows| {
            (places.start..places.end.min(rows.count()))
                .filter_map(|at| Some((at, rows.row(at)?)))
                .collect::<Vec<_>>()
        })
    };
    let row = move |(at, row): (usize, R::Row)| {
        view! {
            <div
                class="windowed-row"
                role="listitem"
                aria-posinset={at + 1}
                aria-setsize=length
                on:focusin=move |_| list.holds(at)
            >
                {render(row)}
            </div>
        }
    };
    view! { <For each key=move |(at, row)| (*at, key(row)) children=row /> }.into_any()
}
