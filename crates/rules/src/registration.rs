//! Registration: a place in a session, or a turn on its waiting list, for one or several people.
//!
//! The one rule to know: a party is all or none. Its people get seats together or wait together,
//! under one turn; turns are numbered once and never renumbered, so anyone's place in the line can
//! be computed from the public tally alone: `turn - head + 1 - gone`. A free seat goes to the first
//! in line whom the free seats are enough for; whoever is passed over keeps their turn ([`line`]).
//!
//! Deliberately absent: money.

pub mod admitting;
mod checks;
mod counting;
pub mod draw;
pub mod drawing;
mod folding;
pub mod holding;
pub mod line;

pub use checks::admits;
pub(crate) use checks::household_of;
pub(crate) use checks::window;
pub(crate) use folding::{
    apply_applied, apply_confirmed, apply_declined, apply_entered, apply_held, apply_lapsed,
    apply_left, apply_passed_over, apply_placed, apply_queued, apply_seated,
};
pub use line::Seats;

use crate::context::Context;
use crate::fact::Fact;
use crate::id::{HouseholdId, ResidentId, SessionId};
use crate::key::Key;
use crate::refusal::Refusal;
use crate::session::{Admission, Session};
use crate::slice::Slice;
use crate::time::UnixMillis;
use checks::{check_age, check_consent, check_member, check_named, check_presence, check_window};
use serde::{Deserialize, Serialize};

/// How many people one registration may name. A family and two neighbours fit.
pub const PARTY_MEMBERS_MAX: usize = 8;
/// How many parties may wait for one session. A rush of a whole town fits; a loop does not.
pub const WAITING_PARTIES_MAX: u32 = 20_000;

/// What to do when there are not enough seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenFull {
    /// Refuse; the person will be offered the waiting list.
    Refuse,
    /// Take a turn on the waiting list.
    Wait,
}

/// Where a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationState {
    /// A seat is theirs.
    Confirmed,
    /// They wait, under this turn.
    Waiting {
        /// The turn of their party.
        turn: u32,
    },
    /// They applied for the draw. So it was written before applications had turns.
    Applied,
    /// They applied, under this turn; a draw or staff decide.
    Entered {
        /// The turn of their party.
        turn: u32,
    },
    /// Staff could not give them seats.
    Declined,
    /// They waited under this turn, and seats are held for them.
    Held {
        /// The turn of their party.
        turn: u32,
        /// Until when they may say that they come.
        until: UnixMillis,
    },
    /// They left.
    Left,
    /// Seats were held for them, and they did not say in time that they come.
    Lapsed,
}

impl RegistrationState {
    /// Whether they hold, wait for or applied for anything.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Left | Self::Lapsed | Self::Declined)
    }
}

/// A resident's registration for a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Their household at the time.
    pub household: HouseholdId,
    /// Where it stands.
    pub state: RegistrationState,
    /// When the server took it. Zero while only a device has.
    pub at: UnixMillis,
    /// The numbers of the session's quotas they are counted in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<u8>,
    /// What staff said when they declined; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// A party that waits for seats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Their household.
    pub household: HouseholdId,
    /// Who waits.
    pub members: Vec<ResidentId>,
    /// Until when seats are held for them; absent while none are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<UnixMillis>,
    /// How many tickets they have in the draw; none where nothing is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets: Option<u8>,
    /// The quotas each of them is counted in, in the order of the members; empty where the session
    /// has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Vec<u8>>,
}

impl Waiting {
    /// The party, at a moment.
    pub(crate) fn party(&self, session: &SessionId, at: UnixMillis) -> Party {
        Party {
            session: session.clone(),
            household: self.household.clone(),
            members: self.members.clone(),
            at,
            quotas: self.quotas.clone(),
        }
    }
}

/// The keys a registration touches.
pub(crate) fn register_keys(session: &SessionId, members: &[ResidentId]) -> Vec<Key> {
    let mut keys = vec![
        Key::Community,
        Key::Session(session.clone()),
        Key::Seats(session.clone()),
    ];
    for member in members {
        keys.push(Key::Resident(member.clone()));
        keys.push(Key::Registration(session.clone(), member.clone()));
        keys.push(Key::Absences(member.clone()));
    }
    keys
}

