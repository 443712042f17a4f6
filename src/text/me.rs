//! What Me says: the card, what waits, this phone, help.
//!
//! The one rule to know: what could be lost is said before the button that loses it.

pub mod staff;

use super::Lang;
use super::pair::sentences;
use crate::parts::TextSize;
use rules::civil;
use sync::replica::OnlyHere;

sentences! {
    /// Said while nobody is signed in.
    guest_title: "还没有登录", "Not signed in";
    /// What that means.
    guest_text: "不登录也能看活动、写日记。登录后可以报名、申报积分，换了手机日记也在。",
        "Activities and the diary work without. Signed in you can register and put notes forward, \
         and your diary follows you to a new phone.";
    /// The household.
    household: "我家", "My household";
    /// Whoever holds the phone.
    myself: "本人", "You";
    /// Signed in, and the records are still on their way.
    card_coming: "资料正在取来。", "Your records are on their way.";

    /// The heading over the outbox.
    waiting: "等着发出去的", "Waiting to be sent";
    /// Nothing waits.
    waiting_none: "都发出去了，没有等着的。", "Everything is sent; nothing waits.";
    /// Tries now.
    try_now: "现在试一试", "Try now";
    /// Leads to the whole list.
    waiting_all: "全部进度", "All of it";
    /// The title of the whole list.
    waiting_title: "进度", "What was sent";
    /// The heading over what has its outcome.
    settled: "最近有结果的", "Settled lately";
    /// Nothing settled.
    settled_none: "还没有。报名或申报以后，结果会写在这里。",
        "Nothing yet. What becomes of a registration or a claim is written here.";

    /// Text size.
    text_size: "字的大小", "Text size";
    /// Language.
    language: "语言 Language", "Language 语言";
    /// Which community to look at.
    community: "看哪个社区", "Which community";
    /// Leads to the storage page.
    this_phone: "这部手机上的内容", "What is on this phone";
    /// Leads to help.
    about: "帮助与关于", "Help and about";

    /// The heading of the health.
    health: "存得牢不牢", "How safe it is";
    /// The browser promised.
    persisted: "存得牢。浏览器答应不会自己清掉。",
        "Safe. The browser has promised not to clear it by itself.";
    /// The browser did not.
    not_persisted: "存好了，但浏览器久不打开可能会清掉。把厝边装到桌面更牢。",
        "Saved, but the browser may clear it when it is not opened for long. Installing the app makes it safer.";
    /// The browser does not say.
    perhaps_persisted: "存好了。这个浏览器没有说会不会自己清掉。",
        "Saved. This browser does not say whether it may clear it.";
    /// What nothing waits for.
    all_sent: "该发的都发了，社区那边也有一份。", "All is sent; the community has a copy.";
    /// Takes everything along.
    export: "把我的全部带走", "Take everything with me";
    /// What that is.
    export_text: "存成一个文件，连这个版本读不懂的内容也在里面。",
        "One file, with everything in it, even what this version cannot read.";
    /// While it is made.
    exporting: "正在准备文件", "Preparing the file";
    /// Afterwards.
    exported: "文件已交给浏览器，在“下载”里。", "The file went to the browser: look under downloads.";
    /// Leads to erasing.
    erase: "清空这部手机", "Erase this phone";
    /// The page's title.
    erase_title: "清空这部手机上的厝边", "Erase the app's content on this phone";
    /// What goes.
    erase_goes: "会清掉：这部手机上的活动、日记、设置和登录。",
        "Goes: the programme, the diary, the settings and the sign-in on this phone.";
    /// What stays.
    erase_stays: "不会清掉：社区已经收到的报名、申报和备份过的日记。登录后会再取回来。",
        "Stays: registrations, claims and notes the community has. They come back when you sign in.";
    /// Nothing unsent is lost.
    erase_none_lost: "没有未发出的内容，不会丢东西。", "Nothing is unsent, so nothing is lost.";
    /// Take a copy first.
    erase_export_first: "不放心的话，先把全部带走。", "To be safe, take everything with you first.";
    /// The first step.
    erase_understood: "我明白，要清空", "I understand; erase it";
    /// Why the button is not there yet.
    erase_tick_first: "先在上面打勾，再按清空。", "Tick the line above first.";
    /// The second step.
    erase_press: "清空", "Erase";
    /// Asked once more.
    erase_ask: "真的清空吗？", "Really erase?";
    /// It cannot be undone.
    erase_final: "清空后不能撤回。", "It cannot be undone.";
    /// While it happens.
    erasing: "正在清空", "Erasing";
    /// Does not.
    erase_not: "不清空", "Do not erase";

    /// A person to call.
    help: "找人帮忙", "A person to help";
    /// Calls.
    call: "打电话", "Call";
    /// No number.
    help_none: "这个社区没有留电话，请到服务台问一问。",
        "This community gave no telephone number; please ask at its desk.";
    /// How to install.
    install: "装到桌面", "Install it";
    /// In words.
    install_text: "在浏览器的菜单里点“添加到主屏幕”或“安装应用”。装好后没有网络也能直接打开，存的内容也更牢。",
        "Choose “Add to home screen” or “Install app” in the browser's menu. It then opens without a \
         network, and what is saved is safer.";
    /// Installed.
    source: "内容来源", "Where the programme comes from";
    /// Its own.
    source_own: "由社区自己发布。", "Published by the community itself.";
    /// The version.
    version: "版本", "Version";
    /// A newer one is there.
    update: "有新版本，已经准备好了。换的时候不会丢内容。",
        "A newer version is ready. Nothing is lost when you take it.";
    /// Takes it.
    update_take: "现在换上", "Take it now";
}

