//! What must hold of the server's journal and records.

use super::{Ledger, R3, S1, S4, S16};
use crate::depot::MemoryDepot;
use crate::server::Server;
use rules::claim::{ClaimMonth, ClaimState};
use rules::id::{ResidentId, SessionId};
use rules::key::Month;
use rules::registration::{RegistrationState, Seats};
use rules::time::UnixMillis;
use rules::{Key, Record, Slice, is_effect};
use std::collections::{BTreeMap, BTreeSet};
use sync::authority::intent_of;
use sync::depot::JournalLine;
use sync::identity::{Chain, IntentId, chain};
use sync::outcome::Outcome;

impl Ledger {
    /// R3: the real file kept what was acknowledged, at every crash point tried so far.
    pub fn check_file(&mut self, server: &Server, now: u64) {
        if let Some(fault) = server.file_fault() {
            self.demand((R3, now), false, || fault.to_owned());
        }
    }

    /// All laws of one community's journal and records.
    pub fn check_journal(
        &mut self,
        depot: &MemoryDepot,
        (kept, looked_at): (&Records, UnixMillis),
        now: u64,
    ) {
        self.check_chain(depot, now);
        let mut lines = Vec::new();
        for (text, _) in &depot.journal {
            match serde_json::from_str::<JournalLine>(text) {
                Ok(line) => lines.push(line),
                Err(_) => self.demand((S16, now), false, || format!("unreadable: {text}")),
            }
        }
        self.check_desk(&lines, (kept, looked_at), now);
        self.check_once(depot, &lines, now);
        self.check_fold(kept, &lines, now);
        self.check_line(&lines, now);
        self.check_tallies(kept, now);
    }

    /// S16: each line is what was hashed, and the head is the hash of them all.
    fn check_chain(&mut self, depot: &MemoryDepot, now: u64) {
        let mut head = Chain::default();
        for (at, (text, kept)) in depot.journal.iter().enumerate() {
            head = chain(head, text.as_bytes());
            self.demand((S16, now), head == *kept, || {
                format!("line {} was altered", at + 1)
            });
        }
        let whole = depot.head.chain == head;
        self.demand((S16, now), whole, || {
            String::from("the head is not the hash of the lines")
        });
    }

    /// S1: an outcome that took effect has one line, any other none; the line is what was asked.
    fn check_once(&mut self, depot: &MemoryDepot, lines: &[JournalLine], now: u64) {
        let mut by_intent: BTreeMap<IntentId, Vec<&JournalLine>> = BTreeMap::new();
        for line in lines {
            if let Some(id) = line.intent {
                by_intent.entry(id).or_default().push(line);
            }
        }
        for (id, lines) in &by_intent {
            let hostile = self.hostile.contains(id);
            self.demand((S1, now), !hostile, || format!("an attack left {lines:?}"));
            let mark = depot.marks.get(&(id.device, id.epoch));
            let forgotten = mark.is_some_and(|mark| id.seq <= *mark);
            let once = lines.len() == 1 && (forgotten || depot.verdicts.contains_key(id));
            self.demand((S1, now), once, || {
                format!(
                    "{id:?} has {} lines, verdict {:?}",
                    lines.len(),
                    depot.verdicts.get(id)
                )
            });
        }
        for (id, (fp, text)) in &depot.verdicts {
            let Ok(outcome) = serde_json::from_str::<Outcome>(text) else {
                continue;
            };
            let line = by_intent.get(id).and_then(|lines| lines.first());
            let row = self.intents.get(&(*id, *fp));
            let asked = row.and_then(|row| intent_of(&row.kind, row.kv, &row.body).ok());
            // What stood already as it was asked for takes no line.
            let stood = line.is_none() && asked.as_ref().is_some_and(|asked| is_effect(asked, &[]));
            let right = outcome.took_effect() == line.is_some() || stood;
            self.demand((S1, now), right, || {
                format!("{id:?} is {outcome:?} with effect {line:?}")
            });
            if let (Some(line), Some(asked)) = (line, asked) {
                self.demand((S1, now), is_effect(&asked, &line.facts), || {
                    format!("{id:?} asked {asked:?} and got {:?}", line.facts)
                });
            }
        }
    }

