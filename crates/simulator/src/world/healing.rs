//! The second phase: the faults stop, and all that was saved must come to its end.

use super::{Event, World, called};
use crate::device::Weakness;
use crate::page::Page;
use sync::courier::Event as CourierEvent;
use sync::replica::Who;
use sync::room::Tightness;

/// How long an outbox may take to drain once all is well. Units: milliseconds.
const DRAIN_MILLIS: u64 = 30_000;
/// The pause between two looks that no courier takes for a spin. Units: milliseconds.
const LOOK_MILLIS: u64 = 600;
/// How long the last answers may take. Units: milliseconds.
const QUIET_MILLIS: u64 = 5_000;
/// How many people may have left something on one device.
const PEOPLE_MAX: usize = 12;

impl World {
    /// The faults stop; everything drains; everybody looks again.
    pub fn heal(&mut self) {
        let now = self.now;
        self.trace.tell(now, || String::from("all faults stop"));
        self.stop_faults();
        self.hand_out_what_is_left();
        for at in 0..self.devices.len() {
            self.revive(at);
        }
        // A page that thaws hears what it was told while it was frozen, now and not when its frost
        // was to end.
        self.hear_what_was_told();
        // Whoever has not heard yet that the server was restored hears it now.
        for at in 0..self.devices.len() {
            self.nudge(self.front_of(at), CourierEvent::Woke);
        }
        self.live_until(self.now + QUIET_MILLIS);
        self.server.look_at_deadlines(self.now);
        for _ in 0..PEOPLE_MAX {
            let mut waiting = false;
            for at in 0..self.devices.len() {
                if let Some(who) = self.left_something(at) {
                    waiting = true;
                    self.take_hold(at, &who);
                }
            }
            if !waiting || self.ledger.is_broken() {
                break;
            }
            self.live_until(self.now + DRAIN_MILLIS);
            self.check_drained();
        }
        for round in 0..2 {
            self.server.look_at_deadlines(self.now);
            for at in 0..self.devices.len() {
                let owner = self.devices.get(at).map(|device| device.owner.clone());
                if let (0, Some(owner)) = (round, owner) {
                    self.take_hold(at, &owner);
                }
                self.nudge(self.front_of(at), CourierEvent::Woke);
            }
            self.live_until(self.now + DRAIN_MILLIS);
            self.check_drained();
        }
        self.mend();
        self.look_at_every_page();
    }

    /// Whoever lost a record asks often enough to be compared with the server.
    fn mend(&mut self) {
        for _ in 0..=sync::limits::SUM_PULLS {
            for at in 0..self.devices.len() {
                if self.ledger.is_rotten(at) {
                    self.nudge(self.front_of(at), CourierEvent::Woke);
                }
            }
            self.live_until(self.now + LOOK_MILLIS);
        }
    }

    /// Each page is looked at in turn: whoever switches pages must see the same.
    fn look_at_every_page(&mut self) {
        for device in 0..self.devices.len() {
            for at in self.pages_of(device) {
                self.look_at(at);
            }
        }
        self.live_until(self.now + QUIET_MILLIS);
        self.hear_what_was_told();
        for device in 0..self.devices.len() {
            for at in self.pages_of(device) {
                self.look_at(at);
            }
        }
    }

    /// What one page told another arrives. The poll of a page that nobody looks at may be answered
    /// in the very millisecond in which the pages are compared; the news of it is still on its way.
    fn hear_what_was_told(&mut self) {
        let told = self.events.iter().filter_map(|(when, event)| match event {
            Event::Hear { at, life } => Some((*when, *at, *life)),
            _ => None,
        });
        for (when, at, life) in told.collect::<Vec<_>>() {
            self.events.remove(&when);
            if self.life_of(at) == Some(life) {
                self.hear(at);
            }
        }
    }

