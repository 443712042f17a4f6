//! Rows of XML lists, with what other lists say about them joined by an id.
//!
//! The one rule to know: an element with attributes or children is an object (`@name` for an
//! attribute), any other is its text; children of one name are a list as soon as there are two.
//!
//! Deliberately absent: namespaces, and entities that a document declares itself, which is how ten
//! lines of XML become a gigabyte.

use super::{Cell, File, Found, decode, numbered, pick};
use crate::feed::FeedError;
use crate::feed::profile::{Join, Source};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How deep elements may lie in each other.
const DEPTH_MAX: usize = 32;

/// The rows of the list, each with its joined entries.
pub(super) fn rows(files: &[File<'_>], source: &Source) -> Result<Vec<Found>, FeedError> {
    let file = pick(files, &source.file)?;
    let mut rows = list(file, &source.rows)?;
    for join in &source.join {
        let entries = by_key(pick(files, &join.file)?, join)?;
        for row in &mut rows {
            let Some(id) = id(row, &join.on) else {
                continue;
            };
            if let (Value::Object(row), Some(entry)) = (row, entries.get(&id)) {
                row.insert(join.name.clone(), entry.clone());
            }
        }
    }
    Ok(numbered(rows))
}

/// The entries of a joined list by their ids. Where an id comes twice, the later entry stands.
fn by_key(file: File<'_>, join: &Join) -> Result<BTreeMap<String, Value>, FeedError> {
    let entries = list(file, &join.rows)?.into_iter();
    let named = entries.filter_map(|entry| Some((id(&entry, &join.key)?, entry)));
    Ok(named.collect())
}

fn id(value: &Value, path: &str) -> Option<String> {
    match super::cell(super::at(value, path)) {
        Cell::Text(text) => Some(text.into_owned()),
        Cell::Absent | Cell::Other => None,
    }
}

/// The elements of a name, wherever they lie.
fn list(file: File<'_>, name: &str) -> Result<Vec<Value>, FeedError> {
    let text = decode::text(file.bytes)?;
    let mut reader = Reader::from_str(&text);
    let wrong = |reader: &Reader<&[u8]>| FeedError::NotXml {
        file: file.name.to_owned(),
        at: reader.error_position(),
    };
    let mut found = Vec::new();
    let mut has_any = false;
    loop {
        let event = reader.read_event().map_err(|_| wrong(&reader))?;
        match event {
            Event::Start(start) => {
                has_any = true;
                if start.name().as_ref() == name {
                    let value = element(&mut reader, &start, DEPTH_MAX);
                    found.push(value.ok_or_else(|| wrong(&reader))?);
                }
            }
            Event::Empty(start) if start.name().as_ref() == name => {
                found.push(Value::Object(attributes(&start)));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if has_any {
        Ok(found)
    } else {
        Err(wrong(&reader))
    }
}

/// An element that has begun, up to its end; none where it has none, or lies too deep.
fn element(reader: &mut Reader<&[u8]>, start: &BytesStart<'_>, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let mut fields = attributes(start);
    let mut text = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let value = element(reader, &start, depth)?;
                add(&mut fields, &start, value);
            }
            Event::Empty(start) => {
                let fields_within = attributes(&start);
                let value = shape(fields_within, String::new());
                add(&mut fields, &start, value);
            }
            Event::Text(found) => text.push_str(&found.xml10_content()),
            Event::CData(found) => text.push_str(&found.xml10_content()),
            Event::GeneralRef(found) => match found.resolve_char_ref().ok()? {
                Some(c) => text.push(c),
                None => text.push_str(resolve_xml_entity(&found)?),
            },
            Event::End(_) => return Some(shape(fields, text)),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn shape(mut fields: Map<String, Value>, text: String) -> Value {
    if fields.is_empty() {
        return Value::String(text);
    }
    if !text.trim().is_empty() {
        fields.insert("#text".to_owned(), Value::String(text));
    }
    Value::Object(fields)
}

fn add(fields: &mut Map<String, Value>, start: &BytesStart<'_>, value: Value) {
    let name = start.name().as_ref().to_owned();
    match fields.get_mut(&name) {
        None => {
            fields.insert(name, value);
        }
        Some(Value::Array(values)) => values.push(value),
        Some(before) => {
            let first = before.take();
            *before = Value::Array(vec![first, value]);
        }
    }
}

fn attributes(start: &BytesStart<'_>) -> Map<String, Value> {
    let mut fields = Map::new();
    for attribute in start.attributes().flatten() {
        let name = format!("@{}", attribute.key.as_ref());
        if let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
            fields.insert(name, Value::String(value.into_owned()));
        }
    }
    fields
}
