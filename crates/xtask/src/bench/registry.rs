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
}

/// How figures are had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// From the ledger of the bundle.
    FirstLoad,
    /// Cargo with these words prints them.
    Cargo(Vec<String>),
    /// The ignored test of this name in tests/e2e prints them.
    Browser(&'static str),
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

/// Ignored tests of tests/e2e that print figures: ids, and the test's name. Add yours here.
const IN_A_BROWSER: &[(&[&str], &str)] = &[];

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
    benches.extend(IN_A_BROWSER.iter().map(|(ids, name)| Bench {
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        needs: vec![Need::Browser],
        measure: Measure::Browser(name),
    }));
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
                let words = ["bench", "--quiet", "--locked", "-p", owner, "--bench", name];
                benches.push(Bench {
                    ids: ids_in(name),
                    needs: if owner == "cuobian-server" {
                        vec![Need::Server]
                    } else {
                        vec![]
                    },
                    measure: Measure::Cargo(words.map(str::to_owned).to_vec()),
                });
            }
        }
    }
    benches
}

/// `p10_p11_rush` measures P10 and P11.
fn ids_in(name: &str) -> Vec<String> {
    let is_id = |part: &&str| {
        let (letter, number) = part.split_at_checked(1).unwrap_or(("", ""));
        ["p", "r"].contains(&letter)
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    };
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
}
