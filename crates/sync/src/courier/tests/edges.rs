//! The edges: how long a pause is at most and at least, when a minute without progress began, what
//! ends a spin.

use crate::courier::*;

fn answered(progress: Progress, rest: Rest) -> Event {
    Event::Answered { progress, rest }
}

fn ended(progress: Progress, rest: Rest) -> Event {
    Event::SessionEnded { progress, rest }
}

/// A courier that was answered at this moment, and has nothing to do.
fn quiet(at: u64) -> Courier {
    let mut courier = Courier::new(at);
    courier.on(Event::Spoke, at, 0);
    courier.on(answered(Progress::None, Rest::Done), at, 0);
    courier
}

/// How long after this moment the courier speaks.
fn pause(courier: &Courier, now: u64) -> u64 {
    courier.due().unwrap() - now
}

#[test]
fn a_minute_in_which_nothing_moves_is_said_if_something_waits() {
    let mut courier = Courier::new(1_000);
    let full = 1_000 + STUCK_MILLIS;
    assert!(!courier.is_stuck(full - 1, Rest::More));
    assert!(courier.is_stuck(full, Rest::More));
    assert!(!courier.is_stuck(full, Rest::Done), "nothing waits");
    courier.on(answered(Progress::None, Rest::More), 2_000, 0);
    assert!(courier.is_stuck(full, Rest::More), "that moved nothing");
    courier.on(answered(Progress::Some, Rest::More), 3_000, 0);
    assert!(!courier.is_stuck(full, Rest::More));
    assert!(courier.is_stuck(3_000 + STUCK_MILLIS, Rest::More));
    courier.on(answered(Progress::None, Rest::Done), 4_000, 0);
    assert!(!courier.is_stuck(3_000 + STUCK_MILLIS, Rest::More));
    assert!(courier.is_stuck(4_000 + STUCK_MILLIS, Rest::More));
    courier.on(ended(Progress::None, Rest::More), 5_000, 0);
    assert!(courier.is_stuck(4_000 + STUCK_MILLIS, Rest::More));
    courier.on(ended(Progress::Some, Rest::More), 6_000, 0);
    assert!(!courier.is_stuck(4_000 + STUCK_MILLIS, Rest::More));
}

#[test]
fn the_minute_begins_with_what_was_written_where_nothing_waited_before() {
    let mut courier = quiet(0);
    courier.on(Event::Wrote, 20_000, 0);
    assert!(!courier.is_stuck(STUCK_MILLIS, Rest::More));
    assert!(courier.is_stuck(20_000 + STUCK_MILLIS, Rest::More));
    // Written again while that waits: the first is what waits longest.
    courier.on(Event::Wrote, 20_040, 0);
    assert!(courier.is_stuck(20_000 + STUCK_MILLIS, Rest::More));
    // Written while a request is out, which asks for nothing of it.
    let mut speaking = quiet(0);
    speaking.on(Event::Spoke, 10_000, 0);
    speaking.on(Event::Wrote, 20_000, 0);
    assert!(!speaking.is_stuck(STUCK_MILLIS, Rest::More));
    // Whoever writes while nobody answers has waited all along.
    let mut failing = quiet(0);
    failing.on(Event::Failed(Failure::Transport), 19_900, 999);
    failing.on(Event::Wrote, 20_000, 0);
    assert!(failing.is_stuck(STUCK_MILLIS, Rest::More));
}

#[test]
fn pauses_double_from_a_second_to_half_a_minute_and_stay_there() {
    let mut courier = Courier::new(0);
    let mut longest = Vec::new();
    for failures in 0..200 {
        let ceiling = [1_000, 2_000, 4_000, 8_000, 16_000].get(failures);
        let ceiling = ceiling.copied().unwrap_or(BACKOFF_VISIBLE_MAX_MILLIS);
        let mut other = courier.clone();
        other.on(Event::Failed(Failure::Transport), 7, ceiling);
        assert_eq!(pause(&other, 7), 100, "never at once");
        courier.on(Event::Failed(Failure::Transport), 7, ceiling - 1);
        longest.push(pause(&courier, 7) - ceiling);
    }
    assert_eq!(longest, [99; 200]);
}

