//! What travels: one request, one answer, as JSON.
//!
//! The one rule to know: what this build cannot read still travels whole. Bodies and data are
//! [`Body`] (the bytes as they came), keys of changes are text.
//!
//! Shape: `POST /sync/v1` with a [`Request`], answered by a [`Response`]. Trouble that passes is
//! only 429 or 503 with `Retry-After`: no outcome, nothing consumed. 401 drops nothing.

use crate::cursor::Cursor;
use crate::identity::{Chain, Device, Epoch, FeedEpoch, Fingerprint, RowHash};
use crate::json::{self, Unread};
use crate::newer::{Newer, or_newer, or_newer_if_any};
use crate::outcome::Outcome;
use rules::id::{CommunityId, NoteId, ResidentId, RevisionId};
use rules::key::Scope;
use rules::time::UnixMillis;
use rules::{Origin, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A JSON value kept as the bytes it came in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body(Box<RawValue>);

impl Body {
    /// The value's JSON text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The value as it lies.
    pub(crate) fn as_raw(&self) -> &RawValue {
        &self.0
    }

    /// Writes a value down as JSON.
    ///
    /// # Errors
    /// When the value cannot be JSON, which none of the rules' types can cause.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self)
    }

    /// Takes JSON text as it is.
    ///
    /// # Errors
    /// When the text is not one JSON value.
    pub fn from_text(text: String) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text).map(Self)
    }

    /// Reads the value.
    ///
    /// # Errors
    /// When it is not of this type.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Unread> {
        json::read(self.0.get())
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Body {}

/// What a device asks in one round trip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// [`crate::limits::PROTO`].
    pub proto: u16,
    /// The build that speaks, for the server's notes on versions.
    pub build: String,
    /// [`crate::limits::SCHEMA_VIEW`].
    pub schema_view: u16,
    /// The device.
    pub device: Device,
    /// The epoch of every intent in this request.
    pub epoch: Epoch,
    /// Who the device believes is signed in; must be whom the session says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<ResidentId>,
    /// Outcomes up to this sequence number are durable on the device.
    pub acked: u64,
    /// What it follows.
    pub feeds: Vec<Want>,
    /// What it asks for, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intents: Vec<PushIntent>,
    /// What was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<PushNote>,
}

/// A community a device follows, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// The community.
    pub community: CommunityId,
    /// How far it has come; absent at first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// Scopes that the device has emptied since that cursor: they start at their beginning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emptied: Vec<Scope>,
    /// What was found wrong with the last answer, for whoever runs the server to hear of.
    #[serde(default, skip_serializing_if = "Alarms::is_none")]
    pub alarms: Alarms,
    /// Whether it may be told briefly: a revision that follows the one before it is left away.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub brief: bool,
}

impl Want {
    /// What changed since a cursor, or all there is.
    pub fn since(community: CommunityId, cursor: Option<Cursor>) -> Self {
        Self {
            community,
            cursor,
            emptied: Vec::new(),
            alarms: Alarms::default(),
            brief: false,
        }
    }
}

/// How often something was found that cannot be, were all well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarms {
    /// The journal went back, or its line has another hash than before.
    #[serde(default)]
    pub ledger: u32,
    /// The rows of a scope are not those of the server.
    #[serde(default)]
    pub sums: u32,
}

impl Alarms {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            ledger: self.ledger.saturating_add(other.ledger),
            sums: self.sums.saturating_add(other.sums),
        }
    }
}

/// An intent on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushIntent {
    /// The community it is for.
    pub community: CommunityId,
    /// Its number.
    pub seq: u64,
    /// Who asked; must be who is signed in.
    pub by: ResidentId,
    /// Its kind.
    pub kind: String,
    /// The version of its kind.
    pub kv: u16,
    /// What it says.
    pub body: Body,
    /// [`crate::identity::fingerprint`] of the four above.
    pub fp: Fingerprint,
    /// The server's clock when the device had last heard of it before this was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_at: Option<UnixMillis>,
    /// Sequence numbers that must have taken effect before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deps: Vec<u64>,
    /// Those of them that the device was told had no effect. A server put back to a backup may
    /// have forgotten it, and must not wait for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub void: Vec<u64>,
}

/// A revision of a note on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushNote {
    /// The community whose server keeps the copy.
    pub community: CommunityId,
    /// The note.
    pub note: NoteId,
    /// The revision.
    pub rev: RevisionId,
    /// What it follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<RevisionId>,
    /// What it says: a [`rules::diary::NoteBody`].
    pub body: Body,
}

/// What the server answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// [`crate::limits::PROTO`].
    pub proto: u16,
    /// The server's clock.
    pub server_time: UnixMillis,
    /// What became of the intents of this request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Settled>,
    /// What became of the notes of this request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<SettledNote>,
    /// What changed in the communities followed.
    pub feeds: Vec<Feed>,
    /// Communities followed that are not known here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<CommunityId>,
    /// Whether whoever the device believes is signed in is not: the session has ended, or is
    /// another's. What is public was answered, nothing else was looked at, nothing is consumed.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub session_ended: bool,
    /// Whether the device can read too little of what is written today: what it asked was settled,
    /// but nothing is told until it is renewed.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub outdated: bool,
    /// What the server's build can read, its [`crate::limits::SCHEMA_VIEW`]: what it once could not
    /// read is sent again when it reads more. None of a build that did not say.
    #[serde(default)]
    pub view: u16,
}

