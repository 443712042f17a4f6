//! Reminding while a page is open: once, in the hour before something of ours begins.
//!
//! The one rule to know: it works only as long as the page is open, and only where the person asked
//! for it and the browser gave leave; every sentence about it says so.
//!
//! Deliberately absent: reminding when the app is closed. Without a push service of somebody else's
//! nothing can; a calendar file does it instead.

use crate::browser::{self, Leave};
use crate::settings;
use crate::state::{Mine, MyRegistration, Standing, State};
use crate::text::subscription as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::time::{HOUR_MILLIS, UnixMillis};
use std::cell::Cell;

/// How often is looked. Units: milliseconds. A hidden page is woken once a minute at most.
const LOOK_MILLIS: u32 = 15_000;

thread_local! {
    /// Whether this page looks already.
    static IS_LOOKING: Cell<bool> = const { Cell::new(false) };
}

/// Begins to look, once a page.
pub fn begin(state: State) {
    if IS_LOOKING.replace(true) {
        return;
    }
    spawn_local(async move {
        loop {
            browser::sleep(LOOK_MILLIS).await;
            if settings::reminds() && browser::leave_to_remind() == Leave::Given {
                look(state).await;
            }
        }
    });
}

async fn look(state: State) {
    let (all, now) = untrack(|| (state.next_things(), state.now()));
    // Read once: two meetings of one hour are both due in this round.
    let last = settings::reminded();
    let mut spoken = last;
    for mine in all {
        let Some(begins) = begins(state, &mine) else {
            continue;
        };
        if is_due((begins, last), now) && mine.row.mine.iter().any(comes) {
            let (title, body) = untrack(|| sentence(state, &mine));
            let name = format!("{}.{}", mine.row.id, begins.0);
            if browser::remind(&title, &body, &name).await {
                spoken = spoken.max(begins);
            }
        }
    }
    if spoken > last {
        settings::set_reminded(spoken);
    }
}

fn begins(state: State, mine: &MyRegistration) -> Option<UnixMillis> {
    let day = mine.next_day?;
    let offset = untrack(|| state.offset());
    Some(offset.millis(day.to_datetime(mine.row.starts)))
}

/// Whether they are expected: not who only waits, or leaves.
fn comes(mine: &Mine) -> bool {
    mine.standing == Standing::Confirmed
}

/// Whether a meeting is to be spoken of now: it begins within the hour, and later than what was
/// spoken of last.
fn is_due((begins, last): (UnixMillis, UnixMillis), now: UnixMillis) -> bool {
    let ahead = begins.0.saturating_sub(now.0);
    (1..=HOUR_MILLIS).contains(&ahead) && begins > last
}

fn sentence(state: State, mine: &MyRegistration) -> (String, String) {
    let lang = state.lang();
    let (title, place) = (lang.of(&mine.row.title), lang.of(&mine.row.place));
    (title, say::reminder(lang, mine.row.starts, &place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_within_the_hour_is_due_once() {
        let now = UnixMillis(1_774_000_000_000);
        let (none, soon) = (UnixMillis(0), now.plus_millis(HOUR_MILLIS));
        assert!(is_due((soon, none), now));
        assert!(is_due((now.plus_millis(1), none), now));
        assert!(!is_due((soon.plus_millis(1), none), now), "that is later");
        assert!(!is_due((now, none), now), "it has begun");
        assert!(!is_due((soon, soon), now), "it was spoken of");
        let later = soon.plus_millis(1_800_000);
        assert!(is_due((later, soon), now.plus_millis(1_800_000)));
    }
}
