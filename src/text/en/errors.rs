//! How a no is said: what happened, what helps next.
#![allow(
    clippy::too_many_lines,
    clippy::trivially_copy_pass_by_ref,
    reason = "one exhaustive match an enum, and one shape for every sentence"
)]

use super::{minutes, short_date, time};
use crate::keeper::NotSaved;
use crate::net::SignInError;
use crate::store::StoreError;
use crate::text::NameOf;
use rules::Refusal;
use sync::Outcome;
use sync::outcome::Amendment;
use sync::replica::ImportError;

pub(super) fn refusal(refusal: &Refusal, name: NameOf) -> String {
    match refusal {
        Refusal::NotSignedIn => {
            "Please sign in first. Once, with the number on your card and your PIN.".to_owned()
        }
        Refusal::NotAllowed => {
            "You cannot do this yourself. Please ask the community desk.".to_owned()
        }
        Refusal::PublisherOnly => "This step is for a colleague who may publish.".to_owned(),
        Refusal::WhyMissing => "Please give a reason in one sentence; the residents concerned will read it.".to_owned(),
        Refusal::ChangedMeanwhile { .. } => "A colleague changed this just now. Please look at the latest and try again.".to_owned(),
        Refusal::PeopleInIt { .. } => "Somebody is registered or waits, so how one gets in and the quotas cannot change any more.".to_owned(),
        Refusal::NotReviewed => "Nobody has looked this over. Please ask a colleague first.".to_owned(),
        Refusal::Taken { .. } => "This name is taken. Please choose another.".to_owned(),
        Refusal::NotInLine => "This party is no longer in line. Please look at the latest list.".to_owned(),
        Refusal::OnlyApplications => "Who waits in line cannot be declined; they get a seat when one is free.".to_owned(),
        Refusal::DrawDecides => "A draw decides here, not the desk.".to_owned(),
        Refusal::NotSealed => "The draw is not ready yet. Please apply a little later.".to_owned(),
        Refusal::SealBroken => "The seed does not fit the seal that was shown, so nothing was drawn. Please call the administrator.".to_owned(),
        Refusal::NotAGuardian => "An adult of the household, 18 or older, must consent.".to_owned(),
        Refusal::SeriesTooLong { limit } => {
            format!("The series is too long: {limit} meetings at most, within 400 days.")
        }
        Refusal::NotOnThatDay { day } => format!("It does not meet on {}.", short_date(*day)),
        Refusal::ConsentMissing { resident } => {
            format!("{} is a child: an adult of the family must consent first.", name(resident))
        }
        Refusal::LatePlaces { resident, from } => format!(
            "{} stayed away a few times without cancelling, so for now only late places are open: from {} {}.",
            name(resident),
            short_date(from.date()),
            time(from.time())
        ),
        Refusal::QuotaFull { quota, asked, free, .. } => format!(
            "Not enough places for “{}”: {asked} asked, {free} left. You can join the waiting list.",
            quota.en_or_zh()
        ),
        Refusal::QuotaTooSmall { quota, asked, seats } => format!(
            "There are {seats} places for “{}” in all, not {asked}. Please register apart.",
            quota.en_or_zh()
        ),
        Refusal::KeptForStations { asked, free, kept, .. } => format!(
            "Not enough places for phones: {asked} asked, {free} left. {kept} more are kept for the kiosk in the centre: register there, or join the waiting list."
        ),
        Refusal::TooManyByPhone { asked, seats } => format!(
            "There are {seats} places for phones in all, not {asked}. Please register apart, or at the kiosk in the centre."
        ),
        Refusal::UnknownCommunity => {
            "This community is not on this phone yet. Try again with a network.".to_owned()
        }
        Refusal::UnknownSession { .. } => {
            "This session is no longer listed. Please look at other sessions.".to_owned()
        }
        Refusal::UnknownResident { .. } => {
            "This person is not listed in your household. Please ask the community desk.".to_owned()
        }
        Refusal::SessionCancelled => {
            "This session is cancelled. Please look at other sessions.".to_owned()
        }
        Refusal::SessionPostponed => {
            "This session is postponed and its new day is not set. Please come back once it is."
                .to_owned()
        }
        Refusal::SessionOver { ended } => {
            format!(
                "It ended on {}. Please look at other sessions.",
                short_date(*ended)
            )
        }
        Refusal::NoRegistrationNeeded => "No need to register. Just come.".to_owned(),
        Refusal::CounterOnly => {
            "Registration is at the organiser's counter only. You can call them first.".to_owned()
        }
        Refusal::NotYetOpen { opens } => format!(
            "Registration opens on {} at {}. Please come back then.",
            short_date(opens.date()),
            time(opens.time())
        ),
        Refusal::Closed { closed } => format!(
            "Registration closed on {} at {}. Please look at other sessions.",
            short_date(closed.date()),
            time(closed.time())
        ),
        Refusal::NobodyNamed => "Nobody is ticked yet. Please tick who comes.".to_owned(),
        Refusal::NamedTwice { resident } => {
            format!("{} is named twice. Once is enough.", name(resident))
        }
        Refusal::TooManyNamed { found, limit } => {
            format!("At most {limit} people at a time; you ticked {found}. Please register twice.")
        }
        Refusal::TooYoung {
            resident,
            age,
            age_min,
        } => format!(
            "{} will be {age}; this session is from {age_min}. Please look at other sessions.",
            name(resident)
        ),
        Refusal::TooOld {
            resident,
            age,
            age_max,
        } => format!(
            "{} will be {age}; this session is up to {age_max}. Please look at other sessions.",
            name(resident)
        ),
        Refusal::AlreadyRegistered { resident } => {
            format!(
                "{} is registered or waiting already. Nothing more to do.",
                name(resident)
            )
        }
        Refusal::NotRegistered { resident } => {
            format!("{} is not registered. Nothing to cancel.", name(resident))
        }
        Refusal::NotHeld { resident } => format!(
            "No seat is held for {} now. Please look at the latest state.",
            name(resident)
        ),
        Refusal::HoldIsWhole { asked, held } => format!(
            "The seats are held for {held}, and {asked} were named. Whoever stays away leaves first; then confirm together."
        ),
        Refusal::HoldOver { over } => format!(
            "They were held until {} {}, which is over. See whether you can still ask again.",
            short_date(over.date()),
            time(over.time())
        ),
        Refusal::SessionFull { asked, free, .. } => format!(
            "Not enough seats: {asked} asked for, {free} free. You can join the waiting list."
        ),
        Refusal::WaitingListFull { limit } => {
            format!("The waiting list is full too ({limit}). Please look at other sessions.")
        }
        Refusal::PartyTooLarge { asked, seats } => {
            format!("There are {seats} seats in all, too few for {asked}. Please register apart.")
        }
        Refusal::UnknownAct { .. } => {
            "The points policy has no such act. Please choose another.".to_owned()
        }
        Refusal::Minutes { min, max, .. } => format!(
            "The time must be from {} to {}. Please change it.",
            minutes(u32::from(*min)),
            minutes(u32::from(*max))
        ),
        Refusal::TextTooLong { found, limit } => {
            format!("The text has {found} characters, at most {limit} fit. Please shorten it.")
        }
        Refusal::TooLongAgo { day, limit_days } => format!(
            "{} is too long ago: {limit_days} days count. It stays in your diary.",
            short_date(*day)
        ),
        Refusal::NotYet { day } => {
            format!(
                "{} has not come yet. Please put it forward afterwards.",
                short_date(*day)
            )
        }
        Refusal::AlreadyClaimed { .. } => "This note is put forward already.".to_owned(),
        Refusal::NotClaimed { .. } => {
            "This note is not put forward. Nothing to take back.".to_owned()
        }
        Refusal::Unsound { .. } => "This record contradicts itself; it was not taken.".to_owned(),
        Refusal::TooManyItems { found, limit } => {
            format!("At most {limit} at a time; there were {found}.")
        }
        Refusal::Newer => {
            "Not possible. The reason can be read after an update of this app.".to_owned()
        }
    }
}

