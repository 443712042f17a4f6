//! What befalls people and devices between two acts.

use crate::page::At;
use crate::programme;
use crate::world::{Event, World, called};
use rules::household::Resident;
use rules::id::CommunityId;
use rules::publish::Item;
use rules::session::{Admission, Status};
use rules::staff::Level;
use rules::time::add_days;
use rules::{Intent, Key, Record};
use sync::store::{Batch, Durability, Table};

impl World {
    /// Whatever happens before the next act.
    pub(super) fn strike(&mut self) {
        let at = self.fate.index(self.devices.len());
        let pause = self.fate.between(1_000, 60_000);
        let odds = self.fate.below(3);
        self.end_a_station();
        if self.fate.happens(self.faults.sessions_end)
            && let Some(cookie) = self.devices.get(at).and_then(|device| device.cookie)
        {
            self.server.sessions.remove(&cookie);
        }
        if self.fate.happens(self.faults.partitions)
            && let Some(device) = self.devices.get_mut(at)
        {
            let until = self.now + pause;
            device.mute_until = if odds == 1 { 0 } else { until };
            device.deaf_until = if odds == 2 { 0 } else { until };
            self.trace
                .tell(self.now, || format!("{} loses its network", called(at)));
        }
        if self.fate.happens(self.faults.freezes)
            && let Some(device) = self.devices.get_mut(at)
        {
            let number = self.fate.index(device.pages.len());
            if let Some(page) = device.pages.get_mut(number) {
                page.frozen_until = self.now + pause;
            }
            let at = At {
                device: at,
                page: number,
            };
            self.trace.tell(self.now, || format!("{at} freezes"));
        }
        if self.fate.happens(self.faults.page_kills)
            && let Some(device) = self.devices.get(at)
        {
            let any = self.fate.index(device.pages.len());
            let page = device.speaker.map_or(any, |(page, _)| page);
            self.kill_page(At { device: at, page });
        }
        if self.fate.happens(self.faults.sign_outs) {
            self.sign_out(at);
            let whoever = self.whoever();
            let next = self.fate.pick(&whoever).cloned();
            if odds == 0 {
                self.sign_in(at, next);
            } else {
                self.after(pause, Event::SignIn { device: at });
            }
        }
        self.strike_device(at);
        if self.fate.happens(self.faults.desk) {
            self.desk();
        }
        self.strike_hours();
        self.strike_years(at);
        if self.faults.rot > 0 && self.fate.happens(self.faults.rot) {
            self.rot(at);
        }
        if self.faults.restores > 0 && self.fate.happens(self.faults.restores) {
            self.back_up_or_restore();
        }
        if self.fate.happens(self.faults.hostile) {
            self.attack(at);
        }
        if self.clones_left > 0 && self.fate.happens(30) {
            self.clone_device(at);
        }
    }

    /// Hours go by at the community, and it looks at what is due, or not yet.
    fn strike_hours(&mut self) {
        if self.fate.happens(self.faults.hours) {
            let hours = self.fate.between(1, 4);
            self.server.pass_hours(hours);
            self.trace
                .tell(self.now, || format!("{hours} hours pass at the community"));
        }
        if !self.fate.happens(self.faults.looks_missed) {
            self.server.look_at_deadlines(self.now);
        }
    }

    /// Builds are renewed, years go by.
    fn strike_years(&mut self, at: usize) {
        if self.faults.deploys > 0 && self.fate.happens(self.faults.deploys) {
            self.server.is_old = !self.server.is_old;
            let way = if self.server.is_old { "back" } else { "out" };
            self.trace
                .tell(self.now, || format!("the server is rolled {way}"));
        }
        if self.faults.old_builds > 0
            && self.fate.happens(self.faults.old_builds)
            && let Some(device) = self.devices.get_mut(at)
        {
            device.is_old = false;
        }
        if self.faults.leaps > 0 && self.server.leapt == 0 && self.fate.happens(self.faults.leaps) {
            self.server.leap(self.now);
            self.ledger.leapt();
            self.trace
                .tell(self.now, || String::from("more than a year goes by"));
        }
    }

    /// A record, or the row that says how far a feed came, is lost from a device's medium, whatever
    /// took it, and the device starts again.
    fn rot(&mut self, number: usize) {
        let Some(device) = self.devices.get_mut(number) else {
            return;
        };
        let (table, keys) = if self.fate.below(4) == 0 {
            let mut keys = device.disk.keys(Table::Meta);
            keys.retain(|key| key.starts_with("feed/"));
            (Table::Meta, keys)
        } else {
            (Table::Records, device.disk.keys(Table::Records))
        };
        let Some(key) = keys.get(self.fate.index(keys.len())) else {
            return;
        };
        let mut batch = Batch::new(Durability::Strict);
        batch.delete(table, key.clone());
        device.disk.commit(&batch, None).ok();
        self.trace
            .tell(self.now, || format!("{} loses {key}", called(number)));
        self.ledger.rotted(number);
        self.crash(number);
    }

