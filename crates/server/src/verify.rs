//! Verifies a whole database: the file, every hash chain, and that all else follows from them.
//!
//! The one rule to know: the journal is the truth; records, tallies, heads and verdicts are
//! compared with what it says, and whatever differs is named.
//!
//! Deliberately absent: repair. What is damaged is restored from a backup.

mod fold;
mod tallies;
mod verdicts;

use crate::db::proof::{Proof, prove};
use crate::db::{DbError, communities, copy_to, is_current, open_file, open_file_to_read};
use rules::id::{CommunityId, SessionId};
use rusqlite::Connection;
use std::fmt;
use std::path::Path;
use sync::identity::{Chain, IntentId};

/// Flaws that are named of one community; the rest are counted.
const NAMED_MAX: usize = 20;

/// What is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// The file itself.
    File {
        /// What the database says of it.
        said: String,
    },
    /// A line of the journal is not the one that was hashed.
    Altered {
        /// The first line that does not fit.
        line: u64,
    },
    /// A line of the journal cannot be read as facts.
    Line {
        /// Its number.
        line: u64,
    },
    /// A record cannot be read, or lies where it should not.
    Record {
        /// Its key.
        key: String,
    },
    /// A record is not what the journal leads to.
    Differs {
        /// Its key.
        key: String,
    },
    /// The journal leads to a record that is not there.
    Missing {
        /// Its key.
        key: String,
    },
    /// A record is there that no line leads to.
    Unexplained {
        /// Its key.
        key: String,
    },
    /// A tally is not the sum of what it counts.
    Tally {
        /// The session.
        session: SessionId,
    },
    /// The head of the feed is not the newest record's revision.
    Head {
        /// What the head says.
        head: u64,
        /// The newest record's revision.
        newest: u64,
    },
    /// An intent stands in the journal more than once.
    Double {
        /// The intent.
        intent: IntentId,
    },
    /// An intent's outcome and what stands in the journal do not go together.
    Verdict {
        /// The intent.
        intent: IntentId,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { said } => write!(f, "the file is damaged: {said}"),
            Self::Altered { line } => write!(f, "altered at line {line}"),
            Self::Line { line } => write!(f, "line {line} cannot be read"),
            Self::Record { key } => write!(f, "record {key} cannot be read or lies wrong"),
            Self::Differs { key } => write!(f, "record {key} is not what the journal says"),
            Self::Missing { key } => write!(f, "record {key} is missing"),
            Self::Unexplained { key } => write!(f, "record {key} follows from no line"),
            Self::Tally { session } => write!(f, "the tally of {session} is not what it counts"),
            Self::Head { head, newest } => {
                write!(f, "the head says revision {head}, the newest is {newest}")
            }
            Self::Double { intent } => write!(f, "intent {} took effect twice", name(intent)),
            Self::Verdict { intent } => {
                write!(
                    f,
                    "the outcome of {} is not what the journal says",
                    name(intent)
                )
            }
        }
    }
}

/// An intent's id as reports write it.
pub fn name(id: &IntentId) -> String {
    format!("{}/{}/{}", id.device, id.epoch, id.seq)
}

/// What was found in one community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The community.
    pub community: CommunityId,
    /// Lines of its journal that fit.
    pub lines: u64,
    /// The hash of its journal; none when it is broken.
    pub chain: Option<Chain>,
    /// Records that are there.
    pub records: u64,
    /// Intents with an outcome.
    pub verdicts: u64,
    /// What is not as it should be.
    pub flaws: Vec<Flaw>,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Flaws of the file as a whole; with any of these nothing else is looked at.
    pub file: Vec<Flaw>,
    /// Each community.
    pub communities: Vec<Found>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.file.is_empty() && self.communities.iter().all(|found| found.flaws.is_empty())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for flaw in &self.file {
            writeln!(f, "{flaw}")?;
        }
        for found in &self.communities {
            let id = &found.community;
            for flaw in found.flaws.iter().take(NAMED_MAX) {
                writeln!(f, "community {id}: {flaw}")?;
            }
            let more = found.flaws.len().saturating_sub(NAMED_MAX);
            if more > 0 {
                writeln!(f, "community {id}: and {more} more")?;
            }
            if let (Some(chain), true) = (found.chain, found.flaws.is_empty()) {
                writeln!(
                    f,
                    "community {id}: {} lines sound, {} records and {} outcomes follow, head {chain}",
                    found.lines, found.records, found.verdicts
                )?;
            }
        }
        Ok(())
    }
}

