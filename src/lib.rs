//! The app: screens over state, with the network and the store behind one door each.

pub mod parts;

use leptos::prelude::*;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <main>
            <h1>"厝边"</h1>
            <p>"Cuobian"</p>
        </main>
    }
}
