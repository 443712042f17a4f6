//! What a session offers at this moment: the word on its one large button.
//!
//! The one rule to know: an offer is a display hint. What is decided is decided by
//! [`crate::decide`]; the hint uses the same window and the same line, so that the two agree
//! wherever the device's clock and tally do.
//!
//! Deliberately absent: who asks. Ages and what somebody holds already are asked per person.

use crate::context::Origin;
use crate::refusal::Refusal;
use crate::registration::drawing;
use crate::registration::{Seats, WAITING_PARTIES_MAX, window};
use crate::session::{Admission, Session};
use crate::time::{Offset, UnixMillis};
use jiff::civil;

/// What a session offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Come as you are.
    Come,
    /// Seats are free; whoever waits needs more of them than there are.
    Register {
        /// How many are free.
        free: u32,
        /// How many more there are that only a kiosk may take.
        kept: u32,
    },
    /// The waiting list.
    JoinLine {
        /// How many parties wait already.
        waiting: u32,
        /// How many seats are free all the same, for kiosks alone.
        kept: u32,
    },
    /// An application for the draw.
    Apply {
        /// The day of the draw, where it is known.
        drawn_on: Option<civil::Date>,
    },
    /// An application that staff decide.
    Ask,
    /// Nothing, and why.
    Not(Refusal),
}

impl Offer {
    /// Whether a list of what is still free names it: whoever asks now may get a place. A line is
    /// no free place; a draw that takes applications has all of its own still; what a counter has
    /// left is not known here, so it is not promised.
    pub fn is_free(&self) -> bool {
        match self {
            Self::Come | Self::Register { .. } | Self::Apply { .. } | Self::Ask => true,
            Self::JoinLine { .. } | Self::Not(_) => false,
        }
    }
}

/// What a session offers at a moment, by its tally, to whoever asks from there.
pub fn offer(
    session: &Session,
    tally: &Seats,
    (offset, now): (Offset, UnixMillis),
    origin: Origin,
) -> Offer {
    if let Err(refusal) = session.check_takes_place() {
        return Offer::Not(refusal);
    }
    if let Admission::Open = session.admission {
        let over = session.is_over(offset, now).then(|| Refusal::SessionOver {
            ended: session.last_day(),
        });
        return over.map_or(Offer::Come, Offer::Not);
    }
    if let Err(refusal) = window(session, offset, now) {
        return Offer::Not(refusal);
    }
    match session.admission {
        Admission::Open => Offer::Come,
        Admission::Counter { .. } => Offer::Not(Refusal::CounterOnly),
        Admission::Approval { .. } => Offer::Ask,
        Admission::Ballot { drawn_on, .. } if !tally.drawn => {
            match drawing::check_open(session, offset, now) {
                Ok(()) => Offer::Apply { drawn_on },
                Err(refusal) => Offer::Not(refusal),
            }
        }
        Admission::Ballot { .. } | Admission::FirstCome { .. } => {
            let kept = match origin {
                Origin::OwnDevice => tally.left_for_stations(session),
                Origin::Station => 0,
            };
            by_line(tally, (tally.free_from(session, origin), kept))
        }
    }
}

