//! What the page says that makes a browser a kiosk.

use super::Lang;
use super::pair::sentences;

sentences! {
    /// The page's title.
    title: "自助机", "Kiosk";
    /// Under the title.
    intro: "这一页给社区工作人员用：把活动中心的这台机器设成自助机。来这里报名的，能用为自助机保留的名额。",
        "This page is for staff: it makes this machine a kiosk of the centre. Whoever registers here may take the places kept for kiosks.";
    /// The code.
    code: "启用码", "Code";
    /// Where it comes from.
    code_hint: "管理员给的 8 位数字，半小时内有效，只能用一次", "The 8 digits from the administrator, good once, within half an hour";
    /// Nothing was typed.
    code_missing: "请填启用码。", "Please fill in the code.";
    /// Does it.
    press: "设成自助机", "Make it a kiosk";
    /// While it is asked.
    busy: "正在设置", "Asking";
    /// No such code is good.
    wrong: "这个启用码不对、用过了，或者过期了。请对一对数字；还不行，就找管理员要一个新的。",
        "This code is wrong, used, or too old. Please compare the digits; if it stays so, ask the administrator for a new one.";
    /// Too many tries.
    too_often: "试的次数太多了。请过一会儿再试。", "Too many tries. Please wait a while.";
    /// Nobody answered.
    no_answer: "没有连上社区。请连上网再试。", "The community could not be reached. Please try again with a network.";
    /// What follows from being one, and who ends it.
    is_one_next: "现在在这里报名的，能用为自助机保留的名额。不再当自助机时，请管理员停用。",
        "Whoever registers here may now take the places kept for kiosks. To end it, ask the administrator.";
    /// Leads to what can be registered for.
    go_on: "去看活动", "See the activities";
    /// Leads here, on the page of help.
    way: "设成自助机", "Make this a kiosk";
    /// Whom that concerns.
    way_for: "给社区工作人员用", "For staff of the community";
    /// It is not known what it is.
    asking: "正在查看", "Looking";
}

/// It is one.
pub fn is_one(lang: Lang, name: &str, place: &str) -> String {
    match lang {
        Lang::Zh => format!("这台机器现在是“{name}”，放在{place}。"),
        Lang::En => format!("This machine is now the kiosk “{name}” at {place}."),
    }
}
