//! What the server decides because time has passed, and nobody asked.
//!
//! The one rule to know: a deadline is on the server's clock, and what it ends is decided and
//! written like any intent, with all that follows from it.
//!
//! Deliberately absent: when this is called. Late is allowed: until then the rules themselves
//! refuse whoever comes after the deadline.

use super::{Visit, execute};
use crate::depot::Depot;
use rules::registration::holding::Holds;
use rules::time::UnixMillis;
use rules::{Actor, Intent, Key, Record};

/// Ends the holds whose deadline has passed, at most this many; how many are ended.
///
/// # Errors
/// Whatever the depot fails with; the transaction must then be abandoned.
pub fn lapse<D: Depot>(depot: &mut D, now: UnixMillis, most: usize) -> Result<usize, D::Error> {
    let before = open(depot)?;
    let system = Visit::new(Actor::System, now);
    let due = before.open.iter().take_while(|hold| hold.until <= now);
    for hold in due.take(most) {
        let intent = Intent::Lapse {
            session: hold.session.clone(),
            turn: hold.turn,
        };
        execute(depot, &system, None, &intent)?;
    }
    // What is still listed was not ended, whoever lists it: nobody must wait for it to go.
    let after = open(depot)?;
    let gone = before.open.iter().filter(|hold| !after.open.contains(hold));
    Ok(gone.count())
}

fn open<D: Depot>(depot: &mut D) -> Result<Holds, D::Error> {
    let row = depot.row(&Key::Holds)?;
    Ok(match row.and_then(|row| row.record) {
        Some(Record::Holds(holds)) => holds,
        _ => Holds::default(),
    })
}
