//! Sheets as people make them: in every encoding, with titles above, merged cells, wrong dates.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use encoding_rs::{BIG5, GB18030};
use programme::feed::{FeedError, Profile, Reading, read};
use rules::activity::{Activity, ActivityKind, Audience};
use rules::session::{Admission, Session, SessionState};
use rules::{Key, Record};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::io::{Cursor, Write};

const SHEET: &str = "\
编号 Number,名称 Title,类别 Kind,对象 For,日期 Dates,时间 Hours,地点 Place,名额 Seats,报名方式 Registration
C-1,社区书法班,文化,老人,2026-12-05、2026-12-12,下午2:30-4:30,龙浔镇文化站,20,先到先得
C-2,冬至汤圆会,节庆,,2026年12月21日,,阳光社区广场,,
C-3,瓷艺体验,非遗,亲子,2026-12-26至2026-12-28,09:00-11:00,陶瓷街,15,抽签
";

fn profile() -> Profile {
    Profile::named("sheet").unwrap().unwrap()
}

fn sheet(bytes: &[u8]) -> Reading {
    read(bytes, &profile()).unwrap()
}

fn offered(reading: &Reading, code: &str) -> (Activity, Session) {
    let (mut activity, mut session) = (None, None);
    for item in &reading.items {
        match (&item.key, &item.record) {
            (Key::Activity(id), Record::Activity(it)) if id.as_str() == format!("sheet-{code}") => {
                activity = Some(it.clone());
            }
            (Key::Session(id), Record::Session(it)) if id.as_str() == format!("sheet-{code}") => {
                session = Some(it.clone());
            }
            _ => {}
        }
    }
    (activity.unwrap(), session.unwrap())
}

fn reasons(reading: &Reading) -> Vec<String> {
    let refused = reading.refused.iter();
    refused
        .map(|row| format!("{} {}", row.row, row.reason))
        .collect()
}

#[test]
fn a_sheet_is_read_with_all_it_says() {
    let reading = sheet(SHEET.as_bytes());
    assert_eq!((reading.taken.len(), reasons(&reading)), (3, vec![]));
    let (class, weekly) = offered(&reading, "C-1");
    assert_eq!(class.title.zh, "社区书法班");
    assert_eq!(
        (class.kind, class.audience),
        (ActivityKind::Culture, Audience::Elders)
    );
    assert_eq!(weekly.days.len(), 2);
    assert_eq!((weekly.starts.hour(), weekly.ends.minute()), (14, 30));
    assert_eq!(weekly.admission, Admission::FirstCome { seats: 20 });
    let (_, feast) = offered(&reading, "C-2");
    assert_eq!(feast.admission, Admission::Open);
    assert_eq!(feast.as_written.zh, "未注明时间");
    let (_, drawn) = offered(&reading, "C-3");
    assert_eq!(drawn.days.len(), 3);
    assert!(matches!(
        drawn.admission,
        Admission::Ballot { seats: 15, .. }
    ));
}

#[test]
fn every_separator_and_encoding_gives_the_same_programme() {
    let expect = sheet(SHEET.as_bytes());
    let semicolons = SHEET.replace(',', ";");
    let tabs = SHEET.replace(',', "\t");
    let (chinese, _, _) = GB18030.encode(SHEET);
    let marked = format!("\u{feff}{SHEET}");
    let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let windows = SHEET.replace('\n', "\r\n");
    for bytes in [
        semicolons.as_bytes(),
        tabs.as_bytes(),
        &chinese,
        marked.as_bytes(),
        &wide,
        windows.as_bytes(),
    ] {
        assert_eq!(sheet(bytes), expect);
    }
    let traditional =
        "名稱,日期,時間,地點,類別\n社區書法班,2026-12-05,下午2:30-4:30,沙田大會堂,文化\n";
    let (taiwanese, _, _) = BIG5.encode(traditional);
    assert_eq!(sheet(&taiwanese), sheet(traditional.as_bytes()));
    assert_eq!(sheet(&taiwanese).taken.len(), 1);
}

