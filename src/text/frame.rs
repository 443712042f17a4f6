//! Sentences of the frame that every screen stands in.

use super::Lang;
use crate::state::{HistoryLine, SyncStatus};
use rules::civil;

/// The name of the line that says how fresh things are and whom to call.
pub fn strip(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "网络与求助",
        Lang::En => "Network and help",
    }
}

/// The word of the link that calls somebody.
pub fn help(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "打电话问",
        Lang::En => "Call for help",
    }
}

/// The same, said whole: who is called.
pub fn help_spoken(lang: Lang, community: &str) -> String {
    match lang {
        Lang::Zh => format!("打电话问{community}"),
        Lang::En => format!("Call {community} for help"),
    }
}

/// How things stand with the network, in one quiet line. `phrase` is the shared sentence about the
/// conversation; it is empty when there is nothing to mind.
pub fn freshness(
    lang: Lang,
    phrase: String,
    (status, online): (SyncStatus, bool),
    heard: Option<(civil::DateTime, civil::Date)>,
) -> String {
    let heard = heard.map(|(at, today)| (lang.phrases().heard_at)(at, today));
    let is_stuck = matches!(status, SyncStatus::Stuck(_));
    if (!online && !is_stuck) || status == SyncStatus::Offline {
        let said = match (lang, status) {
            (Lang::Zh, SyncStatus::Offline) => "没有网络。您做的都会先存在手机里。",
            (Lang::En, SyncStatus::Offline) => "No network. What you do is kept on this phone.",
            (Lang::Zh, _) => "暂时连不上社区。您做的都会先存在手机里。",
            (Lang::En, _) => "The community cannot be reached. What you do is kept on this phone.",
        };
        return match heard {
            Some(heard) => format!("{said}{}{heard}", gap(lang)),
            None => said.to_owned(),
        };
    }
    match status {
        // What is stuck is said whole, in a place of its own.
        SyncStatus::Unheard | SyncStatus::Fresh | SyncStatus::Sending | SyncStatus::Stuck(_) => {
            heard.unwrap_or(phrase)
        }
        SyncStatus::Outdated => match lang {
            Lang::Zh => "版本太旧，内容不再更新。",
            Lang::En => "This version is too old to be kept up to date.",
        }
        .to_owned(),
        SyncStatus::Waiting(_) | SyncStatus::Offline | SyncStatus::SignedOut => phrase,
    }
}

/// What stands between two sentences.
pub fn gap(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "",
        Lang::En => " ",
    }
}

/// What was settled since the page opened: what was asked, and what became of it.
pub fn settled(lang: Lang, line: &HistoryLine, outcome: &str) -> String {
    let what = (lang.phrases().what)(&line.what);
    match lang {
        Lang::Zh => format!("{what}。{outcome}"),
        Lang::En => format!("{what}. {outcome}"),
    }
}

/// The button that puts read news away.
pub fn understood(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "知道了",
        Lang::En => "Understood",
    }
}

/// The button that opens the page anew.
pub fn reopen(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "重新打开",
        Lang::En => "Open again",
    }
}

/// The entry of the bar that staff have.
pub fn desk(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "工作台",
        Lang::En => "Desk",
    }
}

/// The link to signing in.
pub fn sign_in(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "去登录",
        Lang::En => "Sign in",
    }
}
