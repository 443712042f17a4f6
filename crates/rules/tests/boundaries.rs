//! The last value that passes and the first that does not, of rules that compare with a limit.
#![allow(clippy::unwrap_used, missing_docs)]

use rules::civil::{Date, date, time};
use rules::claim::Asked;
use rules::community::Community;
use rules::id::ResidentId;
use rules::points::PointsPolicy;
use rules::registration::admits;
use rules::session::{Admission, Ages, Session};
use rules::time::{Offset, UnixMillis};
use rules::words::Words;
use rules::{Actor, Authority, Context, Intent, Key, Record, Refusal, Slice, decide};

fn session(ages: Ages) -> Session {
    Session {
        ages,
        ..Session::new(
            ("a".parse().unwrap(), "p".parse().unwrap()),
            vec![date(2026, 3, 20)],
            (time(14, 30, 0, 0), time(16, 0, 0, 0)),
            Admission::Open,
        )
    }
}

#[test]
fn whoever_turns_the_age_on_the_first_day_is_old_enough_and_the_next_day_is_not() {
    let resident: ResidentId = "r".parse().unwrap();
    let (min, max) = (Some(18), None);
    let adults = session(Ages { min, max });
    assert_eq!(admits(&adults, &resident, date(2008, 3, 20)), Ok(()));
    let young = admits(&adults, &resident, date(2008, 3, 21));
    assert!(matches!(young, Err(Refusal::TooYoung { age: 17, .. })));
    let (min, max) = (None, Some(12));
    let children = session(Ages { min, max });
    assert_eq!(admits(&children, &resident, date(2013, 3, 21)), Ok(()));
    let old = admits(&children, &resident, date(2013, 3, 20));
    assert!(matches!(old, Err(Refusal::TooOld { age: 13, .. })));
}

/// What becomes of a claim for a day, handed in at ten in the morning of 31 March.
fn claim_of(day: Date) -> Result<(), Refusal> {
    let mut slice = Slice::default();
    let community = Community::new(Words::default(), Words::default(), Offset(480));
    slice.put(Key::Community, Record::Community(community));
    let context = Context {
        now: UnixMillis(1_774_922_400_000),
        actor: Actor::Resident {
            resident: "r".parse().unwrap(),
            household: "h".parse().unwrap(),
        },
        authority: Authority::Server,
        origin: rules::Origin::OwnDevice,
    };
    let asked = Asked {
        note: "n".parse().unwrap(),
        revision: "v".parse().unwrap(),
        act: "guard".parse().unwrap(),
        day,
        minutes: 60,
    };
    decide(&slice, &context, &Intent::Claim(asked)).map(|_| ())
}

#[test]
fn a_day_counts_until_its_last_day_for_claims_and_never_before_it_came() {
    assert_eq!(PointsPolicy::default().claim_days_max, 30);
    assert_eq!(claim_of(date(2026, 3, 31)), Ok(()));
    assert_eq!(claim_of(date(2026, 3, 1)), Ok(()));
    let late = claim_of(date(2026, 2, 28));
    assert!(matches!(late, Err(Refusal::TooLongAgo { .. })), "{late:?}");
    let early = claim_of(date(2026, 4, 1));
    assert!(matches!(early, Err(Refusal::NotYet { .. })), "{early:?}");
}

