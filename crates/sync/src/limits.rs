//! Every limit of the protocol, with its reason. Both sides enforce them.

/// The protocol's number. A server answers an unknown one with a clear refusal.
pub const PROTO: u16 = 1;
/// What this build can read: moved whenever a kind of record, of its states or of request is added.
/// 2: held and lapsed registrations, almanacs; confirm. 4: one day of a course moved or left out.
/// 5: buildings. 6: seats kept for stations, a quota on phones. 7: sessions that are postponed with no
/// new day.
pub const SCHEMA_VIEW: u16 = 7;
/// The oldest view that is still told what changed. Whoever reads less is settled all the same:
/// a build may be too old to hear, never too old to be heard.
pub const SCHEMA_VIEW_MIN: u16 = 1;
/// Intents in one request: what a household writes in weeks without a network goes in one round trip.
pub const REQUEST_INTENTS_MAX: usize = 1_000;
/// Intents in a short request: one that may travel as it is, and is decided at once.
pub const SHORT_INTENTS_MAX: usize = 100;
/// Intents of one request that a server settles before it lets others in between: decided in some
/// twenty milliseconds.
pub const PART_INTENTS_MAX: usize = 250;
/// Notes in one request.
pub const REQUEST_NOTES_MAX: usize = 100;
/// Communities in one request: home, the county and a few chosen ones.
pub const REQUEST_FEEDS_MAX: usize = 8;
/// What a device puts into one request. Units: bytes before they are packed; packed they are a
/// seventh of it.
pub const REQUEST_BYTES_TARGET: usize = 480 * 1024;
/// What a device puts into a short request: it may travel as it is. Units: bytes.
pub const SHORT_BYTES_TARGET: usize = 60 * 1024;
/// The longest request that travels, packed or not. Units: bytes. A weak network carries it in
/// twenty seconds, and a closing page may send no more.
pub const REQUEST_BYTES_MAX: usize = 64 * 1024;
/// What a server unpacks of one request. Units: bytes.
pub const UNPACKED_BYTES_MAX: usize = 512 * 1024;
/// One intent's body. Units: bytes. A party of eight with long ids takes 600; a change of the longest
/// course, which says what it was and what it shall be, 11,300.
pub const INTENT_BYTES_MAX: usize = 16 * 1024;
/// What an intent may wait for.
pub const INTENT_DEPS_MAX: usize = 8;
/// Records in one answer: whatever the longest request touches, two records an intent, and what others
/// did meanwhile. A year's programme of a community is one answer.
pub const PAGE_ROWS_MAX: usize = 2_500;
/// Records in an answer that is read between two writings, where others wait meanwhile: more than a
/// phone that looks twice a minute has missed.
pub const BRIEF_ROWS_MAX: usize = 100;
/// Intents and notes of a request that is answered so.
pub const BRIEF_INTENTS_MAX: usize = 8;
/// Records in the first page of what is public, which is kept packed: two years' programme of a
/// county in one answer, so that what its records repeat is said once.
pub const SHELF_ROWS_MAX: usize = 5_000;
/// Answers between two comparisons of what device and server hold, scope by scope. A comparison
/// is a walk over the scope on both sides; a row that got lost is back within a day.
pub const SUM_PULLS: u32 = 50;
/// How long a server keeps what became of an intent. Units: days. Afterwards only the highest
/// number forgotten of each (device, epoch) is kept, for good.
pub const VERDICT_DAYS: i64 = 400;
/// Settled intents that a device keeps: to show, and to send again when the server was restored
/// from a backup. Far more than a household settles between two backups.
pub const HISTORY_ROWS_MAX: usize = 500;
/// Intents that may wait on a device; far beyond what a person writes offline.
pub const OUTBOX_ROWS_MAX: usize = 5_000;
/// Follow-ups of one intent: a session whose seats are doubled promotes at most this many parties
/// at once; the rest follow with the next change.
pub const FOLLOW_UPS_MAX: usize = 2_000;
/// A file that staff bring in at the desk. Units: bytes. Four times the largest seen; the server keeps
/// a few at once. The command of the server itself reads larger ones.
pub const UPLOAD_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Sessions or lines of one kind that a preview names; its sums count all.
pub const UPLOAD_NAMED_MAX: usize = 200;
