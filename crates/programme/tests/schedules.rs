//! Series of events within pages: schedules, and what they may not leave open.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "shown/meetings.rs"]
mod meetings;
#[path = "shown/page.rs"]
mod page;

use meetings::{meets, refused, sessions};
use page::{event, scheduled};

#[test]
fn a_schedule_is_all_its_meetings_without_the_excepted_ones() {
    let weekly = scheduled(
        r#""repeatFrequency":"P1W","byDay":["https://schema.org/Wednesday","http://schema.org/Friday"],
        "repeatCount":5,"exceptDate":["2026-12-09"]"#,
    );
    let five = "2026-12-02 2026-12-04 2026-12-11 2026-12-16 19:00-21:00";
    meets(&weekly, five);
    let codes = scheduled(
        r#""repeatFrequency":"Weekly","byDay":"WE,FR","repeatCount":"5","exceptDate":"2026-12-09T19:00""#,
    );
    refused(
        &codes,
        "eventSchedule.byDay is \"\\\"WE,FR\\\"\", which the profile does not know",
    );
    let until = scheduled(
        r#""repeatFrequency":"P2W","startDate":"2026-12-02","endDate":"2026-12-30","startTime":"19:00:00",
        "endTime":"20:30""#,
    );
    meets(&until, "2026-12-02 2026-12-16 2026-12-30 19:00-20:30");
    let monthly = scheduled(
        r#""repeatFrequency":"P1M","byDay":"1WE","endDate":"2027-03-01","duration":"PT1H""#,
    );
    meets(&monthly, "2026-12-02 2027-01-06 2027-02-03 19:00-20:00");
    let by_month_day = scheduled(r#""repeatFrequency":"P1M","byMonthDay":2,"repeatCount":2"#);
    meets(&by_month_day, "2026-12-02 2027-01-02 19:00-21:00");
    let range = event(
        r#""startDate":"2026-12-01","endDate":"2026-12-16","eventSchedule":[{
        "repeatFrequency":"P1W","byDay":"Wednesday","startTime":"22:00","endTime":"01:00"},{
        "repeatFrequency":"P1W","byDay":"Tuesday","startTime":"22:00","endTime":"01:00"}]"#,
    );
    meets(
        &range,
        "2026-12-01 2026-12-02 2026-12-08 2026-12-09 2026-12-15 2026-12-16 22:00-01:00",
    );
    let days = event(
        r#""startDate":"2026-12-01","eventSchedule":{"repeatFrequency":"P1D","repeatCount":3}"#,
    );
    meets(&days, "2026-12-01 2026-12-02 2026-12-03 00:00-00:00");
}

#[test]
fn a_schedule_of_another_zone_is_counted_there() {
    let zoned = |zone: &str, until: &str| {
        event(&format!(
            r#""eventSchedule":{{"repeatFrequency":"P1W","startDate":"2026-12-02","endDate":"{until}",
            "startTime":"07:00","endTime":"08:00","exceptDate":"2026-12-09","scheduleTimezone":"{zone}"}}"#
        ))
    };
    // The last day is one of that zone, not of Greenwich.
    let tokyo = zoned("Asia/Tokyo", "2026-12-22");
    meets(&tokyo, "2026-12-02 2026-12-16 06:00-07:00");
    let tokyo = zoned("Asia/Tokyo", "2026-12-23");
    meets(&tokyo, "2026-12-02 2026-12-16 2026-12-23 06:00-07:00");
    let nowhere = zoned("Nowhere/Else", "2026-12-23");
    let said =
        "eventSchedule.scheduleTimezone is \"Nowhere/Else\", which the profile does not know";
    refused(&nowhere, said);
}

