//! Places of some kinds, for whoever plans a session: found as residents find, by words in either
//! script and by initials, of the place or of what it lies in.
//!
//! The one rule to know: where most sessions were held stands first; what was never used comes
//! last, and buildings behind what they lie in.

use super::{Programme, near};
use crate::community::PlaceKind;
use crate::id::PlaceId;

impl Programme {
    /// The places of these kinds that all of these words find, each with how many sessions are held
    /// there, the most used first, then by name. No words find all of them.
    pub fn places(&self, kinds: &[PlaceKind], words: &str) -> Vec<(&PlaceId, u32)> {
        let words = words.to_lowercase();
        let hits: Vec<Vec<bool>> = words
            .split_whitespace()
            .map(|word| self.hits(word).places)
            .collect();
        // What a town is found by, each venue in it is found by.
        let spot = |at| self.spot(at);
        let is_hit = |at: usize| {
            hits.iter().all(|word| {
                let mut around = near::areas_of(at, &spot);
                around.any(|area| word.get(area).copied().unwrap_or(false))
            })
        };
        let uses = self.uses();
        let all = self.places.iter().zip(uses).enumerate();
        let mut found: Vec<_> = all
            .filter(|(at, (placed, _))| kinds.contains(&placed.spot.kind) && is_hit(*at))
            .map(|(_, found)| found)
            .collect();
        // A committee is not buried under the buildings in it, which its word finds as well.
        let is_building = |kind| kind == PlaceKind::Building;
        found.sort_by(|(one, used), (other, used_too)| {
            let (last, last_too) = (is_building(one.spot.kind), is_building(other.spot.kind));
            let (first, second) = (
                (last, &one.text, &one.id),
                (last_too, &other.text, &other.id),
            );
            (used_too, first).cmp(&(used, second))
        });
        let found = found.into_iter();
        found.map(|(placed, uses)| (&placed.id, uses)).collect()
    }

    /// How many sessions each place has, in the order of places.
    fn uses(&self) -> Vec<u32> {
        let mut uses = vec![0_u32; self.places.len()];
        for listed in &self.listed {
            let at = listed.place.and_then(|at| usize::try_from(at).ok());
            if let Some(count) = at.and_then(|at| uses.get_mut(at)) {
                *count = count.saturating_add(1);
            }
        }
        uses
    }
}
