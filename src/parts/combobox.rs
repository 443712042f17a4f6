//! Picking one of very many: a field to search in, and a short list under it.
//!
//! The one rule: what is picked stands in the field until something is typed; leaving the field or
//! Escape bring it back. Down, Up and Enter do what the pointer does; within an input method they
//! are the method's own.
//!
//! Absent on purpose: what is found, how many, and in which order.

use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use web_sys::KeyboardEvent;

use super::icon::{Glyph, Icon};

/// Where the part of the screen ends on which a line of the list is surely seen: below it stands
/// what is docked. Units: hundredths of the screen's height.
const SEEN_PERCENT: f64 = 80.0;

/// How far down a field may stand for its list to have room under it; one further down is brought
/// up first. Units: hundredths of the screen's height.
const ROOMY_PERCENT: f64 = 40.0;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What it is called in the program.
    pub value: String,
    /// What it is called on the screen.
    pub word: String,
    /// A line under the word; empty for none.
    pub sub: String,
}

/// Where one is in the list. Copy it freely.
#[derive(Clone, Copy)]
struct Walk {
    /// What is typed; none while what is picked stands in the field.
    typed: RwSignal<Option<String>>,
    is_open: RwSignal<bool>,
    /// The line that Enter takes.
    at: RwSignal<Option<usize>>,
}

impl Walk {
    fn closed() -> Self {
        Self {
            typed: RwSignal::new(None),
            is_open: RwSignal::new(false),
            at: RwSignal::new(None),
        }
    }

    fn open(self) {
        self.at.set(None);
        self.is_open.set(true);
    }

    fn close(self) {
        self.is_open.set(false);
        self.at.set(None);
        self.typed.set(None);
    }

    /// One line down or up of so many; past the end one begins again.
    fn step(self, lines: usize, down: bool) {
        if !self.is_open.get_untracked() {
            self.open();
        }
        let Some(last) = lines.checked_sub(1) else {
            return;
        };
        let next = match (self.at.get_untracked(), down) {
            (Some(at), true) if at < last => at.saturating_add(1),
            (_, true) => 0,
            (None | Some(0), false) => last,
            (Some(at), false) => at.saturating_sub(1),
        };
        self.at.set(Some(next));
    }
}

/// The field and its list.
#[component]
pub fn Combobox(
    /// The field's id, one of its kind on the page.
    id: &'static str,
    /// Its label.
    #[prop(into)]
    label: TextProp,
    /// What may be typed, shown while the field is empty.
    #[prop(into)]
    hint: TextProp,
    /// The word for what is picked; empty while nothing is.
    #[prop(into)]
    picked: Signal<String>,
    /// What is found for what is typed.
    #[prop(into)]
    found: Signal<Vec<Suggestion>>,
    /// A line at the end of the list: how many more there are, or that nothing was found.
    #[prop(into)]
    foot: Signal<Option<String>>,
    /// What is wrong and what to do; `None` when nothing is.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Says what is typed now; empty when nothing is.
    #[prop(into)]
    on_type: Callback<String>,
    /// Says which value is picked now.
    #[prop(into)]
    on_pick: Callback<String>,
) -> impl IntoView {
    let walk = Walk::closed();
    let search = Search {
        id,
        walk,
        found,
        picked,
        on_type,
        on_pick,
    };
    let field = NodeRef::<html::Input>::new();
    // What is picked is written over by the first key, not added to.
    let on_focus = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
            if field.get_bounding_client_rect().bottom() > share_of_screen(ROOMY_PERCENT) {
                field.scroll_into_view_with_bool(true);
            }
        }
        walk.open();
    };
    Effect::new(move |_| {
        if let Some(line) = search.active() {
            show(&line);
        }
    });
    // Under the label, where it wraps: in the field a longer one was cut off in larger text.
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let described = format!("{hint_id} {error_id}");
    let wrong = move || {
        let word = error.get()?;
        Some(view! { <p class="field-error"><Icon glyph=Glyph::Care /> {word}</p> })
    };
    let list = search.list(label.clone(), foot);
    view! {
        <div class="field">
            <label for=id>{move || label.get()}</label>
            <p class="field-hint" id=hint_id>{move || hint.get()}</p>
            <div class="combobox">
                <Icon glyph=Glyph::Search />
                <input
                    class="input"
                    id=id
                    type="text"
                    role="combobox"
                    aria-autocomplete="list"
                    aria-expanded=move || if walk.is_open.get() { "true" } else { "false" }
                    aria-controls=format!("{id}-list")
                    aria-activedescendant=move || search.active()
                    aria-describedby=described
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    enterkeyhint="done"
                    node_ref=field
                    prop:value=move || walk.typed.get().unwrap_or_else(|| picked.get())
                    on:input=move |event| search.take_text(event_target_value(&event))
                    on:keydown=move |event| search.take_key(&event)
                    on:focus=on_focus
                    on:click=move |_| walk.is_open.set(true)
                    on:blur=move |_| search.leave()
                />
                {list}
            </div>
            <div id=error_id role="alert">{wrong}</div>
        </div>
    }
}

