//! Files that staff bring in at the desk: who may, what is seen first, and what then happens.

mod refusing;

use crate::desk::at_work;
use crate::rig::{Rig, community};
use rules::id::SessionId;
use rules::publish::Item;
use rules::staff::Level;
use rules::{Key, Record, Refusal};
use serde_json::Value;
use server::db::open_to_read;
use server::db::proof::{Proof, prove};
use server::load::Answer as Heard;
use server::publish::{Terms, publish, publish_on};
use sync::upload::{Answer, Fault, FaultKind, Field, Preview};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// What browsers say a file is, so that no form of another site can send one.
const BYTES: &str = "content-type: application/octet-stream\r\n";
const LOOK: &str = "POST /import/preview?as=sheet";
const FIRST: &str = "编号,名称,日期,开始,结束,地点,报名方式,名额\n\
    A-1,书法班,2026-12-05,14:30,16:00,文化站,先到先得,20\n\
    A-2,合唱团,2026-12-06,09:00,10:00,文化站,不用报名,\n";
/// One new, one changed, one as it was, one that cannot be read; nothing is gone.
const SECOND: &str = "编号,名称,日期,开始,结束,地点,报名方式,名额\n\
    A-1,书法班,2026-12-05,15:00,16:00,体育场,先到先得,24\n\
    A-2,合唱团,2026-12-06,09:00,10:00,文化站,不用报名,\n\
    A-3,门球,5/12/2026,09:00,10:00,文化站,不用报名,\n\
    A-4,义诊,2026-12-08,09:00,10:00,文化站,不用报名,\n";

/// A server, and the cookie of somebody who works there.
struct Desk {
    rig: Rig,
    cookie: String,
    card: String,
}

async fn desk(level: Level) -> Desk {
    let rig = Rig::with_crowd((1, 1, 1)).await;
    let (phone, card) = at_work(&rig, level).await;
    Desk {
        rig,
        cookie: phone.cookie,
        card: card.number,
    }
}

impl Desk {
    async fn send(&self, what: &str, file: &[u8]) -> Heard {
        let head = format!("{BYTES}cookie: session={}\r\n", self.cookie);
        self.rig.send(what, &head, file).await
    }

    async fn look(&self, file: &str) -> Preview {
        let heard = self.send(LOOK, file.as_bytes()).await;
        match said(&heard) {
            Answer::Preview(preview) => *preview,
            other => panic!("{other:?}"),
        }
    }

    async fn take(&self, file: &str, digest: &str) -> Heard {
        let what = format!("POST /import/take?as=sheet&digest={digest}");
        self.send(&what, file.as_bytes()).await
    }

    /// Looks and takes.
    async fn bring(&self, file: &str) -> Answer {
        let digest = self.look(file).await.digest;
        said(&self.take(file, &digest).await)
    }

    fn journal(&self) -> i64 {
        self.rig.count("journal")
    }

    fn session(&self, id: &str) -> Option<rules::session::Session> {
        let id: SessionId = id.parse().unwrap();
        match self.rig.record(&Key::Session(id)) {
            Some(Record::Session(session)) => Some(session),
            _ => None,
        }
    }
}

fn said(heard: &Heard) -> Answer {
    serde_json::from_slice(&heard.body).unwrap_or_else(|_| panic!("{}", heard.text()))
}

#[tokio::test]
async fn what_is_seen_is_what_is_then_taken_and_the_journal_says_by_whom() {
    let desk = desk(Level::Publisher).await;
    let before = desk.journal();
    let seen = desk.look(FIRST).await;
    assert_eq!((seen.new.all, seen.rows, seen.refused.all), (2, 2, 0));
    assert_eq!(seen.new.first[0].title.zh, "书法班");
    assert_eq!(desk.journal(), before, "a look wrote something");
    let taken = said(&desk.take(FIRST, &seen.digest).await);
    let Answer::Taken(taken) = taken else {
        panic!("{taken:?}");
    };
    assert_eq!((taken.new, taken.changed, taken.left), (2, 0, 0));
    assert!(desk.session("sheet-A-1").is_some());
    let seen = desk.look(SECOND).await;
    let counts = (seen.new.all, seen.changed.all, seen.same, seen.refused.all);
    assert_eq!(counts, (1, 1, 1, 1));
    let differs: Vec<_> = seen.changed.first[0].differs.iter().collect();
    let told: Vec<_> = differs
        .iter()
        .map(|one| (one.what, one.was.as_str(), one.now.as_str()))
        .collect();
    let expected = [
        (Field::Seats, "20", "24"),
        (Field::Place, "文化站", "体育场"),
        (Field::Starts, "14:30", "15:00"),
    ];
    assert_eq!(told, expected);
    let refused = &seen.refused.first[0];
    let why = Fault {
        kind: FaultKind::Date,
        field: "日期".to_owned(),
        found: "5/12/2026".to_owned(),
        limit: None,
    };
    assert_eq!((refused.row, &refused.why), (4, &why));
    assert!(matches!(
        said(&desk.take(SECOND, &seen.digest).await),
        Answer::Taken(taken) if (taken.new, taken.changed) == (1, 1)
    ));
    let db = open_to_read(&desk.rig.folder.path).unwrap();
    let sql = "SELECT text FROM journal WHERE text LIKE '%import sheet%' ORDER BY line DESC";
    let line: String = db.query_row(sql, [], |row| row.get(0)).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    let by = &line["facts"][0]["decided"]["by"];
    let staff: Key = format!("staff/{}", by.as_str().unwrap()).parse().unwrap();
    assert!(desk.rig.record(&staff).is_some(), "{line} by {}", desk.card);
}

