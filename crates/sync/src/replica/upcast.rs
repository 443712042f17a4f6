//! Rows of earlier builds in the form of this one.
//!
//! The one rule to know: pure, from text to text, done once for a whole store, which says in which
//! form it is. A step is never changed once a build has shipped it; `tests/keeper/stores` holds a
//! store of each form.

/// The names under which form 1 (until November 2026) told the cases of a closed list apart.
const TAGS: [&str; 5] = ["is", "to", "because", "why", "by"];
/// Cases within cases of one row: far more than any row has.
const CASES_MAX: usize = 32;

/// A row's value in the present form; none where it is in no other.
pub(super) fn upcast(value: &str) -> Option<String> {
    let mut text = untagged(value)?;
    for _case in 0..CASES_MAX {
        match untagged(&text) {
            Some(next) => text = next,
            None => break,
        }
    }
    Some(text)
}

/// Form 1 to form 2 (November 2026), one case: `{"is":"kept"}` became `"kept"`, and
/// `{"is":"refused","refusal":{..}}` became `{"refused":{"refusal":{..}}}`.
fn untagged(text: &str) -> Option<String> {
    // Within a JSON text's strings every quote is escaped, so this can only be an object's start.
    let (start, tag) = TAGS
        .iter()
        .filter_map(|tag| {
            let tag = format!("{{\"{tag}\":\"");
            text.find(&tag).map(|at| (at, tag))
        })
        .min_by_key(|(at, _)| *at)?;
    let (before, rest) = text.split_at_checked(start)?;
    let (case, rest) = rest.strip_prefix(tag.as_str())?.split_once('"')?;
    if let Some(after) = rest.strip_prefix('}') {
        return Some(format!("{before}\"{case}\"{after}"));
    }
    let rest = rest.strip_prefix(',')?;
    let (fields, after) = rest.split_at_checked(end_of_object(rest)?)?;
    Some(format!("{before}{{\"{case}\":{{{fields}}}{after}"))
}

/// Where the object ends whose inside a text starts with.
fn end_of_object(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth = depth.checked_add(1)?,
            b'}' if !in_string && depth == 0 => return Some(at),
            b'}' if !in_string => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_of_form_1_become_those_of_form_2_and_all_else_stays() {
        let check =
            |from: &str, to: Option<&str>| assert_eq!(upcast(from).as_deref(), to, "{from}");
        check(r#"{"copy":{"is":"kept"}}"#, Some(r#"{"copy":"kept"}"#));
        check(
            r#"{"o":{"is":"refused","refusal":{"why":"session_full","asked":2,"of":{"a":"}"}}},"at":1}"#,
            Some(
                r#"{"o":{"refused":{"refusal":{"session_full":{"asked":2,"of":{"a":"}"}}}}},"at":1}"#,
            ),
        );
        check(
            r#"{"o":{"is":"changed","how":{"to":"waiting","place":3}}}"#,
            Some(r#"{"o":{"changed":{"how":{"waiting":{"place":3}}}}}"#),
        );
        // Braces within strings are none, nor are those behind what stands for a quote.
        check(
            r#"{"is":"kept","say":"}\"}","of":{"b":{}}}"#,
            Some(r#"{"kept":{"say":"}\"}","of":{"b":{}}}}"#),
        );
        check(
            r#"{"is":"kept","say":"{\\"}"#,
            Some(r#"{"kept":{"say":"{\\"}}"#),
        );
        // What a person wrote is not a case, whatever it looks like.
        check(r#"{"text":"{\"is\":\"kept\"}"}"#, None);
        check(r#"{"minutes":60}"#, None);
        check(r#"{"is":"#, None);
        check(r#"{"is":"kept","#, None);
    }
}
