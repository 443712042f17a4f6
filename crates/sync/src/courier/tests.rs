//! When a courier speaks: soon after a touch, rarely otherwise, ever more rarely where nobody answers.
#![allow(clippy::unwrap_used)]

mod edges;

use super::*;

#[test]
fn a_touch_is_sent_soon_and_only_once() {
    let mut courier = Courier::new(0);
    courier.on(Event::Spoke, 0, 0);
    let done = Event::Answered {
        progress: Progress::None,
        rest: Rest::Done,
    };
    courier.on(done, 10, 0);
    assert_eq!(courier.due(), Some(10 + POLL_VISIBLE_MILLIS));
    courier.on(Event::Wrote, 1_000, 0);
    courier.on(Event::Wrote, 1_020, 0);
    assert_eq!(courier.due(), Some(1_050));
    courier.on(Event::Spoke, 1_050, 0);
    assert_eq!(courier.due(), None);
}

#[test]
fn pauses_double_to_their_end_and_patience_is_honoured() {
    let mut courier = Courier::new(0);
    for _ in 0..10 {
        courier.on(Event::Failed(Failure::Transport), 0, u64::MAX - 1);
        assert!(courier.due().unwrap() <= BACKOFF_VISIBLE_MAX_MILLIS + 100);
    }
    let busy = Failure::Busy {
        retry_after_secs: 90,
    };
    courier.on(Event::Failed(busy), 0, 0);
    courier.on(Event::Woke, 10, 0);
    assert_eq!(courier.due(), Some(90_000));
}

#[test]
fn where_only_short_requests_get_through_they_are_short_until_all_is_said() {
    let mut courier = Courier::new(0);
    let (failed, answered) = (Event::Failed(Failure::Transport), |rest| Event::Answered {
        progress: Progress::Some,
        rest,
    });
    assert_eq!(courier.portion(), Portion::Whole);
    courier.on(failed, 0, 0);
    assert_eq!(courier.portion(), Portion::Short);
    courier.on(answered(Rest::More), 0, 0);
    courier.on(answered(Rest::More), 0, 0);
    assert_eq!(courier.portion(), Portion::Short, "more waits");
    courier.on(answered(Rest::Done), 0, 0);
    assert_eq!(courier.portion(), Portion::Whole, "all is said");
    // Where nothing at all got through, it was not for the length.
    courier.on(failed, 0, 0);
    courier.on(failed, 0, 0);
    courier.on(answered(Rest::More), 0, 0);
    assert_eq!(courier.portion(), Portion::Whole, "there was no network");
    let busy = Failure::Busy {
        retry_after_secs: 1,
    };
    courier.on(Event::Failed(busy), 0, 0);
    courier.on(answered(Rest::More), 0, 0);
    assert_eq!(courier.portion(), Portion::Whole, "the server was busy");
}

#[test]
fn waking_up_ends_the_long_pauses_even_while_a_request_hangs() {
    let mut courier = Courier::new(0);
    for _ in 0..10 {
        courier.on(Event::Failed(Failure::Transport), 0, u64::MAX - 1);
    }
    courier.on(Event::Spoke, 100, 0);
    courier.on(Event::Woke, 200, 0);
    assert_eq!(courier.due(), None);
    courier.on(Event::Failed(Failure::Transport), 10_000, u64::MAX - 1);
    assert!(courier.due().unwrap() <= 10_000 + 2 * BACKOFF_FIRST_MILLIS);
}

#[test]
fn a_full_phone_that_is_looked_at_again_and_again_asks_once_a_look() {
    let mut courier = Courier::new(0);
    let mut spoken = 0;
    for now in (0..600_000_u64).step_by(50) {
        if now.is_multiple_of(10_000) {
            courier.on(Event::Woke, now, 0);
        }
        if courier.due().is_some_and(|due| due <= now) {
            courier.on(Event::Spoke, now, 0);
            let random = now.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
            courier.on(Event::Failed(Failure::Store), now, random);
            spoken += 1;
        }
    }
    assert!(
        (60..=90).contains(&spoken),
        "{spoken} in ten minutes of sixty looks"
    );
}

#[test]
fn a_nudge_is_followed_soon_by_each_phone_in_a_moment_of_its_own() {
    let mut quiet = Courier::new(0);
    quiet.on(Event::Spoke, 0, 0);
    let done = Event::Answered {
        progress: Progress::None,
        rest: Rest::Done,
    };
    quiet.on(done, 100, 0);
    let due = |at: u64, random: u64| {
        let mut courier = quiet.clone();
        courier.on(Event::Nudged, at, random);
        courier.due().unwrap()
    };
    let late = 100 + NUDGE_PAUSE_MILLIS;
    assert_eq!(due(late, 0), late);
    assert_eq!(due(late, 1_999), late + 1_999);
    assert_eq!(due(late, 2_000), late, "never later than the spread");
    assert_eq!(due(200, 7), late + 7, "not right after an answer");
    assert_eq!(due(29_900, 1_999), 30_100, "nor later than without it");
    let mut failing = quiet.clone();
    failing.on(Event::Failed(Failure::Transport), 20_000, u64::MAX - 1);
    let before = failing.due();
    failing.on(Event::Nudged, 20_001, 0);
    assert_eq!(failing.due(), before);
}

#[test]
fn an_ended_session_is_told_and_the_news_goes_on() {
    let mut courier = Courier::new(0);
    courier.on(Event::Spoke, 0, 0);
    assert_eq!(courier.portion(), Portion::Whole);
    let (progress, rest) = (Progress::None, Rest::Done);
    courier.on(Event::SessionEnded { progress, rest }, 10, 0);
    assert_eq!(courier.last_failure(), Some(Failure::SignedOut));
    assert_eq!(courier.due(), Some(10 + POLL_VISIBLE_MILLIS));
    assert_eq!(courier.portion(), Portion::Short, "none of it is taken");
    courier.on(Event::Answered { progress, rest }, 300, 0);
    assert_eq!(courier.portion(), Portion::Whole);
}

#[test]
fn a_rush_of_nudges_never_makes_more_than_twelve_requests_a_minute() {
    let mut courier = Courier::new(0);
    let mut spoken = Vec::new();
    for now in (0..600_000_u64).step_by(50) {
        if now.is_multiple_of(1_000) {
            courier.on(Event::Nudged, now, now.wrapping_mul(0x9e37_79b9));
        }
        if courier.due().is_some_and(|due| due <= now) {
            courier.on(Event::Spoke, now, 0);
            spoken.push(now);
            let answered = Event::Answered {
                progress: Progress::Some,
                rest: Rest::Done,
            };
            courier.on(answered, now + 40, 0);
        }
    }
    let most = spoken.iter().map(|from| {
        let minute = |at: &&u64| (*from..*from + 60_000).contains(*at);
        spoken.iter().filter(minute).count()
    });
    let most = most.max().unwrap();
    assert!((5..=7).contains(&most), "{most} in one minute");
}

#[test]
fn five_answers_that_move_nothing_stop_the_spin() {
    let mut courier = Courier::new(0);
    let idle = Event::Answered {
        progress: Progress::None,
        rest: Rest::More,
    };
    for at in 0..5 {
        courier.on(Event::Spoke, at * 10, 0);
        courier.on(idle, at * 10, 0);
    }
    assert_eq!(courier.due(), Some(40 + SPIN_PAUSE_MILLIS));
}
