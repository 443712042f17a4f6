//! What is said of the phone's storage: cleared, full, and what is carried from phone to phone.
//!
//! The one rule to know: what is safe stands beside what is not.

use super::Lang;
use super::pair::sentences;
use crate::state::Recovered;
use sync::replica::Brings;

sentences! {
    /// The page after the browser cleared the storage.
    cleared_title: "浏览器清掉了本应用的存储", "The browser cleared this app's storage";
    /// How it comes.
    cleared_why: "手机空间不够，或很久没打开，浏览器就会这样做。不是您的错。",
        "A browser does this when room is short or the app was not opened for long. It is not your fault.";
    /// What comes back.
    cleared_back: "会回来的", "What comes back";
    /// In words.
    cleared_back_text: "活动、社区已收到的报名和申报、备份过的日记。连上网、登录后自动取回。",
        "The programme, registrations and claims the community has, notes that were backed up. They \
         are fetched again once you are online and signed in.";
    /// Leads to that page.
    cleared_more: "看看少了什么", "See what is missing";
    /// The page's title when nothing was cleared.
    cleared_not: "本应用的存储没有被清掉", "This app's storage was not cleared";
    /// In words.
    cleared_not_text: "写过的都在这部手机上。哪天浏览器清掉了存储，这里会写明取回了什么、丢了什么。",
        "What you wrote is on this phone. Should the browser ever clear it, this page says what came \
         back and what was lost.";
    /// Nothing came yet.
    cleared_back_none: "还没有取回。连上网就取。", "Nothing yet: it comes once there is a network.";
    /// Read and understood.
    cleared_understood: "知道了", "Understood";
    /// Nobody can know.
    cleared_gone_unknown: "那时有没有没发出的内容，已经查不到了。请想一想最近写过什么。",
        "Whether anything was unsent then, nobody can tell. Please think of what you wrote lately.";
    /// The server's journal contradicts what it said before.
    journal_went_back: "社区的登记簿和以前说的对不上，已告诉服务器。请向居委会核对您的报名。",
        "The community's register contradicts what it said before; the server was told. Please check \
         your registrations with your committee.";
    /// The reserve has been given up.
    tight_reserve: "手机快没有地方了。您写的都存好了。请清出一些空间，比如旧照片、旧视频。",
        "The phone is almost full. What you wrote is saved. Please free some room: old photos, films.";
    /// Records are not kept.
    tight_shed: "手机没有地方了：活动资料先不存在手机上，打开时连网再取。您写的都存着。请清出一些空间。",
        "The phone is full: the programme is not kept on it for now and is fetched when you open the \
         app. What you wrote is saved. Please free some room.";
    /// The heading over taking a file.
    import: "从文件取回", "Take back from a file";
    /// What that is.
    import_text: "换了手机，或内容被清掉了？选以前带走的那个文件。选了先给您看有什么，再决定取不取。",
        "A new phone, or was everything cleared? Choose the file you took along. You see what is in \
         it before anything is taken.";
    /// Chooses it.
    import_choose: "选文件", "Choose the file";
    /// Nothing new in it.
    import_nothing: "文件里的内容，这部手机上都有了。", "All that is in the file is on this phone already.";
    /// Takes it.
    import_take: "取回", "Take it back";
    /// While it is taken.
    import_taking: "正在取回", "Taking it back";
    /// Does not.
    import_leave: "先不取", "Leave it";
    /// What waited in the file is asked anew.
    import_reissue: "没发出去的，也从这部手机重新发", "Send what was unsent from this phone too";
    /// When that is wrong.
    import_reissue_why: "旧手机还在用的话不要勾：它自己会发，再发就重复了。",
        "Not if the old phone is still in use: it sends it itself, and it would be asked twice.";
    /// Not a file of this app.
    import_foreign: "没有取：这不是完整的厝边文件。原来的内容都在，请换一个文件再试。",
        "Not taken: this is not a whole file of this app. Nothing here changed; try another file.";
    /// Newer.
    import_newer: "没有取：这个文件是新版本写的。请先更新本应用再取。",
        "Not taken: a newer version wrote this file. Please update the app first.";
    /// The browser could not read it.
    import_unread: "没有取：浏览器读不了这个文件。请再选一次。",
        "Not taken: the browser could not read this file. Please choose it again.";
    /// What does not.
    cleared_gone: "回不来的", "What does not come back";
    /// Nothing.
    cleared_gone_none: "没有。那时没有未发出的内容。", "Nothing: nothing was unsent then.";
    /// What helps against another time.
    cleared_next: "下次怎么办", "How to avoid it";
    /// In words.
    cleared_next_text: "把厝边装到桌面，常打开看看；要紧的内容连上网发出去再关。",
        "Install the app, open it now and then, and let what matters be sent before you close it.";
}

