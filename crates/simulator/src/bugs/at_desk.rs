//! What the rules of draws, quotas, consents and staff would do wrong: planted in what they read.
//!
//! The one rule to know: a bug is at work only while the intent it is about is decided; what a rule
//! wrote is altered in [`super::in_lines`].

use super::Bug;
use rules::attendance::Mark;
use rules::consent::Consent;
use rules::record::Record;
use rules::registration::draw::{Draw, Draws, Hash, seal_of};
use rules::registration::{Registration, RegistrationState};
use rules::session::Session;
use rules::session::quota::{Counted, Quota};
use rules::staff::Level;
use rules::time::UnixMillis;
use rules::{Key, Scope};
use sync::depot::Row;

/// What is being decided.
#[derive(Debug, Clone, Default)]
pub struct Doing {
    /// The kind of intent; `draws` while the server looks at them.
    pub kind: String,
    /// What whoever changes a session saw.
    pub saw: Option<Box<Session>>,
}

/// The seed of a draw that nobody sealed.
pub const OTHER_SEED: Hash = Hash([9; 32]);

fn row(record: Record, key: &Key) -> Row {
    Row {
        rev: 0,
        scope: record.scope(key),
        record: Some(record),
    }
}

/// Alters what a rule reads, also where there is nothing.
pub fn plant_in_reading(bug: Bug, doing: &Doing, key: &Key, found: &mut Option<Row>) {
    match (bug, doing.kind.as_str(), key) {
        (Bug::SealedAfterwards, "register", Key::Draw(_)) if found.is_none() => {
            let draw = Draw {
                seal: Hash([1; 32]),
                held: None,
            };
            *found = Some(row(Record::Draw(draw), key));
        }
        (Bug::DrawnTwice, "draws", Key::Draws) => {
            let open = ["s0", "s9"].iter().filter_map(|id| id.parse().ok());
            let open = open.collect();
            *found = Some(row(Record::Draws(Draws { open }), key));
        }
        (Bug::ConsentOverlooked, "register", Key::Consent(child)) => {
            let home = child.as_str().split_once('-').map(|(home, _)| home);
            let home = home.and_then(|home| home.replacen('r', "h", 1).parse().ok());
            if let Some(household) = home {
                let consent = Consent {
                    household,
                    by: child.clone(),
                    at: UnixMillis::default(),
                };
                *found = Some(row(Record::Consent(consent), key));
            }
        }
        (Bug::AbsencesForgotten, "call_roll", Key::Absences(_)) => *found = None,
        (Bug::EverybodyHasASeat, "call_roll", Key::Registration(..)) if found.is_none() => {
            if let Some(record) = a_seat(key) {
                *found = Some(row(record, key));
            }
        }
        _ => {}
    }
    if let Some(Row {
        record: Some(record),
        ..
    }) = found
    {
        alter(bug, doing, record);
    }
}

/// A registration of somebody who has none.
fn a_seat(key: &Key) -> Option<Record> {
    let Key::Registration(_, who) = key else {
        return None;
    };
    let home = who.as_str().split_once('-')?.0.replacen('r', "h", 1);
    Some(Record::Registration(Registration {
        household: home.parse().ok()?,
        state: RegistrationState::Confirmed,
        at: UnixMillis::default(),
        quotas: Vec::new(),
        why: String::new(),
    }))
}

fn alter(bug: Bug, doing: &Doing, record: &mut Record) {
    match (bug, doing.kind.as_str(), record) {
        (Bug::DrawnTwice, "draws", Record::Seats(tally)) => tally.drawn = false,
        (Bug::SeedNotSealed, "draws", Record::Draw(draw)) => draw.seal = seal_of(OTHER_SEED),
        (Bug::FavouredInDraw, "draws", Record::Waiting(party)) => {
            if let Some(tickets) = &mut party.tickets {
                *tickets = tickets.saturating_add(u8::from(party.household.as_str() == "h0") * 50);
            }
        }
        (Bug::QuotaOverlooked, "register", Record::Session(session)) => session.quotas.clear(),
        (Bug::PhonesNotCounted, "register", Record::Session(session)) => {
            let of_phones = |quota: &&mut Quota| quota.of == Counted::ByOwnDevice;
            for quota in session.quotas.iter_mut().filter(of_phones) {
                quota.of = Counted::LivingIn(Vec::new());
            }
        }
        (Bug::BuildingOverlooked, "register", Record::Household(home)) => home.building = None,
        (Bug::QuotaNotCounted, _, Record::Seats(tally)) => tally.quotas.clear(),
        (Bug::LevelOverlooked, "revise" | "take", Record::Staff(staff)) => {
            staff.level = Some(Level::Publisher);
        }
        (Bug::StaleRevisionTaken, "revise", Record::Session(session)) => {
            if let Some(saw) = &doing.saw {
                session.clone_from(saw);
            }
        }
        _ => {}
    }
}

/// Whether what a rule wrote is not written at all.
pub fn is_lost(bug: Bug, doing: &Doing, key: &Key, (row, known): (&Row, bool)) -> bool {
    match (bug, key) {
        (Bug::ConsentOutlived, Key::Consent(_)) => row.record.is_none(),
        (Bug::FirstMarkStands, Key::Presence(..)) => {
            let is_mark = matches!(&row.record, Some(Record::Presence(found))
                if found.mark != Mark::WalkIn);
            doing.kind == "call_roll" && known && (is_mark || row.record.is_none())
        }
        _ => false,
    }
}

/// Whether a scope's records are told under another by mistake.
pub fn is_told_too(bug: Option<Bug>, asked: &Scope, of: &Scope) -> bool {
    match (bug, asked) {
        (Some(Bug::DeskTold), Scope::Public) => *of == Scope::Desk,
        (Some(Bug::DiariesOnTheDesk), Scope::Desk) => matches!(of, Scope::Resident(_)),
        _ => false,
    }
}
