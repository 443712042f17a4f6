//! One phone, one server and the network between them, over many strikes; and what was said.

mod losses;
mod strikes;

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use rules::{Intent, Key};
use serde_json::{Value, json};
use server::audit::Export;
use sync::authority::intent_of;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::ear::{Ear, WORDS};
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::harness::within;
use crate::people::{CONFIRMED, LIN, SENT};
use crate::town::{Witness, address};

/// How long a phone may take to send everything, once nothing stands in its way.
const HEALED: Duration = Duration::from_secs(30);
const PRESS: &str = include_str!("../struck.js");
/// More than any round writes before it is struck.
const THINGS: usize = 70;
const ACTS: [(&str, &str); 3] = [
    ("护学岗", "1小时"),
    ("楼道清洁", "30分钟"),
    ("陪伴老人", "2小时"),
];

/// A phone whose owner writes and registers, and everything around it.
pub struct Scene {
    server: Server,
    /// What the screen said.
    pub ear: Ear,
    chromedriver: Chromedriver,
    profile: Profile,
    browser: Option<Browser>,
    /// Sessions that were not registered for yet.
    sessions: VecDeque<String>,
    /// What the server had when the storage was cleared, so that the phone need not have it.
    there: BTreeSet<String>,
    /// What was cleared and told.
    lost: BTreeSet<String>,
    /// Whether the settings were struck too since the phone was last ready, by a kill that came
    /// before they were written down or because they were cleared under the page: they may be those
    /// of a while ago.
    are_settings_struck: bool,
}

impl Scene {
    /// A phone that is signed in and keeps the app.
    pub async fn open() -> Self {
        let server = Server::start().await;
        let sessions = Witness::signed_in(&server, LIN).await.town().await;
        let sessions = sessions.open_sessions().into_iter();
        let ear = Ear::before(address(&server)).await;
        let chromedriver = Chromedriver::start();
        let profile = Profile::fresh();
        let browser = Browser::open(&chromedriver, &profile).await;
        browser.visit(&ear.url()).await;
        browser.sign_in(LIN).await;
        browser.kept_for_offline().await;
        // A browser that is closed has written down its cookies; they are not what is struck here.
        browser.close().await;
        let browser = Browser::open(&chromedriver, &profile).await;
        Self {
            server,
            ear,
            chromedriver,
            profile,
            browser: Some(browser),
            sessions: sessions.map(|(id, _)| id.to_string()).collect(),
            there: BTreeSet::new(),
            lost: BTreeSet::new(),
            are_settings_struck: false,
        }
    }

    /// The open browser.
    pub fn browser(&self) -> &Browser {
        self.browser.as_ref().expect("an open browser")
    }

    /// How much was cleared so far.
    pub fn cleared(&self) -> usize {
        self.lost.len()
    }

    /// The network is there, and the phone knows whose it is and all there is to know; a loss that
    /// was read is not told again, unless the settings were struck too.
    pub async fn is_ready(&mut self) {
        self.ear.mend();
        let browser = self.browser();
        browser.at(&self.ear.url(), "me").await;
        browser.reads("退出登录").await;
        browser.reads(LIN.name).await;
        self.ear.rests().await;
        let text = self.browser().text().await;
        let is_told = text.contains("浏览器清空过");
        assert!(
            !is_told || self.are_settings_struck,
            "a loss is told again:\n{text}"
        );
        if is_told {
            self.is_read().await;
        }
        self.are_settings_struck = false;
    }

    /// Its owner begins to write and to register, and goes on by themselves.
    pub async fn begins(&mut self, registers_at: usize) {
        let mut things: Vec<Value> = (0..THINGS).map(note).collect();
        if let Some(session) = self.sessions.pop_front() {
            let press = format!("为{}报名", LIN.name);
            things[registers_at] = json!({ "session": session, "press": press });
        }
        let words = json!({
            "note": ["存好了，在这部手机里。"],
            "registration": ["已存在手机", SENT, CONFIRMED],
        });
        let given = vec![json!(things), words, json!(WORDS)];
        self.browser().script(PRESS, given).await;
    }

    /// What was called saved and is not on the phone.
    pub async fn missing(&self) -> Vec<String> {
        self.browser().at(&self.ear.url(), "me/phone").await;
        let export = Export::read(&self.browser().taken_along().await).unwrap();
        let here = words_of(&export);
        let heard = self.ear.heard().into_iter();
        heard
            .filter(|word| !here.contains(word))
            .filter(|word| !self.there.contains(word) && !self.lost.contains(word))
            .collect()
    }

    /// Which of these the server has.
    async fn on_the_server(&self, words: &BTreeSet<String>) -> BTreeSet<String> {
        let town = Witness::signed_in(&self.server, LIN).await.town().await;
        let kept = town.records.keys().filter_map(|key| match key {
            Key::Note(_, note, _) => Some(format!("note/{note}")),
            Key::Registration(session, _) => Some(format!("registration/{session}")),
            _ => None,
        });
        kept.filter(|word| words.contains(word)).collect()
    }

    /// Everything is sent, nothing is wrong anywhere, and what was not cleared is on the server.
    pub async fn ends_well(mut self) {
        self.is_ready().await;
        self.browser().at(&self.ear.url(), "me/phone").await;
        let folder = Scratch::new("struck");
        let file = folder.path().join("phone.json");
        let last = RefCell::new(String::new());
        let agreed = within(HEALED, async || {
            std::fs::write(&file, self.browser().taken_along().await).unwrap();
            let asked = ["audit", "--drained", file.to_str().unwrap()];
            let (is_clean, said) = self.server.ask(&asked);
            last.replace(said);
            is_clean.then_some(())
        });
        let agreed = agreed.await.is_some();
        assert!(agreed, "it did not end well:\n{}", last.borrow());
        println!("{}", last.borrow());
        let heard: BTreeSet<String> = self.ear.heard().into_iter().collect();
        let there = self.on_the_server(&heard).await;
        let gone: BTreeSet<_> = heard.difference(&there).cloned().collect();
        assert_eq!(gone, self.lost, "called saved, not cleared, and not sent");
        self.browser.take().expect("an open browser").close().await;
    }
}

fn note(at: usize) -> Value {
    let (act, length) = ACTS[at % ACTS.len()];
    json!({ "act": act, "length": length })
}

/// What a phone holds of its own, in the words of the ear.
fn words_of(export: &Export) -> BTreeSet<String> {
    let notes = export.notes.iter().map(|row| format!("note/{}", row.note));
    let asked = export
        .intents()
        .filter_map(|row| match intent_of(&row.kind, row.kv, &row.body) {
            Ok(Intent::Register { session, .. }) => Some(format!("registration/{session}")),
            _ => None,
        });
    notes.chain(asked).collect()
}
