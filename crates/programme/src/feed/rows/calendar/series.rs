//! When an event meets, on the community's clock.
//!
//! The one rule to know: rules of repetition are counted in the event's own zone and only then put
//! on the community's clock, so that a summer time in between is seen and not guessed.

use super::content::Property;
use super::rule::{Far, Rule, SERIES_YEARS_MAX};
use super::{Properties, unreadable};
use crate::feed::Reason;
use chrono::{NaiveDate, NaiveDateTime};
use jiff::civil::{Date, DateTime};
use rrule::{RRuleSet, Tz};
use rules::session::SESSION_DAYS_MAX;
use rules::time::{Offset, UnixMillis};
use std::cell::Cell;

/// How an event's moments are written, and the clock they are put on.
pub(super) struct Clock<'f> {
    form: Form,
    offset: Offset,
    /// What the rules of the file may still look at.
    left: &'f Cell<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Days without hours.
    Days,
    /// Hours on whatever clock hangs there: the community's.
    Wall,
    /// Moments in UTC or in a named zone.
    Moments,
}

impl<'f> Clock<'f> {
    pub(super) fn of(
        starts: &Property,
        offset: Offset,
        left: &'f Cell<usize>,
    ) -> Result<Self, Reason> {
        let value = starts.value.as_str();
        let form = if value.len() == 8 {
            Form::Days
        } else if starts.parameter("TZID").is_none() && !value.ends_with('Z') {
            Form::Wall
        } else {
            Form::Moments
        };
        let is_written = value.bytes().take(8).all(|byte| byte.is_ascii_digit());
        if is_written && value.is_ascii() {
            Ok(Self { form, offset, left })
        } else {
            Err(unreadable(starts))
        }
    }

    pub(super) fn is_whole_day(&self) -> bool {
        self.form == Form::Days
    }

    /// A property's moment on the community's clock.
    pub(super) fn wall(&self, property: &Property) -> Result<DateTime, Reason> {
        let lines = self.line("DTSTART", property, &property.value);
        let set = format!("{lines}\nRRULE:FREQ=DAILY;COUNT=1");
        let set: RRuleSet = set.parse().map_err(|_| unreadable(property))?;
        Ok(self.civil(set.get_dt_start().timestamp()))
    }

    /// When each meeting of an event begins.
    pub(super) fn meetings(
        &self,
        event: &Properties,
        moved: &[Property],
    ) -> Result<Vec<DateTime>, Reason> {
        let mut lines = Vec::new();
        let mut rules: Vec<(String, Option<DateTime>)> = Vec::new();
        for property in event {
            match property.name.as_str() {
                "DTSTART" => lines.push(self.line("DTSTART", property, &property.value)),
                "RRULE" => {
                    let rule = self.rule(&property.value)?;
                    lines.push(format!("RRULE:{rule}"));
                    rules.push((rule, self.last_day(&property.value)));
                }
                "RDATE" if property.parameter("VALUE") == Some("PERIOD") => {
                    return Err(unreadable(property));
                }
                "RDATE" | "EXDATE" => {
                    let dates = property.value.split(',');
                    lines.extend(dates.map(|date| self.line(&property.name, property, date)));
                }
                "EXRULE" => return Err(unreadable(property)),
                _ => {}
            }
        }
        if rules.is_empty() {
            lines.push("RRULE:FREQ=DAILY;COUNT=1".to_owned());
        }
        let moved = moved.iter().map(|was| self.line("EXDATE", was, &was.value));
        lines.extend(moved);
        let set = read(&lines.join("\n"))?;
        self.counted(if rules.is_empty() {
            set
        } else {
            followed(set, &rules, self.left)?
        })
    }

    fn counted(&self, set: RRuleSet) -> Result<Vec<DateTime>, Reason> {
        // The count that must not be reached is one more than a session may have.
        let limit = u16::try_from(SESSION_DAYS_MAX.saturating_add(1)).unwrap_or(u16::MAX);
        let found = set.all(limit);
        let count = found.dates.len();
        if found.limited || count > SESSION_DAYS_MAX {
            return Err(Reason::TooManyDays {
                found: count,
                limit: SESSION_DAYS_MAX,
            });
        }
        let moments = found.dates.iter().map(|at| self.civil(at.timestamp()));
        Ok(moments.collect())
    }

    /// The end of the last day of a rule that names a day alone: one of the event's own zone.
    fn last_day(&self, rule: &str) -> Option<DateTime> {
        let upper = rule.to_ascii_uppercase();
        let mut parts = upper.split(';');
        let until = parts.find_map(|part| part.strip_prefix("UNTIL="))?;
        let is_it = self.form == Form::Moments && until.len() == 8;
        let day = Date::strptime("%Y%m%d", until).ok().filter(|_| is_it);
        day.map(|day| day.at(23, 59, 59, 0))
    }

