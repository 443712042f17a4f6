//! Whether this page listens for nudges, and when it tries again.
//!
//! The one rule to know: one page of a browser listens, and only while somebody looks at it and
//! there is a network. Whatever fails here fails silently: the courier asks twice a minute anyway.

use super::Talk;
use crate::browser::{self, Turn, hearing_turn};
use crate::net::Nudges;
use leptos::prelude::GetUntracked;
use leptos::task::spawn_local;
use rules::id::CommunityId;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use sync::courier::Event;
use sync::replica::Who;

/// The first pause after a connection ended. Units: milliseconds. It doubles with each further
/// one, and is drawn anew each time.
const PAUSE_FIRST_MILLIS: u64 = 5_000;
/// The longest pause. Units: milliseconds.
const PAUSE_MAX_MILLIS: u64 = 300_000;

/// An open connection, the turn that goes with it, and what is listened to. Whoever is at the desk is
/// told of what is the desk's: by the session they had when it was opened.
struct Ear {
    community: CommunityId,
    at_desk: bool,
    _nudges: Nudges,
    _turn: Turn,
}

/// What this page hears with.
#[derive(Default)]
pub(super) struct Hearing {
    ear: RefCell<Option<Ear>>,
    is_opening: Cell<bool>,
    failures: Cell<u32>,
    /// Not opened again before this moment.
    not_before: Cell<u64>,
}

/// Starts to listen where that is due, and stops where it no longer is.
pub(super) fn attend(talk: &Rc<Talk>) {
    let hearing = &talk.hearing;
    let community = talk.state.community.get_untracked();
    let is_wanted = browser::is_visible() && talk.has_network.get() && talk.was_heard.get();
    let is_open = hearing.ear.borrow().is_some();
    let at_desk = is_at_desk(talk);
    let is_right = |ear: &Ear| is_wanted && ear.community == community && ear.at_desk == at_desk;
    if is_open && !hearing.ear.borrow().as_ref().is_some_and(is_right) {
        hearing.ear.borrow_mut().take();
    }
    let is_open = hearing.ear.borrow().is_some();
    let is_due = browser::monotonic_millis() >= hearing.not_before.get();
    if is_wanted && is_due && !is_open && !hearing.is_opening.replace(true) {
        let talk = Rc::clone(talk);
        spawn_local(async move {
            open(&talk, community, at_desk).await;
            talk.hearing.is_opening.set(false);
        });
    }
}

fn is_at_desk(talk: &Talk) -> bool {
    let is_staff = |who: &Who| who.household.is_none();
    let keeper = talk.state.keeper();
    keeper.read(|replica| replica.who().is_some_and(is_staff))
}

async fn open(talk: &Rc<Talk>, community: CommunityId, at_desk: bool) {
    // Another page listens; what it hears reaches this one through the store.
    let Some(turn) = hearing_turn().await else {
        return;
    };
    let (heard, failed) = (Rc::clone(talk), Rc::clone(talk));
    let heard = move || {
        heard.hearing.failures.set(0);
        heard.on(Event::Nudged);
    };
    let failed = move || {
        let talk = Rc::clone(&failed);
        // Not within the call: what it runs in goes with the connection.
        spawn_local(async move { lost(&talk) });
    };
    let Some(nudges) = Nudges::open(&community, heard, failed) else {
        talk.hearing.not_before.set(u64::MAX);
        return;
    };
    let ear = Ear {
        community,
        at_desk,
        _nudges: nudges,
        _turn: turn,
    };
    talk.hearing.ear.replace(Some(ear));
    // Somebody may have looked away meanwhile.
    attend(talk);
}

fn lost(talk: &Rc<Talk>) {
    let hearing = &talk.hearing;
    if hearing.ear.borrow_mut().take().is_none() {
        return;
    }
    let failures = hearing.failures.get();
    hearing.failures.set(failures.saturating_add(1).min(10));
    let longest = PAUSE_FIRST_MILLIS
        .checked_shl(failures)
        .unwrap_or(PAUSE_MAX_MILLIS)
        .min(PAUSE_MAX_MILLIS);
    let drawn = browser::random_u64().checked_rem(longest).unwrap_or(0);
    let pause = PAUSE_FIRST_MILLIS.saturating_add(drawn);
    let now = browser::monotonic_millis();
    hearing.not_before.set(now.saturating_add(pause));
}
