//! What the list of activities says.

use super::pair::sentences;
use super::{Lang, time};
use rules::Refusal;
use rules::civil;
use rules::offer::Offer;
use rules::programme::near::{Band, Nearness};

sentences! {
    /// The name of the search field.
    search: "搜索活动", "Search activities";
    /// What may be typed.
    search_hint: "搜名称或拼音", "Title or place";
    /// The button that clears the field.
    search_clear: "清空搜索", "Clear the search";
    /// The name of the filters.
    filters: "筛选", "Filters";
    /// Only what is free.
    only_free: "还有名额", "Still free";
    /// The name of the two ways to look at the programme.
    ways: "怎么看", "How to look at it";
    /// By day.
    by_day: "日程", "List";
    /// A month at a time.
    by_month: "月历", "Month";
    /// Of each day first what is near.
    near: "近的在前", "Nearest first";
    /// Counts near from elsewhere.
    near_change: "换个地方", "Change";
    /// The field that picks a place.
    near_where: "从哪里算近？", "Near to where?";
    /// What becomes of the pick.
    near_hint: "选您住的村、社区，或者常去的地方。只记在这部手机里，不会发出去。",
        "Where you live, or where you often are. It is kept on this phone and never sent.";
    /// The line that asks.
    near_pick: "请选择", "Please choose";
    /// The kinds.
    kinds: "哪一类", "Kind";
    /// The audiences.
    audiences: "适合谁", "For whom";
    /// The field that jumps.
    jump: "跳到哪一天", "Go to a day";
    /// Back to today.
    to_today: "回到今天", "Back to today";
    /// Shows what is past too.
    earlier: "看以前的活动", "Show earlier ones";
    /// The name of the list.
    list: "活动列表", "List of activities";
    /// Takes every filter away.
    clear_all: "去掉所有条件", "Clear all filters";
    /// Nothing was found.
    nothing: "没有找到", "Nothing found";
    /// What to do then.
    nothing_text: "少写一两个字，或者去掉几个条件再看。也可以看看以前的活动。",
        "Try fewer words or filters. Earlier activities can be shown too.";
    /// Said of a meeting that is over.
    over: "已结束", "Over";
    /// Said of one that does not take place.
    cancelled: "已取消", "Cancelled";
    /// Said of one that has no day yet.
    postponed: "延期，新日期待定", "Postponed, new day not set";
}

/// How many meetings there are.
pub fn found(lang: Lang, count: usize, narrowed: bool) -> String {
    let number = grouped(count);
    match (lang, narrowed) {
        (Lang::Zh, false) => format!("往后共 {number} 场"),
        (Lang::Zh, true) => format!("找到 {number} 场"),
        (Lang::En, false) => format!("{number} to come"),
        (Lang::En, true) => format!("{number} found"),
    }
}

/// The summary of the filters behind a press, with how many of them are on.
pub fn more_filters(lang: Lang, on: usize) -> String {
    match (lang, on) {
        (Lang::Zh, 0) => "更多条件、选日期".to_owned(),
        (Lang::Zh, _) => format!("更多条件、选日期（已选 {on}）"),
        (Lang::En, 0) => "More filters, pick a day".to_owned(),
        (Lang::En, _) => format!("More filters, pick a day ({on} on)"),
    }
}

/// From where near is counted, and what comes first then.
pub fn near_from(lang: Lang, home: &str, around: Option<&str>) -> String {
    match (lang, around) {
        (Lang::Zh, Some(around)) => {
            format!("每天先列{home}的，再列{around}的，再列别处的。")
        }
        (Lang::Zh, None) => format!("每天先列{home}的，再列别处的。"),
        (Lang::En, Some(around)) => {
            format!("Each day {home} comes first, then {around}, then the rest.")
        }
        (Lang::En, None) => format!("Each day {home} comes first, then the rest."),
    }
}

/// A town without naming one of its committees.
pub fn near_whole(lang: Lang, town: &str) -> String {
    match lang {
        Lang::Zh => format!("{town}（不分村、社区）"),
        Lang::En => format!("{town} (all of it)"),
    }
}

/// Where a meeting is, with how near that is where it was asked for.
pub fn place(lang: Lang, near: Option<Nearness>, name: &str) -> String {
    let Some(near) = near else {
        return name.to_owned();
    };
    let near = match (lang, near.band, near.metres()) {
        (_, _, Some(metres)) => distance(lang, metres),
        (_, Band::Far, None) => return name.to_owned(),
        (Lang::Zh, Band::Close, None) => "最近".to_owned(),
        (Lang::Zh, Band::Near, None) => "较近".to_owned(),
        (Lang::En, Band::Close, None) => "Very near".to_owned(),
        (Lang::En, Band::Near, None) => "Near".to_owned(),
    };
    format!("{near} · {name}")
}

