//! The runbook's commands, run as they are written there.

use crate::rig::Folder;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

const RUNBOOK: &str = include_str!("../../../../docs/runbook.md");
/// The port that the runbook names; here it is one that is free.
const PORT: &str = "8099";

/// What stands in blocks marked `sh`, in order.
fn commands() -> String {
    let mut out = String::new();
    let mut is_command = false;
    for line in RUNBOOK.lines() {
        match line {
            "```sh" => is_command = true,
            "```" => is_command = false,
            line if is_command => {
                out.push_str(line);
                out.push('\n');
            }
            _ => {}
        }
    }
    out
}

#[test]
fn the_runbook_does_what_it_says() {
    let folder = Folder::new();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    drop(listener);
    let commands = commands().replace(PORT, &port);
    assert!(commands.contains("restore") && commands.contains("audit"));
    let programs = Path::new(env!("CARGO_BIN_EXE_cuobian-server")).parent();
    let path = format!(
        "{}:{}",
        programs.unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    // Whatever fails, no server is left behind.
    let script = format!("trap 'kill $server 2>/dev/null || :' EXIT\n{commands}");
    let output = Command::new("sh")
        .args(["-eu", "-c", &script])
        .current_dir(&folder.path)
        .env("PATH", path)
        .env("CUOBIAN_LOG", "off")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    for words in ["backed up to", "lines sound", "is kept in", "restored;"] {
        assert!(said.contains(words), "no {words:?} in\n{said}");
    }
    assert!(said.contains("cuobian_commits_failed_total 0"), "{said}");
}
