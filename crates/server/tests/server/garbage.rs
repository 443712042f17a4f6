//! Thousands of bad inputs, each another: no answer is the server's own failure, and nothing of
//! what it keeps has changed afterwards.
//!
//! The one rule to know: everything follows from a seed; `CUOBIAN_BAD_INPUTS` says how many there
//! are (6,000 by default). What an input is made of is in [`making`].

mod making;

use crate::rig::{Rig, response};
use making::{Maker, Raw};
use server::db::open_to_read;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use sync::Outcome;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many are sent at the same time.
const AT_ONCE: u64 = 8;
/// Far longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Everything the server keeps, in short: rows of each table, and where the heads stand.
fn state(rig: &Rig) -> Vec<String> {
    let db = open_to_read(&rig.folder.path).unwrap();
    let mut tables = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut state: Vec<_> = names
        .map(|name| {
            let name = name.unwrap();
            format!("{name}: {}", rig.count(&name))
        })
        .collect();
    let heads = "SELECT rev || ' ' || line || ' ' || hex(chain) || hex(feed_epoch)
                 FROM communities";
    let head: String = db.query_row(heads, [], |row| row.get(0)).unwrap();
    state.push(head);
    state
}

/// What was answered; none when the connection was closed instead.
async fn answer(address: SocketAddr, raw: &Raw) -> Option<u16> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may hang up in the middle of what is too long.
    drop(stream.write_all(&raw.bytes).await);
    if !raw.is_whole {
        // Else it would wait for the rest, as it should.
        drop(stream.shutdown().await);
    }
    let mut said = Vec::new();
    let heard = timeout(PATIENCE, stream.read_to_end(&mut said)).await;
    assert!(heard.is_ok(), "no answer to {raw:?}");
    let status = said.get(9..12)?;
    String::from_utf8_lossy(status).parse().ok()
}

async fn send_all(address: SocketAddr, mut maker: Maker, count: u64) -> BTreeMap<Option<u16>, u32> {
    let mut met: BTreeMap<Option<u16>, u32> = BTreeMap::new();
    for _ in 0..count {
        let raw = maker.next();
        let status = answer(address, &raw).await;
        assert!(
            status.is_none_or(|status| status < 500),
            "{status:?}: {raw:?}"
        );
        *met.entry(status).or_default() += 1;
    }
    met
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_bad_inputs_break_nothing_and_change_nothing() {
    let count = std::env::var("CUOBIAN_BAD_INPUTS").map_or(6_000, |count| count.parse().unwrap());
    let rig = Rig::with_crowd((2, 5, 2)).await;
    let before = state(&rig);
    let mut tasks = JoinSet::new();
    for seed in 0..AT_ONCE {
        let maker = Maker::new(seed, &rig);
        tasks.spawn(send_all(rig.address, maker, count / AT_ONCE));
    }
    let mut met: BTreeMap<Option<u16>, u32> = BTreeMap::new();
    for (status, times) in tasks.join_all().await.into_iter().flatten() {
        *met.entry(status).or_default() += times;
    }
    // Each kind of refusal was met, so that the inputs are not all bad in one way.
    for status in [200, 400, 401, 403, 404, 405, 413, 415, 429, 431] {
        assert!(met.contains_key(&Some(status)), "no {status}: {met:?}");
    }
    assert_eq!(state(&rig), before, "{met:?}");
    let request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
    let found = response(&rig.exchange(&rig.phones[0], &request).await);
    assert_eq!(
        found.outcomes[0].outcome,
        Outcome::Accepted,
        "it still works"
    );
}
