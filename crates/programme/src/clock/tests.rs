//! Texts of real programmes, and what must not be read into them.
#![allow(clippy::unwrap_used)]

use super::*;

fn read(text: &str) -> String {
    match hours(text) {
        None => "as written".to_owned(),
        Some(hours) => {
            let shown = |time: Time| rules::time::written::hour_text(time);
            let ends = hours.ends.map(shown).unwrap_or_default();
            format!("{}-{ends}", shown(hours.starts))
        }
    }
}

#[test]
fn reads_one_time_that_holds_for_all_days() {
    for (text, expect) in [
        ("2024年12月21日 (六) 下午5時30分時", "17:30-"),
        ("23/01/2026(五)20:00", "20:00-"),
        ("09-11/01/2026(星期五-星期日) 11:30-20:00", "11:30-20:00"),
        (
            "2024年7月至2024年12月 (逢星期二) 上午9:30至上午11:30",
            "09:30-11:30",
        ),
        (
            "2024年7月6日至12月28日 (逢星期六) 930-1130, 2024年7月13日除外",
            "as written",
        ),
        (
            "2024年7月2日至12月17日 (逢星期二) 0930-1130, 2024年9月17日, 10月1日除外",
            "09:30-11:30",
        ),
        ("13, 27/12/2024 (星期五) 7:00pm", "19:00-"),
        ("14/12/2024 (星期六) 12:00nn-1:00pm", "12:00-13:00"),
        (
            "1, 8, 15, 22, 29/12/2024 (星期日) 11:30am-12:30pm",
            "11:30-12:30",
        ),
        (
            "2024年7月3日至12月18日 (逢星期三)  中午12:00至下午2:00 (3/7,24/7 除外)",
            "12:00-14:00",
        ),
        ("2024年12月31日 (二) 晚上7:30pm", "19:30-"),
        ("2025年1月4日 (六) 下午1時", "13:00-"),
        ("11 January 2025 (Sat) 2pm", "14:00-"),
        ("下午2:30-3:45", "14:30-15:45"),
        ("上午10:00-12:00", "10:00-12:00"),
    ] {
        assert_eq!(read(text), expect, "{text}");
    }
}

#[test]
fn what_could_be_meant_otherwise_is_left_as_it_was_written() {
    for text in [
        "",
        "1-31/12/2024",
        "2025年1月11日 7:15",
        "22/03/2025 14:30, 20:00; 23/03/2025 14:30",
        "5 (星期四) [10:00am] ; 19 (星期四) [4:00pm] /12/2024",
        "2024年12月20日 (五) 下午1:00至晚上8:00, 2024年12月21日至22日 (六至日)",
        "1/12/2024; 2/12/2024 19:30",
        "7月-12月 2024 (逢星期五)",
        "2024-2025",
        "2024年12月31日 晚上12時",
        "下午5:00-3:00",
        "早上25:00",
        "2025年1月27日(一) 下午2:15分和晚上7時15分",
        "星期六下午",
        "下午3",
        "3:5pm",
        "13:00报到 14:30开始",
        "下午1:30簽到，2:00開始",
        "14:30前",
        "下午2:30之前",
    ] {
        assert_eq!(hours(text), None, "{text}");
    }
}

#[test]
fn a_duration_is_read_if_nothing_stands_beside_it() {
    for (text, expect) in [
        ("133分鐘", Some(133)),
        ("1小時 30分鐘", Some(90)),
        ("3小時00分鐘", Some(180)),
        ("2.5 小時", Some(150)),
        ("90 mins", Some(90)),
        ("約2小時", None),
        ("不適用", None),
        ("tbc", None),
        ("0分鐘", None),
        ("99小時", None),
        ("", None),
    ] {
        assert_eq!(minutes(text), expect, "{text}");
    }
}
