//! Shrinking: a smaller world that breaks the same law.
//!
//! The one rule to know: each step switches off one fault, or takes away people, devices or
//! intents; it is kept only if the same law still breaks.

use crate::bugs::Bug;
use crate::options::Options;
use crate::run::{Report, Story, run};

/// The smallest failing world found, with its story.
pub fn shrink(report: &Report, bug: Option<Bug>) -> Report {
    let law = report.violation.as_ref().map(|violation| violation.law);
    let mut best = report.options.clone();
    let breaks = |options: &Options| {
        let found = run(options, bug, Story::Dropped).violation;
        found.is_some() && found.map(|violation| violation.law) == law
    };
    for reduce in CALMER.iter().chain(SMALLER) {
        let smaller = reduce(&best);
        if smaller != best && breaks(&smaller) {
            best = smaller;
        }
    }
    let mut step = best.intents / 2;
    while step > 0 {
        let smaller = Options {
            intents: best.intents.saturating_sub(step),
            ..best.clone()
        };
        if breaks(&smaller) {
            best = smaller;
        } else {
            step /= 2;
        }
        step = step.min(best.intents);
    }
    run(&best, bug, Story::Kept)
}

type Reduction = fn(&Options) -> Options;

macro_rules! without {
    ($($field:ident)*) => { &[$(|o| Options { $field: 0, ..o.clone() }),*] };
}

/// Each fault by itself, switched off.
const CALMER: &[Reduction] = without!(
    loss answer_loss duplicates partitions garbage device_crash power_loss aborts freezes page_kills
    two_leaders two_hands quota
    evictions suspends clones server_crash depot_failure sessions_end sign_outs desk hostile
    clock_step_secs clock_drift_ppm file_points places clock_years restores rot leaps old_builds
    deploys nudges staff hours looks_missed late
);

/// Fewer of everything else.
const SMALLER: &[Reduction] = &[
    |o| Options {
        devices: 4.min(o.devices),
        ..o.clone()
    },
    |o| Options {
        devices: 2.min(o.devices),
        ..o.clone()
    },
    |o| Options {
        pages_max: 1,
        ..o.clone()
    },
    |o| Options {
        communities: 1,
        ..o.clone()
    },
    |o| Options {
        keeps: false,
        ..o.clone()
    },
    |o| Options {
        delay_millis_max: 20,
        ..o.clone()
    },
];
