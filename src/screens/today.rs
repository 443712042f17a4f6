//! The first screen: the next thing of mine, what is on today, what waits to be sent, a quick note.
//!
//! The one rule to know: everything here is a short way to another screen; nothing is only here.

use crate::dispatch::use_dispatch;
use crate::parts::{
    Button, ButtonKind, ButtonLink, Card, CardTone, Glyph, Lead, Row, Rows, Section,
};
use crate::route::{CameFrom, Route};
use crate::screens::activities::{
    MeetingRow, NamesDay, Shown, end_of, fetching, is_joinable, no_programme, nothing_here,
};
use crate::screens::activity::{meaning, sentence};
use crate::screens::frame::{Screen, SignInLink};
use crate::screens::standings::Standings;
use crate::state::{Happening, MyRegistration, SessionRow, State, use_state};
use crate::text::activities::brief_day;
use crate::text::activity::confirm_by;
use crate::text::{almanac, news, starting, today as say};
use leptos::prelude::*;
use rules::civil;
use rules::id::SessionId;
use rules::programme::{Line, Query};
use rules::time::add_days;
use std::collections::BTreeSet;

/// How many meetings are shown before the link to all.
const SHOWN_MAX: usize = 5;
/// How far ahead is looked when today has nothing more.
const AHEAD_DAYS: i32 = 6;

/// Today.
#[component]
pub fn Today() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let title = move || lang.short_date(state.today());
    let sub = move || {
        let card = state.community_card();
        let community = card.map(|card| lang.of(&card.name)).unwrap_or_default();
        let name = state.my_name();
        let greeting = say::greeting(lang, name.as_deref(), state.civil_now().time());
        let almanac = almanac::line(lang, state.particular(state.today()));
        say::under_date(&almanac, &community, &greeting)
    };
    let is_empty = Memo::new(move |_| state.programme.with(|all| all.sessions() == 0));
    let main = move || {
        if !is_empty.get() {
            return view! { <Called /> <Changed /> <Next /> <WithoutDay /> <On /> }.into_any();
        }
        match nothing_here(state) {
            Shown::Fetching => fetching(state).into_any(),
            Shown::List | Shown::NothingFound | Shown::NoProgramme => {
                no_programme(state).into_any()
            }
        }
    };
    view! {
        <Screen tab=Route::Today title=title sub=sub>
            <div class="columns">
                <div>{main}</div>
                <div>
                    <Waits />
                    <Note />
                </div>
            </div>
        </Screen>
    }
}

/// Seats that are held for the household until it says that it comes; nothing when none are.
#[component]
fn Called() -> impl IntoView {
    let state = use_state();
    let called = Memo::new(move |_| state.called());
    move || {
        let called = called.get();
        (!called.is_empty()).then(|| {
            let rows = called.into_iter().map(|mine| next_row(state, mine));
            let rows = rows.collect_view();
            view! {
                <Section head=say::called(state.lang())>
                    <Card tone=CardTone::Next>
                        <Rows>{rows}</Rows>
                    </Card>
                </Section>
            }
        })
    }
}

/// What was changed about sessions of mine, until somebody has read it; nothing when nothing was.
#[component]
fn Changed() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let told = Memo::new(move |_| state.told());
    move || {
        let told = told.get();
        let at = told.iter().flat_map(|one| &one.changes);
        let until = at.map(|changed| changed.change.at).max()?;
        let rows = told.into_iter().map(|one| {
            let said = one.changes.iter().map(|changed| {
                let said = sentence(lang, changed);
                view! { <p>{said}</p> }
            });
            let said = said.collect_view();
            let href = Route::Activity {
                session: one.row.id.clone(),
                from: CameFrom::Today,
            };
            let means = meaning(state, &one.row);
            view! {
                <Row title=lang.of(&one.row.title) href=href>
                    {said}
                    <p class="second">{means}</p>
                </Row>
            }
        });
        let rows = rows.collect_view();
        let read = move |()| dispatch.read_told(until);
        Some(view! {
            <Section head=news::told(lang)>
                <Card tone=CardTone::Next>
                    <div class="stack">
                        <Rows>{rows}</Rows>
                        <Button word=news::read(lang) on_press=read />
                    </div>
                </Card>
            </Section>
        })
    }
}

