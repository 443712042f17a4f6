//! What a community is called: said when it is new, kept afterwards, changed by a command alone.

use crate::process::{Said, command, done, refused};
use crate::rig::Folder;
use rules::community::Community;
use rules::{Key, Record};
use server::db::{communities, open, open_to_read};
use server::import::records;
use std::path::Path;

const SHEET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sheet.csv");

fn import<'a>(flags: &[&'a str]) -> Vec<&'a str> {
    [&["import", "--profile", "sheet"], flags, &[SHEET]].concat()
}

fn home(folder: &Path) -> Community {
    let all = records(&open(folder).unwrap(), &"home".parse().unwrap()).unwrap();
    let found = all
        .into_iter()
        .find_map(|(key, record)| match (key, record) {
            (Key::Community, Record::Community(found)) => Some(found),
            _ => None,
        });
    found.unwrap()
}

/// How far every community of a folder has come.
fn heads(folder: &Path) -> Vec<i64> {
    let db = open_to_read(folder).unwrap();
    let mut heads = db.prepare("SELECT rev FROM communities").unwrap();
    let heads = heads.query_map([], |row| row.get(0)).unwrap();
    heads.map(Result::unwrap).collect()
}

#[test]
fn an_import_under_another_name_takes_nothing_and_says_which_command_changes_it() {
    let folder = Folder::new();
    done(&import(&["--name", "阳光社区"]), &folder.path);
    let before = heads(&folder.path);
    for preview in [&["--preview"][..], &[]] {
        let asked = import(&[&["--name", "月光社区"], preview].concat());
        let Said { is_well, text } = command(&asked, &folder.path);
        assert!(!is_well, "{text}");
        let said = "home is called 阳光社区, not 月光社区; nothing was taken";
        assert!(text.contains(said), "{text}");
        assert!(
            text.contains("cuobian-server rename --community home --name"),
            "{text}"
        );
    }
    assert_eq!(heads(&folder.path), before);
    // The same name, or none, is as ever.
    for name in [&["--name", " 阳光社区 "][..], &[]] {
        done(&import(name), &folder.path);
    }
    assert_eq!(home(&folder.path).name.zh, "阳光社区");
}

#[test]
fn a_name_beside_a_profile_that_has_its_own_is_refused_and_so_is_an_empty_one() {
    let folder = Folder::new();
    let feed = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../programme/examples/leisure.json"
    );
    let asked = ["import", "--profile", "lcsd-leisure", "--name", "甲", feed];
    refused(
        &asked,
        &folder.path,
        "this profile has a community of its own",
    );
    refused(&import(&["--name", " "]), &folder.path, "a name");
    let there = communities(&open(&folder.path).unwrap()).unwrap();
    assert!(there.is_empty());
}

#[test]
fn a_community_is_renamed_through_its_journal_and_the_next_import_keeps_it() {
    let folder = Folder::new();
    done(&import(&["--name", "阳光社区"]), &folder.path);
    let rename = ["rename", "--community", "home", "--name"];
    let to = |name: &[&'static str]| [&rename[..], name].concat();
    let said = done(&to(&["月光社区", "--name-en", "Moonlight"]), &folder.path);
    assert_eq!(
        said.trim(),
        "home was called 阳光社区 and is called 月光社区 now"
    );
    let found = home(&folder.path);
    assert_eq!(
        (found.name.en.as_str(), found.county.zh.as_str()),
        ("Moonlight", "月光社区")
    );
    done(&import(&["--name", "月光社区"]), &folder.path);
    assert_eq!(home(&folder.path), found);
    let head = heads(&folder.path);
    done(&to(&["月光社区"]), &folder.path);
    assert_eq!(home(&folder.path), found, "the English name was taken away");
    assert_eq!(heads(&folder.path), head);
    done(&["verify"], &folder.path);
    refused(&to(&[" "]), &folder.path, "a name");
    let unknown = ["rename", "--community", "nowhere", "--name", "乙"];
    refused(&unknown, &folder.path, "there is no community nowhere");
    assert_eq!(heads(&folder.path).len(), 1, "one was made");
}
