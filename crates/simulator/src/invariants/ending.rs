//! What must hold at the end, when all is quiet.

use super::journal::{Records, records};
use super::storage::owner_of;
use super::{Ledger, S2, S3, S7, S10, S11, S13, S20, Ticket, scopes_of};
use crate::depot::MemoryDepot;
use crate::device::Device;
use crate::server::Server;
use rules::id::CommunityId;
use rules::{Key, Record, Scope};
use std::collections::BTreeMap;
use sync::Outcome;
use sync::identity::Fingerprint;
use sync::replica::{Fresh, Replica};
use sync::room::Room;
use sync::rows::{Owner, RecordRow};
use sync::store::Table;

/// Whether who is signed in works at the desk of the community of these records.
fn works_here(replica: &Replica, records: &Records) -> bool {
    let who = replica.who().map(|who| Key::Staff(who.resident.clone()));
    let found = who.and_then(|key| records.get(&key));
    matches!(found, Some(Record::Staff(staff)) if staff.level.is_some())
}

/// What a record is called, by the key of its row on a device: its community stands before it.
fn record_key(row: &str) -> &str {
    row.split_once('/').map_or(row, |(_, key)| key)
}

/// Every community's storage and the records in it, each read once.
type Kept<'s> = BTreeMap<&'s CommunityId, (&'s MemoryDepot, Records)>;

impl Ledger {
    /// All laws of the end.
    pub fn check_end(&mut self, devices: &[Device], server: &Server, now: u64) {
        let read = |(name, depot)| (name, (depot, records(depot)));
        let kept: Kept = server.communities.iter().map(read).collect();
        for device in devices {
            self.check_pages(device, now);
            for replica in device.running() {
                self.check_outcomes((device.number, replica), server, now);
                self.check_view((device, replica), &kept, now);
                self.check_medium((device, replica), now);
            }
        }
        self.check_numbers(now);
        self.check_notes(devices, server, now);
        for (depot, records) in kept.values() {
            self.check_journal(depot, (records, server.looked_at), now);
            self.check_nobody_waits_in_vain(records, server.looked_at, now);
            self.check_deadlines(records, server.looked_at, now);
        }
    }

    /// S10: whichever page somebody looks at, it shows the same.
    fn check_pages(&mut self, device: &Device, now: u64) {
        let Some(first) = device.running().next() else {
            return;
        };
        let other = device.running().position(|page| !page.says_the_same(first));
        self.demand((S10, now), other.is_none(), || {
            let (number, other) = (device.number, other.unwrap_or(0) + 1);
            format!("page {other} of phone {number} shows something else than page 1")
        });
    }

    /// S2: whatever a device held durably has an outcome there, the one the server keeps.
    fn check_outcomes(&mut self, (at, replica): (usize, &Replica), server: &Server, now: u64) {
        let settled: BTreeMap<Ticket, &Outcome> = replica
            .history()
            .map(|row| ((row.row.id, row.row.fp), &row.outcome))
            .collect();
        let held = self
            .holders
            .iter()
            .filter(|(_, holders)| holders.contains(&at));
        let held: Vec<Ticket> = held.map(|(ticket, _)| self.followed(at, *ticket)).collect();
        for ticket in held {
            let outcome = settled.get(&ticket).copied();
            self.demand((S2, now), outcome.is_some(), || {
                format!("{ticket:?} has no outcome on phone {at}")
            });
            let Some(row) = self.intents.get(&ticket).cloned() else {
                continue;
            };
            let kept = server.communities.get(&row.community);
            let kept = kept.and_then(|depot| depot.verdicts.get(&ticket.0));
            let kept: Option<(Fingerprint, Outcome)> =
                kept.and_then(|(fp, text)| Some((*fp, serde_json::from_str(text).ok()?)));
            let same = kept.as_ref().map(|(fp, kept)| (fp, kept))
                == outcome.map(|outcome| (&ticket.1, outcome));
            // A copy of the store may have asked the very same under the same number.
            let copied = self.holders.get(&ticket).is_some_and(|who| who.len() > 1);
            // A restored server may have forgotten what had no effect, and a late duplicate may have
            // had it refused for another reason since; what had an effect is sent again.
            let may_forget = self.restores > 0
                // Its number may be a copy's by now; and a copy that never heard of the refusal sends
                // the very same again, which may have its effect in the next life.
                && kept
                    .as_ref()
                    .is_none_or(|(fp, kept)| *fp != ticket.1 || copied || !kept.took_effect())
                && outcome.is_some_and(|outcome| !outcome.took_effect());
            let may_forget = may_forget || (self.leapt && kept.is_none());
            let law = if self.restores > 0 { S20 } else { S2 };
            self.demand((law, now), same || may_forget, || {
                format!("phone {at} holds {outcome:?} for {ticket:?}, the server {kept:?}")
            });
            let blocked = row.deps.iter().find(|dep| {
                settled.iter().any(|((id, _), outcome)| {
                    id.seq == **dep && id.epoch == ticket.0.epoch && !outcome.took_effect()
                })
            });
            // Of what was settled long ago nobody knows any more how.
            let waits = matches!(
                outcome,
                Some(Outcome::Blocked { .. } | Outcome::AlreadySettled)
            );
            // After a restore it may be decided by itself, as long as it has no effect either.
            let void = outcome.is_some_and(|outcome| !outcome.took_effect());
            let waits = waits || (self.restores > 0 && void);
            // The copy had nothing to wait for.
            let waits = waits || copied;
            self.demand((S2, now), blocked.is_none() || waits, || {
                format!("{ticket:?} depends on {blocked:?}, which had no effect: {outcome:?}")
            });
        }
    }

    /// S7: the records a device shows are those the server keeps for its scopes.
    fn check_view(&mut self, (device, replica): (&Device, &Replica), kept: &Kept, now: u64) {
        for community in &device.follow {
            let Some((depot, records)) = kept.get(community) else {
                continue;
            };
            let mut scopes = scopes_of(replica);
            scopes.retain(|scope| *scope != Scope::Desk || works_here(replica, records));
            let held: BTreeMap<&Key, (u64, &Record)> = replica
                .revisions(community)
                .into_iter()
                .map(|(key, rev, record)| (key, (rev, record)))
                .collect();
            let visible = |key: &Key, row: &crate::depot::TextRow| {
                row.text.is_some() && row.scope.seen_among(&scopes, key).is_some()
            };
            for (key, row) in depot.rows.iter().filter(|(key, row)| visible(key, row)) {
                let record = records.get(key);
                let same = held.get(key).copied() == record.map(|record| (row.rev, record));
                self.demand((S7, now), same, || {
                    let held = held.get(key);
                    format!(
                        "phone {}: {key} is {held:?}, the server says {row:?}",
                        device.number
                    )
                });
            }
            for key in held.keys() {
                let there = depot.rows.get(*key).is_some_and(|row| visible(key, row));
                self.demand((S7, now), there, || {
                    format!("phone {} shows {key}, the server does not", device.number)
                });
            }
        }
    }

    /// S3, S11: what the medium holds is what is shown, and nobody else's.
    fn check_medium(&mut self, (device, replica): (&Device, &Replica), now: u64) {
        let scopes = scopes_of(replica);
        let mut rows = device.disk.read(None);
        Room::taken_from(&mut rows);
        for row in rows.iter().filter(|row| row.table == Table::Records) {
            let read = serde_json::from_str::<RecordRow>(&row.value);
            let theirs = read.is_ok_and(|read| scopes.contains(&read.scope));
            let desk = scopes.contains(&Scope::Desk);
            let of_desk = ["staff/", "draft/", "waiting/", "heads/", "draws", "holds"];
            let is_desks = of_desk
                .iter()
                .any(|kind| record_key(&row.key).starts_with(kind));
            let of_diary = ["note/", "claim/", "claims/", "luck/"];
            let is_theirs = of_diary
                .iter()
                .any(|kind| record_key(&row.key).starts_with(kind));
            let theirs = theirs && if desk { !is_theirs } else { !is_desks };
            self.demand((S11, now), theirs, || {
                format!("phone {} keeps {} of another", device.number, row.key)
            });
        }
        let fresh = Fresh {
            device: replica.identity().device,
            epoch: replica.identity().epoch,
        };
        let (again, _) = Replica::open(rows, fresh);
        self.demand((S3, now), again.says_the_same(replica), || {
            format!(
                "phone {} would start with something else than it shows",
                device.number
            )
        });
    }

    /// S13: each note is with the server and on every device of its resident.
    fn check_notes(&mut self, devices: &[Device], server: &Server, now: u64) {
        let running: Vec<&Replica> = devices.iter().flat_map(Device::running).collect();
        let written = running.iter().flat_map(|replica| replica.notes());
        let written: Vec<_> = written
            .filter_map(|row| Some((row, row.owner.as_ref()?)))
            .collect();
        for (note, rev) in self.notes.keys().cloned().collect::<Vec<_>>() {
            let found = written
                .iter()
                .find(|(row, _)| row.note == note && row.rev == rev);
            let found = found.map(|(_, owner)| (*owner).clone());
            // A phone whose storage was cleared has it only as the server's copy.
            let found = found.or_else(|| {
                let (community, resident) = owner_of(server, &note, &rev)?;
                let (community, resident) = (community.clone(), resident.clone());
                Some(Owner {
                    community,
                    resident,
                })
            });
            self.demand((S13, now), found.is_some(), || {
                format!("nobody owns note {note}/{rev}")
            });
            let Some(owner) = found else { continue };
            let key = Key::Note(owner.resident.clone(), note.clone(), rev.clone());
            let depot = server.communities.get(&owner.community);
            let copied = depot.is_some_and(|depot| depot.rows.contains_key(&key));
            self.demand((S13, now), copied, || {
                format!("the server has no copy of {key}")
            });
            for replica in &running {
                let of = replica
                    .who()
                    .is_some_and(|who| who.resident == owner.resident);
                let shown = replica.revision(&owner.community, &key).is_some();
                self.demand((S13, now), shown || !of, || {
                    format!("{key} did not reach a device")
                });
            }
        }
    }
}
