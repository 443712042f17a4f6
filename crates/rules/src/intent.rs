//! Intents: what somebody asks the system for. One function decides them, on either side.
//!
//! The one rule to know: an intent names what it touches. Both sides load just [`Intent::keys`]
//! into a [`Slice`] (through [`load`]) and call [`decide`]; rules never query.

use crate::attendance::{self, HeadCount, RollCall};
use crate::claim::{self, Asked};
use crate::consent;
use crate::context::{Actor, Context};
use crate::draft::{self, Taking, Writing};
use crate::fact::Fact;
use crate::id::{NoteId, ResidentId, SessionId};
use crate::key::Key;
use crate::publish::{self, Bringer, Item};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::registration::admitting::{self, Admittance};
use crate::registration::draw::Hash;
use crate::registration::{self, WhenFull, drawing, holding, line};
use crate::session::revising::{self, Revision};
use crate::slice::Slice;
use jiff::civil;
use serde::{Deserialize, Serialize};

/// What somebody asks for. Shape on the wire: kind and body apart, so that an unknown kind can be
/// set aside unread; here they are one: `{"register":{"session":"s","members":["r"],..}}`. What only
/// a community's own server asks is neither written nor read by a page: it would carry the writer of
/// every record for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Seats, or a turn on the waiting list, for people of one household.
    Register {
        /// The session.
        session: SessionId,
        /// Who comes.
        members: Vec<ResidentId>,
        /// What to do when there are not enough seats.
        when_full: WhenFull,
    },
    /// People of one household leave a session or its waiting list.
    Leave {
        /// The session.
        session: SessionId,
        /// Who.
        members: Vec<ResidentId>,
    },
    /// A note is put forward for points.
    Claim(Asked),
    /// A claim is taken back.
    WithdrawClaim {
        /// The note it was for.
        note: NoteId,
        /// The day of the claim.
        #[serde(with = "crate::time::written")]
        day: civil::Date,
    },
    /// The community's server hands in records.
    #[cfg_attr(target_family = "wasm", serde(skip))]
    Publish {
        /// The records.
        items: Vec<Item>,
        /// Who of the staff brought them in; absent: the server itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Bringer>,
    },
    /// The community's server gives free seats to the first in line whom they are enough for.
    #[cfg_attr(target_family = "wasm", serde(skip))]
    Promote {
        /// The session.
        session: SessionId,
        /// The turn from which on it looks along the line.
        turn: u32,
    },
    /// People of one household take the seats held for them.
    Confirm {
        /// The session.
        session: SessionId,
        /// All of the party.
        members: Vec<ResidentId>,
    },
    /// The community's server ends a hold that nobody answered.
    #[cfg_attr(target_family = "wasm", serde(skip))]
    Lapse {
        /// The session.
        session: SessionId,
        /// The turn of the party it was for.
        turn: u32,
    },
    /// A guardian consents to a child's taking part, or takes it back.
    Consent {
        /// The child.
        child: ResidentId,
        /// Whether it is given.
        given: bool,
    },
    /// Staff change a session that residents see.
    Revise(Revision),
    /// Staff decide about a party in line.
    Admit(Admittance),
    /// Staff note who was there.
    CallRoll(RollCall),
    /// Staff count heads.
    CountHeads(HeadCount),
    /// Staff write a draft down.
    Write(Writing),
    /// Staff look a draft over, publish it or drop it.
    Take(Taking),
    /// The community's server shows the seal of a draw.
    #[cfg_attr(target_family = "wasm", serde(skip))]
    Seal {
        /// The session.
        session: SessionId,
        /// The seal of its seed.
        seal: Hash,
    },
    /// The community's server holds a draw.
    #[cfg_attr(target_family = "wasm", serde(skip))]
    Draw {
        /// The session.
        session: SessionId,
        /// The seed.
        seed: Hash,
    },
}

