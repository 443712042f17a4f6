//! A seeded world of devices, one server and everything that can go wrong.

fn main() {}
