//! The parts that measure the page, in a real browser.
//!
//! The one rule: what is asked is what a reader or a screen reader would find, never markup.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use std::sync::Arc;

use cuobian::parts::{TextSize, TextSizeControl, WindowedList};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ROWS: usize = 10_000;

/// Two frames: one to draw, one to measure and correct.
async fn frames(count: usize) {
    for _ in 0..count {
        let drawn = js_sys::Promise::new(&mut |done, _| {
            window().request_animation_frame(&done).unwrap();
        });
        wasm_bindgen_futures::JsFuture::from(drawn).await.unwrap();
    }
}

/// The living rows: place in the whole list, and distance of top and bottom from the screen's top.
fn alive(stage: &web_sys::Element) -> Vec<(usize, f64, f64)> {
    let found = stage.query_selector_all("[role=listitem]").unwrap();
    (0..found.length())
        .map(|at| {
            found
                .item(at)
                .unwrap()
                .dyn_into::<web_sys::Element>()
                .unwrap()
        })
        .map(|row| {
            let place = row.get_attribute("aria-posinset").unwrap().parse().unwrap();
            assert_eq!(row.get_attribute("aria-setsize").unwrap(), "10000");
            let edges = row.get_bounding_client_rect();
            (place, edges.top(), edges.bottom())
        })
        .collect()
}

/// Every row of the screen stands, in order and without a hole; few others do.
#[track_caller]
fn check_filled(stage: &web_sys::Element) {
    let rows = alive(stage);
    assert!(rows.len() <= 60, "{} rows alive", rows.len());
    for pair in rows.windows(2) {
        let [(place, _, bottom), (next, top, _)] = pair else {
            panic!()
        };
        assert_eq!(place + 1, *next);
        assert!((bottom - top).abs() < 1.0, "a hole after row {place}");
    }
    let screen = window().inner_height().unwrap().as_f64().unwrap();
    let (first, top, _) = *rows.first().unwrap();
    let (last, _, bottom) = *rows.last().unwrap();
    assert!(first == 1 || top <= 0.0, "row {first} begins at {top}");
    assert!(
        last == ROWS || bottom >= screen,
        "row {last} ends at {bottom} of {screen}"
    );
}

fn top_of(stage: &web_sys::Element, place: usize) -> Option<f64> {
    alive(stage)
        .into_iter()
        .find(|(at, ..)| *at == place)
        .map(|(_, top, _)| top)
}

struct Stage {
    element: web_sys::HtmlElement,
    rows: RwSignal<Arc<[usize]>>,
    jump: RwSignal<Option<usize>>,
    size: RwSignal<TextSize>,
}

/// Ten thousand rows of heights between 40 and 200 px, under half a screen of something else.
fn stage() -> Stage {
    let element: web_sys::HtmlElement = document()
        .create_element("div")
        .unwrap()
        .dyn_into()
        .unwrap();
    document().body().unwrap().append_child(&element).unwrap();
    let (jump, size) = (RwSignal::new(None), RwSignal::new(TextSize::Standard));
    let rows: RwSignal<Arc<[usize]>> = RwSignal::new((0..ROWS).collect());
    leptos::mount::mount_to(element.clone(), move || {
        provide_context(TextSizeControl {
            size: size.into(),
            pick: Callback::new(move |picked| size.set(picked)),
            label: "size".into(),
            sample: "A".into(),
        });
        let scale = move || {
            if size.get() == TextSize::Largest {
                2
            } else {
                1
            }
        };
        let render = move |row: usize| {
            let height = move || format!("{}px", (40 + row * 37 % 161) * scale());
            view! { <div style:height=height>{row}</div> }
        };
        let all: Signal<Arc<[usize]>> = rows.into();
        view! {
            <div style:height="300px"></div>
            <WindowedList label="rows" rows=all key=|row| *row render=render jump=jump />
        }
    })
    .forget();
    Stage {
        element,
        rows,
        jump,
        size,
    }
}

#[wasm_bindgen_test]
async fn ten_thousand_rows_fill_every_screen_with_few_alive() {
    let stage = stage();
    frames(3).await;
    check_filled(&stage.element);
    for step in 0..60 {
        window().scroll_by_with_x_and_y(0.0, if step % 3 == 2 { 30_011.0 } else { 400.0 });
        frames(4).await;
        check_filled(&stage.element);
    }
    for _ in 0..60 {
        window().scroll_by_with_x_and_y(0.0, -350.0);
        frames(4).await;
        check_filled(&stage.element);
    }
    window().scroll_to_with_x_and_y(0.0, 1e9);
    frames(4).await;
    check_filled(&stage.element);
    assert!(top_of(&stage.element, ROWS).is_some());
    window().scroll_to_with_x_and_y(0.0, 0.0);
    frames(4).await;
    assert!(top_of(&stage.element, 1).is_some());
    stage.element.remove();
}

#[wasm_bindgen_test]
async fn a_jump_ends_at_its_row_though_rows_were_never_measured() {
    let stage = stage();
    frames(3).await;
    for row in [5_000, 12, 9_000] {
        stage.jump.set(Some(row));
        frames(6).await;
        check_filled(&stage.element);
        let top = top_of(&stage.element, row + 1).unwrap();
        assert!((0.0..40.0).contains(&top), "row {row} stands at {top}");
    }
    stage.element.remove();
}

#[wasm_bindgen_test]
async fn larger_text_keeps_the_reader_at_the_same_row() {
    let stage = stage();
    frames(3).await;
    stage.jump.set(Some(700));
    frames(6).await;
    stage.size.set(TextSize::Largest);
    frames(8).await;
    check_filled(&stage.element);
    let near = top_of(&stage.element, 700).or_else(|| top_of(&stage.element, 701));
    assert!(
        near.is_some_and(|top| (-400.0..400.0).contains(&top)),
        "{near:?}"
    );
    stage.element.remove();
}

#[wasm_bindgen_test]
async fn scrolling_up_over_rows_never_seen_moves_as_far_as_was_asked() {
    let stage = stage();
    frames(3).await;
    stage.jump.set(Some(5_000));
    frames(6).await;
    for _ in 0..30 {
        let (place, before, _) = *alive(&stage.element)
            .iter()
            .find(|(_, top, _)| *top >= 0.0)
            .unwrap();
        window().scroll_by_with_x_and_y(0.0, -120.0);
        frames(4).await;
        let after = top_of(&stage.element, place).unwrap();
        assert!(
            (after - before - 120.0).abs() < 2.0,
            "row {place} went from {before} to {after}"
        );
    }
    stage.element.remove();
}

#[wasm_bindgen_test]
async fn rows_that_come_and_go_elsewhere_leave_the_reader_where_they_were() {
    let stage = stage();
    frames(3).await;
    stage.jump.set(Some(5_000));
    frames(6).await;
    // A hundred rows above go, as many below come: the row that was 5001st is the 4901st.
    stage.rows.set((100..ROWS + 100).collect());
    frames(8).await;
    check_filled(&stage.element);
    let top = top_of(&stage.element, 4_901);
    assert!(
        top.is_some_and(|top| (-220.0..220.0).contains(&top)),
        "{top:?}"
    );
    stage.element.remove();
}
