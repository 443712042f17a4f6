//! What things cost, from every source: free, an amount, the organiser's words, or nothing said.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use programme::feed::{Changes, File, Profile, Reading, changes, read, read_files};
use programme::out::{Programme, csv, events, workbook};
use rules::activity::Activity;
use rules::activity::fee::{FEE_CHARS_MAX, Fee};
use rules::publish::Item;
use rules::words::Words;
use rules::{Key, Record};
use std::collections::BTreeMap;

fn named(name: &str) -> Profile {
    Profile::named(name).unwrap().unwrap()
}

fn activities(items: &[Item]) -> Vec<&Activity> {
    let found = items.iter();
    found
        .filter_map(|item| match &item.record {
            Record::Activity(activity) => Some(activity),
            _ => None,
        })
        .collect()
}

#[track_caller]
fn fee_of(reading: &Reading) -> Fee {
    assert_eq!(reading.refused, []);
    activities(&reading.items)[0].fee.clone()
}

fn words(zh: &str, en: &str) -> Fee {
    Fee::AsWritten(Words::new(zh, en))
}

fn sheet(fee: &str) -> Reading {
    let text = format!("名称,日期,地点,费用\n合唱,2026-12-05,文化站,{fee}\n");
    read(text.as_bytes(), &named("sheet")).unwrap()
}

#[test]
fn a_sheet_says_free_an_amount_or_words_and_a_slip_of_a_number_is_refused() {
    for (text, fee) in [
        ("", Fee::Free),
        ("免费", Fee::Free),
        ("Free", Fee::Free),
        ("0", Fee::Free),
        ("0元", Fee::Free),
        ("20", Fee::of(2_000, "CNY")),
        ("20.50", Fee::of(2_050, "CNY")),
        ("20元", Fee::of(2_000, "CNY")),
        ("¥ 20", Fee::of(2_000, "CNY")),
        ("未说明", Fee::Unsaid),
        ("十元", words("十元", "")),
        ("20元/堂", words("20元/堂", "")),
        ("\"成人 20，儿童 10\"", words("成人 20，儿童 10", "")),
        ("请问主办方", words("请问主办方", "")),
    ] {
        assert_eq!(fee_of(&sheet(text)), fee, "{text}");
    }
    for slip in ["1e3", "-5", "20.505", "99999999999"] {
        let why = format!("费用 is \"{slip}\", not a number of its kind");
        let reading = sheet(slip);
        assert_eq!(
            reading.refused[0]
                .reason
                .to_string()
                .replace("|費用|Fee", ""),
            why
        );
    }
    let without = "名称,日期,地点\n合唱,2026-12-05,文化站\n";
    let without = read(without.as_bytes(), &named("sheet")).unwrap();
    assert_eq!(fee_of(&without), Fee::Free, "as docs/sheet.md says");
}

#[test]
fn words_that_are_too_long_to_be_shown_refuse_their_row() {
    let long = "字".repeat(FEE_CHARS_MAX);
    assert_eq!(fee_of(&sheet(&long)), words(&long, ""));
    let reading = sheet(&format!("{long}字"));
    let why = reading.refused[0].reason.to_string();
    assert!(
        why.ends_with("has 301 characters, at most 300 are shown"),
        "{why}"
    );
}

fn cultural(chinese: &str, english: &str, agent: &str) -> Reading {
    let events = format!(
        "<events><event id=\"1\"><titlec>展</titlec><predateC>5/12/2026</predateC>\
         <pricec>{chinese}</pricec><pricee>{english}</pricee><remarkc>不設劃位</remarkc>\
         <tagenturlc>{agent}</tagenturlc><venueid>9</venueid></event></events>"
    );
    let files = [
        ("events.xml", events.as_str()),
        (
            "eventDates.xml",
            "<d><event id=\"1\"><indate>20261205</indate></event></d>",
        ),
        (
            "venues.xml",
            "<v><venue id=\"9\"><venuec>館</venuec></venue></v>",
        ),
    ];
    let files = files.map(|(name, text)| File {
        name,
        bytes: text.as_bytes(),
    });
    read_files(&files, &named("lcsd-cultural")).unwrap()
}