    fn stop_faults(&mut self) {
        self.server.heal();
        let faults = &mut self.faults;
        for fault in [
            &mut faults.loss,
            &mut faults.answer_loss,
            &mut faults.duplicates,
            &mut faults.partitions,
            &mut faults.garbage,
            &mut faults.device_crash,
            &mut faults.power_loss,
            &mut faults.aborts,
            &mut faults.freezes,
            &mut faults.page_kills,
            &mut faults.two_leaders,
            &mut faults.quota,
            &mut faults.evictions,
            &mut faults.suspends,
            &mut faults.nudges,
        ] {
            *fault = 0;
        }
        faults.delay_millis_max = 20;
        self.acts = usize::MAX;
    }

    fn revive(&mut self, number: usize) {
        let Some(device) = self.devices.get_mut(number) else {
            return;
        };
        device.weakness = Weakness::default();
        device.is_old = false;
        device.mute_until = 0;
        device.deaf_until = 0;
        for page in &mut device.pages {
            page.frozen_until = 0;
        }
        device.wake_early(self.now);
        device.disk.budget = None;
        let does_without = |page: &Page| page.room.tightness() != Tightness::Ample;
        if self.options.quota > 0 && device.pages.iter().any(does_without) {
            // Whoever opens the app again has everything kept again.
            device.pages.iter_mut().for_each(Page::stop);
            device.speaker = None;
        }
        for at in self.pages_of(number) {
            let device = self.devices.get(number);
            if device.is_some_and(|device| device.replica(at.page).is_none()) {
                self.start(at);
            }
        }
    }

    /// Somebody whose intents or notes wait on a device.
    fn left_something(&self, at: usize) -> Option<Who> {
        let device = self.devices.get(at)?;
        let replica = device.replica(device.front)?;
        let intents = replica.pending().map(|pending| pending.row.by.clone());
        let notes = replica
            .notes()
            .filter(|row| row.copy == sync::rows::Copied::Waiting);
        let notes = notes.filter_map(|row| Some(row.owner.as_ref()?.resident.clone()));
        let first = intents.chain(notes).next()?;
        self.whoever().into_iter().find(|who| who.resident == first)
    }

    /// Somebody takes a device into their hand and signs in.
    fn take_hold(&mut self, at: usize, who: &Who) {
        let now = self.now;
        self.trace.tell(now, || {
            format!(
                "{} is in the hand of {}",
                called(at),
                crate::programme::name_of(&who.resident)
            )
        });
        self.catch_up(self.front_of(at));
        self.sign_in(at, Some(who.clone()));
        self.nudge(self.front_of(at), CourierEvent::Woke);
    }

    fn check_drained(&mut self) {
        for at in 0..self.devices.len() {
            self.catch_up(self.front_of(at));
            let Some(device) = self.devices.get(at) else {
                continue;
            };
            self.ledger.check_drained(device, self.now);
        }
    }
}

#[cfg(test)]
#[allow(missing_docs, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::page::At;

    #[test]
    fn what_a_page_was_told_in_the_last_millisecond_is_heard_before_pages_are_compared() {
        let options = |seed| Options {
            devices: 1,
            households: 1,
            members: 2,
            communities: 1,
            intents: 5,
            pages_max: 2,
            pause_millis_max: 300,
            ..Options::faultless(seed)
        };
        let mut worlds = (1..20).map(|seed| World::new(&options(seed), None, false));
        let has_two = |world: &World| world.devices.first().unwrap().pages.len() == 2;
        let mut world = worlds.find(has_two).unwrap();
        world.suffer();
        world.heal();
        let pages = |world: &World| {
            let device = world.devices.first().unwrap();
            let (one, two) = (device.replica(0).unwrap(), device.replica(1).unwrap());
            one.says_the_same(two)
        };
        assert!(pages(&world));
        let before = world.ledger.notes_saved() + world.ledger.intents_saved();
        while world.ledger.notes_saved() + world.ledger.intents_saved() == before {
            world.act_on(At { device: 0, page: 0 });
        }
        assert!(!pages(&world), "the other page has not heard of it yet");
        world.hear_what_was_told();
        world.look_at(At { device: 0, page: 1 });
        assert!(pages(&world));
    }
}
