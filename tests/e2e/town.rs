//! What the server itself says, heard over its own interface by somebody without a browser.
//!
//! The one rule: real requests on the real port, with a session of their own. Deliberately absent:
//! a look into the database file; what residents cannot hear, they need not believe.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use rules::activity::Activity;
use rules::id::{CommunityId, ResidentId, SessionId};
use rules::key::Key;
use rules::registration::Seats;
use rules::session::{Admission, Session, SessionState};
use rules::time::{Offset, UnixMillis, add_days};
use rules::{Intent, Record, civil};
use serde_json::{Value, json};
use server::load::{Answer, Client};
use sync::authority::body_of;
use sync::cursor::Cursor;
use sync::identity::{Device, Epoch, fingerprint};
use sync::limits::{PROTO, SCHEMA_VIEW};
use sync::outcome::Outcome;
use sync::wire::{PushIntent, Request, Response, Want};

use crate::harness::server::Server;
use crate::people::Card;

/// Each who asks is a device of its own.
static DEVICES: AtomicU64 = AtomicU64::new(1);

/// Somebody who asks the server directly.
pub struct Witness {
    client: Client,
    cookie: String,
    community: CommunityId,
    who: Option<ResidentId>,
    device: Device,
    asked: u64,
}

/// Everything the server tells one resident of their community.
pub struct Town {
    /// Every record by its key.
    pub records: BTreeMap<Key, Record>,
    /// The server's clock.
    pub now: UnixMillis,
    cursor: Option<Cursor>,
}

