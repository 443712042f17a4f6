//! When an event meets, on the community's clock.
//!
//! The one rule to know: rules of repetition are counted in the event's own zone and only then put
//! on the community's clock, so that a summer time in between is seen and not guessed.

use super::content::Property;
use super::rule::{Far, Rule, SERIES_YEARS_MAX};
use super::{Properties, unreadable};
use crate::feed::Reason;
use crate::feed::field::unknown;
use chrono::{NaiveDate, NaiveDateTime};
use jiff::civil::{Date, DateTime};
use rrule::{RRuleSet, Tz};
use rules::session::SESSION_DAYS_MAX;
use rules::time::{Offset, UnixMillis};
use std::cell::Cell;
use std::collections::BTreeSet;

/// A moment that every zone has.
const NOON: &str = "20260115T120000";

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

/// A rule of repetition as its reader takes it.
struct Written {
    rule: String,
    /// The end of its last day, where it names a day alone: one of the event's own zone.
    last_day: Option<DateTime>,
    /// Its end on the community's clock, where it is in UTC and the event in no zone.
    elsewhere: Option<DateTime>,
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
        let line = self.line("DTSTART", property, &property.value)?;
        if let Some(set) = once(&line) {
            return Ok(self.civil(set.get_dt_start().timestamp()));
        }
        match property.parameter("TZID") {
            Some(zone) if once(&format!("DTSTART;TZID={}:{NOON}", known(zone))).is_none() => {
                Err(unknown("TZID", zone))
            }
            _ => Err(unreadable(property)),
        }
    }

    /// When each meeting of an event begins.
    pub(super) fn meetings(
        &self,
        event: &Properties,
        moved: &[Property],
    ) -> Result<Vec<DateTime>, Reason> {
        let mut lines = Vec::new();
        let mut rules = Vec::new();
        let mut out = BTreeSet::new();
        for property in event {
            match property.name.as_str() {
                "DTSTART" => lines.push(self.line("DTSTART", property, &property.value)?),
                "RRULE" => {
                    let rule = self.rule(&property.value)?;
                    lines.push(format!("RRULE:{rule}"));
                    let (last_day, elsewhere) = self.ends(&property.value);
                    rules.push(Written {
                        rule,
                        last_day,
                        elsewhere,
                    });
                }
                "RDATE" if property.parameter("VALUE") == Some("PERIOD") => {
                    return Err(unreadable(property));
                }
                "RDATE" | "EXDATE" => {
                    for date in property.value.split(',') {
                        lines.push(self.line(&property.name, property, date)?);
                        if property.name == "EXDATE" {
                            out.insert(self.wall(&property.with(date))?.date());
                        }
                    }
                }
                "EXRULE" => return Err(unreadable(property)),
                _ => {}
            }
        }
        if rules.is_empty() {
            lines.push("RRULE:FREQ=DAILY;COUNT=1".to_owned());
        }
        for was in moved {
            lines.push(self.line("EXDATE", was, &was.value)?);
            out.insert(self.wall(was)?.date());
        }
        let set = read(&lines.join("\n"))?;
        let found = self.counted(if rules.is_empty() {
            set
        } else {
            followed(set, &rules, self.left)?
        })?;
        // Whether it meets on that day nobody can say.
        match found.iter().find(|at| out.contains(&at.date())) {
            Some(at) => Err(Reason::Series {
                said: format!(
                    "{} is left out at an hour at which it does not meet",
                    at.date()
                ),
            }),
            None => Ok(found),
        }
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

    /// How else the end of a rule must, or may, be meant.
    fn ends(&self, rule: &str) -> (Option<DateTime>, Option<DateTime>) {
        let upper = rule.to_ascii_uppercase();
        let mut parts = upper.split(';');
        let until = parts.find_map(|part| part.strip_prefix("UNTIL="));
        let until = until.unwrap_or_default();
        if self.form == Form::Moments {
            let day = Date::strptime("%Y%m%d", until).ok();
            return (day.map(|day| day.at(23, 59, 59, 0)), None);
        }
        let moment = DateTime::strptime("%Y%m%dT%H%M%SZ", until).ok();
        let there = moment.map(|at| self.offset.civil(Offset(0).millis(at)));
        (None, there)
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

    /// A line of a moment. What has no zone is counted as if in UTC, which no clock shifts; a moment
    /// beside it is put on the same clock. What has a zone cannot say when it is without one.
    fn line(&self, name: &str, property: &Property, value: &str) -> Result<String, Reason> {
        let value = value.trim();
        let zone = property.parameter("TZID");
        Ok(match (self.form, zone) {
            (Form::Moments, _) if value.ends_with('Z') => format!("{name}:{value}"),
            (Form::Moments, Some(zone)) => format!("{name};TZID={}:{value}", known(zone)),
            (Form::Moments, None) => return Err(unreadable(property)),
            (Form::Days, _) => match value.split_at_checked(8) {
                // The moment of another clock may be of the day before.
                Some((_, hour)) if hour.ends_with('Z') && hour != "T000000Z" => {
                    return Err(unreadable(property));
                }
                Some((day, _)) => format!("{name}:{day}T000000Z"),
                None => return Err(unreadable(property)),
            },
            (Form::Wall, _) if value.len() > 8 && (zone.is_some() || value.ends_with('Z')) => {
                let clock = Self {
                    form: Form::Moments,
                    ..*self
                };
                let at = clock.wall(&property.with(value))?;
                format!("{name}:{}Z", at.strftime("%Y%m%dT%H%M%S"))
            }
            (Form::Wall, _) => format!("{name}:{value}Z"),
        })
    }

    fn civil(&self, seconds: i64) -> DateTime {
        let offset = match self.form {
            Form::Moments => self.offset,
            Form::Days | Form::Wall => Offset(0),
        };
        offset.civil(UnixMillis(seconds.saturating_mul(1_000)))
    }
}

/// What is read of a line that says when something begins.
fn once(line: &str) -> Option<RRuleSet> {
    format!("{line}\nRRULE:FREQ=DAILY;COUNT=1").parse().ok()
}

fn read(lines: &str) -> Result<RRuleSet, Reason> {
    let set: Result<RRuleSet, rrule::RRuleError> = lines.parse();
    set.map_err(|error| Reason::Series {
        said: crate::feed::text::excerpt(&error.to_string()),
    })
}

/// A series with its moments instead of its rules. What reads and checks rules follows a dead one for
/// a second, and nobody can stop it.
fn followed(set: RRuleSet, rules: &[Written], left: &Cell<usize>) -> Result<RRuleSet, Reason> {
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
    for (written, known) in rules.iter().zip(set.get_rrule()) {
        let until = known.get_until().map(|until| until.with_timezone(&zone));
        let until = until.map(|until| shown(until.naive_local()));
        let until = written.last_day.or(until);
        let rule = Rule::read(&written.rule, first);
        let moments = |until| {
            rule.moments(first, until, (limit, left))
                .map_err(unfollowed)
        };
        let found = moments(until)?;
        if let Some(elsewhere) = written.elsewhere
            && moments(Some(elsewhere))? != found
        {
            return Err(Reason::Series {
                said: "its end is in UTC and its beginning in no zone, so its last day is unsure"
                    .to_owned(),
            });
        }
        let moments = found.into_iter();
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
