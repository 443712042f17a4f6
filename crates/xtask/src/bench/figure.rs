//! One measured figure: read from a bench's line, written to the table and to the list.

use serde_json::{Value, json};

/// A figure with the id of its goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The goal's id, as in `P1`.
    pub id: String,
    /// What was measured, in words.
    pub what: String,
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// The goal as a comparison, `<= 300`, or nothing where the figure only informs.
    pub goal: String,
}

impl Figure {
    /// The figure a line of output carries, if it carries one.
    pub fn of_line(line: &str) -> Option<Self> {
        let start = line.find('{')?;
        let value: Value = serde_json::from_str(line.get(start..)?.trim()).ok()?;
        let text = |name| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            id: text("id")?,
            what: text("what")?,
            value: value.get("value")?.as_f64()?,
            unit: text("unit")?,
            goal: text("goal").unwrap_or_default(),
        })
    }

    /// The same as it stands in `bench.json`.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id, "what": self.what, "value": self.value,
            "unit": self.unit, "goal": self.goal,
        })
    }

    /// The same as a line of the table.
    fn row(&self) -> String {
        let Self {
            id,
            what,
            value,
            unit,
            goal,
        } = self;
        let verdict = match self.reached() {
            Some(true) => "reached",
            Some(false) => "MISSED",
            None => "",
        };
        format!("{id:<5}{what:<44}{value:>12.1} {unit:<12}{goal:<12}{verdict}\n")
    }

    /// Whether the goal is reached, where there is one that can be compared.
    fn reached(&self) -> Option<bool> {
        let (sign, bound) = self.goal.split_once(' ')?;
        let bound: f64 = bound.split(' ').next()?.replace(',', "").parse().ok()?;
        match sign {
            "<=" => Some(self.value <= bound),
            ">=" => Some(self.value >= bound),
            "=" => Some((self.value - bound).abs() < f64::EPSILON),
            _ => None,
        }
    }
}

/// The figures for a person to read.
pub fn table(figures: &[Figure]) -> String {
    figures.iter().map(Figure::row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_among_others_carries_a_figure() {
        let line = r#"test x ... {"id":"P6","what":"save","value":3,"unit":"ms","goal":"<= 30"}"#;
        let figure = Figure::of_line(line).unwrap();
        assert_eq!((figure.id.as_str(), figure.reached()), ("P6", Some(true)));
        assert_eq!(Figure::of_line("running 3 tests"), None);
        assert_eq!(Figure::of_line(r#"{"id":"P6","value":"3"}"#), None);
    }

    #[test]
    fn goals_compare_in_both_directions() {
        let with = |value, goal: &str| Figure {
            id: "P10".into(),
            what: String::new(),
            value,
            unit: String::new(),
            goal: goal.into(),
        };
        assert_eq!(with(1500.0, ">= 1,500").reached(), Some(true));
        assert_eq!(with(1499.0, ">= 1,500").reached(), Some(false));
        assert_eq!(with(301.0, "<= 300 kB").reached(), Some(false));
        assert_eq!(with(1.0, "").reached(), None);
        assert!(table(&[with(1499.0, ">= 1,500")]).contains("MISSED"));
    }
}
