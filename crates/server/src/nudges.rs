//! Nudges: tells connected devices that something public changed, and nothing about what.
//!
//! The one rule to know: a nudge carries no data and may be lost; correctness never rests on it.
//! One task looks at the feeds four times a second, whoever wrote them, and tells each listener
//! at most once a second.
//!
//! Deliberately absent: who listens. A listener is a connection and the community it named.

mod line;

pub use line::Stream;

use crate::db::{DbError, Readers};
use line::Line;
use rules::id::CommunityId;
use rusqlite::{Connection, params};
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

#[derive(Debug, Default)]
struct Community {
    lines: BTreeMap<u64, Arc<Line>>,
    /// The newest public revision that listeners know of; none until it was looked at.
    told: Option<u64>,
    nudged_at: u64,
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
    pub fn listen(&self, community: &CommunityId) -> Result<Stream, DbError> {
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
        of.lines.insert(number, line.clone());
        Ok(Stream::new(line, (self.clone(), community.clone(), number)))
    }

    fn leave(&self, community: &CommunityId, number: u64) {
        let mut known = self.known();
        let Some(of) = known.communities.get_mut(community) else {
            return;
        };
        if of.lines.remove(&number).is_some() {
            if of.lines.is_empty() {
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
            of.lines.values().for_each(|line| line.end());
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
            let asked: Vec<_> = self.known().communities.keys().cloned().collect();
            let read = move |db: &Connection| newest_of(db, asked);
            // A database that does not answer nudges nobody; devices ask by themselves.
            let newest = readers.run_small(read).await.unwrap_or_default();
            self.look(&newest);
        }
    }

    /// Tells whoever listens to what changed, and gives a beat to those whose turn it is.
    fn look(&self, newest: &[(CommunityId, u64)]) {
        let mut guard = self.known();
        let known = &mut *guard;
        known.looks = known.looks.saturating_add(1);
        let looks = known.looks;
        for (community, rev) in newest {
            let Some(of) = known.communities.get_mut(community) else {
                continue;
            };
            let is_new = *of.told.get_or_insert(*rev) < *rev;
            if is_new && looks.saturating_sub(of.nudged_at) >= LOOKS_BETWEEN_NUDGES {
                of.told = Some(*rev);
                of.nudged_at = looks;
                of.lines.values().for_each(|line| line.nudge());
                let count = u64::try_from(of.lines.len()).unwrap_or(u64::MAX);
                known.nudges = known.nudges.saturating_add(count);
            }
        }
        for of in known.communities.values() {
            for (number, line) in &of.lines {
                if number % LOOKS_BETWEEN_BEATS == looks % LOOKS_BETWEEN_BEATS {
                    line.beat();
                }
            }
        }
    }
}

/// The newest public revision of each community.
fn newest_of(db: &Connection, asked: Vec<CommunityId>) -> Result<Vec<(CommunityId, u64)>, DbError> {
    let mut statement = db.prepare_cached(
        "SELECT coalesce(max(rev), 0) FROM records WHERE community = ?1 AND scope = 'public'",
    )?;
    let newest = |community: CommunityId| {
        let rev = statement.query_row(params![community.as_str()], |row| row.get(0))?;
        Ok((community, rev))
    };
    asked.into_iter().map(newest).collect()
}

/// How many listeners there may be: half of the files that this process may have open, if that is
/// less than what we would keep.
fn listeners_max() -> usize {
    static MAX: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *MAX.get_or_init(|| {
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let files = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max open files"))
            .and_then(|line| line.split_whitespace().next())
            .and_then(|soft| soft.parse().ok());
        files.map_or(LISTENERS_MAX, |files: usize| LISTENERS_MAX.min(files / 2))
    })
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
        let mut one = nudges.listen(&here).unwrap();
        let mut other = nudges.listen(&there).unwrap();
        assert_eq!(said(&mut one).as_deref(), Some(":\n\n"), "it opens");
        let look = |rev| nudges.look(&[(here.clone(), rev), (there.clone(), 1)]);
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
    fn everyone_gets_a_beat_in_turn_and_leaves_no_trace() {
        let nudges = Nudges::default();
        let mut streams: Vec<_> = (0..50)
            .map(|_| nudges.listen(&community("c")).unwrap())
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
        assert!(nudges.listen(&community("c")).is_err());
        drop(streams);
        assert_eq!(nudges.counts().0, 0);
        assert!(nudges.known().communities.is_empty());
    }

    #[test]
    fn there_is_an_end_to_how_many_listen() {
        let nudges = Nudges::default();
        let mut streams = Vec::new();
        let full = loop {
            match nudges.listen(&community("c")) {
                Ok(stream) => streams.push(stream),
                Err(error) => break error,
            }
        };
        assert!(matches!(full, DbError::Busy));
        assert_eq!(streams.len(), listeners_max());
        streams.pop();
        assert!(nudges.listen(&community("c")).is_ok());
    }
}
