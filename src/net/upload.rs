//! `/import/..`: a file of the desk's, looked at or taken by the server.
//!
//! The one rule to know: the file travels as it is, from where the browser keeps it; nothing of it
//! comes into the page's own memory.

use super::{Answer, NoAnswer, Trouble, answered};
use crate::browser::{self, ChosenFile};
use futures::FutureExt;
use futures::future::{Either, select};
use sync::upload::{self, Reads};
use wasm_bindgen::JsValue;

/// How long a file may take to be sent, read and taken. Units: milliseconds. The server waits for
/// one that comes slowly for half of it.
const ANSWER_MILLIS_MAX: u32 = 300_000;

/// What taking a file would do.
///
/// # Errors
/// Why nobody knows.
pub async fn look_at_upload(file: &ChosenFile, reads: Reads) -> Result<upload::Answer, Trouble> {
    ask(&format!("/import/preview?as={}", reads.name()), file).await
}

/// Takes a file, if it would do what was seen.
///
/// # Errors
/// Why nobody knows whether it was taken.
pub async fn take_upload(
    file: &ChosenFile,
    reads: Reads,
    digest: &str,
) -> Result<upload::Answer, Trouble> {
    let path = format!("/import/take?as={}&digest={digest}", reads.name());
    ask(&path, file).await
}

async fn ask(path: &str, file: &ChosenFile) -> Result<upload::Answer, Trouble> {
    let transport = |_| Trouble::Transport;
    let controller = web_sys::AbortController::new().map_err(transport)?;
    let init = made(file, &controller).map_err(transport)?;
    let asked = answered(path, &init).boxed_local();
    let patience = browser::sleep(ANSWER_MILLIS_MAX).boxed_local();
    let answer = match select(asked, patience).await {
        Either::Left((answer, _)) => answer.map_err(|_| NoAnswer),
        Either::Right(((), _)) => {
            controller.abort();
            Err(NoAnswer)
        }
    };
    said(answer.map_err(|NoAnswer| Trouble::Transport)?)
}

fn made(
    file: &ChosenFile,
    controller: &web_sys::AbortController,
) -> Result<web_sys::RequestInit, JsValue> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_signal(Some(&controller.signal()));
    let headers = web_sys::Headers::new()?;
    headers.set("content-type", "application/octet-stream")?;
    init.set_headers(&headers);
    init.set_body(file.blob());
    Ok(init)
}

/// Our server's own words about a file, whatever their status; else what went wrong.
fn said(answer: Answer) -> Result<upload::Answer, Trouble> {
    let read: Option<upload::Answer> = answer.read().ok();
    match read {
        Some(read) => Ok(read),
        None => Err(answer.expect_ours().err().unwrap_or(Trouble::Transport)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_our_server_count_whatever_their_status_and_nobody_elses_do() {
        let heard = |status, text: &str| {
            said(Answer {
                status,
                retry_after_secs: None,
                text: text.to_owned(),
            })
        };
        assert_eq!(heard(409, r#""under_way""#), Ok(upload::Answer::UnderWay));
        assert_eq!(heard(200, "<html>portal</html>"), Err(Trouble::Transport));
        assert_eq!(heard(502, "<html>"), Err(Trouble::Transport));
        let signed_out = r#"{"error":"signed_out"}"#;
        assert_eq!(heard(401, signed_out), Err(Trouble::SignedOut));
        let too_large = r#"{"error":{"too_large":{"limit":"UPLOAD_BYTES_MAX"}}}"#;
        assert_eq!(heard(413, too_large), Err(Trouble::Protested));
    }
}
