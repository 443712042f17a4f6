//! How everyone of the household stands in every session, worked out once a change.
//!
//! The one rule to know: records outrank what was settled, and what waits on this phone is laid
//! over both.

use super::{Held, Mine, Standing};
use litemap::LiteMap;
use rules::id::{CommunityId, HouseholdId, ResidentId, SessionId};
use rules::registration::RegistrationState;
use rules::{Intent, Key, Record, civil};
use std::collections::BTreeSet;
use sync::Replica;
use sync::authority::intent_of;
use sync::rows::HistoryRow;

/// How everyone of the household stands in every session, worked out once a change.
#[derive(Debug, Clone, Default)]
pub struct Index {
    by_session: LiteMap<(CommunityId, SessionId), LiteMap<ResidentId, Mine>>,
}

impl Index {
    /// Works it out. `sent` are the numbers that have gone out at least once.
    pub fn of(replica: &Replica, sent: &BTreeSet<u64>) -> Self {
        let mut index = Self::default();
        // Staff hold everybody's registrations, and none of their own.
        let Some(home) = replica.who().and_then(|who| who.household.as_ref()) else {
            return index;
        };
        index.take_settled(replica, home);
        index.take_records(replica);
        index.take_pending((replica, home), sent);
        index
    }

    /// How the household stands in a session.
    pub fn of_session(&self, community: &CommunityId, session: &SessionId) -> Vec<Mine> {
        let found = self.by_session.get(&(community.clone(), session.clone()));
        found
            .into_iter()
            .flat_map(LiteMap::values)
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

    fn held_until(
        &self,
        at: (&CommunityId, &SessionId),
        who: &ResidentId,
    ) -> Option<civil::DateTime> {
        let people = self.by_session.get(&(at.0.clone(), at.1.clone()))?;
        match people.get(who)?.standing {
            Standing::Held(held) => Some(held.until),
            _ => None,
        }
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
    fn take_settled(&mut self, replica: &Replica, home: &HouseholdId) {
        let rows: Vec<_> = replica
            .history()
            .filter(|row| row.row.household.as_ref() == Some(home))
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
                    RegistrationState::Entered { .. } => {
                        if crate::state::session::is_drawn_for(replica, community, session) {
                            Standing::Applied
                        } else {
                            Standing::Asked
                        }
                    }
                    // Whatever was answered since says more.
                    RegistrationState::Declined if self.knows((community, session), who) => {
                        continue;
                    }
                    RegistrationState::Declined => Standing::Declined(held.why.clone()),
                    RegistrationState::Waiting { turn } => {
                        let seats = crate::state::session::seats_of(replica, community, session);
                        Standing::Waiting(seats.place_of(turn).unwrap_or(1))
                    }
                    RegistrationState::Held { turn, until } => {
                        let offset = crate::state::session::offset_of(replica, community);
                        let until = offset.civil(until);
                        Standing::Held(Held { turn, until })
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
    fn take_pending(&mut self, (replica, home): (&Replica, &HouseholdId), sent: &BTreeSet<u64>) {
        for pending in replica
            .pending()
            .filter(|pending| pending.row.household.as_ref() == Some(home))
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
                        let at = (&row.community, session);
                        let mut mine = Mine::of(replica, &row.community, member, standing());
                        mine.confirm_by = self.held_until(at, member);
                        self.put(at, mine);
                    }
                }
                Some(Intent::Leave { session, members }) => {
                    let key = (row.community.clone(), session.clone());
                    let people = self.by_session.get_mut(&key).into_iter();
                    let leaves = people
                        .flat_map(LiteMap::iter_mut)
                        .filter(|(who, mine)| members.contains(who) && mine.standing.is_held());
                    for (_, mine) in leaves {
                        mine.confirm_by = None;
                        mine.standing = if sent.contains(&row.id.seq) {
                            Standing::LeaveSent
                        } else {
                            Standing::LeaveSaved
                        };
                    }
                }
                Some(_) | None => {}
            }
        }
    }
}
