//! A hundred versions, every seventh the one before again, while pages stay open: none is ever
//! blank, no set is ever mixed, nothing that was written is lost, and the worker can be called back.
//!
//! The one rule: a version is taken as a resident takes it, by the button on Me or by closing the
//! last page; the test never speaks to a worker in the page's place. (Whoever sets `onstatechange`
//! on a worker from outside takes the app's own listener away, or loses theirs to it: an earlier
//! form of this test waited in vain for a take-over that it had never asked for.)
//!
//! What a version is made of, and for how long its files stay, is in `harness/site`.

mod pages;

use serde_json::json;
use server::load::Client;
use thirtyfour::WindowHandle;

use self::pages::{
    BUILD, OF, TAKE, closes_its_last_page, has_content, has_programme, is_whole, takes, waits,
};
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::harness::site::{Site, Version};
use crate::people::{CONFIRMED, COPIED, LIN, SAVED};
use crate::town::{Witness, address};

/// How many versions are put in place after the one the old page stays on.
const DEPLOYS: u32 = 100;
/// A phone does one thing after another over so many versions; the last of them is a rollback.
const ROUND: u32 = 7;
const FIRST: Version = Version(1);
const FETCHED: &str = "const [address, done] = arguments; fetch(address).then(async (answer) => \
    done([answer.status, (await answer.text()).includes('<')]), (error) => done(String(error)));";
const LEFT_OF_THE_WORKER: &str = "const done = arguments[0]; \
    Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()]) \
    .then(([workers, names]) => done(workers.length + names.length));";

/// A phone with a page that stays open and one that goes along, another phone, and the server.
struct Scene {
    site: Site,
    server: Server,
    phone: Browser,
    old: WindowHandle,
    other: Browser,
    /// The version that the phone's worker is of.
    taken: Version,
    notes: usize,
    _profiles: [Profile; 2],
    _chromedriver: Chromedriver,
}

impl Scene {
    /// The phone has taken the first version; its old page has a note begun, and stays as it is.
    async fn open() -> Self {
        let mut site = Site::new();
        let server = Server::serving(site.folder()).await;
        let chromedriver = Chromedriver::start();
        let profiles = [Profile::fresh(), Profile::fresh()];
        let phone = Browser::open(&chromedriver, &profiles[0]).await;
        phone.visit(&server.url()).await;
        phone.sign_in(LIN).await;
        phone.kept_for_offline().await;
        site.put(FIRST, &phone).await;
        takes(&phone, &server, FIRST).await;
        phone.open_tab("日记").await;
        phone.tick("radio", "护学岗").await;
        phone.the("button", "1小时").await;
        let old = phone.driver.window().await.unwrap();
        let young = phone.driver.new_tab().await.unwrap();
        phone.driver.switch_to_window(young).await.unwrap();
        phone.visit(&server.url()).await;
        let other = Browser::open(&chromedriver, &profiles[1]).await;
        other.visit(&server.url()).await;
        other.kept_for_offline().await;
        Self {
            site,
            server,
            phone,
            old,
            other,
            taken: FIRST,
            notes: 0,
            _profiles: profiles,
            _chromedriver: chromedriver,
        }
    }

    /// One version is put in place, and something is done on the phone meanwhile.
    async fn deploy(&mut self, number: u32) {
        let (round, turn) = (number / ROUND, number % ROUND);
        let is_back = turn == 0;
        let version = Version(if is_back { number - 2 } else { number });
        if turn == 4 {
            self.writes_while_it_is_put(version).await;
        } else {
            self.site.put(version, &self.phone).await;
        }
        has_no_page_for_what_is_missing(&self.site, &self.server).await;
        match turn {
            0 => self.is_served_by_an_older_version().await,
            1 => self.goes_on_where_it_was("activities").await,
            2 if round % 2 == 0 => closes_its_last_page(&self.other, &self.server, version).await,
            3 => self.goes_about().await,
            // A rollback comes after it: to what this phone has, or to less than it has.
            5 if round % 2 == 0 => self.takes(version).await,
            6 if round % 2 == 1 => self.takes(version).await,
            _ => self.goes_on_where_it_was("me").await,
        }
        if turn == 0 {
            self.the_old_page_stands().await;
        }
    }

