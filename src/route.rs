//! Every address of the app, read and written in one place.
//!
//! The one rule to know: `Route::read(&route.href()) == route` for every route; a link is made from
//! a route, never spelled out. Deliberately absent: moving between them (`browser::go_to`) and what
//! stands there (`app`).

mod desk;

pub use desk::DeskPage;

use rules::civil::Date;
use rules::id::{NoteId, PlaceId, SessionId};
use rules::key::Month;
use rules::time::written::day_text;
use std::fmt;

/// An address of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The first screen.
    Today,
    /// All activities.
    Activities,
    /// The same, a month at a time.
    Calendar {
        /// What of it.
        show: Show,
    },
    /// One place: what it is, and what is held there.
    Place {
        /// Which.
        place: PlaceId,
        /// The session that somebody came from.
        of: Option<SessionId>,
    },
    /// One activity.
    Activity {
        /// Which.
        session: SessionId,
        /// Where the way back leads.
        from: CameFrom,
    },
    /// Registering for one activity.
    Registration {
        /// Which.
        session: SessionId,
    },
    /// The diary.
    Diary {
        /// The month; the present one when none is named.
        month: Option<Month>,
    },
    /// Writing a note.
    NewNote {
        /// The day it is about; today when none is named.
        day: Option<Date>,
    },
    /// One note.
    Note {
        /// Which.
        note: NoteId,
        /// Whether it was saved just now.
        saved: bool,
    },
    /// Changing a note.
    EditNote {
        /// Which.
        note: NoteId,
    },
    /// Me.
    Me,
    /// What was sent and what waits.
    Waiting,
    /// The household's own calendar, for other calendars.
    MyCalendar,
    /// What is on this phone.
    Phone,
    /// Erasing it.
    Erase,
    /// Help, version and sources.
    About,
    /// What the browser cleared.
    Cleared,
    /// Making this browser a kiosk.
    Station,
    /// Signing in.
    SignIn {
        /// Where to go afterwards; Me when nothing is named.
        then: Option<Box<Route>>,
    },
    /// The desk; what stands behind `/desk/` is read by [`DeskPage::read`].
    Desk(String),
    /// No address of the app.
    Nowhere,
}

/// Where somebody came to an activity from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CameFrom {
    /// The list of activities.
    #[default]
    List,
    /// Today.
    Today,
    /// A day of the calendar.
    Calendar(Date),
    /// The page of the place it is held at.
    Place,
}

/// What the calendar shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Show {
    /// The present month and today.
    #[default]
    Now,
    /// A month, no day of it picked.
    Month(Month),
    /// A day, in its month.
    Day(Date),
}

impl Route {
    /// Reads the path and the query of an address. What is not understood in a query is left out;
    /// a path that is not understood leads nowhere.
    pub fn read(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parts = path.split('/').filter(|part| !part.is_empty());
        let parts = parts.collect::<Vec<_>>();
        let asked = |name| asked(query, name);
        let route = match parts.as_slice() {
            [] => Some(Self::Today),
            ["activities"] => Some(Self::Activities),
            ["activity", session] => session.parse().ok().map(|session| Self::Activity {
                session,
                from: CameFrom::read(asked("from")),
            }),
            ["activities", "month"] => {
                let day = asked("day").and_then(rules::time::written::read_day);
                let month = asked("month").and_then(|month| month.parse().ok());
                let show = day.map(Show::Day).or(month.map(Show::Month));
                Some(Self::Calendar {
                    show: show.unwrap_or_default(),
                })
            }
            ["place", place] => place.parse().ok().map(|place| Self::Place {
                place,
                of: asked("of").and_then(|session| session.parse().ok()),
            }),
            ["activity", session, "register"] => {
                let session = session.parse().ok();
                session.map(|session| Self::Registration { session })
            }
            ["diary", rest @ ..] => Self::read_diary(rest, query),
            ["me"] => Some(Self::Me),
            ["me", "waiting"] => Some(Self::Waiting),
            ["me", "calendar"] => Some(Self::MyCalendar),
            ["me", "phone"] => Some(Self::Phone),
            ["me", "erase"] => Some(Self::Erase),
            ["me", "about"] => Some(Self::About),
            ["me", "cleared"] => Some(Self::Cleared),
            ["me", "station"] => Some(Self::Station),
            ["desk", ..] => {
                let below = address.strip_prefix("/desk").unwrap_or_default();
                Some(Self::Desk(below.trim_start_matches('/').to_owned()))
            }
            ["sign-in"] => Some(Self::SignIn {
                then: asked("then")
                    .map(Self::read)
                    .filter(|then| *then != Self::Nowhere)
                    .map(Box::new),
            }),
            _ => None,
        };
        let route = route.filter(|_| address.starts_with('/'));
        route.unwrap_or(Self::Nowhere)
    }

