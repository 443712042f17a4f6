//! Writing a draft: what it is, when and where, how one gets in, how it is repeated.
//!
//! The one rule to know: the days it leads to and what clashes with them are shown before it is
//! saved; what is missing is said at its field, after the button was pressed. What a colleague
//! writes meanwhile is shown beside what one types, and writes nothing over it.

mod admitted;
mod english;
mod fee;
mod fields;
mod numbers;
mod quotas;
mod series;

use self::admitted::Admitted;
pub use self::admitted::HoldField;
use self::english::English;
use self::fee::FeeFields;
use self::fields::Fields;
pub use self::numbers::hours_typed;
pub use self::quotas::{QuotaFields, QuotasTyped};
use self::series::SeriesFields;
use super::super::filling::{CameBack, Filling, beside, stored};
use super::super::frame::Screen;
use super::super::go::use_go;
use super::super::press::{Problem, use_press};
use super::days::WhenFields;
use super::draft::{about, days};
use super::venue::Venue;
use super::{back_home, tab};
use crate::dispatch::use_dispatch;
use crate::parts::{
    Back, Button, ButtonKind, Choice, Disclosure, Dock, FieldKind, Notice, NoticeTone, OptionLook,
    Options, Section, TextField,
};
use crate::route::DeskPage;
use crate::state::use_state;
use crate::text::Lang;
use crate::text::desk::{self as say_desk, draft as say};
use leptos::prelude::*;
use rules::Intent;
use rules::activity::{ActivityKind, Audience};
use rules::draft::{Draft, Writing};
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

    /// Whether a seat that becomes free can be held for whoever waited.
    const fn holds(self) -> bool {
        matches!(self, Self::FirstCome | Self::Ballot)
    }

    /// Whether the app counts who gets in.
    const fn has_quotas(self) -> bool {
        matches!(self, Self::FirstCome | Self::Ballot | Self::Approval)
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
    let ids = RwSignal::new(ids);
    let seen = RwSignal::new(was);
    let mut typed = fields.typed();
    typed.push(beside(stored("ids", ids)));
    typed.push(beside(stored("seen", seen)));
    let filling = Filling::of(typed);
    let plan = Memo::new(move |_| {
        let (_, activity_id) = ids.get();
        fields.plan(state, activity_id)
    });
    let foreseen = move || {
        let (draft, _) = ids.get();
        plan.get().map(|plan| days(state, &draft, &plan))
    };
    let press = use_press();
    let save = move |()| {
        asked.set(true);
        let Some(plan) = plan.get_untracked() else {
            return;
        };
        let (draft, _) = ids.get_untracked();
        let done = DeskPage::Draft(draft.clone());
        let intent = Intent::Write(Writing {
            draft,
            was: seen.get_untracked(),
            plan: Box::new(plan),
        });
        let act = async move { dispatch.at_desk(intent).await };
        press.run(filling.until_saved(act), move |_| go.instead(done.into()));
    };
    let newer = Memo::new(move |_| {
        let found = state.draft(&ids.with(|(draft, _)| draft.clone()))?;
        let is_mine = plan.with(|plan| plan.as_ref() == Some(&found.plan));
        (found.version != seen.get() && !is_mine).then_some(found)
    });
    // In the dock, where it is seen from everywhere on the page.
    let said = move || {
        if let Some(found) = newer.get() {
            return say::overtaken_briefly(lang, &state.staff_name(&found.by));
        }
        let said = if asked.get() && plan.with(Option::is_none) {
            say::missing(lang)
        } else if state.online.get() {
            ""
        } else {
            say_desk::offline(lang)
        };
        said.to_owned()
    };
    view! {
        <CameBack filling />
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
                <SeriesFields series=fields.series asked />
            </div>
            <div>
                <Admitted fields asked />
                {foreseen}
            </div>
        </div>
        <Overtaken newer seen />
        <Problem press />
        <Dock say=said>
            <Button kind=ButtonKind::Main word=say::save(lang) busy=press.busy on_press=save />
        </Dock>
    }
}

/// That a colleague wrote into the draft while one was typing: what they wrote, and the way to let
/// one's own stand. What is typed stays.
#[component]
fn Overtaken(newer: Memo<Option<Draft>>, seen: RwSignal<u32>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    move || {
        let found = newer.get()?;
        let said = say::overtaken(lang, &state.staff_name(&found.by));
        let version = found.version;
        let theirs = about(state, &found.plan);
        Some(view! {
            <Notice tone=NoticeTone::Care text=said>
                <Disclosure summary=say::theirs(lang)>{theirs}</Disclosure>
                <Button word=say::mine_stands(lang) on_press=move |()| seen.set(version) />
            </Notice>
        })
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
    let no_address = Signal::derive(move || {
        let is_wrong = fields.link_read().is_none();
        is_wrong.then(|| say::link_wrong(lang).to_owned())
    });
    let summary = fields.summary;
    view! {
        <Section head=say::about(lang)>
            <Line id="title" label=say::name(lang) value=fields.title error=no_name />
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
            <FeeFields fee=fields.fee.get_value() asked />
            <Line id="link" label=say::link(lang) value=fields.link error=no_address />
            <English english=fields.english.get_value() />
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
