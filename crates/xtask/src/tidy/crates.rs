//! Which crate may depend on which, read from the manifests.

use serde_json::Value;

/// A crate and all it may depend on; tests of a crate may use more.
const MAY: &[(&str, &[&str])] = &[
    ("rules", &["serde", "thiserror", "jiff", "litemap", "sha2"]),
    ("calendar", &["rules"]),
    (
        "sync",
        &[
            "rules",
            "serde",
            "serde_json",
            "thiserror",
            "litemap",
            "sha2",
        ],
    ),
];
/// A crate and those of ours it must never reach.
const NEVER: &[(&str, &[&str])] = &[
    (
        "cuobian",
        &["cuobian-server", "simulator", "programme", "xtask"],
    ),
    ("cuobian-server", &["cuobian", "simulator", "xtask"]),
    (
        "programme",
        &["cuobian", "cuobian-server", "simulator", "xtask"],
    ),
    ("simulator", &["cuobian", "xtask"]),
    (
        "xtask",
        &[
            "rules",
            "sync",
            "calendar",
            "programme",
            "cuobian",
            "cuobian-server",
            "simulator",
        ],
    ),
];

/// Every dependency that points the wrong way.
pub fn directions(metadata: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let list = |of: &Value, name: &str| of.get(name).and_then(Value::as_array).cloned();
    for package in list(metadata, "packages").unwrap_or_default() {
        let owner = package
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        for dependency in list(&package, "dependencies").unwrap_or_default() {
            let name = dependency
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let is_dev = dependency.get("kind").and_then(Value::as_str) == Some("dev");
            if !is_dev && !may_depend(owner, name) {
                wrong.push(format!("Cargo.toml of {owner}: may not depend on {name}"));
            }
        }
    }
    wrong
}

fn may_depend(owner: &str, name: &str) -> bool {
    let row = |rows: &[(&str, &'static [&'static str])]| {
        rows.iter()
            .find(|(of, _)| *of == owner)
            .map(|(_, names)| *names)
    };
    row(MAY).is_none_or(|names| names.contains(&name))
        && row(NEVER).is_none_or(|names| !names.contains(&name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(owner: &str, name: &str, kind: Option<&str>) -> usize {
        let package = json!({"name": owner, "dependencies": [{"name": name, "kind": kind}]});
        directions(&json!({ "packages": [package] })).len()
    }

    #[test]
    fn rules_depend_on_four_crates_and_no_more() {
        assert_eq!(wrong("rules", "serde", None), 0);
        assert_eq!(wrong("rules", "tokio", None), 1);
        assert_eq!(wrong("rules", "proptest", Some("dev")), 0);
    }

    #[test]
    fn nobody_reaches_the_wrong_way() {
        assert_eq!(wrong("cuobian-server", "cuobian", None), 1);
        assert_eq!(wrong("xtask", "rules", None), 1);
        assert_eq!(wrong("cuobian-server", "rules", None), 0);
        assert_eq!(wrong("cuobian", "sync", None), 0);
    }
}