#[test]
fn a_cultural_programme_is_free_only_where_its_price_says_so_or_there_is_none() {
    let agent = "https://tickets.example";
    for (chinese, english, agent, fee) in [
        ("", "", "", Fee::Free),
        ("", "", agent, Fee::Unsaid),
        ("免費入場", "Free Admission", "", Fee::Free),
        ("憑票免費入場", "Free admission by tickets", "", Fee::Free),
        ("$70", "$70", "", Fee::of(7_000, "HKD")),
        ("300", "$300", agent, Fee::of(30_000, "HKD")),
        ("$70", "", "", Fee::of(7_000, "HKD")),
        ("$70", "$80", "", words("$70", "$80")),
        (
            "$400, $300",
            "$400, $300",
            "",
            words("$400, $300", "$400, $300"),
        ),
        (
            "$100/ 一堂",
            "$100/ lesson",
            "",
            words("$100/ 一堂", "$100/ lesson"),
        ),
        (
            "報名入場",
            "Admission by Enrolment",
            "",
            words("報名入場", "Admission by Enrolment"),
        ),
    ] {
        let found = fee_of(&cultural(chinese, english, agent));
        assert_eq!(found, fee, "{chinese} {english} {agent}");
    }
}

#[test]
fn what_the_fee_says_is_not_said_again_among_the_notes() {
    let notes = |chinese: &str| {
        let reading = cultural(chinese, "", "");
        activities(&reading.items)[0].bring.zh.clone()
    };
    assert_eq!(notes("$70"), "不設劃位");
    assert_eq!(notes("$100/堂"), "不設劃位");
    assert_eq!(notes("憑票免費入場"), "憑票免費入場；不設劃位");
}

fn page(text: &str) -> Reading {
    read(text.as_bytes(), &named("events")).unwrap()
}

fn priced(offers: &str) -> Reading {
    page(&format!(
        r#"{{"@type":"Event","@id":"1","name":"会","startDate":"2026-12-05T14:30",
        "location":{{"name":"站"}},{offers}}}"#
    ))
}

#[track_caller]
fn refused(reading: &Reading, expect: &str) {
    assert_eq!(reading.taken, []);
    assert_eq!(reading.refused[0].reason.to_string(), expect);
}

