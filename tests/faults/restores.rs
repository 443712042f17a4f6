//! The server is put back to a backup while everybody presses, twice: what phones still have, it
//! hears again, and nothing happens twice.

use crate::faults::BadNetwork;
use crate::kills::{Town, all_stands};
use crate::process::Process;
use server::backup::{backup, restore};
use server::world::World;
use std::time::Duration;

const WHILE: Duration = Duration::from_millis(350);

#[tokio::test]
async fn a_restored_server_hears_again_what_it_has_forgotten_once() {
    let town = Town::new("restores");
    let data = town.folder.path();
    let copy = crate::scratch::Scratch::new("copy");
    let copy = copy.path().join("backup");
    let first = Process::start(data);
    let network = BadNetwork::before(first.address, 11, Duration::from_millis(40)).await;
    let phones = town.phones(&network).await;
    network.turn_bad();
    let mut process = Some(first);
    let mut forgotten = 0;
    let pressed = town.while_pressing(&phones, async {
        for _ in 0..2 {
            tokio::time::sleep(WHILE).await;
            let (data, to) = (data.to_owned(), copy.clone());
            let done = tokio::task::spawn_blocking(move || backup(&data, &to, 1));
            let kept = done.await.unwrap().unwrap();
            tokio::time::sleep(WHILE).await;
            drop(process.take());
            forgotten += lines(town.folder.path()) - kept.communities[0].lines;
            restore(town.folder.path(), &copy, &World::real()).unwrap();
            let next = Process::start(town.folder.path());
            network.lead_to(next.address);
            process = Some(next);
        }
        tokio::time::sleep(WHILE).await;
    });
    pressed.await;
    assert!(forgotten > 10, "only {forgotten} lines were forgotten");
    println!("{forgotten} lines were forgotten by two restores");
    network.heal();
    for _ in 0..3 {
        for phone in &phones {
            phone.drain().await;
        }
    }
    drop(process);
    all_stands(data, &phones);
}

fn lines(data: &std::path::Path) -> u64 {
    let db = server::db::open_to_read(data).unwrap();
    let sql = "SELECT line FROM communities";
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}
