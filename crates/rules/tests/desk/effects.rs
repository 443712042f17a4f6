//! Whoever audits tells what an intent may have led to from everything else the journal holds.

use crate::world::{World, person, resident, session};
use jiff::civil::{Date, date, time};
use rules::activity::{Activity, ActivityKind, Audience};
use rules::attendance::{HeadCount, RollCall};
use rules::claim::Asked;
use rules::draft::{Plan, Step, Taking, Writing};
use rules::household::Resident;
use rules::id::{ResidentId, SessionId};
use rules::registration::WhenFull;
use rules::registration::admitting::{Admittance, Word};
use rules::session::revising::Revision;
use rules::session::{Admission, Session};
use rules::staff::Level;
use rules::words::Words;
use rules::{Actor, Fact, Intent, Key, Record, is_effect};

const DAYS: [Date; 2] = [date(2026, 3, 20), date(2026, 3, 21)];

/// A community in which everything that can be asked is asked, and what each led to.
struct Journal {
    world: World,
    staff: Actor,
    lines: Vec<(Intent, Vec<Fact>)>,
}

fn id(name: &str) -> SessionId {
    name.parse().unwrap()
}

impl Journal {
    fn new() -> Self {
        let mut world = World::new(Some(3));
        world.reshape(|it| it.days = DAYS.to_vec());
        let approval = Admission::Approval { seats: 5 };
        let applied = Session {
            admission: approval,
            ..world.session()
        };
        let other = world.session();
        for (name, written) in [("t", other), ("u", applied)] {
            world
                .slice
                .put(Key::Session(id(name)), Record::Session(written));
        }
        world.build_hall();
        let staff = world.employ("wang", Some(Level::Publisher));
        let lines = Vec::new();
        Self {
            world,
            staff,
            lines,
        }
    }

    #[track_caller]
    fn ask(&mut self, actor: &Actor, intent: Intent) {
        let facts = self.world.decide(actor, &intent).unwrap();
        assert_ne!(facts, [], "nothing came of {intent:?}");
        self.world.run(actor, &intent).unwrap();
        self.lines.push((intent, facts));
    }

    #[track_caller]
    fn register(&mut self, home: usize, name: &str, members: &[usize]) {
        let intent = Intent::Register {
            session: id(name),
            members: of(home, members),
            when_full: WhenFull::Wait,
        };
        self.ask(&resident(home), intent);
    }

    #[track_caller]
    fn leave(&mut self, home: usize, name: &str, members: &[usize]) {
        let (session, members) = (id(name), of(home, members));
        self.ask(&resident(home), Intent::Leave { session, members });
    }

    #[track_caller]
    fn by_staff(&mut self, intent: Intent) {
        let staff = self.staff.clone();
        self.ask(&staff, intent);
    }

    fn revise(&mut self, name: &str, why: &str, change: impl FnOnce(&mut Session)) {
        let was = self.world.slice.session(&id(name)).unwrap().clone();
        let mut now = was.clone();
        change(&mut now);
        self.by_staff(Intent::Revise(Revision {
            session: id(name),
            was: Box::new(was),
            now: Box::new(now),
            why: why.to_owned(),
        }));
    }

    fn admit(&mut self, name: &str, turn: u32, word: Word) {
        self.by_staff(Intent::Admit(Admittance {
            session: id(name),
            turn,
            word,
            why: String::from("照顾"),
        }));
    }

    fn roll(&mut self, name: &str, day: Date, marks: &[(usize, usize, Option<bool>)]) {
        let marks = marks
            .iter()
            .map(|(home, who, came)| (person(*home, *who), *came));
        self.by_staff(Intent::CallRoll(RollCall {
            session: id(name),
            day,
            marks: marks.collect(),
        }));
    }

    fn count(&mut self, name: &str, day: Date, heads: u32) {
        let session = id(name);
        self.by_staff(Intent::CountHeads(HeadCount {
            session,
            day,
            heads,
        }));
    }

