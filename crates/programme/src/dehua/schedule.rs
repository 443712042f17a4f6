//! The days of a series in a year.
//!
//! The one rule to know: everyday offers rest on public holidays and on weekends that are worked;
//! festivals are held on their day.
//!
//! Deliberately absent: places; whether they are free.

use super::DehuaError;
use super::calendar::Calendar;
use super::series::{Series, When};
use crate::lunar::{lunar_dates_in, new_year, solar_term, solar_terms};
use jiff::civil::{Date, Weekday};
use rules::almanac::held_on;
use rules::time::add_days;

/// How far ahead a course looks for its meetings. Units: days. A year: a course of every week.
const COURSE_DAYS_MAX: i32 = 366;

/// The day of practice of a month.
pub(super) const TWENTIETH: i8 = 20;

/// The days of each session of a series, in order.
pub(super) fn meetings(series: &Series, calendar: &Calendar) -> Result<Vec<Vec<Date>>, DehuaError> {
    let year = calendar.year();
    let single = |days: Vec<Date>| days.into_iter().map(|day| vec![day]).collect();
    let later = |days: i32| move |day: Date| add_days(day, days);
    let mut found: Vec<Vec<Date>> = match &series.when {
        When::Weekly { .. } => single(weekly(series, calendar)?),
        When::Monthly { nth, on, months } => {
            let weekday = weekday(series, on)?;
            let months = if months.is_empty() {
                (1..=12).collect()
            } else {
                months.clone()
            };
            let days = months
                .into_iter()
                .filter_map(|month| monthly(calendar, month, (*nth, weekday)));
            single(days.collect())
        }
        When::Twentieth {} => single(
            (1..=12)
                .filter_map(|month| twentieth(calendar, month))
                .collect(),
        ),
        When::Lunar { month, day, plus } => single(
            lunar_dates_in(year, *month, *day)
                .into_iter()
                .map(later(*plus))
                .collect(),
        ),
        When::NewYear { plus } => single(new_year(year).into_iter().map(later(*plus)).collect()),
        When::Solar { term, plus } => {
            let names = solar_terms().filter(|name| term.is_empty() || term == name);
            single(
                names
                    .filter_map(|name| solar_term(year, name))
                    .map(later(*plus))
                    .collect(),
            )
        }
        When::Dates { on } => {
            let days: Result<_, _> = on
                .iter()
                .map(|text| day_of(series, calendar, text))
                .collect();
            single(days?)
        }
        When::SchoolMonths {} => school_months(calendar),
        When::Course { .. } => courses(series, calendar)?,
    };
    found.retain(|days| days.first().is_some_and(|day| day.year() == year));
    Ok(found)
}

fn weekly(series: &Series, calendar: &Calendar) -> Result<Vec<Date>, DehuaError> {
    let When::Weekly {
        on,
        every,
        shift,
        from,
        until,
        in_term,
    } = &series.when
    else {
        return Ok(Vec::new());
    };
    let weekdays = weekdays(series, on)?;
    let bound = |text: &str, default: &str| {
        day_of(
            series,
            calendar,
            if text.is_empty() { default } else { text },
        )
    };
    let season = bound(from, "01-01")?..=bound(until, "12-31")?;
    let days = calendar.days().enumerate().filter(|(at, day)| {
        let week = at / 7;
        weekdays.contains(&day.weekday())
            && season.contains(day)
            && week % (*every).max(1) == shift % (*every).max(1)
            && is_ordinary(calendar, *day)
            && (!in_term || calendar.is_term(*day))
    });
    Ok(days.map(|(_, day)| day).collect())
}

/// Whether everyday offers take place on a day.
fn is_ordinary(calendar: &Calendar, day: Date) -> bool {
    !calendar.is_holiday(day) && !calendar.is_made_up(day)
}

fn monthly(calendar: &Calendar, month: i8, (nth, weekday): (usize, Weekday)) -> Option<Date> {
    let in_month = |day: &Date| day.month() == month && day.weekday() == weekday;
    let mut days = calendar.days().filter(in_month).skip(nth.saturating_sub(1));
    days.find(|day| is_ordinary(calendar, *day))
}

/// The day of practice: the 20th, moved by the rule where that is a public holiday.
fn twentieth(calendar: &Calendar, month: i8) -> Option<Date> {
    let planned = Date::new(calendar.year(), month, TWENTIETH).ok()?;
    Some(held_on(planned, |day| calendar.is_holiday(day)))
}

fn school_months(calendar: &Calendar) -> Vec<Vec<Date>> {
    let month = |month: i8| {
        let days = calendar.days().filter(|day| day.month() == month);
        days.filter(|day| calendar.is_school_day(*day))
            .collect::<Vec<_>>()
    };
    // Three days of a month, as before a vacation, are no course.
    (1..=12).map(month).filter(|days| days.len() > 3).collect()
}

fn courses(series: &Series, calendar: &Calendar) -> Result<Vec<Vec<Date>>, DehuaError> {
    let When::Course {
        on,
        meetings,
        from,
        after_new_year,
    } = &series.when
    else {
        return Ok(Vec::new());
    };
    let weekdays = weekdays(series, on)?;
    let dated: Result<Vec<Date>, _> = from
        .iter()
        .map(|text| day_of(series, calendar, text))
        .collect();
    let mut begins = dated?;
    let spring = new_year(calendar.year());
    begins.extend(
        spring
            .iter()
            .flat_map(|spring| after_new_year.iter().map(|days| add_days(*spring, *days))),
    );
    let course = |begins| course(calendar, &weekdays, (begins, *meetings));
    Ok(begins.into_iter().map(course).collect())
}

fn course(
    calendar: &Calendar,
    weekdays: &[Weekday],
    (begins, meetings): (Date, usize),
) -> Vec<Date> {
    (0..COURSE_DAYS_MAX)
        .map(|days| add_days(begins, days))
        .filter(|day| weekdays.contains(&day.weekday()) && is_ordinary(calendar, *day))
        .take(meetings)
        .collect()
}

/// A date written `MM-DD`.
fn day_of(series: &Series, calendar: &Calendar, text: &str) -> Result<Date, DehuaError> {
    let read = || {
        let (month, day) = text.split_once('-')?;
        Date::new(calendar.year(), month.parse().ok()?, day.parse().ok()?).ok()
    };
    read().ok_or_else(|| series.no_time(text))
}

fn weekdays(series: &Series, names: &[String]) -> Result<Vec<Weekday>, DehuaError> {
    names.iter().map(|name| weekday(series, name)).collect()
}

fn weekday(series: &Series, name: &str) -> Result<Weekday, DehuaError> {
    Ok(match name {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        other => return Err(series.no_time(other)),
    })
}
