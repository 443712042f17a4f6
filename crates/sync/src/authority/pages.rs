//! What changed since a device's cursor, a page at a time.
//!
//! The one rule to know: a page is a contiguous prefix of each scope, read with the head in one
//! transaction, so that no row at or below an issued cursor ever appears later.

use super::{Admitted, Visit, intent_of};
use crate::cursor::Position;
use crate::depot::{Depot, Head};
use crate::identity::row_hash;
use crate::limits::{
    BRIEF_INTENTS_MAX, BRIEF_ROWS_MAX, PAGE_ROWS_MAX, SCHEMA_VIEW, SHELF_ROWS_MAX, SUM_PULLS,
};
use crate::wire::{Change, Feed, PushIntent, Request, ScopeSum, Want};
use rules::id::CommunityId;
use rules::{Actor, Key, Origin, Record, Scope};
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
    /// As what their device counts.
    pub origin: Origin,
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

/// Tells what changed since a cursor, in the scopes of a visitor. Where that takes several pages, the
/// first holds the present records of `asked` too: what the visitor's own intents touched, so that no
/// answer shows an outcome without its effect. Of a visitor who is admitted to what is public only, the other scopes of
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
    page(depot, reader, want, (asked, Extent::Page))
}

/// The same in short: few rows, and no comparison; what is left is told when the device asks again.
/// For whoever reads while others wait to write.
///
/// # Errors
/// Whatever the depot fails with.
pub fn brief_changes_for<D: Depot>(
    depot: &mut D,
    reader: Reader<'_>,
    want: &Want,
    asked: &BTreeSet<Key>,
) -> Result<Feed, D::Error> {
    page(depot, reader, want, (asked, Extent::Brief))
}

impl Request {
    /// Whether it asks for so little, and comes so far along, that its answer is brief: read where it
    /// is written, while others wait.
    pub fn is_brief(&self) -> bool {
        let asks = self.intents.len().saturating_add(self.notes.len());
        let is_up_to_date = self.feeds.iter().all(|want| want.cursor.is_some());
        is_up_to_date && (1..=BRIEF_INTENTS_MAX).contains(&asks)
    }
}

/// How much an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// A page, and now and then a comparison.
    Page,
    /// A few rows.
    Brief,
    /// What lies packed for newcomers.
    Shelf,
}

impl Extent {
    fn rows_max(self) -> usize {
        match self {
            Self::Page => PAGE_ROWS_MAX,
            Self::Brief => BRIEF_ROWS_MAX,
            Self::Shelf => SHELF_ROWS_MAX,
        }
    }
}

/// What changed, as far as an answer goes.
pub(super) fn page<D: Depot>(
    depot: &mut D,
    reader: Reader<'_>,
    want: &Want,
    (asked, extent): (&BTreeSet<Key>, Extent),
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
        let room = extent.rows_max().saturating_sub(changes.len());
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
    // A page that comes to the head holds whatever is newer than what its reader has.
    if more {
        let told: BTreeSet<String> = changes.iter().map(|change| change.key.clone()).collect();
        for key in asked.iter().filter(|key| !told.contains(&key.to_string())) {
            if let Some(change) = depot.change(key)?
                && let Some(scope) = change.scope.seen_among(scopes, key)
            {
                changes.push(Change { scope, ..change });
            }
        }
    }
    position.pulls = position.pulls.saturating_add(1);
    let mut sums = Vec::new();
    if position.pulls >= SUM_PULLS && !more && extent != Extent::Brief {
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
        origin: reader.origin,
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
        of_another_life: BTreeSet::new(),
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
    let all = known.scopes.keys().chain(&known.of_another_life);
    let mut reset: Vec<Scope> = all.filter(|scope| !is_theirs(scope)).cloned().collect();
    let goes_on =
        known.feed_epoch == head.feed_epoch && known.scopes.values().all(|rev| *rev <= head.rev);
    if !goes_on {
        reset.extend_from_slice(scopes);
        let kept = known.scopes.into_keys().chain(known.of_another_life);
        let kept = kept.filter(|scope| is_theirs(scope) && !scopes.contains(scope));
        let fresh = Position {
            of_another_life: kept.collect(),
            ..fresh
        };
        return (fresh, reset);
    }
    if admitted != Admitted::PublicOnly {
        known.of_another_life.clear();
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

/// The keys of which an answer must not leave a change for a later page, for the intents of one request.
pub fn asked_keys(visit: &Visit, community: &CommunityId, intents: &[PushIntent]) -> BTreeSet<Key> {
    intents
        .iter()
        .filter(|push| push.community == *community)
        .filter_map(|push| intent_of(&push.kind, push.kv, &push.body).ok())
        .flat_map(|intent| intent.keys(&visit.actor))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::identity::{Chain, FeedEpoch};

    fn head(life: u8, rev: u64) -> Head {
        Head {
            feed_epoch: FeedEpoch([life; 8]),
            rev,
            line: 1,
            chain: Chain::default(),
        }
    }

    fn resumed(
        known: &Position,
        head: &Head,
        (scopes, admitted): (&[Scope], Admitted),
    ) -> (Position, Vec<Scope>) {
        let want = Want::since("c".parse().unwrap(), Some(known.seal()));
        let reader = Reader {
            scopes,
            admitted,
            schema_view: SCHEMA_VIEW,
            origin: Origin::OwnDevice,
        };
        resume(&want, head, reader)
    }

    #[test]
    fn rows_of_a_life_that_ended_while_nobody_was_signed_in_go_once_somebody_is() {
        let home: Scope = "household/h".parse().unwrap();
        let clerk = [Scope::Desk, Scope::Public];
        let known = Position {
            feed_epoch: FeedEpoch([1; 8]),
            schema_view: SCHEMA_VIEW,
            pulls: 0,
            scopes: [(Scope::Desk, 7), (home.clone(), 7), (Scope::Public, 9)].into(),
            of_another_life: BTreeSet::new(),
        };
        let ended = (&clerk[1..], Admitted::PublicOnly);
        let (kept, reset) = resumed(&known, &head(2, 4), ended);
        assert_eq!(reset, [Scope::Public], "nothing of theirs is touched");
        assert_eq!(kept.scopes.get(&Scope::Public), Some(&0));
        let mut went_on = kept;
        went_on.scopes.insert(Scope::Public, 4);
        let (again, reset) = resumed(&went_on, &head(2, 4), ended);
        assert_eq!((&again, reset), (&went_on, vec![]), "nothing is told twice");
        // Signed in again, still at the desk: it begins anew, and what is not theirs goes.
        let (at_desk, reset) = resumed(&again, &head(2, 4), (&clerk, Admitted::Whole));
        assert_eq!(
            reset.into_iter().collect::<BTreeSet<_>>(),
            [home.clone(), Scope::Desk].into()
        );
        assert_eq!(
            at_desk.scopes,
            [(Scope::Desk, 0), (Scope::Public, 4)].into()
        );
        // Not at the desk any more: all of it goes.
        let (left, reset) = resumed(&again, &head(2, 4), (&clerk[1..], Admitted::Whole));
        assert_eq!(
            reset.into_iter().collect::<BTreeSet<_>>(),
            [home, Scope::Desk].into()
        );
        assert_eq!(left.scopes, [(Scope::Public, 4)].into());
    }
}
