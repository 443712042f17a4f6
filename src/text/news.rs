//! What is said of a session that was changed, and of a draw.

use super::Lang;
use super::pair::sentences;
use rules::civil;
use rules::registration::draw::Entry;
use rules::session::changes::{Change, What};

sentences! {
    /// The heading over what was changed about sessions of mine.
    told: "有变动", "Changed";
    /// The button that has read it.
    read: "知道了", "I have read it";
    /// The heading over all that was changed about a session.
    changes: "这一场有过变动", "What was changed";
    /// What a change means for whoever registered.
    stays: "您的名额还在。来不了的话，随时可以取消，不会记缺席。",
        "Your seat is still yours. If you cannot come, leave at any time; nothing is noted.";
    /// What it means that a session does not take place.
    off: "不用去了。要是恢复举行，这里会再告诉您。",
        "No need to come. Should it take place after all, it will say so here.";
    /// What it means that its new day is not set.
    no_day: "您的名额还在。定了新日期，这里会告诉您。来不了的话，随时可以取消，不会记缺席。",
        "Your place is still yours; once the new day is set it will say so here. If you cannot come, leave at any time; nothing is noted.";
    /// The heading over sessions of mine whose new day is not set.
    waits_for_day: "等新日期", "Waiting for a new day";
    /// The heading over the draw.
    draw: "抽签", "The draw";
    /// Who has more tickets than one.
    tickets: "每家一张签；家里有 60 岁以上的人来，多一张；上次没抽中的，再多一张。",
        "One ticket a party; one more if somebody of 60 or older comes, one more if you were not drawn last time.";
    /// What a seal is for.
    seal_hint: "种子已经封好，下面是封条。抽签时公布种子，谁都能照着再抽一遍。",
        "The seed is sealed; this is its seal. At the draw the seed is published, and anybody can draw the same lots again.";
    /// No seal has arrived.
    no_seal: "封条还没公布，公布后就能申请。", "The seal is not published yet; then you can apply.";
    /// This phone has drawn again and found the same.
    right: "这部手机照着种子又抽了一遍，结果一致。", "This phone has drawn the lots again and found the same.";
    /// This phone has drawn again and found otherwise.
    wrong: "这部手机重抽的结果对不上，请问社区工作人员。", "This phone has drawn the lots again and found otherwise. Please ask the community desk.";
    /// The button that keeps the whole draw as a file.
    keep: "把抽签全过程存成文件", "Keep the whole draw as a file";
    /// The list of all parties.
    all: "看每一家的签位", "See every place";
    /// A party that got seats.
    won: "抽中", "drawn";
    /// One that did not.
    lost: "候补", "waiting";
    /// The button by which a guardian consents.
    consent_again: "收回同意", "Take the consent back";
    /// Under a child for whom a guardian has consented.
    consented: "家里大人已同意参加活动", "A guardian has consented to activities";
}

/// The button by which a guardian consents for a child.
pub fn consent(lang: Lang, child: &str) -> String {
    match lang {
        Lang::Zh => format!("我是监护人，同意{child}参加"),
        Lang::En => format!("I am a guardian: {child} may take part"),
    }
}

/// What was changed, as one sentence; `now` is when it met from then on, where that is known, `place`
/// where.
pub fn what(
    lang: Lang,
    change: &Change,
    (before, place): (&str, &str),
    now: Option<civil::DateTime>,
) -> String {
    let now = now.map(|now| lang.moment(now));
    if change.without_day {
        return without_day(lang, &change.what, now);
    }
    match (lang, &change.what) {
        (_, What::Postponed { day, starts }) => {
            another_day(lang, now, &lang.moment(day.to_datetime(*starts)))
        }
        (Lang::Zh, What::DayMoved { day, to }) => {
            let (day, to) = (lang.short_date(*day), lang.short_date(*to));
            format!("{day}那次改到 {to}，其他几次不变")
        }
        (Lang::En, What::DayMoved { day, to }) => {
            let (day, to) = (lang.short_date(*day), lang.short_date(*to));
            format!("The meeting of {day} is now on {to}; the others stay")
        }
        (Lang::Zh, What::DayLeftOut { day }) => {
            format!("{}那次不办了，其他几次不变", lang.short_date(*day))
        }
        (Lang::En, What::DayLeftOut { day }) => {
            format!("No meeting on {}; the others stay", lang.short_date(*day))
        }
        (Lang::Zh, What::Moved { .. }) => format!("换到 {place}（原来在 {before}）"),
        (Lang::En, What::Moved { .. }) => format!("Now at {place} (it was {before})"),
        (Lang::Zh, What::Cancelled) => "取消了".to_owned(),
        (Lang::En, What::Cancelled) => "Cancelled".to_owned(),
        (Lang::Zh, What::Restored) => "恢复举行".to_owned(),
        (Lang::En, What::Restored) => "It takes place after all".to_owned(),
        (Lang::Zh, What::Seats { before }) => format!("名额变了（原来 {before} 个）"),
        (Lang::En, What::Seats { before }) => format!("Another number of seats (it was {before})"),
    }
}

