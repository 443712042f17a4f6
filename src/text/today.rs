//! What the first screen says: a good morning, what is next, what is on.

use super::Lang;
use super::pair::sentences;
use rules::civil;

sentences! {
    /// The heading over seats that wait for a word of mine.
    called: "轮到您家了", "It is your turn";
    /// The heading over the next thing of mine.
    next: "下一件事", "Next";
    /// When nothing of mine comes.
    nothing_next: "还没有报名的活动", "You have signed up for nothing yet";
    /// What to do then.
    nothing_next_text: "看到喜欢的，点进去就能报名。没有网络也能先报。",
        "Open anything you like to sign up. It works without a network too.";
    /// When nobody is signed in.
    not_known: "登录后，您家报的名会显示在这里", "Sign in, and what your family signed up for stands here";
    /// What can be done without signing in.
    not_known_text: "不登录也能看活动、记日记。", "You can look at activities and keep a diary without it.";
    /// The heading over what else is on today.
    also_today: "今天还有", "Also today";
    /// The same when nothing of mine is next today.
    on_today: "今天的活动", "On today";
    /// The link to everything.
    all: "看全部活动", "See all activities";
    /// When nothing is on any more today.
    quiet_today: "今天没有还能参加的活动了。", "Nothing you can still join is on today.";
    /// The heading over what comes after today.
    coming: "接下来几天", "In the days to come";
    /// The heading over the quick note.
    note: "随手记一笔", "A quick note";
    /// What it is for.
    note_hint: "捡垃圾、陪老人、护学岗……", "Litter picked, an elder kept company…";
    /// The name of its round button.
    note_write: "记一笔", "Write a note";
    /// The heading over what waits.
    waits: "等着发出去", "Waiting to be sent";
    /// What helps with what waits.
    waits_hint: "都好好存在这部手机里，连上网就发。", "All of it is safe on this phone and goes out with the network.";
    /// While the store is empty and nothing was heard yet.
    fetching: "正在取活动", "Fetching the programme";
    /// When there is no programme and no network.
    no_programme: "活动还没取到", "The programme is not here yet";
    /// What to do then.
    no_programme_text: "这部手机还没有存过活动。连上网打开一次，以后没有网络也能看。",
        "This phone has not kept the programme yet. Open it once with a network; after that it works without.";
    /// The button that tries.
    try_again: "再试一次", "Try again";
}

/// The time of day in a greeting: `林阿婆，早上好`.
pub fn greeting(lang: Lang, name: Option<&str>, at: civil::Time) -> String {
    let hail = match (lang, at.hour()) {
        (Lang::Zh, 5..=10) => "早上好",
        (Lang::Zh, 11..=12) => "中午好",
        (Lang::Zh, 13..=17) => "下午好",
        (Lang::Zh, _) => "晚上好",
        (Lang::En, 5..=11) => "good morning",
        (Lang::En, 12..=17) => "good afternoon",
        (Lang::En, _) => "good evening",
    };
    match (lang, name) {
        (_, None) => capital(hail),
        (Lang::Zh, Some(name)) => format!("{name}，{hail}"),
        (Lang::En, Some(name)) => format!("{name}, {hail}"),
    }
}

/// The line under the date: what the almanac says, the community, and the greeting.
pub fn under_date(almanac: &str, community: &str, greeting: &str) -> String {
    let parts = [almanac, community, greeting].into_iter();
    let said: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    said.join(" · ")
}

/// How many requests wait: `3 件`.
pub fn waiting(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::Zh, _) => format!("有 {count} 件等着发出去"),
        (Lang::En, 1) => "1 thing waits to be sent".to_owned(),
        (Lang::En, _) => format!("{count} things wait to be sent"),
    }
}

/// The aside of a heading: how many are on.
pub fn on_count(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Zh => format!("共 {count} 场"),
        Lang::En => format!("{count} in all"),
    }
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(signs).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::civil::time;

    #[test]
    fn a_greeting_knows_the_hour_and_the_name() {
        assert_eq!(
            greeting(Lang::Zh, Some("林阿婆"), time(8, 0, 0, 0)),
            "林阿婆，早上好"
        );
        assert_eq!(greeting(Lang::En, None, time(23, 0, 0, 0)), "Good evening");
    }
}
