//! One round trip, with everything the way can do to it.

use super::{Event, Way, World, called};
use crate::bugs::Bug;
use crate::device::Commit;
use crate::invariants::Adoption;
use crate::server::Reply;
use std::rc::Rc;
use sync::courier::{Event as CourierEvent, Failure, Progress, Rest};
use sync::outcome::Outcome;
use sync::replica::{ReceiveError, Received, Replica};
use sync::store::{Batch, Durability, Table};
use sync::wire::{Request, Response};

/// The build all devices run.
pub const BUILD: &str = "simulated";
/// After this long a device stops waiting for an answer. Units: milliseconds.
const PATIENCE_MILLIS: u64 = 10_000;

impl World {
    pub(super) fn speak(&mut self, at: usize, timer: u64) {
        let now = self.now;
        let Some(device) = self.devices.get_mut(at) else {
            return;
        };
        if device.timer != timer {
            return;
        }
        if now < device.frozen_until {
            let pause = device.frozen_until - now;
            self.after(pause, Event::Speak { device: at, timer });
            return;
        }
        let Some(replica) = &device.replica else {
            return;
        };
        let request = replica.request(BUILD, &device.follow);
        let bytes = Rc::new(serde_json::to_vec(&request).unwrap_or_default());
        device.requests += 1;
        let way = Way {
            device: at,
            life: device.life,
            number: device.requests,
            cookie: device.cookie,
        };
        device.waits_for = Some(way.number);
        self.trace.tell(now, || {
            let (intents, notes) = (request.intents.len(), request.notes.len());
            let number = way.number;
            format!(
                "{} sends request {number}: {intents} intents, {notes} notes",
                called(at)
            )
        });
        self.ledger.spoke(at, now);
        device.out.insert(way.number, request);
        let mute = now < device.mute_until;
        self.nudge(at, CourierEvent::Spoke);
        self.after(PATIENCE_MILLIS, Event::GiveUp { way });
        if mute || self.net.happens(self.faults.loss) {
            self.trace
                .tell(now, || String::from("  it is lost on the way"));
        } else {
            let delay = self.delay();
            let bytes = bytes.clone();
            self.after(delay, Event::Arrive { way, bytes });
        }
        if self.net.happens(self.faults.duplicates) {
            let later = self.net.below(20_000);
            let delay = self.delay() + self.net.below(later + 1);
            self.after(delay, Event::Arrive { way, bytes });
        }
    }

    fn delay(&mut self) -> u64 {
        self.net.between(1, self.faults.delay_millis_max.max(1))
    }

