//! A table in blocks against a table of single rows: whatever is written, both hold the same.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected stops there and says so"
)]

use super::*;
use crate::store::{SEQ_DIGITS, Table, run_of};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn put(key: &str, value: &str) -> Write {
    Write::Put {
        table: Table::Records,
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

fn gone(key: &str) -> Write {
    Write::Delete {
        table: Table::Records,
        key: key.to_owned(),
    }
}

fn rows_of(blocks: &[Vec<u8>]) -> Vec<(String, String)> {
    let mut rows = read(Vec::new(), blocks.iter().map(Vec::as_slice)).rows;
    rows.sort();
    rows
}

fn write() -> impl Strategy<Value = Write> {
    let key = prop::sample::select(vec!["", "a", "a/太极", "b\n", "+1 1\n", "-1"]);
    (key, prop::option::of(".{0,12}")).prop_map(|(key, value)| match value {
        Some(value) => put(key, &value),
        None => gone(key),
    })
}

proptest! {
    #[test]
    fn blocks_hold_what_single_rows_would(
        batches in prop::collection::vec(prop::collection::vec(write(), 0..6), 0..8),
        lay_after in 0_usize..8,
    ) {
        let mut model = BTreeMap::new();
        let mut blocks: Vec<Vec<u8>> = Vec::new();
        for (at, batch) in batches.iter().enumerate() {
            for write in batch {
                match write {
                    Write::Put { key, value, .. } => model.insert(key.clone(), value.clone()),
                    Write::Delete { key, .. } => model.remove(key),
                };
            }
            blocks.push(block_of(batch));
            if at == lay_after {
                let laid = lay(&read(Vec::new(), blocks.iter().map(Vec::as_slice)).rows);
                blocks = laid;
                let load = read(Vec::new(), blocks.iter().map(Vec::as_slice)).load;
                prop_assert_eq!(load.spare_bytes, 0);
            }
        }
        prop_assert_eq!(rows_of(&blocks), model.into_iter().collect::<Vec<_>>());
    }

    /// Whatever befalls a byte of a block, every other block is read. No key is one byte away from
    /// another: a key that became another would be believed.
    #[test]
    fn a_broken_block_takes_no_other_with_it(cut in 0_usize..42, byte in any::<u8>()) {
        let mut broken = block_of(&[put("cc", "three"), put("dd", "four")]);
        let cut = cut % broken.len();
        broken[cut] = byte;
        let blocks = [block_of(&[put("aa", "one")]), broken, block_of(&[put("bb", "two")])];
        let rows = rows_of(&blocks);
        prop_assert!(rows.contains(&("aa".to_owned(), "one".to_owned())));
        prop_assert!(rows.contains(&("bb".to_owned(), "two".to_owned())));
    }
}

#[test]
fn what_cannot_be_read_is_a_row_until_it_is_removed() {
    let mut blocks = vec![block_of(&[put("a", "one"), put("b", "two")])];
    blocks[0].truncate(12);
    let kept = rows_of(&blocks);
    assert_eq!(kept[0], ("a".to_owned(), "one".to_owned()));
    assert_eq!(kept[1].0, "block-0");
    blocks.push(block_of(&[gone("block-0")]));
    assert_eq!(rows_of(&blocks), kept[..1]);
}

#[test]
fn sizes_that_lie_are_not_believed() {
    for block in [
        "+1 99\nab",
        "+1\nab",
        "1 1\nab",
        "+-1 1\nab",
        "-x\na",
        "+18446744073709551615 1\na",
    ] {
        let rows = rows_of(&[block.as_bytes().to_vec()]);
        assert_eq!(rows, [("block-0".to_owned(), block.to_owned())]);
    }
}

#[test]
fn rows_from_before_there_were_blocks_are_the_oldest() {
    let alone = vec![
        ("a".to_owned(), "old".to_owned()),
        ("b".to_owned(), "old".to_owned()),
        ("c".to_owned(), "old".to_owned()),
    ];
    let block = block_of(&[put("a", "new"), gone("b")]);
    let lying = read(alone, [block.as_slice()]);
    let rows: Vec<_> = lying
        .rows
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(rows, [("a", "new"), ("c", "old")]);
    assert!(lying.load.is_worth_laying_anew());
}

#[test]
fn a_table_is_laid_anew_only_where_it_is_worth_it() {
    let load = |blocks, bytes, spare_bytes| Load {
        alone: 0,
        blocks,
        bytes,
        spare_bytes,
    };
    let spare = SPARE_BYTES_MAX + 1;
    assert!(load(BLOCKS_MAX + 1, 0, 0).is_worth_laying_anew());
    assert!(load(1, spare * 2 - 1, spare).is_worth_laying_anew());
    assert!(!load(BLOCKS_MAX, spare * 2, spare).is_worth_laying_anew());
    assert!(!load(1, spare - 1, spare - 1).is_worth_laying_anew());
    assert_eq!(load(1, 5, 0).grown(7), load(2, 12, 0));
}

#[test]
fn a_large_table_is_laid_in_several_blocks() {
    let value = "x".repeat(BLOCK_BYTES / 2);
    let keys = ["a", "b", "c"];
    let rows = keys.map(|key| (key.to_owned(), value.clone()));
    let blocks = lay(&rows);
    assert_eq!(blocks.len(), 2);
    assert_eq!(rows_of(&blocks).len(), 3);
}

#[test]
fn a_run_is_of_sequence_numbers_that_follow_each_other() {
    let number = |seq: u64| gone(&format!("{seq:0SEQ_DIGITS$}"));
    let (one, two, three, five) = (number(1), number(2), number(3), number(5));
    assert_eq!(run_of(&one, &[&two, &three, &five]), 2);
    assert_eq!(run_of(&three, &[&five]), 0);
    assert_eq!(run_of(&two, &[&one]), 0);
    assert_eq!(run_of(&one, &[]), 0);
    let other = Write::Delete {
        table: Table::Outbox,
        key: format!("{:0SEQ_DIGITS$}", 2),
    };
    assert_eq!(run_of(&one, &[&other]), 0);
    assert_eq!(
        run_of(&one, &[&put(&format!("{:0SEQ_DIGITS$}", 2), "x")]),
        0
    );
    assert_eq!(run_of(&gone("1"), &[&gone("2")]), 0);
    assert_eq!(run_of(&gone("+000000000000001"), &[&two]), 0);
}
