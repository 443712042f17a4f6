//! Every bug that can be planted: what it does, the laws that are meant to catch it, its harm.
//!
//! The one rule to know: a bug of which nobody could say whom it harms is not worth planting.
//! Long because it is a table.

use super::naming::bugs;
use crate::invariants::{
    D1, D2, D3, D4, D5, D6, D7, D8, D9, D10, D11, GOES_ON, Law, R3, S1, S2, S3, S4, S5, S7, S8, S9,
    S10, S11, S13, S14, S16, S17, S18, S19, S20,
};

bugs! {
    /// An outcome is not kept, so a repeated intent is decided again.
    OutcomeNotSticky by [S2, S1], "Somebody who pressed once, in a bad network, has two parties booked.";
    /// The same number with other content counts as the same intent.
    FingerprintIgnored by [S2, S1], "A copied phone's request is answered with another's outcome and never takes place.";
    /// A line of the journal is altered after it was hashed.
    JournalAltered by [S16], "Somebody can rewrite who got a seat, and nobody could prove it.";
    /// A page of changes ends early while the cursor goes to the head.
    PageCutShort by [S8, S7], "Half of the programme is missing on a phone for good.";
    /// The feed does not ask whose a household's records are.
    ScopeNotAsked by [S11], "Neighbours read what a household has registered for.";
    /// An answer brings the outcome but not the effect.
    EffectNotAnswered by [S9], "The screen says confirmed beside a list that says not registered.";
    /// A transaction given up half way leaves its effects behind.
    EffectWithoutVerdict by [S1, S8, S16], "A seat is taken by a request that was never answered, and asked for again.";
    /// The outcome is committed in a transaction of its own, before the effects.
    VerdictWithoutEffect by [S1], "Confirmed on the phone, unknown at the door.";
    /// The answer leaves before the commit.
    AnswerBeforeCommit by [S2, S7, S8, S1, S16], "Confirmed on the phone, forgotten by the server.";
    /// What was kept in memory outlives the transaction that was given up.
    KeptTooLong by [S1, S4, S5, S7, S8, S16], "A seat counts as taken by a request that nobody was ever told of.";
    /// What was kept in memory is written one transaction late.
    FlushedLate by [S1, S7, S8, S9, S16], "Confirmed on the phone beside a list that says not registered.";
    /// A row appears in the feed one transaction late, below cursors already given out.
    FeedRowLate by [S8], "A change of time never reaches some phones.";
    /// After a crash the server gives revisions out a second time.
    RevisionReused by [S8, S7, S9], "A cancelled session stays on some phones.";
    /// The seat check is off by one.
    SeatsOffByOne by [S5], "One family more than there are chairs.";
    /// Turns on the waiting list are renumbered when the line moves.
    TurnsRenumbered by [S1, S4], "Two families hold the same place in the line.";
    /// Nobody looks whether a hold of seats is over.
    DeadlinesForgotten by [S4], "A seat nobody wants stays empty while a family waits for it.";
    /// A held seat may be taken a day after its deadline.
    HoldOutlived by [S4, S1], "Two families are told that the same seat is theirs.";
    /// The look along the waiting list passes over one party now and then.
    PartyPassedOver by [S5, S4, S1], "A family that was first in line sees others called.";
    /// The tally of seats misses a change now and then.
    TallyForgotten by [S1, S4], "A session shows free seats that are not there.";
    /// The tally of a month's claims misses a change now and then.
    ClaimMonthForgotten by [S1, S4], "More points are claimed in a month than the rules allow.";
    /// A note is called kept although it is not.
    NoteNotKept by [S13], "A page of the diary is gone with the phone.";
    /// The device's clock decides whether registration is open.
    DeviceClockUsed by [S19, S2], "Whoever sets their clock ahead registers first.";
    /// Who asks is taken from the request instead of the session.
    SessionNotCompared by [S11], "A stranger reads and asks in the name of a neighbour.";
    /// A session that ended turns requests into refusals instead of 401.
    EndedSessionRefuses by [S2, S11], "What was saved offline is refused because one had to sign in again.";
    /// What an intent depends on is not looked at.
    DependencyIgnored by [S2], "Leaving is answered before the registration it undoes.";
    /// The screen says saved before the medium does.
    SavedTooSoon by [S3], "Saved, says the screen; after a crash nothing is there.";
    /// The outbox is written with relaxed durability.
    OutboxNotFlushed by [S3], "Saved, says the screen; the battery dies and nothing is there.";
    /// A failed write is taken for a good one.
    WriteErrorIgnored by [S3], "Saved, says the screen; the write had failed.";
    /// An intent leaves the outbox in one transaction and enters the history in another.
    OutboxRowGoneFirst by [S3], "A request is neither waiting nor answered.";
    /// The cursor is written in one transaction and the records in another.
    CursorBeforeRows by [S8, S7, S3], "Changes that came just before a crash never come again.";
    /// Sequence numbers start again after a restart.
    SeqReused by [S3, S2], "A request is taken for an older one and never sent.";
    /// A new revision of a note takes the place of the old one.
    NoteOverwritten by [S3, S13], "Two phones write in one diary page, and one of the texts is gone.";
    /// A store that is put in order lays what its page had read, not what is there by now.
    LaidAsRead by [S3, S7, S8, S9], "What a second window wrote down is gone at the next start.";
    /// A block of a store says what came, and not what went.
    GoingNotWritten by [S3, S7, S9, S11], "What was taken off the programme is there again at the next start.";
    /// Emptying a scope empties the outbox too.
    ResetClearsOutbox by [S3], "Signing in again throws away what was waiting.";
    /// Signing out throws away notes that were not sent.
    SignOutClearsNotes by [S3], "Signing out throws away the diary.";
    /// A 401 throws away what was to be sent.
    SignedOutDropsOutbox by [S3], "What was saved offline is gone because the session had ended.";
    /// The page of a captive portal counts as an answer.
    PortalIsAnswer by [S3], "A guest network throws away what was waiting.";
    /// A late answer is taken although the device has moved on.
    StaleAnswerTaken by [S8, S9, S7, S11], "A late answer brings back what had been changed.";
    /// The cursor is the maximum of what was seen.
    CursorIsMaximum by [S8, S7], "Sessions are missing from the programme for good.";
    /// A fork is passed over in silence.
    ForkIgnored by [S17, S2], "A phone set up from a copy waits for ever.";
    /// The numbers that a fork gives are written with relaxed durability.
    ForkNotFlushed by [S3, S1], "The battery dies, and what was done once is asked for and done again.";
    /// After a fork the rest of a request is decided all the same.
    DecidedAfterFork by [S2], "On a copied phone a consent is taken back and then given, the other way round.";
    /// What was written first is left out of a request that holds more.
    Overtaken by [S2], "A claim is taken back after it was put forward again, and nothing is claimed.";
    /// Failures are retried at once.
    NoBackoff by [S14], "A phone without network empties its battery.";
    /// Two pages that write at once give out the same number.
    SeqNotShared by [S3, S1], "Two windows, two requests, and one of them is overwritten.";
    /// A page writes an answer down although another page has moved on or signed out.
    AnswerUnguarded by [S8, S9, S11, S7], "A second window shows what has been out of date for hours.";
    /// A page is not told that another wrote.
    PagesNotTold by [S10], "Two windows side by side tell two stories.";
    /// A killed page keeps the turn to speak.
    TurnNeverGivenBack by [S17], "A closed window keeps the others from ever sending.";
    /// An ended session is answered with nothing, public news included.
    EndedSessionStopsFeeds by [GOES_ON], "A phone signed out overnight shows last week's programme.";
    /// A visitor whose session ended is taken for a stranger, and the resident's scopes emptied.
    EndedSessionEmpties by [GOES_ON], "What one has registered for is gone from the screen until one signs in.";
    /// A request is refused for one community in it that is not known.
    UnknownCommunityStopsAll by [GOES_ON], "One mistyped community, and nothing is sent or heard any more.";
    /// Where there is no room, nothing gives way.
    NothingGivesWay by [S18], "The programme is kept, the registration is not.";
    /// Where there is no room, the oldest request gives way.
    OutboxGivesWay by [S3], "Saved, says the screen; the next request throws it away.";
    /// Records that gave way are not named, so the cursor goes on without them.
    ShedNotNamed by [S8, S7, S3], "After a full storage half of the programme is missing for good.";
    /// A cleared store is taken for a new one.
    EvictionNotTold by [S3], "What was waiting is gone, and nobody says so.";
    /// What is kept beside the store is written once and never again.
    MarkerNotMoved by [S3], "Nothing was lost, says the screen; three requests were.";
    /// A count that the power took is given out again, and the marker beside knows it already.
    CountComesBack by [S3], "Nothing was lost, says the screen; a note was, written after the power came back.";
    /// What is kept beside the store is what the last page to write had counted.
    MarkerOfOnePage by [S3], "Three requests were lost, says the screen; it was four.";
    /// A cleared store takes its old identity again and numbers from 1.
    IdentityComesBack by [S1, S2], "A new request is taken for an old one and answered with its outcome.";
    /// After a crash the last line of the journal is gone, and nobody says so.
    LedgerCut by [S16], "Somebody takes back who got a seat, and nobody notices.";
    /// A server restored from a backup goes on under the old name.
    EpochKept by [S16, S2, S8, S9, S20], "After a broken disk, phones show seats that the server has forgotten.";
    /// A first page leaves revisions away that do not follow.
    ShelfMiscounts by [S7, S8, S9], "A new phone fetches the whole programme again and again.";
    /// A first page is old, and its cursor is not.
    ShelfSaysAll by [S7, S8], "A new phone never hears what was changed an hour ago.";
    /// A renewed app is not told again what the old one could not read.
    NoBackfill by [S7, S8], "After an update whole kinds of things stay missing.";
    /// A server does not say what it can read.
    HeldForGood by [S2, S17], "A request that an older server could not read waits until the app is renewed.";
    /// Whoever is nudged asks at once.
    NudgedAtOnce by [S14], "Whatever anyone does, every phone of the town asks at the same moment.";
    /// Whoever moves house stays on the phones of the household they left.
    MoveNotTold by [S7, S11], "The household somebody left goes on reading their name and birthday.";
    /// What was forgotten leaves no mark.
    MarkForgotten by [S2, S1], "A phone that lay in a drawer for a year asks again and is booked twice.";
    /// A request that rests on last year's programme is decided like any other.
    NeverExpires by [S2], "A phone that lay in a drawer takes a seat nobody wants any more.";
    /// What the server says of its sums is not compared with what is held.
    SumsNotCompared by [S7], "A session that a phone lost is missing there for good.";
    /// A phone passes over that the server was restored.
    RestoreIgnored by [S20], "After a broken disk, confirmed places are gone although the phones still know them.";
    /// A phone that does not know which life answered it takes the present one for that.
    LifeTakenOnTrust by [S20, S13], "A page without storage shows a place as confirmed that the restored server never heard of.";
    /// A commit comes back before it is on the medium.
    CommitNotSynced by [R3], "Confirmed, says the screen; after a power cut the server knows nothing of it.";
    /// The database keeps no log of what it is about to change.
    NoLog by [R3], "A power cut leaves the community's registrations half written.";
    /// Who asks is taken from the intent instead of the session.
    AskerBelieved by [S1, S2, S11], "Whoever overhears a request can send it in a neighbour's name.";
    /// A draw that was held is held again.
    DrawnTwice by [D1], "Who was not drawn is drawn after all, in a second draw that nobody announced.";
    /// One may apply before the seal is shown.
    SealedAfterwards by [D1], "The seed can be chosen by who has applied.";
    /// The draw is held with a seed that was never sealed.
    SeedNotSealed by [D1], "Whoever holds the draw can try seeds until the right family wins.";
    /// One household has fifty tickets more when it is drawn.
    FavouredInDraw by [D1], "A family that knows somebody at the desk wins every draw.";
    /// Lots are put in another order than the seed's.
    LotsTurned by [D1], "Whoever checks the draw at home finds another one.";
    /// One may still apply after the hour of the draw.
    HourOfDrawOutlived by [D1], "Who applies late takes the chances of those who were in time.";
    /// Nobody looks whether the hour of a draw has come.
    DrawForgotten by [D1], "Forty families wait for a draw that nobody holds.";
    /// A session's quotas are not looked at.
    QuotaOverlooked by [D2], "Ten children in a room for four.";
    /// Nobody looks in which building a household lives.
    BuildingOverlooked by [D2], "Three families of building 9 take the seats of the whole village.";
    /// Seats taken of a quota are not counted.
    QuotaNotCounted by [D2], "The places kept for the village are gone to others.";
    /// Whoever asks by phone is not counted.
    PhonesNotCounted by [D2], "Phones take the kiosk's seats in seconds.";
    /// A device's own word that it is a station is believed.
    StationClaimed by [D2], "Who changes one word in their phone takes an elder's seat.";
    /// Nobody looks whether a device is a station.
    StationOverlooked by [D2], "Seats are kept for the kiosk, and nobody gets them there.";
    /// A station that was ended counts as one.
    StationOutlived by [D2], "The tablet somebody took home goes on taking the kiosk's seats.";
    /// Of a party that comes up, the last one stays behind.
    PartyParted by [D3], "The grandmother has a seat, her grandson has none.";
    /// Every child counts as consented to.
    ConsentOverlooked by [D4], "A child swims without its parents knowing.";
    /// A consent that is taken back goes on.
    ConsentOutlived by [D4, S1], "The parents said no, and the child is registered all the same.";
    /// What staff decide is not signed.
    Unsigned by [D5], "Nobody can say who at the desk let the neighbour in.";
    /// All who work at the desk count as publishers.
    LevelOverlooked by [D5], "Who was to keep the roster cancels the festival.";
    /// The reason staff gave is not kept.
    ReasonForgotten by [D5], "A session is cancelled, and nobody reads why.";
    /// Whoever changes a session puts somebody out of it.
    ChangeTakesASeat by [D6], "The hall is smaller, and a confirmed seat is gone without a word.";
    /// That somebody was let in before others is told to nobody.
    LetInSilently by [D7], "Whoever waits longest sees a neighbour go in, and never reads why.";
    /// The latest change of a session is not remembered.
    ChangeForgotten by [D8], "The hour was changed, and the screen does not say so.";
    /// A session that has no day takes registrations as if it were held on the one it had.
    PostponedTaken by [S5], "Confirmed, says the phone, and a family sets out into the typhoon.";
    /// That a session is only postponed is not told with the change.
    PostponedToldCancelled by [D8], "Cancelled, says the phone, and a family gives up the seats it still has.";
    /// With one day of a course another one goes.
    DayTakesAnother by [D8, S1], "One evening moves, the next is gone.";
    /// A session is changed over what somebody else changed meanwhile.
    StaleRevisionTaken by [D8], "Two clerks change one session, and one of the changes is gone.";
    /// A mark that is corrected stays as it was.
    FirstMarkStands by [D9], "Somebody marked as absent by mistake stays so for good.";
    /// Whoever is marked counts as having had a seat.
    EverybodyHasASeat by [D9], "Somebody who never registered is noted as absent.";
    /// A day somebody stayed away takes the place of the one before.
    AbsencesForgotten by [D10], "Whoever stays away every week is always the first time.";
    /// What is published is not what was looked over.
    PublishedOtherwise by [D11], "The poster says seven in the evening, the app six in the morning.";
    /// The last week of a series is not published.
    SeriesCutShort by [D11], "The last evening of the course is in nobody's calendar.";
    /// The desk's records are told to everybody.
    DeskTold by [S11], "Neighbours read who waits for what, and the drafts of the committee.";
    /// What is a resident's alone is told to the desk.
    DiariesOnTheDesk by [S11], "The clerk reads a diary.";
}
