//! Going to another page of the app after something was done.
//!
//! The one rule to know: a page that only asked something is replaced, so that the way back never
//! leads into a form that is done. Deliberately absent: links; they are plain `a href`.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// A way to other pages. Copy it freely.
#[derive(Clone, Copy)]
pub struct Go {
    to: Callback<(String, bool)>,
}

/// The way to other pages, from the router.
pub fn use_go() -> Go {
    let navigate = use_navigate();
    let to = Callback::new(move |(href, replace): (String, bool)| {
        let options = NavigateOptions {
            replace,
            ..NavigateOptions::default()
        };
        navigate(&href, options);
    });
    Go { to }
}

impl Go {
    /// Goes there; the way back leads here.
    pub fn to(&self, href: impl Into<String>) {
        self.to.run((href.into(), false));
    }

    /// Goes there instead of here; the way back leads to where one came from.
    pub fn instead(&self, href: impl Into<String>) {
        self.to.run((href.into(), true));
    }
}
