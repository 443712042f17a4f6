//! Files that are not what was written: refused in a sentence, never served, never backed up.

use crate::process::{command, done, file, refused, start};
use crate::rig::{Folder, Rig, community, response};
use server::db::proof::{Proof, prove};
use server::db::{file_in, open, open_to_read};
use server::verify::{Flaw, verify};
use std::path::Path;
use sync::Outcome;

/// A folder in which a session of two seats has two families and one that waits.
async fn folder() -> Folder {
    let rig = Rig::with_crowd((3, 2, 3)).await;
    for phone in &rig.phones {
        let request = phone.register_as(1, &rig.sessions[0]).unwrap();
        let answer = rig.exchange(phone, &request).await;
        let outcome = &response(&answer).outcomes[0].outcome;
        assert!(outcome.took_effect(), "{outcome:?}");
    }
    let mut refused = rig.phones[0].register_as(2, &rig.sessions[0]).unwrap();
    refused.feeds.clear();
    let answer = rig.exchange(&rig.phones[0], &refused).await;
    assert!(matches!(
        response(&answer).outcomes[0].outcome,
        Outcome::Refused { .. }
    ));
    rig.stop().await
}

fn serve(data: &Path, words: &str) {
    refused(&["serve", "--listen", "127.0.0.1:0"], data, words);
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_refused() {
    let folder = folder().await;
    let (backups, other) = (Folder::new(), Folder::new());
    let sound = file(&backups, "sound");
    done(&["backup", "--to", &sound], &folder.path);
    for file in [file_in(&folder.path), backups.path.join("cut")] {
        if !file.exists() {
            std::fs::copy(&sound, &file).unwrap();
        }
        let length = std::fs::metadata(&file).unwrap().len();
        let cut = std::fs::File::options().write(true).open(&file).unwrap();
        cut.set_len(length / 2).unwrap();
    }
    serve(&folder.path, "damaged");
    refused(&["verify"], &folder.path, "damaged");
    let cut = file(&backups, "cut");
    refused(&["restore", "--from", &cut], &other.path, "damaged");
    assert!(!file_in(&other.path).exists(), "nothing was made of it");
    // A backup of what is damaged does not take a good one's place.
    let good = std::fs::read(&sound).unwrap();
    refused(&["backup", "--to", &sound], &folder.path, "damaged");
    assert_eq!(std::fs::read(&sound).unwrap(), good);
    done(&["restore", "--from", &sound], &folder.path);
    done(&["verify"], &folder.path);
}

/// Flips a bit in the newest line of the journal, in the file itself, behind the database's back.
fn flip(data: &Path) {
    let db = open(data).unwrap();
    let line: String = db
        .query_row("SELECT text FROM journal ORDER BY line DESC", [], |row| {
            row.get(0)
        })
        .unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(db);
    let path = file_in(data);
    let mut bytes = std::fs::read(&path).unwrap();
    let found = bytes
        .windows(line.len())
        .position(|part| part == line.as_bytes());
    let at = found.expect("the line lies in one piece") + line.find("\"at\":").unwrap() + 6;
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).unwrap();
}

#[tokio::test]
async fn a_flipped_bit_in_a_line_is_refused_by_every_command() {
    let folder = folder().await;
    let backups = Folder::new();
    let sound = file(&backups, "sound");
    done(&["backup", "--to", &sound], &folder.path);
    flip(&folder.path);
    let Proof::Broken { line } = prove(&open_to_read(&folder.path).unwrap(), &community()).unwrap()
    else {
        panic!("the flip hit nothing");
    };
    let words = format!("altered at line {line}");
    serve(&folder.path, &words);
    refused(&["verify"], &folder.path, &words);
    refused(&["backup", "--to", &sound], &folder.path, &words);
    let flipped = file_in(&folder.path).to_str().unwrap().to_owned();
    let other = Folder::new();
    refused(&["restore", "--from", &flipped], &other.path, &words);
    done(&["verify", "--file", &sound], &folder.path);
    done(&["restore", "--from", &sound], &folder.path);
    drop(start(&folder.path));
}

