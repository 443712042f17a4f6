//! What every depot lets the authority promise of draws: the seal stands there before anybody
//! applies, and the draw is held at its hour by the seed it sealed.
//!
//! The one rule to know: asked again, nothing happens; what waits is said by `draws_wait`.
//!
//! Deliberately absent: the draw itself, which the rules prove.

use super::{NOW, ask, session_id, stage, state_of};
use crate::authority::{DrawSecret, Visit, draws_wait, execute, hold_draws, seal_draws};
use crate::depot::Depot;
use crate::outcome::{Amendment, Outcome};
use core::fmt::Debug;
use rules::civil::date;
use rules::id::{CommunityId, SessionId};
use rules::publish::Item;
use rules::registration::RegistrationState;
use rules::registration::draw::{Draw, seal_of};
use rules::session::{Admission, Session};
use rules::time::Offset;
use rules::{Actor, Intent, Key, Record, Refusal};

/// Three sessions, each drawn for at nine on 20 April; one of them is staged.
fn open<D: Depot>(depot: &mut D, admission: &Admission)
where
    D::Error: Debug,
{
    let mut items = stage(None);
    let mut more = Vec::new();
    for item in &mut items {
        if let Record::Session(session) = &mut item.record {
            session.admission = admission.clone();
            for name in ["t", "u"] {
                more.push(Item {
                    key: Key::Session(name.parse().unwrap()),
                    record: Record::Session(Session::clone(session)),
                });
            }
        }
    }
    items.extend(more);
    let system = Visit::new(Actor::System, NOW);
    execute(depot, &system, None, &Intent::Publish { items, by: None }).unwrap();
}

fn draw<D: Depot>(depot: &mut D, session: &SessionId) -> Option<Draw>
where
    D::Error: Debug,
{
    let row = depot.row(&Key::Draw(session.clone())).unwrap()?;
    match row.record? {
        Record::Draw(found) => Some(found),
        _ => None,
    }
}

/// Draws are sealed once, listed until they are held, and held at their hour, so many at a time.
pub fn draws_are_sealed_and_held_at_their_hour<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let (seats, drawn_on) = (1, Some(date(2026, 4, 20)));
    open(depot, &Admission::Ballot { seats, drawn_on });
    let community: CommunityId = "c".parse().unwrap();
    let of = (&community, DrawSecret([3; 32]));
    let refusal = Refusal::NotSealed;
    assert_eq!(ask(depot, "lin", 1), Some(Outcome::Refused { refusal }));
    assert!(draws_wait(depot, NOW).unwrap(), "for their seals");
    seal_draws(depot, of, NOW).unwrap();
    assert!(!draws_wait(depot, NOW).unwrap());
    let before = depot.head().unwrap();
    seal_draws(depot, of, NOW).unwrap();
    assert_eq!(depot.head().unwrap(), before, "sealed twice");
    let ids: [SessionId; 3] = [session_id(), "t".parse().unwrap(), "u".parse().unwrap()];
    let shown = ids.each_ref().map(|id| draw(depot, id).unwrap().seal);
    assert_ne!(shown[0], shown[1], "each has a seed of its own");
    let how = Amendment::Applied { drawn_on };
    assert_eq!(ask(depot, "lin", 2), Some(Outcome::Changed { how }));
    let hour = Offset(480).millis(date(2026, 4, 20).at(9, 0, 0, 0));
    let early = hour.plus_millis(-1);
    assert!(!draws_wait(depot, early).unwrap());
    assert_eq!(hold_draws(depot, of, early, 9).unwrap(), 0);
    assert!(draws_wait(depot, hour).unwrap(), "for their hour");
    let guessed = (of.0, DrawSecret([4; 32]));
    let held = hold_draws(depot, guessed, hour, 9).unwrap();
    assert_eq!(held, 0, "nobody without the secret has the seed");
    assert_eq!(hold_draws(depot, of, hour, 2).unwrap(), 2);
    assert_eq!(hold_draws(depot, of, hour, 2).unwrap(), 1);
    assert_eq!(hold_draws(depot, of, hour, 2).unwrap(), 0);
    assert!(!draws_wait(depot, hour).unwrap());
    for (id, seal) in ids.iter().zip(shown) {
        let held = draw(depot, id).unwrap();
        assert_eq!(held.seal, seal, "of the seal that was shown");
        assert_eq!(seal_of(held.held.unwrap().seed), seal);
    }
    assert_eq!(state_of(depot, "lin"), Some(RegistrationState::Confirmed));
}

/// Whoever looks whether a draw is to be held shows its seal first, and holds it at its hour only.
pub fn a_seal_is_shown_before_a_draw_is_held<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    let (seats, drawn_on) = (1, Some(date(2026, 4, 20)));
    open(depot, &Admission::Ballot { seats, drawn_on });
    let community: CommunityId = "c".parse().unwrap();
    let of = (&community, DrawSecret([3; 32]));
    assert_eq!(hold_draws(depot, of, NOW, 9).unwrap(), 0);
    let shown = draw(depot, &session_id()).unwrap();
    assert!(shown.held.is_none());
    assert!(!draws_wait(depot, NOW).unwrap());
}

/// What staff decide about is said to be asked, and no draw waits for it.
pub fn what_staff_decide_is_asked_and_not_drawn<D: Depot>(depot: &mut D)
where
    D::Error: Debug,
{
    open(depot, &Admission::Approval { seats: 1 });
    let how = Amendment::Asked;
    assert_eq!(ask(depot, "lin", 1), Some(Outcome::Changed { how }));
    assert!(!draws_wait(depot, NOW).unwrap());
}
