//! How the household stands: in each session, and who belongs to it.
//!
//! The one rule to know: a standing is read from the server's record first, then from what waits
//! on this phone, then from what was settled, so that nothing flickers between pending and
//! confirmed.

mod index;

pub use index::Index;

use super::session::Look;
use super::{Happening, SessionRow, State};
use leptos::prelude::*;
use rules::id::{CommunityId, ResidentId, SessionId};
use rules::registration::admits;
use rules::time::{add_days, age_on};
use rules::{Key, Record, Refusal, civil};
use sync::{Outcome, Replica};

/// The most that is called next. A day holds no more for one household.
const NEXT_THINGS_MAX: usize = 6;

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
    /// Seats are held for them.
    Held(Held),
    /// Seats were held for them, and nobody said in time that they come.
    Lapsed,
    /// Applied for the draw.
    Applied,
    /// Applied; staff decide.
    Asked,
    /// Staff could not give them seats, and said why.
    Declined(String),
    /// They leave, and that is saved on this phone. What they hold is theirs until it is confirmed.
    LeaveSaved,
    /// They leave, and that is sent, not answered yet.
    LeaveSent,
    /// Not possible: what the server (or a rule) said.
    NotPossible(Outcome),
}

/// Seats that are held for a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The turn the party waited under; two parties of one family are two.
    pub turn: u32,
    /// Until when, on the community's wall.
    pub until: civil::DateTime,
}

impl Standing {
    /// Whether it is anything but a no: what was refused, or let pass, holds nothing.
    pub fn is_held(&self) -> bool {
        !matches!(
            self,
            Self::NotPossible(_) | Self::Lapsed | Self::Declined(_)
        )
    }

    /// Whether they hold or hope for something that they are not giving up.
    pub fn is_kept(&self) -> bool {
        self.is_held() && !matches!(self, Self::LeaveSaved | Self::LeaveSent)
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
    /// Until when seats are held, where taking them waits on this phone.
    pub confirm_by: Option<civil::DateTime>,
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
            confirm_by: None,
        }
    }

    /// Whether seats are held for them that the community does not know yet they take.
    pub fn is_called(&self) -> bool {
        matches!(self.standing, Standing::Held(_)) || self.confirm_by.is_some()
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
    /// Whether a guardian has consented to their taking part.
    pub consented: bool,
}

/// A session somebody of the household asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyRegistration {
    /// The session, with how each stands.
    pub row: SessionRow,
    /// The next day it meets on; none when it is over, postponed or cancelled.
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
            let home = who.household.clone().map(Key::Household);
            let record = home.and_then(|home| replica.record(&who.community, &home));
            let Some(Record::Household(household)) = record else {
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
                    consented: matches!(
                        replica.record(&who.community, &Key::Consent(id.clone())),
                        Some(Record::Consent(consent)) if consent.household == found.household
                    ),
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
                    Happening::Over | Happening::Postponed | Happening::Cancelled => None,
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
        let mut all = self.my_registrations();
        all.retain(|mine| mine.next_day.is_some() && mine.row.mine.iter().any(Mine::is_called));
        all
    }

    /// What has no day yet and somebody of the household has, or hopes for, a place in.
    pub fn without_day(&self) -> Vec<MyRegistration> {
        let mut all = self.my_registrations();
        all.retain(|mine| {
            let mut people = mine.row.mine.iter();
            mine.row.happening == Happening::Postponed && people.any(|one| one.standing.is_held())
        });
        all
    }

    /// What comes next: the first meeting ahead that somebody of the household has or hopes for,
    /// and that does not wait for a word of theirs ([`State::called`]); then whatever else of that
    /// kind begins within a day. What all of them are leaving stands in its place, and counts for
    /// nothing.
    pub fn next_things(&self) -> Vec<MyRegistration> {
        let refused = |mine: &Mine| !mine.standing.is_held();
        let mut all = self.my_registrations();
        all.retain(|mine| {
            let people = &mine.row.mine;
            let is_called = people.iter().any(Mine::is_called);
            mine.next_day.is_some() && !is_called && !people.iter().all(refused)
        });
        // They are in the order of their next meetings.
        let begins = all.iter().map(|mine| {
            let comes = mine.row.mine.iter().any(|one| one.standing.is_kept());
            let day = mine.next_day.unwrap_or(civil::Date::MAX);
            (day.to_datetime(mine.row.starts), comes)
        });
        let shown = said_next(begins, self.civil_now());
        all.truncate(shown);
        all
    }
}

/// How many of what comes, the nearest first, are said to be next: when each begins, and whether
/// anybody means to come.
fn said_next(begins: impl Iterator<Item = (civil::DateTime, bool)>, now: civil::DateTime) -> usize {
    let soon = add_days(now.date(), 1).to_datetime(now.time());
    let mut to_come = 0_usize;
    let mut said = 0;
    for (at, (begins, comes)) in begins.enumerate() {
        if to_come > 0 && begins > soon {
            break;
        }
        said = at.saturating_add(1);
        to_come = to_come.saturating_add(usize::from(comes));
    }
    said.clamp(1, NEXT_THINGS_MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_next_and_so_is_all_that_begins_within_a_day() {
        let at = |day, hour| civil::date(2026, 3, day).at(hour, 0, 0, 0);
        let now = at(20, 10);
        let said = |begins: &[civil::DateTime]| {
            let comes = begins.iter().map(|begins| (*begins, true));
            said_next(comes, now)
        };
        for (begins, shown) in [
            (vec![], 1),
            (vec![at(27, 9), at(27, 15)], 1),
            (vec![at(20, 15), at(21, 10), at(21, 11)], 2),
            (vec![at(20, 9), at(20, 12), at(20, 13), at(22, 9)], 3),
            (vec![at(20, 12); 20], NEXT_THINGS_MAX),
        ] {
            assert_eq!(said(&begins), shown, "{begins:?}");
        }
    }

    #[test]
    fn what_nobody_means_to_come_to_any_more_does_not_hide_what_comes_after() {
        let at = |day| civil::date(2026, 3, day).at(10, 0, 0, 0);
        let all = [(at(25), false), (at(27), true), (at(28), true)];
        assert_eq!(said_next(all.into_iter(), at(20)), 2);
        let (left, soon) = ([(at(25), false)], [(at(20), true), (at(28), false)]);
        assert_eq!(said_next(left.into_iter(), at(20)), 1);
        assert_eq!(said_next(soon.into_iter(), at(20)), 1);
    }
}
