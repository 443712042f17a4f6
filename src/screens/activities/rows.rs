//! The rows of the list: a heading for each day, then its meetings, each made when it is drawn.
//!
//! The one rule to know: a list of seventy thousand lines is the lines and where its days begin;
//! nothing is made of what nobody sees.

use crate::parts::RowSource;
use rules::civil;
use rules::id::SessionId;
use rules::programme::{Line, Programme};
use std::ops::Range;
use std::sync::Arc;

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The heading of a day.
    Day {
        /// The day.
        day: civil::Date,
        /// How many meetings it has here.
        meetings: u32,
    },
    /// One meeting. A line's own index changes whenever the programme does, so the session is named.
    Meeting {
        /// The session.
        session: Arc<SessionId>,
        /// The day it meets on.
        day: civil::Date,
    },
}

impl Item {
    /// The day it belongs to.
    pub fn day(&self) -> civil::Date {
        match self {
            Self::Day { day, .. } | Self::Meeting { day, .. } => *day,
        }
    }

    /// What tells it from another, and from itself with other content.
    pub fn key(&self) -> (civil::Date, Option<Arc<SessionId>>, u32) {
        match self {
            Self::Day { day, meetings } => (*day, None, *meetings),
            Self::Meeting { session, day } => (*day, Some(Arc::clone(session)), 0),
        }
    }
}

/// Where a day begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    day: civil::Date,
    row: usize,
    line: usize,
}

/// Meetings under the headings of their days.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    programme: Arc<Programme>,
    lines: Arc<Vec<Line>>,
    heads: Arc<Vec<Head>>,
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.programme, &other.programme) && self.lines == other.lines
    }
}

impl Rows {
    /// Rows of lines of this programme, which are ordered by day.
    pub fn new(programme: Arc<Programme>, lines: Vec<Line>) -> Self {
        let (mut heads, mut line) = (Vec::new(), 0_usize);
        for of_day in lines.chunk_by(|left, right| left.day == right.day) {
            heads.extend(of_day.first().map(|first| Head {
                day: first.day,
                row: line.saturating_add(heads.len()),
                line,
            }));
            line = line.saturating_add(of_day.len());
        }
        Self {
            programme,
            lines: Arc::new(lines),
            heads: Arc::new(heads),
        }
    }

    /// How many meetings there are.
    pub fn meetings(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The row where a day begins, or the next day that has any.
    pub fn row_of_day(&self, day: civil::Date) -> usize {
        let next = self.heads.partition_point(|head| head.day < day);
        self.heads.get(next).map_or(self.count(), |head| head.row)
    }

    /// Where a row stands that is this one.
    pub fn position(&self, item: &Item) -> Option<usize> {
        let is_it = |at: &usize| self.row(*at).is_some_and(|row| row.key() == item.key());
        self.about(item).find(is_it)
    }
}

impl RowSource for Rows {
    type Row = Item;

    fn count(&self) -> usize {
        self.lines.len().saturating_add(self.heads.len())
    }

    fn row(&self, at: usize) -> Option<Item> {
        let next = self.heads.partition_point(|head| head.row <= at);
        let head = self.heads.get(next.checked_sub(1)?)?;
        let Some(nth) = at.saturating_sub(head.row).checked_sub(1) else {
            let end = self
                .heads
                .get(next)
                .map_or(self.lines.len(), |head| head.line);
            let meetings = u32::try_from(end.saturating_sub(head.line));
            return Some(Item::Day {
                day: head.day,
                meetings: meetings.unwrap_or(u32::MAX),
            });
        };
        let line = self.lines.get(head.line.saturating_add(nth))?;
        let listed = self.programme.listed(line)?;
        Some(Item::Meeting {
            session: Arc::clone(&listed.id),
            day: line.day,
        })
    }

    fn about(&self, item: &Item) -> Range<usize> {
        let day = item.day();
        self.row_of_day(day)..self.row_of_day(rules::time::add_days(day, 1))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use rules::civil::{date, time};
    use rules::session::{Admission, Session};
    use rules::{Key, Record};

    fn records(meets: &[(&str, &[i8])]) -> Vec<(Key, Record)> {
        let activity = r#"{"title":{"zh":"太极拳"},"kind":"sport","audience":"everyone"}"#;
        let mut records = vec![(
            Key::Activity("a".parse().unwrap()),
            Record::Activity(serde_json::from_str(activity).unwrap()),
        )];
        records.extend(meets.iter().map(|(id, days)| {
            let session = Session::new(
                ("a".parse().unwrap(), "hall".parse().unwrap()),
                days.iter().map(|day| date(2026, 3, *day)).collect(),
                (time(9, 0, 0, 0), time(10, 0, 0, 0)),
                Admission::Open,
            );
            (Key::Session(id.parse().unwrap()), Record::Session(session))
        }));
        records
    }

    fn items_of(meets: &[(&str, &[i8])]) -> Rows {
        let records = records(meets);
        let programme = Programme::index(records.iter().map(|(key, record)| (key, record)));
        let lines = programme.lines().to_vec();
        Rows::new(Arc::new(programme), lines)
    }

    fn all(rows: &Rows) -> Vec<Item> {
        (0..rows.count()).filter_map(|at| rows.row(at)).collect()
    }

    #[test]
    fn each_day_has_one_heading_with_its_count() {
        let items = items_of(&[("s", &[20, 23]), ("t", &[20])]);
        let heads: Vec<_> = all(&items)
            .iter()
            .filter_map(|item| match item {
                Item::Day { day, meetings } => Some((day.day(), *meetings)),
                Item::Meeting { .. } => None,
            })
            .collect();
        assert_eq!(heads, [(20, 2), (23, 1)]);
        assert_eq!((items.count(), items.meetings()), (5, 3));
        assert_eq!(items.row(5), None);
    }

    #[test]
    fn a_day_without_meetings_leads_to_the_next_that_has_some() {
        let items = items_of(&[("s", &[20, 23])]);
        assert_eq!(items.row_of_day(date(2026, 3, 1)), 0);
        assert_eq!(items.row_of_day(date(2026, 3, 21)), 2);
        assert_eq!(items.row_of_day(date(2026, 4, 1)), 4);
    }

    #[test]
    fn a_course_that_meets_twice_has_two_keys() {
        let items = items_of(&[("s", &[20, 23])]);
        let keys: std::collections::HashSet<_> = all(&items).iter().map(Item::key).collect();
        assert_eq!(keys.len(), items.count());
    }

    #[test]
    fn a_row_keeps_its_key_when_the_programme_grows_around_it() {
        let before = items_of(&[("s", &[23])]);
        let after = items_of(&[("r", &[20]), ("s", &[23])]);
        let last = all(&before).pop().unwrap();
        assert_eq!(all(&after).pop().map(|item| item.key()), Some(last.key()));
        assert_eq!(after.position(&last), Some(3));
        assert_eq!(before.position(&all(&after)[1]), None);
    }
}
