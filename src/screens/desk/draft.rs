//! One draft: what residents will see, the days it leads to, and its next step.
//!
//! The one rule to know: each step names the version that is shown here, so nobody publishes what
//! they have not seen; whether a step is allowed is asked of the rules, and their reason is said.

use super::super::frame::Screen;
use super::super::go::use_go;
use super::super::press::{Problem, use_press};
use super::super::said;
use super::{back_home, tab};
use crate::dispatch::{Dispatch, use_dispatch};
use crate::parts::{
    Button, ButtonKind, ButtonLink, Card, Dialog, EmptyState, Fact, Facts, Glyph, Notice,
    NoticeTone, Section,
};
use crate::route::{DeskPage, Route};
use crate::state::{Planned, State, use_state};
use crate::text::desk::draft as say;
use crate::text::{activity as say_activity, almanac, news, time};
use leptos::prelude::*;
use rules::draft::{Plan, Stage, Step, Taking};
use rules::id::SessionId;
use rules::registration::Seats;
use rules::session::Admission;
use rules::{Intent, Refusal};

/// The page.
#[component]
pub fn Draft(draft: SessionId) -> impl IntoView {
    let state = use_state();
    let here = draft.clone();
    let found = Memo::new(move |_| state.draft(&here));
    let is_here = Memo::new(move |_| found.with(Option::is_some));
    move || {
        if is_here.get() {
            view! { <Here draft=draft.clone() found /> }.into_any()
        } else {
            gone(state, &draft).into_any()
        }
    }
}

/// It is not a draft any more: the way to what became of it.
fn gone(state: State, draft: &SessionId) -> impl IntoView + use<> {
    let lang = state.lang();
    let draft = draft.clone();
    let to_session = state.session_row(&draft).is_some().then(|| {
        let href = DeskPage::Session(draft.clone());
        view! { <ButtonLink kind=ButtonKind::Main word=say::to_session(lang) href=href /> }
    });
    view! {
        <Screen tab=tab() title=say::title(lang) back=back_home(state)>
            <NotTaken draft />
            <EmptyState title=say::gone(lang) text=say::gone_text(lang)>{to_session}</EmptyState>
        </Screen>
    }
}

/// That what one wrote was not taken because a colleague was first, and the way to go on from it.
#[component]
fn NotTaken(draft: SessionId) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let here = draft.clone();
    let not_taken = Memo::new(move |_| state.not_taken(&here).is_some());
    move || {
        not_taken.get().then(|| {
            let href = DeskPage::Edit {
                draft: draft.clone(),
                mine: true,
            };
            view! {
                <Notice tone=NoticeTone::Care text=say::not_taken(lang)>
                    <ButtonLink word=say::take_up(lang) href=href />
                </Notice>
            }
        })
    }
}

#[component]
fn Here(draft: SessionId, found: Memo<Option<rules::draft::Draft>>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let id = StoredValue::new(draft.clone());
    let title = move || {
        let found = found.get();
        found
            .map(|found| lang.of(&found.plan.activity.title))
            .unwrap_or_default()
    };
    let sub = move || {
        let found = found.get()?;
        let by = say::by(lang, &state.staff_name(&found.by), found.version);
        let stage = match &found.stage {
            Stage::Written => say::stage(lang, &found.stage).to_owned(),
            Stage::Reviewed { by } => say::reviewed_by(lang, &state.staff_name(by)),
        };
        Some(format!("{by} · {stage}"))
    };
    let about = move || found.get().map(|found| about(state, &found.plan));
    let days = move || {
        found
            .get()
            .map(|found| days(state, &id.get_value(), &found.plan))
    };
    view! {
        <Screen
            tab=tab()
            title=title
            sub=move || sub().unwrap_or_default()
            back=back_home(state)
        >
            <NotTaken draft=draft />
            <div class="columns">
                <div>{about}</div>
                <div>
                    {days}
                    <Steps draft=id found />
                </div>
            </div>
        </Screen>
    }
}

