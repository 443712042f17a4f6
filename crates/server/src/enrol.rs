//! Enrolling: a household with its residents, and a member card for one of them.
//!
//! The one rule to know: the PIN is printed once, here; afterwards only its hash exists.

use crate::db::cards::{Card, Member, find, put, void};
use crate::db::{DbError, SqliteDepot, communities, ensure_community};
use crate::homes::{HomeError, home};
use crate::pin::{PIN_DIGITS, PinError, hash};
use crate::publish::publish;
use crate::world::{NoRandomness, World};
use rules::civil::Date;
use rules::household::{Household, Resident};
use rules::id::{CommunityId, HouseholdId, IdError, ResidentId};
use rules::publish::Item;
use rules::staff::Staff;
use rules::{Key, Record};
use rusqlite::Connection;
use sync::depot::Depot;

/// Digits of a member number.
const NUMBER_DIGITS: usize = 8;
/// Attempts to find a number nobody has.
const TRIES_MAX: u32 = 100;

/// Why somebody was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The PIN could not be hashed.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// An id that was made is none.
    #[error(transparent)]
    Id(#[from] IdError),
    /// A household needs somebody.
    #[error("a household needs at least one resident")]
    Nobody,
    /// The community is not there: its id was mistyped, most likely.
    #[error("there is no community {0} here; there are: {1}")]
    NoCommunity(CommunityId, String),
    /// The number is another resident's.
    #[error("the number is on another card already")]
    Taken,
    /// Nobody of the staff has this card.
    #[error("nobody of the staff has a card of this number")]
    NoStaff,
    /// Nobody lives there.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// Nobody of the residents has this card.
    #[error("no resident has a card of this number")]
    NoResident,
    /// No free number was found.
    #[error("no free number was found")]
    NumbersExhausted,
    /// The rules refused the household.
    #[error("the household was refused: {0:?}")]
    Refused(rules::Refusal),
}

/// Somebody to enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// What they are called.
    pub name: String,
    /// Their date of birth.
    pub born: Date,
}

/// What is printed on a card, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The number.
    pub number: String,
    /// The PIN.
    pub pin: String,
    /// The name.
    pub name: String,
}

/// Enrols a household, which lives in a committee or a building where that is known, and makes a card
/// for its first resident.
///
/// # Errors
/// When nobody is named, nobody lives there, or the database or the rules say no.
pub fn enrol(
    db: &Connection,
    world: &World,
    (community, lives_in): (&CommunityId, Option<&str>),
    newcomers: &[Newcomer],
) -> Result<Printed, EnrolError> {
    let head = newcomers.first().ok_or(EnrolError::Nobody)?;
    known(db, community)?;
    let home = home(db, community, lives_in)?;
    let household: HouseholdId = format!("h-{}", tail(world)?).parse()?;
    let mut members: Vec<ResidentId> = Vec::new();
    let mut items = Vec::new();
    for newcomer in newcomers {
        let id: ResidentId = format!("r-{}", tail(world)?).parse()?;
        let record = Record::Resident(Resident::new(
            newcomer.name.clone(),
            newcomer.born,
            household.clone(),
        ));
        let key = Key::Resident(id.clone());
        items.push(Item { key, record });
        members.push(id);
    }
    let resident = members.first().cloned().ok_or(EnrolError::Nobody)?;
    items.push(Item {
        key: Key::Household(household.clone()),
        record: Record::Household(home.of(Household {
            members,
            committee: None,
            building: None,
        })),
    });
    let published = publish(db, world, community, items)?;
    if let Some((_, refusal)) = published.refused.into_iter().next() {
        return Err(EnrolError::Refused(refusal));
    }
    let member = Member {
        community: community.clone(),
        resident,
        household: Some(household),
    };
    let number = free_number(db, world)?;
    let pin = digits(world, PIN_DIGITS)?;
    issue(db, world, member, (&number, &pin))?;
    Ok(Printed {
        number,
        pin,
        name: head.name.clone(),
    })
}

/// Says that a resident's household lives in another committee or building from now on; in none that
/// is known where none is named. Seats they have they keep.
///
/// # Errors
/// When no resident has this card, nobody lives there, or the database or the rules say no.
pub fn relocate(
    db: &Connection,
    world: &World,
    number: &str,
    lives_in: Option<&str>,
) -> Result<(), EnrolError> {
    let card = find(db, number)?.ok_or(EnrolError::NoResident)?;
    let Member {
        community,
        household: Some(household),
        ..
    } = card.member
    else {
        return Err(EnrolError::NoResident);
    };
    let home = home(db, &community, lives_in)?;
    let key = Key::Household(household);
    let row = SqliteDepot::new(db, community.clone()).row(&key)?;
    let Some(Record::Household(found)) = row.and_then(|row| row.record) else {
        return Err(EnrolError::NoResident);
    };
    let record = Record::Household(home.of(found));
    hand_in(db, (world, &community), Item { key, record })
}

