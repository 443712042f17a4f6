//! Who may not bring a file in, and what is no file of ours: each is told why, and nothing changes.

use super::{BYTES, FIRST, LOOK, desk, said};
use rules::Refusal;
use rules::staff::Level;
use server::load::Answer as Heard;
use std::io::Write;
use sync::limits::UPLOAD_BYTES_MAX;
use sync::upload::{Answer, FaultKind};
use sync::wire::{Protest, Protested};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn protest(heard: &Heard) -> Protest {
    let said: Protested = serde_json::from_slice(&heard.body).unwrap();
    said.error
}

#[tokio::test]
async fn editors_residents_and_strangers_bring_nothing_in() {
    let editor = desk(Level::Editor).await;
    let before = editor.journal();
    for what in [LOOK, "POST /import/take?as=sheet&digest=00"] {
        let heard = editor.send(what, FIRST.as_bytes()).await;
        let why = Refusal::PublisherOnly;
        assert_eq!((heard.status, said(&heard)), (403, Answer::Not { why }));
        let resident = format!("{BYTES}cookie: session={}\r\n", editor.rig.phones[0].cookie);
        let heard = editor.rig.send(what, &resident, FIRST.as_bytes()).await;
        let why = Refusal::NotAllowed;
        assert_eq!((heard.status, said(&heard)), (403, Answer::Not { why }));
        let heard = editor.rig.send(what, BYTES, FIRST.as_bytes()).await;
        assert_eq!((heard.status, protest(&heard)), (401, Protest::SignedOut));
    }
    assert_eq!(editor.journal(), before);
}

#[tokio::test]
async fn another_site_sends_no_file_in_a_publishers_name() {
    let desk = desk(Level::Publisher).await;
    let cookie = format!("cookie: session={}\r\n", desk.cookie);
    for (head, status) in [
        (
            format!("{BYTES}{cookie}origin: https://elsewhere.example\r\n"),
            403,
        ),
        (
            format!("{BYTES}{cookie}sec-fetch-site: cross-site\r\n"),
            403,
        ),
        (format!("{cookie}content-type: text/plain\r\n"), 415),
        (format!("{cookie}content-type: application/json\r\n"), 415),
        (
            format!("{cookie}content-type: multipart/form-data; boundary=x\r\n"),
            415,
        ),
        (cookie.clone(), 415),
    ] {
        let heard = desk.rig.send(LOOK, &head, FIRST.as_bytes()).await;
        assert_eq!(heard.status, status, "{head}");
    }
    let heard = desk.send("GET /import/preview?as=sheet", b"").await;
    assert_eq!(heard.status, 405);
}

/// A workbook of a few hundred kilobytes that holds far more than is read.
fn bomb() -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let how = zip::write::SimpleFileOptions::default();
    packed.start_file("xl/worksheets/sheet1.xml", how).unwrap();
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..=256 {
        packed.write_all(&zeros).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

#[tokio::test]
async fn what_is_no_file_of_ours_is_told_why() {
    let desk = desk(Level::Publisher).await;
    let before = desk.journal();
    for (reads, file, kind) in [
        (
            "sheet",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old".to_vec(),
            FaultKind::OldWorkbook,
        ),
        (
            "sheet",
            b"PK\x03\x04damaged".to_vec(),
            FaultKind::NotAWorkbook,
        ),
        ("sheet", bomb(), FaultKind::TooMuchPacked),
        ("sheet", b"a,b\n1,2\n".to_vec(), FaultKind::NoHeadings),
        ("sheet", Vec::new(), FaultKind::NoHeadings),
        ("sheet", b"abc\xff\xff".to_vec(), FaultKind::Letters),
        (
            "calendar",
            FIRST.as_bytes().to_vec(),
            FaultKind::NotACalendar,
        ),
        (
            "events",
            b"<html><p>nothing</p></html>".to_vec(),
            FaultKind::NoEvents,
        ),
        ("lcsd-leisure", b"{".to_vec(), FaultKind::NotJson),
        ("lcsd-leisure", b"{}".to_vec(), FaultKind::NotAList),
    ] {
        let heard = desk
            .send(&format!("POST /import/preview?as={reads}"), &file)
            .await;
        let Answer::Unread(fault) = said(&heard) else {
            panic!("{reads} {file:?}: {}", heard.text());
        };
        assert_eq!((heard.status, fault.kind), (422, kind), "{file:?}");
    }
    for what in [
        "POST /import/preview",
        "POST /import/preview?as=",
        "POST /import/preview?as=lcsd-cultural",
        "POST /import/preview?as=..%2f..%2fetc%2fpasswd",
        "POST /import/preview?as=sheet&as=sheet",
        "POST /import/take?digest=00",
    ] {
        let heard = desk.send(what, FIRST.as_bytes()).await;
        assert_eq!(
            (heard.status, protest(&heard)),
            (400, Protest::Unreadable),
            "{what}"
        );
    }
    assert_eq!(desk.journal(), before);
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_by_its_length_alone_and_as_it_comes() {
    let desk = desk(Level::Publisher).await;
    let limit = "UPLOAD_BYTES_MAX".to_owned();
    let length = UPLOAD_BYTES_MAX + 1;
    let head = format!(
        "{LOOK} HTTP/1.1\r\nhost: load\r\n{BYTES}cookie: session={}\r\nconnection: close\r\n",
        desk.cookie
    );
    for (framing, chunk) in [
        (format!("content-length: {length}\r\n\r\n"), 0),
        ("transfer-encoding: chunked\r\n\r\n".to_owned(), length),
    ] {
        let mut stream = TcpStream::connect(desk.rig.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(framing.as_bytes()).await.unwrap();
        if chunk > 0 {
            let mut body = format!("{chunk:x}\r\n").into_bytes();
            body.resize(body.len() + chunk, b',');
            // The server may hang up in the middle of it.
            drop(stream.write_all(&body).await);
        }
        let mut came = Vec::new();
        drop(stream.read_to_end(&mut came).await);
        let said = String::from_utf8_lossy(&came).into_owned();
        assert!(said.starts_with("HTTP/1.1 413"), "{said}");
        assert!(said.contains(&limit), "{said}");
    }
}
