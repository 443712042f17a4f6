//! A network a long way off, between the browser and the server: every segment takes half of the
//! round trip, a fresh connection one more round trip, and some segments are lost.
//!
//! The model, so that a figure can be judged: what is sent travels in segments of 1,448 bytes, in
//! order; a lost one comes one retransmission timeout later (the round trip and the 200 ms that
//! Linux adds at least), and whatever follows it on the same connection waits for it. That is harsh:
//! three later segments would have it sent again after one round trip. There is no limit of bytes a
//! second and no slow start: what goes one way at once fits a first window of ten segments.
//!
//! Deliberately absent: TLS, whose handshake is one round trip more.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// There and back.
const ROUND_TRIP: Duration = Duration::from_millis(300);
/// What a sender waits before it sends a lost segment again.
const RETRANSMISSION: Duration = Duration::from_millis(500);
/// What a segment carries over Ethernet. Units: bytes.
const SEGMENT_BYTES: usize = 1_448;
/// One of so many segments is lost.
const LOST_ONE_OF: u64 = 100;

/// What passed since the network was there again.
#[derive(Clone, Copy, Debug)]
pub struct Passed {
    /// From the browser, heads included. Units: bytes.
    pub up_bytes: u64,
    /// To the browser.
    pub down_bytes: u64,
    /// Segments lost, both ways.
    pub lost: u64,
}

struct State {
    server: SocketAddr,
    is_there: watch::Sender<bool>,
    random: Mutex<u64>,
    up_bytes: AtomicU64,
    down_bytes: AtomicU64,
    lost: AtomicU64,
}

/// The network in front of one server.
pub struct Far {
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Far {
    /// A network whose losses follow from a seed.
    pub async fn before(server: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            server,
            is_there: watch::Sender::new(true),
            random: Mutex::new(seed),
            up_bytes: AtomicU64::new(0),
            down_bytes: AtomicU64::new(0),
            lost: AtomicU64::new(0),
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((visitor, _)) = listener.accept().await {
                tokio::spawn(serve(visitor, Arc::clone(&shared)));
            }
        });
        Self {
            address,
            state,
            task,
        }
    }

    /// Where the server is, behind this network.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// From now on there is none: what stands is cut.
    pub fn cut(&self) {
        self.state.is_there.send_replace(false);
    }

    /// There is one again, and what passes is counted from now on.
    pub fn heal(&self) {
        for count in [
            &self.state.up_bytes,
            &self.state.down_bytes,
            &self.state.lost,
        ] {
            count.store(0, Ordering::SeqCst);
        }
        self.state.is_there.send_replace(true);
    }

    /// What passed since then.
    pub fn passed(&self) -> Passed {
        let read = |count: &AtomicU64| count.load(Ordering::SeqCst);
        Passed {
            up_bytes: read(&self.state.up_bytes),
            down_bytes: read(&self.state.down_bytes),
            lost: read(&self.state.lost),
        }
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    /// Whether the next segment is lost (`SplitMix64`).
    fn loses(&self) -> bool {
        let mut state = self.random.lock().unwrap();
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = *state;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (drawn ^ (drawn >> 31)).is_multiple_of(LOST_ONE_OF)
    }
}

async fn serve(visitor: TcpStream, state: Arc<State>) -> Option<()> {
    let mut there = state.is_there.subscribe();
    if !*there.borrow_and_update() {
        return None;
    }
    let server = TcpStream::connect(state.server).await.ok()?;
    visitor.set_nodelay(true).ok()?;
    server.set_nodelay(true).ok()?;
    // The handshake: nothing of the browser's leaves before its first round trip is over.
    let open = Instant::now() + ROUND_TRIP;
    let (from_visitor, to_visitor) = visitor.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        _ = async { tokio::join!(
            carry((from_visitor, to_server), open, &state, &state.up_bytes),
            carry((from_server, to_visitor), open, &state, &state.down_bytes),
        ) } => {}
        _ = there.changed() => {}
    }
    Some(())
}

/// Carries one direction of a connection, segment by segment, until its sender has finished.
async fn carry(
    (mut from, mut to): (OwnedReadHalf, OwnedWriteHalf),
    open: Instant,
    state: &State,
    count: &AtomicU64,
) {
    let (put, mut taken) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let depart = async move {
        let mut last = open;
        loop {
            let mut segment = vec![0; SEGMENT_BYTES];
            let Ok(length @ 1..) = from.read(&mut segment).await else {
                return;
            };
            segment.truncate(length);
            count.fetch_add(u64::try_from(length).unwrap(), Ordering::SeqCst);
            let mut due = Instant::now().max(open) + ROUND_TRIP / 2;
            if state.loses() {
                state.lost.fetch_add(1, Ordering::SeqCst);
                due += RETRANSMISSION;
            }
            last = last.max(due);
            if put.send((last, segment)).is_err() {
                return;
            }
        }
    };
    let arrive = async move {
        while let Some((due, segment)) = taken.recv().await {
            tokio::time::sleep_until(due).await;
            if to.write_all(&segment).await.is_err() {
                return;
            }
        }
    };
    tokio::join!(depart, arrive);
}
