//! The one way out: what screens read, as signals and small values cloned out of the replica.
//!
//! The one rule to know: a screen never holds the replica. It calls a getter inside a reactive
//! closure; each getter tracks [`State::version`], so the closure runs again after every change.
//!
//! Deliberately absent: writing. What changes anything goes through [`crate::dispatch`].

mod desk;
mod diary;
mod finding;
mod mine;
mod session;
mod to_calendar;
mod told;
mod typed;
mod waiting;

pub use desk::{Amended, DeskRow, DraftRow, Found, Planned, RollRow};
pub use diary::{ClaimLine, DiaryCopy, DiaryLine, DiaryMonth, DraftWorth};
pub use finding::Area;
pub use mine::{Held, Index, Member, Mine, MyRegistration, Standing};
pub use session::{Expected, Happening, PlaceCard, SessionCard, SessionRow};
pub use to_calendar::CalendarFile;
pub use told::{Changed, Lots};
pub(crate) use waiting::history_line;
pub use waiting::{HistoryLine, OutboxLine, Recovered, Waits, What};

use crate::keeper::{Keeper, Tightness};
use crate::net::CommunityName;
use crate::parts::TextSize;
use crate::store::StoreError;
use crate::text::{Lang, Phrases};
use leptos::prelude::*;
use rules::almanac::Particular;
use rules::civil;
use rules::community::Community;
use rules::id::{CommunityId, PlaceId, ResidentId};
use rules::programme::Programme;
use rules::time::{Offset, UnixMillis};
use rules::{Key, Record};
use std::rc::Rc;
use std::sync::Arc;
use sync::marker::Marker;
use sync::replica::Who;

/// How the conversation with the server goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SyncStatus {
    /// Nothing was heard of the server yet since this page opened.
    #[default]
    Unheard,
    /// All is sent, and what is shown is as new as the last answer.
    Fresh,
    /// A request is out.
    Sending,
    /// Something waits, for a passing reason; it is tried again by itself.
    Waiting(WaitReason),
    /// There is no network.
    Offline,
    /// Something waits and nothing has moved for a minute.
    Stuck(WaitReason),
    /// The session has ended. What waits is kept; signing in again sends it.
    SignedOut,
    /// This build is too old to be told what changed. What is written here still goes out.
    Outdated,
}

/// Why something waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// Its turn has not come yet.
    Soon,
    /// Nobody answered, or something that is not our server did.
    NoAnswer,
    /// The server asked for patience.
    Busy,
    /// The server could not take the request as it was.
    Protested,
    /// This phone could not write the answer down.
    Store,
}

/// How safe what is written on this phone is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StorageHealth {
    /// Still being opened.
    #[default]
    Opening,
    /// Written to the phone's storage.
    Kept {
        /// Whether the browser promised not to clear it by itself; none when it did not say.
        persisted: Option<bool>,
    },
    /// The browser had cleared the storage since the last visit. What it held is being fetched
    /// again; what had not been sent is gone, and counted here.
    Cleared {
        /// Requests and notes that had not been sent; none where nobody can know.
        unsent: Option<u32>,
    },
    /// This page is older than the storage, or the storage was closed under it: it can only show
    /// what it has, and must be opened anew.
    OldPage,
    /// There is no lasting storage: kept only until this page is closed.
    UntilClosed {
        /// Why.
        why: StoreError,
    },
}

/// Room used and given, as the browser estimates it. Units: bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// What is used.
    pub used_bytes: u64,
    /// What could be used.
    pub quota_bytes: u64,
}

