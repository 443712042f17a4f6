//! The built-in programme, made from facts by a deterministic generator.
