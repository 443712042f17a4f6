//! Who of the household comes, and the one large button with its consequence before it.
//!
//! The one rule to know: the same two pieces stand on the activity's page and on the page of the
//! registration, so that the shortest way is three touches: open, look, press.

use super::asking::{Asking, blocked};
use super::plan::{Candidate, Plan};
use crate::parts::{
    Button, ButtonKind, ButtonLink, Card, Dock, Glyph, Group, Rows, StandingMark, Tick,
};
use crate::route::Route;
use crate::screens::activities::is_joinable;
use crate::screens::activity::meaning;
use crate::screens::filling::CameBack;
use crate::screens::press::Problem;
use crate::screens::said;
use crate::screens::standings::mark_of;
use crate::state::{Expected, Happening, SessionRow, Standing, State, use_state};
use crate::text::{activity as say_activity, news as say_news, registration as say};
use leptos::prelude::*;
use rules::Refusal;
use rules::offer::Offer;
use rules::registration::WhenFull;

/// Who comes: a tick for each of the household; nothing where there is nothing to ask.
#[component]
pub fn Party(
    /// The registration.
    asking: Asking,
) -> impl IntoView {
    let state = use_state();
    let shown = Memo::new(move |_| match asking.plan.get() {
        Some(
            Plan::Nobody | Plan::NoneFits | Plan::Ask { .. } | Plan::Wait { .. } | Plan::Refused(_),
        ) => true,
        Some(Plan::Held(_)) => {
            asking
                .candidates
                .with(|all| all.iter().any(Candidate::is_open))
                && is_asked(state, asking)
        }
        Some(Plan::Come | Plan::SignIn | Plan::NoFamily | Plan::Not(_)) | None => false,
    });
    move || {
        shown.get().then(|| {
            let lines = move || {
                asking
                    .candidates
                    .get()
                    .into_iter()
                    .map(|one| line(asking, one))
                    .collect_view()
            };
            view! {
                <CameBack filling=asking.filling />
                <Group legend=say::who(state.lang())>
                    <Card>
                        <Rows>{lines}</Rows>
                    </Card>
                    <IfFull asking=asking />
                </Group>
            }
        })
    }
}

/// Whether the session still takes registrations at all.
fn is_asked(state: State, asking: Asking) -> bool {
    let row = state.session_row(&asking.session());
    row.is_some_and(|row| row.offer != Offer::Come && is_joinable(&row.offer))
}

fn line(asking: Asking, candidate: Candidate) -> impl IntoView {
    let state = use_state();
    let who = candidate.member.resident.clone();
    let (name, age) = (candidate.member.name.clone(), candidate.member.age);
    let ticked = who.clone();
    let checked = Signal::derive(move || asking.picked.with(|picked| picked.contains(&ticked)));
    let blocked = Signal::derive(move || blocked(state, &candidate));
    view! {
        <Tick
            name=name
            sub=say::age(state.lang(), age)
            checked=checked
            blocked=blocked
            on_toggle=move |on| asking.tick(&who, on)
        />
    }
}

/// Without a network the latest seats are not known: what then, is asked beforehand.
#[component]
fn IfFull(asking: Asking) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let asked = Memo::new(move |_| {
        let seats = matches!(
            asking.plan.get(),
            Some(Plan::Ask {
                expected: Expected::Seats,
                ..
            })
        );
        seats && !state.online.get()
    });
    let checked = Signal::derive(move || asking.when_full.get() == WhenFull::Wait);
    let pick = move |on: bool| {
        asking
            .when_full
            .set(if on { WhenFull::Wait } else { WhenFull::Refuse });
    };
    move || {
        asked.get().then(|| {
            view! {
                <Card>
                    <Rows>
                        <Tick
                            name=say::if_full(lang)
                            sub=say::if_full_sub(lang)
                            checked=checked
                            on_toggle=pick
                        />
                    </Rows>
                </Card>
            }
        })
    }
}