impl Witness {
    /// Signs in with a card.
    pub async fn signed_in(server: &Server, card: Card<'_>) -> Self {
        let mut client = Client::connect(address(server)).await.unwrap();
        let body = json!({"member": card.number, "pin": card.pin}).to_string();
        let answer = send(&mut client, "POST /session", "", body.as_bytes()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.header("set-cookie").unwrap();
        let cookie = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
        let member: Value = serde_json::from_slice(&answer.body).unwrap();
        Self {
            client,
            cookie,
            community: member["community"].as_str().unwrap().parse().unwrap(),
            who: Some(member["resident"].as_str().unwrap().parse().unwrap()),
            device: Device(u128::from(DEVICES.fetch_add(1, Ordering::Relaxed)).to_be_bytes()),
            asked: 0,
        }
    }

    /// Who asks.
    pub fn resident(&self) -> ResidentId {
        self.who.clone().unwrap()
    }

    /// Asks for something, and gives what became of it.
    pub async fn asks(&mut self, intent: &Intent) -> Outcome {
        let (kind, kv, body) = body_of(intent).unwrap();
        let by = self.who.clone().unwrap();
        self.asked += 1;
        let mut request = self.request(None);
        request.intents.push(PushIntent {
            community: self.community.clone(),
            seq: self.asked,
            fp: fingerprint(&by, kind, kv, body.as_str()),
            by,
            kind: kind.to_owned(),
            kv,
            body,
            heard_at: None,
            void: Vec::new(),
            deps: Vec::new(),
        });
        let answer = self.client.exchange(&self.cookie, &request).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let response: Response = serde_json::from_slice(&answer.body).unwrap();
        response.outcomes.into_iter().next().unwrap().outcome
    }

    fn request(&self, cursor: Option<Cursor>) -> Request {
        Request {
            proto: PROTO,
            build: "witness".to_owned(),
            schema_view: SCHEMA_VIEW,
            device: self.device,
            epoch: Epoch([9; 8]),
            who: self.who.clone(),
            acked: 0,
            feeds: vec![Want::since(self.community.clone(), cursor)],
            intents: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Reads all there is to read.
    pub async fn town(&mut self) -> Town {
        let mut town = Town {
            records: BTreeMap::new(),
            now: UnixMillis(0),
            cursor: None,
        };
        self.news(&mut town).await;
        town
    }

    /// Reads what changed since, and gives how many changes that were.
    pub async fn news(&mut self, town: &mut Town) -> usize {
        let mut changes = 0;
        loop {
            let request = self.request(town.cursor.clone());
            let answer = self.client.exchange(&self.cookie, &request).await.unwrap();
            assert_eq!(answer.status, 200, "{}", answer.text());
            let response: Response = serde_json::from_slice(&answer.body).unwrap();
            town.now = response.server_time;
            let feed = response.feeds.into_iter().next().unwrap();
            for change in feed.changes {
                changes += 1;
                let key: Key = change.key.parse().unwrap();
                match change.data {
                    Some(data) => town.records.insert(key, data.read().unwrap()),
                    None => town.records.remove(&key),
                };
            }
            town.cursor = Some(feed.cursor);
            if !feed.more {
                return changes;
            }
        }
    }
}

impl Town {
    /// How many meetings are to come of activities that have these words in their title, topic or place,
    /// counted without the index that the app searches in.
    pub fn meetings_to_come(&self, words: &str) -> usize {
        let now = self.civil_now();
        let is_over = |session: &Session, day: civil::Date| {
            let ends = if session.ends > session.starts {
                day
            } else {
                add_days(day, 1)
            };
            ends.to_datetime(session.ends) <= now
        };
        let named = self.sessions().filter(|(_, session)| {
            let activity = self.activity(session);
            let place = self.records.get(&Key::Place(session.place.clone()));
            let said = format!("{:?} {:?} {place:?}", activity.title, activity.topic);
            said.contains(words)
        });
        named
            .flat_map(|(_, session)| session.days.iter().map(move |day| (session, *day)))
            .filter(|(session, day)| !is_over(session, *day))
            .count()
    }

    /// The last day of the programme, as the list heads it.
    pub fn last_day(&self) -> String {
        let last = self
            .sessions()
            .map(|(_, session)| session.last_day())
            .max()
            .unwrap();
        cuobian::text::Lang::Zh.date(last)
    }

    /// The moment on the community's wall.
    pub fn civil_now(&self) -> civil::DateTime {
        Offset(480).civil(self.now)
    }

    /// The first session that a grown-up may register for now and that none of the household did,
    /// with its title.
    pub fn open_session(&self) -> (SessionId, String) {
        let open = self.open_sessions().into_iter().next();
        open.expect("a session to register for")
    }

    /// All of these, the nearest first.
    pub fn open_sessions(&self) -> Vec<(SessionId, String)> {
        let now = self.civil_now();
        let soon = add_days(now.date(), 2);
        let sessions = self.sessions().filter(|(id, session)| {
            let seats = match session.admission {
                Admission::FirstCome { seats } => seats,
                Admission::Open
                | Admission::Ballot { .. }
                | Admission::Approval { .. }
                | Admission::Counter { .. } => 0,
            };
            seats >= self.seats(id).taken + 2
                && self.registered(id).is_empty()
                && session.state == SessionState::Scheduled
                && session.ages.min.is_none_or(|min| min <= 18)
                && session.ages.max.is_none()
                && session.first_day() >= soon
                && session.opens.is_none_or(|opens| opens <= now)
                && session.closes.is_none_or(|closes| closes > now)
        });
        let mut sessions: Vec<_> = sessions.collect();
        sessions.sort_by_key(|(id, session)| (session.first_day(), (*id).clone()));
        let named = sessions.into_iter();
        named
            .map(|(id, session)| (id.clone(), self.title(session)))
            .collect()
    }

    /// Every session.
    pub fn sessions(&self) -> impl Iterator<Item = (&SessionId, &Session)> {
        self.records
            .iter()
            .filter_map(|(key, record)| match (key, record) {
                (Key::Session(id), Record::Session(session)) => Some((id, session)),
                _ => None,
            })
    }

    /// A session.
    pub fn session(&self, id: &SessionId) -> &Session {
        let found = self.sessions().find(|(found, _)| *found == id);
        found.expect("a session of that name").1
    }

    /// How many people are marked at a meeting, as the desk is told.
    pub fn presences(&self, id: &SessionId, on: civil::Date) -> usize {
        let marks = self.records.keys().filter(
            |key| matches!(key, Key::Presence(session, day, _) if session == id && *day == on),
        );
        marks.count()
    }

    /// What a session is called.
    pub fn title(&self, session: &Session) -> String {
        self.activity(session).title.zh_or_en().to_owned()
    }

    fn activity(&self, session: &Session) -> &Activity {
        match self.records.get(&Key::Activity(session.activity.clone())) {
            Some(Record::Activity(activity)) => activity,
            other => panic!("{:?} is {other:?}", session.activity),
        }
    }

    /// The seats of a session.
    pub fn seats(&self, session: &SessionId) -> Seats {
        match self.records.get(&Key::Seats(session.clone())) {
            Some(Record::Seats(seats)) => seats.clone(),
            None => Seats::default(),
            Some(other) => panic!("seats of {session} are {other:?}"),
        }
    }

    /// Who of the household asked for a session, as the server tells it.
    pub fn registered(&self, session: &SessionId) -> Vec<ResidentId> {
        let of_session = self.records.keys().filter_map(|key| match key {
            Key::Registration(of, who) if of == session => Some(who.clone()),
            _ => None,
        });
        of_session.collect()
    }

    /// How many notes the server keeps for this resident.
    pub fn notes(&self) -> usize {
        let is_note = |key: &&Key| matches!(key, Key::Note(..));
        self.records.keys().filter(is_note).count()
    }
}

/// Ends a browser's session on the server, as an operator or the passing of half a year would.
pub async fn end_session(server: &Server, cookie: &str) {
    let mut client = Client::connect(address(server)).await.unwrap();
    let cookie = format!("cookie: session={cookie}\r\n");
    let answer = send(&mut client, "DELETE /session", &cookie, b"").await;
    assert_eq!(answer.status, 204, "{}", answer.text());
}

async fn send(client: &mut Client, what: &str, head: &str, body: &[u8]) -> Answer {
    let head = format!("content-type: application/json\r\n{head}");
    client.send(what, &head, body).await.unwrap()
}

/// Where a server listens.
pub fn address(server: &Server) -> SocketAddr {
    let url = server.url();
    let bare = url.trim_start_matches("http://").trim_end_matches('/');
    bare.parse().unwrap()
}
