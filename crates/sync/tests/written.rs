//! What a device has adopted is what it wrote: whatever happened, a page that starts from the rows
//! says the same as the one that wrote them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use proptest::prelude::*;
use rules::civil::date;
use rules::claim::Asked;
use rules::community::{Place, PlaceKind};
use rules::diary::NoteBody;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use rules::words::Words;
use rules::{Intent, Record, Refusal, Scope};
use std::collections::BTreeMap;
use sync::Replica;
use sync::courier::Portion;
use sync::cursor::Position;
use sync::identity::{Chain, Device, Epoch, FeedEpoch};
use sync::limits::PROTO;
use sync::outcome::{Outcome, Unreadable};
use sync::replica::{Ask, Fresh, NoteDraft, Who};
use sync::rows::Owner;
use sync::store::{Batch, StoredRow, Table, Write};
use sync::wire::{Body, Change, Feed, LedgerHead, Response, Settled, SettledNote};

/// A page over its rows: every batch is written before it is adopted.
struct Page {
    rows: BTreeMap<(Table, String), String>,
    replica: Replica,
    answers: u8,
    life: u8,
}

fn fresh(mark: u8) -> Fresh {
    Fresh {
        device: Device([1; 16]),
        epoch: Epoch([mark; 8]),
    }
}

fn community() -> CommunityId {
    "c".parse().unwrap()
}

fn who() -> Who {
    called("lin")
}

fn called(name: &str) -> Who {
    Who {
        community: community(),
        resident: name.parse().unwrap(),
        household: Some(format!("h-{name}").parse().unwrap()),
    }
}

fn claim(note: u8) -> Asked {
    Asked {
        note: format!("n{note}").parse().unwrap(),
        revision: "v".parse().unwrap(),
        act: "guard".parse().unwrap(),
        day: date(2026, 3, 2),
        minutes: 60,
    }
}

fn place(name: u8) -> Record {
    Record::Place(Place {
        name: Words::new(name.to_string(), ""),
        kind: PlaceKind::Venue,
        within: None,
        address: Words::default(),
        aid: String::new(),
        at: None,
    })
}

/// What an answer says of the intents it was asked about, by turns.
fn outcome(what: u8) -> Option<Outcome> {
    let refusal = Refusal::NotSignedIn;
    let why = Unreadable::UnknownKind;
    match what % 6 {
        0 | 1 => Some(Outcome::Accepted),
        2 => Some(Outcome::Refused { refusal }),
        3 => Some(Outcome::Quarantined { why }),
        4 => Some(Outcome::Fork),
        _ => None,
    }
}

impl Page {
    fn new() -> Self {
        let (replica, batch) = Replica::open([], fresh(1));
        let mut page = Self {
            rows: BTreeMap::new(),
            replica,
            answers: 0,
            life: 1,
        };
        page.write(batch);
        page.come(Some(who()));
        page
    }

    fn write(&mut self, batch: Batch) {
        for guard in batch.guards {
            let row = self.rows.get(&(Table::Meta, guard.key));
            assert_eq!(row, guard.value.as_ref());
        }
        for write in batch.writes {
            match write {
                Write::Put { table, key, value } => self.rows.insert((table, key), value),
                Write::Delete { table, key } => self.rows.remove(&(table, key)),
            };
        }
    }

    fn ask(&mut self, intent: &Intent) {
        let ask = Ask {
            community: community(),
            now: UnixMillis(0),
        };
        if let Ok(prepared) = self.replica.prepare_intent(&ask, intent) {
            self.write(prepared.batch.clone());
            self.replica.adopt_intent(prepared);
        }
    }

    fn note(&mut self, note: u8, minutes: u16, is_owned: bool) {
        let owner = Owner {
            community: community(),
            resident: who().resident,
        };
        let draft = NoteDraft {
            note: format!("n{note}").parse().unwrap(),
            parents: Vec::new(),
            body: NoteBody {
                act: "guard".parse().unwrap(),
                day: date(2026, 3, 2),
                minutes,
                text: String::new(),
                discarded: false,
            },
            owner: is_owned.then(|| owner.clone()),
            now: UnixMillis(0),
        };
        if let Ok(prepared) = self.replica.prepare_note(draft) {
            self.write(prepared.batch.clone());
            self.replica.adopt_note(prepared);
        }
        if minutes.is_multiple_of(3) {
            let batch = self.replica.prepare_adoption(&owner);
            self.write(batch);
            self.replica.adopt_adoption(&owner);
        }
    }

