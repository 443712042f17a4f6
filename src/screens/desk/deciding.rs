//! The question before a word about a party: what it means, who is passed over, and why.
//!
//! The one rule to know: the rules are asked with the very request that would be sent; if they want
//! a reason, the button waits for one.

use super::super::filling::{CameBack, Filling, beside, stored, words};
use super::super::press::{Problem, use_press};
use super::super::said;
use crate::dispatch::use_dispatch;
use crate::parts::{Button, ButtonKind, Dialog, Notice, NoticeTone, TextArea};
use crate::state::use_state;
use crate::text::Lang;
use crate::text::desk as say;
use leptos::prelude::*;
use rules::id::SessionId;
use rules::registration::admitting::{Admittance, Word};
use rules::roster::Roster;
use rules::staff::WHY_CHARS_MAX;
use rules::{Fact, Intent, Refusal};
use serde::{Deserialize, Serialize};

/// What staff are about to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The turn of the party.
    pub turn: u32,
    /// The word.
    pub word: Word,
}

/// The question; open while something is asked.
#[component]
pub fn Deciding(
    session: StoredValue<SessionId>,
    roster: Memo<Roster>,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let why = RwSignal::new(String::new());
    let press = use_press();
    let filling =
        Filling::of(vec![words("why", why), beside(stored("asked", asked))]).for_this_visit();
    let intent = move || {
        let Asked { turn, word } = asked.get()?;
        Some(Intent::Admit(Admittance {
            session: session.get_value(),
            turn,
            word,
            why: why.get().trim().to_owned(),
        }))
    };
    let foreseen = Memo::new(move |_| intent().map(|intent| state.foresee(&intent)));
    let close = move |()| {
        why.set(String::new());
        asked.set(None);
    };
    let done = Callback::new(move |()| {
        let Some(intent) = intent() else { return };
        let act = async move { dispatch.at_desk(intent).await };
        press.run(filling.until_saved(act), move |_| close(()));
    });
    let title = move || title(lang, roster, asked);
    let offline =
        move || (!state.online.get()).then(|| view! { <p class="second">{say::offline(lang)}</p> });
    let is_blocked = Signal::derive(move || !matches!(foreseen.get(), Some(Ok(_))));
    let acts = move || {
        let word = match asked.get().map(|asked| asked.word) {
            Some(Word::No) => say::decline(lang),
            Some(Word::Yes) | None => say::let_in(lang),
        };
        view! {
            <Button
                kind=ButtonKind::Main
                word=word
                busy=press.busy
                disabled=is_blocked
                on_press=done
            />
            <Button word=say::cancel(lang) on_press=close />
        }
    };
    view! {
        <Dialog
            title=title
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=close
            acts=acts
        >
            <div class="stack">
                <PassedOver roster asked foreseen />
                <TextArea
                    id="why"
                    label=say::why(lang)
                    value=why
                    chars_max=WHY_CHARS_MAX
                    count=move |of| say::count(lang, of)
                    on_input=move |text| why.set(text)
                />
                <CameBack filling />
                <Refused foreseen />
                {offline}
                <Problem press />
            </div>
        </Dialog>
    }
}

/// What would come of it, where something is asked.
type Foreseen = Memo<Option<Result<Vec<Fact>, Refusal>>>;

/// The question by the names of whom it is about.
fn title(lang: Lang, roster: Memo<Roster>, asked: RwSignal<Option<Asked>>) -> String {
    let Some(asked) = asked.get() else {
        return String::new();
    };
    let names: Vec<_> = roster.with(|roster| {
        let mut line = roster.line.iter();
        let found = line.find(|party| party.turn == asked.turn);
        let people = found.into_iter().flat_map(|party| &party.people);
        people.map(say::name_of).collect()
    });
    if names.is_empty() {
        return String::new();
    }
    say::deciding(lang, asked.word, &names)
}

/// Who waits longer and is passed over; nothing where nobody is.
#[component]
fn PassedOver(
    roster: Memo<Roster>,
    asked: RwSignal<Option<Asked>>,
    foreseen: Foreseen,
) -> impl IntoView {
    let lang = use_state().lang();
    move || {
        let (asked, foreseen) = (asked.get()?, foreseen.get()?);
        // Whoever is passed over is told by a fact; while only the reason is missing, so it is.
        let passes = match &foreseen {
            Ok(facts) => facts
                .iter()
                .any(|fact| matches!(fact, Fact::PassedOver { .. })),
            Err(Refusal::WhyMissing) => asked.word == Word::Yes,
            Err(_) => false,
        };
        let names: Vec<_> = roster.with(|roster| {
            let before = roster.passed_over(asked.turn);
            let people = before.flat_map(|party| party.people.iter().map(say::name_of));
            people.collect()
        });
        (passes && !names.is_empty()).then(|| {
            let names = crate::text::registration::names(lang, &names);
            let said = format!("{}{names}", say::passes_over(lang));
            view! {
                <Notice tone=NoticeTone::Care text=said>
                    <p>{say::passes_over_read(lang)}</p>
                </Notice>
            }
        })
    }
}

/// Why it cannot be done, or not without a reason; nothing where it can.
#[component]
fn Refused(foreseen: Foreseen) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    move || match foreseen.get()? {
        Err(Refusal::WhyMissing) => {
            Some(view! { <p class="second">{say::why_needed(lang)}</p> }.into_any())
        }
        Err(why) => {
            let said = said::refusal(state, &why);
            Some(view! { <Notice tone=NoticeTone::Alarm text=said /> }.into_any())
        }
        Ok(_) => None,
    }
}
