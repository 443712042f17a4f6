//! Files the person chooses, or drops on the page.
//!
//! The one rule to know: the browser opens its chooser only within a press, so choosing starts at
//! once and is awaited later. Where the person chooses nothing, nothing may ever be heard.

use super::document;
use crate::import::{NotCarried, check_size};
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DragEvent, HtmlElement};

/// The name under which the chooser stands on the page, unseen.
const CHOOSER: &str = "chosen-file";

/// Opens the browser's chooser; the content comes once a file was chosen, none if none was.
pub fn pick_file() -> impl Future<Output = Result<Option<String>, NotCarried>> {
    let opened = chooser(".json,application/json").ok().flatten();
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

/// A file that was chosen. What it holds stays with the browser until it is sent.
#[derive(Debug, Clone)]
pub struct ChosenFile {
    /// What it is called.
    pub name: String,
    /// How large it is. Units: bytes.
    pub size: u64,
    blob: Blob,
}

impl ChosenFile {
    /// What it holds, for the network.
    pub fn blob(&self) -> &Blob {
        &self.blob
    }
}

/// Opens the browser's chooser for files of these kinds; none where none was chosen, or where the
/// browser has no chooser.
pub fn choose_file(kinds: &str) -> impl Future<Output = Option<ChosenFile>> + use<> {
    let opened = chooser(kinds).ok().flatten();
    async move {
        let (chosen, input) = opened?;
        let heard = JsFuture::from(chosen).await;
        let file = heard.ok().and_then(|_| first_of(&input));
        input.remove();
        file
    }
}

/// The first file that was dropped on the page.
pub fn dropped_file(event: &DragEvent) -> Option<ChosenFile> {
    let carried = Reflect::get(event, &"dataTransfer".into()).ok()?;
    first_of(&carried)
}

/// The first of the files of an input or of what was dropped.
#[allow(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
fn first_of(holder: &JsValue) -> Option<ChosenFile> {
    let files = Reflect::get(holder, &"files".into()).ok()?;
    let file = Reflect::get(&files, &0.into()).ok()?;
    if !file.is_object() {
        return None;
    }
    let name = Reflect::get(&file, &"name".into()).ok()?;
    let size = Reflect::get(&file, &"size".into()).ok()?;
    Some(ChosenFile {
        name: name.as_string()?,
        size: size.as_f64()? as u64,
        blob: file.unchecked_into(),
    })
}

/// An input of the page that is pressed for the person, and the promise of its choice.
fn chooser(kinds: &str) -> Result<Option<(Promise, HtmlElement)>, JsValue> {
    let Some(page) = document() else {
        return Ok(None);
    };
    if let Some(before) = page.get_element_by_id(CHOOSER) {
        before.remove();
    }
    let input: HtmlElement = page.create_element("input")?.unchecked_into();
    input.set_id(CHOOSER);
    input.set_attribute("type", "file")?;
    input.set_attribute("accept", kinds)?;
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
    let file: Blob = file.unchecked_into();
    let text = JsFuture::from(file.text()).await.map_err(unread)?;
    text.as_string().map(Some).ok_or(NotCarried::Unread)
}
