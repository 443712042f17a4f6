//! Standing: how far a request has come, said the same way everywhere.
//!
//! The one rule: icon, word and colour come from one value, so they cannot disagree.
//! Absent on purpose: the words, which are the caller's, in the reader's language.

use leptos::either::Either;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Glyph, Icon};

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Saved on this phone.
    Saved,
    /// Sent, not answered yet.
    Sent,
    /// Confirmed.
    Confirmed,
    /// On the waiting list, at this place counted from 1.
    Waiting(u32),
    /// Set aside for a while, until somebody says yes.
    Held,
    /// Applied for a draw.
    AppliedForDraw,
    /// Not possible; the reason and the next step follow.
    NotPossible,
}

impl Standing {
    const fn as_data(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
            Self::Waiting(_) => "waiting",
            Self::Held => "held",
            Self::AppliedForDraw => "draw",
            Self::NotPossible => "refused",
        }
    }

    const fn glyph(self) -> Option<Glyph> {
        match self {
            Self::Saved => Some(Glyph::DotHollow),
            Self::Sent => Some(Glyph::DotHalf),
            Self::Confirmed => Some(Glyph::DotFull),
            Self::Waiting(_) => None,
            Self::Held => Some(Glyph::Clock),
            Self::AppliedForDraw => Some(Glyph::Lot),
            Self::NotPossible => Some(Glyph::DotCross),
        }
    }
}

/// The mark of a standing: icon or numeral, and word.
#[component]
pub fn StandingMark(
    /// How far it has come.
    standing: Standing,
    /// The same in words; with a waiting list the word names the place too.
    #[prop(into)]
    word: TextProp,
) -> impl IntoView {
    let sign = match (standing.glyph(), standing) {
        (None, Standing::Waiting(place)) => Either::Right(view! {
            <span class="standing-numeral" aria-hidden="true">{place}</span>
        }),
        (glyph, _) => Either::Left(glyph.map(|glyph| view! { <Icon glyph=glyph /> })),
    };
    view! {
        <span class="standing" data-standing=standing.as_data()>
            {sign}
            <span>{move || word.get()}</span>
        </span>
    }
}

/// A carved seal of two to four signs, said once on what has been confirmed.
#[component]
pub fn Seal(
    /// Two to four signs, for example `已报名`.
    #[prop(into)]
    word: TextProp,
) -> impl IntoView {
    let spoken = word.clone();
    let signs = move || {
        word.get()
            .chars()
            .map(|sign| view! { <span aria-hidden="true">{sign.to_string()}</span> })
            .collect_view()
    };
    view! { <span class="seal" role="img" aria-label=move || spoken.get()>{signs}</span> }
}
