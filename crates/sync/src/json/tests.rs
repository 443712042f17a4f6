//! What is read, what is refused, and that both are what `serde_json` says of the same text.

use super::read;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Dot,
    Named(String),
    Pair(u8, Inner),
    Box {
        wide: u8,
        #[serde(default)]
        inner: Option<Inner>,
    },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Inner {
    on: bool,
    ratio: i16,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Whole {
    shapes: Vec<Shape>,
    by_name: BTreeMap<String, Inner>,
    by_number: BTreeMap<u64, (i64, char)>,
    nothing: Option<Inner>,
    unit: (),
}

fn whole() -> Whole {
    let inner = || Inner {
        on: true,
        ratio: -5,
    };
    Whole {
        shapes: vec![
            Shape::Dot,
            Shape::Named("\"\u{5398}".to_owned()),
            Shape::Pair(7, inner()),
            Shape::Box {
                wide: 1,
                inner: Some(inner()),
            },
        ],
        by_name: [("a".to_owned(), inner())].into(),
        by_number: [(9, (-3, 'x'))].into(),
        nothing: None,
        unit: (),
    }
}

#[test]
fn every_shape_of_value_reads_back() {
    let text = serde_json::to_string(&whole()).unwrap_or_default();
    assert_eq!(read::<Whole>(&text).ok(), Some(whole()));
    assert_eq!(read::<Shape>(r#""Dot""#).ok(), Some(Shape::Dot));
    let unknown = r#" {"on":true,"later":[{"a":1}],"ratio":2} "#;
    assert_eq!(
        read::<Inner>(unknown).ok().map(|inner| inner.ratio),
        Some(2)
    );
}

#[test]
fn a_raw_value_keeps_its_bytes_at_any_depth() {
    let text = r#"{"a":[ {"b" : 1.50} , "x" ]}"#;
    let raw = read::<BTreeMap<String, Box<RawValue>>>(text).ok();
    let kept = raw.and_then(|raw| raw.get("a").map(|raw| raw.get().to_owned()));
    assert_eq!(kept.as_deref(), Some(r#"[ {"b" : 1.50} , "x" ]"#));
}

#[test]
fn a_record_written_as_a_list_is_refused_wherever_it_stands() {
    for list in [
        "[true,-5]",
        "[]",
        r#"{"on":true,"ratio":1} x"#,
        r#"{"on":true}"#,
    ] {
        assert!(read::<Inner>(list).is_err(), "{list}");
    }
    assert!(read::<Shape>(r#"{"Box":[1,null]}"#).is_err());
    assert!(read::<Shape>(r#"{"Pair":[7,[true,-5]]}"#).is_err());
    assert!(read::<Vec<Inner>>("[[true,-5]]").is_err());
    assert!(serde_json::from_str::<Vec<Inner>>("[[true,-5]]").is_ok());
}

#[test]
fn what_is_no_value_of_the_type_is_refused() {
    for text in [
        "",
        " ",
        "1 2",
        "01",
        "-",
        "-0",
        "1.0",
        "1e2",
        "18446744073709551616",
        "\"1\"",
        "nul",
    ] {
        assert!(read::<u64>(text).is_err(), "{text}");
    }
    for text in ["256", "-1"] {
        assert!(read::<u8>(text).is_err(), "{text}");
    }
    for text in ["[1,]", "[,1]", "[1 2]", "[1", "{}", "1]"] {
        assert!(read::<Vec<u8>>(text).is_err(), "{text}");
    }
    for text in [
        r#"{"on":true,"on":true,"ratio":1}"#,
        r#"{"on":true,,"ratio":1}"#,
        r#"{"on" true}"#,
    ] {
        assert!(read::<Inner>(text).is_err(), "{text}");
    }
    for text in [
        r#""Dog""#,
        r#"{"Named":"a","Dot":null}"#,
        r#"{"Named"}"#,
        r#""Named""#,
        "{}",
        "7",
    ] {
        assert!(read::<Shape>(text).is_err(), "{text}");
    }
    for text in [
        r#"{"1":[1,"x"],"1.5":[1,"x"]}"#,
        r#"{"x":[1,"x"]}"#,
        r#"{"1 ":[1]}"#,
    ] {
        assert!(read::<BTreeMap<u64, (i64, char)>>(text).is_err(), "{text}");
    }
    let deep = |by: usize| format!("{}1{}", "[".repeat(by), "]".repeat(by));
    assert!(read::<Box<RawValue>>(&deep(100)).is_ok());
    assert!(
        read::<Box<RawValue>>(&deep(100_000)).is_err(),
        "the stack has an end"
    );
}

#[test]
fn the_edges_of_strings_are_where_serde_json_has_them() {
    for inside in [
        r"\ud7ff",
        r"\ue000",
        r"\ud800\udc00",
        r"\udbff\udfff",
        r"\ud800",
        r"\udbff",
        r"\udc00",
        r"\ud800\ud800",
        r"\ud800x",
        r"\ud800\n",
        r"\u+061",
        r"\u00g1",
        r"\u06",
        r"\b\f\n\r\t\/",
        r"\a",
        r"\",
        "\u{1f}",
        " ",
        "\n",
        "\u{7f}",
    ] {
        let text = format!("\"{inside}\"");
        let theirs = serde_json::from_str::<String>(&text).ok();
        assert_eq!(read::<String>(&text).ok(), theirs, "{text:?}");
        let is_raw = read::<Box<RawValue>>(&text).is_ok();
        let theirs = serde_json::from_str::<Box<RawValue>>(&text).is_ok();
        assert_eq!(is_raw, theirs, "{text:?} passed over");
    }
}

#[test]
fn the_edges_of_numbers_and_lists_are_where_serde_json_has_them() {
    for text in [
        "-",
        "-1",
        "- 1",
        "--1",
        "1.",
        "1.5",
        "1e",
        "1e5",
        "1e+5",
        "1E-5",
        "1e+-5",
        "1e-+5",
        "01",
        "-01",
        "-0",
        "0.0",
        "+1",
        "[]",
        "[ ]",
        "[1,]",
        "[,]",
        "{}",
        "{,}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "[1}",
        "{\"a\":1]",
    ] {
        let theirs = serde_json::from_str::<Box<RawValue>>(text).is_ok();
        assert_eq!(read::<Box<RawValue>>(text).is_ok(), theirs, "{text}");
    }
    let deep = |by: usize| format!("{}{}", "[".repeat(by), "]".repeat(by));
    assert!(read::<Box<RawValue>>(&deep(127)).is_ok());
    assert!(read::<Box<RawValue>>(&deep(128)).is_err());
    for text in [
        r#"{"Dot":1}"#,
        r#""Pair""#,
        r#""Box""#,
        r#"{"Pair":[7,{"on":true,"ratio":1},3]}"#,
        r#"{"Pair":[7]}"#,
    ] {
        assert!(read::<Shape>(text).is_err(), "{text}");
    }
    assert_eq!(read::<Shape>(r#"{"Dot":null}"#).ok(), Some(Shape::Dot));
    assert!(read::<()>("1").is_err());
}

/// Values of every form, as text.
fn values() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:e}")),
        any::<bool>().prop_map(|truth| truth.to_string()),
        Just(String::from("null")),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap_or_default()),
        any::<char>().prop_map(|one| {
            let mut halves = [0; 2];
            let halves = one.encode_utf16(&mut halves).iter();
            let halves: Vec<_> = halves.map(|half| format!("\\u{half:04X}")).collect();
            let halves = halves.concat();
            format!("\"{halves}\"")
        }),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(" , "))),
            proptest::collection::vec((any::<String>(), inner), 0..4).prop_map(|fields| {
                let field = |(name, value): (String, String)| {
                    format!(
                        "{}:\n{value}",
                        serde_json::to_string(&name).unwrap_or_default()
                    )
                };
                let fields: Vec<_> = fields.into_iter().map(field).collect();
                format!("{{ {}}}", fields.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_json_is_what_serde_json_says_is_json(
        text in values(),
        at in any::<prop::sample::Index>(),
        instead in prop_oneof![Just(String::new()), "[\\[\\]{}:,\"\\\\0-9eE+.ux -]{1,2}"],
        is_whole in any::<bool>(),
    ) {
        let mut text = text;
        if !is_whole {
            let at = at.index(text.chars().count());
            let from = text.char_indices().nth(at).map_or(0, |(at, _)| at);
            let one = text.get(from..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            text.replace_range(from..from + one, &instead);
        }
        let ours = read::<Box<RawValue>>(&text).ok();
        let theirs = serde_json::from_str::<Box<RawValue>>(&text).ok();
        let text = |raw: Option<Box<RawValue>>| raw.map(|raw| raw.get().to_owned());
        prop_assert_eq!(text(ours), text(theirs));
    }

    #[test]
    fn a_string_is_read_as_serde_json_reads_it(text in "\"([a-z\u{5398}\"\\\\/bfnrtuDd8c0-9]|\\\\u[0-9a-fD][89abcdefAB0-9]{3}){0,6}\"") {
        prop_assert_eq!(read::<String>(&text).ok(), serde_json::from_str::<String>(&text).ok());
    }

    #[test]
    fn a_whole_number_is_read_as_serde_json_reads_it(text in "-?[0-9]{1,21}") {
        prop_assume!(text != "-0");
        prop_assert_eq!(read::<i64>(&text).ok(), serde_json::from_str::<i64>(&text).ok());
        prop_assert_eq!(read::<u64>(&text).ok(), serde_json::from_str::<u64>(&text).ok());
        prop_assert_eq!(read::<u8>(&text).ok(), serde_json::from_str::<u8>(&text).ok());
    }
}