    /// Whoever runs the server keeps a copy of it; the next time the disk is broken, and the copy
    /// takes its place.
    fn back_up_or_restore(&mut self) {
        let restored = self.server.back_up_or_restore();
        let what = if restored {
            self.ledger.restored(&self.server);
            "is restored from its backup"
        } else {
            "is backed up"
        };
        self.trace.tell(self.now, || format!("the server {what}"));
    }

    /// The desk raises or cuts capacity, cancels, postpones with no day, or lets a session take place
    /// after all, on the day it had or on another.
    fn desk(&mut self) {
        let community = self
            .communities
            .get(self.fate.index(self.communities.len()));
        let Some(community) = community.cloned() else {
            return;
        };
        match self.fate.below(8) {
            0 | 1 => return self.move_house(&community),
            2 if self.options.staff > 0 => return self.restaff(&community),
            _ => {}
        }
        let id = programme::session_id(self.fate.index(programme::SESSIONS));
        let key = Key::Session(id);
        let depot = self.server.communities.get(&community);
        let text = depot.and_then(|depot| depot.rows.get(&key)?.text.clone());
        let record = text.and_then(|text| text.read().ok());
        let Some(Record::Session(mut session)) = record else {
            return;
        };
        match self.fate.below(10) {
            0 => session.set_status(Status::Cancelled),
            1 => session.set_status(Status::Postponed),
            2 => session.set_status(Status::Scheduled),
            3 => {
                if session.status() == Status::Postponed {
                    let days = session.days.iter_mut();
                    days.for_each(|day| *day = add_days(*day, 1));
                }
                session.set_status(Status::Scheduled);
            }
            _ => {
                if let Admission::FirstCome { seats }
                | Admission::Approval { seats }
                | Admission::Ballot { seats, .. } = &mut session.admission
                {
                    *seats = u32::try_from(self.fate.between(1, 8)).unwrap_or(1);
                }
            }
        }
        self.trace.tell(self.now, || {
            format!(
                "the desk changes {key}: {:?}, {:?}",
                session.admission,
                session.status()
            )
        });
        let record = Record::Session(session);
        let items = vec![Item { key, record }];
        self.server
            .publish(self.now, &community, &Intent::Publish { items, by: None });
    }

    /// Somebody of the staff may decide more than before, or less, or works there no more.
    fn restaff(&mut self, community: &CommunityId) {
        let number = self.fate.index(2);
        let level = match self.fate.below(5) {
            0 => None,
            1 | 2 => Some(Level::Editor),
            _ => Some(Level::Publisher),
        };
        self.trace.tell(self.now, || {
            format!("clerk {number} is {level:?} from now on")
        });
        let items = vec![programme::desk::staffed(community, (number, level))];
        self.server
            .publish(self.now, community, &Intent::Publish { items, by: None });
    }

    /// Somebody without a phone moves from one household to another.
    fn move_house(&mut self, community: &CommunityId) {
        let everyone = self.everyone();
        let next = self.fate.pick(&everyone).cloned();
        let Some(home) = next.and_then(|next| next.household) else {
            return;
        };
        let Ok(mover) = "grandmother".parse() else {
            return;
        };
        self.trace
            .tell(self.now, || format!("a grandmother moves in with {home}"));
        let record = Record::Resident(Resident::new(
            String::from("奶奶"),
            rules::civil::date(1940, 1, 1),
            home,
        ));
        let key = Key::Resident(mover);
        let items = vec![Item { key, record }];
        self.server
            .publish(self.now, community, &Intent::Publish { items, by: None });
    }

    /// A device's store is copied to another device, cookie and all.
    fn clone_device(&mut self, at: usize) {
        let Some(source) = self.devices.get(at) else {
            return;
        };
        if source.running().next().is_none() {
            return;
        }
        self.clones_left -= 1;
        let number = self.devices.len();
        let mut copy = self.make_device(number, source.owner.clone(), source.disk.clone());
        copy.cookie = source.cookie;
        copy.station = source.station;
        copy.follow.clone_from(&source.follow);
        self.trace.tell(self.now, || {
            format!("{} is cloned from {}", called(number), called(at))
        });
        self.ledger.cloned(at, number);
        self.devices.push(copy);
        self.start_all(number);
    }
}
