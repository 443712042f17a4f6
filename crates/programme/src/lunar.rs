//! Festivals' dates: the lunar calendar and the 24 solar terms, as tables of facts.
//!
//! The one rule to know: a year outside the tables has no dates; nothing is extrapolated.
//!
//! Deliberately absent: turning a date into a lunar one, leap months' own days, hours.
//!
//! Source: the Chinese calendar of GB/T 33661-2017 (new moons and solar terms in Beijing time),
//! computed beforehand by two independent programs that agree.

use jiff::civil::{Date, date};
use rules::almanac::LunarMonth;
use rules::time::add_days;

/// The first year with lunar dates.
pub const LUNAR_YEAR_FIRST: i16 = 2024;
/// The last year with lunar dates and solar terms.
pub const LUNAR_YEAR_LAST: i16 = 2035;

/// A lunar year: its first day (month, day), its leap month or 0, its months in order (`x` has 30
/// days, `.` has 29; the leap month stands after the month it repeats).
type LunarYear = ((i8, i8), usize, &'static str);

const LUNAR_YEARS: [LunarYear; 12] = [
    ((2, 10), 0, ".x..x.xx.xx."),
    ((1, 29), 6, "x.x..x.x.xxx."),
    ((2, 17), 0, "x.x..x..xxx."),
    ((2, 6), 0, "xx.x..x..xx."),
    ((1, 26), 5, "xxx.x..x..xx."),
    ((2, 13), 0, "xx.x.x.x..xx"),
    ((2, 3), 0, ".x.xx.x.x.x."),
    ((1, 23), 3, ".xx.x.xx.x.x."),
    ((2, 11), 0, "x..x.xx.xx.x"),
    ((1, 31), 11, ".x..x.x.xxx.x"),
    ((2, 19), 0, ".x..x.x.xx.x"),
    ((2, 8), 0, "x.x..x..xx.x"),
];

/// The solar terms in the order of a year, each with the earliest day of its month.
const TERMS: [(&str, i8); 24] = [
    ("小寒", 5),
    ("大寒", 20),
    ("立春", 3),
    ("雨水", 18),
    ("惊蛰", 5),
    ("春分", 20),
    ("清明", 4),
    ("谷雨", 19),
    ("立夏", 5),
    ("小满", 20),
    ("芒种", 5),
    ("夏至", 21),
    ("小暑", 6),
    ("大暑", 22),
    ("立秋", 7),
    ("处暑", 22),
    ("白露", 7),
    ("秋分", 22),
    ("寒露", 8),
    ("霜降", 23),
    ("立冬", 7),
    ("小雪", 22),
    ("大雪", 6),
    ("冬至", 21),
];

/// For each year, term by term, whether it falls a day after its earliest.
const TERM_YEARS: [&str; 12] = [
    "101100000000000000000000",
    "000000010100100101000010",
    "001000110100110101000011",
    "001111111110111111000011",
    "101100000000000000000000",
    "000000010100100101000010",
    "001000110100110101000011",
    "001111111110111111000011",
    "101100000000000000000000",
    "000000010100100101000010",
    "001000110100110101000011",
    "001111110110110111000011",
];

/// The first day of the lunar year that begins in a year: Spring Festival.
pub fn new_year(year: i16) -> Option<Date> {
    let ((month, day), _, _) = of_year(year, &LUNAR_YEARS)?;
    Some(date(year, *month, *day))
}

/// The date of a day of a lunar year, in a month that is no leap month.
///
/// ```
/// // Mid-autumn, the 15th of the eighth month.
/// let found = programme::lunar::lunar_date(2026, 8, 15);
/// assert_eq!(found, Some(jiff::civil::date(2026, 9, 25)));
/// ```
pub fn lunar_date(lunar_year: i16, month: usize, day: i32) -> Option<Date> {
    let (_, leap, months) = of_year(lunar_year, &LUNAR_YEARS)?;
    let is_after_leap = *leap > 0 && month > *leap;
    let before = month.checked_sub(1)? + usize::from(is_after_leap);
    let length = |is_long: char| if is_long == 'x' { 30 } else { 29 };
    let this = months.chars().nth(before).map(length)?;
    if !(1..=this).contains(&day) {
        return None;
    }
    let days: i32 = months.chars().take(before).map(length).sum();
    Some(add_days(new_year(lunar_year)?, days + day - 1))
}

/// The dates of a lunar day that lie in a year of the public calendar: one as a rule, none or two
/// at the turn of the year.
pub fn lunar_dates_in(year: i16, month: usize, day: i32) -> Vec<Date> {
    [year - 1, year]
        .into_iter()
        .filter_map(|lunar_year| lunar_date(lunar_year, month, day))
        .filter(|date| date.year() == year)
        .collect()
}

/// The lunar months that touch a year of the public calendar, ascending, as far as the tables reach.
pub fn months_in(year: i16) -> Vec<LunarMonth> {
    let mut found = Vec::new();
    for lunar_year in [year - 1, year] {
        let (Some((_, leap, months)), Some(mut first)) =
            (of_year(lunar_year, &LUNAR_YEARS), new_year(lunar_year))
        else {
            continue;
        };
        for (at, length) in months.chars().enumerate() {
            let days = if length == 'x' { 30 } else { 29 };
            let is_leap = *leap > 0 && at == *leap;
            let is_behind = *leap > 0 && at >= *leap;
            let number = at + 1 - usize::from(is_behind);
            let next = add_days(first, i32::from(days));
            if next > date(year, 1, 1) && first <= date(year, 12, 31) {
                found.push(LunarMonth {
                    first,
                    days,
                    number: u8::try_from(number).unwrap_or(12),
                    leap: is_leap,
                });
            }
            first = next;
        }
    }
    found
}

/// The date of a solar term; none where the name is no term's or the year not in the tables.
pub fn solar_term(year: i16, name: &str) -> Option<Date> {
    let at = TERMS.iter().position(|(term, _)| *term == name)?;
    let (_, earliest) = TERMS.get(at)?;
    let is_later = of_year(year, &TERM_YEARS)?.chars().nth(at)? == '1';
    // Two terms a month, from January on.
    let month = i8::try_from(at / 2 + 1).ok()?;
    Date::new(year, month, earliest + i8::from(is_later)).ok()
}

/// The names of the solar terms in the order of a year.
pub fn solar_terms() -> impl Iterator<Item = &'static str> {
    TERMS.iter().map(|(name, _)| *name)
}

