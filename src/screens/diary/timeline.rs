//! The timeline: notes and what was put forward of them, newest first, each with its standing.
//!
//! The one rule to know: a claim that the community has taken is shown half way (`Sent`), never as
//! confirmed, because two people have yet to vouch and nothing is credited.

use crate::parts::{
    Button, ButtonKind, ButtonLink, Card, DayHead, EmptyState, Glyph, Row, Rows, Standing as Mark,
    StandingMark,
};
use crate::route::Route;
use crate::screens::said;
use crate::state::{ClaimLine, DiaryCopy, DiaryLine, Standing, State, use_state};
use crate::text::diary as text;
use leptos::prelude::*;
use rules::civil::Date;
use rules::key::Month;
use rules::time::days_between;

/// The lines of a month, or of the one day picked in it. A day is drawn anew only when its lines changed.
#[component]
pub fn Timeline(
    month: Memo<Month>,
    lines: Memo<Vec<DiaryLine>>,
    picked: RwSignal<Option<u8>>,
) -> impl IntoView {
    let state = use_state();
    // The clock moves every minute; only another day may draw the lines anew.
    let today = Memo::new(move |_| state.today());
    let day = Memo::new(move |_| {
        let month = month.get();
        let day = i8::try_from(picked.get()?).ok()?;
        Date::new(month.year, month.month, day).ok()
    });
    let days = Memo::new(move |_| {
        let picked = day.get();
        let is_shown = |day: &Date| picked.is_none_or(|picked| picked == *day);
        let mut days: Vec<Date> = lines.with(|lines| {
            let days = lines.iter().map(|line| line.head.body.day);
            days.filter(is_shown).collect()
        });
        days.dedup();
        days
    });
    let is_empty = Memo::new(move |_| days.with(Vec::is_empty));
    let shown = move || {
        if is_empty.get() {
            return nothing(state, day.get(), month.get() == Month::of(today.get()));
        }
        let days = days.get().into_iter();
        let days = days.map(|day| view! { <Day day today lines /> });
        view! { <div class="stack sentences">{days.collect_view()}</div> }.into_any()
    };
    let of_day = move || {
        day.get().map(|day| {
            view! {
                <div class="stack" data-gap="small">
                    {write_for(state, day, today.get())}
                    <Button
                        kind=ButtonKind::Quiet
                        word=text::whole_month(state.lang())
                        on_press=move |()| picked.set(None)
                    />
                </div>
            }
        })
    };
    view! {
        {shown}
        {of_day}
    }
}

/// Writing for a day that was picked, or why that is not possible.
fn write_for(state: State, day: Date, today: Date) -> AnyView {
    let lang = state.lang();
    let ago = days_between(day, today);
    let limit = state.points_policy().claim_days_max;
    if ago < 0 {
        return view! { <p class="second">{text::day_ahead(lang)}</p> }.into_any();
    }
    if ago > i32::from(limit) {
        return view! { <p class="second">{text::too_long_ago(lang, limit)}</p> }.into_any();
    }
    view! {
        <ButtonLink
            word=text::write_for_day(lang)
            glyph=Glyph::Pencil
            href=Route::NewNote { day: Some(day) }
        />
    }
    .into_any()
}

fn nothing(state: State, day: Option<Date>, is_now: bool) -> AnyView {
    let lang = state.lang();
    match (day, is_now) {
        (Some(day), _) => {
            let note = text::empty_day(lang);
            view! { <DayHead day=lang.short_date(day) note /> }.into_any()
        }
        (None, true) => view! {
            <EmptyState glyph=Glyph::Book title=text::empty_title(lang) text=text::empty_text(lang) />
        }
        .into_any(),
        (None, false) => view! { <p class="second">{text::empty_past(lang)}</p> }.into_any(),
    }
}

#[component]
fn Day(day: Date, today: Memo<Date>, lines: Memo<Vec<DiaryLine>>) -> impl IntoView {
    let state = use_state();
    let of_day = Memo::new(move |_| {
        let is_of_day = |line: &&DiaryLine| line.head.body.day == day;
        lines.with(|lines| lines.iter().filter(is_of_day).cloned().collect::<Vec<_>>())
    });
    let rows = move || {
        let rows = of_day.get().into_iter();
        rows.map(|line| view! { <Line line /> }).collect_view()
    };
    view! {
        <section class="stack" data-gap="small">
            <DayHead day=move || state.lang().near_date(day, today.get()) />
            <Card><Rows>{rows}</Rows></Card>
        </section>
    }
}

#[component]
fn Line(line: DiaryLine) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let body = &line.head.body;
    let title = format!(
        "{} {}",
        lang.of(&line.act),
        text::length(lang, body.minutes.into())
    );
    let words = match (line.heads.len() > 1, body.text.is_empty()) {
        (true, _) => text::two_versions(lang).to_owned(),
        (false, true) => String::new(),
        (false, false) => body.text.clone(),
    };
    let sub = (!words.is_empty()).then_some(words);
    let why = match line.claim.as_ref().map(|claim| &claim.standing) {
        Some(Standing::NotPossible(outcome)) => Some(said::outcome(state, outcome)),
        _ => None,
    };
    let worth = line.claim.as_ref().and_then(|claim| claim.worth.as_ref());
    let points = worth.map(|worth| (lang.phrases().points)(worth.points));
    let (mark, word) = match &line.claim {
        Some(claim) => {
            let (mark, word) = claim_mark(state, claim);
            (mark, word.to_owned())
        }
        None => copy_mark(state, &line.copy),
    };
    let href = Route::Note {
        note: line.head.note.clone(),
        saved: false,
    };
    let foot = view! {
        <StandingMark standing=mark word />
        {why.map(|why| view! { <p class="second">{why}</p> })}
    };
    let more = move || {
        points
            .clone()
            .map(|points| view! { <span class="keep">{points}</span> })
    };
    match sub {
        Some(sub) => view! { <Row title sub href more>{foot}</Row> }.into_any(),
        None => view! { <Row title href more>{foot}</Row> }.into_any(),
    }
}

/// How a claim stands, as a mark and its word.
pub fn claim_mark(state: State, claim: &ClaimLine) -> (Mark, &'static str) {
    let lang = state.lang();
    match claim.standing {
        Standing::SavedHere => (Mark::Saved, text::claim_saved(lang)),
        Standing::Sent => (Mark::Sent, text::claim_sent(lang)),
        Standing::Confirmed
        | Standing::Waiting(_)
        | Standing::Held(_)
        | Standing::Applied
        | Standing::Asked
        | Standing::LeaveSaved
        | Standing::LeaveSent => (Mark::Sent, text::claim_received(lang)),
        Standing::Lapsed | Standing::Declined(_) | Standing::NotPossible(_) => {
            (Mark::NotPossible, text::claim_refused(lang))
        }
    }
}

/// Where a note is kept, as a mark and its word.
pub fn copy_mark(state: State, copy: &DiaryCopy) -> (Mark, String) {
    let mark = match copy {
        DiaryCopy::ThisPhoneOnly | DiaryCopy::SavedHere => Mark::Saved,
        DiaryCopy::Copied => Mark::Confirmed,
        DiaryCopy::Refused(_) => Mark::NotPossible,
    };
    (mark, (state.text().copy)(copy))
}
