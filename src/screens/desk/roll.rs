//! The roll call of one meeting: came or absent at a touch, walk-ins by search, a count of heads.
//!
//! The one rule to know: each touch is one request, kept on this device before the row shows it;
//! pressing the same word again takes the mark back. The last word stands.

use super::super::frame::Screen;
use super::super::press::{Press, Problem, use_press};
use super::{Missing, back_to, tab};
use crate::dispatch::{Dispatch, use_dispatch};
use crate::parts::{
    Button, Card, Chip, Chips, EmptyState, FieldKind, Notice, NoticeTone, Row, Rows, SearchField,
    Section, Standing, StandingMark, TextField,
};
use crate::route::DeskPage;
use crate::screens::go::use_go;
use crate::state::{RollRow, Standing as Stands, use_state};
use crate::text::desk::{self as say_desk, roll as say};
use leptos::prelude::*;
use rules::Intent;
use rules::attendance::{HeadCount, MARKS_MAX, Mark, RollCall as Call};
use rules::civil::Date;
use rules::id::{ResidentId, SessionId};
use rules::roster::Roll;

/// Marks somebody, or takes their mark back.
#[derive(Clone, Copy)]
struct Marking {
    dispatch: Dispatch,
    session: StoredValue<SessionId>,
    day: Date,
    press: Press,
}

impl Marking {
    fn mark(self, marks: Vec<(ResidentId, Option<bool>)>) {
        let dispatch = self.dispatch;
        let call = Call {
            session: self.session.get_value(),
            day: self.day,
            marks,
        };
        self.press.run(
            async move { dispatch.at_desk(Intent::CallRoll(call)).await },
            |_| (),
        );
    }
}

/// The page.
#[component]
pub fn RollCall(session: SessionId, day: Date) -> impl IntoView {
    let state = use_state();
    let here = session.clone();
    let is_here = Memo::new(move |_| state.session_row(&here).is_some());
    move || {
        if is_here.get() {
            view! { <Here session=session.clone() day /> }.into_any()
        } else {
            view! { <Missing /> }.into_any()
        }
    }
}

#[component]
fn Here(session: SessionId, day: Date) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let back = back_to(state, &session);
    let id = StoredValue::new(session);
    let roll = Memo::new(move |_| state.roll(&id.get_value(), day));
    let marking = Marking {
        dispatch: use_dispatch(),
        session: id,
        day,
        press: use_press(),
    };
    let sub = move || {
        let row = state.session_row(&id.get_value());
        let place = row.map(|row| lang.of(&row.place)).unwrap_or_default();
        format!("{} · {place}", lang.short_date(day))
    };
    let said = move || {
        roll.with(|found| {
            let (roll, _) = found.as_ref()?;
            let of = (roll.marked(), roll.seated.len());
            Some(say::progress(lang, of, roll.came()))
        })
    };
    let unsettled = move || {
        let waits = roll.with(|found| {
            let rows = found.as_ref().map(|(_, rows)| rows);
            rows.map_or(0, |rows| rows.iter().filter(|row| !row.is_settled).count())
        });
        (waits > 0).then(|| {
            let said = say::unsettled(lang, waits);
            view! { <StandingMark standing=Standing::Saved word=said /> }
        })
    };
    view! {
        <Screen tab=tab() title=say::title(lang) sub=sub back=back>
            <div class="columns">
                <div>
                    <Section head=say_desk::roster(lang)>
                        <p class="figure-text" role="status">{move || said().unwrap_or_default()}</p>
                        {unsettled}
                        <Problem press=marking.press />
                        <Marks roll marking />
                    </Section>
                </div>
                <div>
                    <WalkIns roll marking />
                    <Heads roll session=id day />
                    <OtherDays session=id day />
                </div>
            </div>
        </Screen>
    }
}

