//! When a row meets: its days and its hours.
//!
//! The one rule to know: hours that are not certain are handed on as they were written, with the
//! widest hours they can mean; days that are not certain refuse the row.

use super::reason::{Note, Reason};
use super::row::Row;
use super::text;
use crate::clock;
use crate::weekdays::{Meetings, Pattern};
use jiff::civil::{Date, Time};
use rules::session::SESSION_DAYS_MAX;
use rules::time::written::hour_text;
use rules::time::{add_days, days_between};
use rules::words::Words;

/// What stands between days that are listed in one text.
const BETWEEN: [char; 9] = [',', '，', '、', ';', '；', ' ', '\n', '\r', '\t'];
/// What stands between the first and the last of a run of days.
const UP_TO: [char; 5] = ['至', '到', '~', '～', '–'];

/// When a row meets.
pub(super) struct When {
    pub(super) days: Vec<Date>,
    pub(super) starts: Time,
    pub(super) ends: Time,
    pub(super) as_written: Words,
}

impl Row<'_> {
    /// When the row meets.
    pub(super) fn when(&self, notes: &mut Vec<Note>) -> Result<When, Reason> {
        let days = if self.profile.fields.days.is_empty() {
            self.meetings(notes)?.days
        } else {
            self.days()?
        };
        let (starts, ends, as_written) = self.hours()?;
        Ok(When {
            days,
            starts,
            ends,
            as_written,
        })
    }

    /// The days that are listed, ascending, each once.
    fn days(&self) -> Result<Vec<Date>, Reason> {
        let field = &self.profile.fields.days;
        let mut days = Vec::new();
        for listed in self.cells.list(field) {
            for part in listed.split(BETWEEN).filter(|part| !part.is_empty()) {
                if self.profile.no_days.iter().any(|none| none == part) {
                    continue;
                }
                self.run_of_days(part, &mut days)?;
            }
        }
        if days.is_empty() {
            days = self.days_in_words()?;
        }
        days.sort_unstable();
        days.dedup();
        if days.len() > SESSION_DAYS_MAX {
            return Err(Reason::TooManyDays {
                found: days.len(),
                limit: SESSION_DAYS_MAX,
            });
        }
        Ok(days)
    }

    /// The days that the organiser's words name where nothing else does. What stands there in both
    /// languages must say the same.
    fn days_in_words(&self) -> Result<Vec<Date>, Reason> {
        let formats = &self.profile.formats;
        let forms = Some(formats.date_in_words.as_str()).filter(|forms| !forms.is_empty());
        let forms = forms.unwrap_or(&formats.date);
        let Words { zh, en } = self.words_or_none(&self.profile.fields.days_in_words)?;
        let written = if zh.is_empty() { &en } else { &zh };
        let unread = || Reason::NoDays {
            written: text::excerpt(written),
        };
        let all = [&zh, &en].into_iter().filter(|text| !text.is_empty());
        let read: Option<Vec<(Date, Date)>> = all.map(|text| edges(forms, text)).collect();
        let mut read = read.ok_or_else(unread)?.into_iter();
        let (first, last) = read.next().ok_or_else(unread)?;
        if read.any(|other| other != (first, last)) {
            return Err(unread());
        }
        Ok(run(first, last, 0)?.collect())
    }

    fn run_of_days(&self, part: &str, days: &mut Vec<Date>) -> Result<(), Reason> {
        let field = &self.profile.fields.days;
        let Some((first, last)) = part.split_once(UP_TO) else {
            days.push(self.read_date(field, part)?);
            return Ok(());
        };
        let (first, last) = (self.read_date(field, first)?, self.read_date(field, last)?);
        days.extend(run(first, last, days.len())?);
        Ok(())
    }

    fn hours(&self) -> Result<(Time, Time, Words), Reason> {
        let fields = &self.profile.fields;
        let as_written = self.words_or_none(&fields.as_written)?;
        let is_free = !fields.hours.zh.is_empty() || !fields.as_written.zh.is_empty();
        let starts = if is_free || self.profile.formats.overnight {
            self.time_or_none(&fields.starts)?
        } else {
            Some(self.time(&fields.starts)?)
        };
        if let Some(starts) = starts {
            let ends = if self.profile.formats.overnight || is_free {
                self.time_or_none(&fields.ends)?
            } else {
                Some(self.time(&fields.ends)?)
            };
            let ends = self.agreed(starts, ends)?;
            return match ends {
                Some(ends) if ends <= starts && !self.profile.formats.overnight => {
                    Err(Reason::EndsBeforeStart)
                }
                Some(ends) => Ok((starts, ends, as_written)),
                None if as_written.is_empty() => Ok((starts, Time::midnight(), open_end(starts))),
                None => Ok((starts, Time::midnight(), as_written)),
            };
        }
        if self.text(&fields.ends)?.is_some() {
            // When it ends is said, so that it is not of unknown hours: the other half was forgotten.
            self.required(&fields.starts)?;
        }
        if as_written.is_empty() {
            self.written_hours()
        } else {
            Ok((Time::midnight(), Time::midnight(), as_written))
        }
    }

    /// The end, where hours are said in words beside: what is certain of these must be the same.
    fn agreed(&self, starts: Time, ends: Option<Time>) -> Result<Option<Time>, Reason> {
        let words = self.text(&self.profile.fields.hours.zh)?;
        let Some(said) = words.and_then(|words| clock::hours(&words)) else {
            return Ok(ends);
        };
        match (ends, said.ends) {
            _ if said.starts != starts => Err(Reason::HoursDiffer),
            (Some(ends), Some(said)) if said != ends => Err(Reason::HoursDiffer),
            (ends, said) => Ok(ends.or(said)),
        }
    }

    /// The hours of free text.
    fn written_hours(&self) -> Result<(Time, Time, Words), Reason> {
        let fields = &self.profile.fields;
        let written = self.words_or_none(&fields.hours)?;
        let whole_day = (Time::midnight(), Time::midnight());
        if written.is_empty() {
            let none = self.profile.formats.no_hours.clone();
            return Ok((whole_day.0, whole_day.1, none));
        }
        let chinese = clock::hours(&written.zh);
        // The other language may say the same in a clearer way, but nothing else.
        let english = clock::hours(&written.en);
        let hours = match (chinese, english) {
            (Some(zh), Some(en)) if zh != en => None,
            (zh, en) if fields.hours.en.is_empty() || zh.is_some() => zh.or(en),
            _ => None,
        };
        let Some(hours) = hours else {
            return Ok((whole_day.0, whole_day.1, written));
        };
        if let Some(ends) = hours.ends {
            return Ok((hours.starts, ends, Words::default()));
        }
        let lasts = self
            .text(&fields.lasts)?
            .and_then(|text| clock::minutes(&text));
        match lasts {
            Some(minutes) => Ok((hours.starts, after(hours.starts, minutes), Words::default())),
            None => Ok((hours.starts, Time::midnight(), written)),
        }
    }

    /// The days of a course, from its weekdays.
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
}

