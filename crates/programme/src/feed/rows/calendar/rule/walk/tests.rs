//! Rules against the reader that checks them, which follows them too, and how much is looked at.

use super::*;
use rrule::RRuleSet;

const FIRST: [&str; 4] = [
    "20261202T190000",
    "20240229T080000",
    "20260131T233015",
    "20271231T000000",
];

/// What our reading and the other one find first; of the other no more than a hundred years.
fn both(first: &str, rule: &str) -> (Vec<String>, Vec<String>) {
    let starts: DateTime = first.parse().unwrap();
    let set: RRuleSet = format!("DTSTART:{first}Z\nRRULE:FREQ={rule}")
        .parse()
        .unwrap_or_else(|error| panic!("{rule}: {error}"));
    let until = set.get_rrule()[0].get_until();
    let until = until.map(|until| until.format("%Y%m%dT%H%M%S").to_string().parse().unwrap());
    let read = Rule::read(&format!("FREQ={rule}"), starts);
    let mut walk = read.walk(starts, until, 40);
    let done = read.follow(&mut walk);
    let theirs = set.all(40).dates.into_iter();
    let theirs = theirs.map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string());
    let theirs = match done {
        Ok(()) => theirs.collect(),
        Err(Far::Years) => theirs.filter(|at| at.as_str() < "2125").collect(),
        Err(Far::Steps) => panic!("{rule} is too slow"),
    };
    let last = done.map_or("2125", |()| "9999");
    let ours = walk.found.iter().map(ToString::to_string);
    (ours.filter(|at| at.as_str() < last).collect(), theirs)
}

#[test]
fn a_rule_meets_when_the_other_reader_says_so() {
    for rule in [
        "YEARLY",
        "YEARLY;COUNT=7",
        "YEARLY;INTERVAL=3;COUNT=5",
        "YEARLY;BYMONTH=3,1",
        "YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=9",
        "YEARLY;BYMONTHDAY=-1,15",
        "YEARLY;BYYEARDAY=1,-1,100",
        "YEARLY;BYYEARDAY=366",
        "YEARLY;BYDAY=20MO,-1SU",
        "YEARLY;BYMONTH=11;BYDAY=4TH,-1FR",
        "YEARLY;BYDAY=TU,TH;BYMONTH=5",
        "YEARLY;BYWEEKNO=20;BYDAY=MO",
        "YEARLY;BYWEEKNO=1,53,-2;BYDAY=WE",
        "YEARLY;BYWEEKNO=10;WKST=SU",
        "YEARLY;BYMONTH=6;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-2",
        "YEARLY;BYMONTH=1;BYHOUR=9,20;BYMINUTE=0,30;COUNT=20",
        "MONTHLY",
        "MONTHLY;INTERVAL=5;BYMONTHDAY=31",
        "MONTHLY;BYDAY=5FR",
        "MONTHLY;BYDAY=-1MO,2TU;COUNT=15",
        "MONTHLY;BYMONTHDAY=13;BYDAY=FR",
        "MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "MONTHLY;BYMONTH=2,8;BYMONTHDAY=-3",
        "MONTHLY;UNTIL=20280301T000000Z",
        "MONTHLY;INTERVAL=13;BYDAY=SA;UNTIL=20401231T000000Z",
        "WEEKLY",
        "WEEKLY;INTERVAL=2;BYDAY=MO,SU",
        "WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
        "WEEKLY;INTERVAL=3;BYDAY=SU,WE;WKST=TH;UNTIL=20290101T120000Z",
        "WEEKLY;BYMONTH=7,12;BYDAY=SA",
        "WEEKLY;BYDAY=TU,SA;BYHOUR=8,19;COUNT=11",
        "DAILY;COUNT=12",
        "DAILY;INTERVAL=10",
        "DAILY;BYMONTH=2;BYMONTHDAY=28,29",
        "DAILY;BYDAY=SA;UNTIL=20280615T190000Z",
        "DAILY;BYHOUR=7,9;BYMINUTE=15;BYSETPOS=-1",
        "HOURLY;INTERVAL=24",
        "HOURLY;INTERVAL=7;BYMINUTE=10,40",
        "HOURLY;BYHOUR=9;BYDAY=WE",
        "MINUTELY;INTERVAL=1440;COUNT=20",
        "MINUTELY;INTERVAL=35;COUNT=30",
        "SECONDLY;INTERVAL=3600;COUNT=30",
        "SECONDLY;INTERVAL=15;BYMINUTE=3;BYHOUR=12",
    ] {
        for first in FIRST {
            let (ours, theirs) = both(first, rule);
            assert_eq!(ours, theirs, "{rule} from {first}");
        }
    }
}

/// How much is looked at before a rule is done with, and how that ends.
fn looked_at(rule: &str) -> (usize, Result<(), Far>) {
    let starts = jiff::civil::date(2026, 12, 2).at(19, 0, 0, 0);
    let read = Rule::read(rule, starts);
    let mut walk = read.walk(starts, None, 400);
    let done = read.follow(&mut walk);
    (walk.steps, done)
}

#[test]
fn a_day_that_never_comes_is_looked_for_in_a_hundred_years_and_no_further() {
    let (steps, done) = looked_at("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5");
    assert_eq!(done, Err(Far::Years));
    assert!(steps < 5_000, "{steps}");
    for rule in [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "FREQ=YEARLY;INTERVAL=2;BYYEARDAY=366;BYMONTH=11",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "FREQ=YEARLY;BYWEEKNO=30;BYMONTH=2;BYDAY=MO",
    ] {
        let (steps, done) = looked_at(rule);
        assert_eq!(done, Err(Far::Years), "{rule}");
        assert!(steps < 80_000, "{rule}: {steps}");
    }
    let (steps, done) = looked_at("FREQ=SECONDLY;BYDAY=MO;BYSETPOS=2;COUNT=1");
    assert_eq!((steps, done), (STEPS_MAX + 1, Err(Far::Steps)));
}

#[test]
fn a_file_has_an_end_to_what_its_rules_look_at() {
    let starts = jiff::civil::date(2026, 12, 2).at(19, 0, 0, 0);
    let left = Cell::new(5_000);
    let meets = |text: &str| Rule::read(text, starts).moments(starts, None, (400, &left));
    assert_eq!(meets("FREQ=WEEKLY;COUNT=52").unwrap().len(), 52);
    assert!((4_400..4_600).contains(&left.get()), "{}", left.get());
    let dead = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5";
    assert_eq!(meets(dead), Err(Far::Years));
    assert_eq!(meets(dead), Err(Far::Steps), "what is left is not enough");
    assert_eq!(
        (meets("FREQ=DAILY;COUNT=1"), left.get()),
        (Err(Far::Steps), 0)
    );
}
