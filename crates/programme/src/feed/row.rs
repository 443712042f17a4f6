//! One row of a feed, turned into an activity and its session.
//!
//! The one rule to know: activity and session both carry the row's code, so a row that changes
//! changes its own two records and no others.

use super::field::{not_a_number, unknown};
use super::profile::{Method, Profile};
use super::reason::{Note, Reason};
use super::{text, venues};
use crate::aid;
use crate::weekdays::{Meetings, Pattern};
use jiff::civil::{Date, DateTime, Time};
use rules::activity::{Activity, ActivityKind, Audience, Fee};
use rules::id::SessionId;
use rules::session::{Admission, Ages, Session};
use rules::time::add_days;
use rules::words::Words;
use serde_json::Value;

/// The most seats a session may have; a crowd of a whole county fits.
const SEATS_MAX: u32 = 100_000;

/// A row and how to read it.
pub(super) struct Row<'a> {
    pub(super) value: &'a Value,
    pub(super) profile: &'a Profile,
}

/// What a row offers.
pub(super) struct Offer {
    pub(super) id: SessionId,
    pub(super) activity: Activity,
    pub(super) session: Session,
    pub(super) venue: Words,
    pub(super) district: Words,
    pub(super) notes: Vec<Note>,
}

impl Row<'_> {
    /// The row's code.
    pub(super) fn code(&self) -> Result<String, Reason> {
        if self.value.is_object() {
            self.required(&self.profile.fields.code)
        } else {
            Err(Reason::NotAnObject)
        }
    }

    /// What the row offers.
    pub(super) fn offer(&self, code: &str) -> Result<Offer, Reason> {
        let fields = &self.profile.fields;
        let id = format!("{}{code}", self.profile.id_prefix);
        let mut notes = Vec::new();
        let ages = self.ages()?;
        let activity = self.activity(ages, &mut notes)?;
        let venue = self.words(&fields.venue)?;
        let district = self.words(&fields.district)?;
        let meetings = self.meetings(&mut notes)?;
        let (starts, ends) = (self.time(&fields.starts)?, self.time(&fields.ends)?);
        if ends <= starts {
            return Err(Reason::EndsBeforeStart);
        }
        let session = Session {
            ages,
            opens: self.date_or_none(&fields.opens)?.map(midnight),
            closes: self
                .date_or_none(&fields.closes)?
                .map(|day| midnight(add_days(day, 1))),
            hold_hours: self.profile.hold_hours,
            ..Session::new(
                (
                    id.parse()?,
                    venues::venue_id(self.profile, &venue, &district)?,
                ),
                meetings.days,
                (starts, ends),
                self.admission(&mut notes)?,
            )
        };
        if !session.is_sound() {
            return Err(Reason::Window);
        }
        Ok(Offer {
            id: id.parse()?,
            activity,
            session,
            venue,
            district,
            notes,
        })
    }

    fn activity(&self, ages: Ages, notes: &mut Vec<Note>) -> Result<Activity, Reason> {
        let fields = &self.profile.fields;
        let title = self.words(&fields.title)?;
        let topic = self.words(&fields.topic)?;
        let kinds = &self.profile.kinds;
        let kind: ActivityKind = kinds
            .by_topic
            .get(&topic.zh)
            .copied()
            .unwrap_or(kinds.default);
        let audience = self.audience(&title, ages)?;
        let link = self.text(&fields.link)?.unwrap_or_default();
        let is_safe = link.is_empty() || link.starts_with("https://");
        if !is_safe {
            notes.push(Note::LinkDropped);
        }
        Ok(Activity {
            aid: aid::of_activity(&title.zh, &topic.zh),
            title,
            summary: Words::default(),
            kind,
            topic,
            audience,
            bring: self.bring(notes)?,
            organiser: self.profile.community().name,
            phone: String::new(),
            fee: self.fee()?,
            link: if is_safe { link } else { String::new() },
        })
    }

    fn audience(&self, title: &Words, ages: Ages) -> Result<Audience, Reason> {
        let field = &self.profile.fields.target;
        let code = self.required(field)?;
        let Some(audience) = self.profile.targets.get(&code) else {
            return Err(unknown(field, &code));
        };
        let said = self
            .profile
            .titles
            .iter()
            .find(|(word, _)| title.zh.contains(word.as_str()));
        let is_young = ages
            .max
            .is_some_and(|max| max <= self.profile.ages.children_max);
        Ok(match said {
            Some((_, audience)) => *audience,
            None if is_young && *audience == Audience::Everyone => Audience::Children,
            None => *audience,
        })
    }

    fn bring(&self, notes: &mut Vec<Note>) -> Result<Words, Reason> {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for field in &self.profile.fields.notes {
            zh.extend(self.text(&field.zh)?);
            en.extend(self.text(&field.en)?);
        }
        let columns = self.profile.formats.notes_columns;
        let zh = text::join_chinese(&zh, columns);
        let en = text::mended(&text::join_english(&en, columns), &self.profile.mend);
        if en.contains(|c| self.profile.garbled.marks.contains(c)) {
            notes.push(Note::EnglishGarbled);
            return Ok(Words::new(zh, ""));
        }
        Ok(Words::new(zh, en))
    }

    fn meetings(&self, notes: &mut Vec<Note>) -> Result<Meetings, Reason> {
        let fields = &self.profile.fields;
        let first = self.date(&fields.first_day)?;
        let last = self.date(&fields.last_day)?;
        let chinese = Pattern::read(&self.required(&fields.weekdays.zh)?)?;
        let meetings = chinese.meetings(first, last)?;
        // The same days in the other language are the best proof that both were read rightly.
        let english = self.text(&fields.weekdays.en)?.unwrap_or_default();
        match Pattern::read(&english) {
            Err(_) => notes.push(Note::EnglishUnread),
            Ok(english) => match english.meetings(first, last) {
                Ok(english) if english.days == meetings.days => {}
                _ => return Err(Reason::LanguagesDisagree),
            },
        }
        let edges = (
            meetings.days.first().copied(),
            meetings.days.last().copied(),
        );
        if edges != (Some(first), Some(last)) {
            let first = edges.0.unwrap_or(first);
            let last = edges.1.unwrap_or(last);
            return Err(Reason::Edges { first, last });
        }
        let idle = meetings.idle.iter();
        notes.extend(idle.map(|idle| Note::IdleExclusion {
            day: idle.day,
            month: idle.month,
        }));
        Ok(meetings)
    }

    fn admission(&self, notes: &mut Vec<Note>) -> Result<Admission, Reason> {
        let fields = &self.profile.fields;
        let code = self.required(&fields.method)?;
        let Some(method) = self.profile.methods.get(&code) else {
            return Err(unknown(&fields.method, &code));
        };
        let quota: u32 = self.number(&fields.quota)?;
        if quota > SEATS_MAX {
            return Err(not_a_number(&fields.quota, &quota.to_string()));
        }
        let left: Option<i64> = self.number_or_none(&fields.places_left)?;
        match left {
            Some(left) if left < 0 => notes.push(Note::PlacesNegative { left }),
            Some(left) if left > i64::from(quota) => {
                notes.push(Note::PlacesOverQuota { left, quota });
            }
            _ => {}
        }
        Ok(match method {
            Method::Open => Admission::Open,
            Method::Counter => Admission::Counter { seats: quota },
            Method::Ballot => {
                let drawn_on = self.date_or_none(&fields.draw)?;
                Admission::Ballot {
                    seats: quota,
                    drawn_on,
                }
            }
            Method::FirstCome => {
                let left = left.unwrap_or(i64::from(quota)).clamp(0, i64::from(quota));
                Admission::FirstCome {
                    seats: u32::try_from(left).unwrap_or(0),
                }
            }
        })
    }

    fn ages(&self) -> Result<Ages, Reason> {
        let fields = &self.profile.fields;
        let no_min = &self.profile.ages.no_min;
        let no_max = &self.profile.ages.no_max;
        let min = self
            .number_or_none(&fields.age_min)?
            .filter(|age| !no_min.contains(age));
        let max = self
            .number_or_none(&fields.age_max)?
            .filter(|age| !no_max.contains(age));
        match (min, max) {
            (Some(min), Some(max)) if min > max => Err(Reason::Ages { min, max }),
            _ => Ok(Ages { min, max }),
        }
    }

    fn fee(&self) -> Result<Option<Fee>, Reason> {
        let field = &self.profile.fields.fee;
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        let cents = text::cents(&text).ok_or_else(|| not_a_number(field, &text))?;
        let currency = self.profile.currency.clone();
        Ok((cents > 0).then_some(Fee { cents, currency }))
    }
}

fn midnight(day: Date) -> DateTime {
    day.to_datetime(Time::midnight())
}
