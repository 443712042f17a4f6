//! Imports beside each other, and looks at what an import would do.

use crate::rig::Folder;
use programme::feed::{File, Profile};
use server::db::open;
use server::export::{Format, export};
use server::import::{ImportError, import, preview};
use server::world::World;

const FEED: &[u8] = include_bytes!("../../../programme/examples/leisure.json");
const FILES: [File<'static>; 1] = [File {
    name: "",
    bytes: FEED,
}];

fn world() -> World {
    World::standing_at(server::config::moment("2026-11-23T10:00+08:00").unwrap())
}

fn profile() -> Profile {
    Profile::lcsd_leisure().unwrap()
}

#[test]
fn a_preview_says_what_the_import_then_does_and_writes_nothing() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let rows = || -> i64 {
        let sql = "SELECT (SELECT count(*) FROM communities) + (SELECT count(*) FROM records)";
        db.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let plan = preview(Some(&db), world().now(), &profile(), &FILES).unwrap();
    assert_eq!(rows(), 0);
    assert_eq!(plan.changes.new_sessions.len(), 3);
    let done = import(&db, &world(), &profile(), &FILES).unwrap();
    assert_eq!(done.published.new, plan.changes.new.len());
    let again = preview(Some(&db), world().now(), &profile(), &FILES).unwrap();
    assert_eq!(
        (again.changes.items, again.changes.same_sessions),
        (vec![], 3)
    );
}

#[test]
fn what_is_exported_is_imported_again_and_changes_nothing() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    import(&db, &world(), &profile(), &FILES).unwrap();
    let community = profile().community.id;
    for format in [Format::Csv, Format::Xlsx] {
        let bytes = export(&db, &community, format).unwrap();
        let own = Profile::named("cuobian").unwrap().unwrap();
        let own = own.into_community(community.clone(), None);
        let file = File {
            name: "",
            bytes: &bytes,
        };
        let back = import(&db, &world(), &own, &[file]).unwrap();
        let counted = (back.published.new, back.published.changed);
        assert_eq!((counted, back.plan.reading.taken.len()), ((0, 0), 3));
    }
}

#[test]
fn while_one_import_is_under_way_another_takes_nothing() {
    let folder = Folder::new();
    let db = open(&folder.path).unwrap();
    let lock = std::fs::File::create(folder.path.join("cuobian.import.lock")).unwrap();
    lock.lock().unwrap();
    let refused = import(&db, &world(), &profile(), &FILES);
    assert!(matches!(refused, Err(ImportError::UnderWay)), "{refused:?}");
    drop(lock);
    assert_eq!(
        import(&db, &world(), &profile(), &FILES)
            .unwrap()
            .published
            .changed,
        0
    );
}

#[test]
fn imports_at_once_leave_what_one_alone_leaves() {
    let folder = Folder::new();
    drop(open(&folder.path).unwrap());
    let taken: usize = std::thread::scope(|scope| {
        let running: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let db = open(&folder.path).unwrap();
                    match import(&db, &world(), &profile(), &FILES) {
                        Ok(done) => done.published.new,
                        Err(ImportError::UnderWay) => 0,
                        Err(error) => panic!("{error}"),
                    }
                })
            })
            .collect();
        running.into_iter().map(|it| it.join().unwrap()).sum()
    });
    let db = open(&folder.path).unwrap();
    let again = import(&db, &world(), &profile(), &FILES).unwrap();
    assert_eq!((again.published.new, again.published.changed), (0, 0));
    assert_eq!(
        taken, again.plan.changes.same,
        "a record was written twice or never"
    );
}