/// Everybody with a seat, and how they are marked.
#[component]
fn Marks(roll: Memo<Option<(Roll, Vec<RollRow>)>>, marking: Marking) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    // Who is on the list changes seldom; marks change with each touch, and must not move the focus.
    let people = Memo::new(move |_| {
        roll.with(|found| {
            let rows = found.iter().flat_map(|(_, rows)| rows);
            let seated = rows.filter(|row| row.mark != Some(Mark::WalkIn));
            seated.map(|row| row.person.clone()).collect::<Vec<_>>()
        })
    });
    let unmarked = Memo::new(move |_| {
        roll.with(|found| {
            let seated = found.iter().flat_map(|(roll, _)| &roll.seated);
            let open = seated.filter(|(_, mark)| mark.is_none());
            let who = open.map(|(person, _)| person.resident.clone());
            who.take(MARKS_MAX).collect::<Vec<_>>()
        })
    });
    let rest = move || {
        let some_marked =
            roll.with(|found| found.as_ref().is_some_and(|(roll, _)| roll.marked() > 0));
        (some_marked && unmarked.with(|open| !open.is_empty())).then(|| {
            let all = move |()| {
                let open = unmarked.get_untracked().into_iter();
                marking.mark(open.map(|who| (who, Some(true))).collect());
            };
            view! { <Button word=say::rest_came(lang) on_press=all /> }
        })
    };
    let body = move || {
        let people = people.get();
        if people.is_empty() {
            return view! { <p class="second">{say::nobody(lang)}</p> }.into_any();
        }
        let rows = people.into_iter().map(|person| {
            let who = person.resident.clone();
            let mark = Signal::derive(move || mark_of(&roll, &who));
            let name = say_desk::name_of(&person);
            let sub = say_desk::person(lang, &person);
            let missing = person.lacks_consent.then(|| {
                view! { <Notice tone=NoticeTone::Care text=say_desk::no_consent(lang) /> }
            });
            let resident = person.resident;
            view! {
                <Row title=name.clone() sub=sub>
                    {missing}
                    <Words name resident mark marking />
                </Row>
            }
        });
        let rows = rows.collect_view();
        view! { <Card><Rows>{rows}</Rows></Card> }.into_any()
    };
    view! {
        {body}
        {rest}
    }
}

fn mark_of(
    roll: &Memo<Option<(Roll, Vec<RollRow>)>>,
    who: &ResidentId,
) -> Option<(Option<Mark>, bool)> {
    roll.with(|found| {
        let rows = found.iter().flat_map(|(_, rows)| rows);
        let mut rows = rows.filter(|row| row.person.resident == *who);
        rows.next().map(|row| (row.mark, row.is_settled))
    })
}

/// The two words for one person, as large as a thumb.
#[component]
fn Words(
    name: String,
    resident: ResidentId,
    mark: Signal<Option<(Option<Mark>, bool)>>,
    marking: Marking,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let word = |word: &'static str, of: Mark, came: bool| {
        let who = resident.clone();
        let is_on = Signal::derive(move || mark.get().is_some_and(|(mark, _)| mark == Some(of)));
        let press = move |_| {
            let said = (!is_on.get_untracked()).then_some(came);
            marking.mark(vec![(who.clone(), said)]);
        };
        let label = say::of(lang, &name, word);
        let look = if came { "came" } else { "absent" };
        view! {
            <button
                class="chip mark"
                type="button"
                data-mark=look
                aria-label=label
                aria-pressed=move || if is_on.get() { "true" } else { "false" }
                on:click=press
            >
                {word}
            </button>
        }
    };
    let here = move || {
        let (_, is_settled) = mark.get()?;
        (!is_settled).then(|| {
            let word = (state.text().standing)(&Stands::SavedHere);
            view! { <StandingMark standing=Standing::Saved word=word /> }
        })
    };
    view! {
        <div class="marks">
            {word(say::came(lang), Mark::Came, true)}
            {word(say::absent(lang), Mark::Absent, false)}
        </div>
        {here}
    }
}

