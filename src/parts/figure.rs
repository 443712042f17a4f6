//! Figures as pictures: a number, stars, bars, a code to scan.
//!
//! The one rule: every picture has its sentence beside it. Shares are whole thousandths.
//! Absent on purpose: computing a figure.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::icon::{Glyph, Icon};

/// The most stars there are.
const STARS_MAX: u8 = 5;

/// Several numbers side by side; each child a [`Stat`].
#[component]
pub fn Stats(
    /// The numbers.
    children: Children,
) -> impl IntoView {
    view! { <dl class="stats">{children()}</dl> }
}

/// One number: what it is, how much, of what.
#[component]
pub fn Stat(
    /// What it is.
    #[prop(into)]
    label: TextProp,
    /// How much, already written by locale.
    #[prop(into)]
    value: TextProp,
    /// Of what.
    #[prop(into)]
    unit: TextProp,
) -> impl IntoView {
    view! {
        <div class="stat">
            <dt>{move || label.get()}</dt>
            <dd>
                <span class="stat-value">{move || value.get()}</span>
                <span class="stat-unit">{move || unit.get()}</span>
            </dd>
        </div>
    }
}

fn share_style(share_permille: u16) -> String {
    let share = share_permille.min(1000);
    format!("{}.{}%", share / 10, share % 10)
}

/// Stars reached, and how far it is to the next.
#[component]
pub fn StarProgress(
    /// Stars reached, 0 to 5.
    #[prop(into)]
    stars: Signal<u8>,
    /// The way to the next star, in thousandths.
    #[prop(into)]
    share_permille: Signal<u16>,
    /// The same as a sentence, `114 hours to the third star`.
    #[prop(into)]
    sentence: TextProp,
) -> impl IntoView {
    let star = move |at: u8| {
        let full = move || if stars.get() > at { "yes" } else { "no" };
        view! { <span class="star" data-full=full><Icon glyph=Glyph::Star /></span> }
    };
    view! {
        <div class="stars">
            <div class="stars-line">
                <p>{move || sentence.get()}</p>
                <span class="stars-row" aria-hidden="true">{(0..STARS_MAX).map(star).collect_view()}</span>
            </div>
            <div class="track" aria-hidden="true">
                <span style:--share=move || share_style(share_permille.get())></span>
            </div>
        </div>
    }
}

/// One bar of [`ShareBars`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareBar {
    /// What it is.
    pub word: String,
    /// How much, written out.
    pub value: String,
    /// Its length, in thousandths of the longest.
    pub share_permille: u16,
}

/// Amounts by kind: word, amount, and a bar.
#[component]
pub fn ShareBars(
    /// The bars, longest first.
    #[prop(into)]
    bars: Signal<Vec<ShareBar>>,
) -> impl IntoView {
    let bar = |bar: ShareBar| {
        view! {
            <li>
                <p class="bar-line"><span>{bar.word}</span> <b>{bar.value}</b></p>
                <div class="track" aria-hidden="true">
                    <span style:--share=share_style(bar.share_permille)></span>
                </div>
            </li>
        }
    };
    view! { <ul class="bars">{move || bars.get().into_iter().map(bar).collect_view()}</ul> }
}

/// A code to scan, from rows of dark and light; white in every theme, or it cannot be read.
#[component]
pub fn CodeFigure(
    /// What it is, for assistive technology.
    #[prop(into)]
    label: TextProp,
    /// Rows of modules, `true` for dark.
    #[prop(into)]
    modules: Signal<Vec<Vec<bool>>>,
) -> impl IntoView {
    let side = move || modules.with(Vec::len);
    let path = move || modules.with(|rows| code_path(rows));
    view! {
        <div class="code-figure">
            <svg viewBox=move || format!("0 0 {0} {0}", side()) role="img" aria-label=move || label.get()>
                <path d=path />
            </svg>
        </div>
    }
}

/// One rectangle for each run of dark modules, so a code is a few hundred strokes, not thousands.
fn code_path(rows: &[Vec<bool>]) -> String {
    let mut path = String::new();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run.first() == Some(&true) {
                let (at, long) = (format!("M{x} {y}"), run.len().to_string());
                path.extend([at.as_str(), "h", &long, "v1h-", &long, "z"]);
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_with_one_decimal_and_never_over_the_whole() {
        assert_eq!(share_style(0), "0.0%");
        assert_eq!(share_style(405), "40.5%");
        assert_eq!(share_style(4000), "100.0%");
    }

    #[test]
    fn a_run_of_dark_modules_is_one_rectangle() {
        let rows = [vec![true, true, false, true], vec![false; 4]];
        assert_eq!(code_path(&rows), "M0 0h2v1h-2zM3 0h1v1h-1z");
    }
}
