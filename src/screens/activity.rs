//! One activity: its facts, how mine stand in it, and one large button whose word is the truth.
//!
//! The one rule to know: the page is made of one [`SessionCard`]; the button comes from the
//! registration's plan.

mod changed;
mod facts;
mod lots;
mod mine;
mod passed;
mod to_calendar;

pub use changed::{meaning, sentence};
pub use mine::Mine;
use passed::{AtDesk, PassedOver};
pub use to_calendar::ToCalendar;

use self::changed::Changes;
use self::facts::day_of;
pub use self::facts::facts;
pub use self::lots::Lots;
use crate::dispatch::use_dispatch;
use crate::parts::{Back, ButtonLink, EmptyState, Glyph, Notice, NoticeTone};
use crate::route::{CameFrom, Route, Show};
use crate::screens::activities::{Shown, fetching, nothing_here};
use crate::screens::frame::Screen;
use crate::screens::registration::{Ask, Asking, Party};
use crate::state::{SessionCard, State, use_state};
use crate::text::{activities as say_list, activity as say};
use leptos::prelude::*;
use rules::id::{PlaceId, SessionId};

/// The activity of a session.
#[component]
pub fn Activity(
    /// The session.
    session: SessionId,
    /// Where the way back leads.
    from: CameFrom,
) -> impl IntoView {
    let state = use_state();
    let asking = Asking::new(state, use_dispatch(), session.clone());
    let card = Memo::new(move |_| state.session_card(&session));
    let is_here = Memo::new(move |_| card.with(Option::is_some));
    move || {
        if is_here.get() {
            page(state, asking, card, from).into_any()
        } else {
            view! { <Missing /> }.into_any()
        }
    }
}

fn page(
    state: State,
    asking: Asking,
    card: Memo<Option<SessionCard>>,
    from: CameFrom,
) -> impl IntoView {
    let lang = state.lang();
    let title = move || {
        card.get()
            .map(|card| lang.of(&card.row.title))
            .unwrap_or_default()
    };
    let sub = move || {
        card.get()
            .map(|card| under_title(state, &card))
            .unwrap_or_default()
    };
    let place = card.with_untracked(|card| card.as_ref().map(|card| card.row.at.clone()));
    let phone = Signal::derive(move || card.get().map(|card| card.phone).unwrap_or_default());
    let minded = move || {
        let said = say::happening(lang, card.get()?.row.happening)?;
        Some(view! { <Notice tone=NoticeTone::Care text=said /> })
    };
    let summary = move || {
        let said = card
            .get()
            .map(|card| lang.of(&card.summary))
            .unwrap_or_default();
        (!said.is_empty()).then(|| view! { <p>{said}</p> })
    };
    let about = move || card.get().map(|card| facts(state, &card));
    // Staff have no household to register; they see what residents see, and the way to their desk.
    let is_staff = untrack(|| state.is_staff());
    let mine_or_desk = if is_staff {
        let session = asking.session();
        view! { <AtDesk session /> }.into_any()
    } else {
        view! { <Party asking=asking /> }.into_any()
    };
    let ask = (!is_staff).then(|| view! { <Ask asking=asking phone=phone /> });
    let source = move || {
        let named = lang.of(&state.community_card()?.source);
        (!named.is_empty()).then(|| view! { <p class="second">{say::source(lang, &named)}</p> })
    };
    view! {
        <Screen tab=Route::Activities title=title sub=sub back=back(state, from, place)>
            {minded}
            <div class="columns">
                <div>
                    {summary}
                    <Changes session=asking.session() />
                    {about}
                    <Lots session=asking.session() />
                </div>
                <div>
                    <Mine session=asking.session() />
                    <PassedOver session=asking.session() />
                    {mine_or_desk}
                    <ToCalendar session=asking.session() />
                    {source}
                </div>
            </div>
            {ask}
        </Screen>
    }
}

/// The way back: to where somebody came from.
fn back(state: State, from: CameFrom, place: Option<PlaceId>) -> Back {
    let (names, lang) = (&state.text().screens, state.lang());
    let (to, word) = match (from, place) {
        (CameFrom::Today, _) => (Route::Today, names.today),
        (CameFrom::Calendar(day), _) => {
            let show = Show::Day(day);
            (Route::Calendar { show }, say_list::by_month(lang))
        }
        (CameFrom::Place, Some(place)) => {
            (Route::Place { place, of: None }, say::back_to_place(lang))
        }
        (CameFrom::List | CameFrom::Place, _) => (Route::Activities, names.activities),
    };
    Back {
        href: to.href(),
        word: word.to_owned(),
    }
}

/// The line under the title: its kind, as the organiser calls it where that is known.
fn under_title(state: State, card: &SessionCard) -> String {
    let lang = state.lang();
    let kind = (state.text().kind)(card.row.kind);
    let topic = lang.of(&card.topic);
    if topic.is_empty() || topic == kind {
        kind.to_owned()
    } else {
        format!("{kind} · {topic}")
    }
}

/// There is no such session on this phone.
#[component]
pub fn Missing() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let said = (say::missing(lang), say::missing_text(lang));
    view! { <NotHere said=said back=back(state, CameFrom::List, None) /> }
}

/// Something of the programme is not on this phone: what to do; or it is still on its way.
#[component]
pub fn NotHere(
    /// What is not here, and what to do.
    said: (&'static str, &'static str),
    /// The way back.
    back: Back,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let is_empty = move || state.programme.with(|programme| programme.sessions() == 0);
    let body = move || {
        if is_empty() && nothing_here(state) == Shown::Fetching {
            return fetching(state).into_any();
        }
        view! {
            <EmptyState title=said.0 text=said.1>
                <ButtonLink glyph=Glyph::Calendar word=say::others(lang) href=Route::Activities />
            </EmptyState>
        }
        .into_any()
    };
    view! {
        <Screen tab=Route::Activities title=state.text().screens.activities back=back>
            {body}
        </Screen>
    }
}

/// The day of a session to speak of, for pages that name one.
pub fn spoken_day(state: State, card: &SessionCard) -> Option<rules::civil::Date> {
    day_of(&card.row.days, state.today())
}