pub(super) fn outcome(outcome: &Outcome, name: NameOf) -> String {
    match outcome {
        Outcome::Accepted => "Confirmed by the community.".to_owned(),
        Outcome::Changed { how } => match how {
            Amendment::Waiting { place } => {
                format!("All seats are taken; you are number {place} on the waiting list.")
            }
            Amendment::Applied {
                drawn_on: Some(day),
            } => {
                format!(
                    "Your application is in; the draw is on {}.",
                    short_date(*day)
                )
            }
            Amendment::Asked => {
                "Your application has arrived. The community desk decides, and it will say so here."
                    .to_owned()
            }
            Amendment::Applied { drawn_on: None } => {
                "Your application for the draw is in.".to_owned()
            }
            Amendment::Newer => {
                "Taken; the details can be read after an update of this app.".to_owned()
            }
        },
        Outcome::Refused { refusal: why } => refusal(why, name),
        Outcome::Expired => "It came too late. Please ask again.".to_owned(),
        Outcome::Superseded => "A later request took its place.".to_owned(),
        Outcome::Blocked { .. } => {
            "An earlier request was refused, so this one was not done.".to_owned()
        }
        Outcome::Quarantined { .. } => {
            "The community cannot read it yet; it is kept and tried after an update.".to_owned()
        }
        Outcome::Fork => "This phone's storage was copied; the request is sent anew.".to_owned(),
        Outcome::AlreadySettled => "It was settled long ago.".to_owned(),
    }
}

