//! Every form of the real feed, and forms that must not be read.
#![allow(clippy::unwrap_used)]

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// From Wednesday 25 November 2020 to Sunday 7 February 2021.
const RANGE: (Date, Date) = (Date::constant(2020, 11, 25), Date::constant(2021, 2, 7));

fn meetings(text: &str, (first, last): (Date, Date)) -> Result<Meetings, PatternError> {
    Pattern::read(text)?.meetings(first, last)
}

/// How many days a pattern names, and which of the range's own weekdays it leaves out.
#[track_caller]
fn check(text: &str, weekdays: &str, left_out: &[(i8, i8)]) {
    let found = meetings(text, RANGE).unwrap();
    let expect: Vec<Date> = (0..=days_between(RANGE.0, RANGE.1))
        .map(|days| add_days(RANGE.0, days))
        .filter(|date| {
            let at = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap();
            weekdays.chars().nth(at) == Some('x')
        })
        .filter(|date| !left_out.contains(&(date.day(), date.month())))
        .collect();
    assert_eq!(found.days, expect, "{text}");
}

#[track_caller]
fn refuses(text: &str, expect: &PatternError) {
    assert_eq!(meetings(text, RANGE).as_ref(), Err(expect), "{text}");
}

#[test]
fn reads_every_way_of_naming_weekdays() {
    for text in [
        "逢星期二,四",
        "星期二,四",
        "逢星期二､四",
        "逢星期二、四",
        "逢星期二，四",
        "二、四",
        "星期二/星期四",
        "星期二/四",
        "星期二╱四",
        "逢星期 二, 四",
        "逢星期二四",
        "Tue,Thur",
        "Tue, Thu",
        "TU/TH",
        "Tue/Thu",
        "Tues & Thurs",
        "Tue, & Thu",
        "TuTh",
        "tuesday and thursday",
    ] {
        check(text, "-x-x---", &[]);
    }
    for text in ["逢星期一", "星期一", "Mon", "Monday", "M"] {
        check(text, "x------", &[]);
    }
    for text in [
        "一、三、五",
        "星期一/三/五",
        "MonWedFri",
        "MWF",
        "M,W,F",
        "Mo,We,Fr",
    ] {
        check(text, "x-x-x--", &[]);
    }
    for text in [
        "逢星期一,二,三,四,五,六,日",
        "逢星期一至日",
        "Mon to Sun",
        "Mon-Sun",
    ] {
        check(text, "xxxxxxx", &[]);
    }
}

#[test]
fn leaves_out_what_is_excluded_over_the_new_year() {
    let christmas = &[(25, 12), (1, 1)];
    for text in [
        "逢星期三,五(25/12,01/01)除外",
        "逢星期三､五 (25/12, 01/01)除外",
        "逢星期三,五(25/12,1/1除外)",
        "逢星期三,五 (25/12;1/1 除外)",
        "Wed, & Fri (excl.25/12, 01/01)",
        "Wed,Fri (Exclude 25/12,1/1)",
        "Wed,Fri(ex.25/12,1/1)",
        "WedFri (excl25/12,1/01)",
    ] {
        check(text, "--x-x--", christmas);
    }
}

#[test]
fn days_share_the_month_that_follows_them() {
    check(
        "逢星期一,三,五(21,25/12,01/01,1,29/1)除外",
        "x-x-x--",
        &[(21, 12), (25, 12), (1, 1), (29, 1)],
    );
    check(
        "逢星期一,四(21,24,31/12)除外",
        "x--x---",
        &[(21, 12), (24, 12), (31, 12)],
    );
    check(
        "逢星期一,三,五(25/12; 1/1; 15,18/1)除外",
        "x-x-x--",
        &[(25, 12), (1, 1), (15, 1), (18, 1)],
    );
    check(
        "逢星期一,二,三,四,五,六,日(12-14/1除外)",
        "xxxxxxx",
        &[(12, 1), (13, 1), (14, 1)],
    );
    check(
        "Mon,Tue,Wed,Thur,Fri,Sat,Sun (excl.12-14/01)",
        "xxxxxxx",
        &[(12, 1), (13, 1), (14, 1)],
    );
    check(
        "Mon,Wed,Fri (excl.25/12,13&15/01)",
        "x-x-x--",
        &[(25, 12), (13, 1), (15, 1)],
    );
}

#[test]
fn listed_dates_are_exactly_those() {
    let found = meetings(
        "逢星期日(1,8,15,22/11, 6/12) 星期六(28/11)",
        (date(2020, 11, 1), date(2020, 12, 6)),
    );
    let expect = [(11, 1), (11, 8), (11, 15), (11, 22), (11, 28), (12, 6)];
    let expect: Vec<Date> = expect
        .iter()
        .map(|(month, day)| date(2020, *month, *day))
        .collect();
    assert_eq!(found.unwrap().days, expect);
    let found = meetings(
        "Sat(12,19/12, 2,9,16,23/1)",
        (date(2020, 12, 12), date(2021, 1, 23)),
    );
    assert_eq!(found.unwrap().days.len(), 6);
}

