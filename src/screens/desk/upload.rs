//! Bringing in a file: chosen or dropped, looked at, and only then taken.
//!
//! The one rule to know: nothing changes before the last press, and that press takes what is on the
//! screen or nothing: the server is told the digest of it.
//!
//! Deliberately absent: taking without a network. What a file would do is only known where it is
//! taken, and this device may be behind.

mod preview;

use super::super::frame::Screen;
use super::super::said;
use super::{back_home, tab};
use crate::dispatch::{ChosenFile, Dispatch, use_dispatch};
use crate::keeper::Trouble;
use crate::parts::{
    Button, ButtonKind, ButtonLink, Card, Choice, Disclosure, DropArea, Glyph, Notice, NoticeTone,
    OptionLook, Options, Section, Skeleton,
};
use crate::route::{DeskPage, Route};
use crate::state::{State, use_state};
use crate::text::desk::upload as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use preview::Seen;
use rules::Refusal;
use rules::staff::Level;
use sync::limits::UPLOAD_BYTES_MAX;
use sync::upload::{Answer, Fault, FaultKind, Preview, Reads, Taken};

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Nothing is chosen.
    Choose,
    /// It is being looked at.
    Looking,
    /// This is what taking it would do; what has to be minded first.
    Seen(Box<Preview>, Option<&'static str>),
    /// It cannot be taken, for this reason.
    Not(String),
    /// Nobody knows whether it was taken.
    Unknown,
    /// It was taken.
    Taken(Taken),
}

/// What the page holds. Copy it freely.
#[derive(Clone, Copy)]
struct Bringing {
    state: State,
    dispatch: Dispatch,
    file: RwSignal<Option<ChosenFile>, LocalStorage>,
    reads: RwSignal<Reads>,
    step: RwSignal<Step>,
    /// Counts the looks: an answer to an earlier one is not heard.
    turn: StoredValue<u32>,
    taking: RwSignal<bool>,
}

impl Bringing {
    /// Another file, read as its name suggests.
    fn chose(self, file: Option<ChosenFile>) {
        let Some(file) = file else { return };
        self.reads.set(Reads::likely(&file.name));
        self.file.set(Some(file));
        self.look();
    }

    fn look(self) {
        let Some(file) = self.file.get_untracked() else {
            return;
        };
        let lang = self.state.lang();
        let most = u64::try_from(UPLOAD_BYTES_MAX).unwrap_or(u64::MAX);
        if file.size > most {
            let too_large = Fault {
                kind: FaultKind::FileTooLarge,
                field: String::new(),
                found: String::new(),
                limit: Some(most),
            };
            self.step.set(Step::Not(say::unread(lang, &too_large)));
            return;
        }
        self.step.set(Step::Looking);
        let reads = self.reads.get_untracked();
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        spawn_local(async move {
            let heard = self.dispatch.look_at_upload(&file, reads).await;
            // What was asked of another file, or read otherwise, is not what is on the page.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            let next = match heard {
                Ok(answer) => self.after(answer),
                Err(why) => Step::Not(say::trouble(lang, &why).to_owned()),
            };
            drop(self.step.try_set(next));
        });
    }

    fn take(self, digest: String) {
        let Some(file) = self.file.get_untracked() else {
            return;
        };
        let reads = self.reads.get_untracked();
        self.taking.set(true);
        spawn_local(async move {
            let heard = self.dispatch.take_upload(&file, (reads, &digest)).await;
            // Whoever left the page is not called back to it; the list shows what came of it.
            if self.taking.try_set(false).is_some() {
                return;
            }
            let next = match heard {
                // It was seen already, and is to be seen still.
                Ok(Answer::UnderWay) => match self.step.get_untracked() {
                    Step::Seen(preview, _) => {
                        Step::Seen(preview, Some(say::under_way(self.state.lang())))
                    }
                    other => other,
                },
                Ok(answer) => self.after(answer),
                Err(Trouble::Transport) => Step::Unknown,
                Err(why) => Step::Not(say::trouble(self.state.lang(), &why).to_owned()),
            };
            self.step.set(next);
        });
    }

    fn after(self, answer: Answer) -> Step {
        let lang = self.state.lang();
        match answer {
            Answer::Preview(preview) => Step::Seen(preview, None),
            Answer::Differs(preview) => Step::Seen(preview, Some(say::differs(lang))),
            Answer::Taken(taken) => Step::Taken(taken),
            Answer::Unread(fault) => Step::Not(say::unread(lang, &fault)),
            Answer::UnderWay => Step::Not(say::under_way(lang).to_owned()),
            Answer::Not { why } => Step::Not(said::refusal(self.state, &why)),
        }
    }
}

