//! The server: sessions, routes, journal and databases.

fn main() {}
