//! Prints a year of the built-in programme: `dehua_year [YEAR] [--list]`.

use programme::dehua;
use rules::{Key, Record};
use std::collections::BTreeMap;
use std::io::Write;

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let year = arguments.next().map_or(Ok(2026), |year| year.parse())?;
    let is_list = arguments.next().is_some();
    let items = dehua::programme(year)?;
    let mut kinds = BTreeMap::new();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut out = std::io::stdout().lock();
    for item in &items {
        match (&item.key, &item.record) {
            (Key::Activity(id), Record::Activity(activity)) => {
                kinds.insert(
                    id.clone(),
                    (format!("{:?}", activity.kind), activity.title.zh.clone()),
                );
            }
            (Key::Session(id), Record::Session(session)) => {
                let (kind, title) = kinds.get(&session.activity).cloned().unwrap_or_default();
                for name in [kind, format!("  {}", session.activity)] {
                    let count = counts.entry(name).or_default();
                    *count = (count.0 + 1, count.1 + session.days.len());
                }
                if is_list {
                    let (first, starts, place) =
                        (session.first_day(), session.starts, &session.place);
                    writeln!(
                        out,
                        "{first} {starts} {id} {title} {place} {}",
                        session.days.len()
                    )?;
                }
            }
            _ => {}
        }
    }
    for (name, (sessions, meetings)) in &counts {
        writeln!(out, "{sessions:5} sessions {meetings:6} meetings {name}")?;
    }
    let sessions = items
        .iter()
        .filter(|item| matches!(item.key, Key::Session(_)))
        .count();
    writeln!(
        out,
        "{sessions} sessions of {} activities",
        items.len() - sessions
    )?;
    Ok(())
}
