//! What goes out in a request: whose, how much, and what is said of it.

use crate::phone::{
    BUILD, answer, asked, claim_and_withdrawal, community, feed_row, fresh, hear, replica, request,
    seqs, settle, who, write,
};
use rules::Intent;
use rules::diary::NoteBody;
use rules::time::UnixMillis;
use sync::Replica;
use sync::courier::Portion;
use sync::identity::Epoch;
use sync::limits::{
    REQUEST_BYTES_TARGET, REQUEST_INTENTS_MAX, REQUEST_NOTES_MAX, SCHEMA_VIEW, SHORT_BYTES_TARGET,
    SHORT_INTENTS_MAX,
};
use sync::outcome::{Outcome, Unreadable};
use sync::replica::NoteDraft;
use sync::rows::{Copied, HistoryRow, NoteRow, OutboxRow, Owner};
use sync::store::{StoredRow, Table, Write};
use sync::wire::Body;

/// The rows that a batch writes into a table.
fn written(writes: &[Write], of: Table) -> Vec<String> {
    let values = writes.iter().filter_map(|write| match write {
        Write::Put { table, value, .. } if *table == of => Some(value.clone()),
        _ => None,
    });
    values.collect()
}

/// A text as long as a body shall be.
fn padded(body: &Body, bytes: usize) -> Body {
    let text = body.as_str();
    let room = bytes.checked_sub(text.len()).unwrap();
    Body::from_text(text.replacen('{', &format!("{{{}", " ".repeat(room)), 1)).unwrap()
}

fn claim_row() -> OutboxRow {
    let mut phone = replica("lin");
    write(&mut phone, &claim_and_withdrawal()[0]);
    phone.pending().next().unwrap().row.clone()
}

pub fn draft(note: &str, owner: Option<&str>) -> NoteDraft {
    NoteDraft {
        note: note.parse().unwrap(),
        parents: Vec::new(),
        body: NoteBody {
            act: "guard".parse().unwrap(),
            day: rules::civil::date(2026, 3, 2),
            minutes: 30,
            text: String::new(),
            discarded: false,
        },
        owner: owner.map(|name| Owner {
            community: community(),
            resident: name.parse().unwrap(),
        }),
        now: UnixMillis(0),
    }
}

fn note_row(note: &str, owner: Option<&str>) -> NoteRow {
    let prepared = replica("lin").prepare_note(draft(note, owner)).unwrap();
    serde_json::from_str(&written(&prepared.batch.writes, Table::Notes)[0]).unwrap()
}

/// A phone of Lin's that holds these.
fn phone(intents: &[OutboxRow], notes: &[NoteRow]) -> Replica {
    let mut rows = Vec::new();
    for row in intents {
        rows.push(StoredRow {
            table: Table::Outbox,
            key: format!("{:016}", row.id.seq),
            value: serde_json::to_string(row).unwrap(),
        });
    }
    for row in notes {
        rows.push(StoredRow {
            table: Table::Notes,
            key: format!("{}/{}", row.note, row.rev),
            value: serde_json::to_string(row).unwrap(),
        });
    }
    let (mut phone, _) = Replica::open(rows, fresh(1));
    phone.adopt_who(Some(who("lin")));
    phone
}

/// A phone of Lin's that knows what became of so many, each written at a moment of its own.
pub fn padded_history(many: usize) -> Replica {
    let claim = claim_row();
    let rows = (1..=many).map(|seq| {
        let mut row = claim.clone();
        row.id.seq = u64::try_from(seq).unwrap();
        row.written_at = UnixMillis(i64::try_from(seq * 1_000 + many).unwrap());
        let settled = HistoryRow {
            row,
            outcome: Outcome::Accepted,
            settled_at: UnixMillis(0),
            foreign: false,
        };
        StoredRow {
            table: Table::History,
            key: format!("{seq:016}"),
            value: serde_json::to_string(&settled).unwrap(),
        }
    });
    let rows = rows.chain([feed_row()]);
    let (mut phone, _) = Replica::open(rows.collect::<Vec<_>>(), fresh(1));
    phone.adopt_who(Some(who("lin")));
    phone
}

fn numbered(bodies: impl IntoIterator<Item = Body>) -> Vec<OutboxRow> {
    let row = claim_row();
    let mut rows = Vec::new();
    for (seq, body) in (1..).zip(bodies) {
        let mut row = row.clone();
        row.id.seq = seq;
        rows.push(OutboxRow { body, ..row });
    }
    rows
}

