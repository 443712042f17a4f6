//! Stations: whom the simulated server knows as one, and that it looks at nothing else.
//!
//! The one rule to know: a station is one in its own community; in all others it is a phone.

use super::Server;
use crate::bugs::Bug;
use rules::Origin;
use rules::id::CommunityId;
use std::collections::BTreeMap;
use sync::authority::Visit;
use sync::wire::Request;

/// What a browser sends along.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cookies {
    /// Whoever is signed in.
    pub session: Option<u64>,
    /// That it is a station.
    pub station: Option<u64>,
}

/// How a device's build begins that says of itself that it is a station.
pub const CLAIM: &str = "station of ";

/// The stations of one server.
#[derive(Debug, Default)]
pub struct Stations {
    /// Of which community each is, by its cookie.
    pub enrolled: BTreeMap<u64, CommunityId>,
    /// Of which community the device is one whose request is being answered.
    here: Option<CommunityId>,
}

impl Server {
    /// Finds out at which station a request is made.
    pub(super) fn look_at_station(&mut self, cookies: Cookies, request: &Request) {
        let known = cookies
            .station
            .and_then(|cookie| self.stations.enrolled.get(&cookie));
        self.stations.here = match self.bug {
            Some(Bug::StationClaimed) => {
                let claim = request.build.strip_prefix(CLAIM);
                claim.and_then(|of| of.parse().ok()).or(known.cloned())
            }
            Some(Bug::StationOverlooked) => None,
            _ => known.cloned(),
        };
    }

    /// A visit, as one to this community.
    pub(super) fn visit_to(&self, visit: &Visit, community: &CommunityId) -> Visit {
        let is_station = self.stations.here.as_ref() == Some(community);
        let origin = if is_station {
            Origin::Station
        } else {
            Origin::OwnDevice
        };
        Visit {
            origin,
            ..visit.clone()
        }
    }

    /// Staff end a station.
    pub fn end_station(&mut self, cookie: u64) {
        if self.bug != Some(Bug::StationOutlived) {
            self.stations.enrolled.remove(&cookie);
        }
    }

    /// Whether whoever asks comes from some station.
    pub(super) fn is_at_station(&self) -> bool {
        self.stations.here.is_some()
    }
}
