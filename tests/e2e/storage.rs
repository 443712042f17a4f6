//! What becomes of what a phone holds: cleared by the browser, written by two pages at once,
//! without room, carried to another phone.

use rules::id::SessionId;
use serde_json::json;
use thirtyfour::By;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::people::{CONFIRMED, COPIED, LIN, SAVED};
use crate::town::Witness;

const NOTE: (&str, &str) = ("护学岗", "1小时");

/// What a phone whose medium is full does to a page. 1: the reserve would make room; 2: only the
/// programme would; 3: nothing would.
const FULL: &str = "
    const room = () => +(localStorage.getItem('test-room') || 0);
    const {put, delete: remove, clear} = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
        const small = this.name === 'meta' && (key === 'shed' || key === 'pulls');
        if (room() && !small) throw new DOMException('full', 'QuotaExceededError');
        return put.apply(this, arguments);
    };
    IDBObjectStore.prototype.delete = function (key) {
        if (room() === 1 && key === 'ballast') localStorage.setItem('test-room', '0');
        return remove.apply(this, arguments);
    };
    IDBObjectStore.prototype.clear = function () {
        if (room() === 2 && this.name === 'records-blocks') localStorage.setItem('test-room', '0');
        return clear.apply(this, arguments);
    };
";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_cleared_storage_is_told_counted_and_fetched_again() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.at(&server.url(), "me/cleared").await;
    browser.reads("本应用的存储没有被清掉").await;
    browser.sign_in(LIN).await;
    browser.write_note("陪伴老人", "1小时").await;
    browser.send_now().await;
    server.stop().await;
    browser.write_note(NOTE.0, NOTE.1).await;
    browser.reads(SAVED).await;
    // The browser clears the database and leaves the settings, as it does when room is short.
    browser.visit("about:blank").await;
    let cleared = json!({
        "origin": server.url().trim_end_matches('/'),
        "storageTypes": "indexeddb",
    });
    browser
        .devtools("Storage.clearDataForOrigin", cleared)
        .await;
    server.start_again().await;
    browser.visit(&server.url()).await;
    browser.reads("有 1 条没发出的丢失了").await;
    browser.press("link", "看看少了什么").await;
    browser.reads("1 条没发出去的内容，请重新填写。").await;
    browser.reads("场活动、1 条日记。").await;
    // It is said again after the page was closed, until it is read.
    browser.reload().await;
    browser.reads("1 条没发出去的内容，请重新填写。").await;
    browser.press("button", "知道了").await;
    browser.reads("本应用的存储没有被清掉").await;
    browser.reload().await;
    browser.reads("本应用的存储没有被清掉").await;
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn two_pages_that_write_at_once_keep_both_and_show_one_view() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    let sessions = Witness::signed_in(&server, LIN).await.town().await;
    let sessions: Vec<SessionId> = sessions
        .open_sessions()
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    let first = browser.driver.window().await.unwrap();
    let second = browser.driver.new_tab().await.unwrap();
    for (page, session) in [(&first, &sessions[0]), (&second, &sessions[1])] {
        browser.driver.switch_to_window(page.clone()).await.unwrap();
        browser
            .at(&server.url(), &format!("activity/{session}/register"))
            .await;
        browser.who_comes(&[LIN.name]).await;
        browser.the("button", "为林秀兰报名").await;
    }
    // Both are pressed on the same second, the hidden page's too.
    let soon = "
        const press = () => [...document.querySelectorAll('button')]
            .find((button) => button.innerText.includes('为林秀兰报名')).click();
        const now = Date.now();
        setTimeout(press, Math.ceil((now + 2000) / 4000) * 4000 - now);
    ";
    for page in [&first, &second] {
        browser.driver.switch_to_window(page.clone()).await.unwrap();
        browser.script(soon, vec![]).await;
    }
    for page in [&second, &first] {
        browser.driver.switch_to_window(page.clone()).await.unwrap();
        browser
            .sooner_or_later("both to be settled", async || {
                let town = Witness::signed_in(&server, LIN).await.town().await;
                let both = sessions.iter().take(2);
                let taken: Vec<u32> = both.map(|id| town.seats(id).taken).collect();
                (taken == [1, 1]).then_some(())
            })
            .await;
        browser.open_tab("我的").await;
        browser.press("link", "全部进度").await;
        browser.reads("都发出去了，没有等着的。").await;
        let settled = async || {
            let text = browser.text().await;
            (text.lines().filter(|line| *line == CONFIRMED).count() == 2).then_some(())
        };
        browser
            .sooner_or_later("both confirmed on this page", settled)
            .await;
    }
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_phone_without_room_gives_way_before_it_refuses_and_says_what_it_did() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    let full = json!({ "source": FULL });
    browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", full)
        .await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    network(&browser, Network::Gone).await;
    let room = async |left: &str| {
        let set = "localStorage.setItem('test-room', arguments[0])";
        browser.script(set, vec![json!(left)]).await;
    };
    room("1").await;
    browser.write_note(NOTE.0, NOTE.1).await;
    this_phone(&browser).await;
    browser.reads("手机快没有地方了。您写的都存好了。").await;
    room("2").await;
    browser.write_note("陪伴老人", "1小时").await;
    this_phone(&browser).await;
    browser.reads("活动资料先不存在手机上").await;
    // What is shown is still there, and what cannot be saved is not called saved.
    browser.open_tab("活动").await;
    assert!(browser.to_come().await > 0);
    room("3").await;
    browser.open_tab("日记").await;
    browser.tick("radio", NOTE.0).await;
    browser.press("button", NOTE.1).await;
    browser.reads("没有存下。手机存储满了。").await;
    // Room again: the programme is fetched and kept anew, and the notes go out.
    room("0").await;
    network(&browser, Network::There).await;
    browser.visit(&server.url()).await;
    browser.send_now().await;
    this_phone(&browser).await;
    browser.reads("地方还很宽。").await;
    let town = Witness::signed_in(&server, LIN).await.town().await;
    assert_eq!(town.notes(), 2);
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn what_was_carried_along_comes_back_on_another_phone() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let old = Profile::fresh();
    let browser = Browser::open(&chromedriver, &old).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, _) = town.open_session();
    browser
        .at(&server.url(), &format!("activity/{session}/register"))
        .await;
    browser.who_comes(&[LIN.name]).await;
    network(&browser, Network::Gone).await;
    browser.press("button", "为林秀兰报名").await;
    browser.reads(SAVED).await;
    browser.write_note(NOTE.0, NOTE.1).await;
    let file = Scratch::new("carried");
    let file = file.path().with_extension("json");
    this_phone(&browser).await;
    std::fs::write(&file, browser.taken_along().await).unwrap();
    // The old phone is gone for good.
    browser.kill();

    let new = Browser::open(&chromedriver, &Profile::fresh()).await;
    new.visit(&server.url()).await;
    new.reads("看全部活动").await;
    choose(&new, &file).await;
    new.reads("请先用这份文件主人的居民卡登录").await;
    new.sign_in(LIN).await;
    choose(&new, &file).await;
    new.reads("日记 1 笔，办完的 0 件，没发出去的 1 件").await;
    new.tick("checkbox", "没发出去的，也从这部手机重新发").await;
    new.press("button", "取回").await;
    new.reads("取回来了：日记 1 笔，办完的 0 件，重新发出 1 件。")
        .await;
    choose(&new, &file).await;
    new.reads("文件里的内容，这部手机上都有了。").await;
    new.send_now().await;
    new.open_tab("日记").await;
    new.reads(COPIED).await;
    let town = Witness::signed_in(&server, LIN).await.town().await;
    assert_eq!((town.notes(), town.seats(&session).taken), (1, 1));
    // A file that is none of ours changes nothing.
    std::fs::write(&file, "{\"format\":\"another\"}").unwrap();
    choose(&new, &file).await;
    new.reads("这不是完整的厝边文件").await;
    std::fs::remove_file(&file).unwrap();
    new.close().await;
}

