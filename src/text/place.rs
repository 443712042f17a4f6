//! What the page of a place says.

use super::Lang;
use super::pair::sentences;
use rules::community::PlaceKind;

sentences! {
    /// The heading over what is held there.
    held: "这里的活动", "What is on here";
    /// Nothing is to come there.
    nothing: "这里暂时没有活动", "Nothing is on here for now";
    /// What to do then.
    nothing_text: "可以看看附近别处的活动。", "See what is on elsewhere nearby.";
    /// The link to the list.
    others: "看全部活动", "All activities";
    /// The way back to the activity one came from.
    back: "这场活动", "The activity";
    /// There is no such place on this phone.
    missing: "找不到这个地方", "This place is not here";
    /// What to do then.
    missing_text: "可能已经改了，或者还没取到手机上。", "It may have changed, or has not reached this phone yet.";
    /// Counts near from here.
    near_here: "从这里算远近", "Nearest to here first";
    /// It is counted from here already.
    is_near_here: "活动列表正从这里算远近", "The list counts near from here";
}

/// What a place is.
pub const fn kind(lang: Lang, kind: PlaceKind) -> &'static str {
    match (lang, kind) {
        (Lang::Zh, PlaceKind::Town) => "乡镇",
        (Lang::Zh, PlaceKind::Committee) => "村、社区",
        (Lang::Zh, PlaceKind::Venue) => "活动场所",
        (Lang::Zh, PlaceKind::District) => "地区",
        (Lang::Zh, PlaceKind::Building) => "楼栋",
        (Lang::En, PlaceKind::Town) => "Town",
        (Lang::En, PlaceKind::Committee) => "Village or community",
        (Lang::En, PlaceKind::Venue) => "Venue",
        (Lang::En, PlaceKind::District) => "District",
        (Lang::En, PlaceKind::Building) => "Building",
    }
}

/// Under the way into an area: what it holds of this place.
pub fn lies_in(lang: Lang, area: &str) -> String {
    match lang {
        Lang::Zh => format!("看{area}的全部活动"),
        Lang::En => format!("Everything in {area}"),
    }
}

/// How many meetings are to come.
pub fn to_come(lang: Lang, count: usize) -> String {
    let number = super::activities::grouped(count);
    match lang {
        Lang::Zh => format!("往后 {number} 场"),
        Lang::En => format!("{number} to come"),
    }
}
