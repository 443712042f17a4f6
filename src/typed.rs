//! What is being typed, kept in this tab until it was saved: a reload, a tab that crashed and a new
//! build leave the words of a half-filled form where they were.
//!
//! The one rule to know: all of it is one person's, by one store's word of who that is, and nobody
//! else's page reads it. Once somebody else, or nobody, is signed in, or the store was erased, it
//! is forgotten; at a kiosk nothing is kept of whoever is not signed in.
//!
//! Deliberately absent: promises. Nothing here is called saved; a tab that is closed takes it along,
//! and a storage that is full or missing keeps nothing.

use crate::browser;
use sync::Replica;

/// Under what it is kept.
const TYPED: &str = "typed";
/// The most that is kept of all forms. Units: bytes. Several times the longest draft of the desk;
/// one that is longer is kept as it was when it last fitted, and older forms give way to newer ones.
pub const KEPT_BYTES_MAX: usize = 65_536;

/// What is typed into one form: the name of each field, and what stands in it.
pub type Fields = Vec<(String, String)>;

/// Each form's address and what is typed into it; the one that was typed into last stands first.
#[derive(Debug, Default, PartialEq, Eq)]
struct Forms(Vec<(String, Fields)>);

/// Whose typing is kept now; none where nobody's is. Nobody signed in is a person of their own on a
/// phone, and anybody at a kiosk.
pub fn whose(replica: &Replica) -> Option<String> {
    let device = replica.identity().device;
    match replica.who() {
        Some(who) => Some(format!("{device}/{}/{}", who.community, who.resident)),
        None if replica.is_station() => None,
        None => Some(device.to_string()),
    }
}

/// Forgets all that is not theirs. Called when the page starts, and whenever the replica changed.
pub fn heed(whose: Option<&str>) {
    let kept = browser::kept_in_tab(TYPED);
    if kept.is_some_and(|text| of(&text, whose).is_none()) {
        forget_all();
    }
}

/// Forgets everything.
pub fn forget_all() {
    browser::forget_in_tab(TYPED);
}

/// What they had typed into a form.
pub fn kept(whose: &str, form: &str) -> Option<Fields> {
    Forms::kept(whose).of_form(form).cloned()
}

/// Keeps what they typed into a form, instead of what was kept of it before.
pub fn keep(whose: &str, form: &str, fields: Fields) {
    let mut forms = Forms::kept(whose);
    forms.put(form, fields);
    if let Some(text) = forms.written(whose) {
        // Where it is not taken, what was kept before stands.
        browser::keep_in_tab(TYPED, &text);
    }
}

/// Forgets what they typed into a form: it was saved, or given up.
pub fn forget(whose: &str, form: &str) {
    let mut forms = Forms::kept(whose);
    if !forms.take_out(form) {
        return;
    }
    match forms.written(whose).filter(|_| !forms.0.is_empty()) {
        Some(text) => browser::keep_in_tab(TYPED, &text),
        None => forget_all(),
    }
}

/// What is kept, where it is theirs: the first line names whose it is.
fn of<'a>(text: &'a str, whose: Option<&str>) -> Option<&'a str> {
    let (named, forms) = text.split_once('\n')?;
    (Some(named) == whose).then_some(forms)
}

impl Forms {
    fn kept(whose: &str) -> Self {
        let text = browser::kept_in_tab(TYPED).unwrap_or_default();
        Self::read(&text, whose)
    }

    /// What is theirs of it and can be read; nothing else is shown.
    fn read(text: &str, whose: &str) -> Self {
        let forms = of(text, Some(whose)).and_then(|forms| sync::json::read(forms).ok());
        Self(forms.unwrap_or_default())
    }

    fn of_form(&self, form: &str) -> Option<&Fields> {
        let found = self.0.iter().find(|(of, _)| of == form);
        found.map(|(_, fields)| fields)
    }

    fn put(&mut self, form: &str, fields: Fields) {
        self.take_out(form);
        self.0.insert(0, (form.to_owned(), fields));
    }

    /// Takes one out, and says whether it was there.
    fn take_out(&mut self, form: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|(of, _)| of != form);
        self.0.len() < before
    }

    /// All of it as a text that fits, the forms that were typed into longest ago left out; none
    /// where the newest alone does not.
    fn written(&mut self, whose: &str) -> Option<String> {
        loop {
            let forms = serde_json::to_string(&self.0).ok()?;
            let text = format!("{whose}\n{forms}");
            if text.len() <= KEPT_BYTES_MAX {
                return Some(text);
            }
            if self.0.len() <= 1 {
                return None;
            }
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MEI: &str = "device/350526/mei";
    const CHEN: &str = "device/350526/chen";

    fn words(text: &str) -> Fields {
        vec![("words".to_owned(), text.to_owned())]
    }

    fn of_mei(forms: &[(&str, &str)]) -> String {
        let mut all = Forms::default();
        for (form, text) in forms {
            all.put(form, words(text));
        }
        all.written(MEI).unwrap()
    }

    #[test]
    fn what_was_typed_comes_back_to_its_own_form_as_it_was() {
        let said = "带了两个\n\"枣糕\"，\\他很高兴";
        let text = of_mei(&[("/diary/a/edit", "早上"), ("/diary/b/edit", said)]);
        let forms = Forms::read(&text, MEI);
        assert_eq!(forms.of_form("/diary/b/edit"), Some(&words(said)));
        assert_eq!(forms.of_form("/diary/a/edit"), Some(&words("早上")));
        assert_eq!(forms.of_form("/diary/c/edit"), None);
    }

    #[test]
    fn nobody_reads_what_another_typed() {
        let text = of_mei(&[("/diary/a/edit", "早上")]);
        for other in [CHEN, "device", "", "device/350526/me"] {
            assert_eq!(Forms::read(&text, other), Forms::default(), "{other}");
            assert_eq!(of(&text, Some(other)), None, "{other}");
        }
        assert_eq!(of(&text, None), None, "nobody at a kiosk");
    }

    #[test]
    fn what_cannot_be_read_is_nothing_typed() {
        for text in ["", MEI, "[[\"/diary/a/edit\"", &format!("{MEI}\n[[1,2]]")] {
            assert_eq!(Forms::read(text, MEI), Forms::default(), "{text}");
        }
    }

    #[test]
    fn the_last_word_of_a_form_stands_and_a_form_that_was_saved_is_gone() {
        let text = of_mei(&[("/a", "一"), ("/b", "二"), ("/a", "三")]);
        let mut forms = Forms::read(&text, MEI);
        assert_eq!(forms.of_form("/a"), Some(&words("三")));
        assert!(forms.take_out("/a"));
        assert!(!forms.take_out("/a"), "it is gone");
        assert_eq!(forms.0, vec![("/b".to_owned(), words("二"))]);
    }

    #[test]
    fn forms_typed_into_longest_ago_give_way_and_one_that_is_too_long_takes_nothing_away() {
        let third = "字".repeat(KEPT_BYTES_MAX / 3 / 3);
        let full = [("/a", &*third), ("/b", &third), ("/c", &third)];
        let text = of_mei(&full);
        assert!(text.len() <= KEPT_BYTES_MAX, "{}", text.len());
        let forms = Forms::read(&text, MEI);
        assert_eq!(forms.of_form("/a"), None, "the oldest gave way");
        assert!(forms.of_form("/b").is_some() && forms.of_form("/c").is_some());
        let mut forms = Forms::default();
        forms.put("/d", words(&"字".repeat(KEPT_BYTES_MAX)));
        assert_eq!(forms.written(MEI), None);
    }
}
