//! The world: what happens when, one event after the other.
//!
//! The one rule to know: nothing here looks at a real clock or at real randomness; the order of
//! events is that of their moments, then that of their making.

mod exchange;
mod healing;
mod listening;
mod pages;
mod people;
mod stations;
mod storage;

pub use exchange::BUILD;

use crate::bugs::Bug;
use crate::clock::Clock;
use crate::device::{Device, Weakness};
use crate::disk::Disk;
use crate::invariants::Ledger;
use crate::options::Options;
use crate::page::{At, Page};
use crate::programme;
use crate::random::Random;
use crate::server::{Cookies, Reply, Server};
use crate::trace::Trace;
use rules::id::CommunityId;
use std::collections::BTreeMap;
use std::rc::Rc;
use sync::courier::{Event as CourierEvent, Progress, Rest};
use sync::replica::Who;

/// When the last phone is bought at the latest. Units: milliseconds.
const LATE_MILLIS_MAX: u64 = 90_000;

/// What may happen next.
#[derive(Debug, Clone)]
enum Event {
    Act,
    HandOut { owner: Rc<Who> },
    Speak { at: At, timer: u64 },
    Arrive { way: Way, bytes: Rc<Vec<u8>> },
    Return { way: Way, reply: Rc<Reply> },
    GiveUp { way: Way },
    Start { at: At, life: u64 },
    Hear { at: At, life: u64 },
    SignIn { device: usize },
    Nudged { at: At, life: u64 },
    Roomy { device: usize },
    Wake { device: usize },
}

/// Whose request this is.
#[derive(Debug, Clone, Copy)]
struct Way {
    at: At,
    life: u64,
    number: u64,
    cookies: Cookies,
}

/// A world.
#[derive(Debug)]
pub struct World {
    /// The options it was made with.
    pub options: Options,
    /// The options in force: healing sets the faults to none.
    pub faults: Options,
    /// The bug planted in it.
    pub bug: Option<Bug>,
    /// The true moment. Units: milliseconds since the beginning.
    pub now: u64,
    /// Devices; clones and what was bought late last.
    pub devices: Vec<Device>,
    /// The server.
    pub server: Server,
    /// The story.
    pub trace: Trace,
    /// What was promised and seen.
    pub ledger: Ledger,
    /// Every community.
    pub communities: Vec<CommunityId>,
    events: BTreeMap<(u64, u64), Event>,
    made: u64,
    /// The newest public revision that listeners were told of, and when.
    told: BTreeMap<CommunityId, (u64, u64)>,
    /// Of which community each station is, by its cookie.
    stations: BTreeMap<u64, CommunityId>,
    net: Random,
    folk: Random,
    fate: Random,
    kiosks: Random,
    cookies: u64,
    acts: usize,
    clones_left: usize,
}

impl World {
    /// A world before its first event.
    pub fn new(options: &Options, bug: Option<Bug>, tells: bool) -> Self {
        let communities = programme::communities(options);
        let mut world = Self {
            server: Server::new(options, &communities, bug),
            options: options.clone(),
            faults: options.clone(),
            bug,
            now: 0,
            devices: Vec::new(),
            trace: Trace::new(tells),
            ledger: Ledger::default(),
            events: BTreeMap::new(),
            made: 0,
            told: BTreeMap::new(),
            stations: BTreeMap::new(),
            net: Random::stream(options.seed, "network"),
            folk: Random::stream(options.seed, "people"),
            fate: Random::stream(options.seed, "fate"),
            kiosks: Random::stream(options.seed, "kiosks"),
            cookies: 0,
            acts: 0,
            clones_left: options.clones,
            communities,
        };
        if options.file_points > 0 {
            world.server.keep_in_file(options);
        }
        for community in world.communities.clone() {
            for intent in programme::beginnings(options, &community) {
                world.server.publish(0, &community, &intent);
            }
        }
        world.server.stock();
        for number in 0..options.devices {
            // Two devices of each household are in the hand of the same resident.
            let who = programme::who(options, number / 2 % options.households.max(1), 0);
            world.hand_out(who);
        }
        let mut pauses = Random::stream(options.seed, "late phones");
        for number in 0..options.late {
            let owner = Rc::new(programme::who(
                options,
                number % options.households.max(1),
                0,
            ));
            let pause = pauses.between(0, LATE_MILLIS_MAX);
            world.after(pause, Event::HandOut { owner });
        }
        for who in programme::desk::all_staff(options) {
            world.hand_out(who);
        }
        world.after(0, Event::Act);
        world
    }

    /// A device is bought and signed in on.
    fn hand_out(&mut self, owner: Who) {
        let number = self.devices.len();
        let device = self.make_device(number, owner, Disk::default());
        self.devices.push(device);
        self.enrol(number);
        self.start_all(number);
        self.sign_in(number, None);
    }

    /// A device is bought when much has happened, and looked round on before anybody signs in.
    fn hand_out_late(&mut self, owner: Who) {
        let number = self.devices.len();
        let mut device = self.make_device(number, owner, Disk::default());
        device.follow.truncate(1);
        self.devices.push(device);
        self.enrol(number);
        self.start_all(number);
        let pause = self.fate.between(500, 10_000);
        self.after(pause, Event::SignIn { device: number });
    }

