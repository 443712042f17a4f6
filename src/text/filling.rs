//! What a form says that comes back as it was left.

use super::pair::sentences;

sentences! {
    /// What is seen was typed before the page came back.
    not_saved_yet: "这是您上次填到一半的，还没有存。",
        "This is what you had filled in. It is not saved yet.";
    /// Puts back what stood there before.
    clear: "不要这些了", "Discard this";
}
