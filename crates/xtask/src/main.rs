//! The project's only scripts: set-up, build, run, test, bench, tidy.

fn main() {}
