//! What the diary and one note of it say.
//!
//! The one rule to know: nothing here says that points were earned. A claim is put forward and
//! received; crediting needs two people and is not there yet, and the sentences say so.

use super::Lang;
use super::pair::sentences;
use rules::civil;
use rules::key::Month;
use rules::points::{Act, Measure, PointsPolicy, Worth};

sentences! {
    /// The sum of minutes.
    noted: "记下的时长", "Time noted";
    /// The sum of points of what was put forward.
    put_forward_sum: "申报的积分", "Points put forward";
    /// Beside that sum, always.
    not_credited: "还没有入账。积分要有两个人作证才入账，这一步还没开通。",
        "Nothing has been credited yet. Points need two people to vouch for them; that is not open yet.";
    /// The heading over the bars.
    by_kind: "这个月做了什么", "What this month was";
    /// The month before.
    previous_month: "上个月", "Previous month";
    /// The month after.
    next_month: "下个月", "Next month";
    /// Shows every day of the month again.
    whole_month: "看整个月", "Show the whole month";
    /// Writes for the day picked.
    write_for_day: "补记这一天", "Write for this day";
    /// A month without notes, this one.
    empty_title: "这个月还没有记", "Nothing written this month yet";
    /// What to do then.
    empty_text: "在上面点一下做了什么，两下就记好。没有网络也能记。",
        "Tap above what you did: two taps and it is written. It works without a network.";
    /// A past month without notes.
    empty_past: "那个月没有记。", "Nothing was written in that month.";
    /// A day without notes.
    empty_day: "这一天没有记。", "Nothing was written on this day.";
    /// A day that has not come.
    day_ahead: "这一天还没到。", "This day has not come yet.";
    /// Said on each of two lines of one note.
    two_versions: "两部手机同时改过，两样都留着", "Changed on two devices at once; both are kept";

    /// A claim on this phone.
    claim_saved: "申报已存在手机上", "Claim saved on this phone";
    /// A claim that went out.
    claim_sent: "申报已发出", "Claim sent";
    /// A claim that the community has.
    claim_received: "已收到，待作证", "Received, to be vouched for";
    /// A claim that a rule refused.
    claim_refused: "申报未通过", "Claim not accepted";

    /// The title of the page that writes.
    new_title: "记一笔", "Write a note";
    /// The title of the page that changes.
    edit_title: "改这一笔", "Change this note";
    /// What was done, in the form that has its own button.
    what: "做了什么？", "What did you do?";
    /// What was done; how long comes next, and saves.
    what_first: "记一笔：先点做了什么，再点多久", "Write a note: tap what you did, then how long";
    /// On which day.
    which_day: "哪一天？", "Which day?";
    /// How long, in the form that has its own button.
    how_long_edit: "做了多久？", "How long?";
    /// The day before today.
    yesterday: "昨天", "Yesterday";
    /// Two days before today.
    day_before: "前天", "Two days ago";
    /// Any other day.
    other_day: "别的日子", "Another day";
    /// One day earlier.
    day_earlier: "前一天", "One day earlier";
    /// One day later.
    day_later: "后一天", "One day later";
    /// Any other length.
    other_length: "别的时长", "Another length";
    /// A step shorter.
    shorter: "少 15 分钟", "15 minutes less";
    /// A step longer.
    longer: "多 15 分钟", "15 minutes more";
    /// Words of one's own.
    words: "想写几句也行（可不写）", "A few words, if you like";
    /// Saves.
    save: "存好", "Save";
    /// While it is being saved.
    saving: "正在存", "Saving";

    /// The title of one note's page.
    note_title: "这一笔", "This note";
    /// Said right after writing.
    saved_now: "存好了，在这部手机里。", "Saved on this phone.";
    /// The same where there is no lasting storage.
    saved_until_closed: "记下了，但只留到关闭本页为止。", "Noted, but kept only until this page is closed.";
    /// The heading over points.
    points_head: "积分申报", "Points";
    /// Puts it forward.
    claim: "申报积分", "Put forward for points";
    /// What comes of it.
    claim_consequence: "申报后由社区收下，等两个人作证。现在还不会入账。",
        "The community receives the claim and two people vouch for it. Nothing is credited yet.";
    /// The same without a network.
    claim_offline: "没有网络：先存在手机里，连上网后发给社区，再等两个人作证。",
        "No network: it is saved on this phone and sent later; then two people vouch for it.";
    /// Takes a claim back.
    withdraw: "撤回申报", "Take the claim back";
    /// Said while the claim stands.
    claim_stands: "改动或扔掉这一笔之前，请先撤回申报。",
        "Take the claim back before you change or throw away this note.";
    /// What signing in has to do with points.
    claim_needs_sign_in: "登录以后才能申报积分。这一笔会一直留着。",
        "Sign in to put it forward for points. The note stays here.";
    /// Why there is nothing to put forward.
    worth_nothing: "现在申报不会有分。", "A claim now would bring no points.";
    /// The heading of the rule.
    rule: "积分怎么算", "How points are counted";
    /// Changes the note.
    change: "改一改", "Change";
    /// Throws it away.
    discard: "扔掉", "Throw away";
    /// Asked once.
    discard_ask: "扔掉这一笔？", "Throw this note away?";
    /// What happens then.
    discard_text: "日记里不再显示，不能找回。", "The diary no longer shows it. It cannot be brought back.";
    /// Does not throw it away.
    keep: "留着", "Keep it";
    /// Writes another.
    again: "再记一笔", "Write another";
    /// No such note here.
    gone_title: "这里没有这一笔", "No such note here";
    /// What to do then.
    gone_text: "可能已经扔掉了，或者还没传到这部手机。",
        "It may have been thrown away, or has not reached this phone yet.";
    /// Back to the diary.
    to_diary: "回到日记", "Back to the diary";
    /// Said of two heads.
    heads_text: "这一笔在两部手机上改得不一样，两样都留着。请选一样留下。",
        "This note was changed differently on two devices, and both are kept. Choose the one to keep.";
    /// Keeps one of them.
    keep_this: "留这一样", "Keep this one";
}

