//! The server: sessions, one request in, one answer out, every intent in its own transaction.
//!
//! The one rule to know: it drives `sync::authority` just as the real one does, and may crash
//! before or after any commit; what was committed stays, what was not never happened.

use crate::bugs::Bug;
use crate::clock;
use crate::depot::MemoryDepot;
use crate::file::{Both, File};
use crate::options::Options;
use crate::random::Random;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use rules::{Actor, Key};
use server::db::SqliteDepot;
use std::collections::BTreeMap;
use sync::authority::{self, Admitted, Before, Reader, Shelf, Visit};
use sync::cursor::Position;
use sync::depot::{Depot, Kept};
use sync::identity::{FeedEpoch, Fingerprint, IntentId};
use sync::limits::{SCHEMA_VIEW, UNPACKED_BYTES_MAX};
use sync::outcome::Outcome;
use sync::wire::{Feed, Protest, Protested, Request, Response, Settled};

mod effects;
mod shelving;
mod stations;
mod writing;

pub use stations::{CLAIM, Cookies};

use effects::tickets;
use stations::Stations;
use writing::Transaction;

/// What comes back.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A status and a body.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: Vec<u8>,
        /// What the checker may compare with: effects that this answer must bring.
        effects: Vec<Effect>,
        /// The outcomes in it.
        outcomes: Vec<((IntentId, Fingerprint), Outcome)>,
    },
    /// Nothing: the server is gone.
    Nothing,
}

/// A record that an outcome came with: its revision, and whether it is there.
pub type Effect = (CommunityId, Key, (u64, bool));

/// The kind of request that a server rolled back does not know.
const YOUNG_KIND: &str = "withdraw_claim";

/// One moment of the server's life.
struct Gone;

/// The server.
#[derive(Debug)]
pub struct Server {
    /// What it keeps, by community.
    pub communities: BTreeMap<CommunityId, MemoryDepot>,
    /// Who is signed in, by cookie.
    pub sessions: BTreeMap<u64, Actor>,
    /// Who is a station.
    pub stations: Stations,
    /// It is down until this moment.
    pub down_until: u64,
    /// Crashes so far.
    pub crashes: u64,
    /// Intents settled for the first time.
    pub settled: u64,
    /// It runs a build that does not know [`YOUNG_KIND`] yet.
    pub is_old: bool,
    /// How far the years have leapt. Units: milliseconds.
    pub leapt: i64,
    /// When it last had to look at what is due, by its own clock.
    pub looked_at: UnixMillis,
    backup: Option<BTreeMap<CommunityId, MemoryDepot>>,
    shelves: BTreeMap<CommunityId, Shelf>,
    random: Random,
    crash: u64,
    failure: u64,
    file: Option<File>,
    file_fault: Option<String>,
    /// What is kept of each community between transactions; none where this world's server keeps
    /// nothing.
    kept: Option<BTreeMap<CommunityId, Kept>>,
    bug: Option<Bug>,
}

impl Server {
    /// A server with empty communities.
    pub fn new(options: &Options, names: &[CommunityId], bug: Option<Bug>) -> Self {
        let mut random = Random::stream(options.seed, "server");
        let mut communities = BTreeMap::new();
        for name in names {
            let mut depot = MemoryDepot::default();
            depot.bug = bug;
            depot.head.feed_epoch = FeedEpoch(random.bytes());
            communities.insert(name.clone(), depot);
        }
        Self {
            communities,
            sessions: BTreeMap::new(),
            stations: Stations::default(),
            down_until: 0,
            crashes: 0,
            settled: 0,
            is_old: false,
            leapt: 0,
            looked_at: UnixMillis::default(),
            backup: None,
            shelves: BTreeMap::new(),
            random,
            crash: options.server_crash,
            failure: options.depot_failure,
            file: None,
            file_fault: None,
            kept: options.keeps.then(BTreeMap::new),
            bug,
        }
    }

    /// Keeps everything in a real file too, from now on.
    pub fn keep_in_file(&mut self, options: &Options) {
        match File::make(options, &self.communities, self.bug) {
            Ok(file) => self.file = Some(file),
            Err(error) => self.file_fault = Some(error.to_string()),
        }
    }

    /// What the file did wrong, if it did.
    pub fn file_fault(&self) -> Option<&str> {
        self.file_fault.as_deref()
    }

    /// Crash points of the file that were tried.
    pub fn crash_points(&self) -> u64 {
        self.file.as_ref().map_or(0, File::points)
    }

    /// The faults stop.
    pub fn heal(&mut self) {
        self.is_old = false;
        self.crash = 0;
        self.failure = 0;
        self.down_until = 0;
    }