#[test]
fn nothing_overtakes_what_waits_for_an_answer_and_all_pass_what_cannot_be_read() {
    let [claim, withdrawal] = claim_and_withdrawal();
    let mut lin = replica("lin");
    for intent in [&claim, &withdrawal, &claim, &withdrawal] {
        write(&mut lin, intent);
    }
    let deps = lin.pending().map(|pending| pending.row.deps.clone());
    let deps: Vec<_> = deps.collect();
    assert_eq!(
        deps,
        [vec![], vec![1], vec![], vec![3]],
        "the last of its claims"
    );
    assert_eq!(seqs(&request(&lin)), [1], "or the third would be refused");
    settle(&mut lin, &[(1, Outcome::Accepted)]);
    assert_eq!(seqs(&request(&lin)), [2, 3]);
    let why = Unreadable::UnknownKind;
    settle(&mut lin, &[(2, Outcome::Quarantined { why })]);
    assert_eq!(seqs(&request(&lin)), [3]);
    let mut held = replica("lin");
    for intent in [&claim, &withdrawal, &claim] {
        write(&mut held, intent);
    }
    settle(&mut held, &[(1, Outcome::Quarantined { why })]);
    assert_eq!(
        seqs(&request(&held)),
        [3],
        "what rests on it is left with it"
    );
}

#[test]
fn a_request_holds_so_many_intents_and_notes_and_no_more() {
    let body = claim_row().body;
    let many = vec![body; REQUEST_INTENTS_MAX + 1];
    let notes: Vec<NoteRow> = (0..=REQUEST_NOTES_MAX)
        .map(|at| note_row(&format!("n{at}"), Some("lin")))
        .collect();
    let full = phone(&numbered(many), &notes);
    let of = |portion| full.request(BUILD, &[community()], portion);
    let whole = of(Portion::Whole);
    assert_eq!(whole.intents.len(), REQUEST_INTENTS_MAX);
    assert_eq!(whole.notes.len(), REQUEST_NOTES_MAX);
    assert_eq!(whole.schema_view, SCHEMA_VIEW);
    assert_eq!(of(Portion::Short).intents.len(), SHORT_INTENTS_MAX);
    let first: Vec<u64> = (1..=100).collect();
    assert_eq!(seqs(&of(Portion::Short)), first, "the oldest first");
}

#[test]
fn a_request_is_no_longer_than_it_may_be_and_is_filled_to_the_last_byte() {
    let around = serde_json::to_string(&request(&phone(&[], &[])))
        .unwrap()
        .len();
    let (claim, note) = (claim_row().body, note_row("n", Some("lin")));
    for (portion, target) in [
        (Portion::Whole, REQUEST_BYTES_TARGET),
        (Portion::Short, SHORT_BYTES_TARGET),
    ] {
        // Ten of them: nine of a thousand bytes, and one that takes what is left.
        let rest = target - around - 9 * (1_000 + 240) - 240;
        for (bytes, fit) in [(rest, 10), (rest + 1, 9)] {
            let mut bodies = vec![padded(&claim, 1_000); 9];
            bodies.push(padded(&claim, bytes));
            let sent = phone(&numbered(bodies), &[]).request(BUILD, &[community()], portion);
            assert_eq!(sent.intents.len(), fit, "{bytes} of {target}");
        }
        let rest = target - around - (1_000 + 240) - 240;
        for (bytes, fit) in [(rest, 1), (rest + 1, 0)] {
            let note = NoteRow {
                body: padded(&note.body, bytes),
                ..note.clone()
            };
            let full = phone(&numbered([padded(&claim, 1_000)]), &[note]);
            let sent = full.request(BUILD, &[community()], portion);
            let counts = (sent.intents.len(), sent.notes.len());
            assert_eq!(counts, (1, fit), "{bytes} of {target}");
        }
    }
}

