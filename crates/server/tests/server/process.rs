//! The real server program: started, killed, and asked things at its command line.

use crate::rig::Folder;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// The server process; killed with SIGKILL when it is let go, so that a test that fails leaves
/// none behind.
pub struct Process(Child, BufReader<ChildStdout>);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Process {
    /// The next line that it prints.
    pub fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.1.read_line(&mut line).unwrap();
        line
    }

    /// Asks it to end, and gives everything it logged.
    pub fn ended(mut self) -> String {
        let id = self.0.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(asked.success());
        let mut said = String::new();
        let mut log = self.0.stderr.take().expect("a log");
        log.read_to_string(&mut said).unwrap();
        said
    }
}

/// Serves a data folder on a port of its own, and logs everything there is to log.
pub fn start_logging(data: &Path) -> (Process, SocketAddr) {
    start_logging_with(data, &[])
}

/// The same with more flags.
pub fn start_logging_with(data: &Path, flags: &[&str]) -> (Process, SocketAddr) {
    let mut command = serving(data);
    command.args(flags);
    command.env("CUOBIAN_LOG", "trace").stderr(Stdio::piped());
    address_of(command)
}

/// Serves a data folder on a port of its own.
pub fn start(data: &Path) -> (Process, SocketAddr) {
    start_with(data, &[])
}

/// The same with more flags.
pub fn start_with(data: &Path, flags: &[&str]) -> (Process, SocketAddr) {
    let mut command = serving(data);
    command.args(flags).env("CUOBIAN_LOG", "off");
    address_of(command)
}

fn serving(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cuobian-server"));
    command
        .args(["serve", "--no-demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(data);
    command
}

/// Starts it and waits for the address it listens on.
fn address_of(mut command: Command) -> (Process, SocketAddr) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let mut child = Process(child, out);
    let line = child.next_line();
    let address = line
        .trim()
        .strip_prefix("http://")
        .expect("the address line");
    (child, address.parse().unwrap())
}

/// What a command said, and whether it ended well.
pub struct Said {
    pub is_well: bool,
    pub text: String,
}

/// Runs a command of the server program to its end.
pub fn command(args: &[&str], data: &Path) -> Said {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_cuobian-server"))
        .args(args)
        .arg("--data")
        .arg(data)
        .env("CUOBIAN_LOG", "off")
        .output()
        .unwrap();
    Said {
        is_well: status.success(),
        text: format!(
            "{}{}",
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        ),
    }
}

/// A command that must end well.
pub fn done(args: &[&str], data: &Path) -> String {
    let said = command(args, data);
    assert!(said.is_well, "{args:?}: {}", said.text);
    said.text
}

/// A command that must refuse, in a sentence that holds these words.
pub fn refused(args: &[&str], data: &Path, words: &str) {
    let said = command(args, data);
    assert!(!said.is_well, "{args:?} did it: {}", said.text);
    assert!(said.text.contains(words), "{args:?}: {}", said.text);
}

/// A file in a folder, as a command line wants it.
pub fn file(folder: &Folder, name: &str) -> String {
    folder.path.join(name).to_str().unwrap().to_owned()
}
