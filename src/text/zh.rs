//! 中文。
#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "one shape for every sentence"
)]

mod errors;

use super::phrases::{Phrases, Screens};
use super::{Lang, time};
use crate::parts::TextSize;
use crate::state::{
    DiaryCopy, Expected, Standing, StorageHealth, SyncStatus, WaitReason, Waits, What,
};
use rules::activity::fee::Fee;
use rules::activity::{ActivityKind, Audience};
use rules::civil::{self, Weekday};
use rules::key::Month;
use rules::points::{Cap, Worth};
use rules::session::Ages;

pub(super) static PHRASES: Phrases = Phrases {
    app_name: "厝边",
    today_word: "今天",
    tomorrow_word: "明天",
    screens: Screens {
        today: "今日",
        activities: "活动",
        diary: "日记",
        me: "我的",
        skip: "跳到正文",
        navigation: "主要页面",
        opening: "正在读取这部手机上的内容",
        nowhere: "没有这个页面",
        nowhere_next: "请从下面选一个页面。",
        lost: "这一页还没下载好",
        lost_next: "第一次打开需要网络。手机上已有的内容都在。",
        lost_again: "再试一次",
        back: "返回",
        text_size: |size| match size {
            TextSize::Standard => "字号：标准。按一下变大",
            TextSize::Large => "字号：大。按一下变特大",
            TextSize::Largest => "字号：特大。按一下回到标准",
        },
        text_sample: "字",
    },
    refusal: errors::refusal,
    outcome: errors::outcome,
    not_saved: errors::not_saved,
    sign_in_error: errors::sign_in_error,
    standing,
    copy,
    what,
    waits,
    sync_status,
    storage,
    consequence,
    days,
    ages,
    fee,
    kind,
    audience,
    minutes,
    points: |points| format!("{points}分"),
    worth,
    cap,
    bytes: super::megabytes,
    unreadable: |rows| format!("有 {rows} 条内容这个版本还读不懂。都留着，更新后会再读。"),
    heard_at: |at, today| {
        if at.date() == today {
            format!("{} 更新", time(at.time()))
        } else {
            format!("{} {} 更新", short_date(at.date()), time(at.time()))
        }
    },
};

pub(super) fn date(day: civil::Date) -> String {
    format!("{}年{}", day.year(), short_date(day))
}

pub(super) fn short_date(day: civil::Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    };
    format!("{}月{}日 {weekday}", day.month(), day.day())
}

pub(super) fn month(month: Month) -> String {
    format!("{}年{}月", month.year, month.month)
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::SavedHere => "已存在手机上".to_owned(),
        Standing::Sent => "已发出，等待确认".to_owned(),
        Standing::Confirmed => "已确认".to_owned(),
        Standing::Waiting(place) => format!("候补第 {place} 位"),
        Standing::Held(held) => format!("给您留着，{}前确认", Lang::Zh.moment(held.until)),
        Standing::Lapsed => "没有按时确认，位子已让出".to_owned(),
        Standing::Applied => "已申请抽签".to_owned(),
        Standing::Asked => "已申请，等社区审核".to_owned(),
        Standing::Declined(why) => format!("这次没通过：{why}"),
        Standing::LeaveSaved => "不去了，已存在手机上".to_owned(),
        Standing::LeaveSent => "不去了，已发出，等待确认".to_owned(),
        Standing::NotPossible(_) => "未通过".to_owned(),
    }
}

fn copy(copy: &DiaryCopy) -> String {
    match copy {
        DiaryCopy::ThisPhoneOnly => "只在这部手机上".to_owned(),
        DiaryCopy::SavedHere => "已存在手机上".to_owned(),
        DiaryCopy::Copied => "已备份".to_owned(),
        DiaryCopy::Refused(_) => "只在手机上，未能备份".to_owned(),
    }
}