/// The next thing of mine.
#[component]
fn Next() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let next = Memo::new(move |_| state.next_things());
    let is_known = Memo::new(move |_| state.who().is_some());
    let body = move || match (next.get(), is_known.get()) {
        (mine, _) if !mine.is_empty() => {
            let rows = mine.into_iter().map(|mine| next_row(state, mine));
            let rows = rows.collect_view();
            view! { <Card tone=CardTone::Next><Rows>{rows}</Rows></Card> }.into_any()
        }
        (_, true) => view! {
            <Card tone=CardTone::Sunk>
                <b>{say::nothing_next(lang)}</b>
                <p class="second">{say::nothing_next_text(lang)}</p>
            </Card>
        }
        .into_any(),
        (_, false) => view! {
            <Card>
                <div class="stack">
                    <div>
                        <b>{say::not_known(lang)}</b>
                        <p class="second">{say::not_known_text(lang)}</p>
                    </div>
                    <SignInLink then=Route::Today />
                </div>
            </Card>
        }
        .into_any(),
    };
    // Where all that is theirs waits for a word or for a day, nothing else is next.
    let has_other = move || !state.called().is_empty() || !state.without_day().is_empty();
    let is_said = Memo::new(move |_| next.with(Vec::is_empty) && has_other());
    move || (!is_said.get()).then(|| view! { <Section head=say::next(lang)>{body}</Section> })
}

/// What of mine is postponed and has no day yet, once its news is read; nothing when nothing is.
#[component]
fn WithoutDay() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let waits = Memo::new(move |_| {
        let told = state.told();
        let mut all = state.without_day();
        all.retain(|mine| told.iter().all(|one| one.row.id != mine.row.id));
        all
    });
    move || {
        let waits = waits.get();
        (!waits.is_empty()).then(|| {
            let rows = waits.into_iter().map(|mine| {
                let row = mine.row;
                let href = Route::Activity {
                    session: row.id,
                    from: CameFrom::Today,
                };
                view! {
                    <Row title=lang.of(&row.title) sub=lang.of(&row.place) href=href>
                        <Standings mine=row.mine />
                    </Row>
                }
            });
            let rows = rows.collect_view();
            view! {
                <Section head=news::waits_for_day(lang)>
                    <Card>
                        <Rows>{rows}</Rows>
                    </Card>
                </Section>
            }
        })
    }
}

fn next_row(state: State, mine: MyRegistration) -> impl IntoView {
    let lang = state.lang();
    let row = mine.row;
    let day = mine.next_day.unwrap_or(civil::Date::MIN);
    let lead = Lead {
        main: starting(lang, &row),
        sub: brief_day(lang, day, state.today()),
    };
    let href = Route::Activity {
        session: row.id,
        from: CameFrom::Today,
    };
    // That they come waits on this phone; the deadline is the community's.
    let until = row.mine.iter().filter_map(|one| one.confirm_by).min();
    let until = move || {
        let said = confirm_by(lang, until?, state.online.get());
        Some(view! { <p class="second">{said}</p> })
    };
    view! {
        <Row title=lang.of(&row.title) sub=lang.of(&row.place) lead=lead href=href>
            <Standings mine=row.mine />
            {until}
        </Row>
    }
}

/// What is on: what is left of today, or else the next days.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Coming {
    is_today: bool,
    meetings: Vec<(SessionId, civil::Date)>,
    all: usize,
}