/// Everything a screen may read. Copy it freely; it is a handful of handles.
#[derive(Clone, Copy)]
pub struct State {
    keeper: StoredValue<Rc<Keeper>, LocalStorage>,
    /// Counts every change of what the replica holds. Getters track it themselves.
    pub version: RwSignal<u64>,
    /// The language of the screen.
    pub lang: RwSignal<Lang>,
    /// The size of the text.
    pub text_size: RwSignal<TextSize>,
    /// Whether the community can be reached, as far as is known: the browser believes in a network
    /// and the last request was answered.
    pub online: RwSignal<bool>,
    /// How the conversation with the server goes.
    pub sync_status: RwSignal<SyncStatus>,
    /// How safe what is written is.
    pub storage: RwSignal<StorageHealth>,
    /// Room used and given; none until [`crate::dispatch::Dispatch::measure_room`] was asked.
    pub room: RwSignal<Option<Room>>,
    /// How long opening took, from the start of the page. Units: milliseconds.
    pub opened_millis: RwSignal<u32>,
    /// The device's clock, moved once a minute.
    pub device_now: RwSignal<UnixMillis>,
    /// How far the server's clock is ahead of this device's. Units: milliseconds.
    pub server_ahead_millis: RwSignal<i64>,
    /// The community whose programme is shown.
    pub community: RwSignal<CommunityId>,
    /// Every community the server told of.
    pub communities: RwSignal<Vec<CommunityName>>,
    /// The programme, indexed; a new one only when sessions, activities or places changed.
    pub programme: RwSignal<Arc<Programme>>,
    /// The place that near is counted from, where somebody picked one. It never leaves this phone.
    pub near: RwSignal<Option<PlaceId>>,
    /// Up to when changes of sessions of mine were read on this phone, by the server's clock.
    pub told_until: RwSignal<UnixMillis>,
    /// What was settled since the page opened, newest last; screens show it and clear it.
    pub news: RwSignal<Vec<HistoryLine>>,
    /// Whether a newer build waits to take over; [`crate::dispatch::Dispatch::take_update`].
    pub update_waits: RwSignal<bool>,
    /// Whether a form on the screen is half filled: nothing else may reload the page or move it.
    pub half_filled: RwSignal<bool>,
    /// Whether the first records are here (from the store or the server).
    pub opened: RwSignal<bool>,
}

/// The state, from the context. Every screen starts with this.
///
/// # Panics
/// Outside [`crate::App`], which is a mistake of the author, not of the user.
pub fn use_state() -> State {
    expect_context()
}

impl State {
    /// A state over a keeper. Called once, by [`crate::app`].
    pub fn new(keeper: &Rc<Keeper>, settings: &crate::settings::Settings, now: UnixMillis) -> Self {
        Self {
            keeper: StoredValue::new_local(Rc::clone(keeper)),
            version: RwSignal::new(0),
            lang: RwSignal::new(settings.lang),
            text_size: RwSignal::new(settings.text_size),
            online: RwSignal::new(true),
            sync_status: RwSignal::new(SyncStatus::Unheard),
            storage: RwSignal::new(StorageHealth::Opening),
            room: RwSignal::new(None),
            opened_millis: RwSignal::new(0),
            device_now: RwSignal::new(now),
            server_ahead_millis: RwSignal::new(settings.server_ahead_millis),
            community: RwSignal::new(settings.community.clone()),
            communities: RwSignal::new(settings.communities.clone()),
            programme: RwSignal::new(Arc::default()),
            near: RwSignal::new(settings.near.clone()),
            told_until: RwSignal::new(settings.told_until),
            news: RwSignal::new(Vec::new()),
            update_waits: RwSignal::new(false),
            half_filled: RwSignal::new(false),
            opened: RwSignal::new(false),
        }
    }

    /// The language of this page. Not tracked: with another language the page is drawn anew.
    pub fn lang(&self) -> Lang {
        self.lang.get_untracked()
    }

