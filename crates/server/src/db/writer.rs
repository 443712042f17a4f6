//! The writer: one thread, many jobs, one commit for as many as are waiting.
//!
//! The one rule to know: a job is answered after the commit that holds it is on disk. A job that
//! fails or panics is undone alone: its group is done once more without a trace of it. So a job may
//! be done twice, and remembers nothing outside the database.
//!
//! What a job reads for its answer it reads once its whole group is done, before the commit: then all
//! pages are at hand, and no connection has to fetch again what another has just written.

use super::checkpoint::Checkpoints;
use super::{Books, DbError, step};
use crate::metrics::Metrics;
use crate::world::World;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Jobs that may wait: a town of ten thousand that presses in one moment, some seconds' work; beyond
/// that, "try again later".
const WAITING_MAX: usize = 12_288;
/// Jobs that share one commit: so few that the first of them waits some 50 ms at most.
const GROUP_MAX: usize = 256;
/// Jobs of one commit from which on the next waits for company. Whoever writes alone never waits.
const CROWD: usize = 8;
/// How long it waits: a commit costs most in its pages and the way to the disk, not in its jobs.
const GATHERING: Duration = Duration::from_micros(250);

/// The way to the writing thread. Clones lead to the same one.
#[derive(Debug, Clone)]
pub struct Writer {
    jobs: mpsc::Sender<Box<dyn Job>>,
}

/// One thing to write.
trait Job: Send {
    /// Does it, inside a transaction.
    fn run(&mut self, books: &mut Books<'_>) -> Result<(), DbError>;
    /// Reads what its answer says, once nothing waits to be written.
    fn read(&mut self, books: &mut Books<'_>) -> Result<(), DbError>;
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

struct Task<T, A, W, R> {
    work: W,
    read: R,
    done: Option<T>,
    answer: Option<A>,
    reply: Option<oneshot::Sender<Result<A, DbError>>>,
}

impl<T, A, W, R> Job for Task<T, A, W, R>
where
    T: Send,
    A: Send,
    W: FnMut(&mut Books<'_>) -> Result<T, DbError> + Send,
    R: FnMut(&mut Books<'_>, T) -> Result<A, DbError> + Send,
{
    fn run(&mut self, books: &mut Books<'_>) -> Result<(), DbError> {
        self.done = Some((self.work)(books)?);
        Ok(())
    }

    fn read(&mut self, books: &mut Books<'_>) -> Result<(), DbError> {
        if let Some(done) = self.done.take() {
            self.answer = Some((self.read)(books, done)?);
        }
        Ok(())
    }

    fn fail(&mut self, error: DbError) {
        (self.done, self.answer) = (None, None);
        if let Some(reply) = self.reply.take() {
            // Whoever asked may have gone; then nobody waits for the answer.
            drop(reply.send(Err(error)));
        }
    }

    fn answer(&mut self) {
        if let (Some(answer), Some(reply)) = (self.answer.take(), self.reply.take()) {
            // Whoever asked may have gone; what was written stays, and asking again finds it.
            drop(reply.send(Ok(answer)));
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
        work: impl FnMut(&mut Books<'_>) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        self.run_and_read(work, |_, done| Ok(done)).await
    }

    /// Writes, reads what is to be said of it, and comes back when it is on disk.
    ///
    /// # Errors
    /// As [`Writer::run`].
    pub async fn run_and_read<T: Send + 'static, A: Send + 'static>(
        &self,
        work: impl FnMut(&mut Books<'_>) -> Result<T, DbError> + Send + 'static,
        read: impl FnMut(&mut Books<'_>, T) -> Result<A, DbError> + Send + 'static,
    ) -> Result<A, DbError> {
        let (reply, answer) = oneshot::channel();
        let task = Task {
            work,
            read,
            done: None,
            answer: None,
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
    let mut books = Books::new(db);
    let mut size = 0;
    while waiting.blocking_recv_many(&mut group, GROUP_MAX) > 0 {
        if size >= CROWD && group.len() < GROUP_MAX {
            gather(&mut waiting, &mut group);
        }
        let watch = world.stopwatch();
        size = group.len();
        match write_group(&mut books, &mut group) {
            Ok(()) => group.iter_mut().for_each(|job| job.answer()),
            Err(error) => {
                tracing::error!(%error, jobs = size, "a commit failed; nothing of it was written");
                metrics.commit_failed();
                abandon(&mut books);
                for job in &mut group {
                    job.fail(why_all(&error));
                }
            }
        }
        metrics.committed(size, watch.elapsed());
        group.clear();
    }
}

/// Waits a moment, as others do who write in a crowd, and takes whoever came meanwhile.
///
/// Source: PostgreSQL's `commit_delay` and `commit_siblings`.
fn gather(waiting: &mut mpsc::Receiver<Box<dyn Job>>, group: &mut Vec<Box<dyn Job>>) {
    std::thread::sleep(GATHERING);
    while group.len() < GROUP_MAX
        && let Ok(job) = waiting.try_recv()
    {
        group.push(job);
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
fn write_group(books: &mut Books<'_>, group: &mut [Box<dyn Job>]) -> Result<(), DbError> {
    begin(books)?;
    if write_together(books, group).is_ok() && !books.db().is_autocommit() {
        return step(books.db(), "COMMIT");
    }
    abandon(books);
    write_apart(books, group)
}

fn write_together(books: &mut Books<'_>, group: &mut [Box<dyn Job>]) -> Result<(), DbError> {
    for job in &mut *group {
        attempt(|| job.run(books))?;
    }
    books.close()?;
    for job in group {
        attempt(|| job.read(books))?;
    }
    Ok(())
}

/// Writes a group in one transaction, each job so that it can be undone alone.
fn write_apart(books: &mut Books<'_>, group: &mut [Box<dyn Job>]) -> Result<(), DbError> {
    begin(books)?;
    let db = books.db();
    let mut failed = Vec::new();
    for (at, job) in group.iter_mut().enumerate() {
        step(db, "SAVEPOINT job")?;
        let done = attempt(|| {
            job.run(books)?;
            books.close()?;
            job.read(books)
        });
        if db.is_autocommit() {
            // The database gave up the whole transaction (disk full, for one).
            return Err(done.err().unwrap_or(DbError::Closed));
        }
        if let Err(error) = done {
            step(db, "ROLLBACK TO job")?;
            books.forget();
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

fn begin(books: &mut Books<'_>) -> Result<(), DbError> {
    step(books.db(), "BEGIN IMMEDIATE")?;
    books.open()
}

/// Does something of a job, and comes back from it even when it panics.
fn attempt(job: impl FnOnce() -> Result<(), DbError>) -> Result<(), DbError> {
    catch_unwind(AssertUnwindSafe(job)).unwrap_or(Err(DbError::Panicked))
}

/// Undoes what was begun, on disk and in the books.
fn abandon(books: &mut Books<'_>) {
    books.forget();
    let db = books.db();
    if !db.is_autocommit()
        && let Err(error) = db.execute_batch("ROLLBACK")
    {
        tracing::error!(%error, "a failed transaction could not be rolled back");
    }
}
