//! What a world is like: every option drawn from the seed, every one printed.
//!
//! The one rule to know: each fault is off in about a third of all seeds, so that no fault hides
//! behind another (swarm testing).

mod swarm;

use crate::random::Random;
use core::fmt;

/// The option set of one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The seed all else is drawn from.
    pub seed: u64,
    /// Devices, clones not counted.
    pub devices: usize,
    /// Households.
    pub households: usize,
    /// Residents of each household.
    pub members: usize,
    /// Communities on the server.
    pub communities: usize,
    /// Intents that are to be saved in all.
    pub intents: usize,
    /// The longest pause between two acts. Units: milliseconds.
    pub pause_millis_max: u64,
    /// Requests that never arrive. Units: per mille.
    pub loss: u64,
    /// Answers that never arrive, the work being done. Units: per mille.
    pub answer_loss: u64,
    /// Requests that arrive again, at once or later. Units: per mille.
    pub duplicates: u64,
    /// The longest way of a packet. Units: milliseconds.
    pub delay_millis_max: u64,
    /// Acts after which a device loses its network for a while. Units: per mille.
    pub partitions: u64,
    /// Answers replaced by portals, cut bodies, 401, 429, 500, 503. Units: per mille.
    pub garbage: u64,
    /// Commits on a device that crash it, before or after. Units: per mille.
    pub device_crash: u64,
    /// Commits on a device that fail. Units: per mille.
    pub aborts: u64,
    /// Crashes that take the power too. Units: per mille.
    pub power_loss: u64,
    /// Acts after which a device freezes for a while. Units: per mille.
    pub freezes: u64,
    /// Pages open at once on one device, at most.
    pub pages_max: usize,
    /// Acts after which a page is killed, one that speaks first of all. Units: per mille.
    pub page_kills: u64,
    /// Requests sent although another page has the turn to speak. Units: per mille.
    pub two_leaders: u64,
    /// Touches followed at once by another, on any page of the device. Units: per mille.
    pub two_hands: u64,
    /// Acts after which a device's medium is full for a while. Units: per mille.
    pub quota: u64,
    /// Acts after which the browser clears a device's store, or half of it. Units: per mille.
    pub evictions: u64,
    /// Acts after which a device sleeps for a while. Units: per mille.
    pub suspends: u64,
    /// Devices whose store is cloned once.
    pub clones: usize,
    /// Transactions in which the server crashes. Units: per mille.
    pub server_crash: u64,
    /// Transactions that the database gives up in the middle. Units: per mille.
    pub depot_failure: u64,
    /// Acts at which a session ends on the server. Units: per mille.
    pub sessions_end: u64,
    /// Acts at which somebody signs out or another person signs in. Units: per mille.
    pub sign_outs: u64,
    /// Acts at which the desk changes a session. Units: per mille.
    pub desk: u64,
    /// Acts at which some hours pass on the server's clock. Units: per mille.
    pub hours: u64,
    /// Looks at what is due that do not take place. Units: per mille.
    pub looks_missed: u64,
    /// Acts at which somebody sends what no honest device sends. Units: per mille.
    pub hostile: u64,
    /// Clocks of devices are wrong by up to this. Units: years.
    pub clock_years: u64,
    /// Clocks of devices step now and then. Units: seconds a step.
    pub clock_step_secs: u64,
    /// Clocks of devices run too fast or too slow by up to this. Units: millionths.
    pub clock_drift_ppm: u64,
    /// Crash points of each commit in a real database file; 0: the server keeps all in memory.
    pub file_points: u64,
    /// Which draw of the clocks: another one must lead to the same server state.
    pub clocks: u64,
    /// Acts at which the server is backed up or, the next time, restored. Units: per mille.
    pub restores: u64,
    /// Acts at which a device that runs an older build is renewed; none: all run the same.
    /// Units: per mille.
    pub old_builds: u64,
    /// Acts at which more than a year goes by, once. Units: per mille.
    pub leaps: u64,
    /// Acts at which a device loses a record from its medium. Units: per mille.
    pub rot: u64,
    /// Acts at which the server is rolled out, or back to a build that knows fewer kinds of
    /// requests. Units: per mille.
    pub deploys: u64,
    /// Public changes that a page which listens is told of. Units: per mille.
    pub nudges: u64,
    /// Devices at the desks of communities.
    pub staff: usize,
    /// Phones that are bought when much has happened, and looked round on before anybody signs in.
    pub late: usize,
    /// Places of the programme beyond a handful, so that a feed takes several answers.
    pub places: usize,
    /// The server keeps records in memory between transactions.
    pub keeps: bool,
}

