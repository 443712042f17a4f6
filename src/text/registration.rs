//! What registering says: who comes, what will happen, what happened.

use super::Lang;
use super::pair::sentences;
use rules::Refusal;

sentences! {
    /// The title of the page.
    title: "报名", "Register";
    /// The question.
    who: "家里谁来？", "Who of your family comes?";
    /// Nobody is signed in.
    sign_in_first: "先登录，再报名", "Sign in first, then register";
    /// Why.
    sign_in_text: "登录后会回到这里。只要登录一次，以后没有网络也能报名。",
        "You come back here afterwards. Once is enough; then it works without a network.";
    /// The button that leads there.
    sign_in_button: "登录后报名", "Sign in to register";
    /// The household has not arrived.
    no_family: "家里人的名单还没取到", "Your family's list is not here yet";
    /// What to do then.
    no_family_text: "连上网，过一会儿就有。", "It comes as soon as there is a network.";
    /// Nobody is ticked.
    nobody: "请先勾选谁来", "Tick who comes";
    /// Nobody of the household can come.
    none_fits: "您家没有人能报这一场", "Nobody of your family can join this one";
    /// The button while the phone writes.
    saving: "正在存到手机上", "Saving on this phone";
    /// Wait if it turns out to be full.
    if_full: "万一满了，就排候补", "If it is full, join the waiting list";
    /// Under it.
    if_full_sub: "没有网络时看不到最新的名额", "Without a network the latest seats are not known";
    /// Nothing to register for.
    just_come: "不用报名，直接来", "No need to register, just come";
    /// Under it.
    just_come_say: "到时来就行。", "Be there in time, that is all.";
    /// The button when a rule says no.
    not_possible: "不能报名", "Not possible";
    /// The button when all are in.
    registered: "已报名", "Registered";
    /// The button while the community has not answered.
    awaiting: "等待确认", "Waiting for the community";
    /// The button while it is on this phone only.
    kept: "已存在手机上", "Saved on this phone";
    /// The button when drawn later.
    applied: "已申请抽签", "Applied for the draw";
    /// What happens next, online.
    next_online: "已存好，正在发给社区。结果马上显示在这一页。",
        "Saved, and on its way to the community. The answer appears on this page.";
    /// What happens next, offline.
    next_offline: "已存在手机里。连上网后自动发给社区，结果会显示在这里和「今日」。关掉手机也不会丢。",
        "Saved on this phone. It goes out by itself with the network; the answer appears here and on Today. Nothing is lost if you close the phone.";
    /// Confirmed.
    done: "社区已确认，到时来就行。", "The community has confirmed it. See you there.";
    /// The way on.
    back_to_today: "回到今日", "Back to Today";
    /// The way back.
    back_to_activity: "回到这场活动", "Back to the activity";
    /// Asks again for somebody who was refused.
    again: "可以再报一次，或改排候补。", "You may ask again, or join the waiting list.";
    /// Refused for good, for this person.
    free_to_try: "可以", "May come";
}

