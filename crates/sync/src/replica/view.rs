//! What the screen may see: the server's records with pending intents folded over them.
//!
//! The one rule to know: what waits here takes seats at once, and gives none back before the server
//! has heard of it.

use super::{Replica, World};
use crate::rows::{Copied, HistoryRow, NoteRow, OutboxRow};
use crate::wire::Alarms;
use rules::diary::{NoteHead, NoteRevision, heads};
use rules::id::{CommunityId, NoteId, ResidentId, RevisionId};
use rules::time::UnixMillis;
use rules::{Actor, Authority, Context, Fact, Intent, Key, Origin, Record, Slice};
use std::collections::BTreeMap;

/// An intent that waits for its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// As stored.
    pub row: OutboxRow,
    /// As read; none when this build does not know its kind.
    pub intent: Option<Intent>,
}

impl Pending {
    /// Who asked.
    pub fn actor(&self) -> Actor {
        Actor::signed_in(self.row.by.clone(), self.row.household.clone())
    }
}

/// How much only one device holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OnlyHere {
    /// Requests without an outcome.
    pub requests: usize,
    /// Revisions of notes that wait to be copied to the server.
    pub notes: usize,
}

impl OnlyHere {
    /// All of it.
    pub fn all(self) -> usize {
        self.requests.saturating_add(self.notes)
    }
}

impl World {
    pub(super) fn get(&self, key: &Key) -> Option<&Record> {
        match self.overlay.get(key) {
            Some(changed) => changed.as_ref(),
            None => self.records.get(key).map(|kept| &*kept.record),
        }
    }
}

impl Replica {
    /// A record as the screen may show it: pending intents included.
    pub fn record(&self, community: &CommunityId, key: &Key) -> Option<&Record> {
        self.worlds.get(community)?.get(key)
    }

    /// A record as the server last said it.
    pub fn confirmed(&self, community: &CommunityId, key: &Key) -> Option<&Record> {
        let kept = self.worlds.get(community)?.records.get(key)?;
        Some(&kept.record)
    }

    /// Every record of a community as the server last said it, in the order of keys.
    pub fn confirmed_records(
        &self,
        community: &CommunityId,
    ) -> impl Iterator<Item = (&Key, &Record)> + Clone {
        let world = self.worlds.get(community);
        let records = world.into_iter().flat_map(|world| world.records.iter());
        records.map(|(key, kept)| (key, &*kept.record))
    }

    /// Every record of a community as the screen may show it, pending intents included: those that
    /// they change come last.
    pub fn records(&self, community: &CommunityId) -> impl Iterator<Item = (&Key, &Record)> {
        let world = self.worlds.get(community);
        let same = world.into_iter().flat_map(|world| {
            let kept = world.records.iter();
            let same = kept.filter(|(key, _)| !world.overlay.contains_key(*key));
            same.map(|(key, kept)| (key, &*kept.record))
        });
        let changed = world.into_iter().flat_map(|world| {
            let changed = world.overlay.iter();
            changed.filter_map(|(key, record)| Some((key, record.as_ref()?)))
        });
        same.chain(changed)
    }

    /// Every key, revision and record a community's feed brought, for audits.
    pub fn revisions(&self, community: &CommunityId) -> Vec<(&Key, u64, &Record)> {
        let world = self.worlds.get(community);
        let records = world.into_iter().flat_map(|world| world.records.iter());
        records
            .map(|(key, kept)| (key, kept.rev, &*kept.record))
            .collect()
    }

    /// Every community this device knows anything of.
    pub fn communities(&self) -> impl Iterator<Item = &CommunityId> {
        self.worlds.keys()
    }

    /// The revision a record is held at.
    pub fn revision(&self, community: &CommunityId, key: &Key) -> Option<u64> {
        Some(self.worlds.get(community)?.records.get(key)?.rev)
    }

