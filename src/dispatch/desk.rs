//! What staff ask for at the desk: the same way in as everybody's, and just as well offline.

use super::{Dispatch, Saved};
use crate::browser;
use crate::keeper::NotSaved;
use crate::route::Route;
use leptos::prelude::*;
use rules::Intent;
use rules::id::{ActivityId, SessionId};

/// The kind of a list that other programs read.
const LIST_FILE: &str = "text/plain;charset=utf-8";

impl Dispatch {
    /// Asks for something at the desk of the shown community.
    ///
    /// # Errors
    /// A rule that says no already here, or a write that failed. Then nothing was kept.
    pub async fn at_desk(&self, intent: Intent) -> Result<Saved, NotSaved> {
        self.submit(self.state.community.get_untracked(), intent)
            .await
    }

    /// Names for a new draft and for its activity.
    ///
    /// # Errors
    /// Never in practice: a random name is an id.
    pub fn fresh_draft(&self) -> Result<(SessionId, ActivityId), NotSaved> {
        let failed = |_| NotSaved::Unwritable;
        let session = browser::fresh_name().parse().map_err(failed)?;
        let activity = browser::fresh_name().parse().map_err(failed)?;
        Ok((session, activity))
    }

    /// Hands a list over as a file.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub fn hand_list(&self, name: &str, content: &str) -> Result<(), NotSaved> {
        browser::hand_over(name, LIST_FILE, content).map_err(NotSaved::Store)
    }

    /// The address of a page as it is written outside the app: with where the app is served.
    pub fn full_address(&self, page: &Route) -> String {
        format!("{}{}", browser::origin(), page.href())
    }

    /// Opens the browser's own printing of the page.
    pub fn print(&self) {
        browser::print();
    }
}
