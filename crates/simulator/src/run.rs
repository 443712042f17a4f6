//! One run of one world: faults, healing, every law.

use crate::bugs::Bug;
use crate::invariants::{S19, Violation};
use crate::options::Options;
use crate::trace::short;
use crate::world::World;
use sha2::{Digest, Sha256};

/// Every so many seeds the world is lived through a second time with other clocks.
pub const CLOCKS_EVERY: u64 = 10;

/// What came of a run.
#[derive(Debug)]
pub struct Report {
    /// The options it ran with.
    pub options: Options,
    /// The law that was broken, if one was.
    pub violation: Option<Violation>,
    /// Intents that were saved.
    pub intents: usize,
    /// Note revisions that were saved.
    pub notes: usize,
    /// Simulated time. Units: milliseconds.
    pub millis: u64,
    /// Events lived through.
    pub steps: u64,
    /// Crash points of the server's file that were tried.
    pub crash_points: u64,
    /// The digest of the server's state, journal and outcomes.
    pub server: String,
    /// The story, where it was kept.
    pub story: Vec<String>,
    /// The digest of the story.
    pub digest: String,
}

/// Whether the story is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// It is.
    Kept,
    /// It is not; that is faster.
    Dropped,
}

/// Lives through a world.
pub fn run(options: &Options, bug: Option<Bug>, story: Story) -> Report {
    let mut report = live(options, bug, story);
    let again = options.seed.is_multiple_of(CLOCKS_EVERY) || bug == Some(Bug::DeviceClockUsed);
    if report.violation.is_none()
        && again
        && options.clock_years + options.clock_step_secs + options.clock_drift_ppm > 0
    {
        let other = Options {
            clocks: options.clocks + 1,
            ..options.clone()
        };
        let other = live(&other, bug, Story::Dropped);
        if other.server != report.server {
            report.violation = Some(Violation {
                law: S19,
                found: format!("{} with other clocks, {}", other.server, report.server),
                at: report.millis,
            });
        }
    }
    report
}

fn live(options: &Options, bug: Option<Bug>, story: Story) -> Report {
    let mut world = World::new(options, bug, story == Story::Kept);
    world.suffer();
    let (intents, notes) = (world.ledger.intents_saved(), world.ledger.notes_saved());
    world.heal();
    if !world.ledger.is_broken() {
        world
            .ledger
            .check_end(&world.devices, &world.server, world.now);
        world.ledger.check_work(options, world.now);
    }
    let violation = world.ledger.violation().cloned();
    if let Some(violation) = &violation {
        let (number, sentence) = violation.law;
        world.trace.tell(violation.at, || {
            format!("BROKEN {number}: {sentence}: {}", violation.found)
        });
    }
    Report {
        options: options.clone(),
        violation,
        intents,
        notes,
        millis: world.now,
        steps: world.trace.steps(),
        crash_points: world.server.crash_points(),
        server: digest(&world),
        story: world.trace.lines().to_vec(),
        digest: world.trace.digest(),
    }
}

fn digest(world: &World) -> String {
    let mut hash = Sha256::new();
    for (community, depot) in &world.server.communities {
        hash.update(format!("{community} {:?}", depot.head));
        for (key, row) in &depot.rows {
            hash.update(format!("{key} {row:?}"));
        }
        for (id, verdict) in &depot.verdicts {
            hash.update(format!("{id:?} {verdict:?}"));
        }
    }
    short(hash)
}
