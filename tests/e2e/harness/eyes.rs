//! Finding things on the screen as people and screen readers do: by role and name, by words.

use serde_json::{Value, json};
use thirtyfour::{By, WebElement};

use super::browser::Browser;
use super::within;

/// Set on an element for the moment between finding it by role and holding it.
const MARK: &str = "data-found-by-test";

impl Browser {
    /// Waits for the thing of that role whose name is, or else contains, these words.
    pub async fn the(&self, role: &str, name: &str) -> WebElement {
        let seen = async || self.look_for(role, name).await;
        self.sooner_or_later(&format!("{role} {name:?}"), seen)
            .await
    }

    /// Waits for it and presses it.
    pub async fn press(&self, role: &str, name: &str) {
        let done = async || {
            let element = self.look_for(role, name).await?;
            self.press_it(&element).await
        };
        self.sooner_or_later(&format!("{role} {name:?} to be pressed"), done)
            .await;
    }

    /// Scrolls to an element, as a thumb would, and presses it; nothing when it moves away or is
    /// covered at this moment, which is tried again.
    pub async fn press_it(&self, element: &WebElement) -> Option<()> {
        let show = "arguments[0].scrollIntoView({block: 'center'})";
        self.driver
            .execute(show, vec![element.to_json().ok()?])
            .await
            .ok()?;
        element.click().await.ok()
    }

    /// Waits for a field by its label and writes into it what a person would type.
    pub async fn fill(&self, label: &str, text: &str) {
        self.fill_in("textbox", label, text).await;
    }

    /// Waits for a field of that role and writes into it what a person would type. One that is drawn
    /// anew before the first letter is looked for again; under the letters that would be a fault.
    pub async fn fill_in(&self, role: &str, label: &str, text: &str) {
        let empty = async || {
            let field = self.look_for(role, label).await?;
            field.clear().await.ok()?;
            Some(field)
        };
        let what = format!("{role} {label:?} to be empty");
        let field = self.sooner_or_later(&what, empty).await;
        field.send_keys(text).await.unwrap();
    }

    /// What stands in a field.
    pub async fn value(&self, label: &str) -> String {
        let read = async || {
            let field = self.look_for("textbox", label).await?;
            Some(field.prop("value").await.ok()?.unwrap_or_default())
        };
        self.sooner_or_later(&format!("textbox {label:?}"), read)
            .await
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
        self.sooner_or_later(&format!("{words:?}"), seen).await;
    }

    /// Waits for an answer; who waits in vain is told, and shown, what was on the screen instead.
    pub async fn sooner_or_later<T, F>(&self, what: &str, ask: impl FnMut() -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        if let Some(answer) = within(super::PATIENCE, ask).await {
            return answer;
        }
        self.picture("in-vain").await;
        let (address, text) = (self.driver.current_url().await, self.text().await);
        let address = address.map_or_else(|error| error.to_string(), |url| url.to_string());
        let complaints = self.complaints().await.join("\n");
        panic!(
            "waited in vain for {what}; {address} says (picture in-vain.png):\n{text}\n\
             and complained of:\n{complaints}"
        );
    }

    /// Waits until these words are gone from the screen.
    pub async fn no_longer_reads(&self, words: &str) {
        let gone = async || (!self.text().await.contains(words)).then_some(());
        self.sooner_or_later(&format!("{words:?} to go"), gone)
            .await;
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
