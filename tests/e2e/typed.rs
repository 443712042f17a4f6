//! What somebody was typing when the page was loaded again: it is there for them, until it was
//! saved or given up, and for nobody else.

use serde_json::{Value, json};

use crate::desk::{WANG, at_home, at_work};
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::kiosk::code_of;
use crate::looks::look_at;
use crate::people::{CHEN, Card, LIN};
use crate::town::Witness;

/// What is said where a form comes back as it was left.
const CAME_BACK: &str = "这是您上次填到一半的，还没有存。";
/// The way to be rid of it.
const DISCARD: &str = "不要这些了";
const WORDS: &str = "想写几句也行（可不写）";
const HERS: &str = "陪林阿婆去了卫生院，\n回来的路上讲了梅岭窑的事。";
const LATER: &str = "又补了一句。";
/// What the quiet line says of a version that is told nothing new any more.
const OUTDATED: &str = "版本太旧，内容不再更新。";
/// A tab whose storage takes not one sign more.
const FULL: &str = "
    for (let size = 1 << 22, name = 0; size >= 1; name += 1) {
        try { sessionStorage.setItem('full-' + name, 'x'.repeat(size)); } catch { size >>= 1; }
    }
";
/// A browser that lets no page have one.
const MISSING: &str = "
    const none = () => { throw new DOMException('', 'SecurityError') };
    Object.defineProperty(window, 'sessionStorage', {get: none});
";
/// A server that tells this page from now on that it is too old.
const TELLS_IT_IS_OLD: &str = "
    const ask = window.fetch;
    window.fetch = async (...of) => {
        const heard = await ask(...of);
        if (!heard.url.includes('/sync/')) return heard;
        const body = await heard.json();
        const {status, headers} = heard;
        return new Response(JSON.stringify({...body, outdated: true}), {status, headers});
    };
    window.dispatchEvent(new Event('online'));