    /// S1: records are the fold of the journal.
    fn check_fold(&mut self, kept: &Records, lines: &[JournalLine], now: u64) {
        let mut folded = Slice::default();
        for fact in lines.iter().flat_map(|line| &line.facts) {
            rules::apply(&mut folded, fact);
        }
        for (key, record) in folded.iter() {
            let same = kept.get(key) == Some(record);
            self.demand((S1, now), same, || {
                format!("{key} is {:?}, the journal says {record:?}", kept.get(key))
            });
        }
        for key in kept.keys().filter(|key| !matches!(key, Key::Note(..))) {
            let known = folded.get(key).is_some();
            self.demand((S1, now), known, || {
                format!("{key} has no line in the journal")
            });
        }
    }

    /// S4: a tally is the sum of what it counts, and no turn is held twice.
    fn check_tallies(&mut self, kept: &Records, now: u64) {
        let mut taken: BTreeMap<&SessionId, (u32, u32)> = BTreeMap::new();
        let mut turns: BTreeMap<(&SessionId, u32), BTreeSet<&ResidentId>> = BTreeMap::new();
        let mut held: BTreeSet<(UnixMillis, &SessionId, u32)> = BTreeSet::new();
        let mut points: BTreeMap<(&ResidentId, Month), u32> = BTreeMap::new();
        for (key, record) in kept {
            match (key, record) {
                (Key::Registration(session, resident), Record::Registration(found)) => {
                    let of = taken.entry(session).or_default();
                    match found.state {
                        RegistrationState::Confirmed => of.0 += 1,
                        RegistrationState::Applied => of.1 += 1,
                        RegistrationState::Waiting { turn } => {
                            turns.entry((session, turn)).or_default().insert(resident);
                        }
                        RegistrationState::Held { turn, until } => {
                            of.0 += 1;
                            turns.entry((session, turn)).or_default().insert(resident);
                            held.insert((until, session, turn));
                        }
                        RegistrationState::Entered { turn } => {
                            of.1 += 1;
                            turns.entry((session, turn)).or_default().insert(resident);
                        }
                        RegistrationState::Left
                        | RegistrationState::Lapsed
                        | RegistrationState::Declined => {}
                    }
                }
                (Key::Claim(resident, _), Record::Claim(claim)) => {
                    let of = points
                        .entry((resident, Month::of(claim.asked.day)))
                        .or_default();
                    if claim.state == ClaimState::Submitted {
                        *of += claim.worth.points;
                    }
                }
                _ => {}
            }
        }
        for (session, counted) in taken {
            let tally = tally_of(kept, session);
            self.demand((S4, now), (tally.taken, tally.applied) == counted, || {
                format!("{session} counts {tally:?}, registrations {counted:?}")
            });
            for ((_, turn), members) in turns.iter().filter(|((of, _), _)| *of == session) {
                let line = kept.get(&Key::Waiting(session.clone(), *turn));
                let one_party = matches!(line, Some(Record::Waiting(waiting))
                    if waiting.members.iter().collect::<BTreeSet<_>>() == *members);
                let holds = held.iter().any(|(_, of, at)| *of == session && at == turn);
                let waits = tally.place_of(*turn).is_some() != holds;
                self.demand((S4, now), one_party && waits, || {
                    format!("{session} turn {turn} of {members:?}: {line:?}, {tally:?}")
                });
            }
        }
        self.check_holds(kept, &held, now);
        for ((resident, month), counted) in points {
            let tally = match kept.get(&Key::ClaimMonth(resident.clone(), month)) {
                Some(Record::ClaimMonth(tally)) => tally.clone(),
                _ => ClaimMonth::default(),
            };
            self.demand((S4, now), tally.points() == counted, || {
                format!(
                    "{resident} {month} counts {}, claims {counted}",
                    tally.points()
                )
            });
        }
    }
}

fn tally_of(kept: &Records, session: &SessionId) -> Seats {
    match kept.get(&Key::Seats(session.clone())) {
        Some(Record::Seats(tally)) => tally.clone(),
        _ => Seats::default(),
    }
}

/// The records of a community.
pub(super) type Records = BTreeMap<Key, Record>;

/// Every record that is not gone.
pub(super) fn records(depot: &MemoryDepot) -> Records {
    let rows = depot.rows.iter();
    rows.filter_map(|(key, row)| {
        let record = row.text.as_ref()?.read().ok()?;
        Some((key.clone(), record))
    })
    .collect()
}
