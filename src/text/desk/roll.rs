//! What a roll call says.

use crate::text::Lang;
use crate::text::pair::sentences;

sentences! {
    /// The title.
    title: "点名", "Roll call";
    /// Came.
    came: "来了", "Came";
    /// Stayed away.
    absent: "没来", "Absent";
    /// Came without having registered.
    walk_in: "现场来的", "Walk-ins";
    /// Look for a walk-in.
    walk_in_search: "加一位没报名的", "Add somebody who did not register";
    /// What may be typed.
    walk_in_hint: "姓名或电话", "Name or telephone";
    /// Nobody was found.
    not_found: "没有找到这个人", "Nobody was found";
    /// What to do.
    not_found_text: "核对一下姓名，或者只数人数。", "Check the name, or count heads instead.";
    /// The button that adds.
    add: "来了，加上", "Came, add";
    /// The button that takes a walk-in back.
    take_back: "不是，去掉", "Take back";
    /// Nobody is on the list.
    nobody: "没有人报名。可以直接加现场来的，或者数人数。", "Nobody registered. Add walk-ins, or count heads.";
    /// The heading over the head count.
    heads: "现场总人数", "Heads counted";
    /// Its hint.
    heads_hint: "不记名，数一数有多少人。", "Nameless: how many people are there.";
    /// Saves it.
    heads_save: "记下人数", "Note the count";
    /// It is not a number.
    heads_wrong: "请填一个数。", "Please give a number.";
    /// All are marked.
    all_marked: "都点到了。", "All are marked.";
    /// The rest came.
    rest_came: "剩下的都来了", "All others came";
    /// Where marks are kept.
    kept: "没有网络也能点名，点的都先存在这台设备上。", "It works without a network; every mark is kept on this device first.";
    /// The other days.
    other_days: "这一场的别的日子", "Other days of this session";
}

/// How far it has come: `已点 12/20 · 来了 11`.
pub fn progress(lang: Lang, (marked, all): (usize, usize), came: usize) -> String {
    match lang {
        Lang::Zh => format!("已点 {marked}/{all} · 来了 {came} 人"),
        Lang::En => format!("{marked} of {all} marked · {came} came"),
    }
}

/// How many marks wait to be sent.
pub fn unsettled(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Zh => format!("有 {count} 个人的点名先存在这台设备上，等连上网确认。"),
        Lang::En => format!("{count} marks are kept on this device and wait to be confirmed."),
    }
}

/// The name of a button for one person: `林秀兰，来了`.
pub fn of(lang: Lang, name: &str, word: &str) -> String {
    match lang {
        Lang::Zh => format!("{name}，{word}"),
        Lang::En => format!("{name}: {word}"),
    }
}