    /// Keeps a copy of all there is or, where there is one, brings it back: a new life of every
    /// feed. Says whether it was brought back.
    pub fn back_up_or_restore(&mut self) -> bool {
        let Some(mut kept) = self.backup.take() else {
            let mut copy = self.communities.clone();
            copy.values_mut().for_each(MemoryDepot::roll_back);
            self.backup = Some(copy);
            return false;
        };
        for depot in kept.values_mut() {
            if self.bug != Some(Bug::EpochKept) {
                depot.head.feed_epoch = FeedEpoch(self.random.bytes());
            }
        }
        self.communities = kept;
        self.forget_kept();
        true
    }

    /// Takes one request. `device_clock` is what only a planted bug looks at.
    pub fn take(
        &mut self,
        now: u64,
        cookies: Cookies,
        (bytes, device_clock): (&[u8], UnixMillis),
    ) -> Reply {
        if now < self.down_until {
            return Reply::Nothing;
        }
        if bytes.len() > UNPACKED_BYTES_MAX {
            let limit = String::from("UNPACKED_BYTES_MAX");
            return protest(413, &Protest::TooLarge { limit });
        }
        let Ok(request) = serde_json::from_slice::<Request>(bytes) else {
            return protest(400, &Protest::Unreadable);
        };
        self.look_at_station(cookies, &request);
        let session = cookies.session;
        let session = session.and_then(|cookie| self.sessions.get(&cookie));
        let mut visit = Visit::new(
            session.cloned().unwrap_or(Actor::Anonymous),
            clock::server(now).plus_millis(self.leapt),
        );
        match self.bug {
            Some(Bug::DeviceClockUsed) => visit.now = device_clock,
            Some(Bug::SessionNotCompared) => {
                if let Some(who) = &request.who {
                    self.believe(&mut visit, who);
                }
            }
            _ => {}
        }
        let admitted = match authority::admit(&visit, &request) {
            Err(other) => return protest(400, &other),
            Ok(Admitted::PublicOnly) => match self.bug {
                Some(Bug::EndedSessionRefuses) => Admitted::Whole,
                Some(Bug::EndedSessionStopsFeeds) => return protest(401, &Protest::SignedOut),
                _ => Admitted::PublicOnly,
            },
            Ok(Admitted::Whole) => Admitted::Whole,
        };
        if admitted == Admitted::PublicOnly {
            visit.actor = Actor::Anonymous;
        }
        let Ok(reply) = self.answer((&visit, admitted), &request) else {
            self.fall(now);
            return Reply::Nothing;
        };
        reply
    }

    fn fall(&mut self, now: u64) {
        self.crashes += 1;
        self.down_until = now + self.random.between(200, 8_000);
        for depot in self.communities.values_mut() {
            depot.roll_back();
            if self.bug == Some(Bug::RevisionReused) {
                depot.head.rev = depot.head.rev.saturating_sub(3);
            }
            if self.bug == Some(Bug::LedgerCut) {
                depot.lose_line();
            }
        }
        self.shelves.clear();
        self.forget_kept();
        self.crash_file();
    }

    /// What was kept is of a transaction that is undone, or of another life.
    fn forget_kept(&mut self) {
        for kept in self.kept.iter_mut().flat_map(BTreeMap::values_mut) {
            kept.forget();
        }
    }

    fn answer(
        &mut self,
        (visit, admitted): (&Visit, Admitted),
        request: &Request,
    ) -> Result<Reply, Gone> {
        let early = self.bug == Some(Bug::EffectNotAnswered);
        let mut feeds = None;
        if early {
            feeds = self.feeds((visit, admitted), request);
        }
        let is_whole = admitted == Admitted::Whole;
        let outcomes = if is_whole {
            match self.settle_all(visit, request)? {
                Some(outcomes) => outcomes,
                None => return Ok(protest(503, &Protest::Busy)),
            }
        } else {
            Vec::new()
        };
        let mut notes = Vec::new();
        for push in request.notes.iter().filter(|_| is_whole) {
            match self.keep(visit, push)? {
                Transaction::Done(settled) => notes.push(settled),
                Transaction::GivenUp => return Ok(protest(503, &Protest::Busy)),
                Transaction::NoCommunity => {}
            }
        }
        let effects = self.effects(visit, request, &outcomes);
        if !early {
            feeds = self.feeds((visit, admitted), request);
        }
        let Some((feeds, unknown)) = feeds else {
            return Ok(protest(503, &Protest::Busy));
        };
        if !unknown.is_empty() && self.bug == Some(Bug::UnknownCommunityStopsAll) {
            return Ok(protest(404, &Protest::UnknownCommunity));
        }
        let tickets = tickets(request, &outcomes);
        let response = Response {
            proto: sync::limits::PROTO,
            server_time: visit.now,
            outcomes,
            notes,
            feeds,
            unknown,
            session_ended: admitted.session_ended(request),
            outdated: false,
            view: self.view(),
        };
        let crashes = self.random.happens(self.crash / 4);
        if self.bug == Some(Bug::AnswerBeforeCommit) {
            for depot in self.communities.values_mut() {
                if crashes {
                    depot.roll_back();
                } else {
                    depot.commit();
                }
            }
        } else if crashes {
            return Err(Gone);
        }
        Ok(Reply::Answer {
            status: 200,
            body: serde_json::to_vec(&response).unwrap_or_default(),
            effects,
            outcomes: tickets,
        })
    }

