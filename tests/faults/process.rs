//! The server in a process of its own: this test program, started again.

use server::config::Settings;
use server::serve::{Start, assemble, listen};
use server::world::World;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const DATA: &str = "CUOBIAN_FAULTS_DATA";
const SAYS: &str = "serves at ";

/// A server; killed with SIGKILL when it is let go.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Process {
    /// Serves a folder.
    pub fn start(data: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["process::serves_the_other_tests", "--exact"])
            .args(["--ignored", "--nocapture"])
            .env(DATA, data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = said.map_while(Result::ok);
        let address = said.find_map(|line| Some(line.split_once(SAYS)?.1.to_owned()));
        let address = address.expect("the server says where it serves");
        let address = address.trim().parse().unwrap();
        Self { child, address }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the server of the other tests, which start it themselves"]
async fn serves_the_other_tests() {
    let data = std::env::var_os(DATA).expect("the other tests say which folder is served");
    let settings = Settings {
        data: Some(data.into()),
        listen: Some("127.0.0.1:0".parse().unwrap()),
        ..Settings::default()
    };
    let config = settings.settle(None).unwrap();
    let server = assemble(&config, World::real(), Start::Empty).unwrap();
    let listener = listen(config.listen).await.unwrap();
    let address = listener.local_addr().unwrap();
    println!("\n{SAYS}{address}");
    server.run(listener, std::future::pending()).await.unwrap();
}
