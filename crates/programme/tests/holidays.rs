//! The 20th of each month against the announced holidays of 23 years, where those are beside the
//! checkout: which are moved, to when, and why.
#![allow(clippy::unwrap_used, missing_docs)]

use jiff::civil::{Date, date};
use rules::almanac::{Almanac, Holiday, LunarMonth, held_on};
use std::path::PathBuf;

/// What was announced of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Announced {
    Off,
    Worked,
}

/// Every announced day, or none where the shared data is not at hand.
fn announced() -> Option<Vec<(Date, Announced)>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("CUOBIAN_SHARED").map_or_else(beside, PathBuf::from);
    let file = shared.join("data/cn-holidays/cn_official_days_2004_2026.csv");
    if !file.exists() {
        println!("skipped: no shared data");
        return None;
    }
    let text = std::fs::read_to_string(file).unwrap();
    let rows = text.lines().skip(1).map(|row| {
        let mut columns = row.split(',');
        let day = columns.next().unwrap().parse().unwrap();
        let what = match columns.next().unwrap() {
            "holiday" => Announced::Off,
            _ => Announced::Worked,
        };
        (day, what)
    });
    Some(rows.collect())
}

/// The 20ths that were public holidays, each with the day it is held on, why, and the first day of
/// the lunar month that the reason lies in.
fn moved() -> [(Date, Date, Holiday, (Date, u8)); 8] {
    let spring = |day: i8, to: i8, year: i16, first: i8| {
        let month = (date(year, 2, first), 1);
        (
            date(year, 2, day),
            date(year, 2, to),
            Holiday::Spring,
            month,
        )
    };
    let dragon = |year: i16, to: i8, first: i8| {
        let month = (date(year, 6, first), 5);
        (
            date(year, 6, 20),
            date(year, 6, to),
            Holiday::DragonBoat,
            month,
        )
    };
    let autumn = |year: i16, to: i8, first: i8| {
        let month = (date(year, 9, first), 8);
        (
            date(year, 9, 20),
            date(year, 9, to),
            Holiday::MidAutumn,
            month,
        )
    };
    [
        spring(20, 25, 2007, 18),
        autumn(2013, 22, 5),
        spring(20, 25, 2015, 19),
        // The Sunday between two days of this holiday was not announced as one.
        dragon(2015, 21, 16),
        spring(20, 22, 2018, 16),
        autumn(2021, 22, 7),
        spring(20, 24, 2026, 17),
        dragon(2026, 22, 15),
    ]
}

#[test]
fn of_23_years_of_20ths_eight_are_moved_and_each_says_why() {
    let Some(days) = announced() else {
        return;
    };
    let of = |what| {
        let days = days.iter().filter(move |(_, is)| *is == what);
        days.map(|(day, _)| *day).collect::<Vec<_>>()
    };
    let (off, worked) = (of(Announced::Off), of(Announced::Worked));
    let mut found = Vec::new();
    for year in 2004..=2026 {
        for month in 1..=12 {
            let planned = date(year, month, 20);
            let held = held_on(planned, |day| off.contains(&day));
            assert!(!off.contains(&held) && held >= planned);
            // Nothing that could have been is passed over.
            let mut between =
                std::iter::successors(planned.tomorrow().ok(), |day| day.tomorrow().ok());
            assert!(
                between
                    .by_ref()
                    .take_while(|day| *day < held)
                    .all(|day| off.contains(&day))
            );
            if held != planned {
                found.push((planned, held));
            }
            if worked.contains(&planned) {
                assert_eq!(held, planned, "a make-up workday is a day like any other");
            }
        }
    }
    let expect: Vec<_> = moved()
        .iter()
        .map(|(planned, held, ..)| (*planned, *held))
        .collect();
    assert_eq!(found, expect);
    for (planned, _, why, (first, number)) in moved() {
        let month = LunarMonth {
            first,
            days: 29,
            number,
            leap: false,
        };
        let almanac = Almanac {
            months: vec![month],
            off: off.clone(),
            ..Almanac::default()
        };
        assert_eq!(almanac.holiday(planned), Some(why), "{planned}");
    }
    // Three 20ths were weekends that people worked.
    let held_while_worked = worked.iter().filter(|day| day.day() == 20);
    assert_eq!(held_while_worked.count(), 3);
}
