//! One meeting of a session, as calendars know it.
//!
//! The one rule to know: a meeting keeps its name (UID) as long as it is the same meeting: that of
//! a session of one day is the session's, so that a session that moves to another day is moved in
//! every calendar; that of a course is the session's and its day's.

use crate::own::Own;
use crate::{Tongue, words};
use rules::activity::Activity;
use rules::civil;
use rules::community::{GeoPoint, Place};
use rules::id::{CommunityId, SessionId};
use rules::session::{Session, Status};
use rules::time::{Offset, UnixMillis, add_days};

/// How certain it is that it takes place for whoever has it in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// It does.
    Certain,
    /// It may.
    Open,
    /// It does not, or not on the day it stands under.
    Cancelled,
}

/// Whose calendar an event stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View<'a> {
    /// Anybody's: everything the community publishes, no reminders.
    Everybody,
    /// The household's own: what, when, where, how they stand; and reminders.
    Own(&'a Own),
}

/// One meeting in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub(crate) uid: String,
    pub(crate) sequence: u32,
    pub(crate) starts: UnixMillis,
    pub(crate) ends: UnixMillis,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) place: String,
    pub(crate) at: Option<GeoPoint>,
    pub(crate) category: &'static str,
    pub(crate) address: String,
    pub(crate) certainty: Certainty,
    pub(crate) is_own: bool,
    /// How long before its beginning it is spoken of.
    pub(crate) reminders: &'static [&'static str],
}

/// A day and an hour before: of what stands alone, and of the first meeting of a course.
const REMINDERS_FIRST: &[&str] = &["-P1D", "-PT1H"];
/// An hour before: of every further meeting.
const REMINDERS_LATER: &[&str] = &["-PT1H"];

/// A session with all that calendars say of it.
#[derive(Debug, Clone, Copy)]
pub struct Meetings<'a> {
    /// Its community.
    pub community: &'a CommunityId,
    /// The community's clock.
    pub offset: Offset,
    /// Which session.
    pub id: &'a SessionId,
    /// Itself.
    pub session: &'a Session,
    /// What it offers.
    pub activity: &'a Activity,
    /// Where, where that is known.
    pub place: Option<&'a Place>,
    /// The highest revision among the records it is made of: it rises with each change of them.
    pub revision: u64,
    /// Where this community's app is served, `https://..` without an end; empty where unknown.
    pub origin: &'a str,
}

impl Meetings<'_> {
    /// The meetings of the days that are asked for.
    pub fn events(
        &self,
        (view, tongue): (View<'_>, Tongue),
        is_asked: impl Fn(civil::Date) -> bool,
    ) -> Vec<Event> {
        let days = self.session.days.iter().filter(|day| is_asked(**day));
        days.map(|day| self.event((view, tongue), *day)).collect()
    }

    fn event(&self, (view, tongue): (View<'_>, Tongue), day: civil::Date) -> Event {
        let (session, activity) = (self.session, self.activity);
        let (before, certainty) = match (session.status(), view) {
            (Status::Cancelled, _) => (words::cancelled(tongue), Certainty::Cancelled),
            // Nobody's calendar shows it as held on a day on which nothing is.
            (Status::Postponed, _) => (words::postponed(tongue), Certainty::Cancelled),
            (Status::Scheduled, View::Everybody) => ("", Certainty::Certain),
            (Status::Scheduled, View::Own(own)) => (own.before_title(tongue), own.certainty()),
        };
        let is_first = session.days.first() == Some(&day);
        let reminders = match view {
            View::Own(own) if certainty == Certainty::Cancelled || !own.is_reminded() => &[],
            View::Own(_) if is_first => REMINDERS_FIRST,
            View::Own(_) => REMINDERS_LATER,
            View::Everybody => &[],
        };
        let ends_on = if session.ends <= session.starts {
            add_days(day, 1)
        } else {
            day
        };
        Event {
            uid: self.uid(day),
            sequence: sequence(self.revision),
            starts: self.offset.millis(day.to_datetime(session.starts)),
            ends: self.offset.millis(ends_on.to_datetime(session.ends)),
            title: format!("{before}{}", tongue.of(&activity.title)),
            about: self.about(view, tongue),
            place: self.place(tongue),
            at: self.place.and_then(|place| place.at),
            category: words::kind(tongue, activity.kind),
            address: self.address(),
            certainty,
            is_own: matches!(view, View::Own(_)),
            reminders,
        }
    }

    fn uid(&self, day: civil::Date) -> String {
        let (id, community) = (self.id, self.community);
        if self.session.days.len() == 1 {
            return format!("{id}@{community}.cuobian");
        }
        let (year, month, of_month) = (day.year(), day.month(), day.day());
        format!("{id}.{year:04}{month:02}{of_month:02}@{community}.cuobian")
    }

    fn about(&self, view: View<'_>, tongue: Tongue) -> String {
        let activity = self.activity;
        let mut lines = Vec::new();
        let mut told = |before: &str, said: &str| {
            if !said.is_empty() {
                lines.push(format!("{before}{said}"));
            }
        };
        // The hours of the event are then the widest they may be.
        told(words::hours(tongue), tongue.of(&self.session.as_written));
        match view {
            View::Own(own) => {
                for said in own.said(tongue) {
                    told("", &said);
                }
            }
            View::Everybody => {
                told("", tongue.of(&activity.summary));
                told(words::bring(tongue), tongue.of(&activity.bring));
                told("", tongue.of(&activity.organiser));
                told(words::phone(tongue), &activity.phone);
            }
        }
        lines.join("\n")
    }

    fn place(&self, tongue: Tongue) -> String {
        let Some(place) = self.place else {
            return String::new();
        };
        let (name, address) = (tongue.of(&place.name), tongue.of(&place.address));
        if address.is_empty() {
            return name.to_owned();
        }
        format!("{name}{}{address}", words::comma(tongue))
    }

    /// The page of the app; the organiser's own where nobody said where the app is.
    fn address(&self) -> String {
        if self.origin.is_empty() {
            return self.activity.link.clone();
        }
        format!("{}/activity/{}", self.origin, self.id)
    }
}

impl Event {
    /// When it begins.
    pub fn starts(&self) -> UnixMillis {
        self.starts
    }
}

/// A revision as calendars count: many keep it in 31 bits.
fn sequence(revision: u64) -> u32 {
    u32::try_from(revision).unwrap_or(u32::MAX) & (u32::MAX >> 1)
}
