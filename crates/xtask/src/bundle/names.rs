//! What a module and its script call each other: the same names, without the hashes in them.
//!
//! The one rule: a name keeps its length, so that nothing else in the module has to move. A hash of
//! sixteen digits cannot be compressed and stands in both files; a count can. Each of two names
//! that differ in their hash alone gets a count of its own.

use std::collections::BTreeMap;

/// How the glue's names begin.
const MARK: &str = "__wbg_";
/// How many digits a hash has.
const DIGITS: usize = 16;

/// Puts counts in the place of hashes, in both.
pub fn without_hashes(script: &[u8], module: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut plain: BTreeMap<String, String> = BTreeMap::new();
    for (_, name) in names_in(script).filter(|(_, name)| ends_in_hash(name)) {
        let stem = name.split_at(name.len() - DIGITS).0;
        let count = counts.entry(stem.to_owned()).or_default();
        plain.entry(name.to_owned()).or_insert_with(|| {
            *count += 1;
            format!("{stem}{count:0DIGITS$}")
        });
    }
    let written_over = |file: &[u8]| {
        let mut over = file.to_vec();
        for (at, name) in names_in(file) {
            if let (Some(plain), Some(place)) = (plain.get(name), over.get_mut(at..at + name.len()))
            {
                place.copy_from_slice(plain.as_bytes());
            }
        }
        over
    };
    (written_over(script), written_over(module))
}

/// The names of the glue in a file, and where they stand.
fn names_in(file: &[u8]) -> impl Iterator<Item = (usize, &str)> {
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let starts = file.windows(MARK.len()).enumerate();
    let starts = starts.filter(|(_, here)| *here == MARK.as_bytes());
    starts.filter_map(move |(at, _)| {
        let rest = file.get(at..)?;
        let length = rest.iter().take_while(is_of_name).count();
        Some((at, std::str::from_utf8(rest.get(..length)?).ok()?))
    })
}

fn ends_in_hash(name: &str) -> bool {
    let hash = name.rsplit('_').next().unwrap_or_default();
    let is_hash = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    hash.len() == DIGITS && hash.bytes().all(is_hash) && hash.bytes().any(|byte| byte > b'9')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_count_instead_of_a_hash_in_both_files_and_keeps_its_length() {
        let script = b"a={__wbg_then_00c5ffffffffffff:1,__wbg_then_11c5ffffffffffff:2,\
            __wbg_new_22c5ffffffffffff(){},__wbg_ptr:3,__wbg_cast_0000000000000001:4}";
        let module = b"\x1b__wbg_then_11c5ffffffffffff\0__wbg_new_22c5ffffffffffff\0__wbg_ptr";
        let (plain, shorter) = without_hashes(script, module);
        assert_eq!(
            plain,
            b"a={__wbg_then_0000000000000001:1,__wbg_then_0000000000000002:2,\
            __wbg_new_0000000000000001(){},__wbg_ptr:3,__wbg_cast_0000000000000001:4}"
        );
        let expect = b"\x1b__wbg_then_0000000000000002\0__wbg_new_0000000000000001\0__wbg_ptr";
        assert_eq!(shorter, expect);
    }
}