/// What a verification finds after some SQL behind the server's back.
fn flaws_after(folder: &Folder, sql: &str) -> Vec<Flaw> {
    let other = Folder::new();
    std::fs::copy(file_in(&folder.path), file_in(&other.path)).unwrap();
    let db = open(&other.path).unwrap();
    db.execute_batch(sql).unwrap();
    let mut report = verify(&db).unwrap();
    assert!(report.file.is_empty());
    report.communities.remove(0).flaws
}

#[tokio::test]
async fn whatever_does_not_follow_from_the_journal_is_named() {
    let folder = folder().await;
    assert_eq!(flaws_after(&folder, ""), []);
    let key = |key: &str| key.to_owned();
    let session = || "s0".parse().unwrap();
    let tally = "UPDATE records SET data = replace(data, '\"taken\":2', '\"taken\":1')
                 WHERE key = 'seats/s0'";
    let differs = Flaw::Differs {
        key: key("seats/s0"),
    };
    let found = flaws_after(&folder, tally);
    assert_eq!(found, [differs, Flaw::Tally { session: session() }]);
    let gone = "UPDATE records SET data = NULL WHERE key = 'registration/s0/r1'";
    let missing = Flaw::Missing {
        key: key("registration/s0/r1"),
    };
    let found = flaws_after(&folder, gone);
    assert_eq!(found, [missing, Flaw::Tally { session: session() }]);
    let made_up = "INSERT INTO records SELECT community, 'registration/s1/r1', rev + 1, scope, data
                   FROM records ORDER BY rev DESC LIMIT 1;
                   UPDATE records SET data = (SELECT data FROM records
                       WHERE key = 'registration/s0/r0'), scope = 'household/h0'
                   WHERE key = 'registration/s1/r1';
                   UPDATE communities SET rev = rev + 1";
    let unexplained = Flaw::Unexplained {
        key: key("registration/s1/r1"),
    };
    let found = flaws_after(&folder, made_up);
    let session_1 = "s1".parse().unwrap();
    assert_eq!(found, [unexplained, Flaw::Tally { session: session_1 }]);
    let elsewhere = "UPDATE records SET scope = 'public' WHERE key = 'registration/s0/r0'";
    let found = flaws_after(&folder, elsewhere);
    let lies_wrong = Flaw::Record {
        key: key("registration/s0/r0"),
    };
    assert!(found.contains(&lies_wrong), "{found:?}");
    let head = flaws_after(&folder, "UPDATE communities SET rev = rev + 1");
    assert!(matches!(head[..], [Flaw::Head { .. }]), "{head:?}");
}

#[tokio::test]
async fn outcomes_and_journal_must_go_together() {
    let folder = folder().await;
    let forgotten = flaws_after(
        &folder,
        "DELETE FROM verdicts WHERE outcome LIKE '%accepted%'",
    );
    let is_verdict = |flaw: &Flaw| matches!(flaw, Flaw::Verdict { .. });
    assert_eq!(forgotten.len(), 2);
    assert!(forgotten.iter().all(is_verdict), "{forgotten:?}");
    for (was, now) in [
        ("waiting", Outcome::Expired),
        ("refused", Outcome::Accepted),
    ] {
        let now = serde_json::to_string(&now).unwrap();
        let turned = format!("UPDATE verdicts SET outcome = '{now}' WHERE outcome LIKE '%{was}%'");
        let flaws = flaws_after(&folder, &turned);
        assert!(matches!(flaws[..], [Flaw::Verdict { .. }]), "{flaws:?}");
    }
    let said = command(&["verify"], &folder.path);
    assert!(
        said.is_well && said.text.contains("4 outcomes follow"),
        "{}",
        said.text
    );
}
