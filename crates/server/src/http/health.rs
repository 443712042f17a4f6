//! Whether the server is well, and what it has counted.

use super::{App, Refused};
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

/// Answers `ok` when the writer writes and a reader reads.
pub(super) async fn healthz(State(app): State<App>) -> Result<&'static str, Refused> {
    app.writer.run(|_| Ok(())).await?;
    let count = |db: &rusqlite::Connection| {
        let mut statement = db.prepare_cached("SELECT count(*) FROM communities")?;
        let found: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(found)
    };
    app.readers.run(count).await?;
    Ok("ok\n")
}

/// The counters, in Prometheus' text form.
pub(super) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let (waiting, pages) = (app.writer.waiting(), app.shelves.ready());
    let text = app.metrics.text(waiting, app.nudges.counts(), pages);
    let kind = (header::CONTENT_TYPE, "text/plain; version=0.0.4");
    ([kind], text)
}
