//! What a draft says: its fields, its days, its steps.

use crate::text::Lang;
use crate::text::pair::sentences;
use rules::draft::Stage;
use rules::draft::series::Every;

sentences! {
    /// A new one.
    new_title: "新建活动", "New activity";
    /// Changing one.
    edit_title: "改草稿", "Change the draft";
    /// One.
    title: "草稿", "Draft";
    /// The activity.
    about: "是什么活动", "What it is";
    /// Name.
    name: "名称", "Title";
    /// Name missing.
    name_missing: "请写名称。", "Please give a title.";
    /// English name.
    name_en: "英文名称", "Title in English";
    /// Kind.
    kind: "类别", "Kind";
    /// Audience.
    audience: "适合谁", "For whom";
    /// Summary.
    summary: "介绍", "What it is about";
    /// Bring.
    bring: "要带什么（可不填）", "What to bring (optional)";
    /// Organiser.
    organiser: "主办（可不填）", "Organiser (optional)";
    /// Phone.
    phone: "咨询电话（可不填）", "Telephone (optional)";
    /// When and where.
    when: "什么时候，在哪里", "When and where";
    /// Place missing.
    place_missing: "请选一个地点。", "Please pick a place.";
    /// Day missing.
    day_missing: "请填日期。", "Please give the day.";
    /// Hours missing.
    hour_missing: "请填时间。", "Please give the hour.";
    /// How one gets in.
    admission: "怎么参加", "How one gets in";
    /// The choice under it.
    way: "报名方式", "The way in";
    /// Open.
    open: "不用报名", "Open to all";
    /// First come.
    first_come: "先到先得", "First come";
    /// Approval.
    approval: "工作人员审核", "Staff decide";
    /// Ballot.
    ballot: "抽签", "Draw";
    /// Counter.
    counter: "到柜台报名", "At the counter";
    /// Seats missing.
    seats_missing: "请填名额，至少 1 个。", "Please give the seats, at least 1.";
    /// Drawn on.
    drawn_on: "抽签日（可不填，默认报名截止时）", "Day of the draw (else when registration closes)";
    /// Age min.
    age_min: "最小年龄（可不填）", "Youngest (optional)";
    /// Age max.
    age_max: "最大年龄（可不填）", "Oldest (optional)";
    /// An age that is no number.
    age_wrong: "年龄请填数字。", "Please write ages as numbers.";
    /// Nobody has such an age.
    ages_crossed: "最小年龄比最大年龄还大，请改一改。", "The youngest is above the oldest; please mend one of them.";
    /// Hold.
    hold: "候补轮到后留位几小时（可不填）", "Hours a seat is held for who waited (optional)";
    /// What it means.
    hold_hint: "轮到的家庭在这段时间里点“要来”才算数，不然给下一家。不填就直接给。最晚到开场前两小时。",
        "The family must say in that time that they come, or it goes to the next. Empty: it is theirs outright. It ends two hours before the session at the latest.";
    /// The window is upside down.
    window_wrong: "报名开始要早于报名截止。", "Registration must open before it closes.";
    /// The link.
    link: "详情网址（可不填）", "A page that says more (optional)";
    /// Not a link.
    link_wrong: "网址请以 https:// 开头。", "Please begin the address with https://.";
    /// Fee.
    fee: "费用", "Fee";
    /// Free.
    fee_free: "免费", "Free";
    /// An amount.
    fee_amount: "收多少钱", "An amount";
    /// In a sentence.
    fee_words: "写一句话", "In words";
    /// Not said.
    fee_unsaid: "先不写", "Not said";
    /// The sentence.
    fee_in_words: "费用怎么说（居民照原文看到）", "The fee in words (residents read them as they are)";
    /// The same in English.
    fee_in_english: "英文：费用怎么说（可不填）", "The fee in English words (optional)";
    /// No sentence.
    fee_words_missing: "请写一句，比如：成人 20 元，儿童 10 元。", "Please write a sentence, such as: adults 20, children 10.";
    /// Not an amount.
    fee_wrong: "费用请写成 12 或 12.50 这样。", "Please write the fee like 12 or 12.50.";
    /// English words.
    in_english: "英文（可不填）", "In English (optional)";
    /// What becomes of what is left out.
    in_english_text: "没写英文的，英文界面里就显示中文。", "Where there is no English, the Chinese is shown.";
    /// English summary.
    summary_en: "英文介绍", "What it is about, in English";
    /// English bring.
    bring_en: "英文：要带什么", "What to bring, in English";
    /// English organiser.
    organiser_en: "英文：主办", "Organiser, in English";
    /// Committees.
    committees: "村居或楼栋", "Villages or buildings";
    /// What may be typed.
    committees_hint: "村居、楼栋、乡镇或拼音首字母", "Village, building, town or initials";
    /// Those picked.
    committees_picked: "已选的，点一下去掉", "Picked; press one to take it out";
    /// Opens.
    opens: "报名开始（可不填）", "Registration opens (optional)";
    /// Closes.
    closes: "报名截止（可不填）", "Registration closes (optional)";
    /// Series.
    series: "重复", "Repeats";
    /// The choice under it.
    how_often: "多久一次", "How often";
    /// Once.
    once: "只一次", "Once";
    /// Weekly.
    weekly: "每周", "Weekly";
    /// Every second week.
    fortnightly: "隔周", "Every second week";
    /// Monthly.
    monthly: "每月同一天", "Monthly";
    /// Lunar.
    lunar: "按农历", "Lunar";
    /// Weekdays.
    weekdays: "星期几", "On";
    /// Until.
    until: "到哪天为止", "Until";
    /// Until missing.
    until_missing: "请填到哪天为止，系列不能没有结束。", "Please give the last day; a series must end.";
    /// Lunar month.
    lunar_month: "农历几月（不填就是每个月）", "Lunar month (empty: each)";
    /// Lunar day.
    lunar_day: "农历几日", "Lunar day";
    /// Lunar day missing.
    lunar_day_missing: "请填 1 到 30。", "Please give 1 to 30.";
    /// Not on holidays.
    not_on_holidays: "节假日不办", "Not on public holidays";
    /// Exceptions.
    except: "这几天不办（用空格隔开，可不填）", "Not on these days (with spaces between, optional)";
    /// Exceptions not read.
    except_wrong: "日期请写成 2026-03-20 这样。", "Write days like 2026-03-20.";
    /// The days.
    days: "会办的日子", "The days it is on";
    /// Clashes.
    clashes: "同一时间、同一地点已有：", "At the same place and time there is already:";
    /// Clashes are a warning.
    clashes_text: "只是提醒，照样可以存。", "A warning only; you may save all the same.";
    /// Save.
    save: "存草稿", "Save the draft";
    /// Missing fields.
    missing: "还有几处没填好，请看看上面标红的。", "Some fields are not right yet; see those in red above.";
    /// Edit.
    edit: "修改", "Change";
    /// Review.
    review: "复核通过", "It is right";
    /// Release.
    release: "发布给居民", "Publish to residents";
    /// Drop.
    drop: "丢弃草稿", "Drop the draft";
    /// Drop asked.
    drop_ask: "丢弃这份草稿？", "Drop this draft?";
    /// What that means.
    drop_text: "丢弃后就没有了。居民还没看到过它。", "It is gone then. Residents have never seen it.";
    /// Keep.
    keep: "留着", "Keep it";
    /// Gone.
    gone: "这份草稿已经不在了", "This draft is gone";
    /// What became of it.
    gone_text: "它可能已经发布，或被同事丢弃。", "It may have been published, or dropped by a colleague.";
    /// The published session.
    to_session: "看发布出来的场次", "See the published session";
    /// Not taken.
    not_taken: "同事先改了这份草稿，您写的没有收下，但还在这台设备上。",
        "A colleague changed this draft first. Yours was not taken; it is still on this device.";
    /// Take it up.
    take_up: "用我写的接着改", "Go on from mine";
    /// What the colleague wrote.
    theirs: "看同事写的", "What the colleague wrote";
    /// One's own stands.
    mine_stands: "看过了，以我写的为准", "I have seen it; mine shall stand";
    /// Waits.
    unsettled: "这份草稿先存在这台设备上，等连上网。", "This draft is kept on this device until there is a network.";
    /// Only others review.
    steps: "下一步", "Next";
    /// What residents will see.
    preview: "居民会看到", "Residents will see";
}

