//! What is typed into a draft, and the plan it makes.
//!
//! The one rule to know: a plan is made only where every field can be read; what is left empty and
//! may be is left out.

use super::super::days::{When, moment, moment_text};
use super::Way;
use super::fee::FeeTyped;
use super::numbers::{hours, read};
use super::quotas::QuotasTyped;
use super::series::SeriesTyped;
use crate::screens::filling::{Field, answer, stored, words};
use crate::state::State;
use leptos::prelude::*;
use rules::activity::fee::Fee;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::draft::Plan;
use rules::id::{ActivityId, PlaceId};
use rules::session::{Admission, Ages, Session};
use rules::time::written::{day_text, read_day};
use rules::time::{add_days, days_between};
use rules::words::Words;

/// Everything that is typed. Copy it freely.
#[derive(Clone, Copy)]
pub struct Fields {
    pub title: RwSignal<String>,
    pub summary: RwSignal<String>,
    pub bring: RwSignal<String>,
    pub organiser: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub fee: StoredValue<FeeTyped>,
    pub link: RwSignal<String>,
    pub english: StoredValue<English>,
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
    pub quotas: QuotasTyped,
    pub series: SeriesTyped,
    /// What the form does not ask for is kept as it was: the topic, a course's days.
    base: StoredValue<Option<(Activity, Session)>>,
}

/// The same words in English. Copy it freely.
#[derive(Clone, Copy)]
pub struct English {
    pub title: RwSignal<String>,
    pub summary: RwSignal<String>,
    pub bring: RwSignal<String>,
    pub organiser: RwSignal<String>,
}

impl English {
    fn of(activity: Option<&Activity>) -> Self {
        let text = |of: fn(&Activity) -> &Words| {
            let words = activity.map(|activity| of(activity).en.clone());
            RwSignal::new(words.unwrap_or_default())
        };
        Self {
            title: text(|activity| &activity.title),
            summary: text(|activity| &activity.summary),
            bring: text(|activity| &activity.bring),
            organiser: text(|activity| &activity.organiser),
        }
    }
}

impl Fields {
    /// Nothing is typed yet.
    pub fn empty() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            title: text(),
            summary: text(),
            bring: text(),
            organiser: text(),
            phone: text(),
            fee: StoredValue::new(FeeTyped::of(&Fee::Free)),
            link: text(),
            english: StoredValue::new(English::of(None)),
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
            quotas: QuotasTyped::of(&[]),
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
            summary: text(&activity.summary.zh),
            bring: text(&activity.bring.zh),
            organiser: text(&activity.organiser.zh),
            phone: text(&activity.phone),
            fee: StoredValue::new(FeeTyped::of(&activity.fee)),
            link: text(&activity.link),
            english: StoredValue::new(English::of(Some(activity))),
            kind: RwSignal::new(activity.kind),
            audience: RwSignal::new(activity.audience),
            when,
            place: RwSignal::new(Some(session.place.clone())),
            way: RwSignal::new(Way::of(&session.admission)),
            seats: RwSignal::new(seats.unwrap_or_default()),
            age_min: RwSignal::new(number(session.ages.min)),
            age_max: RwSignal::new(number(session.ages.max)),
            hold: RwSignal::new(number(session.hold_hours)),
            quotas: QuotasTyped::of(&session.quotas),
            base: StoredValue::new(Some((activity.clone(), session.clone()))),
            ..Self::empty()
        }
    }

    /// Everything that is typed, as a form keeps it.
    pub fn typed(self) -> Vec<Field> {
        let english = self.english.get_value();
        let mut all = vec![
            words("title", self.title),
            words("summary", self.summary),
            words("bring", self.bring),
            words("organiser", self.organiser),
            words("phone", self.phone),
            words("link", self.link),
            words("title-en", english.title),
            words("summary-en", english.summary),
            words("bring-en", english.bring),
            words("organiser-en", english.organiser),
            stored("kind", self.kind),
            stored("audience", self.audience),
            stored("venue", self.place),
            answer("way", self.way, Way::name, &Way::ALL),
            words("seats", self.seats),
            words("drawn-on", self.drawn_on),
            words("age-min", self.age_min),
            words("age-max", self.age_max),
            words("opens", self.opens),
            words("closes", self.closes),
            words("hold", self.hold),
        ];
        all.extend(self.fee.get_value().fields());
        all.extend(self.when.fields());
        all.extend(self.series.fields());
        all.extend(self.quotas.fields());
        all
    }

    /// The seats, where they can be read or none are asked for.
    pub fn seats_read(self) -> Option<u32> {
        if self.way.get() == Way::Open {
            return Some(0);
        }
        let seats = self.seats.with(|text| text.trim().parse().ok());
        seats.filter(|seats| *seats > 0)
    }

    /// The page that says more, where it is one or nothing is typed.
    pub fn link_read(self) -> Option<String> {
        let link = self.link.with(|text| text.trim().to_owned());
        let is_page = link.starts_with("https://") || link.starts_with("http://");
        (link.is_empty() || is_page).then_some(link)
    }

    /// The plan, where all of it can be read. Tracks the fields.
    pub fn plan(self, state: State, activity_id: ActivityId) -> Option<Plan> {
        let session = self.session(state, &activity_id)?;
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
        let words = |zh: RwSignal<String>, en: RwSignal<String>| {
            Words::new(zh.get().trim(), en.get().trim())
        };
        let english = self.english.get_value();
        let title = words(self.title, english.title);
        if title.is_empty() {
            return None;
        }
        let (topic, aid) = base
            .map(|before| (before.topic, before.aid))
            .unwrap_or_default();
        Some(Activity {
            title,
            summary: words(self.summary, english.summary),
            kind: self.kind.get(),
            topic,
            audience: self.audience.get(),
            bring: words(self.bring, english.bring),
            organiser: words(self.organiser, english.organiser),
            phone: self.phone.get().trim().to_owned(),
            fee: self.fee.get_value().read()?,
            aid,
            link: self.link_read()?,
        })
    }

    fn session(self, state: State, activity: &ActivityId) -> Option<Session> {
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
        let ages = Ages {
            min: read(self.age_min).value()?,
            max: read(self.age_max).value()?,
        };
        if ages.are_crossed() {
            return None;
        }
        let quotas = if way.has_quotas() {
            self.quotas.read(state)?
        } else {
            Vec::new()
        };
        let hold = self.hold.with(|text| hours(text));
        let ids = (activity.clone(), self.place.get()?);
        let session = Session {
            ages,
            opens,
            closes,
            hold_hours: if way.holds() { hold.value()? } else { None },
            quotas,
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
