//! How tall rows are, and so which of them can be seen.
//!
//! The one rule: what was measured is kept, what was not is guessed at the same height.
//! Absent on purpose: the page. This is arithmetic, tested on the host.

use std::collections::BTreeMap;
use std::ops::Range;

/// At most so many rows are alive, however small they are.
pub(super) const ROWS_MAX: usize = 60;

/// The ends of a window snap to this, so that not every scrolled pixel changes it. A power of two,
/// like what the list halves.
pub(super) const SNAP: usize = 4;

/// So many rows live on each side of the one that has the focus.
const NEAR: usize = 2 * SNAP;

/// Heights of all rows, in CSS pixels. Only what was measured is held: of a list of a hundred
/// thousand rows that is what somebody has seen of it.
#[derive(Debug)]
pub(super) struct Heights {
    rows: usize,
    known: BTreeMap<usize, f64>,
    guess: f64,
}

impl Heights {
    /// So many rows, none measured yet.
    pub(super) fn new(rows: usize, guess: f64) -> Self {
        Self {
            rows,
            known: BTreeMap::new(),
            guess: guess.max(1.0),
        }
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Forgets every measure: other rows, or other text.
    pub(super) fn forget(&mut self, rows: usize) {
        self.rows = rows;
        self.known.clear();
    }

    /// Takes what was measured of the rows from `start` on. The first measures after a
    /// [`Self::forget`] also make the guess; later ones do not, or the page would move under the
    /// reader.
    pub(super) fn measured(&mut self, start: usize, heights: &[f64]) {
        if self.known.is_empty() && !heights.is_empty() {
            self.guess = f64::max(heights.iter().sum::<f64>() / float(heights.len()), 1.0);
        }
        for (row, height) in (start..self.rows).zip(heights) {
            self.known.insert(row, *height);
        }
    }

    /// The height of all rows of a range together.
    pub(super) fn sum(&self, range: Range<usize>) -> f64 {
        let range = range.start.min(self.rows)..range.end.min(self.rows);
        if range.is_empty() {
            return 0.0;
        }
        let known = self.known.range(range.clone());
        known.fold(float(range.len()) * self.guess, |sum, (_, height)| {
            sum + height - self.guess
        })
    }

    /// The first row that reaches below `top`.
    pub(super) fn row_at(&self, top: f64) -> usize {
        let (mut row, mut above) = (0, 0.0);
        for (known, height) in &self.known {
            let guessed = known.saturating_sub(row);
            let before = above + float(guessed) * self.guess;
            if before > top {
                break;
            }
            if before + height > top {
                return *known;
            }
            (row, above) = (known.saturating_add(1), before + height);
        }
        row.saturating_add(whole((top - above) / self.guess))
            .min(self.rows)
    }

    /// The rows to keep alive for what is seen from `top` to `bottom`, with half a screen more on
    /// each side. Both are counted from the top of the list.
    pub(super) fn window(&self, top: f64, bottom: f64) -> Range<usize> {
        let spare = (bottom - top).max(0.0) / 2.0;
        let first = self.row_at(top - spare).min(self.rows.saturating_sub(1));
        let last = self.row_at(bottom + spare).saturating_add(1);
        let start = first - first % SNAP;
        let end = last.next_multiple_of(SNAP).min(self.rows);
        start..end.min(start.saturating_add(ROWS_MAX))
    }
}

/// The same rows, and those on both sides of one that has the focus, so that the next press of a key
/// finds a row to go to before the page has followed. Where that would be too many, it was left
/// behind by scrolling.
pub(super) fn with_focus(window: Range<usize>, focused: usize, rows: usize) -> Range<usize> {
    let near = focused.saturating_sub(NEAR);
    let start = window.start.min(near - near % SNAP);
    let end = focused.saturating_add(NEAR).next_multiple_of(SNAP);
    let end = window.end.max(end.min(rows));
    if end.saturating_sub(start) > ROWS_MAX {
        return window;
    }
    start..end
}

/// A count of rows as a factor. No list has four thousand million rows.
fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// How many whole rows fit; none into nothing.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the only way from a float; it stops at the ends of the range"
)]
fn whole(rows: f64) -> usize {
    rows.max(0.0) as usize
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::float_cmp,
        clippy::indexing_slicing,
        reason = "sums of small exact numbers"
    )]
    use super::*;

    #[test]
    fn ten_thousand_rows_keep_a_small_window_anywhere() {
        let heights = Heights::new(10_000, 90.0);
        for top in [0.0, 450_000.0, 899_000.0, 9_000_000.0] {
            let window = heights.window(top, top + 844.0);
            assert!(window.len() <= ROWS_MAX, "{window:?}");
            assert!(window.end <= 10_000);
        }
        assert_eq!(heights.window(0.0, 844.0), 0..16);
    }

    #[test]
    fn beside_the_row_that_has_the_focus_others_live_unless_it_was_left_behind() {
        assert_eq!(with_focus(20..40, 38, 500), 20..48);
        assert_eq!(with_focus(20..40, 21, 500), 12..40);
        assert_eq!(with_focus(20..40, 30, 500), 20..40);
        assert_eq!(with_focus(0..12, 11, 18), 0..18, "no more than there are");
        assert_eq!(with_focus(0..12, 3, 500), 0..12);
        assert_eq!(with_focus(200..220, 30, 500), 200..220, "far behind");
    }

    #[test]
    fn tiny_rows_cannot_make_the_window_large() {
        assert_eq!(
            Heights::new(10_000, 1.0).window(0.0, 2000.0).len(),
            ROWS_MAX
        );
    }

    #[test]
    fn everything_seen_is_inside_the_window() {
        let mut heights = Heights::new(500, 90.0);
        heights.measured(0, &[200.0, 20.0, 64.5, 90.0]);
        for top in [0.0, 10.0, 333.0, 20_000.0] {
            let window = heights.window(top, top + 800.0);
            assert!(window.contains(&heights.row_at(top)));
            assert!(window.contains(&heights.row_at(top + 800.0)));
        }
    }

    #[test]
    fn the_first_measures_make_the_guess_and_later_ones_leave_it() {
        let mut heights = Heights::new(4, 10.0);
        heights.measured(0, &[100.0]);
        assert_eq!(heights.sum(0..4), 400.0);
        heights.measured(1, &[50.0]);
        assert_eq!(heights.sum(0..4), 350.0);
        heights.forget(2);
        assert_eq!(heights.sum(0..2), 200.0);
    }

    /// What is held sparsely says the same as every height written out.
    #[test]
    fn sums_and_rows_are_those_of_the_heights_written_out() {
        let mut heights = Heights::new(300, 50.0);
        heights.measured(0, &[50.0, 40.0, 60.0]);
        heights.measured(97, &[10.0, 300.0, 7.5, 50.0]);
        heights.measured(290, &[80.0; 30]);
        let each: Vec<f64> = (0..300).map(|row| heights.sum(row..row + 1)).collect();
        assert_eq!(
            (each[1], each[50], each[98], each[299]),
            (40.0, 50.0, 300.0, 80.0)
        );
        for start in [0, 2, 96, 98, 250, 299] {
            for end in [start, 99, 290, 300, usize::MAX] {
                let plain: f64 = each
                    .iter()
                    .skip(start)
                    .take(end.saturating_sub(start))
                    .sum();
                assert_eq!(heights.sum(start..end), plain, "{start}..{end}");
            }
        }
        for top in (-100..16_000).step_by(9).map(f64::from) {
            let mut bottom = 0.0;
            let plain = each.iter().position(|height| {
                bottom += height;
                bottom > top
            });
            assert_eq!(heights.row_at(top), plain.unwrap_or(300), "{top}");
        }
    }

    #[test]
    fn an_empty_list_has_an_empty_window() {
        assert!(Heights::new(0, 90.0).window(0.0, 800.0).is_empty());
    }
}