/// Verifies a database file. One of an earlier schema is verified as a copy that was brought up to
/// date: the file itself is never changed.
///
/// # Errors
/// When it cannot be read at all, or is of a newer schema.
pub fn verify_file(file: &Path) -> Result<Report, DbError> {
    let db = open_backup(file)?;
    if is_current(&db)? {
        return verify(&db);
    }
    let name = format!("cuobian-verify-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder)?;
    let report = verify_copy(&db, &folder.join("copy"));
    std::fs::remove_dir_all(&folder)?;
    report
}

/// Opens what is said to be a backup: a database of this server's, of whatever schema, and whole.
/// An empty file would else be brought up to date like any other and be called sound.
///
/// # Errors
/// When it is not there, is something else, or its last page was cut.
pub fn open_backup(file: &Path) -> Result<Connection, DbError> {
    let db = open_file_to_read(file)?;
    if db.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))? == 0 {
        let said = "no database of this server's, or nothing was ever kept in it".to_owned();
        return Err(DbError::Damaged { said });
    }
    let page: u64 = db.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let bytes = std::fs::metadata(file)?.len();
    if bytes.checked_rem(page) != Some(0) {
        let said = format!("{bytes} bytes are no whole pages of {page}");
        return Err(DbError::Damaged { said });
    }
    Ok(db)
}

fn verify_copy(db: &Connection, copy: &Path) -> Result<Report, DbError> {
    copy_to(db, copy)?;
    verify(&open_file(copy)?)
}

/// Verifies a whole database, as it is at one moment. Others may read and write meanwhile.
///
/// # Errors
/// When the database cannot be read at all; what can be read and is wrong is in the report.
pub fn verify(db: &Connection) -> Result<Report, DbError> {
    let transaction = db.unchecked_transaction()?;
    let mut report = Report {
        file: check_file(&transaction)?,
        ..Report::default()
    };
    if report.file.is_empty() {
        for (community, _) in communities(&transaction)? {
            report
                .communities
                .push(verify_one(&transaction, community)?);
        }
    }
    transaction.finish()?;
    Ok(report)
}

fn check_file(db: &Connection) -> Result<Vec<Flaw>, DbError> {
    let mut statement = db.prepare("PRAGMA integrity_check(5)")?;
    let mut flaws = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        if said != "ok" {
            flaws.push(Flaw::File { said });
        }
    }
    Ok(flaws)
}

fn verify_one(db: &Connection, community: CommunityId) -> Result<Found, DbError> {
    let mut found = Found {
        community,
        lines: 0,
        chain: None,
        records: 0,
        verdicts: 0,
        flaws: Vec::new(),
    };
    match prove(db, &found.community)? {
        Proof::Sound { lines, chain } => {
            found.lines = lines;
            found.chain = Some(chain);
        }
        Proof::Broken { line } => {
            found.lines = line.saturating_sub(1);
            found.flaws.push(Flaw::Altered { line });
            // What follows from a journal that is not the one written says nothing.
            return Ok(found);
        }
    }
    let folded = fold::fold(db, &mut found)?;
    let records = fold::compare(db, &mut found, folded.records)?;
    tallies::check(&mut found, &records);
    verdicts::check(db, &mut found, &folded.intents)?;
    Ok(found)
}
