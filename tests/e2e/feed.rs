//! Somebody else's whole programme, as it was published: looked through, searched, registered for,
//! with a network and without.

use std::path::{Path, PathBuf};

use rules::id::SessionId;
use serde_json::{Value, json};

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::people::{CONFIRMED, Card, SAVED};
use crate::seat::NOW;
use crate::town::{Town, Witness};

/// How many programmes the real feed has.
const REAL_ROWS: usize = 2_874;

/// Notes what the server answers to a page that goes on running.
const OVERHEAR: &str = "window.overheard = []; const real = window.fetch; \
    window.fetch = async (...args) => { const answer = await real.apply(window, args); \
    if (answer.url.endsWith('/sync/v1')) { \
    window.overheard.push((await answer.clone().json()).feeds); } return answer; };";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn the_real_feed_is_browsed_searched_and_registered_for_on_and_off_line() {
    let (file, rows, _folder) = feed();
    let mut server = Server::at_rest(&["--now", NOW]);
    let said = import(&server, &file);
    assert_eq!(
        counted(&said, "rows taken ") + counted(&said, "refused "),
        rows
    );
    let card = Card::printed(&said);
    server.start_again().await;
    let mut witness = Witness::signed_in(&server, card).await;
    let mut town = witness.town().await;

    let chromedriver = Chromedriver::start();
    let phone = Profile::fresh();
    let browser = Browser::open(&chromedriver, &phone).await;
    browser.visit(&server.url()).await;
    browser.the("heading", "11月8日 周日").await;
    browser.sign_in(card).await;
    browser.kept_for_offline().await;
    looks_through(&browser, &town).await;
    let (first, _) = town.open_session();
    registers(&browser, &server.url(), &first, card).await;
    browser.reads("社区已确认，到时来就行。").await;

    witness.news(&mut town).await;
    browser.script(OVERHEAR, vec![]).await;
    let said = import(&server, &file);
    assert_eq!(
        (counted(&said, "new "), counted(&said, "changed ")),
        (0, 0),
        "{said}"
    );
    assert_eq!(witness.news(&mut town).await, 0);
    hears_of_no_change(&browser).await;

    server.stop().await;
    browser.reload().await;
    looks_through(&browser, &town).await;
    let (second, _) = town.open_session();
    assert_ne!(first, second);
    registers(&browser, &server.url(), &second, card).await;
    browser.reads("关掉手机也不会丢").await;
    browser.reads(SAVED).await;
    server.start_again().await;
    browser.send_now().await;
    browser
        .at(&server.url(), &format!("activity/{second}"))
        .await;
    browser.reads(CONFIRMED).await;
    witness = Witness::signed_in(&server, card).await;
    assert_eq!(witness.town().await.registered(&second).len(), 1);
    browser.close().await;
}

/// The list says how many meetings there are, finds them by words in both languages and by
/// initials, and reaches the last day.
async fn looks_through(browser: &Browser, town: &Town) {
    browser.open_tab("活动").await;
    let clear = "清空搜索";
    if browser.has("button", clear).await {
        browser.press("button", clear).await;
    }
    let all = town.meetings_to_come("");
    let whole = async || (browser.to_come().await == all).then_some(());
    browser
        .sooner_or_later(&format!("all {all} meetings"), whole)
        .await;
    browser.script("window.scrollTo(0, 1e9)", vec![]).await;
    browser.reads(&town.last_day()).await;
    assert_eq!(browser.look_up("太極").await, town.meetings_to_come("太極"));
    // The topic is 太極拳 where the title says 太極 alone; the small example has no such row.
    // The feed is written in traditional characters; simplified ones find the same.
    assert_eq!(browser.look_up("太极").await, town.meetings_to_come("太極"));
    assert!(browser.look_up("tjq").await >= town.meetings_to_come("太極拳"));
    assert!(browser.look_up("Tai Chi").await >= town.meetings_to_come("Tai Chi"));
    browser.reads("太極").await;
}

async fn registers(browser: &Browser, home: &str, session: &SessionId, card: Card<'_>) {
    browser.at(home, &format!("activity/{session}")).await;
    browser.who_comes(&[card.name]).await;
    browser
        .press("button", &format!("为{}报名", card.name))
        .await;
}

/// The page asks for news and is told of none.
async fn hears_of_no_change(browser: &Browser) {
    browser
        .script("window.dispatchEvent(new Event('online'))", vec![])
        .await;
    let heard = browser
        .sooner_or_later("an answer to the page", async || {
            let heard = browser.script("return window.overheard", vec![]).await;
            heard
                .as_array()
                .is_some_and(|all| !all.is_empty())
                .then_some(heard)
        })
        .await;
    for feed in heard
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|feeds| feeds.as_array().unwrap())
    {
        let none = feed["changes"].as_array().is_none_or(Vec::is_empty);
        assert!(none, "{} were told to the page", feed["changes"]);
        assert_ne!(feed["cursor"], json!(null));
    }
}

fn import(server: &Server, file: &Path) -> String {
    let file = file.display().to_string();
    let profile = ["--profile", "lcsd-leisure", "--demo-card"];
    server.command(&[&["import", "--now", NOW], &profile[..], &[&file]].concat())
}

/// The number after a word in the line that closes an import.
fn counted(said: &str, word: &str) -> usize {
    let line = said
        .lines()
        .find(|line| line.contains("rows taken "))
        .unwrap();
    let (_, after) = line.split_once(word).unwrap();
    let digits = after.split(|sign: char| !sign.is_ascii_digit()).next();
    digits.unwrap().parse().unwrap()
}

/// A feed's file, its number of rows, and the folder it is in where that is of this test alone.
type Feed = (PathBuf, usize, Option<Scratch>);

/// The real feed where it is, else the example that is always there.
fn feed() -> Feed {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("CUOBIAN_SHARED");
    let shared = shared.map_or_else(|| root.join("../shared"), PathBuf::from);
    let real = shared.join("data/lcsd-leisure-2020/leisure_prog.json");
    if real.is_file() {
        return (real, REAL_ROWS, None);
    }
    println!(
        "the real feed is not at {}: the example is used instead",
        real.display()
    );
    let example = root.join("crates/programme/examples/leisure.json");
    let mut rows: Vec<Value> = serde_json::from_slice(&std::fs::read(&example).unwrap()).unwrap();
    // It has one course to register for; the story registers for two.
    let mut second = rows[0].clone();
    second["PGM_CODE"] = "90000009".into();
    rows.push(second);
    let folder = Scratch::new("feed");
    let file = folder.path().join("leisure.json");
    std::fs::write(&file, serde_json::to_string(&rows).unwrap()).unwrap();
    (file, rows.len(), Some(folder))
}