/// That it meets at another time; `now` is when, where that is known.
fn another_day(lang: Lang, now: Option<String>, before: &str) -> String {
    match (lang, now) {
        (Lang::Zh, Some(now)) => format!("改到 {now}（原来 {before}）"),
        (Lang::En, Some(now)) => format!("Now on {now} (it was {before})"),
        (Lang::Zh, None) => format!("改了日期或时间（原来 {before}）"),
        (Lang::En, None) => format!("Another day or hour (it was {before})"),
    }
}

/// That the session has no day from now on, or has one again; `now` is when, where that is known.
fn without_day(lang: Lang, what: &What, now: Option<String>) -> String {
    match (lang, what) {
        (_, What::Postponed { day, starts }) => {
            new_day(lang, now, &lang.moment(day.to_datetime(*starts)))
        }
        (_, What::Restored) => old_day(lang, now),
        (Lang::Zh, _) => "延期了，新的日期还没定".to_owned(),
        (Lang::En, _) => "Postponed; the new day is not set yet".to_owned(),
    }
}

fn new_day(lang: Lang, now: Option<String>, before: &str) -> String {
    match (lang, now) {
        (Lang::Zh, Some(now)) => format!("新日期定了：{now}（原来 {before}）"),
        (Lang::En, Some(now)) => format!("The new day is set: {now} (it was {before})"),
        (Lang::Zh, None) => format!("新日期定了（原来 {before}）"),
        (Lang::En, None) => format!("The new day is set (it was {before})"),
    }
}

fn old_day(lang: Lang, now: Option<String>) -> String {
    match (lang, now) {
        (Lang::Zh, Some(now)) => format!("不延期了，{now} 照常举行"),
        (Lang::En, Some(now)) => format!("No longer postponed: it is on {now}"),
        (Lang::Zh, None) => "不延期了，照常举行".to_owned(),
        (Lang::En, None) => "No longer postponed: it takes place".to_owned(),
    }
}

/// A change with its reason.
pub fn because(lang: Lang, what: &str, why: &str) -> String {
    match (lang, why.is_empty()) {
        (Lang::Zh, true) => format!("{what}。"),
        (Lang::En, true) => format!("{what}."),
        (Lang::Zh, false) => format!("{what}。原因：{why}"),
        (Lang::En, false) => format!("{what}. Reason: {why}"),
    }
}

/// When a draw is held.
pub fn held_at(lang: Lang, at: civil::DateTime) -> String {
    let at = lang.moment(at);
    match lang {
        Lang::Zh => format!("{at} 抽签，之前都可以申请"),
        Lang::En => format!("Drawn on {at}; apply until then"),
    }
}

/// What came of a draw.
pub fn drawn(lang: Lang, at: civil::DateTime, (parties, seats): (usize, u32)) -> String {
    let at = lang.moment(at);
    match lang {
        Lang::Zh => format!("{at} 已抽签：{parties} 家申请，{seats} 个名额"),
        Lang::En => format!("Drawn on {at}: {parties} parties for {seats} seats"),
    }
}

/// A party's place in the order of a draw, without its number.
pub fn place(lang: Lang, entry: &Entry) -> String {
    let Entry {
        turn,
        people,
        tickets,
        won,
    } = entry;
    let end = if *won { self::won(lang) } else { lost(lang) };
    match lang {
        Lang::Zh => format!("申请号 {turn}，{people} 人，{tickets} 张签：{end}"),
        Lang::En => format!("Application {turn}, {people} people, {tickets} tickets: {end}"),
    }
}

/// How many seats of a quota are left.
pub fn quota(lang: Lang, name: &str, (taken, seats): (u32, u32)) -> String {
    let left = seats.saturating_sub(taken);
    match lang {
        Lang::Zh => format!("{name}：最多 {seats} 个，还有 {left} 个"),
        Lang::En => format!("{name}: {seats} at most, {left} left"),
    }
}

/// How many seats phones may not take, and how many of those are left.
pub fn kept_and_left(lang: Lang, kept: u32, left: u32) -> String {
    match lang {
        Lang::Zh => format!("{}，还有 {left} 个", self::kept(lang, kept)),
        Lang::En => format!("{}, {left} of them left", self::kept(lang, kept)),
    }
}

/// How many seats phones may not take.
pub fn kept(lang: Lang, kept: u32) -> String {
    match lang {
        Lang::Zh => format!("为活动中心的自助机保留 {kept} 个名额"),
        Lang::En => format!("{kept} places are kept for the kiosk in the centre"),
    }
}
