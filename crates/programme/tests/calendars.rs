//! Calendars of others: series, zones, moved meetings.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

#[path = "shown/calendar.rs"]
mod calendar;
#[path = "shown/meetings.rs"]
mod meetings;

use calendar::{WHERE, calendar, event};
use meetings::{meets, refused, sessions};
use programme::feed::{FeedError, Profile, read};
use rules::Record;
use rules::session::SessionState;

#[test]
fn a_lone_event_is_put_on_the_communitys_clock() {
    let utc = event("DTSTART:20261205T063000Z\nDTEND:20261205T080000Z");
    meets(&utc, "2026-12-05 14:30-16:00");
    let zoned = event("DTSTART;TZID=Asia/Tokyo:20261205T153000\nDURATION:PT1H30M");
    meets(&zoned, "2026-12-05 14:30-16:00");
    let office = event("DTSTART;TZID=China Standard Time:20261205T143000\nDURATION:PT1H30M");
    meets(&office, "2026-12-05 14:30-16:00");
    let floating = event("DTSTART:20261205T143000\nDTEND:20261205T160000");
    meets(&floating, "2026-12-05 14:30-16:00");
    let night = event("DTSTART:20261231T220000\nDTEND:20270101T010000");
    meets(&night, "2026-12-31 22:00-01:00");
}

#[test]
fn a_series_is_all_its_meetings_without_the_excluded_ones() {
    let weekly = event(
        "DTSTART:20261202T190000\nDTEND:20261202T210000\nRRULE:FREQ=WEEKLY;BYDAY=WE,FR;COUNT=5\nEXDATE:20261209T190000",
    );
    meets(
        &weekly,
        "2026-12-02 2026-12-04 2026-12-11 2026-12-16 19:00-21:00",
    );
    let until = event(
        "DTSTART:20261201T080000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270301",
    );
    meets(&until, "2026-12-01 2027-01-05 2027-02-02 08:00-09:00");
    let zoned = event(
        "DTSTART;TZID=Asia/Tokyo:20261202T193000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261216T103000Z\nEXDATE;TZID=Asia/Tokyo:20261209T193000",
    );
    meets(&zoned, "2026-12-02 2026-12-16 18:30-19:30");
    let both = event(
        "DTSTART:20261201T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261202T080000\nRDATE:20261208T080000",
    );
    meets(&both, "2026-12-01 2026-12-02 2026-12-08 08:00-09:00");
    let listed =
        event("DTSTART:20261201T080000\nDURATION:PT1H\nRDATE:20261208T080000,20261220T080000");
    meets(&listed, "2026-12-01 2026-12-08 2026-12-20 08:00-09:00");
}

#[test]
fn a_moved_meeting_is_a_row_of_its_own() {
    let series =
        format!("{WHERE}DTSTART:20261202T190000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3");
    let moved =
        format!("{WHERE}RECURRENCE-ID:20261209T190000\nDTSTART:20261210T200000\nDURATION:PT1H");
    let reading = calendar(&[&series, &moved]);
    meets(&reading, "2026-12-02 2026-12-16 19:00-20:00");
    assert_eq!(
        sessions(&reading)[1].days,
        [jiff::civil::date(2026, 12, 10)]
    );
    assert_ne!(reading.taken[0], reading.taken[1]);
}

#[test]
fn whole_days_and_long_events_are_their_days() {
    let feast = event("DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20261223");
    meets(&feast, "2026-12-21 2026-12-22 00:00-00:00");
    assert_eq!(sessions(&feast)[0].as_written.zh, "全天");
    let camp = event("DTSTART:20261221T100000\nDTEND:20261223T160000");
    meets(&camp, "2026-12-21 2026-12-22 2026-12-23 00:00-00:00");
    assert_eq!(
        sessions(&camp)[0].as_written.zh,
        "2026-12-21 10:00 – 2026-12-23 16:00"
    );
    let open = event("DTSTART:20261221T100000");
    meets(&open, "2026-12-21 10:00-00:00");
    assert_eq!(sessions(&open)[0].as_written.zh, "10:00 起");
}

