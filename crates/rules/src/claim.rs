//! Claims: a note put forward for points. It shows what it would be worth; nothing is credited.
//!
//! The one rule to know: a claim's worth is weighed against what was claimed before, in the tally
//! of its month, so that caps hold before anybody vouches.
//!
//! Deliberately absent: vouching and approving, which take two people and come with the ledgers.

use crate::context::{Actor, Context};
use crate::diary::{NOTE_MINUTES_MAX, NOTE_MINUTES_MIN};
use crate::fact::Fact;
use crate::few::Few;
use crate::id::{ActId, NoteId, ResidentId, RevisionId};
use crate::key::{Key, Month};
use crate::points::{Worth, months_weighed, worth};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::slice::Slice;
use crate::time::{UnixMillis, days_between};
use jiff::civil;
use serde::{Deserialize, Serialize};

/// What is put forward.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Asked {
    /// The note.
    pub note: NoteId,
    /// The revision of it that is put forward.
    pub revision: RevisionId,
    /// The kind of act.
    pub act: ActId,
    /// The day it was done.
    #[serde(with = "crate::time::written")]
    pub day: civil::Date,
    /// How long it took. Units: minutes.
    pub minutes: u16,
}

/// A note put forward for points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// What was put forward.
    pub asked: Asked,
    /// What it would be worth.
    pub worth: Worth,
    /// Whether it still stands.
    pub state: ClaimState,
    /// When the server took it; zero on a device.
    pub at: UnixMillis,
}

/// Whether a claim still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// It waits for two people to vouch and approve.
    Submitted,
    /// The resident took it back.
    Withdrawn,
}

/// One month of a resident's claims: by day and act, how often and how many points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimMonth {
    days: Few<i8, Few<ActId, (u32, u32)>>,
}

impl ClaimMonth {
    /// Points of one day.
    pub fn day_points(&self, day: i8) -> u32 {
        let acts = self
            .days
            .get(&day)
            .into_iter()
            .flat_map(|acts| acts.values());
        acts.fold(0, |sum, (_, points)| sum.saturating_add(*points))
    }

    /// Points of the month.
    pub fn points(&self) -> u32 {
        self.days
            .keys()
            .fold(0, |sum, day| sum.saturating_add(self.day_points(*day)))
    }

    /// How often an act was claimed on a day.
    pub fn times(&self, day: i8, act: &ActId) -> u32 {
        let of_day = self.days.get(&day).and_then(|acts| acts.get(act));
        of_day.map_or(0, |(times, _)| *times)
    }

    /// Counts one act.
    pub fn add(&mut self, day: i8, act: &ActId, points: u32) {
        let entry = self
            .days
            .entry(day)
            .or_default()
            .entry(act.clone())
            .or_default();
        *entry = (entry.0.saturating_add(1), entry.1.saturating_add(points));
    }

    /// Counts one act no longer.
    pub fn subtract(&mut self, day: i8, act: &ActId, points: u32) {
        let Some(acts) = self.days.get_mut(&day) else {
            return;
        };
        if let Some(entry) = acts.get_mut(act) {
            *entry = (entry.0.saturating_sub(1), entry.1.saturating_sub(points));
            if entry.0 == 0 {
                acts.remove(act);
            }
        }
        if acts.is_empty() {
            self.days.remove(&day);
        }
    }
}