impl Intent {
    /// The kinds a device may send, each with the version of its body written today.
    pub const KINDS: [(&'static str, u16); 17] = [
        ("register", 1),
        ("leave", 1),
        ("claim", 1),
        ("withdraw_claim", 1),
        ("publish", 1),
        ("promote", 1),
        ("confirm", 1),
        ("lapse", 1),
        ("consent", 1),
        ("revise", 1),
        ("admit", 1),
        ("call_roll", 1),
        ("count_heads", 1),
        ("write", 1),
        ("take", 1),
        ("seal", 1),
        ("draw", 1),
    ];

    /// How old the knowledge may be that it rests on. Units: days. Who asks for seats has seen the
    /// programme; two months later they mean another one. Giving something back never expires.
    pub fn days_valid(&self) -> Option<u16> {
        match self {
            Self::Register { .. } => Some(60),
            Self::Leave { .. }
            | Self::Claim(_)
            | Self::WithdrawClaim { .. }
            | Self::Publish { .. }
            | Self::Promote { .. }
            | Self::Confirm { .. }
            | Self::Lapse { .. }
            | Self::Consent { .. }
            | Self::Revise(_)
            | Self::Admit(_)
            | Self::CallRoll(_)
            | Self::CountHeads(_)
            | Self::Write(_)
            | Self::Take(_)
            | Self::Seal { .. }
            | Self::Draw { .. } => None,
        }
    }

    /// The name of its kind on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Register { .. } => "register",
            Self::Leave { .. } => "leave",
            Self::Claim(_) => "claim",
            Self::WithdrawClaim { .. } => "withdraw_claim",
            Self::Publish { .. } => "publish",
            Self::Promote { .. } => "promote",
            Self::Confirm { .. } => "confirm",
            Self::Lapse { .. } => "lapse",
            Self::Consent { .. } => "consent",
            Self::Revise(_) => "revise",
            Self::Admit(_) => "admit",
            Self::CallRoll(_) => "call_roll",
            Self::CountHeads(_) => "count_heads",
            Self::Write(_) => "write",
            Self::Take(_) => "take",
            Self::Seal { .. } => "seal",
            Self::Draw { .. } => "draw",
        }
    }

    /// The records it touches when this actor asks.
    pub fn keys(&self, actor: &Actor) -> Vec<Key> {
        match self {
            Self::Register {
                session, members, ..
            }
            | Self::Leave { session, members }
            | Self::Confirm { session, members } => registration::register_keys(session, members),
            Self::Claim(asked) => claim::claim_keys(actor, asked),
            Self::WithdrawClaim { note, day } => claim::withdraw_keys(actor, note, *day),
            Self::Publish { items, by } => publish::keys(items, by.as_ref()),
            Self::Promote { session, .. } => line::promote_keys(session),
            Self::Lapse { session, turn } => holding::lapse_keys(session, *turn),
            Self::Consent { child, .. } => consent::keys(actor, child),
            Self::Revise(asked) => revising::keys(actor, asked),
            Self::Admit(asked) => admitting::keys(actor, asked),
            Self::CallRoll(asked) => attendance::roll_keys(actor, asked),
            Self::CountHeads(asked) => attendance::count_keys(actor, asked),
            Self::Write(asked) => draft::keys(actor, &asked.draft),
            Self::Take(asked) => draft::keys(actor, &asked.draft),
            Self::Seal { session, .. } => drawing::seal_keys(session),
            Self::Draw { session, .. } => drawing::draw_keys(session),
        }
    }

    /// The records it touches that only those loaded so far tell: whose turn a registration waits
    /// under, who is in a party. It may name some that are loaded.
    fn further_keys(&self, slice: &Slice) -> Vec<Key> {
        match self {
            Self::Leave { session, members } => holding::turns_and_holds(slice, session, members),
            Self::Confirm { session, members } => holding::confirm_keys(slice, session, members),
            Self::Promote { session, turn } => line::stretch_keys(slice, session, *turn),
            Self::Lapse { session, turn } => holding::members_held(slice, session, *turn),
            Self::Register {
                session, members, ..
            } => registration::register_further(slice, session, members),
            Self::Admit(asked) => admitting::further_keys(slice, asked),
            Self::Take(asked) => draft::further_keys(slice, &asked.draft),
            Self::Draw { session, .. } => drawing::draw_further(slice, session),
            Self::Claim(_)
            | Self::WithdrawClaim { .. }
            | Self::Publish { .. }
            | Self::Consent { .. }
            | Self::Revise(_)
            | Self::CallRoll(_)
            | Self::CountHeads(_)
            | Self::Write(_)
            | Self::Seal { .. } => Vec::new(),
        }
    }
}

/// How often what was loaded may name more: the line, a party in it, the people of the party.
const ROUNDS_MAX: usize = 3;

/// Loads the slice of an intent through a reader of single records, in at most [`ROUNDS_MAX`]
/// rounds.
///
/// # Errors
/// Whatever the reader fails with.
pub fn load<E>(
    intent: &Intent,
    actor: &Actor,
    mut read: impl FnMut(&Key) -> Result<Option<Record>, E>,
) -> Result<Slice, E> {
    let mut slice = Slice::default();
    let mut keys = intent.keys(actor);
    for _round in 0..ROUNDS_MAX {
        for key in keys {
            if let Some(record) = read(&key)? {
                slice.put(key, record);
            }
        }
        keys = intent.further_keys(&slice);
        keys.retain(|key| slice.get(key).is_none());
        if keys.is_empty() {
            break;
        }
    }
    Ok(slice)
}

/// Decides an intent: the facts it would make, or why not. Looks and changes nothing.
pub fn decide(slice: &Slice, context: &Context, intent: &Intent) -> Result<Vec<Fact>, Refusal> {
    match intent {
        Intent::Register {
            session,
            members,
            when_full,
        } => registration::register(slice, context, (session, members, *when_full)),
        Intent::Leave { session, members } => registration::leave(slice, context, session, members),
        Intent::Claim(asked) => claim::claim(slice, context, asked),
        Intent::WithdrawClaim { note, day } => claim::withdraw(slice, context, note, *day),
        Intent::Publish { items, by } => publish::publish(slice, context, (items, by.as_ref())),
        Intent::Promote { session, turn } => line::promote(slice, context, session, *turn),
        Intent::Confirm { session, members } => holding::confirm(slice, context, session, members),
        Intent::Lapse { session, turn } => holding::lapse(slice, context, session, *turn),
        Intent::Consent { child, given } => consent::consent(slice, context, child, *given),
        Intent::Revise(asked) => revising::revise(slice, context, asked),
        Intent::Admit(asked) => admitting::admit(slice, context, asked),
        Intent::CallRoll(asked) => attendance::call_roll(slice, context, asked),
        Intent::CountHeads(asked) => attendance::count_heads(slice, context, asked),
        Intent::Write(asked) => draft::write(slice, context, asked),
        Intent::Take(asked) => draft::take(slice, context, asked),
        Intent::Seal { session, seal } => drawing::seal(slice, context, session, *seal),
        Intent::Draw { session, seed } => drawing::draw(slice, context, session, *seed),
    }
}

/// What the server asks itself after an intent led to facts, or to none; `slice` is the state after
/// them. Each is decided in the same transaction, as [`Actor::System`], and may lead to more.
pub fn follow_up(asked: &Intent, facts: &[Fact], slice: &Slice) -> Vec<Intent> {
    line::looks_after(asked, facts, slice)
}