/// Those who came without a seat, and the way to add one.
#[component]
fn WalkIns(roll: Memo<Option<(Roll, Vec<RollRow>)>>, marking: Marking) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let words = RwSignal::new(String::new());
    let there = Memo::new(move |_| {
        roll.with(|found| {
            let rows = found.iter().flat_map(|(_, rows)| rows);
            rows.map(|row| row.person.resident.clone())
                .collect::<Vec<_>>()
        })
    });
    let found = Memo::new(move |_| {
        let mut found = state.people(&words.get());
        there.with(|there| found.retain(|one| !there.contains(&one.resident)));
        found
            .into_iter()
            .map(|one| (one.resident, one.name, one.age, one.phone))
            .collect::<Vec<_>>()
    });
    let results = move || {
        let rows = found.get().into_iter().map(|(who, name, age, phone)| {
            let age = crate::text::registration::age(lang, age);
            let sub = if phone.is_empty() {
                age
            } else {
                format!("{age} · {phone}")
            };
            let add = move |()| {
                marking.mark(vec![(who.clone(), Some(true))]);
                words.set(String::new());
            };
            view! {
                <Row title=name sub=sub>
                    <Button word=say::add(lang) on_press=add />
                </Row>
            }
        });
        let rows = rows.collect::<Vec<_>>();
        (!rows.is_empty()).then(|| view! { <Card><Rows>{rows}</Rows></Card> })
    };
    let none = move || {
        let looked = words.with(|words| !words.trim().is_empty());
        let nobody = looked && found.with(Vec::is_empty);
        nobody.then(
            || view! { <EmptyState title=say::not_found(lang) text=say::not_found_text(lang) /> },
        )
    };
    let walked = move || {
        let walked = roll.with(|found| {
            found
                .as_ref()
                .map(|(roll, _)| roll.walk_ins.clone())
                .unwrap_or_default()
        });
        let rows = walked.into_iter().map(|person| {
            let who = person.resident.clone();
            let back = move |()| marking.mark(vec![(who.clone(), None)]);
            view! {
                <Row title=say_desk::name_of(&person) sub=say_desk::person(lang, &person)>
                    <Button word=say::take_back(lang) on_press=back />
                </Row>
            }
        });
        let rows = rows.collect::<Vec<_>>();
        (!rows.is_empty()).then(|| view! { <Card><Rows>{rows}</Rows></Card> })
    };
    view! {
        <Section head=say::walk_in(lang)>
            {walked}
            <SearchField
                label=say::walk_in_search(lang)
                hint=say::walk_in_hint(lang)
                clear=say_desk::search_clear(lang)
                value=words
                on_input=move |text| words.set(text)
            />
            {results}
            {none}
        </Section>
    }
}

/// A nameless count.
#[component]
fn Heads(
    roll: Memo<Option<(Roll, Vec<RollRow>)>>,
    session: StoredValue<SessionId>,
    day: Date,
) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let counted = Memo::new(move |_| roll.with(|found| found.as_ref()?.0.heads));
    let typed = RwSignal::new(None::<String>);
    let value = Signal::derive(move || {
        let counted = || counted.get().map(|heads| heads.to_string());
        typed.get().or_else(counted).unwrap_or_default()
    });
    let is_wrong = RwSignal::new(false);
    let error = Signal::derive(move || is_wrong.get().then(|| say::heads_wrong(lang).to_owned()));
    let press = use_press();
    let save = move |()| {
        let Ok(heads) = value.get_untracked().trim().parse() else {
            is_wrong.set(true);
            return;
        };
        is_wrong.set(false);
        let count = HeadCount {
            session: session.get_value(),
            day,
            heads,
        };
        press.run(
            async move { dispatch.at_desk(Intent::CountHeads(count)).await },
            move |_| typed.set(None),
        );
    };
    view! {
        <div class="stack">
            <TextField
                id="heads"
                kind=FieldKind::Count
                label=say::heads(lang)
                hint=say::heads_hint(lang)
                error=error
                value=value
                on_input=move |text| typed.set(Some(text))
            />
            <Button word=say::heads_save(lang) busy=press.busy on_press=save />
            <Problem press />
            <p class="second">{say::kept(lang)}</p>
        </div>
    }
}

/// The other meetings of a course.
#[component]
fn OtherDays(session: StoredValue<SessionId>, day: Date) -> impl IntoView {
    let state = use_state();
    let go = use_go();
    let lang = state.lang();
    let days = Memo::new(move |_| {
        let row = state.session_row(&session.get_value());
        row.map(|row| row.days).unwrap_or_default()
    });
    move || {
        let days = days.get();
        (days.len() > 1).then(|| {
            let chips = days.into_iter().map(|other| {
                let to = move |_| go.instead(DeskPage::Roll(session.get_value(), other).into());
                view! {
                    <Chip
                        word=lang.short_date(other)
                        pressed=Signal::derive(move || other == day)
                        on_toggle=to
                    />
                }
            });
            let chips = chips.collect_view();
            view! {
                <Section head=say::other_days(lang)>
                    <Chips label=say::other_days(lang)>{chips}</Chips>
                </Section>
            }
        })
    }
}
