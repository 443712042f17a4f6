//! The turn to speak, which the pages of one browser share.

use serde_json::{Value, json};

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::people::LIN;

/// Counts how often this page asked for the turn, and was told that somebody else has it.
const WATCH: &str = "
    if (!window.turns) {
        window.turns = {had: 0, refused: 0};
        const ask = LockManager.prototype.request;
        LockManager.prototype.request = function (name, options, granted) {
            if (name !== 'cuobian-speaks') return ask.apply(this, arguments);
            return ask.call(this, name, options, (lock) => {
                window.turns[lock ? 'had' : 'refused'] += 1;
                return granted(lock);
            });
        };
    }
";

/// How often this page spoke.
const SPOKEN: &str = "return performance.getEntriesByType('resource')
    .filter((entry) => new URL(entry.name).pathname === '/sync/v1').length";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_page_alone_is_never_kept_from_speaking_by_its_own_turn() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    let watch = json!({ "source": WATCH });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", watch)
        .await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    browser.write_note("陪伴老人", "1小时").await;
    browser.send_now().await;
    // The programme alone came in more than one answer.
    let spoken = browser.script(SPOKEN, vec![]).await;
    assert!(spoken.as_u64() >= Some(3), "{spoken} requests");
    let turns: Value = browser.script("return window.turns", vec![]).await;
    assert!(turns["had"].as_u64() >= Some(1), "{turns}");
    assert_eq!(turns["refused"], 0, "{turns}");
    browser.close().await;
}