    async fn takes(&mut self, version: Version) {
        takes(&self.phone, &self.server, version).await;
        self.taken = version;
    }

    /// A newer version waits; a page that starts anew is whole, and of the version it was.
    async fn goes_on_where_it_was(&self, path: &str) {
        self.phone.at(&self.server.url(), path).await;
        assert_eq!(is_whole(&self.phone).await, self.taken.build(), "{path}");
    }

    /// Looks around without a new start; what is not there is not there for a page either.
    async fn goes_about(&self) {
        for word in ["活动", "日记", "我的"] {
            self.phone.open_tab(word).await;
        }
        assert_eq!(is_whole(&self.phone).await, self.taken.build());
        for address in self.site.missing() {
            let found = self.phone.script_async(FETCHED, vec![json!(address)]).await;
            assert_eq!(found, json!([404, false]), "{address}");
        }
    }

    /// A version is put in place while the server rests, and what is written meanwhile goes to it.
    async fn writes_while_it_is_put(&mut self, version: Version) {
        self.server.stop().await;
        self.phone.write_note("楼道清洁", "30分钟").await;
        self.notes += 1;
        self.site.put(version, &self.phone).await;
        self.server.start_again().await;
        self.phone.at(&self.server.url(), "diary").await;
        has_content(&self.phone).await;
        self.phone.no_longer_reads(SAVED).await;
    }

    /// After a rollback a page of the newer version goes on writing, and is answered.
    async fn is_served_by_an_older_version(&mut self) {
        self.phone.write_note("陪伴老人", "2小时").await;
        self.notes += 1;
        self.phone.reads(COPIED).await;
        assert_eq!(is_whole(&self.phone).await, self.taken.build());
    }

    /// The old page is what it was, with the note begun in it.
    async fn the_old_page_stands(&self) {
        let young = self.phone.driver.window().await.unwrap();
        let driver = &self.phone.driver;
        driver.switch_to_window(self.old.clone()).await.unwrap();
        assert_eq!(self.phone.script(BUILD, vec![]).await, FIRST.build());
        has_content(&self.phone).await;
        let begun = self.phone.the("radio", "护学岗").await;
        assert!(begun.is_selected().await.unwrap());
        driver.switch_to_window(young).await.unwrap();
    }

    /// The old page writes its note and asks for a seat, both with the newest server.
    async fn the_old_page_ends_what_it_began(&mut self) {
        let town = Witness::signed_in(&self.server, LIN).await.town().await;
        let (session, title) = town.open_session();
        let phone = &self.phone;
        let young = phone.driver.window().await.unwrap();
        let old = self.old.clone();
        phone.driver.switch_to_window(old).await.unwrap();
        phone.press("button", "1小时").await;
        phone.reads("存好了，在这部手机里。").await;
        self.notes += 1;
        phone.reads(COPIED).await;
        phone.look_up(&title).await;
        phone.press("link", &title).await;
        phone.the("heading", &title).await;
        phone.who_comes(&[LIN.name]).await;
        phone.press("button", &format!("为{}报名", LIN.name)).await;
        phone.reads(CONFIRMED).await;
        assert_eq!(phone.script(BUILD, vec![]).await, FIRST.build());
        let town = Witness::signed_in(&self.server, LIN).await.town().await;
        assert_eq!(town.registered(&session).len(), 1);
        phone.driver.switch_to_window(young).await.unwrap();
    }

    /// Everything that was written in any version is on the server, and nothing waits.
    async fn all_is_settled(&self) {
        self.phone.send_now().await;
        let town = Witness::signed_in(&self.server, LIN).await.town().await;
        assert_eq!(town.notes(), self.notes);
    }

