//! One row of a feed, turned into an activity and its session.
//!
//! The one rule to know: activity and session both carry the row's code, unless the feed names the
//! activity, so a row that changes changes its own two records and no others.

use super::days::When;
use super::field::{not_a_number, unknown};
use super::profile::{Method, Profile};
use super::reason::{Note, Reason};
use super::rows::Cells;
use super::{text, venues};
use crate::aid;
use jiff::civil::{Date, DateTime, Time};
use rules::activity::fee::Fee;
use rules::activity::{Activity, ActivityKind, Audience};
use rules::community::GeoPoint;
use rules::id::{ActivityId, SessionId};
use rules::session::{Admission, Ages, Session, Status};
use rules::time::add_days;
use rules::words::Words;
use std::collections::BTreeMap;

/// The most seats a session may have; a crowd of a whole county fits.
const SEATS_MAX: u32 = 100_000;

/// A row and how to read it.
pub(super) struct Row<'a> {
    pub(super) cells: &'a Cells,
    pub(super) profile: &'a Profile,
}

/// What a row offers.
pub(super) struct Offer {
    pub(super) id: SessionId,
    pub(super) activity: Activity,
    pub(super) session: Session,
    pub(super) venue: Venue,
    pub(super) notes: Vec<Note>,
}

/// Where a row meets.
pub(super) struct Venue {
    pub(super) name: Words,
    pub(super) district: Words,
    pub(super) address: Words,
    pub(super) at: Option<GeoPoint>,
}

