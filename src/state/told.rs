//! What was changed about sessions of mine since we registered, and what a draw came to.
//!
//! The one rule to know: a change is news to a household that registered before it, until somebody
//! has read it on this phone; how far was read is one moment, the server's.

use super::session::Look;
use super::{SessionRow, State};
use leptos::prelude::*;
use rules::id::{PlaceId, ResidentId, SessionId};
use rules::registration::draw::Draw;
use rules::registration::drawing::held_at;
use rules::session::changes::{Change, What};
use rules::session::meetings::Meeting;
use rules::session::quota::Quota;
use rules::time::UnixMillis;
use rules::words::Words;
use rules::{Key, Record, Refusal, civil};

/// A change of a session, with what the screen needs to say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What, when and why.
    pub change: Change,
    /// What the place before was called, where it is another now.
    pub before: Words,
    /// Where and when it met after it, until the next change.
    pub after: Meeting,
    /// What that place is called.
    pub place: Words,
}

/// A session of mine that was changed, and what about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The session as it is now.
    pub row: SessionRow,
    /// What nobody has read yet, the latest last.
    pub changes: Vec<Changed>,
}

/// A session's draw, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lots {
    /// When it is held, or was to be, on the community's wall.
    pub at: civil::DateTime,
    /// The draw itself, once its seal has arrived.
    pub draw: Option<Draw>,
    /// Whether the session has quotas, which pass some by for whom there were seats.
    pub quotas: bool,
}

impl State {
    /// What was changed about sessions of mine and nobody has read, the next to happen first.
    pub fn told(&self) -> Vec<Told> {
        let read = self.told_until.get();
        let mut all = self.my_registrations();
        all.retain(|mine| mine.row.mine.iter().any(|one| one.standing.is_held()));
        let news = |row: SessionRow| {
            let since = self.registered_at(&row.id)?;
            let mut changes = self.changes_of(&row.id);
            changes.retain(|changed| changed.change.at > since.max(read));
            (!changes.is_empty()).then_some(Told { row, changes })
        };
        all.into_iter().filter_map(|mine| news(mine.row)).collect()
    }

    /// Everything remembered about a session, the latest last.
    pub fn changes_of(&self, id: &SessionId) -> Vec<Changed> {
        self.look(|look| {
            let (session, _) = look.parts(id)?;
            let changed = |(change, after): (&Change, Meeting)| Changed {
                change: change.clone(),
                place: look.name_of_place(&after.place),
                after,
                before: match &change.what {
                    What::Moved { place } => look.name_of_place(place),
                    _ => Words::default(),
                },
            };
            Some(
                session
                    .changes_and_after()
                    .into_iter()
                    .map(changed)
                    .collect(),
            )
        })
        .unwrap_or_default()
    }

    /// How many seats some of the people may take, and how many of them are taken.
    pub fn quotas_of(&self, id: &SessionId) -> Vec<(Quota, u32)> {
        self.look(|look| {
            let (session, _) = look.parts(id)?;
            let tally = look.seats(id);
            let quotas = session.quotas.iter().enumerate();
            Some(
                quotas
                    .map(|(number, quota)| (quota.clone(), tally.taken_of(number)))
                    .collect(),
            )
        })
        .unwrap_or_default()
    }

    /// Why people of the household who wait have no seats yet, as far as the public tally says.
    pub fn keeps_waiting(&self, id: &SessionId, who: &[ResidentId]) -> Option<Refusal> {
        self.look(|look| {
            let (session, _) = look.parts(id)?;
            let quotas = who.iter().map(|who| {
                let key = Key::Registration(id.clone(), who.clone());
                match look.record(&key) {
                    Some(Record::Registration(found)) => found.quotas.clone(),
                    _ => Vec::new(),
                }
            });
            let quotas: Vec<Vec<u8>> = quotas.collect();
            look.seats(id).keeps_waiting(session, &quotas)
        })
    }

    /// The draw of a session; none where nothing is drawn.
    pub fn lots_of(&self, id: &SessionId) -> Option<Lots> {
        self.look(|look| {
            let (session, _) = look.parts(id)?;
            let at = held_at(session)?;
            let draw = match look.record(&Key::Draw(id.clone())) {
                Some(Record::Draw(draw)) => Some(draw.clone()),
                _ => None,
            };
            Some(Lots {
                at,
                draw,
                quotas: !session.quotas.is_empty(),
            })
        })
    }

    /// When the server took the household's first registration for a session; none while it has not.
    fn registered_at(&self, id: &SessionId) -> Option<UnixMillis> {
        let members = self.household_members();
        self.look(|look| {
            let at = |who: &super::Member| match look
                .record(&Key::Registration(id.clone(), who.resident.clone()))
            {
                Some(Record::Registration(found)) if found.state.is_open() => Some(found.at),
                _ => None,
            };
            members.iter().filter_map(at).min()
        })
    }

    fn look<T>(&self, read: impl FnOnce(&Look) -> Option<T>) -> Option<T> {
        self.version.track();
        let (community, now) = (self.community.get(), self.now());
        let keeper = self.keeper();
        keeper.read(|replica| read(&Look::new(replica, &community, now)))
    }
}

impl Look<'_> {
    /// What a place is called; its number where its record is not here.
    fn name_of_place(&self, id: &PlaceId) -> Words {
        let place = self.place_card(id);
        place.map_or_else(|| Words::new(id.as_str(), ""), |place| place.name)
    }
}
