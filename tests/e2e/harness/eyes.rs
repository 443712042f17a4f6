//! Finding things on the screen as people and screen readers do: by role and name, by words.

use serde_json::{Value, json};
use thirtyfour::{By, WebElement};

use super::browser::Browser;
use super::{until, within};

/// Set on an element for the moment between finding it by role and holding it.
const MARK: &str = "data-found-by-test";

impl Browser {
    /// Waits for the thing of that role whose name is, or else contains, these words.
    pub async fn the(&self, role: &str, name: &str) -> WebElement {
        until(&format!("{role} {name:?}"), async || {
            self.look_for(role, name).await
        })
        .await
    }

    /// Waits for it and presses it.
    pub async fn press(&self, role: &str, name: &str) {
        let done = async || {
            let element = self.look_for(role, name).await?;
            // What moves or is covered at this moment is tried again.
            element.click().await.ok()
        };
        until(&format!("{role} {name:?} to be pressed"), done).await;
    }

    /// Waits for a field by its label and writes into it what a person would type.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.the("textbox", label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// The thing of that role and name, if it is there now.
    pub async fn find_now(&self, role: &str, name: &str) -> Option<WebElement> {
        self.look_for(role, name).await
    }

    /// Whether it is there now.
    pub async fn has(&self, role: &str, name: &str) -> bool {
        self.look_for(role, name).await.is_some()
    }

    /// Waits until these words stand on the screen.
    pub async fn reads(&self, words: &str) {
        let seen = async || self.text().await.contains(words).then_some(());
        if within(super::PATIENCE, seen).await.is_none() {
            panic!(
                "{words:?} never came; the screen says:\n{}",
                self.text().await
            );
        }
    }

    /// Waits until these words are gone from the screen.
    pub async fn no_longer_reads(&self, words: &str) {
        let gone = async || (!self.text().await.contains(words)).then_some(());
        until(&format!("{words:?} to go"), gone).await;
    }

    /// All words on the screen.
    pub async fn text(&self) -> String {
        let text = self.script("return document.body.innerText", vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The names of everything of one role that a screen reader would reach, in order.
    pub async fn names_of(&self, role: &str) -> Vec<String> {
        self.of_role(role)
            .await
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    async fn look_for(&self, role: &str, name: &str) -> Option<WebElement> {
        let all = self.of_role(role).await;
        let exact = all.iter().find(|(found, _)| found == name);
        let (_, node) = exact.or_else(|| all.iter().find(|(found, _)| found.contains(name)))?;
        self.held(*node).await
    }

    /// Name and node of all that has the role and is not hidden from screen readers.
    async fn of_role(&self, role: &str) -> Vec<(String, i64)> {
        let document = self.devtools("DOM.getDocument", json!({"depth": 0})).await;
        let ask = json!({"nodeId": document["root"]["nodeId"], "role": role});
        let found = self.devtools("Accessibility.queryAXTree", ask).await;
        let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
        let shown = nodes.iter().filter(|node| node["ignored"] != json!(true));
        shown
            .filter_map(|node| {
                let name = node["name"]["value"].as_str().unwrap_or_default();
                Some((name.to_owned(), node["backendDOMNodeId"].as_i64()?))
            })
            .collect()
    }

    /// The element behind a node, unless it went away in between.
    async fn held(&self, node: i64) -> Option<WebElement> {
        let resolved = self
            .devtools("DOM.resolveNode", json!({"backendNodeId": node}))
            .await;
        let object: &Value = &resolved["object"]["objectId"];
        let mark = json!({
            "objectId": object,
            "functionDeclaration": format!("function() {{ this.setAttribute('{MARK}', '') }}"),
        });
        self.devtools("Runtime.callFunctionOn", mark).await;
        let element = self.driver.find(By::Css(format!("[{MARK}]"))).await.ok()?;
        let unmark = format!("arguments[0].removeAttribute('{MARK}')");
        self.driver
            .execute(unmark, vec![element.to_json().ok()?])
            .await
            .ok()?;
        Some(element)
    }
}
