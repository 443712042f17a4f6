//! Who may name what inside the code: the browser has three doors, screens and parts have none.

use super::Source;

/// The only files of the app that may talk to the browser's own interfaces.
const BROWSER_DOORS: &[&str] = &[
    "src/browser.rs",
    "src/browser/",
    "src/net.rs",
    "src/net/",
    "src/store/indexed.rs",
    "src/store/indexed/",
];
const BROWSER_CRATES: [&str; 3] = ["web_sys", "js_sys", "wasm_bindgen"];
const SCREENS: &[&str] = &["src/screens.rs", "src/screens/"];
const PARTS: &[&str] = &["src/parts.rs", "src/parts/"];
const PURE: &[&str] = &[
    "crates/rules/src/",
    "crates/sync/src/",
    "crates/calendar/src/",
];

/// What would let the world into a pure crate: clocks, files, threads, chance, output.
const WORLD: &[&str] = &[
    "SystemTime",
    "Instant",
    "HashMap",
    "HashSet",
    "thread",
    "getrandom",
    "println",
    "eprintln",
    "async",
    "tokio",
    "web_sys",
];
const WORLD_OF_STD: [&str; 5] = ["fs", "net", "env", "process", "io"];

/// The browser's interfaces are named behind the doors only; parts may name events and elements.
pub fn browser(source: &Source) -> Vec<String> {
    if !source.is_in(&["src/"]) || source.is_in(BROWSER_DOORS) {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for name in BROWSER_CRATES {
        let allowed = |rest: &str| source.is_in(PARTS) && name == "web_sys" && is_of_a_part(rest);
        if source.after(name).any(|rest| !allowed(rest)) {
            wrong.push(format!(
                "names {name}, which belongs behind browser, net or store/indexed"
            ));
        }
    }
    wrong
}

/// `::KeyboardEvent`, `::HtmlDialogElement` or a group of such.
fn is_of_a_part(rest: &str) -> bool {
    let Some(rest) = rest.trim_start().strip_prefix("::") else {
        return false;
    };
    let rest = rest.trim_start();
    let names = rest.strip_prefix('{').map_or_else(
        || {
            rest.split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or("")
        },
        |group| group.split('}').next().unwrap_or(""),
    );
    let is_plain = |name: &str| {
        name.ends_with("Event") || (name.starts_with("Html") && name.ends_with("Element"))
    };
    names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .all(is_plain)
}

/// Screens reach the world through dispatch and state only.
pub fn screens(source: &Source) -> Vec<String> {
    if source.is_in(SCREENS) {
        forbidden_modules(source, &["store", "net", "browser"])
    } else {
        Vec::new()
    }
}

/// Parts know no domain type.
pub fn parts(source: &Source) -> Vec<String> {
    if !source.is_in(PARTS) {
        return Vec::new();
    }
    let mut wrong = forbidden_modules(
        source,
        &["store", "net", "browser", "state", "dispatch", "screens"],
    );
    let code = source
        .code
        .replace("std::sync::", "std::")
        .replace("std::{sync", "std::{");
    let code = Source {
        path: source.path.clone(),
        text: String::new(),
        code,
    };
    for crate_name in ["rules", "sync"] {
        if code.after(crate_name).any(|rest| rest.starts_with("::")) {
            wrong.push(format!("names {crate_name}: a part knows no domain type"));
        }
    }
    wrong
}

fn forbidden_modules(source: &Source, forbidden: &[&str]) -> Vec<String> {
    let named = source.own_modules();
    let named = forbidden
        .iter()
        .filter(|name| named.iter().any(|own| own == *name));
    named
        .map(|name| format!("names crate::{name}, which is not its business"))
        .collect()
}

/// The pure crates name no clock, no file, no thread, no chance, and no map without an order.
pub fn pure(source: &Source) -> Vec<String> {
    if !source.is_in(PURE) {
        return Vec::new();
    }
    let words = WORLD
        .iter()
        .filter(|word| source.names(word))
        .map(|word| (*word).to_owned());
    let of_std = WORLD_OF_STD.iter().map(|name| format!("std::{name}"));
    words
        .chain(of_std.filter(|path| source.names(path)))
        .map(|word| format!("names {word}: a pure crate is handed what it needs as values"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(check: fn(&Source) -> Vec<String>, path: &str, code: &str) -> usize {
        check(&Source::new(path, code)).len()
    }

    #[test]
    fn the_browser_is_named_behind_its_doors_only() {
        let code = "use wasm_bindgen::JsCast;\nuse web_sys::Window;";
        assert_eq!(wrong(browser, "src/dispatch.rs", code), 2);
        assert_eq!(wrong(browser, "src/store/indexed/open.rs", code), 0);
        assert_eq!(wrong(browser, "tests/web.rs", code), 0);
    }

    #[test]
    fn parts_may_name_events_and_elements() {
        let path = "src/parts/field.rs";
        assert_eq!(
            wrong(browser, path, "fn f(e: leptos::web_sys::KeyboardEvent) {}"),
            0
        );
        assert_eq!(
            wrong(
                browser,
                path,
                "use web_sys::{InputEvent, HtmlDialogElement};"
            ),
            0
        );
        assert_eq!(
            wrong(browser, path, "use web_sys::{InputEvent, Window};"),
            1
        );
        assert_eq!(wrong(browser, path, "web_sys::window();"), 1);
    }

    #[test]
    fn screens_touch_neither_store_nor_network() {
        assert_eq!(
            wrong(
                screens,
                "src/screens/today.rs",
                "use crate::{state, store::Store};"
            ),
            1
        );
        assert_eq!(
            wrong(screens, "src/screens/today.rs", "use crate::state::Today;"),
            0
        );
        assert_eq!(wrong(screens, "src/app.rs", "use crate::store::Store;"), 0);
    }

    #[test]
    fn parts_know_no_domain_type() {
        assert_eq!(
            wrong(parts, "src/parts/card.rs", "use rules::session::Session;"),
            1
        );
        assert_eq!(wrong(parts, "src/parts/card.rs", "use std::sync::Arc;"), 0);
        assert_eq!(
            wrong(parts, "src/parts/card.rs", "use sync::wire::Outcome;"),
            1
        );
        assert_eq!(
            wrong(parts, "src/parts/card.rs", "use crate::state::State;"),
            1
        );
        assert_eq!(
            wrong(parts, "src/screens/me.rs", "use rules::id::ResidentId;"),
            0
        );
    }

    #[test]
    fn pure_crates_are_handed_the_world() {
        assert_eq!(
            wrong(
                pure,
                "crates/rules/src/a.rs",
                "std::time::SystemTime::now();"
            ),
            1
        );
        assert_eq!(
            wrong(pure, "crates/sync/src/a.rs", "use std::fs; async fn f() {}"),
            2
        );
        assert_eq!(
            wrong(
                pure,
                "crates/rules/src/a.rs",
                "use std::collections::BTreeMap;"
            ),
            0
        );
        assert_eq!(wrong(pure, "crates/server/src/a.rs", "use std::fs;"), 0);
    }
}
