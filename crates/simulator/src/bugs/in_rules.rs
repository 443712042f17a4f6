//! What a rule would do wrong, planted in what it reads and in what it wrote.

use super::{Bug, Doing};
use rules::Key;
use rules::record::Record;
use rules::session::{Admission, Status};
use sync::depot::Row;

/// Alters what a rule reads.
pub fn plant_in_read(bug: Option<Bug>, doing: &Doing, key: &Key, row: &mut Row) {
    if let (Some(Bug::PartyPassedOver), Key::Waiting(_, turn)) = (bug, key)
        && turn % 3 == 0
    {
        row.record = None;
    }
    // Whoever changes a session writes down what it was; the check alone is wrong.
    let checks = matches!(doing.kind.as_str(), "register" | "leave" | "admit");
    match (bug, &mut row.record) {
        (Some(Bug::SeatsOffByOne), Some(Record::Session(session))) if checks => {
            if let Admission::FirstCome { seats } = &mut session.admission {
                *seats = seats.saturating_add(1);
            }
        }
        (Some(Bug::PostponedTaken), Some(Record::Session(session)))
            if checks && session.status() == Status::Postponed =>
        {
            session.set_status(Status::Scheduled);
        }
        _ => {}
    }
}

/// Alters what a rule wrote; true when it is not written at all.
pub fn plant_in_write(bug: Option<Bug>, writes: u64, _key: &Key, row: &mut Row) -> bool {
    match (bug, &mut row.record) {
        (Some(Bug::TurnsRenumbered), Some(Record::Seats(seats))) if seats.head > 0 => {
            let head = seats.head;
            seats.tail = seats.tail.saturating_sub(head);
            for gone in &mut seats.gone {
                *gone = gone.saturating_sub(head);
            }
            seats.head = 0;
            false
        }
        (Some(Bug::TallyForgotten), Some(Record::Seats(_)))
        | (Some(Bug::ClaimMonthForgotten), Some(Record::ClaimMonth(_))) => writes.is_multiple_of(5),
        _ => false,
    }
}
