//! Nudges: tells connected devices that something they may see changed, and nothing about what:
//! residents and whoever passes by of what is public, staff also of what is the desk's.
//!
//! The one rule to know: a nudge carries no data and may be lost; correctness never rests on it.
//! One task looks at the feeds four times a second, whoever wrote them, and tells each listener
//! at most once a second.
//!
//! Deliberately absent: who listens. A listener is a connection, the community it named, and whether
//! it is at the desk; and what is a household's own, of which nobody is told.

mod line;

pub use line::Stream;

use crate::connections::files_max;
use crate::db::{DbError, Readers};
use line::Line;
use rules::id::CommunityId;
use rusqlite::{Connection, Statement};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Connections that are kept at most, where the system allows as many files: a town's phones.
/// Beyond it a device is told to come back later and asks twice a minute, as without any.
const LISTENERS_MAX: usize = 12_000;
/// How often the feeds are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Looks between two nudges of one community: a second.
const LOOKS_BETWEEN_NUDGES: u64 = 4;
/// Looks between two beats of one listener: 25 seconds, within the patience of what lies between.
/// Listeners take turns, so that they are not all written to in one moment.
const LOOKS_BETWEEN_BEATS: u64 = 100;

/// What a listener is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hears {
    /// That something public changed.
    Public,
    /// That something public or of the desk changed.
    Desk,
}

#[derive(Debug)]
struct Listener {
    line: Arc<Line>,
    hears: Hears,
}

/// How far those who hear one thing were told.
#[derive(Debug, Default)]
struct Told {
    /// The newest revision that they know of; none until it was looked at.
    rev: Option<u64>,
    at: u64,
}

impl Told {
    /// Whether they are to be told now, if this is the newest.
    fn is_due(&mut self, newest: u64, looks: u64) -> bool {
        let is_new = *self.rev.get_or_insert(newest) < newest;
        let is_due = is_new && looks.saturating_sub(self.at) >= LOOKS_BETWEEN_NUDGES;
        if is_due {
            (self.rev, self.at) = (Some(newest), looks);
        }
        is_due
    }
}

#[derive(Debug, Default)]
struct Community {
    listeners: BTreeMap<u64, Listener>,
    public: Told,
    desk: Told,
}

impl Community {
    /// Tells those who hear one thing, and says how many they are.
    fn nudge(&self, hears: Hears) -> u64 {
        let all = self.listeners.values();
        let told = all.filter(|listener| listener.hears == hears);
        let count = told.map(|listener| listener.line.nudge()).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    fn has_desk(&self) -> bool {
        let mut all = self.listeners.values();
        all.any(|listener| listener.hears == Hears::Desk)
    }
}

/// The newest revisions of a community.
#[derive(Debug, Clone)]
struct Newest {
    community: CommunityId,
    public: u64,
    /// Of what the desk sees; none where nobody at a desk listens.
    desk: Option<u64>,
}

#[derive(Debug, Default)]
struct Known {
    communities: BTreeMap<CommunityId, Community>,
    listeners: usize,
    next: u64,
    looks: u64,
    nudges: u64,
    is_closed: bool,
}

/// Everyone who listens. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Nudges {
    known: Arc<Mutex<Known>>,
}

impl Nudges {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Listens to a community, until the stream is let go.
    ///
    /// # Errors
    /// [`DbError::Busy`] when there are as many listeners as there may be.
    pub fn listen(&self, community: &CommunityId, hears: Hears) -> Result<Stream, DbError> {
        let mut known = self.known();
        if known.is_closed {
            return Err(DbError::Closed);
        }
        if known.listeners >= listeners_max() {
            return Err(DbError::Busy);
        }
        known.listeners = known.listeners.saturating_add(1);
        known.next = known.next.saturating_add(1);
        let number = known.next;
        let line = Arc::new(Line::new());
        let of = known.communities.entry(community.clone()).or_default();
        let listener = Listener {
            line: line.clone(),
            hears,
        };
        of.listeners.insert(number, listener);
        Ok(Stream::new(line, (self.clone(), community.clone(), number)))
    }

