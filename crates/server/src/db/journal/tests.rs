//! However lines lie, they come back as they were, and a row that was touched is found.

use super::*;
use crate::db::proof::{Proof, prove};

fn line(number: u64, text: &str) -> Line {
    Line {
        number,
        text: text.to_owned(),
        chain: Chain::default(),
    }
}

#[test]
fn what_is_packed_is_unpacked_line_by_line_and_nonsense_is_not() {
    let texts = ["{\"line\":1}", "", "{\"why\":\"雨\\n\"}"];
    let lines: Vec<Line> = (1..).zip(texts).map(|(at, text)| line(at, text)).collect();
    let packed = pack(&lines).unwrap();
    assert_eq!(unpack(&packed).unwrap(), texts);
    assert_eq!(unpack(&packed[..packed.len() - 3]), None, "cut");
    assert_eq!(unpack(b"\xff\xff"), None);
}

/// A database with a community whose journal these lines are, appended so many at a time.
fn journal(texts: &[&str], at_a_time: usize) -> (Connection, CommunityId, Vec<Chain>) {
    let mut db = Connection::open_in_memory().unwrap();
    crate::db::migrations::run(&mut db).unwrap();
    let community: CommunityId = "c".parse().unwrap();
    crate::db::ensure_community(&db, &crate::world::World::real(), &community).unwrap();
    let (mut so_far, mut lines) = (Chain::default(), Vec::new());
    for (number, text) in (1..).zip(texts) {
        so_far = chain(so_far, text.as_bytes());
        lines.push(Line {
            chain: so_far,
            ..line(number, text)
        });
    }
    for together in lines.chunks(at_a_time) {
        append(&db, &community, together).unwrap();
    }
    let chains = lines.iter().map(|line| line.chain).collect();
    (db, community, chains)
}

#[test]
fn the_hash_with_each_line_is_found_however_the_lines_lie() {
    let texts = [
        "{\"a\":1}",
        "{\"b\":2}",
        "{\"c\":3}",
        "{\"d\":4}",
        "{\"e\":5}",
    ];
    for at_a_time in [1, 2, 3, 5] {
        let (db, community, chains) = journal(&texts, at_a_time);
        let found: Vec<Option<Chain>> = (1..=6)
            .map(|line| chain_at(&db, &community, line).unwrap())
            .collect();
        let expected: Vec<Option<Chain>> = chains.into_iter().map(Some).collect();
        assert_eq!(found[..5], expected, "{at_a_time}");
        assert_eq!(found[5], None, "there is no sixth");
        let (mut read_back, mut rows) = (Vec::new(), 0);
        read(&db, &community, 0, |block| {
            rows += 1;
            let block = block.unwrap();
            read_back.extend(block.lines().map(|(at, text)| (at, text.to_owned())));
            Ok(())
        })
        .unwrap();
        assert_eq!(rows, texts.len().div_ceil(at_a_time));
        let told: Vec<(u64, String)> = (1..).zip(texts.map(str::to_owned)).collect();
        assert_eq!(read_back, told);
    }
}

