//! Changing a session that residents see: its time or one of its days, its place, its seats, how
//! long they are held, or whether it takes place. What was postponed gets its new day here, and with
//! it takes place again.
//!
//! The one rule to know: the revision names what the session was when this page was looked at, so
//! nothing is written over a colleague's change; and a reason goes with each, which residents read.
//! The window of registration moves with nothing: it stays as it was published.

mod day;

use super::super::filling::{CameBack, Field, Filling, answer, beside, stored, words};
use super::super::frame::Screen;
use super::super::go::use_go;
use super::super::press::{Problem, use_press};
use super::super::said;
use super::concerned::Concerned;
use super::days::{When, WhenFields};
use super::form::{HoldField, QuotaFields, QuotasTyped, hours_typed};
use super::venue::Venue;
use super::{Missing, back_to, tab};
use crate::dispatch::use_dispatch;
use crate::parts::{
    Button, ButtonKind, Choice, Dock, FieldKind, OptionLook, Options, TextArea, TextField,
};
use crate::route::DeskPage;
use crate::state::{State, use_state};
use crate::text::desk as say;
use day::{DayFields, OneDay, to_come};
use leptos::prelude::*;
use rules::id::{PlaceId, SessionId};
use rules::session::revising::Revision;
use rules::session::{Admission, Session, Status};
use rules::staff::WHY_CHARS_MAX;
use rules::{Intent, Refusal};

/// What changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Time,
    Day,
    Place,
    Seats,
    Hold,
    Postpone,
    State,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Time,
        Self::Day,
        Self::Place,
        Self::Seats,
        Self::Hold,
        Self::Postpone,
        Self::State,
    ];

    /// Whether a session has such a thing to change. A course of which one day is to come still has
    /// that day.
    fn is_of(self, state: State, was: &Session) -> bool {
        match self {
            Self::Time | Self::Place | Self::State => true,
            Self::Postpone => was.status() != Status::Postponed,
            Self::Day => {
                let has_days = was.status() != Status::Postponed && was.days.len() > 1;
                has_days && !to_come(state, was).is_empty()
            }
            Self::Seats => was.admission.seats().is_some(),
            Self::Hold => matches!(
                was.admission,
                Admission::FirstCome { .. } | Admission::Ballot { .. }
            ),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Day => "day",
            Self::Place => "place",
            Self::Seats => "seats",
            Self::Hold => "hold",
            Self::Postpone => "postpone",
            Self::State => "state",
        }
    }

    fn word(self, state: State, session: &Session) -> &'static str {
        let lang = state.lang();
        match self {
            Self::Time if session.status() == Status::Postponed => say::change::new_day(lang),
            Self::Time => say::postpone(lang),
            Self::Day => say::change::one_day(lang),
            Self::Place => say::move_place(lang),
            Self::Seats => say::change_seats(lang),
            Self::Hold => say::change::hold(lang),
            Self::Postpone => say::change::without_day(lang),
            Self::State if session.status() == Status::Cancelled => say::restore(lang),
            Self::State => say::call_off(lang),
        }
    }
}

/// The page.
#[component]
pub fn Change(session: SessionId) -> impl IntoView {
    let state = use_state();
    // Made once: what is being typed is not overwritten by what arrives meanwhile, and the revision
    // names what was looked at.
    match state.session_record(&session) {
        Some(was) => view! { <Form session was /> }.into_any(),
        None => view! { <Missing /> }.into_any(),
    }
}

/// What is typed.
#[derive(Clone, Copy)]
struct Fields {
    kind: RwSignal<Kind>,
    when: When,
    one_day: OneDay,
    hold: RwSignal<String>,
    place: RwSignal<Option<PlaceId>>,
    seats: RwSignal<String>,
    quotas: QuotasTyped,
    why: RwSignal<String>,
}

impl Fields {
    fn of(state: State, was: &Session) -> Self {
        let hold = was.hold_hours.map(|hours| hours.to_string());
        let seats = was.admission.seats().map(|seats| seats.to_string());
        Self {
            kind: RwSignal::new(Kind::Time),
            when: When::of(was),
            one_day: OneDay::of(state, was),
            hold: RwSignal::new(hold.unwrap_or_default()),
            place: RwSignal::new(Some(was.place.clone())),
            seats: RwSignal::new(seats.unwrap_or_default()),
            quotas: QuotasTyped::of(&was.quotas),
            why: RwSignal::new(String::new()),
        }
    }