/// What became of one intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Its number.
    pub seq: u64,
    /// What became of it.
    #[serde(deserialize_with = "or_newer")]
    pub outcome: Outcome,
}

/// What became of one revision of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledNote {
    /// The note.
    pub note: NoteId,
    /// The revision.
    pub rev: RevisionId,
    /// Why it was not kept; absent when it was.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "or_newer_if_any"
    )]
    pub refusal: Option<Refusal>,
}

/// What changed in one community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// The community.
    pub community: CommunityId,
    /// The life of its feed.
    pub feed_epoch: FeedEpoch,
    /// Scopes to be emptied before the changes are applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reset: Vec<Scope>,
    /// The changes, by scope and revision, and the present records of what was asked about.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "counted"
    )]
    pub changes: Vec<Change>,
    /// How far this answer brings the device.
    pub cursor: Cursor,
    /// Whether there is more at once.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub more: bool,
    /// The head of the community's journal.
    pub ledger_head: LedgerHead,
    /// Now and then: what the device must hold of each scope after this answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sums: Vec<ScopeSum>,
    /// As what the device counts here: a station of this community is told that it is one.
    #[serde(default, skip_serializing_if = "Origin::is_own")]
    pub origin: Origin,
}

/// All rows of a scope, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeSum {
    /// The scope.
    pub scope: Scope,
    /// How many rows it has; what is gone does not count.
    pub count: u64,
    /// The hashes of them all.
    pub xor: RowHash,
}

impl ScopeSum {
    /// The sum of rows by their hashes.
    pub fn of(scope: Scope, rows: impl Iterator<Item = RowHash>) -> Self {
        let nothing = Self {
            scope,
            count: 0,
            xor: RowHash::default(),
        };
        rows.fold(nothing, |sum, hash| Self {
            count: sum.count.saturating_add(1),
            xor: sum.xor.with(hash),
            ..sum
        })
    }
}

/// One record's change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Who sees it.
    pub scope: Scope,
    /// Its key, as text: a later version may name what this build does not know.
    pub key: String,
    /// Its revision. On the way, of a device that may be told briefly, absent where it is one more
    /// than that of the change before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rev: u64,
    /// What it says now; absent when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Body>,
}

// serde's `skip_serializing_if` wants a function of a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(rev: &u64) -> bool {
    *rev == 0
}

/// Leaves away each revision that is one more than that of the change before.
pub(crate) fn leave_away_revisions(changes: &mut [Change]) {
    let mut before = 0_u64;
    for change in changes {
        let rev = change.rev;
        if rev == before.saturating_add(1) {
            change.rev = 0;
        }
        before = rev;
    }
}

/// Reads changes, and puts the revisions back that were left away.
fn counted<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Vec<Change>, D::Error> {
    let mut changes = Vec::<Change>::deserialize(reader)?;
    let mut before = 0_u64;
    for change in &mut changes {
        if change.rev == 0 {
            change.rev = before.saturating_add(1);
        }
        before = change.rev;
    }
    Ok(changes)
}

impl LedgerHead {
    /// Whether this head cannot follow an earlier one of the same life: a line was taken back, or
    /// another one stands in its place.
    pub fn contradicts(&self, earlier: &Self) -> bool {
        self.line < earlier.line || (self.line == earlier.line && self.chain != earlier.chain)
    }
}

/// The head of a community's journal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// How many lines it has.
    pub line: u64,
    /// The hash of them all.
    pub chain: Chain,
}

/// The body of every answer that is not 200: `{"error":"busy"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protested {
    /// Why.
    #[serde(deserialize_with = "or_newer")]
    pub error: Protest,
}

/// Why a whole request was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protest {
    /// The protocol's number is unknown here.
    Proto {
        /// What was sent.
        found: u16,
        /// What is spoken here.
        speaks: u16,
    },
    /// The request could not be read.
    Unreadable,
    /// A limit was passed.
    TooLarge {
        /// Which, as its name in [`crate::limits`].
        limit: String,
    },
    /// Whoever the device believes is signed in is not: the session has ended, or is another's.
    SignedOut,
    /// This community is not known here.
    UnknownCommunity,
    /// Too much at once; try again later.
    Busy,
    /// Something broke here; nothing was consumed.
    Broken,
    /// Something a later version knows.
    Newer,
}

impl Newer for Protest {
    const NEWER: Self = Self::Newer;
}

/// Checks the limits of a request that its shape alone does not hold.
///
/// # Errors
/// The first limit that was passed.
pub fn check(request: &Request) -> Result<(), Protest> {
    use crate::limits::{PROTO, REQUEST_FEEDS_MAX, REQUEST_INTENTS_MAX, REQUEST_NOTES_MAX};
    if request.proto != PROTO {
        return Err(Protest::Proto {
            found: request.proto,
            speaks: PROTO,
        });
    }
    let counts = [
        (
            request.intents.len(),
            REQUEST_INTENTS_MAX,
            "REQUEST_INTENTS_MAX",
        ),
        (request.notes.len(), REQUEST_NOTES_MAX, "REQUEST_NOTES_MAX"),
        (request.feeds.len(), REQUEST_FEEDS_MAX, "REQUEST_FEEDS_MAX"),
    ];
    match counts.iter().find(|(found, limit, _)| found > limit) {
        Some((_, _, limit)) => Err(Protest::TooLarge {
            limit: (*limit).to_owned(),
        }),
        None => Ok(()),
    }
}
