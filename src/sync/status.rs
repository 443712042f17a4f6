//! What the screen says of the conversation, worked out from the courier.

use crate::state::{SyncStatus, WaitReason};
use sync::courier::{Courier, Failure, Rest};

/// What is known beside the courier.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and any of them may be true together"
)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// Whether the browser believes there is a network.
    pub(super) is_online: bool,
    /// Whether something waits to be sent.
    pub(super) waits: bool,
    /// Whether the server was heard of since this page opened.
    pub(super) was_heard: bool,
    /// Whether the server last said that this build is too old to be told what changed.
    pub(super) is_outdated: bool,
}

/// What the screen says.
pub(super) fn of(courier: &Courier, now: u64, known: Known) -> SyncStatus {
    let trouble = match courier.last_failure() {
        Some(Failure::SignedOut) if known.is_online => return SyncStatus::SignedOut,
        Some(Failure::SignedOut) | None => None,
        Some(Failure::Transport) => Some(WaitReason::NoAnswer),
        Some(Failure::Busy { .. }) => Some(WaitReason::Busy),
        Some(Failure::Protested) => Some(WaitReason::Protested),
        Some(Failure::Store) => Some(WaitReason::Store),
    };
    let rest = if known.waits { Rest::More } else { Rest::Done };
    let is_stuck = courier.is_stuck(now, rest);
    let is_speaking = courier.due().is_none();
    match trouble {
        _ if !known.is_online => SyncStatus::Offline,
        _ if is_stuck => SyncStatus::Stuck(trouble.unwrap_or(WaitReason::Soon)),
        Some(reason) => SyncStatus::Waiting(reason),
        // Said for as long as it is so: nothing else on the screen shows that it grows stale.
        None if known.is_outdated => SyncStatus::Outdated,
        None if known.waits && is_speaking => SyncStatus::Sending,
        None if known.waits => SyncStatus::Waiting(WaitReason::Soon),
        // A quiet look for news is not worth a word.
        None if known.was_heard => SyncStatus::Fresh,
        None => SyncStatus::Unheard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync::courier::{Event, Progress};

    const KNOWN: Known = Known {
        is_online: true,
        waits: false,
        was_heard: true,
        is_outdated: false,
    };

    fn after(events: &[Event]) -> Courier {
        let mut courier = Courier::new(0);
        for event in events {
            courier.on(*event, 10, 0);
        }
        courier
    }

    #[test]
    fn a_look_for_news_is_quiet_and_a_request_is_not() {
        let courier = after(&[Event::Spoke]);
        assert_eq!(of(&courier, 20, KNOWN), SyncStatus::Fresh);
        let waits = Known {
            waits: true,
            ..KNOWN
        };
        assert_eq!(of(&courier, 20, waits), SyncStatus::Sending);
        let unheard = Known {
            was_heard: false,
            ..KNOWN
        };
        assert_eq!(of(&courier, 20, unheard), SyncStatus::Unheard);
    }

    #[test]
    fn no_network_is_said_before_anything_that_follows_from_it() {
        let courier = after(&[Event::Spoke, Event::Failed(Failure::Transport)]);
        let offline = Known {
            is_online: false,
            ..KNOWN
        };
        assert_eq!(of(&courier, 20, offline), SyncStatus::Offline);
        assert_eq!(
            of(&courier, 20, KNOWN),
            SyncStatus::Waiting(WaitReason::NoAnswer)
        );
    }

    #[test]
    fn a_build_too_old_to_be_told_is_said_as_long_as_it_is_heard() {
        let outdated = Known {
            is_outdated: true,
            waits: true,
            ..KNOWN
        };
        let spoken = after(&[Event::Spoke]);
        assert_eq!(of(&spoken, 20, outdated), SyncStatus::Outdated);
        let offline = Known {
            is_online: false,
            ..outdated
        };
        assert_eq!(of(&spoken, 20, offline), SyncStatus::Offline);
        let unanswered = after(&[Event::Spoke, Event::Failed(Failure::Transport)]);
        let waits = SyncStatus::Waiting(WaitReason::NoAnswer);
        assert_eq!(of(&unanswered, 20, outdated), waits);
    }

    #[test]
    fn an_ended_session_and_a_minute_without_progress_are_said() {
        let courier = after(&[Event::Spoke, Event::Failed(Failure::SignedOut)]);
        assert_eq!(of(&courier, 20, KNOWN), SyncStatus::SignedOut);
        let answer = Event::Answered {
            progress: Progress::None,
            rest: sync::courier::Rest::More,
        };
        let courier = after(&[Event::Spoke, answer]);
        let waits = Known {
            waits: true,
            ..KNOWN
        };
        assert_eq!(
            of(&courier, 70_000, waits),
            SyncStatus::Stuck(WaitReason::Soon)
        );
    }
}
