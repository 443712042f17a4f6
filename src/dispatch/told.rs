//! What a resident was told of changes, and of draws: that it was read, and the draw as a file.

use super::Dispatch;
use crate::browser;
use crate::keeper::NotSaved;
use crate::settings;
use crate::store::StoreError;
use leptos::prelude::*;
use rules::id::SessionId;
use rules::time::UnixMillis;

impl Dispatch {
    /// Hands the whole of a draw over as a file: what anybody needs to draw the lots again.
    ///
    /// # Errors
    /// When it is not here any more, or the browser does not take the file.
    pub fn keep_draw(&self, session: &SessionId) -> Result<(), NotSaved> {
        let lots = self.state.lots_of(session);
        let draw = lots.and_then(|lots| lots.draw);
        let draw = draw.ok_or(NotSaved::Store(StoreError::Failed))?;
        let content = serde_json::to_string_pretty(&draw).unwrap_or_default();
        let name = format!("draw-{session}.json");
        browser::hand_over(&name, "application/json", &content).map_err(NotSaved::Store)
    }

    /// Notes that all changes told so far were read.
    pub fn read_told(&self, until: UnixMillis) {
        self.state.told_until.set(until);
        settings::set_told_until(until);
    }
}
