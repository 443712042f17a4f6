//! One file as the checks see it: its path, its text, and its code without comments and strings.

/// A file under check.
pub struct Source {
    /// The path from the checkout, with forward slashes.
    pub path: String,
    /// All of it.
    pub text: String,
    /// For Rust: the text with comments and the insides of strings blanked out.
    pub code: String,
}

impl Source {
    /// Reads the code out of the text, where it is Rust.
    pub fn new(path: &str, text: &str) -> Self {
        let mut source = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: String::new(),
        };
        if source.ending() == "rs" {
            source.code = code_of(text);
        }
        source
    }

    /// The ending of the file's name.
    pub fn ending(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or("")
    }

    /// Whether the file lies in one of these folders or is one of these files.
    pub fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| {
            self.path == *place || (place.ends_with('/') && self.path.starts_with(place))
        })
    }

    /// Whether the code names this word on its own.
    pub fn names(&self, word: &str) -> bool {
        self.after(word).next().is_some()
    }

    /// What follows each place where the code names this word on its own.
    pub fn after<'code>(&'code self, word: &'code str) -> impl Iterator<Item = &'code str> {
        self.code.match_indices(word).filter_map(move |(start, _)| {
            let before = self.code.get(..start)?.chars().next_back();
            let rest = self.code.get(start + word.len()..)?;
            let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
            (!before.is_some_and(is_part) && !rest.starts_with(is_part)).then_some(rest)
        })
    }

    /// The first names after `crate::`, those in braces included: `crate::{store::A, text}`
    /// names `store` and `text`.
    pub fn own_modules(&self) -> Vec<String> {
        let mut names = Vec::new();
        for rest in self.after("crate") {
            let Some(rest) = rest.trim_start().strip_prefix("::") else {
                continue;
            };
            match rest.trim_start().strip_prefix('{') {
                Some(group) => names.extend(first_names(group)),
                None => names.extend(first_name(rest)),
            }
        }
        names
    }
}

fn first_name(text: &str) -> Option<String> {
    let is_end = |letter: char| !(letter.is_alphanumeric() || letter == '_');
    let name = text.trim_start().split(is_end).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The first name of each item of a brace group, up to its closing brace.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_u32;
    let mut item = String::new();
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.extend(first_name(&std::mem::take(&mut item))),
            _ => {}
        }
        if letter != ',' || depth > 0 {
            item.push(letter);
        }
    }
    names.extend(first_name(&item));
    names
}

/// Blanks comments and strings, so that a check reads code only. Raw strings with quotes inside
/// are read as ordinary ones, which is near enough for finding names.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    for line in text.lines() {
        let mut in_string = false;
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' if in_string => {
                    letters.next();
                }
                '"' => in_string = !in_string,
                '/' if !in_string && letters.peek() == Some(&'/') => break,
                _ if in_string => {}
                _ => code.push(letter),
            }
        }
        code.push('\n');
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_not_code() {
        let source = Source::new(
            "a.rs",
            "// store\nlet a = \"store // \\\" x\"; b();\n//! store\n",
        );
        assert!(!source.names("store") && source.names("b"));
    }

    #[test]
    fn a_word_is_named_only_on_its_own() {
        let source = Source::new("a.rs", "my_store::x(); restore(); stores();");
        assert!(!source.names("store") && source.names("stores"));
    }

    #[test]
    fn own_modules_are_found_in_nested_groups() {
        let text =
            "use crate::{state::{A, B}, text};\nuse crate::dispatch::Go;\nlet x = crate::net::f();";
        let source = Source::new("a.rs", text);
        assert_eq!(source.own_modules(), ["state", "text", "dispatch", "net"]);
    }
}
