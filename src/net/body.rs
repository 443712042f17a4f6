//! What a request says, packed where it is long and the browser can.
//!
//! The one rule to know: its length is known before it is sent, so nothing is sent that a server
//! would have to refuse for its length.

use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// From this length on a request travels packed. Units: bytes. Below it a packet carries it whole.
const PACKED_BYTES_MIN: usize = 2_000;

/// The body of a request.
pub enum Body {
    /// As it is.
    Plain(String),
    /// By gzip.
    Packed(ArrayBuffer),
}

impl Body {
    /// A body that says this, packed if that pays.
    pub async fn of(text: String) -> Self {
        if text.len() >= PACKED_BYTES_MIN
            && let Some(bytes) = packed(&text).await
        {
            return Self::Packed(bytes);
        }
        Self::Plain(text)
    }

    /// How long it is on its way. Units: bytes.
    pub fn length(&self) -> usize {
        match self {
            Self::Plain(text) => text.len(),
            Self::Packed(bytes) => usize::try_from(bytes.byte_length()).unwrap_or(usize::MAX),
        }
    }
}

/// The text packed; none where the browser cannot.
async fn packed(text: &str) -> Option<ArrayBuffer> {
    // By name: older browsers have no such thing, and nothing must break for it.
    let maker = js_sys::Reflect::get(&js_sys::global(), &"CompressionStream".into()).ok()?;
    let maker: js_sys::Function = maker.dyn_into().ok()?;
    let how = js_sys::Array::of1(&"gzip".into());
    let ends = js_sys::Reflect::construct(&maker, &how).ok()?;
    // A response is a stream without asking the browser's other process, as a blob would.
    let plain = web_sys::Response::new_with_opt_str(Some(text)).ok()?;
    let stream = plain.body()?.pipe_through(ends.unchecked_ref());
    let whole = web_sys::Response::new_with_opt_readable_stream(Some(&stream)).ok()?;
    let bytes: JsValue = JsFuture::from(whole.array_buffer().ok()?).await.ok()?;
    bytes.dyn_into().ok()
}
