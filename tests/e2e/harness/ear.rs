//! A network that can be cut, and an ear in it: what a page says here is kept outside the browser.
//!
//! The one rule: what was heard counts from the moment it was said. A cut lets what is under way
//! come to its end, and the page's own files and its words to this ear pass all the time.
//!
//! Deliberately absent: faults of a network that half works; those are in `faults`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncWriteExt as _, copy, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::faults::Request;

/// Under this address a page says a word.
pub const WORDS: &str = "/heard-by-the-test/";

/// A page that has caught up asks for nothing for so long.
const A_WHILE: Duration = Duration::from_millis(400);

struct State {
    server: SocketAddr,
    is_cut: watch::Sender<bool>,
    heard: watch::Sender<Vec<String>>,
    under_way: watch::Sender<usize>,
    /// Requests that reached the server and were not for the app's own files.
    answered: AtomicUsize,
}

/// The network.
pub struct Ear {
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Ear {
    /// A whole network in front of a server.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            server,
            is_cut: watch::Sender::new(false),
            heard: watch::Sender::default(),
            under_way: watch::Sender::new(0),
            answered: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((visitor, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                // Whoever hangs up early was ended by the test.
                tokio::spawn(async move { serve(visitor, &state).await });
            }
        });
        Self {
            address,
            state,
            task,
        }
    }

    /// Where the app is, behind this network.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// From now on nothing reaches the server; resolves when nothing is under way any more.
    pub async fn cut(&self) {
        self.state.is_cut.send_replace(true);
        let mut under_way = self.state.under_way.subscribe();
        under_way.wait_for(|count| *count == 0).await.unwrap();
    }

    /// From now on everything does.
    pub fn mend(&self) {
        self.state.is_cut.send_replace(false);
    }

    /// Waits until nothing is under way and nothing was asked for a while.
    pub async fn rests(&self) {
        let mut under_way = self.state.under_way.subscribe();
        loop {
            under_way.wait_for(|count| *count == 0).await.unwrap();
            let asked = tokio::time::timeout(A_WHILE, under_way.changed()).await;
            if asked.is_err() {
                return;
            }
        }
    }

    /// How often the server has answered so far.
    pub fn answered(&self) -> usize {
        self.state.answered.load(Ordering::Relaxed)
    }

    /// All that was heard so far.
    pub fn heard(&self) -> Vec<String> {
        self.state.heard.borrow().clone()
    }

    /// Waits until so many words have been heard in all.
    pub async fn hears(&self, count: usize) {
        let mut heard = self.state.heard.subscribe();
        let enough = heard.wait_for(|heard| heard.len() >= count);
        let enough = tokio::time::timeout(super::PATIENCE, enough).await;
        let last = self.heard();
        assert!(enough.is_ok(), "waited in vain for {count} words: {last:?}");
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut visitor: TcpStream, state: &State) -> Option<()> {
    let request = Request::read(&mut visitor).await?;
    if let Some(word) = request.path.strip_prefix(WORDS) {
        state.heard.send_modify(|heard| heard.push(word.to_owned()));
        let answer = "HTTP/1.1 204 Heard\r\nconnection: close\r\n\r\n";
        return visitor.write_all(answer.as_bytes()).await.ok();
    }
    if request.has_no_end() {
        let mut changes = state.is_cut.subscribe();
        let mut server = TcpStream::connect(state.server).await.ok()?;
        server.write_all(&request.bytes).await.ok()?;
        tokio::select! {
            _ = copy_bidirectional(&mut visitor, &mut server) => {}
            _ = changes.wait_for(|is_cut| *is_cut) => {}
        }
        return Some(());
    }
    // Under way before it is looked whether it may be: a cut waits for all that passed.
    let _under_way = UnderWay::of(state);
    if request.is_live() && *state.is_cut.borrow() {
        return None;
    }
    let mut server = TcpStream::connect(state.server).await.ok()?;
    server.write_all(&request.bytes).await.ok()?;
    copy(&mut server, &mut visitor).await.ok()?;
    if request.is_live() {
        state.answered.fetch_add(1, Ordering::Relaxed);
    }
    Some(())
}

/// A request that is under way, for as long as this lives.
struct UnderWay<'a>(&'a State);

impl<'a> UnderWay<'a> {
    fn of(state: &'a State) -> Self {
        state.under_way.send_modify(|count| *count += 1);
        Self(state)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.send_modify(|count| *count -= 1);
    }
}
