//! The pages of one device: starting, being killed, hearing of each other, taking turns to speak.
//!
//! The one rule to know: the turn to speak only saves work. With `two_leaders` it is not kept, and
//! every law must hold all the same.

use super::{Event, World, called};
use crate::bugs::Bug;
use crate::device::Commit;
use crate::page::At;
use sync::courier::{Courier, Event as CourierEvent, Visibility};
use sync::room::Tightness;

/// How long news takes from one page to another at most. Units: milliseconds.
const NEWS_MILLIS_MAX: u64 = 40;
/// When another page has the turn to speak, how long to wait. Units: milliseconds.
const OTHER_SPEAKS_MILLIS: u64 = 1_000;

impl World {
    pub(super) fn life_of(&self, at: At) -> Option<u64> {
        let page = self.devices.get(at.device)?.pages.get(at.page)?;
        Some(page.life)
    }

    pub(super) fn pages_of(&self, device: usize) -> impl Iterator<Item = At> + use<> {
        let pages = self.devices.get(device).map_or(0, |d| d.pages.len());
        (0..pages).map(move |page| At { device, page })
    }

    /// The page of a device that somebody looks at.
    pub(super) fn front_of(&self, device: usize) -> At {
        let page = self.devices.get(device).map_or(0, |device| device.front);
        At { device, page }
    }

    pub(super) fn start_all(&mut self, device: usize) {
        for at in self.pages_of(device) {
            self.start(at);
        }
    }

    /// Starts a page, and checks that all the device called saved is there.
    pub(super) fn start(&mut self, at: At) {
        let (now, bug) = (self.now, self.bug);
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        let (clock, front) = (device.monotonic(now), device.front);
        let opened = device.open(bug);
        let Some(page) = device.pages.get_mut(at.page) else {
            return;
        };
        match opened {
            Ok(opened) => {
                if opened.1.tightness() == Tightness::Shed {
                    self.ledger.gave_way(at.device);
                }
                page.shows(opened);
                page.courier = Courier::new(clock);
                page.courier.set_visibility(seen(at.page == front));
                self.trace.tell(now, || format!("{at} starts"));
                self.ledger
                    .check_started(at.device, device.replica(at.page), now);
                self.ledger.caused(at, now);
                self.schedule(at);
                self.tell_cleared(at);
                self.mark(at);
                self.find_room(at);
            }
            Err(Commit::CrashedBefore | Commit::CrashedAfter) => self.crash(at.device),
            Err(_) => {
                let life = page.life;
                self.after(500, Event::Start { at, life });
            }
        }
    }

    /// A device crashes, every page of it, and starts again after a while.
    pub(super) fn crash(&mut self, device: usize) {
        let pause = self.fate.between(300, 15_000);
        let pause = if self.faults.device_crash == 0 {
            100
        } else {
            pause
        };
        let now = self.now;
        if let Some(gone) = self.devices.get_mut(device) {
            let before = gone.disk.unflushed();
            gone.stop();
            let lost = before != gone.disk.unflushed();
            if lost {
                self.ledger.forgot(device);
            }
            self.trace.tell(now, || {
                let power = if lost { ", the power too" } else { "" };
                format!("{} crashes{power}", called(device))
            });
        }
        self.start_later(device, pause);
    }

    /// Every page of a device that was stopped starts again.
    pub(super) fn start_later(&mut self, device: usize, pause: u64) {
        for at in self.pages_of(device) {
            if let Some(life) = self.life_of(at) {
                self.after(pause, Event::Start { at, life });
            }
        }
    }

    /// Somebody closes a page, or the system ends it, whatever it was about to do.
    pub(super) fn kill_page(&mut self, at: At) {
        let pause = self.fate.between(300, 15_000);
        let keeps_turn = self.bug == Some(Bug::TurnNeverGivenBack);
        let now = self.now;
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        let led = device.speaker.is_some_and(|(page, _)| page == at.page);
        let Some(page) = device.pages.get_mut(at.page) else {
            return;
        };
        let pushing = page.waits_for.is_some();
        page.stop();
        let life = page.life;
        if led && !keeps_turn {
            device.speaker = None;
        }
        self.trace.tell(now, || {
            let doing = if pushing {
                " while it waits for an answer"
            } else {
                ""
            };
            format!("{at} is killed{doing}")
        });
        self.after(pause, Event::Start { at, life });
    }