fn what(what: &What) -> String {
    match what {
        What::Register { title, names } => {
            format!("报名：{}（{}）", title.zh_or_en(), names.join("、"))
        }
        What::Leave { title, names } => {
            format!("取消：{}（{}）", title.zh_or_en(), names.join("、"))
        }
        What::Confirm { title, names } => {
            format!("确认要来：{}（{}）", title.zh_or_en(), names.join("、"))
        }
        What::Claim { act, day } => format!("申报：{}，{}", act.zh_or_en(), short_date(*day)),
        What::WithdrawClaim { day } => format!("撤回申报：{}", short_date(*day)),
        What::Consent { given: true, names } => format!("同意孩子参加：{}", names.join("、")),
        What::Consent {
            given: false,
            names,
        } => format!("收回同意：{}", names.join("、")),
        What::Desk { title } => format!("工作台：{}", title.zh_or_en()),
        What::Unknown => "另一个版本写下的请求".to_owned(),
    }
}

fn waits(waits: &Waits) -> String {
    match waits {
        Waits::ForAnswer => "已发出，等社区答复。".to_owned(),
        Waits::ToBeSent(status) => {
            let said = sync_status(status);
            if said.is_empty() {
                "马上发出。".to_owned()
            } else {
                said
            }
        }
        Waits::ForEarlier => "等前一件有了结果再发，不用管它。".to_owned(),
        Waits::ForSignIn => "本人登录后发出。内容都在。".to_owned(),
        Waits::ForUpdate(_) => "社区那边还读不懂。更新后会再发。".to_owned(),
    }
}

fn sync_status(status: &SyncStatus) -> String {
    let reason = |why: WaitReason| match why {
        WaitReason::Soon => "马上发出。",
        WaitReason::NoAnswer => "社区没有回应，会自动再试。",
        WaitReason::Busy => "社区现在很忙，稍后自动再试。",
        WaitReason::Protested => "社区没收下这次发送，会自动再试。",
        WaitReason::Store => "手机存储写不进去，会自动再试。请清出一些空间，或重新打开本页。",
    };
    match status {
        SyncStatus::Unheard | SyncStatus::Fresh => String::new(),
        SyncStatus::Sending => "正在与社区核对。".to_owned(),
        SyncStatus::Waiting(why) => reason(*why).to_owned(),
        SyncStatus::Offline => "没有网络。内容已存在手机上，连上网就发出。".to_owned(),
        SyncStatus::Stuck(why) => {
            let reason = reason(*why);
            format!("超过一分钟没有进展。{reason}您写的都在手机上，急的话请打电话问。")
        }
        SyncStatus::SignedOut => "登录已过期。请重新登录，等待的内容都在。".to_owned(),
        SyncStatus::Outdated => {
            "这个版本太旧，收不到社区的新消息了。请换上新版本；您写的照样会送到，不会丢。"
                .to_owned()
        }
    }
}

fn storage(health: &StorageHealth) -> String {
    match health {
        StorageHealth::Opening => PHRASES.screens.opening.to_owned(),
        StorageHealth::Kept {
            persisted: None | Some(true),
        } => String::new(),
        StorageHealth::Kept {
            persisted: Some(false),
        } => "浏览器久不打开可能会清空。把本页装到桌面更稳当。".to_owned(),
        StorageHealth::Cleared { unsent: Some(0) } => {
            "浏览器清空过本机内容。正从社区取回，没有丢失未发的内容。".to_owned()
        }
        StorageHealth::Cleared { unsent: None } => {
            "浏览器清空过本机内容。正从社区取回；那时有没有没发出的，已经查不到了。".to_owned()
        }
        StorageHealth::OldPage => {
            "本应用在别的页面换上了新版本，或存储被浏览器关上了。请重新打开本页；写过的都在。"
                .to_owned()
        }
        StorageHealth::Cleared {
            unsent: Some(unsent),
        } => {
            format!(
                "浏览器清空过本机内容。正从社区取回；有 {unsent} 条没发出的丢失了，请重新填写。"
            )
        }
        StorageHealth::UntilClosed { why } => {
            format!("{}现在写的只留到关闭本页为止。", errors::store_error(why))
        }
    }
}

