//! The addresses of the desk, below `/desk`.
//!
//! The one rule to know: `DeskPage::read(page.to_string()) == page`. The first piece of the app
//! carries such an address as a text ([`Route::Desk`]); only the piece that has the desk's pages
//! reads it, so that residents load nothing of it.

use super::{Route, asked};
use rules::civil::Date;
use rules::id::SessionId;
use rules::time::written::{day_text, read_day};
use std::fmt;

/// A page of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskPage {
    /// What waits, what is on.
    Home,
    /// One session.
    Session(SessionId),
    /// The roll call of one of its meetings.
    Roll(SessionId, Date),
    /// Its roster, for paper.
    Paper(SessionId),
    /// It, for a wall.
    Poster(SessionId),
    /// Changing it.
    Change(SessionId),
    /// A new draft.
    New {
        /// The session it is made like.
        like: Option<SessionId>,
    },
    /// One draft.
    Draft(SessionId),
    /// Changing a draft.
    Edit {
        /// Which.
        draft: SessionId,
        /// Whether what one wrote oneself and was not taken stands in the fields.
        mine: bool,
    },
    /// Bringing in a file.
    Import,
    /// No address of the desk.
    Nowhere,
}

impl DeskPage {
    /// Reads what stands behind `/desk/`.
    pub fn read(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
        let page = match parts.as_slice() {
            [] => Some(Self::Home),
            ["import"] => Some(Self::Import),
            ["new"] => Some(Self::New {
                like: asked(query, "like").and_then(|session| session.parse().ok()),
            }),
            ["session", session] => session.parse().ok().map(Self::Session),
            ["session", session, "paper"] => session.parse().ok().map(Self::Paper),
            ["session", session, "poster"] => session.parse().ok().map(Self::Poster),
            ["session", session, "change"] => session.parse().ok().map(Self::Change),
            ["session", session, "roll", day] => {
                let session = session.parse().ok();
                session
                    .zip(read_day(day))
                    .map(|(session, day)| Self::Roll(session, day))
            }
            ["draft", draft] => draft.parse().ok().map(Self::Draft),
            ["draft", draft, "edit"] => draft.parse().ok().map(|draft| Self::Edit {
                draft,
                mine: asked(query, "mine").is_some(),
            }),
            _ => None,
        };
        page.unwrap_or(Self::Nowhere)
    }
}

impl fmt::Display for DeskPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => Ok(()),
            Self::Session(session) => write!(f, "session/{session}"),
            Self::Roll(session, day) => write!(f, "session/{session}/roll/{}", day_text(*day)),
            Self::Paper(session) => write!(f, "session/{session}/paper"),
            Self::Poster(session) => write!(f, "session/{session}/poster"),
            Self::Change(session) => write!(f, "session/{session}/change"),
            Self::New { like: None } => f.write_str("new"),
            Self::New { like: Some(like) } => write!(f, "new?like={like}"),
            Self::Draft(draft) => write!(f, "draft/{draft}"),
            Self::Edit { draft, mine: false } => write!(f, "draft/{draft}/edit"),
            Self::Edit { draft, mine: true } => write!(f, "draft/{draft}/edit?mine=1"),
            Self::Import => f.write_str("import"),
            Self::Nowhere => f.write_str("nowhere"),
        }
    }
}

impl From<DeskPage> for Route {
    fn from(page: DeskPage) -> Self {
        Self::Desk(page.to_string())
    }
}

impl From<DeskPage> for String {
    fn from(page: DeskPage) -> Self {
        Route::from(page).href()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rules::civil::date;

    #[test]
    fn every_page_of_the_desk_reads_back_from_its_address() {
        let id = || "tai-chi-0320".parse::<SessionId>().unwrap();
        for page in [
            DeskPage::Home,
            DeskPage::Session(id()),
            DeskPage::Roll(id(), date(2026, 3, 20)),
            DeskPage::Paper(id()),
            DeskPage::Poster(id()),
            DeskPage::Change(id()),
            DeskPage::New { like: None },
            DeskPage::New { like: Some(id()) },
            DeskPage::Draft(id()),
            DeskPage::Edit {
                draft: id(),
                mine: false,
            },
            DeskPage::Edit {
                draft: id(),
                mine: true,
            },
            DeskPage::Import,
            DeskPage::Nowhere,
        ] {
            let route = Route::from(page.clone());
            let read = Route::read(&route.href());
            assert_eq!(read, route);
            let Route::Desk(address) = read else {
                unreachable!("an address below /desk is the desk's");
            };
            assert_eq!(DeskPage::read(&address), page);
        }
    }

    #[test]
    fn what_is_no_page_of_the_desk_leads_nowhere_within_it() {
        for address in ["no-such", "session", "session/s/roll/2026-02-30", "draft"] {
            assert_eq!(DeskPage::read(address), DeskPage::Nowhere);
        }
    }
}
