//! An audit that would not notice would be worth nothing: each kind of lie, told once.

use crate::faults::BadNetwork;
use crate::kills::{Town, all_stands, audited};
use crate::phone::Phone;
use crate::process::Process;
use server::audit::{Audit, Export, Fault, Waiting, audit};
use server::db::journal::{self, Block};
use server::db::{communities, file_in, open};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;
use sync::identity::{Chain, chain};

/// A town in which much has happened and all is quiet again.
async fn quiet_town(name: &str) -> (Town, Vec<Rc<Phone>>) {
    let town = Town::new(name);
    let process = Process::start(town.folder.path());
    let network = BadNetwork::before(process.address, 1, Duration::ZERO).await;
    let phones = town.phones(&network).await;
    for phone in &phones {
        phone.be_busy(&town.sessions, 14).await;
        phone.drain().await;
    }
    for phone in &phones {
        phone.drain().await;
    }
    drop(process);
    (town, phones)
}

/// Audits one phone whose export was changed, or a server whose database was.
fn after(data: &Path, export: &str, sql: &str) -> Audit {
    let other = crate::scratch::Scratch::new("lie");
    let db = open(data).unwrap();
    db.execute("VACUUM INTO ?1", [file_in(other.path()).to_str().unwrap()])
        .unwrap();
    let db = open(other.path()).unwrap();
    // Lies are told in SQL, to each line in a row of its own.
    db.execute_batch("DROP TRIGGER journal_is_not_shortened")
        .unwrap();
    for (community, _) in communities(&db).unwrap() {
        let (mut rows, mut so_far) = (Vec::new(), Chain::default());
        let line = |block: Option<Block>| {
            for (number, text) in block.unwrap().lines() {
                so_far = chain(so_far, text.as_bytes());
                rows.push((number, text.to_owned(), so_far.0));
            }
            Ok(())
        };
        journal::read(&db, &community, 0, line).unwrap();
        let name = community.as_str();
        db.execute("DELETE FROM journal WHERE community = ?1", [name])
            .unwrap();
        for (number, text, chain) in rows {
            let row = (name, number, text, chain);
            db.execute("INSERT INTO journal VALUES (?1, ?2, 0, ?3, ?4)", row)
                .unwrap();
        }
    }
    db.execute_batch(sql).unwrap();
    let export = Export::read(export).unwrap();
    let audit = audit(&db, &[("phone".to_owned(), export)]).unwrap();
    assert_eq!(audit.phones.len(), 1);
    audit
}

fn faults(audit: &Audit) -> &[Fault] {
    &audit.phones[0].1.faults
}

