//! Who works at the desks of a world, what is asked of its sessions beside seats, and what staff plan.
//!
//! The one rule to know: each community has two of the staff, of whom one may publish; there are as
//! many devices at desks as the options say.

use super::{activity, id, session};
use crate::options::Options;
use crate::random::Random;
use rules::civil::{Date, date, time};
use rules::draft::Plan;
use rules::draft::series::{Every, Series};
use rules::id::{CommunityId, PlaceId, ResidentId, SessionId};
use rules::publish::Item;
use rules::session::quota::{Counted, Quota};
use rules::session::{Admission, Ages, Session};
use rules::staff::{Level, Staff};
use rules::words::Words;
use rules::{Key, Record};
use sync::replica::Who;

/// Below this age a guardian must have consented. Units: years.
pub const CONSENT_BELOW: u16 = 14;
/// How many drafts a community may have at once.
const DRAFTS: usize = 3;

/// Who sits at a device of a desk.
pub fn staff(options: &Options, device: usize) -> Who {
    let community = id(&format!("c{}", device % options.communities.max(1)));
    Who {
        // Where two devices stand at two desks there is a publisher at one, an editor at the other.
        resident: staff_id(&community, device % 2),
        community,
        household: None,
    }
}

/// All who work at a desk that has a device.
pub fn all_staff(options: &Options) -> Vec<Who> {
    (0..options.staff)
        .map(|device| staff(options, device))
        .collect()
}

/// One of the staff of a community.
pub fn staff_id(community: &CommunityId, number: usize) -> ResidentId {
    id(&format!("{community}clerk{number}"))
}

/// The staff a community begins with.
pub(super) fn beginnings(options: &Options, community: &CommunityId) -> Vec<Item> {
    if options.staff == 0 {
        return Vec::new();
    }
    [Level::Publisher, Level::Editor]
        .into_iter()
        .enumerate()
        .map(|(number, level)| staffed(community, (number, Some(level))))
        .collect()
}

/// What the community says of one of its staff.
pub fn staffed(community: &CommunityId, (number, level): (usize, Option<Level>)) -> Item {
    let name = format!("社区 {number}");
    Item {
        key: Key::Staff(staff_id(community, number)),
        record: Record::Staff(Staff { name, level }),
    }
}

/// The committee that a household lives under: every second one, nobody knows of the others.
pub(super) fn committee(household: usize) -> Option<PlaceId> {
    household.is_multiple_of(2).then(|| id("p1"))
}

/// The building it lives in: every second one of those whose committee is known.
pub(super) fn building(household: usize) -> Option<PlaceId> {
    household.is_multiple_of(4).then(|| id("p1-9"))
}

/// How one gets in where it is not first come, first served.
pub(super) fn admission(number: usize, seats: u32) -> Admission {
    match number {
        0 => Admission::Ballot {
            seats,
            drawn_on: Some(date(2026, 3, 3)),
        },
        1 => Admission::Open,
        6 => Admission::Approval { seats },
        9 => Admission::Ballot {
            seats,
            drawn_on: None,
        },
        // So few that a line forms before it begins.
        10 => Admission::FirstCome {
            seats: seats.min(2),
        },
        _ => Admission::FirstCome { seats },
    }
}

/// The seats of a session that only some of the people may take.
pub(super) fn quotas(number: usize, seats: u32) -> Vec<Quota> {
    let quota = |name: &str, of: Counted, seats: u32| Quota {
        name: Words::new(name, ""),
        of,
        seats,
    };
    let aged = |min, max| Counted::Aged(Ages { min, max });
    match number {
        7 => vec![
            quota("孩子", aged(None, Some(17)), 1),
            quota(
                "外村",
                Counted::LivingElsewhere(vec![id("p1")]),
                seats / 2 + 1,
            ),
        ],
        // Half of the seats, and a few more, are for phones; the rest is kept for stations.
        8 => vec![quota("手机", Counted::ByOwnDevice, seats / 2 + 1)],
        9 => vec![
            quota("老人", aged(Some(60), None), 1),
            quota("手机", Counted::ByOwnDevice, seats / 2 + 1),
        ],
        11 => vec![
            quota("本村", Counted::LivingIn(vec![id("p1")]), 2),
            quota("9号楼", Counted::LivingIn(vec![id("p1-9")]), 1),
        ],
        _ => Vec::new(),
    }
}

/// The days a session meets on: some meet this week, so that somebody may be marked as absent.
pub(super) fn days(number: usize) -> Vec<Date> {
    match number {
        6 | 10 => (2..=4).map(|day| date(2026, 3, day)).collect(),
        7 => vec![date(2026, 3, 2), date(2026, 3, 20)],
        _ => vec![date(2026, 3, 20)],
    }
}

/// A draft's id.
pub fn draft_id(random: &mut Random) -> SessionId {
    id(&format!("d{}", random.index(DRAFTS)))
}

/// Something staff plan: an activity, a session of it, and perhaps the weeks it is repeated.
pub fn plan(random: &mut Random) -> Plan {
    let first = date(2026, 3, 9);
    let until = i8::try_from(random.between(8, 30)).unwrap_or(8);
    let weekly = Series {
        every: Every::Weeks {
            every: 1,
            on: Vec::new(),
        },
        until: date(2026, 3, until),
        except: Vec::new(),
        not_on_holidays: false,
    };
    let summary = format!("第 {} 版", random.below(100));
    let mut activity = activity();
    activity.summary = Words::new(&summary, "");
    Plan {
        activity_id: id("a"),
        activity,
        session: Session {
            days: vec![first],
            starts: time(19, 0, 0, 0),
            ends: time(20, 0, 0, 0),
            opens: None,
            ..session(random, 2)
        },
        series: (random.below(3) > 0).then_some(weekly),
    }
}
