//! Events of a page, as little of one as there can be.

use programme::feed::{FeedError, Profile, Reading, read};

pub fn page(text: &str) -> Result<Reading, FeedError> {
    read(text.as_bytes(), &Profile::named("events").unwrap().unwrap())
}

/// An event with these values beside its name and place.
pub fn event(values: &str) -> Reading {
    let text = format!(
        r#"{{"@type":"Event","@id":"1","name":"合唱","location":{{"name":"站"}},{values}}}"#
    );
    page(&text).unwrap()
}

/// An event that begins on a Wednesday, with a schedule of these values.
pub fn scheduled(values: &str) -> Reading {
    event(&format!(
        r#""startDate":"2026-12-02T19:00","endDate":"2026-12-02T21:00",
        "eventSchedule":{{"@type":"Schedule",{values}}}"#
    ))
}
