//! What waits to be sent, line by line with its reason, and what became of what was sent.
//!
//! The one rule to know: a line says what was asked, how far it has come, and why it is still here;
//! the reason names what helps.

use super::{back_to_me, to_staff_or_resident};
use crate::dispatch::use_dispatch;
use crate::parts::{Button, Card, Glyph, Row, Rows, Section, StandingMark};
use crate::route::Route;
use crate::screens::frame::Screen;
use crate::screens::said;
use crate::screens::standings::mark_of;
use crate::state::{HistoryLine, OutboxLine, Standing, State, SyncStatus, Waits, What, use_state};
use crate::text::me::staff;
use crate::text::{diary, me as text};
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
    let count = move || match state.only_here().all() {
        0 => String::new(),
        some => text::waiting_count(state.lang(), some),
    };
    let all = text::waiting_all(state.lang());
    view! {
        <Section head=text::waiting(state.lang()) aside=count>
            <Card>
                <Rows>
                    {move || rows(state, lines.get().into_iter().take(SHOWN_MAX))}
                    {move || beside_requests(state)}
                    <Row title=all href=Route::Waiting />
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
    let is_something = move || state.only_here().all() > 0;
    let try_now = move || {
        // Where nothing moves, the page says so above with this button beside it.
        let elsewhere = matches!(
            state.sync_status.get(),
            SyncStatus::SignedOut | SyncStatus::Stuck(_)
        );
        (is_something() && !elsewhere).then(|| {
            view! {
                <Button
                    glyph=Glyph::Again
                    word=text::try_now(state.lang())
                    busy=Signal::derive(move || state.sync_status.get() == SyncStatus::Sending)
                    on_press=move |()| dispatch.try_now()
                />
            }
        })
    };
    let none = to_staff_or_resident(state, (staff::settled_none, text::settled_none));
    let history = move || {
        let lines = settled.get();
        let rows = lines
            .into_iter()
            .take(SETTLED_MAX)
            .map(|line| settled_row(state, &line));
        rows.collect_view()
    };
    view! {
        <Screen tab=Route::Me title=text::waiting_title(state.lang()) back=back_to_me(state)>
            <Section head=text::waiting(state.lang())>
                <Card>
                    <Rows>
                        {move || rows(state, waiting.get().into_iter())}
                        {move || beside_requests(state)}
                    </Rows>
                </Card>
                {try_now}
            </Section>
            <Section head=text::settled(state.lang())>
                <Card>
                    <Rows>
                        {history}
                        {move || settled.with(Vec::is_empty).then(|| {
                            view! { <p class="row second">{none}</p> }
                        })}
                    </Rows>
                </Card>
            </Section>
        </Screen>
    }
}

/// Below the requests: the notes that wait beside them, or that nothing does.
fn beside_requests(state: State) -> Option<AnyView> {
    let (lang, waits) = (state.lang(), state.only_here());
    let said = match (waits.requests, waits.notes) {
        (0, 0) => text::waiting_none(lang).to_owned(),
        (_, 0) => return None,
        (_, notes) => text::notes_waiting(lang, notes),
    };
    Some(view! { <p class="row second">{said}</p> }.into_any())
}

fn rows(state: State, lines: impl Iterator<Item = OutboxLine>) -> Vec<AnyView> {
    lines.map(|line| row(state, &line)).collect()
}

fn row(state: State, line: &OutboxLine) -> AnyView {
    let lang = state.lang();
    let phrases = lang.phrases();
    let standing = match line.waits {
        Waits::ForAnswer => Standing::Sent,
        Waits::ToBeSent(_) | Waits::ForEarlier | Waits::ForSignIn | Waits::ForUpdate(_) => {
            Standing::SavedHere
        }
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
    let lang = state.lang();
    let standing = standing_of(line);
    let word = match standing {
        Standing::Sent => diary::claim_received(lang).to_owned(),
        _ => (lang.phrases().standing)(&standing),
    };
    let mark = mark_of(&standing);
    let (title, sub) = (
        (lang.phrases().what)(&line.what),
        text::settled_at(lang, line.settled_at),
    );
    // Plainly confirmed says it all; anything else has its sentence.
    let became = (standing != Standing::Confirmed).then(|| said::became(state, line));
    view! {
        <Row title sub>
            <StandingMark standing=mark word />
            {became.map(|became| view! { <p class="second">{became}</p> })}
        </Row>
    }
    .into_any()
}

/// A settled line as a standing. A claim that was taken is half way: two people have to vouch.
fn standing_of(line: &HistoryLine) -> Standing {
    let is_claim = matches!(line.what, What::Claim { .. });
    match &line.outcome {
        outcome if is_claim && outcome.took_effect() => Standing::Sent,
        Outcome::Accepted | Outcome::AlreadySettled => Standing::Confirmed,
        Outcome::Changed { how } => match how {
            Amendment::Waiting { place } => Standing::Waiting(*place),
            Amendment::Applied { .. } => Standing::Applied,
            Amendment::Asked => Standing::Asked,
            Amendment::Newer => Standing::Confirmed,
        },
        Outcome::Refused { .. }
        | Outcome::Expired
        | Outcome::Superseded
        | Outcome::Blocked { .. }
        | Outcome::Fork => Standing::NotPossible(line.outcome.clone()),
        Outcome::Quarantined { .. } => Standing::SavedHere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::civil::date;
    use rules::words::Words;

    fn settled(what: What, outcome: Outcome) -> Standing {
        standing_of(&HistoryLine {
            seq: 1,
            what,
            outcome,
            settled_at: date(2026, 3, 20).at(14, 30, 0, 0),
            by: "lin".parse().unwrap(),
        })
    }

    fn registered(outcome: Outcome) -> Standing {
        let title = Words::new("太极拳", "Tai chi");
        settled(
            What::Register {
                title,
                names: Vec::new(),
            },
            outcome,
        )
    }

    #[test]
    fn a_turn_on_the_waiting_list_is_not_shown_as_a_seat() {
        let how = Amendment::Waiting { place: 3 };
        assert_eq!(registered(Outcome::Changed { how }), Standing::Waiting(3));
        assert_eq!(registered(Outcome::Accepted), Standing::Confirmed);
        assert!(matches!(
            registered(Outcome::Expired),
            Standing::NotPossible(_)
        ));
    }

    #[test]
    fn a_claim_that_was_taken_is_not_shown_as_confirmed() {
        let (act, day) = (Words::new("护学岗", "School crossing"), date(2026, 3, 20));
        let claim = What::Claim { act, day };
        assert_eq!(settled(claim.clone(), Outcome::Accepted), Standing::Sent);
        assert!(matches!(
            settled(claim, Outcome::Expired),
            Standing::NotPossible(_)
        ));
    }
}
