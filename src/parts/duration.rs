//! How long something took: the usual lengths in one press, any other by steps.
//!
//! The one rule: whole minutes, in steps; the caller says how a length is spoken.
//! Absent on purpose: what a length is worth.

use std::ops::RangeInclusive;

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::chips::Chip;
use super::icon::{Glyph, Icon};

/// The lengths that can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DurationScale {
    /// The lengths offered as chips, in minutes.
    pub usual_mins: Vec<u32>,
    /// The shortest and the longest, in minutes.
    pub range_mins: RangeInclusive<u32>,
    /// One step, in minutes.
    pub step_mins: u32,
}

impl Default for DurationScale {
    fn default() -> Self {
        Self {
            usual_mins: vec![30, 60, 90, 120],
            range_mins: 15..=720,
            step_mins: 15,
        }
    }
}

impl DurationScale {
    /// One step shorter, never below the shortest.
    pub fn shorter(&self, now_mins: u32) -> u32 {
        now_mins
            .saturating_sub(self.step_mins)
            .clamp(*self.range_mins.start(), *self.range_mins.end())
    }

    /// One step longer, never above the longest.
    pub fn longer(&self, now_mins: u32) -> u32 {
        now_mins
            .saturating_add(self.step_mins)
            .clamp(*self.range_mins.start(), *self.range_mins.end())
    }
}

/// Chips for the usual lengths and two round buttons for the rest.
#[component]
pub fn DurationPicker(
    /// The question.
    #[prop(into)]
    legend: TextProp,
    /// The length now, in minutes.
    #[prop(into)]
    minutes: Signal<u32>,
    /// The lengths that can be picked.
    #[prop(optional)]
    scale: DurationScale,
    /// A length in words, `1 hour 30 minutes`.
    #[prop(into)]
    spoken: Callback<u32, String>,
    /// The name of the button that makes it shorter.
    #[prop(into)]
    shorter: TextProp,
    /// The name of the button that makes it longer.
    #[prop(into)]
    longer: TextProp,
    /// Says which length is picked now.
    #[prop(into)]
    on_pick: Callback<u32>,
) -> impl IntoView {
    let (less, more) = (scale.clone(), scale.clone());
    let (at_least, at_most) = (*scale.range_mins.start(), *scale.range_mins.end());
    let is_shortest = move || minutes.get() <= at_least;
    let is_longest = move || minutes.get() >= at_most;
    let chips = scale
        .usual_mins
        .into_iter()
        .map(|mins| {
            let pressed = Signal::derive(move || minutes.get() == mins);
            view! { <Chip word=move || spoken.run(mins) pressed=pressed on_toggle=move |_| on_pick.run(mins) /> }
        })
        .collect_view();
    view! {
        <fieldset class="group">
            <legend>{move || legend.get()}</legend>
            <div class="chips">{chips}</div>
            <div class="stepper">
                <button
                    type="button"
                    aria-label=move || shorter.get()
                    disabled=is_shortest
                    on:click=move |_| on_pick.run(less.shorter(minutes.get_untracked()))
                >
                    <Icon glyph=Glyph::Minus />
                </button>
                <output aria-live="polite">{move || spoken.run(minutes.get())}</output>
                <button
                    type="button"
                    aria-label=move || longer.get()
                    disabled=is_longest
                    on:click=move |_| on_pick.run(more.longer(minutes.get_untracked()))
                >
                    <Icon glyph=Glyph::Plus />
                </button>
            </div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stop_at_both_ends_of_the_scale() {
        let scale = DurationScale::default();
        assert_eq!(scale.shorter(30), 15);
        assert_eq!(scale.shorter(15), 15);
        assert_eq!(scale.longer(60), 75);
        assert_eq!(scale.longer(720), 720);
    }
}
