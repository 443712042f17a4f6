//! English.
#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "one shape for every sentence"
)]

mod errors;

use super::phrases::{Phrases, Screens};
use super::{Lang, time};
use crate::parts::TextSize;
use crate::state::{
    DiaryCopy, Expected, Standing, StorageHealth, SyncStatus, WaitReason, Waits, What,
};
use rules::activity::fee::Fee;
use rules::activity::{ActivityKind, Audience};
use rules::civil::{self, Weekday};
use rules::key::Month;
use rules::points::{Cap, Worth};
use rules::session::Ages;

pub(super) static PHRASES: Phrases = Phrases {
    app_name: "Cuobian",
    today_word: "Today",
    tomorrow_word: "Tomorrow",
    screens: Screens {
        today: "Today",
        activities: "Activities",
        diary: "Diary",
        me: "Me",
        skip: "Skip to the content",
        navigation: "Main pages",
        opening: "Reading what is kept on this phone",
        nowhere: "There is no such page",
        nowhere_next: "Please choose a page below.",
        lost: "This page is not here yet",
        lost_next: "It needs the network the first time. What is on this phone is safe.",
        lost_again: "Try again",
        back: "Back",
        text_size: |size| match size {
            TextSize::Standard => "Text size: standard. Press for large",
            TextSize::Large => "Text size: large. Press for largest",
            TextSize::Largest => "Text size: largest. Press for standard",
        },
        text_sample: "A",
    },
    refusal: errors::refusal,
    outcome: errors::outcome,
    not_saved: errors::not_saved,
    sign_in_error: errors::sign_in_error,
    standing,
    copy,
    what,
    waits,
    sync_status,
    storage,
    consequence,
    days,
    ages,
    fee,
    kind,
    audience,
    minutes,
    points: |points| format!("{points} points"),
    worth,
    cap,
    bytes: super::megabytes,
    unreadable: |rows| {
        format!("{rows} entries are for a newer version. They are kept and read after an update.")
    },
    heard_at: |at, today| {
        if at.date() == today {
            format!("Updated {}", time(at.time()))
        } else {
            format!("Updated {} {}", short_date(at.date()), time(at.time()))
        }
    },
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: i8) -> &'static str {
    let at = usize::try_from(month).unwrap_or(1).saturating_sub(1);
    MONTHS.get(at).copied().unwrap_or_default()
}

pub(super) fn date(day: civil::Date) -> String {
    format!("{} {}", short_date(day), day.year())
}

pub(super) fn short_date(day: civil::Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    };
    format!("{weekday} {} {}", day.day(), month_name(day.month()))
}

pub(super) fn month(month: Month) -> String {
    format!("{} {}", month_name(month.month), month.year)
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::SavedHere => "Saved on this phone".to_owned(),
        Standing::Sent => "Sent, not confirmed yet".to_owned(),
        Standing::Confirmed => "Confirmed".to_owned(),
        Standing::Waiting(place) => format!("Waiting list, number {place}"),
        Standing::Held(held) => {
            format!(
                "Held for you, confirm before {}",
                Lang::En.moment(held.until)
            )
        }
        Standing::Lapsed => "Not confirmed in time, no longer held".to_owned(),
        Standing::Applied => "In the draw".to_owned(),
        Standing::Asked => "Applied; the desk decides".to_owned(),
        Standing::Declined(why) => format!("Not this time: {why}"),
        Standing::LeaveSaved => "Leaving: saved on this phone".to_owned(),
        Standing::LeaveSent => "Leaving: sent, not confirmed yet".to_owned(),
        Standing::NotPossible(_) => "Not possible".to_owned(),
    }
}

fn copy(copy: &DiaryCopy) -> String {
    match copy {
        DiaryCopy::ThisPhoneOnly => "On this phone only",
        DiaryCopy::SavedHere => "Saved on this phone",
        DiaryCopy::Copied => "Backed up",
        DiaryCopy::Refused(_) => "On this phone, not backed up",
    }
    .to_owned()
}

fn what(what: &What) -> String {
    match what {
        What::Register { title, names } => {
            format!("Register: {} ({})", title.en_or_zh(), names.join(", "))
        }
        What::Leave { title, names } => {
            format!("Cancel: {} ({})", title.en_or_zh(), names.join(", "))
        }
        What::Confirm { title, names } => {
            format!("Confirm: {} ({})", title.en_or_zh(), names.join(", "))
        }
        What::Claim { act, day } => {
            format!("Put forward: {}, {}", act.en_or_zh(), short_date(*day))
        }
        What::WithdrawClaim { day } => format!("Take back: {}", short_date(*day)),
        What::Consent { given: true, names } => format!("Consent for {}", names.join(", ")),
        What::Consent {
            given: false,
            names,
        } => format!("Consent taken back for {}", names.join(", ")),
        What::Desk { title } => format!("Desk: {}", title.en_or_zh()),
        What::Unknown => "A request of another version".to_owned(),
    }
}

fn waits(waits: &Waits) -> String {
    match waits {
        Waits::ForAnswer => "Sent; waiting for the answer.".to_owned(),
        Waits::ToBeSent(status) => {
            let said = sync_status(status);
            if said.is_empty() {
                "Going out now.".to_owned()
            } else {
                said
            }
        }
        Waits::ForEarlier => {
            "Goes out once the one before it is settled; nothing to do.".to_owned()
        }
        Waits::ForSignIn => "Goes out when its author signs in. It is kept.".to_owned(),
        Waits::ForUpdate(_) => {
            "The community cannot read it yet. It goes out after an update.".to_owned()
        }
    }
}

