//! A browser with the measuring script in every page it opens.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::within;

/// How long the longest measurement may take, and the first pull of a large programme.
const PATIENCE: Duration = Duration::from_secs(90);

/// Opens a browser on a profile; the script stands in each page before the page's own.
pub async fn measuring(chromedriver: &Chromedriver, profile: &Profile) -> Browser {
    let browser = Browser::open(chromedriver, profile).await;
    browser
        .driver
        .set_script_timeout(PATIENCE)
        .await
        .expect("a browser that takes a timeout");
    let script = json!({ "source": include_str!("page.js") });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await;
    browser
}

/// Asks the measuring script and waits for its answer.
pub async fn ask(browser: &Browser, call: &str) -> Value {
    let body = format!(
        "const done = arguments[arguments.length - 1]; \
         Promise.resolve(bench.{call}).then(done, (error) => done({{failed: String(error)}}))"
    );
    let answer = browser.script_async(&body, vec![]).await;
    assert_eq!(answer["failed"], Value::Null, "bench.{call}");
    answer
}

/// Waits until the list of activities is complete, and says how many meetings it counts.
pub async fn complete_list(browser: &Browser, at_least: u64) -> u64 {
    let counted = async || {
        let said = "return document.querySelector('p.figure-text[role=status]')?.innerText ?? ''";
        let said = browser.script(said, vec![]).await;
        let digits = said.as_str()?.chars().filter(char::is_ascii_digit);
        let count: u64 = digits.collect::<String>().parse().ok()?;
        (count >= at_least).then_some(count)
    };
    let count = within(PATIENCE, counted).await;
    count.unwrap_or_else(|| panic!("waited {PATIENCE:?} in vain for {at_least} meetings"))
}
