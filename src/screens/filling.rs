//! A form while it is filled in: kept with each touch, and there again when the page comes back.
//!
//! The one rule to know: the whole form is kept as it was seen, with what it was written over, so
//! that one that came back saves just what it would have saved. What was saved is kept no longer.
//!
//! Deliberately absent: where it is kept, for whom and how much of it; that is [`crate::typed`]'s.

use super::go::use_go;
use crate::dispatch::{Dispatch, use_dispatch};
use crate::parts::{Button, ButtonKind, Notice, NoticeTone};
use crate::state::use_state;
use crate::text::filling as say;
use crate::typed::Fields;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// One field of a form: how it is written down and read again.
pub struct Field {
    name: Cow<'static, str>,
    /// Whether somebody types it; what is only kept beside fills no form.
    is_typed: bool,
    write: Box<dyn Fn() -> String + Send + Sync>,
    read: Box<dyn Fn(&str) + Send + Sync>,
}

/// A field by how its value is written, and read again; what cannot be read changes nothing.
pub fn field<T: Send + Sync + 'static>(
    name: impl Into<Cow<'static, str>>,
    value: RwSignal<T>,
    write: fn(&T) -> String,
    read: fn(&str) -> Option<T>,
) -> Field {
    Field {
        name: name.into(),
        is_typed: true,
        write: Box::new(move || value.with(write)),
        read: Box::new(move |text| {
            if let Some(read) = read(text) {
                value.set(read);
            }
        }),
    }
}

/// What nobody types and that goes with what is typed: what it was written over, what is asked.
pub fn beside(field: Field) -> Field {
    Field {
        is_typed: false,
        ..field
    }
}

/// A value as it is stored everywhere.
pub fn stored<T>(name: impl Into<Cow<'static, str>>, value: RwSignal<T>) -> Field
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let write = |value: &T| serde_json::to_string(value).unwrap_or_default();
    field(name, value, write, |text| sync::json::read(text).ok())
}

/// A field of words.
pub fn words(name: impl Into<Cow<'static, str>>, value: RwSignal<String>) -> Field {
    field(name, value, String::clone, |text| Some(text.to_owned()))
}

/// One of a few answers, by their names.
pub fn answer<T: Copy + Send + Sync + 'static>(
    name: impl Into<Cow<'static, str>>,
    value: RwSignal<T>,
    names: fn(T) -> &'static str,
    all: &'static [T],
) -> Field {
    Field {
        name: name.into(),
        is_typed: true,
        write: Box::new(move || names(value.get()).to_owned()),
        read: Box::new(move |text| {
            if let Some(found) = all.iter().find(|one| names(**one) == text) {
                value.set(*found);
            }
        }),
    }
}

/// The fields, and what stood in them before anybody typed.
struct Form {
    address: String,
    opened_by: Option<String>,
    fields: Vec<Field>,
    clean: Vec<String>,
}

impl Form {
    /// What stands in the fields. Tracks them.
    fn now(&self) -> Vec<String> {
        self.fields.iter().map(|field| (field.write)()).collect()
    }

    /// Whether nothing that is typed is another than before.
    fn is_clean(&self, now: &[String]) -> bool {
        let mut pairs = self.fields.iter().zip(now.iter().zip(&self.clean));
        pairs.all(|(field, (now, clean))| !field.is_typed || now == clean)
    }

    fn named(&self, now: Vec<String>) -> Fields {
        let names = self.fields.iter().map(|field| field.name.to_string());
        names.zip(now).collect()
    }

    /// Fills in what is kept, by the names of the fields; an earlier build may have had others.
    fn fill(&self, kept: &Fields) {
        for field in &self.fields {
            if let Some((_, text)) = kept.iter().find(|(name, _)| *name == field.name) {
                (field.read)(text);
            }
        }
    }

    /// Puts back what stood there before anybody typed.
    fn empty(&self) {
        for (field, text) in self.fields.iter().zip(&self.clean) {
            (field.read)(text);
        }
    }
}

/// A form that is kept while it is filled in. Copy it freely.
#[derive(Clone, Copy)]
pub struct Filling {
    /// Kept behind a handle, because a filling is handed about by value.
    dispatch: StoredValue<Dispatch>,
    form: StoredValue<Form>,
    /// Whether what is seen was typed before the page came back.
    came_back: RwSignal<bool>,
}

impl Filling {
    /// The form of this page, filled in again where it was left half filled.
    pub fn of(fields: Vec<Field>) -> Self {
        let address = use_go().at.get_untracked().href();
        let (state, dispatch) = (use_state(), use_dispatch());
        let mut form = Form {
            opened_by: state.typing(),
            address,
            fields,
            clean: Vec::new(),
        };
        form.clean = untrack(|| form.now());
        if let Some(kept) = state.typed_in(&form.address) {
            form.fill(&kept);
        }
        let came_back = !form.is_clean(&untrack(|| form.now()));
        if !came_back {
            form.empty();
        }
        let filling = Self {
            dispatch: StoredValue::new(dispatch),
            form: StoredValue::new(form),
            came_back: RwSignal::new(came_back),
        };
        Effect::new(move |_| filling.keep());
        on_cleanup(move || dispatch.say_half_filled(false));
        filling
    }