    fn leave(&self, community: &CommunityId, number: u64) {
        let mut known = self.known();
        let Some(of) = known.communities.get_mut(community) else {
            return;
        };
        if of.listeners.remove(&number).is_some() {
            if of.listeners.is_empty() {
                known.communities.remove(community);
            }
            known.listeners = known.listeners.saturating_sub(1);
        }
    }

    /// Ends every stream; there will be no others.
    pub fn close(&self) {
        let mut known = self.known();
        known.is_closed = true;
        for of in known.communities.values() {
            of.listeners.values().for_each(|of| of.line.end());
        }
    }

    /// How many listen, and how many nudges were given.
    pub fn counts(&self) -> (usize, u64) {
        let known = self.known();
        (known.listeners, known.nudges)
    }

    /// Looks at the feeds until [`Nudges::close`].
    pub async fn run(self, readers: Readers) {
        let mut pace = tokio::time::interval(LOOK_EVERY);
        pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !self.known().is_closed {
            pace.tick().await;
            let asked = self.asked();
            let read = move |db: &Connection| newest_of(db, asked);
            // A database that does not answer nudges nobody; devices ask by themselves.
            let newest = readers.run_small(read).await.unwrap_or_default();
            self.look(&newest);
        }
    }

    /// The communities somebody listens to, each with whether anybody does at its desk.
    fn asked(&self) -> Vec<(CommunityId, bool)> {
        let known = self.known();
        let all = known.communities.iter();
        all.map(|(community, of)| (community.clone(), of.has_desk()))
            .collect()
    }

    /// Tells whoever listens to what changed, and gives a beat to those whose turn it is.
    fn look(&self, newest: &[Newest]) {
        let mut guard = self.known();
        let known = &mut *guard;
        known.looks = known.looks.saturating_add(1);
        let looks = known.looks;
        for found in newest {
            let Some(of) = known.communities.get_mut(&found.community) else {
                continue;
            };
            let mut count = 0_u64;
            if of.public.is_due(found.public, looks) {
                count = count.saturating_add(of.nudge(Hears::Public));
            }
            if let Some(desk) = found.desk
                && of.desk.is_due(desk.max(found.public), looks)
            {
                count = count.saturating_add(of.nudge(Hears::Desk));
            }
            known.nudges = known.nudges.saturating_add(count);
        }
        for of in known.communities.values() {
            for (number, listener) in &of.listeners {
                if number % LOOKS_BETWEEN_BEATS == looks % LOOKS_BETWEEN_BEATS {
                    listener.line.beat();
                }
            }
        }
    }
}

/// The newest revisions of each community; of the desk's only where somebody there listens.
fn newest_of(db: &Connection, asked: Vec<(CommunityId, bool)>) -> Result<Vec<Newest>, DbError> {
    let mut of_public = db.prepare_cached(
        "SELECT coalesce(max(rev), 0) FROM records WHERE community = ?1 AND scope = 'public'",
    )?;
    let mut of_desk = db.prepare_cached(
        "SELECT coalesce(max(rev), 0) FROM records WHERE community = ?1 AND desk",
    )?;
    let newest = |(community, has_desk): (CommunityId, bool)| {
        let rev = |of: &mut Statement<'_>| of.query_row([community.as_str()], |row| row.get(0));
        let public = rev(&mut of_public)?;
        let desk = has_desk.then(|| rev(&mut of_desk)).transpose()?;
        Ok(Newest {
            community,
            public,
            desk,
        })
    };
    asked.into_iter().map(newest).collect()
}

