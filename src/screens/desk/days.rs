//! Days and hours as they are typed, and how they are read.
//!
//! The one rule to know: what cannot be read is nothing, never a guess.

use crate::parts::{FieldKind, TextField};
use crate::screens::filling::{Field, words};
use crate::state::use_state;
use crate::text::desk as say;
use leptos::prelude::*;
use rules::civil::{Date, DateTime, Time};
use rules::session::{Session, Status};
use rules::time::written::{day_text, hour_text, read_day, read_hour};
use rules::time::{add_days, days_between};

/// Days and hours in their fields.
#[derive(Clone, Copy)]
pub struct When {
    /// The first day.
    pub day: RwSignal<String>,
    /// When it begins.
    pub starts: RwSignal<String>,
    /// When it ends.
    pub ends: RwSignal<String>,
}

impl When {
    /// Nothing is typed yet.
    pub fn empty() -> Self {
        Self {
            day: RwSignal::new(String::new()),
            starts: RwSignal::new(String::new()),
            ends: RwSignal::new(String::new()),
        }
    }

    /// The days and hours of a session. A day that is not set yet is asked for: the one it had, pressed
    /// by mistake, would call people to a day that may be past.
    pub fn of(session: &Session) -> Self {
        let day = match session.status() {
            Status::Scheduled | Status::Cancelled => day_text(session.first_day()),
            Status::Postponed => String::new(),
        };
        Self {
            day: RwSignal::new(day),
            starts: RwSignal::new(hour_text(session.starts)),
            ends: RwSignal::new(hour_text(session.ends)),
        }
    }

    /// The three as a form keeps them.
    pub fn fields(self) -> [Field; 3] {
        [
            words("day", self.day),
            words("starts", self.starts),
            words("ends", self.ends),
        ]
    }

    /// What is typed, where all of it can be read. Tracks the fields.
    pub fn read(self) -> Option<(Date, Time, Time)> {
        let day = self.day.with(|text| read_day(text))?;
        let starts = self.starts.with(|text| hour(text))?;
        let ends = self.ends.with(|text| hour(text))?;
        Some((day, starts, ends))
    }

    /// A session moved to what is typed: a course keeps the distances between its days. The window
    /// stays as it is.
    pub fn moved(self, session: &Session) -> Option<Session> {
        let (day, starts, ends) = self.read()?;
        let ahead = days_between(session.first_day(), day);
        let days = session.days.iter();
        Some(Session {
            days: days.map(|day| add_days(*day, ahead)).collect(),
            starts,
            ends,
            ..session.clone()
        })
    }
}

/// An hour as browsers write it: `09:30`, some with seconds.
fn hour(text: &str) -> Option<Time> {
    read_hour(text).or_else(|| read_hour(text.get(..5)?))
}

/// A moment as browsers write it: `2026-03-20T09:30`; nothing where nothing is typed.
pub fn moment(text: &str) -> Result<Option<DateTime>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let (day, at) = text.split_once('T').ok_or(())?;
    let (day, at) = (read_day(day).ok_or(())?, hour(at).ok_or(())?);
    Ok(Some(day.to_datetime(at)))
}

/// The same, written.
pub fn moment_text(at: DateTime) -> String {
    let hour = hour_text(at.time());
    format!("{}T{hour}", day_text(at.date()))
}

/// The three fields.
#[component]
pub fn WhenFields(
    /// What is typed.
    when: When,
    /// Whether what is missing is said.
    #[prop(into)]
    asked: Signal<bool>,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let missing = move |field: RwSignal<String>, is_day: bool| {
        Signal::derive(move || {
            let is_read = field.with(|text| {
                if is_day {
                    read_day(text).is_some()
                } else {
                    hour(text).is_some()
                }
            });
            let said = if is_day {
                say::draft::day_missing(lang)
            } else {
                say::draft::hour_missing(lang)
            };
            (asked.get() && !is_read).then(|| said.to_owned())
        })
    };
    let (day, starts, ends) = (when.day, when.starts, when.ends);
    view! {
        <div class="grid">
            <TextField
                id="day"
                kind=FieldKind::Day
                label=say::day(lang)
                error=missing(day, true)
                value=day
                on_input=move |text| day.set(text)
            />
            <TextField
                id="starts"
                kind=FieldKind::Hour
                label=say::starts(lang)
                error=missing(starts, false)
                value=starts
                on_input=move |text| starts.set(text)
            />
            <TextField
                id="ends"
                kind=FieldKind::Hour
                label=say::ends(lang)
                error=missing(ends, false)
                value=ends
                on_input=move |text| ends.set(text)
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::civil::{date, time};

    #[test]
    fn a_moment_is_read_as_browsers_write_it_and_never_guessed() {
        let at = date(2026, 3, 20).to_datetime(time(9, 30, 0, 0));
        assert_eq!(moment("2026-03-20T09:30"), Ok(Some(at)));
        assert_eq!(moment("2026-03-20T09:30:00"), Ok(Some(at)));
        assert_eq!(moment(&moment_text(at)), Ok(Some(at)));
        assert_eq!(moment(""), Ok(None));
        for wrong in [
            "2026-03-20",
            "2026-02-30T09:30",
            "2026-03-20T25:00",
            "today",
        ] {
            assert_eq!(moment(wrong), Err(()), "{wrong}");
        }
    }
}
