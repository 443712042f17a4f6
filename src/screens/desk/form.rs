//! Writing a draft: what it is, when and where, how one gets in, how it is repeated.
//!
//! The one rule to know: the days it leads to and what clashes with them are shown before it is
//! saved; what is missing is said at its field, after the button was pressed.

mod fields;
mod series;

use self::fields::Fields;
use self::series::SeriesFields;
use super::super::frame::Screen;
use super::super::go::use_go;
use super::super::press::{Problem, use_press};
use super::days::WhenFields;
use super::draft::days;
use super::venue::Venue;
use super::{back_home, tab};
use crate::dispatch::use_dispatch;
use crate::parts::{
    Back, Button, ButtonKind, Choice, Dock, FieldKind, Notice, NoticeTone, OptionLook, Options,
    Section, TextField,
};
use crate::route::DeskPage;
use crate::state::use_state;
use crate::text::Lang;
use crate::text::desk::{self as say_desk, draft as say};
use leptos::prelude::*;
use rules::Intent;
use rules::activity::{ActivityKind, Audience};
use rules::draft::Writing;
use rules::id::{ActivityId, SessionId};
use rules::session::Admission;

/// How one gets in, as the form asks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Open,
    FirstCome,
    Approval,
    Ballot,
    Counter,
}

impl Way {
    const ALL: [Self; 5] = [
        Self::FirstCome,
        Self::Open,
        Self::Approval,
        Self::Ballot,
        Self::Counter,
    ];

    const fn of(admission: &Admission) -> Self {
        match admission {
            Admission::Open => Self::Open,
            Admission::FirstCome { .. } => Self::FirstCome,
            Admission::Approval { .. } => Self::Approval,
            Admission::Ballot { .. } => Self::Ballot,
            Admission::Counter { .. } => Self::Counter,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::FirstCome => "first-come",
            Self::Approval => "approval",
            Self::Ballot => "ballot",
            Self::Counter => "counter",
        }
    }

    const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Open => say::open(lang),
            Self::FirstCome => say::first_come(lang),
            Self::Approval => say::approval(lang),
            Self::Ballot => say::ballot(lang),
            Self::Counter => say::counter(lang),
        }
    }
}

/// How one gets in, in a word.
pub fn admission_word(lang: Lang, admission: &Admission) -> &'static str {
    Way::of(admission).word(lang)
}

/// A new draft, empty or like a session.
#[component]
pub fn New(like: Option<SessionId>) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let Ok((draft, activity_id)) = dispatch.fresh_draft() else {
        return ().into_any();
    };
    let from = like.as_ref().and_then(|like| {
        let session = state.session_record(like)?;
        let activity = state.activity_of(&session)?;
        Some((activity, session))
    });
    // Another session of an activity that is there keeps its name and everything said of it.
    let activity_id = from
        .as_ref()
        .map_or(activity_id, |(_, session)| session.activity.clone());
    let fields = match &from {
        Some((activity, session)) => Fields::like(activity, session),
        None => Fields::empty(),
    };
    let back = match like {
        Some(like) => super::back_to(state, &like),
        None => back_home(state),
    };
    view! {
        <Screen tab=tab() title=say::new_title(lang) back=back>
            <Form ids=(draft, activity_id) was=0 fields />
        </Screen>
    }
    .into_any()
}

/// Changing a draft.
#[component]
pub fn Edit(draft: SessionId, mine: bool) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    // Made once: what is being typed is not overwritten by what arrives meanwhile, and the writing
    // names the version that was looked at.
    let found = state.draft(&draft);
    let was = found.as_ref().map_or(0, |found| found.version);
    let own = mine.then(|| state.not_taken(&draft)).flatten();
    let plan = own.map(|own| own.plan).or(found.map(|found| found.plan));
    let back = Back {
        href: DeskPage::Draft(draft.clone()).into(),
        word: say::title(lang).to_owned(),
    };
    let form = match plan {
        Some(plan) => {
            let fields = Fields::of(&plan);
            let ids = (draft, plan.activity_id);
            view! { <Form ids was fields /> }.into_any()
        }
        None => view! { <p>{say::gone(lang)}</p> }.into_any(),
    };
    view! { <Screen tab=tab() title=say::edit_title(lang) back=back>{form}</Screen> }
}

