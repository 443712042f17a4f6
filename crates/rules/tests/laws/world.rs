//! A small world: one session, some families, and a server that runs intents with what follows.

use jiff::civil::{date, time};
use rules::community::{Place, PlaceKind};
use rules::household::Resident;
use rules::id::{ResidentId, SessionId};
use rules::registration::{RegistrationState, WhenFull};
use rules::session::{Admission, Ages, Session};
use rules::staff::{Level, Staff};
use rules::time::{HOUR_MILLIS, Offset, UnixMillis};
use rules::words::Words;
use rules::{
    Actor, Authority, Context, Intent, Key, Origin, Record, Refusal, Slice, apply, decide,
    follow_up, load,
};
use std::collections::{BTreeMap, BTreeSet};

/// Families.
pub const HOUSEHOLDS: usize = 6;
/// People of each.
pub const MEMBERS: usize = 3;
/// Seats of the session.
pub const SEATS: u32 = 5;
/// A day before the session begins.
const START: UnixMillis = UnixMillis(1_773_900_000_000);

/// The only session.
pub fn session() -> SessionId {
    "s".parse().unwrap()
}

/// Somebody of a family, who asks for all of it.
pub fn resident(household: usize) -> Actor {
    Actor::Resident {
        resident: person(household, 0),
        household: format!("h{household}").parse().unwrap(),
    }
}

/// One person of a family.
pub fn person(household: usize, member: usize) -> ResidentId {
    format!("r{household}{member}").parse().unwrap()
}

/// The records of a server, and its clock.
#[derive(Clone)]
pub struct World {
    /// What it keeps.
    pub slice: Slice,
    /// Its clock.
    pub now: UnixMillis,
    /// From where whoever asks next does so.
    pub origin: Origin,
}

impl World {
    /// A session of [`SEATS`] seats that are held that long for whoever waits.
    pub fn new(hold_hours: Option<u16>) -> Self {
        let mut slice = Slice::default();
        slice.put(Key::Community, Record::Community(community()));
        slice.put(Key::Session(session()), Record::Session(of(hold_hours)));
        for household in 0..HOUSEHOLDS {
            for member in 0..MEMBERS {
                slice.put(
                    Key::Resident(person(household, member)),
                    Record::Resident(Resident::new(
                        String::from("某"),
                        date(1954, 1, 1),
                        format!("h{household}").parse().unwrap(),
                    )),
                );
            }
        }
        Self {
            slice,
            now: START,
            origin: Origin::OwnDevice,
        }
    }

    /// The session as it is written.
    pub fn session(&self) -> Session {
        self.slice.session(&session()).unwrap().clone()
    }

    /// Writes the session otherwise, as if it had been published so.
    pub fn reshape(&mut self, change: impl FnOnce(&mut Session)) {
        let mut written = self.session();
        change(&mut written);
        let publish = Intent::Publish {
            items: vec![rules::publish::Item {
                key: Key::Session(session()),
                record: Record::Session(written),
            }],
            by: None,
        };
        self.run(&Actor::System, &publish).unwrap();
    }

    /// There is a venue, `hall`.
    pub fn build_hall(&mut self) {
        let place = Place {
            name: Words::new("活动中心", ""),
            kind: PlaceKind::Venue,
            within: None,
            address: Words::default(),
            aid: String::new(),
            at: None,
        };
        let hall = Key::Place("hall".parse().unwrap());
        self.slice.put(hall, Record::Place(place));
    }

    /// Somebody of the staff begins to work here; none: they do no more.
    pub fn employ(&mut self, name: &str, level: Option<Level>) -> Actor {
        let staff: ResidentId = name.parse().unwrap();
        let name = name.to_owned();
        self.slice.put(
            Key::Staff(staff.clone()),
            Record::Staff(Staff { name, level }),
        );
        Actor::Staff { staff }
    }

    /// Decides an intent as the server would now, and changes nothing.
    pub fn decide(&self, actor: &Actor, intent: &Intent) -> Result<Vec<rules::Fact>, Refusal> {
        decide(&self.load(actor, intent), &self.context(actor), intent)
    }

    fn load(&self, actor: &Actor, intent: &Intent) -> Slice {
        load(intent, actor, |key| {
            Ok::<_, core::convert::Infallible>(self.slice.get(key).cloned())
        })
        .unwrap()
    }

    fn context(&self, actor: &Actor) -> Context {
        Context {
            now: self.now,
            actor: actor.clone(),
            authority: Authority::Server,
            origin: self.origin,
        }
    }

    /// Runs one intent as the server does, with all that follows; why not, if it was refused.
    pub fn run(&mut self, actor: &Actor, intent: &Intent) -> Result<(), Refusal> {
        let mut queue = vec![(actor.clone(), intent.clone())];
        let mut answer = None;
        while let Some((actor, intent)) = queue.pop() {
            let mut slice = self.load(&actor, &intent);
            let before = slice.clone();
            let decision = decide(&slice, &self.context(&actor), &intent);
            answer.get_or_insert(decision.clone().map(|_| ()));
            let Ok(facts) = decision else { continue };
            for fact in &facts {
                apply(&mut slice, fact);
            }
            for (key, _) in before.iter().filter(|(key, _)| slice.get(key).is_none()) {
                self.slice.remove(key);
            }
            for (key, record) in slice.iter() {
                self.slice.put(key.clone(), record.clone());
            }
            let follow_ups = follow_up(&intent, &facts, &slice);
            queue.extend(follow_ups.into_iter().map(|intent| (Actor::System, intent)));
        }
        answer.unwrap()
    }