pub(super) fn not_saved(error: &NotSaved, name: NameOf) -> String {
    match error {
        NotSaved::Refused(why) => refusal(why, name),
        NotSaved::OutboxFull { limit } => {
            format!(
                "Not saved: {limit} requests wait on this phone already. Please go online first."
            )
        }
        NotSaved::Unwritable => {
            "Not saved: it cannot be written down. Please ask the desk.".to_owned()
        }
        NotSaved::OtherTabs => {
            "Not saved: another page is writing. Close the others and press again.".to_owned()
        }
        NotSaved::NotTaken(ImportError::AnotherResident) => {
            "Not taken: this file is another resident's. Sign in with their card to take it."
                .to_owned()
        }
        NotSaved::NotTaken(ImportError::NobodySignedIn) => {
            "Not taken: sign in first as the resident whose file it is, then choose it again."
                .to_owned()
        }
        NotSaved::NotTaken(ImportError::OutboxFull { found, limit }) => {
            format!("Not taken: {found} requests would wait, at most {limit} may. Connect first.")
        }
        NotSaved::Store(error) => {
            format!("Not saved. {} What was there is safe.", store_error(error))
        }
    }
}

pub(super) fn store_error(error: &StoreError) -> String {
    match error {
        StoreError::Missing => "This browser does not let us save (a private window, perhaps).",
        StoreError::Blocked => {
            "Another page holds the storage. Please close the app's other pages."
        }
        StoreError::Full => "The phone's storage is full. Please free some room and press again.",
        StoreError::Newer => {
            "A newer version wrote here; this old page can only look. Please open it again."
        }
        StoreError::Closed => "The storage was closed. Please open this page again.",
        StoreError::Failed => "The phone could not write. Press again, or open this page again.",
    }
    .to_owned()
}

pub(super) fn sign_in_error(error: &SignInError) -> String {
    match error {
        SignInError::Wrong => {
            "The number or the PIN is not right. Please look at your card and try again.".to_owned()
        }
        SignInError::TooOften { retry_after_secs } => format!(
            "Too many tries. Please wait {} or call the desk.",
            minutes(u32::try_from(retry_after_secs.div_ceil(60).max(1)).unwrap_or(u32::MAX))
        ),
        SignInError::NoAnswer => {
            "Signing in needs a network, and nobody answers. Try later.".to_owned()
        }
        SignInError::Broken => "Something broke on the community's side. Try later.".to_owned(),
        SignInError::NotSaved(error) => not_saved(error, &ToString::to_string),
    }
}
