//! What is typed into a draft, and the plan it makes.
//!
//! The one rule to know: a plan is made only where every field can be read; what is left empty and
//! may be is left out.

use super::super::days::{When, moment, moment_text};
use super::Way;
use super::series::SeriesTyped;
use leptos::prelude::*;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::draft::Plan;
use rules::id::{ActivityId, PlaceId};
use rules::session::{Admission, Ages, Session, SessionState};
use rules::time::written::{day_text, read_day};
use rules::time::{add_days, days_between};
use rules::words::Words;

/// Everything that is typed. Copy it freely.
#[derive(Clone, Copy)]
pub struct Fields {
    pub title: RwSignal<String>,
    pub title_en: RwSignal<String>,
    pub summary: RwSignal<String>,
    pub bring: RwSignal<String>,
    pub organiser: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub kind: RwSignal<ActivityKind>,
    pub audience: RwSignal<Audience>,
    pub when: When,
    pub place: RwSignal<Option<PlaceId>>,
    pub way: RwSignal<Way>,
    pub seats: RwSignal<String>,
    pub drawn_on: RwSignal<String>,
    pub age_min: RwSignal<String>,
    pub age_max: RwSignal<String>,
    pub opens: RwSignal<String>,
    pub closes: RwSignal<String>,
    pub hold: RwSignal<String>,
    pub series: SeriesTyped,
    /// What the form does not ask for is kept as it was: the fee, the link, quotas, English words.
    base: StoredValue<Option<(Activity, Session)>>,
}