fn sync_status(status: &SyncStatus) -> String {
    let reason = |why: WaitReason| match why {
        WaitReason::Soon => "Going out now.",
        WaitReason::NoAnswer => "The community does not answer; it is tried again by itself.",
        WaitReason::Busy => "The community is busy; it is tried again by itself.",
        WaitReason::Protested => "The community did not take it; it is tried again by itself.",
        WaitReason::Store => {
            "This phone could not write; it is tried again by itself. Please free some room, or \
             open this page again."
        }
    };
    match status {
        SyncStatus::Unheard | SyncStatus::Fresh => String::new(),
        SyncStatus::Sending => "Checking with the community.".to_owned(),
        SyncStatus::Waiting(why) => reason(*why).to_owned(),
        SyncStatus::Offline => {
            "No network. All is saved on this phone and goes out when there is one.".to_owned()
        }
        SyncStatus::Stuck(why) => {
            format!(
                "Nothing has moved for a minute. {} What you wrote is on this phone; if it is \
                 urgent, please call.",
                reason(*why)
            )
        }
        SyncStatus::SignedOut => {
            "You have been signed out. Please sign in again; what waits is kept.".to_owned()
        }
        SyncStatus::Outdated => {
            "This version is too old to be told what is new. Please take the newer one; what you \
             write still goes out, and nothing is lost."
                .to_owned()
        }
    }
}

fn storage(health: &StorageHealth) -> String {
    match health {
        StorageHealth::Opening => PHRASES.screens.opening.to_owned(),
        StorageHealth::Kept { persisted: None | Some(true) } => String::new(),
        StorageHealth::Kept { persisted: Some(false) } => {
            "The browser may clear this if you stay away long. Installing the page keeps it safer."
                .to_owned()
        }
        StorageHealth::Cleared { unsent: Some(0) } => {
            "The browser had cleared this phone's copy. It is being fetched again; nothing unsent was lost."
                .to_owned()
        }
        StorageHealth::Cleared { unsent: None } => {
            "The browser had cleared this phone's content. It is being fetched again; whether \
             anything was unsent then, nobody can tell."
                .to_owned()
        }
        StorageHealth::OldPage => {
            "Another page took a newer version of the app, or the browser closed the storage. \
             Please open this page again; what was saved is safe."
                .to_owned()
        }
        StorageHealth::Cleared {
            unsent: Some(unsent),
        } => format!(
            "The browser had cleared this phone's copy. It is being fetched again; {unsent} unsent entries were lost. Please write them again."
        ),
        StorageHealth::UntilClosed { why } => {
            format!("{} What you write now is kept only until you close this page.", errors::store_error(why))
        }
    }
}

fn consequence(expected: Expected, online: bool) -> String {
    let (now, later) = match expected {
        Expected::Seats => (
            "The community confirms the seats at once.".to_owned(),
            "the community confirms the seats, first come, first served",
        ),
        Expected::Line { place } => (
            format!(
                "Number {place} on the waiting list; seats that become free are yours in turn."
            ),
            "the community gives you your place in the line",
        ),
        Expected::Draw => (
            "This counts as one application for the draw.".to_owned(),
            "the community takes your application for the draw",
        ),
        Expected::Word => (
            "Your application goes to the community desk, which decides.".to_owned(),
            "the community desk decides on your application",
        ),
    };
    if online {
        now
    } else {
        format!("No network: saved on this phone; once online, {later}.")
    }
}

fn days(days: &[civil::Date]) -> String {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => {
            format!(
                "{} times, {} to {}",
                days.len(),
                short_date(*first),
                short_date(*last)
            )
        }
        (Some(only), _) => date(*only),
        _ => String::new(),
    }
}

fn ages(ages: Ages) -> String {
    match (ages.min, ages.max) {
        (None, None) => String::new(),
        (Some(min), None) => format!("From {min} years"),
        (None, Some(max)) => format!("Up to {max} years"),
        (Some(min), Some(max)) => format!("{min} to {max} years"),
    }
}

fn fee(fee: &Fee) -> String {
    match fee {
        Fee::Free => "Free".to_owned(),
        Fee::AsWritten(words) => format!("Fee as the organiser wrote it: {}", words.en_or_zh()),
        Fee::Unsaid => String::new(),
        Fee::Amount(amount) => format!(
            "{} {}.{:02}",
            amount.currency,
            amount.cents / 100,
            amount.cents % 100
        ),
    }
}

fn kind(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Learning => "Learning",
        ActivityKind::Culture => "Culture",
        ActivityKind::Sport => "Sport",
        ActivityKind::Health => "Health",
        ActivityKind::Children => "Children",
        ActivityKind::Volunteer => "Volunteering",
        ActivityKind::Festival => "Festivals",
        ActivityKind::Campaign => "Campaigns",
        ActivityKind::Heritage => "Heritage",
        ActivityKind::Service => "Everyday help",
    }
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone => "Everyone",
        Audience::Elders => "Elders",
        Audience::Children => "Children",
        Audience::Families => "Families",
        Audience::Disabled => "People with disabilities",
        Audience::Volunteers => "Volunteers",
    }
}

fn minutes(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, part) => format!("{part} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, part) => format!("{hours} h {part} min"),
    }
}

fn worth(worth: &Worth) -> String {
    let mut said = format!("Worth {} points", worth.points);
    for met in &worth.caps {
        said.push_str("; ");
        said.push_str(&cap(met));
    }
    said
}

fn cap(cap: &Cap) -> String {
    match cap {
        Cap::AtOnce { minutes_max } => {
            format!("at most {} at a time", minutes(u32::from(*minutes_max)))
        }
        Cap::Day { points_max } => format!("at most {points_max} points a day"),
        Cap::Month { points_max } => format!("at most {points_max} points a month"),
        Cap::Week { acts_max } => format!("at most {acts_max} a week"),
    }
}