    /// Whoever was still to buy a phone has it now.
    fn hand_out_what_is_left(&mut self) {
        let mut owners = Vec::new();
        self.events.retain(|_, event| match event {
            Event::HandOut { owner } => {
                owners.push(owner.clone());
                false
            }
            _ => true,
        });
        for owner in owners {
            self.hand_out_late((*owner).clone());
        }
    }

    fn make_device(&self, number: usize, owner: Who, disk: Disk) -> Device {
        let mut follow = vec![owner.community.clone()];
        let also = self.communities.iter().filter(|c| **c != owner.community);
        follow.extend(also.take(number % 2).cloned());
        if number % 3 == 2 {
            // A community that has moved to another server, or was mistyped.
            follow.extend("nowhere".parse().ok());
        }
        let others = Random::stream(self.options.seed, &format!("pages {number}"))
            .index(self.options.pages_max.max(1));
        Device {
            number,
            follow,
            owner,
            disk,
            pages: vec![Page::default(); others + 1],
            front: 0,
            speaker: None,
            cookie: None,
            station: None,
            requests: 0,
            mute_until: 0,
            deaf_until: 0,
            is_old: self.options.old_builds > 0 && number % 3 == 1,
            slept: 0,
            wakes_at: 0,
            marker: None,
            unmarked: None,
            power_took: false,
            cleared: None,
            clock: Clock::draw(&self.options, number),
            random: Random::stream(self.options.seed, &format!("device {number}")),
            weakness: Weakness {
                crash: self.faults.device_crash,
                power_loss: self.faults.power_loss,
                aborts: self.faults.aborts,
            },
        }
    }

    fn after(&mut self, millis: u64, event: Event) {
        self.made += 1;
        self.events.insert((self.now + millis, self.made), event);
    }

    /// Lives through the phase of faults.
    pub fn suffer(&mut self) {
        while !self.ledger.is_broken() && !self.is_done() {
            self.step();
        }
    }

    fn is_done(&self) -> bool {
        let enough = self.ledger.intents_saved() >= self.options.intents;
        enough || self.acts >= self.options.intents.saturating_mul(20)
    }

    fn live_until(&mut self, until: u64) {
        while !self.ledger.is_broken()
            && self
                .events
                .first_key_value()
                .is_some_and(|((at, _), _)| *at <= until)
        {
            self.step();
        }
        self.now = self.now.max(until);
    }

    fn step(&mut self) {
        let Some(((at, _), event)) = self.events.pop_first() else {
            return;
        };
        self.now = at;
        match event {
            Event::Act => self.act(),
            Event::HandOut { owner } => self.hand_out_late((*owner).clone()),
            Event::Speak { at, timer } => self.speak(at, timer),
            Event::Arrive { way, bytes } => self.arrive(way, &bytes),
            Event::Return { way, reply } => self.come_back(way, reply),
            Event::GiveUp { way } => self.give_up(way),
            Event::Start { at, life } => {
                if self.life_of(at) == Some(life) {
                    self.start(at);
                }
            }
            Event::Hear { at, life } => {
                if self.life_of(at) == Some(life) {
                    self.hear(at);
                }
            }
            Event::SignIn { device } => self.sign_in_again(device),
            Event::Nudged { at, life } => {
                if self.life_of(at) == Some(life) {
                    self.nudged(at);
                }
            }
            Event::Roomy { device } => self.roomy(device),
            Event::Wake { device } => self.wake(device),
        }
        self.ledger.check_file(&self.server, self.now);
        if self.faults.nudges > 0 {
            self.tell_listeners();
        }
    }

    /// Tells a page's courier what happened.
    fn nudge(&mut self, at: At, event: CourierEvent) {
        let now = self.now;
        let is_cause = match event {
            CourierEvent::Wrote | CourierEvent::Woke => true,
            CourierEvent::Answered { rest, .. } => rest == Rest::More,
            // The programme goes on coming, page by page, also to whoever is not signed in any more.
            CourierEvent::SessionEnded { progress, rest } => {
                (progress, rest) == (Progress::Some, Rest::More)
            }
            _ => false,
        };
        if is_cause {
            self.ledger.caused(at, now);
        }
        if let Some(device) = self.devices.get_mut(at.device) {
            let random = device.random.draw();
            let now = device.monotonic(now);
            let Some(page) = device.pages.get_mut(at.page) else {
                return;
            };
            page.courier.on(event, now, random);
            if self.bug == Some(Bug::NudgedAtOnce) && event == CourierEvent::Nudged {
                page.courier.on(CourierEvent::Woke, now, random);
            }
            if self.bug == Some(Bug::NoBackoff) && matches!(event, CourierEvent::Failed(_)) {
                page.courier.on(CourierEvent::Woke, now, random);
            }
        }
        self.schedule(at);
    }

    /// Sets the timer of a page's courier.
    fn schedule(&mut self, at: At) {
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        let now = device.monotonic(self.now);
        let Some(page) = device.pages.get_mut(at.page) else {
            return;
        };
        page.timer += 1;
        if let Some(due) = page.courier.due() {
            let timer = page.timer;
            self.after(due.saturating_sub(now), Event::Speak { at, timer });
        }
    }
}

/// What a device is called in stories.
pub fn called(device: usize) -> String {
    format!("phone {device}")
}
