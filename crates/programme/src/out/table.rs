//! The lines of a programme's table.

use super::{Programme, labels};
use jiff::civil::{Date, DateTime};
use rules::activity::Activity;
use rules::activity::fee::Fee;
use rules::community::Place;
use rules::id::SessionId;
use rules::session::{Admission, Session};
use rules::time::written::{day_text, hour_text};
use rules::time::{add_days, days_between};

/// A column: its heading, and what of a line stands under it.
type Column = (&'static str, fn(&Line<'_>) -> String);

/// The columns: heading, and what stands under it.
const COLUMNS: [Column; 41] = [
    ("编号 Number", |it| it.id.to_string()),
    ("名称 Title", |it| it.activity.title.zh.clone()),
    ("英文名称 Title in English", |it| {
        it.activity.title.en.clone()
    }),
    ("类别 Kind", |it| {
        labels::kind(it.activity.kind).to_owned()
    }),
    ("对象 For", |it| {
        labels::audience(it.activity.audience).to_owned()
    }),
    ("日期 Dates", |it| days(&it.session.days)),
    ("开始 Starts", |it| hour_text(it.session.starts)),
    ("结束 Ends", |it| hour_text(it.session.ends)),
    ("原文时间 Hours as written", |it| {
        it.session.as_written.zh.clone()
    }),
    ("英文时间 Hours in English", |it| {
        it.session.as_written.en.clone()
    }),
    ("地点 Place", |it| {
        it.place.map(|at| at.name.zh.clone()).unwrap_or_default()
    }),
    ("英文地点 Place in English", |it| {
        it.place.map(|at| at.name.en.clone()).unwrap_or_default()
    }),
    ("地址 Address", |it| {
        it.place.map(|at| at.address.zh.clone()).unwrap_or_default()
    }),
    ("英文地址 Address in English", |it| {
        it.place.map(|at| at.address.en.clone()).unwrap_or_default()
    }),
    ("报名方式 Registration", |it| {
        labels::admission(&it.session.admission).to_owned()
    }),
    ("名额 Seats", |it| or_empty(it.session.admission.seats())),
    ("抽签日期 Draw", |it| match it.session.admission {
        Admission::Ballot {
            drawn_on: Some(day),
            ..
        } => day_text(day),
        _ => String::new(),
    }),
    ("报名开始 Opens", |it| {
        it.session.opens.map(moment).unwrap_or_default()
    }),
    ("报名截止 Closes", |it| {
        it.session.closes.map(moment).unwrap_or_default()
    }),
    ("保留小时 Held for hours", |it| {
        or_empty(it.session.hold_hours)
    }),
    ("最小年龄 Youngest", |it| or_empty(it.session.ages.min)),
    ("最大年龄 Oldest", |it| or_empty(it.session.ages.max)),
    ("费用 Fee", |it| fee(&it.activity.fee)),
    ("币种 Currency", |it| {
        let amount = it.activity.fee.amount();
        amount.map(|it| it.currency.clone()).unwrap_or_default()
    }),
    ("原文费用 Fee as written", |it| {
        let words = it.activity.fee.as_written();
        words.map(|words| words.zh.clone()).unwrap_or_default()
    }),
    ("英文费用 Fee in English", |it| {
        let words = it.activity.fee.as_written();
        words.map(|words| words.en.clone()).unwrap_or_default()
    }),
    ("介绍 Description", |it| it.activity.summary.zh.clone()),
    ("英文介绍 Description in English", |it| {
        it.activity.summary.en.clone()
    }),
    ("细类 Topic", |it| it.activity.topic.zh.clone()),
    ("英文细类 Topic in English", |it| {
        it.activity.topic.en.clone()
    }),
    ("携带 Bring", |it| it.activity.bring.zh.clone()),
    ("英文携带 Bring in English", |it| {
        it.activity.bring.en.clone()
    }),
    ("主办 Organiser", |it| it.activity.organiser.zh.clone()),
    ("英文主办 Organiser in English", |it| {
        it.activity.organiser.en.clone()
    }),
    ("电话 Phone", |it| it.activity.phone.clone()),
    ("网址 Link", |it| it.activity.link.clone()),
    ("状态 State", |it| {
        labels::status(it.session.status()).to_owned()
    }),
    ("纬度 Latitude", |it| {
        it.place
            .and_then(|place| place.at)
            .map(|at| degrees(at.lat))
            .unwrap_or_default()
    }),
    ("经度 Longitude", |it| {
        it.place
            .and_then(|place| place.at)
            .map(|at| degrees(at.lon))
            .unwrap_or_default()
    }),
    ("地点编号 Place number", |it| {
        it.session.place.to_string()
    }),
    ("活动编号 Activity number", |it| {
        it.session.activity.to_string()
    }),
];

/// What a line is made of.
struct Line<'a> {
    id: &'a SessionId,
    session: &'a Session,
    activity: &'a Activity,
    place: Option<&'a Place>,
}

/// The headings.
pub(super) fn headings() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(heading, _)| *heading)
}

/// The lines, one a session.
pub(super) fn lines<'a>(programme: &'a Programme<'a>) -> impl Iterator<Item = Vec<String>> + 'a {
    programme.offers().map(|(id, session, activity)| {
        let line = Line {
            id,
            session,
            activity,
            place: programme.place(&session.place),
        };
        COLUMNS.iter().map(|(_, cell)| cell(&line)).collect()
    })
}

/// Days, with runs of three or more as one: `2026-12-05、2026-12-21至2026-12-24`.
fn days(days: &[Date]) -> String {
    let mut runs: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if add_days(*last, 1) == *day => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    let run = |(first, last): &(Date, Date)| match days_between(*first, *last) {
        0 => day_text(*first),
        1 => format!("{}、{}", day_text(*first), day_text(*last)),
        _ => format!("{}至{}", day_text(*first), day_text(*last)),
    };
    runs.iter().map(run).collect::<Vec<_>>().join("、")
}

fn moment(at: DateTime) -> String {
    format!("{} {}", day_text(at.date()), hour_text(at.time()))
}

fn or_empty<N: ToString>(number: Option<N>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// What it costs; empty where that stands in words of its own.
fn fee(fee: &Fee) -> String {
    match fee {
        Fee::Free => labels::FREE.to_owned(),
        Fee::Amount(amount) => cents(amount.cents),
        Fee::AsWritten(_) => String::new(),
        Fee::Unsaid => labels::UNSAID.to_owned(),
    }
}

/// Hundredths as an amount with two decimals.
pub(super) fn cents(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Millionths of a degree as degrees.
pub(super) fn degrees(micro: i32) -> String {
    let sign = if micro < 0 { "-" } else { "" };
    let micro = micro.unsigned_abs();
    format!("{sign}{}.{:06}", micro / 1_000_000, micro % 1_000_000)
}