#[test]
fn english_headings_in_any_order_do_as_well() {
    let text =
        "Place,My own column,Hours,Title,Dates,Kind\nHall,x,14:30-16:00,Choir,2026-12-05,Culture\n";
    let reading = sheet(text.as_bytes());
    assert_eq!((reading.taken.len(), reasons(&reading)), (1, vec![]));
}

#[test]
fn a_row_without_a_number_is_the_same_row_when_it_is_read_again() {
    let text =
        "名称,日期,地点\n合唱,2026-12-05,文化站\n合唱,2026-12-06,文化站\n合唱,2026-12-05,文化站\n";
    let reading = sheet(text.as_bytes());
    assert_eq!(reading.taken, sheet(text.as_bytes()).taken);
    assert_eq!(reasons(&reading), ["4 an earlier row has this code"]);
}

#[test]
fn what_cannot_be_read_for_certain_refuses_its_row_and_no_other() {
    let head = "名称,日期,开始,结束,地点,名额,报名方式,费用,状态";
    let rows = [
        "合唱,5/12/2026,,,文化站,,,,",
        "合唱,,,,文化站,,,,",
        "合唱,2026-02-30,,,文化站,,,,",
        "合唱,2026-12-05,25:00,26:00,文化站,,,,",
        "合唱,2026-12-05,16:00,14:00,文化站,,,,",
        "合唱,2026-12-05,,,文化站,,先到先得,,",
        "合唱,2026-12-05,,,文化站,多,先到先得,,",
        "合唱,2026-12-05,,,文化站,20,随便,,",
        "合唱,2026-12-05,,,,,,,",
        ",2026-12-05,,,文化站,,,,",
        "合唱,2026-12-05,,,文化站,,,1e3,",
        "合唱,2026-12-05,,,文化站,,,,,,多一格",
        "合唱,2026-01-01至2027-12-31,,,文化站,,,,",
        "合唱,2026-12-05,,,文化站,,,,取消",
    ];
    let reading = sheet(format!("{head}\n{}\n", rows.join("\n")).as_bytes());
    assert_eq!(
        reasons(&reading),
        [
            "2 日期 is \"5/12/2026\", not a date",
            "3 no day is named",
            "4 日期 is \"2026-02-30\", not a date",
            "5 开始 is \"25:00\", not a time",
            "6 it ends at or before the time it starts",
            "7 名额 is missing",
            "8 名额 is \"多\", not a number of its kind",
            "9 报名方式 is \"随便\", which the profile does not know",
            "10 地点 is missing",
            "11 名称 is missing",
            "12 费用 is \"1e3\", not a number of its kind",
            "13 it has more values than there are headings (9)",
            "14 it meets on 730 days or more, at most 400 are taken",
        ]
    );
    let taken = reading.items.last().unwrap();
    let Record::Session(session) = &taken.record else {
        panic!("{taken:?}");
    };
    assert_eq!(session.state, SessionState::Cancelled);
}

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let notes = book.add_worksheet().set_name("说明").unwrap();
    notes.write(0, 0, "请在第二张表填写").unwrap();
    fill(book.add_worksheet().set_name("活动").unwrap());
    book.save_to_buffer().unwrap()
}

fn headings(sheet: &mut Worksheet, row: u32) {
    let names = [
        "编号",
        "名称",
        "日期",
        "开始",
        "结束",
        "地点",
        "名额",
        "报名方式",
    ];
    for (column, name) in (0_u16..).zip(names) {
        sheet.write(row, column, name).unwrap();
    }
}

