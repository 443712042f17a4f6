//! Numbers as they are typed: how old, how long, how much.
//!
//! The one rule to know: nothing typed is not the same as something that cannot be read; the first
//! may be, the second is said at its field.

use leptos::prelude::*;
use rules::registration::holding::HOLD_HOURS_MAX;

/// A number in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed<T> {
    /// Nothing is typed.
    Nothing,
    /// This is.
    Number(T),
    /// Something else is.
    Wrong,
}

impl<T> Typed<T> {
    /// Some of none where nothing is typed; none where it cannot be read.
    #[allow(clippy::option_option)]
    pub fn value(self) -> Option<Option<T>> {
        match self {
            Self::Nothing => Some(None),
            Self::Number(number) => Some(Some(number)),
            Self::Wrong => None,
        }
    }
}

/// A whole number. Tracks the field.
pub fn read(field: RwSignal<String>) -> Typed<u16> {
    field.with(|text| whole(text))
}

fn whole(text: &str) -> Typed<u16> {
    let text = text.trim();
    if text.is_empty() {
        return Typed::Nothing;
    }
    text.parse().map_or(Typed::Wrong, Typed::Number)
}

/// How long a seat is held: within what the rules allow.
pub fn hours(text: &str) -> Typed<u16> {
    match whole(text) {
        Typed::Number(hours) if !(1..=HOLD_HOURS_MAX).contains(&hours) => Typed::Wrong,
        read => read,
    }
}

/// The same, where it can be read: none within where nothing is typed.
#[allow(clippy::option_option)]
pub fn hours_typed(text: &str) -> Option<Option<u16>> {
    hours(text).value()
}

/// An amount with at most two places after its point, in hundredths.
pub fn cents(text: &str) -> Typed<u32> {
    let text = text.trim();
    if text.is_empty() {
        return Typed::Nothing;
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_read = !whole.is_empty() && part.len() <= 2 && digits(whole) && digits(part);
    let hundredths = format!("{part:0<2}");
    let read = is_read.then(|| {
        let whole: u32 = whole.parse().ok()?;
        whole
            .checked_mul(100)?
            .checked_add(hundredths.parse().ok()?)
    });
    read.flatten().map_or(Typed::Wrong, Typed::Number)
}

/// The same, written: `12.50`, `12`.
pub fn cents_text(cents: u32) -> String {
    let (whole, part) = (cents / 100, cents % 100);
    if part == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{part:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_to_the_hundredth_and_never_guessed() {
        for (text, read) in [
            ("", Typed::Nothing),
            (" 12 ", Typed::Number(1200)),
            ("12.5", Typed::Number(1250)),
            ("12.05", Typed::Number(1205)),
            ("0", Typed::Number(0)),
            ("12.505", Typed::Wrong),
            ("12,50", Typed::Wrong),
            ("-3", Typed::Wrong),
            (".5", Typed::Wrong),
            ("+5", Typed::Wrong),
            ("50000000", Typed::Wrong),
        ] {
            assert_eq!(cents(text), read, "{text:?}");
            if let Typed::Number(amount) = read {
                assert_eq!(cents(&cents_text(amount)), read);
            }
        }
    }

    #[test]
    fn seats_are_held_for_an_hour_at_least_and_two_weeks_at_most() {
        assert_eq!(hours("1"), Typed::Number(1));
        assert_eq!(hours("336"), Typed::Number(336));
        for wrong in ["0", "337", "two", "1.5"] {
            assert_eq!(hours(wrong), Typed::Wrong, "{wrong}");
        }
        assert_eq!(hours(" "), Typed::Nothing);
    }
}
