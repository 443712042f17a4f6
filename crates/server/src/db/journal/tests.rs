//! However lines lie, they come back as they were.

use super::*;

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
    let half = "x".repeat(ROW_BYTES_MAX / 2);
    let pair = |longer: usize| {
        let second = "x".repeat(ROW_BYTES_MAX / 2 - 2 + longer);
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
