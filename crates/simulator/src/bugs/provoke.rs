//! The faults that a planted bug needs before it can do any harm.
//!
//! The one rule to know: a world is made worse, hardly ever calmer, so that what is found is found
//! beside everything else that goes wrong.

use super::Bug;
use crate::options::Options;

/// Bugs of draws.
const OF_DRAWS: &[Bug] = &[
    Bug::DrawnTwice,
    Bug::SealedAfterwards,
    Bug::SeedNotSealed,
    Bug::FavouredInDraw,
    Bug::LotsTurned,
    Bug::HourOfDrawOutlived,
    Bug::DrawForgotten,
];
/// Bugs of stations.
const OF_STATIONS: &[Bug] = &[
    Bug::PhonesNotCounted,
    Bug::StationClaimed,
    Bug::StationOverlooked,
    Bug::StationOutlived,
];
/// Bugs of what staff decide.
const OF_STAFF: &[Bug] = &[
    Bug::PartyParted,
    Bug::Unsigned,
    Bug::LevelOverlooked,
    Bug::ReasonForgotten,
    Bug::LetInSilently,
    Bug::ChangeTakesASeat,
    Bug::ChangeForgotten,
    Bug::PostponedToldCancelled,
    Bug::DayTakesAnother,
    Bug::StaleRevisionTaken,
    Bug::FirstMarkStands,
    Bug::EverybodyHasASeat,
    Bug::AbsencesForgotten,
    Bug::PublishedOtherwise,
    Bug::SeriesCutShort,
    Bug::DeskTold,
    Bug::DiariesOnTheDesk,
];

fn at_least<T: Ord + Copy>(fault: &mut T, least: T) {
    *fault = (*fault).max(least);
}

impl Bug {
    /// Makes sure that the fault it needs can happen at all in this world.
    pub fn provoke(self, options: &mut Options) {
        // The file is compared with memory: bugs of memory would show there first.
        options.file_points = 0;
        options.keeps = matches!(self, Self::KeptTooLong | Self::FlushedLate);
        if matches!(self, Self::CommitNotSynced | Self::NoLog) {
            options.keep_in_file();
        }
        self.provoke_server(options);
        self.provoke_desk(options);
        self.provoke_medium(options);
        self.provoke_pages(options);
        self.provoke_way(options);
    }

    fn provoke_desk(self, options: &mut Options) {
        if OF_STAFF.contains(&self) {
            // A third of all that happens is theirs.
            options.staff = 2;
            options.communities = 1;
            options.devices = 4;
            at_least(&mut options.intents, 200);
        }
        if OF_DRAWS.contains(&self) {
            at_least(&mut options.hours, 200);
            at_least(&mut options.intents, 100);
        }
        if OF_STATIONS.contains(&self) {
            // Each third of the devices must be there.
            at_least(&mut options.devices, 6);
            at_least(&mut options.intents, 200);
        }
        match self {
            Self::StationOutlived => at_least(&mut options.sessions_end, 40),
            Self::ConsentOverlooked | Self::ConsentOutlived => {
                at_least(&mut options.members, 3);
                at_least(&mut options.intents, 200);
                // One phone takes it back, the other has not heard of it.
                options.households = 2;
                options.devices = 4;
                at_least(&mut options.delay_millis_max, 5_000);
                at_least(&mut options.partitions, 40);
                options.pause_millis_max = options.pause_millis_max.min(1_500);
            }
            Self::SeriesCutShort | Self::PublishedOtherwise => {
                at_least(&mut options.intents, 1_000);
            }
            // Somebody must have stayed away twice.
            Self::AbsencesForgotten => {
                options.households = 2;
                at_least(&mut options.hours, 40);
                at_least(&mut options.intents, 400);
            }
            Self::SealedAfterwards | Self::HourOfDrawOutlived => {
                at_least(&mut options.looks_missed, 970);
            }
            // A course has begun, a seat of it is free, and several still wait.
            Self::LetInSilently => {
                options.devices = 6;
                options.households = 3;
                options.hours = options.hours.min(20);
                at_least(&mut options.members, 3);
                at_least(&mut options.intents, 300);
            }
            // Levels come and go.
            Self::LevelOverlooked => {
                at_least(&mut options.desk, 150);
                at_least(&mut options.intents, 400);
            }
            // Several households have applied before the draw.
            Self::FavouredInDraw => {
                options.staff = 0;
                options.hours = 60;
                at_least(&mut options.households, 4);
                at_least(&mut options.devices, 8);
                at_least(&mut options.intents, 400);
            }
            // Few sessions are courses, and of those one day must be moved twice.
            Self::DayTakesAnother => at_least(&mut options.intents, 900),
            Self::StaleRevisionTaken => {
                at_least(&mut options.desk, 100);
                at_least(&mut options.delay_millis_max, 5_000);
                options.pause_millis_max = options.pause_millis_max.min(1_500);
            }
            _ => {}
        }
    }