/// What residents will see.
pub fn about(state: State, plan: &Plan) -> impl IntoView + use<> {
    let lang = state.lang();
    let (text, session, activity) = (state.text(), &plan.session, &plan.activity);
    let hours = format!("{}–{}", time(session.starts), time(session.ends));
    let place = state.place_card(&session.place);
    let place = place.map(|card| lang.of(&card.name)).unwrap_or_default();
    let ages = (text.ages)(session.ages);
    let whom = format!(
        "{} · {}{}{ages}",
        (text.kind)(activity.kind),
        (text.audience)(activity.audience),
        if ages.is_empty() { "" } else { " · " },
    );
    let seats = say_activity::seats(lang, &session.admission, &Seats::default());
    let how = super::form::admission_word(lang, &session.admission);
    let registers = session.admission != Admission::Open;
    let window = registers.then(|| {
        let window = say_activity::window(lang, session.opens, session.closing());
        let hold = session.hold_hours.map(|hours| say::held_for(lang, hours));
        [Some(window), hold]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
    });
    let window = window.unwrap_or_default().join(" · ");
    let seats = [how.to_owned(), seats]
        .into_iter()
        .filter(|part| !part.is_empty());
    let seats = seats.collect::<Vec<_>>().join(" · ");
    let fee = (text.fee)(&activity.fee);
    let fee = (!fee.is_empty()).then(|| view! { <Fact glyph=Glyph::Card title=fee /> });
    let quotas = session.quotas.iter().map(|quota| {
        let said = news::quota(lang, &lang.of(&quota.name), (0, quota.seats));
        let all = session.admission.seats();
        let kept = all.and_then(|all| quota.keeps_for_stations(all));
        let kept = kept.map(|kept| view! { <li>{news::kept(lang, kept)}</li> });
        view! { <li>{said}</li> {kept} }
    });
    let quotas = quotas.collect_view();
    let quotas = (!session.quotas.is_empty())
        .then(|| view! { <ul class="stack figure-text" data-gap="small">{quotas}</ul> });
    let first = lang.date(session.first_day());
    let summary = lang.of(&activity.summary);
    let summary = (!summary.is_empty()).then(|| view! { <p>{summary}</p> });
    let series = plan.series.as_ref().map(|series| {
        let until = lang.date(series.until);
        let every = say::every(lang, &series.every);
        let sub = format!("{}：{until}", say::until(lang));
        view! { <Fact glyph=Glyph::Again title=every sub=sub /> }
    });
    view! {
        <Section head=say::preview(lang)>
            {summary}
            <Card>
                <Facts>
                    <Fact glyph=Glyph::Calendar title=first sub=hours />
                    {series}
                    <Fact glyph=Glyph::Pin title=place />
                    <Fact glyph=Glyph::Person title=whom />
                    <Fact glyph=Glyph::People title=seats sub=window>
                        {quotas}
                    </Fact>
                    {fee}
                </Facts>
            </Card>
        </Section>
    }
}

/// The days a plan leads to, and what clashes with them.
pub fn days(state: State, draft: &SessionId, plan: &Plan) -> AnyView {
    let lang = state.lang();
    let planned = match state.planned(draft, plan) {
        Ok(planned) => planned,
        Err(why) => {
            let said = said::refusal(state, &why);
            return view! { <Notice tone=NoticeTone::Alarm text=said /> }.into_any();
        }
    };
    let Planned { sessions, clashes } = planned;
    let lines = sessions.iter().flat_map(|(_, session)| &session.days);
    let lines = lines.map(|day| {
        let almanac = almanac::line(lang, state.particular(*day));
        let mut said = lang.date(*day);
        if !almanac.is_empty() {
            said = format!("{said} · {almanac}");
        }
        view! { <li>{said}</li> }
    });
    let lines = lines.collect_view();
    let taken = clashes.iter().map(|(clash, title)| {
        let said = format!("{} {}", lang.short_date(clash.day), lang.of(title));
        view! { <li>{said}</li> }
    });
    let taken = (!clashes.is_empty()).then(|| {
        let taken = taken.collect_view();
        view! {
            <Notice tone=NoticeTone::Care text=say::clashes(lang)>
                <ul class="stack" data-gap="small">{taken}</ul>
                <p>{say::clashes_text(lang)}</p>
            </Notice>
        }
    });
    let aside = say::how_many(lang, sessions.len());
    view! {
        <Section head=say::days(lang) aside=aside>
            <Card>
                <ol class="stack figure-text" data-gap="small">{lines}</ol>
            </Card>
            {taken}
        </Section>
    }
    .into_any()
}