    /// An answer: to each intent by `whats`, changes of these places, perhaps a scope that begins
    /// anew, perhaps of a server that was restored.
    fn hear(&mut self, whats: &[u8], places: &BTreeMap<u8, u64>, (reset, restored): (bool, bool)) {
        self.answers += 1;
        self.life += u8::from(restored);
        let feed_epoch = FeedEpoch([self.life; 8]);
        let sent = self.replica.request("test", &[community()], Portion::Whole);
        let of = sent.intents.iter().zip(whats.iter().cycle());
        let outcomes = of.filter_map(|(push, what)| {
            let (seq, outcome) = (push.seq, outcome(*what)?);
            Some(Settled { seq, outcome })
        });
        let notes = sent.notes.iter().zip(whats.iter().cycle());
        let notes = notes.map(|(note, what)| SettledNote {
            note: note.note.clone(),
            rev: note.rev.clone(),
            refusal: (*what == 2).then_some(Refusal::NotSignedIn),
        });
        let position = Position {
            feed_epoch,
            schema_view: 1,
            pulls: 0,
            of_another_life: std::collections::BTreeSet::new(),
            scopes: [(Scope::Public, u64::from(self.answers))].into(),
        };
        let home = self.replica.who().and_then(|who| who.household.clone());
        let changes = places.iter().map(|(name, rev)| Change {
            // The last three are the household's of whoever is signed in.
            scope: match &home {
                Some(home) if *name > 2 => Scope::Household(home.clone()),
                _ => Scope::Public,
            },
            // Every third cannot be read by this build.
            key: match name % 3 {
                0 => format!("thing/{name}"),
                _ => format!("place/p{name}"),
            },
            rev: *rev,
            data: (rev % 4 != 0).then(|| Body::of(&place(*name)).unwrap()),
        });
        let changes: Vec<Change> = changes.collect();
        let response = Response {
            proto: PROTO,
            server_time: UnixMillis(i64::from(self.answers)),
            view: 1,
            outcomes: outcomes.collect(),
            notes: notes.collect(),
            feeds: vec![Feed {
                community: community(),
                feed_epoch,
                reset: reset.then_some(Scope::Public).into_iter().collect(),
                changes,
                cursor: position.seal(),
                more: false,
                ledger_head: LedgerHead {
                    line: u64::from(self.answers),
                    chain: Chain([self.answers; 32]),
                },
                sums: Vec::new(),
                origin: rules::Origin::OwnDevice,
            }],
            ..Response::default()
        };
        let fresh = fresh(self.answers + 1);
        let received = self.replica.receive(&sent, &response, fresh).unwrap();
        self.write(received.batch.clone());
        self.replica.adopt_received(received);
    }

    fn come(&mut self, who: Option<Who>) {
        let batch = self.replica.prepare_who(who.as_ref());
        self.write(batch);
        self.replica.adopt_who(who);
    }

    fn opened(&self) -> Replica {
        let rows = self.rows.iter().map(|((table, key), value)| StoredRow {
            table: *table,
            key: key.clone(),
            value: value.clone(),
        });
        let (mut replica, _) = Replica::open(rows.collect::<Vec<_>>(), fresh(99));
        replica.outgrow(self.replica.version());
        replica
    }
}

#[derive(Debug, Clone)]
enum Step {
    Claim(u8),
    Withdraw(u8),
    Note(u8, u16, bool),
    Come(Option<&'static str>),
    Hear(Vec<u8>, BTreeMap<u8, u64>, bool, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let places = prop::collection::btree_map(0_u8..6, 1_u64..9, 0..4);
    let whats = prop::collection::vec(0_u8..6, 1..4);
    let rarely = || prop::bool::weighted(0.15);
    prop_oneof![
        3 => (0_u8..4).prop_map(Step::Claim),
        2 => (0_u8..4).prop_map(Step::Withdraw),
        2 => (0_u8..3, 5_u16..20, any::<bool>()).prop_map(|(note, minutes, is_owned)| {
            Step::Note(note, minutes, is_owned)
        }),
        1 => prop::sample::select(vec![None, Some("lin"), Some("chen")]).prop_map(Step::Come),
        4 => (whats, places, rarely(), rarely()).prop_map(|(whats, places, reset, restored)| {
            Step::Hear(whats, places, reset, restored)
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn a_page_that_starts_says_what_the_page_that_wrote_its_rows_said(
        steps in prop::collection::vec(step(), 1..30),
    ) {
        let mut page = Page::new();
        for step in steps {
            let held = page.replica.revisions(&community()).into_iter();
            let before: Vec<_> = held.map(|(key, rev, _)| (key.clone(), rev)).collect();
            match &step {
                Step::Claim(note) => page.ask(&Intent::Claim(claim(*note))),
                Step::Withdraw(note) => {
                    let Asked { note, day, .. } = claim(*note);
                    page.ask(&Intent::WithdrawClaim { note, day });
                }
                Step::Note(note, minutes, is_owned) => page.note(*note, *minutes, *is_owned),
                Step::Come(name) => page.come(name.map(called)),
                Step::Hear(whats, places, reset, restored) => {
                    page.hear(whats, places, (*reset, *restored));
                }
            }
            let opened = page.opened();
            prop_assert!(opened.says_the_same(&page.replica), "after {:?}", step);
            prop_assert_eq!(opened.identity(), page.replica.identity(), "after {:?}", step);
            for (key, rev) in &before {
                let after = page.replica.revision(&community(), key);
                let began_anew = matches!(step, Step::Hear(_, _, true, _));
                prop_assert!(began_anew || after.is_none_or(|after| after >= *rev), "{} after {:?}", key, step);
            }
        }
    }
}