    fn provoke_server(self, options: &mut Options) {
        match self {
            Self::PageCutShort | Self::CursorIsMaximum => {
                at_least(&mut options.places, 2_300);
                at_least(&mut options.loss, 100);
            }
            Self::OutcomeNotSticky => at_least(&mut options.answer_loss, 150),
            Self::EffectWithoutVerdict | Self::KeptTooLong => {
                at_least(&mut options.depot_failure, 40);
            }
            Self::AnswerBeforeCommit => at_least(&mut options.server_crash, 80),
            Self::VerdictWithoutEffect | Self::RevisionReused => {
                at_least(&mut options.server_crash, 20);
            }
            Self::Overtaken => at_least(&mut options.partitions, 30),
            Self::SumsNotCompared => at_least(&mut options.rot, 40),
            Self::MarkForgotten | Self::NeverExpires => {
                at_least(&mut options.leaps, 25);
                at_least(&mut options.answer_loss, 400);
                at_least(&mut options.duplicates, 400);
                options.pause_millis_max = options.pause_millis_max.min(1_500);
            }
            Self::HeldForGood => at_least(&mut options.deploys, 80),
            Self::NudgedAtOnce => {
                options.nudges = 1_000;
                options.pause_millis_max = options.pause_millis_max.min(1_500);
            }
            Self::NoBackfill => at_least(&mut options.old_builds, 40),
            Self::MoveNotTold => at_least(&mut options.desk, 120),
            Self::LedgerCut => at_least(&mut options.server_crash, 20),
            Self::EpochKept | Self::RestoreIgnored => at_least(&mut options.restores, 60),
            // Between the two its page must have lost the row that says so.
            Self::LifeTakenOnTrust => {
                at_least(&mut options.restores, 150);
                at_least(&mut options.rot, 300);
            }
            Self::ShelfMiscounts | Self::ShelfSaysAll => at_least(&mut options.late, 6),
            Self::SessionNotCompared | Self::AskerBelieved => {
                at_least(&mut options.hostile, 60);
                // A stranger is somebody of another household with a phone.
                at_least(&mut options.devices, 4);
            }
            Self::DeviceClockUsed => at_least(&mut options.clock_years, 5),
            // Somebody must answer after the deadline and before anybody looks.
            Self::HoldOutlived => {
                at_least(&mut options.hours, 120);
                at_least(&mut options.looks_missed, 990);
                at_least(&mut options.desk, 80);
                at_least(&mut options.intents, 400);
            }
            Self::DeadlinesForgotten | Self::PartyPassedOver => {
                at_least(&mut options.hours, 120);
                at_least(&mut options.looks_missed, 950);
                at_least(&mut options.desk, 80);
            }
            Self::TurnsRenumbered | Self::SeatsOffByOne => at_least(&mut options.desk, 20),
            // A phone that has not heard of it asks for a seat.
            Self::PostponedTaken => {
                at_least(&mut options.desk, 250);
                at_least(&mut options.partitions, 60);
                at_least(&mut options.delay_millis_max, 5_000);
                at_least(&mut options.intents, 300);
                options.pause_millis_max = options.pause_millis_max.min(1_500);
            }
            Self::DependencyIgnored => {
                at_least(&mut options.loss, 250);
                at_least(&mut options.partitions, 30);
                at_least(&mut options.desk, 60);
                options.pause_millis_max = options.pause_millis_max.min(1_500);
            }
            _ => {}
        }
    }