/// The page.
#[component]
pub fn Upload() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let bringing = Bringing {
        state,
        dispatch: use_dispatch(),
        file: RwSignal::new_local(None),
        reads: RwSignal::new(Reads::Sheet),
        step: RwSignal::new(Step::Choose),
        turn: StoredValue::new(0),
        taking: RwSignal::new(false),
    };
    let may = Memo::new(move |_| state.staff_level() == Some(Level::Publisher));
    let body = move || {
        if !may.get() {
            let why = said::refusal(state, &Refusal::PublisherOnly);
            return view! { <Notice tone=NoticeTone::Care text=why /> }.into_any();
        }
        view! {
            <Chosen bringing />
            <Below bringing />
        }
        .into_any()
    };
    view! {
        <Screen tab=tab() title=say::title(lang) back=back_home(state)>
            {body}
        </Screen>
    }
}

/// Which file it is and how it is read.
#[component]
fn Chosen(bringing: Bringing) -> impl IntoView {
    let Bringing {
        state,
        dispatch,
        file,
        reads,
        step,
        ..
    } = bringing;
    let lang = state.lang();
    let pick = move |()| {
        // The chooser opens within this press; what it brings comes when it comes.
        let chosen = dispatch.choose_programme();
        spawn_local(async move { bringing.chose(chosen.await) });
    };
    let offline = Signal::derive(move || !state.online.get());
    let dropped = move |event| {
        if !offline.get_untracked() {
            bringing.chose(dispatch.dropped_programme(&event));
        }
    };
    let is_chosen = Memo::new(move |_| step.with(|step| *step != Step::Choose));
    let word = move || {
        if is_chosen.get() {
            say::another(lang)
        } else {
            say::choose(lang)
        }
    };
    let named = move || {
        let file = file.get()?;
        let size = (state.text().bytes)(file.size);
        Some(view! { <p><b>{file.name}</b> " · " {size}</p> })
    };
    let without = move || {
        offline
            .get()
            .then(|| view! { <Notice tone=NoticeTone::Care text=say::offline(lang) /> })
    };
    let about = move || {
        (!is_chosen.get()).then(|| {
            view! {
                <p>{say::text(lang)}</p>
                <p class="second">{say::headings(lang)}</p>
            }
        })
    };
    let button = move || {
        let kind = if is_chosen.get() {
            ButtonKind::Second
        } else {
            ButtonKind::Main
        };
        view! { <Button kind=kind glyph=Glyph::Book word=word disabled=offline on_press=pick /> }
    };
    let choices: Vec<_> = Reads::ALL
        .into_iter()
        .map(|reads| Choice {
            value: reads.name().to_owned(),
            word: say::reads(lang, reads).to_owned(),
            sub: String::new(),
        })
        .collect();
    let choices = StoredValue::new(choices);
    // Where it is read at all it is out of the way; where it is not, this is what to look at.
    let is_unread = Memo::new(move |_| step.with(|step| matches!(step, Step::Not(_))));
    let is_done = Memo::new(move |_| step.with(|step| matches!(step, Step::Taken(_))));
    let how = move || {
        (is_chosen.get() && !is_done.get()).then(|| {
            let value = Signal::derive(move || reads.get().name().to_owned());
            let pick = move |name: String| {
                reads.set(Reads::named(&name).unwrap_or(Reads::Sheet));
                bringing.look();
            };
            let options = view! {
                <Options
                    legend=say::how(lang)
                    name="reads"
                    look=OptionLook::Chips
                    choices=choices.get_value()
                    value=value
                    on_pick=pick
                />
            };
            if is_unread.get() {
                return options.into_any();
            }
            let summary = move || say::read_as(lang, reads.get());
            view! { <Disclosure summary=summary>{options}</Disclosure> }.into_any()
        })
    };
    view! {
        {about}
        {without}
        <Card>
            <DropArea hint=say::drop_hint(lang) on_drop=dropped>
                {named}
                {button}
            </DropArea>
        </Card>
        {how}
    }
}

