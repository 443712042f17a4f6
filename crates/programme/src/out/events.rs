//! A programme as a feed for reuse: schema.org events in JSON-LD. docs/feeds.md says each field.
//!
//! The one rule to know: what schema.org has a word for is said with it, so that whoever reads
//! events of web pages reads these; the profile `events` does.

use super::{Programme, table};
use rules::activity::fee::Fee;
use rules::activity::{Activity, Audience};
use rules::civil::{Date, DateTime};
use rules::community::Place;
use rules::id::SessionId;
use rules::session::{Session, Status};
use rules::time::written::{day_text, hour_text};
use rules::time::{Offset, add_days};
use rules::words::Words;
use serde_json::{Map, Value, json};

/// The programme as a feed.
pub fn events(programme: &Programme<'_>) -> Vec<u8> {
    let offset = programme.community.map_or(Offset(0), |it| it.offset);
    let events = programme.offers().map(|(id, session, activity)| {
        event(
            (id, session, activity),
            programme.place(&session.place),
            offset,
        )
    });
    let mut feed = Map::new();
    put(&mut feed, "@context", "https://schema.org");
    put(&mut feed, "@type", "DataFeed");
    if let Some(community) = programme.community {
        words(&mut feed, &community.name);
        put(&mut feed, "creditText", &community.source.zh);
    }
    feed.insert("dataFeedElement".to_owned(), events.collect());
    let mut bytes = serde_json::to_vec(&Value::Object(feed)).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn event(
    (id, session, activity): (&SessionId, &Session, &Activity),
    place: Option<&Place>,
    offset: Offset,
) -> Value {
    let mut event = Map::new();
    put(&mut event, "@type", "Event");
    put(&mut event, "identifier", id.as_str());
    words(&mut event, &activity.title);
    put(&mut event, "description", activity.summary.zh_or_en());
    put(&mut event, "url", &activity.link);
    let status = match session.status() {
        Status::Scheduled => "https://schema.org/EventScheduled",
        Status::Postponed => "https://schema.org/EventPostponed",
        Status::Cancelled => "https://schema.org/EventCancelled",
    };
    put(&mut event, "eventStatus", status);
    put_days(&mut event, session, offset);
    if let Some(place) = place {
        event.insert("location".to_owned(), location(place));
    }
    if !activity.organiser.is_empty() {
        let mut organiser = Map::new();
        put(&mut organiser, "@type", "Organization");
        words(&mut organiser, &activity.organiser);
        put(&mut organiser, "telephone", &activity.phone);
        event.insert("organizer".to_owned(), Value::Object(organiser));
    }
    if let Fee::Free | Fee::Amount(_) = activity.fee {
        let is_free = activity.fee.is_free().into();
        event.insert("isAccessibleForFree".to_owned(), is_free);
    }
    event.insert("offers".to_owned(), offer(session, activity, offset));
    if let Some(seats) = session.admission.seats() {
        event.insert("maximumAttendeeCapacity".to_owned(), seats.into());
    }
    put(&mut event, "typicalAgeRange", &ages(session));
    put(&mut event, "audience", audience(activity.audience));
    let kind = serde_json::to_value(activity.kind).unwrap_or_default();
    event.insert("keywords".to_owned(), kind);
    Value::Object(event)
}

/// When it begins and ends; of several meetings each as an event below.
fn put_days(event: &mut Map<String, Value>, session: &Session, offset: Offset) {
    let is_known = session.as_written.is_empty();
    let begins = |day: Date| {
        if is_known {
            moment(day.to_datetime(session.starts), offset)
        } else {
            day_text(day)
        }
    };
    let ends = |day: Date| {
        if !is_known {
            return day_text(day);
        }
        let day = if session.ends <= session.starts {
            add_days(day, 1)
        } else {
            day
        };
        moment(day.to_datetime(session.ends), offset)
    };
    put(event, "startDate", &begins(session.first_day()));
    put(event, "endDate", &ends(session.last_day()));
    if session.days.len() > 1 {
        let meetings = session.days.iter().map(
            |day| json!({ "@type": "Event", "startDate": begins(*day), "endDate": ends(*day) }),
        );
        event.insert("subEvent".to_owned(), meetings.collect());
    }
    if !is_known {
        let written = session.as_written.zh_or_en();
        let schedule = json!({ "@type": "Schedule", "description": written });
        event.insert("eventSchedule".to_owned(), schedule);
    }
}

fn location(place: &Place) -> Value {
    let mut location = Map::new();
    put(&mut location, "@type", "Place");
    words(&mut location, &place.name);
    put(&mut location, "address", place.address.zh_or_en());
    if let Some(at) = place.at {
        let geo = json!({
            "@type": "GeoCoordinates",
            "latitude": table::degrees(at.lat),
            "longitude": table::degrees(at.lon),
        });
        location.insert("geo".to_owned(), geo);
    }
    Value::Object(location)
}

fn offer(session: &Session, activity: &Activity, offset: Offset) -> Value {
    let mut offer = Map::new();
    put(&mut offer, "@type", "Offer");
    match &activity.fee {
        Fee::Amount(amount) => {
            put(&mut offer, "price", &table::cents(amount.cents));
            put(&mut offer, "priceCurrency", &amount.currency);
        }
        Fee::Free => put(&mut offer, "price", "0"),
        Fee::AsWritten(words) => {
            let written = words.zh_or_en();
            let written = json!({ "@type": "PriceSpecification", "description": written });
            offer.insert("priceSpecification".to_owned(), written);
        }
        Fee::Unsaid => {}
    }
    let window = [
        ("availabilityStarts", session.opens),
        ("availabilityEnds", session.closes),
    ];
    for (name, at) in window {
        if let Some(at) = at {
            put(&mut offer, name, &moment(at, offset));
        }
    }
    Value::Object(offer)
}

fn ages(session: &Session) -> String {
    match (session.ages.min, session.ages.max) {
        (None, None) => String::new(),
        (min, Some(max)) => format!("{}-{max}", min.unwrap_or(0)),
        (Some(min), None) => format!("{min}-"),
    }
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone => "",
        Audience::Elders => "elders",
        Audience::Children => "children",
        Audience::Families => "families",
        Audience::Disabled => "disabled",
        Audience::Volunteers => "volunteers",
    }
}

/// A moment with the community's offset: `2026-12-05T14:30:00+08:00`.
fn moment(at: DateTime, offset: Offset) -> String {
    let sign = if offset.0 < 0 { '-' } else { '+' };
    let minutes = offset.0.unsigned_abs();
    let hour = hour_text(at.time());
    let seconds = if hour.len() == 5 { ":00" } else { "" };
    let day = day_text(at.date());
    format!(
        "{day}T{hour}{seconds}{sign}{:02}:{:02}",
        minutes / 60,
        minutes % 60
    )
}

fn words(object: &mut Map<String, Value>, words: &Words) {
    put(object, "name", words.zh_or_en());
    if !words.zh.is_empty() {
        put(object, "alternateName", &words.en);
    }
}

/// Says something; what is empty is not said.
fn put(object: &mut Map<String, Value>, name: &str, value: &str) {
    if !value.is_empty() {
        object.insert(name.to_owned(), value.into());
    }
}