/// How many listeners there may be: half of the files that this process may have open, if that is
/// less than what we would keep.
fn listeners_max() -> usize {
    static MAX: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *MAX.get_or_init(|| files_max().map_or(LISTENERS_MAX, |files| LISTENERS_MAX.min(files / 2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::HttpBody;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    fn community(name: &str) -> CommunityId {
        name.parse().unwrap()
    }

    fn of(community: &CommunityId, public: u64, desk: Option<u64>) -> Newest {
        let community = community.clone();
        Newest {
            community,
            public,
            desk,
        }
    }

    /// What a stream says now; none when it is silent.
    fn said(stream: &mut Stream) -> Option<String> {
        let mut context = Context::from_waker(Waker::noop());
        match Pin::new(stream).poll_frame(&mut context) {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.into_data().unwrap();
                Some(String::from_utf8(bytes.to_vec()).unwrap())
            }
            Poll::Ready(_) => Some("the end".to_owned()),
            Poll::Pending => None,
        }
    }

    /// How many nudges a stream gives until it is silent; beats apart.
    fn nudged(stream: &mut Stream) -> usize {
        let heard = core::iter::from_fn(|| said(stream));
        heard.filter(|said| said == "data:\n\n").count()
    }

    #[test]
    fn a_change_nudges_its_community_once_a_second_and_no_other() {
        let nudges = Nudges::default();
        let (here, there) = (community("here"), community("there"));
        let mut one = nudges.listen(&here, Hears::Public).unwrap();
        let mut other = nudges.listen(&there, Hears::Public).unwrap();
        assert_eq!(said(&mut one).as_deref(), Some(":\n\n"), "it opens");
        let look = |rev| nudges.look(&[of(&here, rev, None), of(&there, 1, None)]);
        for _ in 0..LOOKS_BETWEEN_NUDGES {
            look(5);
        }
        assert_eq!(nudged(&mut one), 0, "nothing changed since it came");
        for rev in 6..14 {
            look(rev);
        }
        assert_eq!(nudged(&mut one), 1, "what was not fetched yet is one");
        assert_eq!(nudges.counts(), (2, 2), "eight changes in two seconds");
        for _ in 0..LOOKS_BETWEEN_NUDGES {
            look(13);
        }
        assert_eq!(nudged(&mut one), 1, "the last change too");
        assert_eq!(nudged(&mut other), 0);
    }

    #[test]
    fn the_desk_hears_of_what_is_its_own_and_nobody_else_does() {
        let nudges = Nudges::default();
        let here = community("here");
        let mut resident = nudges.listen(&here, Hears::Public).unwrap();
        assert_eq!(nudges.asked(), [(here.clone(), false)], "no desk is read");
        let mut staff = nudges.listen(&here, Hears::Desk).unwrap();
        assert_eq!(nudges.asked(), [(here.clone(), true)]);
        let look = |public, desk| {
            for _ in 0..LOOKS_BETWEEN_NUDGES {
                nudges.look(&[of(&here, public, Some(desk))]);
            }
        };
        look(5, 4);
        assert_eq!((nudged(&mut resident), nudged(&mut staff)), (0, 0));
        look(5, 6);
        assert_eq!((nudged(&mut resident), nudged(&mut staff)), (0, 1));
        look(7, 6);
        assert_eq!((nudged(&mut resident), nudged(&mut staff)), (1, 1));
        assert_eq!(nudges.counts(), (2, 3));
    }

    #[test]
    fn everyone_gets_a_beat_in_turn_and_leaves_no_trace() {
        let nudges = Nudges::default();
        let mut streams: Vec<_> = (0..50)
            .map(|_| nudges.listen(&community("c"), Hears::Public).unwrap())
            .collect();
        assert_eq!(streams.iter_mut().filter_map(said).count(), 50);
        let mut beats = Vec::new();
        for _ in 0..LOOKS_BETWEEN_BEATS {
            nudges.look(&[]);
            beats.push(streams.iter_mut().filter_map(said).count());
        }
        assert_eq!(beats.iter().sum::<usize>(), 50);
        assert_eq!(beats.iter().max(), Some(&1), "never all in one moment");
        streams.truncate(20);
        assert_eq!(nudges.counts().0, 20);
        nudges.close();
        assert_eq!(said(&mut streams[0]).as_deref(), Some("the end"));
        assert!(nudges.listen(&community("c"), Hears::Public).is_err());
        drop(streams);
        assert_eq!(nudges.counts().0, 0);
        assert!(nudges.known().communities.is_empty());
    }

    #[test]
    fn there_is_an_end_to_how_many_listen() {
        let nudges = Nudges::default();
        let mut streams = Vec::new();
        let full = loop {
            match nudges.listen(&community("c"), Hears::Public) {
                Ok(stream) => streams.push(stream),
                Err(error) => break error,
            }
        };
        assert!(matches!(full, DbError::Busy));
        assert_eq!(streams.len(), listeners_max());
        streams.pop();
        assert!(nudges.listen(&community("c"), Hears::Public).is_ok());
    }
}
