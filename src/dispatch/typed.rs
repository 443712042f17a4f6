//! What is being typed: kept for who types it, until it was saved or given up.
//!
//! The one rule to know: a form belongs to who opened it. Once somebody else is signed in, what
//! still stands on an old page is kept for nobody.

use super::Dispatch;
use crate::typed::{self, Fields};
use leptos::prelude::*;

impl Dispatch {
    /// Keeps what is typed into a form that they opened.
    pub fn keep_typed(&self, opened_by: Option<&str>, form: &str, fields: Fields) {
        if let Some(whose) = self.state.typing()
            && Some(&*whose) == opened_by
        {
            typed::keep(&whose, form, fields);
        }
    }

    /// Forgets what was typed into a form: it was saved, given up, or is as it was.
    pub fn forget_typed(&self, form: &str) {
        if let Some(whose) = self.state.typing() {
            typed::forget(&whose, form);
        }
    }

    /// Says whether a form on the screen is half filled.
    pub fn say_half_filled(&self, is_so: bool) {
        if self.state.half_filled.get_untracked() != is_so {
            self.state.half_filled.set(is_so);
        }
    }
}
