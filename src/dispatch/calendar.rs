//! Calendars of the phone and of others: a session as a file, and the household's own address.

use super::Dispatch;
use crate::browser::{self, CALENDAR_FILE, Leave};
use crate::keeper::{NotSaved, Trouble};
use crate::net;
use crate::settings;
use crate::store::StoreError;
use crate::text::Lang;
use leptos::prelude::*;
use rules::id::SessionId;
use rules::time::UnixMillis;

impl Dispatch {
    /// Hands a session to the phone's own calendar, as a file. Works without a network.
    ///
    /// # Errors
    /// When it is not here any more, or the browser does not take the file.
    pub fn hand_to_calendar(&self, session: &SessionId) -> Result<(), NotSaved> {
        let file = self.state.calendar_file(session, &browser::origin());
        let file = file.ok_or(NotSaved::Store(StoreError::Failed))?;
        browser::hand_over(&file.name, CALENDAR_FILE, &file.content).map_err(NotSaved::Store)
    }

    /// When the household's own calendar address was made; none where there is none.
    ///
    /// # Errors
    /// Why nobody knows.
    pub async fn calendar_made_at(&self) -> Result<Option<UnixMillis>, Trouble> {
        net::calendar_made_at().await
    }

    /// Makes an address for the household's own calendar; the one before ends. It is told here and
    /// never again.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn make_calendar_address(&self) -> Result<String, Trouble> {
        let path = net::make_calendar_address().await?;
        Ok(self.calendar_address(&path))
    }

    /// Withdraws the address of the household's own calendar.
    ///
    /// # Errors
    /// Why it may still lead somewhere.
    pub async fn end_calendar_address(&self) -> Result<(), Trouble> {
        net::end_calendar_address().await
    }

    /// The address of the shown community's public calendar. Tracks the community.
    pub fn community_calendar(&self) -> String {
        let community = self.state.community.get();
        self.calendar_address(&format!("/calendar/{community}.ics"))
    }

    fn calendar_address(&self, path: &str) -> String {
        let origin = browser::origin();
        match self.state.lang.get_untracked() {
            Lang::Zh => format!("{origin}{path}"),
            Lang::En => format!("{origin}{path}?lang=en"),
        }
    }

    /// Whether this phone reminds while a page is open: wanted, and the browser lets it; none where
    /// the browser cannot at all.
    pub fn reminds(&self) -> Option<bool> {
        let leave = browser::leave_to_remind();
        let can = leave != Leave::Missing;
        can.then(|| settings::reminds() && leave == Leave::Given)
    }

    /// Reminds from now on, or no longer; says whether the browser lets it. Call it within a press.
    pub async fn set_reminds(&self, wanted: bool) -> bool {
        let leave = if wanted {
            browser::ask_leave_to_remind().await
        } else {
            Leave::Given
        };
        settings::set_reminds(wanted && leave == Leave::Given);
        leave == Leave::Given
    }

    /// Puts a text where the next paste takes it from, and says whether the browser did.
    pub async fn copy(&self, text: String) -> bool {
        browser::copy(&text).await
    }
}
