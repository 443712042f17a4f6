//! What a poster says to whoever reads it on a wall: short, and how to register without a phone too.

use crate::text::Lang;
use crate::text::pair::sentences;
use rules::civil;
use rules::session::Admission;

sentences! {
    /// The link to it.
    link: "打印海报", "Print the poster";
    /// The page.
    title: "海报", "Poster";
    /// What to do.
    hint: "打印在一张 A4 纸上，字会自动放大。", "It is printed on one sheet of A4, in larger letters.";
    /// When.
    when: "时间", "When";
    /// Where.
    place: "地点", "Where";
    /// For whom.
    whom: "适合", "For";
    /// What it costs.
    fee: "费用", "Fee";
    /// What to bring.
    bring: "请带", "Bring";
    /// How to register.
    how: "怎么参加", "How to take part";
    /// The code, for assistive technology.
    code: "扫码打开这场活动的页面", "Scan to open this activity";
    /// Beside the code, where one registers with it.
    scan: "手机扫码报名", "Scan to register";
    /// Beside the code, where one only reads.
    scan_to_read: "手机扫码看详情", "Scan for details";
    /// It is too long.
    no_code: "网址太长，做不成二维码。", "The address is too long for a code.";
    /// It is cancelled.
    cancelled: "这一场已取消，不该再张贴。", "This session is cancelled; do not put this up.";
    /// Its new day is not set.
    postponed: "这一场延期，新日期还没定。贴出去的请换成这一张；定了日期再换一次。",
        "This session is postponed and its new day is not set. Put this up in place of the old one, and change it again once the day is set.";
}

/// How one gets in, in a sentence.
pub fn way(lang: Lang, admission: &Admission, drawn: Option<civil::DateTime>) -> String {
    let drawn = drawn.map(|at| lang.moment(at));
    match (lang, admission) {
        (Lang::Zh, Admission::Open) => "不用报名，到时来就行。".to_owned(),
        (Lang::En, Admission::Open) => "Nothing to register; just come.".to_owned(),
        (Lang::Zh, Admission::FirstCome { seats }) => {
            format!("{seats} 个名额，先到先得，报满可以候补。")
        }
        (Lang::En, Admission::FirstCome { seats }) => {
            format!("{seats} seats, first come, then a waiting list.")
        }
        (Lang::Zh, Admission::Approval { seats }) => {
            format!("{seats} 个名额，申请后由社区审核。")
        }
        (Lang::En, Admission::Approval { seats }) => {
            format!("{seats} seats; apply, and the community decides.")
        }
        (Lang::Zh, Admission::Ballot { seats, .. }) => {
            let at = drawn.map(|at| format!("{at} ")).unwrap_or_default();
            format!("{seats} 个名额，先申请，{at}抽签。")
        }
        (Lang::En, Admission::Ballot { seats, .. }) => {
            let at = drawn.map(|at| format!(" on {at}")).unwrap_or_default();
            format!("{seats} seats; apply, then they are drawn{at}.")
        }
        (Lang::Zh, Admission::Counter { seats }) => {
            format!("{seats} 个名额，请到主办方柜台报名。")
        }
        (Lang::En, Admission::Counter { seats }) => {
            format!("{seats} seats; register at the organiser's counter.")
        }
    }
}

/// The way without a phone.
pub fn without_phone(lang: Lang, phone: &str) -> String {
    match (lang, phone.is_empty()) {
        (Lang::Zh, true) => "没有手机？到社区服务站，工作人员帮您。".to_owned(),
        (Lang::En, true) => "No phone? Come to the community desk; we help.".to_owned(),
        (Lang::Zh, false) => format!("没有手机？到社区服务站，或打电话 {phone}。"),
        (Lang::En, false) => format!("No phone? Come to the community desk, or call {phone}."),
    }
}
