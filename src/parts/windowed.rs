//! A list of any length that keeps at most 60 rows alive and scrolls with the page.
//!
//! The one rule: rows stand in the normal flow between two empty spaces, so what is seen is always
//! exact; only the spaces are guessed. Every row says its place and the length of the list, so
//! assistive technology counts all of them, and moving the focus scrolls the window along.
//! A row that lives stays where it is in the document while others come and go around it: a row that
//! was taken out and put back would lose the focus ([`stretch()`]).
//! The list keeps the reader's place itself; the browser's anchoring is off here, because it loses
//! its row when rows are made above it, and two who keep a place run away with each other.
//! Absent on purpose: a scrolling box of its own. `key` must change when a row's content does.

mod heights;
mod stretch;

use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use self::heights::{Heights, with_focus};
use self::stretch::{Living, ROWS_END, stretch};
use super::text_size::TextSizeControl;

/// Rows made before the page has been measured: the first screen of a phone.
const FIRST_ROWS: usize = 12;

/// Air left above a row that was jumped to, in CSS pixels.
const JUMP_AIR: f64 = 12.0;

/// Rows that are made when they are asked for; a slice is one.
pub trait RowSource: Clone + Send + Sync + 'static {
    /// One row; keep it light, an index or an id.
    type Row: Clone + Send + Sync + 'static;

    /// How many there are.
    fn count(&self) -> usize;

    /// The row at a place.
    fn row(&self, at: usize) -> Option<Self::Row>;

    /// Where a row could stand that stood in another list.
    fn about(&self, row: &Self::Row) -> Range<usize>;
}

impl<T: Clone + Send + Sync + 'static> RowSource for Arc<[T]> {
    type Row = T;

    fn count(&self) -> usize {
        self.len()
    }

    fn row(&self, at: usize) -> Option<T> {
        self.get(at).cloned()
    }

    fn about(&self, _: &T) -> Range<usize> {
        0..self.len()
    }
}

/// What the list remembers between two looks at the page.
#[derive(Clone, Copy)]
struct Window {
    heights: StoredValue<Heights>,
    range: RwSignal<(usize, usize)>,
    before: RwSignal<f64>,
    after: RwSignal<f64>,
    jump: StoredValue<Option<usize>>,
    focused: StoredValue<Option<usize>>,
    whole: NodeRef<html::Div>,
    alive: NodeRef<html::Div>,
}

impl Window {
    /// Looks where the page stands and moves the window there.
    fn look(self) {
        let Some(top) = self.top() else { return };
        let (view_height, focused) = (view_height(), self.focused.get_value());
        let (range, before, after, rows) = self.heights.with_value(|heights| {
            let seen = heights.window(top, top + view_height);
            let range = match focused {
                Some(row) => with_focus(seen, row, heights.rows()),
                None => seen,
            };
            let before = heights.sum(0..range.start);
            let after = heights.sum(range.end..usize::MAX);
            (range.clone(), before, after, range.len())
        });
        let moved = self.range.get_untracked() != (range.start, range.end);
        if moved {
            self.range.set((range.start, range.end));
        }
        let off = (self.after.get_untracked() - after).abs();
        if moved || rows == 0 || off > 0.5 {
            self.before.set(before);
            self.after.set(after);
        }
        if moved {
            self.measure_soon();
        }
    }

    /// A row has the focus, or something in it.
    fn holds(self, row: usize) {
        self.focused.set_value(Some(row));
        self.look();
    }

    /// How far the top of the list is above the top of the screen.
    fn top(self) -> Option<f64> {
        let whole = self.whole.get_untracked()?;
        Some(-whole.get_bounding_client_rect().top())
    }

    /// Measures the living rows once they stand, then looks again.
    fn measure_soon(self) {
        request_animation_frame(move || {
            let Some(alive) = self.alive.try_get_untracked().flatten() else {
                return;
            };
            let rows = alive.children();
            let heights: Vec<f64> = (0..rows.length())
                .filter_map(|at| rows.item(at))
                .map(|row| row.get_bounding_client_rect().height())
                .collect();
            let (start, end) = self.range.get_untracked();
            let grown = if heights.len() == end.saturating_sub(start) {
                self.learn(start, &heights)
            } else {
                0.0
            };
            if let Some(row) = self.jump.get_value() {
                self.jump.set_value(None);
                self.scroll_to(row);
                return;
            }
            // The browser's own anchoring loses its row when rows are made above it.
            if grown.abs() > 0.5 {
                window().scroll_by_with_x_and_y(0.0, grown);
            }
            self.look();
        });
    }