impl Row<'_> {
    /// The row's code.
    pub(super) fn code(&self) -> Result<String, Reason> {
        match self.cells {
            Cells::Spoilt(reason) => return Err(reason.clone()),
            Cells::Tree(value) if !value.is_object() => return Err(Reason::NotAnObject),
            Cells::Tree(_) | Cells::Line(..) => {}
        }
        let field = &self.profile.fields.code;
        if !self.profile.digests {
            return self.required(field);
        }
        let Some(code) = self.text(field)? else {
            return self.own_name();
        };
        let is_id = format!("{}{code}", self.profile.id_prefix).parse::<SessionId>();
        Ok(if is_id.is_ok() {
            code
        } else {
            venues::digest(&[&code])
        })
    }

    /// What names a row without a code.
    fn own_name(&self) -> Result<String, Reason> {
        let fields = &self.profile.fields;
        let title = self.required(&fields.title.zh)?;
        let first = self.cells.list(fields.needed()[1]).into_iter().next();
        let hours = [&fields.starts, &fields.hours.zh].map(|field| self.text(field));
        let [starts, hours] = hours;
        let venue = self.text(&fields.venue.zh)?;
        let parts = [Some(title), first, starts?, hours?, venue].map(Option::unwrap_or_default);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok(venues::digest(&parts))
    }

    /// What the row offers.
    pub(super) fn offer(&self, code: &str) -> Result<Offer, Reason> {
        let fields = &self.profile.fields;
        let id = format!("{}{code}", self.profile.id_prefix);
        let mut notes = Vec::new();
        let ages = self.ages()?;
        let activity = self.activity(ages, &mut notes)?;
        let venue = self.venue()?;
        let When {
            days,
            starts,
            ends,
            as_written,
        } = self.when(&mut notes)?;
        let place = match self.text(&fields.venue_id)? {
            Some(id) => id.parse()?,
            None => venues::venue_id(self.profile, &venue.name, &venue.district)?,
        };
        let offered: ActivityId = match self.text(&fields.activity)? {
            Some(activity) => activity.parse()?,
            None => id.parse()?,
        };
        let admission = self.admission(&mut notes)?;
        let session = Session {
            as_written,
            ages,
            opens: self.opens()?,
            closes: self.closes()?,
            hold_hours: self
                .number_or_none(&fields.hold)?
                .or(self.profile.hold_hours),
            ..Session::new((offered, place), days, (starts, ends), admission)
        };
        let session = session.with_status(self.status()?);
        if !session.is_sound() {
            return Err(Reason::Window);
        }
        Ok(Offer {
            id: id.parse()?,
            activity,
            session,
            venue,
            notes,
        })
    }

    fn opens(&self) -> Result<Option<DateTime>, Reason> {
        let field = &self.profile.fields.opens;
        if let Some(moment) = self.moment_or_none(field)? {
            return Ok(Some(moment));
        }
        Ok(self.date_or_none(field)?.map(midnight))
    }

    fn closes(&self) -> Result<Option<DateTime>, Reason> {
        let field = &self.profile.fields.closes;
        if let Some(moment) = self.moment_or_none(field)? {
            return Ok(Some(moment));
        }
        // The last day of registration is a whole day.
        let day = self.date_or_none(field)?;
        Ok(day.map(|day| midnight(add_days(day, 1))))
    }

    fn status(&self) -> Result<Status, Reason> {
        let field = &self.profile.fields.state;
        if field.is_empty() {
            return Ok(Status::Scheduled);
        }
        self.coded(field, &self.profile.states).copied()
    }

    fn venue(&self) -> Result<Venue, Reason> {
        let fields = &self.profile.fields;
        let district = if fields.district.zh.is_empty() || self.profile.digests {
            self.words_or_none(&fields.district)?
        } else {
            self.words(&fields.district)?
        };
        let degrees = (self.text(&fields.latitude)?, self.text(&fields.longitude)?);
        let at = match degrees {
            (Some(lat), Some(lon)) => {
                let numbers = text::micro_degrees(&lat).zip(text::micro_degrees(&lon));
                let point = numbers.and_then(|(lat, lon)| GeoPoint::new(lat, lon));
                let wrong = || Reason::Point {
                    found: text::excerpt(&format!("{lat}, {lon}")),
                };
                Some(point.ok_or_else(wrong)?)
            }
            _ => None,
        };
        Ok(Venue {
            name: self.words(&fields.venue)?,
            district,
            address: self.words_or_none(&fields.address)?,
            at,
        })
    }

    fn activity(&self, ages: Ages, notes: &mut Vec<Note>) -> Result<Activity, Reason> {
        let fields = &self.profile.fields;
        let title = self.words(&fields.title)?;
        let topic = if fields.kind.is_empty() && !self.profile.digests {
            self.words(&fields.topic)?
        } else {
            self.words_or_none(&fields.topic)?
        };
        let audience = self.audience(&title, ages)?;
        let link = self.text(&fields.link)?.unwrap_or_default();
        let is_safe =
            link.is_empty() || link.starts_with("https://") || link.starts_with("http://");
        if !is_safe {
            notes.push(Note::LinkDropped);
        }
        let organiser = self.words_or_none(&fields.organiser)?;
        let fee = self.fee()?;
        Ok(Activity {
            aid: aid::of_activity(&title.zh, &topic.zh),
            kind: self.kind(&topic)?,
            title,
            summary: self.long_words(&fields.summary)?,
            topic,
            audience,
            bring: self.bring(&fee, notes)?,
            organiser: if organiser.is_empty() && !self.profile.digests {
                self.profile.community().name
            } else {
                organiser
            },
            phone: self.text(&fields.phone)?.unwrap_or_default(),
            fee,
            link: if is_safe { link } else { String::new() },
        })
    }

    fn kind(&self, topic: &Words) -> Result<ActivityKind, Reason> {
        let kinds = &self.profile.kinds;
        let code = if self.profile.fields.kind.is_empty() {
            topic.zh.clone()
        } else {
            self.text(&self.profile.fields.kind)?.unwrap_or_default()
        };
        let found = kinds.by_topic.get(&code).copied();
        if kinds.is_closed && !code.is_empty() && found.is_none() {
            return Err(unknown(&self.profile.fields.kind, &code));
        }
        Ok(found.unwrap_or(kinds.default))
    }

    fn audience(&self, title: &Words, ages: Ages) -> Result<Audience, Reason> {
        let audience = self.coded(&self.profile.fields.target, &self.profile.targets)?;
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

    /// What a field's code means: by its own name, or what every other code means.
    fn coded<'p, T>(&self, field: &str, codes: &'p BTreeMap<String, T>) -> Result<&'p T, Reason> {
        let code = self.text(field)?;
        match (code, codes.get("")) {
            (None, Some(meaning)) => Ok(meaning),
            (None, None) => self
                .required(field)
                .and_then(|code| Err(unknown(field, &code))),
            (Some(code), _) => codes
                .get(&code)
                .or_else(|| codes.get("*"))
                .ok_or_else(|| unknown(field, &code)),
        }
    }

    fn bring(&self, fee: &Fee, notes: &mut Vec<Note>) -> Result<Words, Reason> {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        let pieces = self.profile.fields.notes.iter();
        for field in pieces.filter(|piece| !self.is_of_the_fee(piece, fee)) {
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

    fn admission(&self, notes: &mut Vec<Note>) -> Result<Admission, Reason> {
        let fields = &self.profile.fields;
        let method = self.coded(&fields.method, &self.profile.methods)?;
        let quota: u32 = if *method == Method::Open || fields.quota.is_empty() {
            self.number_or_none(&fields.quota)?.unwrap_or(0)
        } else {
            self.number(&fields.quota)?
        };
        if quota > SEATS_MAX {
            return Err(not_a_number(&fields.quota, &quota.to_string()));
        }
        // Nobody said that whoever comes may have them.
        if quota > 0 && !fields.method.is_empty() && *method == Method::Open {
            self.required(&fields.method)?;
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
            Method::Approval => Admission::Approval { seats: quota },
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
        let ages = Ages { min, max };
        match (min, max) {
            (Some(min), Some(max)) if ages.are_crossed() => Err(Reason::Ages { min, max }),
            _ => Ok(ages),
        }
    }
}

fn midnight(day: Date) -> DateTime {
    day.to_datetime(Time::midnight())
}
