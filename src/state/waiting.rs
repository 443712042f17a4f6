//! What waits to be sent, line by line with its reason, and what became of what was sent.

use super::{State, SyncStatus, WaitReason, mine};
use leptos::prelude::*;
use rules::id::{ActId, CommunityId, ResidentId};
use rules::points::PointsPolicy;
use rules::time::UnixMillis;
use rules::words::Words;
use rules::{Intent, Key, Record, civil};
use sync::Replica;
use sync::authority::intent_of;
use sync::outcome::{Outcome, Unreadable};
use sync::replica::{OnlyHere, Pending};
use sync::rows::HistoryRow;

/// What was asked for, in words that a line can be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Places in a session.
    Register {
        /// The session's title.
        title: Words,
        /// Who.
        names: Vec<String>,
    },
    /// Leaving a session.
    Leave {
        /// The session's title.
        title: Words,
        /// Who.
        names: Vec<String>,
    },
    /// Taking seats that are held.
    Confirm {
        /// The session's title.
        title: Words,
        /// Who.
        names: Vec<String>,
    },
    /// A note put forward for points.
    Claim {
        /// The act.
        act: Words,
        /// The day.
        day: civil::Date,
    },
    /// A claim taken back.
    WithdrawClaim {
        /// The day of the claim.
        day: civil::Date,
    },
    /// Something this build does not know.
    Unknown,
    /// A guardian's consent, given or taken back.
    Consent {
        /// Whether it is given.
        given: bool,
        /// The child's name.
        names: Vec<String>,
    },
    /// Something staff did at the desk.
    Desk {
        /// What it was about.
        title: Words,
    },
}

/// Why a request is still on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// Sent; the answer is awaited.
    ForAnswer,
    /// Not sent yet, for the reason the conversation has.
    ToBeSent(SyncStatus),
    /// What it depends on has no outcome yet: leaving waits for the registration it undoes.
    ForEarlier,
    /// Whoever asked is not signed in.
    ForSignIn,
    /// The server could not read it; a newer version of the app tries again.
    ForUpdate(Unreadable),
}

/// A request that waits for its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLine {
    /// Its number.
    pub seq: u64,
    /// What was asked for.
    pub what: What,
    /// When it was written, on the community's wall, by this phone's clock.
    pub written_at: civil::DateTime,
    /// Why it is still here.
    pub waits: Waits,
}

/// A request that has its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// Its number.
    pub seq: u64,
    /// What was asked for.
    pub what: What,
    /// What became of it.
    pub outcome: Outcome,
    /// When, on the community's wall, by the server's clock.
    pub settled_at: civil::DateTime,
    /// Who asked. Nobody else is shown it.
    pub by: ResidentId,
}

impl State {
    /// Every request that waits, in the order it was written, each with its reason.
    pub fn outbox_lines(&self) -> Vec<OutboxLine> {
        self.version.track();
        let (status, offset) = (self.sync_status.get(), self.offset());
        let keeper = self.keeper();
        keeper.read(|replica| {
            let line = |pending: &Pending| OutboxLine {
                seq: pending.row.id.seq,
                what: what_of(replica, &pending.row.community, pending.intent.as_ref()),
                written_at: offset.civil(pending.row.written_at),
                waits: waits(
                    replica,
                    pending,
                    (status, keeper.was_sent(pending.row.id.seq)),
                ),
            };
            replica.pending().map(line).collect()
        })
    }

    /// What became of what the resident signed in here has sent, newest first.
    pub fn history_lines(&self) -> Vec<HistoryLine> {
        self.version.track();
        let offset = self.offset();
        self.keeper().read(|replica| {
            let me = replica.who().map(|who| &who.resident);
            let rows = replica.history();
            let mine = rows.filter(|settled| Some(&settled.row.by) == me);
            mine.map(|row| history_line(replica, row, |at| offset.civil(at)))
                .collect()
        })
    }

    /// What has just become of what the resident signed in here has sent, until they have read it.
    /// Another one's is not shown, whoever signed out or in since and on whatever page.
    pub fn news_lines(&self) -> Vec<HistoryLine> {
        self.version.track();
        let mut news = self.news.get();
        let me = self.who().map(|who| who.resident);
        news.retain(|line| Some(&line.by) == me.as_ref());
        news
    }

    /// How much waits, requests and notes: every screen that counts asks here.
    pub fn only_here(&self) -> OnlyHere {
        self.version.track();
        self.keeper().read(Replica::only_here)
    }
}

/// What the server has brought here so far, for whoever lost what was on the phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Sessions of the programme.
    pub sessions: usize,
    /// The household's registrations.
    pub registrations: usize,
    /// Notes.
    pub notes: usize,
}

impl State {
    /// What came back so far. Tracks the version.
    pub fn recovered(&self) -> Recovered {
        self.version.track();
        let community = self.community.get();
        self.keeper().read(|replica| {
            let mut found = Recovered::default();
            for (key, _) in replica.confirmed_records(&community) {
                match key {
                    Key::Session(_) => found.sessions = found.sessions.saturating_add(1),
                    Key::Registration(..) => {
                        found.registrations = found.registrations.saturating_add(1);
                    }
                    _ => {}
                }
            }
            let me = replica.who().map(|who| (&who.community, &who.resident));
            found.notes = replica.diary(me).len();
            found
        })
    }
}

