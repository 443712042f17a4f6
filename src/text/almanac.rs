//! What the almanac says of a day: its lunar day, its term, its festival, whether people are off.
//!
//! The one rule to know: a day of which the almanac says nothing has no words.

use super::Lang;
use rules::almanac::{Festival, LunarDay, Particular};

const TERMS: [(&str, &str); rules::almanac::TERMS] = [
    ("小寒", "Lesser Cold"),
    ("大寒", "Greater Cold"),
    ("立春", "Start of Spring"),
    ("雨水", "Rain Water"),
    ("惊蛰", "Waking of Insects"),
    ("春分", "Spring Equinox"),
    ("清明", "Qingming"),
    ("谷雨", "Grain Rain"),
    ("立夏", "Start of Summer"),
    ("小满", "Grain Full"),
    ("芒种", "Grain in Ear"),
    ("夏至", "Summer Solstice"),
    ("小暑", "Lesser Heat"),
    ("大暑", "Greater Heat"),
    ("立秋", "Start of Autumn"),
    ("处暑", "End of Heat"),
    ("白露", "White Dew"),
    ("秋分", "Autumn Equinox"),
    ("寒露", "Cold Dew"),
    ("霜降", "Frost's Descent"),
    ("立冬", "Start of Winter"),
    ("小雪", "Lesser Snow"),
    ("大雪", "Greater Snow"),
    ("冬至", "Winter Solstice"),
];
const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// Everything about a day in one line: `农历十月十五 · 小雪`; empty where nothing is known.
pub fn line(lang: Lang, day: Particular) -> String {
    let lunar = day.lunar.map(|lunar| lunar_day(lang, lunar));
    let parts = lunar.into_iter().chain(notes(lang, day));
    parts.collect::<Vec<_>>().join(" · ")
}

/// What stands beside a day in a list: festival, term, off or worked; empty on most days.
pub fn beside(lang: Lang, day: Particular) -> String {
    notes(lang, day).collect::<Vec<_>>().join(" · ")
}

/// What stands under a day in a cell of two signs: its festival or term, else its lunar day; and
/// whether it is one of the former. English has no room for names and counts the lunar day.
pub fn cell(lang: Lang, day: Particular) -> (String, bool) {
    let lunar = day.lunar;
    let term = day.term.and_then(|term| TERMS.get(term));
    let is_marked = day.festival.is_some() || term.is_some();
    let said = match (lang, day.festival, term, lunar) {
        (Lang::Zh, Some(festival), _, _) => {
            let name = festival_name(lang, festival);
            name.strip_suffix('节')
                .filter(|short| short.chars().count() == 2)
                .unwrap_or(name)
                .to_owned()
        }
        (Lang::Zh, None, Some((zh, _)), _) => (*zh).to_owned(),
        // The first of a month is called by its month.
        (
            Lang::Zh,
            None,
            None,
            Some(LunarDay {
                month,
                day: 1,
                leap: false,
            }),
        ) => month_name(month),
        (Lang::Zh, None, None, Some(lunar)) => day_name(lunar.day),
        (Lang::En, _, _, Some(lunar)) => format!("L{}", lunar.day),
        (_, _, _, None) => String::new(),
    };
    (said, is_marked)
}

fn notes(lang: Lang, day: Particular) -> impl Iterator<Item = String> {
    let festival = day.festival.map(|festival| festival_name(lang, festival));
    let term = day.term.and_then(|term| TERMS.get(term));
    let term = term.map(|(zh, en)| match lang {
        Lang::Zh => *zh,
        Lang::En => *en,
    });
    let work = match (lang, day.is_off, day.is_worked) {
        (Lang::Zh, true, _) => Some("放假"),
        (Lang::Zh, _, true) => Some("上班"),
        (Lang::En, true, _) => Some("public holiday"),
        (Lang::En, _, true) => Some("working day"),
        _ => None,
    };
    let all = [festival, term, work].into_iter().flatten();
    all.map(str::to_owned)
}

