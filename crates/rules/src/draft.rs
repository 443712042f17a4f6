//! Drafts: what staff prepare, another looks over, and a publisher lets residents see.
//!
//! The one rule to know: each step says which version it is about, so nobody publishes or writes
//! over what they have not seen. Publishing makes an activity and its sessions, one for each day of
//! the series, in one step.
//!
//! Deliberately absent: search aids. A dictionary makes them where the programme is served.

pub mod clash;
pub mod series;

use crate::activity::Activity;
use crate::activity::fee::FEE_CHARS_MAX;
use crate::context::{Actor, Context};
use crate::fact::Fact;
use crate::id::{ActivityId, ResidentId, SessionId};
use crate::key::Key;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::session::{Admission, Session};
use crate::slice::Slice;
use crate::staff::{Level, signed, staff_of};
use crate::time::{add_days, days_between};
use jiff::civil;
use serde::{Deserialize, Serialize};
use series::Series;

/// How long all texts of a draft may be together. Units: characters. With the longest course they fit
/// into one request.
pub const DRAFT_CHARS_MAX: usize = 2_000;

/// How far a draft has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is being written.
    Written,
    /// Somebody looked it over.
    Reviewed {
        /// Who.
        by: ResidentId,
    },
}

/// What staff prepare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The plan.
    pub plan: Plan,
    /// Counts every writing, from 1.
    pub version: u32,
    /// Who wrote it last.
    pub by: ResidentId,
    /// How far it has come.
    pub stage: Stage,
}

/// An activity with its first session, and how that is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The activity's id; an activity that is there already keeps its words unless others stand here.
    pub activity_id: ActivityId,
    /// The activity.
    pub activity: Activity,
    /// The first session.
    pub session: Session,
    /// How it is repeated; absent: it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Series>,
}

/// Staff write a draft down, anew or over an earlier version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writing {
    /// The draft: the id of the first session it leads to.
    pub draft: SessionId,
    /// The version they saw; 0 for a new one.
    pub was: u32,
    /// What they wrote.
    pub plan: Box<Plan>,
}

/// What becomes of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It was looked over and is right.
    Review,
    /// Residents shall see it.
    Release,
    /// It is not needed any more.
    Drop,
}

/// A step of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taking {
    /// The draft.
    pub draft: SessionId,
    /// The version they saw.
    pub version: u32,
    /// What becomes of it.
    pub step: Step,
}

/// The keys that writing or moving a draft touches.
pub(crate) fn keys(actor: &Actor, draft: &SessionId) -> Vec<Key> {
    let mut keys = vec![
        Key::Draft(draft.clone()),
        Key::Session(draft.clone()),
        Key::Draws,
    ];
    keys.extend(actor.who().cloned().map(Key::Staff));
    keys
}

/// What a step touches beside: the activity, the place, and each session it would lead to.
pub(crate) fn further_keys(slice: &Slice, draft: &SessionId) -> Vec<Key> {
    let Some(found) = slice.draft(draft) else {
        return Vec::new();
    };
    let plan = &found.plan;
    let mut keys = vec![
        Key::Activity(plan.activity_id.clone()),
        Key::Place(plan.session.place.clone()),
    ];
    if let Some(series) = &plan.series {
        let years = plan.session.first_day().year()..=series.until.year();
        keys.extend(years.take(3).map(Key::Almanac));
    }
    for (id, _) in sessions(slice, draft, plan).unwrap_or_default() {
        keys.push(Key::Draw(id.clone()));
        keys.push(Key::Session(id));
    }
    keys
}

/// Decides a writing.
pub(crate) fn write(
    slice: &Slice,
    context: &Context,
    asked: &Writing,
) -> Result<Vec<Fact>, Refusal> {
    let by = staff_of(slice, context, Level::Editor)?;
    check_version(slice, &asked.draft, asked.was)?;
    let key = Key::Draft(asked.draft.clone());
    let plan = &asked.plan;
    let title = plan.activity.title.zh_or_en().trim();
    check_texts(&plan.activity)?;
    let is_sound = plan.session.is_sound() && plan.activity.is_sound();
    if title.is_empty() || !is_sound || plan.session.activity != plan.activity_id {
        return Err(Refusal::Unsound {
            key: key.to_string(),
        });
    }
    let found = slice.draft(&asked.draft);
    if found.is_some_and(|found| found.plan == **plan) {
        return Ok(Vec::new());
    }
    let draft = Draft {
        plan: Plan::clone(plan),
        version: asked.was.saturating_add(1),
        by: by.clone(),
        stage: Stage::Written,
    };
    let record = Box::new(Record::Draft(Box::new(draft)));
    Ok(signed(by, "", vec![Fact::Put { key, record }]))
}

/// No text is longer than there is room for.
fn check_texts(activity: &Activity) -> Result<(), Refusal> {
    let lengths = [
        (activity.fee.chars(), FEE_CHARS_MAX),
        (activity.chars(), DRAFT_CHARS_MAX),
    ];
    let over = lengths.into_iter().find(|(found, limit)| found > limit);
    let of = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    over.map_or(Ok(()), |(found, limit)| {
        let (found, limit) = (of(found), of(limit));
        Err(Refusal::TextTooLong { found, limit })
    })
}

