//! The reasons of the programme's reader, as the desk is told them.
//!
//! Deliberately absent: sentences; those are the app's, in the reader's own language.

use programme::feed::{FeedError, Reason};
use rules::time::written::day_text;
use sync::upload::{Fault, FaultKind};

fn bare(kind: FaultKind) -> Fault {
    Fault {
        kind,
        field: String::new(),
        found: String::new(),
        limit: None,
    }
}

fn at(kind: FaultKind, field: &str, found: &str) -> Fault {
    Fault {
        field: field.to_owned(),
        found: found.to_owned(),
        ..bare(kind)
    }
}

fn over(kind: FaultKind, found: &impl ToString, limit: impl TryInto<u64>) -> Fault {
    Fault {
        found: found.to_string(),
        limit: limit.try_into().ok(),
        ..bare(kind)
    }
}

/// Why a file as a whole cannot be read.
pub fn of_feed(error: &FeedError) -> Fault {
    use FaultKind as Kind;
    match error {
        FeedError::TooLarge { found, limit } => over(Kind::FileTooLarge, found, *limit),
        FeedError::NoFile { name } => at(Kind::NoFile, "", name),
        FeedError::NotUtf8 { .. } => bare(Kind::Letters),
        FeedError::NotJson { line, .. } => at(Kind::NotJson, "", &line.to_string()),
        FeedError::NotAnArray => bare(Kind::NotAList),
        FeedError::NotXml { file, .. } => at(Kind::NotXml, "", file),
        FeedError::NotACalendar => bare(Kind::NotACalendar),
        FeedError::NoEvents => bare(Kind::NoEvents),
        FeedError::NotATable => bare(Kind::NotATable),
        FeedError::NotAWorkbook => bare(Kind::NotAWorkbook),
        FeedError::OldWorkbook => bare(Kind::OldWorkbook),
        FeedError::TooMuchPacked { limit } => over(Kind::TooMuchPacked, &"", *limit),
        FeedError::TooManyCells => bare(Kind::TooManyCells),
        FeedError::NoHeadings { wanted, sheets } => {
            at(Kind::NoHeadings, wanted, &sheets.join("、"))
        }
        FeedError::TooManyRows { found, limit } => over(Kind::TooManyRows, found, *limit),
    }
}

/// Why a line cannot be taken.
pub(super) fn of_row(reason: &Reason) -> Fault {
    use FaultKind as Kind;
    match reason {
        Reason::NotAnObject | Reason::OpenQuote => bare(Kind::NotARecord),
        Reason::Missing { field } => at(Kind::Missing, field, ""),
        Reason::NotText { field } => at(Kind::NotText, field, ""),
        Reason::TooLong {
            field,
            found,
            limit,
        }
        | Reason::TooManySigns {
            field,
            found,
            limit,
        } => Fault {
            field: field.clone(),
            ..over(Kind::TooLong, found, *limit)
        },
        Reason::Number { field, found } => at(Kind::Number, field, found),
        Reason::Date { field, found } => at(Kind::Date, field, found),
        Reason::Time { field, found } => at(Kind::Time, field, found),
        Reason::Unknown { field, found } => at(Kind::Unknown, field, found),
        Reason::Code(_) => bare(Kind::Code),
        Reason::Duplicate | Reason::Outdated => bare(Kind::Duplicate),
        Reason::Pattern(_) | Reason::LanguagesDisagree => bare(Kind::Weekdays),
        Reason::Edges { first, last } => {
            let days = format!("{}…{}", day_text(*first), day_text(*last));
            at(Kind::Edges, "", &days)
        }
        Reason::EndsBeforeStart => bare(Kind::EndsBeforeStart),
        Reason::Ages { min, max } => at(Kind::Ages, "", &format!("{min}-{max}")),
        Reason::Merged { range } => at(Kind::Merged, "", range),
        Reason::TooWide { headings } => over(Kind::TooWide, &"", *headings),
        Reason::NoDays { written } => at(Kind::NoDays, "", written),
        Reason::TooManyDays { found, limit } => over(Kind::TooManyDays, found, *limit),
        Reason::NoEnd => bare(Kind::NoEnd),
        Reason::Unending { limit } => over(Kind::Unending, &"", *limit),
        Reason::Series { said } => at(Kind::Series, "", said),
        Reason::HoursDiffer => bare(Kind::HoursDiffer),
        Reason::Point { found } => at(Kind::Point, "", found),
        Reason::ActivityDiffers => bare(Kind::ActivityDiffers),
        Reason::Window => bare(Kind::Window),
    }
}
