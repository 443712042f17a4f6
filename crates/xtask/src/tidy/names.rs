//! Names of files: a module says what it holds, and `foo.rs` stands beside `foo/`.

use super::Source;

/// Names that say nothing, and so gather everything.
const EMPTY: [&str; 9] = [
    "util", "utils", "common", "helper", "helpers", "manager", "service", "misc", "stuff",
];

/// No `mod.rs`, no name that says nothing.
pub fn path(source: &Source) -> Vec<String> {
    if source.ending() != "rs" {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for part in source.path.trim_end_matches(".rs").split('/') {
        if part == "mod" {
            wrong.push("is a mod.rs; name it for its folder, beside the folder".to_owned());
        }
        if EMPTY.contains(&part) {
            wrong.push(format!("{part:?} says nothing about what is in it"));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(name: &str) -> usize {
        path(&Source::new(name, "")).len()
    }

    #[test]
    fn names_that_say_nothing_are_refused() {
        assert_eq!(wrong("src/store/mod.rs"), 1);
        assert_eq!(wrong("src/utils.rs"), 1);
        assert_eq!(wrong("src/helpers/day.rs"), 1);
    }

    #[test]
    fn names_that_say_something_pass() {
        assert_eq!(wrong("src/store.rs") + wrong("src/screens/services.rs"), 0);
        assert_eq!(wrong("docs/common/readme.md"), 0);
    }
}