    pub(super) fn arrive(&mut self, way: Way, bytes: &Rc<Vec<u8>>) {
        let now = self.now;
        let Some(device) = self.devices.get(way.device) else {
            return;
        };
        let clock = device.clock.shows(now);
        let deaf = now < device.deaf_until;
        let reply = self.server.take(now, way.cookie, (bytes, clock));
        if let Reply::Answer {
            outcomes, status, ..
        } = &reply
        {
            self.ledger.check_status(*status, now);
            self.ledger.check_answer(outcomes, now);
        }
        let Reply::Answer { .. } = &reply else {
            self.trace.tell(now, || {
                format!(
                    "  the server is gone with request {} of {}",
                    way.number,
                    called(way.device)
                )
            });
            return;
        };
        if deaf || self.net.happens(self.faults.answer_loss) {
            self.trace.tell(now, || {
                format!(
                    "  the answer to request {} of {} is lost",
                    way.number,
                    called(way.device)
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
        let Some(device) = self.devices.get_mut(way.device) else {
            return;
        };
        if device.life == way.life && device.waits_for == Some(way.number) {
            device.waits_for = None;
            self.nudge(way.device, CourierEvent::Failed(Failure::Transport));
        }
    }

    pub(super) fn come_back(&mut self, way: Way, reply: Rc<Reply>) {
        let now = self.now;
        let Some(device) = self.devices.get_mut(way.device) else {
            return;
        };
        if device.life != way.life {
            return;
        }
        if now < device.frozen_until {
            let pause = device.frozen_until - now;
            self.after(pause, Event::Return { way, reply });
            return;
        }
        let Some(sent) = device.out.get(&way.number).cloned() else {
            return;
        };
        let waited = device.waits_for == Some(way.number);
        if waited {
            device.waits_for = None;
        }
        let Reply::Answer { status, body, .. } = reply.as_ref() else {
            return;
        };
        self.trace.tell(now, || {
            format!(
                "{} hears {status} to request {}",
                called(way.device),
                way.number
            )
        });
        let event = match status {
            200 => {
                let event = self.take_answer(way, &sent, (body, &reply));
                if matches!(event, Some(CourierEvent::SessionEnded { .. })) {
                    self.session_ended(way.device);
                }
                event
            }
            401 => {
                self.session_ended(way.device);
                Some(CourierEvent::Failed(Failure::SignedOut))
            }
            429 | 503 => Some(CourierEvent::Failed(Failure::Busy {
                retry_after_secs: 2,
            })),
            400 => Some(CourierEvent::Failed(Failure::Protested)),
            _ => Some(CourierEvent::Failed(Failure::Transport)),
        };
        if let (true, Some(event)) = (waited, event) {
            self.nudge(way.device, event);
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
            self.plant_drop(way.device, Bug::PortalIsAnswer, Table::Outbox);
            return Some(CourierEvent::Failed(Failure::Transport));
        };
        let (now, bug) = (self.now, self.bug);
        let mut sent = sent.clone();
        let device = self.devices.get_mut(way.device)?;
        let fresh = device.fresh();
        let replica = device.replica.as_ref()?;
        plant_in_answer(
            bug,
            (&mut sent, &mut response),
            &replica.request(BUILD, &device.follow),
        );
        let received = match replica.receive(&sent, &response, fresh) {
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
        match device.commit_answer(&received.batch, bug) {
            Commit::Done => {}
            Commit::Failed => return Some(CourierEvent::Failed(Failure::Store)),
            Commit::CrashedBefore | Commit::CrashedAfter => {
                self.crash(way.device);
                return None;
            }
        }
        for row in received.settled() {
            self.trace.tell(now, || {
                let (kind, seq) = (&row.row.kind, row.row.id.seq);
                format!("  {kind} {seq} is settled: {:?}", row.outcome)
            });
        }
        let event = answered(device.replica.as_mut()?, received, &response);
        self.ledger.check_adopted(device, &adoption, &self.server);
        if adoption.resets() {
            self.plant_drop(way.device, Bug::ResetClearsOutbox, Table::Outbox);
        }
        Some(event)
    }

    /// Planted: a table is emptied.
    pub(super) fn plant_drop(&mut self, at: usize, bug: Bug, table: Table) {
        if self.bug != Some(bug) {
            return;
        }
        if let Some(device) = self.devices.get_mut(at) {
            let mut batch = Batch::new(Durability::Strict);
            for key in device.disk.keys(table) {
                batch.delete(table, key);
            }
            device.disk.commit(&batch, None).ok();
            let life = device.life + 1;
            device.stop();
            self.after(10, Event::Start { device: at, life });
        }
    }
}

/// Adopts an answer, and says what that means for when to speak next.
fn answered(replica: &mut Replica, received: Received, response: &Response) -> CourierEvent {
    let moved = !received.settled().is_empty()
        || !response.notes.is_empty()
        || response.feeds.iter().any(|feed| !feed.changes.is_empty());
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
        CourierEvent::SessionEnded { rest }
    } else {
        CourierEvent::Answered { progress, rest }
    }
}

fn plant_in_answer(bug: Option<Bug>, answer: (&mut Request, &mut Response), present: &Request) {
    let (sent, response) = answer;
    match bug {
        Some(Bug::StaleAnswerTaken) => {
            sent.feeds.clone_from(&present.feeds);
            sent.who.clone_from(&present.who);
        }
        Some(Bug::ForkIgnored) => {
            response
                .outcomes
                .retain(|settled| settled.outcome != Outcome::Fork);
        }
        Some(Bug::CursorIsMaximum) => {
            for feed in &mut response.feeds {
                let Some(mut position) = sync::cursor::Position::unseal(&feed.cursor) else {
                    continue;
                };
                let newest = feed
                    .changes
                    .iter()
                    .map(|change| change.rev)
                    .max()
                    .unwrap_or(0);
                for rev in position.scopes.values_mut() {
                    *rev = (*rev).max(newest);
                }
                feed.cursor = position.seal();
            }
        }
        _ => {}
    }
}