#[test]
fn a_series_that_never_ends_or_a_time_that_does_not_exist_is_refused() {
    let hour = "DTSTART:20261202T190000\nDURATION:PT1H\n";
    refused(
        &event(&format!("{hour}RRULE:FREQ=WEEKLY")),
        "the series has no end",
    );
    let many = event(&format!("{hour}RRULE:FREQ=DAILY;COUNT=100000"));
    refused(&many, "it meets on 401 days or more, at most 400 are taken");
    let never = event(&format!(
        "{hour}RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"
    ));
    assert_eq!(never.taken.len(), 0, "{:?}", never.refused);
    refused(
        &event("DTSTART:20261232T190000"),
        "DTSTART is \"20261232T190000\", not a date",
    );
    refused(
        &event("DTSTART:20261202T250000"),
        "DTSTART is \"20261202T250000\", not a date",
    );
    let gap = event("DTSTART;TZID=America/New_York:20270314T023000\nDURATION:PT1H");
    refused(&gap, "DTSTART is \"20270314T023000\", not a date");
    let zone = event("DTSTART;TZID=Nowhere/Else:20261202T190000");
    refused(
        &zone,
        "TZID is \"Nowhere/Else\", which the profile does not know",
    );
    let back = event("DTSTART:20261202T190000\nDTEND:20261202T180000");
    refused(&back, "it ends at or before the time it starts");
    let summer =
        "DTSTART;TZID=Europe/Paris:20260320T190000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3";
    refused(&event(summer), "its meetings are at different hours");
}

#[test]
fn a_rare_day_is_waited_for_and_one_that_never_comes_is_not() {
    let hour = "DTSTART:20280229T190000\nDURATION:PT1H\n";
    let leap = event(&format!("{hour}RRULE:FREQ=YEARLY;COUNT=10"));
    meets(
        &leap,
        "2028-02-29 2032-02-29 2036-02-29 2040-02-29 2044-02-29 2048-02-29 2052-02-29 2056-02-29 \
         2060-02-29 2064-02-29 19:00-20:00",
    );
    let fifth = event(&format!("{hour}RRULE:FREQ=MONTHLY;BYDAY=5FR;COUNT=3"));
    meets(&fifth, "2028-03-31 2028-06-30 2028-09-29 19:00-20:00");
    for dead in [
        "YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=23000101T000000Z",
        "YEARLY;COUNT=26",
        "YEARLY;INTERVAL=2;BYYEARDAY=366;BYMONTH=1;COUNT=1",
        "MONTHLY;BYMONTHDAY=-31;BYMONTH=4,6,9,11;COUNT=2",
        "MONTHLY;BYDAY=FR;BYSETPOS=6;COUNT=1",
        "HOURLY;INTERVAL=24;BYHOUR=5;COUNT=1",
    ] {
        let never = event(&format!("{hour}RRULE:FREQ={dead}"));
        let reason = never.refused[0].reason.to_string();
        assert_eq!(reason, "the series has not ended after 100 years", "{dead}");
    }
    let slow = event(&format!("{hour}RRULE:FREQ=DAILY;INTERVAL=0;COUNT=2"));
    assert_eq!(slow.taken, [], "{:?}", slow.refused);
    let soon = event(&format!(
        "{hour}RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20400101"
    ));
    assert_eq!(soon.taken, [], "{:?}", soon.refused);
}

#[test]
fn a_file_of_rules_that_never_end_is_read_to_its_end() {
    let dead = |number: usize| {
        let day = number % 28 + 1;
        format!(
            "UID:{number}\nSUMMARY:合唱\nLOCATION:文化站\nDTSTART:202612{day:02}T190000\n\
             RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"
        )
    };
    let events: Vec<String> = (0..2_000).map(dead).collect();
    let events: Vec<&str> = events.iter().map(String::as_str).collect();
    let reading = calendar(&events);
    assert_eq!(reading.taken, []);
    assert_eq!(reading.refused.len(), 2_000);
    let reasons = reading.refused.iter().map(|row| row.reason.to_string());
    let reasons: std::collections::BTreeSet<String> = reasons.collect();
    let expect = "the series has not ended after 100 years".to_owned();
    assert_eq!(reasons, [expect].into());
}

#[test]
fn folded_lines_escapes_and_alarms_are_read_as_they_are_meant() {
    let reading = event(
        "DESCRIPTION:一\\n二\\, 三\n 四\nDTSTART:20261205T143000\nDURATION:PT1H\nSTATUS:CANCELLED\n\
         BEGIN:VALARM\nDESCRIPTION:别的\nTRIGGER:-PT15M\nEND:VALARM",
    );
    let summary = reading.items.iter().find_map(|item| match &item.record {
        Record::Activity(activity) => Some(activity.summary.zh.clone()),
        _ => None,
    });
    assert_eq!(summary.as_deref(), Some("一\n二, 三四"));
    assert_eq!(sessions(&reading)[0].state, SessionState::Cancelled);
}

