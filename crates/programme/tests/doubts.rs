//! What people's sheets and profiles leave in doubt: which line is meant, signs nobody sees, halves
//! that were forgotten.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use programme::feed::{Profile, Reading, read};
use rules::Record;
use rust_xlsxwriter::{Formula, Workbook};
use std::io::{Cursor, Read, Write};

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

#[test]
fn seats_without_a_word_on_how_one_gets_in_are_not_given_to_whoever_comes() {
    let text = "名称,日期,地点,名额,报名方式\n甲,2026-12-05,站,20,\n乙,2026-12-05,站,20,不用报名\n\
        丙,2026-12-05,站,,\n丁,2026-12-05,站,0,\n";
    let reading = sheet(text.as_bytes());
    assert_eq!(reasons(&reading), ["2 报名方式 is missing"]);
    assert_eq!(reading.taken.len(), 3);
}

#[test]
fn of_two_columns_with_one_heading_neither_is_taken_for_certain() {
    let text = "名称,日期,日期,地点\n甲,2026-12-05,2026-12-06,站\n乙,2026-12-05,2026-12-05,站\n\
        丙,2026-12-05,,站\n丁,,2026-12-05,站\n";
    let reading = sheet(text.as_bytes());
    let both = "日期 is \"2026-12-05 / 2026-12-06\", which the profile does not know";
    let second = "日期 is \" / 2026-12-05\", which the profile does not know";
    let expect = [format!("2 {both}"), format!("5 {second}")];
    assert_eq!(reasons(&reading), expect);
    assert_eq!(reading.taken.len(), 2);
}

/// A workbook of two sheets with headings, of which one may be hidden.
fn two_sheets(hidden: Option<usize>) -> Vec<u8> {
    let mut book = Workbook::new();
    for (at, title) in ["甲", "乙"].into_iter().enumerate() {
        let sheet = book.add_worksheet();
        if at == 1 {
            sheet.set_active(true);
        }
        sheet.set_hidden(hidden == Some(at));
        for (column, text) in (0_u16..).zip(["名称", "日期", "地点"]) {
            sheet.write(0, column, text).unwrap();
        }
        for (column, text) in (0_u16..).zip([title, "2026-12-05", "站"]) {
            sheet.write(1, column, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_that_nobody_sees_is_not_read() {
    for (hidden, expect) in [(None, "甲"), (Some(0), "乙"), (Some(1), "甲")] {
        let reading = sheet(&two_sheets(hidden));
        let titles = reading.items.iter().filter_map(|item| match &item.record {
            Record::Activity(activity) => Some(activity.title.zh.clone()),
            _ => None,
        });
        assert_eq!(titles.collect::<Vec<_>>(), [expect], "{hidden:?}");
    }
}

/// The same workbook after something was done to the text of its first sheet.
fn rewritten(book: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut member = from.by_index(at).unwrap();
        let name = member.name().unwrap().into_owned();
        let mut text = String::new();
        member.read_to_string(&mut text).unwrap();
        let is_it = name == "xl/worksheets/sheet1.xml";
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        let text = if is_it { change(text) } else { text };
        to.write_all(text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_formula_that_was_never_worked_out_is_no_empty_cell() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (column, text) in (0_u16..).zip(["名称", "日期", "地点", "状态", "我的"]) {
        page.write(0, column, text).unwrap();
        page.write(1, column, "2026-12-05").unwrap();
    }
    let result = |text: &str| Formula::new("=F9").set_result(text);
    page.write_formula(1, 3, result("4711")).unwrap();
    page.write_formula(1, 4, result("4711")).unwrap();
    let book = book.save_to_buffer().unwrap();
    for value in ["<v></v>", ""] {
        let never = rewritten(&book, |text| text.replace("<v>4711</v>", value));
        let reading = sheet(&never);
        let said = "2 状态 is \"=\", which the profile does not know";
        assert_eq!(reasons(&reading), [said], "{value}");
    }
    // One that came to an empty text is an empty cell.
    let empty = rewritten(&book, |text| {
        let text = text.replace("<v>4711</v>", "<v></v>");
        text.replace("<c r=\"D2\">", "<c r=\"D2\" t=\"str\">")
    });
    assert_eq!(
        sheet(&empty).taken.len(),
        1,
        "{:?}",
        reasons(&sheet(&empty))
    );
}

#[test]
fn lines_that_an_open_quotation_mark_swallows_are_not_lost_without_a_word() {
    let text = "名称,日期,地点,介绍\n甲,2026-12-05,站,\"好\"\n乙,2026-12-06,站,\"他说\n丙,2026-12-07,站,x\n";
    for end in ["", "\n\n", "\""] {
        let reading = sheet(format!("{text}{end}").as_bytes());
        let open = "3 a quotation mark is opened and never closed: the lines below are lost in it";
        let expect: &[&str] = if end == "\"" { &[] } else { &[open] };
        assert_eq!(reasons(&reading), expect, "{end:?}");
    }
}

#[test]
fn hours_that_are_said_twice_must_be_the_same() {
    let head = "名称,日期,时间,开始,结束,地点\n";
    let rows = "甲,2026-12-05,14:30-16:00,09:00,10:00,站\n乙,2026-12-05,14:30-16:00,14:30,16:00,站\n\
        丙,2026-12-05,14:30-16:00,14:30,,站\n丁,2026-12-05,傍晚,18:00,19:00,站\n";
    let reading = sheet(format!("{head}{rows}").as_bytes());
    assert_eq!(reasons(&reading), ["2 its meetings are at different hours"]);
    let ends = reading.items.iter().filter_map(|item| match &item.record {
        Record::Session(session) => Some(session.ends.hour()),
        _ => None,
    });
    assert_eq!(ends.collect::<Vec<_>>(), [16, 16, 19]);
}

#[test]
fn a_day_of_seven_digits_may_be_two() {
    let text = "名称,日期,地点\n甲,2026105,站\n乙,20261005,站\n丙,2026112,站\n";
    let reading = sheet(text.as_bytes());
    assert_eq!(
        reasons(&reading),
        [
            "2 日期 is \"2026105\", not a date",
            "4 日期 is \"2026112\", not a date"
        ]
    );
}
