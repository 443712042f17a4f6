//! Stations among the devices of a world: which are, which only say so, and that one is ended.
//!
//! The one rule to know: what is true of a device is kept here, apart from what the server makes of
//! it; the laws are told from where each intent was really sent.

use super::World;
use crate::server::{CLAIM, Cookies, Reply};
use rules::Origin;
use rules::time::UnixMillis;
use sync::wire::Request;

/// Every third device is a station, and another third says that it is one.
const EVERY: usize = 3;

/// Whether a device is enrolled when it is handed out.
fn is_enrolled(number: usize) -> bool {
    number % EVERY == 2
}

/// Whether a device says of itself that it is a station.
fn claims(number: usize) -> bool {
    number % EVERY == 1
}

impl World {
    /// Staff make a device a station of its owner's community, if it is to be one.
    pub(super) fn enrol(&mut self, number: usize) {
        let Some(device) = self.devices.get_mut(number).filter(|_| is_enrolled(number)) else {
            return;
        };
        let Ok(cookie) = u64::try_from(number) else {
            return;
        };
        device.station = Some(cookie);
        let community = &device.owner.community;
        let stations = &mut self.server.stations.enrolled;
        stations.insert(cookie, community.clone());
        self.stations.insert(cookie, community.clone());
    }

    /// Now and then staff end a station, which goes on sending its cookie. Its dice are its own, so
    /// that all else befalls a world as it does without stations.
    pub(super) fn end_a_station(&mut self) {
        if !self.kiosks.happens(self.faults.sessions_end) {
            return;
        }
        let all: Vec<u64> = self.stations.keys().copied().collect();
        let Some(cookie) = self.kiosks.pick(&all) else {
            return;
        };
        self.stations.remove(cookie);
        self.server.end_station(*cookie);
        self.trace.tell(self.now, || {
            format!("station {cookie} is a station no more")
        });
    }

    /// What a device sends: some say more of themselves than is so.
    pub(super) fn as_sent(&self, number: usize, request: &Request) -> Vec<u8> {
        let mut request = request.clone();
        if let Some(device) = self.devices.get(number).filter(|_| claims(number)) {
            request.build = format!("{CLAIM}{}", device.owner.community);
        }
        serde_json::to_vec(&request).unwrap_or_default()
    }

    /// The server takes a request; from where it was really sent is noted.
    pub(super) fn hand_in(
        &mut self,
        cookies: Cookies,
        (bytes, clock): (&[u8], UnixMillis),
    ) -> Reply {
        let station = cookies
            .station
            .and_then(|cookie| self.stations.get(&cookie));
        if let Ok(request) = serde_json::from_slice::<Request>(bytes) {
            self.ledger.sent_from(&request, |community| {
                if station == Some(community) {
                    Origin::Station
                } else {
                    Origin::OwnDevice
                }
            });
        }
        self.server.take(self.now, cookies, (bytes, clock))
    }
}