/// A colleague wrote meanwhile.
pub fn overtaken(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => {
            format!("{name}刚刚改了这份草稿。您写的都还在上面，没有丢；先看看同事写的，再决定。")
        }
        Lang::En => format!(
            "{name} has just changed this draft. All you typed is still above; look at theirs, then decide."
        ),
    }
}

/// The same, where there is room for a line.
pub fn overtaken_briefly(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("{name}刚刚也改了这份草稿，存之前请到页末看一看。"),
        Lang::En => {
            format!("{name} has just changed this draft too; see the end of the page first.")
        }
    }
}

/// How far a draft has come.
pub fn stage(lang: Lang, stage: &Stage) -> &'static str {
    match (lang, stage) {
        (Lang::Zh, Stage::Written) => "待复核",
        (Lang::En, Stage::Written) => "to be reviewed",
        (Lang::Zh, Stage::Reviewed { .. }) => "已复核，可发布",
        (Lang::En, Stage::Reviewed { .. }) => "reviewed, may be published",
    }
}

/// Who wrote it, and which writing it is.
pub fn by(lang: Lang, name: &str, version: u32) -> String {
    match lang {
        Lang::Zh => format!("{name}写的第 {version} 稿"),
        Lang::En => format!("writing {version}, by {name}"),
    }
}

