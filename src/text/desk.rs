//! What the desk says to staff: short, exact, in a colleague's voice.

pub mod change;
pub mod draft;
pub mod poster;
pub mod quota;
pub mod roll;
pub mod upload;

use super::Lang;
use super::pair::sentences;
use crate::state::DeskRow;
use rules::registration::RegistrationState;
use rules::registration::admitting::Word;
use rules::roster::{Concerned, Person};
use rules::staff::Level;

sentences! {
    /// The name of the desk.
    title: "工作台", "Desk";
    /// The heading over applications that wait.
    to_decide: "等您审核", "Waiting for your word";
    /// The heading over drafts.
    drafts: "草稿", "Drafts";
    /// No drafts.
    no_drafts: "没有草稿。", "There are no drafts.";
    /// The button that begins one.
    new: "新建活动", "New activity";
    /// The heading over what is on.
    coming: "今天和往后两周", "Today and the next two weeks";
    /// The search field.
    search: "搜索场次", "Search sessions";
    /// What may be typed.
    search_hint: "名称、地点、拼音首字母", "Title, place or initials";
    /// The button that clears it.
    search_clear: "清空搜索", "Clear the search";
    /// The heading over what was found.
    found: "找到的场次", "Sessions found";
    /// Nothing found.
    nothing_found: "没有找到。换个词试试，过去的场次也能搜到。", "Nothing was found. Try another word; past sessions are searched too.";
    /// Nothing is on.
    nothing_on: "这两周没有场次。", "Nothing is on in these two weeks.";
    /// Not staff.
    not_staff: "这里是工作人员用的", "This is for staff";
    /// What to do.
    not_staff_text: "请用工作卡登录。", "Please sign in with a staff card.";
    /// The button that signs in.
    sign_in: "用工作卡登录", "Sign in with a staff card";
    /// The session is not here.
    missing: "这一场不在这台设备上", "This session is not on this device";
    /// What to do.
    missing_text: "可能还没取到。连上网，过一会儿再看。", "It may not have arrived yet. Connect and look again in a while.";
    /// The page is nowhere.
    nowhere: "工作台没有这个页面", "The desk has no such page";
    /// Why staff cannot register there.
    as_residents_see: "您用工作卡登录，看到的是居民看到的样子。", "You are signed in as staff; this is what residents see.";
    /// The heading over what can be done.
    acts: "要做什么", "What to do";
    /// The link to the roll call.
    roll: "点名", "Roll call";
    /// The link to changing.
    change: "改期、延期、换地点、取消", "Postpone, move or cancel";
    /// The link to a copy.
    duplicate: "照着新建一场", "Make one like it";
    /// The link to the paper.
    paper: "打印名单", "Print the roster";
    /// The link to what residents see.
    as_resident: "看居民看到的页面", "See what residents see";
    /// The heading over those with a seat.
    roster: "名单", "Roster";
    /// Nobody yet.
    nobody: "还没有人报名。", "Nobody has registered yet.";
    /// The heading over the waiting list.
    line: "候补", "Waiting list";
    /// The heading over applications.
    applications: "待审核的申请", "Applications";
    /// The heading over applications for the draw.
    entered: "申请抽签的", "Applied for the draw";
    /// The heading over those who left.
    gone: "退出或没通过的", "Left or declined";
    /// The mark of a child without consent.
    no_consent: "缺家长同意", "No guardian's consent";
    /// No telephone.
    no_phone: "没有留电话", "No telephone";
    /// Who was drawn.
    who_was_drawn: "抽中的人", "Who was drawn";
    /// How that is known.
    who_was_drawn_text: "从抽签那一刻起有座位的。上面公布的名单不带姓名。", "Those with a seat since the moment of the draw. The list published above has no names.";
    /// Who was not.
    not_drawn: "没抽中、接着候补的", "Not drawn, waiting on";
    /// In which order.
    not_drawn_text: "按抽签的顺序排。", "In the order of the draw.";
    /// The heading over what was changed.
    changes: "改过什么", "What was changed";
    /// The heading over who was let in.
    moves: "提前安排过的", "Let in before others";
    /// The button that lets in.
    let_in: "安排入座", "Give seats";
    /// The button that approves.
    approve: "通过", "Approve";
    /// The button that declines.
    decline: "不通过", "Decline";
    /// The question before a decision.
    why: "原因（居民会看到）", "Reason (residents read it)";
    /// The reason is needed.
    why_needed: "这一步要写原因。", "This needs a reason.";
    /// Who is passed over.
    passes_over: "排在前面、这次会被越过的：", "Waiting longer, and passed over this time:";
    /// They read why.
    passes_over_read: "他们会在这场活动的页面上看到您写的原因。", "They will read your reason on the activity's page.";
    /// Back out.
    cancel: "先不办", "Not now";
    /// Offline consequence.
    offline: "现在没有网络：先存在这台设备上，连上网后由社区确认。", "No network now: it is kept on this device and confirmed once there is one.";
    /// The change page.
    change_title: "改这一场", "Change this session";
    /// What to change.
    change_what: "要改什么？", "What changes?";
    /// Postpone.
    postpone: "改时间", "Time";
    /// Move.
    move_place: "换地点", "Place";
    /// Seats.
    change_seats: "改名额", "Seats";
    /// Cancel the session.
    call_off: "取消这一场", "Cancel it";
    /// Restore.
    restore: "恢复这一场", "Restore it";
    /// The days.
    days: "哪几天", "Days";
    /// One day.
    day: "日期", "Day";
    /// Starts.
    starts: "开始", "Begins";
    /// Ends.
    ends: "结束", "Ends";
    /// The new place.
    place: "地点", "Place";
    /// What may be typed.
    place_hint: "名称、村居或拼音首字母", "Its name, village or initials";
    /// No such place.
    no_place: "没有找到。换个词试试，比如村居的名字。", "Nothing was found. Try another word, such as the village.";
    /// Seats.
    seats: "名额", "Seats";
    /// Nothing differs yet.
    unchanged: "还没有改动。", "Nothing is changed yet.";
    /// It cannot be read.
    unreadable: "日期、时间或名额没填对，请看看上面。", "A day, an hour or a number is not right; see above.";
    /// The heading over who is concerned.
    concerned: "会影响谁", "Who is concerned";
    /// What happens to them.
    concerned_keep: "他们的报名都保留。App 里会看到改动和原因；没有手机的请打电话。",
        "They all keep their registration. They see the change and the reason in the app; call those without a phone.";
    /// Nobody is concerned.
    concerned_nobody: "还没有人报名，不影响谁。", "Nobody has registered; nobody is concerned.";
    /// Copy the list.
    copy_list: "复制电话名单", "Copy the phone list";
    /// Copied.
    copied: "已复制，可以粘贴到别处。", "Copied. You can paste it anywhere.";
    /// Not copied.
    not_copied: "这个浏览器不让复制，已改为下载。", "This browser does not let us copy; it was downloaded instead.";
    /// Save the change.
    save_change: "确定修改", "Change it";
    /// The button that calls off.
    save_call_off: "确定取消这一场", "Cancel this session";
    /// The session is cancelled.
    cancelled: "这一场已取消。", "This session is cancelled.";
    /// The session is postponed.
    postponed: "这一场延期，新日期待定。报过名的都留着。", "This session is postponed, its new day not set. Everybody keeps their registration.";
    /// The heading over sessions whose new day is not set.
    without_day: "延期，等新日期的", "Postponed, waiting for a new day";
    /// The paper's button.
    print: "打印", "Print";
    /// Columns of the paper.
    name: "姓名", "Name";
    /// Age.
    age: "年龄", "Age";
    /// Phone.
    phone: "电话", "Telephone";
    /// Sign here.
    sign: "签到", "Signature";
    /// Number.
    number: "序号", "No.";
}

