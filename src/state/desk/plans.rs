//! Drafts, and what they would lead to.

use crate::state::{PlaceCard, State};
use leptos::prelude::*;
use rules::community::PlaceKind;
use rules::draft::clash::{Clash, clashes};
use rules::draft::{Draft, Plan, sessions};
use rules::id::{PlaceId, SessionId};
use rules::session::Session;
use rules::words::Words;
use rules::{Intent, Key, Record, Refusal, Slice};
use sync::Outcome;
use sync::authority::intent_of;

/// How many places a search gives at most: what a phone shows above its keyboard, and a little more.
const PLACES_MAX: usize = 6;

/// A draft as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// The draft.
    pub id: SessionId,
    /// As it stands.
    pub draft: Draft,
}

/// What a plan would lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its sessions, by day.
    pub sessions: Vec<(SessionId, Session)>,
    /// What is at the same place at the same time, with its title.
    pub clashes: Vec<(Clash, Words)>,
}

/// What one wrote and the server did not take, because somebody else had written meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// What one wrote.
    pub plan: Plan,
}

impl State {
    /// Every draft, those that are reviewed first.
    pub fn drafts(&self) -> Vec<DraftRow> {
        self.version.track();
        let community = self.community.get();
        let mut found: Vec<DraftRow> = self.keeper().read(|replica| {
            let drafts = replica.records(&community);
            let drafts = drafts.filter_map(|(key, record)| match (key, record) {
                (Key::Draft(id), Record::Draft(draft)) => Some(DraftRow {
                    id: id.clone(),
                    draft: Draft::clone(draft),
                }),
                _ => None,
            });
            drafts.collect()
        });
        found.sort_by_key(|row| {
            let written = row.draft.stage == rules::draft::Stage::Written;
            (written, row.draft.plan.session.first_day(), row.id.clone())
        });
        found
    }

    /// One draft.
    pub fn draft(&self, id: &SessionId) -> Option<Draft> {
        self.version.track();
        let (community, key) = (self.community.get(), Key::Draft(id.clone()));
        self.keeper()
            .read(|replica| match replica.record(&community, &key) {
                Some(Record::Draft(found)) => Some(Draft::clone(found)),
                _ => None,
            })
    }

    /// The places of these kinds that these words find, without those picked already, the most used
    /// first, as many as a short list holds; and how many there are beside them.
    pub fn places(
        &self,
        kinds: &[PlaceKind],
        words: &str,
        without: &[PlaceId],
    ) -> (Vec<PlaceCard>, usize) {
        let programme = self.programme.get();
        let mut found = programme.places(kinds, words);
        found.retain(|(id, _)| !without.contains(id));
        let more = found.len().saturating_sub(PLACES_MAX);
        let shown = found.into_iter().take(PLACES_MAX);
        let shown = shown.filter_map(|(id, _)| self.place_card(id)).collect();
        (shown, more)
    }

    /// What a plan would lead to: its days, and what clashes with them.
    ///
    /// # Errors
    /// A series that goes on too long, or has no end near enough.
    pub fn planned(&self, id: &SessionId, plan: &Plan) -> Result<Planned, Refusal> {
        self.version.track();
        let community = self.community.get();
        self.keeper().read(|replica| {
            let mut slice = Slice::default();
            let first = plan.session.first_day().year();
            let last = plan
                .series
                .as_ref()
                .map_or(first, |series| series.until.year());
            for year in (first..=last).take(3) {
                let key = Key::Almanac(year);
                if let Some(record) = replica.record(&community, &key) {
                    slice.put(key, record.clone());
                }
            }
            let planned = sessions(&slice, id, plan)?;
            let others = replica.records(&community);
            let others = others.filter_map(|(key, record)| match (key, record) {
                (Key::Session(id), Record::Session(found)) => Some((id, found)),
                _ => None,
            });
            let found = clashes(&planned, others);
            let titled = found.into_iter().map(|clash| {
                let title = super::session_in(replica, &community, &clash.session);
                let title = title.and_then(|session| {
                    let key = Key::Activity(session.activity.clone());
                    match replica.record(&community, &key) {
                        Some(Record::Activity(found)) => Some(found.title.clone()),
                        _ => None,
                    }
                });
                (clash, title.unwrap_or_default())
            });
            Ok(Planned {
                clashes: titled.collect(),
                sessions: planned,
            })
        })
    }

    /// What one wrote last into a draft, where the server did not take it because somebody else had
    /// written meanwhile, and one has not written since.
    pub fn not_taken(&self, id: &SessionId) -> Option<Amended> {
        self.version.track();
        self.keeper().read(|replica| {
            let mine = replica.history().find_map(|settled| {
                let row = &settled.row;
                match intent_of(&row.kind, row.kv, &row.body) {
                    Ok(Intent::Write(asked)) if asked.draft == *id => {
                        Some((asked, &settled.outcome))
                    }
                    _ => None,
                }
            });
            let (asked, outcome) = mine?;
            let is_stale = matches!(
                outcome,
                Outcome::Refused {
                    refusal: Refusal::ChangedMeanwhile { .. }
                }
            );
            is_stale.then_some(Amended { plan: *asked.plan })
        })
    }
}