/// The one large button, its consequence before it, and what became of the press.
#[component]
pub fn Ask(
    /// The registration.
    asking: Asking,
    /// The telephone of who runs it; may be empty.
    #[prop(into)]
    phone: Signal<String>,
) -> impl IntoView {
    let state = use_state();
    move || {
        let plan = asking.plan.get()?;
        let said = said(state, asking, &plan);
        let act = act(state, asking, plan, phone);
        Some(view! { <Dock say=said><Problem press=asking.press /> {act}</Dock> })
    }
}

/// What a press would do, said before the button; or why there is nothing to press.
fn said(state: State, asking: Asking, plan: &Plan) -> String {
    let (lang, online) = (state.lang(), state.online.get());
    let consequence = |expected| (state.text().consequence)(expected, online);
    match plan {
        Plan::Come => say::just_come_say(lang).to_owned(),
        Plan::SignIn => say::sign_in_text(lang).to_owned(),
        Plan::NoFamily => say::no_family_text(lang).to_owned(),
        Plan::Not(why) | Plan::Refused(why) => said::refusal(state, why),
        Plan::NoneFits => say::none_fits(lang).to_owned(),
        Plan::Nobody => String::new(),
        Plan::Ask { expected, .. } => consequence(*expected),
        Plan::Wait {
            free,
            kept,
            expected,
        } => {
            let seats = (*free, asking.picked.with(Vec::len));
            let consequence = consequence(*expected);
            match kept {
                0 => say::too_few(lang, seats, &consequence),
                kept => say::kept_for_kiosks(lang, *kept, seats, &consequence),
            }
        }
        Plan::Held(standing) => held(state, asking, standing),
    }
}

/// What happens next with what the household holds.
fn held(state: State, asking: Asking, standing: &Standing) -> String {
    let (lang, online) = (state.lang(), state.online.get());
    if let (Standing::SavedHere | Standing::Sent, Some(until)) = (standing, asking.confirm_by()) {
        return say_activity::confirm_by(lang, until, online);
    }
    let row = state.session_row(&asking.session());
    if let Some(said) = row.as_ref().and_then(|row| off(state, row, standing)) {
        return said.to_owned();
    }
    match standing {
        Standing::SavedHere if !online => say::next_offline(lang).to_owned(),
        Standing::SavedHere | Standing::Sent => say::next_online(lang).to_owned(),
        Standing::Confirmed => say::done(lang).to_owned(),
        Standing::Waiting(_) => {
            let who = asking.who_stand(standing);
            let asked = who.len();
            if let Some(Refusal::KeptForStations { kept, .. }) =
                state.keeps_waiting(&asking.session(), &who)
            {
                return say_activity::kept_for_kiosks(lang, kept);
            }
            match row.map(|row| row.offer) {
                Some(Offer::Register { free, .. })
                    if usize::try_from(free).is_ok_and(|free| free < asked) =>
                {
                    say_activity::passed_over(lang, free, asked)
                }
                _ => say_activity::waiting_next(lang).to_owned(),
            }
        }
        Standing::Held(held) => {
            say_activity::held_until(lang, asking.who_stand(standing).len(), held.until)
        }
        Standing::Applied => (state.text().consequence)(Expected::Draw, true),
        Standing::Asked => (state.text().consequence)(Expected::Word, true),
        Standing::LeaveSaved | Standing::LeaveSent => say_activity::leaving(lang).to_owned(),
        Standing::Lapsed | Standing::Declined(_) | Standing::NotPossible(_) => String::new(),
    }
}

/// What a place means in what is not held on its day; none where it is.
fn off(state: State, row: &SessionRow, standing: &Standing) -> Option<&'static str> {
    let is_settled = matches!(
        standing,
        Standing::Confirmed | Standing::Waiting(_) | Standing::Applied | Standing::Asked
    );
    let is_off = matches!(row.happening, Happening::Postponed | Happening::Cancelled);
    (is_settled && is_off).then(|| meaning(state, row))
}