    /// Everything that is typed, as a form keeps it.
    fn typed(self) -> Vec<Field> {
        let mut all = vec![
            answer("change", self.kind, Kind::name, &Kind::ALL),
            words("hold", self.hold),
            stored("venue", self.place),
            words("seats", self.seats),
            words("why", self.why),
        ];
        all.extend(self.when.fields());
        all.extend(self.one_day.fields());
        all.extend(self.quotas.fields());
        all
    }

    /// The session as it shall be, where all of it can be read. Tracks the fields.
    fn now(self, state: State, was: &Session) -> Option<Session> {
        match self.kind.get() {
            Kind::Time => self.when.moved(was).map(brought_back),
            Kind::Postpone => Some(was.clone().with_status(Status::Postponed)),
            Kind::Day => self.one_day.now(was),
            Kind::Hold => Some(Session {
                hold_hours: self.hold.with(|text| hours_typed(text))?,
                ..was.clone()
            }),
            Kind::Place => Some(Session {
                place: self.place.get()?,
                ..was.clone()
            }),
            Kind::Seats => {
                let seats = self.seats.with(|text| text.trim().parse().ok())?;
                Some(Session {
                    admission: with_seats(&was.admission, seats)?,
                    quotas: self.quotas.read(state)?,
                    ..was.clone()
                })
            }
            Kind::State => Some(was.clone().with_status(match was.status() {
                Status::Scheduled | Status::Postponed => Status::Cancelled,
                Status::Cancelled => Status::Scheduled,
            })),
        }
    }
}

/// With a new day, what was postponed takes place again.
fn brought_back(session: Session) -> Session {
    match session.status() {
        Status::Postponed => session.with_status(Status::Scheduled),
        Status::Scheduled | Status::Cancelled => session,
    }
}

fn with_seats(admission: &Admission, seats: u32) -> Option<Admission> {
    match admission {
        Admission::Open => None,
        Admission::FirstCome { .. } => Some(Admission::FirstCome { seats }),
        Admission::Ballot { drawn_on, .. } => Some(Admission::Ballot {
            seats,
            drawn_on: *drawn_on,
        }),
        Admission::Approval { .. } => Some(Admission::Approval { seats }),
        Admission::Counter { .. } => Some(Admission::Counter { seats }),
    }
}

#[component]
fn Form(session: SessionId, was: Session) -> impl IntoView {
    let (state, dispatch, go) = (use_state(), use_dispatch(), use_go());
    let lang = state.lang();
    let back = back_to(state, &session);
    let fields = Fields::of(state, &was);
    let id = StoredValue::new(session);
    // What this page was begun over, also where it comes back half filled.
    let before = RwSignal::new(was.clone());
    let mut typed = fields.typed();
    typed.push(beside(stored("was", before)));
    let filling = Filling::of(typed);
    let roster = Memo::new(move |_| state.roster(&id.get_value()).unwrap_or_default());
    let now = Memo::new(move |_| before.with(|was| fields.now(state, was)));
    let is_same = Memo::new(move |_| now.with(|now| before.with(|was| now.as_ref() == Some(was))));
    let intent = move || {
        Some(Intent::Revise(Revision {
            session: id.get_value(),
            was: Box::new(before.get()),
            now: Box::new(now.get()?),
            why: fields.why.get().trim().to_owned(),
        }))
    };
    let foreseen = Memo::new(move |_| intent().map(|intent| state.foresee(&intent)));
    let is_blocked =
        Signal::derive(move || is_same.get() || !matches!(foreseen.get(), Some(Ok(_))));
    let press = use_press();
    let save = move |()| {
        let Some(intent) = intent() else { return };
        let done = DeskPage::Session(id.get_value());
        let act = async move { dispatch.at_desk(intent).await };
        press.run(filling.until_saved(act), move |_| go.instead(done.into()));
    };
    let said = move || {
        let offline = if state.online.get() {
            ""
        } else {
            say::offline(lang)
        };
        match foreseen.get() {
            None => say::unreadable(lang).to_owned(),
            Some(_) if is_same.get() => say::unchanged(lang).to_owned(),
            Some(Err(Refusal::WhyMissing)) => say::why_needed(lang).to_owned(),
            Some(Err(why)) => said::refusal(state, &why),
            Some(Ok(_)) => offline.to_owned(),
        }
    };
    let word = move || match (fields.kind.get(), before.with(Session::status)) {
        (Kind::State, Status::Scheduled | Status::Postponed) => say::save_call_off(lang),
        (Kind::Postpone, _) => say::change::save_without_day(lang),
        (Kind::Time, Status::Postponed) => say::change::save_new_day(lang),
        _ => say::save_change(lang),
    };
    let title = crate::text::desk::change_title(lang);
    view! {
        <Screen tab=tab() title=title back=back>
            <CameBack filling />
            <div class="columns">
                <div>
                    <What fields was />
                    <TextArea
                        id="why"
                        label=say::why(lang)
                        value=fields.why
                        chars_max=WHY_CHARS_MAX
                        count=move |of| say::count(lang, of)
                        on_input=move |text| fields.why.set(text)
                    />
                </div>
                <div>
                    <Concerned roster />
                </div>
            </div>
            <Problem press />
            <Dock say=said>
                <Button
                    kind=ButtonKind::Main
                    word=word
                    busy=press.busy
                    disabled=is_blocked
                    on_press=save
                />
            </Dock>
        </Screen>
    }
}

