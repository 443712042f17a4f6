//! The frame every screen of the resident stands in: head, one quiet line, the page, the bar.
//!
//! The one rule to know: a screen is one [`Screen`] and what stands on its page. How fresh things
//! are and whom to call stand in the same place everywhere; so does what was settled meanwhile.
//!
//! Deliberately absent: Services in the bar, until that screen exists.

use super::go::use_go;
use super::said;
use crate::dispatch::use_dispatch;
use crate::parts::{
    Back, Button, ButtonKind, ButtonLink, Frame, Glyph, Icon, Notice, NoticeTone, PageHead,
    PageHeadProps, Tab, TabBar,
};
use crate::route::Route;
use crate::state::{HistoryLine, State, StorageHealth, SyncStatus, use_state};
use crate::text::{self, Lang};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// How many settled requests are told at once; the rest is on Me.
const NEWS_MAX: usize = 3;

/// One screen: its head, the quiet line, the page, the bar.
#[component]
pub fn Screen(
    /// The entry of the bar one is in.
    tab: Route,
    /// The page's one heading.
    #[prop(into)]
    title: TextProp,
    /// A line under the heading.
    #[prop(optional, into)]
    sub: Option<TextProp>,
    /// The way back; first pages have none.
    #[prop(optional)]
    back: Option<Back>,
    /// What stands on the page; a [`crate::parts::Dock`] comes last.
    children: Children,
) -> impl IntoView {
    let state = use_state();
    let head = PageHead(PageHeadProps { title, sub, back });
    let is_staff = Memo::new(move |_| state.is_staff());
    let bar = move || {
        let tabs = tabs(state, &tab, is_staff.get());
        view! { <TabBar label=state.text().screens.navigation tabs /> }
    };
    view! {
        <Frame skip=state.text().screens.skip bar=bar>
            {head}
            <Strip />
            <div class="page">
                <News />
                <Stuck />
                <Outdated />
                <Storage />
                {children()}
            </div>
        </Frame>
    }
}

/// The entries of the bar, in the reader's language. Staff have a desk, and no diary there.
fn tabs(state: State, here: &Route, is_staff: bool) -> Vec<Tab> {
    let names = &state.text().screens;
    let tab = |route: Route, word: &str, glyph| Tab {
        is_here: route == *here,
        href: route.into(),
        word: word.to_owned(),
        glyph,
    };
    if is_staff {
        let desk = text::frame::desk(state.lang());
        return vec![
            tab(Route::Desk(String::new()), desk, Glyph::Home),
            tab(Route::Activities, names.activities, Glyph::Calendar),
            tab(Route::Me, names.me, Glyph::Person),
        ];
    }
    vec![
        tab(Route::Today, names.today, Glyph::Sun),
        tab(Route::Activities, names.activities, Glyph::Calendar),
        tab(Route::Diary { month: None }, names.diary, Glyph::Book),
        tab(Route::Me, names.me, Glyph::Person),
    ]
}

/// The quiet line under the head: how fresh things are, and a person to call.
#[component]
fn Strip() -> impl IntoView {
    let state = use_state();
    let said = Memo::new(move |_| {
        let status = state.sync_status.get();
        let heard = state.heard_at().map(|at| (at, state.today()));
        let phrase = (state.text().sync_status)(&status);
        text::frame::freshness(state.lang(), phrase, (status, state.online.get()), heard)
    });
    let glyph = Signal::derive(move || match state.sync_status.get() {
        SyncStatus::Offline => Glyph::CloudOff,
        _ if !state.online.get() => Glyph::CloudOff,
        SyncStatus::Stuck(_) | SyncStatus::SignedOut | SyncStatus::Outdated => Glyph::Care,
        SyncStatus::Unheard | SyncStatus::Fresh | SyncStatus::Sending | SyncStatus::Waiting(_) => {
            Glyph::Cloud
        }
    });
    let sign_in = move || {
        let ended = state.sync_status.get() == SyncStatus::SignedOut;
        ended.then(|| {
            view! { <a class="strip-act" href=Route::SignIn { then: None }.href()>{text::frame::sign_in(state.lang())}</a> }
        })
    };
    view! {
        <div class="strip" role="group" aria-label=text::frame::strip(state.lang())>
            <p class="strip-say" role="status">
                {move || view! { <Icon glyph=glyph.get() /> }}
                <span>{move || said.get()}</span>
            </p>
            {sign_in}
            {move || help(state)}
        </div>
    }
}

/// A person to call, when the community has a telephone.
fn help(state: State) -> Option<impl IntoView> {
    let community = state.community_card()?;
    let lang = state.lang();
    (!community.phone.is_empty()).then(|| {
        let spoken = text::frame::help_spoken(lang, &lang.of(&community.name));
        view! {
            <a class="strip-act" href=format!("tel:{}", community.phone) aria-label=spoken>
                <Icon glyph=Glyph::Phone />
                <span>{text::frame::help(lang)}</span>
            </a>
        }
    })
}

