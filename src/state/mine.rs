//! How the household stands: in each session, and who belongs to it.
//!
//! The one rule to know: a standing is read from the server's record first, then from what waits
//! on this phone, then from what was settled, so that nothing flickers between pending and
//! confirmed.

use super::session::Look;
use super::{Happening, SessionRow, State};
use leptos::prelude::*;
use rules::id::{CommunityId, ResidentId, SessionId};
use rules::registration::{RegistrationState, admits};
use rules::time::age_on;
use rules::{Intent, Key, Record, Refusal, civil};
use std::collections::{BTreeMap, BTreeSet};
use sync::authority::intent_of;
use sync::rows::HistoryRow;
use sync::{Outcome, Replica};

/// How far a request has come. One word a value; [`crate::text::Phrases::standing`] says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Saved on this phone, not sent yet.
    SavedHere,
    /// Sent, not answered yet.
    Sent,
    /// Confirmed by the community.
    Confirmed,
    /// On the waiting list, at this place counted from 1.
    Waiting(u32),
    /// Seats are held for them until this moment, on the community's wall.
    Held(civil::DateTime),
    /// Seats were held for them, and nobody said in time that they come.
    Lapsed,
    /// Applied for the draw.
    Applied,
    /// Not possible: what the server (or a rule) said.
    NotPossible(Outcome),
}

impl Standing {
    /// Whether it is anything but a no: what was refused, or let pass, holds nothing.
    pub fn is_held(&self) -> bool {
        !matches!(self, Self::NotPossible(_) | Self::Lapsed)
    }
}

/// How one of the household stands in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// Who.
    pub resident: ResidentId,
    /// What they are called; their number while their record is not here.
    pub name: String,
    /// How far it has come.
    pub standing: Standing,
    /// Whether a request to leave waits on this phone.
    pub leaving: bool,
}

impl Mine {
    fn of(
        replica: &Replica,
        community: &CommunityId,
        resident: &ResidentId,
        standing: Standing,
    ) -> Self {
        let name = name_in(replica, community, resident);
        Self {
            resident: resident.clone(),
            name: name.unwrap_or_else(|| resident.to_string()),
            standing,
            leaving: false,
        }
    }
}

/// Somebody of the household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub resident: ResidentId,
    /// What they are called.
    pub name: String,
    /// Their date of birth.
    pub born: civil::Date,
    /// Their age today. Units: years.
    pub age: u16,
    /// Whether it is who is signed in.
    pub is_me: bool,
}

/// A session somebody of the household asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyRegistration {
    /// The session, with how each stands.
    pub row: SessionRow,
    /// The next day it meets on; none when it is over or cancelled.
    pub next_day: Option<civil::Date>,
}

impl State {
    /// Everyone of the household, the head first; empty when nobody is signed in.
    pub fn household_members(&self) -> Vec<Member> {
        let Some(who) = self.who() else {
            return Vec::new();
        };
        let today = self.today();
        self.keeper().read(|replica| {
            let key = Key::Household(who.household.clone());
            let Some(Record::Household(household)) = replica.record(&who.community, &key) else {
                return Vec::new();
            };
            let member = |id: &ResidentId| match replica
                .record(&who.community, &Key::Resident(id.clone()))
            {
                Some(Record::Resident(found)) => Some(Member {
                    resident: id.clone(),
                    name: found.name.clone(),
                    born: found.born,
                    age: age_on(found.born, today),
                    is_me: *id == who.resident,
                }),
                _ => None,
            };
            household.members.iter().filter_map(member).collect()
        })
    }

    /// Whether a session admits one of the household, by age.
    ///
    /// # Errors
    /// Too young or too old, and which age is admitted.
    pub fn admits(&self, session: &SessionId, member: &Member) -> Result<(), Refusal> {
        self.version.track();
        let community = self.community.get();
        let key = Key::Session(session.clone());
        self.keeper()
            .read(|replica| match replica.record(&community, &key) {
                Some(Record::Session(found)) => admits(found, &member.resident, member.born),
                _ => Err(Refusal::UnknownSession {
                    session: session.clone(),
                }),
            })
    }

