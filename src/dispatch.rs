//! The one way in: what a screen asks for, made durable before anyone calls it saved.
//!
//! The one rule to know: each of these resolves after the durable write, never before. `Ok` means
//! saved on this phone; whether it is confirmed is read from [`crate::state`] later.
//!
//! Deliberately absent: sentences and views. Every error is a value that [`crate::text`] says.

mod calendar;
mod desk;
mod station;
mod told;
mod typed;

pub use desk::ChosenFile;
pub use station::Station;

use crate::export;
use crate::import::{Carried, NotCarried};
use crate::keeper::{Keeper, NotSaved};
use crate::net::{self, Member, SignInError};
use crate::opening;
use crate::parts::TextSize;
use crate::settings;
use crate::state::State;
use crate::text::Lang;
use crate::{browser, sync::Driver};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::claim::Asked;
use rules::diary::{NoteBody, NoteHead};
use rules::id::{CommunityId, NoteId, PlaceId, ResidentId, RevisionId, SessionId};
use rules::registration::WhenFull;
use rules::{Intent, civil};
use std::rc::Rc;
use sync::replica::{Ask, Brings, NoteDraft, Reissue};
use sync::rows::Owner;

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The number it waits under; none for notes.
    pub seq: Option<u64>,
}

/// The functions that screens call. Copy it freely.
#[derive(Clone, Copy)]
pub struct Dispatch {
    state: State,
    driver: Driver,
}

/// The one way in, from the context.
///
/// # Panics
/// Outside [`crate::App`], which is a mistake of the author, not of the user.
pub fn use_dispatch() -> Dispatch {
    expect_context()
}

impl Dispatch {
    /// Over a state and the driver of its conversation. Called once, by [`crate::app`].
    pub fn new(state: State, driver: Driver) -> Self {
        Self { state, driver }
    }

    fn keeper(&self) -> Rc<Keeper> {
        self.state.keeper()
    }

    async fn submit(&self, community: CommunityId, intent: Intent) -> Result<Saved, NotSaved> {
        let ask = Ask {
            community,
            now: browser::now(),
        };
        let seq = self.keeper().submit(&ask, &intent).await?;
        self.driver.wrote();
        Ok(Saved { seq: Some(seq) })
    }

    /// Asks for places in a session of the shown community.
    ///
    /// # Errors
    /// A rule that says no already here, or a write that failed. Then nothing was kept.
    pub async fn register(
        &self,
        session: SessionId,
        members: Vec<ResidentId>,
        when_full: WhenFull,
    ) -> Result<Saved, NotSaved> {
        let intent = Intent::Register {
            session,
            members,
            when_full,
        };
        self.submit(self.state.community.get_untracked(), intent)
            .await
    }

    /// People of the household leave a session or its waiting list.
    ///
    /// # Errors
    /// As for [`Dispatch::register`].
    pub async fn leave(
        &self,
        session: SessionId,
        members: Vec<ResidentId>,
    ) -> Result<Saved, NotSaved> {
        let intent = Intent::Leave { session, members };
        self.submit(self.state.community.get_untracked(), intent)
            .await
    }

    /// People of the household take the seats that are held for them.
    ///
    /// # Errors
    /// As for [`Dispatch::register`].
    pub async fn confirm(
        &self,
        session: SessionId,
        members: Vec<ResidentId>,
    ) -> Result<Saved, NotSaved> {
        let intent = Intent::Confirm { session, members };
        self.submit(self.state.community.get_untracked(), intent)
            .await
    }

    /// Consents to a child's taking part, or takes it back.
    ///
    /// # Errors
    /// As for [`Dispatch::register`].
    pub async fn consent(&self, child: ResidentId, given: bool) -> Result<Saved, NotSaved> {
        let intent = Intent::Consent { child, given };
        self.submit(self.state.community.get_untracked(), intent)
            .await
    }

    /// Puts a note forward for points.
    ///
    /// # Errors
    /// As for [`Dispatch::register`].
    pub async fn claim(&self, head: &NoteHead) -> Result<Saved, NotSaved> {
        let intent = Intent::Claim(Asked {
            note: head.note.clone(),
            revision: head.revision.clone(),
            act: head.body.act.clone(),
            day: head.body.day,
            minutes: head.body.minutes,
        });
        self.submit(self.state.diary_community(), intent).await
    }

