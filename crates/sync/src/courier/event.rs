//! What a courier hears of, and in which words it answers.
//!
//! The one rule to know: these carry what happened and no moment; the courier is told that beside.

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Something was written here.
    Wrote,
    /// The network came back, the page became visible or got the focus.
    Woke,
    /// The server said that something changed.
    Nudged,
    /// A request went out.
    Spoke,
    /// It was answered.
    Answered {
        /// Whether anything moved: outcomes, changes, the cursor.
        progress: Progress,
        /// Whether there is more to send or to fetch.
        rest: Rest,
    },
    /// It was answered, but the session has ended: what is public goes on, the rest waits.
    SessionEnded {
        /// Whether anything public moved.
        progress: Progress,
        /// Whether there is more to fetch.
        rest: Rest,
    },
    /// It failed.
    Failed(Failure),
}

/// Whether an answer moved anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It did.
    Some,
    /// It did not.
    None,
}

/// Whether anything is left to do at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// There is.
    More,
    /// All is done.
    Done,
}

/// How much to say in one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portion {
    /// As much as a request may hold.
    Whole,
    /// As much as any network carries: the last request failed, or was too long to travel.
    Short,
}

/// How a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nobody answered, or something that is not our server did.
    Transport,
    /// The server asked for patience.
    Busy {
        /// What it asked for. Units: seconds.
        retry_after_secs: u64,
    },
    /// The session has ended; what waits goes on waiting.
    SignedOut,
    /// The server could not take the request as it is.
    Protested,
    /// This device could not write the answer down.
    Store,
}

/// Whether somebody looks at the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Somebody does.
    Visible,
    /// Nobody does.
    Hidden,
}