    /// A page wrote; the others of its device are told.
    pub(super) fn tell_others(&mut self, by: At) {
        self.mark(by);
        if self.bug == Some(Bug::PagesNotTold) {
            return;
        }
        for at in self.pages_of(by.device).filter(|at| *at != by) {
            if let Some(life) = self.life_of(at) {
                let pause = self.net.between(1, NEWS_MILLIS_MAX);
                self.after(pause, Event::Hear { at, life });
            }
        }
    }

    /// A page hears that another wrote. One that nobody looks at reads it later.
    pub(super) fn hear(&mut self, at: At) {
        let now = self.now;
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        let front = device.front;
        let Some(page) = device.pages.get_mut(at.page) else {
            return;
        };
        if now < page.frozen_until {
            let (pause, life) = (page.frozen_until - now, page.life);
            self.after(pause, Event::Hear { at, life });
            return;
        }
        page.is_stale = page.replica.is_some();
        if front == at.page {
            self.catch_up(at);
        }
    }

    /// A page reads what another wrote, if it was told of anything.
    pub(super) fn catch_up(&mut self, at: At) {
        let page = self
            .devices
            .get(at.device)
            .and_then(|d| d.pages.get(at.page));
        if page.is_some_and(|page| page.is_stale) {
            self.reread(at);
        }
    }

    /// A page reads the store again.
    pub(super) fn reread(&mut self, at: At) {
        let (now, bug) = (self.now, self.bug);
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        let opened = device.open(bug);
        let Some(page) = device.pages.get_mut(at.page) else {
            return;
        };
        match opened {
            Ok(opened) => {
                let before = page.shows_instead(opened);
                self.trace
                    .tell(now, || format!("{at} reads what another page wrote"));
                let after = device.replica(at.page);
                self.ledger.check_reread(at, (before.as_ref(), after), now);
                self.ledger.check_started(at.device, after, now);
                if bug != Some(Bug::MarkerOfOnePage) {
                    self.mark(at);
                }
            }
            Err(Commit::CrashedBefore | Commit::CrashedAfter) => self.crash(at.device),
            Err(_) => page.is_stale = true,
        }
    }

    /// Somebody looks at this page of a device from now on.
    pub(super) fn look_at(&mut self, at: At) {
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        let before = core::mem::replace(&mut device.front, at.page);
        for (number, page) in device.pages.iter_mut().enumerate() {
            page.courier.set_visibility(seen(number == at.page));
        }
        if before != at.page {
            self.trace.tell(self.now, || format!("{at} is looked at"));
            self.catch_up(at);
            self.nudge(at, CourierEvent::Woke);
        }
    }

    /// Whether a page may speak now; otherwise it asks again in a second.
    pub(super) fn takes_turn(&mut self, at: At, timer: u64) -> bool {
        let ignores = self.net.happens(self.faults.two_leaders);
        let me = self.life_of(at).map(|life| (at.page, life));
        let Some(device) = self.devices.get_mut(at.device) else {
            return false;
        };
        if device.speaker.is_none() || device.speaker == me || ignores {
            device.speaker = me;
            return true;
        }
        let is_front = device.front == at.page;
        self.after(OTHER_SPEAKS_MILLIS, Event::Speak { at, timer });
        if is_front {
            self.catch_up(at);
        }
        false
    }

    /// A page has been answered, or waits no longer.
    pub(super) fn gives_turn_back(&mut self, at: At) {
        let me = self.life_of(at).map(|life| (at.page, life));
        if let Some(device) = self.devices.get_mut(at.device)
            && device.speaker == me
        {
            device.speaker = None;
        }
    }
}

fn seen(is_front: bool) -> Visibility {
    if is_front {
        Visibility::Visible
    } else {
        Visibility::Hidden
    }
}
