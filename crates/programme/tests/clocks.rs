//! Moments of a calendar: the clocks they are on, whole days, and what can be meant in two ways.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "shown/calendar.rs"]
mod calendar;
#[path = "shown/meetings.rs"]
mod meetings;

use calendar::{WHERE, calendar, event};
use meetings::{meets, refused, sessions};

#[test]
fn a_weekend_loses_no_day() {
    let weekend = event("DTSTART:20261205T100000\nDTEND:20261206T180000");
    meets(&weekend, "2026-12-05 2026-12-06 00:00-00:00");
    let written = "2026-12-05 10:00 – 2026-12-06 18:00";
    assert_eq!(sessions(&weekend)[0].as_written.zh, written);
    let day = event("DTSTART:20261205T100000\nDTEND:20261206T100000");
    meets(&day, "2026-12-05 10:00-10:00");
}

#[test]
fn the_last_day_of_a_series_is_one_of_its_own_zone() {
    let until = |zone: &str, hour: &str| {
        event(&format!(
            "DTSTART;TZID={zone}:20261202T{hour}0000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261203"
        ))
    };
    meets(
        &until("Asia/Tokyo", "07"),
        "2026-12-02 2026-12-03 06:00-07:00",
    );
    meets(
        &until("America/Los_Angeles", "19"),
        "2026-12-03 2026-12-04 11:00-12:00",
    );
}

#[test]
fn moments_of_another_kind_than_the_beginning_are_put_on_its_clock_or_refused() {
    let wall = "DTSTART:20261202T190000\nDTEND:20261202T210000\nRRULE:FREQ=WEEKLY;COUNT=3\n";
    for out in [
        "EXDATE:20261209T110000Z",
        "EXDATE;TZID=Asia/Tokyo:20261209T200000",
    ] {
        let reading = event(&format!("{wall}{out}"));
        meets(&reading, "2026-12-02 2026-12-16 19:00-21:00");
    }
    let ends = event("DTSTART:20261202T190000\nDTEND:20261202T130000Z");
    meets(&ends, "2026-12-02 19:00-21:00");
    let more = event("DTSTART:20261202T190000\nDURATION:PT1H\nRDATE:20261205T110000Z");
    meets(&more, "2026-12-02 2026-12-05 19:00-20:00");
    // A moment without a zone, of an event that has one, may be of either clock.
    for (starts, ends) in [
        (":20261202T110000Z", "DTEND:20261202T210000"),
        (";TZID=Asia/Tokyo:20261202T200000", "DTEND:20261202T210000"),
    ] {
        let reading = event(&format!("DTSTART{starts}\n{ends}"));
        refused(&reading, "DTEND is \"20261202T210000\", not a date");
    }
    let out = "DTSTART;TZID=Asia/Tokyo:20261202T200000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261209T200000";
    refused(&event(out), "EXDATE is \"20261209T200000\", not a date");
}

#[test]
fn an_end_in_another_clock_is_taken_only_where_it_ends_on_the_same_day() {
    let until = |hour: &str, until: &str| {
        event(&format!(
            "DTSTART:20261202T{hour}0000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL={until}"
        ))
    };
    meets(
        &until("10", "20261203T100000Z"),
        "2026-12-02 2026-12-03 10:00-11:00",
    );
    let said =
        "the series: its end is in UTC and its beginning in no zone, so its last day is unsure";
    refused(&until("19", "20261203T110000Z"), said);
    refused(&until("07", "20261203T235959Z"), said);
}

#[test]
fn a_zone_or_a_status_that_nobody_knows_is_refused_by_its_name() {
    let zone = "(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi";
    let zoned = event(&format!("DTSTART;TZID=\"{zone}\":20261205T143000"));
    let said = format!("TZID is \"{zone}\", which the profile does not know");
    refused(&zoned, &said);
    let spelt = event("DTSTART:20261205T143000\nSTATUS:CANCELED");
    refused(
        &spelt,
        "STATUS is \"CANCELED\", which the profile does not know",
    );
    for status in ["CONFIRMED", "tentative", ""] {
        let reading = event(&format!("DTSTART:20261205T143000\nSTATUS:{status}"));
        assert_eq!(reading.taken.len(), 1, "{status}");
    }
}

#[test]
fn midnight_to_midnight_is_whole_days_and_the_last_midnight_begins_no_day() {
    let day = event("DTSTART:20261221T000000\nDTEND:20261222T000000");
    meets(&day, "2026-12-21 00:00-00:00");
    assert_eq!(sessions(&day)[0].as_written.zh, "全天");
    let days = event("DTSTART:20261221T000000\nDTEND:20261223T000000");
    meets(&days, "2026-12-21 2026-12-22 00:00-00:00");
    assert_eq!(sessions(&days)[0].as_written.zh, "全天");
    let camp = event("DTSTART:20261221T100000\nDTEND:20261223T000000");
    meets(&camp, "2026-12-21 2026-12-22 00:00-00:00");
}

#[test]
fn a_day_that_is_left_out_at_another_hour_refuses_the_series() {
    let series = "DTSTART:20261205T143000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3\n";
    let said = "the series: 2026-12-12 is left out at an hour at which it does not meet";
    for out in [
        "EXDATE:20261212T000000",
        "EXDATE:20261226T143000,20261212T150000",
    ] {
        refused(&event(&format!("{series}{out}")), said);
    }
    let moved = calendar(&[
        &format!("{WHERE}{series}"),
        &format!("{WHERE}RECURRENCE-ID:20261212T150000\nDTSTART:20261213T143000\nDURATION:PT1H"),
    ]);
    assert_eq!(moved.refused[0].reason.to_string(), said);
    let beyond = event(&format!("{series}EXDATE:20261226T143000,20261206T000000"));
    meets(&beyond, "2026-12-05 2026-12-12 2026-12-19 14:30-15:30");
}