fn of_year<T>(year: i16, table: &[T]) -> Option<&T> {
    let at = usize::try_from(year.checked_sub(LUNAR_YEAR_FIRST)?).ok()?;
    table.get(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn festivals_fall_on_the_days_the_state_announced() {
        let facts = [
            (2024, (2, 10), (6, 10), (9, 17), (4, 4)),
            (2025, (1, 29), (5, 31), (10, 6), (4, 4)),
            (2026, (2, 17), (6, 19), (9, 25), (4, 5)),
            (2027, (2, 6), (6, 9), (9, 15), (4, 5)),
        ];
        for (year, spring, boats, autumn, qingming) in facts {
            let on = |(month, day)| Some(date(year, month, day));
            assert_eq!(new_year(year), on(spring));
            assert_eq!(lunar_date(year, 5, 5), on(boats));
            assert_eq!(lunar_date(year, 8, 15), on(autumn));
            assert_eq!(solar_term(year, "清明"), on(qingming));
        }
        assert_eq!(solar_term(2026, "立春"), Some(date(2026, 2, 4)));
        assert_eq!(solar_term(2026, "冬至"), Some(date(2026, 12, 22)));
        assert_eq!(lunar_date(2026, 9, 9), Some(date(2026, 10, 18)));
    }

    #[test]
    fn each_lunar_year_ends_where_the_next_begins() {
        for year in LUNAR_YEAR_FIRST..LUNAR_YEAR_LAST {
            let (_, leap, months) = of_year(year, &LUNAR_YEARS).unwrap();
            assert_eq!(months.len(), 12 + usize::from(*leap > 0));
            let last = [30, 29]
                .iter()
                .find_map(|day| lunar_date(year, 12, *day))
                .unwrap();
            assert_eq!(new_year(year + 1), Some(add_days(last, 1)), "{year}");
        }
    }

    #[test]
    fn the_months_of_a_year_follow_one_another_and_agree_with_single_dates() {
        for year in LUNAR_YEAR_FIRST..=LUNAR_YEAR_LAST {
            let months = months_in(year);
            for (one, next) in months.iter().zip(months.iter().skip(1)) {
                assert_eq!(add_days(one.first, i32::from(one.days)), next.first);
            }
            for month in months.iter().filter(|month| !month.leap) {
                let number = usize::from(month.number);
                assert!(lunar_dates_in(month.first.year(), number, 1).contains(&month.first));
            }
        }
        let leap: Vec<_> = months_in(2025).into_iter().filter(|m| m.leap).collect();
        assert_eq!((leap[0].number, leap[0].first), (6, date(2025, 7, 25)));
        let first = months_in(2026)[0];
        assert_eq!((first.number, first.first), (11, date(2025, 12, 20)));
    }

    #[test]
    fn solar_terms_are_about_fifteen_days_apart() {
        for year in LUNAR_YEAR_FIRST..=LUNAR_YEAR_LAST {
            let dates: Vec<Date> = solar_terms()
                .map(|name| solar_term(year, name).unwrap())
                .collect();
            assert_eq!(dates.len(), 24);
            for pair in dates.windows(2) {
                let apart = rules::time::days_between(pair[0], pair[1]);
                assert!((14..=16).contains(&apart), "{pair:?}");
            }
        }
    }

    #[test]
    fn says_nothing_about_years_it_does_not_know() {
        assert_eq!(new_year(2036), None);
        assert_eq!(solar_term(2023, "清明"), None);
        assert_eq!(lunar_date(2026, 2, 30), None);
        // Laba of 2026's lunar year falls in January 2027.
        assert_eq!(lunar_dates_in(2027, 12, 8), [date(2027, 1, 15)]);
    }
}