/// That a community is there. Publishing would make it, and give its people cards for a place that
/// nobody else can find.
pub(crate) fn known(db: &Connection, community: &CommunityId) -> Result<(), EnrolError> {
    let there = communities(db)?;
    if there.iter().any(|(id, _)| id == community) {
        return Ok(());
    }
    let there: Vec<&str> = there.iter().map(|(id, _)| id.as_str()).collect();
    Err(EnrolError::NoCommunity(community.clone(), there.join(", ")))
}

/// Makes somebody one of the community's staff, with a card of their own.
///
/// # Errors
/// When the database or the rules say no.
pub fn employ(
    db: &Connection,
    world: &World,
    community: &CommunityId,
    staff: Staff,
) -> Result<Printed, EnrolError> {
    known(db, community)?;
    let resident: ResidentId = format!("s-{}", tail(world)?).parse()?;
    let name = staff.name.clone();
    hand_in(db, (world, community), post(&resident, staff))?;
    let member = Member {
        community: community.clone(),
        resident,
        household: None,
    };
    let number = free_number(db, world)?;
    let pin = digits(world, PIN_DIGITS)?;
    issue(db, world, member, (&number, &pin))?;
    Ok(Printed { number, pin, name })
}

/// Ends somebody's work at the desk: their card is void, their sessions end, and the rules refuse
/// whatever still comes from them. What they decided stands.
///
/// # Errors
/// When nobody has this card, it is a resident's, or the database fails.
pub fn dismiss(db: &Connection, world: &World, number: &str) -> Result<(), EnrolError> {
    let card = find(db, number)?.ok_or(EnrolError::NoStaff)?;
    let Member {
        community,
        resident,
        household: None,
    } = card.member
    else {
        return Err(EnrolError::NoStaff);
    };
    let key = Key::Staff(resident.clone());
    let row = SqliteDepot::new(db, community.clone()).row(&key)?;
    let Some(Record::Staff(found)) = row.and_then(|row| row.record) else {
        return Err(EnrolError::NoStaff);
    };
    let gone = Staff {
        level: None,
        ..found
    };
    hand_in(db, (world, &community), post(&resident, gone))?;
    void(db, &community, &resident)?;
    Ok(())
}

fn post(who: &ResidentId, staff: Staff) -> Item {
    Item {
        key: Key::Staff(who.clone()),
        record: Record::Staff(staff),
    }
}

fn hand_in(
    db: &Connection,
    (world, community): (&World, &CommunityId),
    item: Item,
) -> Result<(), EnrolError> {
    let published = publish(db, world, community, vec![item])?;
    match published.refused.into_iter().next() {
        Some((_, refusal)) => Err(EnrolError::Refused(refusal)),
        None => Ok(()),
    }
}

/// Makes a card with a number and a PIN that are given.
///
/// # Errors
/// When the number is another's.
pub fn issue(
    db: &Connection,
    world: &World,
    member: Member,
    (number, pin): (&str, &str),
) -> Result<(), EnrolError> {
    ensure_community(db, world, &member.community)?;
    if find(db, number)?.is_some_and(|card| card.member != member) {
        return Err(EnrolError::Taken);
    }
    let pin_hash = hash(world, pin)?;
    put(db, number, &Card { member, pin_hash })?;
    Ok(())
}

fn free_number(db: &Connection, world: &World) -> Result<String, EnrolError> {
    for _try in 0..TRIES_MAX {
        let number = digits(world, NUMBER_DIGITS)?;
        if find(db, &number)?.is_none() {
            return Ok(number);
        }
    }
    Err(EnrolError::NumbersExhausted)
}

fn tail(world: &World) -> Result<String, NoRandomness> {
    let bytes: [u8; 8] = world.random()?;
    Ok(sync::identity::Epoch(bytes).to_string())
}

/// Random decimal digits, each as likely as the others.
pub(crate) fn digits(world: &World, count: usize) -> Result<String, NoRandomness> {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let [byte] = world.random::<1>()?;
        // 250 is the last multiple of ten: bytes beyond it would favour the low digits.
        if byte < 250 {
            text.push(char::from(b'0'.saturating_add(byte % 10)));
        }
    }
    Ok(text)
}
