//! What quotas say: who is counted, and how many seats they may take.

use crate::state::PlaceCard;
use crate::text::Lang;
use crate::text::pair::sentences;
use rules::community::PlaceKind;

sentences! {
    /// All of them.
    head: "分项名额（可不填）", "Quotas (optional)";
    /// What they are.
    text: "给一部分人的座位设上限。一个人可以同时算在几项里，每一项都要有位子。",
        "At most so many seats for some of the people. One may be counted in several, and needs room in each.";
    /// One more.
    add: "加一项", "Add one";
    /// One without a name yet.
    one: "新的一项", "A new one";
    /// The question.
    who: "限制谁", "Whom it limits";
    /// By age.
    aged: "某个年龄的人", "People of an age";
    /// By committee or building.
    living_in: "住在这些村居或楼栋的", "Living in these villages or buildings";
    /// The others.
    living_elsewhere: "不住在这些村居或楼栋的", "Not living in these villages or buildings";
    /// Whoever does not come to a kiosk.
    by_own_device: "用手机报名的（其余留给自助机）", "By their own phone (the rest is kept for kiosks)";
    /// The same as a name.
    of_those_by_phone: "用手机报名的", "By their own phone";
    /// The youngest.
    age_min: "最小年龄", "Youngest";
    /// The oldest.
    age_max: "最大年龄", "Oldest";
    /// No age at all.
    age_missing: "最小和最大年龄至少填一个，不然就是所有人。", "Give at least one of the two, or it is everybody.";
    /// Not an age.
    age_wrong: "年龄请填数字。", "Please write ages as numbers.";
    /// No committee.
    committees_missing: "请至少选一个村居或楼栋。", "Please pick at least one village or building.";
    /// The seats.
    seats: "这些人最多几个位子", "Seats they may take at most";
    /// The name.
    name: "叫什么（可不填）", "Name in Chinese (optional)";
    /// The English name.
    name_en: "英文叫什么（可不填）", "Name in English (optional)";
    /// Away with it.
    remove: "去掉这一项", "Take this one away";
}

/// There is no room for another.
pub fn at_most(lang: Lang, most: usize) -> String {
    match lang {
        Lang::Zh => format!("最多 {most} 项，已经满了。"),
        Lang::En => format!("There can be {most} at most."),
    }
}

/// It is as large as the whole.
pub fn beyond(lang: Lang, all: u32) -> String {
    match lang {
        Lang::Zh => format!("总名额是 {all} 个，这一项等于没有限制。"),
        Lang::En => format!("There are {all} seats in all, so this limits nobody."),
    }
}

/// What a place to live in is called where it stands alone: a building with what it lies in, since
/// every second village has a building 9.
pub fn home(lang: Lang, place: &PlaceCard) -> String {
    let name = lang.of(&place.name);
    match place.within.first() {
        Some((_, area)) if place.kind == PlaceKind::Building => match lang {
            Lang::Zh => format!("{}{name}", lang.of(area)),
            Lang::En => format!("{name}, {}", lang.of(area)),
        },
        _ => name,
    }
}

/// Those who live there.
pub fn of_those_in(lang: Lang, names: &[String]) -> String {
    match lang {
        Lang::Zh => format!("住在{}的", names.join("、")),
        Lang::En => format!("Living in {}", names.join(", ")),
    }
}

/// Those who do not.
pub fn of_those_elsewhere(lang: Lang, names: &[String]) -> String {
    match lang {
        Lang::Zh => format!("不住在{}的", names.join("、")),
        Lang::En => format!("Not living in {}", names.join(", ")),
    }
}
