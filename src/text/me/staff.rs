//! What Me says to whoever works at the desk: what their card is for, how far their word goes, and
//! what their device holds of others.
//!
//! The one rule to know: they act for the community, never for a household; nothing here is said as
//! to a resident.

use crate::text::Lang;
use crate::text::pair::sentences;
use rules::staff::Level;

sentences! {
    /// The heading.
    head: "这张卡", "This card";
    /// What it is for.
    is_for: "这是工作台的卡：替社区办事，不替自己家报名。您家要报名，请用您家的居民卡。",
        "This card is for the desk: with it you act for the community, not for your own household. To register your family, use your own member card.";
    /// Whoever no longer works there.
    over: "您现在不在工作台的名单上。要是不对，请问可以发布的同事。",
        "You are not among the desk's staff now. If that is wrong, ask a colleague who may publish.";
    /// What the device holds.
    holds: "这台设备上存着本社区居民的姓名、电话和报名，退出登录才会拿走。不是您一个人用的设备，用完请退出。",
        "This device holds the names, telephone numbers and registrations of this community's residents until you sign out. If others use it too, sign out when you are done.";
    /// What goes with signing out.
    sign_out_goes: "居民的姓名、电话和报名，还有草稿，都会从这台设备上拿走，再登录就回来。",
        "Residents' names, telephone numbers and registrations, and the drafts, leave this device and come back when you sign in again.";
    /// What stays.
    sign_out_stays: "没发出去的改动留在这台设备里，下次您本人登录再发。",
        "Changes that were not sent stay on this device; they go out when you sign in again.";
    /// Nothing settled.
    settled_none: "还没有。您改的、发布的，结果会写在这里。",
        "Nothing yet. What becomes of what you change or publish is written here.";
    /// What a copy of everything is.
    export_text: "存成一个文件。居民的姓名、电话和报名也在里面，请收好。",
        "One file. The names, telephone numbers and registrations of residents are in it: keep it safe.";
    /// What erasing takes.
    erase_goes: "会清掉：这台设备上的活动、居民的资料、草稿、设置和登录。",
        "Goes: the programme, the residents' records, the drafts, the settings and the sign-in on this device.";
    /// What it leaves.
    erase_stays: "不会清掉：社区已经收到的草稿、改动和发布的活动。登录后会再取回来。",
        "Stays: drafts, changes and publications the community has. They come back when you sign in.";
}

/// What they are, beside their name.
pub const fn post(lang: Lang, level: Level) -> &'static str {
    match (lang, level) {
        (Lang::Zh, Level::Publisher) => "工作人员 · 可发布",
        (Lang::En, Level::Publisher) => "Staff · publisher",
        (Lang::Zh, Level::Editor) => "工作人员 · 编辑",
        (Lang::En, Level::Editor) => "Staff · editor",
    }
}

/// How far their word goes.
pub const fn may(lang: Lang, level: Level) -> &'static str {
    match (lang, level) {
        (Lang::Zh, Level::Publisher) => {
            "您可以写草稿、复核、点名、审核报名，也可以发布、改期、取消，从文件带入活动。"
        }
        (Lang::En, Level::Publisher) => {
            "You may write and review drafts, call the roll and decide about applications; and publish, postpone, cancel and bring in activities from a file."
        }
        (Lang::Zh, Level::Editor) => {
            "您可以写草稿、复核同事的草稿、点名、审核报名。发布、改期、取消和从文件带入，请可以发布的同事来办。"
        }
        (Lang::En, Level::Editor) => {
            "You may write drafts, review those of colleagues, call the roll and decide about applications. To publish, postpone, cancel or bring in a file, ask a colleague who may publish."
        }
    }
}
