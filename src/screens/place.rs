//! One place: what and where it is, what it lies in, and what is held there by day.
//!
//! The one rule to know: an area is a place as well; its page has what is held anywhere in it.
//!
//! Deliberately absent: a map. What the programme knows of a place is its name, its address and
//! what it lies in.

use super::activities::{Item, MeetingList, Rows, use_lookup};
use super::activity::NotHere;
use super::frame::Screen;
use crate::dispatch::use_dispatch;
use crate::parts::{
    Back, Button, ButtonKind, ButtonLink, Card, EmptyState, Fact, Facts, Glyph, Section,
};
use crate::route::{CameFrom, Route};
use crate::state::{PlaceCard, SessionRow, State, use_state};
use crate::text::place as say;
use leptos::prelude::*;
use rules::community::PlaceKind;
use rules::id::{PlaceId, SessionId};
use rules::programme::Query;

/// The page of a place.
#[component]
pub fn Place(
    /// The place.
    place: PlaceId,
    /// The session that somebody came from.
    of: Option<SessionId>,
) -> impl IntoView {
    let state = use_state();
    let asked = place.clone();
    let card = Memo::new(move |_| state.place_card(&asked));
    let is_here = Memo::new(move |_| card.with(Option::is_some));
    let back = back(state, of);
    let lang = state.lang();
    let not_here = (say::missing(lang), say::missing_text(lang));
    move || {
        if is_here.get() {
            page(state, (place.clone(), card), back.clone()).into_any()
        } else {
            view! { <NotHere said=not_here back=back.clone() /> }.into_any()
        }
    }
}

fn page(
    state: State,
    (place, card): (PlaceId, Memo<Option<PlaceCard>>),
    back: Back,
) -> impl IntoView {
    let lang = state.lang();
    let title = move || {
        card.get()
            .map(|card| lang.of(&card.name))
            .unwrap_or_default()
    };
    let sub = move || {
        card.get()
            .map(|card| say::kind(lang, card.kind))
            .unwrap_or_default()
    };
    let about = move || card.get().map(|card| facts(state, &card));
    let within = place.clone();
    let rows = Memo::new(move |_| {
        let query = Query {
            from: Some(state.today()),
            within: Some(within.clone()),
            ..Query::default()
        };
        let lines = state.find(&query, &[]);
        Rows::new(state.programme.get(), lines)
    });
    view! {
        <Screen tab=Route::Activities title=title sub=sub back=back>
            <div class="stack">
                {about}
                <NearHere place=place />
            </div>
            <Held rows=rows card=card />
        </Screen>
    }
}

/// Where it is: its address, and each area it lies in with the way to that.
fn facts(state: State, card: &PlaceCard) -> impl IntoView + use<> {
    let lang = state.lang();
    let address = lang.of(&card.address);
    let address = (!address.is_empty()).then(|| view! { <Fact glyph=Glyph::Pin title=address /> });
    let area = |(id, name): &(PlaceId, rules::words::Words)| {
        let name = lang.of(name);
        let route = Route::Place {
            place: id.clone(),
            of: None,
        };
        let word = say::lies_in(lang, &name);
        view! {
            <Fact glyph=Glyph::Home title=name>
                <ButtonLink kind=ButtonKind::Second word=word href=route />
            </Fact>
        }
    };
    let areas = card.within.iter().map(area).collect_view();
    let is_any = !card.within.is_empty() || address.is_some();
    is_any.then(|| {
        view! {
            <Card>
                <Facts>{address}{areas}</Facts>
            </Card>
        }
    })
}

/// What is to come there, by day.
#[component]
fn Held(rows: Memo<Rows>, card: Memo<Option<PlaceCard>>) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let jump = RwSignal::new(None);
    come_back(rows, jump);
    let count = Memo::new(move |_| rows.with(Rows::meetings));
    let is_any = Memo::new(move |_| count.get() > 0);
    let is_venue = card.with_untracked(|card| {
        let kind = card.as_ref().map(|card| card.kind);
        kind == Some(PlaceKind::Venue)
    });
    let list = move || {
        if is_any.get() && is_venue {
            // Everything here is here.
            let here = |_: State, _: &SessionRow| String::new();
            let from = |_| CameFrom::Place;
            return view! { <MeetingList rows=rows jump=jump from=from place=here /> }.into_any();
        }
        if is_any.get() {
            return view! { <MeetingList rows=rows jump=jump from=|_| CameFrom::Place /> }
                .into_any();
        }
        view! {
            <EmptyState title=say::nothing(lang) text=say::nothing_text(lang)>
                <ButtonLink glyph=Glyph::Calendar word=say::others(lang) href=Route::Activities />
            </EmptyState>
        }
        .into_any()
    };
    view! {
        <Section head=say::held(lang) aside=move || say::to_come(lang, count.get())>
            {list}
        </Section>
    }
}

/// Goes back to the meeting that was opened here, once the page stands.
fn come_back(rows: Memo<Rows>, jump: RwSignal<Option<usize>>) {
    let lookup = use_lookup();
    let Some((session, day)) = lookup.opened.get_untracked() else {
        return;
    };
    let opened = Item::Meeting { session, day };
    request_animation_frame(move || {
        request_animation_frame(move || {
            let found = rows.try_with_untracked(|rows| rows.position(&opened));
            // The first ones stand in sight as they are.
            if let Some(row) = found.flatten().filter(|row| *row > 2) {
                lookup.opened.set(None);
                jump.set(Some(row.saturating_sub(1)));
            }
        });
    });
}

/// Counts near from here, for whoever looks for what is around.
#[component]
fn NearHere(place: PlaceId) -> impl IntoView {
    let (state, dispatch, lookup) = (use_state(), use_dispatch(), use_lookup());
    let lang = state.lang();
    let here = place.clone();
    let is_here = Memo::new(move |_| lookup.home(state).as_ref() == Some(&here));
    move || {
        let place = place.clone();
        if is_here.get() {
            return view! { <p class="second">{say::is_near_here(lang)}</p> }.into_any();
        }
        let pick = move |()| {
            dispatch.set_near(place.clone());
            lookup.near.set(true);
        };
        view! {
            <Button
                kind=ButtonKind::Second
                glyph=Glyph::Pin
                word=say::near_here(lang)
                on_press=pick
            />
        }
        .into_any()
    }
}

/// The way back: to the activity that somebody came from, else to all.
fn back(state: State, of: Option<SessionId>) -> Back {
    let (to, word) = match of {
        Some(session) => {
            let from = CameFrom::List;
            (Route::Activity { session, from }, say::back(state.lang()))
        }
        None => (Route::Activities, state.text().screens.activities),
    };
    Back {
        href: to.href(),
        word: word.to_owned(),
    }
}
