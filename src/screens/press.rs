//! One press that is being made durable: busy while it is, and what went wrong if it did.
//!
//! The one rule to know: what follows runs only after the durable write, and one press is taken at a
//! time. Most are durable before anybody could have read that they are being saved, so that is only
//! drawn where it takes longer; drawing it each time would take longer than the write.
//!
//! Deliberately absent: the word on the button.

use super::said;
use crate::keeper::NotSaved;
use crate::parts::{Notice, NoticeTone};
use crate::state::use_state;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;
use std::time::Duration;

/// How long a press is under way before the screen says so.
const SAID_AFTER: Duration = Duration::from_millis(150);

/// What follows a press that is durable.
type Follows = Box<dyn FnOnce()>;

/// A press and how it goes. Copy it freely.
#[derive(Clone, Copy)]
pub struct Press {
    /// Whether it takes long enough to be said that it is being made durable.
    pub busy: RwSignal<bool>,
    is_under_way: StoredValue<bool>,
    wrong: RwSignal<Option<NotSaved>>,
}

/// A press of this screen.
pub fn use_press() -> Press {
    Press {
        busy: RwSignal::new(false),
        is_under_way: StoredValue::new(false),
        wrong: RwSignal::new(None),
    }
}

impl Press {
    /// Does it, then what follows from it; nothing while another one is under way.
    pub fn run<T: 'static>(
        self,
        act: impl Future<Output = Result<T, NotSaved>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        // One shape for every press, so that what surrounds it is compiled once.
        self.run_any(Box::pin(async move {
            let done = act.await?;
            let follows: Follows = Box::new(move || then(done));
            Ok(follows)
        }));
    }

    /// Takes back what was said of the press before, if anything was.
    pub fn forget(self) {
        if self.wrong.with_untracked(Option::is_some) {
            self.wrong.set(None);
        }
    }

    fn run_any(self, act: Pin<Box<dyn Future<Output = Result<Follows, NotSaved>>>>) {
        if self.is_under_way.get_value() {
            return;
        }
        self.is_under_way.set_value(true);
        self.forget();
        spawn_local(async move {
            let done = act.await;
            // Whoever left the page meanwhile is not called back to it; what was saved is saved.
            let left = self.is_under_way.try_set_value(false).is_some();
            if !left && self.busy.get_untracked() {
                self.busy.set(false);
            }
            match done {
                Ok(_) | Err(_) if left => leptos::logging::log!("a press ended after its page"),
                Ok(follows) => follows(),
                Err(why) => self.wrong.set(Some(why)),
            }
        });
        let say = move || {
            if self.is_under_way.try_get_value() == Some(true) {
                self.busy.set(true);
            }
        };
        set_timeout(say, SAID_AFTER);
    }
}

/// What went wrong with a press, until it is tried again.
#[component]
pub fn Problem(
    /// The press.
    press: Press,
) -> impl IntoView {
    let state = use_state();
    move || {
        press.wrong.get().map(|why| {
            let text = said::not_saved(state, &why);
            view! { <Notice tone=NoticeTone::Alarm text /> }
        })
    }
}
