//! Backups of a server that is being pushed to, and what is there after they were brought back.

use crate::process::{done, file, refused, start};
use crate::rig::{Folder, community, record, response};
use rules::id::SessionId;
use rules::registration::RegistrationState;
use rules::{Key, Record};
use server::db::{file_in, open, open_to_read, restoring_in};
use server::load::{Client, Phone, gather};
use server::world::World;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use sync::Outcome;
use tokio::task::JoinSet;

const PHONES: usize = 12;
const SESSIONS: usize = 1_500;
const SEATS: u32 = 8;

/// Who was told what, in the order it was heard.
type Heard = Arc<Mutex<Vec<(SessionId, Phone, Outcome)>>>;

fn folder_with_crowd() -> (Folder, Vec<SessionId>, Vec<Phone>) {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let shape = (SESSIONS, SEATS, PHONES);
    let (sessions, phones) = gather(&db, &World::real(), &community(), shape).unwrap();
    (folder, sessions, phones)
}

/// Registers a phone's owner for one session after the other, as fast as it is answered.
async fn push(
    address: SocketAddr,
    mut phone: Phone,
    sessions: Arc<Vec<SessionId>>,
    (heard, enough): (Heard, Arc<AtomicBool>),
) {
    let mut client = Client::connect(address).await.unwrap();
    for session in sessions.iter() {
        if enough.load(Ordering::Relaxed) {
            return;
        }
        let mut request = phone.register(session).unwrap();
        request.feeds.clear();
        let answer = client.exchange(&phone.cookie, &request).await.unwrap();
        let outcome = response(&answer).outcomes.remove(0).outcome;
        let line = (session.clone(), phone.clone(), outcome);
        heard.lock().unwrap().push(line);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_holds_all_that_was_acknowledged_before_it() {
    let (folder, sessions, phones) = folder_with_crowd();
    let (process, address) = start(&folder.path);
    let (heard, enough) = (Heard::default(), Arc::new(AtomicBool::new(false)));
    let sessions = Arc::new(sessions);
    let mut tasks = JoinSet::new();
    for phone in phones {
        let ends = (heard.clone(), enough.clone());
        tasks.spawn(push(address, phone, sessions.clone(), ends));
    }
    let backups = Folder::new();
    let mut before = Vec::new();
    for number in 0..4 {
        let more = || heard.lock().unwrap().len();
        let had = more();
        while more() < had + 60 {
            tokio::task::yield_now().await;
        }
        before.push(heard.lock().unwrap().clone());
        let to = file(&backups, &format!("{number}.sqlite3"));
        let data = folder.path.clone();
        let said = tokio::task::spawn_blocking(move || done(&["backup", "--to", &to], &data));
        assert!(said.await.unwrap().contains("lines sound"));
    }
    enough.store(true, Ordering::Relaxed);
    tasks.join_all().await;
    drop(process);
    let all = heard.lock().unwrap().len();
    assert!(all > before[3].len(), "nothing was pushed meanwhile");
    for (number, heard) in before.iter().enumerate() {
        let place = Folder::new();
        let from = file(&backups, &format!("{number}.sqlite3"));
        done(&["restore", "--from", &from], &place.path);
        done(&["verify"], &place.path);
        everything_stands(&place.path, heard);
    }
}

fn everything_stands(data: &Path, heard: &[(SessionId, Phone, Outcome)]) {
    let db = open_to_read(data).unwrap();
    for (session, phone, outcome) in heard {
        let key = Key::Registration(session.clone(), phone.member.resident.clone());
        let Some(Record::Registration(found)) = record(&db, &key) else {
            panic!("acknowledged before the backup and not in it: {key}");
        };
        let is_seated = found.state == RegistrationState::Confirmed;
        assert_eq!(is_seated, *outcome == Outcome::Accepted, "{key}");
    }
}

#[tokio::test]
async fn a_restored_feed_is_a_new_one_and_the_replaced_database_lies_beside() {
    let (folder, sessions, phones) = folder_with_crowd();
    let backups = Folder::new();
    let to = file(&backups, "b");
    done(&["backup", "--to", &to], &folder.path);
    let epoch = |data: &Path| -> Vec<u8> {
        let sql = "SELECT feed_epoch FROM communities";
        let db = open_to_read(data).unwrap();
        db.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let before = epoch(&folder.path);
    let (process, address) = start(&folder.path);
    // Something the backup does not know.
    let mut client = Client::connect(address).await.unwrap();
    let request = phones[0].register_as(1, &sessions[0]).unwrap();
    let answer = client.exchange(&phones[0].cookie, &request).await.unwrap();
    assert_eq!(response(&answer).outcomes[0].outcome, Outcome::Accepted);
    refused(&["restore", "--from", &to], &folder.path, "stop it first");
    assert_eq!(epoch(&folder.path), before, "nothing was exchanged");
    drop(process);

    let said = done(&["restore", "--from", &to], &folder.path);
    assert_ne!(epoch(&folder.path), before);
    let verdicts = |data: &Path| -> i64 {
        let db = open_to_read(data).unwrap();
        let sql = "SELECT count(*) FROM verdicts";
        db.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(verdicts(&folder.path), 0);
    let aside = said.lines().find_map(|line| line.split_once("kept in "));
    let aside = Path::new(aside.unwrap().1);
    assert_eq!((verdicts(aside), epoch(aside)), (1, before));
    done(&["verify"], aside);
    // The phone asks again, as its reading of the new feed will have it do.
    let (_process, address) = start(&folder.path);
    let mut client = Client::connect(address).await.unwrap();
    let answer = client.exchange(&phones[0].cookie, &request).await.unwrap();
    assert_eq!(response(&answer).outcomes[0].outcome, Outcome::Accepted);
}

#[test]
fn as_many_backups_are_kept_as_were_asked_for() {
    let folder = Folder::new();
    let world = World::real();
    let db = open(&folder.path).unwrap();
    let backups = Folder::new();
    let to = backups.path.join("b");
    let communities = |file: &Path| {
        let db = server::db::open_file_to_read(file).unwrap();
        server::db::communities(&db).unwrap().len()
    };
    for number in 1..=5 {
        let community = format!("c{number}").parse().unwrap();
        server::db::ensure_community(&db, &world, &community).unwrap();
        server::backup::backup(&folder.path, &to, 3).unwrap();
    }
    let mut names: Vec<_> = std::fs::read_dir(&backups.path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["b", "b.1", "b.2"]);
    let ages = ["b", "b.1", "b.2"].map(|name| communities(&backups.path.join(name)));
    assert_eq!(ages, [5, 4, 3]);
    let mode = std::fs::metadata(&to).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "only its owner reads a backup");
}

#[test]
fn a_folder_whose_restore_was_interrupted_is_not_served_until_it_is_done_again() {
    let (folder, _, _) = folder_with_crowd();
    let backups = Folder::new();
    let to = file(&backups, "b");
    done(&["backup", "--to", &to], &folder.path);
    std::fs::write(restoring_in(&folder.path), "half").unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    refused(&serve, &folder.path, "run it again");
    refused(
        &["enrol", "--community", "c", "--resident", "A:1960-01-01"],
        &folder.path,
        "run it again",
    );
    done(&["restore", "--from", &to], &folder.path);
    assert!(!restoring_in(&folder.path).exists());
    assert!(file_in(&folder.path).exists());
    done(&["verify"], &folder.path);
}

#[test]
fn a_backup_of_nothing_makes_nothing() {
    let folder = Folder::new();
    let missing = folder.path.join("not-there");
    refused(
        &["backup", "--to", &file(&folder, "b")],
        &missing,
        "not-there",
    );
    assert!(!missing.exists());
    assert!(!folder.path.join("b").exists());
}

#[test]
fn a_backup_of_an_earlier_build_is_verified_and_brought_back() {
    let (folder, _, _) = folder_with_crowd();
    let backups = Folder::new();
    let to = file(&backups, "old");
    done(&["backup", "--to", &to], &folder.path);
    // As the first schema had it.
    let old = server::db::open_file(Path::new(&to)).unwrap();
    old.execute_batch(
        "DROP TABLE secrets; DROP INDEX records_desk; ALTER TABLE records DROP COLUMN desk;
         DROP TABLE stations; DROP TABLE calendars; DROP TABLE departed; DROP TABLE marks;
         DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_shortened;
         CREATE TABLE lines AS SELECT community, line, text, chain FROM journal;
         DROP TABLE journal; ALTER TABLE lines RENAME TO journal;
         CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal BEGIN SELECT 1; END;
         CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal BEGIN SELECT 1; END;
         ALTER TABLE verdicts DROP COLUMN settled_at;
         PRAGMA user_version = 1; PRAGMA journal_mode = DELETE;",
    )
    .unwrap();
    drop(old);
    let before = std::fs::read(&to).unwrap();
    done(&["verify", "--file", &to], &folder.path);
    assert_eq!(std::fs::read(&to).unwrap(), before, "a backup was changed");
    let other = Folder::new();
    done(&["restore", "--from", &to], &other.path);
    done(&["verify"], &other.path);
    drop(start(&other.path));
}

#[test]
fn a_backup_of_a_later_build_is_refused_in_a_sentence() {
    let (folder, _, _) = folder_with_crowd();
    let backups = Folder::new();
    let to = file(&backups, "new");
    done(&["backup", "--to", &to], &folder.path);
    let new = server::db::open_file(Path::new(&to)).unwrap();
    new.pragma_update(None, "user_version", 99).unwrap();
    drop(new);
    let other = Folder::new();
    refused(&["verify", "--file", &to], &other.path, "schema 99");
    refused(&["restore", "--from", &to], &other.path, "schema 99");
}

#[test]
fn a_file_in_which_nothing_was_ever_kept_is_no_backup() {
    let (folder, _, _) = folder_with_crowd();
    let backups = Folder::new();
    let empty = file(&backups, "empty");
    std::fs::write(&empty, b"").unwrap();
    let foreign = file(&backups, "foreign");
    let theirs = rusqlite::Connection::open(&foreign).unwrap();
    theirs.execute_batch("CREATE TABLE t (c)").unwrap();
    drop(theirs);
    let whole = file(&backups, "whole");
    done(&["backup", "--to", &whole], &folder.path);
    let cut = file(&backups, "cut");
    let mut bytes = std::fs::read(&whole).unwrap();
    bytes.pop();
    std::fs::write(&cut, bytes).unwrap();
    for (bad, words) in [
        (&empty, "no database of this server's"),
        (&foreign, "no database of this server's"),
        (&cut, "no whole pages"),
    ] {
        refused(&["verify", "--file", bad], &folder.path, words);
        refused(&["restore", "--from", bad], &folder.path, words);
    }
    let said = done(&["verify"], &folder.path);
    assert!(said.contains("lines sound"), "{said}");
}

#[test]
fn a_backup_never_takes_the_place_of_the_database_itself() {
    let (folder, _, _) = folder_with_crowd();
    let before = std::fs::read(file_in(&folder.path)).unwrap();
    let itself = file(&folder, "cuobian.sqlite3");
    let around = folder
        .path
        .join("..")
        .join(folder.path.file_name().unwrap());
    let around = around.join("cuobian.sqlite3");
    for to in [itself.as_str(), around.to_str().unwrap()] {
        refused(&["backup", "--to", to], &folder.path, "the database itself");
    }
    assert_eq!(std::fs::read(file_in(&folder.path)).unwrap(), before);
    assert!(!folder.path.join("cuobian.sqlite3.part").exists());
}
