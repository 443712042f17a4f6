//! One round trip, with everything the way can do to it.

mod planted;

use self::planted::{plant_in_answer, plant_in_life, plant_in_request, plant_trust, read_as_old};
use super::{Event, Way, World};
use crate::bugs::Bug;
use crate::device::Commit;
use crate::invariants::Adoption;
use crate::page::At;
use crate::server::Reply;
use std::rc::Rc;
use sync::courier::{Event as CourierEvent, Failure, Portion, Progress, Rest};
use sync::replica::{ReceiveError, Received, Replica};
use sync::store::{Batch, Durability, Table};
use sync::wire::{Request, Response};

/// The build all devices run.
pub const BUILD: &str = "simulated";
/// After this long a device stops waiting for an answer. Units: milliseconds.
const PATIENCE_MILLIS: u64 = 10_000;

impl World {
    pub(super) fn speak(&mut self, at: At, timer: u64) {
        let now = self.now;
        let page = self
            .devices
            .get(at.device)
            .and_then(|d| d.pages.get(at.page));
        let Some(page) = page.filter(|page| page.timer == timer) else {
            return;
        };
        if now < page.frozen_until {
            let pause = page.frozen_until - now;
            self.after(pause, Event::Speak { at, timer });
            return;
        }
        let portion = page.courier.portion();
        if page.replica.is_none() || !self.takes_turn(at, timer) {
            return;
        }
        let Some(device) = self.devices.get_mut(at.device) else {
            return;
        };
        device.requests += 1;
        let (number, cookies) = (device.requests, device.cookies());
        let is_old = device.is_old;
        let Some(mut request) = device
            .replica(at.page)
            .map(|replica| replica.request(BUILD, &device.follow, portion))
        else {
            return;
        };
        plant_in_request(self.bug, &mut request);
        if is_old {
            request.schema_view = sync::limits::SCHEMA_VIEW - 1;
            self.ledger.is_old(at.device);
        }
        self.ledger
            .check_goes_out((at.device, &device.disk), &request, now);
        let Some(page) = device.pages.get_mut(at.page) else {
            return;
        };
        let way = Way {
            at,
            life: page.life,
            number,
            cookies,
        };
        page.waits_for = Some(number);
        self.trace.tell(now, || {
            let (intents, notes) = (request.intents.len(), request.notes.len());
            format!("{at} sends request {number}: {intents} intents, {notes} notes")
        });
        self.ledger.spoke(at, now);
        page.out.insert(way.number, request.clone());
        let bytes = Rc::new(self.as_sent(at.device, &request));
        self.nudge(at, CourierEvent::Spoke);
        self.after(PATIENCE_MILLIS, Event::GiveUp { way });
        if self.fate.happens(self.faults.hostile / 2) {
            self.overhear(at.device, &bytes);
        }
        self.send(way, &bytes);
        if self.fate.happens(self.faults.page_kills / 2) {
            self.kill_page(at);
        }
    }

    /// A request leaves, and is lost, or arrives, or arrives more than once.
    fn send(&mut self, way: Way, bytes: &Rc<Vec<u8>>) {
        let device = self.devices.get(way.at.device);
        let mute = device.is_some_and(|device| self.now < device.mute_until);
        if mute || self.net.happens(self.faults.loss) {
            self.trace
                .tell(self.now, || String::from("  it is lost on the way"));
        } else {
            let delay = self.delay();
            let bytes = bytes.clone();
            self.after(delay, Event::Arrive { way, bytes });
        }
        if self.net.happens(self.faults.duplicates) {
            let later = self.net.below(20_000);
            let delay = self.delay() + self.net.below(later + 1);
            let bytes = bytes.clone();
            self.after(delay, Event::Arrive { way, bytes });
        }
    }

    fn delay(&mut self) -> u64 {
        self.net.between(1, self.faults.delay_millis_max.max(1))
    }

