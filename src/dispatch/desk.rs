//! What staff ask for at the desk: the same way in as everybody's, and just as well offline.

pub use crate::browser::ChosenFile;

use super::{Dispatch, Saved};
use crate::browser;
use crate::keeper::{NotSaved, Trouble};
use crate::net;
use crate::route::Route;
use leptos::ev::DragEvent;
use leptos::prelude::*;
use rules::Intent;
use rules::id::{ActivityId, SessionId};
use sync::upload::{Answer, Reads};

/// The kind of a list that other programs read.
const LIST_FILE: &str = "text/plain;charset=utf-8";
/// The kinds of files that a programme comes in.
const PROGRAMME_FILES: &str = ".xlsx,.csv,.tsv,.txt,.ics,.json,.jsonld,.html,.htm";

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

    /// Lets the person choose a file with a programme. Call it within a press.
    pub fn choose_programme(&self) -> impl Future<Output = Option<ChosenFile>> + use<> {
        browser::choose_file(PROGRAMME_FILES)
    }

    /// The file that was dropped on the page.
    pub fn dropped_programme(&self, event: &DragEvent) -> Option<ChosenFile> {
        browser::dropped_file(event)
    }

    /// What taking a file would do. Needs the network; nothing changes.
    ///
    /// # Errors
    /// Why nobody knows.
    pub async fn look_at_upload(&self, file: &ChosenFile, reads: Reads) -> Result<Answer, Trouble> {
        net::look_at_upload(file, reads).await
    }

    /// Takes a file that was looked at. Needs the network: a preview is only true where it is
    /// taken.
    ///
    /// # Errors
    /// Why nobody knows whether it was taken.
    pub async fn take_upload(
        &self,
        file: &ChosenFile,
        (reads, digest): (Reads, &str),
    ) -> Result<Answer, Trouble> {
        let taken = net::take_upload(file, reads, digest).await;
        self.driver.woke();
        taken
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
