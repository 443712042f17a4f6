//! What signing in and out says.
//!
//! The one rule to know: an unknown number and a wrong PIN are one sentence (it is shared, in
//! [`super::Phrases`]), so that nobody learns who is a member.

use super::Lang;
use super::pair::sentences;

sentences! {
    /// The page's title, and the button that leads to it.
    title: "登录", "Sign in";
    /// Under the title.
    intro: "用居民卡上的号码登录。只需要一次网络，以后没有网络也能用。",
        "Use the number on your member card. It needs the network once; afterwards everything works without.";
    /// The member number.
    number: "居民卡号码", "Member number";
    /// Where it is found.
    number_hint: "印在卡的正面", "Printed on the front of the card";
    /// The PIN.
    pin: "密码", "PIN";
    /// What it is.
    pin_hint: "领卡时给您的数字", "The digits you were given with the card";
    /// Nothing was typed as the number.
    number_missing: "请填卡上的号码。", "Please fill in the number on the card.";
    /// Nothing was typed as the PIN.
    pin_missing: "请填密码。", "Please fill in the PIN.";
    /// Signs in.
    press: "登录", "Sign in";
    /// While it is asked.
    busy: "正在登录", "Signing in";
    /// Said while there is no network.
    offline: "现在没有网络，登录要等连上网。不登录也能看活动、写日记。",
        "There is no network now; signing in has to wait. Activities and the diary work without.";
    /// What helps who lost the card.
    lost: "卡丢了，或忘了密码？", "Lost the card, or forgot the PIN?";
    /// What to do then.
    lost_text: "请带身份证到社区服务台，或打电话问一问。",
        "Go to the community's desk with your identity card, or call.";

    /// The heading after signing in on a phone that holds notes of nobody.
    adopt_title: "这些日记是您写的吗？", "Are these notes yours?";
    /// They become mine.
    adopt: "是我写的，归到我名下", "Yes, make them mine";
    /// They stay the phone's.
    adopt_not: "不是我的，先留在手机里", "No, leave them on this phone";
    /// Afterwards.
    adopt_text: "归到您名下后会备份到社区，换了手机也在。",
        "Once they are yours they are backed up with the community and follow you to a new phone.";

    /// Signs out.
    sign_out: "退出登录", "Sign out";
    /// Asked once.
    sign_out_ask: "退出登录？", "Sign out?";
    /// What goes.
    sign_out_goes: "您家的资料和报名会从这部手机上拿走，再登录就回来。",
        "Your household's records leave this phone and come back when you sign in again.";
    /// What stays.
    sign_out_stays: "您写的日记和没发出去的请求留在手机里，下次本人登录再发。",
        "Your notes and what was not sent stay on this phone; they go out when you sign in again.";
    /// Does not sign out.
    stay: "不退出", "Stay signed in";
}

/// How many notes nobody owns.
pub fn adopt_count(lang: Lang, notes: usize) -> String {
    match lang {
        Lang::Zh => format!("登录以前，这部手机上写了 {notes} 条日记。"),
        Lang::En => format!("{notes} notes were written on this phone before anyone signed in."),
    }
}
