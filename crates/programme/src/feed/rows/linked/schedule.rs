//! A series of an event (schema.org `eventSchedule`), as a calendar would write it.
//!
//! The one rule to know: nothing is counted here. A schedule becomes the lines of a calendar's event,
//! and the calendar's own reader finds its days, with its limits and its refusals.
//!
//! Deliberately absent: whatever could be meant in two ways; it is refused by name.

mod rule;

use super::{listed, missing, said, when};
use crate::feed::rows::calendar::{self, Property};
use crate::feed::{Reason, text};
use jiff::civil::{Date, DateTime, Time};
use rules::time::Offset;
use rules::time::written::{day_text, hour_text};
use serde_json::{Map, Value};
use std::cell::Cell as Count;

const FIELD: &str = "eventSchedule";
/// What a schedule says that is more than words.
const SERIES: [&str; 13] = [
    "repeatFrequency",
    "byDay",
    "byMonth",
    "byMonthDay",
    "byMonthWeek",
    "repeatCount",
    "exceptDate",
    "startDate",
    "endDate",
    "startTime",
    "endTime",
    "duration",
    "scheduleTimezone",
];
/// The longest meeting that may end on the next day, where only the hour of its end is said: a longer
/// one is a slip of the pen. Units: hours.
const NIGHT_HOURS_MAX: i64 = 12;

/// The schedules that are series.
pub(super) fn series(event: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let all = listed(event.get(FIELD)).filter_map(Value::as_object);
    let is_series = |said: &&Map<String, Value>| {
        let mut values = SERIES.iter().map(|name| listed(said.get(*name)));
        values.any(|mut value| value.next().is_some())
    };
    all.filter(is_series).cloned().collect()
}

/// What the schedules say in words.
pub(super) fn words(event: &Map<String, Value>) -> Option<String> {
    let mut all = listed(event.get(FIELD)).filter_map(Value::as_object);
    all.find_map(|schedule| said(schedule, "description"))
}

/// Puts the days and hours of an event's series into its row.
pub(super) fn put(
    event: &mut Map<String, Value>,
    series: &[Map<String, Value>],
    (offset, left): (Offset, &Count<usize>),
) -> Result<(), Reason> {
    let own = match said(event, "startDate") {
        Some(text) => Some(when(&text, "startDate", offset)?),
        None => None,
    };
    let ends = said(event, "endDate").map(|text| when(&text, "endDate", offset));
    let ends = ends.transpose()?;
    let mut days: Vec<String> = Vec::new();
    let mut out: Vec<Date> = Vec::new();
    let mut hours: Option<[Option<Value>; 3]> = None;
    for of_it in series {
        let schedule = Schedule {
            said: of_it,
            own,
            ends,
            offset,
        };
        let properties = schedule.properties(&mut out)?;
        let found = calendar::when(Map::new(), &properties, (&[], offset, left));
        let mut found = found.map_err(named_as_here)?;
        let of_it = ["starts", "ends", "as_written"].map(|name| found.remove(name));
        if hours.as_ref().is_some_and(|known| *known != of_it) {
            return Err(Reason::HoursDiffer);
        }
        hours = Some(of_it);
        let of_it = listed(found.get("days")).filter_map(Value::as_str);
        days.extend(of_it.map(str::to_owned));
    }
    days.sort_unstable();
    days.dedup();
    if let Some((first, true)) = own {
        let day = first.date();
        let is_met = days.contains(&day_text(day)) || out.contains(&day);
        let starts = hours.iter().flatten().next().cloned().flatten();
        let at = hour_text(first.time());
        if !is_met || starts.is_some_and(|starts| starts != Value::String(at)) {
            return Err(Reason::Series {
                said: "its startDate is no meeting of its eventSchedule".to_owned(),
            });
        }
    }
    event.insert("days".to_owned(), days.into_iter().collect());
    let names = ["starts", "ends", "as_written"];
    let hours = names.into_iter().zip(hours.into_iter().flatten());
    event.extend(hours.filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Ok(())
}

/// One series of an event.
struct Schedule<'a> {
    said: &'a Map<String, Value>,
    /// The event's own beginning and end, and whether they have an hour.
    own: Option<(DateTime, bool)>,
    ends: Option<(DateTime, bool)>,
    offset: Offset,
}

