//! A real server process with a data folder of its own: started, stopped, killed, started again.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::scratch::Scratch;
use super::{free_port, named, until};

/// One server and its data, which outlive a kill.
pub struct Server {
    data: Scratch,
    dist: PathBuf,
    port: u16,
    flags: Vec<String>,
    child: Option<Child>,
}

impl Server {
    /// Starts one with an empty data folder on a free port, and waits until it answers.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same with more flags for `cuobian-server serve`.
    pub async fn start_with(flags: &[&str]) -> Self {
        let mut server = Self::at_rest(flags);
        server.start_again().await;
        server
    }

    /// One that serves the app from another folder than the build's own.
    pub async fn serving(dist: &Path) -> Self {
        let mut server = Self::at_rest(&[]);
        server.dist = dist.to_owned();
        server.start_again().await;
        server
    }

    /// One that has not started yet, to be given something first.
    pub fn at_rest(flags: &[&str]) -> Self {
        Self {
            data: Scratch::new("server"),
            dist: named("CUOBIAN_DIST"),
            port: free_port(),
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            child: None,
        }
    }

    /// Starts with other flags from the next time on.
    pub fn flagged(&mut self, flags: &[&str]) {
        self.flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
    }

    /// Does something at the server's command line, on its data, and gives what it printed.
    pub fn command(&self, args: &[&str]) -> String {
        let (is_well, said) = self.ask(args);
        assert!(is_well, "{args:?}: {said}");
        said
    }

    /// The same for what may as well say no.
    pub fn ask(&self, args: &[&str]) -> (bool, String) {
        std::fs::create_dir_all(self.data()).unwrap();
        let output = Command::new(named("CUOBIAN_SERVER_BIN"))
            .args(args)
            .arg("--data")
            .arg(self.data())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complained = String::from_utf8_lossy(&output.stderr);
        (output.status.success(), format!("{said}{complained}"))
    }

    /// Where the app is; the port stays the same over restarts, as the browser's storage needs.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The folder with the database, for a look from outside.
    pub fn data(&self) -> PathBuf {
        self.data.path().join("data")
    }

    /// What the server has logged so far; shown by tests that fail.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Starts the process on the same port and data.
    pub async fn start_again(&mut self) {
        assert!(self.child.is_none(), "the server runs already");
        std::fs::create_dir_all(self.data()).unwrap();
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_file())
            .unwrap();
        let child = Command::new(named("CUOBIAN_SERVER_BIN"))
            .args(["serve", "--dist"])
            .arg(&self.dist)
            .arg("--data")
            .arg(self.data())
            .arg("--listen")
            .arg(format!("127.0.0.1:{}", self.port))
            .args(&self.flags)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.child = Some(child);
        let port = self.port;
        let answers = async || answers(port).await.then_some(());
        let answered = super::within(super::PATIENCE, answers).await.is_some();
        assert!(answered, "the server does not answer:\n{}", self.log());
    }

    /// Starts it again at another time of its clock, `2026-03-20T10:00+08:00`.
    pub async fn start_again_at(&mut self, moment: &str) {
        self.flags.extend(["--now".to_owned(), moment.to_owned()]);
        self.start_again().await;
    }

    /// Asks it to stop, as an operator would, and waits until it has.
    pub async fn stop(&mut self) {
        let mut child = self.child.take().expect("a running server");
        let asked = Command::new("kill")
            .arg(child.id().to_string())
            .status()
            .unwrap();
        assert!(asked.success());
        until("the server to stop", || {
            let ended = child.try_wait().unwrap();
            async move { ended }
        })
        .await;
    }

    /// Ends it between two instructions: `kill -9`.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("a running server");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    fn log_file(&self) -> PathBuf {
        self.data.path().join("server.log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Both fail only when it is gone already.
            let _gone = child.kill().and_then(|()| child.wait());
        }
        if std::thread::panicking() {
            eprintln!("the server's log:\n{}", self.log());
        }
    }
}

/// Whether `/healthz` answers 200.
async fn answers(port: u16) -> bool {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let Ok(mut stream) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await else {
        return false;
    };
    let ask =
        format!("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(ask.as_bytes()).await.is_ok()
        && stream.read_to_string(&mut answer).await.is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
