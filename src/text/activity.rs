//! What the page of one activity says.

use super::pair::sentences;
use super::{Lang, time};
use crate::state::{Happening, PlaceCard, Standing};
use rules::almanac::Holiday;
use rules::civil;
use rules::registration::Seats;
use rules::session::Admission;

sentences! {
    /// Somebody was let in before the household.
    let_in_before: "社区先给别的家庭安排了座位。您的位次不变，原因是：",
        "The community gave seats to another family first. You keep your turn. The reason:";
    /// What staff see of a resident's page.
    as_residents_see: "您用工作卡登录，这是居民看到的样子。",
        "You are signed in as staff; this is what residents see.";
    /// The way to the desk.
    open_at_desk: "在工作台打开", "Open at the desk";
    /// The heading over who of mine stands in it.
    mine: "我家的报名", "My family here";
    /// The button that leaves.
    leave: "不去了", "Leave";
    /// The question before leaving.
    leave_title: "真的不去了吗？", "Leave it after all?";
    /// Stays.
    stay: "还是去", "Stay";
    /// Said while a request to leave waits.
    leaving: "等社区确认，在那之前这个报名还算数。", "Waits for the community. Until it has confirmed, the registration still stands.";
    /// Every meeting of a course.
    all_days: "看每一次的日期", "See every date";
    /// A meeting that was.
    past_day: "已过", "past";
    /// The next meeting.
    next_day: "下一次", "next";
    /// The label of the page that says more.
    link: "看主办方的网页", "Open the organiser's page";
    /// Under it, because it leaves the app.
    link_hint: "会打开另一个网站，要用网络。", "Opens another site and needs the network.";
    /// What to bring.
    bring: "要带什么", "What to bring";
    /// The way to the page of the place.
    place_page: "这里还有什么活动", "What else is on here";
    /// The way back to that page.
    back_to_place: "这个地方", "The place";
    /// Calls the organiser.
    call: "打电话", "Call";
    /// There is no such session on this phone.
    missing: "找不到这场活动", "This activity is not here";
    /// What to do then.
    missing_text: "可能已经撤下，或者还没取到手机上。看看别的活动吧。",
        "It may have been withdrawn, or has not reached this phone yet. Have a look at the others.";
    /// The link to the list.
    others: "看看别的活动", "See other activities";
    /// Registration happens at a counter.
    at_counter: "到柜台报名", "Registration at the counter";
    /// The whole family holds places.
    all_in: "您家能来的人都报上了。", "Everyone of your family who can come is in.";
    /// The button that takes the seats that are held.
    take_held: "我们要来", "Yes, we come";
    /// What a waiting list means.
    waiting_next: "有人退出就轮到您，轮到时这里和「今日」会写明。", "When somebody leaves it is your turn; it will say so here and on Today.";
}

/// That it is held on another day than its series names, and why.
pub fn moved(lang: Lang, from: civil::Date, why: Option<Holiday>) -> String {
    let why = match (lang, why) {
        (Lang::Zh, Some(Holiday::NewYear)) => "元旦",
        (Lang::Zh, Some(Holiday::Spring)) => "春节",
        (Lang::Zh, Some(Holiday::Qingming)) => "清明节",
        (Lang::Zh, Some(Holiday::Labour)) => "劳动节",
        (Lang::Zh, Some(Holiday::DragonBoat)) => "端午节",
        (Lang::Zh, Some(Holiday::MidAutumn)) => "中秋节",
        (Lang::Zh, Some(Holiday::National)) => "国庆节",
        (Lang::Zh, None) => "法定节日",
        (Lang::En, Some(Holiday::NewYear)) => "New Year's Day",
        (Lang::En, Some(Holiday::Spring)) => "Spring Festival",
        (Lang::En, Some(Holiday::Qingming)) => "Qingming",
        (Lang::En, Some(Holiday::Labour)) => "Labour Day",
        (Lang::En, Some(Holiday::DragonBoat)) => "Dragon Boat Festival",
        (Lang::En, Some(Holiday::MidAutumn)) => "Mid-Autumn",
        (Lang::En, Some(Holiday::National)) => "National Day",
        (Lang::En, None) => "a public holiday",
    };
    match lang {
        Lang::Zh => format!("本该{}日办，逢{why}放假，顺延到这天。", from.day()),
        Lang::En => format!("Moved from {}, a day off for {why}.", lang.short_date(from)),
    }
}