#[test]
fn a_session_is_sound_up_to_its_limits_and_in_order() {
    use rules::registration::holding::HOLD_HOURS_MAX;
    use rules::session::changes::{CHANGES_MAX, Change, What};
    use rules::session::quota::{Counted, QUOTAS_MAX, Quota};
    use rules::session::{SESSION_DAYS_MAX, Session};
    let open = session(Ages::default());
    let days = |many: usize| {
        let first = date(2026, 3, 20);
        let day = |at: usize| rules::time::add_days(first, i32::try_from(at).unwrap());
        (0..many).map(day).collect::<Vec<_>>()
    };
    let change = |_| Change {
        at: UnixMillis(0),
        what: What::Cancelled,
        why: String::new(),
        without_day: false,
    };
    let quota = |_| Quota {
        name: Words::default(),
        of: Counted::LivingIn(Vec::new()),
        seats: 1,
    };
    let says = |is_sound: bool, change: &dyn Fn(&mut Session)| {
        let mut changed = open.clone();
        change(&mut changed);
        assert_eq!(changed.is_sound(), is_sound, "{changed:?}");
    };
    for (over, is_sound) in [(0, true), (1, false)] {
        says(is_sound, &|it| it.days = days(SESSION_DAYS_MAX + over));
        let changes = (0..CHANGES_MAX + over).map(change).collect::<Vec<_>>();
        says(is_sound, &|it| it.changes.clone_from(&changes));
        let quotas = (0..QUOTAS_MAX + over).map(quota).collect::<Vec<_>>();
        says(is_sound, &|it| it.quotas.clone_from(&quotas));
        let hours = HOLD_HOURS_MAX + u16::try_from(over).unwrap();
        says(is_sound, &|it| it.hold_hours = Some(hours));
    }
    says(false, &|it| it.hold_hours = Some(0));
    says(true, &|it| it.hold_hours = Some(1));
    says(false, &|it| it.days.clear());
    says(false, &|it| it.days = vec![date(2026, 3, 20); 2]);
    says(false, &|it| it.days.insert(0, date(2026, 3, 21)));
    says(true, &|it| it.days.insert(0, date(2026, 3, 19)));
    let closes = date(2026, 3, 19).at(9, 0, 0, 0);
    says(false, &|it| {
        (it.opens, it.closes) = (Some(closes), Some(closes));
    });
    let opens = date(2026, 3, 19).at(8, 59, 0, 0);
    says(true, &|it| {
        (it.opens, it.closes) = (Some(opens), Some(closes));
    });
}

#[test]
fn a_meeting_that_ends_at_the_hour_it_began_or_before_it_ends_the_next_day() {
    let offset = Offset(480);
    let day = date(2026, 3, 20);
    for (ends, on) in [
        (time(14, 31, 0, 0), day),
        (time(14, 30, 0, 0), date(2026, 3, 21)),
        (time(1, 0, 0, 0), date(2026, 3, 21)),
    ] {
        let session = Session {
            ends,
            ..session(Ages::default())
        };
        let at = offset.millis(on.to_datetime(ends));
        assert!(session.is_over(offset, at), "{ends}");
        assert!(!session.is_over(offset, at.plus_millis(-1)), "{ends}");
    }
}

#[test]
fn the_youngest_and_the_oldest_are_admitted_and_nobody_beside_them() {
    let (min, max) = (Some(6), Some(12));
    let ages = Ages { min, max };
    let admitted: Vec<u16> = (0..20).filter(|age| ages.admit(*age)).collect();
    assert_eq!(admitted, (6..=12).collect::<Vec<_>>());
    assert!(!ages.are_all() && Ages::default().are_all());
    assert!(!Ages { min, max: None }.are_all() && !Ages { min: None, max }.are_all());
}

#[test]
fn a_day_by_the_wall_is_the_calendar_s_for_two_centuries() {
    let mut day = date(1861, 1, 1);
    let start = Offset(0).millis(day.at(23, 59, 59, 999_000_000));
    for after in 0..79_500 {
        let at = start.plus_millis(after * 86_400_000);
        let wall = Offset(0).civil(at);
        assert_eq!(wall, day.at(23, 59, 59, 999_000_000));
        assert_eq!(Offset(0).millis(wall), at);
        day = day.tomorrow().unwrap();
    }
}

#[test]
fn a_moment_is_said_in_whole_minutes_and_never_before_it() {
    for (millis, minute) in [(0, 0), (1, 60_000), (59_999, 60_000), (60_000, 60_000)] {
        assert_eq!(UnixMillis(millis).whole_minutes_up(), UnixMillis(minute));
    }
}

#[test]
fn a_point_lies_on_the_globe() {
    use rules::community::GeoPoint;
    let (lat, lon) = (90_000_000, 180_000_000);
    for sign in [-1, 1] {
        assert!(GeoPoint::new(sign * lat, sign * lon).is_some());
        assert!(GeoPoint::new(sign * (lat + 1), sign * lon).is_none());
        assert!(GeoPoint::new(sign * lat, sign * (lon + 1)).is_none());
    }
}

#[test]
fn a_word_is_said_in_the_language_there_is() {
    for (zh, en, in_zh, in_en) in [
        ("茶", "tea", "茶", "tea"),
        ("茶", "", "茶", "茶"),
        ("", "tea", "tea", "tea"),
        ("", "", "", ""),
    ] {
        let words = Words::new(zh, en);
        assert_eq!((words.zh_or_en(), words.en_or_zh()), (in_zh, in_en));
        assert_eq!(words.is_empty(), zh.is_empty() && en.is_empty());
    }
}
