//! Two invented families of Fengchi community, for demonstrations and tests.
//!
//! The one rule to know: their ids never change, so that a demonstration can name them.
//!
//! Deliberately absent: member numbers and PINs; who serves them makes those.

use super::DehuaError;
use jiff::civil::{Date, date};
use rules::consent::Consent;
use rules::household::{Household, Resident};
use rules::key::Key;
use rules::publish::Item;
use rules::record::Record;
use rules::staff::{Level, Staff};
use rules::time::UnixMillis;

/// The Lin household: grandmother, daughter, two grandchildren.
pub const LIN_HOUSEHOLD: &str = "dh-h-lin";
/// Grandmother Lin, head of her household.
pub const LIN_GRANDMOTHER: &str = "dh-r-lin-apo";
/// Her daughter.
pub const LIN_DAUGHTER: &str = "dh-r-lin-xiulan";
/// Her grandson, born on the solar term whose name he has; old enough for after-school.
pub const XIAOMAN: &str = "dh-r-lin-xiaoman";
/// Her granddaughter, too young for after-school until late 2027.
pub const XIAOXUE: &str = "dh-r-lin-xiaoxue";
/// The Chen household: a porcelain master, his wife, their grown son.
pub const CHEN_HOUSEHOLD: &str = "dh-h-chen";
/// Master Chen, head of his household.
pub const CHEN_MASTER: &str = "dh-r-chen-shifu";
/// His wife.
pub const CHEN_WIFE: &str = "dh-r-chen-meihua";
/// Their son.
pub const CHEN_SON: &str = "dh-r-chen-zhiyuan";

/// Head of the community's service station: publishes.
pub const STAFF_WANG: &str = "dh-s-wang";
/// Her colleague: writes drafts and keeps the roster.
pub const STAFF_SU: &str = "dh-s-su";

/// Fengchi community, where both families live.
const FENGCHI: &str = "350526100001";

/// The two families: each a household with its residents.
pub fn demo_households() -> Result<Vec<Item>, DehuaError> {
    let lin = [
        (LIN_GRANDMOTHER, "林阿婆", date(1953, 9, 12)),
        (LIN_DAUGHTER, "林秀兰", date(1986, 3, 8)),
        (XIAOMAN, "小满", date(2018, 5, 21)),
        (XIAOXUE, "小雪", date(2021, 11, 22)),
    ];
    let chen = [
        (CHEN_MASTER, "陈师傅", date(1966, 7, 2)),
        (CHEN_WIFE, "郑美华", date(1969, 1, 15)),
        (CHEN_SON, "陈志远", date(1997, 10, 30)),
    ];
    let mut items = family(LIN_HOUSEHOLD, &lin)?;
    items.append(&mut family(CHEN_HOUSEHOLD, &chen)?);
    // Signed on paper at the desk for the older child; nobody has asked for the younger yet.
    items.push(Item {
        key: Key::Consent(XIAOMAN.parse()?),
        record: Record::Consent(Consent {
            household: LIN_HOUSEHOLD.parse()?,
            by: LIN_DAUGHTER.parse()?,
            at: UnixMillis(0),
        }),
    });
    Ok(items)
}

/// Two who work at the community's desk.
pub fn demo_staff() -> Result<Vec<Item>, DehuaError> {
    let staff = [
        (STAFF_WANG, "王站长", Level::Publisher),
        (STAFF_SU, "小苏", Level::Editor),
    ];
    let item = |(id, name, level): (&str, &str, Level)| {
        Ok(Item {
            key: Key::Staff(id.parse()?),
            record: Record::Staff(Staff {
                name: name.to_owned(),
                level: Some(level),
            }),
        })
    };
    staff.into_iter().map(item).collect()
}

fn family(household: &str, people: &[(&str, &str, Date)]) -> Result<Vec<Item>, DehuaError> {
    let mut items = Vec::new();
    let mut members = Vec::new();
    for (id, name, born) in people {
        members.push(id.parse()?);
        let resident = Resident::new((*name).to_owned(), *born, household.parse()?);
        let record = Record::Resident(resident);
        items.push(Item {
            key: Key::Resident(id.parse()?),
            record,
        });
    }
    let committee = Some(FENGCHI.parse()?);
    let record = Record::Household(Household {
        members,
        committee,
        building: None,
    });
    items.insert(
        0,
        Item {
            key: Key::Household(household.parse()?),
            record,
        },
    );
    Ok(items)
}
