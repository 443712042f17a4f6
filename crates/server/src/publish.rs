//! Publishing: records that the community hands in, through the very rules that decide all else.
//!
//! The one rule to know: only what differs is written, in chunks of one transaction each, so
//! publishing again after an interruption finishes the work and publishing twice changes nothing.
//! What somebody else changed since it was compared is left as they made it ([`Terms::seen`]).

use crate::db::{DbError, SqliteDepot, draw_secret, ensure_community};
use crate::world::World;
use rules::activity::Activity;
use rules::id::{ActivityId, CommunityId};
use rules::publish::{Bringer, Item, PUBLISH_ITEMS_MAX, says_nothing_new};
use rules::time::UnixMillis;
use rules::{Actor, Intent, Key, Record, Refusal};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use sync::authority::{Visit, execute, seal_draws};
use sync::depot::Depot;
use sync::outcome::Outcome;

/// What a publication came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Records that were not there.
    pub new: usize,
    /// Records that differed.
    pub changed: usize,
    /// Records that were there already, just so.
    pub same: usize,
    /// Records that the rules refused.
    pub refused: Vec<(String, Refusal)>,
}

/// For whom records are published, and over what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Who of the staff brings them in; none: the server itself.
    pub by: Option<Bringer>,
    /// The revision of the community when the records were compared with what is there; none where
    /// they were not.
    pub seen: Option<u64>,
}

/// Publishes records into a community, which is made where it is not there.
///
/// # Errors
/// When the database fails; what earlier chunks wrote stays.
pub fn publish(
    db: &Connection,
    world: &World,
    community: &CommunityId,
    items: Vec<Item>,
) -> Result<Published, DbError> {
    publish_on(db, (world, community), &Terms::default(), items)
}

/// The same on terms.
///
/// # Errors
/// As [`publish`].
pub fn publish_on(
    db: &Connection,
    (world, community): (&World, &CommunityId),
    terms: &Terms,
    mut items: Vec<Item>,
) -> Result<Published, DbError> {
    ensure_community(db, world, community)?;
    let mut published = Published::default();
    // In the order of keys neighbours are alike, and so are the rows of a feed: that packs better.
    items.sort_by(|one, other| one.key.cmp(&other.key));
    let mut items = items.into_iter().peekable();
    while items.peek().is_some() {
        let chunk = items.by_ref().take(PUBLISH_ITEMS_MAX).collect();
        publish_chunk(db, (world, community), (terms, chunk), &mut published)?;
    }
    Ok(published)
}

/// Gives an activity that staff published its search aid, which takes a dictionary.
///
/// # Errors
/// When the database fails.
pub fn add_aid<D: Depot>(
    depot: &mut D,
    activity: &ActivityId,
    now: UnixMillis,
) -> Result<(), D::Error> {
    let key = Key::Activity(activity.clone());
    let Some(Record::Activity(found)) = depot.row(&key)?.and_then(|row| row.record) else {
        return Ok(());
    };
    let aid = programme::aid::of_activity(&found.title.zh, &found.topic.zh);
    let visit = Visit::new(Actor::System, now);
    let record = Record::Activity(Activity { aid, ..found });
    let items = vec![Item { key, record }];
    execute(depot, &visit, None, &Intent::Publish { items, by: None })?;
    Ok(())
}

fn publish_chunk(
    db: &Connection,
    (world, community): (&World, &CommunityId),
    (terms, chunk): (&Terms, Vec<Item>),
    published: &mut Published,
) -> Result<(), DbError> {
    let transaction = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
    let mut depot = SqliteDepot::new(&transaction, community.clone());
    let mut counted = Published::default();
    let mut meanwhile = Vec::new();
    let mut items = Vec::with_capacity(chunk.len());
    for item in chunk {
        let row = depot.row(&item.key)?;
        if let (Some(row), Some(seen)) = (&row, terms.seen)
            && row.rev > seen
        {
            let key = item.key.to_string();
            meanwhile.push((key.clone(), Refusal::ChangedMeanwhile { key }));
            continue;
        }
        match row.and_then(|row| row.record) {
            None => counted.new += 1,
            Some(record) if says_nothing_new(&record, &item.record) => counted.same += 1,
            Some(_) => counted.changed += 1,
        }
        items.push(item);
    }
    let visit = Visit::new(Actor::System, world.now());
    loop {
        let asked = items.len();
        let by = terms.by.clone();
        let intent = Intent::Publish { items, by };
        let Outcome::Refused { refusal } = execute(&mut depot, &visit, None, &intent)? else {
            break;
        };
        let Intent::Publish { items: given, .. } = intent else {
            break;
        };
        items = given;
        // One unsound record never spoils the others: it is set aside with its reason.
        let unsound = match &refusal {
            Refusal::Unsound { key } | Refusal::PeopleInIt { key } => key.parse::<Key>().ok(),
            _ => None,
        };
        items.retain(|item| unsound.as_ref() != Some(&item.key));
        if items.len() == asked {
            let refused = items.drain(..).map(|item| (item.key, refusal.clone()));
            let refused = refused.map(|(key, refusal)| (key.to_string(), refusal));
            counted.refused.extend(refused);
            break;
        }
        if let Refusal::Unsound { key } | Refusal::PeopleInIt { key } = &refusal {
            counted.refused.push((key.clone(), refusal.clone()));
        }
    }
    // Whoever reads that a draw decides finds its seal beside it.
    let secret = draw_secret(&transaction)?;
    seal_draws(&mut depot, (community, secret), visit.now)?;
    transaction.commit()?;
    let refused = counted.refused.len();
    published.new += counted.new.saturating_sub(refused);
    published.changed += counted.changed;
    published.same += counted.same;
    published.refused.extend(counted.refused);
    published.refused.extend(meanwhile);
    Ok(())
}
