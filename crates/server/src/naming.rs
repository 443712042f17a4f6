//! What a community is called.
//!
//! The one rule to know: a name is published like any other record, so it stands in the journal and
//! reaches every phone.
//!
//! Deliberately absent: making a community. An import does.

use crate::db::DbError;
use crate::db::communities;
use crate::publish::publish;
use crate::world::World;
use rules::community::Community;
use rules::id::CommunityId;
use rules::publish::Item;
use rules::words::Words;
use rules::{Key, Record};
use rusqlite::Connection;

/// Why a community is not renamed.
#[derive(Debug, thiserror::Error)]
pub enum NamingError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// There is none to rename.
    #[error("there is no community {0} in this data folder that has a name")]
    Unknown(CommunityId),
    /// The rules refused the name.
    #[error("the name was refused: {0:?}")]
    Refused(rules::Refusal),
}

/// Reads a name: a word, without spaces around.
///
/// # Errors
/// A sentence that says what is wanted.
pub fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err("a name has at least one letter".to_owned());
    }
    Ok(name.to_owned())
}

/// Calls a community otherwise, and gives what it was called. Its English name stays where none is
/// given; its county follows where it bore the same name.
///
/// # Errors
/// When there is no such community, or the database or the rules say no.
pub fn rename(
    db: &Connection,
    (world, community): (&World, &CommunityId),
    (zh, en): (&str, Option<&str>),
) -> Result<Words, NamingError> {
    let there = communities(db)?.into_iter();
    let data = there
        .filter(|(id, _)| id == community)
        .find_map(|(_, data)| data);
    let Some(data) = data else {
        return Err(NamingError::Unknown(community.clone()));
    };
    let record = serde_json::from_str(&data);
    let Ok(Record::Community(known)) = record else {
        return Err(DbError::Unreadable { table: "records" }.into());
    };
    let name = Words::new(zh, en.unwrap_or(&known.name.en));
    let county = if known.county.zh == known.name.zh {
        name.clone()
    } else {
        known.county.clone()
    };
    let item = Item {
        key: Key::Community,
        record: Record::Community(Community {
            name,
            county,
            ..known.clone()
        }),
    };
    let published = publish(db, world, community, vec![item])?;
    match published.refused.into_iter().next() {
        Some((_, refusal)) => Err(NamingError::Refused(refusal)),
        None => Ok(known.name),
    }
}
