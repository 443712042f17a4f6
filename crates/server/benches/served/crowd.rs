//! Many phones that press: their first pull, and as many registrations as are answered.

#![allow(dead_code, reason = "each bench uses what it needs")]

use anyhow::{Result, bail};
use rules::id::SessionId;
use serde::Deserialize;
use server::load::{Client, Phone};
use server::world::World;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use sync::cursor::Cursor;
use sync::wire::Settled;
use tokio::task::JoinSet;

/// Connections of the throughput runs: a town's phones behind one proxy.
pub const CONNECTIONS: usize = 64;
/// Seats for everyone: what is measured is registering, not refusing.
pub const SEATS: u32 = 1_000_000;

/// What a phone reads of an answer.
#[derive(Debug, Deserialize)]
pub struct Heard {
    /// What became of what was asked.
    #[serde(default)]
    pub outcomes: Vec<Settled>,
    /// What changed.
    pub feeds: Vec<HeardFeed>,
}

/// What a phone reads of a feed.
#[derive(Debug, Deserialize)]
pub struct HeardFeed {
    /// How far that brings the phone.
    pub cursor: Cursor,
}

/// Each phone's first pull, so that what is measured is registering.
pub async fn catch_up(address: SocketAddr, phones: Vec<Phone>) -> Result<Vec<Phone>> {
    let mut tasks = JoinSet::new();
    for mut share in shares(phones, CONNECTIONS) {
        tasks.spawn(async move {
            let mut client = Client::connect(address).await?;
            for phone in &mut share {
                let request = phone.pull();
                ask(&mut client, phone, &request).await?;
            }
            anyhow::Ok(share)
        });
    }
    let shares: Result<Vec<Vec<Phone>>> = tasks.join_all().await.into_iter().collect();
    Ok(shares?.into_iter().flatten().collect())
}

/// Phones, by the connection they press through.
pub fn shares(phones: Vec<Phone>, count: usize) -> Vec<Vec<Phone>> {
    let mut shares: Vec<Vec<Phone>> = Vec::new();
    shares.resize_with(count, Vec::new);
    for (phone, at) in phones.into_iter().zip((0..count).cycle()) {
        if let Some(share) = shares.get_mut(at) {
            share.push(phone);
        }
    }
    shares
}

/// Sends a request and follows its cursor.
pub async fn ask(
    client: &mut Client,
    phone: &mut Phone,
    request: &sync::wire::Request,
) -> Result<Heard> {
    let answer = client.exchange(&phone.cookie, request).await?;
    if answer.status != 200 {
        bail!("status {}: {}", answer.status, answer.text());
    }
    let heard: Heard = serde_json::from_slice(&answer.body)?;
    phone.cursor = heard.feeds.first().map(|feed| feed.cursor.clone());
    Ok(heard)
}

/// Between two requests of one connection, for so many a second of all.
pub fn pause_for(per_sec: f64) -> Duration {
    Duration::from_secs_f64(f64_of(CONNECTIONS) / per_sec)
}

/// A count as a figure.
pub fn f64_of(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// What 99 of 100 stay below. Units: milliseconds.
pub fn p99_millis(taken: &mut [Duration]) -> f64 {
    taken.sort_unstable();
    let at = taken.len().saturating_mul(99) / 100;
    taken
        .get(at)
        .map_or(f64::NAN, |span| span.as_secs_f64() * 1_000.0)
}

/// One run of all connections.
#[derive(Clone)]
pub struct Run {
    /// Clocks.
    pub world: World,
    /// Where the server listens.
    pub address: SocketAddr,
    /// What is registered for.
    pub sessions: Arc<[SessionId]>,
    /// How long.
    pub lasts: Duration,
    /// Between two requests of one connection; none: as fast as they are answered.
    pub pause: Option<Duration>,
}

impl Run {
    /// Presses, and gives the phones back with what each answer took.
    pub async fn go(&self, phones: Vec<Phone>) -> Result<(Vec<Phone>, Vec<Duration>)> {
        let mut tasks = JoinSet::new();
        for (at, share) in (0_u32..).zip(shares(phones, CONNECTIONS)) {
            // Connections take turns; else all of them would press in the same moment.
            let first = self.pause.map_or(Duration::ZERO, |pause| pause * at / 64);
            tasks.spawn(self.clone().press(share, first));
        }
        let mut phones = Vec::new();
        let mut taken = Vec::new();
        for done in tasks.join_all().await {
            let (share, spans) = done?;
            phones.extend(share);
            taken.extend(spans);
        }
        Ok((phones, taken))
    }

    async fn press(
        self,
        mut share: Vec<Phone>,
        first: Duration,
    ) -> Result<(Vec<Phone>, Vec<Duration>)> {
        let mut client = Client::connect(self.address).await?;
        let mut taken = Vec::new();
        let watch = self.world.stopwatch();
        let mut due = first;
        'all: for session in self.sessions.iter() {
            for phone in &mut share {
                if watch.elapsed() >= self.lasts {
                    break 'all;
                }
                let from = match self.pause {
                    None => watch.elapsed(),
                    Some(pause) => {
                        tokio::time::sleep(due.saturating_sub(watch.elapsed())).await;
                        due += pause;
                        due.saturating_sub(pause)
                    }
                };
                let request = phone.register(session)?;
                let heard = ask(&mut client, phone, &request).await?;
                taken.push(watch.elapsed().saturating_sub(from));
                if heard.outcomes.first().map(|settled| &settled.outcome)
                    != Some(&sync::Outcome::Accepted)
                {
                    bail!("not accepted: {:?}", heard.outcomes);
                }
            }
        }
        if watch.elapsed() < self.lasts {
            bail!("the crowd ran out of sessions before the time was over");
        }
        Ok((share, taken))
    }
}