/// A distance as the crow flies, no more exact than that is.
fn distance(lang: Lang, metres: u32) -> String {
    let hundreds = metres.div_ceil(100).max(1);
    match (lang, hundreds) {
        (Lang::Zh, ..10) => format!("约 {hundreds}00 米"),
        (Lang::Zh, _) => format!("约 {}.{} 公里", hundreds / 10, hundreds % 10),
        (Lang::En, ..10) => format!("About {hundreds}00 m"),
        (Lang::En, _) => format!("About {}.{} km", hundreds / 10, hundreds % 10),
    }
}

/// The note beside a day: what the almanac says of it, and how many meetings.
pub fn on_day(lang: Lang, almanac: &str, count: u32) -> String {
    let count = match lang {
        Lang::Zh => format!("{count} 场"),
        Lang::En => format!("{count} on"),
    };
    if almanac.is_empty() {
        count
    } else {
        format!("{almanac} · {count}")
    }
}

/// The day as a heading: `今天 · 3月20日 周五`.
pub fn day(lang: Lang, day: civil::Date, today: civil::Date) -> String {
    let (near, short) = (lang.near_date(day, today), lang.short_date(day));
    if day.year() != today.year() {
        lang.date(day)
    } else if near == short {
        short
    } else {
        format!("{near} · {short}")
    }
}

/// A day in as few words as a column beside an hour has room for: `今天`, `周三`, `12月1日`.
pub fn brief_day(lang: Lang, day: civil::Date, today: civil::Date) -> String {
    let near = lang.near_date(day, today);
    let short = lang.short_date(day);
    if near != short {
        return near;
    }
    let this_week = (0..7).contains(&rules::time::days_between(today, day));
    // A short date is its day and its weekday; English says the weekday first.
    let (first, last) = short.split_once(' ').unwrap_or((&short, ""));
    match (lang, this_week) {
        (Lang::Zh, false) | (Lang::En, true) => first.to_owned(),
        (Lang::Zh, true) | (Lang::En, false) => last.to_owned(),
    }
}

/// What a session offers, in the few words a row has room for.
pub fn offered(lang: Lang, offer: &Offer) -> String {
    match (lang, offer) {
        (Lang::Zh, Offer::Come) => "不用报名".to_owned(),
        (Lang::En, Offer::Come) => "Just come".to_owned(),
        (Lang::Zh, Offer::Register { free, kept: 0 }) => format!("还有 {free} 个名额"),
        (Lang::Zh, Offer::Register { free, .. }) => format!("手机名额还有 {free} 个"),
        (Lang::En, Offer::Register { free, kept }) => {
            let seats = if *free == 1 { "seat" } else { "seats" };
            let of = if *kept == 0 { "" } else { " for phones" };
            format!("{free} {seats} free{of}")
        }
        (Lang::Zh, Offer::JoinLine { kept: 0, .. }) => "已满，可候补".to_owned(),
        (Lang::En, Offer::JoinLine { kept: 0, .. }) => "Full, waiting list open".to_owned(),
        (Lang::Zh, Offer::JoinLine { .. }) => "手机名额已满，可候补".to_owned(),
        (Lang::En, Offer::JoinLine { .. }) => "Full for phones, waiting list open".to_owned(),
        (Lang::Zh, Offer::Apply { .. }) => "申请抽签".to_owned(),
        (Lang::En, Offer::Apply { .. }) => "By draw".to_owned(),
        (Lang::Zh, Offer::Ask) => "申请，社区审核".to_owned(),
        (Lang::En, Offer::Ask) => "By approval".to_owned(),
        (_, Offer::Not(refusal)) => not_offered(lang, refusal),
    }
}

