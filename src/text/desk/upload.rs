//! What is said about a file that staff bring in: what it would do, and what became of it.

mod fault;

pub use fault::unread;

use crate::keeper::Trouble;
use crate::text::Lang;
use crate::text::pair::sentences;
use sync::upload::{Differs, Field, Preview, Reads, Refused, Taken};

sentences! {
    /// The page, and the link to it.
    title: "从文件带入活动", "Bring in a file";
    /// What it is about.
    text: "表格、日历或网页里的活动，一次带进来。先给您看会改什么，您按了才算。",
        "Activities from a sheet, a calendar or a page, all at once. You see first what would change; nothing counts before you press.";
    /// What a sheet needs.
    headings: "表格（.xlsx 或 .csv）要有一行列名，至少有：名称、日期、地点。",
        "A sheet (.xlsx or .csv) needs a line of headings, at least: Title, Dates, Place.";
    /// The button that chooses.
    choose: "选一个文件", "Choose a file";
    /// The same once one is chosen.
    another: "换一个文件", "Choose another";
    /// With a mouse.
    drop_hint: "也可以把文件拖到这里。", "Or drop the file here.";
    /// The question how it is read.
    how: "这个文件是", "This file is";
    /// It is being looked at.
    looking: "正在看这个文件，还没有改动什么。", "Looking at the file. Nothing is changed yet.";
    /// No network.
    offline: "带入文件要连着网。现在没有网络，请连上以后再来。", "Bringing in a file needs the network. Please come back once there is one.";
    /// Nothing happened.
    nothing_taken: "什么都没有改动。", "Nothing was changed.";
    /// Another one is going on.
    under_way: "另一个文件正在带入，这一个还没有动。过一会儿再按一次。", "Another import is going on; nothing of this one was taken. Press again in a while.";
    /// It would do something else now.
    differs: "您看的时候有人改过活动，这个文件会改的东西不一样了。还没有带入，请再看一遍。",
        "Somebody changed activities while you looked, so this file would do something else now. Nothing was taken; please look again.";
    /// Nobody knows.
    unknown: "没有等到回答，不知道带入了没有。再看一遍就知道：已经带入的会算作“没变”，再按也不会重复。",
        "There was no answer, so nobody knows whether it was taken. Look again: what was taken counts as unchanged, and nothing is taken twice.";
    /// The button that looks again.
    look_again: "再看一遍", "Look again";
    /// The heading over lines that cannot be taken.
    refused: "看不懂的行", "Lines that cannot be read";
    /// What to do.
    refused_text: "这几行不带入，其他的照常。改好表格再来一次就行，已经带入的不会重复。",
        "These are left out; all others are taken. Mend the sheet and bring it in again; nothing is taken twice.";
    /// The heading over changes.
    changed: "会改的", "Would change";
    /// The heading over what is new.
    new: "新的", "New";
    /// The heading over what is gone.
    gone: "文件里没有了的", "No longer in the file";
    /// What happens to it.
    gone_text: "照原样留着，不会取消。真不办了，请到那一场的页面取消。",
        "They stay as they are; nothing is cancelled. If one is off, cancel it on its page.";
    /// The heading over what is held back.
    held: "这次看不懂、照原样留着的", "Not readable this time, left as they are";
    /// Why.
    held_text: "这几场已经有了，但文件里那一行看不懂，所以不动。", "These exist already, but their line cannot be read; they are left alone.";
    /// The heading over fewer seats than people.
    below: "名额比报名的人少", "Fewer seats than people";
    /// What happens.
    below_text: "已经有座位的人都留着，不会少一个。", "Everybody who has a seat keeps it.";
    /// Nothing differs.
    nothing_new: "和现在的一样，没有要带入的。", "It is all there already; nothing to take.";
    /// Where the button is.
    take_below: "一项项看下来，最下面可以带入。", "Read on; the button that takes it is at the end.";
    /// The heading over the button.
    take_head: "看过了，要带入吗？", "Now you have seen it: take it?";
    /// It is being taken.
    taking: "正在带入…", "Taking it…";
    /// It is done.
    done: "带入好了", "Done";
    /// Where to see it.
    where_to_see: "居民连上网就能看到。", "Residents see it as soon as they are online.";
    /// The link to the desk.
    see_at_desk: "回工作台看", "See it at the desk";
    /// The link to the list.
    see_as_resident: "看居民看到的活动", "See what residents see";
}