/// Who looked it over.
pub fn reviewed_by(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("{name}复核过"),
        Lang::En => format!("reviewed by {name}"),
    }
}

/// How much it costs, in which currency.
pub fn fee_in(lang: Lang, currency: &str) -> String {
    match (lang, currency) {
        (Lang::Zh, "CNY") => "一个人收多少（元）".to_owned(),
        (Lang::Zh, _) => format!("一个人收多少（{currency}）"),
        (Lang::En, _) => format!("How much for each ({currency})"),
    }
}

/// Words about a fee that are too long.
pub fn fee_words_long(lang: Lang, found: usize, most: usize) -> String {
    match lang {
        Lang::Zh => format!("写了 {found} 个字，最多 {most} 个。"),
        Lang::En => format!("{found} characters; please write {most} at most."),
    }
}

/// Not so many hours.
pub fn hold_wrong(lang: Lang, most: u16) -> String {
    match lang {
        Lang::Zh => format!("请填 1 到 {most} 小时。"),
        Lang::En => format!("Please give 1 to {most} hours."),
    }
}

/// How long seats are held.
pub fn held_for(lang: Lang, hours: u16) -> String {
    match (lang, hours) {
        (Lang::Zh, _) => format!("候补轮到后留位 {hours} 小时"),
        (Lang::En, 1) => "A seat is held for who waited for an hour".to_owned(),
        (Lang::En, _) => format!("A seat is held for who waited for {hours} hours"),
    }
}

/// How many days: `共 12 场`.
pub fn how_many(lang: Lang, days: usize) -> String {
    match (lang, days) {
        (Lang::Zh, _) => format!("共 {days} 场"),
        (Lang::En, 1) => "1 session".to_owned(),
        (Lang::En, _) => format!("{days} sessions"),
    }
}

/// A rule of repeating in words.
pub fn every(lang: Lang, every: &Every) -> String {
    match (lang, every) {
        (Lang::Zh, Every::Weeks { every: 1, .. }) => "每周".to_owned(),
        (Lang::En, Every::Weeks { every: 1, .. }) => "weekly".to_owned(),
        (Lang::Zh, Every::Weeks { every, .. }) => format!("每 {every} 周"),
        (Lang::En, Every::Weeks { every, .. }) => format!("every {every} weeks"),
        (Lang::Zh, Every::Months { every: 1 }) => "每月".to_owned(),
        (Lang::En, Every::Months { every: 1 }) => "monthly".to_owned(),
        (Lang::Zh, Every::Months { every }) => format!("每 {every} 个月"),
        (Lang::En, Every::Months { every }) => format!("every {every} months"),
        (Lang::Zh, Every::Lunar { month: None, day }) => format!("农历每月第 {day} 天"),
        (Lang::En, Every::Lunar { month: None, day }) => {
            format!("day {day} of each lunar month")
        }
        (
            Lang::Zh,
            Every::Lunar {
                month: Some(month),
                day,
            },
        ) => format!("农历 {month} 月第 {day} 天"),
        (
            Lang::En,
            Every::Lunar {
                month: Some(month),
                day,
            },
        ) => format!("day {day} of lunar month {month}"),
    }
}

/// A day of the week, Monday 1.
pub fn weekday(lang: Lang, day: i8) -> &'static str {
    match (lang, day) {
        (Lang::Zh, 1) => "周一",
        (Lang::Zh, 2) => "周二",
        (Lang::Zh, 3) => "周三",
        (Lang::Zh, 4) => "周四",
        (Lang::Zh, 5) => "周五",
        (Lang::Zh, 6) => "周六",
        (Lang::Zh, _) => "周日",
        (Lang::En, 1) => "Mon",
        (Lang::En, 2) => "Tue",
        (Lang::En, 3) => "Wed",
        (Lang::En, 4) => "Thu",
        (Lang::En, 5) => "Fri",
        (Lang::En, 6) => "Sat",
        (Lang::En, _) => "Sun",
    }
}