fn by_line(tally: &Seats, (free, kept): (u32, u32)) -> Offer {
    match (free, tally.waiting()) {
        (1.., _) => Offer::Register { free, kept },
        (_, WAITING_PARTIES_MAX..) => Offer::Not(Refusal::WaitingListFull {
            limit: WAITING_PARTIES_MAX,
        }),
        (_, waiting) => Offer::JoinLine { waiting, kept },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::session::Status;
    use crate::session::quota::{Counted, Quota};
    use crate::words::Words;

    use jiff::civil::{date, time};

    const CHINA: Offset = Offset(480);

    fn session(admission: Admission) -> Session {
        Session {
            opens: Some(date(2026, 3, 10).at(9, 0, 0, 0)),
            ..Session::new(
                ("a".parse().unwrap(), "hall".parse().unwrap()),
                vec![date(2026, 3, 20)],
                (time(14, 30, 0, 0), time(16, 0, 0, 0)),
                admission,
            )
        }
    }

    fn taken(taken: u32, waiting: u32) -> Seats {
        Seats {
            taken,
            tail: waiting,
            ..Seats::default()
        }
    }

    fn offered(session: &Session, tally: &Seats, at: civil::DateTime) -> Offer {
        offer(session, tally, (CHINA, CHINA.millis(at)), Origin::OwnDevice)
    }

    #[test]
    fn seats_that_are_kept_for_kiosks_are_offered_there_alone() {
        let noon = CHINA.millis(date(2026, 3, 19).at(12, 0, 0, 0));
        let kept = Session {
            quotas: vec![Quota {
                name: Words::default(),
                of: Counted::ByOwnDevice,
                seats: 3,
            }],
            ..session(Admission::FirstCome { seats: 5 })
        };
        let asked_by_phone = |phones: u32| Seats {
            taken: phones,
            quotas: vec![phones],
            ..Seats::default()
        };
        for (phones, at_kiosk, free, by_phone, kept_still) in [
            (0, 0, 5, 3, 2),
            (2, 0, 3, 1, 2),
            (3, 0, 2, 0, 2),
            (3, 1, 1, 0, 1),
            (0, 1, 4, 3, 1),
            // Kiosks took what was kept for them, and one that phones might have had.
            (1, 3, 1, 1, 0),
            (3, 2, 0, 0, 0),
        ] {
            let tally = Seats {
                taken: phones + at_kiosk,
                ..asked_by_phone(phones)
            };
            let said = format!("{phones} by phone, {at_kiosk} at a kiosk");
            assert_eq!(tally.left_for_stations(&kept), kept_still, "{said}");
            let at = |origin| offer(&kept, &tally, (CHINA, noon), origin);
            let offered = |free, kept| match free {
                0 => Offer::JoinLine { waiting: 0, kept },
                free => Offer::Register { free, kept },
            };
            assert_eq!(
                at(Origin::OwnDevice),
                offered(by_phone, kept_still),
                "{said}"
            );
            assert_eq!(at(Origin::Station), offered(free, 0), "{said}");
        }
    }

    #[track_caller]
    fn check(admission: Admission, tally: &Seats, at: civil::DateTime, expect: &Offer) {
        let found = offered(&session(admission), tally, at);
        assert_eq!(&found, expect);
    }

    #[test]
    fn a_free_seat_is_for_whoever_fits_into_it_while_larger_parties_wait() {
        let noon = date(2026, 3, 19).at(12, 0, 0, 0);
        let two = Admission::FirstCome { seats: 2 };
        check(
            two.clone(),
            &taken(1, 0),
            noon,
            &Offer::Register { free: 1, kept: 0 },
        );
        check(
            two.clone(),
            &taken(2, 0),
            noon,
            &Offer::JoinLine {
                waiting: 0,
                kept: 0,
            },
        );
        check(
            two.clone(),
            &taken(1, 3),
            noon,
            &Offer::Register { free: 1, kept: 0 },
        );
        let limit = WAITING_PARTIES_MAX;
        let full = Offer::Not(Refusal::WaitingListFull { limit });
        check(two, &taken(2, limit), noon, &full);
    }

    #[test]
    fn what_is_called_still_free_is_what_one_may_still_get() {
        let noon = date(2026, 3, 19).at(12, 0, 0, 0);
        let free = |admission: Admission, tally: &Seats, at| {
            offered(&session(admission), tally, at).is_free()
        };
        let two = || Admission::FirstCome { seats: 2 };
        assert!(free(two(), &taken(1, 0), noon));
        // One seat is left that a waiting family of two does not fit into.
        assert!(free(two(), &taken(1, 1), noon));
        // Full, with a line or without: a place in the line is no free place.
        assert!(!free(two(), &taken(2, 0), noon) && !free(two(), &taken(2, 5), noon));
        // A draw gives nothing out before it is drawn, however many have applied.
        let drawn_on = None;
        let draw = Admission::Ballot { seats: 1, drawn_on };
        assert!(free(draw.clone(), &taken(0, 0), noon));
        // Nobody here knows what a counter has left.
        assert!(!free(Admission::Counter { seats: 9 }, &taken(0, 0), noon));
        assert!(free(Admission::Open, &taken(0, 0), noon));
        // Before the window and after it nothing is to be had.
        let early = date(2026, 3, 1).at(12, 0, 0, 0);
        let late = date(2026, 3, 20).at(15, 0, 0, 0);
        for at in [early, late] {
            assert!(!free(two(), &taken(0, 0), at) && !free(draw.clone(), &taken(0, 0), at));
        }
    }

    #[test]
    fn the_window_opens_and_closes_on_the_minute() {
        let two = || Admission::FirstCome { seats: 2 };
        let opens = date(2026, 3, 10).at(9, 0, 0, 0);
        let early = date(2026, 3, 10).at(8, 59, 0, 0);
        check(
            two(),
            &taken(0, 0),
            early,
            &Offer::Not(Refusal::NotYetOpen { opens }),
        );
        check(
            two(),
            &taken(0, 0),
            opens,
            &Offer::Register { free: 2, kept: 0 },
        );
        let closed = date(2026, 3, 20).at(14, 30, 0, 0);
        check(
            two(),
            &taken(0, 0),
            closed,
            &Offer::Not(Refusal::Closed { closed }),
        );
        let ended = date(2026, 3, 20);
        let over = Offer::Not(Refusal::SessionOver { ended });
        check(two(), &taken(0, 0), ended.at(16, 0, 0, 0), &over);
    }

    #[test]
    fn what_is_cancelled_or_postponed_offers_nothing_and_what_was_drawn_its_line() {
        let noon = date(2026, 3, 19).at(12, 0, 0, 0);
        let day_after = date(2026, 3, 21).at(12, 0, 0, 0);
        for admission in [Admission::Open, Admission::FirstCome { seats: 2 }] {
            for (status, refusal) in [
                (Status::Cancelled, Refusal::SessionCancelled),
                (Status::Postponed, Refusal::SessionPostponed),
            ] {
                let off = session(admission.clone()).with_status(status);
                for at in [noon, day_after] {
                    let found = offered(&off, &taken(0, 0), at);
                    assert_eq!(found, Offer::Not(refusal.clone()));
                }
            }
        }
        let (seats, drawn_on) = (5, None);
        let drawn = Seats {
            drawn: true,
            ..taken(5, 2)
        };
        let ballot = Admission::Ballot { seats, drawn_on };
        check(
            ballot,
            &drawn,
            noon,
            &Offer::JoinLine {
                waiting: 2,
                kept: 0,
            },
        );
    }

    #[test]
    fn each_way_in_has_its_own_offer() {
        let noon = date(2026, 3, 20).at(15, 0, 0, 0);
        check(Admission::Open, &taken(0, 0), noon, &Offer::Come);
        let before = date(2026, 3, 19).at(12, 0, 0, 0);
        let counter = Admission::Counter { seats: 5 };
        check(
            counter,
            &taken(0, 0),
            before,
            &Offer::Not(Refusal::CounterOnly),
        );
        let ballot = Admission::Ballot {
            seats: 5,
            drawn_on: None,
        };
        check(
            ballot,
            &taken(0, 0),
            before,
            &Offer::Apply { drawn_on: None },
        );
    }
}
