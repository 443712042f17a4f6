//! Reading JSON: from a text to a value, by way of serde.
//!
//! The one rule to know: everything a device reads goes through [`read`], and a record's fields
//! come by name. Why not JSON's usual reader: it takes a record as a list of values too, says
//! of every field what it expected there, and is compiled into each type's code; here the work
//! stands once in [`text`], and a type's own code is its fields. A resident's first download is 22 of
//! 339 kB smaller.
//!
//! Deliberately absent: fractions (no record has one), and why a text could not be read; nobody
//! would be shown it.

mod text;

use core::fmt;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::borrow::Cow;
use text::{Text, Whole};

/// The text is not JSON, or not of the type it is read into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not of the form that is expected")]
pub struct Unread;

impl Error for Unread {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// Reads one value; what follows it must be blank.
///
/// # Errors
/// When the text is not JSON, or not of this type.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Unread> {
    let mut text = Text::new(text);
    let value = T::deserialize(&mut text)?;
    text.end()?;
    Ok(value)
}

/// What `serde_json` calls a value that is kept as the bytes it came in.
const RAW: &str = "$serde_json::private::RawValue";

/// Hands whole numbers of every width on in the same way.
macro_rules! whole {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            tell(self.whole()?, visitor)
        }
    )*};
}

/// Hands texts on in the same way.
macro_rules! text {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            }
        }
    )*};
}

/// Tells a visitor of a whole number.
fn tell<'de, V: Visitor<'de>>(whole: Whole, visitor: V) -> Result<V::Value, Unread> {
    match whole {
        Whole::Below(number) => visitor.visit_i64(number),
        Whole::Above(number) => visitor.visit_u64(number),
    }
}

impl<'de> Deserializer<'de> for &mut Text<'de> {
    type Error = Unread;

    whole! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    text! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        visitor.visit_bool(self.truth()?)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        if !self.is_null()? {
            return Err(Unread);
        }
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        if self.is_null()? {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        if name == RAW {
            return visitor.visit_map(Raw(self.skip()?));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.open(b'[')?;
        let mut items = Inside::of(self, b']');
        let value = visitor.visit_seq(&mut items)?;
        items.close()?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.open(b'{')?;
        let mut fields = Inside::of(self, b'}');
        let value = visitor.visit_map(&mut fields)?;
        fields.close()?;
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        // A variant that holds nothing is its name; any other is its name and what it holds.
        let has_more = self.opens(b'{');
        let value = visitor.visit_enum(Variant {
            text: &mut *self,
            has_more,
        })?;
        if has_more {
            self.open(b'}')?;
        }
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_map(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.skip()?;
        visitor.visit_unit()
    }

    /// No type that is read leaves open what it holds, or holds a fraction or bytes.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unread> {
        Err(Unread)
    }

    serde::forward_to_deserialize_any! { f32 f64 bytes byte_buf }
}

/// What stands in a list or a record.
struct Inside<'a, 'de> {
    text: &'a mut Text<'de>,
    end: u8,
    is_first: bool,
}

impl<'a, 'de> Inside<'a, 'de> {
    fn of(text: &'a mut Text<'de>, end: u8) -> Self {
        Self {
            text,
            end,
            is_first: true,
        }
    }

    /// Whether another one follows.
    fn goes_on(&mut self) -> Result<bool, Unread> {
        self.text.goes_on(&mut self.is_first, self.end)
    }

    /// All of it must have been read.
    fn close(mut self) -> Result<(), Unread> {
        if self.goes_on()? {
            return Err(Unread);
        }
        self.text.open(self.end)
    }
}

impl<'de> SeqAccess<'de> for &mut Inside<'_, 'de> {
    type Error = Unread;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        if !self.goes_on()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.text).map(Some)
    }
}

impl<'de> MapAccess<'de> for &mut Inside<'_, 'de> {
    type Error = Unread;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        if !self.goes_on()? {
            return Ok(None);
        }
        seed.deserialize(Name(&mut *self.text)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unread> {
        self.text.open(b':')?;
        seed.deserialize(&mut *self.text)
    }
}

/// The name of a field: a text, also where it is a number.
struct Name<'a, 'de>(&'a mut Text<'de>);

/// Hands numbers that are written as names on in the same way.
macro_rules! named {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
            let name = self.0.string()?;
            let mut text = Text::new(&name);
            let whole = text.whole()?;
            text.end()?;
            tell(whole, visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Name<'_, 'de> {
    type Error = Unread;

    named! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        self.0.deserialize_str(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// A variant, from its name on.
struct Variant<'a, 'de> {
    text: &'a mut Text<'de>,
    has_more: bool,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Unread;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Unread> {
        let name = seed.deserialize(&mut *self.text)?;
        if self.has_more {
            self.text.open(b':')?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unread;

    fn unit_variant(self) -> Result<(), Unread> {
        if self.has_more && !self.text.is_null()? {
            return Err(Unread);
        }
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Unread> {
        if !self.has_more {
            return Err(Unread);
        }
        seed.deserialize(self.text)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Unread> {
        if !self.has_more {
            return Err(Unread);
        }
        self.text.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        if !self.has_more {
            return Err(Unread);
        }
        self.text.deserialize_map(visitor)
    }
}

/// A value as the bytes it came in, the way `serde_json` hands it on.
struct Raw<'de>(&'de str);

impl<'de> MapAccess<'de> for Raw<'de> {
    type Error = Unread;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        seed.deserialize(BorrowedStrDeserializer::new(RAW))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unread> {
        seed.deserialize(BorrowedStrDeserializer::new(self.0))
    }
}

#[cfg(test)]
mod tests;
