//! What the month calendar of the programme says.

use super::pair::sentences;
use super::{Lang, almanac};
use rules::almanac::Particular;
use rules::civil;
use rules::key::Month;

sentences! {
    /// Back to the present month.
    this_month: "回到本月", "This month";
    /// How to read a cell.
    legend: "点一天，下面列出那天的活动。格子里从上到下：几号、农历、有几场。颜色越深，活动越多。「休」是放假，「班」是调休上班。",
        "Press a day to see its activities below. Each day shows its number, its lunar day (L5: the fifth) and how many activities it has; the deeper the colour, the more. H: public holiday, W: a weekend day that is worked.";
    /// No day is picked.
    pick: "点上面的一天，看那天有什么活动。", "Press a day above to see what is on.";
    /// The day picked has nothing.
    nothing: "这一天没有活动。", "Nothing on this day.";
    /// The same while something narrows the list.
    nothing_found: "这一天没有符合条件的活动。", "Nothing on this day matches.";
}

/// The summary of what narrows the month, behind a press.
pub const fn filters(lang: Lang, narrowed: bool) -> &'static str {
    match (lang, narrowed) {
        (Lang::Zh, false) => "搜索、选条件",
        (Lang::Zh, true) => "搜索、选条件（已选）",
        (Lang::En, false) => "Search and filters",
        (Lang::En, true) => "Search and filters (on)",
    }
}

/// How many meetings a month has.
pub fn found(lang: Lang, month: Month, (count, narrowed): (usize, bool)) -> String {
    let number = super::activities::grouped(count);
    let month = lang.month(month);
    match (lang, narrowed) {
        (Lang::Zh, false) => format!("{month}共 {number} 场"),
        (Lang::Zh, true) => format!("{month}找到 {number} 场"),
        (Lang::En, false) => format!("{number} in {month}"),
        (Lang::En, true) => format!("{number} found in {month}"),
    }
}

/// The way to the next day that has something.
pub fn next_day(lang: Lang, day: civil::Date) -> String {
    let day = lang.short_date(day);
    match lang {
        Lang::Zh => format!("看下一场：{day}"),
        Lang::En => format!("Next: {day}"),
    }
}

/// A weekday where it stands alone.
pub fn weekday(lang: Lang, short: &str) -> String {
    match lang {
        Lang::Zh => format!("周{short}"),
        Lang::En => short.to_owned(),
    }
}

/// A day off or worked, in one sign.
pub const fn badge(lang: Lang, day: Particular) -> &'static str {
    match (lang, day.is_off, day.is_worked) {
        (Lang::Zh, true, _) => "休",
        (Lang::Zh, false, true) => "班",
        (Lang::En, true, _) => "H",
        (Lang::En, false, true) => "W",
        (_, false, false) => "",
    }
}

/// A day in words: its date, what the almanac says of it, how many meetings.
pub fn label(lang: Lang, day: civil::Date, (particular, count): (Particular, usize)) -> String {
    let count = match (lang, count) {
        (Lang::Zh, 0) => "没有活动".to_owned(),
        (Lang::Zh, count) => format!("{count} 场活动"),
        (Lang::En, 0) => "nothing on".to_owned(),
        (Lang::En, 1) => "1 activity".to_owned(),
        (Lang::En, count) => format!("{count} activities"),
    };
    let almanac = almanac::line(lang, particular);
    let parts = [lang.short_date(day), almanac, count];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}

/// How many, as a cell has room for it; nothing for none.
pub fn count(count: usize) -> String {
    match count {
        0 => String::new(),
        1_000.. => "999+".to_owned(),
        count => count.to_string(),
    }
}

/// What is counted, where a line has room for a word.
pub const fn unit(lang: Lang, count: usize) -> &'static str {
    match (lang, count) {
        (_, 0) => "",
        (Lang::Zh, _) => " 场",
        (Lang::En, _) => " on",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::almanac::LunarDay;
    use rules::civil::date;

    #[test]
    fn a_day_is_said_whole() {
        let day = date(2026, 2, 17);
        let particular = Particular {
            lunar: Some(LunarDay {
                month: 1,
                leap: false,
                day: 1,
            }),
            is_off: true,
            ..Particular::default()
        };
        let said = label(Lang::Zh, day, (particular, 2));
        assert_eq!(said, "2月17日 周二，农历正月初一 · 放假，2 场活动");
        let said = label(Lang::En, day, (Particular::default(), 0));
        assert_eq!(said, "Tue 17 February, nothing on");
        assert_eq!(badge(Lang::Zh, particular), "休");
    }

    #[test]
    fn a_cell_holds_three_figures() {
        assert_eq!([0, 7, 999, 1_000].map(count), ["", "7", "999", "999+"]);
    }
}
