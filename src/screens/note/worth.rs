//! Putting a note forward for points: what it would be worth and why not more, then the button.
//!
//! The one rule to know: the worth is what the rules decide here from what this phone knows, every
//! cap that was met named; the consequence stands before the button. Nothing is credited.

use super::super::diary::claim_mark;
use super::super::press::{Problem, use_press};
use super::super::said;
use super::Part;
use crate::dispatch::use_dispatch;
use crate::parts::{
    Button, ButtonKind, ButtonLink, Disclosure, Glyph, Notice, NoticeTone, StandingMark,
};
use crate::state::{ClaimLine, DiaryLine, DraftWorth, Standing, State, use_state};
use crate::text::diary as text;
use leptos::prelude::*;
use rules::Refusal;
use rules::points::{Measure, Worth};

/// What there is to say and do about points.
#[component]
pub fn Points(line: DiaryLine) -> impl IntoView {
    let state = use_state();
    let inside = match line.claim.clone() {
        Some(claim) if !matches!(claim.standing, Standing::NotPossible(_)) => {
            view! { <Claimed line=line.clone() claim /> }.into_any()
        }
        Some(_) | None => view! { <PutForward line=line.clone() /> }.into_any(),
    };
    view! {
        <Part head=text::points_head(state.lang())>
            {inside}
            <Rule line />
        </Part>
    }
}

/// A claim that stands, and taking it back.
#[component]
fn Claimed(line: DiaryLine, claim: ClaimLine) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let (mark, word) = claim_mark(state, &claim);
    let worth = claim.worth.as_ref();
    let worth = worth.map(|worth| text::claimed(lang, worth));
    let press = use_press();
    let withdraw = move |()| {
        let (note, day) = (line.head.note.clone(), line.head.body.day);
        press.run(
            async move { dispatch.withdraw_claim(note, day).await },
            |_saved| (),
        );
    };
    view! {
        <p><StandingMark standing=mark word /></p>
        {worth.map(|worth| view! { <p>{worth}</p> })}
        <p class="second">{text::not_credited(lang)}</p>
        <p class="second">{text::claim_stands(lang)}</p>
        <Problem press />
        <Button word=text::withdraw(lang) busy=press.busy on_press=withdraw />
    }
}

/// What a claim would be worth, and the button.
#[component]
fn PutForward(line: DiaryLine) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let refused = line.claim.as_ref().and_then(|claim| match &claim.standing {
        Standing::NotPossible(outcome) => Some(said::outcome(state, outcome)),
        _ => None,
    });
    let before = refused.map(|why| view! { <Notice tone=NoticeTone::Care text=why /> });
    let body = &line.head.body;
    let draft = DraftWorth {
        act: body.act.clone(),
        day: body.day,
        minutes: body.minutes,
    };
    // A memo: the clock moves every minute, and only another answer may draw the buttons anew.
    let worth = Memo::new(move |_| state.preview_worth(&draft));
    let rest = move || match worth.get() {
        Err(Refusal::NotSignedIn) => view! {
            <p>{text::claim_needs_sign_in(lang)}</p>
            <ButtonLink
                word=crate::text::sign_in::title(lang)
                glyph=Glyph::Person
                href=super::of(&line.head.note).after_signing_in()
            />
        }
        .into_any(),
        Err(refusal) => view! { <p>{said::refusal(state, &refusal)}</p> }.into_any(),
        Ok(worth) if worth.points == 0 => nothing(state, &line, &worth),
        Ok(worth) => view! { <Offer line=line.clone() worth /> }.into_any(),
    };
    view! { {before} {rest} }
}

/// Why a claim would bring nothing: a cap, or too short a time.
fn nothing(state: State, line: &DiaryLine, worth: &Worth) -> AnyView {
    let lang = state.lang();
    let policy = state.points_policy();
    let by_time = policy
        .act(&line.head.body.act)
        .is_some_and(|act| matches!(act.measure, Measure::Time { .. }));
    let mut why: Vec<String> = worth.caps.iter().map(lang.phrases().cap).collect();
    if by_time && line.head.body.minutes < policy.step_minutes {
        why.push(text::too_short(lang, policy.step_minutes));
    }
    let why = why
        .into_iter()
        .map(|why| view! { <p class="second">{why}</p> });
    view! {
        <p>{text::worth_nothing(lang)}</p>
        {why.collect_view()}
    }
    .into_any()
}

#[component]
fn Offer(line: DiaryLine, worth: Worth) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let press = use_press();
    let claim = move |()| {
        let head = line.head.clone();
        press.run(async move { dispatch.claim(&head).await }, |_saved| ());
    };
    let consequence = move || {
        let lang = state.lang();
        if state.online.get() {
            text::claim_consequence(lang)
        } else {
            text::claim_offline(lang)
        }
    };
    view! {
        <p class="row-title">{(lang.phrases().worth)(&worth)}</p>
        <p class="second">{consequence}</p>
        <Problem press />
        <Button kind=ButtonKind::Main word=text::claim(lang) busy=press.busy on_press=claim />
    }
}

/// How points are counted for this act, and by which edition of the rule.
#[component]
fn Rule(line: DiaryLine) -> impl IntoView {
    let state = use_state();
    let policy = Memo::new(move |_| state.points_policy());
    let act = line.head.body.act;
    let known = policy.with(|policy| policy.act(&act).is_some());
    let rule = move || {
        let policy = policy.get();
        let act = policy.act(&act);
        act.map(|act| text::rule_text(state.lang(), &policy, act))
    };
    known.then(|| {
        view! {
            <Disclosure summary=text::rule(state.lang())>
                <p>{rule}</p>
                <p class="second">
                    {move || policy.with(|policy| text::rule_version(state.lang(), policy))}
                </p>
            </Disclosure>
        }
    })
}