/// Forgets what was typed over a draft that is none any more.
fn forget_edits(dispatch: Dispatch, draft: &SessionId) {
    for mine in [false, true] {
        let draft = draft.clone();
        let edit = Route::from(DeskPage::Edit { draft, mine });
        dispatch.forget_typed(&edit.href());
    }
}

/// The next steps, those first that are allowed.
#[component]
fn Steps(draft: StoredValue<SessionId>, found: Memo<Option<rules::draft::Draft>>) -> impl IntoView {
    let (state, go) = (use_state(), use_go());
    let lang = state.lang();
    let press = use_press();
    let dropping = RwSignal::new(false);
    let taking = move |step: Step| {
        let version = found.with(|found| found.as_ref().map(|found| found.version))?;
        Some(Taking {
            draft: draft.get_value(),
            version,
            step,
        })
    };
    let next = Memo::new(move |_| {
        found.with(|found| match found.as_ref()?.stage {
            Stage::Written => Some(Step::Review),
            Stage::Reviewed { .. } => Some(Step::Release),
        })
    });
    let refused = Memo::new(move |_| -> Option<Refusal> {
        let taking = taking(next.get()?)?;
        state.foresee(&Intent::Take(taking)).err()
    });
    let dispatch = use_dispatch();
    let take = move |step: Step| {
        let Some(taking) = taking(step) else { return };
        let then = match step {
            Step::Review => None,
            Step::Release => Some(DeskPage::Session(draft.get_value())),
            Step::Drop => Some(DeskPage::Home),
        };
        let id = draft.get_value();
        let act = async move {
            let taken = dispatch.at_desk(Intent::Take(taking)).await?;
            if step != Step::Review {
                forget_edits(dispatch, &id);
            }
            Ok(taken)
        };
        press.run(act, move |_| {
            if let Some(then) = then {
                go.instead(then.into());
            }
        });
    };
    let main = move || {
        let step = next.get()?;
        let word = match step {
            Step::Review => say::review(lang),
            Step::Release | Step::Drop => say::release(lang),
        };
        let is_blocked = Signal::derive(move || refused.with(Option::is_some));
        let why = refused.get().map(|why| {
            let said = said::refusal(state, &why);
            view! { <p class="second">{said}</p> }
        });
        Some(view! {
            <Button
                kind=ButtonKind::Main
                word=word
                busy=press.busy
                disabled=is_blocked
                on_press=move |()| take(step)
            />
            {why}
        })
    };
    let offline = move || {
        (!state.online.get())
            .then(|| view! { <p class="second">{crate::text::desk::offline(lang)}</p> })
    };
    let edit = DeskPage::Edit {
        draft: draft.get_value(),
        mine: false,
    };
    let acts = move || {
        let go_on = move |()| {
            dropping.set(false);
            take(Step::Drop);
        };
        view! {
            <Button kind=ButtonKind::Danger word=say::drop(lang) on_press=go_on />
            <Button word=say::keep(lang) on_press=move |()| dropping.set(false) />
        }
    };
    view! {
        <Section head=say::steps(lang)>
            {main}
            {offline}
            <ButtonLink word=say::edit(lang) href=edit />
            <Button kind=ButtonKind::Quiet word=say::drop(lang) on_press=move |()| dropping.set(true) />
            <Problem press />
        </Section>
        <Dialog
            title=say::drop_ask(lang)
            open=dropping
            on_close=move |()| dropping.set(false)
            acts=acts
        >
            <p>{say::drop_text(lang)}</p>
        </Dialog>
    }
}