/// What else is on today, and the way to everything.
#[component]
fn On() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let coming = Memo::new(move |_| coming(state));
    let head = move || {
        if coming.with(|coming| coming.is_today) {
            let mine = state.next_things();
            let today = mine.first().and_then(|mine| mine.next_day) == Some(state.today());
            if today {
                say::also_today(lang)
            } else {
                say::on_today(lang)
            }
        } else {
            say::coming(lang)
        }
    };
    let aside = move || coming.with(|coming| say::on_count(lang, coming.all));
    let quiet = move || {
        let quiet = coming.with(|coming| !coming.is_today);
        quiet.then(|| view! { <p class="second">{say::quiet_today(lang)}</p> })
    };
    let rows = move || {
        let Coming {
            is_today, meetings, ..
        } = coming.get();
        let names_day = if is_today {
            NamesDay::No
        } else {
            NamesDay::Yes
        };
        let row = move |(session, day)| {
            view! { <MeetingRow session=session day=day from=CameFrom::Today names_day=names_day /> }
        };
        let is_any = !meetings.is_empty();
        is_any.then(|| {
            let rows = meetings.into_iter().map(row).collect_view();
            view! { <Card><Rows>{rows}</Rows></Card> }
        })
    };
    view! {
        <Section head=head aside=aside>
            {quiet}
            {rows}
            <ButtonLink
                kind=ButtonKind::Second
                glyph=Glyph::Calendar
                word=say::all(lang)
                href=Route::Activities
            />
        </Section>
    }
}

/// What is left of today that one may still join, or else the days ahead; each title once.
fn coming(state: State) -> Coming {
    let (today, now) = (state.today(), state.civil_now());
    let next = state.next_things();
    let is_next = |row: &SessionRow, day| {
        let mut next = next.iter();
        next.any(|next| next.row.id == row.id && next.next_day == Some(day))
    };
    let row_of = |line: &Line| {
        let session = state.session_of(line)?;
        Some((state.session_row(session.as_ref())?, line.day))
    };
    let is_left = |row: &SessionRow, day| end_of(day, (row.starts, row.ends)) > now;
    let open = |query: &Query| {
        let rows = state
            .find(query, &[])
            .into_iter()
            .filter_map(|line| row_of(&line));
        let rows = rows.filter(|(row, day)| is_left(row, *day) && !is_next(row, *day));
        rows.filter(|(row, _)| is_of_use(row)).collect::<Vec<_>>()
    };
    let on_today = open(&between(today, today));
    let is_today = !on_today.is_empty();
    let found = if is_today {
        on_today
    } else {
        open(&between(add_days(today, 1), add_days(today, AHEAD_DAYS)))
    };
    let mut titles = BTreeSet::new();
    let all = found.len();
    let first = found
        .into_iter()
        .filter(|(row, _)| titles.insert(row.title.zh.clone()));
    Coming {
        is_today,
        all,
        meetings: first
            .map(|(row, day)| (row.id, day))
            .take(SHOWN_MAX)
            .collect(),
    }
}

/// Whether the first screen should name a session: somebody of mine is in it, or may join it.
fn is_of_use(row: &SessionRow) -> bool {
    row.happening == Happening::Ahead && (is_joinable(&row.offer) || !row.mine.is_empty())
}

fn between(from: civil::Date, until: civil::Date) -> Query {
    Query {
        from: Some(from),
        until: Some(until),
        ..Query::default()
    }
}

/// What waits to be sent; nothing when nothing does.
#[component]
fn Waits() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let count = Memo::new(move |_| state.only_here().all());
    move || {
        let count = count.get();
        (count > 0).then(|| {
            view! {
                <Section head=say::waits(lang)>
                    <Card>
                        <Rows>
                            <Row
                                title=move || say::waiting(lang, count)
                                sub=say::waits_hint(lang)
                                href=Route::Me
                            />
                        </Rows>
                    </Card>
                </Section>
            }
        })
    }
}

/// The quick note: two touches from here to a note that is kept.
#[component]
fn Note() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    view! {
        <Section head=say::note(lang)>
            <Card>
                <div class="beside">
                    <ButtonLink
                        kind=ButtonKind::Round
                        glyph=Glyph::Plus
                        word=say::note_write(lang)
                        href=Route::NewNote { day: None }
                    />
                    <div>
                        <b>{say::note_write(lang)}</b>
                        <p class="second">{say::note_hint(lang)}</p>
                    </div>
                </div>
            </Card>
        </Section>
    }
}
