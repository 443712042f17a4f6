//! What must hold of seats, of the waiting list and of seats that are held.
//!
//! The one rule to know: the line is told once more from the journal alone, fact by fact, and what
//! was decided is compared with what it should have been at that moment.

use super::journal::Records;
use super::{Ledger, S4, S5};
use rules::id::{ResidentId, SessionId};
use rules::registration::holding::Hold;
use rules::registration::{Party, RegistrationState};
use rules::session::SessionState;
use rules::time::{Offset, UnixMillis};
use rules::{Fact, Key, Record};
use std::collections::{BTreeMap, BTreeSet};
use sync::depot::JournalLine;

/// The wall clock of every community here.
const OFFSET: Offset = Offset(480);

impl Ledger {
    /// S5: nobody gets a seat beyond the seats there are at that moment, nor past whoever waits and
    /// fits, nor a seat or a turn in what was cancelled or has no day; S4: nobody takes a held seat
    /// after its deadline.
    pub(super) fn check_line(&mut self, lines: &[JournalLine], now: u64) {
        let mut told: BTreeMap<&SessionId, Told> = BTreeMap::new();
        let mut at = UnixMillis::default();
        for line in lines {
            // A line is no older than those before it, whatever it says itself.
            at = at.max(line.at);
            for fact in &line.facts {
                if let Fact::Put { key, record } = fact {
                    if let (Key::Session(id), Record::Session(session)) = (key, record.as_ref()) {
                        let of = told.entry(id).or_default();
                        of.seats = session.admission.seats().unwrap_or(0);
                        of.quotas = session.quotas.iter().map(|quota| quota.seats).collect();
                        of.is_off = session.state == SessionState::Cancelled;
                    }
                    continue;
                }
                let Some(of) = session_of(fact).map(|id| told.entry(id).or_default()) else {
                    continue;
                };
                // Staff may let somebody in before others, and say so in the same step.
                let said = line.facts.iter().any(|said| is_said(said, fact));
                if let Some(passed) = of.passed_by(fact).filter(|_| !said) {
                    self.demand((S5, now), false, || {
                        format!("turn {passed} waited, fits and was passed by: {fact:?}")
                    });
                }
                let enters = matches!(
                    fact,
                    Fact::Seated(_)
                        | Fact::Queued { .. }
                        | Fact::Applied(_)
                        | Fact::Entered { .. }
                        | Fact::Promoted { .. }
                        | Fact::Held { .. }
                );
                self.demand((S5, now), !(enters && of.is_off), || {
                    format!("got in while it does not take place: {fact:?}")
                });
                let late = of.late(fact, at);
                self.demand((S4, now), !late, || {
                    format!("taken at {at:?}, after its deadline: {fact:?}")
                });
                of.take(fact);
                let (sold, there) = (of.sold(), of.seats);
                let sells = matches!(
                    fact,
                    Fact::Seated(_) | Fact::Promoted { .. } | Fact::Held { .. }
                );
                self.demand((S5, now), !sells || sold <= there, || {
                    format!("sold {sold} of {there} seats: {fact:?}")
                });
            }
        }
    }

    /// S4: nobody waits for seats that are free and enough for them.
    pub(super) fn check_nobody_waits_in_vain(
        &mut self,
        kept: &Records,
        looked_at: UnixMillis,
        now: u64,
    ) {
        for (key, record) in kept {
            let (Key::Waiting(session, turn), Record::Waiting(party)) = (key, record) else {
                continue;
            };
            let (Some(Record::Session(held)), Some(Record::Seats(tally))) = (
                kept.get(&Key::Session(session.clone())),
                kept.get(&Key::Seats(session.clone())),
            ) else {
                continue;
            };
            // Before a draw is held, and where staff decide, nobody waits for a free seat.
            let Some(seats) = tally.line_seats(&held.admission) else {
                continue;
            };
            let free = tally.free(seats);
            let fits = u32::try_from(party.members.len()).is_ok_and(|asked| asked <= free)
                && held.quotas.iter().zip(0_u8..).all(|(quota, number)| {
                    let counted = |of: &&Vec<u8>| of.contains(&number);
                    let asked = party.quotas.iter().filter(counted).count();
                    let left = quota.seats.saturating_sub(tally.taken_of(number.into()));
                    u32::try_from(asked).is_ok_and(|asked| asked <= left)
                });
            let is_on =
                held.state == SessionState::Scheduled && held.line_goes_until(OFFSET) > looked_at;
            let waits = party.until.is_none() && is_on;
            self.demand((S4, now), !(fits && waits), || {
                format!("{session} has {free} free seats, and turn {turn} waits: {party:?}")
            });
        }
    }

    /// S4: the list of holds is what registrations say, and once all is well no hold outlives its
    /// deadline.
    pub(super) fn check_holds(
        &mut self,
        kept: &Records,
        held: &BTreeSet<(UnixMillis, &SessionId, u32)>,
        now: u64,
    ) {
        let open: Vec<Hold> = match kept.get(&Key::Holds) {
            Some(Record::Holds(holds)) => holds.open.clone(),
            _ => Vec::new(),
        };
        let listed = open
            .iter()
            .map(|hold| (hold.until, &hold.session, hold.turn));
        let same = listed.eq(held.iter().copied());
        self.demand((S4, now), same, || {
            format!("the list says {open:?}, registrations {held:?}")
        });
    }

