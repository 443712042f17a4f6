//! What stands under which address, in three pieces: what the first touch needs, the rest, and the
//! desk of staff.
//!
//! The one rule to know: the rest is fetched when somebody goes there, or when the page has come to
//! rest; after that it is as near as the first piece. Which functions end up in it follows from
//! [`rest::page`]: what only it reaches. Deliberately absent: the addresses, which are `route`'s.

mod desk;

pub use desk::Desk;

use crate::browser;
use crate::parts::{Button, ButtonKind, Skeleton};
use crate::route::Route;
use crate::screens::frame::Screen;
use crate::screens::today::Today;
use crate::state::use_state;
use futures::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long the first piece has the network to itself. Units: milliseconds.
const HEAD_START_MILLIS: u32 = 2_000;

/// The page at an address.
pub fn page(route: Route, rest: Rest) -> AnyView {
    match route {
        Route::Today => view! { <Today /> <Beside rest /> }.into_any(),
        Route::Nowhere => view! { <Nowhere /> }.into_any(),
        Route::Desk(at) => desk::page(at),
        later => view! { <Later route=later rest /> }.into_any(),
    }
}

/// How far the second piece has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// Nobody asked for it yet.
    Away,
    /// It is on its way.
    Coming,
    /// It is here.
    Here,
    /// It could not be fetched; it may be asked for again.
    Lost,
}

/// The second piece. Copy it freely.
#[derive(Clone, Copy)]
pub struct Rest {
    piece: RwSignal<Piece>,
}

impl Rest {
    /// Nothing of it is here yet; it will be fetched once the page has come to rest.
    pub fn awaited() -> Self {
        let rest = Self {
            piece: RwSignal::new(Piece::Away),
        };
        spawn_local(async move {
            browser::sleep(HEAD_START_MILLIS).await;
            rest.ask();
        });
        rest
    }

    /// Fetches it unless it is here or coming.
    fn ask(self) {
        if matches!(self.piece.get_untracked(), Piece::Coming | Piece::Here) {
            return;
        }
        self.piece.set(Piece::Coming);
        spawn_local(async move {
            let piece = if rest::fetch().await.is_ok() {
                Piece::Here
            } else {
                Piece::Lost
            };
            self.piece.set(piece);
        });
    }
}

/// A page of the second piece, or how far that has come.
#[component]
fn Later(route: Route, rest: Rest) -> impl IntoView {
    let state = use_state();
    rest.ask();
    move || match rest.piece.get() {
        // It is here, so that its pages are drawn at once.
        Piece::Here => match rest::page(route.clone()).now_or_never() {
            Some(Ok(page)) => page,
            Some(Err(_)) | None => view! { <Nowhere /> }.into_any(),
        },
        Piece::Away | Piece::Coming => {
            view! { <Skeleton label=state.text().screens.opening /> }.into_any()
        }
        Piece::Lost => {
            let tab = route.clone();
            view! { <Missed tab again=move |()| rest.ask() /> }.into_any()
        }
    }
}

/// What the second piece does beside a page of the first.
#[component]
fn Beside(rest: Rest) -> impl IntoView {
    move || {
        let is_here = rest.piece.get() == Piece::Here;
        is_here.then(|| rest::page(Route::Today).now_or_never().and_then(Result::ok))
    }
}

/// An address that leads nowhere, and the way on.
#[component]
fn Nowhere() -> impl IntoView {
    let state = use_state();
    view! {
        <Screen tab=Route::Nowhere title=state.text().screens.nowhere>
            <p>{state.text().screens.nowhere_next}</p>
        </Screen>
    }
}

/// A page whose piece did not come, and the way to ask for it again.
#[component]
fn Missed(tab: Route, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let state = use_state();
    view! {
        <Screen tab title=state.text().screens.lost>
            <p>{state.text().screens.lost_next}</p>
            <Button
                kind=ButtonKind::Main
                word=state.text().screens.lost_again
                on_press=again
            />
        </Screen>
    }
}

/// The second piece itself. Built for the page it is a file of its own; for tests it is not.
mod rest {
    use crate::reminders;
    use crate::route::Route;
    use crate::screens::activities::Activities;
    use crate::screens::activity::Activity;
    use crate::screens::calendar::Calendar;
    use crate::screens::diary::Diary;
    use crate::screens::me::{About, Cleared, Erase, Kiosk, Me, MyCalendar, Progress, ThisPhone};
    use crate::screens::note::{EditNote, NewNote, Note};
    use crate::screens::place::Place;
    use crate::screens::registration::Registration;
    use crate::screens::sign_in::SignIn;
    use crate::state::use_state;
    use leptos::prelude::*;

    /// It could not be fetched.
    #[derive(Debug)]
    pub struct NotFetched;

    #[cfg(in_pieces)]
    impl From<wasm_split_helpers::SplitLoaderError> for NotFetched {
        fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
            Self
        }
    }

    /// A page of the second piece.
    #[cfg(in_pieces)]
    #[wasm_split_helpers::wasm_split(rest, fallible, preload(fetch))]
    pub fn page(route: Route) -> Result<AnyView, NotFetched> {
        Ok(drawn(route))
    }

    #[cfg(not(in_pieces))]
    #[allow(clippy::unused_async)] // The same shape as the fetched one.
    pub async fn page(route: Route) -> Result<AnyView, NotFetched> {
        Ok(drawn(route))
    }

    #[cfg(not(in_pieces))]
    #[allow(clippy::unused_async)] // The same shape as the fetched one.
    pub async fn fetch() -> Result<(), NotFetched> {
        Ok(())
    }

    fn drawn(route: Route) -> AnyView {
        reminders::begin(use_state());
        match route {
            Route::Activities => view! { <Activities /> }.into_any(),
            Route::Calendar { .. } => view! { <Calendar /> }.into_any(),
            Route::Place { place, of } => view! { <Place place of /> }.into_any(),
            Route::Activity { session, from } => view! { <Activity session from /> }.into_any(),
            Route::Registration { session } => view! { <Registration session /> }.into_any(),
            Route::Diary { .. } => view! { <Diary /> }.into_any(),
            Route::NewNote { day } => view! { <NewNote day /> }.into_any(),
            Route::Note { note, saved } => view! { <Note note saved /> }.into_any(),
            Route::EditNote { note } => view! { <EditNote note /> }.into_any(),
            Route::Me => view! { <Me /> }.into_any(),
            Route::Waiting => view! { <Progress /> }.into_any(),
            Route::MyCalendar => view! { <MyCalendar /> }.into_any(),
            Route::Phone => view! { <ThisPhone /> }.into_any(),
            Route::Erase => view! { <Erase /> }.into_any(),
            Route::About => view! { <About /> }.into_any(),
            Route::Cleared => view! { <Cleared /> }.into_any(),
            Route::Station => view! { <Kiosk /> }.into_any(),
            Route::SignIn { then } => view! { <SignIn then /> }.into_any(),
            // Other pieces have these; beside them nothing of this one is seen.
            Route::Today | Route::Desk(_) | Route::Nowhere => ().into_any(),
        }
    }
}