/// What kind of file it is.
pub const fn reads(lang: Lang, reads: Reads) -> &'static str {
    match (lang, reads) {
        (Lang::Zh, Reads::Sheet) => "自己的表格",
        (Lang::En, Reads::Sheet) => "A sheet of our own",
        (Lang::Zh, Reads::Calendar) => "日历（.ics）",
        (Lang::En, Reads::Calendar) => "A calendar (.ics)",
        (Lang::Zh, Reads::Events) => "网页里的活动",
        (Lang::En, Reads::Events) => "Events of a page",
        (Lang::Zh, Reads::Cuobian) => "从厝边导出的表格",
        (Lang::En, Reads::Cuobian) => "A sheet exported here",
        (Lang::Zh, Reads::LcsdLeisure) => "香港康体活动（JSON）",
        (Lang::En, Reads::LcsdLeisure) => "Hong Kong leisure programmes",
    }
}

/// How it was read, and that one may choose otherwise.
pub fn read_as(lang: Lang, as_what: Reads) -> String {
    let what = reads(lang, as_what);
    match lang {
        Lang::Zh => format!("按“{what}”读的，不对就换"),
        Lang::En => format!("Read as: {what}. Change it"),
    }
}

/// Why nobody knows what a file would do.
pub const fn trouble(lang: Lang, why: &Trouble) -> &'static str {
    match (lang, why) {
        (Lang::Zh, Trouble::SignedOut) => "登录过期了，请用工作卡重新登录。",
        (Lang::En, Trouble::SignedOut) => "The session has ended. Please sign in again.",
        (Lang::Zh, Trouble::Busy { .. }) => "现在很忙，过一会儿再试。",
        (Lang::En, Trouble::Busy { .. }) => "It is busy just now. Try again in a while.",
        (Lang::Zh, Trouble::Protested | Trouble::TooLong) => "这个文件送不进去。请刷新页面再试。",
        (Lang::En, Trouble::Protested | Trouble::TooLong) => {
            "This file was not accepted. Reload the page and try again."
        }
        (Lang::Zh, Trouble::Transport | Trouble::Store(_)) => {
            "没有送到。看看网络；文件要是刚改过，请重新选一次。"
        }
        (Lang::En, Trouble::Transport | Trouble::Store(_)) => {
            "It did not arrive. See whether there is a network; if the file was just changed, choose it again."
        }
    }
}

/// All of it in one line: `新的 1 场，会改 1 场，没变 1 场；1 行看不懂。`
pub fn sums(lang: Lang, preview: &Preview) -> String {
    let (new, changed) = (preview.new.all, preview.changed.all);
    let (same, refused) = (preview.same, preview.refused.all);
    match (lang, refused) {
        (Lang::Zh, 0) => format!("新的 {new} 场，会改 {changed} 场，没变 {same} 场。"),
        (Lang::Zh, _) => {
            format!("新的 {new} 场，会改 {changed} 场，没变 {same} 场；{refused} 行看不懂。")
        }
        (Lang::En, 0) => format!("{new} new, {changed} would change, {same} unchanged."),
        (Lang::En, _) => {
            format!(
                "{new} new, {changed} would change, {same} unchanged; {refused} cannot be read."
            )
        }
    }
}

/// The button that takes it, with what it does.
pub fn take(lang: Lang, (new, changed): (u32, u32)) -> String {
    match (lang, new, changed) {
        (Lang::Zh, 0, 0) => "带入".to_owned(),
        (Lang::En, 0, 0) => "Take it".to_owned(),
        (Lang::Zh, _, 0) => format!("带入 {new} 场新的"),
        (Lang::En, _, 0) => format!("Take {new} new"),
        (Lang::Zh, 0, _) => format!("带入 {changed} 场改动"),
        (Lang::En, 0, _) => format!("Take {changed} changed"),
        (Lang::Zh, ..) => format!("带入 {new} 场新的、{changed} 场改动"),
        (Lang::En, ..) => format!("Take {new} new, {changed} changed"),
    }
}