/// What came back so far: only what there is some of.
pub fn cleared_back_some(lang: Lang, of: Recovered) -> String {
    let parts = [
        (of.sessions, " 场活动", " sessions"),
        (of.registrations, " 件报名", " registrations"),
        (of.notes, " 条日记", " notes"),
    ];
    let some = parts.into_iter().filter(|(count, ..)| *count > 0);
    match lang {
        Lang::Zh => {
            let all: Vec<String> = some.map(|(count, zh, _)| format!("{count}{zh}")).collect();
            format!("已经取回 {}。", all.join("、"))
        }
        Lang::En => {
            let all: Vec<String> = some.map(|(count, _, en)| format!("{count}{en}")).collect();
            format!("Back so far: {}. ", all.join(", "))
        }
    }
}

/// What a file would bring, before it is taken.
pub fn import_brings(lang: Lang, of: Brings) -> String {
    let Brings {
        notes,
        settled,
        waiting,
        ..
    } = of;
    match lang {
        Lang::Zh => format!(
            "文件里有这部手机上没有的：日记 {notes} 笔，办完的 {settled} 件，没发出去的 {waiting} 件。"
        ),
        Lang::En => format!(
            "New to this phone: {notes} diary entries, {settled} settled requests, {waiting} unsent."
        ),
    }
}

/// What of a file stays in the file.
pub fn import_stays(lang: Lang, of: Brings) -> Option<String> {
    let unreadable = usize::try_from(of.unreadable).unwrap_or(usize::MAX);
    let stays = unreadable.saturating_add(of.others);
    (stays > 0).then(|| match lang {
        Lang::Zh => format!("另有 {stays} 条读不懂或是别人的，留在文件里。"),
        Lang::En => {
            format!("{stays} more cannot be read or are somebody else's: left in the file.")
        }
    })
}

/// What was taken.
pub fn import_taken(lang: Lang, of: Brings, reissued: bool) -> String {
    let Brings {
        notes,
        settled,
        waiting,
        ..
    } = of;
    let sent = if reissued { waiting } else { 0 };
    match lang {
        Lang::Zh => {
            format!("取回来了：日记 {notes} 笔，办完的 {settled} 件，重新发出 {sent} 件。")
        }
        Lang::En => {
            format!(
                "Taken back: {notes} diary entries, {settled} settled, {sent} to be sent again."
            )
        }
    }
}

/// A file that is too large.
pub fn import_too_large(lang: Lang, found: &str, limit: &str) -> String {
    match lang {
        Lang::Zh => format!("没有取：这个文件有 {found}，最多读 {limit}，不会是厝边的文件。"),
        Lang::En => format!("Not taken: {found}, and at most {limit} is read; it cannot be ours."),
    }
}

/// What was lost when the browser cleared the storage.
pub fn cleared_gone_text(lang: Lang, unsent: u32) -> String {
    match lang {
        Lang::Zh => format!("{unsent} 条没发出去的内容，请重新填写。"),
        Lang::En => format!("{unsent} things that had not been sent. Please enter them again."),
    }
}
