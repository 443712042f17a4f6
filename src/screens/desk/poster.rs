//! A session on a sheet of A4 for a wall: what, when, where, how to take part, and a code that opens
//! its page.
//!
//! The one rule to know: what is printed is what the page shows; it holds nothing that residents do
//! not see anyway, and nobody's name.

use super::super::frame::Screen;
use super::{Missing, back_to, tab};
use crate::dispatch::use_dispatch;
use crate::parts::{Button, ButtonKind, CodeFigure, Glyph, Notice, NoticeTone};
use crate::route::{CameFrom, Route};
use crate::state::{Happening, SessionCard, State, use_state};
use crate::text::activity as say_activity;
use crate::text::desk::{self as say_desk, poster as say};
use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};
use rules::id::SessionId;
use rules::session::Admission;

/// How many light modules stand around a code, so that it is found. Source: ISO/IEC 18004, 9.1.
const QUIET_ZONE: i32 = 4;

/// The page.
#[component]
pub fn Poster(session: SessionId) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let Some(card) = state.session_card(&session) else {
        return view! { <Missing /> }.into_any();
    };
    let back = back_to(state, &session);
    let seen = Route::Activity {
        session,
        from: CameFrom::List,
    };
    let address = dispatch.full_address(&seen);
    let off = match card.row.happening {
        Happening::Cancelled => Some(say::cancelled(lang)),
        Happening::Postponed => Some(say::postponed(lang)),
        Happening::Ahead | Happening::Over => None,
    };
    let minded = off.map(|text| view! { <Notice tone=NoticeTone::Alarm text /> });
    view! {
        <Screen tab=tab() title=say::title(lang) back=back>
            <div class="no-print stack">
                {minded}
                <p>{say::hint(lang)}</p>
                <Button
                    kind=ButtonKind::Main
                    glyph=Glyph::Book
                    word=say_desk::print(lang)
                    on_press=move |()| dispatch.print()
                />
            </div>
            {sheet(state, &card, address)}
        </Screen>
    }
    .into_any()
}

fn sheet(state: State, card: &SessionCard, address: String) -> impl IntoView + use<> {
    let lang = state.lang();
    let text = state.text();
    let row = &card.row;
    let english = row.title.en.clone();
    let is_both = !english.is_empty() && english != lang.of(&row.title);
    let english = is_both.then(|| view! { <p class="poster-sub" lang="en">{english}</p> });
    let summary = lang.of(&card.summary);
    let ages = (text.ages)(card.ages);
    let whom = [(text.audience)(card.audience).to_owned(), ages];
    let place = card.place.as_ref();
    let name = place.map(|place| lang.of(&place.name)).unwrap_or_default();
    let found = place.map(|place| say_activity::lies_in(lang, place));
    let lines = [
        (say::when(lang), when(state, card), String::new()),
        (say::place(lang), name, found.unwrap_or_default()),
        (say::whom(lang), joined(whom), String::new()),
        (say::fee(lang), (text.fee)(&card.fee), String::new()),
        (say::bring(lang), lang.of(&card.bring), String::new()),
    ];
    let lines = lines.into_iter().filter(|(_, said, _)| !said.is_empty());
    let lines = lines.map(|(word, said, under)| {
        let under = (!under.is_empty()).then(|| view! { <small>{under}</small> });
        view! { <dt>{word}</dt><dd>{said}{under}</dd> }
    });
    let lines = lines.collect_view();
    let organiser = joined([lang.of(&card.organiser), card.phone.clone()]);
    let community = state.community_card().map(|card| lang.of(&card.name));
    view! {
        <article class="poster">
            <header>
                <h2>{lang.of(&row.title)}</h2>
                {english}
                <p>{summary}</p>
            </header>
            <dl>{lines}</dl>
            {how(state, card, address)}
            <footer>
                <span>{organiser}</span>
                <span>{community}</span>
            </footer>
        </article>
    }
}

/// The days and the hours.
fn when(state: State, card: &SessionCard) -> String {
    let lang = state.lang();
    let row = &card.row;
    let days = (state.text().days)(&row.days);
    let said = if row.as_written.is_empty() {
        say_activity::when(lang, &days, (row.starts, row.ends))
    } else {
        say_activity::when_written(lang, &days, &lang.of(&row.as_written))
    };
    if row.happening == Happening::Postponed {
        say_activity::without_day(lang, &said)
    } else {
        said
    }
}

/// How to take part, with the code.
fn how(state: State, card: &SessionCard, address: String) -> impl IntoView + use<> {
    let lang = state.lang();
    let drawn = state.lots_of(&card.row.id).map(|lots| lots.at);
    let way = say::way(lang, &card.admission, drawn);
    let registers = match card.admission {
        Admission::Open | Admission::Counter { .. } => false,
        Admission::FirstCome { .. } | Admission::Ballot { .. } | Admission::Approval { .. } => true,
    };
    let window = registers.then(|| say_activity::window(lang, card.opens, card.closes));
    let scan = if registers {
        say::scan(lang)
    } else {
        say::scan_to_read(lang)
    };
    let phone = state.community_card().map(|card| card.phone);
    let desk = registers.then(|| say::without_phone(lang, &phone.unwrap_or_default()));
    let code = match modules(&address) {
        Some(rows) => view! { <CodeFigure label=say::code(lang) modules=rows /> }.into_any(),
        None => view! { <p>{say::no_code(lang)}</p> }.into_any(),
    };
    view! {
        <section class="poster-how">
            <div>
                <h3>{say::how(lang)}</h3>
                <p>{way}</p>
                <p>{window}</p>
                <p>{desk}</p>
            </div>
            <figure>
                {code}
                <figcaption><b>{scan}</b><span>{address}</span></figcaption>
            </figure>
        </section>
    }
}

fn joined(parts: [String; 2]) -> String {
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

/// An address as rows of a code, light around it. None where no code holds it.
fn modules(address: &str) -> Option<Vec<Vec<bool>>> {
    // A quarter of it may be dirty or torn: it hangs on a wall.
    let code = QrCode::encode_text(address, QrCodeEcc::Quartile).ok()?;
    let all = -QUIET_ZONE..code.size().saturating_add(QUIET_ZONE);
    let row = |y: i32| all.clone().map(|x| code.get_module(x, y)).collect();
    Some(all.clone().map(row).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    /// Reads a code as a phone's camera does: each module four dots wide.
    fn read(rows: &[Vec<bool>]) -> String {
        let side = rows.len() * 4;
        let dark = |x: usize, y: usize| if rows[y / 4][x / 4] { 0 } else { 255 };
        let mut seen = rqrr::PreparedImage::prepare_from_greyscale(side, side, dark);
        let grids = seen.detect_grids();
        let (_, said) = grids.first().unwrap().decode().unwrap();
        said
    }

    #[test]
    fn a_code_leads_to_the_address_even_when_a_corner_of_it_is_torn() {
        let address = "https://dehua.example.org/activity/spring-tea-20260320";
        let mut rows = modules(address).unwrap();
        assert_eq!(read(&rows), address);
        let side = rows.len();
        for row in &mut rows[side - 10..side - 4] {
            for dot in &mut row[side - 10..side - 4] {
                *dot = false;
            }
        }
        assert_eq!(read(&rows), address);
    }

    #[test]
    fn an_address_that_no_code_holds_has_none() {
        assert_eq!(modules(&"长".repeat(2_000)), None);
    }
}
