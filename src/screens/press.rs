//! One press that is being made durable: busy while it is, and what went wrong if it did.
//!
//! The one rule to know: what follows runs only after the durable write. Deliberately absent: the
//! word on the button.

use super::said;
use crate::keeper::NotSaved;
use crate::parts::{Notice, NoticeTone};
use crate::state::{State, use_state};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;

/// What follows a press that is durable.
type Follows = Box<dyn FnOnce()>;

/// A press and how it goes. Copy it freely.
#[derive(Clone, Copy)]
pub struct Press {
    state: State,
    /// Whether it is being made durable now.
    pub busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
}

/// A press of this screen.
pub fn use_press() -> Press {
    Press {
        state: use_state(),
        busy: RwSignal::new(false),
        wrong: RwSignal::new(None),
    }
}

impl Press {
    /// Does it, then what follows from it.
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

    fn run_any(self, act: Pin<Box<dyn Future<Output = Result<Follows, NotSaved>>>>) {
        self.busy.set(true);
        self.wrong.set(None);
        spawn_local(async move {
            let done = act.await;
            // Whoever left the page meanwhile is not called back to it; what was saved is saved.
            let left = self.busy.try_set(false).is_some();
            match done {
                Ok(_) | Err(_) if left => leptos::logging::log!("a press ended after its page"),
                Ok(follows) => follows(),
                Err(why) => self.wrong.set(Some(said::not_saved(self.state, &why))),
            }
        });
    }
}

/// What went wrong with a press, until it is tried again.
#[component]
pub fn Problem(
    /// The press.
    press: Press,
) -> impl IntoView {
    move || {
        press
            .wrong
            .get()
            .map(|text| view! { <Notice tone=NoticeTone::Alarm text /> })
    }
}
