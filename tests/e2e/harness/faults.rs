//! A bad network between devices and the server: it loses, delays, doubles and cuts what passes,
//! and now and then somebody else answers.
//!
//! The one rule: what happens follows from the seed and from the order of the requests, and every
//! fault that was met is counted, so that a test can say that it met them.
//!
//! Deliberately absent: faults in the app's own files, which are fetched once and then kept.

#![allow(dead_code, reason = "each kind of test uses a part")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The longest head and body that pass.
const REQUEST_BYTES_MAX: usize = 128 * 1024;
/// Of so many requests all but one meet a fault.
const ONE_PASSES_OF: u64 = 3;

/// What may happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// It never arrives.
    Lost,
    /// It takes effect, and the answer never arrives.
    AnswerLost,
    /// It takes effect, and half of the answer arrives.
    AnswerCut,
    /// It arrives twice; the second answer is heard.
    Twice,
    /// It takes a while.
    Delayed,
    /// Somebody else answers with a page.
    Portal,
    /// The server is said to be busy.
    Busy,
    /// Too many requests are said to have come.
    TooMany,
}

impl Fault {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Lost,
        Self::AnswerLost,
        Self::AnswerCut,
        Self::Twice,
        Self::Delayed,
        Self::Portal,
        Self::Busy,
        Self::TooMany,
    ];

    /// The answer of somebody who is not the server.
    fn answer(self) -> Option<&'static str> {
        match self {
            Self::Portal => Some(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 37\r\n\
                 connection: close\r\n\r\n<!doctype html><p>Accept our terms.</p>",
            ),
            Self::Busy => Some(
                "HTTP/1.1 503 Busy\r\nretry-after: 1\r\ncontent-length: 0\r\n\
                 connection: close\r\n\r\n",
            ),
            Self::TooMany => Some(
                "HTTP/1.1 429 Many\r\nretry-after: 1\r\ncontent-length: 0\r\n\
                 connection: close\r\n\r\n",
            ),
            _ => None,
        }
    }
}

struct State {
    server: Mutex<SocketAddr>,
    is_bad: watch::Sender<bool>,
    random: Mutex<u64>,
    /// What is drawn from until it is empty, so that few requests meet many kinds.
    deck: Mutex<Vec<Fault>>,
    delay_max: Duration,
    met: Mutex<BTreeMap<Fault, u32>>,
}

/// The network. It is a good one until it is told to turn bad.
pub struct BadNetwork {
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl BadNetwork {
    /// A network in front of a server, whose faults follow from a seed.
    pub async fn before(server: SocketAddr, seed: u64, delay_max: Duration) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            server: Mutex::new(server),
            is_bad: watch::Sender::new(false),
            random: Mutex::new(seed),
            deck: Mutex::default(),
            delay_max,
            met: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((visitor, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    // Whoever hangs up early has met one more fault.
                    serve(visitor, &state).await;
                });
            }
        });
        Self {
            address,
            state,
            task,
        }
    }

    /// Where the server is, behind this network.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same for a browser.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The server was started again elsewhere.
    pub fn lead_to(&self, server: SocketAddr) {
        *self.state.server.lock().unwrap() = server;
    }

    /// From now on most requests meet a fault.
    pub fn turn_bad(&self) {
        self.state.is_bad.send_replace(true);
    }

    /// From now on none does.
    pub fn heal(&self) {
        self.state.is_bad.send_replace(false);
    }

    /// What was met so far, and how often.
    pub fn met(&self) -> BTreeMap<Fault, u32> {
        self.state.met.lock().unwrap().clone()
    }
}

impl Drop for BadNetwork {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    /// The next number of the seed (`SplitMix64`).
    fn draw(&self) -> u64 {
        let mut state = self.random.lock().unwrap();
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = *state;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        drawn ^ (drawn >> 31)
    }

