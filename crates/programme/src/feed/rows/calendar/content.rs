//! The content lines of an iCalendar file: folded, with parameters, with escapes.

/// One property: `DTSTART;TZID=Asia/Shanghai:20261205T140000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::feed::rows) struct Property {
    /// Its name in capitals.
    pub(in crate::feed::rows) name: String,
    /// Its parameters, names in capitals.
    parameters: Vec<(String, String)>,
    /// Its value as written.
    pub(in crate::feed::rows) value: String,
}

impl Property {
    /// A property that no file holds: what another kind of file says, as a calendar says it.
    pub(in crate::feed::rows) fn of(name: &str, zone: Option<&str>, value: String) -> Self {
        let parameter = |zone: &str| ("TZID".to_owned(), zone.to_owned());
        Self {
            name: name.to_owned(),
            parameters: zone.map(parameter).into_iter().collect(),
            value,
        }
    }

    /// The same property with another value: one of its list.
    pub(super) fn with(&self, value: &str) -> Self {
        Self {
            value: value.to_owned(),
            ..self.clone()
        }
    }

    /// A parameter's value.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut all = self.parameters.iter();
        all.find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The bytes of a file with its folded lines joined, before they are read as letters: a line may be
/// folded within one.
pub(super) fn joined(bytes: &[u8]) -> Vec<u8> {
    let mut all: Vec<u8> = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b" ").or(line.strip_prefix(b"\t")) {
            Some(rest) if all.ends_with(b"\n") => {
                all.pop();
                if all.ends_with(b"\r") {
                    all.pop();
                }
                all.extend_from_slice(rest);
            }
            _ => all.extend_from_slice(line),
        }
    }
    all
}

/// The properties of a text. Lines that are none are left out.
pub(super) fn properties(text: &str) -> impl Iterator<Item = Property> {
    unfolded(text)
        .into_iter()
        .filter_map(|line| property(&line))
}

/// Lines, with those that begin with a space joined to the line before.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let rest = line.strip_prefix([' ', '\t']);
        match (rest, lines.last_mut()) {
            (Some(rest), Some(before)) => before.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn property(line: &str) -> Option<Property> {
    let mut is_quoted = false;
    let mut parts = vec![String::new()];
    let mut chars = line.chars();
    for c in chars.by_ref() {
        match c {
            '"' => is_quoted = !is_quoted,
            ':' if !is_quoted => break,
            ';' if !is_quoted => parts.push(String::new()),
            c => parts.last_mut()?.push(c),
        }
    }
    let is_cut = !line.contains(':');
    let mut parts = parts.into_iter();
    let name = parts.next()?.to_ascii_uppercase();
    if name.is_empty() || is_cut {
        return None;
    }
    let parameter = |part: String| {
        let (name, value) = part.split_once('=')?;
        Some((name.to_ascii_uppercase(), value.to_owned()))
    };
    Some(Property {
        name,
        parameters: parts.filter_map(parameter).collect(),
        value: chars.collect::<String>().trim().to_owned(),
    })
}

/// A text without the escapes it is written with.
pub(super) fn unescaped(value: &str) -> String {
    let mut text = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(c) => text.push(c),
                None => {}
            },
            c => text.push(c),
        }
    }
    text
}
