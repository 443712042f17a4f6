//! Finding what is on: by month, by place, by what is near; with a network and without.

use rules::id::SessionId;
use rules::time::Offset;
use serde_json::{Value, json};
use server::world::World;
use thirtyfour::By;
use thirtyfour::components::SelectElement;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::{LIN, number_between};
use crate::town::{Town, Witness};

/// What the sentence about near says for Lin's family.
const FENGCHI: &str = "每天先列凤池社区的，再列浔中镇的";
/// Notes everything that the page sends from now on, with where it goes.
const OVERHEAR: &str = "window.sent = []; const real = window.fetch; \
    window.fetch = async (...args) => { const asked = new Request(...args); \
    window.sent.push(asked.url + ' ' + await asked.clone().text()); \
    return real.apply(window, args); };";
/// The place that is picked: Dingqian village.
const PICKED: (&str, &str) = ("丁墘村", "350526101203");

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_month_leads_to_a_day_a_session_its_place_and_back_with_a_network_and_without() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    browser.kept_for_offline().await;
    there_and_back(&browser).await;
    filters_stay(&browser).await;
    by_keyboard(&browser).await;
    server.stop().await;
    browser.reload().await;
    browser.open_tab("活动").await;
    there_and_back(&browser).await;
    assert_eq!(browser.complaints_of_the_page().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn near_is_counted_from_home_or_from_a_place_picked_that_never_leaves_the_phone() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    // Whoever is not known picks a place first.
    browser.visit(&format!("{}activities", server.url())).await;
    browser.press("button", "近的在前").await;
    browser.the("combobox", "从哪里算近？").await;
    browser.reads("只记在这部手机里，不会发出去。").await;
    browser.kept_for_offline().await;
    browser.script(OVERHEAR, vec![]).await;
    pick(&browser, PICKED.0).await;
    browser.reads("每天先列丁墘村的，再列").await;
    bands_are_in_order(&browser).await;
    let online = "window.dispatchEvent(new Event('online'))";
    browser.script(online, vec![]).await;
    let sent = async || {
        let sent = browser.script("return window.sent.join(' ')", vec![]).await;
        let sent = sent.as_str().map(str::to_owned);
        sent.filter(|sent| sent.contains("/sync/"))
    };
    let sent = browser
        .sooner_or_later("the page to ask for news", sent)
        .await;
    assert!(!sent.contains(PICKED.1), "{sent}");
    let kept = "return Object.entries(localStorage).filter(([key]) => key === 'near').length";
    assert_eq!(browser.script(kept, vec![]).await, json!(1));

    let is_it = "return localStorage.getItem('near')";
    let kept_place = browser.script(is_it, vec![]).await;
    assert_eq!(kept_place, json!(format!("\"{}\"", PICKED.1)));

    // The pick outlives the page, and the household's own committee waits behind it.
    server.stop().await;
    browser.reload().await;
    browser.press("button", "近的在前").await;
    browser.reads("每天先列丁墘村的，再列").await;
    server.start_again().await;
    let other = Profile::fresh();
    let second = Browser::open(&chromedriver, &other).await;
    second.visit(&server.url()).await;
    second.sign_in(LIN).await;
    second.open_tab("活动").await;
    second.press("button", "近的在前").await;
    second.reads(FENGCHI).await;
    bands_are_in_order(&second).await;
    second.close().await;
    browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn every_way_to_find_can_be_read_and_pressed_in_every_size_by_day_and_by_night() {
    let server = Server::start().await;
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, place) = busiest(&town);
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let browser = Browser::open(&chromedriver, &profile).await;
    browser.visit(&server.url()).await;
    browser.sign_in(LIN).await;
    let mut stumbles = Vec::new();
    for (name, path, words) in [
        ("month", "activities/month".to_owned(), "月共"),
        (
            "month-empty",
            "activities/month?day=2031-05-04".to_owned(),
            "这一天没有活动",
        ),
        ("place", format!("place/{place}?of={session}"), "这里的活动"),
        ("place-gone", "place/none".to_owned(), "找不到这个地方"),
    ] {
        browser.at(&server.url(), &path).await;
        browser.reads(words).await;
        stumbles.extend(look_at(&browser, name).await);
    }
    browser.at(&server.url(), "activities").await;
    browser.press("button", "近的在前").await;
    browser.reads(FENGCHI).await;
    stumbles.extend(look_at(&browser, "near").await);
    browser.press("button", "换个地方").await;
    browser.the("combobox", "从哪里算近？").await;
    stumbles.extend(look_at(&browser, "near-pick").await);
    assert!(
        stumbles.is_empty(),
        "{} stumbles:\n{}",
        stumbles.len(),
        stumbles.join("\n")
    );
    browser.close().await;
}

