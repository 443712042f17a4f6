//! The third piece: the desk of staff, which no resident loads.
//!
//! The one rule to know: it is fetched when somebody goes to the desk, and at no other time; from
//! then on the service worker keeps it.

use super::{Missed, Nowhere, Piece};
use crate::parts::Skeleton;
use crate::route::Route;
use crate::state::use_state;
use futures::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How far the desk's piece has come. Copy it freely.
#[derive(Clone, Copy)]
pub struct Desk {
    piece: RwSignal<Piece>,
}

impl Desk {
    /// Nobody has gone there yet.
    pub fn away() -> Self {
        Self {
            piece: RwSignal::new(Piece::Away),
        }
    }

    fn ask(self) {
        if matches!(self.piece.get_untracked(), Piece::Coming | Piece::Here) {
            return;
        }
        self.piece.set(Piece::Coming);
        spawn_local(async move {
            let is_here = piece::fetch().await.is_ok();
            self.piece
                .set(if is_here { Piece::Here } else { Piece::Lost });
        });
    }
}

/// A page of the desk, or how far its piece has come.
pub fn page(at: String) -> AnyView {
    view! { <Later at /> }.into_any()
}

#[component]
fn Later(at: String) -> impl IntoView {
    let state = use_state();
    let desk: Desk = expect_context();
    desk.ask();
    move || match desk.piece.get() {
        Piece::Here => match piece::page(at.clone()).now_or_never() {
            Some(Ok(page)) => page,
            Some(Err(_)) | None => view! { <Nowhere /> }.into_any(),
        },
        Piece::Away | Piece::Coming => {
            view! { <Skeleton label=state.text().screens.opening /> }.into_any()
        }
        Piece::Lost => {
            let tab = Route::Desk(String::new());
            view! { <Missed tab again=move |()| desk.ask() /> }.into_any()
        }
    }
}

/// The piece itself. Built for the page it is a file of its own; for tests it is not.
mod piece {
    use crate::pages::rest::NotFetched;
    use crate::route::DeskPage;
    use crate::screens::desk;
    use leptos::prelude::*;

    /// A page of the desk.
    #[cfg(in_pieces)]
    #[wasm_split_helpers::wasm_split(desk, fallible, preload(fetch))]
    pub fn page(at: String) -> Result<AnyView, NotFetched> {
        Ok(desk::page(DeskPage::read(&at)))
    }

    #[cfg(not(in_pieces))]
    #[allow(clippy::unused_async)] // The same shape as the fetched one.
    pub async fn page(at: String) -> Result<AnyView, NotFetched> {
        Ok(desk::page(DeskPage::read(&at)))
    }

    #[cfg(not(in_pieces))]
    #[allow(clippy::unused_async)] // The same shape as the fetched one.
    pub async fn fetch() -> Result<(), NotFetched> {
        Ok(())
    }
}