    /// Whoever leaves the page has given it up: for choices of one touch, that nobody looks for
    /// again.
    #[must_use]
    pub fn for_this_visit(self) -> Self {
        let (dispatch, address) = (self.dispatch.get_value(), self.address());
        on_cleanup(move || dispatch.forget_typed(&address));
        self
    }

    fn address(self) -> String {
        self.form.with_value(|form| form.address.clone())
    }

    /// Keeps what is typed, or nothing where all is as it was. Tracks the fields.
    fn keep(self) {
        self.form.with_value(|form| {
            let now = form.now();
            let is_half_filled = !form.is_clean(&now);
            let dispatch = self.dispatch.get_value();
            dispatch.say_half_filled(is_half_filled);
            if is_half_filled {
                let (by, fields) = (form.opened_by.as_deref(), form.named(now));
                dispatch.keep_typed(by, &form.address, fields);
            } else {
                dispatch.forget_typed(&form.address);
                self.came_back.set(false);
            }
        });
    }

    /// The same work; once it is durable, what was typed is kept no longer, also where its page was
    /// left meanwhile.
    pub fn until_saved<T, E>(
        self,
        act: impl Future<Output = Result<T, E>>,
    ) -> impl Future<Output = Result<T, E>> {
        let (dispatch, address) = (self.dispatch.get_value(), self.address());
        async move {
            let done = act.await;
            if done.is_ok() {
                dispatch.forget_typed(&address);
                self.saved();
            }
            done
        }
    }

    /// What stands there now is what nobody needs to save any more; unless the page was left.
    pub fn saved(self) {
        let is_here = self.form.try_update_value(|form| {
            form.clean = untrack(|| form.now());
        });
        if is_here.is_some() {
            self.dispatch.get_value().say_half_filled(false);
            self.came_back.set(false);
        }
    }

    /// Puts back what stood there before anybody typed.
    fn clear(self) {
        self.form.with_value(Form::empty);
        self.came_back.set(false);
    }
}

/// That what is seen was not saved yet, and the way to be rid of it; nothing on a page that is new.
#[component]
pub fn CameBack(
    /// The form.
    filling: Filling,
) -> impl IntoView {
    let lang = use_state().lang();
    move || {
        filling.came_back.get().then(|| {
            view! {
                <Notice tone=NoticeTone::Quiet text=say::not_saved_yet(lang)>
                    <Button
                        kind=ButtonKind::Quiet
                        word=say::clear(lang)
                        on_press=move |()| filling.clear()
                    />
                </Notice>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Way {
        Open,
        Draw,
    }

    const fn name(way: Way) -> &'static str {
        match way {
            Way::Open => "open",
            Way::Draw => "draw",
        }
    }

    /// A form, and what is typed into it.
    struct Typed {
        form: Form,
        title: RwSignal<String>,
        way: RwSignal<Way>,
        days: RwSignal<Vec<u8>>,
    }

    fn written_over(version: u32) -> Typed {
        let title = RwSignal::new("太极拳".to_owned());
        let way = RwSignal::new(Way::Open);
        let days = RwSignal::new(vec![1, 5]);
        let fields = vec![
            words("title", title),
            answer("way", way, name, &[Way::Open, Way::Draw]),
            stored("days", days),
            beside(stored("over", RwSignal::new(version))),
        ];
        let mut form = Form {
            address: "/desk/new".to_owned(),
            opened_by: None,
            fields,
            clean: Vec::new(),
        };
        form.clean = form.now();
        Typed {
            form,
            title,
            way,
            days,
        }
    }

    fn begin() -> Owner {
        let owner = Owner::new();
        owner.set();
        owner
    }

    #[test]
    fn a_form_comes_back_as_it_was_left_and_goes_back_to_as_it_was_before() {
        let _owner = begin();
        let left = written_over(1);
        assert!(left.form.is_clean(&left.form.now()));
        left.title.set(" 太极拳\n初级 ".to_owned());
        left.way.set(Way::Draw);
        left.days.set(Vec::new());
        let kept = left.form.named(left.form.now());

        let back = written_over(2);
        back.form.fill(&kept);
        assert_eq!(back.title.get(), " 太极拳\n初级 ");
        assert_eq!((back.way.get(), back.days.get()), (Way::Draw, Vec::new()));
        let now = back.form.now();
        assert!(!back.form.is_clean(&now));
        assert_eq!(back.form.named(now), kept, "and over what it was written");
        back.form.empty();
        assert_eq!(back.form.now(), back.form.clean);
        assert_eq!((back.way.get(), back.days.get()), (Way::Open, vec![1, 5]));
    }

    #[test]
    fn what_goes_beside_a_form_fills_none() {
        let _owner = begin();
        let (old, new) = (written_over(1).form, written_over(2).form);
        new.fill(&old.named(old.now()));
        assert_ne!(new.now(), new.clean);
        assert!(new.is_clean(&new.now()));
    }

    #[test]
    fn what_another_build_kept_fills_in_what_this_one_can_read() {
        let _owner = begin();
        let typed = written_over(1);
        let kept = [
            ("gone", "1"),
            ("days", "[1,\"eight\"]"),
            ("way", "by-lot"),
            ("title", "书法"),
        ];
        let kept = kept.map(|(name, text)| (name.to_owned(), text.to_owned()));
        typed.form.fill(&kept.into());
        assert_eq!(typed.title.get(), "书法");
        assert_eq!((typed.way.get(), typed.days.get()), (Way::Open, vec![1, 5]));
    }
}