fn not_offered(lang: Lang, refusal: &Refusal) -> String {
    let said = match (lang, refusal) {
        (_, Refusal::SessionCancelled) => cancelled(lang),
        (_, Refusal::SessionPostponed) => postponed(lang),
        (_, Refusal::SessionOver { .. }) => over(lang),
        (Lang::Zh, Refusal::NotYetOpen { opens }) => {
            let day = format!("{}月{}日", opens.month(), opens.day());
            return format!("{day} {} 开始报名", time(opens.time()));
        }
        (Lang::En, Refusal::NotYetOpen { opens }) => {
            return format!("Opens {}", lang.moment(*opens));
        }
        (Lang::Zh, Refusal::Closed { .. }) => "报名已截止",
        (Lang::En, Refusal::Closed { .. }) => "Registration closed",
        (Lang::Zh, Refusal::CounterOnly) => "到柜台报名",
        (Lang::En, Refusal::CounterOnly) => "Register at the counter",
        (Lang::Zh, Refusal::WaitingListFull { .. }) => "候补也满了",
        (Lang::En, Refusal::WaitingListFull { .. }) => "Waiting list full",
        (Lang::Zh, _) => "不能报名",
        (Lang::En, _) => "Not open for registration",
    };
    said.to_owned()
}

/// A standing and whose it is: `已确认：陈美、小满`.
pub fn standing_of(lang: Lang, standing: &str, names: &[String]) -> String {
    match (lang, names) {
        (_, []) => standing.to_owned(),
        (Lang::Zh, [one]) => format!("{standing} · {one}"),
        (Lang::Zh, [one, two]) => format!("{standing} · {one}、{two}"),
        (Lang::Zh, many) => format!("{standing} · {} 人", many.len()),
        (Lang::En, many) if many.len() <= 2 => format!("{standing} · {}", many.join(", ")),
        (Lang::En, many) => format!("{standing} · {} people", many.len()),
    }
}

/// A count with its thousands set apart, as both languages write it.
pub(super) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut said = String::new();
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(at);
        if at > 0 && left % 3 == 0 {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::civil::date;

    #[test]
    fn counts_of_thousands_are_set_apart() {
        assert_eq!(found(Lang::Zh, 12_345, true), "找到 12,345 场");
        assert_eq!(found(Lang::En, 999, false), "999 to come");
    }

    #[test]
    fn a_distance_is_said_in_hundreds_of_metres() {
        assert_eq!(distance(Lang::Zh, 0), "约 100 米");
        assert_eq!(distance(Lang::Zh, 840), "约 900 米");
        assert_eq!(distance(Lang::Zh, 1_000), "约 1.0 公里");
        assert_eq!(distance(Lang::En, 12_345), "About 12.4 km");
    }

    #[test]
    fn a_day_near_today_is_called_by_both_names() {
        let today = date(2026, 3, 20);
        assert_eq!(day(Lang::Zh, today, today), "今天 · 3月20日 周五");
        assert_eq!(day(Lang::Zh, date(2026, 3, 22), today), "3月22日 周日");
        assert_eq!(day(Lang::Zh, date(2027, 1, 1), today), "2027年1月1日 周五");
    }

    #[test]
    fn a_day_beside_an_hour_is_said_in_a_word() {
        let today = date(2026, 3, 20);
        assert_eq!(brief_day(Lang::Zh, today, today), "今天");
        assert_eq!(brief_day(Lang::Zh, date(2026, 3, 22), today), "周日");
        assert_eq!(brief_day(Lang::Zh, date(2026, 4, 1), today), "4月1日");
        assert_eq!(brief_day(Lang::En, date(2026, 3, 22), today), "Sun");
        assert_eq!(brief_day(Lang::En, date(2026, 4, 1), today), "1 April");
    }

    #[test]
    fn three_people_of_one_standing_are_counted_and_two_are_named() {
        let names = |count: usize| {
            ["陈美", "小满", "陈强"]
                .iter()
                .take(count)
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            standing_of(Lang::Zh, "已确认", &names(2)),
            "已确认 · 陈美、小满"
        );
        assert_eq!(standing_of(Lang::Zh, "已确认", &names(3)), "已确认 · 3 人");
    }

    #[test]
    fn a_session_is_called_full_only_where_no_seat_is_free() {
        let (waiting, kept) = (4, 2);
        for (offer, zh, en) in [
            (
                Offer::JoinLine { waiting, kept: 0 },
                "已满，可候补",
                "Full, waiting list open",
            ),
            (
                Offer::JoinLine { waiting, kept },
                "手机名额已满，可候补",
                "Full for phones, waiting list open",
            ),
            (
                Offer::Register { free: 1, kept: 0 },
                "还有 1 个名额",
                "1 seat free",
            ),
            (
                Offer::Register { free: 3, kept },
                "手机名额还有 3 个",
                "3 seats free for phones",
            ),
        ] {
            assert_eq!(offered(Lang::Zh, &offer), zh);
            assert_eq!(offered(Lang::En, &offer), en);
        }
    }
}