/// What is known of it.
#[component]
fn Below(bringing: Bringing) -> impl IntoView {
    let Bringing { state, step, .. } = bringing;
    let lang = state.lang();
    move || match step.get() {
        Step::Choose => ().into_any(),
        Step::Looking => view! { <Skeleton label=say::looking(lang) /> }.into_any(),
        Step::Not(why) => view! {
            <Notice tone=NoticeTone::Alarm text=why />
            <p class="second">{say::nothing_taken(lang)}</p>
        }
        .into_any(),
        Step::Unknown => view! {
            <Notice tone=NoticeTone::Care text=say::unknown(lang) />
            <Button
                kind=ButtonKind::Main
                word=say::look_again(lang)
                on_press=move |()| bringing.look()
            />
        }
        .into_any(),
        Step::Seen(preview, mind) => {
            let mind = mind.map(|text| view! { <Notice tone=NoticeTone::Care text /> });
            view! {
                {mind}
                <Seen preview=Preview::clone(&preview) />
                <TakeIt bringing preview />
            }
            .into_any()
        }
        Step::Taken(taken) => done(state, &taken).into_any(),
    }
}

/// The last press, after all that it does: it is not in reach before that was passed.
#[component]
fn TakeIt(bringing: Bringing, preview: Box<Preview>) -> impl IntoView {
    let state = bringing.state;
    let lang = state.lang();
    let nothing = preview.records == 0;
    let digest = StoredValue::new(preview.digest.clone());
    let counts = StoredValue::new((preview.new.all, preview.changed.all));
    let disabled = Signal::derive(move || nothing || !state.online.get());
    let word = move || {
        if bringing.taking.get() {
            say::taking(lang).to_owned()
        } else {
            say::take(lang, counts.get_value())
        }
    };
    let sums = if nothing {
        say::nothing_new(lang).to_owned()
    } else {
        say::sums(lang, &preview)
    };
    let without = move || {
        let waits = !nothing && !state.online.get();
        waits.then(|| view! { <p>{say::offline(lang)}</p> })
    };
    view! {
        <Section head=say::take_head(lang)>
            <p>{sums}</p>
            {without}
            <Button
                kind=ButtonKind::Main
                word=word
                busy=bringing.taking
                disabled=disabled
                on_press=move |()| bringing.take(digest.get_value())
            />
        </Section>
    }
}

/// What became of it, and where to see it.
fn done(state: State, taken: &Taken) -> impl IntoView + use<> {
    let lang = state.lang();
    let left = (taken.left > 0).then(|| {
        let text = say::left(lang, taken.left);
        view! { <Notice tone=NoticeTone::Care text /> }
    });
    let said = say::taken(lang, taken);
    view! {
        <Section head=say::done(lang)>
            <Notice tone=NoticeTone::Calm text=said />
            {left}
            <p class="second">{say::where_to_see(lang)}</p>
            <ButtonLink
                kind=ButtonKind::Main
                word=say::see_at_desk(lang)
                href=DeskPage::Home
            />
            <ButtonLink word=say::see_as_resident(lang) href=Route::Activities.href() />
        </Section>
    }
}
