//! What a rule would decide wrong, planted in the facts it made.
//!
//! The one rule to know: the journal that comes of it is whole; only what it says is wrong.

use super::Bug;
use rules::session::changes::What;
use rules::{Fact, Key, Record};
use sync::depot::JournalLine;

/// Alters a line of the journal; none where it stays.
pub fn plant_in_line(bug: Option<Bug>, text: &str) -> Option<String> {
    let alters = matches!(
        bug?,
        Bug::LotsTurned
            | Bug::PartyParted
            | Bug::Unsigned
            | Bug::ReasonForgotten
            | Bug::LetInSilently
            | Bug::ChangeForgotten
            | Bug::PostponedToldCancelled
            | Bug::DayTakesAnother
            | Bug::PublishedOtherwise
            | Bug::SeriesCutShort
    );
    if !alters {
        return None;
    }
    let mut line: JournalLine = serde_json::from_str(text).ok()?;
    plant_in_facts(bug?, &mut line.facts);
    serde_json::to_string(&line).ok()
}

fn plant_in_facts(bug: Bug, facts: &mut Vec<Fact>) {
    match bug {
        Bug::Unsigned => facts.retain(|fact| !matches!(fact, Fact::Decided { .. })),
        Bug::LetInSilently => facts.retain(|fact| !matches!(fact, Fact::PassedOver { .. })),
        Bug::SeriesCutShort => cut_short(facts),
        _ => facts.iter_mut().for_each(|fact| plant_in_fact(bug, fact)),
    }
}

/// The last of several sessions that are published at once is not.
fn cut_short(facts: &mut Vec<Fact>) {
    let is_session = |fact: &Fact| {
        matches!(
            fact,
            Fact::Put {
                key: Key::Session(_),
                ..
            }
        )
    };
    let is_release = facts
        .iter()
        .any(|fact| matches!(fact, Fact::Dropped { .. }));
    let last = facts.iter().rposition(is_session);
    if let (true, Some(last)) = (is_release, last)
        && facts.iter().filter(|fact| is_session(fact)).count() > 1
    {
        facts.remove(last);
    }
}

fn plant_in_fact(bug: Bug, fact: &mut Fact) {
    match (bug, fact) {
        (Bug::LotsTurned, Fact::Drawn { drawn, .. }) => drawn.entries.reverse(),
        (Bug::PartyParted, Fact::Promoted { party, .. } | Fact::Held { party, .. })
            if party.members.len() > 1 =>
        {
            party.members.pop();
        }
        (Bug::ReasonForgotten, Fact::Decided { why, .. }) => why.clear(),
        (Bug::ChangeForgotten, Fact::Put { record, .. }) => {
            if let Record::Session(session) = record.as_mut() {
                session.changes.pop();
            }
        }
        (Bug::PostponedToldCancelled, Fact::Put { record, .. }) => {
            if let Record::Session(session) = record.as_mut() {
                for change in &mut session.changes {
                    change.without_day = false;
                }
            }
        }
        (Bug::DayTakesAnother, Fact::Put { record, .. }) => {
            if let Record::Session(session) = record.as_mut()
                && let Some(What::DayMoved { .. } | What::DayLeftOut { .. }) =
                    session.changes.last().map(|change| &change.what)
                && session.days.len() > 1
            {
                session.days.pop();
            }
        }
        (Bug::PublishedOtherwise, Fact::Put { key, record }) => {
            let is_drafts =
                |key: &Key| matches!(key, Key::Session(id) if id.as_str().starts_with('d'));
            if let (true, Record::Session(session)) = (is_drafts(key), record.as_mut())
                && session.changes.is_empty()
            {
                session.starts = rules::civil::time(6, 0, 0, 0);
            }
        }
        _ => {}
    }
}
