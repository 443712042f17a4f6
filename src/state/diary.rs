//! The diary as the screens show it: lines with their standing, a month with its sums.
//!
//! The one rule to know: a line is one head of a note. Two devices that wrote at once leave two
//! lines, and revising either names both as parents, so that they become one again.

use super::waiting::{act_words, policy};
use super::{Standing, State};
use crate::keeper::actor_of;
use leptos::prelude::*;
use rules::claim::{Asked, ClaimState};
use rules::diary::NoteHead;
use rules::id::{ActId, CommunityId, NoteId, ResidentId, RevisionId};
use rules::key::Month;
use rules::points::{Act, PointsPolicy, Worth};
use rules::words::Words;
use rules::{Fact, Intent, Key, Record, Refusal, civil};
use std::collections::BTreeMap;
use sync::Replica;
use sync::authority::intent_of;
use sync::replica::Ask;
use sync::rows::Copied;

/// Where a note is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiaryCopy {
    /// On this phone, before anyone signed in.
    ThisPhoneOnly,
    /// On this phone; its copy has not gone out yet.
    SavedHere,
    /// On this phone and with the community's server, for my other devices.
    Copied,
    /// The server does not keep a copy, and why.
    Refused(Refusal),
}

/// A claim as the diary shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimLine {
    /// How far it has come. `Confirmed` means: put forward, and waiting for two people to vouch.
    pub standing: Standing,
    /// What it would be worth; none while only a refusal is known.
    pub worth: Option<Worth>,
}

/// One line of the diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryLine {
    /// The note and the head shown.
    pub head: NoteHead,
    /// Every head of this note: the parents of the next revision.
    pub heads: Vec<RevisionId>,
    /// What the act is called.
    pub act: Words,
    /// Where it is kept.
    pub copy: DiaryCopy,
    /// What was put forward of it; none when nothing was, or it was taken back.
    pub claim: Option<ClaimLine>,
}

/// A month's sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DiaryMonth {
    /// Minutes noted by day of the month.
    pub minutes_by_day: BTreeMap<i8, u32>,
    /// Minutes noted and points put forward by act, in the policy's order of acts.
    pub by_act: Vec<(ActId, Words, u32, u32)>,
    /// Minutes noted in all.
    pub minutes: u32,
    /// Points put forward in all; nothing is credited before two people vouched.
    pub points: u32,
}

/// What a note would be worth if it were put forward now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftWorth {
    /// The kind of act.
    pub act: ActId,
    /// The day.
    pub day: civil::Date,
    /// Units: minutes.
    pub minutes: u16,
}

impl State {
    /// The acts one can note, in the policy's order.
    pub fn acts(&self) -> Vec<Act> {
        self.points_policy().acts
    }

    /// What acts are worth in the diary's community.
    pub fn points_policy(&self) -> PointsPolicy {
        self.version.track();
        let community = self.diary_community();
        self.keeper().read(|replica| policy(replica, &community))
    }

    /// The community the diary belongs to: the home of who is signed in, else the one shown.
    pub(crate) fn diary_community(&self) -> CommunityId {
        let home = self
            .keeper()
            .read(|replica| replica.who().map(|who| who.community.clone()));
        home.unwrap_or_else(|| self.community.get())
    }

    /// The diary, newest day first: one month of it, or all.
    pub fn diary_lines(&self, month: Option<Month>) -> Vec<DiaryLine> {
        self.version.track();
        let community = self.diary_community();
        let keeper = self.keeper();
        keeper.read(|replica| {
            let me = replica.who().map(|who| (&who.community, &who.resident));
            let all = replica.diary(me);
            let claims = claims(replica, me, |seq| keeper.was_sent(seq));
            let of_month = |head: &&NoteHead| month.is_none_or(|m| Month::of(head.body.day) == m);
            let line = |head: &NoteHead| DiaryLine {
                heads: all
                    .iter()
                    .filter(|other| other.note == head.note)
                    .map(|other| other.revision.clone())
                    .collect(),
                act: act_words(replica, &community, &head.body.act),
                copy: copy_of(replica, head),
                claim: claims.get(&head.note).cloned(),
                head: head.clone(),
            };
            all.iter().filter(of_month).map(line).collect()
        })
    }

    /// One note's line; none when it is not on this device or was thrown away.
    pub fn diary_line(&self, note: &NoteId) -> Option<DiaryLine> {
        let all = self.diary_lines(None);
        all.into_iter().find(|line| line.head.note == *note)
    }

    /// How many notes were written on this phone before anyone signed in.
    pub fn notes_without_owner(&self) -> usize {
        self.version.track();
        self.keeper().read(|replica| replica.diary(None).len())
    }

