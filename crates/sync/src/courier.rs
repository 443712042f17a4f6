//! When a device speaks to the server: soon after something was written, rarely otherwise, and
//! ever more rarely while nobody answers.
//!
//! The one rule to know: a value without a clock. Every event brings the moment (of a clock that
//! only runs forward) and randomness; the answer is when to speak next.
//!
//! Source: full jitter as in "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).

mod event;

pub use event::{Event, Failure, Portion, Progress, Rest, Visibility};

/// After something was written. Units: milliseconds. Long enough to gather a few touches.
pub const AFTER_WRITE_MILLIS: u64 = 50;
/// The first pause after a failure. Units: milliseconds.
pub const BACKOFF_FIRST_MILLIS: u64 = 1_000;
/// The longest pause while the page is hidden. Units: milliseconds.
pub const BACKOFF_HIDDEN_MAX_MILLIS: u64 = 300_000;
/// The longest pause while somebody looks. Units: milliseconds.
pub const BACKOFF_VISIBLE_MAX_MILLIS: u64 = 30_000;
/// How often a page that somebody looks at asks for news. Units: milliseconds.
pub const POLL_VISIBLE_MILLIS: u64 = 30_000;
/// How often a hidden page asks. Units: milliseconds.
pub const POLL_HIDDEN_MILLIS: u64 = 300_000;
/// Requests that moved nothing, within [`SPIN_WINDOW_MILLIS`], that count as a spin.
pub const SPIN_REQUESTS: usize = 5;
/// Units: milliseconds.
pub const SPIN_WINDOW_MILLIS: u64 = 2_000;
/// How long a spin stops the courier. Units: milliseconds.
pub const SPIN_PAUSE_MILLIS: u64 = 30_000;
/// Over how long the phones of a hall spread their requests after one nudge. Units: milliseconds.
pub const NUDGE_SPREAD_MILLIS: u64 = 2_000;
/// Between the last answer and a request that only a nudge asks for. Units: milliseconds. At six a
/// minute a crowd that registers does not have every phone of the town ask each second.
pub const NUDGE_PAUSE_MILLIS: u64 = 10_000;
/// After this long without progress the screen says what is wrong. Units: milliseconds.
pub const STUCK_MILLIS: u64 = 60_000;

/// When to speak. Moments are milliseconds of a clock that only runs forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Courier {
    visibility: Visibility,
    due: Option<u64>,
    speaking: bool,
    failures: u32,
    /// A whole request failed and a short one got through: short ones until all is said.
    is_narrow: bool,
    last_failure: Option<Failure>,
    /// No request goes out before this moment, whatever happens.
    not_before: u64,
    idle_answers: Vec<u64>,
    progress_at: u64,
    answered_at: Option<u64>,
}

impl Courier {
    /// A courier that speaks at once.
    pub fn new(now: u64) -> Self {
        Self {
            visibility: Visibility::Visible,
            due: Some(now),
            speaking: false,
            failures: 0,
            is_narrow: false,
            last_failure: None,
            not_before: now,
            idle_answers: Vec::new(),
            progress_at: now,
            answered_at: None,
        }
    }

    /// When to speak next; none while a request is out.
    pub fn due(&self) -> Option<u64> {
        if self.speaking {
            return None;
        }
        self.due.map(|due| due.max(self.not_before))
    }

    /// How much the next request may hold: where one failed, the next is short, so that a network
    /// that carries little, or an older server, takes something.
    pub fn portion(&self) -> Portion {
        if self.failures > 0 || self.is_narrow {
            Portion::Short
        } else {
            Portion::Whole
        }
    }

    /// How the last request failed, if it did.
    pub fn last_failure(&self) -> Option<Failure> {
        self.last_failure
    }

    /// Whether nothing has moved for [`STUCK_MILLIS`] although something waits.
    pub fn is_stuck(&self, now: u64, waiting: Rest) -> bool {
        waiting == Rest::More && now.saturating_sub(self.progress_at) >= STUCK_MILLIS
    }

    /// Says whether somebody looks at the page.
    pub fn set_visibility(&mut self, visibility: Visibility) {
        self.visibility = visibility;
    }

