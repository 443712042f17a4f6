//! Values that travel as their text: written by `Display`, read by `FromStr`.
//!
//! The one rule to know: what does not read back is an error of the reader, never a default.

/// Implements serde's two traits for types by their `Display` and `FromStr`.
#[macro_export]
macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                // One instance for all types, where `self` would make one each.
                to.collect_str(&::core::format_args!("{self}"))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(from)?;
                text.parse()
                    .map_err(|_| ::serde::de::Error::custom("a text of another form"))
            }
        }
    )*};
}