    /// How one of the household stands in a session of the shown community.
    pub fn standing_of(&self, session: &SessionId, resident: &ResidentId) -> Option<Mine> {
        self.version.track();
        let community = self.community.get();
        let all = self.keeper().mine().of_session(&community, session);
        all.into_iter().find(|mine| mine.resident == *resident)
    }

    /// What the household asked for in the shown community, by the next meeting; past ones last.
    pub fn my_registrations(&self) -> Vec<MyRegistration> {
        self.version.track();
        let (community, now, today) = (self.community.get(), self.now(), self.today());
        let keeper = self.keeper();
        let index = keeper.mine();
        let mut found: Vec<MyRegistration> = keeper.read(|replica| {
            let look = Look::new(replica, &community, now);
            let rows = index
                .sessions(&community)
                .filter_map(|id| look.row(id, &index));
            rows.map(|row| MyRegistration {
                next_day: match row.happening {
                    Happening::Ahead => row.days.iter().copied().find(|day| *day >= today),
                    Happening::Over | Happening::Cancelled => None,
                },
                row,
            })
            .collect()
        });
        found.sort_by_key(|mine| {
            let day = mine.next_day.unwrap_or(civil::Date::MAX);
            (day, mine.row.starts, mine.row.id.clone())
        });
        found
    }

    /// What waits for a word from the household: sessions ahead in which seats are held for it.
    pub fn called(&self) -> Vec<MyRegistration> {
        let held = |mine: &Mine| matches!(mine.standing, Standing::Held(_));
        let mut all = self.my_registrations();
        all.retain(|mine| mine.next_day.is_some() && mine.row.mine.iter().any(held));
        all
    }

    /// What comes next: the first meeting ahead that somebody of the household has or hopes for.
    pub fn next_thing(&self) -> Option<MyRegistration> {
        let refused = |mine: &Mine| !mine.standing.is_held();
        self.my_registrations()
            .into_iter()
            .find(|mine| mine.next_day.is_some() && !mine.row.mine.iter().all(refused))
    }
}

/// What a resident is called.
pub(super) fn name_in(
    replica: &Replica,
    community: &CommunityId,
    resident: &ResidentId,
) -> Option<String> {
    match replica.record(community, &Key::Resident(resident.clone())) {
        Some(Record::Resident(found)) => Some(found.name.clone()),
        _ => None,
    }
}

/// How everyone of the household stands in every session, worked out once a change.
#[derive(Debug, Clone, Default)]
pub struct Index {
    by_session: BTreeMap<(CommunityId, SessionId), BTreeMap<ResidentId, Mine>>,
}

impl Index {
    /// Works it out. `sent` are the numbers that have gone out at least once.
    pub fn of(replica: &Replica, sent: &BTreeSet<u64>) -> Self {
        let mut index = Self::default();
        if replica.who().is_none() {
            return index;
        }
        index.take_settled(replica);
        index.take_records(replica);
        index.take_pending(replica, sent);
        index
    }

    /// How the household stands in a session.
    pub fn of_session(&self, community: &CommunityId, session: &SessionId) -> Vec<Mine> {
        let found = self.by_session.get(&(community.clone(), session.clone()));
        found
            .into_iter()
            .flat_map(BTreeMap::values)
            .cloned()
            .collect()
    }

    /// Every session of a community that somebody of the household asked for.
    pub fn sessions<'a>(&'a self, of: &'a CommunityId) -> impl Iterator<Item = &'a SessionId> {
        let keys = self.by_session.keys();
        keys.filter(move |(community, _)| community == of)
            .map(|(_, session)| session)
    }

    fn put(&mut self, at: (&CommunityId, &SessionId), mine: Mine) {
        let key = (at.0.clone(), at.1.clone());
        let people = self.by_session.entry(key).or_default();
        people.insert(mine.resident.clone(), mine);
    }

    fn knows(&self, at: (&CommunityId, &SessionId), who: &ResidentId) -> bool {
        let people = self.by_session.get(&(at.0.clone(), at.1.clone()));
        people.is_some_and(|people| people.contains_key(who))
    }