#[component]
fn Form(ids: (SessionId, ActivityId), was: u32, fields: Fields) -> impl IntoView {
    let (state, dispatch, go) = (use_state(), use_dispatch(), use_go());
    let lang = state.lang();
    let asked = RwSignal::new(false);
    let ids = StoredValue::new(ids);
    let plan = Memo::new(move |_| {
        let (_, activity_id) = ids.get_value();
        fields.plan(activity_id)
    });
    let foreseen = move || {
        let (draft, _) = ids.get_value();
        plan.get().map(|plan| days(state, &draft, &plan))
    };
    let press = use_press();
    let save = move |()| {
        asked.set(true);
        let Some(plan) = plan.get_untracked() else {
            return;
        };
        let (draft, _) = ids.get_value();
        let done = DeskPage::Draft(draft.clone());
        let intent = Intent::Write(Writing {
            draft,
            was,
            plan: Box::new(plan),
        });
        press.run(async move { dispatch.at_desk(intent).await }, move |_| {
            go.instead(done.into());
        });
    };
    let missing = move || {
        (asked.get() && plan.with(Option::is_none)).then(|| {
            view! { <Notice tone=NoticeTone::Alarm text=say::missing(lang) /> }
        })
    };
    let said = move || {
        if state.online.get() {
            ""
        } else {
            say_desk::offline(lang)
        }
    };
    view! {
        <div class="columns">
            <div>
                <About fields asked />
                <Section head=say::when(lang)>
                    <WhenFields when=fields.when asked />
                    <Venue
                        picked=fields.place
                        missing=Signal::derive(move || {
                            let is_missing = asked.get() && fields.place.with(Option::is_none);
                            is_missing.then(|| say::place_missing(lang).to_owned())
                        })
                    />
                </Section>
            </div>
            <div>
                <Admitted fields asked />
                <SeriesFields series=fields.series asked />
                {foreseen}
            </div>
        </div>
        {missing}
        <Problem press />
        <Dock say=said>
            <Button kind=ButtonKind::Main word=say::save(lang) busy=press.busy on_press=save />
        </Dock>
    }
}

/// A field of one line.
#[component]
fn Line(
    id: &'static str,
    #[prop(into)] label: leptos::text_prop::TextProp,
    value: RwSignal<String>,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <TextField id kind label error value on_input=move |text| value.set(text) />
    }
}

/// What it is.
#[component]
fn About(fields: Fields, asked: RwSignal<bool>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let no_name = Signal::derive(move || {
        let is_missing = asked.get() && fields.title.with(|text| text.trim().is_empty());
        is_missing.then(|| say::name_missing(lang).to_owned())
    });
    let summary = fields.summary;
    view! {
        <Section head=say::about(lang)>
            <Line id="title" label=say::name(lang) value=fields.title error=no_name />
            <Line id="title-en" label=say::name_en(lang) value=fields.title_en />
            <Kinds fields />
            <div class="field">
                <label for="summary">{say::summary(lang)}</label>
                <textarea
                    class="input"
                    id="summary"
                    rows="3"
                    prop:value=move || summary.get()
                    on:input=move |event| summary.set(event_target_value(&event))
                ></textarea>
            </div>
            <Line id="bring" label=say::bring(lang) value=fields.bring />
            <Line id="organiser" label=say::organiser(lang) value=fields.organiser />
            <Line id="phone" label=say::phone(lang) value=fields.phone kind=FieldKind::Phone />
        </Section>
    }
}