/// The first and the last day of a text that is a day, or a run of days, and nothing else.
fn edges(forms: &str, text: &str) -> Option<(Date, Date)> {
    let day = |text: &str| super::field::date_of(forms, text.trim());
    if let Some(day) = day(text) {
        return Some((day, day));
    }
    let split = text.split_once(UP_TO).or_else(|| text.split_once('-'));
    let (first, last) = split?;
    Some((day(first)?, day(last)?))
}

/// Every day of a run, where as many stand beside it already.
fn run(first: Date, last: Date, beside: usize) -> Result<impl Iterator<Item = Date>, Reason> {
    let between = days_between(first, last);
    let found = usize::try_from(between).map_err(|_| Reason::EndsBeforeStart)?;
    if found.saturating_add(beside) > SESSION_DAYS_MAX {
        return Err(Reason::TooManyDays {
            found: found.saturating_add(1),
            limit: SESSION_DAYS_MAX,
        });
    }
    Ok((0..=between).map(move |on| add_days(first, on)))
}

/// What is said of an end that nobody gave.
fn open_end(starts: Time) -> Words {
    let starts = hour_text(starts);
    Words::new(format!("{starts} 起"), format!("from {starts}"))
}

fn after(starts: Time, minutes: i32) -> Time {
    starts.wrapping_add(jiff::SignedDuration::from_mins(i64::from(minutes)))
}

impl Row<'_> {
    fn read_date(&self, field: &str, part: &str) -> Result<Date, Reason> {
        self.date_in(part).ok_or_else(|| Reason::Date {
            field: super::field::named(field),
            found: text::excerpt(part),
        })
    }
}