#[test]
fn a_workbook_is_read_from_whichever_sheet_has_the_headings() {
    let day = Format::new().set_num_format("yyyy/m/d");
    let hour = Format::new().set_num_format("h:mm");
    let bytes = book(|sheet| {
        let title = Format::new();
        sheet
            .merge_range(0, 0, 0, 7, "2026年12月活动安排", &title)
            .unwrap();
        headings(sheet, 2);
        sheet.write(3, 0, 7).unwrap();
        sheet.write(3, 1, "社区书法班").unwrap();
        let date = ExcelDateTime::from_ymd(2026, 12, 5).unwrap();
        sheet.write_with_format(3, 2, &date, &day).unwrap();
        let starts = ExcelDateTime::from_hms(14, 30, 0).unwrap();
        sheet.write_with_format(3, 3, &starts, &hour).unwrap();
        sheet.write(3, 4, "16:00").unwrap();
        sheet.write(3, 5, "文化站").unwrap();
        sheet.write(3, 6, 20).unwrap();
        sheet.write(3, 7, "先到先得").unwrap();
    });
    let reading = sheet(&bytes);
    assert_eq!((reading.taken.len(), reasons(&reading)), (1, vec![]));
    let (_, session) = offered(&reading, "7");
    assert_eq!(session.days, [jiff::civil::date(2026, 12, 5)]);
    assert_eq!(session.starts, jiff::civil::time(14, 30, 0, 0));
    assert_eq!(session.admission, Admission::FirstCome { seats: 20 });
}

#[test]
fn merged_cells_refuse_each_row_they_touch() {
    let bytes = book(|sheet| {
        headings(sheet, 0);
        for row in 1..=3 {
            sheet.write(row, 1, format!("活动 {row}")).unwrap();
            sheet.write(row, 2, "2026-12-05").unwrap();
        }
        sheet.write(3, 5, "文化站").unwrap();
        sheet
            .merge_range(1, 5, 2, 5, "文化站", &Format::new())
            .unwrap();
    });
    let reading = sheet(&bytes);
    let expect = ["2 cells F2:F3 are merged", "3 cells F2:F3 are merged"];
    assert_eq!(
        (reasons(&reading), reading.taken.len()),
        (expect.map(str::to_owned).to_vec(), 1)
    );
}

#[test]
fn a_workbook_without_the_headings_says_what_it_looked_for_and_where() {
    let bytes = book(|sheet| {
        sheet.write(0, 0, "别的表").unwrap();
    });
    let error = read(&bytes, &profile()).unwrap_err();
    assert!(matches!(&error, FeedError::NoHeadings { sheets, .. } if sheets == &["说明", "活动"]));
    assert!(error.to_string().contains("日期"), "{error}");
    let other = read("a,b\n1,2\n".as_bytes(), &profile()).unwrap_err();
    assert!(matches!(other, FeedError::NoHeadings { .. }));
}

