//! Kill -9 and every fault of the network at once: what was called saved happens exactly once.
//!
//! `CUOBIAN_KILLS` says how often the server is killed (20 by default; 200 for a release).

use crate::faults::{BadNetwork, Fault};
use crate::phone::{Phone, community};
use crate::process::Process;
use crate::scratch::Scratch;
use rules::id::SessionId;
use server::audit::{Audit, audit};
use server::db::{open, open_to_read};
use server::load::{self, gather};
use server::world::World;
use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::LocalSet;

const PHONES: usize = 6;
const SESSIONS: usize = 24;
/// Fewer than there are phones: there are refusals and waiting lists.
const SEATS: u32 = 3;

pub struct Town {
    pub folder: Scratch,
    pub sessions: Rc<Vec<SessionId>>,
    pub owners: Vec<load::Phone>,
}

impl Town {
    pub fn new(name: &str) -> Self {
        let folder = Scratch::new(name);
        let db = open(folder.path()).unwrap();
        let shape = (SESSIONS, SEATS, PHONES);
        let (sessions, owners) = gather(&db, &World::real(), &community(), shape).unwrap();
        Self {
            folder,
            sessions: Rc::new(sessions),
            owners,
        }
    }

    pub async fn phones(&self, network: &BadNetwork) -> Vec<Rc<Phone>> {
        let mut phones = Vec::new();
        for (seed, owner) in (1_u64..).zip(&self.owners) {
            let phone = Phone::new(owner.clone(), network.address(), seed * 7_919).await;
            phone.speak().await.unwrap();
            phones.push(Rc::new(phone));
        }
        phones
    }

    /// Has every phone's owner press and write for as long as something else takes.
    pub async fn while_pressing(&self, phones: &[Rc<Phone>], something: impl Future<Output = ()>) {
        let enough = Rc::new(Cell::new(false));
        let press = async {
            let mut tasks = Vec::new();
            for phone in phones {
                let (phone, enough) = (phone.clone(), enough.clone());
                let sessions = self.sessions.clone();
                tasks.push(tokio::task::spawn_local(async move {
                    phone.live(&sessions, &enough).await;
                }));
            }
            something.await;
            enough.set(true);
            for task in tasks {
                task.await.unwrap();
            }
        };
        LocalSet::new().run_until(press).await;
    }
}

/// Audits a folder against all phones.
pub fn audited(data: &Path, phones: &[Rc<Phone>]) -> Audit {
    let exports: Vec<_> = phones
        .iter()
        .enumerate()
        .map(|(number, phone)| (format!("phone-{number}"), phone.read_export()))
        .collect();
    audit(&open_to_read(data).unwrap(), &exports).unwrap()
}

/// Everything that every phone called saved stands on the server, once.
/// Gives how many refusals a restored server does not know any more.
pub fn all_stands(data: &Path, phones: &[Rc<Phone>]) -> usize {
    let audit = audited(data, phones);
    assert!(audit.is_clean() && audit.is_drained(), "{audit}");
    let saved: u32 = phones.iter().map(|phone| phone.saved.get()).sum();
    let found =
        |(_, found): &(String, server::audit::Found)| found.settled + found.forgotten + found.notes;
    let stands: usize = audit.phones.iter().map(found).sum();
    assert_eq!(usize::try_from(saved).unwrap(), stands, "{audit}");
    println!("{saved} requests and notes were saved\n{audit}");
    assert!(
        saved > 60,
        "only {saved} requests were made: nothing was tested"
    );
    let forgotten = audit.phones.iter().map(|(_, found)| found.forgotten);
    forgotten.sum()
}

#[tokio::test]
async fn kills_and_a_bad_network_lose_nothing_and_double_nothing() {
    let kills = std::env::var("CUOBIAN_KILLS").map_or(20, |kills| kills.parse().unwrap());
    let town = Town::new("kills");
    let data = town.folder.path();
    let first = Process::start(data);
    let network = BadNetwork::before(first.address, kills, Duration::from_millis(40)).await;
    let phones = town.phones(&network).await;
    network.turn_bad();
    let mut process = Some(first);
    let pressed = town.while_pressing(&phones, async {
        for kill in 0..kills {
            // Between 40 and 140 ms of work, another length each time.
            tokio::time::sleep(Duration::from_millis(40 + kill * 37 % 101)).await;
            drop(process.take());
            let next = Process::start(data);
            network.lead_to(next.address);
            process = Some(next);
        }
    });
    pressed.await;
    let met = network.met();
    assert_eq!(
        met.len(),
        Fault::ALL.len(),
        "not every fault was met: {met:?}"
    );
    println!("{kills} kills; {met:?}");
    network.heal();
    for phone in &phones {
        phone.drain().await;
    }
    // What one phone's turn led to is heard by the others.
    for phone in &phones {
        phone.drain().await;
    }
    drop(process);
    assert_eq!(all_stands(data, &phones), 0);
}
