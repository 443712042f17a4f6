//! Seeded garbage for every reader: an answer each time, whatever the bytes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use programme::feed::{File, Profile, read_files};
use rust_xlsxwriter::Workbook;

const PROFILES: [&str; 5] = [
    "sheet",
    "calendar",
    "events",
    "lcsd-leisure",
    "lcsd-cultural",
];
const ROUNDS: usize = 400;

/// A small generator that needs no crate: the same bytes for the same seed.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

/// A good file of each profile's kind, to be spoilt.
fn good(name: &str) -> Vec<Vec<u8>> {
    let sheet = "名称,日期,时间,地点\n合唱,2026-12-05至2026-12-07,下午2:30-4:30,文化站\n";
    match name {
        "sheet" => {
            let mut book = Workbook::new();
            let page = book.add_worksheet();
            for (row, line) in (0..).zip(sheet.lines()) {
                for (column, cell) in (0..).zip(line.split(',')) {
                    page.write(row, column, cell).unwrap();
                }
            }
            vec![sheet.into(), book.save_to_buffer().unwrap()]
        }
        "calendar" => vec![
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:a\r\nLOCATION:b\r\nDTSTART;TZID=Asia/Shanghai:20261205T143000\r\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1;COUNT=4\r\nEXDATE:20261205T143000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".to_vec(),
        ],
        "events" => vec![
            br#"<script type="application/ld+json">{"@type":"Event","name":"a","startDate":"2026-12-05T14:30:00+08:00","endDate":"2026-12-07","location":"b"}</script>"#.to_vec(),
        ],
        "lcsd-leisure" => vec![include_bytes!("../examples/leisure.json").to_vec()],
        _ => vec![
            br#"<events><event id="1"><titlec><![CDATA[a]]></titlec><predateC>2024 &amp; 19:30 &#x41;</predateC><venueid>2</venueid><indate>20241205</indate></event></events>"#.to_vec(),
        ],
    }
}

fn spoilt(good: &[u8], seeded: &mut Seeded) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=seeded.below(3) {
        let at = seeded.below(bytes.len());
        match seeded.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at.min(bytes.len()), seeded.byte()),
            2 if at < bytes.len() => {
                bytes.remove(at);
            }
            3 => {
                let end = (at + seeded.below(40)).min(bytes.len());
                let again = bytes[at.min(end)..end].repeat(1 + seeded.below(50));
                bytes.splice(at..at, again);
            }
            _ if at < bytes.len() => bytes[at] = seeded.byte(),
            _ => {}
        }
    }
    bytes
}

#[test]
fn whatever_the_bytes_every_reader_answers() {
    let mut seeded = Seeded(20_261_123);
    let mut taken = 0;
    for name in PROFILES {
        let profile = Profile::named(name).unwrap().unwrap();
        let names = match profile.files() {
            names if names.is_empty() => vec!["feed"],
            names => names,
        };
        for good in good(name) {
            for round in 0..ROUNDS {
                let bytes = if round % 4 == 0 {
                    (0..seeded.below(3_000)).map(|_| seeded.byte()).collect()
                } else {
                    spoilt(&good, &mut seeded)
                };
                let files: Vec<File<'_>> = names
                    .iter()
                    .map(|name| File {
                        name,
                        bytes: &bytes,
                    })
                    .collect();
                if let Ok(reading) = read_files(&files, &profile) {
                    taken += reading.taken.len();
                }
            }
        }
    }
    // Some of the spoilt ones still hold good rows: the readers were reached, not only their doors.
    assert!(taken > 150, "{taken}");
}

#[test]
fn whatever_the_rule_a_series_is_answered() {
    let mut seeded = Seeded(5_545);
    let profile = Profile::named("calendar").unwrap().unwrap();
    let frequencies = [
        "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY",
    ];
    let parts = [
        "BYMONTH=2",
        "BYMONTHDAY=30",
        "BYMONTHDAY=-31,31",
        "BYDAY=MO,-5SU",
        "BYYEARDAY=366",
        "BYWEEKNO=53",
        "BYSETPOS=-1",
        "BYHOUR=3",
        "BYMINUTE=59",
        "BYSECOND=61",
        "INTERVAL=65535",
        "INTERVAL=0",
        "WKST=SU",
        "UNTIL=99991231T235959Z",
        "COUNT=4294967295",
        "UNTIL=20270101",
    ];
    let mut answered = 0;
    for _ in 0..300 {
        let frequency = frequencies[seeded.below(frequencies.len())];
        let mut rule = format!("FREQ={frequency};COUNT=350");
        for _ in 0..=seeded.below(3) {
            rule.push(';');
            rule.push_str(parts[seeded.below(parts.len())]);
        }
        let text = format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:a\nLOCATION:b\n\
             DTSTART:20261205T143000\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR\n"
        );
        let file = File {
            name: "feed",
            bytes: text.as_bytes(),
        };
        let reading = read_files(&[file], &profile).unwrap();
        answered += reading.taken.len() + reading.refused.len();
    }
    assert_eq!(answered, 300);
}
