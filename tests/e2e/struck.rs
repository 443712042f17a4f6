//! Browsers killed, tabs closed and storage cleared while a page writes as fast as it can, at
//! moments that follow from a seed.
//!
//! The one rule: what the screen called saved is kept outside the browser from the moment it said
//! so, and is on the phone when it opens again; what a cleared storage took is counted exactly, and
//! nothing of it had been taken by the server.
//!
//! `CUOBIAN_STRIKES` says how often it strikes (5 by default, 200 for a release), `CUOBIAN_SEED`
//! where the moments begin.

mod scene;

use std::time::Duration;

pub use scene::Scene;

/// As many strikes meet one phone and one server; then others begin.
const STRIKES_OF_A_SCENE: u64 = 6;
/// The most that is called saved in a round before the network goes, and after that.
const THINGS_MAX: u64 = 24;
/// A thing is written within this. Units: milliseconds.
const THING_MILLIS: u64 = 60;

/// What happens to a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strike {
    /// All its processes end between two instructions.
    Kill,
    /// The tab is closed, the browser lives on.
    Close,
    /// The browser clears the database under the page.
    Clear,
    /// It clears the settings too, and whatever else but cookies.
    Forget,
    /// All its processes end, and the database cannot be opened any more.
    Tear,
}

const STRIKES: [Strike; 6] = [
    Strike::Kill,
    Strike::Clear,
    Strike::Close,
    Strike::Tear,
    Strike::Forget,
    Strike::Kill,
];

/// What browsers clear first, and what they clear of an app that was not opened for long.
const DATABASE: &str = "indexeddb";
const EVERYTHING: &str = "indexeddb,local_storage,cache_storage,service_workers";

/// A round, drawn from a seed.
#[derive(Clone, Copy, Debug)]
struct Moment {
    strike: Strike,
    /// After so many things were called saved the network goes, if it does.
    cut_after: Option<usize>,
    /// After so many it strikes, and so much later. Units of the latter: milliseconds.
    struck_after: usize,
    millis: u64,
    /// Which of the things is a registration.
    registers_at: usize,
}

/// The numbers that follow from a seed (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = self.0;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (drawn ^ (drawn >> 31)) % end
    }

    fn count(&mut self, end: u64) -> usize {
        usize::try_from(self.below(end)).unwrap()
    }

    fn moment(&mut self, round: u64) -> Moment {
        let strike = STRIKES[usize::try_from(round).unwrap() % STRIKES.len()];
        let is_cut = self.below(2) == 0;
        let (before, after) = (self.count(THINGS_MAX), 1 + self.count(THINGS_MAX));
        let struck_after = before + after;
        Moment {
            strike,
            cut_after: is_cut.then_some(before),
            struck_after,
            millis: self.below(THING_MILLIS),
            // Now and then it is the very thing that is being written.
            registers_at: match self.below(3) {
                0 => struck_after,
                _ => self.count(THINGS_MAX) % struck_after,
            },
        }
    }
}

/// What so many strikes came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Toll {
    /// How often it struck.
    pub strikes: u64,
    /// What screens called saved.
    pub saved: usize,
    /// How often the server answered while something was being written.
    pub answered: usize,
    /// What cleared storages took, each told on the screen.
    pub cleared: usize,
}

/// Strikes so often, at moments of this seed.
pub async fn strike((strikes, seed): (u64, u64)) -> Toll {
    let mut numbers = Numbers(seed);
    let mut toll = Toll::default();
    while toll.strikes < strikes {
        let mut scene = Scene::open().await;
        for _ in 0..STRIKES_OF_A_SCENE.min(strikes - toll.strikes) {
            let moment = numbers.moment(toll.strikes);
            println!("{}: {moment:?}", toll.strikes);
            toll.answered += one_round(&mut scene, moment).await;
            toll.strikes += 1;
        }
        toll.saved += scene.ear.heard().len();
        toll.cleared += scene.cleared();
        scene.ends_well().await;
    }
    println!("seed {seed}: {toll:?}");
    let at_least = usize::try_from(toll.strikes * 2).unwrap();
    assert!(toll.saved >= at_least, "hardly anything was written");
    assert!(toll.answered > 0, "nothing was sent while it was written");
    toll
}

/// Gives how often the server answered meanwhile.
async fn one_round(scene: &mut Scene, moment: Moment) -> usize {
    scene.is_ready().await;
    if moment.strike == Strike::Tear {
        scene.has_kept_its_settings().await;
    }
    let (before, answered) = (scene.ear.heard().len(), scene.ear.answered());
    scene.begins(moment.registers_at).await;
    if let Some(cut_after) = moment.cut_after {
        scene.ear.hears(before + cut_after).await;
        scene.ear.cut().await;
        scene.has_heard_the_last_answer().await;
    }
    scene.ear.hears(before + moment.struck_after).await;
    tokio::time::sleep(Duration::from_millis(moment.millis)).await;
    let answered = scene.ear.answered() - answered;
    match moment.strike {
        Strike::Kill => scene.is_killed().await,
        Strike::Close => scene.is_closed().await,
        Strike::Clear => scene.is_cleared(DATABASE).await,
        Strike::Forget => scene.is_cleared(EVERYTHING).await,
        Strike::Tear => scene.is_torn().await,
    }
    scene.ear.cut().await;
    match moment.strike {
        Strike::Kill | Strike::Close => {
            let missing = scene.missing().await;
            assert!(missing.is_empty(), "called saved and gone: {missing:?}");
        }
        Strike::Clear => {
            // What was on its way may have arrived, and counts as lost all the same.
            let unheard = match moment.cut_after {
                Some(_) => 0,
                None => scene.ear.heard().len() - before,
            };
            scene.counts_what_was_lost(unheard).await;
        }
        Strike::Forget | Strike::Tear => {
            let unheard = scene.ear.heard().len() - before;
            scene.owns_what_was_lost(unheard).await;
        }
    }
    answered
}

/// How often to strike, and the seed, as asked for.
pub fn asked() -> (u64, u64) {
    let given = |variable, default| {
        let value = std::env::var(variable);
        value.map_or(default, |value| value.parse().unwrap())
    };
    (
        given("CUOBIAN_STRIKES", 5),
        given("CUOBIAN_SEED", 20_261_137),
    )
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn what_was_called_saved_outlives_kills_and_a_cleared_storage_is_counted_exactly() {
    strike(asked()).await;
}

/// A page that keeps what is written for a moment before it writes it, whatever it is told, and calls
/// it saved at once.
const TOO_EARLY: &str = "
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (names, mode, options) {
        const made = begin.call(this, names, mode, options);
        if (mode !== 'readwrite' || options.durability !== 'strict') return made;
        Object.defineProperty(made, 'oncomplete', { set: (call) => setTimeout(call, 0) });
        made.commit = () => {};
        const end = performance.now() + 500;
        const hold = () => {
            if (performance.now() < end) made.objectStore('meta').get('held').onsuccess = hold;
        };
        hold();
        return made;
    };
";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_page_that_says_saved_before_it_is_so_is_caught() {
    let mut scene = Scene::open().await;
    scene.is_ready().await;
    scene.ear.cut().await;
    scene.browser().script(TOO_EARLY, vec![]).await;
    scene.begins(0).await;
    scene.ear.hears(1).await;
    scene.is_killed().await;
    let missing = scene.missing().await;
    assert!(!missing.is_empty(), "the loss was not seen");
}