/// Decides a step.
pub(crate) fn take(slice: &Slice, context: &Context, asked: &Taking) -> Result<Vec<Fact>, Refusal> {
    let by = staff_of(slice, context, Level::Editor)?;
    check_version(slice, &asked.draft, asked.version)?;
    let found = slice.draft(&asked.draft).ok_or(Refusal::UnknownSession {
        session: asked.draft.clone(),
    })?;
    let key = Key::Draft(asked.draft.clone());
    let drop = Fact::Dropped { key: key.clone() };
    match asked.step {
        Step::Drop => Ok(signed(by, "", vec![drop])),
        Step::Review => {
            // A second pair of eyes; a publisher's are enough.
            if *by == found.by {
                staff_of(slice, context, Level::Publisher)?;
            }
            let reviewed = Draft {
                stage: Stage::Reviewed { by: by.clone() },
                ..found.clone()
            };
            let record = Box::new(Record::Draft(Box::new(reviewed)));
            Ok(signed(by, "", vec![Fact::Put { key, record }]))
        }
        Step::Release => {
            staff_of(slice, context, Level::Publisher)?;
            if found.stage == Stage::Written {
                return Err(Refusal::NotReviewed);
            }
            let mut facts = released(slice, context, asked, &found.plan)?;
            facts.push(drop);
            Ok(signed(by, "", facts))
        }
    }
}

fn check_version(slice: &Slice, draft: &SessionId, version: u32) -> Result<(), Refusal> {
    let found = slice.draft(draft).map_or(0, |found| found.version);
    if found == version {
        return Ok(());
    }
    Err(Refusal::ChangedMeanwhile {
        key: Key::Draft(draft.clone()).to_string(),
    })
}

fn released(
    slice: &Slice,
    context: &Context,
    asked: &Taking,
    plan: &Plan,
) -> Result<Vec<Fact>, Refusal> {
    let sessions = sessions(slice, &asked.draft, plan)?;
    let key = Key::Activity(plan.activity_id.clone());
    let mut facts = Vec::with_capacity(sessions.len().saturating_add(1));
    let known = slice.activity(&plan.activity_id);
    // What is known is compared without its search aid, which is made where it is served.
    let same = known.is_some_and(|known| {
        Activity {
            aid: plan.activity.aid.clone(),
            ..known.clone()
        } == plan.activity
    });
    if !same {
        let record = Box::new(Record::Activity(plan.activity.clone()));
        facts.push(Fact::Put { key, record });
    }
    for (id, session) in sessions {
        let key = Key::Session(id);
        // A device may not have what the server has; only the server can say that an id is taken.
        if context.binding_now().is_some() && slice.get(&key).is_some() {
            return Err(Refusal::Taken {
                key: key.to_string(),
            });
        }
        let record = Box::new(Record::Session(session));
        facts.push(Fact::Put { key, record });
    }
    if slice.get(&Key::Place(plan.session.place.clone())).is_none() {
        let key = Key::Place(plan.session.place.clone()).to_string();
        return Err(Refusal::Unsound { key });
    }
    Ok(facts)
}

/// The sessions a plan leads to: the first under the draft's own id, the others with their day.
///
/// # Errors
/// When the series is too long or an id would be.
pub fn sessions(
    slice: &Slice,
    draft: &SessionId,
    plan: &Plan,
) -> Result<Vec<(SessionId, Session)>, Refusal> {
    let first = plan.session.first_day();
    let Some(series) = &plan.series else {
        return Ok(vec![(draft.clone(), moved(&plan.session, 0))]);
    };
    let days = series.days(first, |year| slice.almanac(year))?;
    let on = |day: &civil::Date| {
        let ahead = days_between(first, *day);
        let id = if ahead == 0 {
            draft.clone()
        } else {
            let text = format!(
                "{draft}-{:04}{:02}{:02}",
                day.year(),
                day.month(),
                day.day()
            );
            text.parse().map_err(|_| Refusal::Unsound { key: text })?
        };
        Ok((id, moved(&plan.session, ahead)))
    };
    days.iter().map(on).collect()
}

/// A session so many days later, its window and its draw with it. What was changed about another one
/// that it was written after is not its own.
fn moved(session: &Session, ahead: i32) -> Session {
    let day = |day: civil::Date| add_days(day, ahead);
    let moment = |at: civil::DateTime| day(at.date()).to_datetime(at.time());
    let admission = match &session.admission {
        Admission::Ballot { seats, drawn_on } => Admission::Ballot {
            seats: *seats,
            drawn_on: drawn_on.map(day),
        },
        other => other.clone(),
    };
    Session {
        days: session.days.iter().copied().map(day).collect(),
        opens: session.opens.map(moment),
        closes: session.closes.map(moment),
        admission,
        changes: Vec::new(),
        ..session.clone()
    }
}