    fn read_diary(rest: &[&str], query: &str) -> Option<Self> {
        match rest {
            [] => Some(Self::Diary {
                month: asked(query, "month").and_then(|month| month.parse().ok()),
            }),
            ["new"] => Some(Self::NewNote {
                day: asked(query, "day").and_then(rules::time::written::read_day),
            }),
            [note] => note.parse().ok().map(|note| Self::Note {
                note,
                saved: asked(query, "saved").is_some(),
            }),
            [note, "edit"] => note.parse().ok().map(|note| Self::EditNote { note }),
            _ => None,
        }
    }

    /// The address, as links have it.
    pub fn href(&self) -> String {
        self.to_string()
    }

    /// Signing in, and back to this address afterwards.
    #[must_use]
    pub fn after_signing_in(self) -> Self {
        Self::SignIn {
            then: Some(Box::new(self)),
        }
    }

    /// The page alone: two routes with one page differ in what the page shows, not in which it is.
    #[must_use]
    pub fn page(self) -> Self {
        match self {
            Self::Diary { .. } => Self::Diary { month: None },
            Self::Calendar { .. } => Self::Calendar { show: Show::Now },
            other => other,
        }
    }
}

impl CameFrom {
    fn read(asked: Option<&str>) -> Self {
        let day = asked.and_then(rules::time::written::read_day);
        match (asked, day) {
            (Some("today"), _) => Self::Today,
            (Some("place"), _) => Self::Place,
            (_, Some(day)) => Self::Calendar(day),
            (_, None) => Self::List,
        }
    }
}

impl From<Route> for String {
    fn from(route: Route) -> Self {
        route.href()
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today => f.write_str("/"),
            Self::Desk(page) if page.is_empty() => f.write_str("/desk"),
            Self::Desk(page) => write!(f, "/desk/{page}"),
            Self::Activities => f.write_str("/activities"),
            Self::Activity { session, from } => match from {
                CameFrom::List => write!(f, "/activity/{session}"),
                CameFrom::Today => write!(f, "/activity/{session}?from=today"),
                CameFrom::Place => write!(f, "/activity/{session}?from=place"),
                CameFrom::Calendar(day) => {
                    write!(f, "/activity/{session}?from={}", day_text(*day))
                }
            },
            Self::Calendar { show } => match show {
                Show::Now => f.write_str("/activities/month"),
                Show::Month(month) => write!(f, "/activities/month?month={month}"),
                Show::Day(day) => write!(f, "/activities/month?day={}", day_text(*day)),
            },
            Self::Place { place, of: None } => write!(f, "/place/{place}"),
            Self::Place {
                place,
                of: Some(of),
            } => write!(f, "/place/{place}?of={of}"),
            Self::Registration { session } => write!(f, "/activity/{session}/register"),
            Self::Diary { month: None } => f.write_str("/diary"),
            Self::Diary { month: Some(month) } => write!(f, "/diary?month={month}"),
            Self::NewNote { day: None } => f.write_str("/diary/new"),
            Self::NewNote { day: Some(day) } => {
                write!(f, "/diary/new?day={}", day_text(*day))
            }
            Self::Note { note, saved: false } => write!(f, "/diary/{note}"),
            Self::Note { note, saved: true } => write!(f, "/diary/{note}?saved=1"),
            Self::EditNote { note } => write!(f, "/diary/{note}/edit"),
            Self::Me => f.write_str("/me"),
            Self::Waiting => f.write_str("/me/waiting"),
            Self::MyCalendar => f.write_str("/me/calendar"),
            Self::Phone => f.write_str("/me/phone"),
            Self::Erase => f.write_str("/me/erase"),
            Self::About => f.write_str("/me/about"),
            Self::Cleared => f.write_str("/me/cleared"),
            Self::Station => f.write_str("/me/station"),
            Self::SignIn { then: None } => f.write_str("/sign-in"),
            Self::SignIn { then: Some(then) } => write!(f, "/sign-in?then={then}"),
            Self::Nowhere => f.write_str("/nowhere"),
        }
    }
}