/// Names in a row: `林阿婆、小满`.
pub fn names(lang: Lang, names: &[String]) -> String {
    match lang {
        Lang::Zh => names.join("、"),
        Lang::En => match names {
            [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            _ => names.join(", "),
        },
    }
}

/// The button that registers: `为小满报名`.
pub fn register_for(lang: Lang, who: &[String]) -> String {
    match lang {
        Lang::Zh => format!("为{}报名", names(lang, who)),
        Lang::En => format!("Register {}", names(lang, who)),
    }
}

/// The button that applies where staff decide: `为小满申请`.
pub fn ask_for(lang: Lang, who: &[String]) -> String {
    match lang {
        Lang::Zh => format!("为{}申请", names(lang, who)),
        Lang::En => format!("Apply for {}", names(lang, who)),
    }
}

/// The button that joins the waiting list: `为小满排候补`.
pub fn wait_for(lang: Lang, who: &[String]) -> String {
    match lang {
        Lang::Zh => format!("为{}排候补", names(lang, who)),
        Lang::En => format!("Waiting list for {}", names(lang, who)),
    }
}

/// The button that applies for the draw.
pub fn apply_for(lang: Lang, who: &[String]) -> String {
    match lang {
        Lang::Zh => format!("为{}申请抽签", names(lang, who)),
        Lang::En => format!("Apply for {}", names(lang, who)),
    }
}

/// An age: `8 岁`.
pub fn age(lang: Lang, years: u16) -> String {
    match lang {
        Lang::Zh => format!("{years} 岁"),
        Lang::En => format!("age {years}"),
    }
}

/// Why one person cannot be ticked, in the few words a line has room for.
pub fn blocked(lang: Lang, refusal: &Refusal) -> String {
    match (lang, refusal) {
        (Lang::Zh, Refusal::TooYoung { age_min, .. }) => format!("不满 {age_min} 岁"),
        (Lang::En, Refusal::TooYoung { age_min, .. }) => format!("Under {age_min}"),
        (Lang::Zh, Refusal::TooOld { age_max, .. }) => format!("超过 {age_max} 岁"),
        (Lang::En, Refusal::TooOld { age_max, .. }) => format!("Over {age_max}"),
        (Lang::Zh, Refusal::AlreadyRegistered { .. }) => "已报名".to_owned(),
        (Lang::En, Refusal::AlreadyRegistered { .. }) => "Registered".to_owned(),
        (Lang::Zh, _) => "不能报名".to_owned(),
        (Lang::En, _) => "Cannot join".to_owned(),
    }
}

/// Fewer seats than people: what would happen, said before the waiting-list button.
pub fn too_few(lang: Lang, (free, asked): (u32, usize), consequence: &str) -> String {
    match (lang, free) {
        (Lang::Zh, 0) => format!("名额已满。{consequence}"),
        (Lang::En, 0) => format!("All seats are taken. {consequence}"),
        (Lang::Zh, _) => {
            format!(
                "只剩 {free} 个名额，您选了 {asked} 人。可以少选几人，或一起排候补：{consequence}"
            )
        }
        (Lang::En, _) => format!(
            "Only {free} left for {asked} people. Tick fewer, or all wait together: {consequence}"
        ),
    }
}

/// The same where the other seats are the kiosks'.
pub fn kept_for_kiosks(
    lang: Lang,
    kept: u32,
    (free, asked): (u32, usize),
    consequence: &str,
) -> String {
    match (lang, free) {
        (Lang::Zh, 0) => format!(
            "手机报名的名额满了，还有 {kept} 个留给活动中心的自助机。可以去那里报名，或者排候补：{consequence}"
        ),
        (Lang::En, 0) => format!(
            "The seats for phones are taken. {kept} are kept for the kiosk in the centre: register there, or wait: {consequence}"
        ),
        (Lang::Zh, _) => format!(
            "手机报名只剩 {free} 个名额，您选了 {asked} 人；另有 {kept} 个留给活动中心的自助机。可以少选几人、去那里报名，或一起排候补：{consequence}"
        ),
        (Lang::En, _) => format!(
            "Only {free} left for phones and {asked} people; {kept} are kept for the kiosk in the centre. Tick fewer, register there, or all wait together: {consequence}"
        ),
    }
}

/// The button of a turn on the waiting list: `候补第 3 位`.
pub fn waiting_at(lang: Lang, place: u32) -> String {
    match lang {
        Lang::Zh => format!("候补第 {place} 位"),
        Lang::En => format!("Number {place} on the waiting list"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_names_who_it_registers() {
        let two = ["林阿婆".to_owned(), "小满".to_owned()];
        assert_eq!(register_for(Lang::Zh, &two), "为林阿婆、小满报名");
        let three = ["Mei".to_owned(), "Man".to_owned(), "Qiang".to_owned()];
        assert_eq!(
            register_for(Lang::En, &three),
            "Register Mei, Man and Qiang"
        );
    }
}
