//! The server's side: settles intents once and for good, and tells what changed.
//!
//! The one rule to know: an intent's outcome, its facts, its records and its feed rows are written
//! in one transaction of the [`Depot`]; a known id is answered from storage and has no effect.
//!
//! Deliberately absent: sessions and transactions. Who visits comes in as a [`Visit`].

mod admission;
mod draws;
mod lapsing;
mod pages;
mod shelf;

pub use admission::{Admitted, Visit, admit, is_outdated, without_community};
pub use draws::{DrawSecret, draws_wait, hold_draws, seal_draws};
pub use lapsing::lapse;
pub use pages::{Reader, asked_keys, brief_changes_for, changes_for, scopes_of};
pub use shelf::{Shelf, shelve};

use crate::cursor::Position;
use crate::depot::{Depot, Head, JournalLine, Line, Row, Verdict};
use crate::identity::{Device, Epoch, IntentId, chain, fingerprint, revision_id};
use crate::json::{self, Unread};
use crate::limits::{FOLLOW_UPS_MAX, INTENT_BYTES_MAX, INTENT_DEPS_MAX, VERDICT_DAYS};
use crate::outcome::{Amendment, Outcome, Unreadable};
use crate::wire::{Body, PushIntent, PushNote, Request, Settled, SettledNote};
use rules::diary::{NoteBody, NoteRevision, check_note};
use rules::id::CommunityId;
use rules::session::Admission;
use rules::time::{DAY_MILLIS, UnixMillis};
use rules::{Actor, Context, Fact, Intent, Key, Record, Refusal, Slice};

/// Whether a request speaks of a community's feed as it lives now. One that still speaks of a life
/// before a restore settles nothing: what the restore took may have been answered already, and a
/// late duplicate of it must not be decided anew. Its sender hears of the new life and asks again.
///
/// # Errors
/// Whatever the depot fails with.
pub fn speaks_of_this_life<D: Depot>(
    depot: &mut D,
    request: &Request,
    community: &CommunityId,
) -> Result<bool, D::Error> {
    let want = request
        .feeds
        .iter()
        .find(|want| want.community == *community);
    let position = want.and_then(|want| Position::unseal(want.cursor.as_ref()?));
    let life = depot.head()?.feed_epoch;
    Ok(position.is_none_or(|position| position.feed_epoch == life))
}

/// What became of the intents of a request that were written before one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Each kept its number.
    Numbered,
    /// One found its number taken, and will be asked again under another.
    Forked,
}

impl Before {
    /// And these as well.
    #[must_use]
    pub fn and<'a>(self, settled: impl IntoIterator<Item = &'a Settled>) -> Self {
        let mut outcomes = settled.into_iter().map(|settled| &settled.outcome);
        if outcomes.any(|outcome| *outcome == Outcome::Fork) {
            Self::Forked
        } else {
            self
        }
    }
}

/// Settles one intent. None when it must wait for another that has not arrived, or that is asked
/// again under another number: nothing is consumed and the device sends it again.
///
/// # Errors
/// Whatever the depot fails with; the transaction must then be abandoned.
pub fn settle<D: Depot>(
    depot: &mut D,
    visit: &Visit,
    (device, epoch): (Device, Epoch),
    (push, before): (&PushIntent, Before),
) -> Result<Option<Settled>, D::Error> {
    let id = IntentId {
        device,
        epoch,
        seq: push.seq,
    };
    let answer = |outcome: Outcome| {
        let seq = push.seq;
        Ok(Some(Settled { seq, outcome }))
    };
    // Whoever sends what another asked neither learns what became of it nor settles it.
    if let Err(refusal) = check_asker(visit, push) {
        return answer(Outcome::Refused { refusal });
    }
    let known = depot.verdict(&id)?;
    if let Some(known) = &known {
        if known.fingerprint != push.fp {
            return answer(Outcome::Fork);
        }
        if known.outcome.is_final() {
            return answer(known.outcome.clone());
        }
    } else if push.seq <= depot.mark(device, epoch)? {
        // It was settled, so long ago that nobody knows how; it is never decided again.
        return answer(Outcome::AlreadySettled);
    }
    // Whatever its author wrote first is decided first.
    if before == Before::Forked {
        return Ok(None);
    }
    let outcome = match check_deps(depot, (device, epoch), push)? {
        Deps::Wait => return Ok(None),
        Deps::Blocked(on) => Outcome::Blocked { on },
        Deps::Met => match read(push) {
            Err(outcome) => outcome,
            Ok(intent) if is_stale(visit, push, &intent) => Outcome::Expired,
            Ok(intent) => execute(depot, visit, Some(id), &intent)?,
        },
    };
    if known.is_none_or(|known| known.outcome != outcome) {
        let fingerprint = push.fp;
        let verdict = Verdict {
            fingerprint,
            outcome: outcome.clone(),
            settled_at: visit.now,
        };
        depot.set_verdict(&id, &verdict)?;
    }
    answer(outcome)
}

