//! Reading JSON: a record's fields come by name.
//!
//! The one rule to know: everything a device reads goes through [`read`]. JSON's reader takes a
//! record as a list of values too, and each type is then compiled twice; nobody writes such lists,
//! so they are refused, and a resident's download is a tenth smaller.
//!
//! Deliberately absent: anything but passing on. Every method below hands its work to the reader
//! inside, and wraps what comes back, so that the rule holds at every depth.

use core::fmt;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

/// Reads one value; what follows it must be blank.
///
/// # Errors
/// When the text is not JSON, or not of this type.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(ByName(&mut reader))?;
    reader.end()?;
    Ok(value)
}

/// Passes methods on as they are: what they read holds nothing inside.
macro_rules! plain {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(visitor)
        }
    )*};
}

/// Passes methods on with what they read wrapped.
macro_rules! inside {
    ($($method:ident($($name:ident: $of:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $($name: $of,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($name,)* ByName(visitor))
        }
    )*};
}

/// A reader, what it is read into, or what it finds on the way: the same rule for each.
struct ByName<T>(T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ByName<D> {
    type Error = D::Error;

    plain! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32
        deserialize_f64 deserialize_char deserialize_str deserialize_string deserialize_bytes
        deserialize_byte_buf deserialize_unit deserialize_identifier deserialize_ignored_any
    }

    inside! {
        deserialize_any() deserialize_option() deserialize_seq() deserialize_map()
        deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str)
        deserialize_tuple(len: usize)
        deserialize_tuple_struct(name: &'static str, len: usize)
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(ByName(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// Passes a value found on as it is.
macro_rules! found {
    ($($method:ident: $of:ty;)*) => {$(
        fn $method<E: Error>(self, value: $of) -> Result<V::Value, E> {
            self.0.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for ByName<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    found! {
        visit_bool: bool; visit_i64: i64; visit_u64: u64; visit_f64: f64;
        visit_str: &str; visit_borrowed_str: &'de str; visit_string: String;
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(ByName(from))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(ByName(from))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(ByName(from))
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(ByName(from))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(ByName(from))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for ByName<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(ByName(from))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(ByName(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        // A key is a text: there is nothing inside.
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(ByName(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for ByName<A> {
    type Error = A::Error;
    type Variant = ByName<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), A::Error> {
        // A variant's name is a text: there is nothing inside.
        let (name, variant) = self.0.variant_seed(seed)?;
        Ok((name, ByName(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(ByName(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(len, ByName(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.newtype_variant_seed(Fields(visitor))
    }
}

/// The fields of a variant, by name.
struct Fields<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<V::Value, D::Error> {
        from.deserialize_map(ByName(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::read;
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
        ratio: f64,
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
            ratio: 0.5,
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
            Some(2.0)
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
            "[true,0.5]",
            "[]",
            r#"{"on":true,"ratio":1} x"#,
            r#"{"on":true}"#,
        ] {
            assert!(read::<Inner>(list).is_err(), "{list}");
        }
        assert!(read::<Shape>(r#"{"Box":[1,null]}"#).is_err());
        assert!(read::<Shape>(r#"{"Pair":[7,[true,0.5]]}"#).is_err());
        assert!(read::<Vec<Inner>>("[[true,0.5]]").is_err());
        assert!(serde_json::from_str::<Vec<Inner>>("[[true,0.5]]").is_ok());
    }
}
