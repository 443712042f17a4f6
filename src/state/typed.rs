//! What was typed into a form of this tab and not saved yet.

use super::State;
use crate::typed::{self, Fields};

impl State {
    /// Whose typing is kept now; none where nobody's is.
    pub fn typing(&self) -> Option<String> {
        self.keeper().read(typed::whose)
    }

    /// What they had typed into a form and not saved.
    pub fn typed_in(&self, form: &str) -> Option<Fields> {
        typed::kept(&self.typing()?, form)
    }
}