fn lunar_day(lang: Lang, lunar: LunarDay) -> String {
    match (lang, lunar.leap) {
        (Lang::Zh, leap) => {
            let leap = if leap { "闰" } else { "" };
            format!(
                "农历{leap}{}{}",
                month_name(lunar.month),
                day_name(lunar.day)
            )
        }
        (Lang::En, false) => format!("Lunar month {}, day {}", lunar.month, lunar.day),
        (Lang::En, true) => format!("Second lunar month {}, day {}", lunar.month, lunar.day),
    }
}

fn month_name(number: u8) -> String {
    match number {
        1 => "正月".to_owned(),
        11 => "冬月".to_owned(),
        12 => "腊月".to_owned(),
        number => format!("{}月", numeral(number)),
    }
}

fn day_name(number: u8) -> String {
    match number {
        1..=10 => format!("初{}", numeral(number)),
        11..=19 => format!("十{}", numeral(number.saturating_sub(10))),
        20 => "二十".to_owned(),
        21..=29 => format!("廿{}", numeral(number.saturating_sub(20))),
        _ => "三十".to_owned(),
    }
}

fn numeral(number: u8) -> &'static str {
    let at = usize::from(number).checked_sub(1);
    at.and_then(|at| NUMERALS.get(at))
        .copied()
        .unwrap_or_default()
}

fn festival_name(lang: Lang, festival: Festival) -> &'static str {
    let (zh, en) = match festival {
        Festival::Eve => ("除夕", "Lunar New Year's Eve"),
        Festival::Spring => ("春节", "Spring Festival"),
        Festival::Lantern => ("元宵节", "Lantern Festival"),
        Festival::DragonBoat => ("端午节", "Dragon Boat Festival"),
        Festival::DoubleSeventh => ("七夕", "Double Seventh"),
        Festival::Zhongyuan => ("中元节", "Zhongyuan"),
        Festival::MidAutumn => ("中秋节", "Mid-Autumn"),
        Festival::DoubleNinth => ("重阳节", "Double Ninth"),
        Festival::Laba => ("腊八", "Laba"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lunar(month: u8, day: u8, leap: bool) -> Particular {
        Particular {
            lunar: Some(LunarDay { month, leap, day }),
            ..Particular::default()
        }
    }

    #[test]
    fn lunar_days_are_called_what_people_call_them() {
        for (month, day, leap, said) in [
            (1, 1, false, "农历正月初一"),
            (10, 15, false, "农历十月十五"),
            (6, 20, true, "农历闰六月二十"),
            (11, 29, false, "农历冬月廿九"),
            (12, 30, false, "农历腊月三十"),
            (8, 10, false, "农历八月初十"),
        ] {
            assert_eq!(line(Lang::Zh, lunar(month, day, leap)), said);
        }
        assert_eq!(line(Lang::En, lunar(2, 3, false)), "Lunar month 2, day 3");
        assert_eq!(line(Lang::Zh, Particular::default()), "");
    }

    #[test]
    fn a_cell_has_two_signs() {
        let said = |day| cell(Lang::Zh, day);
        assert_eq!(said(lunar(10, 15, false)), ("十五".to_owned(), false));
        assert_eq!(said(lunar(10, 1, false)), ("十月".to_owned(), false));
        let with = |festival| Particular {
            festival: Some(festival),
            ..lunar(5, 5, false)
        };
        assert_eq!(said(with(Festival::DragonBoat)), ("端午".to_owned(), true));
        assert_eq!(said(with(Festival::Spring)), ("春节".to_owned(), true));
        let term = Particular {
            term: Some(21),
            ..lunar(10, 14, false)
        };
        assert_eq!(said(term), ("小雪".to_owned(), true));
        assert_eq!(cell(Lang::En, term), ("L14".to_owned(), true));
    }

    #[test]
    fn a_list_says_only_what_is_particular() {
        let day = Particular {
            term: Some(23),
            is_off: true,
            ..lunar(11, 14, false)
        };
        assert_eq!(beside(Lang::Zh, day), "冬至 · 放假");
        assert_eq!(beside(Lang::En, day), "Winter Solstice · public holiday");
        assert_eq!(beside(Lang::Zh, lunar(11, 14, false)), "");
    }
}
