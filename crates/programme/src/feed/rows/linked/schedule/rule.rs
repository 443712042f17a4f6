//! The rule of a schedule, in the words of a calendar.
//!
//! The one rule to know: what cannot be said without a guess is refused by the name it has in the
//! page: a bare weekday of a month may be each of them or the first, `byMonthWeek` the week or the
//! weekday.
//!
//! Deliberately absent: series within a day.

use super::{FIELD, Schedule};
use crate::feed::field::unknown;
use crate::feed::rows::linked::{listed, missing, name_of};
use crate::feed::{Reason, text};
use jiff::civil::Time;
use rules::time::days_between;
use serde_json::Value;

const WEEK: [(&str, &str); 7] = [
    ("Monday", "MO"),
    ("Tuesday", "TU"),
    ("Wednesday", "WE"),
    ("Thursday", "TH"),
    ("Friday", "FR"),
    ("Saturday", "SA"),
    ("Sunday", "SU"),
];

impl Schedule<'_> {
    /// The rule of repetition.
    pub(super) fn rule(&self, zone: Option<&str>) -> Result<String, Reason> {
        let (pace, interval) = self.pace()?;
        let mut parts = vec![format!("FREQ={pace};INTERVAL={interval}")];
        let is_of_month = matches!(pace, "MONTHLY" | "YEARLY");
        let days = self.week_days(is_of_month)?;
        let lists = [
            ("BYDAY", days),
            ("BYMONTH", self.numbers("byMonth", 12)?),
            ("BYMONTHDAY", self.numbers("byMonthDay", 31)?),
        ];
        for (name, list) in lists {
            if !list.is_empty() {
                parts.push(format!("{name}={}", list.join(",")));
            }
        }
        if let Some(value) = self.value("byMonthWeek") {
            return Err(unknown("eventSchedule.byMonthWeek", &value.to_string()));
        }
        if let Some(count) = self.numbers("repeatCount", u32::MAX)?.first() {
            parts.push(format!("COUNT={count}"));
        }
        if let Some(until) = self.until(zone)? {
            parts.push(format!("UNTIL={until}"));
        }
        Ok(parts.join(";"))
    }

    /// `P2W`, or a word.
    fn pace(&self) -> Result<(&'static str, u16), Reason> {
        let field = "eventSchedule.repeatFrequency";
        let said = self.text("repeatFrequency").ok_or_else(|| missing(field))?;
        let text = name_of(&said).to_ascii_uppercase();
        let wrong = || unknown(field, &said);
        let word = match text.as_str() {
            "DAILY" => "P1D",
            "WEEKLY" => "P1W",
            "MONTHLY" => "P1M",
            "YEARLY" => "P1Y",
            text => text,
        };
        let inner = word.strip_prefix('P').ok_or_else(wrong)?;
        let at = inner
            .find(|c: char| !c.is_ascii_digit())
            .ok_or_else(wrong)?;
        let (number, unit) = inner.split_at_checked(at).ok_or_else(wrong)?;
        let interval: u16 = number.parse().map_err(|_| wrong())?;
        let pace = match unit {
            "D" => "DAILY",
            "W" => "WEEKLY",
            "M" => "MONTHLY",
            "Y" => "YEARLY",
            _ => return Err(wrong()),
        };
        if interval == 0 {
            return Err(wrong());
        }
        Ok((pace, interval))
    }

    fn week_days(&self, is_of_month: bool) -> Result<Vec<String>, Reason> {
        let field = "eventSchedule.byDay";
        let mut days = Vec::new();
        for value in listed(self.said.get("byDay")) {
            let text = match value {
                Value::Object(fields) => fields.get("@id").or_else(|| fields.get("name")),
                value => Some(value),
            };
            let text = text.and_then(Value::as_str).unwrap_or_default();
            let name = name_of(text);
            let by_name = WEEK.iter().find(|(day, _)| day.eq_ignore_ascii_case(name));
            let short = name.to_ascii_uppercase();
            let which = WEEK
                .iter()
                .find_map(|(_, code)| short.strip_suffix(code))
                .filter(|which| which.is_empty() || which.parse::<i8>().is_ok_and(|it| it != 0));
            let day = match (by_name, which) {
                (Some((_, code)), _) if !is_of_month => (*code).to_owned(),
                (None, Some(which)) if which.is_empty() != is_of_month => short,
                // A bare weekday of a month may be each or the first; a second Monday of a week is
                // none.
                _ => return Err(unknown(field, &value.to_string())),
            };
            days.push(day);
        }
        Ok(days)
    }

    /// Whole numbers from 1.
    fn numbers(&self, name: &str, max: u32) -> Result<Vec<String>, Reason> {
        let mut numbers = Vec::new();
        for value in listed(self.said.get(name)) {
            let text = match value {
                Value::String(text) => text.trim().to_owned(),
                value => value.to_string(),
            };
            let number = text
                .parse()
                .ok()
                .filter(|found: &u32| (1..=max).contains(found));
            let wrong = || Reason::Number {
                field: format!("{FIELD}.{name}"),
                found: text::excerpt(&text),
            };
            numbers.push(number.ok_or_else(wrong)?.to_string());
        }
        Ok(numbers)
    }

    /// The last day, or the last moment: the schedule's, or the event's own where that is no end of
    /// one meeting.
    fn until(&self, zone: Option<&str>) -> Result<Option<String>, Reason> {
        let last = match (self.value("endDate"), self.own, self.ends) {
            (Some(said), ..) => self.moment(said, "endDate", zone)?,
            (None, Some((first, _)), Some((ends, has_hour))) => {
                let days = days_between(first.date(), ends.date());
                if days < 1 || (has_hour && days == 1) {
                    return Ok(None);
                }
                ends
            }
            _ => return Ok(None),
        };
        let is_day = last.time() == Time::midnight() || zone.is_some();
        let form = if is_day { "%Y%m%d" } else { "%Y%m%dT%H%M%S" };
        Ok(Some(last.strftime(form).to_string()))
    }
}