#[tokio::test]
async fn every_kind_of_lie_is_found() {
    let (town, phones) = quiet_town("lies").await;
    let data = town.folder.path();
    assert_eq!(all_stands(data, &phones), 0);
    let told = phones[0].export();
    let truth = after(data, &told, "");
    assert!(truth.is_clean(), "{truth}");

    let marks = "INSERT INTO marks SELECT community, device, epoch, max(seq) FROM verdicts
                 GROUP BY community, device, epoch; DELETE FROM verdicts";
    let aged = after(data, &told, marks);
    assert!(
        aged.is_clean(),
        "400 days later the journal still says it: {aged}"
    );

    let forgotten = after(data, &told, "DELETE FROM verdicts");
    assert!(
        matches!(faults(&forgotten)[0], Fault::Forgotten(_)),
        "{forgotten}"
    );
    let expired = serde_json::to_string(&sync::Outcome::Expired).unwrap();
    let turned = after(
        data,
        &told,
        &format!("UPDATE verdicts SET outcome = '{expired}'"),
    );
    let contradicted = |fault: &Fault| matches!(fault, Fault::Contradicted { .. });
    assert!(faults(&turned).iter().all(contradicted), "{turned}");
    let other = "UPDATE verdicts SET fingerprint = randomblob(16)";
    let forked = after(data, &told, other);
    assert!(matches!(faults(&forked)[0], Fault::Forked(_)), "{forked}");

    let undone = "DROP TRIGGER journal_is_not_changed;
                  UPDATE journal SET text = json_remove(text, '$.intent')";
    let undone = after(data, &told, undone);
    let effect = |fault: &Fault| matches!(fault, Fault::Effect { times: 0, .. });
    assert!(faults(&undone).iter().any(effect), "{undone}");
    let double = "INSERT INTO journal SELECT community, line + 100000, 0, text, chain FROM journal";
    let double = after(data, &told, double);
    let twice = |fault: &Fault| matches!(fault, Fault::Effect { times: 2, .. });
    assert!(faults(&double).iter().any(twice), "{double}");
    assert!(!double.server.is_sound());

    let lost = after(
        data,
        &told,
        "UPDATE records SET data = NULL WHERE key GLOB 'note/*'",
    );
    let note = |fault: &Fault| matches!(fault, Fault::Note { .. });
    assert!(faults(&lost).iter().any(note), "{lost}");
    let record = |fault: &Fault| matches!(fault, Fault::Record { .. });
    let changed =
        "UPDATE records SET data = replace(data, 'Load', 'Loud') WHERE key = 'activity/a'";
    let gone = "DELETE FROM records WHERE key = 'session/s0'";
    for sql in [changed, gone] {
        let audit = after(data, &told, sql);
        assert_eq!(
            faults(&audit).iter().filter(|fault| record(fault)).count(),
            1,
            "{audit}"
        );
    }
}

#[tokio::test]
async fn a_server_put_back_in_silence_is_found_by_what_phones_saw() {
    let (town, phones) = quiet_town("rolled-back").await;
    let data = town.folder.path();
    let before = crate::scratch::Scratch::new("before");
    let copy = before.path().join("copy");
    server::backup::backup(data, &copy, 1).unwrap();
    let process = Process::start(data);
    let network = BadNetwork::before(process.address, 2, Duration::ZERO).await;
    let late = Phone::new(town.owners[0].clone(), network.address(), 5).await;
    late.speak().await.unwrap();
    late.be_busy(&town.sessions, 6).await;
    late.drain().await;
    drop(process);
    // Not by `restore`, which begins the feed anew: somebody copied the file back.
    for ending in ["-wal", "-shm"] {
        let name = format!("{}{ending}", file_in(data).display());
        std::fs::remove_file(name).unwrap();
    }
    std::fs::copy(&copy, file_in(data)).unwrap();
    let audit = audited(data, &[phones[0].clone(), Rc::new(late)]);
    assert!(audit.server.is_sound(), "{audit}");
    let found = &audit.phones[1].1.faults;
    let journal = |fault: &Fault| matches!(fault, Fault::Journal { .. });
    let forgotten = |fault: &Fault| matches!(fault, Fault::Forgotten(_));
    assert!(
        found.iter().any(journal) && found.iter().any(forgotten),
        "{audit}"
    );
}

#[tokio::test]
async fn what_a_phone_holds_back_is_listed_and_is_no_fault() {
    let town = Town::new("held-back");
    let process = Process::start(town.folder.path());
    let network = BadNetwork::before(process.address, 3, Duration::ZERO).await;
    let phone = Phone::new(town.owners[0].clone(), network.address(), 9).await;
    phone.speak().await.unwrap();
    drop(process);
    phone.be_busy(&town.sessions, 5).await;
    let audit = audited(town.folder.path(), &[Rc::new(phone)]);
    assert!(audit.is_clean() && !audit.is_drained(), "{audit}");
    let waiting = &audit.phones[0].1.waiting;
    assert_eq!(waiting.len(), 5, "{audit}");
    let intents = |waits: &Waiting| matches!(waits, Waiting::Intent { .. });
    assert!(waiting.iter().any(intents));
}