/// A settled row as a line.
pub(crate) fn history_line(
    replica: &Replica,
    settled: &HistoryRow,
    civil: impl Fn(UnixMillis) -> civil::DateTime,
) -> HistoryLine {
    let row = &settled.row;
    let intent = intent_of(&row.kind, row.kv, &row.body).ok();
    HistoryLine {
        seq: row.id.seq,
        what: what_of(replica, &row.community, intent.as_ref()),
        outcome: settled.outcome.clone(),
        settled_at: civil(settled.settled_at),
        by: row.by.clone(),
    }
}

fn waits(replica: &Replica, pending: &Pending, (status, sent): (SyncStatus, bool)) -> Waits {
    if let Some(held) = &pending.row.held {
        return Waits::ForUpdate(match held.outcome {
            Outcome::Quarantined { why } => why,
            _ => Unreadable::Newer,
        });
    }
    let me = replica.who().map(|who| &who.resident);
    match status {
        _ if me != Some(&pending.row.by) => Waits::ForSignIn,
        SyncStatus::SignedOut => Waits::ForSignIn,
        _ if sent => Waits::ForAnswer,
        _ if waits_for_earlier(replica, pending) => Waits::ForEarlier,
        SyncStatus::Unheard | SyncStatus::Fresh | SyncStatus::Sending | SyncStatus::Outdated => {
            Waits::ToBeSent(SyncStatus::Waiting(WaitReason::Soon))
        }
        SyncStatus::Waiting(_) | SyncStatus::Offline | SyncStatus::Stuck(_) => {
            Waits::ToBeSent(status)
        }
    }
}

fn waits_for_earlier(replica: &Replica, pending: &Pending) -> bool {
    let waits = |dep: &u64| replica.pending().any(|of| of.row.id.seq == *dep);
    pending.row.deps.iter().any(waits)
}

fn what_of(replica: &Replica, community: &CommunityId, intent: Option<&Intent>) -> What {
    let names = |members: &[ResidentId]| {
        let name = |id: &ResidentId| mine::name_in(replica, community, id);
        members
            .iter()
            .map(|id| name(id).unwrap_or_else(|| id.to_string()))
            .collect()
    };
    let title = |session: &rules::id::SessionId| {
        let record = |key: &Key| replica.record(community, key);
        let Some(Record::Session(found)) = record(&Key::Session(session.clone())) else {
            return Words::new(session.as_str(), "");
        };
        match record(&Key::Activity(found.activity.clone())) {
            Some(Record::Activity(activity)) => activity.title.clone(),
            _ => Words::new(session.as_str(), ""),
        }
    };
    match intent {
        Some(Intent::Register {
            session, members, ..
        }) => What::Register {
            title: title(session),
            names: names(members),
        },
        Some(Intent::Leave { session, members }) => What::Leave {
            title: title(session),
            names: names(members),
        },
        Some(Intent::Claim(asked)) => What::Claim {
            act: act_words(replica, community, &asked.act),
            day: asked.day,
        },
        Some(Intent::WithdrawClaim { day, .. }) => What::WithdrawClaim { day: *day },
        Some(Intent::Confirm { session, members }) => What::Confirm {
            title: title(session),
            names: names(members),
        },
        Some(Intent::Consent { child, given }) => What::Consent {
            given: *given,
            names: names(core::slice::from_ref(child)),
        },
        Some(Intent::Revise(asked)) => What::Desk {
            title: title(&asked.session),
        },
        Some(Intent::Admit(asked)) => What::Desk {
            title: title(&asked.session),
        },
        Some(Intent::CallRoll(asked)) => What::Desk {
            title: title(&asked.session),
        },
        Some(Intent::CountHeads(asked)) => What::Desk {
            title: title(&asked.session),
        },
        Some(Intent::Write(asked)) => What::Desk {
            title: asked.plan.activity.title.clone(),
        },
        Some(Intent::Take(asked)) => What::Desk {
            title: draft_title(replica, community, &asked.draft),
        },
        Some(
            Intent::Publish { .. }
            | Intent::Promote { .. }
            | Intent::Lapse { .. }
            | Intent::Seal { .. }
            | Intent::Draw { .. },
        )
        | None => What::Unknown,
    }
}

fn draft_title(replica: &Replica, community: &CommunityId, draft: &rules::id::SessionId) -> Words {
    match replica.record(community, &Key::Draft(draft.clone())) {
        Some(Record::Draft(found)) => found.plan.activity.title.clone(),
        _ => Words::new(draft.as_str(), ""),
    }
}

/// The policy in force on this device.
pub(super) fn policy(replica: &Replica, community: &CommunityId) -> PointsPolicy {
    match replica.record(community, &Key::Policy) {
        Some(Record::Policy(found)) => found.clone(),
        _ => PointsPolicy::default(),
    }
}

/// What an act is called; its id where the policy no longer knows it.
pub(super) fn act_words(replica: &Replica, community: &CommunityId, act: &ActId) -> Words {
    let policy = policy(replica, community);
    let known = policy.act(act).map(|act| act.words.clone());
    known.unwrap_or_else(|| Words::new(act.as_str(), ""))
}
