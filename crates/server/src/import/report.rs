//! What an import says about itself: a line for each thing that is not as usual, then the sums.

use super::{Imported, Plan};
use rules::id::SessionId;
use std::fmt::Write;

/// How many sessions of one kind a report names; the sums count all.
pub(super) const NAMED_MAX: usize = 2_000;

impl Plan {
    /// The report of a preview.
    pub fn report(&self) -> String {
        let mut out = self.lines();
        self.sums(&mut out, 0);
        out
    }

    fn lines(&self) -> String {
        let mut out = String::new();
        for row in &self.reading.refused {
            let code = row.code.as_deref().unwrap_or("-");
            line(
                &mut out,
                &format!("refused {code} (row {}): {}", row.row, row.reason),
            );
        }
        for noted in &self.reading.notes {
            line(&mut out, &format!("note {}: {:?}", noted.code, noted.note));
        }
        let changes = &self.changes;
        for session in changes.new_sessions.iter().take(NAMED_MAX) {
            line(&mut out, &format!("new {}", self.named(session)));
        }
        for change in changes.changed_sessions.iter().take(NAMED_MAX) {
            let fields: Vec<&str> = change.fields.iter().map(String::as_str).collect();
            let fields = fields.join(", ");
            let session = self.named(&change.session);
            line(&mut out, &format!("changed {session} [{fields}]"));
        }
        for below in &changes.below {
            let session = self.named(&below.session);
            line(
                &mut out,
                &format!(
                    "fewer seats than people: {session} has {} seats, all {} keep theirs",
                    below.seats, below.taken
                ),
            );
        }
        for session in self.gone_to_come.iter().take(NAMED_MAX) {
            let session = self.named(session);
            line(
                &mut out,
                &format!("no longer in the feed, left as it was: {session}"),
            );
        }
        for session in &changes.held {
            let session = self.named(session);
            line(&mut out, &format!("refused now, left as it was: {session}"));
        }
        out
    }

    fn named(&self, session: &SessionId) -> String {
        match self.called.get(session) {
            Some(called) => {
                let title = called.title.zh_or_en().replace('\n', " ");
                format!("{session} {title}")
            }
            None => session.to_string(),
        }
    }

    fn sums(&self, out: &mut String, refused: usize) {
        let changes = &self.changes;
        line(
            out,
            &format!(
                "sessions new {}, changed {}, unchanged {}, gone {} (of these {} still to come), \
                 refused now and left as they were {}",
                changes.new_sessions.len(),
                changes.changed_sessions.len(),
                changes.same_sessions,
                changes.gone.len(),
                self.gone_to_come.len(),
                changes.held.len(),
            ),
        );
        line(
            out,
            &format!(
                "community {}: rows taken {}, refused {}; records new {}, changed {}, same {}",
                self.community,
                self.reading.taken.len(),
                self.reading.refused.len().saturating_add(refused),
                changes.new.len(),
                changes.changed.len(),
                changes.same,
            ),
        );
    }
}

impl Imported {
    /// The report of an import.
    pub fn report(&self) -> String {
        let mut out = self.plan.lines();
        let refused = &self.published.refused;
        for (key, refusal) in refused {
            line(&mut out, &format!("refused {key}: {refusal:?}"));
        }
        self.plan.sums(&mut out, refused.len());
        out
    }
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    writeln!(out, "{text}").unwrap_or_default();
}