/// Wears the programme's table with so many copies of its first block, and says how many blocks it
/// lies in then.
const BLOCKS: &str = "
    const [copies, done] = arguments;
    const opened = indexedDB.open('cuobian');
    opened.onsuccess = () => {
        const writing = opened.result.transaction('records-blocks', 'readwrite');
        const blocks = writing.objectStore('records-blocks');
        let count = 0;
        blocks.getAll().onsuccess = ({target}) => {
            for (let at = 0; at < copies; at += 1) blocks.add(target.result[0]);
            blocks.count().onsuccess = ({target}) => { count = target.result; };
        };
        writing.oncomplete = () => { opened.result.close(); done(count); };
    };
";

/// Many a visit is shorter than the minute after which a page tidies: the start does it too.
#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_worn_storage_is_put_in_order_soon_after_a_start() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let browser = Browser::open(&chromedriver, &Profile::fresh()).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    browser.send_now().await;
    browser.kept_for_offline().await;
    server.stop().await;
    let blocks = async |copies: u32| {
        let count = browser.script_async(BLOCKS, vec![json!(copies)]).await;
        count.as_u64().unwrap()
    };
    assert!(blocks(100).await > 100);
    browser.reload().await;
    browser
        .sooner_or_later("few blocks", async || (blocks(0).await < 10).then_some(()))
        .await;
    browser.reload().await;
    browser.open_tab("活动").await;
    browser.reads("往后共").await;
    browser.close().await;
}

/// Whether there is a network.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Network {
    There,
    Gone,
}

async fn network(browser: &Browser, is: Network) {
    let conditions = json!({
        "offline": is == Network::Gone,
        "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
    });
    browser.devtools("Network.enable", json!({})).await;
    browser
        .devtools("Network.emulateNetworkConditions", conditions)
        .await;
}

async fn this_phone(browser: &Browser) {
    browser.open_tab("我的").await;
    browser.press("link", "这部手机上的内容").await;
    browser.reads("存得牢不牢").await;
}

async fn choose(browser: &Browser, file: &std::path::Path) {
    this_phone(browser).await;
    // The chooser is the test's, not the browser's own, which closes itself without a screen.
    let ours = json!({ "enabled": true });
    browser
        .devtools("Page.setInterceptFileChooserDialog", ours)
        .await;
    browser.press("button", "选文件").await;
    let chooser = browser
        .sooner_or_later("the chooser of files", async || {
            browser.driver.find(By::Id("chosen-file")).await.ok()
        })
        .await;
    chooser.send_keys(file.to_str().unwrap()).await.unwrap();
}
