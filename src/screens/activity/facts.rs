//! The facts of one session: when, where, for whom, what it costs, what to bring, who runs it.
//!
//! The one rule to know: a fact that nobody wrote is left out, never guessed.

use crate::parts::{ButtonKind, ButtonLink, Card, Disclosure, Fact, Facts, Glyph};
use crate::route::Route;
use crate::state::{Happening, SessionCard, State};
use crate::text::{Lang, activity as say, news};
use leptos::prelude::*;
use rules::civil;
use rules::session::Admission;

/// How many meetings are still to come on a day, of all.
fn left(days: &[civil::Date], today: civil::Date) -> usize {
    days.iter().filter(|day| **day >= today).count()
}

/// The day to speak of: the next meeting, or the last when all are over.
pub fn day_of(days: &[civil::Date], today: civil::Date) -> Option<civil::Date> {
    let next = days.iter().copied().find(|day| *day >= today);
    next.or_else(|| days.last().copied())
}

/// All facts on one card.
pub fn facts(state: State, card: &SessionCard) -> impl IntoView + use<> {
    let lang = state.lang();
    let lines = (
        when(lang, state.today(), card),
        place(lang, card),
        whom(state, card),
        fee(state, card),
        bring(lang, card),
        organiser(lang, card),
        link(lang, card),
    );
    view! {
        <Card>
            <Facts>{lines}</Facts>
        </Card>
    }
}

fn when(lang: Lang, today: civil::Date, card: &SessionCard) -> Option<AnyView> {
    let days = &card.row.days;
    let day = day_of(days, today)?;
    let hours = (card.row.starts, card.row.ends);
    let near = lang.near_date(day, today);
    let title = if card.row.as_written.is_empty() {
        say::when(lang, &near, hours)
    } else {
        say::when_written(lang, &near, &lang.of(&card.row.as_written))
    };
    if card.row.happening == Happening::Postponed {
        let title = say::without_day(lang, &title);
        return Some(view! { <Fact glyph=Glyph::Calendar title=title /> }.into_any());
    }
    let meetings = say::meetings(lang, day, (left(days, today), days.len()));
    let moved = card.moved.map(|(from, why)| say::moved(lang, from, why));
    let sub = [Some(meetings), moved].into_iter().flatten();
    let sub = sub
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let all = (days.len() > 1).then(|| all_days(lang, (day, today), days));
    Some(view! { <Fact glyph=Glyph::Calendar title=title sub=sub>{all}</Fact> }.into_any())
}

/// Every meeting of a course, the next one marked.
fn all_days(
    lang: Lang,
    (next, today): (civil::Date, civil::Date),
    days: &[civil::Date],
) -> impl IntoView + use<> {
    let line = |day: &civil::Date| {
        let mark = if *day < today {
            Some(say::past_day(lang))
        } else if *day == next {
            Some(say::next_day(lang))
        } else {
            None
        };
        let day = if day.year() == today.year() {
            lang.short_date(*day)
        } else {
            lang.date(*day)
        };
        let said = match mark {
            Some(mark) => format!("{day} · {mark}"),
            None => day,
        };
        view! { <li>{said}</li> }
    };
    let lines = days.iter().map(line).collect_view();
    view! {
        <Disclosure summary=say::all_days(lang)>
            <ol class="stack figure-text" data-gap="small">{lines}</ol>
        </Disclosure>
    }
}

/// Where, and the way to all that is held there.
fn place(lang: Lang, card: &SessionCard) -> Option<impl IntoView + use<>> {
    let place = card.place.as_ref()?;
    let sub = say::lies_in(lang, place);
    let href = Route::Place {
        place: place.id.clone(),
        of: Some(card.row.id.clone()),
    };
    let word = say::place_page(lang);
    Some(view! {
        <Fact glyph=Glyph::Pin title=lang.of(&place.name) sub=sub>
            <ButtonLink kind=ButtonKind::Second glyph=Glyph::Calendar word=word href=href />
        </Fact>
    })
}

