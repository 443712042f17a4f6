//! Each change of a session says what it came to, whatever was changed after it.

use crate::changes::{change, world};
use jiff::civil::{Date, date, time};
use proptest::prelude::*;
use rules::session::changes::CHANGES_MAX;
use rules::session::{Session, Status};

#[test]
fn each_change_says_what_it_came_to_whatever_came_after_it() {
    let (mut world, staff) = world();
    let (first, ninth) = (date(2026, 3, 20), time(9, 0, 0, 0));
    world.reshape(|session| {
        session.days = vec![first, date(2026, 3, 27), date(2026, 4, 3)];
        session.starts = ninth;
        session.ends = time(11, 0, 0, 0);
        session.place = "hall".parse().unwrap();
    });
    let kept = world.session().changes.len();
    let mut edit = |edit: &dyn Fn(&mut Session)| change(&mut world, &staff, edit).unwrap();
    // The first day is put off behind the second, so the second is the first.
    edit(&|now| *now = now.with_day_moved(first, date(2026, 3, 30)).unwrap());
    edit(&|now| now.place = "yard".parse().unwrap());
    edit(&|now| now.days = vec![date(2026, 5, 1), date(2026, 5, 8)]);
    edit(&|now| now.place = "roof".parse().unwrap());
    edit(&|now| now.days = vec![date(2026, 4, 24), date(2026, 5, 15)]);
    edit(&|now| now.starts = time(10, 0, 0, 0));
    // The last day comes before all others, and is then left out.
    let (last, soon) = (date(2026, 5, 15), date(2026, 4, 20));
    edit(&|now| *now = now.with_day_moved(last, soon).unwrap());
    edit(&|now| *now = now.without_day(soon).unwrap());
    let session = world.session();
    let found = session.changes_and_after();
    let said: Vec<_> = found
        .iter()
        .skip(kept)
        .map(|(_, after)| (after.when.unwrap(), after.place.as_str()))
        .collect();
    let at = |month, day, hour| date(2026, month, day).at(hour, 0, 0, 0);
    assert_eq!(
        said,
        [
            (at(3, 27, 9), "hall"),
            (at(3, 27, 9), "yard"),
            (at(5, 1, 9), "yard"),
            (at(5, 1, 9), "roof"),
            (at(4, 24, 9), "roof"),
            (at(4, 24, 10), "roof"),
            (at(4, 20, 10), "roof"),
            (at(4, 24, 10), "roof"),
        ]
    );
    assert!(found.iter().map(|(change, _)| *change).eq(&session.changes));
}

/// What staff or a feed does to a session, with numbers that choose among its days.
#[derive(Debug, Clone)]
enum Edit {
    Days(Vec<Date>),
    DayMoved(usize, Date),
    DayLeftOut(usize),
    Hour(i8),
    Place(&'static str),
    Becomes(Status),
    /// Both at once, as the row of a feed may say it.
    BecomesOn(Status, Vec<Date>),
}

impl Edit {
    fn apply(&self, now: &mut Session) {
        let held = |now: &Session, nth: usize| now.days[nth % now.days.len()];
        match self {
            Self::Days(days) => now.days.clone_from(days),
            Self::DayMoved(nth, to) => {
                *now = now
                    .with_day_moved(held(now, *nth), *to)
                    .unwrap_or(now.clone());
            }
            Self::DayLeftOut(nth) => {
                *now = now.without_day(held(now, *nth)).unwrap_or(now.clone());
            }
            Self::Hour(hour) => now.starts = time(*hour, 0, 0, 0),
            Self::Place(place) => now.place = place.parse().unwrap(),
            Self::Becomes(status) => now.set_status(*status),
            Self::BecomesOn(status, days) => {
                now.set_status(*status);
                now.days.clone_from(days);
            }
        }
    }
}

fn a_day() -> impl Strategy<Value = Date> {
    (1..=12_i8).prop_map(|day| date(2026, 5, day))
}

fn some_days() -> impl Strategy<Value = Vec<Date>> {
    prop::collection::btree_set(a_day(), 1..4).prop_map(|days| days.into_iter().collect())
}

fn a_status() -> impl Strategy<Value = Status> {
    prop_oneof![
        2 => Just(Status::Scheduled),
        1 => Just(Status::Postponed),
        1 => Just(Status::Cancelled),
    ]
}

fn an_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => some_days().prop_map(Edit::Days),
        4 => (any::<usize>(), a_day()).prop_map(|(nth, to)| Edit::DayMoved(nth, to)),
        2 => any::<usize>().prop_map(Edit::DayLeftOut),
        1 => (8..11_i8).prop_map(Edit::Hour),
        1 => prop::sample::select(vec!["hall", "yard"]).prop_map(Edit::Place),
        2 => a_status().prop_map(Edit::Becomes),
        1 => (a_status(), some_days()).prop_map(|(status, days)| Edit::BecomesOn(status, days)),
    ]
}

proptest! {
    #[test]
    fn no_change_is_ever_named_by_a_day_it_did_not_come_to(
        edits in prop::collection::vec(an_edit(), 1..=CHANGES_MAX),
    ) {
        let (mut world, staff) = world();
        world.reshape(|session| {
            session.starts = time(9, 0, 0, 0);
            session.ends = time(18, 0, 0, 0);
        });
        let set_up = world.session();
        let mut came_to = vec![set_up.clone(); set_up.changes.len()];
        for edit in &edits {
            // What is refused changed nothing.
            change(&mut world, &staff, |now| edit.apply(now)).ok();
            let session = world.session();
            // An edit can be two changes, other days and a state; both came to what stands after it.
            came_to.resize(session.changes.len(), session.clone());
        }
        let session = world.session();
        prop_assume!(session.changes.len() < CHANGES_MAX);
        let found = session.changes_and_after();
        prop_assert_eq!(found.len(), came_to.len());
        for ((change, after), stood) in found.iter().zip(&came_to) {
            prop_assert_eq!(&after.place, &stood.place, "{:?}", change);
            let was = stood.days[0].to_datetime(stood.starts);
            let has_day = stood.status() != Status::Postponed;
            if let (true, Some(said)) = (has_day, after.when) {
                prop_assert_eq!(said, was, "{:?}", change);
            }
        }
        // The last is never left open.
        if let Some((_, after)) = found.last() {
            prop_assert!(after.when.is_some());
        }
    }
}