    fn write(&mut self, name: &str, was: u32, title: &str) {
        let hours = (time(9, 0, 0, 0), time(10, 30, 0, 0));
        let ids = ("tea".parse().unwrap(), "hall".parse().unwrap());
        let seats = Admission::FirstCome { seats: 20 };
        let plan = Plan {
            activity_id: "tea".parse().unwrap(),
            activity: Activity::new(
                Words::new(title, ""),
                ActivityKind::Culture,
                Audience::Everyone,
            ),
            session: Session::new(ids, vec![date(2026, 4, 7)], hours, seats),
            series: None,
        };
        let (draft, plan) = (id(name), Box::new(plan));
        self.by_staff(Intent::Write(Writing { draft, was, plan }));
    }

    fn take(&mut self, name: &str, version: u32, step: Step) {
        let draft = id(name);
        self.by_staff(Intent::Take(Taking {
            draft,
            version,
            step,
        }));
    }

    fn residents_ask(&mut self) {
        self.register(0, "s", &[0, 1, 2]);
        self.register(0, "t", &[0, 1]);
        self.register(1, "s", &[0, 1]);
        self.register(2, "s", &[0, 1, 2]);
        self.register(4, "t", &[0]);
        for home in 1..4 {
            self.register(home, "u", &[0]);
        }
        self.leave(0, "s", &[0]);
        self.leave(0, "t", &[0]);
        self.leave(1, "s", &[0, 1]);
        // One of the three for whom seats are held moves away before the others answer.
        let moved = Resident::new("某", date(1954, 1, 1), "h5".parse().unwrap());
        let key = Key::Resident(person(2, 2));
        self.world.slice.put(key, Record::Resident(moved));
        let (session, members) = (session(), of(2, &[0, 1]));
        self.ask(&resident(2), Intent::Confirm { session, members });
        for (note, minutes) in [("n1", 60), ("n2", 60), ("n3", 45)] {
            let (day, note) = (date(2026, 3, 18), note.parse().unwrap());
            let (revision, act) = ("v1".parse().unwrap(), "guard".parse().unwrap());
            let asked = Asked {
                note,
                revision,
                act,
                day,
                minutes,
            };
            self.ask(&resident(0), Intent::Claim(asked));
        }
        for note in ["n1", "n2"] {
            let (day, note) = (date(2026, 3, 18), note.parse().unwrap());
            self.ask(&resident(0), Intent::WithdrawClaim { note, day });
        }
        for (who, given) in [(1, true), (2, true), (1, false)] {
            let child = person(0, who);
            self.ask(&resident(0), Intent::Consent { child, given });
        }
    }

    fn staff_ask(&mut self) {
        self.admit("u", 1, Word::Yes);
        self.admit("u", 0, Word::No);
        // Seats are added without a look along the line, as between two steps of one transaction.
        self.register(1, "t", &[0, 1]);
        self.register(3, "t", &[0, 1, 2]);
        self.register(5, "t", &[0, 1]);
        let written = Session {
            admission: Admission::FirstCome { seats: 6 },
            ..self.world.slice.session(&id("t")).unwrap().clone()
        };
        let key = Key::Session(id("t"));
        self.world.slice.put(key, Record::Session(written));
        self.admit("t", 1, Word::Yes);
        self.revise("s", "下雨", |it| it.place = "p2".parse().unwrap());
        self.revise("s", "满员", |it| it.hold_hours = Some(4));
        self.revise("s", "满员", |it| it.hold_hours = Some(5));
        self.revise("t", "满员", |it| it.hold_hours = Some(4));
        self.write("d1", 0, "茶艺");
        self.write("d2", 0, "茶艺");
        self.write("d1", 1, "茶艺入门");
        self.take("d1", 2, Step::Review);
        self.take("d2", 1, Step::Review);
        self.take("d1", 2, Step::Release);
        self.take("d2", 1, Step::Drop);
    }