/// What was taken.
pub fn taken(lang: Lang, taken: &Taken) -> String {
    let Taken { new, changed, .. } = taken;
    match lang {
        Lang::Zh => format!("新增 {new} 场，改动 {changed} 场。"),
        Lang::En => format!("{new} new, {changed} changed."),
    }
}

/// What was left out at the last moment.
pub fn left(lang: Lang, count: u32) -> String {
    match lang {
        Lang::Zh => format!("有 {count} 条没有带入：刚好有人在改，或者已经有人报名、不能这样改。"),
        Lang::En => format!(
            "{count} records were left alone: somebody was changing them just then, or people are registered and they may not change so."
        ),
    }
}

/// The fold over further lines.
pub fn more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Zh => format!("还有 {count} 条"),
        Lang::En => format!("{count} more"),
    }
}

/// How many are not named.
pub fn unnamed(lang: Lang, count: u32) -> String {
    match lang {
        Lang::Zh => format!("另外 {count} 条没有一一列出，也会照办。"),
        Lang::En => format!("{count} more are not listed here; the same goes for them."),
    }
}

/// A line of the file: `第 7 行 · A-3`.
pub fn line(lang: Lang, refused: &Refused) -> String {
    let at = match lang {
        Lang::Zh => format!("第 {} 行", refused.row),
        Lang::En => format!("Line {}", refused.row),
    };
    if refused.code.is_empty() {
        at
    } else {
        format!("{at} · {}", refused.code)
    }
}

/// Fewer seats than people.
pub fn fewer(lang: Lang, seats: u32, taken: u32) -> String {
    match lang {
        Lang::Zh => format!("改成 {seats} 个名额，已有 {taken} 人"),
        Lang::En => format!("{seats} seats, {taken} taken"),
    }
}

/// One thing that differs: `开始：14:30 → 15:00`.
pub fn differs_in(lang: Lang, differs: &Differs) -> String {
    let what = field(lang, differs.what);
    let none = match lang {
        Lang::Zh => "（没写）",
        Lang::En => "(none)",
    };
    let said = |text: &str| {
        if text.is_empty() {
            none.to_owned()
        } else {
            text.to_owned()
        }
    };
    let colon = match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    };
    if differs.was.is_empty() && differs.now.is_empty() {
        return what.to_owned();
    }
    format!(
        "{what}{colon}{} → {}",
        said(&differs.was),
        said(&differs.now)
    )
}

const fn field(lang: Lang, field: Field) -> &'static str {
    let (zh, en) = match field {
        Field::Title => ("名称", "Title"),
        Field::Summary => ("介绍有改动", "Another description"),
        Field::Days => ("日期", "Days"),
        Field::Starts => ("开始", "Begins"),
        Field::Ends => ("结束", "Ends"),
        Field::Hours => ("时间", "Hours"),
        Field::Place => ("地点", "Place"),
        Field::Seats => ("名额", "Seats"),
        Field::Admission => ("报名方式有改动", "Another way to register"),
        Field::Ages => ("年龄", "Ages"),
        Field::Opens => ("报名开始", "Registration opens"),
        Field::Closes => ("报名截止", "Registration closes"),
        Field::Cancelled => ("改成取消", "Cancelled"),
        Field::Restored => ("改成照常举行", "Takes place after all"),
        Field::Postponed => ("改成延期，新日期待定", "Postponed, the new day is not set"),
        Field::Fee => ("费用有改动", "Another fee"),
        Field::Phone => ("电话", "Telephone"),
        Field::Link => ("网址有改动", "Another link"),
        Field::Organiser => ("主办", "Organiser"),
        Field::Kind => ("类别有改动", "Another kind"),
        Field::Audience => ("对象有改动", "For others"),
        Field::Bring => ("携带有改动", "Something else to bring"),
        Field::Other => ("其他有改动", "Something else"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