    fn remove(&mut self, at: (&CommunityId, &SessionId), who: &ResidentId) {
        let key = (at.0.clone(), at.1.clone());
        if let Some(people) = self.by_session.get_mut(&key) {
            people.remove(who);
            if people.is_empty() {
                self.by_session.remove(&key);
            }
        }
    }

    /// What was refused, oldest first, so that a later answer for the same person stands.
    fn take_settled(&mut self, replica: &Replica) {
        let me = replica.who().map(|who| &who.household);
        let rows: Vec<_> = replica
            .history()
            .filter(|row| Some(&row.row.household) == me)
            .collect();
        for settled in rows.into_iter().rev() {
            let row = &settled.row;
            match intent_of(&row.kind, row.kv, &row.body) {
                Ok(Intent::Register {
                    session, members, ..
                }) => {
                    for member in &members {
                        if settled.outcome.took_effect() {
                            self.remove((&row.community, &session), member);
                        } else {
                            self.put_refused((replica, settled), &session, member);
                        }
                    }
                }
                Ok(Intent::Confirm { session, members }) if !settled.outcome.took_effect() => {
                    for member in &members {
                        self.put_refused((replica, settled), &session, member);
                    }
                }
                Ok(Intent::Leave { session, members }) if settled.outcome.took_effect() => {
                    for member in &members {
                        self.remove((&row.community, &session), member);
                    }
                }
                _ => {}
            }
        }
    }

    fn put_refused(
        &mut self,
        (replica, settled): (&Replica, &HistoryRow),
        session: &SessionId,
        member: &ResidentId,
    ) {
        let community = &settled.row.community;
        let standing = Standing::NotPossible(settled.outcome.clone());
        let mine = Mine::of(replica, community, member, standing);
        self.put((community, session), mine);
    }

    /// What the server's records say; they outrank any memory of a refusal.
    fn take_records(&mut self, replica: &Replica) {
        for community in replica.communities() {
            for (key, record) in replica.confirmed_records(community) {
                let (Key::Registration(session, who), Record::Registration(held)) = (key, record)
                else {
                    continue;
                };
                let standing = match held.state {
                    RegistrationState::Confirmed => Standing::Confirmed,
                    RegistrationState::Applied => Standing::Applied,
                    RegistrationState::Waiting { turn } => {
                        let seats = super::session::seats_of(replica, community, session);
                        Standing::Waiting(seats.place_of(turn).unwrap_or(1))
                    }
                    RegistrationState::Held { until, .. } => {
                        let offset = super::session::offset_of(replica, community);
                        Standing::Held(offset.civil(until))
                    }
                    // Whatever was answered since says more.
                    RegistrationState::Lapsed if self.knows((community, session), who) => continue,
                    RegistrationState::Lapsed => Standing::Lapsed,
                    RegistrationState::Left => continue,
                };
                self.put(
                    (community, session),
                    Mine::of(replica, community, who, standing),
                );
            }
        }
    }

    /// What waits on this phone.
    fn take_pending(&mut self, replica: &Replica, sent: &BTreeSet<u64>) {
        let me = replica.who().map(|who| &who.household);
        for pending in replica
            .pending()
            .filter(|pending| Some(&pending.row.household) == me)
        {
            let row = &pending.row;
            match &pending.intent {
                Some(
                    Intent::Register {
                        session, members, ..
                    }
                    | Intent::Confirm { session, members },
                ) => {
                    let standing = || {
                        if sent.contains(&row.id.seq) {
                            Standing::Sent
                        } else {
                            Standing::SavedHere
                        }
                    };
                    for member in members {
                        self.put(
                            (&row.community, session),
                            Mine::of(replica, &row.community, member, standing()),
                        );
                    }
                }
                Some(Intent::Leave { session, members }) => {
                    let key = (row.community.clone(), session.clone());
                    if let Some(people) = self.by_session.get_mut(&key) {
                        for (_, mine) in people.iter_mut().filter(|(who, _)| members.contains(who))
                        {
                            mine.leaving = true;
                        }
                    }
                }
                Some(_) | None => {}
            }
        }
    }
}
