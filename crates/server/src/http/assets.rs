//! The app's files.
//!
//! The one rule to know: only what stood in the folder when it was read can be served, so no path
//! leads out of it. A missing file is 404, never the page: a stale page that asks for an old
//! script must notice. What changes under its name is kept in memory, so that it and its tag are
//! of one build; what has its content's hash in its name, all earlier builds too, is read when it
//! is asked for.
//!
//! Deliberately absent: compressing; whoever builds the app puts `.br` and `.gz` beside its files.

use super::App;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

/// How long a folder is away at the most while another takes its place.
const REPLACING: Duration = Duration::from_millis(100);
/// A year. Units: seconds.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
/// The largest file that is kept. Units: bytes.
const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The most files. A build has some fifty.
const FILES_MAX: usize = 5_000;

/// Where the bytes of a file are.
#[derive(Debug, Clone)]
enum Content {
    Held(Bytes),
    There(PathBuf),
}

impl Content {
    async fn read(&self) -> std::io::Result<Bytes> {
        let path = match self {
            Self::Held(bytes) => return Ok(bytes.clone()),
            Self::There(path) => path,
        };
        if let Ok(bytes) = tokio::fs::read(path).await {
            return Ok(bytes.into());
        }
        tokio::time::sleep(REPLACING).await;
        Ok(tokio::fs::read(path).await?.into())
    }
}

#[derive(Debug, Clone)]
struct File {
    plain: Content,
    brotli: Option<Content>,
    gzip: Option<Content>,
    etag: HeaderValue,
    kind: &'static str,
    caching: &'static str,
}

#[derive(Debug, Default)]
struct Shelf {
    files: HashMap<String, Arc<File>>,
    page_of: Option<SystemTime>,
}

/// The files of one folder.
#[derive(Debug)]
pub struct Assets {
    folder: Option<PathBuf>,
    shelf: RwLock<Shelf>,
}

impl Assets {
    /// No files at all: an interface without an app.
    pub fn none() -> Self {
        Self {
            folder: None,
            shelf: RwLock::default(),
        }
    }

    /// Reads a folder.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        Ok(Self {
            shelf: RwLock::new(shelve(folder)?),
            folder: Some(folder.to_owned()),
        })
    }

    /// Whether there is a page to begin with.
    pub fn has_page(&self) -> bool {
        self.file("index.html").is_some()
    }

    /// Reads the folder again when its page was replaced: a new build was put there.
    fn refresh(&self) {
        let Some(folder) = &self.folder else { return };
        let page_of = page_of(folder);
        let known = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        if page_of.is_none() || known.page_of == page_of {
            return;
        }
        drop(known);
        match shelve(folder) {
            Ok(fresh) => {
                *self.shelf.write().unwrap_or_else(PoisonError::into_inner) = fresh;
            }
            Err(error) => tracing::warn!(%error, "the app's folder could not be read again"),
        }
    }

    fn file(&self, name: &str) -> Option<Arc<File>> {
        let known = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        known.files.get(name).cloned()
    }
}

fn page_of(folder: &Path) -> Option<SystemTime> {
    std::fs::metadata(folder.join("index.html"))
        .and_then(|meta| meta.modified())
        .ok()
}

fn shelve(folder: &Path) -> std::io::Result<Shelf> {
    let page_of = page_of(folder);
    let mut contents: HashMap<String, Content> = HashMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next)? {
            let entry = entry?;
            let meta = entry.metadata()?;
            let path = entry.path();
            if meta.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).ok().and_then(Path::to_str);
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if let Some(name) = name
                && !hidden
                && meta.len() <= FILE_BYTES_MAX
                && contents.len() < FILES_MAX
            {
                let content = if is_hashed(name) {
                    Content::There(path.clone())
                } else {
                    Content::Held(std::fs::read(&path)?.into())
                };
                contents.insert(name.to_owned(), content);
            }
        }
    }
    let files = contents.iter().map(|(name, plain)| {
        let file = File {
            plain: plain.clone(),
            brotli: contents.get(&format!("{name}.br")).cloned(),
            gzip: contents.get(&format!("{name}.gz")).cloned(),
            etag: etag_of(name, plain),
            kind: kind_of(name),
            caching: if is_hashed(name) { FOREVER } else { ASK_AGAIN },
        };
        (name.clone(), Arc::new(file))
    });
    Ok(Shelf {
        files: files.collect(),
        page_of,
    })
}

/// What a file's present content is known by: its hash, which some have in their name.
fn etag_of(name: &str, content: &Content) -> HeaderValue {
    let text = match content {
        Content::Held(bytes) => {
            let digest: [u8; 32] = Sha256::digest(bytes).into();
            format!("\"{}\"", ::sync::identity::Chain(digest))
        }
        Content::There(_) => format!("\"{name}\""),
    };
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether a name holds the hash of its content: `name-0123456789abcdef.js`.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '.', '_', '/'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The service worker's script.
const WORKER: &str = "sw.js";

/// Serves a file, or the page to whoever navigates to one of the app's routes.
pub(super) async fn serve(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let is_page = path.is_empty() || is_navigation(path, &headers);
    let name = if is_page { "index.html" } else { path };
    // Where a worker answers for the page, only its own script ever asks whether there is a new set.
    if is_page || name == WORKER || app.assets.file(name).is_none() {
        app.assets.refresh();
    }
    let Some(file) = app.assets.file(name) else {
        return missing();
    };
    match answer(&file, &headers).await {
        Ok(response) => response,
        Err(error) => {
            tracing::warn!(%error, "a file of the app cannot be read");
            missing()
        }
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "not found\n").into_response()
}

fn is_navigation(path: &str, headers: &HeaderMap) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let navigates = match text("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => text("accept").is_some_and(|accept| accept.contains("text/html")),
    };
    navigates && !last.contains('.')
}

async fn answer(file: &File, headers: &HeaderMap) -> std::io::Result<Response> {
    let matches = headers.get(header::IF_NONE_MATCH) == Some(&file.etag);
    let (content, encoding) = choose(file, headers);
    let mut response = if matches {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        content.read().await?.into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(file.caching),
    );
    out.insert(header::ETAG, file.etag.clone());
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding
        && !matches
    {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

fn choose<'f>(file: &'f File, headers: &HeaderMap) -> (&'f Content, Option<&'static str>) {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let accepts = |encoding: &str| {
        accepted.split(',').any(|part| {
            let mut part = part.split(';').map(str::trim);
            part.next() == Some(encoding) && part.next() != Some("q=0")
        })
    };
    match (&file.brotli, &file.gzip) {
        (Some(brotli), _) if accepts("br") => (brotli, Some("br")),
        (_, Some(gzip)) if accepts("gzip") => (gzip, Some("gzip")),
        _ => (&file.plain, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_hold_a_hash_are_kept_forever() {
        assert!(is_hashed("cuobian-2f1d6c4aa0b9e7d3_bg.wasm"));
        assert!(is_hashed("tokens-0123456789abcdef.css"));
        for plain in [
            "index.html",
            "sw.js",
            "manifest.webmanifest",
            "icons/icon-192.png",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
