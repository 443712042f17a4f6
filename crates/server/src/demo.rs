//! What a new data folder starts with: the built-in programme, two households and two of the staff,
//! with a card each.
//!
//! The one rule to know: only a database without any community gets it, so nothing of anybody's is
//! ever mixed with it.
//!
//! Deliberately absent: secrecy. The two cards are printed on every start; `--no-demo` leaves all
//! of this away.

use crate::db::cards::Member;
use crate::db::{DbError, communities};
use crate::enrol::{EnrolError, Printed, issue};
use crate::publish::{Published, publish};
use crate::world::World;
use programme::dehua;
use rules::civil::{self, Date};
use rules::household::{Household, Resident};
use rules::id::{CommunityId, HouseholdId, IdError, ResidentId};
use rules::publish::Item;
use rules::time::Offset;
use rules::{Key, Record};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

/// The cards: number, PIN, resident.
const CARDS: [(&str, &str, &str); 4] = [
    ("35052601", "202601", dehua::LIN_DAUGHTER),
    ("35052602", "202602", dehua::CHEN_MASTER),
    ("35052690", "202690", dehua::STAFF_WANG),
    ("35052691", "202691", dehua::STAFF_SU),
];
/// The demo household of an imported community, its head first: id, name, date of birth.
const FAMILY: [(&str, &str, Date); 3] = [
    ("demo-r-1", "陈大文", civil::date(1958, 3, 12)),
    ("demo-r-2", "李美玲", civil::date(1961, 7, 30)),
    ("demo-r-3", "陈小敏", civil::date(2014, 5, 4)),
];
const FAMILY_PIN: &str = "202011";
/// The wall clock whose year is published. Units: minutes.
const CHINA: Offset = Offset(480);

/// Why the demonstration could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The programme could not be made.
    #[error(transparent)]
    Dehua(#[from] dehua::DehuaError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A card could not be made.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// An id in the data is none.
    #[error(transparent)]
    Id(#[from] IdError),
}

/// Sets the demonstration up in a database that has no community yet. None where it has one.
///
/// # Errors
/// When the database fails.
pub fn set_up(db: &Connection, world: &World) -> Result<Option<Published>, DemoError> {
    if !communities(db)?.is_empty() {
        return Ok(None);
    }
    let community = dehua::community_id()?;
    let year = CHINA.civil(world.now()).year();
    let households = people()?;
    let members = cards_of(&community, &households);
    let mut items = dehua::foundation()?;
    items.extend(dehua::programme(year)?);
    items.extend(dehua::programme(year.saturating_add(1))?);
    items.extend(households);
    let published = publish(db, world, &community, items)?;
    for (card, member) in members {
        issue(db, world, member, (&card.number, &card.pin))?;
    }
    Ok(Some(published))
}

/// The cards of the demonstration, where this database has them.
///
/// # Errors
/// When the database fails.
pub fn cards(db: &Connection) -> Result<Vec<Printed>, DemoError> {
    let community = dehua::community_id()?;
    let households = people()?;
    let mut printed = Vec::new();
    for (card, member) in cards_of(&community, &households) {
        let known = crate::db::cards::find(db, &card.number)?;
        if known.is_some_and(|known| known.member == member) {
            printed.push(card);
        }
    }
    Ok(printed)
}

/// Makes a demo household and its card in a community whose programme was imported. Doing it
/// again makes the same ones, so nothing changes.
///
/// # Errors
/// When the database fails.
pub fn set_up_family(
    db: &Connection,
    world: &World,
    community: &CommunityId,
) -> Result<Printed, DemoError> {
    let household: HouseholdId = "demo-h".parse()?;
    let mut members: Vec<ResidentId> = Vec::new();
    let mut items = Vec::new();
    for (id, name, born) in FAMILY {
        let resident: ResidentId = id.parse()?;
        members.push(resident.clone());
        items.push(Item {
            key: Key::Resident(resident),
            record: Record::Resident(Resident::new(name.to_owned(), born, household.clone())),
        });
    }
    let head = Member {
        community: community.clone(),
        resident: FAMILY[0].0.parse()?,
        household: Some(household.clone()),
    };
    items.push(Item {
        key: Key::Household(household),
        record: Record::Household(Household {
            members,
            committee: None,
            building: None,
        }),
    });
    publish(db, world, community, items)?;
    let printed = Printed {
        number: number_of(community),
        pin: FAMILY_PIN.to_owned(),
        name: FAMILY[0].1.to_owned(),
    };
    issue(db, world, head, (&printed.number, &printed.pin))?;
    Ok(printed)
}

/// A demo card's number: eight digits that follow from the community's id.
fn number_of(community: &CommunityId) -> String {
    let digest: [u8; 32] = Sha256::digest(community.as_str()).into();
    let digits = digest.iter().take(8);
    digits
        .map(|byte| char::from(b'0'.saturating_add(byte % 10)))
        .collect()
}

/// Everybody who has a card: two families, and two who work at the desk.
fn people() -> Result<Vec<Item>, DemoError> {
    let mut people = dehua::demo_households()?;
    people.extend(dehua::demo_staff()?);
    Ok(people)
}

fn cards_of(community: &CommunityId, people: &[Item]) -> Vec<(Printed, Member)> {
    let card = |(number, pin, id): (&str, &str, &str)| {
        let found = people
            .iter()
            .find_map(|item| match (&item.key, &item.record) {
                (Key::Resident(who), Record::Resident(found)) if who.as_str() == id => {
                    Some((who, &found.name, Some(found.household.clone())))
                }
                (Key::Staff(who), Record::Staff(found)) if who.as_str() == id => {
                    Some((who, &found.name, None))
                }
                _ => None,
            });
        let (who, name, household) = found?;
        let printed = Printed {
            number: number.to_owned(),
            pin: pin.to_owned(),
            name: name.clone(),
        };
        let member = Member {
            community: community.clone(),
            resident: who.clone(),
            household,
        };
        Some((printed, member))
    };
    CARDS.into_iter().filter_map(card).collect()
}