/// The value of a name in a query. An address in it is not encoded: it has no `&` of its own.
fn asked<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(n, _)| *n == name)
        .map(|(_, value)| value)
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<Route> {
        let session: SessionId = "tai-chi.2026-11".parse().unwrap();
        let note: NoteId = "0123456789abcdef0123456789abcdef".parse().unwrap();
        let register = Route::Registration {
            session: session.clone(),
        };
        vec![
            Route::Today,
            Route::Activities,
            Route::Activity {
                session: session.clone(),
                from: CameFrom::List,
            },
            Route::Activity {
                session,
                from: CameFrom::Today,
            },
            register.clone().after_signing_in(),
            register,
            Route::Diary { month: None },
            Route::Diary {
                month: Some(Month {
                    year: 2026,
                    month: 3,
                }),
            },
            Route::NewNote { day: None },
            Route::NewNote {
                day: Some(Date::constant(2026, 3, 1)),
            },
            Route::Note {
                note: note.clone(),
                saved: false,
            },
            Route::Note {
                note: note.clone(),
                saved: true,
            },
            Route::EditNote { note },
            Route::Me,
            Route::Waiting,
            Route::MyCalendar,
            Route::Phone,
            Route::Erase,
            Route::About,
            Route::Cleared,
            Route::Station,
            Route::SignIn { then: None },
            Route::Desk(String::new()),
            Route::Desk("session/s?x=1".to_owned()),
            Route::Nowhere,
        ]
    }

    fn finding() -> Vec<Route> {
        let session: SessionId = "tai-chi.2026-11".parse().unwrap();
        let place: PlaceId = "350526100001-station".parse().unwrap();
        vec![
            Route::Activity {
                session: session.clone(),
                from: CameFrom::Calendar(Date::constant(2026, 3, 20)),
            },
            Route::Activity {
                session: session.clone(),
                from: CameFrom::Place,
            },
            Route::Place {
                place: place.clone(),
                of: Some(session),
            },
            Route::Place { place, of: None },
            Route::Calendar { show: Show::Now },
            Route::Calendar {
                show: Show::Month(Month {
                    year: 2026,
                    month: 3,
                }),
            },
            Route::Calendar {
                show: Show::Day(Date::constant(2026, 3, 20)),
            },
        ]
    }

    #[test]
    fn every_route_is_read_from_its_own_address() {
        for route in every().into_iter().chain(finding()) {
            assert_eq!(Route::read(&route.href()), route, "{route}");
        }
    }

    #[test]
    fn what_is_not_understood_leads_nowhere_or_is_left_out() {
        for nowhere in [
            "/x",
            "/me/x",
            "/activity",
            "/activity/a b",
            "/diary/x/y",
            "/diary/n/edit/z",
        ] {
            assert_eq!(Route::read(nowhere), Route::Nowhere, "{nowhere}");
        }
        assert_eq!(Route::read("/activities/"), Route::Activities);
        let now = Route::Calendar { show: Show::Now };
        assert_eq!(Route::read("/activities/month?day=2026-02-30"), now);
        assert_eq!(
            Route::read("/diary?month=2026-13"),
            Route::Diary { month: None }
        );
        assert_eq!(
            Route::read("/diary/new?day=2026-2-30&x=1"),
            Route::NewNote { day: None }
        );
    }

    #[test]
    fn signing_in_leads_back_within_the_app_only() {
        for foreign in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
        ] {
            let read = Route::read(&format!("/sign-in?then={foreign}"));
            assert_eq!(read, Route::SignIn { then: None }, "{foreign}");
        }
    }
}