/// What who is signed in may do, beside their name.
pub fn level(lang: Lang, level: Level) -> &'static str {
    match (lang, level) {
        (Lang::Zh, Level::Publisher) => "可发布",
        (Lang::En, Level::Publisher) => "publisher",
        (Lang::Zh, Level::Editor) => "编辑",
        (Lang::En, Level::Editor) => "editor",
    }
}

/// The counts of a session: `已报 12/20 · 候补 3 家`.
pub fn counts(lang: Lang, row: &DeskRow) -> String {
    let mut parts = Vec::new();
    match (lang, row.seats) {
        (Lang::Zh, Some(seats)) => parts.push(format!("已报 {}/{seats}", row.taken)),
        (Lang::En, Some(seats)) => parts.push(format!("{} of {seats} seats taken", row.taken)),
        (Lang::Zh, None) => parts.push("不用报名".to_owned()),
        (Lang::En, None) => parts.push("open to all".to_owned()),
    }
    let more = [
        (row.to_decide, "待审", "to decide"),
        (row.waiting, "候补", "waiting"),
        (row.to_draw, "申请抽签", "for the draw"),
    ];
    for (count, zh, en) in more.into_iter().filter(|(count, _, _)| *count > 0) {
        parts.push(match lang {
            Lang::Zh => format!("{zh} {count} 家"),
            Lang::En => format!("{count} {en}"),
        });
    }
    parts.join(" · ")
}

/// How many places there are beside those listed.
pub fn more_places(lang: Lang, more: usize) -> String {
    match lang {
        Lang::Zh => format!("还有 {more} 个地点，再打几个字就能找到。"),
        Lang::En => format!("{more} more; type on to find them."),
    }
}

