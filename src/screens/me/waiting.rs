//! What waits to be sent, line by line with its reason, and what became of what was sent.
//!
//! The one rule to know: a line says what was asked, how far it has come, and why it is still here;
//! the reason names what helps.

use super::{WAITING, back_to_me};
use crate::dispatch::use_dispatch;
use crate::parts::{Button, Card, Glyph, Row, Rows, Section, StandingMark};
use crate::screens::frame::{ME, Screen};
use crate::screens::said;
use crate::screens::standings::mark_of;
use crate::state::{HistoryLine, OutboxLine, Standing, State, SyncStatus, Waits, use_state};
use crate::text::me as text;
use leptos::prelude::*;
use sync::Outcome;
use sync::outcome::Amendment;

/// Lines shown on Me itself; the rest is one press away.
const SHOWN_MAX: usize = 3;
/// Settled lines shown: about what a season of a household makes.
const SETTLED_MAX: usize = 50;

/// On Me: the first lines that wait, and the way to all.
#[component]
pub fn Waiting() -> impl IntoView {
    let state = use_state();
    let lines = Memo::new(move |_| state.outbox_lines());
    let count = move || match lines.with(Vec::len) {
        0 => String::new(),
        some => text::waiting_count(state.lang.get(), some),
    };
    let all = move || text::waiting_all(state.lang.get());
    view! {
        <Section head=move || text::waiting(state.lang.get()) aside=count>
            <Card>
                <Rows>
                    {move || rows(state, lines.get().into_iter().take(SHOWN_MAX))}
                    {move || lines.with(Vec::is_empty).then(|| nothing(state))}
                    <Row title=all href=WAITING />
                </Rows>
            </Card>
        </Section>
    }
}

/// The whole page: what waits, what was settled.
#[component]
pub fn Progress() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let waiting = Memo::new(move |_| state.outbox_lines());
    let settled = Memo::new(move |_| state.history_lines());
    let notes = Memo::new(move |_| state.notes_waiting());
    let is_something = move || !waiting.with(Vec::is_empty) || notes.get() > 0;
    let try_now = move || {
        (is_something() && state.sync_status.get() != SyncStatus::SignedOut).then(|| {
            view! {
                <Button
                    glyph=Glyph::Again
                    word=move || text::try_now(state.lang.get())
                    busy=Signal::derive(move || state.sync_status.get() == SyncStatus::Sending)
                    on_press=move |()| dispatch.try_now()
                />
            }
        })
    };
    let history = move || {
        let lines = settled.get();
        let rows = lines
            .into_iter()
            .take(SETTLED_MAX)
            .map(|line| settled_row(state, &line));
        rows.collect_view()
    };
    let backing = move || match notes.get() {
        0 => None,
        some => Some(view! { <p class="second">{text::notes_waiting(state.lang.get(), some)}</p> }),
    };
    view! {
        <Screen tab=ME title=move || text::waiting_title(state.lang.get()) back=back_to_me(state)>
            <Section head=move || text::waiting(state.lang.get())>
                <Card>
                    <Rows>
                        {move || rows(state, waiting.get().into_iter())}
                        {move || waiting.with(Vec::is_empty).then(|| nothing(state))}
                    </Rows>
                </Card>
                {backing}
                {try_now}
            </Section>
            <Section head=move || text::settled(state.lang.get())>
                <Card>
                    <Rows>
                        {history}
                        {move || settled.with(Vec::is_empty).then(|| {
                            view! { <p class="row second">{text::settled_none(state.lang.get())}</p> }
                        })}
                    </Rows>
                </Card>
            </Section>
        </Screen>
    }
}

fn nothing(state: State) -> impl IntoView {
    view! { <p class="row second">{text::waiting_none(state.lang.get())}</p> }
}

fn rows(state: State, lines: impl Iterator<Item = OutboxLine>) -> Vec<AnyView> {
    lines.map(|line| row(state, &line)).collect()
}

fn row(state: State, line: &OutboxLine) -> AnyView {
    let lang = state.lang.get();
    let phrases = lang.phrases();
    let standing = match line.waits {
        Waits::ForAnswer => Standing::Sent,
        Waits::ToBeSent(_) | Waits::ForSignIn | Waits::ForUpdate(_) => Standing::SavedHere,
    };
    let mark = mark_of(&standing);
    let (title, word) = ((phrases.what)(&line.what), (phrases.standing)(&standing));
    let (sub, why) = (
        text::written_at(lang, line.written_at),
        (phrases.waits)(&line.waits),
    );
    view! {
        <Row title sub>
            <StandingMark standing=mark word />
            <p class="second">{why}</p>
        </Row>
    }
    .into_any()
}

fn settled_row(state: State, line: &HistoryLine) -> AnyView {
    let lang = state.lang.get();
    let standing = standing_of(&line.outcome);
    let word = (lang.phrases().standing)(&standing);
    let mark = mark_of(&standing);
    let (title, sub) = (
        (lang.phrases().what)(&line.what),
        text::settled_at(lang, line.settled_at),
    );
    let became = said::outcome(state, &line.outcome);
    view! {
        <Row title sub>
            <StandingMark standing=mark word />
            <p class="second">{became}</p>
        </Row>
    }
    .into_any()
}

/// An outcome as a standing.
fn standing_of(outcome: &Outcome) -> Standing {
    match outcome {
        Outcome::Accepted | Outcome::AlreadySettled => Standing::Confirmed,
        Outcome::Changed { how } => match how {
            Amendment::Waiting { place } => Standing::Waiting(*place),
            Amendment::Applied { .. } => Standing::Applied,
            Amendment::Newer => Standing::Confirmed,
        },
        Outcome::Refused { .. }
        | Outcome::Expired
        | Outcome::Superseded
        | Outcome::Blocked { .. }
        | Outcome::Fork => Standing::NotPossible(outcome.clone()),
        Outcome::Quarantined { .. } => Standing::SavedHere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_on_the_waiting_list_is_not_shown_as_a_seat() {
        let how = Amendment::Waiting { place: 3 };
        assert_eq!(standing_of(&Outcome::Changed { how }), Standing::Waiting(3));
        assert_eq!(standing_of(&Outcome::Accepted), Standing::Confirmed);
        assert!(matches!(
            standing_of(&Outcome::Expired),
            Standing::NotPossible(_)
        ));
    }
}