/// The seats as a sentence, then whom it is for.
fn whom(state: State, card: &SessionCard) -> impl IntoView + use<> {
    let lang = state.lang();
    let text = state.text();
    let ages = (text.ages)(card.ages);
    let audience = (text.audience)(card.audience);
    let title = if ages.is_empty() {
        audience.to_owned()
    } else {
        format!("{ages} · {audience}")
    };
    let seats = say::seats(lang, &card.admission, &card.seats);
    let window = match card.admission {
        Admission::Open => String::new(),
        Admission::FirstCome { .. }
        | Admission::Ballot { .. }
        | Admission::Approval { .. }
        | Admission::Counter { .. } => say::window(lang, card.opens, card.closes),
    };
    let offered = crate::text::activities::offered(lang, &card.row.offer);
    let lines = [seats, window];
    let sub = lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let quotas = state.quotas_of(&card.row.id).into_iter();
    let (all, left) = (card.admission.seats(), card.left_for_stations);
    let quotas = quotas.map(|(quota, taken)| {
        let said = news::quota(lang, &lang.of(&quota.name), (taken, quota.seats));
        let kept = all.and_then(|all| quota.keeps_for_stations(all));
        let kept = kept.map(|kept| {
            let said = news::kept_and_left(lang, kept, left);
            view! { <li>{said}</li> }
        });
        view! { <li>{said}</li> {kept} }
    });
    let quotas: Vec<_> = quotas.collect();
    let quotas = (!quotas.is_empty())
        .then(|| view! { <ul class="stack figure-text" data-gap="small">{quotas}</ul> });
    view! {
        <Fact glyph=Glyph::Person title=title />
        <Fact glyph=Glyph::People title=offered sub=sub>{quotas}</Fact>
    }
}

fn fee(state: State, card: &SessionCard) -> Option<impl IntoView + use<>> {
    let title = (state.text().fee)(&card.fee);
    (!title.is_empty()).then(|| view! { <Fact glyph=Glyph::Card title=title /> })
}

fn bring(lang: Lang, card: &SessionCard) -> Option<impl IntoView + use<>> {
    let bring = lang.of(&card.bring);
    (!bring.is_empty())
        .then(|| view! { <Fact glyph=Glyph::Bag title=say::bring(lang) sub=bring /> })
}

fn organiser(lang: Lang, card: &SessionCard) -> Option<impl IntoView + use<>> {
    let whom = lang.of(&card.organiser);
    if whom.is_empty() && card.phone.is_empty() {
        return None;
    }
    let call = (!card.phone.is_empty()).then(|| {
        let href = format!("tel:{}", card.phone);
        let word = say::call_whom(lang, &card.phone);
        view! { <ButtonLink glyph=Glyph::Phone word=word href=href /> }
    });
    Some(view! { <Fact glyph=Glyph::Home title=whom>{call}</Fact> })
}

/// The organiser's own page, when its address is one a browser opens as a page.
fn link(lang: Lang, card: &SessionCard) -> Option<impl IntoView + use<>> {
    let href = card.link.clone();
    let is_page = href.starts_with("https://") || href.starts_with("http://");
    is_page.then(|| {
        view! {
            <Fact glyph=Glyph::Globe title=say::link(lang) sub=say::link_hint(lang)>
                <ButtonLink kind=ButtonKind::Second word=say::link(lang) href=href />
            </Fact>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::civil::date;

    #[test]
    fn a_course_speaks_of_its_next_meeting_and_in_the_end_of_its_last() {
        let days = [date(2026, 3, 6), date(2026, 3, 13), date(2026, 3, 20)];
        assert_eq!(day_of(&days, date(2026, 3, 7)), days.get(1).copied());
        assert_eq!(left(&days, date(2026, 3, 7)), 2);
        assert_eq!(day_of(&days, date(2026, 4, 1)), days.last().copied());
        assert_eq!(day_of(&[], date(2026, 4, 1)), None);
    }
}
