//! One connection of one phone: plain HTTP/1.1, kept alive, as cheap as can be, because it shares
//! the machine with the server it measures.
//!
//! Deliberately absent: TLS, redirects, chunked bodies (our server names every length).

use std::net::SocketAddr;
use sync::wire::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest answer that is read. Units: bytes.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Why a request had no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The network.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The request could not be written down.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// What came is no HTTP answer, or too long.
    #[error("what came is no HTTP answer of ours")]
    Garbled,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The head, as text.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body as text; what is not text is shown as such.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One connection.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn connect(address: SocketAddr) -> Result<Self, ClientError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(16 * 1024),
        })
    }

    /// Sends a sync request with a session's cookie (empty: none).
    ///
    /// # Errors
    /// When the network fails.
    pub async fn exchange(
        &mut self,
        cookie: &str,
        request: &Request,
    ) -> Result<Answer, ClientError> {
        let body = serde_json::to_vec(request)?;
        let cookie = if cookie.is_empty() {
            String::new()
        } else {
            format!("cookie: session={cookie}\r\n")
        };
        let head = format!("content-type: application/json\r\n{cookie}");
        self.send("POST /sync/v1", &head, &body).await
    }

    /// Sends any request: `what` is method and path, `head` further header lines.
    ///
    /// # Errors
    /// When the network fails.
    pub async fn send(
        &mut self,
        what: &str,
        head: &str,
        body: &[u8],
    ) -> Result<Answer, ClientError> {
        let length = body.len();
        let mut bytes =
            format!("{what} HTTP/1.1\r\nhost: load\r\n{head}content-length: {length}\r\n\r\n")
                .into_bytes();
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Answer, ClientError> {
        self.buffer.clear();
        let head_end = loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            self.more().await?;
        };
        let head = self.buffer.get(..head_end).ok_or(ClientError::Garbled)?;
        let head = String::from_utf8_lossy(head).into_owned();
        let status = head.get(9..12).and_then(|status| status.parse().ok());
        let status: u16 = status.ok_or(ClientError::Garbled)?;
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let bodiless = status == 204 || status == 304;
        let length = match answer.header("content-length") {
            _ if bodiless => 0,
            Some(length) => length.parse().map_err(|_| ClientError::Garbled)?,
            None => 0,
        };
        let body_at = head_end.saturating_add(4);
        let end = body_at.saturating_add(length);
        if length > ANSWER_BYTES_MAX {
            return Err(ClientError::Garbled);
        }
        while self.buffer.len() < end {
            self.more().await?;
        }
        let body = self.buffer.get(body_at..end).ok_or(ClientError::Garbled)?;
        answer.body = body.to_vec();
        Ok(answer)
    }

    async fn more(&mut self) -> Result<(), ClientError> {
        let came = self.stream.read_buf(&mut self.buffer).await?;
        if came == 0 || self.buffer.len() > ANSWER_BYTES_MAX {
            return Err(ClientError::Garbled);
        }
        Ok(())
    }
}