    /// Takes the measures, and says how much what lies above the row being read has grown by them.
    fn learn(self, start: usize, heights: &[f64]) -> f64 {
        let top = self.top().filter(|top| *top > 0.0);
        let mut grown = 0.0;
        self.heights.update_value(|known| {
            let read = top.map(|top| known.row_at(top));
            let above = |known: &Heights| read.map_or(0.0, |read| known.sum(0..read));
            let before = above(known);
            known.measured(start, heights);
            grown = above(known) - before;
        });
        grown
    }

    /// Scrolls the page to a row.
    fn scroll_to(self, row: usize) {
        let Some(top) = self.top() else { return };
        let above = self.heights.with_value(|heights| heights.sum(0..row));
        window().scroll_by_with_x_and_y(0.0, above - top - JUMP_AIR);
        self.look();
    }

    /// Forgets the measures; `keep` is the row to stand at afterwards.
    fn forget(self, rows: usize, keep: Option<usize>) {
        self.heights.update_value(|heights| heights.forget(rows));
        self.jump.set_value(keep);
        self.look();
        self.measure_soon();
    }
}

fn view_height() -> f64 {
    window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or(800.0)
}

/// The list.
#[component]
pub fn WindowedList<R, K, F, V>(
    /// The name of the list, for assistive technology.
    #[prop(into)]
    label: TextProp,
    /// All rows.
    rows: Signal<R>,
    /// What tells a row from another, and from itself with other content.
    key: fn(&R::Row) -> K,
    /// Makes one row.
    render: F,
    /// How tall a row is before any was measured, in CSS pixels.
    #[prop(default = 110.0)]
    guess_px: f64,
    /// A row to scroll to whenever this changes.
    #[prop(optional, into)]
    jump: Signal<Option<usize>>,
) -> impl IntoView
where
    R: RowSource,
    K: Eq + Hash + 'static,
    F: Fn(R::Row) -> V + Clone + Send + 'static,
    V: IntoView + 'static,
{
    let first = rows.with_untracked(RowSource::count);
    let list = Window {
        heights: StoredValue::new(Heights::new(first, guess_px)),
        range: RwSignal::new((0, first.min(FIRST_ROWS))),
        before: RwSignal::new(0.0),
        after: RwSignal::new(0.0),
        jump: StoredValue::new(None),
        focused: StoredValue::new(None),
        whole: NodeRef::new(),
        alive: NodeRef::new(),
    };
    follow(list, rows, key, jump);

    let living = Living {
        list,
        rows,
        key,
        render,
    };
    view! {
        <div class="windowed" style:overflow-anchor=move || "none" node_ref=list.whole>
            <div class="windowed-space" style:height=move || format!("{}px", list.before.get())></div>
            <div
                role="list"
                aria-label=move || label.get()
                on:focusout=move |_| list.focused.set_value(None)
                node_ref=list.alive
            >
                {stretch(living, 0..ROWS_END)}
            </div>
            <div class="windowed-space" style:height=move || format!("{}px", list.after.get())></div>
        </div>
    }
}

/// Follows the page's scroll and size, the rows, the text size and the jumps.
fn follow<R: RowSource, K: Eq + 'static>(
    list: Window,
    rows: Signal<R>,
    key: fn(&R::Row) -> K,
    jump: Signal<Option<usize>>,
) {
    let size = use_context::<TextSizeControl>().map(|control| control.size);
    // Other rows: whoever has scrolled stays at the row they read, if it is still there.
    Effect::new(move |before: Option<R>| {
        let now = rows.get();
        let top = list.top().filter(|top| *top > 0.0);
        let keep = before.zip(top).map(|(before, top)| {
            let read = list.heights.with_value(|heights| heights.row_at(top));
            let found = before.row(read).and_then(|read| {
                let is_it = |row: &R::Row| key(row) == key(&read);
                now.about(&read)
                    .find(|at| now.row(*at).is_some_and(|row| is_it(&row)))
            });
            found.unwrap_or(0)
        });
        list.forget(now.count(), keep);
        now
    });
    Effect::new(move |before: Option<()>| {
        let _size = size.map(|size| size.get());
        if before.is_some() {
            let length = rows.with_untracked(RowSource::count);
            let top = list.top().filter(|top| *top > 0.0);
            let keep = top.map(|top| list.heights.with_value(|heights| heights.row_at(top)));
            list.forget(length, keep);
        }
    });
    Effect::new(move |_| {
        if let Some(row) = jump.get() {
            list.jump.set_value(Some(row));
            list.scroll_to(row);
            list.measure_soon();
        }
    });
    let on_scroll = window_event_listener(leptos::ev::scroll, move |_| list.look());
    let on_resize = window_event_listener(leptos::ev::resize, move |_| list.measure_soon());
    on_cleanup(move || {
        on_scroll.remove();
        on_resize.remove();
    });
}
