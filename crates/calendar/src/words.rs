//! Every sentence that is written into calendars, in both languages.

use crate::{Stand, Tongue};
use rules::activity::ActivityKind;
use rules::civil;
use rules::time::written::{day_text, hour_text};

macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)+) => {$(
        $(#[$doc])*
        pub const fn $name(tongue: Tongue) -> &'static str {
            match tongue {
                Tongue::Zh => $zh,
                Tongue::En => $en,
            }
        }
    )+};
}

sentences! {
    /// Before the title of what does not take place.
    cancelled: "（已取消）", "(Cancelled) ";
    /// Before the title of what is not held on the day it stands under, and has no other yet.
    postponed: "（延期，新日期待定）", "(Postponed, new day not set) ";
    /// The name of a household's own calendar.
    own_name: "厝边：我家的活动", "Cuobian: our activities";
    /// What a household's own calendar is.
    own_about: "我家报了名的活动，没有姓名。谁拿到这个地址谁就能看到，请不要转发。",
        "What our household registered for, without names. Whoever has this address can see it; please do not pass it on.";
    /// What is said where there is no such calendar.
    no_such: "没有这个日历，或者这个地址已经停用。\n", "No such calendar, or its address was withdrawn.\n";
    /// What is said to whoever asks too often.
    too_often: "问得太频繁了，请稍后再试。\n", "Asked too often; please try again later.\n";
    /// What parts the pieces of a place.
    comma: "，", ", ";
    /// Before the hours in the organiser's own words.
    hours: "时间：", "Hours: ";
    /// Before what to bring.
    bring: "要带：", "Bring: ";
    /// Before a telephone number.
    phone: "电话：", "Telephone: ";
}

/// The kind of an activity.
pub const fn kind(tongue: Tongue, kind: ActivityKind) -> &'static str {
    let (zh, en) = match kind {
        ActivityKind::Learning => ("学习宣讲", "Learning"),
        ActivityKind::Culture => ("文艺", "Culture"),
        ActivityKind::Sport => ("体育", "Sport"),
        ActivityKind::Health => ("健康义诊", "Health"),
        ActivityKind::Children => ("少儿课堂", "Children"),
        ActivityKind::Volunteer => ("志愿服务", "Volunteering"),
        ActivityKind::Festival => ("节庆", "Festivals"),
        ActivityKind::Campaign => ("文明行动", "Campaigns"),
        ActivityKind::Heritage => ("非遗手艺", "Heritage"),
        ActivityKind::Service => ("便民服务", "Everyday help"),
    };
    match tongue {
        Tongue::Zh => zh,
        Tongue::En => en,
    }
}

/// Before the title of what is not certain.
pub(crate) const fn before_title(tongue: Tongue, stand: Stand) -> &'static str {
    let (zh, en) = match stand {
        Stand::Held(_) => ("（请确认）", "(Please confirm) "),
        Stand::Confirmed => ("", ""),
        Stand::Asked => ("（等确认）", "(Asked) "),
        Stand::Waiting => ("（候补）", "(Waiting) "),
        Stand::Applied => ("（等抽签）", "(Draw) "),
    };
    match tongue {
        Tongue::Zh => zh,
        Tongue::En => en,
    }
}

/// How so many of the household stand.
pub(crate) fn standing(tongue: Tongue, stand: Stand, count: usize) -> String {
    let until = |at: civil::DateTime| format!("{} {}", day_text(at.date()), hour_text(at.time()));
    let (zh, en) = match stand {
        Stand::Held(at) => {
            let until = until(at);
            (
                format!("位子留到 {until}，请在厝边里确认"),
                format!("Seats held until {until}; please confirm in the app"),
            )
        }
        Stand::Confirmed => ("已报名".to_owned(), "Registered".to_owned()),
        Stand::Asked => (
            "已提出，等社区确认".to_owned(),
            "Asked; waits for the community".to_owned(),
        ),
        Stand::Waiting => ("候补中".to_owned(), "On the waiting list".to_owned()),
        Stand::Applied => ("等抽签".to_owned(), "Applied for the draw".to_owned()),
    };
    match tongue {
        Tongue::Zh => format!("{zh}：{count} 人"),
        Tongue::En => format!("{en}: {count}"),
    }
}

/// The name of a community's calendar.
pub fn programme_name(tongue: Tongue, community: &str) -> String {
    match tongue {
        Tongue::Zh => format!("{community}的活动"),
        Tongue::En => format!("Activities of {community}"),
    }
}

/// What a community's calendar holds: everything up to a day.
pub fn programme_about(tongue: Tongue, until: civil::Date, count: usize) -> String {
    let until = day_text(until);
    match tongue {
        Tongue::Zh => format!("列到 {until} 为止，共 {count} 场。"),
        Tongue::En => format!("Everything until {until}: {count} meetings."),
    }
}
