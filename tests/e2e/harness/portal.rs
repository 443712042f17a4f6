//! A network between the browser and the server that can turn into a captive portal: every request
//! is then answered by a page that wants something, with status 200.
//!
//! Deliberately absent: anything a portal does beside that.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const PAGE: &str = "<!doctype html><title>Wi-Fi</title><p>Please accept our terms.";

/// The network of one place.
pub struct Portal {
    port: u16,
    closed: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Portal {
    /// An open network in front of a server.
    pub async fn open(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (closed, seen) = watch::channel(false);
        let task = tokio::spawn(async move {
            while let Ok((visitor, _)) = listener.accept().await {
                tokio::spawn(serve(visitor, server, seen.clone()));
            }
        });
        Self { port, closed, task }
    }

    /// Where the app is, behind this network.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// From now on everything is answered by the portal, connections that stand included.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// Somebody accepted the terms.
    pub fn reopen(&self) {
        self.closed.send_replace(false);
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut visitor: TcpStream, server: SocketAddr, mut closed: watch::Receiver<bool>) {
    if *closed.borrow_and_update() {
        let mut request = [0; 8192];
        let length = PAGE.len();
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{PAGE}"
        );
        // Whoever hangs up early gets no page, which is no trouble of the test.
        if visitor.read(&mut request).await.is_ok() {
            drop(visitor.write_all(answer.as_bytes()).await);
        }
        return;
    }
    let Ok(mut upstream) = TcpStream::connect(server).await else {
        return;
    };
    tokio::select! {
        _ = copy_bidirectional(&mut visitor, &mut upstream) => {}
        _ = closed.changed() => {}
    }
}
