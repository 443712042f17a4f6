//! Where a world begins: communities with a small programme, households, residents.

pub mod desk;

use crate::options::Options;
use crate::random::Random;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::civil::{Date, DateTime, date, time};
use rules::community::{Community, Place, PlaceKind};
use rules::household::{Household, Resident};
use rules::id::{CommunityId, HouseholdId, ResidentId, SessionId};
use rules::publish::Item;
use rules::session::{Ages, Session};
use rules::time::Offset;
use rules::words::Words;
use rules::{Intent, Key, Record};
use sync::replica::Who;

/// Sessions of each community.
pub const SESSIONS: usize = 12;
/// How many records one publication hands in.
const CHUNK: usize = 400;
const SURNAMES: [&str; 6] = ["林", "陈", "王", "苏", "郑", "徐"];
const NAMES: [&str; 5] = ["秀英", "建国", "小雨", "志明", "阿珠"];

/// Reads an id that this crate itself made up.
pub fn id<T: core::str::FromStr>(text: &str) -> T {
    match text.parse() {
        Ok(id) => id,
        Err(_) => unreachable!("an id made here is well formed"),
    }
}

/// The communities of a world.
pub fn communities(options: &Options) -> Vec<CommunityId> {
    (0..options.communities)
        .map(|n| id(&format!("c{n}")))
        .collect()
}

/// The home community of a household.
pub fn home(options: &Options, household: usize) -> CommunityId {
    id(&format!("c{}", household % options.communities.max(1)))
}

/// A resident of a household.
pub fn who(options: &Options, household: usize, member: usize) -> Who {
    Who {
        community: home(options, household),
        resident: id::<ResidentId>(&format!("r{household}-{member}")),
        household: Some(id::<HouseholdId>(&format!("h{household}"))),
    }
}

/// Everybody there is.
pub fn everyone(options: &Options) -> Vec<Who> {
    let all = (0..options.households).flat_map(|h| (0..options.members).map(move |m| (h, m)));
    all.map(|(h, m)| who(options, h, m)).collect()
}

/// What a resident is called.
pub fn name(household: usize, member: usize) -> String {
    let surname = SURNAMES.get(household % SURNAMES.len()).unwrap_or(&"某");
    format!(
        "{surname}{}",
        NAMES.get(member % NAMES.len()).unwrap_or(&"某")
    )
}

/// What a resident is called, by their id; staff by theirs.
pub fn name_of(resident: &ResidentId) -> String {
    let numbers = resident.as_str().trim_start_matches('r').split_once('-');
    let numbers = numbers.and_then(|(h, m)| Some((h.parse().ok()?, m.parse().ok()?)));
    numbers.map_or_else(|| resident.to_string(), |(h, m)| name(h, m))
}

/// A session of a community.
pub fn session_id(number: usize) -> SessionId {
    id(&format!("s{number}"))
}

/// The publications that a community begins with.
pub fn beginnings(options: &Options, community: &CommunityId) -> Vec<Intent> {
    let mut random = Random::stream(options.seed, &format!("programme {community}"));
    let mut items = vec![Item {
        key: Key::Community,
        record: Record::Community(Community {
            consent_below: Some(desk::CONSENT_BELOW),
            ..Community::new(
                Words::new("凤池社区", "Fengchi"),
                Words::new("德化县", "Dehua"),
                Offset(480),
            )
        }),
    }];
    items.extend(desk::beginnings(options, community));
    for place in 0..options.places + 2 {
        items.push(Item {
            key: Key::Place(id(&format!("p{place}"))),
            record: Record::Place(Place {
                name: Words::new("活动室", ""),
                kind: PlaceKind::Venue,
                within: None,
                address: Words::default(),
                aid: String::new(),
                at: None,
            }),
        });
    }
    items.push(Item {
        key: Key::Activity(id("a")),
        record: Record::Activity(activity()),
    });
    for number in 0..SESSIONS {
        items.push(Item {
            key: Key::Session(session_id(number)),
            record: Record::Session(session(&mut random, number)),
        });
    }
    for household in (0..options.households).filter(|h| home(options, *h) == *community) {
        items.extend(people(options, household));
    }
    items
        .chunks(CHUNK)
        .map(|items| Intent::Publish {
            items: items.to_vec(),
            by: None,
        })
        .collect()
}

fn people(options: &Options, household: usize) -> Vec<Item> {
    let all: Vec<Who> = (0..options.members)
        .map(|m| who(options, household, m))
        .collect();
    let mut items = vec![Item {
        key: Key::Household(id(&format!("h{household}"))),
        record: Record::Household(Household {
            members: all.iter().map(|who| who.resident.clone()).collect(),
            committee: desk::committee(household),
            building: desk::building(household),
        }),
    }];
    for (member, who) in all.into_iter().enumerate() {
        let born = [date(1951, 5, 1), date(1983, 2, 3), date(2017, 9, 1)];
        items.push(Item {
            key: Key::Resident(who.resident),
            record: Record::Resident(Resident::new(
                name(household, member),
                born.get(member % 3).copied().unwrap_or(Date::MIN),
                id(&format!("h{household}")),
            )),
        });
    }
    items
}

fn activity() -> Activity {
    Activity::new(
        Words::new("太极拳", "Tai chi"),
        ActivityKind::Sport,
        Audience::Everyone,
    )
}

/// A session: mostly with few seats, some with a window that opens or closes while the world runs.
pub fn session(random: &mut Random, number: usize) -> Session {
    let seats = u32::try_from(random.between(1, 6)).unwrap_or(1);
    let admission = desk::admission(number, seats);
    let minute = i8::try_from(random.between(1, 25)).unwrap_or(1);
    let at: DateTime = date(2026, 3, 2).to_datetime(time(10, minute, 0, 0));
    // What meets this week meets late enough that one may register for it first.
    let hours = match number {
        6 => (time(22, 0, 0, 0), time(23, 0, 0, 0)),
        7 => (time(14, 0, 0, 0), time(15, 0, 0, 0)),
        // This one begins while the world runs: whoever still waits for it stands at its door.
        10 => (time(10, minute, 0, 0), time(15, 0, 0, 0)),
        _ => (time(14, 30, 0, 0), time(16, 0, 0, 0)),
    };
    Session {
        ages: Ages {
            min: (number == 4).then_some(18),
            max: None,
        },
        opens: (number == 2).then_some(at),
        closes: [3, 9].contains(&number).then_some(at),
        quotas: desk::quotas(number, seats),
        hold_hours: [5, 8, 11].contains(&number).then_some(2),
        ..Session::new((id("a"), id("p0")), desk::days(number), hours, admission)
    }
}

/// The day in a world, for notes and claims: everybody has a calendar on the wall.
pub fn day(random: &mut Random) -> Date {
    let back = i8::try_from(random.below(4)).unwrap_or(0);
    match back {
        0 => date(2026, 3, 2),
        back => date(2026, 2, 28 - back),
    }
}
