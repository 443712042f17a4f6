//! The programme as residents look through it: by day, by kind, by words in either script and by
//! pinyin initials.
//!
//! The one rule to know: the index is built once per change of the programme; a keystroke only
//! walks plain strings, so that ten thousand sessions stay under a frame.
//!
//! Deliberately absent: seats and registrations; what is free is asked of the caller.

use crate::activity::{Activity, ActivityKind, Audience};
use crate::id::SessionId;
use crate::key::Key;
use crate::record::Record;
use crate::session::{Session, SessionState};
use jiff::civil;
use std::collections::BTreeMap;

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
    /// The session.
    pub id: SessionId,
    /// Its kind.
    pub kind: ActivityKind,
    /// Who it is for.
    pub audience: Audience,
    /// Whether it takes place.
    pub state: SessionState,
    haystack: String,
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
}

/// The programme, indexed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Programme {
    lines: Vec<Line>,
    listed: Vec<Listed>,
}

impl Programme {
    /// Indexes records; those that are neither session, activity nor place are passed over.
    pub fn index<'a>(records: impl Iterator<Item = (&'a Key, &'a Record)> + Clone) -> Self {
        let mut activities = BTreeMap::new();
        let mut places = BTreeMap::new();
        for (key, record) in records.clone() {
            match (key, record) {
                (Key::Activity(id), Record::Activity(activity)) => {
                    activities.insert(id, activity);
                }
                (Key::Place(id), Record::Place(place)) => {
                    places.insert(id, place);
                }
                _ => {}
            }
        }
        let mut programme = Self::default();
        for (key, record) in records {
            if let (Key::Session(id), Record::Session(session)) = (key, record)
                && let Some(activity) = activities.get(&session.activity)
            {
                let place = places.get(&session.place);
                let place = place.map_or(String::new(), |place| {
                    [&place.name.zh, &place.name.en, &place.aid]
                        .map(String::as_str)
                        .join(" ")
                });
                programme.add((id, session), activity, &place);
            }
        }
        programme.lines.sort_unstable();
        programme
    }

    fn add(&mut self, (id, session): (&SessionId, &Session), activity: &Activity, place: &str) {
        let Ok(listed) = u32::try_from(self.listed.len()) else {
            return;
        };
        let Activity {
            title, topic, aid, ..
        } = activity;
        let haystack = [&title.zh, &title.en, &topic.zh, &topic.en, aid, place].join("\n");
        self.listed.push(Listed {
            id: id.clone(),
            kind: activity.kind,
            audience: activity.audience,
            state: session.state,
            haystack: haystack.to_lowercase(),
        });
        self.lines.extend(session.days.iter().map(|day| Line {
            day: *day,
            starts: session.starts,
            listed,
        }));
    }

    /// Every meeting, by day and hour.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The session of a line.
    pub fn listed(&self, line: &Line) -> Option<&Listed> {
        let at = usize::try_from(line.listed).ok()?;
        self.listed.get(at)
    }

    /// How many sessions there are.
    pub fn sessions(&self) -> usize {
        self.listed.len()
    }

    /// The meetings that match, by day and hour. `is_free` is asked only where it matters.
    pub fn find(&self, query: &Query, is_free: impl Fn(&SessionId) -> bool) -> Vec<Line> {
        let text = query.text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let wanted: Vec<bool> = self
            .listed
            .iter()
            .map(|listed| {
                (query.kinds.is_empty() || query.kinds.contains(&listed.kind))
                    && (query.audiences.is_empty() || query.audiences.contains(&listed.audience))
                    && words.iter().all(|word| listed.haystack.contains(word))
                    && (!query.only_free
                        || (listed.state == SessionState::Scheduled && is_free(&listed.id)))
            })
            .collect();
        let from = query.from.unwrap_or(civil::Date::MIN);
        let first = self.lines.partition_point(|line| line.day < from);
        let until = query.until.unwrap_or(civil::Date::MAX);
        self.lines
            .iter()
            .skip(first)
            .take_while(|line| line.day <= until)
            .filter(|line| {
                let at = usize::try_from(line.listed).unwrap_or(usize::MAX);
                wanted.get(at).copied().unwrap_or(false)
            })
            .copied()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::session::Admission;
    use crate::words::Words;
    use jiff::civil::{date, time};

    fn records() -> Vec<(Key, Record)> {
        let mut records = Vec::new();
        let mut add = |id: &str, title: Words, pinyin: &str, kind, days: &[i8]| {
            records.push((
                Key::Activity(id.parse().unwrap()),
                Record::Activity(Activity {
                    title,
                    summary: Words::default(),
                    kind,
                    topic: Words::default(),
                    audience: Audience::Everyone,
                    bring: Words::default(),
                    organiser: Words::default(),
                    phone: String::new(),
                    fee: None,
                    aid: pinyin.to_owned(),
                    link: String::new(),
                }),
            ));
            records.push((
                Key::Session(id.parse().unwrap()),
                Record::Session(Session::new(
                    (id.parse().unwrap(), "hall".parse().unwrap()),
                    days.iter().map(|day| date(2026, 3, *day)).collect(),
                    (time(14, 30, 0, 0), time(16, 0, 0, 0)),
                    Admission::FirstCome { seats: 10 },
                )),
            ));
        };
        let taiji = Words::new("太极拳", "Tai chi");
        add("a", taiji, "taijiquan tjq", ActivityKind::Sport, &[20, 27]);
        let story = Words::new("百姓故事汇", "Stories");
        add(
            "b",
            story,
            "baixinggushihui bxgsh",
            ActivityKind::Culture,
            &[21],
        );
        records
    }

    #[track_caller]
    fn check(query: &Query, expect: &[(&str, i8)]) {
        let records = records();
        let programme = Programme::index(records.iter().map(|(key, record)| (key, record)));
        let found = programme.find(query, |id| id.as_str() == "b");
        let found: Vec<_> = found
            .iter()
            .map(|line| (programme.listed(line).unwrap().id.as_str(), line.day.day()))
            .collect();
        assert_eq!(found, expect);
    }

    fn text(text: &str) -> Query {
        Query {
            text: text.to_owned(),
            ..Query::default()
        }
    }

    #[test]
    fn lists_by_day() {
        check(&Query::default(), &[("a", 20), ("b", 21), ("a", 27)]);
    }

    #[test]
    fn finds_by_characters_initials_pinyin_and_english() {
        for words in ["太极", "tjq", "TJQ", "taiji", "tai chi"] {
            check(&text(words), &[("a", 20), ("a", 27)]);
        }
        check(&text("太极 故事"), &[]);
    }

    #[test]
    fn filters_by_kind_day_and_free_seats() {
        let kinds = vec![ActivityKind::Culture];
        check(
            &Query {
                kinds,
                ..Query::default()
            },
            &[("b", 21)],
        );
        let from = Some(date(2026, 3, 21));
        check(
            &Query {
                from,
                ..Query::default()
            },
            &[("b", 21), ("a", 27)],
        );
        check(
            &Query {
                only_free: true,
                ..Query::default()
            },
            &[("b", 21)],
        );
    }
}
