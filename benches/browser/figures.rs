//! From what was measured to the lines that `cargo xtask bench` reads.
//!
//! The one rule: a percentile is a value that was measured (nearest rank), never one in between.

use serde_json::{Value, json};

/// What was measured, smallest first.
pub struct Sample(Vec<f64>);

impl Sample {
    /// The numbers of one name in a list of measurements.
    pub fn of(list: &Value, name: &str) -> Self {
        let list = list.as_array().expect("a list of measurements");
        list.iter().map(|one| number(&one[name])).collect()
    }

    /// The value that this many in a hundred do not exceed.
    pub fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0[rank - 1]
    }

    /// The largest.
    pub fn max(&self) -> f64 {
        self.percentile(100)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<T: IntoIterator<Item = f64>>(numbers: T) -> Self {
        let mut numbers: Vec<f64> = numbers.into_iter().collect();
        assert!(!numbers.is_empty(), "nothing was measured");
        numbers.sort_by(f64::total_cmp);
        Self(numbers)
    }
}

/// A number that a script gave.
pub fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// Prints one figure.
pub fn say(id: &str, what: &str, (value, unit): (f64, &str), goal: &str) {
    let value = (value * 10.0).round() / 10.0;
    let line = json!({"id": id, "what": what, "value": value, "unit": unit, "goal": goal});
    println!("{line}");
}
