//! The writer: one thread, many jobs, one commit for as many as are waiting.
//!
//! The one rule to know: a job is answered after the commit that holds it is on disk. A job that
//! fails or panics is undone alone: its group is done once more without a trace of it. So a job may
//! be done twice, and remembers nothing outside the database.

use super::checkpoint::Checkpoints;
use super::{DbError, step};
use crate::metrics::Metrics;
use crate::world::World;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Jobs that may wait: a town of ten thousand that presses in one moment, some seconds' work; beyond
/// that, "try again later".
const WAITING_MAX: usize = 12_288;
/// Jobs that share one commit: so few that the first of them waits some 50 ms at most.
const GROUP_MAX: usize = 256;

/// The way to the writing thread. Clones lead to the same one.
#[derive(Debug, Clone)]
pub struct Writer {
    jobs: mpsc::Sender<Box<dyn Job>>,
}

/// One thing to write.
trait Job: Send {
    /// Does it, inside a transaction.
    fn run(&mut self, db: &Connection) -> Result<(), DbError>;
    /// Undoes what is remembered of it and answers why.
    fn fail(&mut self, error: DbError);
    /// Answers, once it is on disk.
    fn answer(&mut self);
}

impl std::fmt::Debug for dyn Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

struct Task<T, F> {
    work: F,
    done: Option<T>,
    reply: Option<oneshot::Sender<Result<T, DbError>>>,
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnMut(&Connection) -> Result<T, DbError> + Send,
{
    fn run(&mut self, db: &Connection) -> Result<(), DbError> {
        self.done = Some((self.work)(db)?);
        Ok(())
    }

    fn fail(&mut self, error: DbError) {
        self.done = None;
        if let Some(reply) = self.reply.take() {
            // Whoever asked may have gone; then nobody waits for the answer.
            drop(reply.send(Err(error)));
        }
    }

    fn answer(&mut self) {
        if let (Some(done), Some(reply)) = (self.done.take(), self.reply.take()) {
            // Whoever asked may have gone; what was written stays, and asking again finds it.
            drop(reply.send(Ok(done)));
        }
    }
}

impl Writer {
    /// Starts the writing thread on a connection. The thread ends when every [`Writer`] is gone
    /// and all that waited is written.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn start(
        db: Connection,
        world: World,
        metrics: Arc<Metrics>,
    ) -> Result<(Self, JoinHandle<()>), DbError> {
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let checkpoints = match db.path() {
            Some(file) => Some(Checkpoints::start(file.into())?),
            None => None,
        };
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                write_all(&db, waiting, &world, &metrics);
                drop(checkpoints);
                finish(&db);
            })?;
        Ok((Self { jobs }, thread))
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        self.jobs
            .max_capacity()
            .saturating_sub(self.jobs.capacity())
    }

    /// Writes, and comes back when it is on disk.
    ///
    /// # Errors
    /// [`DbError::Busy`] when too much waits, or what the work fails with; nothing was written.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let (reply, answer) = oneshot::channel();
        let task = Task {
            work,
            done: None,
            reply: Some(reply),
        };
        self.jobs
            .try_send(Box::new(task))
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => DbError::Busy,
                mpsc::error::TrySendError::Closed(_) => DbError::Closed,
            })?;
        answer.await.unwrap_or(Err(DbError::Closed))
    }
}

fn write_all(
    db: &Connection,
    mut waiting: mpsc::Receiver<Box<dyn Job>>,
    world: &World,
    metrics: &Metrics,
) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while waiting.blocking_recv_many(&mut group, GROUP_MAX) > 0 {
        let watch = world.stopwatch();
        let size = group.len();
        match write_group(db, &mut group) {
            Ok(()) => group.iter_mut().for_each(|job| job.answer()),
            Err(error) => {
                tracing::error!(%error, jobs = size, "a commit failed; nothing of it was written");
                metrics.commit_failed();
                abandon(db);
                for job in &mut group {
                    job.fail(why_all(&error));
                }
            }
        }
        metrics.committed(size, watch.elapsed());
        group.clear();
    }
}

fn finish(db: &Connection) {
    if let Err(error) = db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "the log could not be moved into the file; the next start does it");
    }
}

/// What each job of a group that failed as a whole is told.
fn why_all(error: &DbError) -> DbError {
    match error {
        DbError::Full => DbError::Full,
        _ => DbError::Closed,
    }
}

/// Writes a group in one transaction. An error is the whole group's; a job's own is its own.
///
/// A savepoint for each job keeps every page as it was before it: a sixth of a group's time, for
/// what hardly ever happens. So they are set only once a job of the group has failed.
fn write_group(db: &Connection, group: &mut [Box<dyn Job>]) -> Result<(), DbError> {
    step(db, "BEGIN IMMEDIATE")?;
    let all_done = group.iter_mut().all(|job| attempt(db, job).is_ok());
    if all_done && !db.is_autocommit() {
        return step(db, "COMMIT");
    }
    abandon(db);
    write_apart(db, group)
}

/// Writes a group in one transaction, each job so that it can be undone alone.
fn write_apart(db: &Connection, group: &mut [Box<dyn Job>]) -> Result<(), DbError> {
    step(db, "BEGIN IMMEDIATE")?;
    let mut failed = Vec::new();
    for (at, job) in group.iter_mut().enumerate() {
        step(db, "SAVEPOINT job")?;
        let done = attempt(db, job);
        if db.is_autocommit() {
            // The database gave up the whole transaction (disk full, for one).
            return Err(done.err().unwrap_or(DbError::Closed));
        }
        if let Err(error) = done {
            step(db, "ROLLBACK TO job")?;
            failed.push((at, error));
        }
        step(db, "RELEASE job")?;
    }
    step(db, "COMMIT")?;
    for (at, error) in failed {
        if let Some(job) = group.get_mut(at) {
            job.fail(error);
        }
    }
    Ok(())
}

/// Does a job, and comes back from it even when it panics.
fn attempt(db: &Connection, job: &mut Box<dyn Job>) -> Result<(), DbError> {
    let done = catch_unwind(AssertUnwindSafe(|| job.run(db)));
    done.unwrap_or(Err(DbError::Panicked))
}

fn abandon(db: &Connection) {
    if !db.is_autocommit()
        && let Err(error) = db.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a failed transaction could not be rolled back");
    }
}