    /// The sums of a month's lines.
    pub fn diary_sums(&self, lines: &[DiaryLine]) -> DiaryMonth {
        let mut sums = DiaryMonth::default();
        let mut by_act: BTreeMap<ActId, (Words, u32, u32)> = BTreeMap::new();
        for line in lines {
            let minutes = u32::from(line.head.body.minutes);
            let worth = line.claim.as_ref().and_then(|claim| claim.worth.as_ref());
            let points = worth.map_or(0, |worth| worth.points);
            let day = sums
                .minutes_by_day
                .entry(line.head.body.day.day())
                .or_default();
            *day = day.saturating_add(minutes);
            sums.minutes = sums.minutes.saturating_add(minutes);
            sums.points = sums.points.saturating_add(points);
            let entry = by_act
                .entry(line.head.body.act.clone())
                .or_insert_with(|| (line.act.clone(), 0, 0));
            entry.1 = entry.1.saturating_add(minutes);
            entry.2 = entry.2.saturating_add(points);
        }
        let order: Vec<ActId> = self.acts().into_iter().map(|act| act.id).collect();
        let place = |id: &ActId| {
            order
                .iter()
                .position(|known| known == id)
                .unwrap_or(usize::MAX)
        };
        sums.by_act = by_act
            .into_iter()
            .map(|(id, (words, minutes, points))| (id, words, minutes, points))
            .collect();
        sums.by_act.sort_by_key(|(id, ..)| place(id));
        sums
    }

    /// What an act would be worth if it were put forward now, and which caps it meets.
    ///
    /// # Errors
    /// What the rules refuse already here; `NotSignedIn` before anyone signed in.
    pub fn preview_worth(&self, draft: &DraftWorth) -> Result<Worth, Refusal> {
        self.version.track();
        let ask = Ask {
            community: self.diary_community(),
            now: self.now(),
        };
        // A note that does not exist yet: its name plays no part in what it is worth.
        let (Ok(note), Ok(revision)) = ("draft".parse(), "draft".parse()) else {
            return Err(Refusal::Newer);
        };
        let intent = Intent::Claim(Asked {
            note,
            revision,
            act: draft.act.clone(),
            day: draft.day,
            minutes: draft.minutes,
        });
        self.keeper().read(|replica| {
            let actor = actor_of(replica.who());
            let facts = replica.decide_here(&ask, &actor, &intent)?;
            let worth = facts.into_iter().find_map(|fact| match fact {
                Fact::Claimed { claim, .. } => Some(claim.worth),
                _ => None,
            });
            Ok(worth.unwrap_or_default())
        })
    }
}

fn copy_of(replica: &Replica, head: &NoteHead) -> DiaryCopy {
    let written = replica.written(&head.note, &head.revision);
    match written.map(|row| (&row.copy, row.owner.is_some())) {
        None | Some((Copied::Kept, _)) => DiaryCopy::Copied,
        Some((Copied::Refused { refusal }, _)) => DiaryCopy::Refused(refusal.clone()),
        Some((Copied::Waiting, true)) => DiaryCopy::SavedHere,
        Some((Copied::Waiting, false)) => DiaryCopy::ThisPhoneOnly,
    }
}

/// How each note's claim stands.
fn claims(
    replica: &Replica,
    me: Option<(&CommunityId, &ResidentId)>,
    was_sent: impl Fn(u64) -> bool,
) -> BTreeMap<NoteId, ClaimLine> {
    let mut found = BTreeMap::new();
    let Some((community, resident)) = me else {
        return found;
    };
    let settled: Vec<_> = replica
        .history()
        .filter(|row| row.row.by == *resident)
        .collect();
    for settled in settled.into_iter().rev() {
        let row = &settled.row;
        if let Ok(Intent::Claim(asked)) = intent_of(&row.kind, row.kv, &row.body) {
            if settled.outcome.took_effect() {
                found.remove(&asked.note);
            } else {
                let standing = Standing::NotPossible(settled.outcome.clone());
                found.insert(
                    asked.note,
                    ClaimLine {
                        standing,
                        worth: None,
                    },
                );
            }
        }
    }
    for (key, record) in replica.confirmed_records(community) {
        if let (Key::Claim(of, note), Record::Claim(claim)) = (key, record)
            && of == resident
            && claim.state == ClaimState::Submitted
        {
            let worth = Some(claim.worth.clone());
            let line = ClaimLine {
                standing: Standing::Confirmed,
                worth,
            };
            found.insert(note.clone(), line);
        }
    }
    for pending in replica
        .pending()
        .filter(|pending| pending.row.by == *resident)
    {
        match &pending.intent {
            Some(Intent::Claim(asked)) => {
                let key = Key::Claim(resident.clone(), asked.note.clone());
                let worth = match replica.record(community, &key) {
                    Some(Record::Claim(claim)) => Some(claim.worth.clone()),
                    _ => None,
                };
                let standing = if was_sent(pending.row.id.seq) {
                    Standing::Sent
                } else {
                    Standing::SavedHere
                };
                found.insert(asked.note.clone(), ClaimLine { standing, worth });
            }
            Some(Intent::WithdrawClaim { note, .. }) => {
                found.remove(note);
            }
            Some(_) | None => {}
        }
    }
    found
}