/// The weekdays in short, Monday first.
pub const fn weekdays(lang: Lang) -> [&'static str; 7] {
    match lang {
        Lang::Zh => ["一", "二", "三", "四", "五", "六", "日"],
        Lang::En => ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    }
}

/// What the month map shows.
pub fn month_caption(lang: Lang, month: Month) -> String {
    match lang {
        Lang::Zh => format!("{}月，颜色深的日子做得多", month.month),
        Lang::En => format!("{}: darker days hold more", lang.month(month)),
    }
}

/// A day of the map, for assistive technology.
pub fn day_label(lang: Lang, day: civil::Date, minutes: u32) -> String {
    let date = lang.short_date(day);
    match (lang, minutes) {
        (Lang::Zh, 0) => format!("{date}，没有记"),
        (Lang::En, 0) => format!("{date}, nothing"),
        (Lang::Zh, _) => format!("{date}，{}", length(lang, minutes)),
        (Lang::En, _) => format!("{date}, {}", length(lang, minutes)),
    }
}

/// A length of time.
pub fn length(lang: Lang, minutes: u32) -> String {
    (lang.phrases().minutes)(minutes)
}

/// Points and minutes of a kind, beside its bar.
pub fn kind_sum(lang: Lang, minutes: u32, points: u32) -> String {
    let length = length(lang, minutes);
    if points == 0 {
        return length;
    }
    match lang {
        Lang::Zh => format!("{length}，申报 {points} 分"),
        Lang::En => format!("{length}, {points} points put forward"),
    }
}

/// A sum of minutes apart: the large number and what stands small beside it.
pub fn sum_of_minutes(lang: Lang, minutes: u32) -> (String, String) {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let (value, unit) = match (lang, hours, rest) {
        (Lang::Zh, 0, rest) => (rest, "分钟".to_owned()),
        (Lang::Zh, hours, 0) => (hours, "小时".to_owned()),
        (Lang::Zh, hours, rest) => (hours, format!("小时 {rest} 分")),
        (Lang::En, 0, rest) => (rest, "min".to_owned()),
        (Lang::En, hours, 0) => (hours, "h".to_owned()),
        (Lang::En, hours, rest) => (hours, format!("h {rest} min")),
    };
    (value.to_string(), unit)
}