    fn provoke_medium(self, options: &mut Options) {
        match self {
            Self::FingerprintIgnored | Self::ForkIgnored => at_least(&mut options.clones, 2),
            Self::SavedTooSoon
            | Self::OutboxRowGoneFirst
            | Self::CursorBeforeRows
            | Self::SeqReused => at_least(&mut options.device_crash, 30),
            // A copy writes on while its first fork is on the way.
            Self::ForkNotFlushed | Self::DecidedAfterFork => {
                at_least(&mut options.clones, 6);
                at_least(&mut options.delay_millis_max, 3_000);
                at_least(&mut options.intents, 300);
                options.pause_millis_max = options.pause_millis_max.min(400);
            }
            Self::OutboxNotFlushed => {
                at_least(&mut options.device_crash, 30);
                at_least(&mut options.power_loss, 500);
            }
            Self::WriteErrorIgnored => {
                at_least(&mut options.aborts, 20);
                at_least(&mut options.device_crash, 20);
            }
            Self::NothingGivesWay | Self::OutboxGivesWay | Self::ShedNotNamed => {
                at_least(&mut options.quota, 60);
                at_least(&mut options.loss, 200);
                at_least(&mut options.device_crash, 20);
            }
            Self::EvictionNotTold | Self::MarkerNotMoved => {
                at_least(&mut options.evictions, 30);
            }
            // Several answers go with the power, a note is written that cannot be sent, and all is
            // cleared.
            Self::CountComesBack => {
                at_least(&mut options.devices, 8);
                at_least(&mut options.nudges, 700);
                at_least(&mut options.device_crash, 80);
                options.power_loss = 1_000;
                at_least(&mut options.evictions, 100);
                at_least(&mut options.partitions, 60);
                at_least(&mut options.intents, 800);
            }
            Self::LaidAsRead | Self::GoingNotWritten => {
                at_least(&mut options.device_crash, 40);
                at_least(&mut options.intents, 100);
            }
            Self::IdentityComesBack => {
                at_least(&mut options.evictions, 60);
                options.clones = 0;
            }
            Self::NoteOverwritten => {
                at_least(&mut options.loss, 200);
                at_least(&mut options.device_crash, 20);
            }
            _ => {}
        }
    }

    fn provoke_pages(self, options: &mut Options) {
        match self {
            Self::MarkerOfOnePage => {
                options.pages_max = 3;
                // The page in front reads what the other wrote at once, unless it is frozen.
                at_least(&mut options.freezes, 200);
                at_least(&mut options.two_hands, 800);
                at_least(&mut options.loss, 200);
                at_least(&mut options.evictions, 160);
                at_least(&mut options.intents, 200);
                options.pause_millis_max = options.pause_millis_max.min(1_500);
            }
            Self::SeqNotShared | Self::PagesNotTold | Self::TurnNeverGivenBack => {
                options.pages_max = 3;
                at_least(&mut options.page_kills, 150);
                at_least(&mut options.two_hands, 300);
            }
            Self::AnswerUnguarded => {
                options.pages_max = 3;
                at_least(&mut options.two_leaders, 700);
                at_least(&mut options.two_hands, 300);
                at_least(&mut options.delay_millis_max, 3_000);
                at_least(&mut options.sign_outs, 60);
            }
            _ => {}
        }
    }

    fn provoke_way(self, options: &mut Options) {
        match self {
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
            Self::StaleAnswerTaken => {
                at_least(&mut options.delay_millis_max, 3_000);
                at_least(&mut options.sign_outs, 60);
            }
            _ => {}
        }
    }
}
