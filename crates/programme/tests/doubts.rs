//! What people's sheets and profiles leave in doubt: which line is meant, signs nobody sees, halves
//! that were forgotten.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use programme::feed::{Profile, Reading, read};
use rules::Record;

fn sheet(bytes: &[u8]) -> Reading {
    read(bytes, &Profile::named("sheet").unwrap().unwrap()).unwrap()
}

fn reasons(reading: &Reading) -> Vec<String> {
    let refused = reading.refused.iter();
    refused
        .map(|row| format!("{} {}", row.row, row.reason))
        .collect()
}

#[test]
fn a_refused_line_has_the_number_that_a_spreadsheet_shows() {
    let head = "活动表\n\n名称,日期,地点\n";
    let rows = "\"甲\n乙\",2026-12-05,站\n\n,2026-12-05,站\n丙,5/12/2026,站\n";
    let sheet_of = format!("{head}{rows}");
    for text in [
        sheet_of.clone(),
        sheet_of.replace('\n', "\r\n"),
        format!("\u{feff}{}", sheet_of.replace('\n', "\r\n")),
        sheet_of.replace('\n', "\r"),
    ] {
        let refused = sheet(text.as_bytes()).refused;
        let lines: Vec<usize> = refused.iter().map(|row| row.row).collect();
        assert_eq!(lines, [6, 7], "{text:?}");
    }
}

#[test]
fn signs_that_cannot_be_seen_are_left_away() {
    let text = "名称,日期,地点\n\u{202e}书\u{1b}[31m\u{7}法\u{202c}👩\u{200d}👧,2026-12-05,\u{feff}站\n\u{202e}\u{feff},2026-12-05,站\n";
    let reading = sheet(text.as_bytes());
    let titles: Vec<&str> = reading
        .items
        .iter()
        .filter_map(|item| match &item.record {
            Record::Activity(activity) => Some(activity.title.zh.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(titles, ["书[31m法👩\u{200d}👧"]);
    assert_eq!(reasons(&reading), ["3 名称 is missing"]);
}

#[test]
fn a_profile_that_leaves_out_what_every_row_needs_says_which() {
    let toml = include_str!("../profiles/lcsd-leisure.toml");
    assert!(Profile::read(toml).is_ok());
    for (line, field) in [
        ("weekdays = ", "weekdays"),
        ("code = ", "code"),
        ("starts = ", "starts, or hours"),
        ("venue = ", "venue"),
    ] {
        let without: Vec<&str> = toml
            .lines()
            .filter(|text| !text.starts_with(line))
            .collect();
        let error = Profile::read(&without.join("\n")).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("[fields] must say where {field} stands")
        );
    }
}

#[test]
fn an_end_without_a_beginning_is_refused_and_not_forgotten() {
    let text = "名称,日期,开始,结束,地点\n甲,2026-12-05,,16:00,站\n乙,2026-12-05,,,站\n";
    let reading = sheet(text.as_bytes());
    assert_eq!(reasons(&reading), ["2 开始 is missing"]);
    assert_eq!(reading.taken.len(), 1);
}