/// From the list to the month, a day of it, a session, its place, and all the way back.
async fn there_and_back(browser: &Browser) {
    browser.open_tab("活动").await;
    browser.press("link", "月历").await;
    let month = in_month(browser).await;
    assert!(month > 0, "an empty month");
    browser.press("button", "下个月").await;
    browser.press("button", "上个月").await;
    let (day, count) = a_day(browser).await;
    browser.press("button", &day).await;
    let date = day.split('，').next().unwrap();
    browser.reads(&format!("{count} 场")).await;
    let title = first_title(browser).await;
    browser.press("link", &title).await;
    browser.the("heading", &title).await;
    browser.press("link", "这里还有什么活动").await;
    browser.reads("这里的活动").await;
    assert!(
        browser.text().await.contains(&title),
        "{title} is not on at its place"
    );
    browser.press("link", "这场活动").await;
    browser.the("heading", &title).await;
    // The way back from here is the list; the browser's own leads through the place to the month.
    browser.back().await;
    browser.reads("这里的活动").await;
    browser.back().await;
    browser.the("heading", &title).await;
    browser.press("link", "月历").await;
    browser.reads(date).await;
    let pressed =
        "return document.querySelector('[aria-pressed=true].calendar-day .unseen')?.textContent";
    assert_eq!(browser.script(pressed, vec![]).await, json!(day));
}

/// What is looked for is the same in both ways to look. Of the month to come: of this one nothing may
/// be left.
async fn filters_stay(browser: &Browser) {
    let next = next_month();
    browser.at_month(next).await;
    let whole = in_month(browser).await;
    let listed = browser.look_up("tjq").await;
    assert!(listed > 0);
    browser.press("link", "月历").await;
    browser.at_month(next).await;
    let found = async || number_between(&browser.text().await, "月找到 ", " 场");
    let found = browser.sooner_or_later("a count in the month", found).await;
    assert!(found > 0 && found < whole, "{found} of {whole}");
    let behind = browser.driver.find(By::Css(".disclosure > summary"));
    behind.await.unwrap().click().await.unwrap();
    browser.press("button", "还有名额").await;
    let (day, _) = a_day(browser).await;
    browser.press("button", &day).await;
    let title = first_title(browser).await;
    assert!(title.contains("太极"), "{title}");
    browser.press("button", "清空搜索").await;
    browser.press("button", "还有名额").await;
    let again = async || (in_month(browser).await == whole).then_some(());
    browser
        .sooner_or_later("the whole month again", again)
        .await;
}

/// The grid has one stop; arrows move in it, and Enter picks.
async fn by_keyboard(browser: &Browser) {
    browser.at_day("2026-12-09").await;
    browser.the("button", "12月9日").await;
    let keys = [
        ("\u{e014}", "12月10日"),
        ("\u{e015}", "12月17日"),
        ("\u{e011}", "12月14日"),
        ("\u{e010}", "12月20日"),
        ("\u{e00f}", "1月20日"),
    ];
    let focused = "return document.activeElement?.querySelector('.unseen')?.textContent ?? ''";
    for (key, lands_on) in keys {
        let stops = "return document.querySelectorAll('.calendar-day[tabindex=\"0\"]').length";
        assert_eq!(browser.script(stops, vec![]).await, json!(1));
        let stop = browser
            .driver
            .find(By::Css(".calendar-day[tabindex='0']"))
            .await
            .unwrap();
        stop.send_keys(key).await.unwrap();
        let there = async || {
            let label = browser.script(focused, vec![]).await;
            label.as_str()?.starts_with(lands_on).then_some(())
        };
        browser
            .sooner_or_later(&format!("the focus on {lands_on}"), there)
            .await;
    }
    let stop = browser
        .driver
        .find(By::Css(".calendar-day[tabindex='0']"))
        .await
        .unwrap();
    stop.send_keys("\u{e007}").await.unwrap();
    let picked = "return document.querySelector('.calendar-day[aria-pressed=true] .unseen')?.textContent ?? ''";
    let there = async || {
        let label = browser.script(picked, vec![]).await;
        label.as_str()?.starts_with("1月20日").then_some(())
    };
    browser
        .sooner_or_later("20 January to be picked", there)
        .await;
}