/// How many there are: `12 人`.
pub fn people(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::Zh, _) => format!("{count} 人"),
        (Lang::En, 1) => "1 person".to_owned(),
        (Lang::En, _) => format!("{count} people"),
    }
}

/// How many families: `3 家`.
pub fn families(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::Zh, _) => format!("{count} 家"),
        (Lang::En, 1) => "1 family".to_owned(),
        (Lang::En, _) => format!("{count} families"),
    }
}

/// Who is concerned by a change.
pub fn how_many(lang: Lang, concerned: Concerned) -> String {
    let (people, families) = (
        people(lang, concerned.people),
        families(lang, concerned.families),
    );
    match lang {
        Lang::Zh => format!("{families}，共 {people}"),
        Lang::En => format!("{people} of {families}"),
    }
}

/// A person's line: age, telephone, what is missing.
pub fn person(lang: Lang, person: &Person) -> String {
    let mut parts = Vec::new();
    if let Some(age) = person.age {
        parts.push(super::registration::age(lang, age));
    }
    if person.phone.is_empty() {
        parts.push(no_phone(lang).to_owned());
    } else {
        parts.push(person.phone.clone());
    }
    parts.join(" · ")
}

/// The name of somebody whose record may not be here.
pub fn name_of(person: &Person) -> String {
    if person.name.is_empty() {
        person.resident.to_string()
    } else {
        person.name.clone()
    }
}

/// How somebody on the roster stands.
pub fn state(lang: Lang, state: Option<RegistrationState>) -> &'static str {
    match (lang, state) {
        (Lang::Zh, Some(RegistrationState::Confirmed)) => "已报名",
        (Lang::En, Some(RegistrationState::Confirmed)) => "has a seat",
        (Lang::Zh, Some(RegistrationState::Waiting { .. })) => "候补中",
        (Lang::En, Some(RegistrationState::Waiting { .. })) => "waits",
        (Lang::Zh, Some(RegistrationState::Applied | RegistrationState::Entered { .. })) => {
            "已申请"
        }
        (Lang::En, Some(RegistrationState::Applied | RegistrationState::Entered { .. })) => {
            "applied"
        }
        (Lang::Zh, Some(RegistrationState::Declined)) => "没通过",
        (Lang::En, Some(RegistrationState::Declined)) => "declined",
        (Lang::Zh, Some(RegistrationState::Held { .. })) => "留位待确认",
        (Lang::En, Some(RegistrationState::Held { .. })) => "seats held",
        (Lang::Zh, Some(RegistrationState::Left)) => "已退出",
        (Lang::En, Some(RegistrationState::Left)) => "left",
        (Lang::Zh, Some(RegistrationState::Lapsed)) => "没按时确认",
        (Lang::En, Some(RegistrationState::Lapsed)) => "let it pass",
        (Lang::Zh, None) => "没报名",
        (Lang::En, None) => "not registered",
    }
}

/// What a party is called in the line: `第 2 位 · 3 人`.
pub fn party(lang: Lang, place: Option<u32>, count: usize) -> String {
    let people = people(lang, count);
    match (lang, place) {
        (Lang::Zh, Some(place)) => format!("第 {place} 位 · {people}"),
        (Lang::En, Some(place)) => format!("number {place} · {people}"),
        (_, None) => people,
    }
}

/// The title of the question before a decision.
pub fn deciding(lang: Lang, word: Word, names: &[String]) -> String {
    let names = super::registration::names(lang, names);
    match (lang, word) {
        (Lang::Zh, Word::Yes) => format!("给{names}安排座位？"),
        (Lang::En, Word::Yes) => format!("Give seats to {names}?"),
        (Lang::Zh, Word::No) => format!("不通过{names}的申请？"),
        (Lang::En, Word::No) => format!("Decline {names}?"),
    }
}

/// How much may still be written.
pub fn count(lang: Lang, (written, most): (usize, usize)) -> String {
    match lang {
        Lang::Zh => format!("{written}/{most} 字"),
        Lang::En => format!("{written} of {most} characters"),
    }
}

/// Before a draw: how many applied, and that it goes by itself.
pub fn draw_ahead(lang: Lang, families: &str) -> String {
    match lang {
        Lang::Zh => format!("{families}申请。到时自动抽，工作人员也改不了。"),
        Lang::En => {
            format!("{families} applied. It is drawn by itself; staff cannot change it either.")
        }
    }
}
/// Until when seats are held for a party.
pub fn held_until(lang: Lang, until: &str) -> String {
    match lang {
        Lang::Zh => format!("座位给他们留到 {until}"),
        Lang::En => format!("Seats are held until {until}"),
    }
}
