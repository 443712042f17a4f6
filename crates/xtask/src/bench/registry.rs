//! What there is to measure: a short list here, and every `benches/` file of every crate.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::place::Place;
use crate::shell;

/// What must stand before a bench can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The server, in release.
    Server,
    /// The page, the server and a browser.
    Browser,
    /// What others use, and their page.
    Peers,
    /// pretix, in an environment of its own.
    Pretix,
}

/// How figures are had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// From the ledger of the bundle.
    FirstLoad,
    /// Cargo with these words prints them.
    Cargo(Vec<String>),
}

/// One bench.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bench {
    /// The ids of the goals it measures.
    pub ids: Vec<String>,
    /// What must stand first.
    pub needs: Vec<Need>,
    /// How it is measured.
    pub measure: Measure,
}

/// All benches, those of the crates found by their files.
pub fn found(place: &Place) -> Result<Vec<Bench>> {
    let first_load = Bench {
        ids: vec!["P1".into()],
        needs: vec![],
        measure: Measure::FirstLoad,
    };
    let mut benches = vec![first_load];
    let text = shell::output(shell::command("cargo").current_dir(&place.root).args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ]))?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata is not readable")?;
    benches.extend(of_crates(&metadata));
    Ok(benches)
}

fn of_crates(metadata: &Value) -> Vec<Bench> {
    let mut benches = Vec::new();
    let list = |of: &Value, name: &str| of.get(name).and_then(Value::as_array).cloned();
    for package in list(metadata, "packages").unwrap_or_default() {
        let owner = package
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        for target in list(&package, "targets").unwrap_or_default() {
            let kinds = list(&target, "kind").unwrap_or_default();
            let name = target
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if kinds.iter().any(|kind| kind == "bench") {
                benches.push(of_target(owner, name));
            }
        }
    }
    benches
}

/// One file of a crate's benches. What a browser shows owes nothing to how its driver was compiled,
/// so that one is built as the tests are.
fn of_target(owner: &str, name: &str) -> Bench {
    let mut words = vec!["bench", "--quiet", "--locked", "-p", owner, "--bench", name];
    let mut needs = vec![];
    if name.ends_with("_browser") {
        words.extend(["--profile", "dev"]);
        needs.push(Need::Browser);
        if name.starts_with("peers_") {
            needs.push(Need::Peers);
        }
    } else if owner == "cuobian-server" {
        needs.push(Need::Server);
        if name.starts_with("pretix_") {
            needs.push(Need::Pretix);
        }
    }
    Bench {
        ids: ids_in(name),
        needs,
        measure: Measure::Cargo(words.into_iter().map(str::to_owned).collect()),
    }
}

/// `p10_p11_rush` measures P10 and P11, and `peers_p6_browser` P6 beside
/// others.
fn ids_in(name: &str) -> Vec<String> {
    let is_id = |part: &&str| {
        let (letter, number) = part.split_at_checked(1).unwrap_or(("", ""));
        ["i", "p", "r"].contains(&letter)
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    };
    let others = ["peers_", "pretix_"];
    let beside = others.iter().find_map(|others| name.strip_prefix(others));
    let name = beside.unwrap_or(name);
    name.split('_')
        .take_while(is_id)
        .map(str::to_ascii_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bench_file_names_the_goals_it_measures() {
        assert_eq!(ids_in("p10_p11_rush"), ["P10", "P11"]);
        assert_eq!(ids_in("r1_histories"), ["R1"]);
        assert_eq!(ids_in("i1_import"), ["I1"]);
        assert!(ids_in("rush").is_empty() && ids_in("p_rush").is_empty());
    }

    #[test]
    fn benches_are_found_by_their_files() {
        let metadata = json!({"packages": [{"name": "rules", "targets": [
            {"name": "rules", "kind": ["lib"]}, {"name": "p7_search", "kind": ["bench"]},
        ]}]});
        let benches = of_crates(&metadata);
        assert_eq!(benches.len(), 1);
        assert_eq!(benches.first().unwrap().ids, ["P7"]);
    }

    #[test]
    fn a_bench_that_says_so_gets_a_browser() {
        let bench = of_target("cuobian", "p4_p6_browser");
        assert_eq!((bench.ids.len(), bench.needs), (2, vec![Need::Browser]));
        let beside = of_target("cuobian", "peers_p6_browser");
        assert_eq!(beside.needs, [Need::Browser, Need::Peers]);
        assert_eq!(of_target("rules", "p7_search").needs, []);
    }
}
