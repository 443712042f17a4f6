//! Bugs that can be planted, each of which the invariants must catch.
//!
//! The one rule to know: all of them sit in this crate's ports and drivers (medium, storage,
//! network, who calls what in which order), so that `rules` and `sync` hold no test code at all.
//! What a rule would do wrong is planted by altering what it reads or what it wrote.

use crate::options::Options;
use rules::Key;
use rules::record::Record;
use sync::depot::Row;

macro_rules! bugs {
    ($($(#[doc = $says:literal])* $name:ident),* $(,)?) => {
        /// A bug that can be planted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Bug { $($(#[doc = $says])* $name),* }

        impl Bug {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What it does, as a sentence.
            pub fn says(self) -> &'static str {
                match self { $(Self::$name => concat!($($says),*)),* }
            }
        }
    };
}

bugs! {
    /// An outcome is not kept, so a repeated intent is decided again.
    OutcomeNotSticky,
    /// The same number with other content counts as the same intent.
    FingerprintIgnored,
    /// A line of the journal is altered after it was hashed.
    JournalAltered,
    /// A page of changes ends early while the cursor goes to the head.
    PageCutShort,
    /// The feed does not ask whose a household's records are.
    ScopeNotAsked,
    /// An answer brings the outcome but not the effect.
    EffectNotAnswered,
    /// A transaction given up half way leaves its effects behind.
    EffectWithoutVerdict,
    /// The outcome is committed in a transaction of its own, before the effects.
    VerdictWithoutEffect,
    /// The answer leaves before the commit.
    AnswerBeforeCommit,
    /// A row appears in the feed one transaction late, below cursors already given out.
    FeedRowLate,
    /// After a crash the server gives revisions out a second time.
    RevisionReused,
    /// The seat check is off by one.
    SeatsOffByOne,
    /// Turns on the waiting list are renumbered when the line moves.
    TurnsRenumbered,
    /// The tally of seats misses a change now and then.
    TallyForgotten,
    /// The tally of a month's claims misses a change now and then.
    ClaimMonthForgotten,
    /// A note is called kept although it is not.
    NoteNotKept,
    /// The device's clock decides whether registration is open.
    DeviceClockUsed,
    /// Who asks is taken from the request instead of the session.
    SessionNotCompared,
    /// A session that ended turns requests into refusals instead of 401.
    EndedSessionRefuses,
    /// What an intent depends on is not looked at.
    DependencyIgnored,
    /// The screen says saved before the medium does.
    SavedTooSoon,
    /// The outbox is written with relaxed durability.
    OutboxNotFlushed,
    /// A failed write is taken for a good one.
    WriteErrorIgnored,
    /// An intent leaves the outbox in one transaction and enters the history in another.
    OutboxRowGoneFirst,
    /// The cursor is written in one transaction and the records in another.
    CursorBeforeRows,
    /// Sequence numbers start again after a restart.
    SeqReused,
    /// A new revision of a note takes the place of the old one.
    NoteOverwritten,
    /// Emptying a scope empties the outbox too.
    ResetClearsOutbox,
    /// Signing out throws away notes that were not sent.
    SignOutClearsNotes,
    /// A 401 throws away what was to be sent.
    SignedOutDropsOutbox,
    /// The page of a captive portal counts as an answer.
    PortalIsAnswer,
    /// A late answer is taken although the device has moved on.
    StaleAnswerTaken,
    /// The cursor is the maximum of what was seen.
    CursorIsMaximum,
    /// A fork is passed over in silence.
    ForkIgnored,
    /// Failures are retried at once.
    NoBackoff,
    /// An ended session is answered with nothing, public news included.
    EndedSessionStopsFeeds,
    /// A visitor whose session ended is taken for a stranger, and the resident's scopes emptied.
    EndedSessionEmpties,
    /// A request is refused for one community in it that is not known.
    UnknownCommunityStopsAll,
}

impl Bug {
    /// Makes sure that the fault it needs can happen at all in this world.
    pub fn provoke(self, options: &mut Options) {
        let at_least = |fault: &mut u64, least: u64| *fault = (*fault).max(least);
        match self {
            Self::PageCutShort | Self::CursorIsMaximum => {
                options.places = options.places.max(2_300);
                at_least(&mut options.loss, 100);
            }
            Self::FingerprintIgnored | Self::ForkIgnored => options.clones = options.clones.max(2),
            Self::OutcomeNotSticky => at_least(&mut options.answer_loss, 150),
            Self::EffectWithoutVerdict => at_least(&mut options.depot_failure, 40),
            Self::AnswerBeforeCommit => at_least(&mut options.server_crash, 80),
            Self::VerdictWithoutEffect | Self::RevisionReused => {
                at_least(&mut options.server_crash, 20);
            }
            Self::SavedTooSoon
            | Self::OutboxRowGoneFirst
            | Self::CursorBeforeRows
            | Self::SeqReused => at_least(&mut options.device_crash, 30),
            Self::OutboxNotFlushed => {
                at_least(&mut options.device_crash, 30);
                at_least(&mut options.power_loss, 500);
            }
            Self::WriteErrorIgnored => {
                at_least(&mut options.aborts, 20);
                at_least(&mut options.device_crash, 20);
            }
            Self::SessionNotCompared => at_least(&mut options.hostile, 30),
            Self::EndedSessionRefuses
            | Self::SignedOutDropsOutbox
            | Self::EndedSessionStopsFeeds
            | Self::EndedSessionEmpties => {
                at_least(&mut options.sessions_end, 20);
            }
            Self::ResetClearsOutbox | Self::SignOutClearsNotes => {
                at_least(&mut options.sign_outs, 100);
                at_least(&mut options.loss, 200);
            }
            Self::PortalIsAnswer => at_least(&mut options.garbage, 150),
            Self::NoBackoff => {
                at_least(&mut options.garbage, 700);
                options.delay_millis_max = options.delay_millis_max.min(100);
            }
            Self::StaleAnswerTaken => at_least(&mut options.delay_millis_max, 3_000),
            Self::NoteOverwritten => {
                at_least(&mut options.loss, 200);
                at_least(&mut options.device_crash, 20);
            }
            Self::DeviceClockUsed => options.clock_years = options.clock_years.max(5),
            Self::TurnsRenumbered | Self::SeatsOffByOne => at_least(&mut options.desk, 20),
            Self::JournalAltered
            | Self::ScopeNotAsked
            | Self::EffectNotAnswered
            | Self::FeedRowLate
            | Self::TallyForgotten
            | Self::ClaimMonthForgotten
            | Self::NoteNotKept
            | Self::UnknownCommunityStopsAll => {}
            Self::DependencyIgnored => {
                at_least(&mut options.loss, 250);
                at_least(&mut options.partitions, 30);
                at_least(&mut options.desk, 60);
                options.pause_millis_max = options.pause_millis_max.min(1_500);
            }
        }
    }
}

/// Alters what a rule reads.
pub fn plant_in_read(bug: Option<Bug>, _key: &Key, row: &mut Row) {
    if let (Some(Bug::SeatsOffByOne), Some(Record::Session(session))) = (bug, &mut row.record)
        && let rules::session::Admission::FirstCome { seats } = &mut session.admission
    {
        *seats = seats.saturating_add(1);
    }
}

/// Alters what a rule wrote; true when it is not written at all.
pub fn plant_in_write(bug: Option<Bug>, writes: u64, _key: &Key, row: &mut Row) -> bool {
    match (bug, &mut row.record) {
        (Some(Bug::TurnsRenumbered), Some(Record::Seats(seats))) if seats.head > 0 => {
            let head = seats.head;
            seats.tail = seats.tail.saturating_sub(head);
            for gone in &mut seats.gone {
                *gone = gone.saturating_sub(head);
            }
            seats.head = 0;
            false
        }
        (Some(Bug::TallyForgotten), Some(Record::Seats(_)))
        | (Some(Bug::ClaimMonthForgotten), Some(Record::ClaimMonth(_))) => writes.is_multiple_of(5),
        _ => false,
    }
}