#[test]
fn an_exclusion_outside_the_range_is_said_and_harmless_on_the_right_weekday() {
    // 27 September 2020 is a Sunday; 26 September is not.
    let found = meetings("逢星期日(27/09)除外", RANGE).unwrap();
    assert_eq!(found.idle, [DayOfMonth { day: 27, month: 9 }]);
    refuses(
        "逢星期日(23/09)除外",
        &PatternError::OffPattern { day: 23, month: 9 },
    );
}

#[test]
fn refuses_what_was_cut_off() {
    refuses(
        "逢星期二,四,六(5,8,15,26/12,5,19/1,2,11,13/2",
        &PatternError::Truncated,
    );
    refuses(
        "逢星期二,四,六(5,8,15,26/12,5",
        &PatternError::NoMonth { day: 5 },
    );
    refuses("逢星期二,四,六(5,8,15,26/", &PatternError::Truncated);
    refuses("逢星期二,", &PatternError::Truncated);
    refuses("", &PatternError::Truncated);
    let comma = PatternError::Misplaced {
        found: "Comma".to_owned(),
    };
    refuses("MonWedFri(excl.25/12,02/,05/04", &comma);
}

#[test]
fn refuses_what_it_does_not_know() {
    refuses(
        "逢星期日(FIS: 12/12)",
        &PatternError::Unknown {
            found: "fis".to_owned(),
        },
    );
    refuses(
        "逢星期日(XIS 12/12)",
        &PatternError::Unknown {
            found: "xis".to_owned(),
        },
    );
    refuses(
        "逢星期八",
        &PatternError::Unknown {
            found: "八".to_owned(),
        },
    );
    refuses(
        "Weekdays",
        &PatternError::Unknown {
            found: "weekdays".to_owned(),
        },
    );
    refuses(
        "T,S",
        &PatternError::Unknown {
            found: "t".to_owned(),
        },
    );
    refuses(
        "隔星期日",
        &PatternError::Unknown {
            found: "隔".to_owned(),
        },
    );
    refuses(
        "逢星期日(123/12)除外",
        &PatternError::Unknown {
            found: "123".to_owned(),
        },
    );
}

#[test]
fn refuses_what_contradicts_itself() {
    refuses(
        "逢星期二(25/12)除外",
        &PatternError::OffPattern { day: 25, month: 12 },
    );
    refuses(
        "逢星期日(31/2)除外",
        &PatternError::NoSuchDay { day: 31, month: 2 },
    );
    refuses(
        "逢星期日(1/13)除外",
        &PatternError::NoSuchDay { day: 1, month: 13 },
    );
    refuses(
        "逢星期日(7/3)",
        &PatternError::OutOfRange { day: 7, month: 3 },
    );
    refuses("逢星期日(6/12) 星期六(19/12)除外", &PatternError::Mixed);
    refuses(
        "逢星期五至一",
        &PatternError::Misplaced {
            found: "To".to_owned(),
        },
    );
    let year = (date(2020, 1, 1), date(2021, 6, 30));
    let twice = meetings("逢星期三,四(1/1)除外", year);
    assert!(
        matches!(twice, Err(PatternError::Ambiguous { .. })),
        "{twice:?}"
    );
}

#[test]
fn refuses_ranges_and_texts_beyond_their_limits() {
    let backwards = meetings("逢星期三", (RANGE.1, RANGE.0));
    assert!(matches!(backwards, Err(PatternError::Range { .. })));
    let for_ever = meetings("逢星期三", (Date::MIN, Date::MAX));
    assert!(matches!(for_ever, Err(PatternError::Range { .. })));
    let daily = meetings("逢星期一至日", (date(2020, 1, 1), date(2021, 12, 31)));
    assert_eq!(
        daily,
        Err(PatternError::Meetings {
            found: 731,
            limit: SESSION_DAYS_MAX
        })
    );
    let none = meetings("逢星期三", (date(2020, 11, 26), date(2020, 11, 27)));
    assert!(matches!(none, Err(PatternError::Meetings { found: 0, .. })));
    let long = "一".repeat(201);
    refuses(
        &long,
        &PatternError::TooLong {
            found: 201,
            limit: 200,
        },
    );
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_or_refused_and_never_panics(
        text in "[逢星期一二日,，、/╱()除外 0-9;至a-z&.-]{0,60}",
    ) {
        if let Ok(found) = meetings(&text, RANGE) {
            prop_assert!(found.days.iter().all(|date| (RANGE.0..=RANGE.1).contains(date)));
            prop_assert!(!found.days.is_empty());
        }
    }
}
