//! What must hold of the server's journal and records.

use super::{Ledger, R3, S1, S4, S5, S16};
use crate::depot::MemoryDepot;
use crate::server::Server;
use rules::claim::{ClaimMonth, ClaimState};
use rules::id::{ResidentId, SessionId};
use rules::key::Month;
use rules::registration::{RegistrationState, Seats};
use rules::session::SessionState;
use rules::{Fact, Key, Record, Slice, is_effect};
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
    pub fn check_journal(&mut self, depot: &MemoryDepot, kept: &Records, now: u64) {
        self.check_chain(depot, now);
        let mut lines = Vec::new();
        for (text, _) in &depot.journal {
            match serde_json::from_str::<JournalLine>(text) {
                Ok(line) => lines.push(line),
                Err(_) => self.demand((S16, now), false, || format!("unreadable: {text}")),
            }
        }
        self.check_once(depot, &lines, now);
        self.check_fold(kept, &lines, now);
        self.check_seats_sold(&lines, now);
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
            self.demand((S1, now), outcome.took_effect() == line.is_some(), || {
                format!("{id:?} is {outcome:?} with effect {line:?}")
            });
            let row = self.intents.get(&(*id, *fp));
            let asked = row.and_then(|row| intent_of(&row.kind, row.kv, &row.body).ok());
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

    /// S5: nobody gets a seat beyond the seats there are at that moment, nor past who waits.
    fn check_seats_sold(&mut self, lines: &[JournalLine], now: u64) {
        let mut seats: BTreeMap<&SessionId, u32> = BTreeMap::new();
        let mut taken: BTreeMap<&SessionId, BTreeSet<&ResidentId>> = BTreeMap::new();
        let mut line = Line::default();
        for fact in lines.iter().flat_map(|line| &line.facts) {
            if let Some(passed) = line.passed_by(fact) {
                self.demand((S5, now), false, || {
                    format!("{passed:?} waited and was passed by: {fact:?}")
                });
            }
            match fact {
                Fact::Put { key, record } => {
                    if let (Key::Session(id), Record::Session(session)) = (key, record.as_ref()) {
                        seats.insert(id, session.admission.seats().unwrap_or(0));
                    }
                }
                Fact::Seated(party) | Fact::Promoted { party, .. } => {
                    let of = taken.entry(&party.session).or_default();
                    of.extend(&party.members);
                    let sold = u32::try_from(of.len()).unwrap_or(u32::MAX);
                    let there = seats.get(&party.session).copied().unwrap_or(0);
                    self.demand((S5, now), sold <= there, || {
                        format!("{} sold {sold} of {there} seats", party.session)
                    });
                }
                Fact::Left {
                    session, resident, ..
                } => {
                    taken.entry(session).or_default().remove(resident);
                }
                _ => {}
            }
        }
    }

    /// S4: nobody waits for seats that are free.
    fn check_first_in_line(&mut self, kept: &Records, now: u64) {
        for (key, record) in kept {
            let (Key::Seats(session), Record::Seats(tally)) = (key, record) else {
                continue;
            };
            let (Some(Record::Session(held)), Some(Record::Waiting(first))) = (
                kept.get(&Key::Session(session.clone())),
                kept.get(&Key::Waiting(session.clone(), tally.head)),
            ) else {
                continue;
            };
            let free = tally.free(held.admission.seats().unwrap_or(0));
            let fits = u32::try_from(first.members.len()).is_ok_and(|asked| asked <= free);
            let waits = held.state == SessionState::Cancelled || !fits;
            self.demand((S4, now), waits, || {
                format!("{session} has {free} free seats, and {first:?} waits")
            });
        }
    }

    /// S4: a tally is the sum of what it counts, and no turn is held twice.
    fn check_tallies(&mut self, kept: &Records, now: u64) {
        let mut taken: BTreeMap<&SessionId, (u32, u32)> = BTreeMap::new();
        let mut turns: BTreeMap<(&SessionId, u32), BTreeSet<&ResidentId>> = BTreeMap::new();
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
                        RegistrationState::Left => {}
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
            let tally = match kept.get(&Key::Seats(session.clone())) {
                Some(Record::Seats(tally)) => tally.clone(),
                _ => Seats::default(),
            };
            self.demand((S4, now), (tally.taken, tally.applied) == counted, || {
                format!("{session} counts {tally:?}, registrations {counted:?}")
            });
            for ((_, turn), members) in turns.iter().filter(|((of, _), _)| *of == session) {
                let line = kept.get(&Key::Waiting(session.clone(), *turn));
                let one_party = matches!(line, Some(Record::Waiting(waiting))
                    if waiting.members.iter().collect::<BTreeSet<_>>() == *members);
                let waits = tally.place_of(*turn).is_some();
                self.demand((S4, now), one_party && waits, || {
                    format!("{session} turn {turn} of {members:?}: {line:?}, {tally:?}")
                });
            }
        }
        self.check_first_in_line(kept, now);
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

/// Who waits for which session, turn by turn, as the journal tells it.
#[derive(Debug, Default)]
struct Line<'f> {
    turns: BTreeMap<&'f SessionId, BTreeMap<u32, BTreeSet<&'f ResidentId>>>,
}

impl<'f> Line<'f> {
    /// Takes a fact; the turn that somebody was let past, if one was.
    fn passed_by(&mut self, fact: &'f Fact) -> Option<u32> {
        let none = BTreeMap::new();
        let first = |session: &SessionId| {
            let turns = self.turns.get(session).unwrap_or(&none);
            turns.keys().next().copied()
        };
        match fact {
            Fact::Seated(party) => first(&party.session),
            Fact::Queued { party, turn } => {
                let turns = self.turns.entry(&party.session).or_default();
                turns.insert(*turn, party.members.iter().collect());
                None
            }
            Fact::Promoted { party, turn } => {
                let first = first(&party.session);
                if let Some(turns) = self.turns.get_mut(&party.session) {
                    turns.remove(turn);
                }
                first.filter(|first| first != turn)
            }
            Fact::Left {
                session,
                resident,
                was: RegistrationState::Waiting { turn },
            } => {
                if let Some(turns) = self.turns.get_mut(session) {
                    let party = turns.entry(*turn).or_default();
                    party.remove(resident);
                    turns.retain(|_, party| !party.is_empty());
                }
                None
            }
            _ => None,
        }
    }
}

/// The records of a community.
pub(super) type Records = BTreeMap<Key, Record>;

/// Every record that is not gone.
pub(super) fn records(depot: &MemoryDepot) -> Records {
    let rows = depot.rows.iter();
    rows.filter_map(|(key, row)| {
        let record = serde_json::from_str(row.text.as_ref()?).ok()?;
        Some((key.clone(), record))
    })
    .collect()
}