    /// Every sentence of the screen in that language.
    pub fn text(&self) -> &'static Phrases {
        self.lang().phrases()
    }

    /// The keeper, for [`crate::dispatch`] and [`crate::sync`] only.
    pub(crate) fn keeper(&self) -> Rc<Keeper> {
        self.keeper.get_value()
    }

    /// Says that the replica changed. Called after every adoption.
    pub(crate) fn bump(&self) {
        self.version
            .update(|version| *version = version.wrapping_add(1));
    }

    /// Rebuilds the programme's index from the records.
    pub(crate) fn index_programme(&self) {
        let community = self.community.get_untracked();
        let programme = self
            .keeper()
            .read(|replica| Programme::index(replica.confirmed_records(&community)));
        self.programme.set(Arc::new(programme));
    }

    /// The build of this page.
    pub fn build(&self) -> String {
        crate::browser::build()
    }

    /// Who is signed in. Tracks the version.
    pub fn who(&self) -> Option<Who> {
        self.version.track();
        self.keeper().read(|replica| replica.who().cloned())
    }

    /// Whether who is signed in works at the desk. Tracks the version.
    pub fn is_staff(&self) -> bool {
        self.who().is_some_and(|who| who.household.is_none())
    }

    /// What the signed-in resident is called, once their record is here.
    pub fn my_name(&self) -> Option<String> {
        let who = self.who()?;
        self.name_of(&who.community, &who.resident)
    }

    /// What a resident is called; none when their record is not on this device.
    pub fn name_of(&self, community: &CommunityId, resident: &ResidentId) -> Option<String> {
        self.version.track();
        self.keeper()
            .read(|replica| mine::name_in(replica, community, resident))
    }

    /// The community shown: its name, its desk's telephone, its wall clock. None before its
    /// first records came.
    pub fn community_card(&self) -> Option<Community> {
        self.version.track();
        let community = self.community.get();
        self.keeper().read(
            |replica| match replica.record(&community, &Key::Community) {
                Some(Record::Community(found)) => Some(found.clone()),
                _ => None,
            },
        )
    }

    /// What the almanac of the shown community says of a day.
    pub fn particular(&self, day: civil::Date) -> Particular {
        self.version.track();
        let community = self.community.get();
        let key = Key::Almanac(day.year());
        self.keeper()
            .read(|replica| match replica.record(&community, &key) {
                Some(Record::Almanac(almanac)) => almanac.on(day),
                _ => Particular::default(),
            })
    }

    /// The moment, corrected by what the server's clock said last. A display hint, nothing more.
    pub fn now(&self) -> UnixMillis {
        let ahead = self.server_ahead_millis.get();
        self.device_now.get().plus_millis(ahead)
    }

    /// How far the shown community's wall clock is ahead of UTC.
    pub fn offset(&self) -> Offset {
        let card = self.community_card();
        card.map_or(Offset(480), |community| community.offset)
    }

    /// Date and time on the community's wall.
    pub fn civil_now(&self) -> civil::DateTime {
        self.offset().civil(self.now())
    }

    /// A moment on the community's wall.
    pub fn wall(&self, at: UnixMillis) -> civil::DateTime {
        self.offset().civil(at)
    }

    /// The community's date today.
    pub fn today(&self) -> civil::Date {
        self.civil_now().date()
    }

    /// When the server was last heard of the shown community, on its wall clock.
    pub fn heard_at(&self) -> Option<civil::DateTime> {
        self.version.track();
        let community = self.community.get();
        let heard = self
            .keeper()
            .read(|replica| replica.feed(&community).map(|feed| feed.server_time));
        heard.map(|at| self.offset().civil(at))
    }

    /// Whether a journal was ever seen to go back: something for the people who run the server.
    /// Tracks the version.
    pub fn journal_went_back(&self) -> bool {
        self.version.track();
        self.keeper().read(|replica| replica.alarms().ledger > 0)
    }

    /// How many rows this build cannot read; they are kept and exported as they are.
    pub fn unreadable_rows(&self) -> u64 {
        self.version.track();
        self.keeper().read(sync::Replica::unreadable_rows)
    }

    /// How much room the store has. Tracks the version.
    pub fn tightness(&self) -> Tightness {
        self.version.track();
        self.keeper().tightness()
    }

    /// What would be lost if the browser cleared the storage now. None of a page without storage:
    /// what it keeps stands beside the marker, and another store may be there again tomorrow.
    pub(crate) fn marker(&self) -> Option<Marker> {
        let health = self.storage.get_untracked();
        let has_storage = !matches!(health, StorageHealth::UntilClosed { .. });
        has_storage.then(|| self.keeper().marker())
    }
}
