//! A community, as its journal tells it.
//!
//! The one rule to know: nothing here is read from records, and no rule is asked; it is told anew.

use crate::invariants::sent::Sent;
use rules::attendance::Mark;
use rules::civil::Date;
use rules::consent::Consent;
use rules::draft::Draft;
use rules::household::{Household, Resident};
use rules::id::{HouseholdId, ResidentId, SessionId};
use rules::registration::draw::Hash;
use rules::registration::line::Move;
use rules::registration::{Party, RegistrationState};
use rules::session::Session;
use rules::staff::Level;
use rules::time::UnixMillis;
use rules::{Fact, Key, Record};
use std::collections::BTreeMap;
use sync::depot::JournalLine;

/// A line of the journal at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'f> {
    /// The line.
    pub line: &'f JournalLine,
    /// When: no older than the lines before it.
    pub at: UnixMillis,
    /// Who of the staff decided it, and why.
    pub by: Option<(&'f ResidentId, &'f str)>,
    /// From where it was asked, as the world saw it.
    pub sent: Sent,
}

/// People, with the quotas each is counted in.
pub(super) type People<'f> = BTreeMap<&'f ResidentId, &'f [u8]>;

/// A session and all who are in it.
#[derive(Debug, Default)]
pub(super) struct Meeting<'f> {
    /// As it was last written.
    pub session: Option<&'f Session>,
    /// When that was.
    pub put_at: UnixMillis,
    /// The seal of its draw.
    pub seal: Option<Hash>,
    /// Whether its draw was held.
    pub drawn: bool,
    /// Who applied, with how many tickets, and who waits.
    pub line: BTreeMap<u32, People<'f>>,
    /// The tickets of whoever applied for the draw.
    pub tickets: BTreeMap<u32, u8>,
    /// For whom seats are held.
    pub held: BTreeMap<u32, People<'f>>,
    /// Who has a seat outright.
    pub seated: People<'f>,
    /// Whoever was let in before others.
    pub moves: Vec<&'f Move>,
}

/// A community.
#[derive(Debug, Default)]
pub(super) struct Retold<'f> {
    pub consent_below: Option<u16>,
    pub staff: BTreeMap<&'f ResidentId, Option<Level>>,
    pub residents: BTreeMap<&'f ResidentId, &'f Resident>,
    pub homes: BTreeMap<&'f HouseholdId, &'f Household>,
    pub consents: BTreeMap<&'f ResidentId, &'f Consent>,
    pub drafts: BTreeMap<&'f SessionId, &'f Draft>,
    pub meetings: BTreeMap<&'f SessionId, Meeting<'f>>,
    /// Households that got nothing in the last draw they took part in.
    pub unlucky: BTreeMap<&'f HouseholdId, bool>,
    pub marks: BTreeMap<(&'f SessionId, Date, &'f ResidentId), Mark>,
}

fn people(party: &Party) -> People<'_> {
    let of = |at: usize| party.quotas.get(at).map_or(&[][..], Vec::as_slice);
    let members = party.members.iter().enumerate();
    members.map(|(at, who)| (who, of(at))).collect()
}

