//! Who has which place when, so that no two sessions meet in one.
//!
//! The one rule to know: a series goes round its places in turn; where one is taken it goes to the
//! next, and at last to a station of the county seat. It is never left out in silence.

use super::DehuaError;
use super::series::{Series, Sitting};
use jiff::civil::{Date, Time};
use rules::id::PlaceId;
use std::collections::BTreeMap;

/// How far a series moves on in a long list of places, so that neighbouring villages do not get it
/// in neighbouring weeks. A prime, so that every place has its turn.
const STRIDE: usize = 37;

/// Hours of a day.
type Hours = (Time, Time);

/// The places' diaries.
pub(super) struct Agenda {
    taken: BTreeMap<(PlaceId, Date), Vec<Hours>>,
    fallback: Vec<PlaceId>,
}

impl Agenda {
    /// An empty agenda; the places are where a session goes when its own are taken.
    pub(super) fn new(fallback: Vec<PlaceId>) -> Self {
        Self {
            taken: BTreeMap::new(),
            fallback,
        }
    }

    /// Gives each session of a series its places.
    pub(super) fn seat(
        &mut self,
        series: &Series,
        meetings: &[Vec<Date>],
        venues: &[PlaceId],
    ) -> Result<Vec<Sitting>, DehuaError> {
        let hours = series.hours()?;
        let mut sittings = Vec::new();
        // Different series begin at different places; one that is held in several begins with the
        // first it names.
        let slug: usize = series.slug.bytes().map(usize::from).sum();
        let mut turn = if series.spread > 1 { 0 } else { slug };
        let stride = stride(venues.len());
        for days in meetings {
            for number in 1..=series.spread {
                let round = venues
                    .iter()
                    .cycle()
                    .skip(turn % venues.len().max(1))
                    .take(venues.len());
                let mut candidates = round.chain(&self.fallback);
                let place = candidates
                    .find(|place| self.is_free(place, days, hours))
                    .cloned();
                let Some(place) = place else {
                    let day = days.first().copied().unwrap_or(Date::MIN);
                    return Err(DehuaError::NoRoom {
                        slug: series.slug.clone(),
                        day,
                    });
                };
                for day in days {
                    self.taken
                        .entry((place.clone(), *day))
                        .or_default()
                        .push(hours);
                }
                let number = if series.spread > 1 { number } else { 0 };
                sittings.push(Sitting {
                    days: days.clone(),
                    place,
                    number,
                });
                turn += stride;
            }
        }
        Ok(sittings)
    }

    fn is_free(&self, place: &PlaceId, days: &[Date], (starts, ends): Hours) -> bool {
        days.iter().all(|day| {
            let taken = self.taken.get(&(place.clone(), *day));
            let overlaps = |(from, until): &Hours| starts < *until && *from < ends;
            !taken.is_some_and(|hours| hours.iter().any(overlaps))
        })
    }
}

/// How far a series moves on in a list of places.
fn stride(places: usize) -> usize {
    if places > STRIDE && !places.is_multiple_of(STRIDE) {
        STRIDE
    } else {
        1
    }
}
