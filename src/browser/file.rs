//! A file the person chooses.
//!
//! The one rule to know: the browser opens its chooser only within a press, so choosing starts at
//! once and is awaited later. Where the person chooses nothing, nothing may ever be heard.

use super::document;
use crate::import::{NotCarried, check_size};
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

/// The name under which the chooser stands on the page, unseen.
const CHOOSER: &str = "chosen-file";

/// Opens the browser's chooser; the content comes once a file was chosen, none if none was.
pub fn pick_file() -> impl Future<Output = Result<Option<String>, NotCarried>> {
    let opened = chooser().ok().flatten();
    async move {
        let Some((chosen, input)) = opened else {
            return Err(NotCarried::Unread);
        };
        let heard = JsFuture::from(chosen).await;
        let content = match heard {
            Ok(_) => content_of(&input).await,
            Err(_) => Err(NotCarried::Unread),
        };
        input.remove();
        content
    }
}

/// An input of the page that is pressed for the person, and the promise of its choice.
fn chooser() -> Result<Option<(Promise, HtmlElement)>, JsValue> {
    let Some(page) = document() else {
        return Ok(None);
    };
    if let Some(before) = page.get_element_by_id(CHOOSER) {
        before.remove();
    }
    let input: HtmlElement = page.create_element("input")?.unchecked_into();
    input.set_id(CHOOSER);
    input.set_attribute("type", "file")?;
    input.set_attribute("accept", ".json,application/json")?;
    input.set_hidden(true);
    if let Some(body) = page.body() {
        body.append_child(&input)?;
    }
    let mut listened = Ok(());
    let chosen = Promise::new(&mut |resolve, _| {
        listened = ["change", "cancel"]
            .into_iter()
            .try_for_each(|name| input.add_event_listener_with_callback(name, &resolve));
    });
    listened?;
    input.click();
    Ok(Some((chosen, input)))
}

#[allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
async fn content_of(input: &HtmlElement) -> Result<Option<String>, NotCarried> {
    let unread = |_| NotCarried::Unread;
    let files = Reflect::get(input, &"files".into()).map_err(unread)?;
    let file = Reflect::get(&files, &0.into()).map_err(unread)?;
    if !file.is_object() {
        return Ok(None);
    }
    let size = Reflect::get(&file, &"size".into()).map_err(unread)?;
    check_size(size.as_f64().ok_or(NotCarried::Unread)? as u64)?;
    let file: web_sys::Blob = file.unchecked_into();
    let text = JsFuture::from(file.text()).await.map_err(unread)?;
    text.as_string().map(Some).ok_or(NotCarried::Unread)
}
