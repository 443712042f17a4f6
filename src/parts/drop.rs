//! A place where a file may be dropped, around the button that chooses one.
//!
//! The one rule: dropping is never the only way; without a mouse the place is just a frame.

use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// The place.
#[component]
pub fn DropArea(
    /// That a file may be dropped; shown where there is a mouse.
    #[prop(into)]
    hint: TextProp,
    /// Hands over what was dropped.
    #[prop(into)]
    on_drop: Callback<DragEvent>,
    /// The button that chooses.
    children: Children,
) -> impl IntoView {
    let over = RwSignal::new(false);
    // Without this the browser would open the file in place of the page.
    let stay = move |event: DragEvent, is_over: bool| {
        event.prevent_default();
        over.set(is_over);
    };
    view! {
        <div
            class="drop"
            data-over=move || over.get().then_some("yes")
            on:dragover=move |event| stay(event, true)
            on:dragleave=move |event| stay(event, false)
            on:drop=move |event| {
                stay(event.clone(), false);
                on_drop.run(event);
            }
        >
            {children()}
            <p class="drop-hint second">{move || hint.get()}</p>
        </div>
    }
}
