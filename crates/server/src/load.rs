//! The other side: many residents who press at once. For the load generator and the tests.
//!
//! The one rule to know: everything goes through real HTTP on a real port; only the crowd itself
//! (households, open sessions) is put into the database beforehand, because hashing thousands of
//! PINs would measure something else.

mod client;

pub use client::{Answer, Client, ClientError};

use crate::db::cards::{Member, Session, open_session};
use crate::db::{DbError, ensure_community};
use crate::publish::publish;
use crate::sessions::Token;
use crate::world::World;
use ::sync::authority::body_of;
use ::sync::cursor::Cursor;
use ::sync::identity::{Device, Epoch, fingerprint};
use ::sync::limits::{PROTO, SCHEMA_VIEW};
use ::sync::wire::{PushIntent, Request, Want};
use rules::activity::{Activity, ActivityKind, Audience};
use rules::civil;
use rules::community::{Community, Place, PlaceKind};
use rules::household::{Household, Resident};
use rules::id::{CommunityId, IdError, SessionId};
use rules::publish::Item;
use rules::registration::WhenFull;
use rules::session::Admission;
use rules::time::{Offset, add_days};
use rules::words::Words;
use rules::{Intent, Key, Record};
use rusqlite::Connection;

/// Why a crowd could not be gathered.
#[derive(Debug, thiserror::Error)]
pub enum CrowdError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// An id that was made is none.
    #[error(transparent)]
    Id(#[from] IdError),
    /// An intent could not be written down.
    #[error(transparent)]
    Unread(#[from] sync::json::Unread),
}

/// Somebody with a phone.
#[derive(Debug, Clone)]
pub struct Phone {
    /// Whose it is.
    pub member: Member,
    /// What its cookie holds.
    pub cookie: String,
    /// The device.
    pub device: Device,
    /// How far it has come.
    pub cursor: Option<Cursor>,
    next_seq: u64,
}

impl Phone {
    /// A request that registers its owner for a session, with a number of its own.
    ///
    /// # Errors
    /// When the intent cannot be written down.
    pub fn register(&mut self, session: &SessionId) -> Result<Request, CrowdError> {
        self.next_seq += 1;
        self.register_as(self.next_seq, session)
    }

    /// The same request under a number that is given: to ask again.
    ///
    /// # Errors
    /// When the intent cannot be written down.
    pub fn register_as(&self, seq: u64, session: &SessionId) -> Result<Request, CrowdError> {
        let intent = Intent::Register {
            session: session.clone(),
            members: vec![self.member.resident.clone()],
            when_full: WhenFull::Wait,
        };
        let mut request = self.pull();
        request.intents.push(self.push(seq, &intent)?);
        Ok(request)
    }

    /// An intent on its way.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn push(&self, seq: u64, intent: &Intent) -> Result<PushIntent, CrowdError> {
        let (kind, kv, body) = body_of(intent)?;
        let by = self.member.resident.clone();
        Ok(PushIntent {
            community: self.member.community.clone(),
            seq,
            fp: fingerprint(&by, kind, kv, body.as_str()),
            by,
            kind: kind.to_owned(),
            kv,
            body,
            heard_at: None,
            void: Vec::new(),
            deps: Vec::new(),
        })
    }

    /// A request that asks for what changed.
    pub fn pull(&self) -> Request {
        Request {
            proto: PROTO,
            build: "load".to_owned(),
            schema_view: SCHEMA_VIEW,
            device: self.device,
            epoch: Epoch([1; 8]),
            who: Some(self.member.resident.clone()),
            acked: 0,
            feeds: vec![Want::since(
                self.member.community.clone(),
                self.cursor.clone(),
            )],
            intents: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// Gathers a crowd: sessions with so many seats each, and so many residents, each signed in on a
/// phone of their own.
///
/// # Errors
/// When the database fails.
pub fn gather(
    db: &Connection,
    world: &World,
    community: &CommunityId,
    (sessions, seats, residents): (usize, u32, usize),
) -> Result<(Vec<SessionId>, Vec<Phone>), CrowdError> {
    ensure_community(db, world, community)?;
    let sessions: Result<Vec<SessionId>, IdError> =
        (0..sessions).map(|at| format!("s{at}").parse()).collect();
    let sessions = sessions?;
    let mut items = stage()?;
    for id in &sessions {
        items.push(session_item(world, id, seats)?);
    }
    let mut phones = Vec::with_capacity(residents);
    for at in 0..residents {
        phones.push(phone(world, community, at)?);
    }
    for phone in &phones {
        items.extend(home_of(phone).into_iter().flatten());
    }
    publish(db, world, community, items)?;
    let transaction = db.unchecked_transaction().map_err(DbError::from)?;
    for phone in &phones {
        let session = Session {
            member: phone.member.clone(),
            seen_at: world.now(),
        };
        if let Some(token) = Token::read(&phone.cookie) {
            open_session(&transaction, &token.hash(), &session)?;
        }
    }
    transaction.commit().map_err(DbError::from)?;
    Ok((sessions, phones))
}

fn phone(world: &World, community: &CommunityId, at: usize) -> Result<Phone, CrowdError> {
    Ok(Phone {
        member: Member {
            community: community.clone(),
            resident: format!("r{at}").parse()?,
            household: Some(format!("h{at}").parse()?),
        },
        cookie: Token::fresh(world, community.clone())?.write(),
        device: Device(world.random().map_err(DbError::from)?),
        cursor: None,
        next_seq: 0,
    })
}

fn home_of(phone: &Phone) -> Option<[Item; 2]> {
    let member = &phone.member;
    let home = member.household.clone()?;
    let resident = Resident::new("居民".to_owned(), civil::date(1960, 1, 1), home.clone());
    let household = Household {
        members: vec![member.resident.clone()],
        committee: None,
        building: None,
    };
    Some([
        Item {
            key: Key::Resident(member.resident.clone()),
            record: Record::Resident(resident),
        },
        Item {
            key: Key::Household(home),
            record: Record::Household(household),
        },
    ])
}

fn stage() -> Result<Vec<Item>, CrowdError> {
    let name = Words::new("压力测试", "Load");
    let community = Community::new(name.clone(), name.clone(), Offset(480));
    let place = Place {
        name: name.clone(),
        kind: PlaceKind::Venue,
        within: None,
        address: Words::default(),
        aid: String::new(),
        at: None,
    };
    let activity = Activity::new(name, ActivityKind::Culture, Audience::Everyone);
    Ok(vec![
        Item {
            key: Key::Community,
            record: Record::Community(community),
        },
        Item {
            key: Key::Place("p".parse()?),
            record: Record::Place(place),
        },
        Item {
            key: Key::Activity("a".parse()?),
            record: Record::Activity(activity),
        },
    ])
}

/// A session of the crowd's activity, a week from now.
///
/// # Errors
/// Never: the ids are constants.
pub fn session_item(world: &World, id: &SessionId, seats: u32) -> Result<Item, CrowdError> {
    let today = Offset(480).civil(world.now()).date();
    let session = rules::session::Session::new(
        ("a".parse()?, "p".parse()?),
        vec![add_days(today, 7)],
        (civil::time(15, 0, 0, 0), civil::time(17, 0, 0, 0)),
        Admission::FirstCome { seats },
    );
    Ok(Item {
        key: Key::Session(id.clone()),
        record: Record::Session(session),
    })
}