#[test]
fn a_sheet_that_spans_all_there_is_costs_no_more_than_its_cells() {
    let bytes = book(|sheet| {
        headings(sheet, 0);
        sheet.write(1, 1, "合唱").unwrap();
        sheet.write(1, 2, "2026-12-05").unwrap();
        sheet.write(1, 5, "文化站").unwrap();
        sheet.write(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(sheet(&bytes).taken.len(), 1);
}

#[test]
fn sixty_thousand_rows_are_taken_and_a_hundred_thousand_and_one_are_not() {
    let mut text = "名称,日期,时间,地点\n".to_owned();
    for row in 0..60_000 {
        let line = format!("活动{row},2026-12-05,下午2:30-4:30,文化站{}\n", row % 40);
        text.push_str(&line);
    }
    assert_eq!(sheet(text.as_bytes()).taken.len(), 60_000);
    let many = format!("名称,日期\n{}", "a,b\n".repeat(100_001));
    let error = read(many.as_bytes(), &profile()).unwrap_err();
    assert!(
        matches!(
            error,
            FeedError::TooManyRows { .. } | FeedError::TooManyCells
        ),
        "{error}"
    );
}

/// A packed file with members of some size, all of it one letter.
fn packed(members: &[(&str, usize)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    let letters = vec![b' '; 1024 * 1024];
    for (name, megabytes) in members {
        archive.start_file(*name, options).unwrap();
        for _ in 0..*megabytes {
            archive.write_all(&letters).unwrap();
        }
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_file_that_unpacks_to_far_more_than_it_seems_is_refused_before_it_is_read() {
    let shared = packed(&[("xl/sharedStrings.xml", 65)]);
    assert!(shared.len() < 1024 * 1024);
    let error = read(&shared, &profile()).unwrap_err();
    assert!(matches!(error, FeedError::TooMuchPacked { .. }));
    let many: Vec<(String, usize)> = (0..5).map(|at| (format!("{at}.bin"), 60)).collect();
    let many: Vec<(&str, usize)> = many
        .iter()
        .map(|(name, size)| (name.as_str(), *size))
        .collect();
    let error = read(&packed(&many), &profile()).unwrap_err();
    assert!(matches!(error, FeedError::TooMuchPacked { .. }));
}

#[test]
fn files_of_another_kind_are_refused_by_what_they_are() {
    let fails = |bytes: &[u8]| read(bytes, &profile()).unwrap_err();
    assert_eq!(
        fails(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"),
        FeedError::OldWorkbook
    );
    assert_eq!(fails(b"PK\x03\x04 and no more"), FeedError::NotAWorkbook);
    assert_eq!(
        fails(&packed(&[("word/document.xml", 1)])),
        FeedError::NotAWorkbook
    );
    assert_eq!(fails("名称,日期\0\n".as_bytes()), FeedError::NotATable);
    assert!(matches!(fails(b""), FeedError::NoHeadings { .. }));
    assert!(matches!(
        fails(b"%PDF-1.7 \xff\xfe\xff"),
        FeedError::NotUtf8 { .. }
    ));
}

#[test]
fn another_tables_headings_and_codes_need_a_profile_and_no_code() {
    let own = r#"
        id_prefix = "lib-"
        currency = "HKD"
        [community]
        id = "libraries"
        name = { zh = "图书馆", en = "" }
        county = { zh = "图书馆", en = "" }
        source = { zh = "", en = "" }
        offset_minutes = 480
        [source]
        form = "table"
        [fields]
        code = "Ref"
        title = { zh = "What", en = "" }
        kind = "Class"
        venue = { zh = "Where", en = "" }
        first_day = "From"
        last_day = "To"
        weekdays = { zh = "On", en = "On" }
        starts = "At"
        ends = "Until"
        method = "Way"
        quota = "Room"
        [formats]
        date = "%d/%m/%Y"
        time = "%H:%M"
        [methods]
        F = "first_come"
        [targets]
        "" = "everyone"
        [kinds]
        default = "learning"
    "#;
    let profile = Profile::read(own).unwrap();
    let text = "Library programme;;;;;;;;;;\n\
        Ref;What;Class;Where;From;To;On;At;Until;Way;Room\n\
        9;Reading;T;Hall;04/12/2026;18/12/2026;Fri;9:30;11:00;F;12\n\
        8;Writing;T;Hall;04/12/2026;18/12/2026;Fri;9:30;11:00;X;12\n";
    let reading = read(text.as_bytes(), &profile).unwrap();
    let expect = ["4 Way is \"X\", which the profile does not know"];
    assert_eq!(reasons(&reading), expect);
    let session = reading.items.iter().find_map(|item| match &item.record {
        Record::Session(session) => Some(session),
        _ => None,
    });
    assert_eq!(session.unwrap().days.len(), 3);
}

#[test]
fn a_formula_that_came_to_nothing_is_no_value() {
    let text = "名称,日期,地点,我的\n甲,2026-12-05,#REF!,\n乙,2026-12-05,站,#N/A\n";
    let reading = sheet(text.as_bytes());
    assert_eq!(reading.taken.len(), 1);
    let [reason] = reasons(&reading).try_into().unwrap();
    assert_eq!(
        reason,
        "2 地点 is \"#REF!\", which the profile does not know"
    );
    let book = book(|sheet| {
        headings(sheet, 0);
        sheet.write_string(1, 1, "甲").unwrap();
        sheet.write_string(1, 2, "2026-12-05").unwrap();
        let broken = rust_xlsxwriter::Formula::new("=A99").set_result("#REF!");
        sheet.write_formula(1, 3, broken).unwrap();
    });
    let reading = sheet(&book);
    assert!(
        reasons(&reading)[0].contains("#REF!"),
        "{:?}",
        reasons(&reading)
    );
}