/// Its kind and whom it is for.
#[component]
fn Kinds(fields: Fields) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let text = state.text();
    let choice = |value: String, word: &str| Choice {
        value,
        word: word.to_owned(),
        sub: String::new(),
    };
    // By their place in the list: the names that programs print do not travel in a release.
    let kinds: Vec<_> = (0..)
        .zip(ActivityKind::ALL)
        .map(|(at, kind): (usize, _)| choice(at.to_string(), (text.kind)(kind)))
        .collect();
    let audiences: Vec<_> = (0..)
        .zip(Audience::ALL)
        .map(|(at, audience): (usize, _)| choice(at.to_string(), (text.audience)(audience)))
        .collect();
    let (kind, audience) = (fields.kind, fields.audience);
    let pick_kind = move |at: String| {
        let found = at
            .parse()
            .ok()
            .and_then(|at: usize| ActivityKind::ALL.get(at).copied());
        kind.set(found.unwrap_or(ActivityKind::Culture));
    };
    let pick_audience = move |at: String| {
        let found = at
            .parse()
            .ok()
            .and_then(|at: usize| Audience::ALL.get(at).copied());
        audience.set(found.unwrap_or(Audience::Everyone));
    };
    view! {
        <Options
            legend=say::kind(lang)
            name="kind"
            look=OptionLook::Chips
            choices=kinds
            value=Signal::derive(move || place_of(&ActivityKind::ALL, kind.get()))
            on_pick=pick_kind
        />
        <Options
            legend=say::audience(lang)
            name="audience"
            look=OptionLook::Chips
            choices=audiences
            value=Signal::derive(move || place_of(&Audience::ALL, audience.get()))
            on_pick=pick_audience
        />
    }
}

/// The place of one in a list, as the value of its answer.
fn place_of<T: PartialEq + Copy>(all: &[T], one: T) -> String {
    let at = all.iter().position(|other| *other == one);
    at.map(|at| at.to_string()).unwrap_or_default()
}

/// How one gets in.
#[component]
fn Admitted(fields: Fields, asked: RwSignal<bool>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let choices: Vec<_> = Way::ALL
        .into_iter()
        .map(|way| Choice {
            value: way.name().to_owned(),
            word: way.word(lang).to_owned(),
            sub: String::new(),
        })
        .collect();
    let way = fields.way;
    let pick = move |name: String| {
        let found = Way::ALL.into_iter().find(|way| way.name() == name);
        way.set(found.unwrap_or(Way::FirstCome));
    };
    let no_seats = Signal::derive(move || {
        let is_missing = asked.get() && fields.seats_read().is_none();
        is_missing.then(|| say::seats_missing(lang).to_owned())
    });
    let seats = move || {
        (way.get() != Way::Open).then(|| {
            view! {
                <Line
                    id="seats"
                    kind=FieldKind::Count
                    label=say_desk::seats(lang)
                    value=fields.seats
                    error=no_seats
                />
            }
        })
    };
    let drawn_on = move || {
        (way.get() == Way::Ballot).then(|| {
            view! {
                <Line
                    id="drawn-on"
                    kind=FieldKind::Day
                    label=say::drawn_on(lang)
                    value=fields.drawn_on
                />
            }
        })
    };
    let window = move || {
        (way.get() != Way::Open).then(|| {
            view! {
                <Line id="opens" kind=FieldKind::Moment label=say::opens(lang) value=fields.opens />
                <Line id="closes" kind=FieldKind::Moment label=say::closes(lang) value=fields.closes />
            }
        })
    };
    let hold = move || {
        matches!(way.get(), Way::FirstCome | Way::Ballot).then(|| {
            view! { <Line id="hold" kind=FieldKind::Count label=say::hold(lang) value=fields.hold /> }
        })
    };
    view! {
        <Section head=say::admission(lang)>
            <Options
                legend=say::way(lang)
                name="way"
                look=OptionLook::Chips
                choices=choices
                value=Signal::derive(move || way.get().name().to_owned())
                on_pick=pick
            />
            {seats}
            {drawn_on}
            <div class="grid">
                <Line id="age-min" kind=FieldKind::Count label=say::age_min(lang) value=fields.age_min />
                <Line id="age-max" kind=FieldKind::Count label=say::age_max(lang) value=fields.age_max />
            </div>
            {window}
            {hold}
        </Section>
    }
}
