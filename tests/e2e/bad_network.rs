//! Half a minute of registering and writing on a network that fails most of the time, with a
//! server that is killed or put back meanwhile; then one audit of the server and of the phone.
//!
//! The one rule: what came of it is not asked of the screen but of `cuobian-server audit`, which
//! reads the server's database and the file that the person exported.

use std::cell::RefCell;
use std::time::Duration;

use rules::id::SessionId;

use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::faults::BadNetwork;
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::harness::within;
use crate::people::{CONFIRMED, LIN, SENT};
use crate::town::{Witness, address};

const SEED: u64 = 20_261_123;
/// How long a phone may take, once nothing stands in its way.
const HEALED: Duration = Duration::from_secs(30);
const DELAY_MAX: Duration = Duration::from_millis(900);
const ACTS: [(&str, &str); 3] = [
    ("护学岗", "1小时"),
    ("楼道清洁", "30分钟"),
    ("陪伴老人", "2小时"),
];
/// Notes, and registrations as far as there are sessions.
const ROUNDS: usize = 12;

/// A phone whose owner is signed in, behind a network that is still good.
struct Scene {
    server: Server,
    network: BadNetwork,
    browser: Browser,
    sessions: Vec<SessionId>,
    _profile: Profile,
    _chromedriver: Chromedriver,
}

impl Scene {
    async fn open() -> Self {
        let server = Server::start().await;
        let sessions = Witness::signed_in(&server, LIN).await.town().await;
        let sessions = sessions.open_sessions().into_iter().map(|(id, _)| id);
        let sessions = sessions.take(ROUNDS).collect();
        let network = BadNetwork::before(address(&server), SEED, DELAY_MAX).await;
        let chromedriver = Chromedriver::start();
        let profile = Profile::fresh();
        let browser = Browser::open(&chromedriver, &profile).await;
        browser.visit(&network.url()).await;
        browser.sign_in(LIN).await;
        browser.kept_for_offline().await;
        Self {
            server,
            network,
            browser,
            sessions,
            _profile: profile,
            _chromedriver: chromedriver,
        }
    }

    /// A registration, where there is still a session to register for, and a note; each is called
    /// saved before the next thing is done.
    async fn one_round(&self, round: usize) {
        if let Some(session) = self.sessions.get(round) {
            self.registers(session).await;
        }
        let (act, length) = ACTS[round % ACTS.len()];
        self.browser.write_note(act, length).await;
    }

    async fn registers(&self, session: &SessionId) {
        let page = format!("activity/{session}");
        self.browser.at(&self.network.url(), &page).await;
        self.browser.who_comes(&[LIN.name]).await;
        let ask = format!("为{}报名", LIN.name);
        self.browser.press("button", &ask).await;
        // Nobody looks away before the phone says that it has it.
        let has_it = async || {
            let text = self.browser.text().await;
            let says = |word: &str| text.contains(word);
            ["已存在手机", SENT, CONFIRMED]
                .into_iter()
                .any(says)
                .then_some(())
        };
        self.browser
            .sooner_or_later("the registration to be called saved", has_it)
            .await;
    }

    /// The network heals, everything is sent, and nothing is wrong anywhere.
    async fn ends_well(&self, notes: usize) {
        let met = self.network.met();
        println!("faults met: {met:?}");
        assert!(met.len() >= 7, "hardly any fault was met: {met:?}");
        self.network.heal();
        // Whoever opens the page anew has it speak at once.
        self.browser.at(&self.network.url(), "me/phone").await;
        let folder = Scratch::new("export");
        let file = folder.path().join("phone.json");
        let file = file.to_str().unwrap();
        let last = RefCell::new(String::new());
        let agreed = within(HEALED, async || {
            std::fs::write(file, self.browser.taken_along().await).unwrap();
            let (is_clean, said) = self.server.ask(&["audit", "--drained", file]);
            last.replace(said.clone());
            is_clean.then_some(said)
        });
        let Some(said) = agreed.await else {
            panic!("it did not end well:\n{}", last.borrow());
        };
        println!("{said}");
        let settled = format!("{file}: {} settled, {notes} notes", self.sessions.len());
        assert!(said.contains(&settled), "{said}");
        let town = Witness::signed_in(&self.server, LIN).await.town().await;
        for session in &self.sessions {
            assert_eq!(town.registered(session).len(), 1, "{session}");
            assert_eq!(town.seats(session).taken, 1, "{session}");
        }
        assert_eq!(town.notes(), notes);
    }
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn on_a_bad_network_with_the_server_killed_twice_all_that_was_saved_happens_once() {
    let mut scene = Scene::open().await;
    scene.network.turn_bad();
    for round in 0..ROUNDS {
        scene.one_round(round).await;
        if round == 3 || round == 8 {
            scene.server.kill();
            scene.server.start_again().await;
        }
    }
    scene.ends_well(ROUNDS).await;
    scene.browser.close().await;
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_server_put_back_to_a_backup_hears_again_what_it_has_forgotten() {
    let mut scene = Scene::open().await;
    let backups = Scratch::new("backups");
    let file = backups.path().join("backup.sqlite3");
    let file = file.to_str().unwrap();
    scene.network.turn_bad();
    for round in 0..ROUNDS {
        scene.one_round(round).await;
        if round == 3 {
            scene.server.command(&["backup", "--to", file]);
        }
        if round == 8 {
            scene.server.kill();
            scene.server.command(&["restore", "--from", file]);
            scene.server.start_again().await;
        }
    }
    scene.ends_well(ROUNDS).await;
    scene.browser.close().await;
}
