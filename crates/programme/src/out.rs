//! A programme given away: tables and a feed for reuse.

/// With what a cell begins that a spreadsheet would take for a formula.
pub const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
