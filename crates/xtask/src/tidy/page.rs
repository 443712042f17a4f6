//! The page carries no code of its own: the policy it is served under would refuse it.

use super::Source;

/// No inline script, style or handler in a page.
pub fn no_inline_code(source: &Source) -> Vec<String> {
    if source.ending() != "html" {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for tag in source.text.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or("").to_ascii_lowercase();
        let name = tag.split_whitespace().next().unwrap_or("");
        match name {
            "script" if !tag.contains(" src=") => wrong.push("has an inline script".to_owned()),
            "style" => wrong.push("has an inline style sheet".to_owned()),
            _ => {}
        }
        for attribute in tag.split_whitespace().skip(1) {
            let key = attribute.split('=').next().unwrap_or("");
            if attribute.contains('=') && (key == "style" || key.starts_with("on")) {
                wrong.push(format!("<{name}> has an inline {key}"));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(page: &str) -> usize {
        no_inline_code(&Source::new("index.html", page)).len()
    }

    #[test]
    fn inline_code_is_refused_in_every_form() {
        assert_eq!(wrong("<script type=\"module\">go()</script>"), 1);
        assert_eq!(wrong("<style>a{}</style>"), 1);
        assert_eq!(wrong("<p style=\"color:red\">"), 1);
        assert_eq!(wrong("<body\n onload=\"go()\">"), 1);
    }

    #[test]
    fn links_and_scripts_with_an_address_pass() {
        assert_eq!(
            wrong("<link rel=\"stylesheet\" href=\"/a.css\"><p class=\"one\">on = 1</p>"),
            0
        );
        assert_eq!(wrong("<script type=\"module\" src=\"/a.js\"></script>"), 0);
    }
}
