//! What a plan is to whoever looks at it at the desk: the first of each kind by name, sums of all.
//!
//! The one rule to know: each reason of the programme's reader has a kind here, so that it can be
//! said in the language of whoever reads it.

mod fault;

pub use fault::of_feed;

use super::{Imported, Plan};
use rules::Key;
use rules::id::SessionId;
use sync::limits::UPLOAD_NAMED_MAX;
use sync::upload::{Below, Changed, Listed, Named, Preview, Refused, Taken};

impl Plan {
    /// The plan as the desk is told it.
    pub fn told(&self) -> Preview {
        let changes = &self.changes;
        let is_told = |key: &&Key| !matches!(key, Key::Community);
        let keys = changes.new.iter().chain(&changes.changed);
        Preview {
            digest: self.digest(),
            rows: count(self.reading.taken.len()),
            same: count(changes.same_sessions),
            records: count(keys.filter(is_told).count()),
            new: listed(&changes.new_sessions, |id| self.named_at_desk(id)),
            changed: listed(&changes.changed_sessions, |change| {
                let differs = self.differs.get(&change.session);
                Some(Changed {
                    of: self.named_at_desk(&change.session)?,
                    differs: differs.cloned().unwrap_or_default(),
                })
            }),
            gone: listed(&self.gone_to_come, |id| self.named_at_desk(id)),
            held: listed(&changes.held, |id| self.named_at_desk(id)),
            below: listed(&changes.below, |below| {
                Some(Below {
                    of: self.named_at_desk(&below.session)?,
                    seats: below.seats,
                    taken: below.taken,
                })
            }),
            refused: listed(&self.reading.refused, |refused| {
                Some(Refused {
                    row: count(refused.row),
                    code: refused.code.clone().unwrap_or_default(),
                    why: fault::of_row(&refused.reason),
                })
            }),
        }
    }

    fn named_at_desk(&self, id: &SessionId) -> Option<Named> {
        let called = self.called.get(id)?;
        Some(Named {
            session: id.clone(),
            title: called.title.clone(),
            day: called.day,
            starts: called.starts,
        })
    }
}

impl Imported {
    /// What the desk is told of it.
    pub fn told(&self) -> Taken {
        let changes = &self.plan.changes;
        Taken {
            new: count(changes.new_sessions.len()),
            changed: count(changes.changed_sessions.len()),
            left: count(self.published.refused.len()),
        }
    }
}

/// The first of some, and how many there are.
fn listed<T, N>(all: &[T], named: impl FnMut(&T) -> Option<N>) -> Listed<N> {
    Listed {
        all: count(all.len()),
        first: all
            .iter()
            .take(UPLOAD_NAMED_MAX)
            .filter_map(named)
            .collect(),
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