fn act(state: State, asking: Asking, plan: Plan, phone: Signal<String>) -> AnyView {
    let lang = state.lang();
    match plan {
        Plan::SignIn => {
            let session = asking.session();
            let then = Route::Registration { session }.after_signing_in();
            let word = say::sign_in_button(lang);
            view! { <ButtonLink kind=ButtonKind::Main word=word href=then /> }.into_any()
        }
        Plan::Ask {
            when_full,
            expected,
        } => {
            let word = match expected {
                Expected::Seats => say::register_for(lang, &asking.names()),
                Expected::Line { .. } => say::wait_for(lang, &asking.names()),
                Expected::Draw => say::apply_for(lang, &asking.names()),
                Expected::Word => say::ask_for(lang, &asking.names()),
            };
            press(state, asking, word, move || asking.ask(when_full))
        }
        Plan::Wait { .. } => press(
            state,
            asking,
            say::wait_for(lang, &asking.names()),
            move || asking.ask(WhenFull::Wait),
        ),
        Plan::Not(Refusal::CounterOnly) if !phone.with(String::is_empty) => {
            let href = format!("tel:{}", phone.get());
            let word = say_activity::call(lang);
            view! { <ButtonLink kind=ButtonKind::Main glyph=Glyph::Phone word=word href=href /> }
                .into_any()
        }
        Plan::Refused(Refusal::ConsentMissing { resident }) => {
            let name = asking.name_of(&resident);
            let word = say_news::consent(lang, &name);
            press(state, asking, word, move || asking.consent(&resident))
        }
        Plan::Come => still(say::just_come(lang)),
        Plan::NoFamily => still(say::no_family(lang)),
        Plan::Nobody => still(say::nobody(lang)),
        Plan::Not(_) | Plan::NoneFits | Plan::Refused(_) => still(say::not_possible(lang)),
        Plan::Held(standing @ Standing::Held(_)) => {
            let word = say_activity::take_held(lang).to_owned();
            press(state, asking, word, move || asking.take(&standing))
        }
        Plan::Held(standing) => truth(state, &standing),
    }
}

/// What the household holds, in the place of the button: the same mark as everywhere, large.
fn truth(state: State, standing: &Standing) -> AnyView {
    let lang = state.lang();
    let word = match standing {
        Standing::Confirmed => say::registered(lang).to_owned(),
        Standing::SavedHere => say::kept(lang).to_owned(),
        Standing::Sent | Standing::Asked => say::awaiting(lang).to_owned(),
        Standing::Waiting(place) => say::waiting_at(lang, *place),
        Standing::Applied => say::applied(lang).to_owned(),
        Standing::Held(_) => say_activity::take_held(lang).to_owned(),
        Standing::LeaveSaved | Standing::LeaveSent => (state.text().standing)(standing),
        Standing::Lapsed | Standing::Declined(_) | Standing::NotPossible(_) => {
            say::not_possible(lang).to_owned()
        }
    };
    let mark = mark_of(standing);
    view! { <div class="dock-truth"><StandingMark standing=mark word=word /></div> }.into_any()
}

/// A button that asks, named for whom.
fn press(
    state: State,
    asking: Asking,
    word: String,
    act: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    let word = move || {
        if asking.press.busy.get() {
            say::saving(state.lang()).to_owned()
        } else {
            word.clone()
        }
    };
    view! {
        <Button
            kind=ButtonKind::Main
            word=word
            busy=asking.press.busy
            on_press=move |()| act()
        />
    }
    .into_any()
}

/// A word in the place of the button: the truth, and nothing to press.
fn still(word: impl Into<leptos::text_prop::TextProp>) -> AnyView {
    view! { <Button kind=ButtonKind::Main word=word disabled=true on_press=|()| () /> }.into_any()
}