impl Schedule<'_> {
    /// The series as a calendar's event has it; its exceptions are also put beside.
    fn properties(&self, out: &mut Vec<Date>) -> Result<Vec<Property>, Reason> {
        let zone = self.text("scheduleTimezone");
        let zone = zone.as_deref();
        let (first, starts) = self.first(zone)?;
        let at = |day: Date| match starts {
            Some(time) => format!("{}T{}", day.strftime("%Y%m%d"), time.strftime("%H%M%S")),
            None => day.strftime("%Y%m%d").to_string(),
        };
        let zone = zone.filter(|_| starts.is_some());
        let mut all = vec![Property::of("DTSTART", zone, at(first))];
        if let Some(lasts) = self.lasts(starts)? {
            all.push(Property::of("DURATION", None, lasts));
        }
        all.push(Property::of("RRULE", None, self.rule(zone)?));
        for value in listed(self.said.get("exceptDate")) {
            let day = self.moment(value, "exceptDate", zone)?.date();
            all.push(Property::of("EXDATE", zone, at(day)));
            out.push(day);
        }
        Ok(all)
    }

    /// The day from which it is counted, and the hour at which each meeting begins.
    fn first(&self, zone: Option<&str>) -> Result<(Date, Option<Time>), Reason> {
        let own = self.own;
        let said = self.value("startDate");
        let said = said.map(|value| self.moment(value, "startDate", zone));
        let said = said.transpose()?;
        let first = said.or(own.map(|(first, _)| first));
        let first = first.ok_or_else(|| missing("eventSchedule.startDate"))?;
        let said_hour = said.filter(|at| at.time() != Time::midnight());
        let own_hour = own.filter(|(_, has_hour)| *has_hour).map(|(at, _)| at);
        let hour = said_hour.or(own_hour).map(DateTime::time);
        let starts = match self.time("startTime")? {
            // The hour of another clock is no hour of this one.
            None if zone.is_some() && hour.is_some() => {
                return Err(missing("eventSchedule.startTime"));
            }
            None => hour,
            said => said,
        };
        Ok((first.date(), starts))
    }

    /// How long each meeting lasts, as a calendar writes it.
    fn lasts(&self, starts: Option<Time>) -> Result<Option<String>, Reason> {
        let ends = self.time("endTime")?;
        let secs = match (starts, ends) {
            (None, Some(_)) => return Err(missing("eventSchedule.startTime")),
            (None, None) => return Ok(None),
            (Some(starts), Some(ends)) => {
                let secs = starts.duration_until(ends).as_secs();
                let secs = if secs < 0 {
                    secs.saturating_add(86_400)
                } else {
                    secs
                };
                if secs == 0 || (ends < starts && secs > NIGHT_HOURS_MAX.saturating_mul(3_600)) {
                    return Err(Reason::EndsBeforeStart);
                }
                secs
            }
            (Some(_), None) => match (self.text("duration"), self.own, self.ends) {
                (Some(lasts), ..) => return Ok(Some(lasts)),
                (None, Some((first, true)), Some((ends, true))) if ends > first => {
                    let secs = first.duration_until(ends).as_secs();
                    if secs > 86_400 {
                        return Ok(None);
                    }
                    secs
                }
                _ => return Ok(None),
            },
        };
        Ok(Some(format!("PT{secs}S")))
    }

    /// A day, or a day with an hour. On another clock only what is written without an offset says a
    /// day for certain.
    fn moment(&self, value: &Value, name: &str, zone: Option<&str>) -> Result<DateTime, Reason> {
        let field = format!("{FIELD}.{name}");
        let text = match value {
            Value::String(text) => text.trim(),
            _ => return Err(Reason::NotText { field }),
        };
        let is_elsewhere = zone.is_some() && text.parse::<jiff::Timestamp>().is_ok();
        if is_elsewhere {
            let found = text::excerpt(text);
            return Err(Reason::Date { field, found });
        }
        when(text, &field, self.offset).map(|(at, _)| at)
    }

    /// An hour without an offset.
    fn time(&self, name: &str) -> Result<Option<Time>, Reason> {
        let Some(found) = self.text(name) else {
            return Ok(None);
        };
        let forms = ["%H:%M", "%H:%M:%S"];
        let mut read = forms
            .iter()
            .filter_map(|form| Time::strptime(form, &found).ok());
        let wrong = || Reason::Time {
            field: format!("{FIELD}.{name}"),
            found: text::excerpt(&found),
        };
        read.next().map(Some).ok_or_else(wrong)
    }

    fn text(&self, name: &str) -> Option<String> {
        said(self.said, name)
    }

    fn value(&self, name: &str) -> Option<&Value> {
        listed(self.said.get(name)).next()
    }
}

/// What a calendar's reader says, with the name that stands in the page.
fn named_as_here(reason: Reason) -> Reason {
    match reason {
        Reason::Date { field, found } => Reason::Date {
            field: match field.as_str() {
                "DURATION" => format!("{FIELD}.duration"),
                _ => format!("{FIELD}.startDate"),
            },
            found,
        },
        Reason::Unknown { field, found } if field == "TZID" => Reason::Unknown {
            field: format!("{FIELD}.scheduleTimezone"),
            found,
        },
        reason => reason,
    }
}