/// Of each day in sight, what is very near stands before what is near, and that before the rest.
async fn bands_are_in_order(browser: &Browser) {
    let rows = "return [...document.querySelectorAll('.windowed-row')].map((row) => \
        row.querySelector('.day-head') ? 'day' : row.querySelector('.row-sub')?.innerText ?? '')";
    let rows = browser.script(rows, vec![]).await;
    let rows: Vec<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let band = |row: &str| match row {
        _ if row.starts_with("最近") => 1,
        _ if row.starts_with("较近") => 2,
        _ => 3,
    };
    assert!(rows.len() > 3, "{rows:?}");
    for of_day in rows.split(|row| *row == "day") {
        let bands: Vec<_> = of_day.iter().map(|row| band(row)).collect();
        assert!(bands.is_sorted(), "{rows:?}");
    }
}

async fn pick(browser: &Browser, name: &str) {
    // The places come with the programme.
    browser.reads(name).await;
    let field = browser.the("combobox", "从哪里算近？").await;
    let field = SelectElement::new(&field).await.unwrap();
    field.select_by_visible_text(name).await.unwrap();
}

/// The number of the month after this one, where the programme takes place.
fn next_month() -> i8 {
    let today = Offset(480).civil(World::real().now());
    today.month() % 12 + 1
}

async fn in_month(browser: &Browser) -> usize {
    let count = async || number_between(&browser.text().await, "月共 ", " 场");
    browser.sooner_or_later("a count of the month", count).await
}

/// The last day of the month shown that has something: its words, and how much.
async fn a_day(browser: &Browser) -> (String, usize) {
    let days = async || {
        let names = browser.names_of("button").await;
        let mut busy = names.into_iter().filter_map(|name| {
            let count = number_between(&name, "，", " 场活动");
            let count = count.or_else(|| number_between(name.rsplit_once('，')?.1, "", " 场活动"));
            Some((name.clone(), count.filter(|count| *count > 0)?))
        });
        busy.next_back()
    };
    browser
        .sooner_or_later("a day with something on", days)
        .await
}

async fn first_title(browser: &Browser) -> String {
    let title = "return document.querySelector('.windowed-row .row-title')?.innerText ?? null";
    let title = async || {
        let title = browser.script(title, vec![]).await;
        title.as_str().map(str::to_owned)
    };
    browser.sooner_or_later("a meeting of the day", title).await
}

/// The place with the most sessions, and one of them.
fn busiest(town: &Town) -> (SessionId, String) {
    let mut held = std::collections::BTreeMap::new();
    for (id, session) in town.sessions() {
        let of: &mut Vec<_> = held.entry(session.place.clone()).or_default();
        of.push(id.clone());
    }
    let (place, sessions) = held.into_iter().max_by_key(|(_, of)| of.len()).unwrap();
    (sessions[0].clone(), place.to_string())
}

impl Browser {
    /// Goes back as the browser's own button does.
    async fn back(&self) {
        self.driver.back().await.unwrap();
    }

    /// Opens the calendar on a day, by its address.
    async fn at_day(&self, day: &str) {
        let here = self.driver.current_url().await.unwrap();
        let to = here.join(&format!("/activities/month?day={day}")).unwrap();
        self.visit(to.as_str()).await;
    }

    /// From this month on to the next, where that is not shown already.
    async fn at_month(&self, month: i8) {
        let shows = async || {
            let text = self.text().await;
            let number = text.split_once("月共 ").or(text.split_once("月找到 "))?.0;
            let digits = number.rsplit(|sign: char| !sign.is_ascii_digit()).next()?;
            Some(digits == month.to_string())
        };
        let is_there = self.sooner_or_later("a month", shows).await;
        if !is_there {
            self.press("button", "下个月").await;
        }
    }

    /// What the page itself complained of; that nobody answers is no fault of it.
    async fn complaints_of_the_page(&self) -> Vec<String> {
        let mut all = self.complaints().await;
        all.retain(|said| !said.contains("ERR_CONNECTION_REFUSED"));
        all
    }
}