/// Whether an intent rests on knowledge too old to be acted on. Both moments are the server's.
fn is_stale(visit: &Visit, push: &PushIntent, intent: &Intent) -> bool {
    let (Some(days), Some(heard_at)) = (intent.days_valid(), push.heard_at) else {
        return false;
    };
    let limit = i64::from(days).saturating_mul(DAY_MILLIS);
    visit.now.0.saturating_sub(heard_at.0) > limit
}

/// Forgets what became of intents long ago; the marks stay.
///
/// # Errors
/// Whatever the depot fails with.
pub fn forget_old<D: Depot>(depot: &mut D, now: UnixMillis) -> Result<usize, D::Error> {
    depot.forget_verdicts(forgotten_before(now))
}

/// What was settled before this moment is forgotten.
pub fn forgotten_before(now: UnixMillis) -> UnixMillis {
    let age = VERDICT_DAYS.saturating_mul(DAY_MILLIS);
    now.plus_millis(age.saturating_neg())
}

enum Deps {
    Met,
    Wait,
    Blocked(u64),
}

fn check_deps<D: Depot>(
    depot: &mut D,
    (device, epoch): (Device, Epoch),
    push: &PushIntent,
) -> Result<Deps, D::Error> {
    for on in push.deps.iter().take(INTENT_DEPS_MAX) {
        let id = IntentId {
            device,
            epoch,
            seq: *on,
        };
        match depot.verdict(&id)? {
            None if push.void.contains(on) => return Ok(Deps::Blocked(*on)),
            None if *on <= depot.mark(device, epoch)? => {}
            None => return Ok(Deps::Wait),
            Some(verdict) if !verdict.outcome.is_final() => return Ok(Deps::Wait),
            Some(verdict) if !verdict.outcome.took_effect() => return Ok(Deps::Blocked(*on)),
            Some(_) => {}
        }
    }
    Ok(Deps::Met)
}

/// Reads an intent off the wire, or says what becomes of it unread.
fn read(push: &PushIntent) -> Result<Intent, Outcome> {
    let quarantined = |why| Outcome::Quarantined { why };
    if push.body.as_str().len() > INTENT_BYTES_MAX || push.deps.len() > INTENT_DEPS_MAX {
        return Err(quarantined(Unreadable::TooLarge));
    }
    if fingerprint(&push.by, &push.kind, push.kv, push.body.as_str()) != push.fp {
        return Err(quarantined(Unreadable::Fingerprint));
    }
    intent_of(&push.kind, push.kv, &push.body).map_err(quarantined)
}

fn check_asker(visit: &Visit, push: &PushIntent) -> Result<(), Refusal> {
    match visit.actor.who() {
        Some(who) if *who == push.by => Ok(()),
        None if visit.actor == Actor::Anonymous => Err(Refusal::NotSignedIn),
        Some(_) | None => Err(Refusal::NotAllowed),
    }
}

/// Reads an intent from its kind, the version of its kind, and its body.
///
/// # Errors
/// [`Unreadable::UnknownKind`] where a later version may know it, [`Unreadable::Body`] otherwise.
pub fn intent_of(kind: &str, kv: u16, body: &Body) -> Result<Intent, Unreadable> {
    if !Intent::KINDS.contains(&(kind, kv)) {
        return Err(Unreadable::UnknownKind);
    }
    let text = format!("{{\"{kind}\":{}}}", body.as_str());
    json::read(&text).map_err(|_| Unreadable::Body)
}

/// Writes an intent down as kind, version of the kind, and body.
///
/// # Errors
/// When the intent cannot be JSON, which none of the rules' types can cause.
pub fn body_of(intent: &Intent) -> Result<(&'static str, u16, Body), Unread> {
    let kind = intent.kind();
    let text = serde_json::to_string(intent).map_err(|_| Unread)?;
    // `{"kind":BODY}`: the body is what stands between the colon and the last brace.
    let body = text
        .get(kind.len().saturating_add(4)..text.len().saturating_sub(1))
        .unwrap_or("null");
    let kv = Intent::KINDS.iter().find(|(known, _)| *known == kind);
    let kv = kv.map_or(1, |(_, kv)| *kv);
    Ok((kind, kv, json::read(body)?))
}

/// Decides an intent and, if a rule lets it pass, writes all that follows from it.
///
/// # Errors
/// Whatever the depot fails with; the transaction must then be abandoned.
pub fn execute<D: Depot>(
    depot: &mut D,
    visit: &Visit,
    id: Option<IntentId>,
    intent: &Intent,
) -> Result<Outcome, D::Error> {
    let (facts, mut slice) = match decide_one(depot, &visit.context(), intent)? {
        Ok(decided) => decided,
        Err(refusal) => return Ok(Outcome::Refused { refusal }),
    };
    let outcome = outcome_of(&facts, &slice);
    write(depot, visit.now, id, facts.clone())?;
    let mut queue = rules::follow_up(intent, &facts, &slice);
    let system = Visit::new(Actor::System, visit.now);
    let mut steps = 0;
    while let Some(next) = queue.pop() {
        if steps >= FOLLOW_UPS_MAX {
            break;
        }
        steps += 1;
        if let Ok((facts, after)) = decide_one(depot, &system.context(), &next)? {
            write(depot, visit.now, None, facts.clone())?;
            slice = after;
            queue.extend(rules::follow_up(&next, &facts, &slice));
        }
    }
    Ok(outcome)
}