#[tokio::test]
async fn taking_a_file_twice_changes_nothing_and_what_is_gone_from_it_stays() {
    let desk = desk(Level::Publisher).await;
    desk.bring(SECOND).await;
    let before = desk.journal();
    let seen = desk.look(SECOND).await;
    assert_eq!((seen.new.all, seen.changed.all, seen.same), (0, 0, 3));
    let again = said(&desk.take(SECOND, &seen.digest).await);
    assert!(
        matches!(&again, Answer::Taken(taken) if (taken.new, taken.changed) == (0, 0)),
        "{again:?}"
    );
    assert_eq!(desk.journal(), before);
    // Read to its end, the first has no A-4: it is named and left alone.
    let seen = desk.look(FIRST).await;
    assert_eq!(seen.gone.all, 1);
    assert_eq!(seen.gone.first[0].title.zh, "义诊");
    desk.take(FIRST, &seen.digest).await;
    let left = desk.session("sheet-A-4").unwrap();
    assert_eq!(left.state, rules::session::SessionState::Scheduled);
}

#[tokio::test]
async fn what_changed_since_it_was_seen_is_shown_and_nothing_is_taken() {
    let desk = desk(Level::Publisher).await;
    let seen = desk.look(SECOND).await;
    desk.bring(FIRST).await;
    let before = desk.journal();
    let heard = desk.take(SECOND, &seen.digest).await;
    assert_eq!(heard.status, 409);
    let Answer::Differs(now) = said(&heard) else {
        panic!("{}", heard.text());
    };
    assert_eq!((seen.new.all, now.new.all, now.changed.all), (3, 1, 1));
    assert_eq!(desk.journal(), before);
    for digest in ["", "00", "nonsense"] {
        let heard = desk.take(SECOND, digest).await;
        assert!(matches!(said(&heard), Answer::Differs(_)), "{digest}");
    }
    assert_eq!(desk.journal(), before, "what nobody saw was taken");
    let taken = said(&desk.take(SECOND, &now.digest).await);
    assert!(matches!(taken, Answer::Taken(_)), "{taken:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_import_is_going_on_another_takes_nothing_and_says_so() {
    let desk = desk(Level::Publisher).await;
    let seen = desk.look(FIRST).await;
    let before = desk.journal();
    let lock = std::fs::File::create(desk.rig.folder.path.join("cuobian.import.lock")).unwrap();
    lock.lock().unwrap();
    let heard = desk.take(FIRST, &seen.digest).await;
    assert_eq!((heard.status, said(&heard)), (409, Answer::UnderWay));
    assert_eq!(desk.journal(), before);
    drop(lock);
    // Several at once leave what one alone leaves; whoever was not first is told why.
    let mut new = 0;
    let mut tasks = tokio::task::JoinSet::new();
    let address = desk.rig.address;
    for _ in 0..6 {
        let lines = format!("{BYTES}cookie: session={}\r\n", desk.cookie);
        let what = format!("POST /import/take?as=sheet&digest={}", seen.digest);
        tasks.spawn(async move {
            let mut client = server::load::Client::connect(address).await.unwrap();
            client.send(&what, &lines, FIRST.as_bytes()).await.unwrap()
        });
    }
    for heard in tasks.join_all().await {
        match said(&heard) {
            Answer::Taken(taken) => new += taken.new,
            Answer::UnderWay | Answer::Differs(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(new, 2, "one of them took it, once");
}

#[tokio::test]
async fn a_file_that_breaks_off_changes_nothing_and_one_that_came_whole_is_taken_whole() {
    let desk = desk(Level::Publisher).await;
    let digest = desk.look(FIRST).await.digest;
    let before = desk.journal();
    let request = format!(
        "POST /import/take?as=sheet&digest={digest} HTTP/1.1\r\nhost: load\r\n{BYTES}\
         cookie: session={}\r\ncontent-length: {}\r\n\r\n",
        desk.cookie,
        FIRST.len()
    );
    for length in [0, 1, FIRST.len() / 2, FIRST.len() - 1] {
        let mut stream = TcpStream::connect(desk.rig.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.write_all(&FIRST.as_bytes()[..length]).await.unwrap();
        drop(stream);
    }
    assert_eq!(desk.look(FIRST).await.new.all, 2);
    assert_eq!(desk.journal(), before);
    let mut stream = TcpStream::connect(desk.rig.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(FIRST.as_bytes()).await.unwrap();
    // Whoever sent it goes before there is an answer.
    drop(stream);
    let seen = loop {
        let heard = desk.send(LOOK, FIRST.as_bytes()).await;
        match said(&heard) {
            Answer::Preview(seen) => break seen,
            Answer::UnderWay => tokio::task::yield_now().await,
            other => panic!("{other:?}"),
        }
    };
    let left = (seen.new.all, seen.same);
    assert!(
        left == (2, 0) || left == (0, 2),
        "a part was taken: {left:?}"
    );
    let db = open_to_read(&desk.rig.folder.path).unwrap();
    let proof = prove(&db, &community()).unwrap();
    assert!(matches!(proof, Proof::Sound { .. }), "{proof:?}");
}

#[tokio::test]
async fn what_somebody_changed_since_it_was_compared_is_left_as_they_made_it() {
    let desk = desk(Level::Publisher).await;
    desk.bring(FIRST).await;
    let db = server::db::open(&desk.rig.folder.path).unwrap();
    let head = || -> u64 {
        let sql = "SELECT rev FROM communities WHERE community = 'c'";
        db.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let session = |id: &str, place: &str| {
        let mut session = desk.session(id).unwrap();
        session.place = place.parse().unwrap();
        Item {
            key: Key::Session(id.parse().unwrap()),
            record: Record::Session(session),
        }
    };
    let seen = Some(head());
    let theirs = vec![session("sheet-A-1", "theirs")];
    publish(&db, &desk.rig.world, &community(), theirs).unwrap();
    let ours = vec![session("sheet-A-1", "ours"), session("sheet-A-2", "ours")];
    let terms = Terms { by: None, seen };
    let done = publish_on(&db, (&desk.rig.world, &community()), &terms, ours).unwrap();
    let key = "session/sheet-A-1".to_owned();
    let refusal = Refusal::ChangedMeanwhile { key: key.clone() };
    assert_eq!((done.changed, done.refused), (1, vec![(key, refusal)]));
    let place = |id: &str| desk.session(id).unwrap().place.to_string();
    assert_eq!(place("sheet-A-1"), "theirs");
    assert_eq!(place("sheet-A-2"), "ours");
}

#[tokio::test]
async fn what_became_of_a_session_is_told_once_in_a_look_and_a_new_day_brings_it_back() {
    let desk = desk(Level::Publisher).await;
    let file = |day: &str, status: &str| {
        format!(
            "编号,名称,日期,开始,结束,地点,报名方式,名额,状态\n\
             A-1,书法班,{day},14:30,16:00,文化站,先到先得,20,{status}\n"
        )
    };
    desk.bring(&file("2026-12-05", "照常")).await;
    for (day, status, expected) in [
        ("2026-12-05", "延期待定", vec![Field::Postponed]),
        ("2026-12-05", "取消", vec![Field::Cancelled]),
        ("2026-12-05", "Postponed", vec![Field::Postponed]),
        ("2026-12-12", "照常", vec![Field::Days, Field::Restored]),
    ] {
        let file = file(day, status);
        let seen = desk.look(&file).await;
        let differs = seen.changed.first[0].differs.iter();
        let differs: Vec<_> = differs.map(|one| one.what).collect();
        assert_eq!(differs, expected, "{status}");
        desk.bring(&file).await;
    }
    let changes = desk.session("sheet-A-1").unwrap().changes;
    let without: Vec<_> = changes.iter().map(|change| change.without_day).collect();
    assert_eq!(without, [true, false, true, true]);
}
