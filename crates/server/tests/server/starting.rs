//! What the program says when it starts with less than it needs.

use crate::process::{done, refused, start_logging_with};
use crate::rig::Folder;

#[test]
fn behind_a_proxy_an_empty_folder_says_what_to_do_next_on_the_console_and_in_the_log() {
    let folder = Folder::new();
    let sentence = "there is no community in this data folder yet";
    let front = ["--front", "tls-proxy"];
    let (mut process, _) = start_logging_with(&folder.path, &front);
    let said = process.next_line();
    assert!(said.starts_with(sentence), "{said}");
    assert!(said.contains("cuobian-server import --data"), "{said}");
    assert!(process.ended().contains(sentence));
    // With one there is nothing to say, and the log is read to its end.
    let sheet = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sheet.csv");
    done(&["import", "--profile", "sheet", sheet], &folder.path);
    let (process, _) = start_logging_with(&folder.path, &front);
    assert!(!process.ended().contains(sentence));
}

#[test]
fn a_home_that_is_not_there_is_said_with_those_that_are() {
    let folder = Folder::new();
    let sheet = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sheet.csv");
    done(&["import", "--profile", "sheet", sheet], &folder.path);
    let flags = ["--home", "fengchi"];
    let (mut process, _) = start_logging_with(&folder.path, &flags);
    let said = process.next_line();
    let sentence = "the community fengchi is not in this data folder; there is home";
    assert!(said.starts_with(sentence), "{said}");
    drop(process);
}

#[test]
fn a_folder_that_holds_no_app_is_refused_before_anything_is_made() {
    let folder = Folder::new();
    let dist = Folder::new();
    std::fs::write(dist.path.join("sw.js"), "// a worker").unwrap();
    let data = folder.path.join("data");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--dist"];
    let asked = [&serve[..], &[dist.path.to_str().unwrap()]].concat();
    refused(&asked, &data, "holds no app: it has no index.html");
    assert!(!data.exists(), "a data folder was made");
}