    /// S4: seats are not kept from whoever waits for longer than was said, give or take a look.
    pub(super) fn check_deadlines(&mut self, kept: &Records, looked_at: UnixMillis, now: u64) {
        if let Some(Record::Holds(holds)) = kept.get(&Key::Holds) {
            let over = holds.open.iter().find(|hold| hold.until <= looked_at);
            self.demand((S4, now), over.is_none(), || {
                format!("held beyond its deadline: {over:?}")
            });
        }
    }
}

fn session_of(fact: &Fact) -> Option<&SessionId> {
    match fact {
        Fact::Seated(party)
        | Fact::Applied(party)
        | Fact::Queued { party, .. }
        | Fact::Promoted { party, .. }
        | Fact::Held { party, .. }
        | Fact::Confirmed { party, .. }
        | Fact::Entered { party, .. }
        | Fact::Declined { party, .. }
        | Fact::Placed { party, .. }
        | Fact::Lapsed { party, .. } => Some(&party.session),
        Fact::Left { session, .. } => Some(session),
        Fact::Put { .. }
        | Fact::Claimed { .. }
        | Fact::ClaimWithdrawn { .. }
        | Fact::PassedOver { .. }
        | Fact::Sealed { .. }
        | Fact::Drawn { .. }
        | Fact::Undrawn { .. }
        | Fact::Consented { .. }
        | Fact::Marked { .. }
        | Fact::Dropped { .. }
        | Fact::Decided { .. } => None,
    }
}

/// People, with the quotas each is counted in.
type People<'f> = BTreeMap<&'f ResidentId, &'f [u8]>;

fn people(party: &Party) -> impl Iterator<Item = (&ResidentId, &[u8])> {
    let of = |at: usize| party.quotas.get(at).map_or(&[][..], Vec::as_slice);
    let members = party.members.iter().enumerate();
    members.map(move |(at, who)| (who, of(at)))
}

/// Whether one fact says that the other lets somebody in before others.
fn is_said(said: &Fact, fact: &Fact) -> bool {
    match (said, fact) {
        (Fact::PassedOver { session, moved }, Fact::Promoted { party, turn }) => {
            *session == party.session && moved.turn == *turn
        }
        _ => false,
    }
}

/// One session, as the journal tells it.
#[derive(Debug, Default)]
struct Told<'f> {
    seats: u32,
    /// The seats of each quota.
    quotas: Vec<u32>,
    /// Cancelled, or postponed to nobody knows when.
    is_off: bool,
    taken: People<'f>,
    turns: BTreeMap<u32, People<'f>>,
    held: BTreeMap<u32, UnixMillis>,
}

impl<'f> Told<'f> {
    fn sold(&self) -> u32 {
        u32::try_from(self.taken.len()).unwrap_or(u32::MAX)
    }

    /// The turn of whoever waits, fits and is let past by a fact, if anybody is.
    fn passed_by(&self, fact: &Fact) -> Option<u32> {
        let behind = match fact {
            Fact::Seated(_) => u32::MAX,
            Fact::Promoted { turn, .. } | Fact::Held { turn, .. } => *turn,
            _ => return None,
        };
        let mut before = self.turns.range(..behind);
        let fits = before.find(|(_, party)| self.has_room_for(party));
        fits.map(|(turn, _)| *turn)
    }

    fn has_room_for(&self, party: &People) -> bool {
        let free = usize::try_from(self.seats.saturating_sub(self.sold())).unwrap_or(0);
        let counted = |people: &People, number: u8| {
            let of = people.values().filter(|of| of.contains(&number));
            u32::try_from(of.count()).unwrap_or(u32::MAX)
        };
        party.len() <= free
            && self.quotas.iter().zip(0_u8..).all(|(seats, number)| {
                counted(&self.taken, number) + counted(party, number) <= *seats
            })
    }

    /// Whether a fact takes a held seat that was no longer held.
    fn late(&self, fact: &Fact, at: UnixMillis) -> bool {
        let Fact::Confirmed { turn, .. } = fact else {
            return false;
        };
        // While it is off nobody can answer, and so nobody is late.
        !self.is_off && self.held.get(turn).is_none_or(|until| *until <= at)
    }

    fn take(&mut self, fact: &'f Fact) {
        match fact {
            Fact::Seated(party) => self.taken.extend(people(party)),
            Fact::Queued { party, turn } | Fact::Placed { party, turn, .. } => {
                self.turns.insert(*turn, people(party).collect());
            }
            Fact::Promoted { party, turn } => {
                self.turns.remove(turn);
                self.taken.extend(people(party));
            }
            Fact::Held { party, turn, until } => {
                self.turns.remove(turn);
                self.taken.extend(people(party));
                self.held.insert(*turn, *until);
            }
            Fact::Confirmed { turn, .. } => {
                self.held.remove(turn);
            }
            Fact::Lapsed { party, turn, .. } => {
                self.held.remove(turn);
                self.taken.retain(|who, _| !party.members.contains(who));
            }
            Fact::Left { resident, was, .. } => {
                self.taken.remove(resident);
                if let RegistrationState::Waiting { turn } = was {
                    let party = self.turns.entry(*turn).or_default();
                    party.remove(resident);
                    self.turns.retain(|_, party| !party.is_empty());
                }
            }
            _ => {}
        }
    }
}
