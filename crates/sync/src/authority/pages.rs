//! What changed since a device's cursor, a page at a time.
//!
//! The one rule to know: a page is a contiguous prefix of each scope, read with the head in one
//! transaction, so that no row at or below an issued cursor ever appears later.

use super::{Admitted, Visit, intent_of};
use crate::cursor::Position;
use crate::depot::{Depot, Head};
use crate::identity::row_hash;
use crate::limits::{PAGE_ROWS_MAX, SCHEMA_VIEW, SUM_PULLS};
use crate::wire::{Change, Feed, PushIntent, ScopeSum, Want};
use rules::id::CommunityId;
use rules::{Actor, Key, Record, Scope};
use std::collections::BTreeSet;

/// Who reads a feed.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The scopes they may see.
    pub scopes: &'a [Scope],
    /// How far they are admitted.
    pub admitted: Admitted,
    /// What their build can read, as they say.
    pub schema_view: u16,
}

impl Reader<'_> {
    /// What they read of what is written here: no more than there is.
    fn view(&self) -> u16 {
        self.schema_view.min(SCHEMA_VIEW)
    }
}

/// The scopes a visitor may see as the community's records stand: the desk's is not theirs who work
/// there no more, however long their session lasts.
///
/// # Errors
/// Whatever the depot fails with.
pub fn scopes_of<D: Depot>(depot: &mut D, visit: &Visit) -> Result<Vec<Scope>, D::Error> {
    let mut scopes = visit.actor.scopes();
    if let Actor::Staff { staff } = &visit.actor {
        let row = depot.row(&Key::Staff(staff.clone()))?;
        let works_here = match row.and_then(|row| row.record) {
            Some(Record::Staff(found)) => found.works_here(),
            _ => false,
        };
        scopes.retain(|scope| works_here || *scope != Scope::Desk);
    }
    Ok(scopes)
}

/// Tells what changed since a cursor, in the scopes of a visitor, together with the present
/// records of `asked`: what the visitor's own intents touched, so that no answer shows an outcome
/// without its effect. Of a visitor who is admitted to what is public only, the other scopes of
/// the cursor stay as they are.
///
/// # Errors
/// Whatever the depot fails with.
pub fn changes_for<D: Depot>(
    depot: &mut D,
    reader: Reader<'_>,
    want: &Want,
    asked: &BTreeSet<Key>,
) -> Result<Feed, D::Error> {
    let head = depot.head()?;
    let (mut position, reset) = resume(want, &head, reader);
    let scopes = reader.scopes;
    let mut changes: Vec<Change> = Vec::new();
    let mut more = false;
    for scope in scopes {
        let after = position.scopes.get(scope).copied().unwrap_or(0);
        if after >= head.rev {
            continue;
        }
        let room = PAGE_ROWS_MAX.saturating_sub(changes.len());
        let rows = depot.changes(scope, after, room)?;
        let full = rows.len() >= room;
        let came_to = match rows.last() {
            Some(last) if full => last.rev,
            None if full => after,
            _ => head.rev,
        };
        more |= full;
        position.scopes.insert(scope.clone(), came_to);
        changes.extend(rows);
    }
    for key in asked {
        if let Some(change) = depot.change(key)?
            && let Some(scope) = change.scope.seen_among(scopes, key)
            && !changes.iter().any(|known| known.key == change.key)
        {
            changes.push(Change { scope, ..change });
        }
    }
    position.pulls = position.pulls.saturating_add(1);
    let mut sums = Vec::new();
    if position.pulls >= SUM_PULLS && !more {
        position.pulls = 0;
        for scope in scopes {
            sums.push(sum(depot, scope)?);
        }
    }
    Ok(Feed {
        community: want.community.clone(),
        feed_epoch: head.feed_epoch,
        reset,
        changes,
        cursor: position.seal(),
        more,
        ledger_head: head.ledger(),
        sums,
    })
}

/// All rows of a scope, in short.
fn sum<D: Depot>(depot: &mut D, scope: &Scope) -> Result<ScopeSum, D::Error> {
    let rows = depot.changes(scope, 0, usize::MAX)?;
    let hashes = rows.iter().filter_map(|row| {
        let data = row.data.as_ref()?;
        Some(row_hash(&row.key, row.rev, data.as_str()))
    });
    Ok(ScopeSum::of(scope.clone(), hashes))
}

/// Where a device resumes: its own position, or the beginning of whatever it cannot continue.
fn resume(want: &Want, head: &Head, reader: Reader<'_>) -> (Position, Vec<Scope>) {
    let Reader {
        scopes, admitted, ..
    } = reader;
    let fresh = Position {
        feed_epoch: head.feed_epoch,
        schema_view: reader.view(),
        pulls: 0,
        scopes: scopes.iter().map(|scope| (scope.clone(), 0)).collect(),
    };
    // Whoever comes without a cursor may still hold rows of an earlier life of this feed.
    let Some(cursor) = &want.cursor else {
        return (fresh, scopes.to_vec());
    };
    let Some(mut known) = Position::unseal(cursor) else {
        return (fresh, scopes.to_vec());
    };
    // A scope that is no longer the visitor's is emptied.
    let is_theirs = |scope: &Scope| admitted == Admitted::PublicOnly || scopes.contains(scope);
    let lost = known.scopes.keys().filter(|scope| !is_theirs(scope));
    let mut reset: Vec<Scope> = lost.cloned().collect();
    let goes_on =
        known.feed_epoch == head.feed_epoch && known.scopes.values().all(|rev| *rev <= head.rev);
    if !goes_on {
        reset.extend_from_slice(scopes);
        return (fresh, reset);
    }
    // Whoever reads more (or less) than when they came this far is told all of it again; what they
    // hold stays until then.
    if known.schema_view != reader.view() {
        known.schema_view = reader.view();
        known.scopes.values_mut().for_each(|rev| *rev = 0);
    }
    let goes_on = |scope: &Scope| is_theirs(scope) && !want.emptied.contains(scope);
    known.scopes.retain(|scope, _| goes_on(scope));
    // A new one starts at its beginning, whatever the device still holds of it.
    for scope in scopes {
        if !known.scopes.contains_key(scope) {
            known.scopes.insert(scope.clone(), 0);
            reset.push(scope.clone());
        }
    }
    (known, reset)
}

/// The keys whose present records an answer must hold, for the intents of one request.
pub fn asked_keys(visit: &Visit, community: &CommunityId, intents: &[PushIntent]) -> BTreeSet<Key> {
    intents
        .iter()
        .filter(|push| push.community == *community)
        .filter_map(|push| intent_of(&push.kind, push.kv, &push.body).ok())
        .flat_map(|intent| intent.keys(&visit.actor))
        .collect()
}
