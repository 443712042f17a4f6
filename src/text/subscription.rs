//! What is said of calendars that are not ours: the phone's own, and those that ask by themselves.
//!
//! The one rule to know: no reminder is promised that another program may leave out.

use super::pair::sentences;
use super::{Lang, time};
use rules::civil;

sentences! {
    /// Hands the session to the phone's calendar.
    to_calendar: "加到手机日历", "Add to my calendar";
    /// Does so again, for what does not take place.
    to_calendar_cancelled: "在手机日历里标成已取消", "Mark as cancelled in my calendar";
    /// Does so again, for what is postponed and has no day yet.
    to_calendar_postponed: "在手机日历里标成延期", "Mark as postponed in my calendar";
    /// What that is, for whoever only looks.
    to_calendar_hint: "存成一个日历文件，没有网络也行。", "As a calendar file; works without a network.";
    /// What that is, for whoever is registered.
    to_calendar_own: "文件里带提醒：前一天，和开始前一小时。响不响，由您手机的日历决定。",
        "With reminders the day before and an hour before; your phone's calendar decides whether they sound.";
    /// Afterwards.
    handed_over: "日历文件已经交给浏览器。打开它，手机日历会问您要不要加进去。",
        "The calendar file went to the browser. Open it, and your calendar asks whether to add it.";

    /// The page's title.
    title: "我的日历", "My calendar";
    /// The heading over the household's own.
    own: "我家的活动", "Our activities";
    /// What it is.
    own_text: "让手机或电脑的日历自动显示您家报了名的活动，改期、取消也跟着变。里面没有姓名。",
        "Lets the calendar on your phone or computer show what your household registered for, and follow \
         changes. No names are in it.";
    /// For a guest.
    sign_in_first: "登录以后才能建地址。", "Sign in to make an address.";
    /// While it is asked for.
    asking: "正在问社区", "Asking the community";
    /// Nobody answered.
    unknown: "现在问不到社区。已经加进日历的不受影响，连上网再看。",
        "The community cannot be asked now. What is in calendars already is not touched; try with a network.";
    /// Asks again.
    again: "再试一次", "Try again";
    /// Makes the first one.
    make: "建一个地址", "Make an address";
    /// Makes another.
    replace: "换一个新地址", "Make a new address";
    /// What becomes of the old one.
    replace_hint: "换了以后，旧地址马上失效，要在日历里重新加。",
        "The old address stops at once; add the new one to your calendar again.";
    /// One was made.
    fresh: "建好了。地址只显示这一次，请现在就加进日历。谁拿到它都能看，请不要转发。",
        "Made. It is shown this once: add it to your calendar now. Whoever has it can read it, so please do not pass it on.";
    /// Opens it in a calendar.
    open: "在日历里打开", "Open in a calendar";
    /// Copies it.
    copy: "复制地址", "Copy the address";
    /// It was.
    copied: "已复制，可以粘贴了。", "Copied; you can paste it now.";
    /// It was not.
    not_copied: "这个浏览器不让复制。请按住上面的地址，自己选中。",
        "This browser does not copy. Please hold and select the address above.";
    /// Stops it.
    stop: "停用这个地址", "Stop this address";
    /// Asked once more.
    stop_ask: "真的停用吗？", "Stop it?";
    /// What that means.
    stop_text: "停用后马上失效，加了它的日历不会再更新。以后可以再建新的。",
        "It ends at once, and calendars that use it are no longer kept up to date. You can make another later.";
    /// Does.
    stop_press: "停用", "Stop it";
    /// Does not.
    stop_not: "先留着", "Keep it";
    /// It was stopped.
    stopped: "已停用，旧地址打不开了。", "Stopped; the old address leads nowhere.";
    /// Nothing became of a press.
    not_done: "没有办成，和原来一样。请连上网再试一次。", "Not done; all is as before. Please try again with a network.";
    /// Opens how to use an address.
    how: "怎么加进日历", "How to add it";
    /// On an iPhone.
    how_apple: "苹果手机：点“在日历里打开”，再点“订阅”。", "iPhone: press “Open in a calendar”, then “Subscribe”.";
    /// On a computer.
    how_desk: "电脑：复制地址，在日历程序里选“通过网址订阅”，粘贴进去。",
        "Computer: copy the address and choose “Subscribe by URL” in your calendar.";
    /// On other phones.
    how_android: "安卓手机：多数自带日历不能订阅。可以在活动的页面上点“加到手机日历”，一场一场加。",
        "Android: most built-in calendars cannot subscribe. On an activity's page, “Add to my calendar” adds that one.";
    /// The heading over the community's.
    community: "社区的日历", "The community's calendar";
    /// The heading over reminders.
    reminders: "提醒", "Reminders";
    /// What is true of them.
    reminders_text: "最牢的是手机日历：在活动的页面上点“加到手机日历”，厝边没打开，它也能提醒。",
        "Safest is your phone's calendar: “Add to my calendar” on an activity's page can remind you even while this app is closed.";
    /// Reminds while a page is open.
    remind_open: "厝边开着时，开始前一小时提醒我", "Remind me an hour before, while this app is open";
    /// What that is not.
    remind_open_sub: "关掉厝边就不提醒了。", "Not once the app is closed.";
    /// The browser does not let us.
    remind_refused: "浏览器没有同意提醒。可以在浏览器的设置里，允许厝边发通知。",
        "The browser did not agree. In its settings you can allow this app to notify you.";
}

/// There is an address already.
pub fn made(lang: Lang, day: civil::Date) -> String {
    let day = lang.date(day);
    match lang {
        Lang::Zh => format!("已经有一个地址在用，{day}建的。为了稳妥，地址只在建的时候显示一次。"),
        Lang::En => {
            format!(
                "An address is in use, made {day}. To be safe it is shown only when it is made."
            )
        }
    }
}

/// What a reminder says under the title.
pub fn reminder(lang: Lang, starts: civil::Time, place: &str) -> String {
    let starts = time(starts);
    match (lang, place) {
        (Lang::Zh, "") => format!("{starts} 开始"),
        (Lang::En, "") => format!("Begins {starts}"),
        (Lang::Zh, place) => format!("{starts} 开始，在{place}"),
        (Lang::En, place) => format!("Begins {starts}, {place}"),
    }
}

/// What the community's calendar is.
pub fn community_text(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("{name}公开的活动，最多往后三个月。谁都可以订阅。"),
        Lang::En => {
            format!("What {name} publishes, up to three months ahead. Anybody may subscribe.")
        }
    }
}
