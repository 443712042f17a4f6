//! Content lines: escaped, bounded, folded.
//!
//! The one rule to know: a line is at most 75 octets without its end, and is broken between
//! characters only, so that each piece is text by itself.
//!
//! Source: RFC 5545, 3.1 (lines), 3.3.11 (text), 3.3.13 (addresses).

/// The longest line. Units: octets, without its end.
const LINE_OCTETS_MAX: usize = 75;
/// The longest text of one property; the rest is left out and said to be. Units: bytes. Four
/// screens of a phone; calendars cut long before.
const TEXT_BYTES_MAX: usize = 4_000;
/// The longest address. Units: bytes. What browsers agree on.
const ADDRESS_BYTES_MAX: usize = 2_000;

/// A file that grows by lines.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    text: String,
}

impl Lines {
    /// The file.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// A line whose value needs no escaping.
    pub(crate) fn plain(&mut self, name: &str, value: &str) {
        let mut octets = 0_usize;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            let more = letter.len_utf8();
            if octets.saturating_add(more) > LINE_OCTETS_MAX {
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(letter);
            octets = octets.saturating_add(more);
        }
        self.text.push_str("\r\n");
    }

    /// A text; nothing where there is none.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.plain(name, &escaped(value));
        }
    }

    /// An address; nothing where it is none, or could break the line it stands on.
    pub(crate) fn address(&mut self, name: &str, value: &str) {
        let is_page = value.starts_with("https://") || value.starts_with("http://");
        let is_clean = value.bytes().all(|byte| byte.is_ascii_graphic());
        if is_page && is_clean && value.len() <= ADDRESS_BYTES_MAX {
            self.plain(name, value);
        }
    }
}

/// A text as a value: what parts lists and ends lines is escaped, other control characters are
/// spaces.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if out.len() > TEXT_BYTES_MAX {
            out.push('…');
            break;
        }
        match letter {
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            ',' => out.push_str("\\,"),
            // One end of a line, however it was written.
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    proptest! {
        #[test]
        fn every_line_is_short_whole_and_reads_back(value in "\\PC{0,300}") {
            let mut lines = Lines::default();
            lines.text("SUMMARY", &value);
            let text = lines.finish();
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= LINE_OCTETS_MAX, "{} octets", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let escaped = escaped(&value);
            let whole = if value.is_empty() { String::new() } else { format!("SUMMARY:{escaped}\r\n") };
            prop_assert_eq!(unfolded(&text), whole);
        }
    }

    #[test]
    fn what_parts_and_ends_lines_is_escaped() {
        assert_eq!(escaped("a,b;c\\d"), "a\\,b\\;c\\\\d");
        assert_eq!(escaped("a\r\nb\nc\rd\u{2028}e"), "a\\nb\\nc\\nd\\ne");
        assert_eq!(escaped("a\u{0}b\tc"), "a b c");
        let long = escaped(&"字".repeat(5_000));
        assert!(long.ends_with('…') && long.len() < TEXT_BYTES_MAX + 10);
    }

    #[test]
    fn a_line_is_broken_at_its_seventy_fifth_octet_and_never_within_a_sign() {
        let mut lines = Lines::default();
        lines.text("X", &"a".repeat(73));
        lines.text("X", &"a".repeat(74));
        lines.text("X", &format!("{}👵🏽好", "a".repeat(71)));
        let expected = [
            format!("X:{}\r\n", "a".repeat(73)),
            format!("X:{}\r\n a\r\n", "a".repeat(73)),
            format!("X:{}\r\n 👵🏽好\r\n", "a".repeat(71)),
        ];
        assert_eq!(lines.finish(), expected.concat());
    }

    #[test]
    fn only_clean_addresses_are_written() {
        let mut lines = Lines::default();
        for bad in [
            "javascript:alert(1)",
            "https://a b",
            "https://a\r\nATTACH:x",
            "https://德化",
            "",
        ] {
            lines.address("URL", bad);
        }
        lines.address("URL", "https://a.example/p?q=1;2,3");
        assert_eq!(lines.finish(), "URL:https://a.example/p?q=1;2,3\r\n");
    }
}