    /// Whether another replica holds the very same; how often each changed, and whether it was
    /// answered yet, does not count.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let Self {
            identity,
            next_seq,
            who,
            worlds: _,
            outbox,
            history,
            notes,
            set_aside,
            server_view: _,
            version: _,
        } = self;
        let own = (identity, next_seq, who, outbox, history, notes, set_aside);
        own == (
            &other.identity,
            &other.next_seq,
            &other.who,
            &other.outbox,
            &other.history,
            &other.notes,
            &other.set_aside,
        ) && self.known_worlds().eq(other.known_worlds())
    }

    /// A community of which nothing is known is one that nobody asked about.
    fn known_worlds(&self) -> impl Iterator<Item = (&CommunityId, &World)> {
        let nothing = World::default();
        self.worlds
            .iter()
            .filter(move |(_, world)| **world != nothing)
    }

    /// How far a community's feed has come.
    pub fn feed(&self, community: &CommunityId) -> Option<&super::FeedRow> {
        self.worlds.get(community)?.feed.as_ref()
    }

    /// As what this device counts in a community: a phone, until the server says that it is a station.
    pub fn origin_in(&self, community: &CommunityId) -> Origin {
        self.feed(community)
            .map(|feed| feed.origin)
            .unwrap_or_default()
    }

    /// Whether this device is a station of any community it has heard of.
    pub fn is_station(&self) -> bool {
        let mut feeds = self.worlds.values().filter_map(|world| world.feed.as_ref());
        feeds.any(|feed| feed.origin == Origin::Station)
    }

    /// What was ever found wrong with the feeds of this device.
    pub fn alarms(&self) -> Alarms {
        let feeds = self.worlds.values().filter_map(|world| world.feed.as_ref());
        feeds.fold(Alarms::default(), |all, feed| all.plus(feed.alarms))
    }

    /// Intents that wait for their outcome, in the order they were written.
    pub fn pending(&self) -> impl Iterator<Item = &Pending> {
        self.outbox.values()
    }

    /// Intents that have their outcome, newest first.
    pub fn history(&self) -> impl Iterator<Item = &HistoryRow> {
        self.history.values().rev()
    }

    /// Whether nothing was ever asked or written here, as far as is remembered.
    pub fn is_untouched(&self) -> bool {
        self.next_seq <= 1 && self.notes.is_empty() && self.set_aside == 0
    }

    /// Requests and notes that only this device holds, all together.
    pub fn unsent(&self) -> u32 {
        u32::try_from(self.only_here().all()).unwrap_or(u32::MAX)
    }

    /// What only this device holds, each counted apart.
    pub fn only_here(&self) -> OnlyHere {
        let waits = |row: &&NoteRow| row.copy == Copied::Waiting;
        OnlyHere {
            requests: self.outbox.len(),
            notes: self.notes.values().filter(waits).count(),
        }
    }

    /// Every revision written on this device.
    pub fn notes(&self) -> impl Iterator<Item = &NoteRow> {
        self.notes.values()
    }

    /// A note's revision, where it was written on this device.
    pub fn written(&self, note: &NoteId, revision: &RevisionId) -> Option<&NoteRow> {
        self.notes.get(&(note.clone(), revision.clone()))
    }

    /// The diary of a resident (or of the phone, before anyone signed in): the heads of all notes,
    /// written here or pulled, thrown-away ones left out, newest day first.
    pub fn diary(&self, of: Option<(&CommunityId, &ResidentId)>) -> Vec<NoteHead> {
        let mut notes: BTreeMap<&NoteId, BTreeMap<&RevisionId, NoteRevision>> = BTreeMap::new();
        for row in self.notes.values() {
            let owner = row.owner.as_ref();
            let mine = owner.map(|owner| (&owner.community, &owner.resident)) == of;
            if let (true, Ok(body)) = (mine, row.body.read()) {
                let parents = row.parents.clone();
                let revision = NoteRevision { parents, body };
                notes
                    .entry(&row.note)
                    .or_default()
                    .insert(&row.rev, revision);
            }
        }
        if let Some((community, resident)) = of {
            for (key, record) in self.confirmed_records(community) {
                if let (Key::Note(owner, note, rev), Record::Note(revision)) = (key, record)
                    && owner == resident
                {
                    notes.entry(note).or_default().insert(rev, revision.clone());
                }
            }
        }
        let mut shown: Vec<NoteHead> = Vec::new();
        for (note, revisions) in notes {
            let of_note = heads(revisions.iter().map(|(id, revision)| (*id, revision)));
            shown.extend(
                of_note
                    .into_iter()
                    .filter(|(_, head)| !head.body.discarded)
                    .map(|(id, head)| NoteHead {
                        note: note.clone(),
                        revision: id.clone(),
                        body: head.body.clone(),
                    }),
            );
        }
        shown.sort_by(|a, b| (b.body.day, &a.note).cmp(&(a.body.day, &b.note)));
        shown
    }

    /// Folds the pending intents of whoever is signed in over the server's records, in the order they were written. One
    /// that the rules no longer let pass changes nothing here; the server will say so.
    pub(super) fn fold(&mut self) {
        self.version = self.version.wrapping_add(1);
        for (_, world) in self.worlds.iter_mut() {
            world.overlay.clear();
        }
        let outbox = core::mem::take(&mut self.outbox);
        for pending in outbox.values() {
            self.fold_in(pending);
        }
        self.outbox = outbox;
    }

    /// Folds one intent more over what is shown: it was written after all that are folded already.
    pub(super) fn fold_in(&mut self, pending: &Pending) {
        let me = self.who.as_ref().map(|who| &who.resident);
        if let (Some(intent), true) = (&pending.intent, me == Some(&pending.row.by)) {
            let world = self.world(&pending.row.community);
            fold_one(world, &pending.actor(), intent);
        }
    }
}

/// The tally as it stands, where a fact gives up what the server counts: a seat is nobody else's
/// before the server has heard that it was left. What was only asked for here is given up at once.
fn not_given_up(world: &World, slice: &Slice, fact: &Fact) -> Option<(Key, Record)> {
    let Fact::Left {
        session, resident, ..
    } = fact
    else {
        return None;
    };
    let counted = Key::Registration(session.clone(), resident.clone());
    match &*world.records.get(&counted)?.record {
        Record::Registration(found) if found.state.is_open() => {}
        _ => return None,
    }
    let key = Key::Seats(session.clone());
    let tally = slice.get(&key)?.clone();
    Some((key, tally))
}

fn fold_one(world: &mut World, actor: &Actor, intent: &Intent) {
    let origin = world.feed.as_ref().map(|feed| feed.origin);
    let read = |key: &Key| Ok::<_, core::convert::Infallible>(world.get(key).cloned());
    let Ok(mut slice) = rules::load(intent, actor, read);
    let context = Context {
        now: UnixMillis(0),
        actor: actor.clone(),
        authority: Authority::Device,
        origin: origin.unwrap_or_default(),
    };
    let Ok(facts) = rules::decide(&slice, &context, intent) else {
        return;
    };
    let before = slice.clone();
    for fact in &facts {
        let kept = not_given_up(world, &slice, fact);
        rules::apply(&mut slice, fact);
        if let Some((key, tally)) = kept {
            slice.put(key, tally);
        }
    }
    for (key, record) in slice
        .iter()
        .filter(|(key, record)| before.get(key) != Some(record))
    {
        world.overlay.insert(key.clone(), Some(record.clone()));
    }
    for (key, _) in before.iter().filter(|(key, _)| slice.get(key).is_none()) {
        world.overlay.insert(key.clone(), None);
    }
}