    /// Takes an event at a moment, with randomness for the jitter.
    pub fn on(&mut self, event: Event, now: u64, random: u64) {
        match event {
            Event::Wrote => {
                if self.failures == 0 && self.due.is_none_or(|due| due > now + AFTER_WRITE_MILLIS) {
                    self.progress_at = now;
                }
                self.sooner(now.saturating_add(AFTER_WRITE_MILLIS));
            }
            Event::Woke => {
                // What failed before says nothing about now; a request that still hangs from
                // before will fail, and must not put the next one off for long. But a look at the
                // page makes no room on a full phone: those pauses go on growing.
                if self.last_failure != Some(Failure::Store) {
                    self.failures = 0;
                }
                self.sooner(now);
            }
            // While requests fail the pauses between them are all that protects a server.
            Event::Nudged if self.failures > 0 => {}
            Event::Nudged => {
                let rested = |at: u64| at.saturating_add(NUDGE_PAUSE_MILLIS);
                let from = self.answered_at.map_or(now, rested).max(now);
                self.sooner(from.saturating_add(random % NUDGE_SPREAD_MILLIS));
            }
            Event::Spoke => {
                self.speaking = true;
                self.due = None;
            }
            Event::Answered { progress, rest } => self.answered(progress, rest, now),
            Event::SessionEnded { rest } => {
                self.answered(Progress::Some, rest, now);
                self.last_failure = Some(Failure::SignedOut);
            }
            Event::Failed(failure) => self.failed(failure, now, random),
        }
    }

    fn sooner(&mut self, at: u64) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    fn answered(&mut self, progress: Progress, rest: Rest, now: u64) {
        self.speaking = false;
        let failed_whole = self.failures == 1
            && matches!(
                self.last_failure,
                Some(Failure::Transport | Failure::Protested)
            );
        self.is_narrow = (self.is_narrow || failed_whole) && rest == Rest::More;
        self.failures = 0;
        self.last_failure = None;
        self.answered_at = Some(now);
        match progress {
            Progress::Some => {
                self.progress_at = now;
                self.idle_answers.clear();
            }
            Progress::None => {
                let recent = now.saturating_sub(SPIN_WINDOW_MILLIS);
                self.idle_answers.retain(|at| *at >= recent);
                self.idle_answers.push(now);
            }
        }
        if rest == Rest::Done {
            self.progress_at = now;
        }
        if self.idle_answers.len() >= SPIN_REQUESTS {
            self.idle_answers.clear();
            self.not_before = now.saturating_add(SPIN_PAUSE_MILLIS);
        }
        let pause = match (rest, self.visibility) {
            (Rest::More, _) => 0,
            (Rest::Done, Visibility::Visible) => POLL_VISIBLE_MILLIS,
            (Rest::Done, Visibility::Hidden) => POLL_HIDDEN_MILLIS,
        };
        self.sooner(now.saturating_add(pause));
    }

    fn failed(&mut self, failure: Failure, now: u64, random: u64) {
        self.speaking = false;
        self.last_failure = Some(failure);
        let longest = match self.visibility {
            Visibility::Visible => BACKOFF_VISIBLE_MAX_MILLIS,
            Visibility::Hidden => BACKOFF_HIDDEN_MAX_MILLIS,
        };
        let ceiling = BACKOFF_FIRST_MILLIS
            .checked_shl(self.failures)
            .unwrap_or(longest)
            .clamp(BACKOFF_FIRST_MILLIS, longest);
        self.failures = self.failures.saturating_add(1).min(20);
        // Full jitter, but never at once: a tenth of the first pause at least.
        let floor = BACKOFF_FIRST_MILLIS / 10;
        let pause = floor.saturating_add(random.checked_rem(ceiling).unwrap_or(0));
        self.due = Some(now.saturating_add(pause));
        if let Failure::Busy { retry_after_secs } = failure {
            let until = now.saturating_add(retry_after_secs.saturating_mul(1_000));
            self.not_before = self.not_before.max(until);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
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
        let rest = Rest::Done;
        courier.on(Event::SessionEnded { rest }, 10, 0);
        assert_eq!(courier.last_failure(), Some(Failure::SignedOut));
        assert_eq!(courier.due(), Some(10 + POLL_VISIBLE_MILLIS));
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
}