/// The areas a place lies in, the largest first, then how to find it.
pub fn lies_in(lang: Lang, place: &PlaceCard) -> String {
    let areas = place.within.iter().rev().map(|(_, name)| lang.of(name));
    let parts = areas.chain([lang.of(&place.address)]);
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// Seats are free, and not enough for a family that waits to sit together.
pub fn passed_over(lang: Lang, free: u32, asked: usize) -> String {
    match lang {
        Lang::Zh => format!(
            "现在空 {free} 个位子，您家要 {asked} 个，还不够。空位先给坐得下的人，您家的顺序不变。"
        ),
        Lang::En => format!(
            "{free} free now, and you need {asked}. Free seats go to whoever fits; you keep your turn."
        ),
    }
}

/// Seats are free, and phones may not take them.
pub fn kept_for_kiosks(lang: Lang, kept: u32) -> String {
    match lang {
        Lang::Zh => format!(
            "手机报名的名额满了，空着的 {kept} 个留给活动中心的自助机。手机名额有人退出就轮到您。"
        ),
        Lang::En => format!(
            "The seats for phones are taken; the {kept} that are free are kept for the kiosk in the centre. When somebody by phone leaves it is your turn."
        ),
    }
}

/// Seats are held for the family: how many, until when, and what becomes of them then.
pub fn held_until(lang: Lang, seats: usize, until: civil::DateTime) -> String {
    let until = lang.moment(until);
    match lang {
        Lang::Zh => {
            format!("轮到您家了：留着 {seats} 个位子。请在 {until} 前确认，过了就让给下一家。")
        }
        Lang::En => format!(
            "It is your turn: {seats} held for you. Confirm before {until}, then the next family is asked."
        ),
    }
}

/// Taking held seats waits on this phone; the deadline is the community's.
pub fn confirm_by(lang: Lang, until: civil::DateTime, online: bool) -> String {
    let until = lang.moment(until);
    match (lang, online) {
        (Lang::Zh, true) => format!("已存好，正在告诉社区。位子留到 {until}。"),
        (Lang::Zh, false) => {
            format!("已存在手机里，还没送到社区。请在 {until} 前连上网，过了位子就不留了。")
        }
        (Lang::En, true) => {
            format!("Saved, and on its way to the community. The seat is held until {until}.")
        }
        (Lang::En, false) => format!(
            "Saved on this phone, not with the community yet. Find a network before {until}; after that the seat is no longer held."
        ),
    }
}

/// When the next meeting is: `今天 16:30–18:00`.
pub fn when(lang: Lang, day: &str, (starts, ends): (civil::Time, civil::Time)) -> String {
    let till = if ends <= starts {
        match lang {
            Lang::Zh => format!("次日 {}", time(ends)),
            Lang::En => format!("{} the next day", time(ends)),
        }
    } else {
        time(ends)
    };
    format!("{day} {}–{till}", time(starts))
}

/// When what has no day yet was to be: `延期，新日期待定（原定 3月20日 周五 14:30–16:00）`.
pub fn without_day(lang: Lang, was: &str) -> String {
    let said = super::activities::postponed(lang);
    match lang {
        Lang::Zh => format!("{said}（原定 {was}）"),
        Lang::En => format!("{said} (it was {was})"),
    }
}

/// When the next meeting is, in the organiser's own words: `12月5日 周六，时间见主办方原文：晚饭后`.
pub fn when_written(lang: Lang, day: &str, written: &str) -> String {
    match lang {
        Lang::Zh => format!("{day}，时间见主办方原文：{written}"),
        Lang::En => format!("{day}, hours as the organiser wrote them: {written}"),
    }
}

/// The line under the hours: the day in full, and how many meetings there are.
pub fn meetings(lang: Lang, day: civil::Date, (left, all): (usize, usize)) -> String {
    let said = lang.date(day);
    match (lang, all) {
        (_, 0 | 1) => said,
        (Lang::Zh, _) if left == all => format!("{said}起，共 {all} 次"),
        (Lang::Zh, _) => format!("{said} · 共 {all} 次，还有 {left} 次"),
        (Lang::En, _) if left == all => format!("{all} meetings from {said}"),
        (Lang::En, _) => format!("{said} · {all} meetings, {left} to come"),
    }
}

/// The seats behind the sentence of the offer: all, taken, waiting.
pub fn seats(lang: Lang, admission: &Admission, seats: &Seats) -> String {
    let Some(all) = admission.seats() else {
        return String::new();
    };
    let waiting = seats.waiting();
    match (admission, lang) {
        (Admission::Ballot { .. }, Lang::Zh) if !seats.drawn => {
            format!("共 {all} 个名额，{} 人申请抽签", seats.applied)
        }
        (Admission::Ballot { .. }, Lang::En) if !seats.drawn => {
            format!("{all} seats, {} applied", seats.applied)
        }
        (Admission::Counter { .. }, Lang::Zh) => format!("共 {all} 个名额"),
        (Admission::Counter { .. }, Lang::En) => format!("{all} seats"),
        (_, Lang::Zh) if waiting > 0 => {
            format!("共 {all} 个名额，已报 {} 人，{waiting} 家候补", seats.taken)
        }
        (_, Lang::Zh) => format!("共 {all} 个名额，已报 {} 人", seats.taken),
        (_, Lang::En) if waiting > 0 => {
            format!("{all} seats, {} taken, {waiting} waiting", seats.taken)
        }
        (_, Lang::En) => format!("{all} seats, {} taken", seats.taken),
    }
}

/// When registration closes, or opens, where that is still ahead.
pub fn window(lang: Lang, opens: Option<civil::DateTime>, closes: civil::DateTime) -> String {
    let till = lang.moment(closes);
    match (lang, opens) {
        (Lang::Zh, Some(opens)) => format!("报名 {} 至 {till}", lang.moment(opens)),
        (Lang::Zh, None) => format!("{till} 截止报名"),
        (Lang::En, Some(opens)) => format!("Registration {} to {till}", lang.moment(opens)),
        (Lang::En, None) => format!("Registration closes {till}"),
    }
}

/// Where an imported programme comes from.
pub fn source(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("活动资料来源：{name}"),
        Lang::En => format!("Programme from: {name}"),
    }
}