#[test]
fn only_what_is_whose_who_is_signed_in_goes_out() {
    let refusal = rules::Refusal::NotSignedIn;
    let refused = NoteRow {
        copy: Copied::Refused { refusal },
        ..note_row("refused", Some("lin"))
    };
    let kept = NoteRow {
        copy: Copied::Kept,
        ..note_row("kept", Some("lin"))
    };
    let notes = [
        note_row("lins", Some("lin")),
        note_row("chens", Some("chen")),
        note_row("nobodys", None),
        kept,
        refused,
    ];
    let mut of_lin = phone(&numbered([claim_row().body]), &notes);
    let goes = |phone: &Replica| {
        let sent = request(phone);
        let notes: Vec<String> = sent
            .notes
            .iter()
            .map(|note| note.note.to_string())
            .collect();
        (sent.intents.len(), notes, phone.has_unsent(BUILD))
    };
    assert_eq!(goes(&of_lin), (1, vec!["lins".to_owned()], true));
    assert_eq!(of_lin.unsent(), 4, "three notes and a request wait");
    of_lin.adopt_who(Some(who("chen")));
    assert_eq!(goes(&of_lin), (0, vec!["chens".to_owned()], true));
    of_lin.adopt_who(Some(who("wu")));
    assert_eq!(goes(&of_lin), (0, vec![], false));
    of_lin.adopt_who(None);
    assert_eq!(goes(&of_lin), (0, vec![], false));
    let asked = phone(&numbered([claim_row().body]), &[]);
    assert!(asked.has_unsent(BUILD), "a request alone is enough");
}

#[test]
fn each_request_is_of_one_epoch_the_oldest_first() {
    let body = claim_row().body;
    let mut rows = numbered(vec![body; 3]);
    rows[0].id.epoch = Epoch([8; 8]);
    let mut two = phone(&rows, &[]);
    let sent = request(&two);
    assert_eq!((sent.epoch, seqs(&sent)), (Epoch([8; 8]), vec![1]));
    settle(&mut two, &[(1, Outcome::Accepted)]);
    let sent = request(&two);
    assert_eq!((sent.epoch, seqs(&sent)), (rows[1].id.epoch, vec![2, 3]));
}

#[test]
fn a_request_says_up_to_where_everything_is_settled_here() {
    let mut phone = replica("lin");
    assert_eq!(request(&phone).acked, 0);
    for note in ["a", "b", "c"] {
        write(&mut phone, &Intent::Claim(asked(note)));
    }
    let mut after = |seq| {
        settle(&mut phone, &[(seq, Outcome::Accepted)]);
        request(&phone).acked
    };
    assert_eq!([after(2), after(1), after(3)], [0, 2, 3]);
}

#[test]
fn what_had_no_effect_is_named_so_that_nobody_waits_for_it() {
    let refusal = rules::Refusal::NotSignedIn;
    for (outcome, void) in [
        (Outcome::Refused { refusal }, vec![1]),
        (Outcome::Accepted, vec![]),
        (Outcome::AlreadySettled, vec![]),
    ] {
        let mut phone = replica("lin");
        for intent in claim_and_withdrawal() {
            write(&mut phone, &intent);
        }
        settle(&mut phone, &[(1, outcome)]);
        let sent = request(&phone);
        let push = &sent.intents[0];
        assert_eq!((push.seq, &push.deps, &push.void), (2, &vec![1], &void));
    }
}

#[test]
fn what_could_not_be_read_is_sent_again_by_a_newer_build_and_by_no_other() {
    let mut phone = replica("lin");
    write(&mut phone, &claim_and_withdrawal()[0]);
    let why = Unreadable::UnknownKind;
    settle(&mut phone, &[(1, Outcome::Quarantined { why })]);
    assert!(!phone.has_unsent(BUILD));
    assert!(phone.has_unsent("newer"));
    let sent = phone.request("newer", &[community()], Portion::Whole);
    assert_eq!(seqs(&sent), [1]);
}

#[test]
fn only_who_comes_with_nothing_is_told_briefly() {
    let mut phone = replica("lin");
    let first = request(&phone);
    assert!(first.feeds[0].brief && first.feeds[0].cursor.is_none());
    let answer = answer(1, &[]);
    hear(&mut phone, &answer);
    let next = request(&phone);
    assert!(!next.feeds[0].brief);
    assert_eq!(next.feeds[0].cursor.as_ref(), Some(&answer.feeds[0].cursor));
}

#[test]
fn nobody_waits_for_what_this_build_cannot_read() {
    let later = OutboxRow {
        kind: "sing".to_owned(),
        ..claim_row()
    };
    let mut phone = phone(&[later], &[]);
    let [claim, withdrawal] = claim_and_withdrawal();
    let first = write(&mut phone, &claim);
    write(&mut phone, &withdrawal);
    assert_eq!(phone.pending().last().unwrap().row.deps, [first]);
}