/// How often an act was claimed from one day to another, both included.
pub fn claimed_between(
    months: &[(Month, ClaimMonth)],
    act: &ActId,
    from: civil::Date,
    to: civil::Date,
) -> u32 {
    let mut times: u32 = 0;
    let mut day = from;
    while day <= to {
        let tally = months.iter().find(|(month, _)| *month == Month::of(day));
        let of_day = tally.map_or(0, |(_, tally)| tally.times(day.day(), act));
        times = times.saturating_add(of_day);
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    times
}

/// The keys a claim touches.
pub(crate) fn claim_keys(actor: &Actor, asked: &Asked) -> Vec<Key> {
    let Actor::Resident { resident, .. } = actor else {
        return Vec::new();
    };
    let mut keys = vec![
        Key::Community,
        Key::Policy,
        Key::Claim(resident.clone(), asked.note.clone()),
    ];
    let months = months_weighed(asked.day);
    keys.extend(
        months
            .into_iter()
            .map(|month| Key::ClaimMonth(resident.clone(), month)),
    );
    keys
}

/// Decides a claim and what it would be worth.
pub(crate) fn claim(slice: &Slice, context: &Context, asked: &Asked) -> Result<Vec<Fact>, Refusal> {
    let resident = resident_of(&context.actor)?;
    let policy = slice.policy();
    let act = policy.act(&asked.act).ok_or_else(|| Refusal::UnknownAct {
        act: asked.act.clone(),
    })?;
    if !(NOTE_MINUTES_MIN..=NOTE_MINUTES_MAX).contains(&asked.minutes) {
        return Err(Refusal::Minutes {
            found: asked.minutes,
            min: NOTE_MINUTES_MIN,
            max: NOTE_MINUTES_MAX,
        });
    }
    if let Some(now) = context.binding_now() {
        check_day(
            slice.community()?.offset.civil(now).date(),
            asked.day,
            policy.claim_days_max,
        )?;
    }
    let before = slice.claim(resident, &asked.note);
    if before.is_some_and(|claim| claim.state == ClaimState::Submitted) {
        return Err(Refusal::AlreadyClaimed {
            note: asked.note.clone(),
        });
    }
    let months: Vec<_> = months_weighed(asked.day)
        .into_iter()
        .map(|month| (month, slice.claim_month(resident, month)))
        .collect();
    Ok(vec![Fact::Claimed {
        resident: resident.clone(),
        claim: Claim {
            asked: asked.clone(),
            worth: worth(&policy, act, (asked.day, asked.minutes), &months),
            state: ClaimState::Submitted,
            at: context.binding_now().unwrap_or_default(),
        },
    }])
}

fn check_day(today: civil::Date, day: civil::Date, limit_days: u16) -> Result<(), Refusal> {
    let ago = days_between(day, today);
    if ago < 0 {
        return Err(Refusal::NotYet { day });
    }
    if ago > i32::from(limit_days) {
        return Err(Refusal::TooLongAgo { day, limit_days });
    }
    Ok(())
}

/// The keys taking a claim back touches.
pub(crate) fn withdraw_keys(actor: &Actor, note: &NoteId, day: civil::Date) -> Vec<Key> {
    let Actor::Resident { resident, .. } = actor else {
        return Vec::new();
    };
    vec![
        Key::Claim(resident.clone(), note.clone()),
        Key::ClaimMonth(resident.clone(), Month::of(day)),
    ]
}

/// Decides that a claim is taken back. `day` must be the claim's own.
pub(crate) fn withdraw(
    slice: &Slice,
    context: &Context,
    note: &NoteId,
    day: civil::Date,
) -> Result<Vec<Fact>, Refusal> {
    let resident = resident_of(&context.actor)?;
    match slice.claim(resident, note) {
        Some(claim) if claim.state == ClaimState::Submitted && claim.asked.day == day => {
            Ok(vec![Fact::ClaimWithdrawn {
                resident: resident.clone(),
                claim: claim.clone(),
            }])
        }
        Some(_) | None => Err(Refusal::NotClaimed { note: note.clone() }),
    }
}

/// Applies a claim.
pub(crate) fn apply_claimed(slice: &mut Slice, resident: &ResidentId, claim: &Claim) {
    put(slice, resident, claim, |tally, day| {
        tally.add(day, &claim.asked.act, claim.worth.points);
    });
}

/// Applies that a claim was taken back.
pub(crate) fn apply_withdrawn(slice: &mut Slice, resident: &ResidentId, claim: &Claim) {
    let withdrawn = Claim {
        state: ClaimState::Withdrawn,
        ..claim.clone()
    };
    put(slice, resident, &withdrawn, |tally, day| {
        tally.subtract(day, &claim.asked.act, claim.worth.points);
    });
}

fn put(
    slice: &mut Slice,
    resident: &ResidentId,
    claim: &Claim,
    count: impl FnOnce(&mut ClaimMonth, i8),
) {
    let month = Month::of(claim.asked.day);
    let mut tally = slice.claim_month(resident, month);
    count(&mut tally, claim.asked.day.day());
    slice.put(
        Key::ClaimMonth(resident.clone(), month),
        Record::ClaimMonth(tally),
    );
    slice.put(
        Key::Claim(resident.clone(), claim.asked.note.clone()),
        Record::Claim(claim.clone()),
    );
}

fn resident_of(actor: &Actor) -> Result<&ResidentId, Refusal> {
    match actor {
        Actor::Resident { resident, .. } => Ok(resident),
        Actor::Anonymous => Err(Refusal::NotSignedIn),
        Actor::Staff { .. } | Actor::System => Err(Refusal::NotAllowed),
    }
}