#[test]
fn what_is_too_long_to_be_unpacked_is_not_packed() {
    let half = "x".repeat(BLOCK_BYTES_MAX / 2);
    let pair = |longer: usize| {
        let second = "x".repeat(BLOCK_BYTES_MAX / 2 - 2 + longer);
        [line(1, &half), line(2, &second)]
    };
    assert!(is_packed(&pair(0)));
    assert_eq!(unpack(&pack(&pair(0)).unwrap()).unwrap().len(), 2);
    assert!(!is_packed(&pair(1)));
    let (db, community, chains) = journal(&[&half, &half], 2);
    assert_eq!(chain_at(&db, &community, 2).unwrap(), Some(chains[1]));
    let rows = "SELECT count(*) FROM journal WHERE typeof(text) = 'text'";
    let rows: i64 = db.query_row(rows, [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 2);
}

#[test]
fn a_hundred_lines_that_say_nearly_the_same_take_a_quarter_of_their_room() {
    let text = |at: u64| {
        let seat = "\"facts\":[{\"seated\":{\"session\":\"s\",\"household\":\"h\"}}]";
        format!("{{\"line\":{at},\"intent\":{{\"seq\":{at}}},{seat}}}")
    };
    let lines: Vec<Line> = (1..=100).map(|at| line(at, &text(at))).collect();
    let plain: usize = lines.iter().map(|line| line.text.len()).sum();
    assert!(pack(&lines).unwrap().len() * 4 < plain);
}

/// A line as a registration leaves it; whose it is and from which device nobody could guess.
fn registered(at: u64) -> String {
    let whose = chain(Chain::default(), &at.to_be_bytes()).to_string();
    let ((device, epoch), (household, member)) = (
        (&whose[..32], &whose[32..40]),
        (&whose[40..48], &whose[48..56]),
    );
    let intent = format!("{{\"device\":\"{device}\",\"epoch\":\"{epoch}\",\"seq\":{at}}}");
    let seated = format!(
        "{{\"session\":\"s\",\"household\":\"{household}\",\"members\":[\"{member}\"],\"at\":{at}}}"
    );
    format!("{{\"line\":{at},\"at\":{at},\"intent\":{intent},\"facts\":[{{\"seated\":{seated}}}]}}")
}

/// Bytes of all pages in use.
fn held_bytes(db: &Connection) -> u64 {
    let sql = "SELECT (page_count - freelist_count) * page_size
               FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn what_is_packed_fills_its_pages_however_many_write_at_once() {
    for together in [20, 30, 40, 64, 256] {
        let texts: Vec<String> = (1..=together * 40).map(registered).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (empty, ..) = journal(&[], 1);
        let (db, ..) = journal(&texts, usize::try_from(together).unwrap());
        let sql = "SELECT sum(length(text)) FROM journal";
        let packed: u64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
        let held = held_bytes(&db) - held_bytes(&empty);
        assert!(
            held * 10 < packed * 13,
            "{together} together: {packed} bytes take {held}"
        );
    }
}

#[test]
fn a_piece_that_was_lost_moved_or_made_up_is_found() {
    let texts: Vec<String> = (1..=193).map(registered).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let after = |sql: &str| {
        let (db, community, chains) = journal(&texts, 64);
        db.execute_batch(
            "DROP TRIGGER journal_is_not_changed; DROP TRIGGER journal_is_not_shortened;
             UPDATE communities SET line = 193,
                chain = (SELECT chain FROM journal WHERE line = 193)",
        )
        .unwrap();
        db.execute_batch(sql).unwrap();
        let at_a_hundred = chain_at(&db, &community, 100).unwrap();
        assert!(at_a_hundred.is_none_or(|chain| chain == chains[99]));
        prove(&db, &community).unwrap()
    };
    let lines = 193;
    let chain = *journal(&texts, 1).2.last().unwrap();
    assert_eq!(after(""), Proof::Sound { lines, chain });
    let broken = |line: u64| Proof::Broken { line };
    for (sql, line) in [
        ("DELETE FROM journal WHERE line = 128 AND part = 0", 65),
        ("DELETE FROM journal WHERE line = 128 AND part = 2", 65),
        (
            "DELETE FROM journal WHERE line = 128 AND chain IS NOT NULL",
            65,
        ),
        (
            "DELETE FROM journal WHERE line = 192 AND chain IS NOT NULL",
            129,
        ),
        ("DELETE FROM journal WHERE line = 128", 65),
        (
            "UPDATE journal SET part = 9 - part WHERE line = 128 AND chain IS NULL AND part < 2",
            65,
        ),
        ("INSERT INTO journal VALUES ('c', 128, 9, x'00', NULL)", 129),
        ("INSERT INTO journal VALUES ('c', 192, 9, x'00', NULL)", 193),
        ("INSERT INTO journal VALUES ('c', 194, 0, x'00', NULL)", 194),
    ] {
        assert_eq!(after(sql), broken(line), "{sql}");
    }
}