    fn fault_for(&self, request: &Request) -> Option<Fault> {
        if !*self.is_bad.borrow() || !request.is_live() || self.draw().is_multiple_of(ONE_PASSES_OF)
        {
            return None;
        }
        let mut deck = self.deck.lock().unwrap();
        if deck.is_empty() {
            deck.extend(Fault::ALL);
        }
        let at = usize::try_from(self.draw()).unwrap() % deck.len();
        let fault = deck.swap_remove(at);
        drop(deck);
        *self.met.lock().unwrap().entry(fault).or_default() += 1;
        Some(fault)
    }

    async fn connect(&self) -> Option<TcpStream> {
        let server = *self.server.lock().unwrap();
        TcpStream::connect(server).await.ok()
    }

    /// Asks the server and hears all it answers.
    async fn ask(&self, request: &Request) -> Option<Vec<u8>> {
        let mut server = self.connect().await?;
        server.write_all(&request.bytes).await.ok()?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await.ok()?;
        Some(answer)
    }
}

/// A request on its way: one a connection.
pub struct Request {
    /// What it asks for.
    pub path: String,
    /// The whole of it.
    pub bytes: Vec<u8>,
}

impl Request {
    /// Reads one whole; none when whoever asked is gone.
    pub async fn read(visitor: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        let head_end = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            more(visitor, &mut bytes).await?;
        };
        let head = String::from_utf8_lossy(bytes.get(..head_end)?).into_owned();
        let is_named = |line: &str, name: &str| {
            let (found, _) = line.split_once(':').unwrap_or_default();
            found.eq_ignore_ascii_case(name)
        };
        let length = head.lines().find(|line| is_named(line, "content-length"));
        let length = length.and_then(|line| line.split_once(':')?.1.trim().parse().ok());
        let length: usize = length.unwrap_or(0);
        while bytes.len() < head_end + length {
            more(visitor, &mut bytes).await?;
        }
        let path = head.split(' ').nth(1)?.to_owned();
        let kept = head.trim_end().lines();
        let kept = kept.filter(|line| !is_named(line, "connection"));
        let mut out = kept.collect::<Vec<_>>().join("\r\n");
        out.push_str("\r\nconnection: close\r\n\r\n");
        let mut out = out.into_bytes();
        out.extend_from_slice(bytes.get(head_end..)?);
        Some(Self { path, bytes: out })
    }

    /// Whether it speaks with the server, rather than fetching the app.
    pub fn is_live(&self) -> bool {
        self.path.starts_with("/sync/") || self.path.starts_with("/session")
    }

    /// Whether its answer is a stream that goes on.
    pub fn has_no_end(&self) -> bool {
        self.path.starts_with("/sync/v1/nudge")
    }
}

async fn more(visitor: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let came = visitor.read_buf(bytes).await.ok()?;
    (came > 0 && bytes.len() <= REQUEST_BYTES_MAX).then_some(())
}

async fn serve(mut visitor: TcpStream, state: &State) -> Option<()> {
    let request = Request::read(&mut visitor).await?;
    if request.has_no_end() {
        return listen(visitor, state, &request).await;
    }
    let fault = state.fault_for(&request);
    if let Some(answer) = fault.and_then(Fault::answer) {
        return visitor.write_all(answer.as_bytes()).await.ok();
    }
    if fault == Some(Fault::Lost) {
        return None;
    }
    if fault == Some(Fault::Delayed) {
        let millis = u64::try_from(state.delay_max.as_millis()).unwrap().max(1);
        tokio::time::sleep(Duration::from_millis(state.draw() % millis)).await;
    }
    let mut answer = state.ask(&request).await?;
    match fault {
        Some(Fault::AnswerLost) => return None,
        Some(Fault::AnswerCut) => answer.truncate(answer.len() / 2),
        Some(Fault::Twice) => answer = state.ask(&request).await?,
        _ => {}
    }
    visitor.write_all(&answer).await.ok()
}

/// Lets a stream without an end pass until the network changes.
async fn listen(mut visitor: TcpStream, state: &State, request: &Request) -> Option<()> {
    let mut changes = state.is_bad.subscribe();
    let mut server = state.connect().await?;
    server.write_all(&request.bytes).await.ok()?;
    tokio::select! {
        _ = copy_bidirectional(&mut visitor, &mut server) => {}
        _ = changes.changed() => {}
    }
    Some(())
}