fn consequence(expected: Expected, online: bool) -> String {
    let (now, later) = match expected {
        Expected::Seats => ("社区马上确认名额。".to_owned(), "由社区按先后确认名额"),
        Expected::Line { place } => (
            format!("排在候补第 {place} 位，有空位就轮到。"),
            "由社区排定候补次序",
        ),
        Expected::Draw => ("算作一份抽签申请。".to_owned(), "由社区收下抽签申请"),
        Expected::Word => (
            "申请交给社区，由工作人员审核。".to_owned(),
            "由社区工作人员审核",
        ),
    };
    if online {
        now
    } else {
        format!("现在没有网络：先存在手机上，连上网后{later}。")
    }
}

fn days(days: &[civil::Date]) -> String {
    match (days.first(), days.last()) {
        (Some(first), Some(last)) if first != last => {
            format!(
                "共 {} 次，{} 至 {}",
                days.len(),
                short_date(*first),
                short_date(*last)
            )
        }
        (Some(only), _) => date(*only),
        _ => String::new(),
    }
}

fn ages(ages: Ages) -> String {
    match (ages.min, ages.max) {
        (None, None) => String::new(),
        (Some(min), None) => format!("{min} 岁及以上"),
        (None, Some(max)) => format!("{max} 岁及以下"),
        (Some(min), Some(max)) => format!("{min} 至 {max} 岁"),
    }
}

fn fee(fee: &Fee) -> String {
    let amount = match fee {
        Fee::Free => return "免费".to_owned(),
        Fee::AsWritten(words) => return format!("费用见主办方原文：{}", words.zh_or_en()),
        Fee::Unsaid => return String::new(),
        Fee::Amount(amount) => amount,
    };
    let (whole, part) = (amount.cents / 100, amount.cents % 100);
    let unit = match amount.currency.as_str() {
        "CNY" => "元",
        "HKD" => "港元",
        other => other,
    };
    if part == 0 {
        format!("{whole} {unit}")
    } else {
        format!("{whole}.{part:02} {unit}")
    }
}

fn kind(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Learning => "学习宣讲",
        ActivityKind::Culture => "文艺",
        ActivityKind::Sport => "体育",
        ActivityKind::Health => "健康义诊",
        ActivityKind::Children => "少儿课堂",
        ActivityKind::Volunteer => "志愿服务",
        ActivityKind::Festival => "节庆",
        ActivityKind::Campaign => "文明行动",
        ActivityKind::Heritage => "非遗手艺",
        ActivityKind::Service => "便民服务",
    }
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone => "人人可来",
        Audience::Elders => "长者",
        Audience::Children => "儿童",
        Audience::Families => "家庭",
        Audience::Disabled => "残障人士",
        Audience::Volunteers => "志愿者",
    }
}

fn minutes(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, part) => format!("{part}分钟"),
        (hours, 0) => format!("{hours}小时"),
        (hours, part) => format!("{hours}小时{part}分"),
    }
}

fn worth(worth: &Worth) -> String {
    let mut said = format!("可申报 {} 分", worth.points);
    for met in &worth.caps {
        said.push('；');
        said.push_str(&cap(met));
    }
    said
}

fn cap(cap: &Cap) -> String {
    match cap {
        Cap::AtOnce { minutes_max } => format!("一次最多算{}", minutes(u32::from(*minutes_max))),
        Cap::Day { points_max } => format!("一天最多 {points_max} 分"),
        Cap::Month { points_max } => format!("一个月最多 {points_max} 分"),
        Cap::Week { acts_max } => format!("一周最多算 {acts_max} 次"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;
    use rules::words::Words;

    #[test]
    fn free_is_said_of_what_is_free_and_of_nothing_else() {
        let said = |of: &Fee| [Lang::Zh, Lang::En].map(|lang| (lang.phrases().fee)(of));
        assert_eq!(said(&Fee::Free), ["免费", "Free"]);
        assert_eq!(said(&Fee::of(1_250, "CNY")), ["12.50 元", "CNY 12.50"]);
        assert_eq!(said(&Fee::Unsaid), ["", ""]);
        let words = Fee::AsWritten(Words::new("$400, $300", ""));
        let (zh, en) = (
            "费用见主办方原文：$400, $300",
            "Fee as the organiser wrote it: $400, $300",
        );
        assert_eq!(said(&words), [zh, en]);
    }
}