/// What is looked for, found and picked. Copy it freely.
#[derive(Clone, Copy)]
struct Search {
    id: &'static str,
    walk: Walk,
    found: Signal<Vec<Suggestion>>,
    picked: Signal<String>,
    on_type: Callback<String>,
    on_pick: Callback<String>,
}

impl Search {
    fn pick(self, value: String) {
        self.on_pick.run(value);
        self.leave();
    }

    fn leave(self) {
        self.on_type.run(String::new());
        self.walk.close();
    }

    fn take_text(self, text: String) {
        self.on_type.run(text.clone());
        self.walk.open();
        // What was typed is looked for, so its first line is what Enter takes.
        self.walk.at.set((!text.trim().is_empty()).then_some(0));
        self.walk.typed.set(Some(text));
    }

    fn take_key(self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let lines = self.found.with_untracked(Vec::len);
        let is_open = self.walk.is_open.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.walk.step(lines, true),
            "ArrowUp" => self.walk.step(lines, false),
            "Enter" if is_open => self.pick_active(),
            "Escape" if is_open => self.leave(),
            _ => return,
        }
        event.prevent_default();
    }

    fn pick_active(self) {
        let at = self.walk.at.get_untracked();
        let found = self.found;
        let taken = at.and_then(|at| found.with_untracked(|found| found.get(at).cloned()));
        if let Some(taken) = taken {
            self.pick(taken.value);
        }
    }

    /// The id of the line that Enter takes. Tracks the list.
    fn active(self) -> Option<String> {
        let at = self.walk.at.get()?;
        let is_there = self.walk.is_open.get() && self.found.with(|found| at < found.len());
        is_there.then(|| line_id(self.id, at))
    }

    fn list(self, label: TextProp, foot: Signal<Option<String>>) -> impl IntoView {
        let Self { walk, found, .. } = self;
        let lines = move || {
            let lines = found.get().into_iter().enumerate();
            lines.map(|(at, line)| self.line(at, line)).collect_view()
        };
        let foot = move || {
            foot.get()
                .map(|said| view! { <p class="combobox-foot">{said}</p> })
        };
        view! {
            // A press on the list leaves the focus in the field, which would close it.
            <div
                class="combobox-list"
                hidden=move || !walk.is_open.get()
                on:mousedown=|event| event.prevent_default()
            >
                <ul
                    id=format!("{}-list", self.id)
                    role="listbox"
                    aria-label=move || label.get()
                >
                    {lines}
                </ul>
                <div role="status">{foot}</div>
            </div>
        }
    }

    fn line(self, at: usize, line: Suggestion) -> impl IntoView {
        let Self { walk, picked, .. } = self;
        let Suggestion { value, word, sub } = line;
        let own = word.clone();
        let is_picked = move || picked.with(|picked| *picked == own);
        let tick = is_picked.clone();
        let tick = move || tick().then(|| view! { <Icon glyph=Glyph::Check /> });
        let under = (!sub.is_empty()).then(|| view! { <span class="tick-sub">{sub}</span> });
        view! {
            <li
                id=line_id(self.id, at)
                class="combobox-line"
                role="option"
                aria-selected=move || if is_picked() { "true" } else { "false" }
                data-active=move || (walk.at.get() == Some(at)).then_some("yes")
                on:click=move |_| self.pick(value.clone())
            >
                <span>
                    <span class="tick-name">{word}</span>
                    {under}
                </span>
                {tick}
            </li>
        }
    }
}

fn line_id(id: &str, at: usize) -> String {
    format!("{id}-{at}")
}

/// Brings a line into sight where it stands below the screen, or above it.
fn show(line: &str) {
    let Some(element) = document().get_element_by_id(line) else {
        return;
    };
    let seen = element.get_bounding_client_rect();
    if seen.bottom() > share_of_screen(SEEN_PERCENT) {
        element.scroll_into_view_with_bool(false);
    } else if seen.top() < 0.0 {
        element.scroll_into_view_with_bool(true);
    }
}

/// A share of the screen's height. Units: css pixels, of hundredths.
fn share_of_screen(percent: f64) -> f64 {
    let height = window().inner_height().ok().and_then(|px| px.as_f64());
    height.unwrap_or(f64::MAX) * percent / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_walk_the_list_round_and_open_it() {
        let owner = Owner::new();
        owner.set();
        let walk = Walk::closed();
        let mut gone = Vec::new();
        for (lines, down) in [
            (3, true),
            (3, true),
            (3, true),
            (3, true),
            (3, false),
            (3, false),
            (0, true),
        ] {
            walk.step(lines, down);
            gone.push(walk.at.get_untracked());
        }
        let all = [0, 1, 2, 0, 2, 1, 1].map(Some);
        assert_eq!(gone, all);
        assert!(walk.is_open.get_untracked());
        walk.close();
        walk.step(3, false);
        assert_eq!(
            walk.at.get_untracked(),
            Some(2),
            "up from nowhere is the last"
        );
    }
}