    /// Takes a claim back.
    ///
    /// # Errors
    /// As for [`Dispatch::register`].
    pub async fn withdraw_claim(&self, note: NoteId, day: civil::Date) -> Result<Saved, NotSaved> {
        let intent = Intent::WithdrawClaim { note, day };
        self.submit(self.state.diary_community(), intent).await
    }

    /// Writes a new note. Works before anyone signed in: the note is the phone's until then.
    ///
    /// # Errors
    /// A length or a text out of bounds, or a write that failed.
    pub async fn write_note(&self, body: NoteBody) -> Result<NoteId, NotSaved> {
        let note = browser::fresh_note_id();
        self.keep_note(note.clone(), Vec::new(), body).await?;
        Ok(note)
    }

    /// Writes a note's next revision over all of its heads ([`crate::state::DiaryLine::heads`]).
    ///
    /// # Errors
    /// As for [`Dispatch::write_note`].
    pub async fn revise_note(
        &self,
        note: NoteId,
        heads: Vec<RevisionId>,
        body: NoteBody,
    ) -> Result<Saved, NotSaved> {
        self.keep_note(note, heads, body).await
    }

    /// Throws a note away: a revision that says so; the diary no longer shows it.
    ///
    /// # Errors
    /// As for [`Dispatch::write_note`].
    pub async fn discard_note(
        &self,
        head: &NoteHead,
        heads: Vec<RevisionId>,
    ) -> Result<Saved, NotSaved> {
        let body = NoteBody {
            discarded: true,
            ..head.body.clone()
        };
        self.keep_note(head.note.clone(), heads, body).await
    }

    async fn keep_note(
        &self,
        note: NoteId,
        parents: Vec<RevisionId>,
        body: NoteBody,
    ) -> Result<Saved, NotSaved> {
        let keeper = self.keeper();
        let owner = keeper.read(|replica| {
            replica.who().map(|who| Owner {
                community: who.community.clone(),
                resident: who.resident.clone(),
            })
        });
        let draft = NoteDraft {
            note,
            parents,
            body,
            owner,
            now: browser::now(),
        };
        keeper.write_note(draft).await?;
        self.driver.wrote();
        Ok(Saved { seq: None })
    }

    /// Signs in with a member number and a PIN. Needs the network once; from then on everything
    /// works offline. Notes of this phone are adopted only by [`Dispatch::adopt_notes`].
    ///
    /// # Errors
    /// Why it did not happen; nothing on this phone changed then.
    pub async fn sign_in(&self, member: String, pin: String) -> Result<(), SignInError> {
        let signed_in = net::sign_in(&Member { member, pin }).await?;
        settings::set_owed_sign_out(false);
        // The same resident at the same kiosk begins anew, where a session had ended by itself.
        if self.keeper().read(sync::Replica::is_station) {
            crate::typed::forget_all();
        }
        let who = signed_in.who();
        let community = who.community.clone();
        self.keeper()
            .set_who(Some(who))
            .await
            .map_err(SignInError::NotSaved)?;
        self.show_community(community);
        self.driver.woke();
        Ok(())
    }

    /// Signs out. The household's records leave this phone; what was written and not sent stays,
    /// and goes out when its author signs in again. Works offline: the server hears of it later.
    ///
    /// # Errors
    /// When this phone could not write it down.
    pub async fn sign_out(&self) -> Result<(), NotSaved> {
        // Owed before it is done: an answer that comes in between must not sign in again.
        let owed = settings::owes_sign_out();
        settings::set_owed_sign_out(true);
        if let Err(trouble) = self.keeper().set_who(None).await {
            settings::set_owed_sign_out(owed);
            return Err(trouble);
        }
        self.clear_news();
        self.driver.woke();
        Ok(())
    }

    /// Makes the notes written before anyone signed in the signed-in resident's own. Ask first.
    ///
    /// # Errors
    /// When this phone could not write it down; `NotSignedIn` when nobody is signed in.
    pub async fn adopt_notes(&self) -> Result<(), NotSaved> {
        self.keeper().adopt_notes().await?;
        self.driver.wrote();
        Ok(())
    }