impl Fields {
    /// Nothing is typed yet.
    pub fn empty() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            title: text(),
            title_en: text(),
            summary: text(),
            bring: text(),
            organiser: text(),
            phone: text(),
            kind: RwSignal::new(ActivityKind::Culture),
            audience: RwSignal::new(Audience::Everyone),
            when: When::empty(),
            place: RwSignal::new(None),
            way: RwSignal::new(Way::FirstCome),
            seats: text(),
            drawn_on: text(),
            age_min: text(),
            age_max: text(),
            opens: text(),
            closes: text(),
            hold: text(),
            series: SeriesTyped::of(None),
            base: StoredValue::new(None),
        }
    }

    /// What a plan says.
    pub fn of(plan: &Plan) -> Self {
        let fields = Self {
            series: SeriesTyped::of(plan.series.as_ref()),
            ..Self::like(&plan.activity, &plan.session)
        };
        let session = &plan.session;
        fields.when.day.set(day_text(session.first_day()));
        let set = |field: RwSignal<String>, at: Option<rules::civil::DateTime>| {
            field.set(at.map(moment_text).unwrap_or_default());
        };
        set(fields.opens, session.opens);
        set(fields.closes, session.closes);
        if let Admission::Ballot { drawn_on, .. } = &session.admission {
            fields
                .drawn_on
                .set(drawn_on.map(day_text).unwrap_or_default());
        }
        fields
    }

    /// What an activity and a session of it say, without its day and what hangs on that.
    pub fn like(activity: &Activity, session: &Session) -> Self {
        let number = |of: Option<u16>| of.map(|of| of.to_string()).unwrap_or_default();
        let text = |of: &str| RwSignal::new(of.to_owned());
        let when = When::of(session);
        when.day.set(String::new());
        let seats = session.admission.seats().map(|seats| seats.to_string());
        Self {
            title: text(&activity.title.zh),
            title_en: text(&activity.title.en),
            summary: text(&activity.summary.zh),
            bring: text(&activity.bring.zh),
            organiser: text(&activity.organiser.zh),
            phone: text(&activity.phone),
            kind: RwSignal::new(activity.kind),
            audience: RwSignal::new(activity.audience),
            when,
            place: RwSignal::new(Some(session.place.clone())),
            way: RwSignal::new(Way::of(&session.admission)),
            seats: RwSignal::new(seats.unwrap_or_default()),
            age_min: RwSignal::new(number(session.ages.min)),
            age_max: RwSignal::new(number(session.ages.max)),
            hold: RwSignal::new(number(session.hold_hours)),
            base: StoredValue::new(Some((activity.clone(), session.clone()))),
            ..Self::empty()
        }
    }

    /// The seats, where they can be read or none are asked for.
    pub fn seats_read(self) -> Option<u32> {
        if self.way.get() == Way::Open {
            return Some(0);
        }
        let seats = self.seats.with(|text| text.trim().parse().ok());
        seats.filter(|seats| *seats > 0)
    }

    /// The plan, where all of it can be read. Tracks the fields.
    pub fn plan(self, activity_id: ActivityId) -> Option<Plan> {
        let session = self.session(&activity_id)?;
        let series = self.series.read(session.first_day())?;
        Some(Plan {
            activity: self.activity()?,
            activity_id,
            session,
            series,
        })
    }

    fn activity(self) -> Option<Activity> {
        let base = self.base.get_value().map(|(activity, _)| activity);
        let words = |field: RwSignal<String>, before: Option<&Words>| {
            let zh = field.get().trim().to_owned();
            let same = before.filter(|before| before.zh == zh);
            same.map_or_else(|| Words::new(zh.clone(), ""), Clone::clone)
        };
        let title = Words::new(self.title.get().trim(), self.title_en.get().trim());
        if title.is_empty() {
            return None;
        }
        let before = base.as_ref();
        Some(Activity {
            title,
            summary: words(self.summary, before.map(|before| &before.summary)),
            kind: self.kind.get(),
            topic: before
                .map(|before| before.topic.clone())
                .unwrap_or_default(),
            audience: self.audience.get(),
            bring: words(self.bring, before.map(|before| &before.bring)),
            organiser: words(self.organiser, before.map(|before| &before.organiser)),
            phone: self.phone.get().trim().to_owned(),
            fee: before.and_then(|before| before.fee.clone()),
            aid: before.map(|before| before.aid.clone()).unwrap_or_default(),
            link: before.map(|before| before.link.clone()).unwrap_or_default(),
        })
    }

    fn session(self, activity: &ActivityId) -> Option<Session> {
        let (day, starts, ends) = self.when.read()?;
        let base = self.base.get_value().map(|(_, session)| session);
        // A course keeps the distances between its days.
        let days = base.as_ref().map_or_else(
            || vec![day],
            |before| {
                let ahead = days_between(before.first_day(), day);
                let days = before.days.iter();
                days.map(|day| add_days(*day, ahead)).collect()
            },
        );
        let way = self.way.get();
        let (opens, closes) = if way == Way::Open {
            (None, None)
        } else {
            (
                self.opens.with(|text| moment(text)).ok()?,
                self.closes.with(|text| moment(text)).ok()?,
            )
        };
        let holds = matches!(way, Way::FirstCome | Way::Ballot);
        let ids = (activity.clone(), self.place.get()?);
        let session = Session {
            ages: Ages {
                min: number(self.age_min)?,
                max: number(self.age_max)?,
            },
            opens,
            closes,
            hold_hours: number(self.hold)?.filter(|_| holds),
            quotas: base.map(|before| before.quotas).unwrap_or_default(),
            state: SessionState::Scheduled,
            ..Session::new(ids, days, (starts, ends), self.admission()?)
        };
        session.is_sound().then_some(session)
    }

    fn admission(self) -> Option<Admission> {
        let seats = self.seats_read()?;
        Some(match self.way.get() {
            Way::Open => Admission::Open,
            Way::FirstCome => Admission::FirstCome { seats },
            Way::Approval => Admission::Approval { seats },
            Way::Counter => Admission::Counter { seats },
            Way::Ballot => Admission::Ballot {
                seats,
                drawn_on: self.drawn_on.with(|text| {
                    if text.is_empty() {
                        Some(None)
                    } else {
                        read_day(text).map(Some)
                    }
                })?,
            },
        })
    }
}

/// A number that may be left out; none when it cannot be read.
// Some of none: nothing is typed, and nothing is wrong.
#[allow(clippy::option_option)]
fn number(field: RwSignal<String>) -> Option<Option<u16>> {
    field.with(|text| {
        let text = text.trim();
        if text.is_empty() {
            Some(None)
        } else {
            text.parse().ok().map(Some)
        }
    })
}