    /// A rule of repetition that ends, in the form its reader takes.
    fn rule(&self, rule: &str) -> Result<String, Reason> {
        let mut has_end = false;
        let mut parts = Vec::new();
        for part in rule.split(';') {
            let upper = part.to_ascii_uppercase();
            has_end |= upper.starts_with("COUNT=") || upper.starts_with("UNTIL=");
            match (upper.strip_prefix("UNTIL="), self.form) {
                (Some(until), Form::Days | Form::Wall) => {
                    let day = until.get(..8).unwrap_or(until);
                    let hour = until.get(8..15).unwrap_or("T235959");
                    parts.push(format!("UNTIL={day}{hour}Z"));
                }
                (Some(until), Form::Moments) if until.len() == 8 => {
                    parts.push(format!("UNTIL={until}T235959Z"));
                }
                _ => parts.push(upper),
            }
        }
        if has_end {
            Ok(parts.join(";"))
        } else {
            Err(Reason::NoEnd)
        }
    }

    /// A line of a moment. What has no zone is counted as if in UTC, which no clock shifts.
    fn line(&self, name: &str, property: &Property, value: &str) -> String {
        let value = value.trim();
        match (self.form, property.parameter("TZID")) {
            (Form::Moments, Some(zone)) if !value.ends_with('Z') => {
                format!("{name};TZID={}:{value}", known(zone))
            }
            (Form::Days, _) => format!("{name}:{}T000000Z", value.get(..8).unwrap_or(value)),
            _ => format!("{name}:{}Z", value.trim_end_matches('Z')),
        }
    }

    fn civil(&self, seconds: i64) -> DateTime {
        let offset = match self.form {
            Form::Moments => self.offset,
            Form::Days | Form::Wall => Offset(0),
        };
        offset.civil(UnixMillis(seconds.saturating_mul(1_000)))
    }
}

fn read(lines: &str) -> Result<RRuleSet, Reason> {
    let set: Result<RRuleSet, rrule::RRuleError> = lines.parse();
    set.map_err(|error| Reason::Series {
        said: crate::feed::text::excerpt(&error.to_string()),
    })
}

/// A series with its moments instead of its rules. What reads and checks rules follows a dead one for
/// a second, and nobody can stop it.
fn followed(
    set: RRuleSet,
    rules: &[(String, Option<DateTime>)],
    left: &Cell<usize>,
) -> Result<RRuleSet, Reason> {
    // A moment as the clocks of the event's zone show it.
    let shown = |at: NaiveDateTime| {
        let text = at.format("%Y-%m-%dT%H:%M:%S").to_string();
        text.parse().unwrap_or(DateTime::MAX)
    };
    let starts = set.get_dt_start();
    let zone = starts.timezone();
    let first = shown(starts.naive_local());
    // Those left out count in the rule, and not among the meetings.
    let out = set.get_exdate().len();
    let limit = SESSION_DAYS_MAX.saturating_add(1).saturating_add(out);
    let mut days = set.get_rdate().clone();
    for ((text, last_day), known) in rules.iter().zip(set.get_rrule()) {
        let until = known.get_until().map(|until| until.with_timezone(&zone));
        let until = last_day.or(until.map(|until| shown(until.naive_local())));
        let moments = Rule::read(text, first).moments(first, until, (limit, left));
        let moments = moments.map_err(unfollowed)?.into_iter();
        days.extend(moments.filter_map(|at| when_shown(at, zone)));
    }
    Ok(set.set_rrules(Vec::new()).set_rdates(days))
}

/// When the clocks of a zone show this. Of an hour that comes twice it is the first; one that is left
/// out is as long after midnight as it says.
fn when_shown(at: DateTime, zone: Tz) -> Option<chrono::DateTime<Tz>> {
    let number = |of: i8| u32::try_from(of).ok();
    let day = (number(at.month())?, number(at.day())?);
    let day = NaiveDate::from_ymd_opt(at.year().into(), day.0, day.1)?;
    let midnight = day.and_hms_opt(0, 0, 0)?;
    let time = (
        number(at.hour())?,
        number(at.minute())?,
        number(at.second())?,
    );
    let local = day.and_hms_opt(time.0, time.1, time.2)?;
    let found = local.and_local_timezone(zone).earliest();
    found.or_else(|| {
        let midnight_there = midnight.and_local_timezone(zone).single()?;
        midnight_there.checked_add_signed(local.signed_duration_since(midnight))
    })
}

fn unfollowed(far: Far) -> Reason {
    match far {
        Far::Years => Reason::Unending {
            limit: usize::from(SERIES_YEARS_MAX.unsigned_abs()),
        },
        Far::Steps => Reason::Series {
            said: "too many days and moments would have to be looked at".to_owned(),
        },
    }
}

/// A zone's public name for the one that a common office program writes.
fn known(zone: &str) -> &str {
    match zone {
        "China Standard Time" => "Asia/Shanghai",
        "Taipei Standard Time" => "Asia/Taipei",
        zone => zone,
    }
}
