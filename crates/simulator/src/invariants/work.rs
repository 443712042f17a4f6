//! How much work is done: requests of each device.

use super::{Ledger, S14, S17};
use crate::device::Device;
use crate::options::Options;
use crate::page::At;
use crate::world::BUILD;

/// Requests a minute that need no cause: polls, retries after failures, waking up.
const FREE_PER_MINUTE: usize = 12;
/// Units: milliseconds.
const MINUTE: u64 = 60_000;

/// The requests of one device.
#[derive(Debug, Default)]
pub struct Work {
    spoke: Vec<u64>,
    caused: Vec<u64>,
}

impl Ledger {
    /// A device sent a request.
    pub fn spoke(&mut self, at: At, now: u64) {
        self.works.entry(at).or_default().spoke.push(now);
    }

    /// Something happened that is worth a request or two.
    pub fn caused(&mut self, at: At, now: u64) {
        self.works.entry(at).or_default().caused.push(now);
    }

    /// S14: no minute holds more requests than it has causes, and a few.
    pub fn check_work(&mut self, options: &Options, now: u64) {
        let mut total = 0;
        for work in core::mem::take(&mut self.works).values() {
            total += work.spoke.len();
            let mut from = 0;
            for (at, spoke) in work.spoke.iter().enumerate() {
                while work
                    .spoke
                    .get(from)
                    .is_some_and(|first| first + MINUTE < *spoke)
                {
                    from += 1;
                }
                let window = spoke.saturating_sub(MINUTE)..=*spoke;
                let causes = work
                    .caused
                    .iter()
                    .filter(|cause| window.contains(cause))
                    .count();
                let count = at + 1 - from;
                self.demand((S14, now), count <= FREE_PER_MINUTE + 2 * causes, || {
                    format!("{count} requests in a minute, for {causes} causes, at {spoke}")
                });
            }
        }
        if options.is_calm() && options.places == 0 {
            let settled = self.outcomes.len() + self.notes.len();
            let pages = (options.devices + options.late + options.staff) * options.pages_max;
            let polls = usize::try_from(now / 25_000).unwrap_or(0) * pages;
            self.demand((S14, now), total <= 3 * settled + polls, || {
                format!("{total} requests for {settled} settled and {polls} polls")
            });
        }
    }

    /// S17: nothing that can be sent is left.
    pub fn check_drained(&mut self, device: &Device, now: u64) {
        let Some(replica) = device.replica(device.front) else {
            self.demand((S17, now), false, || {
                format!("phone {} is down", device.number)
            });
            return;
        };
        self.demand((S17, now), !replica.has_unsent(BUILD), || {
            let left: Vec<_> = replica.pending().map(|pending| pending.row.id).collect();
            let page = device.pages.get(device.front);
            let failure = page.and_then(|page| page.courier.last_failure());
            format!("phone {} still holds {left:?}, {failure:?}", device.number)
        });
    }
}
