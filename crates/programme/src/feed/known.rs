//! What is known already and the feed does not say: it stays as it is.
//!
//! The one rule to know: a feed speaks only of what its profile has a field for. Whatever else stands
//! in a record (a cancellation, a hold, a rule that staff set) is kept when the feed is taken again.

use super::profile::Profile;
use rules::activity::Activity;
use rules::community::{Community, Place};
use rules::record::Record;
use rules::session::{Admission, Session};
use rules::words::Words;

/// A record of the feed, with what is known and the feed does not say.
pub(super) fn over(profile: &Profile, record: &Record, known: &Record) -> Record {
    match (record, known) {
        (Record::Community(said), Record::Community(known)) => {
            Record::Community(community(profile, said, known))
        }
        (Record::Place(said), Record::Place(known)) => Record::Place(place(said, known)),
        (Record::Activity(said), Record::Activity(known)) => {
            Record::Activity(activity(profile, said, known))
        }
        (Record::Session(said), Record::Session(known)) => {
            Record::Session(session(profile, said, known))
        }
        (said, _) => said.clone(),
    }
}

fn community(profile: &Profile, said: &Community, known: &Community) -> Community {
    if profile.community.is_proposed {
        return known.clone();
    }
    Community {
        phone: known.phone.clone(),
        ..said.clone()
    }
}

fn place(said: &Place, known: &Place) -> Place {
    // The English name is a majority's; one that is gone is no correction.
    let name = Words::new(said.name.zh.clone(), or(&said.name.en, &known.name.en));
    let address = if said.address.is_empty() {
        known.address.clone()
    } else {
        said.address.clone()
    };
    Place {
        name,
        address,
        aid: said.aid.clone(),
        at: said.at.or(known.at),
        within: said.within.clone().or_else(|| known.within.clone()),
        ..known.clone()
    }
}

fn or(said: &str, known: &str) -> String {
    if said.is_empty() { known } else { said }.to_owned()
}

fn activity(profile: &Profile, said: &Activity, known: &Activity) -> Activity {
    let fields = &profile.fields;
    let words = |field: &Words, said: &Words, known: &Words| {
        Words::new(
            if field.zh.is_empty() {
                &known.zh
            } else {
                &said.zh
            },
            if field.en.is_empty() {
                &known.en
            } else {
                &said.en
            },
        )
    };
    let mut kept = Activity {
        title: words(&fields.title, &said.title, &known.title),
        summary: words(&fields.summary, &said.summary, &known.summary),
        ..said.clone()
    };
    if fields.topic.zh.is_empty() {
        kept.topic = known.topic.clone();
    }
    if fields.notes.is_empty() {
        kept.bring = known.bring.clone();
    }
    if fields.organiser.zh.is_empty() && profile.digests {
        kept.organiser = known.organiser.clone();
    }
    if fields.phone.is_empty() {
        kept.phone.clone_from(&known.phone);
    }
    // Builds before there were fees in words called everything free that a feed had no word for.
    if !fields.speak_of_fees() && !known.fee.is_free() {
        kept.fee.clone_from(&known.fee);
    }
    if fields.link.is_empty() {
        kept.link.clone_from(&known.link);
    }
    kept
}

fn session(profile: &Profile, said: &Session, known: &Session) -> Session {
    let fields = &profile.fields;
    let mut kept = known.clone();
    kept.activity = said.activity.clone();
    kept.days.clone_from(&said.days);
    kept.starts = said.starts;
    kept.ends = said.ends;
    kept.as_written = said.as_written.clone();
    kept.place = said.place.clone();
    kept.admission = admission(profile, &said.admission, &known.admission);
    kept.hold_hours = said.hold_hours.or(known.hold_hours);
    if !fields.age_min.is_empty() || !fields.age_max.is_empty() {
        kept.ages = said.ages;
    }
    if !fields.opens.is_empty() {
        kept.opens = said.opens;
    }
    if !fields.closes.is_empty() {
        kept.closes = said.closes;
    }
    if !fields.state.is_empty() {
        kept.set_status(said.status());
    }
    kept
}

fn admission(profile: &Profile, said: &Admission, known: &Admission) -> Admission {
    if profile.fields.method.is_empty() {
        return known.clone();
    }
    said.clone()
}