    /// The worker is called back and goes with all it kept; the app goes on without it, and is
    /// taken again when there is a good one.
    async fn the_worker_is_called_back(&mut self) {
        let phone = &self.phone;
        self.site.call_back_the_worker();
        phone.at(&self.server.url(), "me").await;
        let gone = async || {
            let left = phone.script_async(LEFT_OF_THE_WORKER, vec![]).await;
            (left == json!(0)).then_some(())
        };
        phone.sooner_or_later("the worker to go", gone).await;
        phone.at(&self.server.url(), "activities").await;
        has_programme(phone).await;
        has_content(phone).await;
        let good = Version(FIRST.0 + DEPLOYS + 1);
        self.site.put(good, phone).await;
        phone
            .sooner_or_later("a good worker to be taken again", async || {
                phone.at(&self.server.url(), "me").await;
                has_content(phone).await;
                if let Some(button) = phone.find_now("button", TAKE).await {
                    phone.press_it(&button).await;
                    return None;
                }
                let of = phone.script_async(OF, vec![]).await;
                (of["worker"] == json!(good.build())).then_some(())
            })
            .await;
        phone.reload().await;
        assert_eq!(is_whole(phone).await, good.build());
    }
}

/// Whoever asks for a file that is not there is told so, and is never given a page; whoever goes to
/// a screen is given one.
async fn has_no_page_for_what_is_missing(site: &Site, server: &Server) {
    let mut client = Client::connect(address(server)).await.unwrap();
    let goes = "sec-fetch-mode: navigate\r\naccept: text/html\r\n";
    for head in ["", "accept: text/html,*/*\r\n", goes] {
        for path in site.missing() {
            let answer = client.send(&format!("GET {path}"), head, b"").await;
            let answer = answer.unwrap();
            let kind = answer.header("content-type").unwrap_or_default();
            let is_page = kind.contains("html") || answer.text().contains('<');
            assert_eq!((answer.status, is_page), (404, false), "{path} {head}");
        }
    }
    let screen = client.send("GET /activities", goes, b"").await.unwrap();
    assert!(screen.status == 200 && screen.text().contains("<!doctype html>"));
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_hundred_deploys_and_rollbacks_leave_no_page_blank_and_lose_nothing() {
    let mut scene = Scene::open().await;
    for number in FIRST.0 + 1..=FIRST.0 + DEPLOYS {
        scene.deploy(number).await;
    }
    scene.the_old_page_ends_what_it_began().await;
    scene.all_is_settled().await;
    scene.the_worker_is_called_back().await;
    scene.all_is_settled().await;
    scene.phone.close().await;
    scene.other.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_rollback_that_arrives_in_pieces_leaves_the_same_version_whole_without_a_network() {
    let mut site = Site::new();
    let mut server = Server::serving(site.folder()).await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let phone = Browser::open(&chromedriver, &profile).await;
    phone.visit(&server.url()).await;
    phone.kept_for_offline().await;
    site.put(FIRST, &phone).await;
    takes(&phone, &server, FIRST).await;
    site.put(Version(2), &phone).await;
    let look = "const done = arguments[0]; \
        navigator.serviceWorker.getRegistration().then((found) => found.update()) \
        .then(() => done('taken'), (error) => done(String(error)))";
    assert_eq!(phone.script_async(look, vec![]).await, json!("taken"));
    let waiting = async || waits(&phone).await.then_some(());
    phone
        .sooner_or_later("the second version to wait", waiting)
        .await;
    site.put(FIRST, &phone).await;
    site.spoil(FIRST, "css");
    phone.script_async(look, vec![]).await;
    phone
        .sooner_or_later("the rollback to be refused", waiting)
        .await;
    server.stop().await;
    phone.at(&server.url(), "activities").await;
    assert_eq!(is_whole(&phone).await, FIRST.build());
    phone.close().await;
}