/// What changes, and its fields.
#[component]
fn What(fields: Fields, was: Session) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let has_seats = was.admission.seats().is_some();
    let has_quotas = has_seats && !matches!(was.admission, Admission::Counter { .. });
    let days = to_come(state, &was);
    let sets_day = was.status() == Status::Postponed;
    let kinds = Kind::ALL.into_iter();
    let kinds = kinds.filter(|kind| kind.is_of(state, &was));
    let choices: Vec<_> = kinds
        .map(|kind| Choice {
            value: kind.name().to_owned(),
            word: kind.word(state, &was).to_owned(),
            sub: String::new(),
        })
        .collect();
    let pick = move |name: String| {
        let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        fields.kind.set(found.unwrap_or(Kind::Time));
    };
    let says_new_day =
        move || sets_day.then(|| view! { <p class="second">{say::change::new_day_text(lang)}</p> });
    let body = move || match fields.kind.get() {
        Kind::Time => view! {
            <div class="stack">
                <WhenFields when=fields.when asked=true />
                {says_new_day()}
            </div>
        }
        .into_any(),
        Kind::Postpone => {
            view! { <p class="second">{say::change::without_day_text(lang)}</p> }.into_any()
        }
        Kind::Day => view! { <DayFields one=fields.one_day days=days.clone() /> }.into_any(),
        Kind::Hold => view! {
            <div class="stack">
                <HoldField hold=fields.hold />
                <p class="second">{say::change::hold_text(lang)}</p>
            </div>
        }
        .into_any(),
        Kind::Place => view! { <Venue picked=fields.place /> }.into_any(),
        Kind::Seats => view! { <Seats fields has_quotas /> }.into_any(),
        Kind::State => ().into_any(),
    };
    view! {
        <Options
            legend=say::change_what(lang)
            name="change"
            look=OptionLook::Chips
            choices=choices
            value=Signal::derive(move || fields.kind.get().name().to_owned())
            on_pick=pick
        />
        {body}
    }
}

/// How many seats there are, and for whom.
#[component]
fn Seats(fields: Fields, has_quotas: bool) -> impl IntoView {
    let lang = use_state().lang();
    let all = Signal::derive(move || fields.seats.with(|text| text.trim().parse().ok()));
    let quotas =
        has_quotas.then(|| view! { <QuotaFields quotas=fields.quotas seats=all asked=true /> });
    view! {
        <div class="stack">
            <TextField
                id="seats"
                kind=FieldKind::Count
                label=say::seats(lang)
                value=fields.seats
                on_input=move |text| fields.seats.set(text)
            />
            {quotas}
        </div>
    }
}