";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn the_words_of_a_note_outlive_a_reload_until_they_are_saved_and_are_nobody_elses() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let home = server.url();
    let lin = at_home(&chromedriver, &profile, &home, LIN).await;
    lin.write_note("陪伴老人", "1小时").await;
    lin.press("link", "改一改").await;
    lin.fill(WORDS, HERS).await;
    lin.press("button", "2小时").await;
    lin.keeps(HERS).await;
    lin.keeps("120").await;

    lin.reload().await;
    lin.reads(CAME_BACK).await;
    assert_eq!(lin.value(WORDS).await, HERS);
    assert_eq!(look_at(&lin, "typed-note").await, Vec::<String>::new());
    lin.press("button", "存好").await;
    lin.reads("存好了，在这部手机里。").await;
    lin.reads("陪伴老人").await;
    lin.reads("2小时").await;
    lin.press("link", "改一改").await;
    lin.reload().await;
    assert_eq!(lin.value(WORDS).await, HERS, "as it was saved");
    assert!(
        !lin.text().await.contains(CAME_BACK),
        "nothing is left over"
    );
    assert_eq!(lin.typed().await, Value::Null);

    // Leaving the page by mistake loses nothing, and whoever wants none of it is rid of it.
    lin.fill(WORDS, LATER).await;
    lin.keeps(LATER).await;
    let edit = lin.path().await;
    lin.open_tab("活动").await;
    lin.at(&home, &edit).await;
    lin.reads(CAME_BACK).await;
    assert_eq!(lin.value(WORDS).await, LATER);
    lin.press("button", DISCARD).await;
    lin.no_longer_reads(CAME_BACK).await;
    assert_eq!(lin.value(WORDS).await, HERS);
    lin.forgets().await;

    // It leaves the phone with whoever typed it.
    lin.fill(WORDS, LATER).await;
    lin.keeps(LATER).await;
    lin.leaves().await;
    assert_eq!(lin.typed().await, Value::Null);
    lin.comes_back(CHEN).await;
    lin.leaves().await;
    lin.comes_back(LIN).await;
    lin.at(&home, &edit).await;
    assert_eq!(lin.value(WORDS).await, HERS);
    assert!(!lin.text().await.contains(CAME_BACK));
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_draft_of_the_desk_and_a_choice_of_who_comes_outlive_a_reload() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profiles = [Profile::fresh(), Profile::fresh()];
    let home = server.url();
    let wang = at_work(&chromedriver, &profiles[0], &home, WANG).await;
    wang.at(&home, "desk/new").await;
    wang.fill("名称", "瓷都夜话").await;
    wang.fill("介绍", HERS).await;
    wang.tick("radio", "非遗手艺").await;
    wang.pick("starts", "19:00").await;
    wang.pick_place("活动").await;
    wang.press("button", "加一项").await;
    wang.fill("这些人最多几个位子", "3").await;
    let place = wang.place_picked().await;
    assert!(!place.is_empty());
    wang.keeps("瓷都夜话").await;
    wang.reload().await;
    wang.reads(CAME_BACK).await;
    for (label, typed) in [
        ("名称", "瓷都夜话"),
        ("介绍", HERS),
        ("这些人最多几个位子", "3"),
    ] {
        assert_eq!(wang.value(label).await, typed, "{label}");
    }
    let starts = "return document.getElementById('starts').value";
    assert_eq!(wang.script(starts, vec![]).await, json!("19:00"));
    assert_eq!(wang.place_picked().await, place);
    let craft = wang.the("radio", "非遗手艺").await;
    assert!(craft.is_selected().await.unwrap());
    assert_eq!(look_at(&wang, "typed-draft").await, Vec::<String>::new());
    wang.press("button", DISCARD).await;
    wang.no_longer_reads(CAME_BACK).await;
    assert_eq!(wang.value("名称").await, "");
    wang.forgets().await;

    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, _) = town.open_session();
    let lin = at_home(&chromedriver, &profiles[1], &home, LIN).await;
    let page = format!("activity/{session}");
    lin.at(&home, &page).await;
    lin.who_comes(&["林阿婆", LIN.name]).await;
    lin.keeps("ticked").await;
    lin.reload().await;
    lin.reads(CAME_BACK).await;
    lin.press("button", "为林阿婆、林秀兰报名").await;
    lin.reads("社区已确认，到时来就行。").await;
    lin.forgets().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_kiosk_keeps_what_is_typed_no_longer_than_the_sign_in_it_was_typed_in() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let home = server.url();
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let kiosk = Browser::open(&chromedriver, &profile).await;
    kiosk.becomes_a_kiosk(&home, &code_of(&server, &town)).await;
    kiosk.sign_in(LIN).await;
    kiosk.write_note("陪伴老人", "1小时").await;
    kiosk.press("link", "改一改").await;
    kiosk.fill(WORDS, HERS).await;
    kiosk.keeps(HERS).await;
    kiosk.reload().await;
    kiosk.reads(CAME_BACK).await;
    assert_eq!(kiosk.value(WORDS).await, HERS);
    kiosk.leaves().await;
    assert_eq!(kiosk.typed().await, Value::Null);

    // Whoever is not signed in leaves nothing to whoever comes next.
    kiosk.at(&home, "diary/new").await;
    kiosk.tick("radio", "陪伴老人").await;
    kiosk.the("button", "2小时").await;
    kiosk.reload().await;
    kiosk.the("radio", "陪伴老人").await;
    assert!(!kiosk.has("button", "2小时").await);
    assert!(!kiosk.text().await.contains(CAME_BACK));
    assert_eq!(kiosk.typed().await, Value::Null);
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_tab_that_keeps_nothing_saves_what_is_typed_as_ever() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let lin = at_home(&chromedriver, &profile, &server.url(), LIN).await;
    lin.write_note("陪伴老人", "1小时").await;
    for (words, trouble) in [("还带了枣糕。", FULL), (LATER, MISSING)] {
        lin.press("link", "改一改").await;
        lin.the("textbox", WORDS).await;
        lin.script(trouble, vec![]).await;
        lin.fill(WORDS, words).await;
        lin.press("button", "存好").await;
        lin.reads("存好了，在这部手机里。").await;
        lin.reads(words).await;
    }
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_version_that_is_too_old_is_not_offered_a_newer_one_over_a_form_that_is_half_filled() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let lin = at_home(&chromedriver, &profile, &server.url(), LIN).await;
    lin.write_note("陪伴老人", "1小时").await;
    lin.press("link", "改一改").await;
    lin.the("textbox", WORDS).await;
    lin.script(TELLS_IT_IS_OLD, vec![]).await;
    lin.the("button", "重新打开").await;
    lin.fill(WORDS, HERS).await;
    lin.is_without("button", "重新打开").await;
    lin.reads(OUTDATED).await;
    lin.press("button", "存好").await;
    lin.the("button", "重新打开").await;
    lin.reads("存好了，在这部手机里。").await;
}

impl Browser {
    /// What this tab keeps of what is typed.
    async fn typed(&self) -> Value {
        self.script("return sessionStorage.getItem('typed')", vec![])
            .await
    }

    /// Waits until these words are kept.
    async fn keeps(&self, words: &str) {
        let kept = async || {
            let typed = self.typed().await.as_str()?.to_owned();
            typed.contains(&words.replace('\n', "\\n")).then_some(())
        };
        self.sooner_or_later(&format!("{words:?} to be kept"), kept)
            .await;
    }

    /// Waits until nothing typed is kept.
    async fn forgets(&self) {
        let gone = async || (self.typed().await == Value::Null).then_some(());
        self.sooner_or_later("what was typed to be forgotten", gone)
            .await;
    }

    /// Waits until there is no such thing on the screen.
    async fn is_without(&self, role: &str, name: &str) {
        let gone = async || (!self.has(role, name).await).then_some(());
        self.sooner_or_later(&format!("{role} {name:?} to go"), gone)
            .await;
    }

    /// The address of the page, below where the app is.
    async fn path(&self) -> String {
        let address = self.driver.current_url().await.unwrap();
        address.path().to_owned()
    }

    /// The name of the place that is picked.
    async fn place_picked(&self) -> String {
        let field = self.the("combobox", "地点").await;
        field.value().await.unwrap().unwrap_or_default()
    }

    /// Signs in where nobody is.
    async fn comes_back(&self, card: Card<'_>) {
        self.press("link", "去登录").await;
        self.type_card(card).await;
        self.reads("退出登录").await;
    }
}
