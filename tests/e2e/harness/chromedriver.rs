//! The driver process of one test, on a port it chose itself.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::named;

/// A running chromedriver.
pub struct Chromedriver {
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Chromedriver {
    /// Starts one and waits for its word that it listens.
    pub fn start() -> Self {
        let mut child = Command::new(named("CHROMEDRIVER"))
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                Some(
                    line.split_once("successfully on port ")?
                        .1
                        .trim_end_matches('.')
                        .to_owned(),
                )
            })
            .expect("chromedriver says its port");
        // The rest is read and dropped, or the driver would wait for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let url = format!("http://127.0.0.1:{port}");
        Self { child, url }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // Both fail only when it is gone already.
        let _gone = self.child.kill().and_then(|()| self.child.wait());
    }
}
