//! What every language of the house must be able to say.
//!
//! The one rule to know: `&'static str` for what never changes, `fn` for what carries values.

use super::NameOf;
use crate::keeper::NotSaved;
use crate::net::SignInError;
use crate::state::{DiaryCopy, Expected, Standing, StorageHealth, SyncStatus, Waits, What};
use rules::activity::fee::Fee;
use rules::activity::{ActivityKind, Audience};
use rules::points::{Cap, Worth};
use rules::session::Ages;
use rules::{Refusal, civil};
use sync::Outcome;

/// Every sentence of one language.
pub struct Phrases {
    /// The app's name.
    pub app_name: &'static str,
    /// The word for today.
    pub today_word: &'static str,
    /// The word for tomorrow.
    pub tomorrow_word: &'static str,
    /// The names of the five screens and of the parts they share.
    pub screens: Screens,

    /// Why a rule said no, and what helps next: two short sentences.
    pub refusal: fn(&Refusal, NameOf) -> String,
    /// What became of a request: one sentence, with the reason where there is one.
    pub outcome: fn(&Outcome, NameOf) -> String,
    /// Why something was not saved, and what is safe.
    pub not_saved: fn(&NotSaved, NameOf) -> String,
    /// Why signing in did not work.
    pub sign_in_error: fn(&SignInError) -> String,

    /// A standing in a word or two: `已报名`, `候补第 3 位`.
    pub standing: fn(&Standing) -> String,
    /// Where a note is kept, in a few words.
    pub copy: fn(&DiaryCopy) -> String,
    /// What was asked for, as a line: `报名：太极拳（陈美、陈强）`.
    pub what: fn(&What) -> String,
    /// Why it waits.
    pub waits: fn(&Waits) -> String,
    /// How the conversation with the server goes; empty when there is nothing to say.
    pub sync_status: fn(&SyncStatus) -> String,
    /// How safe what is written is; empty when there is nothing to say.
    pub storage: fn(&StorageHealth) -> String,

    /// The consequence before the button, on and offline.
    pub consequence: fn(Expected, bool) -> String,
    /// How a course meets: `10次，3月20日 周五 至 5月22日 周五`; one day is just that day.
    pub days: fn(&[civil::Date]) -> String,
    /// The ages admitted; empty when all are.
    pub ages: fn(Ages) -> String,
    /// What it costs; empty where nobody said.
    pub fee: fn(&Fee) -> String,

    /// The name of a kind.
    pub kind: fn(ActivityKind) -> &'static str,
    /// The name of an audience.
    pub audience: fn(Audience) -> &'static str,

    /// A length: `1小时15分`.
    pub minutes: fn(u32) -> String,
    /// Points: `25分`.
    pub points: fn(u32) -> String,
    /// What a claim would be worth, with the caps it met.
    pub worth: fn(&Worth) -> String,
    /// One cap that was met.
    pub cap: fn(&Cap) -> String,
    /// Bytes in a unit a person reads.
    pub bytes: fn(u64) -> String,
    /// How many rows this build cannot read.
    pub unreadable: fn(u64) -> String,
    /// How old what is shown is: `14:30 更新`.
    pub heard_at: fn(civil::DateTime, civil::Date) -> String,
}

/// Names of screens and the words that stand on more than one of them.
pub struct Screens {
    /// Today.
    pub today: &'static str,
    /// Activities.
    pub activities: &'static str,
    /// Diary.
    pub diary: &'static str,
    /// Me.
    pub me: &'static str,
    /// The skip button.
    pub skip: &'static str,
    /// The name of the navigation.
    pub navigation: &'static str,
    /// What is being done while the store opens.
    pub opening: &'static str,
    /// Said of an address that leads nowhere.
    pub nowhere: &'static str,
    /// What to do then.
    pub nowhere_next: &'static str,
    /// Said when a part of the app could not be fetched.
    pub lost: &'static str,
    /// What to do then.
    pub lost_next: &'static str,
    /// The button that fetches it again.
    pub lost_again: &'static str,
    /// Back.
    pub back: &'static str,
    /// The text-size switch, by the size now.
    pub text_size: fn(crate::parts::TextSize) -> &'static str,
    /// The sign of the text-size switch.
    pub text_sample: &'static str,
}
