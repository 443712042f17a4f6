//! What the server counts about itself, in Prometheus' text form.
//!
//! The one rule to know: labels come from closed sets in the code, never from a request, so
//! nothing personal and nothing endless can get in.

use ::sync::wire::Alarms;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of latencies. Units: seconds.
const SECONDS: [f64; 12] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];
/// Upper bounds of the number of jobs in one commit.
const JOBS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

#[derive(Debug, Default)]
struct Histogram {
    counts: Vec<u64>,
    sum: f64,
    total: u64,
}

impl Histogram {
    fn add(&mut self, bounds: &[f64], value: f64) {
        self.counts.resize(bounds.len(), 0);
        for (count, bound) in self.counts.iter_mut().zip(bounds) {
            if value <= *bound {
                *count += 1;
            }
        }
        self.sum += value;
        self.total += 1;
    }

    fn write(&self, out: &mut String, (name, labels): (&str, &str), bounds: &[f64]) {
        let comma = if labels.is_empty() { "" } else { "," };
        for (count, bound) in self.counts.iter().zip(bounds) {
            line(
                out,
                &format!("{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {count}"),
            );
        }
        let total = self.total;
        line(
            out,
            &format!("{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {total}"),
        );
        line(out, &format!("{name}_sum{{{labels}}} {}", self.sum));
        line(out, &format!("{name}_count{{{labels}}} {total}"));
    }
}

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<(&'static str, u16), u64>,
    latencies: BTreeMap<&'static str, Histogram>,
    outcomes: BTreeMap<&'static str, u64>,
    sign_ins: BTreeMap<&'static str, u64>,
    commit_jobs: Histogram,
    commit_seconds: Histogram,
    commits_failed: u64,
    alarms: BTreeMap<&'static str, u64>,
}

/// The counters of one server.
#[derive(Debug, Default)]
pub struct Metrics {
    counts: Mutex<Counts>,
}

impl Metrics {
    fn with(&self, count: impl FnOnce(&mut Counts)) {
        count(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Counts an answered request.
    pub fn answered(&self, route: &'static str, status: u16, took: Duration) {
        self.with(|counts| {
            *counts.requests.entry((route, status)).or_default() += 1;
            let latency = counts.latencies.entry(route).or_default();
            latency.add(&SECONDS, took.as_secs_f64());
        });
    }

    /// Counts what became of an intent.
    pub fn settled(&self, outcome: &'static str) {
        self.with(|counts| *counts.outcomes.entry(outcome).or_default() += 1);
    }

    /// Counts what a device found wrong with an answer: somebody should look at the server.
    pub fn alarmed(&self, found: Alarms) {
        if found.is_none() {
            return;
        }
        self.with(|counts| {
            for (what, times) in [("ledger", found.ledger), ("sums", found.sums)] {
                // One device cannot make this count mean nothing.
                *counts.alarms.entry(what).or_default() += u64::from(times.min(1));
            }
        });
    }

    /// Counts an attempt to sign in.
    pub fn signed_in(&self, how: &'static str) {
        self.with(|counts| *counts.sign_ins.entry(how).or_default() += 1);
    }

    /// Counts a commit of so many jobs.
    pub fn committed(&self, jobs: usize, took: Duration) {
        let jobs = u32::try_from(jobs).unwrap_or(u32::MAX);
        self.with(|counts| {
            counts.commit_jobs.add(&JOBS, f64::from(jobs));
            counts.commit_seconds.add(&SECONDS, took.as_secs_f64());
        });
    }

    /// Counts a commit that failed: its jobs were told to try again.
    pub fn commit_failed(&self) {
        self.with(|counts| counts.commits_failed += 1);
    }

    /// Everything, as text. `waiting` is the number of jobs that wait to be written; then how many
    /// listen for nudges, and how many of those were given; then how many first pages are packed.
    pub fn text(
        &self,
        waiting: usize,
        (listeners, nudges): (usize, u64),
        first_pages: usize,
    ) -> String {
        let mut out = String::new();
        line(&mut out, "# TYPE cuobian_first_pages gauge");
        line(&mut out, &format!("cuobian_first_pages {first_pages}"));
        line(&mut out, "# TYPE cuobian_writes_waiting gauge");
        line(&mut out, &format!("cuobian_writes_waiting {waiting}"));
        line(&mut out, "# TYPE cuobian_listeners gauge");
        line(&mut out, &format!("cuobian_listeners {listeners}"));
        line(&mut out, "# TYPE cuobian_nudges_total counter");
        line(&mut out, &format!("cuobian_nudges_total {nudges}"));
        self.with(|counts| {
            line(&mut out, "# TYPE cuobian_requests_total counter");
            for ((route, status), count) in &counts.requests {
                let labels = format!("route=\"{route}\",status=\"{status}\"");
                line(
                    &mut out,
                    &format!("cuobian_requests_total{{{labels}}} {count}"),
                );
            }
            line(&mut out, "# TYPE cuobian_request_seconds histogram");
            for (route, latency) in &counts.latencies {
                let labels = format!("route=\"{route}\"");
                latency.write(&mut out, ("cuobian_request_seconds", &labels), &SECONDS);
            }
            for (name, label, found) in [
                ("cuobian_outcomes_total", "is", &counts.outcomes),
                ("cuobian_sign_ins_total", "how", &counts.sign_ins),
                ("cuobian_alarms_total", "of", &counts.alarms),
            ] {
                line(&mut out, &format!("# TYPE {name} counter"));
                for (value, count) in found {
                    line(&mut out, &format!("{name}{{{label}=\"{value}\"}} {count}"));
                }
            }
            let failed = counts.commits_failed;
            line(&mut out, "# TYPE cuobian_commits_failed_total counter");
            line(&mut out, &format!("cuobian_commits_failed_total {failed}"));
            line(&mut out, "# TYPE cuobian_commit_jobs histogram");
            counts
                .commit_jobs
                .write(&mut out, ("cuobian_commit_jobs", ""), &JOBS);
            line(&mut out, "# TYPE cuobian_commit_seconds histogram");
            counts
                .commit_seconds
                .write(&mut out, ("cuobian_commit_seconds", ""), &SECONDS);
        });
        out
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
