//! One listener's line: what it is still to be told, and the body of its answer.
//!
//! The one rule to know: what is to be told is two bits, however often it happened; a phone that
//! reads slowly costs no memory.

use super::Nudges;
use axum::body::{Bytes, HttpBody};
use http_body::Frame;
use rules::id::CommunityId;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// An event without data. The colon makes it one: an event without any line is none.
const NUDGE: Bytes = Bytes::from_static(b"data:\n\n");
/// A comment, which no page is told of; it keeps the connection from being taken for dead.
const BEAT: Bytes = Bytes::from_static(b":\n\n");

#[derive(Debug, Default)]
struct Said {
    nudge: bool,
    beat: bool,
    end: bool,
    waker: Option<Waker>,
}

/// What one listener is to be told.
#[derive(Debug)]
pub(super) struct Line {
    said: Mutex<Said>,
}

impl Line {
    /// A line that opens with a beat, so that everything on the way lets it through.
    pub(super) fn new() -> Self {
        let beat = true;
        let said = Said {
            beat,
            ..Said::default()
        };
        Self {
            said: Mutex::new(said),
        }
    }

    /// Something changed.
    pub(super) fn nudge(&self) {
        self.say(|said| said.nudge = true);
    }

    /// Nothing did.
    pub(super) fn beat(&self) {
        self.say(|said| said.beat = true);
    }

    /// Nothing will any more.
    pub(super) fn end(&self) {
        self.say(|said| said.end = true);
    }

    fn say(&self, what: impl FnOnce(&mut Said)) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        what(&mut said);
        let waker = said.waker.take();
        drop(said);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The body of a listener's answer. It leaves the list when it is let go.
#[derive(Debug)]
pub struct Stream {
    line: Arc<Line>,
    place: (Nudges, CommunityId, u64),
}

impl Stream {
    pub(super) fn new(line: Arc<Line>, place: (Nudges, CommunityId, u64)) -> Self {
        Self { line, place }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let (nudges, community, number) = &self.place;
        nudges.leave(community, *number);
    }
}

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let mut said = self
            .line
            .said
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if said.end {
            return Poll::Ready(None);
        }
        let bytes = if said.nudge {
            NUDGE
        } else if said.beat {
            BEAT
        } else {
            said.waker = Some(context.waker().clone());
            return Poll::Pending;
        };
        said.nudge = false;
        said.beat = false;
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}