    /// Asks for seats, or a turn.
    pub fn register(&mut self, household: usize, members: &[usize]) -> Result<(), Refusal> {
        let members = members.iter().map(|member| person(household, *member));
        let intent = Intent::Register {
            session: session(),
            members: members.collect(),
            when_full: WhenFull::Wait,
        };
        self.run(&resident(household), &intent)
    }

    /// Leaves.
    pub fn leave(&mut self, household: usize, members: &[usize]) -> Result<(), Refusal> {
        let members = members.iter().map(|member| person(household, *member));
        let intent = Intent::Leave {
            session: session(),
            members: members.collect(),
        };
        self.run(&resident(household), &intent)
    }

    /// Takes the seats that are held.
    pub fn confirm(&mut self, household: usize, members: &[usize]) -> Result<(), Refusal> {
        let members = members.iter().map(|member| person(household, *member));
        let intent = Intent::Confirm {
            session: session(),
            members: members.collect(),
        };
        self.run(&resident(household), &intent)
    }

    /// The clock goes on, and every hold that is due then ends.
    pub fn hours_later(&mut self, hours: i64) {
        self.now = self.now.plus_millis(hours * HOUR_MILLIS);
        let mut due = self.slice.holds().open;
        due.retain(|hold| hold.until <= self.now);
        for hold in due {
            let intent = Intent::Lapse {
                session: hold.session,
                turn: hold.turn,
            };
            self.run(&Actor::System, &intent).unwrap();
        }
    }

    /// Where somebody stands.
    pub fn state(&self, household: usize, member: usize) -> RegistrationState {
        let who = person(household, member);
        self.slice.registration(&session(), &who).unwrap().state
    }

    /// All laws of the tally, the line and the holds.
    pub fn check(&self) {
        let tally = self.slice.seats(&session());
        let mut taken = 0;
        let mut turns: BTreeMap<u32, BTreeSet<&ResidentId>> = BTreeMap::new();
        let mut held = BTreeMap::new();
        for (key, record) in self.slice.iter() {
            let (Key::Registration(_, who), Record::Registration(found)) = (key, record) else {
                continue;
            };
            match found.state {
                RegistrationState::Confirmed => taken += 1,
                RegistrationState::Waiting { turn } | RegistrationState::Entered { turn } => {
                    turns.entry(turn).or_default().insert(who);
                }
                RegistrationState::Held { turn, until } => {
                    taken += 1;
                    held.insert(turn, until);
                    assert!(until > self.now, "held until {until:?}, now {:?}", self.now);
                }
                RegistrationState::Applied
                | RegistrationState::Left
                | RegistrationState::Declined
                | RegistrationState::Lapsed => {}
            }
        }
        assert!(tally.taken <= SEATS, "oversold: {tally:?}");
        assert_eq!(tally.taken, taken, "tally and registrations disagree");
        assert_eq!(tally.waiting() as usize, turns.len(), "{tally:?} {turns:?}");
        // Seats that nothing was drawn for are nobody's luck.
        let is_luck = |key: &Key| matches!(key, Key::Luck(_));
        assert!(tally.drawn || !self.slice.iter().any(|(key, _)| is_luck(key)));
        for (at, (turn, members)) in turns.iter().enumerate() {
            assert_eq!(tally.place_of(*turn), Some(at as u32 + 1), "{tally:?}");
            let party = self.slice.waiting(&session(), *turn).unwrap();
            assert_eq!(&party.members.iter().collect::<BTreeSet<_>>(), members);
            let session = self.slice.session(&session()).unwrap();
            let fits = members.len() as u32 <= tally.free(SEATS);
            assert!(
                !fits || session.line_goes_until(Offset(480)) <= self.now,
                "turn {turn} fits into {tally:?} and still waits"
            );
        }
        let is_party = |key: &Key| matches!(key, Key::Waiting(..));
        let parties = self.slice.iter().filter(|(key, _)| is_party(key)).count();
        assert_eq!(parties, turns.len() + held.len(), "a party is kept in vain");
        let open = self.slice.holds().open.into_iter();
        let open: BTreeMap<_, _> = open.map(|hold| (hold.turn, hold.until)).collect();
        assert_eq!(open, held, "the list of holds and registrations disagree");
    }
}

fn community() -> rules::community::Community {
    let words = |zh: &str| rules::words::Words::new(zh, "");
    rules::community::Community::new(words("凤池社区"), words("德化县"), Offset(480))
}

fn of(hold_hours: Option<u16>) -> Session {
    Session {
        ages: Ages {
            min: Some(6),
            max: None,
        },
        hold_hours,
        ..Session::new(
            ("a".parse().unwrap(), "p".parse().unwrap()),
            vec![date(2026, 3, 20)],
            (time(14, 30, 0, 0), time(16, 0, 0, 0)),
            Admission::FirstCome { seats: SEATS },
        )
    }
}
