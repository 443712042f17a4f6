//! Refusals: a rule said no. Content, not failure: shown to the person with what helps next.
//!
//! The one rule to know: a refusal carries the value found and the limit it met, so that the
//! sentence on screen can say both. Deliberately absent: sentences; they live with the app.

use crate::id::{ActId, NoteId, ResidentId, SessionId};
use crate::words::Words;
use jiff::civil;
use serde::{Deserialize, Serialize};

/// Why a rule said no. Shape on the wire: `{"session_full":{"asked":2,..}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[error("refused")]
pub enum Refusal {
    /// Nobody is signed in, and this needs somebody.
    NotSignedIn,
    /// The actor may not do this at all.
    NotAllowed,
    /// Only staff who publish may do this.
    PublisherOnly,
    /// Staff must say why, and did not.
    WhyMissing,
    /// Somebody else changed it while it was being changed.
    ChangedMeanwhile {
        /// Its key, as text.
        key: String,
    },
    /// How one gets in cannot be changed any more: somebody is in it, or waits.
    PeopleInIt {
        /// Its key, as text.
        key: String,
    },
    /// Nobody has looked the draft over.
    NotReviewed,
    /// Something else stands under this name already.
    Taken {
        /// The key, as text.
        key: String,
    },
    /// A series has too many meetings, or no end near enough.
    SeriesTooLong {
        /// The limit. Units: meetings.
        limit: u32,
    },
    /// Nobody waits under this turn (any more).
    NotInLine,
    /// Only an application can be declined; who waits in line has a turn.
    OnlyApplications,
    /// A draw decides, not staff.
    DrawDecides,
    /// The draw of this session has no seal yet.
    NotSealed,
    /// The seed does not fit the seal that was shown.
    SealBroken,
    /// It does not meet on that day.
    NotOnThatDay {
        /// The day.
        #[serde(with = "crate::time::written")]
        day: civil::Date,
    },
    /// No guardian has consented to a child's taking part.
    ConsentMissing {
        /// The child.
        resident: ResidentId,
    },
    /// Only an adult of the same household may consent for a child.
    NotAGuardian,
    /// Somebody stayed away without a word too often, and gets late places only.
    LatePlaces {
        /// Who.
        resident: ResidentId,
        /// From when on they may register.
        #[serde(with = "crate::time::written")]
        from: civil::DateTime,
    },
    /// Too few seats are left for some of the people; the waiting list is open.
    QuotaFull {
        /// Which people.
        quota: Words,
        /// How many of them were asked for.
        asked: u32,
        /// How many seats are left for them.
        free: u32,
        /// How many parties wait already.
        waiting: u32,
    },
    /// There are never so many seats for some of the people.
    QuotaTooSmall {
        /// Which people.
        quota: Words,
        /// How many of them were asked for.
        asked: u32,
        /// How many seats there are for them in all.
        seats: u32,
    },
    /// Too few seats are left for whoever asks by phone: the others are kept for the kiosks. The
    /// waiting list is open.
    KeptForStations {
        /// How many were asked for.
        asked: u32,
        /// How many are left for phones.
        free: u32,
        /// How many of those that are free phones may not take.
        kept: u32,
        /// How many parties wait already.
        waiting: u32,
    },
    /// There are never so many seats for whoever asks by phone.
    TooManyByPhone {
        /// How many were asked for.
        asked: u32,
        /// How many there are for phones in all.
        seats: u32,
    },
    /// The community has no records here.
    UnknownCommunity,
    /// There is no such session (here).
    UnknownSession {
        /// What was asked for.
        session: SessionId,
    },
    /// There is no such resident in this household.
    UnknownResident {
        /// Who was asked for.
        resident: ResidentId,
    },
    /// The session does not take place.
    SessionCancelled,
    /// The session is postponed, and its new day is not set.
    SessionPostponed,
    /// The session is over.
    SessionOver {
        /// The last day it met on.
        #[serde(with = "crate::time::written")]
        ended: civil::Date,
    },
    /// Nobody has to register; just come.
    NoRegistrationNeeded,
    /// Registration is at the organiser's counter only.
    CounterOnly,
    /// Registration has not opened.
    NotYetOpen {
        /// When it opens.
        #[serde(with = "crate::time::written")]
        opens: civil::DateTime,
    },
    /// Registration has closed.
    Closed {
        /// When it closed.
        #[serde(with = "crate::time::written")]
        closed: civil::DateTime,
    },
    /// Nobody was named.
    NobodyNamed,
    /// Somebody was named twice.
    NamedTwice {
        /// Who.
        resident: ResidentId,
    },
    /// More people than one registration may name.
    TooManyNamed {
        /// How many were named.
        found: u32,
        /// The limit.
        limit: u32,
    },
    /// Somebody is too young.
    TooYoung {
        /// Who.
        resident: ResidentId,
        /// Their age on the first day.
        age: u16,
        /// The youngest admitted.
        age_min: u16,
    },
    /// Somebody is too old.
    TooOld {
        /// Who.
        resident: ResidentId,
        /// Their age on the first day.
        age: u16,
        /// The oldest admitted.
        age_max: u16,
    },
    /// Somebody is registered (or waiting) already.
    AlreadyRegistered {
        /// Who.
        resident: ResidentId,
    },
    /// Somebody is not registered.
    NotRegistered {
        /// Who.
        resident: ResidentId,
    },
    /// No seats are held for somebody.
    NotHeld {
        /// Who.
        resident: ResidentId,
    },
    /// Seats held for a party are taken by all of it together.
    HoldIsWhole {
        /// How many people were named.
        asked: u32,
        /// How many the seats are held for.
        held: u32,
    },
    /// The seats were held until then.
    HoldOver {
        /// Until when.
        #[serde(with = "crate::time::written")]
        over: civil::DateTime,
    },
    /// Not enough seats are free; the waiting list is open.
    SessionFull {
        /// How many seats were asked for.
        asked: u32,
        /// How many are free.
        free: u32,
        /// How many parties wait already.
        waiting: u32,
    },
    /// The waiting list itself is full.
    WaitingListFull {
        /// The limit. Units: parties.
        limit: u32,
    },
    /// The party never fits: it is larger than the session.
    PartyTooLarge {
        /// How many seats were asked for.
        asked: u32,
        /// How many there are in all.
        seats: u32,
    },
    /// The policy has no such act.
    UnknownAct {
        /// What was named.
        act: ActId,
    },
    /// The length of the act is out of bounds.
    Minutes {
        /// What was written.
        found: u16,
        /// The shortest that counts.
        min: u16,
        /// The longest that is believed.
        max: u16,
    },
    /// The text is too long.
    TextTooLong {
        /// How many characters it has.
        found: u32,
        /// The limit. Units: characters.
        limit: u32,
    },
    /// The day lies too far back.
    TooLongAgo {
        /// The day.
        #[serde(with = "crate::time::written")]
        day: civil::Date,
        /// How far back is accepted. Units: days.
        limit_days: u16,
    },
    /// The day has not come yet.
    NotYet {
        /// The day.
        #[serde(with = "crate::time::written")]
        day: civil::Date,
    },
    /// This note has been put forward already.
    AlreadyClaimed {
        /// The note.
        note: NoteId,
    },
    /// This note has not been put forward.
    NotClaimed {
        /// The note.
        note: NoteId,
    },
    /// A record that was handed in breaks its own promises.
    Unsound {
        /// Its key, as text.
        key: String,
    },
    /// More records than one publication may hold.
    TooManyItems {
        /// How many there were.
        found: u32,
        /// The limit.
        limit: u32,
    },
    /// A refusal of a later version of the rules; shown as such.
    Newer,
}

impl Refusal {
    /// The refusal of whoever would find no room even if nobody else came.
    pub(crate) fn for_good(self) -> Self {
        match self {
            Self::QuotaFull {
                quota, asked, free, ..
            } => Self::QuotaTooSmall {
                quota,
                asked,
                seats: free,
            },
            Self::KeptForStations { asked, free, .. } => {
                Self::TooManyByPhone { asked, seats: free }
            }
            other => other,
        }
    }
}