impl Options {
    /// The options of a seed as a whole history: 200 intents, five devices or more, and every kind
    /// of fault in most.
    pub fn draw(seed: u64) -> Self {
        let mut random = Random::stream(seed, "options");
        let calm = random.happens(60);
        let mut fault = |max: u64| {
            let on = random.happens(670) && !calm;
            let drawn = random.below(max + 1);
            if on { drawn } else { 0 }
        };
        let mut options = Self {
            seed,
            intents: 200,
            loss: fault(300),
            answer_loss: fault(300),
            duplicates: fault(500),
            delay_millis_max: 20 + fault(3_000),
            partitions: fault(40),
            garbage: fault(150),
            device_crash: fault(40),
            aborts: fault(20),
            power_loss: fault(600),
            freezes: fault(30),
            pages_max: 1,
            page_kills: fault(40),
            two_leaders: fault(300),
            two_hands: fault(300),
            quota: fault(30),
            evictions: fault(15),
            suspends: fault(30),
            clones: usize::try_from(fault(2)).unwrap_or(0),
            server_crash: fault(20),
            depot_failure: fault(40),
            sessions_end: fault(20),
            sign_outs: fault(30),
            desk: fault(60),
            hours: fault(40),
            looks_missed: fault(990),
            hostile: fault(30),
            clock_years: fault(10),
            clock_step_secs: fault(7_200),
            clock_drift_ppm: fault(50_000),
            restores: fault(12),
            rot: fault(6),
            leaps: fault(4),
            old_builds: fault(40),
            ..Self::default()
        };
        if !calm {
            options.draw_later();
        }
        options.households = random.index(3) + 3;
        options.devices = options.households * 2 - random.index(2);
        options.members = random.index(3) + 2;
        options.communities = random.index(2) + 1;
        options.pages_max = [1, 1, 2, 3].get(random.index(4)).copied().unwrap_or(1);
        options.pause_millis_max = random.between(500, 12_000);
        if random.happens(40) {
            options.places = 2_300;
        }
        if random.happens(20) {
            options.keep_in_file();
        }
        options.staff_the_desks();
        options.buy_late();
        options.keep_between();
        options
    }

    /// Most servers keep records in memory between transactions, as the real one does.
    pub(crate) fn keep_between(&mut self) {
        self.keeps = Random::stream(self.seed, "kept").happens(700);
    }

    /// In some worlds somebody buys a phone late.
    pub(crate) fn buy_late(&mut self) {
        let mut random = Random::stream(self.seed, "late");
        if random.happens(300) {
            self.late = random.index(2) + 1;
        }
    }

    /// Somebody sits at the desks of most worlds, and in some of them time goes by quickly.
    fn staff_the_desks(&mut self) {
        let mut random = Random::stream(self.seed, "staff");
        let (sits, devices) = (random.happens(600), random.index(2) + 1);
        let (passes, hours) = (random.happens(400), random.between(20, 150));
        if sits {
            self.staff = devices;
            self.members = self.members.max(random.index(3) + 1);
        }
        if sits && passes && !self.is_calm() {
            self.hours = self.hours.max(hours);
        }
    }

    /// Faults that came later draw from a stream of their own: what was drawn before stays.
    fn draw_later(&mut self) {
        let mut random = Random::stream(self.seed, "later options");
        if random.happens(400) {
            self.deploys = random.below(21);
        }
        if random.happens(500) {
            self.nudges = random.between(300, 1_000);
        }
    }

    /// A world in which nothing goes wrong, and nobody lives yet.
    pub fn faultless(seed: u64) -> Self {
        Self {
            seed,
            delay_millis_max: 20,
            ..Self::default()
        }
    }

    /// The server keeps everything in a real file too.
    pub fn keep_in_file(&mut self) {
        self.file_points = 2;
        self.places = 0;
        // Bringing back a backup is the real server's own command, and tested there.
        self.restores = 0;
    }

    /// Whether nothing goes wrong in this world.
    pub fn is_calm(&self) -> bool {
        let faults = [
            self.loss,
            self.answer_loss,
            self.duplicates,
            self.partitions,
            self.garbage,
            self.device_crash,
            self.aborts,
            self.freezes,
            self.page_kills,
            self.two_leaders,
            self.quota,
            self.evictions,
            self.suspends,
            self.server_crash,
            self.depot_failure,
            self.sessions_end,
            self.sign_outs,
            self.restores,
            self.rot,
            self.leaps,
            self.deploys,
            self.nudges,
        ];
        faults.iter().all(|fault| *fault == 0) && self.clones == 0 && self.delay_millis_max == 20
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