    pub(super) fn arrive(&mut self, way: Way, bytes: &Rc<Vec<u8>>) {
        let now = self.now;
        let Some(device) = self.devices.get(way.at.device) else {
            return;
        };
        let clock = device.clock.shows(now);
        let deaf = now < device.deaf_until;
        let reply = self.hand_in(way.cookies, (bytes, clock));
        if let Reply::Answer {
            outcomes, status, ..
        } = &reply
        {
            self.ledger.check_status(*status, now);
            self.ledger.check_order(way.at.device, outcomes, now);
            self.ledger.check_answer(outcomes, &self.server, now);
        }
        let Reply::Answer { .. } = &reply else {
            self.trace.tell(now, || {
                format!(
                    "  the server is gone with request {} of {}",
                    way.number, way.at
                )
            });
            return;
        };
        if deaf || self.net.happens(self.faults.answer_loss) {
            self.trace.tell(now, || {
                format!(
                    "  the answer to request {} of {} is lost",
                    way.number, way.at
                )
            });
            return;
        }
        let reply = if self.net.happens(self.faults.garbage) {
            self.spoil(reply)
        } else {
            reply
        };
        let delay = self.delay();
        let reply = Rc::new(reply);
        self.after(delay, Event::Return { way, reply });
    }

    /// What stands between a device and its server: portals, proxies, overload.
    fn spoil(&mut self, reply: Reply) -> Reply {
        let Reply::Answer {
            status, mut body, ..
        } = reply
        else {
            return reply;
        };
        let (status, body) = match self.net.below(7) {
            0 => (
                200,
                b"<html><body>Welcome to the guest network</body></html>".to_vec(),
            ),
            1 => {
                let half = self.net.index(body.len());
                body.truncate(half);
                (status, body)
            }
            2 => (401, b"{\"error\":\"signed_out\"}".to_vec()),
            3 => (429, b"{\"error\":\"busy\"}".to_vec()),
            4 => (500, b"oops".to_vec()),
            5 => (409, Vec::new()),
            _ => (503, b"{\"error\":\"busy\"}".to_vec()),
        };
        Reply::Answer {
            status,
            body,
            effects: Vec::new(),
            outcomes: Vec::new(),
        }
    }

    pub(super) fn give_up(&mut self, way: Way) {
        if self.stops_waiting(way) {
            self.nudge(way.at, CourierEvent::Failed(Failure::Transport));
        }
    }

    /// Whether a page still waited for this; from now on it does not.
    fn stops_waiting(&mut self, way: Way) -> bool {
        let device = self.devices.get_mut(way.at.device);
        let page = device.and_then(|device| device.pages.get_mut(way.at.page));
        let Some(page) = page else {
            return false;
        };
        let waited = page.life == way.life && page.waits_for == Some(way.number);
        if waited {
            page.waits_for = None;
            self.gives_turn_back(way.at);
        }
        waited
    }

    pub(super) fn come_back(&mut self, way: Way, reply: Rc<Reply>) {
        let now = self.now;
        let device = self.devices.get(way.at.device);
        let page = device.and_then(|device| device.pages.get(way.at.page));
        let Some(page) = page.filter(|page| page.life == way.life) else {
            return;
        };
        if now < page.frozen_until {
            let pause = page.frozen_until - now;
            self.after(pause, Event::Return { way, reply });
            return;
        }
        let Some(sent) = page.out.get(&way.number).cloned() else {
            return;
        };
        let waited = self.stops_waiting(way);
        let Reply::Answer { status, body, .. } = reply.as_ref() else {
            return;
        };
        self.trace.tell(now, || {
            format!("{} hears {status} to request {}", way.at, way.number)
        });
        let device = way.at.device;
        let event = match status {
            200 => {
                let event = self.take_answer(way, &sent, (body, &reply));
                if matches!(event, Some(CourierEvent::SessionEnded { .. })) {
                    self.session_ended(device);
                }
                event
            }
            401 => {
                self.session_ended(device);
                Some(CourierEvent::Failed(Failure::SignedOut))
            }
            429 | 503 => Some(CourierEvent::Failed(Failure::Busy {
                retry_after_secs: 2,
            })),
            400 | 413 => Some(CourierEvent::Failed(Failure::Protested)),
            _ => Some(CourierEvent::Failed(Failure::Transport)),
        };
        if let (true, Some(event)) = (waited, event) {
            self.nudge(way.at, event);
        }
    }

