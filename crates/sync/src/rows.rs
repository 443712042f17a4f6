//! The rows of the device's store, as values.

use crate::identity::{Device, Epoch, Fingerprint, IntentId};
use crate::newer::or_newer;
use crate::outcome::Outcome;
use crate::wire::Body;
use rules::Scope;
use rules::id::{CommunityId, HouseholdId, NoteId, ResidentId, RevisionId};
use rules::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// Who this store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The device.
    pub device: Device,
    /// The life of its store.
    pub epoch: Epoch,
}

/// An intent that waits for its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    /// Its id.
    pub id: IntentId,
    /// The community it is for.
    pub community: CommunityId,
    /// Who asked.
    pub by: ResidentId,
    /// Their household; absent for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    /// Its kind.
    pub kind: String,
    /// The version of its kind.
    pub kv: u16,
    /// What it says.
    pub body: Body,
    /// Its fingerprint.
    pub fp: Fingerprint,
    /// What must have taken effect before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deps: Vec<u64>,
    /// When it was written, by this device's clock: to be shown, never to be reasoned with.
    pub written_at: UnixMillis,
    /// The server's clock when this device had last heard of it: what the writer knew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_at: Option<UnixMillis>,
    /// What the server said of it without settling it: it could not read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// Why an intent stays in the outbox although the server has seen it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What the server said.
    #[serde(deserialize_with = "or_newer")]
    pub outcome: Outcome,
    /// The build that was told so; a newer one tries again.
    pub build: String,
    /// What the server could read that said so; where it reads more, it is tried again.
    #[serde(default)]
    pub view: u16,
}

/// An intent that has its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// The intent.
    pub row: OutboxRow,
    /// What became of it.
    #[serde(deserialize_with = "or_newer")]
    pub outcome: Outcome,
    /// When, by the server's clock.
    pub settled_at: UnixMillis,
    /// Whether it came with an exported file: it was asked under another store's number, and is
    /// never asked again from here.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub foreign: bool,
}

/// A revision of a note written on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRow {
    /// The note.
    pub note: NoteId,
    /// The revision.
    pub rev: RevisionId,
    /// What it follows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<RevisionId>,
    /// What it says: a [`rules::diary::NoteBody`].
    pub body: Body,
    /// Whose it is and where its copy goes; none before anyone signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// When it was written, by this device's clock.
    pub written_at: UnixMillis,
    /// Whether the server keeps a copy, or why it does not.
    pub copy: Copied,
}

/// Whose a note is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Their community.
    pub community: CommunityId,
    /// The resident.
    pub resident: ResidentId,
}

/// Whether the server keeps a copy of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Copied {
    /// Not yet.
    Waiting,
    /// It does.
    Kept,
    /// It does not, and will not.
    Refused {
        /// Why.
        #[serde(deserialize_with = "or_newer")]
        refusal: rules::Refusal,
    },
}

/// A record pulled from the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// Its revision.
    pub rev: u64,
    /// Who sees it.
    pub scope: Scope,
    /// What it says, as it came.
    pub data: Body,
}
