//! The two ways to look at the programme: by day, and a month at a time.
//!
//! The one rule to know: each has an address of its own, and what is looked for is the same in both.

use crate::parts::{Switch, SwitchLink};
use crate::route::{Route, Show};
use crate::state::use_state;
use crate::text::activities as say;
use leptos::prelude::*;

/// A way to look at the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By day.
    List,
    /// A month at a time.
    Calendar,
}

/// The switch between the two.
#[component]
pub fn Ways(
    /// The way one looks at it now.
    here: Way,
) -> impl IntoView {
    let lang = use_state().lang();
    let link = |way, route: Route, word: &str| SwitchLink {
        href: route.into(),
        word: word.to_owned(),
        is_here: way == here,
    };
    let month = Route::Calendar { show: Show::Now };
    let links = vec![
        link(Way::List, Route::Activities, say::by_day(lang)),
        link(Way::Calendar, month, say::by_month(lang)),
    ];
    view! { <Switch label=say::ways(lang) links=links /> }
}