/// The word of a text size.
pub const fn size(lang: Lang, size: TextSize) -> &'static str {
    match (lang, size) {
        (Lang::Zh, TextSize::Standard) => "标准",
        (Lang::Zh, TextSize::Large) => "大",
        (Lang::Zh, TextSize::Largest) => "特大",
        (Lang::En, TextSize::Standard) => "Standard",
        (Lang::En, TextSize::Large) => "Large",
        (Lang::En, TextSize::Largest) => "Largest",
    }
}

/// An age.
pub fn age(lang: Lang, years: u16) -> String {
    match lang {
        Lang::Zh => format!("{years} 岁"),
        Lang::En => format!("{years} years old"),
    }
}

/// When a request was written.
pub fn written_at(lang: Lang, at: civil::DateTime) -> String {
    match lang {
        Lang::Zh => format!("{}写的", lang.moment(at)),
        Lang::En => format!("written {}", lang.moment(at)),
    }
}

/// When a request was settled.
pub fn settled_at(lang: Lang, at: civil::DateTime) -> String {
    match lang {
        Lang::Zh => format!("{}有结果", lang.moment(at)),
        Lang::En => format!("settled {}", lang.moment(at)),
    }
}

/// How much waits, requests and notes, beside the heading.
pub fn waiting_count(lang: Lang, all: usize) -> String {
    match lang {
        Lang::Zh => format!("{all} 件"),
        Lang::En => format!("{all}"),
    }
}

/// How many notes wait to be backed up.
pub fn notes_waiting(lang: Lang, notes: usize) -> String {
    match lang {
        Lang::Zh => format!("还有 {notes} 条日记等着备份，内容都在手机里。"),
        Lang::En => format!("{notes} notes wait to be backed up; they are safe on this phone."),
    }
}

/// What only this phone holds so far.
pub fn unsent(lang: Lang, of: OnlyHere) -> String {
    let all = requests_and_notes(lang, of);
    match lang {
        Lang::Zh => format!("还有{all}只在这部手机里，连上网就发。"),
        Lang::En => {
            format!("Only on this phone so far: {all}. They are sent when there is a network.")
        }
    }
}

/// What would be lost, because only this phone holds it.
pub fn would_be_lost(lang: Lang, of: OnlyHere) -> String {
    let all = requests_and_notes(lang, of);
    match lang {
        Lang::Zh => format!("{all}还没有发出去，清空就没有了。"),
        Lang::En => format!("Not sent yet, and lost if erased: {all}."),
    }
}

/// Room used, where there is plenty.
pub fn room_ample(lang: Lang, used: &str) -> String {
    match lang {
        Lang::Zh => format!("用了 {used}，地方还很宽。"),
        Lang::En => format!("{used} used; there is plenty of room."),
    }
}

/// Room used and given.
pub fn room(lang: Lang, used: &str, quota: &str) -> String {
    match lang {
        Lang::Zh => format!("用了 {used}，浏览器最多给 {quota}。"),
        Lang::En => format!("{used} used of {quota} the browser allows."),
    }
}

fn requests_and_notes(lang: Lang, OnlyHere { requests, notes }: OnlyHere) -> String {
    match (lang, requests, notes) {
        (Lang::Zh, requests, 0) => format!("{requests} 件请求"),
        (Lang::Zh, 0, notes) => format!("{notes} 条日记"),
        (Lang::Zh, requests, notes) => format!("{requests} 件请求和 {notes} 条日记"),
        (Lang::En, requests, 0) => format!("{requests} requests"),
        (Lang::En, 0, notes) => format!("{notes} notes"),
        (Lang::En, requests, notes) => format!("{requests} requests and {notes} notes"),
    }
}
