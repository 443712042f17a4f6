//! What a device writes down: before it is called saved, under a number of its own, within bounds.

use crate::phone::{answer, hear};
use crate::phone::{
    asked, claim_and_withdrawal, community, fresh, replica, two_sessions, who, write,
};
use rules::claim::Asked;
use rules::diary::NoteBody;
use rules::id::CommunityId;
use rules::registration::WhenFull;
use rules::time::UnixMillis;
use rules::{Intent, Refusal};
use sync::Replica;
use sync::limits::OUTBOX_ROWS_MAX;
use sync::replica::{Ask, NoteDraft, PrepareError};
use sync::rows::{Copied, OutboxRow, Owner};
use sync::store::{Durability, StoredRow, Table};

fn ask_in(community: CommunityId) -> Ask {
    let now = UnixMillis(0);
    Ask { community, now }
}

fn draft(minutes: u16) -> NoteDraft {
    NoteDraft {
        note: "n".parse().unwrap(),
        parents: Vec::new(),
        body: NoteBody {
            act: "guard".parse().unwrap(),
            day: rules::civil::date(2026, 3, 2),
            minutes,
            text: String::new(),
            discarded: false,
        },
        owner: None,
        now: UnixMillis(0),
    }
}

#[test]
fn an_outbox_takes_so_many_and_then_says_that_it_is_full() {
    let [claim, _] = claim_and_withdrawal();
    let mut one = replica("lin");
    write(&mut one, &claim);
    let row = one.pending().next().unwrap().row.clone();
    let most = u64::try_from(OUTBOX_ROWS_MAX).unwrap();
    let rows = (1..most).map(|seq| {
        let mut row: OutboxRow = row.clone();
        row.id.seq = seq;
        StoredRow {
            table: Table::Outbox,
            key: format!("{seq:016}"),
            value: serde_json::to_string(&row).unwrap(),
        }
    });
    let (mut full, _) = Replica::open(rows.collect::<Vec<_>>(), fresh(1));
    full.adopt_who(Some(who("lin")));
    let another = |note| Intent::Claim(asked(note));
    let last = write(&mut full, &another("last"));
    assert_eq!(last, most, "the last that may wait");
    let refused = full.prepare_intent(&ask_in(community()), &another("more"));
    let limit = OUTBOX_ROWS_MAX;
    assert_eq!(refused.unwrap_err(), PrepareError::OutboxFull { limit });
}

#[test]
fn what_a_person_wrote_is_strict_and_its_number_is_guarded() {
    let phone = replica("lin");
    let prepared = phone
        .prepare_intent(&ask_in(community()), &claim_and_withdrawal()[0])
        .unwrap();
    assert_eq!(prepared.batch.durability, Durability::Strict);
    let guards = prepared.batch.guards.iter();
    let guards: Vec<_> = guards
        .map(|guard| (guard.key.as_str(), guard.value.as_deref()))
        .collect();
    assert_eq!(guards, [("next_seq", Some("1"))]);
    assert_ne!(prepared.facts, [], "what the rules expect is said");
    let note = phone.prepare_note(draft(30)).unwrap();
    assert_eq!(note.batch.durability, Durability::Strict);
    let owner = Owner {
        community: community(),
        resident: "lin".parse().unwrap(),
    };
    let adoption = phone.prepare_adoption(&owner);
    assert_eq!(adoption.durability, Durability::Strict);
    assert_eq!(phone.prepare_who(None).durability, Durability::Strict);
}

#[test]
fn what_a_rule_refuses_here_is_not_written_down() {
    let phone = replica("lin");
    let nothing = Intent::Claim(Asked {
        minutes: 0,
        ..asked("n")
    });
    let refused = phone.prepare_intent(&ask_in(community()), &nothing);
    assert!(matches!(refused, Err(PrepareError::Refused(_))));
    let refused = phone.prepare_note(draft(0)).unwrap_err();
    let minutes = matches!(
        refused,
        PrepareError::Refused(Refusal::Minutes { found: 0, .. })
    );
    assert!(minutes, "{refused:?}");
}

#[test]
fn a_note_becomes_whose_who_signs_in_unless_it_is_somebodys() {
    let mut phone = replica("lin");
    let version = phone.version();
    let mut theirs = draft(30);
    let owner = |name: &str| Owner {
        community: community(),
        resident: name.parse().unwrap(),
    };
    theirs.owner = Some(owner("chen"));
    for draft in [draft(31), theirs] {
        let before = phone.version();
        let prepared = phone.prepare_note(draft).unwrap();
        phone.adopt_note(prepared);
        assert!(phone.version() > before, "a view must look again");
    }
    assert!(phone.notes().all(|row| row.copy == Copied::Waiting));
    let batch = phone.prepare_adoption(&owner("lin"));
    assert_eq!(batch.writes.len(), 1);
    let before = phone.version();
    phone.adopt_adoption(&owner("lin"));
    assert!(phone.version() > before && before > version);
    let mut owners: Vec<_> = phone
        .notes()
        .map(|row| row.owner.as_ref().map(|owner| owner.resident.as_str()))
        .collect();
    owners.sort_unstable();
    assert_eq!(owners, [Some("chen"), Some("lin")]);
    phone.outgrow(900);
    assert!(phone.version() > 900);
    phone.outgrow(3);
    assert!(phone.version() > 900, "it never goes back");
}

#[test]
fn one_waits_for_ones_own_requests_in_the_same_community_only() {
    let [claim, withdrawal] = claim_and_withdrawal();
    let mut phone = replica("chen");
    write(&mut phone, &claim);
    phone.adopt_who(Some(who("lin")));
    let elsewhere = ask_in("d".parse().unwrap());
    let prepared = phone.prepare_intent(&elsewhere, &claim).unwrap();
    phone.adopt_intent(prepared);
    let own = write(&mut phone, &claim);
    let undone = write(&mut phone, &withdrawal);
    let row = phone.pending().last().unwrap();
    assert_eq!((row.row.id.seq, &row.row.deps), (undone, &vec![own]));
}

#[test]
fn who_leaves_together_waits_for_each_that_registered_alone() {
    let mut phone = replica("lin");
    let mut response = answer(1, &[]);
    response.feeds[0].changes = two_sessions();
    hear(&mut phone, &response);
    let session: rules::id::SessionId = "t".parse().unwrap();
    let mut seqs = Vec::new();
    for name in ["lin", "mei"] {
        let register = Intent::Register {
            session: session.clone(),
            members: vec![name.parse().unwrap()],
            when_full: WhenFull::Wait,
        };
        seqs.push(write(&mut phone, &register));
    }
    let members = vec!["lin".parse().unwrap(), "mei".parse().unwrap()];
    write(&mut phone, &Intent::Leave { session, members });
    assert_eq!(phone.pending().last().unwrap().row.deps, seqs);
}