    /// Somebody is told so, and signs in again after a while.
    fn session_ended(&mut self, device: usize) {
        let pause = self.fate.between(1_000, 10_000);
        self.after(pause, Event::SignIn { device });
        self.plant_drop(device, Bug::SignedOutDropsOutbox, Table::Outbox);
    }

    fn take_answer(
        &mut self,
        way: Way,
        sent: &Request,
        (body, reply): (&[u8], &Reply),
    ) -> Option<CourierEvent> {
        let Ok(mut response) = serde_json::from_slice::<Response>(body) else {
            self.plant_drop(way.at.device, Bug::PortalIsAnswer, Table::Outbox);
            return Some(CourierEvent::Failed(Failure::Transport));
        };
        let (now, bug) = (self.now, self.bug);
        let mut sent = sent.clone();
        let device = self.devices.get_mut(way.at.device)?;
        let fresh = device.fresh();
        let replica = device.replica(way.at.page)?;
        plant_in_answer(bug, (&mut sent, &mut response), || {
            replica.request(BUILD, &device.follow, Portion::Whole)
        });
        if sent.schema_view < sync::limits::SCHEMA_VIEW {
            read_as_old(&mut response);
        }
        if bug == Some(Bug::SumsNotCompared) {
            let feeds = response.feeds.iter_mut();
            feeds.for_each(|feed| feed.sums.clear());
        }
        plant_in_life(bug, replica, &mut response);
        let trusting = plant_trust(bug, (device, way.at.page, fresh), &response);
        let hearer = trusting.as_ref().unwrap_or(replica);
        let received = match hearer.receive(&sent, &response, fresh) {
            Ok(received) => received,
            Err(ReceiveError::Proto { .. }) => {
                return Some(CourierEvent::Failed(Failure::Protested));
            }
            Err(ReceiveError::Stale | ReceiveError::OtherVisitor) => {
                return Some(CourierEvent::Answered {
                    progress: Progress::None,
                    rest: Rest::More,
                });
            }
        };
        let adoption = Adoption::of(replica, (&response, reply), now);
        match device.write_pulled(way.at.page, &received.batch, bug) {
            Commit::Done => {}
            Commit::Failed | Commit::Full => {
                return Some(CourierEvent::Failed(Failure::Store));
            }
            Commit::Conflict => {
                self.reread(way.at);
                return Some(CourierEvent::Answered {
                    progress: Progress::None,
                    rest: Rest::More,
                });
            }
            Commit::CrashedBefore | Commit::CrashedAfter => {
                self.crash(way.at.device);
                return None;
            }
        }
        for row in received.settled() {
            self.trace.tell(now, || {
                let (kind, seq) = (&row.row.kind, row.row.id.seq);
                format!("  {kind} {seq} is settled: {:?}", row.outcome)
            });
        }
        let replica = device.replica_mut(way.at.page)?;
        let event = answered(replica, received);
        self.ledger
            .check_adopted((way.at.device, replica), &adoption, &self.server);
        self.tell_others(way.at);
        if adoption.resets() {
            self.plant_drop(way.at.device, Bug::ResetClearsOutbox, Table::Outbox);
        }
        Some(event)
    }

    /// Planted: a table is emptied.
    pub(super) fn plant_drop(&mut self, number: usize, bug: Bug, table: Table) {
        if self.bug != Some(bug) {
            return;
        }
        if let Some(device) = self.devices.get_mut(number) {
            let mut batch = Batch::new(Durability::Strict);
            for key in device.disk.keys(table) {
                batch.delete(table, key);
            }
            device.disk.commit(&batch, None).ok();
            device.stop();
        }
        self.start_later(number, 10);
    }
}

/// Adopts an answer, and says what that means for when to speak next.
fn answered(replica: &mut Replica, received: Received) -> CourierEvent {
    let moved = received.moved;
    let (more, ended) = (received.more, received.session_ended);
    replica.adopt_received(received);
    let rest = if more || (!ended && replica.has_unsent(BUILD)) {
        Rest::More
    } else {
        Rest::Done
    };
    let progress = if moved {
        Progress::Some
    } else {
        Progress::None
    };
    if ended {
        CourierEvent::SessionEnded { progress, rest }
    } else {
        CourierEvent::Answered { progress, rest }
    }
}