/// What a schedule says, and why it is refused.
const AMBIGUOUS: [(&str, &str); 17] = [
    (r#""repeatFrequency":"P1W""#, "the series has no end"),
    (
        r#""repeatFrequency":"P1D","repeatCount":100000"#,
        "it meets on 401 days or more, at most 400 are taken",
    ),
    (
        r#""repeatFrequency":"P1Y","byMonth":2,"byMonthDay":30,"repeatCount":3,"startDate":"2026-12-02""#,
        "the series has not ended after 100 years",
    ),
    (
        r#""repeatFrequency":"PT1H","repeatCount":3"#,
        "eventSchedule.repeatFrequency is \"PT1H\", which the profile does not know",
    ),
    (
        r#""repeatFrequency":"P0W","repeatCount":3"#,
        "eventSchedule.repeatFrequency is \"P0W\", which the profile does not know",
    ),
    (
        r#""byDay":"Wednesday","repeatCount":3"#,
        "eventSchedule.repeatFrequency is missing",
    ),
    (
        r#""repeatFrequency":"P1M","byDay":"Wednesday","repeatCount":3"#,
        "eventSchedule.byDay is \"\\\"Wednesday\\\"\", which the profile does not know",
    ),
    (
        r#""repeatFrequency":"P1M","byDay":"Wednesday","byMonthWeek":1,"repeatCount":3"#,
        "eventSchedule.byDay is \"\\\"Wednesday\\\"\", which the profile does not know",
    ),
    (
        r#""repeatFrequency":"P1W","byDay":"PublicHolidays","repeatCount":3"#,
        "eventSchedule.byDay is \"\\\"PublicHolidays\\\"\", which the profile does not know",
    ),
    (
        r#""repeatFrequency":"P1W","repeatCount":-3"#,
        "eventSchedule.repeatCount is \"-3\", not a number of its kind",
    ),
    (
        r#""repeatFrequency":"P1W","endDate":"2026-02-30""#,
        "eventSchedule.endDate is \"2026-02-30\", not a date",
    ),
    (
        r#""repeatFrequency":"P1W","repeatCount":3,"startTime":"24:00""#,
        "eventSchedule.startTime is \"24:00\", not a time",
    ),
    (
        r#""repeatFrequency":"P1W","repeatCount":3,"startTime":"19:00","endTime":"18:00""#,
        "it ends at or before the time it starts",
    ),
    (
        r#""repeatFrequency":"P1W","repeatCount":3,"exceptDate":"soon""#,
        "eventSchedule.exceptDate is \"soon\", not a date",
    ),
    (
        r#""repeatFrequency":"P1W","repeatCount":3,"startDate":"2026-12-09""#,
        "the series: its startDate is no meeting of its eventSchedule",
    ),
    (
        r#""repeatFrequency":"P1W","repeatCount":3,"startTime":"20:00","endTime":"21:00""#,
        "the series: its startDate is no meeting of its eventSchedule",
    ),
    (
        r#""repeatFrequency":"P1W","repeatCount":3,"scheduleTimezone":"Asia/Tokyo""#,
        "eventSchedule.startTime is missing",
    ),
];

#[test]
fn a_schedule_that_can_be_meant_in_two_ways_is_refused_by_name() {
    for (values, said) in AMBIGUOUS {
        let reading = scheduled(values);
        assert_eq!(reading.taken, [], "{values}");
        assert_eq!(reading.refused[0].reason.to_string(), said, "{values}");
    }
}

#[test]
fn parts_and_a_schedule_that_name_other_days_are_refused() {
    let both = |second: &str| {
        scheduled(&format!(
            r#""repeatFrequency":"P1W","repeatCount":2}},"subEvent":[
            {{"startDate":"2026-12-02T19:00","endDate":"2026-12-02T21:00"}},
            {{"startDate":"{second}T19:00","endDate":"{second}T21:00"}}],"x":{{"y":1"#
        ))
    };
    meets(&both("2026-12-09"), "2026-12-02 2026-12-09 19:00-21:00");
    let said = "the series: its subEvent and its eventSchedule name other days";
    refused(&both("2026-12-10"), said);
}

#[test]
fn what_a_schedule_says_in_words_is_shown_as_it_was_written() {
    let words = event(
        r#""startDate":"2026-12-02","eventSchedule":{"@type":"Schedule","description":"傍晚"}"#,
    );
    meets(&words, "2026-12-02 00:00-00:00");
    assert_eq!(sessions(&words)[0].as_written.zh, "傍晚");
}
