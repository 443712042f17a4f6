//! From one month to the next.

use crate::parts::Turn;
use rules::civil::Date;
use rules::key::Month;

/// The month before or after; itself at the ends of the calendar.
pub fn neighbour(month: Month, turn: Turn) -> Month {
    // From the first of a month, 31 days on and one day back surely lead into its neighbours.
    let days = match turn {
        Turn::Back => -1,
        Turn::Forward => 31,
    };
    let first = Date::new(month.year, month.month, 1);
    first.map_or(month, |first| Month::of(rules::time::add_days(first, days)))
}

/// The first and the last day of a month; none where the calendar has no such month.
pub fn ends(month: Month) -> Option<(Date, Date)> {
    let first = Date::new(month.year, month.month, 1).ok()?;
    Some((first, first.last_of_month()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_month_has_its_neighbours_also_at_the_turn_of_the_year() {
        let (december, january) = (
            "2025-12".parse::<Month>().unwrap(),
            "2026-01".parse::<Month>().unwrap(),
        );
        assert_eq!(neighbour(december, Turn::Forward), january);
        assert_eq!(neighbour(january, Turn::Back), december);
        assert_eq!(
            neighbour(january, Turn::Forward),
            "2026-02".parse::<Month>().unwrap()
        );
    }

    #[test]
    fn february_ends_when_it_ends() {
        let (first, last) = ends("2028-02".parse().unwrap()).unwrap();
        assert_eq!((first.day(), last.day()), (1, 29));
    }
}