type Decision = Result<(Vec<Fact>, Slice), Refusal>;

/// Decides one intent and writes the records it changes.
fn decide_one<D: Depot>(
    depot: &mut D,
    context: &Context,
    intent: &Intent,
) -> Result<Decision, D::Error> {
    let mut slice = rules::load(intent, &context.actor, |key| {
        Ok(depot.row(key)?.and_then(|row| row.record))
    })?;
    let facts = match rules::decide(&slice, context, intent) {
        Ok(facts) => facts,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let before = slice.clone();
    for fact in &facts {
        rules::apply(&mut slice, fact);
    }
    write_records(depot, &before, &slice)?;
    Ok(Ok((facts, slice)))
}

fn write_records<D: Depot>(depot: &mut D, before: &Slice, after: &Slice) -> Result<(), D::Error> {
    let mut head = depot.head()?;
    for (key, record) in after.iter() {
        if before.get(key) == Some(record) {
            continue;
        }
        head.rev = head.rev.saturating_add(1);
        let row = Row {
            rev: head.rev,
            scope: record.scope(key),
            record: Some(record.clone()),
        };
        // Where the scope is not in the key it may be another than before, told or not.
        if key.may_move()
            && let Some(was) = depot.row(key)?
            && was.scope != row.scope
        {
            depot.move_row(key, (&was.scope, &row.scope), row.rev)?;
        }
        depot.set_row(key, &row)?;
    }
    for (key, gone) in before.iter().filter(|(key, _)| after.get(key).is_none()) {
        head.rev = head.rev.saturating_add(1);
        let row = Row {
            rev: head.rev,
            scope: gone.scope(key),
            record: None,
        };
        depot.set_row(key, &row)?;
    }
    depot.set_head(&head)
}

fn write<D: Depot>(
    depot: &mut D,
    at: UnixMillis,
    intent: Option<IntentId>,
    facts: Vec<Fact>,
) -> Result<(), D::Error> {
    if facts.is_empty() {
        return Ok(());
    }
    let head = depot.head()?;
    let line = JournalLine {
        line: head.line.saturating_add(1),
        at,
        intent,
        facts,
    };
    // Facts are plain data: writing them as JSON cannot fail.
    let text = serde_json::to_string(&line).unwrap_or_default();
    let chain = chain(head.chain, text.as_bytes());
    let number = line.line;
    depot.append(&Line {
        number,
        text,
        chain,
    })?;
    depot.set_head(&Head {
        line: number,
        chain,
        ..head
    })
}

fn outcome_of(facts: &[Fact], slice: &Slice) -> Outcome {
    for fact in facts {
        match fact {
            Fact::Queued { party, turn } => {
                let place = slice.seats(&party.session).place_of(*turn).unwrap_or(1);
                return Outcome::Changed {
                    how: Amendment::Waiting { place },
                };
            }
            Fact::Entered { tickets: None, .. } => {
                let how = Amendment::Asked;
                return Outcome::Changed { how };
            }
            Fact::Applied(party) | Fact::Entered { party, .. } => {
                let admission = slice
                    .session(&party.session)
                    .map(|session| &session.admission);
                let drawn_on = match admission {
                    Ok(Admission::Ballot { drawn_on, .. }) => *drawn_on,
                    _ => None,
                };
                return Outcome::Changed {
                    how: Amendment::Applied { drawn_on },
                };
            }
            _ => {}
        }
    }
    Outcome::Accepted
}

/// Keeps a copy of one revision of a note. Keeping it twice changes nothing.
///
/// # Errors
/// Whatever the depot fails with; the transaction must then be abandoned.
pub fn keep_note<D: Depot>(
    depot: &mut D,
    visit: &Visit,
    push: &PushNote,
) -> Result<SettledNote, D::Error> {
    let answer = |refusal| SettledNote {
        note: push.note.clone(),
        rev: push.rev.clone(),
        refusal,
    };
    let Actor::Resident { resident, .. } = &visit.actor else {
        return Ok(answer(Some(Refusal::NotSignedIn)));
    };
    let key = Key::Note(resident.clone(), push.note.clone(), push.rev.clone());
    let unsound = || Refusal::Unsound {
        key: key.to_string(),
    };
    if revision_id(&push.note, &push.parents, push.body.as_str()) != push.rev {
        return Ok(answer(Some(unsound())));
    }
    let Ok(body) = push.body.read::<NoteBody>() else {
        return Ok(answer(Some(unsound())));
    };
    let revision = NoteRevision {
        parents: push.parents.clone(),
        body,
    };
    if let Err(refusal) = check_note(&revision) {
        return Ok(answer(Some(refusal)));
    }
    if depot.row(&key)?.is_none() {
        let before = Slice::default();
        let mut after = Slice::default();
        after.put(key, Record::Note(revision));
        write_records(depot, &before, &after)?;
    }
    Ok(answer(None))
}
