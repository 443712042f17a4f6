//! Attendance: who came, noted by staff at the door, offline if need be.
//!
//! The one rule to know: a mark is a fact about one person at one meeting; the last word stands, and
//! nobody loses points by it. Whoever stays away without a word is noted mildly: the first two times
//! change nothing, a third within half a year means late places only, for sixty days.
//!
//! Deliberately absent: tickets and kiosks; they will lead to the same facts.

use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::{HouseholdId, ResidentId, SessionId};
use crate::key::Key;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::registration::RegistrationState;
use crate::session::{Session, SessionState};
use crate::slice::Slice;
use crate::staff::{Level, signed, staff_of};
use crate::time::{HOUR_MILLIS, Offset, UnixMillis, add_days};
use jiff::civil;
use serde::{Deserialize, Serialize};

/// How many people one request may mark: a class, a hall in several.
pub const MARKS_MAX: usize = 60;
/// The largest head count believed. Units: people. The largest crowd of the county fits.
pub const HEADS_MAX: u32 = 100_000;
/// How often somebody may stay away without a word before it means anything.
const ABSENCES_NOTED: usize = 2;
/// How long such a day is remembered. Units: days.
const ABSENCE_DAYS: i32 = 180;
/// How long late places last. Units: days.
const LATE_DAYS: i32 = 60;
/// Late places open so long before a session begins. Units: milliseconds.
const LATE_MILLIS: i64 = 48 * HOUR_MILLIS;

/// Whether somebody was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// They came, and had a seat.
    Came,
    /// They came without having registered.
    WalkIn,
    /// They had a seat and stayed away.
    Absent,
}

/// Somebody's mark at a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Their household at the time.
    pub household: HouseholdId,
    /// The mark.
    pub mark: Mark,
}

/// The meetings somebody stayed away from without a word, ascending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absences {
    /// Their household.
    pub household: HouseholdId,
    /// The days, one for each meeting.
    #[serde(with = "crate::time::written")]
    pub days: Vec<civil::Date>,
}

/// A roll call, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollCall {
    /// The session.
    pub session: SessionId,
    /// The day of the meeting.
    #[serde(with = "crate::time::written")]
    pub day: civil::Date,
    /// Who was there and who was not; none takes a mark back. A mark says only whether they came:
    /// who has no seat is a walk-in.
    pub marks: Vec<(ResidentId, Option<bool>)>,
}

/// An anonymous count of heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadCount {
    /// The session.
    pub session: SessionId,
    /// The day of the meeting.
    #[serde(with = "crate::time::written")]
    pub day: civil::Date,
    /// How many people were there.
    pub heads: u32,
}

/// The keys a roll call touches.
pub(crate) fn roll_keys(actor: &Actor, asked: &RollCall) -> Vec<Key> {
    let mut keys = vec![Key::Community, Key::Session(asked.session.clone())];
    keys.extend(actor.who().cloned().map(Key::Staff));
    for (who, _) in &asked.marks {
        keys.push(Key::Resident(who.clone()));
        keys.push(Key::Registration(asked.session.clone(), who.clone()));
        keys.push(Key::Presence(asked.session.clone(), asked.day, who.clone()));
        keys.push(Key::Absences(who.clone()));
    }
    keys
}

/// Decides a roll call: a fact for each mark that differs from what is noted.
pub(crate) fn call_roll(
    slice: &Slice,
    context: &Context,
    asked: &RollCall,
) -> Result<Vec<Fact>, Refusal> {
    let by = staff_of(slice, context, Level::Editor)?;
    check_meeting(slice, context, (&asked.session, asked.day))?;
    if asked.marks.len() > MARKS_MAX {
        let of = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        return Err(Refusal::TooManyNamed {
            found: of(asked.marks.len()),
            limit: of(MARKS_MAX),
        });
    }
    // Nobody stays away from what does not take place.
    let takes_place = slice.session(&asked.session)?.state == SessionState::Scheduled;
    let mut seen = std::collections::BTreeSet::new();
    let mut facts = Vec::with_capacity(asked.marks.len());
    for (who, came) in &asked.marks {
        if !seen.insert(who) {
            let resident = who.clone();
            return Err(Refusal::NamedTwice { resident });
        }
        let resident = slice.resident(who)?;
        let was = slice.presence(&asked.session, asked.day, who);
        let mark = match (came, has_seat(slice, &asked.session, who)) {
            (None, _) | (Some(false), false) => None,
            (Some(true), true) => Some(Mark::Came),
            (Some(true), false) => Some(Mark::WalkIn),
            (Some(false), true) => takes_place.then_some(Mark::Absent),
        };
        if was.map(|was| was.mark) == mark {
            continue;
        }
        facts.push(Fact::Marked {
            session: asked.session.clone(),
            day: asked.day,
            resident: who.clone(),
            household: resident.household.clone(),
            mark,
        });
    }
    Ok(signed(by, "", facts))
}

