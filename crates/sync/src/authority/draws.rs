//! Draws: their seals are shown as soon as they are known, and they are held at their hour.
//!
//! The one rule to know: a seed follows from the server's own secret, its community and its session,
//! so it is the same after a restart and after a restore, and stands nowhere before the draw.
//!
//! Deliberately absent: when this is called. Late is allowed: until the hour one may apply, and from
//! then on the rules refuse it.

use super::{Visit, execute};
use crate::depot::Depot;
use rules::id::{CommunityId, SessionId};
use rules::registration::draw::{Draws, Hash, seal_of};
use rules::registration::drawing::held_at;
use rules::time::{Offset, UnixMillis};
use rules::{Actor, Intent, Key, Record};
use sha2::{Digest, Sha256};

/// What the seeds of a server's draws follow from. Not to be shown to anybody.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DrawSecret(pub [u8; 32]);

impl core::fmt::Debug for DrawSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DrawSecret")
    }
}

impl DrawSecret {
    /// The seed of a session's draw.
    fn seed(self, community: &CommunityId, session: &SessionId) -> Hash {
        let mut digest = Sha256::new();
        digest.update(self.0);
        digest.update(format!("{community}/{session}").as_bytes());
        Hash(digest.finalize().into())
    }
}

/// Shows the seals that are not shown yet, of draws whose hour is still to come.
///
/// # Errors
/// Whatever the depot fails with; the transaction must then be abandoned.
pub fn seal_draws<D: Depot>(
    depot: &mut D,
    (community, secret): (&CommunityId, DrawSecret),
    now: UnixMillis,
) -> Result<(), D::Error> {
    let system = Visit::new(Actor::System, now);
    for session in open(depot)? {
        if record(depot, &Key::Draw(session.clone()))?.is_none() {
            let seal = seal_of(secret.seed(community, &session));
            let intent = Intent::Seal { session, seal };
            execute(depot, &system, None, &intent)?;
        }
    }
    Ok(())
}

/// Holds the draws whose hour has passed, at most this many; how many it was. A seal that is not
/// shown yet is shown first.
///
/// # Errors
/// Whatever the depot fails with; the transaction must then be abandoned.
pub fn hold_draws<D: Depot>(
    depot: &mut D,
    (community, secret): (&CommunityId, DrawSecret),
    now: UnixMillis,
    most: usize,
) -> Result<usize, D::Error> {
    let system = Visit::new(Actor::System, now);
    seal_draws(depot, (community, secret), now)?;
    let mut done = 0;
    for session in open(depot)? {
        if done >= most {
            break;
        }
        if !is_due(depot, &session, now)? {
            continue;
        }
        let seed = secret.seed(community, &session);
        let intent = Intent::Draw { session, seed };
        // What is refused (a seed that fits no seal) stays listed and holds up no other.
        if execute(depot, &system, None, &intent)?.took_effect() {
            done = done.saturating_add(1);
        }
    }
    Ok(done)
}

/// Whether any of a community's draws waits for its seal, or for its hour, which has passed.
///
/// # Errors
/// Whatever the depot fails with.
pub fn draws_wait<D: Depot>(depot: &mut D, now: UnixMillis) -> Result<bool, D::Error> {
    for session in open(depot)? {
        let is_sealed = record(depot, &Key::Draw(session.clone()))?.is_some();
        if !is_sealed || is_due(depot, &session, now)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_due<D: Depot>(depot: &mut D, session: &SessionId, now: UnixMillis) -> Result<bool, D::Error> {
    let offset = match record(depot, &Key::Community)? {
        Some(Record::Community(community)) => community.offset,
        _ => Offset(0),
    };
    Ok(match record(depot, &Key::Session(session.clone()))? {
        // What is no draw any more leaves the list at once.
        Some(Record::Session(session)) => {
            held_at(&session).is_none_or(|hour| offset.millis(hour) <= now)
        }
        _ => false,
    })
}

fn open<D: Depot>(depot: &mut D) -> Result<Vec<SessionId>, D::Error> {
    Ok(match record(depot, &Key::Draws)? {
        Some(Record::Draws(Draws { open })) => open,
        _ => Vec::new(),
    })
}

fn record<D: Depot>(depot: &mut D, key: &Key) -> Result<Option<Record>, D::Error> {
    Ok(depot.row(key)?.and_then(|row| row.record))
}
