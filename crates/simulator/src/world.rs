//! The world: what happens when, one event after the other.
//!
//! The one rule to know: nothing here looks at a real clock or at real randomness; the order of
//! events is that of their moments, then that of their making.

mod exchange;
mod healing;
mod people;

pub use exchange::BUILD;

use crate::bugs::Bug;
use crate::clock::Clock;
use crate::device::{Commit, Device, Weakness};
use crate::disk::Disk;
use crate::invariants::Ledger;
use crate::options::Options;
use crate::programme;
use crate::random::Random;
use crate::server::{Reply, Server};
use crate::trace::Trace;
use rules::id::CommunityId;
use std::collections::BTreeMap;
use std::rc::Rc;
use sync::courier::{Courier, Event as CourierEvent};
use sync::replica::Who;

/// What may happen next.
#[derive(Debug, Clone)]
enum Event {
    Act,
    Speak { device: usize, timer: u64 },
    Arrive { way: Way, bytes: Rc<Vec<u8>> },
    Return { way: Way, reply: Rc<Reply> },
    GiveUp { way: Way },
    Start { device: usize, life: u64 },
    SignIn { device: usize },
}

/// Whose request this is.
#[derive(Debug, Clone, Copy)]
struct Way {
    device: usize,
    life: u64,
    number: u64,
    cookie: Option<u64>,
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
    /// Devices, clones last.
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
    net: Random,
    folk: Random,
    fate: Random,
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
            net: Random::stream(options.seed, "network"),
            folk: Random::stream(options.seed, "people"),
            fate: Random::stream(options.seed, "fate"),
            cookies: 0,
            acts: 0,
            clones_left: options.clones,
            communities,
        };
        for community in world.communities.clone() {
            for intent in programme::beginnings(options, &community) {
                world.server.publish(0, &community, &intent);
            }
        }
        for number in 0..options.devices {
            // Two devices of each household are in the hand of the same resident.
            let who = programme::who(options, number / 2 % options.households.max(1), 0);
            let device = world.make_device(number, who, Disk::default());
            world.devices.push(device);
            world.start(number);
            world.sign_in(number, None);
        }
        world.after(0, Event::Act);
        world
    }

    fn make_device(&self, number: usize, owner: Who, disk: Disk) -> Device {
        let mut follow = vec![owner.community.clone()];
        let also = self.communities.iter().filter(|c| **c != owner.community);
        follow.extend(also.take(number % 2).cloned());
        if number % 3 == 2 {
            // A community that has moved to another server, or was mistyped.
            follow.extend("nowhere".parse().ok());
        }
        Device {
            number,
            follow,
            owner,
            disk,
            replica: None,
            courier: Courier::new(0),
            cookie: None,
            life: 0,
            requests: 0,
            waits_for: None,
            out: BTreeMap::new(),
            timer: 0,
            frozen_until: 0,
            mute_until: 0,
            deaf_until: 0,
            clock: Clock::draw(&self.options, number),
            random: Random::stream(self.options.seed, &format!("device {number}")),
            weakness: Weakness {
                crash: self.faults.device_crash,
                power_loss: self.faults.power_loss,
                aborts: self.faults.aborts,
            },
            seen: BTreeMap::new(),
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
            Event::Speak { device, timer } => self.speak(device, timer),
            Event::Arrive { way, bytes } => self.arrive(way, &bytes),
            Event::Return { way, reply } => self.come_back(way, reply),
            Event::GiveUp { way } => self.give_up(way),
            Event::Start { device, life } => {
                if self.devices.get(device).is_some_and(|d| d.life == life) {
                    self.start(device);
                }
            }
            Event::SignIn { device } => {
                let running = self.devices.get(device).and_then(|d| d.replica.as_ref());
                let who = running.map(|replica| replica.who().cloned());
                if let Some(who) = who {
                    self.sign_in(device, who);
                }
            }
        }
    }

    /// Starts the app of a device, and checks that all it called saved is there.
    fn start(&mut self, at: usize) {
        let (now, bug) = (self.now, self.bug);
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        match device.start(now, bug) {
            Commit::Done => {
                self.trace.tell(now, || format!("{} starts", called(at)));
                self.ledger.check_started(device, now);
                self.ledger.caused(at, now);
                self.schedule(at);
            }
            Commit::Failed => {
                let life = device.life;
                self.after(500, Event::Start { device: at, life });
            }
            Commit::CrashedBefore | Commit::CrashedAfter => self.crash(at),
        }
    }

    /// A device crashes and starts again after a while.
    fn crash(&mut self, at: usize) {
        let pause = self.fate.between(300, 15_000);
        let pause = if self.faults.device_crash == 0 {
            100
        } else {
            pause
        };
        let now = self.now;
        if let Some(device) = self.devices.get_mut(at) {
            let before = device.disk.unflushed();
            device.stop();
            let lost = before != device.disk.unflushed();
            let life = device.life;
            self.trace.tell(now, || {
                let power = if lost { ", the power too" } else { "" };
                format!("{} crashes{power}", called(at))
            });
            self.after(pause, Event::Start { device: at, life });
        }
    }

    /// Tells a device's courier what happened.
    fn nudge(&mut self, at: usize, event: CourierEvent) {
        let now = self.now;
        let rest = sync::courier::Rest::More;
        if matches!(event, CourierEvent::Wrote | CourierEvent::Woke)
            || matches!(event, CourierEvent::Answered { rest: more, .. } if more == rest)
        {
            self.ledger.caused(at, now);
        }
        if let Some(device) = self.devices.get_mut(at) {
            let random = device.random.draw();
            device.courier.on(event, now, random);
            if self.bug == Some(Bug::NoBackoff) && matches!(event, CourierEvent::Failed(_)) {
                device.courier.on(CourierEvent::Woke, now, random);
            }
        }
        self.schedule(at);
    }

    /// Sets the timer of a device's courier.
    fn schedule(&mut self, at: usize) {
        let now = self.now;
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        device.timer += 1;
        if let Some(due) = device.courier.due() {
            let timer = device.timer;
            self.after(due.saturating_sub(now), Event::Speak { device: at, timer });
        }
    }
}

/// What a device is called in stories.
pub fn called(device: usize) -> String {
    format!("phone {device}")
}
