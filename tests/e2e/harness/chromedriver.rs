//! The driver process of one test, on a port it chose itself.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::named;

/// How often one is started before it is given up.
const STARTS: u32 = 5;

/// A running chromedriver.
pub struct Chromedriver {
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Chromedriver {
    /// Starts one and waits for its word that it listens. The port it draws may be taken in one of
    /// the two families of addresses; it then ends at once, and another is started.
    pub fn start() -> Self {
        (0..STARTS)
            .find_map(|_| Self::try_start())
            .expect("chromedriver says its port")
    }

    fn try_start() -> Option<Self> {
        let mut child = Command::new(named("CHROMEDRIVER"))
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let driver = Self {
            child,
            url: format!("http://127.0.0.1:{}", port?),
        };
        // The rest is read and dropped, or the driver would wait for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Some(driver)
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // Both fail only when it is gone already.
        let _gone = self.child.kill().and_then(|()| self.child.wait());
    }
}
