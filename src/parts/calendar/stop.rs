//! The one day of a grid that the keyboard stops at.
//!
//! The one rule: it is the day the keyboard went to, else the one picked, else today; and while the
//! focus is in the grid it stays on that day, whatever is drawn anew.

use leptos::html;
use leptos::prelude::*;

use super::{CalendarMonth, Layout, Move};

/// The most days of a month.
const DAYS_MAX: usize = 31;

/// The one day that the keyboard stops at.
#[derive(Clone, Copy)]
pub(super) struct Stop {
    month: Signal<CalendarMonth>,
    buttons: StoredValue<Vec<NodeRef<html::Button>>>,
    /// Where the keyboard went; none before it did.
    pub(super) gone: RwSignal<Option<u8>>,
    /// Whether the focus is in the grid.
    pub(super) holds: StoredValue<bool>,
    /// The day.
    pub(super) day: Memo<u8>,
}

impl Stop {
    pub(super) fn new(month: Signal<CalendarMonth>, picked: Signal<Option<u8>>) -> Self {
        let gone = RwSignal::new(None);
        let day = Memo::new(move |_| {
            month.with(|month| {
                let today = || month.days.iter().find(|day| day.is_today);
                let day = gone.get().or_else(|| picked.get());
                let day = day.or_else(|| today().map(|day| day.day));
                day.unwrap_or(1).clamp(1, month.length().max(1))
            })
        });
        let stop = Self {
            month,
            buttons: StoredValue::new((0..DAYS_MAX).map(|_| NodeRef::new()).collect()),
            gone,
            holds: StoredValue::new(false),
            day,
        };
        Effect::new(move |before: Option<()>| {
            month.track();
            if before.is_some() && stop.holds.get_value() {
                request_animation_frame(move || stop.focus());
            }
        });
        stop
    }

    /// What a key does now.
    pub(super) fn moved(self, key: &str) -> Option<Move> {
        let (day, layout) = (self.day.get_untracked(), self.layout());
        self.month
            .with_untracked(|month| month.moved(key, day, layout))
    }

    /// Goes to a day of this month.
    pub(super) fn go(self, day: u8) {
        self.gone.set(Some(day));
        self.focus();
    }

    /// Stays on this day of the month that comes.
    pub(super) fn stay(self) {
        self.gone.set(Some(self.day.get_untracked()));
    }

    /// Where the button of a day is kept.
    pub(super) fn button(self, day: u8) -> NodeRef<html::Button> {
        let at = usize::from(day.saturating_sub(1));
        let held = self.buttons.with_value(|buttons| buttons.get(at).copied());
        held.unwrap_or_default()
    }

    fn focus(self) {
        let Some(day) = self.day.try_get_untracked() else {
            return;
        };
        let button = self.button(day).try_get_untracked().flatten();
        if let Some(Err(_)) = button.map(|button| button.focus()) {
            leptos::logging::warn!("a day could not take the focus");
        }
    }

    /// How the days stand now: side by side, or below each other.
    fn layout(self) -> Layout {
        let top = |day| {
            let button = self.button(day).get_untracked()?;
            Some(button.get_bounding_client_rect().top())
        };
        // Three days in a row are never each in a week of its own.
        let tops = [top(1), top(2), top(3)];
        let below = |(one, next): (Option<f64>, Option<f64>)| {
            one.zip(next).is_some_and(|(one, next)| next > one)
        };
        let [first, second, third] = tops;
        if below((first, second)) && below((second, third)) {
            Layout::List
        } else {
            Layout::Weeks
        }
    }
}
