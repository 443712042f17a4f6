//! The accessibility rules, run in the page as it stands.

use serde_json::Value;

use super::browser::Browser;
use super::named;

const RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, {resultTypes: ['violations']}).then((found) => done(found.violations), \
    (error) => done([{id: 'axe itself', help: String(error), nodes: []}]));";

impl Browser {
    /// What breaks the rules now, each as a sentence with the places it concerns.
    pub async fn barriers(&self) -> Vec<String> {
        let source = std::fs::read_to_string(named("CUOBIAN_AXE")).unwrap();
        self.script(&source, vec![]).await;
        let found = self.script_async(RUN, vec![]).await;
        let list = found.as_array().expect("axe gives a list").clone();
        list.iter().map(sentence).collect()
    }

    /// Those barriers that keep somebody out or nearly so.
    pub async fn serious_barriers(&self) -> Vec<String> {
        let mut all = self.barriers().await;
        all.retain(|said| !said.starts_with("minor") && !said.starts_with("moderate"));
        all
    }
}

fn sentence(violation: &Value) -> String {
    let words = |name: &str| violation[name].as_str().unwrap_or_default().to_owned();
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let places: Vec<String> = nodes
        .iter()
        .map(|node| node["target"].to_string())
        .collect();
    format!(
        "{} {}: {} at {}",
        words("impact"),
        words("id"),
        words("help"),
        places.join(", ")
    )
}