#[test]
fn a_file_that_is_no_calendar_or_was_cut_off_is_refused_whole() {
    let profile = Profile::named("calendar").unwrap().unwrap();
    for text in ["", "hello", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n"] {
        assert_eq!(
            read(text.as_bytes(), &profile),
            Err(FeedError::NotACalendar)
        );
    }
}

#[test]
fn a_letter_may_be_folded_within_itself() {
    let plain = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:社区书法班\r\n\
        DTSTART:20261205T060000Z\r\nLOCATION:站\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let at = plain.find("区").unwrap() + 1;
    for fold in ["\r\n ", "\n\t"] {
        let mut bytes = plain.as_bytes().to_vec();
        bytes.splice(at..at, fold.bytes());
        let profile = Profile::named("calendar").unwrap().unwrap();
        let reading = read(&bytes, &profile).unwrap();
        let has_title = reading.items.iter().any(
            |item| matches!(&item.record, Record::Activity(it) if it.title.zh == "社区书法班"),
        );
        assert!(has_title, "{:?}", reading.refused);
    }
}

#[test]
fn a_change_of_all_that_follows_refuses_the_series_and_the_change() {
    let all = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261212T060000Z\nDTSTART:20261213T060000Z";
    let reading = calendar(&[
        "UID:1\nSUMMARY:班\nLOCATION:站\nDTSTART:20261205T060000Z\nRRULE:FREQ=WEEKLY;COUNT=3",
        &format!("UID:1\nSUMMARY:班\nLOCATION:站\n{all}"),
    ]);
    assert_eq!((reading.taken.len(), reading.refused.len()), (0, 2));
    let said = "the series: one change is of all meetings from a day on";
    refused(&reading, said);
}

#[test]
fn what_a_calendar_takes_back_is_cancelled_however_it_is_written() {
    let hour = "DTSTART:20261205T143000\nDURATION:PT1H";
    for status in ["CANCELLED", "Cancelled", "cancelled"] {
        let reading = event(&format!("{hour}\nSTATUS:{status}"));
        assert_eq!(
            sessions(&reading)[0].state,
            SessionState::Cancelled,
            "{status}"
        );
    }
    let profile = Profile::named("calendar").unwrap().unwrap();
    let text = format!(
        "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\n{WHERE}{hour}\nEND:VEVENT\nEND:VCALENDAR\n"
    );
    let reading = read(text.as_bytes(), &profile).unwrap();
    assert_eq!(sessions(&reading)[0].state, SessionState::Cancelled);
}

#[test]
fn letters_that_are_written_in_another_way_are_not_shown_as_they_stand() {
    let hour = "DTSTART:20261205T143000\nDURATION:PT1H";
    let old = "UID:1\nLOCATION:站\nSUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=A4=BE";
    let reading = calendar(&[&format!("{old}\n{hour}")]);
    let said = "ENCODING is \"QUOTED-PRINTABLE\", which the profile does not know";
    refused(&reading, said);
}

#[test]
fn of_two_versions_of_an_event_the_later_stands_wherever_it_is() {
    let version = |day: u8, more: &str| {
        format!("{WHERE}DTSTART:202612{day:02}T143000\nDURATION:PT1H\n{more}")
    };
    let old = version(5, "SEQUENCE:0");
    let new = version(6, "SEQUENCE:2");
    for both in [[&old, &new], [&new, &old]] {
        let reading = calendar(&both.map(String::as_str));
        let days: Vec<_> = sessions(&reading).iter().map(|it| it.first_day()).collect();
        assert_eq!(days, [jiff::civil::date(2026, 12, 6)]);
        let said = "a later version of it is in the file";
        assert_eq!(reading.refused[0].reason.to_string(), said);
    }
    // A meeting that was moved is no version of its series.
    let series = version(5, "RRULE:FREQ=WEEKLY;COUNT=3\nSEQUENCE:1");
    let moved = version(13, "RECURRENCE-ID:20261212T143000\nSEQUENCE:3");
    let reading = calendar(&[&series, &moved]);
    assert_eq!((reading.taken.len(), reading.refused.len()), (2, 0));
}
