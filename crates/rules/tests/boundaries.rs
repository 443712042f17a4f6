//! The last value that passes and the first that does not, of rules that compare with a limit.
#![allow(clippy::unwrap_used, missing_docs)]

use rules::civil::{Date, date, time};
use rules::claim::Asked;
use rules::community::Community;
use rules::id::ResidentId;
use rules::points::PointsPolicy;
use rules::registration::admits;
use rules::session::{Admission, Ages, Session};
use rules::time::{Offset, UnixMillis};
use rules::words::Words;
use rules::{Actor, Authority, Context, Intent, Key, Record, Refusal, Slice, decide};

fn session(ages: Ages) -> Session {
    Session {
        ages,
        ..Session::new(
            ("a".parse().unwrap(), "p".parse().unwrap()),
            vec![date(2026, 3, 20)],
            (time(14, 30, 0, 0), time(16, 0, 0, 0)),
            Admission::Open,
        )
    }
}

#[test]
fn whoever_turns_the_age_on_the_first_day_is_old_enough_and_the_next_day_is_not() {
    let resident: ResidentId = "r".parse().unwrap();
    let (min, max) = (Some(18), None);
    let adults = session(Ages { min, max });
    assert_eq!(admits(&adults, &resident, date(2008, 3, 20)), Ok(()));
    let young = admits(&adults, &resident, date(2008, 3, 21));
    assert!(matches!(young, Err(Refusal::TooYoung { age: 17, .. })));
    let (min, max) = (None, Some(12));
    let children = session(Ages { min, max });
    assert_eq!(admits(&children, &resident, date(2013, 3, 21)), Ok(()));
    let old = admits(&children, &resident, date(2013, 3, 20));
    assert!(matches!(old, Err(Refusal::TooOld { age: 13, .. })));
}

/// What becomes of a claim for a day, handed in at ten in the morning of 31 March.
fn claim_of(day: Date) -> Result<(), Refusal> {
    let mut slice = Slice::default();
    let community = Community::new(Words::default(), Words::default(), Offset(480));
    slice.put(Key::Community, Record::Community(community));
    let context = Context {
        now: UnixMillis(1_774_922_400_000),
        actor: Actor::Resident {
            resident: "r".parse().unwrap(),
            household: "h".parse().unwrap(),
        },
        authority: Authority::Server,
    };
    let asked = Asked {
        note: "n".parse().unwrap(),
        revision: "v".parse().unwrap(),
        act: "guard".parse().unwrap(),
        day,
        minutes: 60,
    };
    decide(&slice, &context, &Intent::Claim(asked)).map(|_| ())
}

#[test]
fn a_day_counts_until_its_last_day_for_claims_and_never_before_it_came() {
    assert_eq!(PointsPolicy::default().claim_days_max, 30);
    assert_eq!(claim_of(date(2026, 3, 31)), Ok(()));
    assert_eq!(claim_of(date(2026, 3, 1)), Ok(()));
    let late = claim_of(date(2026, 2, 28));
    assert!(matches!(late, Err(Refusal::TooLongAgo { .. })), "{late:?}");
    let early = claim_of(date(2026, 4, 1));
    assert!(matches!(early, Err(Refusal::NotYet { .. })), "{early:?}");
}