/// What was settled since the page opened, until it is put away.
#[component]
fn News() -> impl IntoView {
    let state = use_state();
    let dispatch = use_dispatch();
    move || {
        let lang = state.lang();
        let news = state.news_lines();
        let told = |line: &HistoryLine| told(state, lang, line);
        let shown = news.iter().rev().take(NEWS_MAX).map(told);
        let lines = shown.collect_view();
        let put_away = move |()| dispatch.clear_news();
        (!news.is_empty()).then(|| {
            view! {
                <div class="news" role="status">
                    {lines}
                    <Button
                        kind=ButtonKind::Quiet
                        word=text::frame::understood(lang)
                        on_press=put_away
                    />
                </div>
            }
        })
    }
}

fn told(state: State, lang: Lang, line: &HistoryLine) -> impl IntoView + use<> {
    let outcome = said::became(state, line);
    let (tone, glyph) = if line.outcome.took_effect() {
        ("calm", Glyph::Check)
    } else {
        ("care", Glyph::Care)
    };
    view! {
        <p class="news-line" data-tone=tone>
            <Icon glyph=glyph />
            <span>{text::frame::settled(lang, line, &outcome)}</span>
        </p>
    }
}

/// That nothing has moved for a minute although something waits: why, and what helps.
#[component]
fn Stuck() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    move || {
        let status = state.sync_status.get();
        matches!(status, SyncStatus::Stuck(_)).then(|| {
            view! {
                <Notice tone=NoticeTone::Care text=(state.text().sync_status)(&status)>
                    <Button
                        glyph=Glyph::Again
                        word=text::me::try_now(state.lang())
                        on_press=move |()| dispatch.try_now()
                    />
                </Notice>
            }
        })
    }
}

/// That this build is too old to be told what changed, and the way to a newer one. Not over a form
/// that is half filled: it stands there again once that was saved, given up or left.
#[component]
fn Outdated() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let is_outdated = Memo::new(move |_| {
        state.sync_status.get() == SyncStatus::Outdated && !state.half_filled.get()
    });
    move || {
        is_outdated.get().then(|| {
            let said = (state.text().sync_status)(&SyncStatus::Outdated);
            let word = move || {
                if state.update_waits.get() {
                    text::me::update_take(state.lang())
                } else {
                    text::frame::reopen(state.lang())
                }
            };
            view! {
                <Notice tone=NoticeTone::Care text=said>
                    <Button
                        word=word
                        on_press=move |()| dispatch.take_update()
                    />
                </Notice>
            }
        })
    }
}

/// What is wrong with the phone's storage, where anything that was written is in danger.
#[component]
fn Storage() -> impl IntoView {
    let state = use_state();
    move || {
        let health = state.storage.get();
        let tone = match health {
            StorageHealth::Opening | StorageHealth::Kept { .. } => None,
            StorageHealth::Cleared { unsent: Some(0) } => Some(NoticeTone::Quiet),
            StorageHealth::Cleared { .. } => Some(NoticeTone::Alarm),
            StorageHealth::UntilClosed { .. } | StorageHealth::OldPage => Some(NoticeTone::Care),
        };
        let said = (state.text().storage)(&health);
        tone.map(|tone| {
            view! { <Notice tone=tone text=said>{way_on(state, &health)}</Notice> }
        })
    }
}

/// What to do about the storage.
fn way_on(state: State, health: &StorageHealth) -> Option<AnyView> {
    let lang = state.lang();
    match health {
        // Not a way that leads to where one is.
        StorageHealth::Cleared { .. } => (use_go().at.get() != Route::Cleared).then(|| {
            view! { <ButtonLink word=text::storage::cleared_more(lang) href=Route::Cleared /> }
                .into_any()
        }),
        StorageHealth::OldPage => {
            let dispatch = use_dispatch();
            Some(
                view! {
                    <Button
                        kind=ButtonKind::Main
                        word=text::frame::reopen(lang)
                        on_press=move |()| dispatch.reopen()
                    />
                }
                .into_any(),
            )
        }
        StorageHealth::Opening | StorageHealth::Kept { .. } | StorageHealth::UntilClosed { .. } => {
            None
        }
    }
}

/// A link to signing in that comes back to an address.
#[component]
pub fn SignInLink(
    /// The address to come back to.
    then: Route,
) -> impl IntoView {
    let state = use_state();
    view! {
        <ButtonLink
            kind=ButtonKind::Main
            glyph=Glyph::Person
            word=text::frame::sign_in(state.lang())
            href=then.after_signing_in()
        />
    }
}