    /// Settles the intents of a request in their order; none where a transaction was given up.
    fn settle_all(
        &mut self,
        visit: &Visit,
        request: &Request,
    ) -> Result<Option<Vec<Settled>>, Gone> {
        let (mut outcomes, mut before) = (Vec::new(), Before::Numbered);
        for push in &request.intents {
            let memory = self.communities.get_mut(&push.community);
            let of_now =
                memory.map(|depot| authority::speaks_of_this_life(depot, request, &push.community));
            if let Some(Ok(false)) = of_now {
                continue;
            }
            let visit = self.visit_to(visit, &push.community);
            match self.settle(&visit, request, (push, before))? {
                Transaction::Done(settled) => {
                    if self.bug != Some(Bug::DecidedAfterFork) {
                        before = before.and(&settled);
                    }
                    outcomes.extend(settled);
                }
                Transaction::GivenUp => return Ok(None),
                Transaction::NoCommunity => outcomes.push(authority::without_community(push)),
            }
        }
        Ok(Some(outcomes))
    }

    /// What this server says it can read.
    fn view(&self) -> u16 {
        match self.bug {
            Some(Bug::HeldForGood) => 0,
            _ if self.is_old => SCHEMA_VIEW - 1,
            _ => SCHEMA_VIEW,
        }
    }

    fn feeds(
        &mut self,
        (visit, mut admitted): (&Visit, Admitted),
        request: &Request,
    ) -> Option<(Vec<Feed>, Vec<CommunityId>)> {
        if self.bug == Some(Bug::EndedSessionEmpties) {
            admitted = Admitted::Whole;
        }
        if let Some(feed) = self.off_the_shelf(visit, request) {
            return Some((vec![feed], Vec::new()));
        }
        let (mut feeds, mut unknown) = (Vec::new(), Vec::new());
        for want in &request.feeds {
            let origin = self.visit_to(visit, &want.community).origin;
            let asked = authority::asked_keys(visit, &want.community, &request.intents);
            let Some(depot) = self.communities.get_mut(&want.community) else {
                unknown.push(want.community.clone());
                continue;
            };
            let scopes = authority::scopes_of(depot, visit).ok()?;
            let reader = Reader {
                scopes: &scopes,
                admitted,
                schema_view: match (self.bug, &want.cursor) {
                    (Some(Bug::NoBackfill), Some(cursor)) => {
                        Position::unseal(cursor).map_or(request.schema_view, |at| at.schema_view)
                    }
                    _ => request.schema_view,
                },
                origin,
            };
            let file = self.file.as_ref();
            let mut depot = Both {
                memory: depot,
                file: file.map(|file| SqliteDepot::new(file.db(), want.community.clone())),
                differs: &mut self.file_fault,
                kept: None,
                flushes_late: false,
            };
            // As the real one: what asks for little is told little.
            let feed = if request.is_brief() {
                authority::brief_changes_for(&mut depot, reader, want, &asked)
            } else {
                authority::changes_for(&mut depot, reader, want, &asked)
            };
            feeds.push(feed.ok()?);
        }
        Some((feeds, unknown))
    }

    /// Where a community's feed stands.
    pub fn head_rev(&mut self, community: &CommunityId) -> u64 {
        let depot = self.communities.get_mut(community);
        depot
            .and_then(|depot| depot.head().ok())
            .map_or(0, |head| head.rev)
    }
}

fn protest(status: u16, protest: &Protest) -> Reply {
    Reply::Answer {
        status,
        body: serde_json::to_vec(&Protested {
            error: protest.clone(),
        })
        .unwrap_or_default(),
        effects: Vec::new(),
        outcomes: Vec::new(),
    }
}