    /// Shows another community's programme, from now on.
    pub fn choose_community(&self, community: CommunityId) {
        self.show_community(community);
        self.driver.woke();
    }

    fn show_community(&self, community: CommunityId) {
        settings::set_community(&community);
        self.state.community.set(community);
        self.state.index_programme();
        self.state.bump();
    }

    /// Counts near from this place, from now on. Only this phone knows.
    pub fn set_near(&self, place: PlaceId) {
        settings::set_near(&place);
        self.state.near.set(Some(place));
    }

    /// Sets the size of the text, from now on.
    pub fn set_text_size(&self, size: TextSize) {
        settings::set_text_size(size);
        browser::mark_text_size(size);
        self.state.text_size.set(size);
    }

    /// Sets the language of the screen, from now on.
    pub fn set_lang(&self, lang: Lang) {
        settings::set_lang(lang);
        browser::mark_lang(lang);
        self.state.lang.set(lang);
    }

    /// Tries to reach the server now.
    pub fn try_now(&self) {
        self.driver.woke();
    }

    /// The person has read what the browser cleared.
    pub async fn understand_loss(&self) {
        let store = self.keeper().read(|replica| replica.identity().device);
        settings::set_loss_read(store);
        settings::forget_loss();
        self.state.storage.set(opening::kept().await);
    }

    /// Opens the page anew.
    pub fn reopen(&self) {
        browser::reload();
    }

    /// Clears what the screens have shown of [`State::news`].
    pub fn clear_news(&self) {
        self.state.news.set(Vec::new());
    }

    /// Asks the browser how much room there is; the answer comes into [`State::room`].
    pub async fn measure_room(&self) {
        self.state.room.set(browser::room().await);
    }

    /// Hands everything on this phone to the resident as one file.
    ///
    /// # Errors
    /// When the storage could not be read or the file not be made.
    pub async fn export(&self) -> Result<(), NotSaved> {
        let rows = self.keeper().rows().await?;
        let name = export::file_name(self.state.civil_now());
        let content = export::document(&rows, &settings::carried());
        browser::hand_over(&name, browser::EXPORT_FILE, &content).map_err(NotSaved::Store)
    }

    /// Lets the person choose a file; its content comes once they did. Call it within a press.
    pub fn pick_file(&self) -> impl Future<Output = Result<Option<String>, NotCarried>> + use<> {
        browser::pick_file()
    }

    /// What a file would bring. Nothing changes.
    ///
    /// # Errors
    /// When it is another resident's.
    pub fn look_at(&self, carried: &Carried) -> Result<Brings, NotSaved> {
        Ok(self.keeper().look_at(&carried.rows)?)
    }

    /// Takes what a file holds and this phone does not. What waited in it is asked anew only if
    /// the person said so.
    ///
    /// # Errors
    /// When it is another resident's, or this phone could not write it down. Then nothing changed.
    pub async fn take_back(&self, carried: &Carried, reissue: Reissue) -> Result<Brings, NotSaved> {
        let brings = self.keeper().import(&carried.rows, reissue).await?;
        let (lang, size) = settings::chosen_in(&carried.settings);
        if let Some(size) = size {
            self.set_text_size(size);
        }
        // Another language draws the page anew, so only where it is another.
        if let Some(lang) = lang.filter(|lang| *lang != self.state.lang.get_untracked()) {
            self.set_lang(lang);
        }
        self.driver.wrote();
        Ok(brings)
    }

    /// Erases everything on this phone, for good, and starts the app anew. Ask first, and say
    /// [`State::only_here`]: what was not sent is lost.
    ///
    /// # Errors
    /// When the storage could not be cleared.
    pub async fn erase(&self) -> Result<(), NotSaved> {
        let ended = net::sign_out().await;
        self.keeper().erase().await?;
        settings::clear();
        settings::set_owed_sign_out(ended.is_err());
        browser::reload();
        Ok(())
    }

    /// Lets a newer build take over now; where none waits, the page opens anew.
    pub fn take_update(&self) {
        spawn_local(browser::take_update());
    }
}
