//! Nothing in the repository may depend on where it once lay on somebody's disk.

use std::path::Path;

use super::Source;

/// The folders of this machine that no file may name.
pub fn of_this_machine(root: &Path) -> Vec<String> {
    let home = std::env::var("HOME").unwrap_or_default();
    [root.display().to_string(), home]
        .into_iter()
        .filter(|folder| folder.len() > 1)
        .map(|folder| format!("{}/", folder.trim_end_matches('/')))
        .collect()
}

/// The traces of this machine in one file.
pub fn in_text(source: &Source, folders: &[String]) -> Vec<String> {
    let named = folders.iter().filter(|folder| {
        source
            .text
            .match_indices(folder.as_str())
            .any(|(start, _)| {
                let before = source
                    .text
                    .get(..start)
                    .and_then(|text| text.chars().next_back());
                !before.is_some_and(|letter| letter.is_alphanumeric() || "/._-}".contains(letter))
            })
    });
    named
        .map(|folder| format!("names {folder}, a folder of this machine"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_this_machine_is_a_trace() {
        let folders = ["/home/somebody/".to_owned()];
        let wrong = |text| in_text(&Source::new("a.md", text), &folders).len();
        assert_eq!(wrong("see /home/somebody/notes"), 1);
        assert_eq!(wrong("see site/home/somebody/notes"), 0);
    }

    #[test]
    fn the_checkout_itself_is_such_a_folder() {
        let folders = of_this_machine(Path::new("/place/checkout"));
        assert!(folders.contains(&"/place/checkout/".to_owned()));
    }
}
