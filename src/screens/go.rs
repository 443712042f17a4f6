//! Where the page is, and going elsewhere after something was done.
//!
//! The one rule to know: a page that only asked something is replaced, so that the way back never
//! leads into a form that is done. Deliberately absent: links; they are plain `a href`.

use crate::route::Route;
use leptos::prelude::*;

/// The page's address and a way to others. Copy it freely.
#[derive(Clone, Copy)]
pub struct Go {
    /// Where the page is.
    pub at: Signal<Route>,
    /// Moves it: where to, and whether this address is replaced.
    pub act: Callback<(Route, bool)>,
}

/// The page's address and a way to others, from the context.
pub fn use_go() -> Go {
    expect_context()
}

impl Go {
    /// Goes there; the way back leads here.
    pub fn to(&self, route: Route) {
        self.act.run((route, false));
    }

    /// Goes there instead of here; the way back leads to where one came from.
    pub fn instead(&self, route: Route) {
        self.act.run((route, true));
    }
}
