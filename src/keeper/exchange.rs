//! One round trip: ask, hear, make durable, adopt.
//!
//! The one rule to know: the turn is not held while the network is asked, so a touch is saved at
//! once however slow the network is. An answer for somebody who signed out meanwhile is dropped.

use super::{Keeper, Sent, Written};
use crate::store::{Local, StoreError};
use rules::id::CommunityId;
use rules::time::UnixMillis;
use sync::Replica;
use sync::courier::Portion;
use sync::replica::ReceiveError;
use sync::rows::HistoryRow;
use sync::wire::{Change, Feed, Request, Response};

/// Whoever can carry a request to the server.
pub trait Speaker {
    /// Sends a request and hears the answer; one that is too long to travel is not sent.
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>>;
}

/// Why a round trip did not come to its end. Nothing was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Nobody answered, or something that is not our server did.
    #[error("no answer")]
    Transport,
    /// The server asked for patience.
    #[error("busy for {retry_after_secs} s")]
    Busy {
        /// What it asked for.
        retry_after_secs: u64,
    },
    /// The request is longer than may travel, and was not sent: a short one may.
    #[error("the request is too long")]
    TooLong,
    /// The session has ended.
    #[error("the session has ended")]
    SignedOut,
    /// The server could not take the request as it is.
    #[error("the request was not taken")]
    Protested,
    /// This device could not write the answer down.
    #[error("the answer could not be written down")]
    Store(StoreError),
}

/// What a round trip brought.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of one answer, asked for by itself"
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Exchanged {
    /// Requests that got their outcome.
    pub settled: Vec<HistoryRow>,
    /// Whether anything moved.
    pub moved: bool,
    /// Whether there is more to send or to fetch at once.
    pub more: bool,
    /// Whether the session has ended: only what is public was answered.
    pub session_ended: bool,
    /// Whether this build is too old to be told what changed.
    pub outdated: bool,
    /// The server's clock.
    pub server_time: UnixMillis,
    /// Whether sessions, activities or places changed.
    pub programme_changed: bool,
}

impl Keeper {
    /// One round trip of a build over the communities followed.
    ///
    /// # Errors
    /// Why it did not come to its end.
    pub async fn exchange(
        &self,
        speaker: &dyn Speaker,
        said: (&str, &[CommunityId]),
        portion: Portion,
    ) -> Result<Exchanged, Trouble> {
        match self.exchange_once(speaker, said, portion).await {
            Err(Trouble::TooLong) => {
                let short = Portion::Short;
                self.exchange_once(speaker, said, short).await
            }
            done => done,
        }
    }

    async fn exchange_once(
        &self,
        speaker: &dyn Speaker,
        (build, follow): (&str, &[CommunityId]),
        portion: Portion,
    ) -> Result<Exchanged, Trouble> {
        let request = self.read(|replica| replica.request(build, follow, portion));
        let out: Vec<u64> = request.intents.iter().map(|push| push.seq).collect();
        self.mark_sent(&out, Sent::Out);
        let response = match speaker.speak(&request).await {
            Ok(response) => response,
            Err(trouble) => {
                self.mark_sent(&out, Sent::Unheard);
                return Err(trouble);
            }
        };
        let _turn = self.turn.lock().await;
        self.take(&request, &response).await
    }

    async fn take(&self, request: &Request, response: &Response) -> Result<Exchanged, Trouble> {
        let received = self.read(|replica| replica.receive(request, response, (self.fresh)()));
        let mut received = match received {
            Ok(received) => received,
            Err(ReceiveError::Proto { .. }) => return Err(Trouble::Protested),
            // Whoever is signed in now, or another page, asks again at once.
            Err(ReceiveError::OtherVisitor | ReceiveError::Stale) => {
                return Ok(nothing(response.server_time));
            }
        };
        let exchanged = Exchanged {
            settled: received.settled().to_vec(),
            moved: received.moved,
            more: false,
            session_ended: received.session_ended,
            outdated: received.outdated,
            server_time: response.server_time,
            programme_changed: self.read(|replica| {
                let mut feeds = response.feeds.iter();
                feeds.any(|feed| changes_programme(replica, feed))
            }),
        };
        match self.write_pulled(&mut received.batch).await {
            Ok(Written::Yes) => {}
            // Another page wrote; the next request starts from what it wrote.
            Ok(Written::No) => return Ok(nothing(response.server_time)),
            Err(error) => return Err(Trouble::Store(error)),
        }
        let more = received.more;
        self.change(|replica| replica.adopt_received(received));
        let unsent = || self.read(|replica| replica.has_unsent(&request.build));
        let more = more || (!exchanged.session_ended && unsent());
        Ok(Exchanged { more, ..exchanged })
    }
}

fn nothing(server_time: UnixMillis) -> Exchanged {
    Exchanged {
        settled: Vec::new(),
        moved: false,
        more: true,
        session_ended: false,
        outdated: false,
        server_time,
        programme_changed: false,
    }
}

/// Whether a feed brings anything of the programme that is not held as it is: what a request
/// touched comes with its outcome, changed or not.
fn changes_programme(replica: &Replica, feed: &Feed) -> bool {
    let is_held = |change: &Change| {
        let key = change.key.parse();
        let held = key.map(|key| replica.revision(&feed.community, &key));
        held == Ok(Some(change.rev))
    };
    let mut changes = feed.changes.iter();
    !feed.reset.is_empty() || changes.any(|change| is_programme(&change.key) && !is_held(change))
}

fn is_programme(key: &str) -> bool {
    ["session/", "activity/", "place/"]
        .iter()
        .any(|kind| key.starts_with(kind))
}