#[test]
fn a_page_that_nobody_looks_at_waits_longer() {
    let mut courier = quiet(0);
    courier.set_visibility(Visibility::Hidden);
    courier.on(Event::Spoke, 1_000, 0);
    courier.on(answered(Progress::None, Rest::Done), 1_000, 0);
    assert_eq!(pause(&courier, 1_000), POLL_HIDDEN_MILLIS);
    for _ in 0..30 {
        let random = BACKOFF_HIDDEN_MAX_MILLIS - 1;
        courier.on(Event::Failed(Failure::Transport), 2_000, random);
    }
    assert_eq!(pause(&courier, 2_000), BACKOFF_HIDDEN_MAX_MILLIS + 99);
    let random = BACKOFF_HIDDEN_MAX_MILLIS;
    courier.on(Event::Failed(Failure::Transport), 2_000, random);
    assert_eq!(pause(&courier, 2_000), 100);
    courier.set_visibility(Visibility::Visible);
    courier.on(Event::Spoke, 3_000, 0);
    courier.on(answered(Progress::None, Rest::Done), 3_000, 0);
    assert_eq!(pause(&courier, 3_000), POLL_VISIBLE_MILLIS);
}

#[test]
fn what_is_left_is_asked_for_at_once_and_a_failure_is_forgotten_with_an_answer() {
    let mut courier = Courier::new(0);
    courier.on(Event::Failed(Failure::Protested), 10, 0);
    assert_eq!(courier.last_failure(), Some(Failure::Protested));
    courier.on(Event::Spoke, 200, 0);
    courier.on(answered(Progress::Some, Rest::More), 300, 0);
    assert_eq!(courier.last_failure(), None);
    assert_eq!(pause(&courier, 300), 0);
}

#[test]
fn the_longest_patience_that_was_asked_for_is_the_one_kept() {
    let mut courier = Courier::new(0);
    let longest = PATIENCE_MAX_MILLIS / 1_000;
    for retry_after_secs in [longest, longest + 1, u64::MAX] {
        let mut courier = Courier::new(0);
        courier.on(Event::Failed(Failure::Busy { retry_after_secs }), 0, 0);
        assert_eq!(courier.due(), Some(PATIENCE_MAX_MILLIS));
    }
    for retry_after_secs in [90, 1] {
        let busy = Failure::Busy { retry_after_secs };
        courier.on(Event::Failed(busy), 0, 0);
    }
    assert_eq!(courier.due(), Some(90_000));
    courier.on(Event::Wrote, 89_000, 0);
    assert_eq!(courier.due(), Some(90_000), "nor does a touch shorten it");
}

/// A courier that was answered in vain at these moments.
fn in_vain(courier: &mut Courier, at: impl IntoIterator<Item = u64>) {
    for now in at {
        courier.on(Event::Spoke, now, 0);
        courier.on(answered(Progress::None, Rest::More), now, 0);
    }
}

#[test]
fn a_spin_is_five_answers_in_vain_within_two_seconds_and_nothing_in_between() {
    let mut courier = Courier::new(0);
    in_vain(&mut courier, [0, 10, 20, 30]);
    assert_eq!(courier.due(), Some(30), "four are none");
    let mut slow = courier.clone();
    in_vain(&mut slow, [SPIN_WINDOW_MILLIS + 1]);
    assert_eq!(
        pause(&slow, SPIN_WINDOW_MILLIS + 1),
        0,
        "the first is too old"
    );
    let mut moved = courier.clone();
    moved.on(answered(Progress::Some, Rest::More), 35, 0);
    in_vain(&mut moved, [40, 50, 60, 70]);
    assert_eq!(moved.due(), Some(70), "something moved in between");
    in_vain(&mut courier, [SPIN_WINDOW_MILLIS]);
    let until = SPIN_WINDOW_MILLIS + SPIN_PAUSE_MILLIS;
    assert_eq!(courier.due(), Some(until));
    in_vain(&mut courier, [SPIN_WINDOW_MILLIS + 10]);
    assert_eq!(courier.due(), Some(until), "one more is no further spin");
}

#[test]
fn the_pages_of_a_programme_are_no_spin_after_a_session_ended_and_empty_answers_are() {
    let mut courier = Courier::new(0);
    let mut hears = |progress, now| {
        courier.on(Event::Spoke, now, 0);
        courier.on(ended(progress, Rest::More), now, 0);
        courier.due()
    };
    let due = (0..9).map(|now| hears(Progress::Some, now));
    assert_eq!(due.last(), Some(Some(8)));
    let due = (10..15).map(|now| hears(Progress::None, now));
    assert_eq!(due.last(), Some(Some(14 + SPIN_PAUSE_MILLIS)));
}

#[test]
fn a_look_at_the_page_begins_the_pauses_anew_but_on_a_full_phone() {
    for (failure, longest) in [
        (Failure::Transport, 1_099),
        (Failure::Store, 1_000 * 8 + 99),
    ] {
        let mut courier = Courier::new(0);
        for _ in 0..3 {
            courier.on(Event::Failed(failure), 0, 0);
        }
        courier.on(Event::Woke, 500, 0);
        assert_eq!(courier.due(), Some(100), "it was due before");
        let random = longest - 100;
        courier.on(Event::Failed(failure), 1_000, random);
        assert_eq!(pause(&courier, 1_000), longest);
    }
}