#[test]
fn a_page_says_free_an_amount_its_own_words_or_nothing() {
    let paid = words("要收费，没写多少", "not free; how much is not said");
    for (offers, fee) in [
        (r#""x":1"#, Fee::Unsaid),
        (r#""offers":{"url":"https://a.example"}"#, Fee::Unsaid),
        (r#""isAccessibleForFree":true"#, Fee::Free),
        (
            r#""isAccessibleForFree":"http://schema.org/True""#,
            Fee::Free,
        ),
        (r#""isAccessibleForFree":false"#, paid.clone()),
        (
            r#""isAccessibleForFree":"http://schema.org/False""#,
            paid.clone(),
        ),
        (r#""isAccessibleForFree":false,"offers":{"price":0}"#, paid),
        (r#""offers":{"price":"0.00"}"#, Fee::Free),
        (r#""offers":{"price":"Free"}"#, Fee::Free),
        (r#""offers":{"lowPrice":"0","highPrice":"0.00"}"#, Fee::Free),
        (r#""offers":[{"price":10}]"#, Fee::of(1_000, "CNY")),
        (
            r#""isAccessibleForFree":false,"offers":{"lowPrice":"10","highPrice":10}"#,
            Fee::of(1_000, "CNY"),
        ),
        (
            r#""offers":[{"price":10,"priceCurrency":"EUR"},{"price":"10.00","priceCurrency":"EUR"}]"#,
            Fee::of(1_000, "EUR"),
        ),
        (
            r#""offers":[{"price":10,"priceCurrency":"EUR"},{"price":"10","priceCurrency":"USD"}]"#,
            words("10 EUR；10 USD", "10 EUR; 10 USD"),
        ),
        (
            r#""offers":[{"name":"成人","price":20,"priceCurrency":"CNY"},
               {"name":"儿童","price":0,"priceCurrency":"CNY"}]"#,
            words("成人 20 CNY；儿童 0 CNY", "成人 20 CNY; 儿童 0 CNY"),
        ),
        (
            r#""offers":{"@type":"AggregateOffer","lowPrice":10,"highPrice":"20","priceCurrency":"EUR"}"#,
            words("10–20 EUR", "10–20 EUR"),
        ),
        (
            r#""offers":[{"price":0,"priceCurrency":"EUR"},{"name":"VIP"}]"#,
            words("0 EUR", "0 EUR"),
        ),
        (
            r#""isAccessibleForFree":false,"offers":{"price":"Free"}"#,
            words("Free", ""),
        ),
        (r#""offers":{"lowPrice":"10"}"#, words("10起", "from 10")),
        (
            r#""offers":{"highPrice":"10"}"#,
            words("最多10", "up to 10"),
        ),
        (
            r#""offers":{"price":"10-20","priceCurrency":"EUR"}"#,
            words("10-20 EUR", ""),
        ),
        (r#""offers":{"price":"见海报"}"#, words("见海报", "")),
        (
            r#""offers":{"priceSpecification":{"description":"每堂 10 元"}}"#,
            words("每堂 10 元", ""),
        ),
    ] {
        assert_eq!(fee_of(&priced(offers)), fee, "{offers}");
    }
    let reading = priced(r#""offers":{"price":"-5"}"#);
    refused(&reading, "offers.price is \"-5\", not a number of its kind");
    let reading = priced(r#""offers":{"price":"5","priceCurrency":"XXX"}"#);
    let why = "offers.priceCurrency is \"XXX\", which the profile does not know";
    refused(&reading, why);
}

#[test]
fn a_page_of_very_many_prices_tells_the_lowest_and_the_highest() {
    let offers: Vec<String> = (0..90)
        .map(|at| format!(r#"{{"price":{},"priceCurrency":"EUR"}}"#, 90 - at))
        .collect();
    let reading = priced(&format!(r#""offers":[{}]"#, offers.join(",")));
    assert_eq!(fee_of(&reading), words("1–90 EUR", ""));
}

#[test]
fn a_calendar_has_no_word_for_a_fee_and_calls_nothing_free() {
    let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:会\r\n\
        DTSTART:20261205T090000\r\nDTEND:20261205T100000\r\nLOCATION:站\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";
    let profile = named("calendar");
    let reading = read(text.as_bytes(), &profile).unwrap();
    assert_eq!(fee_of(&reading), Fee::Unsaid);
    let again = |before: Fee| {
        let known = reading.items.iter().cloned().map(|mut item| {
            if let Record::Activity(activity) = &mut item.record {
                activity.fee = before.clone();
            }
            (item.key, item.record)
        });
        let known: BTreeMap<Key, Record> = known.collect();
        let Ok(found) = changes(&known, &mut reading.clone(), &profile);
        let found = activities(&found.items);
        found.first().map(|activity| activity.fee.clone())
    };
    // What an earlier build called free for want of a word is no longer called so.
    assert_eq!(again(Fee::Free), Some(Fee::Unsaid));
    // What staff said stays.
    assert_eq!(again(Fee::of(500, "CNY")), None);
    assert_eq!(again(words("每堂五元", "")), None);
}

/// A programme with this fee.
fn with(fee: &Fee) -> Vec<Item> {
    let mut items = sheet("").items;
    for item in &mut items {
        if let Record::Activity(activity) = &mut item.record {
            activity.fee = fee.clone();
        }
    }
    items
}

fn programme(items: &[Item]) -> Programme<'_> {
    Programme::of(items.iter().map(|item| (&item.key, &item.record)))
}

fn every_way() -> [Fee; 7] {
    [
        Fee::Free,
        Fee::of(1_250, "HKD"),
        Fee::Unsaid,
        words("20", ""),
        words("免费", "free"),
        words("=1+1；成人 20\n儿童 10", "see the poster"),
        words("", "see the organiser"),
    ]
}

#[test]
fn every_way_of_saying_a_fee_goes_out_as_a_table_and_comes_back_as_it_went() {
    let own = named("cuobian");
    for fee in every_way() {
        let items = with(&fee);
        let known = items.iter().map(|it| (it.key.clone(), it.record.clone()));
        let known: BTreeMap<Key, Record> = known.collect();
        for bytes in [
            csv(&programme(&items)),
            workbook(&programme(&items)).unwrap(),
        ] {
            let mut back = read(&bytes, &own).unwrap();
            assert_eq!(fee_of(&back), fee);
            let Ok(Changes { items: changed, .. }) = changes(&known, &mut back, &own);
            assert_eq!(changed, [], "{fee:?}");
        }
    }
}

#[test]
fn a_table_of_an_earlier_build_leaves_the_fee_empty_where_it_is_free() {
    let table = csv(&programme(&with(&Fee::Free)));
    let text = String::from_utf8(table).unwrap();
    assert!(text.contains(",免费,"), "{text}");
    let earlier = text.replace(",免费,", ",,");
    let reading = read(earlier.as_bytes(), &named("cuobian")).unwrap();
    assert_eq!(fee_of(&reading), Fee::Free);
}

#[test]
fn the_feed_for_reuse_says_a_fee_so_that_readers_of_events_understand_it() {
    for fee in every_way() {
        let bytes = events(&programme(&with(&fee)));
        let reading = page(core::str::from_utf8(&bytes).unwrap());
        let found = fee_of(&reading);
        match &fee {
            Fee::AsWritten(said) => assert_eq!(found, words(said.zh_or_en(), "")),
            fee => assert_eq!(found, *fee),
        }
    }
    let text = |fee: &Fee| String::from_utf8(events(&programme(&with(fee)))).unwrap();
    for fee in [Fee::Unsaid, words("每堂十元", "")] {
        let text = text(&fee);
        assert!(!text.contains("isAccessibleForFree"), "{text}");
        assert!(!text.contains("\"price\""), "{text}");
    }
}
