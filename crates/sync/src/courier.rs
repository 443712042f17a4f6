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
/// How long a server's wish for patience is heeded at most. Units: milliseconds. A guest network's or
/// a proxy's may be a day, and the page would be still long after another network is there.
pub const PATIENCE_MAX_MILLIS: u64 = 300_000;
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
    /// that carries little, or an older server, takes something. Nor is all that waits sent along
    /// with each page of the programme while a session has ended: none of it would be taken.
    pub fn portion(&self) -> Portion {
        let is_signed_out = self.last_failure == Some(Failure::SignedOut);
        if self.failures > 0 || self.is_narrow || is_signed_out {
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
            Event::SessionEnded { progress, rest } => {
                self.answered(progress, rest, now);
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
            let patience = retry_after_secs
                .saturating_mul(1_000)
                .min(PATIENCE_MAX_MILLIS);
            let until = now.saturating_add(patience);
            self.not_before = self.not_before.max(until);
        }
    }
}

#[cfg(test)]
mod tests;
