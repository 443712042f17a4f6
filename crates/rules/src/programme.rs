//! The programme as residents look through it: by day, by kind, by place, by words in either script
//! and by pinyin initials.
//!
//! The one rule to know: the index is built once per change of the programme; a keystroke only
//! walks each different text once, so that tens of thousands of sessions stay under a frame.
//!
//! Deliberately absent: seats and registrations; what is free is asked of the caller.

mod index;
pub mod near;
mod picking;

use crate::activity::{ActivityKind, Audience};
use crate::community::PlaceKind;
use crate::id::{PlaceId, SessionId};
use crate::session::SessionState;
use jiff::civil;
use near::{Nearness, Spot, nearness};
use std::sync::Arc;

/// One meeting in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The day.
    pub day: civil::Date,
    /// When it begins.
    pub starts: civil::Time,
    /// Which session, as an index for [`Programme::listed`].
    pub listed: u32,
}

/// A session as the list needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The session; shared, because a list of tens of thousands of lines names it again and again.
    pub id: Arc<SessionId>,
    /// Its kind.
    pub kind: ActivityKind,
    /// Who it is for.
    pub audience: Audience,
    /// Whether it takes place.
    pub state: SessionState,
    /// Which text says what it is; many sessions share one.
    text: u32,
    /// Which place it has; none where that record is not here.
    place: Option<u32>,
}

/// A place as the list needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Placed {
    id: PlaceId,
    spot: Spot,
    text: String,
}

/// What a resident looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words and initials; all of them must be found.
    pub text: String,
    /// Kinds to show; empty shows all.
    pub kinds: Vec<ActivityKind>,
    /// Audiences to show; empty shows all.
    pub audiences: Vec<Audience>,
    /// Only sessions with free seats.
    pub only_free: bool,
    /// The first day to show.
    pub from: Option<civil::Date>,
    /// The last day to show.
    pub until: Option<civil::Date>,
    /// Only what is held at this place, or in it.
    pub within: Option<PlaceId>,
}

/// The programme, indexed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Programme {
    lines: Vec<Line>,
    listed: Vec<Listed>,
    /// Each different text once, in small letters.
    texts: Vec<String>,
    /// Every place, in the order of ids.
    places: Vec<Placed>,
}

/// Where one word is found: among the texts, and among the places.
struct Hits {
    texts: Vec<bool>,
    places: Vec<bool>,
}

impl Programme {
    /// Every meeting, by day and hour.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The session of a line.
    pub fn listed(&self, line: &Line) -> Option<&Listed> {
        self.listed.get(usize::try_from(line.listed).ok()?)
    }

    /// Every session, in the order that [`Line::listed`] counts.
    pub fn all_listed(&self) -> &[Listed] {
        &self.listed
    }

    /// How many sessions there are.
    pub fn sessions(&self) -> usize {
        self.listed.len()
    }

    /// The meetings that match, by day and hour. `free` says of each session whether it is free, in
    /// the order of [`Self::all_listed`]; only [`Query::only_free`] looks at it.
    pub fn find(&self, query: &Query, free: &[bool]) -> Vec<Line> {
        let text = query.text.to_lowercase();
        let words: Vec<Hits> = text
            .split_whitespace()
            .map(|word| self.hits(word))
            .collect();
        let inside = query.within.as_ref().map(|area| self.inside(area));
        let is_free = |line: &Line, listed: &Listed| {
            listed.state == SessionState::Scheduled && at(free, Some(line.listed))
        };
        let is_wanted = |line: &Line, listed: &Listed| {
            (query.kinds.is_empty() || query.kinds.contains(&listed.kind))
                && (query.audiences.is_empty() || query.audiences.contains(&listed.audience))
                && words.iter().all(|word| word.find(listed))
                && inside
                    .as_ref()
                    .is_none_or(|inside| at(inside, listed.place))
                && (!query.only_free || is_free(line, listed))
        };
        let from = query.from.unwrap_or(civil::Date::MIN);
        let first = self.lines.partition_point(|line| line.day < from);
        let until = query.until.unwrap_or(civil::Date::MAX);
        let lines = self.lines.iter().skip(first);
        lines
            .take_while(|line| line.day <= until)
            .filter(|line| self.listed(line).is_some_and(|of| is_wanted(line, of)))
            .copied()
            .collect()
    }

    /// Sorts the lines of each day by nearness to a place; those equally near stay as they are.
    pub fn nearest_first(&self, lines: &mut [Line], home: &PlaceId) {
        let Some(home) = self.place_at(home) else {
            return;
        };
        let from_home = |place| nearness(home, place, &|at| self.spot(at));
        let ranks: Vec<Nearness> = (0..self.places.len()).map(from_home).collect();
        let rank = |line: &Line| {
            let place = self.listed(line).and_then(|listed| listed.place);
            let place = place.and_then(|place| usize::try_from(place).ok());
            let rank = place.and_then(|place| ranks.get(place));
            rank.copied().unwrap_or(Nearness::UNKNOWN)
        };
        for of_day in lines.chunk_by_mut(|left, right| left.day == right.day) {
            of_day.sort_by_key(rank);
        }
    }

    /// How near two places are to one another; a place that is not here is near nothing.
    pub fn nearness(&self, home: &PlaceId, place: &PlaceId) -> Nearness {
        let found = self.place_at(home).zip(self.place_at(place));
        found.map_or(Nearness::UNKNOWN, |(home, place)| {
            nearness(home, place, &|at| self.spot(at))
        })
    }

    /// Every place that holds others, or could, but for buildings: each with its kind and what it
    /// lies in.
    pub fn areas(&self) -> impl Iterator<Item = (&PlaceId, PlaceKind, Option<&PlaceId>)> {
        let areas = self.places.iter();
        let areas = areas
            .filter(|placed| !matches!(placed.spot.kind, PlaceKind::Venue | PlaceKind::Building));
        areas.map(|placed| {
            let within = placed.spot.within.and_then(|at| self.places.get(at));
            (&placed.id, placed.spot.kind, within.map(|area| &area.id))
        })
    }

    fn hits(&self, word: &str) -> Hits {
        let contains = |text: &String| text.contains(word);
        Hits {
            texts: self.texts.iter().map(contains).collect(),
            places: self
                .places
                .iter()
                .map(|place| contains(&place.text))
                .collect(),
        }
    }

    /// Which places are this one or lie in it.
    fn inside(&self, area: &PlaceId) -> Vec<bool> {
        let area = self.place_at(area);
        let lies_in = |place| near::areas_of(place, &|at| self.spot(at)).any(|of| Some(of) == area);
        (0..self.places.len()).map(lies_in).collect()
    }

    fn place_at(&self, id: &PlaceId) -> Option<usize> {
        self.places
            .binary_search_by(|placed| placed.id.cmp(id))
            .ok()
    }

    fn spot(&self, at: usize) -> Option<Spot> {
        self.places.get(at).map(|placed| placed.spot)
    }
}

impl Hits {
    fn find(&self, listed: &Listed) -> bool {
        at(&self.texts, Some(listed.text)) || at(&self.places, listed.place)
    }
}

/// What stands at a number; no where there is none.
fn at(flags: &[bool], number: Option<u32>) -> bool {
    let number = number.and_then(|number| usize::try_from(number).ok());
    number
        .and_then(|number| flags.get(number))
        .copied()
        .unwrap_or(false)
}

#[cfg(test)]
mod tests;
