//! The server's greeting: which communities there are, and who it takes this phone for.
//!
//! The one rule to know: a session found by its cookie over a store that knows nobody means that
//! the store was cleared, and that is said, once.

use super::Talk;
use crate::keeper::Trouble;
use crate::net;
use crate::settings;
use crate::state::StorageHealth;
use leptos::prelude::*;
use rules::id::CommunityId;

impl Talk {
    /// Asks for the server's greeting and takes it: which communities there are, and who it takes
    /// us for.
    pub(super) async fn be_greeted(&self) -> Result<(), Trouble> {
        let before = self.state.keeper().read(|replica| replica.who().cloned());
        let greeting = net::greet().await?;
        let state = self.state;
        let known = |id: &CommunityId| greeting.communities.iter().any(|named| named.id == *id);
        if !known(&state.community.get_untracked()) {
            settings::set_community(&greeting.home);
            state.community.set(greeting.home.clone());
            state.index_programme();
        }
        settings::set_communities(&greeting.communities);
        state.communities.set(greeting.communities);
        let mine = state.keeper().read(|replica| replica.who().cloned());
        // A phone whose storage was cleared finds its session again by the cookie. Whoever signed
        // out while the greeting was on its way is not signed in again by it.
        let knew_nobody = before.is_none() && mine.is_none() && !settings::owes_sign_out();
        if let (true, Some(signed_in)) = (knew_nobody, greeting.signed_in) {
            self.notice_a_loss();
            let set = state.keeper().set_who(Some(signed_in.who())).await;
            set.map_err(|_| Trouble::Store(crate::store::StoreError::Failed))?;
        }
        self.is_greeted.set(true);
        Ok(())
    }

    /// Somebody is signed in, and this store knows nothing of anybody: even the settings that would
    /// remember it are gone. How much was unsent then, nobody can tell. A loss that was told and
    /// read before the server could be reached left a store like that, and is not another one.
    fn notice_a_loss(&self) {
        let storage = self.state.storage;
        let is_kept = matches!(storage.get_untracked(), StorageHealth::Kept { .. });
        let (is_untouched, store) = self
            .state
            .keeper()
            .read(|replica| (replica.is_untouched(), replica.identity().device));
        if is_kept && is_untouched && settings::loss_read() != Some(store) {
            settings::add_loss(None);
            storage.set(StorageHealth::Cleared { unsent: None });
        }
    }
}
