//! One meeting of a session as a line of a list: when, what, where, what is free, how mine stand.
//!
//! The one rule to know: a row asks for its own session when it is drawn, so a list of any length
//! costs what is seen of it.

use crate::parts::{Lead, Row, RowState};
use crate::route::{CameFrom, Route};
use crate::screens::standings::Standings;
use crate::state::{Happening, SessionRow, Standing, State, use_state};
use crate::text::{activities as say, starting};
use leptos::prelude::*;
use rules::civil;
use rules::id::SessionId;
use rules::offer::Offer;
use rules::time::add_days;

/// What a row says of its day, for lists that have no day heads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamesDay {
    /// Nothing; a heading above does.
    #[default]
    No,
    /// Today, tomorrow or the date, under the hour.
    Yes,
}

/// One meeting.
#[component]
pub fn MeetingRow(
    /// The session.
    session: SessionId,
    /// The day it meets on.
    day: civil::Date,
    /// Where the way back from the session's page should lead.
    #[prop(optional)]
    from: CameFrom,
    /// Whether it names its day.
    #[prop(optional)]
    names_day: NamesDay,
    /// Says where a meeting is, where that is more than the name of the place.
    #[prop(default = place_name)]
    place: fn(State, &SessionRow) -> String,
) -> impl IntoView {
    let state = use_state();
    let href = Route::Activity {
        session: session.clone(),
        from,
    }
    .href();
    let row = Memo::new(move |_| state.session_row(&session));
    let past = Memo::new(move |_| {
        let ended = row.with(|row| row.as_ref().map(|row| end_of(day, (row.starts, row.ends))));
        ended.is_some_and(|ended| ended <= state.civil_now())
    });
    move || {
        let row = row.get()?;
        let lang = state.lang();
        let look = look(row.happening, past.get());
        let lead = Lead {
            main: starting(lang, &row),
            sub: match names_day {
                NamesDay::No => String::new(),
                NamesDay::Yes => say::brief_day(lang, day, state.today()),
            },
        };
        let title = lang.of(&row.title);
        let place = place(state, &row);
        let said = said(lang, &row, look);
        let href = href.clone();
        // Places have long names, so what is free stands on a line of its own.
        let free = (!said.is_empty()).then(|| {
            let open = if is_joinable(&row.offer) {
                "row-said"
            } else {
                "row-sub"
            };
            view! { <span class=open>{said}</span> }
        });
        Some(view! {
            <Row title=title lead=lead sub=place href=href state=look>
                {free}
                <Standings mine=row.mine />
            </Row>
        })
    }
}

fn place_name(state: State, row: &SessionRow) -> String {
    state.lang().of(&row.place)
}

/// Whether somebody may still come, register, wait or apply.
pub fn is_joinable(offer: &Offer) -> bool {
    match offer {
        Offer::Come
        | Offer::Register { .. }
        | Offer::JoinLine { .. }
        | Offer::Apply { .. }
        | Offer::Ask => true,
        Offer::Not(_) => false,
    }
}

/// When a meeting of this day ends.
pub fn end_of(day: civil::Date, (starts, ends): (civil::Time, civil::Time)) -> civil::DateTime {
    let last = if ends <= starts {
        add_days(day, 1)
    } else {
        day
    };
    last.to_datetime(ends)
}

fn look(happening: Happening, past: bool) -> RowState {
    match (happening, past) {
        (Happening::Cancelled, _) => RowState::Cancelled,
        (Happening::Postponed, _) => RowState::Postponed,
        (Happening::Over, _) | (Happening::Ahead, true) => RowState::Past,
        (Happening::Ahead, false) => RowState::Open,
    }
}

/// What stands beside the place: what is free, or that it is no longer a question.
fn said(lang: crate::text::Lang, row: &SessionRow, look: RowState) -> String {
    let held = |standing: &Standing| !matches!(standing, Standing::NotPossible(_));
    match look {
        RowState::Cancelled => say::cancelled(lang).to_owned(),
        RowState::Postponed => say::postponed(lang).to_owned(),
        RowState::Past => say::over(lang).to_owned(),
        RowState::Open if row.mine.iter().any(|mine| held(&mine.standing)) => String::new(),
        RowState::Open => say::offered(lang, &row.offer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::civil::{date, time};

    #[test]
    fn a_meeting_over_midnight_ends_on_the_next_day() {
        let day = date(2026, 2, 16);
        let late = (time(22, 0, 0, 0), time(0, 30, 0, 0));
        assert_eq!(end_of(day, late), date(2026, 2, 17).at(0, 30, 0, 0));
        let early = (time(9, 0, 0, 0), time(10, 0, 0, 0));
        assert_eq!(end_of(day, early), day.at(10, 0, 0, 0));
    }

    #[test]
    fn a_meeting_that_is_off_says_so_also_when_it_is_past() {
        assert_eq!(look(Happening::Cancelled, true), RowState::Cancelled);
        assert_eq!(look(Happening::Postponed, true), RowState::Postponed);
        assert_eq!(look(Happening::Ahead, true), RowState::Past);
    }
}
