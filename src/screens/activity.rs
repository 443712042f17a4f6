//! One activity: its facts, how mine stand in it, and one large button whose word is the truth.
//!
//! The one rule to know: the page is made of one [`SessionCard`]; the button comes from the
//! registration's plan.

mod facts;
mod mine;

pub use mine::Mine;

use self::facts::{day_of, facts};
use crate::dispatch::use_dispatch;
use crate::parts::{Back, ButtonLink, EmptyState, Glyph, Notice, NoticeTone};
use crate::screens::activities::{Shown, fetching, nothing_here};
use crate::screens::frame::{ACTIVITIES, Screen, TODAY};
use crate::screens::registration::{Ask, Asking, Party};
use crate::state::{SessionCard, State, use_state};
use crate::text::activity as say;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use rules::id::SessionId;

/// The query of a link from Today, so that the way back leads there.
pub const FROM_TODAY: &str = "?from=today";

/// The session in the address; none when the address names none.
pub fn session_param() -> Memo<Option<SessionId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("session")?.parse().ok()))
}

/// The activity of the session in the address.
#[component]
pub fn Activity() -> impl IntoView {
    let session = session_param();
    move || match session.get() {
        Some(session) => view! { <OfSession session=session /> }.into_any(),
        None => view! { <Missing /> }.into_any(),
    }
}

#[component]
fn OfSession(session: SessionId) -> impl IntoView {
    let state = use_state();
    let asking = Asking::new(state, use_dispatch(), session.clone());
    let here = session.clone();
    let card = Memo::new(move |_| state.session_card(&here));
    let is_here = Memo::new(move |_| card.with(Option::is_some));
    move || {
        if is_here.get() {
            page(state, asking, card).into_any()
        } else {
            view! { <Missing /> }.into_any()
        }
    }
}

fn page(state: State, asking: Asking, card: Memo<Option<SessionCard>>) -> impl IntoView {
    let lang = move || state.lang.get();
    let title = move || {
        card.get()
            .map(|card| lang().of(&card.row.title))
            .unwrap_or_default()
    };
    let sub = move || {
        card.get()
            .map(|card| under_title(state, &card))
            .unwrap_or_default()
    };
    let phone = Signal::derive(move || card.get().map(|card| card.phone).unwrap_or_default());
    let minded = move || {
        let said = say::happening(lang(), card.get()?.row.happening)?;
        Some(view! { <Notice tone=NoticeTone::Care text=said /> })
    };
    let summary = move || {
        let said = card
            .get()
            .map(|card| lang().of(&card.summary))
            .unwrap_or_default();
        (!said.is_empty()).then(|| view! { <p>{said}</p> })
    };
    let about = move || card.get().map(|card| facts(state, &card));
    let source = move || {
        let named = lang().of(&state.community_card()?.source);
        (!named.is_empty()).then(|| view! { <p class="second">{say::source(lang(), &named)}</p> })
    };
    view! {
        <Screen tab=ACTIVITIES title=title sub=sub back=back(state)>
            {minded}
            <div class="columns">
                <div>
                    {summary}
                    {about}
                </div>
                <div>
                    <Mine session=asking.session() />
                    <Party asking=asking />
                    {source}
                </div>
            </div>
            <Ask asking=asking phone=phone />
        </Screen>
    }
}

/// The way back: to the list, or to Today for whoever came from there.
fn back(state: State) -> Signal<Back> {
    let query = use_query_map();
    Signal::derive(move || {
        let from_today = query.with(|query| query.get_str("from") == Some("today"));
        let names = &state.text().screens;
        let (href, word) = if from_today {
            (TODAY, names.today)
        } else {
            (ACTIVITIES, names.activities)
        };
        Back {
            href: href.to_owned(),
            word: word.to_owned(),
        }
    })
}

/// The line under the title: its kind, as the organiser calls it where that is known.
fn under_title(state: State, card: &SessionCard) -> String {
    let lang = state.lang.get();
    let kind = (state.text().kind)(card.row.kind);
    let topic = lang.of(&card.topic);
    if topic.is_empty() || topic == kind {
        kind.to_owned()
    } else {
        format!("{kind} · {topic}")
    }
}

/// There is no such session on this phone: what to do; or it is still on its way.
#[component]
pub fn Missing() -> impl IntoView {
    let state = use_state();
    let lang = move || state.lang.get();
    let is_empty = move || state.programme.with(|programme| programme.sessions() == 0);
    let body = move || {
        if is_empty() && nothing_here(state) == Shown::Fetching {
            return fetching(state).into_any();
        }
        view! {
            <EmptyState title=say::missing(lang()) text=say::missing_text(lang())>
                <ButtonLink glyph=Glyph::Calendar word=say::others(lang()) href=ACTIVITIES />
            </EmptyState>
        }
        .into_any()
    };
    view! {
        <Screen tab=ACTIVITIES title=move || state.text().screens.activities back=back(state)>
            {body}
        </Screen>
    }
}

/// The day of a session to speak of, for pages that name one.
pub fn spoken_day(state: State, card: &SessionCard) -> Option<rules::civil::Date> {
    day_of(&card.row.days, state.today())
}