/// What will happen when somebody leaves.
pub fn leave_text(lang: Lang, name: &str, (standing, online): (&Standing, bool)) -> String {
    let waits = matches!(
        standing,
        Standing::Waiting(_) | Standing::Applied | Standing::Asked
    );
    let then = match (lang, waits) {
        (Lang::Zh, false) => "名额会让给候补的人，再报要重新排队。",
        (Lang::Zh, true) => "不再排队，再报要从头排起。",
        (Lang::En, false) => "The seat goes to whoever waits; coming back means a new request.",
        (Lang::En, true) => "The turn is given up; coming back means queueing anew.",
    };
    let offline = match (lang, online) {
        (_, true) => "",
        (Lang::Zh, false) => "现在没有网络：先存在手机里，连上网后由社区办。",
        (Lang::En, false) => {
            " No network now: it is kept on this phone and done when there is one."
        }
    };
    match lang {
        Lang::Zh => format!("{name}退出这场活动。{then}{offline}"),
        Lang::En => format!("{name} leaves this activity. {then}{offline}"),
    }
}

/// The button that leaves, by name.
pub fn leave_for(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("{name}不去了"),
        Lang::En => format!("{name} leaves"),
    }
}

/// How the session stands in time, where that is not ahead.
pub fn happening(lang: Lang, happening: Happening) -> Option<&'static str> {
    match (lang, happening) {
        (_, Happening::Ahead) => None,
        (Lang::Zh, Happening::Over) => Some("这场活动已经结束。"),
        (Lang::En, Happening::Over) => Some("This activity is over."),
        (Lang::Zh, Happening::Postponed) => Some("这场活动延期了，新的日期还没定，请先不要去。"),
        (Lang::En, Happening::Postponed) => Some(
            "This activity is postponed; its new day is not set. Please do not set out for it.",
        ),
        (Lang::Zh, Happening::Cancelled) => Some("这场活动取消了，请不要白跑一趟。"),
        (Lang::En, Happening::Cancelled) => {
            Some("This activity is cancelled. Please do not set out for it.")
        }
    }
}

/// The name of the link that calls who runs it.
pub fn call_whom(lang: Lang, whom: &str) -> String {
    match lang {
        Lang::Zh => format!("打电话给{whom}"),
        Lang::En => format!("Call {whom}"),
    }
}
