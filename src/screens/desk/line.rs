//! Who waits in a session, in order, and the words staff can give.
//!
//! The one rule to know: a press only asks; [`super::deciding`] says what it means before anything
//! is done.

use super::deciding::Asked;
use crate::parts::{Button, Card, Row, Rows, Section};
use crate::state::{State, use_state};
use crate::text::desk as say;
use leptos::prelude::*;
use rules::id::SessionId;
use rules::registration::admitting::Word;
use rules::roster::{Party, Roster};
use rules::session::Admission;

/// What kind of a line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Seats become free, and go down the line.
    Waits,
    /// Staff decide.
    Applied,
    /// A draw decides.
    Drawn,
}

/// The line; nothing where nobody waits.
#[component]
pub fn Line(
    session: StoredValue<SessionId>,
    roster: Memo<Roster>,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    let kind = Memo::new(move |_| {
        let is_drawn = state.tally(&session.get_value()).drawn;
        match state.session_record(&session.get_value())?.admission {
            Admission::Approval { .. } => Some(Kind::Applied),
            Admission::Ballot { .. } if !is_drawn => Some(Kind::Drawn),
            Admission::Open
            | Admission::FirstCome { .. }
            | Admission::Ballot { .. }
            | Admission::Counter { .. } => Some(Kind::Waits),
        }
    });
    move || {
        let (line, kind) = (roster.get().line, kind.get()?);
        (!line.is_empty()).then(|| {
            let head = match kind {
                Kind::Waits => say::line(lang),
                Kind::Applied => say::applications(lang),
                Kind::Drawn => say::entered(lang),
            };
            let aside = say::families(lang, line.len());
            let rows = line.iter().map(|one| party(state, one, kind, asked));
            let rows = rows.collect_view();
            view! {
                <Section head=head aside=aside>
                    <Card>
                        <Rows>{rows}</Rows>
                    </Card>
                </Section>
            }
        })
    }
}

fn party(
    state: State,
    party: &Party,
    kind: Kind,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView + use<> {
    let lang = state.lang();
    let names: Vec<_> = party.people.iter().map(say::name_of).collect();
    let title = crate::text::registration::names(lang, &names);
    let phones = party.people.iter().map(|one| say::person(lang, one));
    let people: Vec<_> = phones.collect();
    let place = (kind != Kind::Drawn).then_some(party.place).flatten();
    let sub = format!(
        "{} · {}",
        say::party(lang, place, party.people.len()),
        people.join("；")
    );
    let held = party.until.map(|until| {
        let until = lang.moment(state.offset().civil(until));
        view! { <p class="second">{say::held_until(lang, &until)}</p> }
    });
    let ask = {
        let turn = party.turn;
        move |word: Word| asked.set(Some(Asked { turn, word }))
    };
    let acts = (kind != Kind::Drawn && party.until.is_none()).then(|| {
        let yes = if kind == Kind::Applied {
            say::approve(lang)
        } else {
            say::let_in(lang)
        };
        let no = (kind == Kind::Applied).then(|| {
            view! { <Button word=say::decline(lang) on_press=move |()| ask(Word::No) /> }
        });
        view! {
            <div class="grid" data-grid="tight">
                <Button word=yes on_press=move |()| ask(Word::Yes) />
                {no}
            </div>
        }
    });
    view! {
        <Row title=title sub=sub>
            {held}
            {acts}
        </Row>
    }
}