/// The unit beside a sum of points.
pub const fn points_unit(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "分",
        Lang::En => "points",
    }
}

/// How far back a note may reach.
pub fn too_long_ago(lang: Lang, days: u16) -> String {
    match lang {
        Lang::Zh => format!("只能补记最近 {days} 天。"),
        Lang::En => format!("Only the last {days} days can still be written."),
    }
}

/// How long, on which day; a press saves.
pub fn how_long(lang: Lang, day: &str) -> String {
    match lang {
        Lang::Zh => format!("{day}做了多久？点一下就存好"),
        Lang::En => format!("{day}: how long? One tap saves it"),
    }
}

/// How many signs are written, and how many may be.
pub fn count(lang: Lang, (written, max): (usize, usize)) -> String {
    match (lang, written > max) {
        (Lang::Zh, false) => format!("{written} / {max} 字"),
        (Lang::Zh, true) => format!("多了 {} 字，请删短", written.saturating_sub(max)),
        (Lang::En, false) => format!("{written} of {max} characters"),
        (Lang::En, true) => format!("{} characters too many", written.saturating_sub(max)),
    }
}

/// How the points of an act are counted, in words.
pub fn rule_text(lang: Lang, policy: &PointsPolicy, act: &Act) -> String {
    let (day, month) = (policy.day_points_max, policy.month_points_max);
    match (lang, act.measure) {
        (Lang::Zh, Measure::Time { minutes_max }) => format!(
            "每小时 {} 分，每满 {} 分钟算一档；一次最多算{}，一天最多 {day} 分，一个月最多 {month} 分。",
            policy.hour_points,
            policy.step_minutes,
            length(lang, minutes_max.into())
        ),
        (Lang::Zh, Measure::Act { points, week_max }) => format!(
            "一次 {points} 分，不论多久；一周最多算 {week_max} 次，一天最多 {day} 分，一个月最多 {month} 分。"
        ),
        (Lang::En, Measure::Time { minutes_max }) => format!(
            "{} points an hour, in whole steps of {} minutes; at most {} at one time, {day} points a \
             day and {month} a month.",
            policy.hour_points,
            policy.step_minutes,
            length(lang, minutes_max.into())
        ),
        (Lang::En, Measure::Act { points, week_max }) => format!(
            "{points} points each, however long; at most {week_max} a week, {day} points a day and \
             {month} a month."
        ),
    }
}

/// Which edition of the rule.
pub fn rule_version(lang: Lang, policy: &PointsPolicy) -> String {
    let from = lang.date(policy.effective);
    match lang {
        Lang::Zh => format!("规则第 {} 版，{from}起。", policy.version),
        Lang::En => format!("Edition {} of the rule, from {from}.", policy.version),
    }
}

/// What was put forward is worth, with the caps it met.
pub fn claimed(lang: Lang, worth: &Worth) -> String {
    let caps = worth.caps.iter().map(lang.phrases().cap);
    match lang {
        Lang::Zh => {
            let said = format!("申报了 {} 分", worth.points);
            std::iter::once(said)
                .chain(caps)
                .collect::<Vec<_>>()
                .join("；")
        }
        Lang::En => {
            let said = format!("{} points put forward", worth.points);
            std::iter::once(said)
                .chain(caps)
                .collect::<Vec<_>>()
                .join("; ")
        }
    }
}

/// What became of a claim that the community has taken.
pub const fn claim_taken(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "社区已收到，等两人作证，还没有入账。",
        Lang::En => "The community has it; two people vouch next. Nothing is credited yet.",
    }
}

/// Why a claim as it stands is worth nothing although no cap was met.
pub fn too_short(lang: Lang, step_minutes: u16) -> String {
    match lang {
        Lang::Zh => format!("不满 {step_minutes} 分钟，不算分。"),
        Lang::En => format!("Less than {step_minutes} minutes brings no points."),
    }
}
