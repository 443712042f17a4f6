//! Text size, language, and which community a guest looks at.

use crate::dispatch::use_dispatch;
use crate::parts::{Choice, OptionLook, Options, TextSize};
use crate::state::{State, use_state};
use crate::text::{Lang, me as text};
use leptos::prelude::*;
use sync::replica::Who;

/// The three.
#[component]
pub fn Settings(who: Memo<Option<Who>>) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let sizes = Signal::derive(move || {
        let lang = state.lang();
        let choice = |size: TextSize| plain(size.as_data(), text::size(lang, size));
        TextSize::ALL.map(choice).to_vec()
    });
    let size = Signal::derive(move || state.text_size.get().as_data().to_owned());
    let langs = Signal::derive(|| {
        Lang::ALL
            .map(|lang| plain(lang.code(), lang.own_name()))
            .to_vec()
    });
    let lang = Signal::derive(move || state.lang().code().to_owned());
    let pick_size = move |size: String| {
        if let Some(size) = TextSize::from_data(&size) {
            dispatch.set_text_size(size);
        }
    };
    let pick_lang = move |code: String| {
        if let Some(lang) = Lang::from_code(&code) {
            dispatch.set_lang(lang);
        }
    };
    let community = move || who.with(Option::is_none).then(|| view! { <Communities /> });
    view! {
        <Options
            legend=text::text_size(state.lang())
            name="text-size"
            choices=sizes
            value=size
            on_pick=pick_size
            look=OptionLook::Chips
        />
        <Options
            legend=text::language(state.lang())
            name="language"
            choices=langs
            value=lang
            on_pick=pick_lang
            look=OptionLook::Chips
        />
        {community}
    }
}

fn plain(value: &str, word: &str) -> Choice {
    Choice {
        value: value.to_owned(),
        word: word.to_owned(),
        sub: String::new(),
    }
}

/// Every community that can be looked at; nothing while there is but one.
#[component]
fn Communities() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let choices = Signal::derive(move || choices(state));
    let value = Signal::derive(move || state.community.get().to_string());
    let pick = Callback::new(move |id: String| {
        if let Ok(id) = id.parse() {
            dispatch.choose_community(id);
        }
    });
    let several = Memo::new(move |_| choices.with(Vec::len) > 1);
    move || {
        several.get().then(|| {
            view! {
                <Options
                    legend=text::community(state.lang())
                    name="community"
                    choices
                    value
                    on_pick=pick
                />
            }
        })
    }
}

fn choices(state: State) -> Vec<Choice> {
    let lang = state.lang();
    let communities = state.communities.get();
    let names = communities.iter();
    names
        .map(|each| plain(each.id.as_str(), &lang.of(&each.name)))
        .collect()
}