/// What registering touches beside: what only some sessions ask of their people.
pub(crate) fn register_further(slice: &Slice, id: &SessionId, members: &[ResidentId]) -> Vec<Key> {
    let Ok(session) = slice.session(id) else {
        return Vec::new();
    };
    let mut keys = Vec::new();
    let is_drawn = matches!(session.admission, Admission::Ballot { .. });
    if is_drawn {
        keys.push(Key::Draw(id.clone()));
    }
    let residents = members
        .iter()
        .filter_map(|member| slice.resident(member).ok());
    for home in residents.map(|resident| &resident.household) {
        if !session.quotas.is_empty() {
            keys.push(Key::Household(home.clone()));
        }
        if is_drawn {
            keys.push(Key::Luck(home.clone()));
        }
    }
    keys.extend(checks::children(slice, session, members).map(Key::Consent));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Decides a registration: confirmed, waiting, applied for the draw, or refused.
pub(crate) fn register(
    slice: &Slice,
    context: &Context,
    asked: (&SessionId, &[ResidentId], WhenFull),
) -> Result<Vec<Fact>, Refusal> {
    let (id, members, when_full) = asked;
    let household = household_of(&context.actor)?;
    check_named(members)?;
    let session = slice.session(id)?;
    check_window(slice, context, session)?;
    for member in members {
        check_member(slice, household, id, member)?;
        check_age(slice, session, member)?;
        check_consent(slice, session, member)?;
        check_presence(slice, context, session, member)?;
    }
    let party = Party {
        session: id.clone(),
        household: household.clone(),
        members: members.to_vec(),
        at: context.binding_now().unwrap_or_default(),
        quotas: counting::quotas_of(slice, (session, context.origin), members)?,
    };
    let tally = slice.seats(id);
    match session.admission {
        Admission::Open => Err(Refusal::NoRegistrationNeeded),
        Admission::Counter { .. } => Err(Refusal::CounterOnly),
        Admission::Approval { seats } => apply_for(&tally, (session, seats), (party, None)),
        Admission::Ballot { seats, .. } if !tally.drawn => {
            let tickets = drawing::tickets(slice, context, id, &party)?;
            apply_for(&tally, (session, seats), (party, Some(tickets)))
        }
        Admission::Ballot { seats, .. } | Admission::FirstCome { seats } => {
            seat_or_wait(&tally, (session, seats), when_full, party)
        }
    }
}

/// Takes an application that somebody else decides: a draw or staff.
fn apply_for(
    tally: &Seats,
    (session, seats): (&Session, u32),
    (party, tickets): (Party, Option<u8>),
) -> Result<Vec<Fact>, Refusal> {
    check_could_fit(session, seats, &party)?;
    let limit = if tickets.is_some() {
        draw::DRAW_PARTIES_MAX
    } else {
        WAITING_PARTIES_MAX
    };
    if tally.waiting() >= limit {
        return Err(Refusal::WaitingListFull { limit });
    }
    let turn = tally.tail;
    Ok(vec![Fact::Entered {
        party,
        turn,
        tickets,
    }])
}

/// The people of one registration, who get in together or wait together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The session.
    pub session: SessionId,
    /// Their household.
    pub household: HouseholdId,
    /// Who.
    pub members: Vec<ResidentId>,
    /// When the server took it; zero on a device.
    pub at: UnixMillis,
    /// The quotas each of them is counted in, in the order of the members; empty where the session
    /// has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Vec<u8>>,
}

/// Whether a session that is empty has room for a party. One without, or with a quota too small for
/// them, would never have it, however long they waited.
fn check_could_fit(session: &Session, seats: u32, party: &Party) -> Result<(), Refusal> {
    let asked = count(&party.members);
    if asked > seats {
        return Err(Refusal::PartyTooLarge { asked, seats });
    }
    let room = Seats::default().check_room(session, asked, &party.quotas);
    room.map_err(Refusal::for_good)
}

fn seat_or_wait(
    tally: &Seats,
    (session, seats): (&Session, u32),
    when_full: WhenFull,
    party: Party,
) -> Result<Vec<Fact>, Refusal> {
    check_could_fit(session, seats, &party)?;
    let asked = count(&party.members);
    // Seats that are free while others wait are too few for each of those who wait.
    let Err(full) = tally.check_room(session, asked, &party.quotas) else {
        return Ok(vec![Fact::Seated(party)]);
    };
    match when_full {
        WhenFull::Refuse => Err(full),
        WhenFull::Wait if tally.waiting() >= WAITING_PARTIES_MAX => Err(Refusal::WaitingListFull {
            limit: WAITING_PARTIES_MAX,
        }),
        WhenFull::Wait => Ok(vec![Fact::Queued {
            party,
            turn: tally.tail,
        }]),
    }
}

/// Decides that people leave: seats and turns become free.
pub(crate) fn leave(
    slice: &Slice,
    context: &Context,
    id: &SessionId,
    members: &[ResidentId],
) -> Result<Vec<Fact>, Refusal> {
    let household = household_of(&context.actor)?;
    check_named(members)?;
    let session = slice.session(id)?;
    if let Some(now) = context.binding_now()
        && session.is_over(slice.community()?.offset, now)
    {
        return Err(Refusal::SessionOver {
            ended: session.last_day(),
        });
    }
    let mut facts = Vec::with_capacity(members.len());
    for member in members {
        let resident = slice.resident(member)?;
        let found = slice.registration(id, member);
        let held = found.filter(|found| found.state.is_open());
        match held {
            Some(held) if &resident.household == household => facts.push(Fact::Left {
                session: id.clone(),
                resident: member.clone(),
                was: held.state,
            }),
            Some(_) | None => {
                return Err(Refusal::NotRegistered {
                    resident: member.clone(),
                });
            }
        }
    }
    Ok(facts)
}

fn count(members: &[ResidentId]) -> u32 {
    u32::try_from(members.len()).unwrap_or(u32::MAX)
}