impl<'f> Retold<'f> {
    pub fn of(&self, id: &SessionId) -> Option<&Meeting<'f>> {
        self.meetings.get(id)
    }

    /// Goes on by one fact.
    pub fn take(&mut self, said: &Said<'f>, fact: &'f Fact) {
        match fact {
            Fact::Put { key, record } => self.put(said, key, record),
            Fact::Consented { child, consent } => {
                match consent {
                    Some(consent) => self.consents.insert(child, consent),
                    None => self.consents.remove(child),
                };
            }
            Fact::Marked {
                session,
                day,
                resident,
                mark,
                ..
            } => {
                let of = (session, *day, resident);
                match mark {
                    Some(mark) => self.marks.insert(of, *mark),
                    None => self.marks.remove(&of),
                };
            }
            Fact::Dropped {
                key: Key::Draft(draft),
            } => {
                self.drafts.remove(draft);
            }
            Fact::Placed { party, .. } => {
                self.unlucky.insert(&party.household, true);
                self.move_party(fact);
            }
            Fact::Promoted { party, turn } => {
                let meeting = self.meetings.entry(&party.session).or_default();
                if meeting.tickets.remove(turn).is_some() {
                    self.unlucky.insert(&party.household, false);
                }
                self.move_party(fact);
            }
            _ => self.move_party(fact),
        }
    }

    fn put(&mut self, said: &Said<'f>, key: &'f Key, record: &'f Record) {
        match (key, record) {
            (Key::Community, Record::Community(found)) => self.consent_below = found.consent_below,
            (Key::Staff(who), Record::Staff(found)) => {
                self.staff.insert(who, found.level);
            }
            (Key::Resident(who), Record::Resident(found)) => {
                self.residents.insert(who, found);
            }
            (Key::Household(home), Record::Household(found)) => {
                self.homes.insert(home, found);
            }
            (Key::Consent(child), Record::Consent(found)) => {
                self.consents.insert(child, found);
            }
            (Key::Draft(draft), Record::Draft(found)) => {
                self.drafts.insert(draft, found);
            }
            (Key::Session(id), Record::Session(found)) => {
                let meeting = self.meetings.entry(id).or_default();
                meeting.session = Some(found);
                meeting.put_at = said.at;
            }
            _ => {}
        }
    }

    fn move_party(&mut self, fact: &'f Fact) {
        let session = match fact {
            Fact::Seated(party)
            | Fact::Queued { party, .. }
            | Fact::Entered { party, .. }
            | Fact::Placed { party, .. }
            | Fact::Promoted { party, .. }
            | Fact::Held { party, .. }
            | Fact::Confirmed { party, .. }
            | Fact::Lapsed { party, .. }
            | Fact::Declined { party, .. } => &party.session,
            Fact::Left { session, .. }
            | Fact::PassedOver { session, .. }
            | Fact::Sealed { session, .. }
            | Fact::Drawn { session, .. } => session,
            _ => return,
        };
        self.meetings.entry(session).or_default().take(fact);
    }
}

impl<'f> Meeting<'f> {
    fn take(&mut self, fact: &'f Fact) {
        match fact {
            Fact::Seated(party) => self.seated.extend(people(party)),
            Fact::Queued { party, turn } => {
                self.line.insert(*turn, people(party));
            }
            Fact::Entered {
                party,
                turn,
                tickets,
            } => {
                self.line.insert(*turn, people(party));
                self.tickets.extend(tickets.map(|tickets| (*turn, tickets)));
            }
            Fact::Placed { party, from, turn } => {
                self.line.remove(from);
                self.tickets.remove(from);
                self.line.insert(*turn, people(party));
            }
            Fact::Promoted { party, turn } => {
                self.line.remove(turn);
                self.seated.extend(people(party));
            }
            Fact::Held { party, turn, .. } => {
                self.line.remove(turn);
                self.held.insert(*turn, people(party));
            }
            Fact::Confirmed { party, turn, .. } => {
                self.held.remove(turn);
                self.seated.extend(people(party));
            }
            Fact::Lapsed { turn, .. } => {
                self.held.remove(turn);
            }
            Fact::Declined { turn, .. } => {
                self.line.remove(turn);
            }
            Fact::Left { resident, was, .. } => self.leave(resident, *was),
            Fact::PassedOver { moved, .. } => self.moves.push(moved),
            Fact::Sealed { seal, .. } => self.seal = Some(*seal),
            Fact::Drawn { .. } => self.drawn = true,
            _ => {}
        }
    }

    fn leave(&mut self, resident: &ResidentId, was: RegistrationState) {
        let (of, turn) = match was {
            RegistrationState::Waiting { turn } | RegistrationState::Entered { turn } => {
                (&mut self.line, turn)
            }
            RegistrationState::Held { turn, .. } => (&mut self.held, turn),
            _ => {
                self.seated.remove(resident);
                return;
            }
        };
        if let Some(party) = of.get_mut(&turn) {
            party.remove(resident);
            if party.is_empty() {
                of.remove(&turn);
                self.tickets.remove(&turn);
            }
        }
    }

    /// Everybody for whom a seat is taken.
    pub fn takers(&self) -> impl Iterator<Item = &'f [u8]> + '_ {
        let held = self.held.values().flat_map(BTreeMap::values);
        self.seated.values().chain(held).copied()
    }
}