    fn the_meetings_come(&mut self) {
        self.world.hours_later(48);
        let came = Some(true);
        self.roll("s", DAYS[0], &[(2, 0, came), (2, 1, Some(false))]);
        self.roll("s", DAYS[1], &[(2, 0, came), (2, 1, Some(false))]);
        self.roll("s", DAYS[0], &[(2, 0, None)]);
        self.roll("s", DAYS[0], &[(2, 1, came)]);
        self.roll("s", DAYS[0], &[(5, 2, came)]);
        self.roll("s", DAYS[0], &[(5, 2, Some(false))]);
        self.roll("t", DAYS[0], &[(0, 1, came)]);
        self.count("s", DAYS[0], 40);
        self.count("s", DAYS[0], 41);
        self.count("s", DAYS[1], 41);
        self.count("t", DAYS[0], 41);
    }
}

fn of(home: usize, members: &[usize]) -> Vec<ResidentId> {
    members.iter().map(|who| person(home, *who)).collect()
}

#[test]
fn what_one_intent_led_to_is_the_effect_of_no_other() {
    let mut journal = Journal::new();
    journal.residents_ask();
    journal.staff_ask();
    journal.the_meetings_come();
    for (at, (intent, facts)) in journal.lines.iter().enumerate() {
        assert!(is_effect(intent, facts), "{intent:?} led to {facts:?}");
        for (other, (_, facts)) in journal.lines.iter().enumerate() {
            let is_own = at == other;
            assert_eq!(is_effect(intent, facts), is_own, "{intent:?}: {facts:?}");
        }
    }
}

#[test]
fn nothing_is_an_effect_only_of_what_may_have_stood_already() {
    let mut journal = Journal::new();
    journal.residents_ask();
    journal.staff_ask();
    journal.the_meetings_come();
    for (intent, _) in &journal.lines {
        let may_stand = matches!(
            intent,
            Intent::Consent { .. }
                | Intent::Revise(_)
                | Intent::CallRoll(_)
                | Intent::CountHeads(_)
                | Intent::Write(_)
        );
        assert_eq!(is_effect(intent, &[]), may_stand, "{intent:?}");
    }
}

#[test]
fn a_fact_told_twice_and_a_reason_nobody_gave_are_no_effect() {
    let mut journal = Journal::new();
    journal.residents_ask();
    journal.staff_ask();
    for (intent, facts) in &journal.lines {
        let mut twice = facts.clone();
        twice.push(facts.last().unwrap().clone());
        assert!(!is_effect(intent, &twice), "{intent:?}");
        let mut otherwise = facts.clone();
        if let Some(Fact::Decided { why, .. }) = otherwise.first_mut() {
            why.push('！');
            let says_why = matches!(intent, Intent::Revise(_) | Intent::Admit(_));
            assert_eq!(is_effect(intent, &otherwise), !says_why, "{intent:?}");
        }
    }
}

#[test]
fn whatever_is_asked_goes_by_the_name_it_is_written_under_and_only_seats_are_asked_for_in_time() {
    let mut journal = Journal::new();
    journal.residents_ask();
    journal.staff_ask();
    journal.the_meetings_come();
    let mut kinds: Vec<_> = journal.lines.iter().map(|(intent, _)| intent).collect();
    kinds.sort_by_key(|intent| intent.kind());
    kinds.dedup_by_key(|intent| intent.kind());
    assert!(kinds.len() > 10, "{kinds:?}");
    for intent in kinds {
        let kind = intent.kind();
        let written = serde_json::to_value(intent).unwrap();
        assert!(written.get(kind).is_some(), "{kind}: {written}");
        assert!(Intent::KINDS.iter().any(|(known, _)| *known == kind));
        let days = (kind == "register").then_some(60);
        assert_eq!(intent.days_valid(), days, "{kind}");
    }
}