fn has_seat(slice: &Slice, session: &SessionId, who: &ResidentId) -> bool {
    let found = slice.registration(session, who);
    found.is_some_and(|found| found.state == RegistrationState::Confirmed)
}

/// Whether staff may say anything of this meeting yet.
fn check_meeting(
    slice: &Slice,
    context: &Context,
    (session, day): (&SessionId, civil::Date),
) -> Result<(), Refusal> {
    if slice.session(session)?.days.binary_search(&day).is_err() {
        return Err(Refusal::NotOnThatDay { day });
    }
    let offset = slice.community()?.offset;
    match context.binding_now() {
        Some(now) if offset.civil(now).date() < day => Err(Refusal::NotYet { day }),
        _ => Ok(()),
    }
}

/// The keys a head count touches.
pub(crate) fn count_keys(actor: &Actor, asked: &HeadCount) -> Vec<Key> {
    let mut keys = vec![
        Key::Community,
        Key::Session(asked.session.clone()),
        Key::Heads(asked.session.clone(), asked.day),
    ];
    keys.extend(actor.who().cloned().map(Key::Staff));
    keys
}

/// Decides a head count; the last one stands.
pub(crate) fn count_heads(
    slice: &Slice,
    context: &Context,
    asked: &HeadCount,
) -> Result<Vec<Fact>, Refusal> {
    let by = staff_of(slice, context, Level::Editor)?;
    check_meeting(slice, context, (&asked.session, asked.day))?;
    if asked.heads > HEADS_MAX {
        return Err(Refusal::TooManyNamed {
            found: asked.heads,
            limit: HEADS_MAX,
        });
    }
    let key = Key::Heads(asked.session.clone(), asked.day);
    let counted = Record::Heads(asked.heads);
    if slice.get(&key) == Some(&counted) {
        return Ok(Vec::new());
    }
    let record = Box::new(counted);
    Ok(signed(by, "", vec![Fact::Put { key, record }]))
}

/// Applies a mark.
pub(crate) fn apply_marked(
    slice: &mut Slice,
    (session, day): (&SessionId, civil::Date),
    (resident, household): (&ResidentId, &HouseholdId),
    mark: Option<Mark>,
) {
    let key = Key::Presence(session.clone(), day, resident.clone());
    let was = slice.presence(session, day, resident).map(|was| was.mark);
    let known = slice.absences(resident).map(|known| known.days.clone());
    let mut absences = Absences {
        household: household.clone(),
        days: known.unwrap_or_default(),
    };
    if was == Some(Mark::Absent)
        && let Ok(at) = absences.days.binary_search(&day)
    {
        absences.days.remove(at);
    }
    if mark == Some(Mark::Absent) {
        let at = absences.days.partition_point(|known| *known <= day);
        absences.days.insert(at, day);
        // What is long past counts for nothing and is not kept.
        let old = add_days(day, ABSENCE_DAYS.saturating_neg());
        absences.days.retain(|known| *known > old);
    }
    match mark {
        Some(mark) => slice.put(
            key,
            Record::Presence(Presence {
                household: household.clone(),
                mark,
            }),
        ),
        None => slice.remove(&key),
    }
    let key = Key::Absences(resident.clone());
    if absences.days.is_empty() {
        slice.remove(&key);
    } else {
        slice.put(key, Record::Absences(absences));
    }
}

impl Absences {
    /// Until which day its person gets late places only, seen on a day; none when they do not.
    pub fn late_until(&self, today: civil::Date) -> Option<civil::Date> {
        let since = add_days(today, ABSENCE_DAYS.saturating_neg());
        let recent = self.days.iter().filter(|day| **day > since);
        let until = add_days(*self.days.last()?, LATE_DAYS);
        (recent.count() > ABSENCES_NOTED && today <= until).then_some(until)
    }
}

/// From when on somebody with late places only may register.
pub(crate) fn late_from(session: &Session, offset: Offset) -> UnixMillis {
    session
        .begins(offset)
        .plus_millis(LATE_MILLIS.saturating_neg())
}
