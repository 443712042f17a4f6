//! How tall rows are, and so which of them can be seen.
//!
//! The one rule: what was measured is kept, what was not is guessed at the same height.
//! Absent on purpose: the page. This is arithmetic, tested on the host.

use std::ops::Range;

/// At most so many rows are alive, however small they are.
pub(super) const ROWS_MAX: usize = 60;

/// The ends of a window snap to this, so that not every scrolled pixel changes it.
const SNAP: usize = 4;

/// Heights of all rows, in CSS pixels.
#[derive(Debug)]
pub(super) struct Heights {
    known: Vec<Option<f64>>,
    guess: f64,
    guessed_only: bool,
}

impl Heights {
    /// So many rows, none measured yet.
    pub(super) fn new(rows: usize, guess: f64) -> Self {
        Self {
            known: vec![None; rows],
            guess: guess.max(1.0),
            guessed_only: true,
        }
    }

    /// Forgets every measure: other rows, or other text.
    pub(super) fn forget(&mut self, rows: usize) {
        self.known.clear();
        self.known.resize(rows, None);
        self.guessed_only = true;
    }

    /// Takes what was measured of the rows from `start` on. The first measures after a
    /// [`Self::forget`] also make the guess; later ones do not, or the page would move under the
    /// reader.
    pub(super) fn measured(&mut self, start: usize, heights: &[f64]) {
        for (slot, height) in self.known.iter_mut().skip(start).zip(heights) {
            *slot = Some(*height);
        }
        if self.guessed_only && !heights.is_empty() {
            let (sum, count) = heights.iter().fold((0.0, 0.0), |(sum, count), height| {
                (sum + height, count + 1.0)
            });
            self.guess = f64::max(sum / count, 1.0);
            self.guessed_only = false;
        }
    }

    /// The height of all rows of a range together.
    pub(super) fn sum(&self, range: Range<usize>) -> f64 {
        self.each().skip(range.start).take(range.len()).sum()
    }

    /// The first row that reaches below `top`.
    pub(super) fn row_at(&self, top: f64) -> usize {
        let mut bottom = 0.0;
        self.each()
            .position(|height| {
                bottom += height;
                bottom > top
            })
            .unwrap_or(self.known.len())
    }

    /// The rows to keep alive for what is seen from `top` to `bottom`, with half a screen more on
    /// each side. Both are counted from the top of the list.
    pub(super) fn window(&self, top: f64, bottom: f64) -> Range<usize> {
        let spare = (bottom - top).max(0.0) / 2.0;
        let first = self
            .row_at(top - spare)
            .min(self.known.len().saturating_sub(1));
        let last = self.row_at(bottom + spare).saturating_add(1);
        let start = first - first % SNAP;
        let end = last.next_multiple_of(SNAP).min(self.known.len());
        start..end.min(start.saturating_add(ROWS_MAX))
    }

    fn each(&self) -> impl Iterator<Item = f64> {
        self.known.iter().map(|height| height.unwrap_or(self.guess))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "sums of small exact numbers")]
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

    #[test]
    fn an_empty_list_has_an_empty_window() {
        assert!(Heights::new(0, 90.0).window(0.0, 800.0).is_empty());
    }
}
