//! Becoming a kiosk of a community.

use super::Dispatch;
use crate::keeper::Trouble;
use crate::net;
pub use crate::net::Station;

impl Dispatch {
    /// Which kiosk this browser is; none where it is none.
    ///
    /// # Errors
    /// Why nobody knows.
    pub async fn station(&self) -> Result<Option<Station>, Trouble> {
        net::station().await
    }

    /// Makes this browser the kiosk that a code is for, and asks at once as what it counts now.
    ///
    /// # Errors
    /// Why it is none; [`Trouble::SignedOut`] where no such code is good.
    pub async fn become_station(&self, code: String) -> Result<Option<Station>, Trouble> {
        let station = net::become_station(code).await?;
        self.driver.woke();
        Ok(station)
    }
}
