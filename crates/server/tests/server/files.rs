//! The app's files: what is cached how long, what is compressed, and what is never there.

use crate::rig::{Folder, Rig};
use server::load::Answer;
use server::world::World;

async fn rig() -> (Rig, Folder) {
    let dist = Folder::new();
    let put = |name: &str, text: &str| {
        let path = dist.path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("index.html", "<!doctype html><title>page</title>");
    put("sw.js", "// worker");
    put("app-0123456789abcdef.js", "plain");
    put("app-0123456789abcdef.js.br", "brotli");
    put("app-0123456789abcdef.js.gz", "gzip");
    put("icons/icon.svg", "<svg/>");
    put(".secret", "hidden");
    let rig = Rig::over(Folder::new(), World::real(), Some(&dist.path)).await;
    (rig, dist)
}

async fn get(rig: &Rig, path: &str, head: &str) -> Answer {
    rig.send(&format!("GET {path}"), head, b"").await
}

#[tokio::test]
async fn each_file_is_kept_as_long_as_its_name_promises() {
    let (rig, _dist) = rig().await;
    for (path, caching, kind) in [
        ("/", "no-cache", "text/html; charset=utf-8"),
        ("/index.html", "no-cache", "text/html; charset=utf-8"),
        ("/sw.js", "no-cache", "text/javascript; charset=utf-8"),
        (
            "/app-0123456789abcdef.js",
            "public, max-age=31536000, immutable",
            "text/javascript; charset=utf-8",
        ),
        ("/icons/icon.svg", "no-cache", "image/svg+xml"),
    ] {
        let answer = get(&rig, path, "").await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), Some(caching), "{path}");
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        let etag = answer.header("etag").unwrap();
        let again = get(&rig, path, &format!("if-none-match: {etag}\r\n")).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
}

#[tokio::test]
async fn the_best_encoding_that_was_asked_for_is_sent() {
    let (rig, _dist) = rig().await;
    for (accept, encoding, body) in [
        ("", None, "plain"),
        (
            "accept-encoding: gzip, deflate, br, zstd\r\n",
            Some("br"),
            "brotli",
        ),
        ("accept-encoding: gzip\r\n", Some("gzip"), "gzip"),
        ("accept-encoding: br;q=0, gzip\r\n", Some("gzip"), "gzip"),
    ] {
        let answer = get(&rig, "/app-0123456789abcdef.js", accept).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accept}");
        assert_eq!(answer.text(), body, "{accept}");
    }
}

#[tokio::test]
async fn what_is_missing_is_404_and_never_the_page() {
    let (rig, _dist) = rig().await;
    let page = "accept: text/html\r\n";
    for path in ["/activities", "/activities/yoga", "/diary"] {
        let answer = get(&rig, path, page).await;
        assert!(answer.text().contains("<title>page"), "{path}");
    }
    for path in [
        "/app-ffffffffffffffff.js",
        "/activities/old-0000000000000000.css",
        "/.secret",
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e/Cargo.toml",
        "//etc/passwd",
        "/icons",
    ] {
        let answer = get(&rig, path, "accept: */*\r\nsec-fetch-mode: cors\r\n").await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains('<'), "{path}");
    }
    assert_eq!(rig.send("POST /", "", b"").await.status, 405);
}

#[tokio::test]
async fn a_new_build_is_served_without_a_restart() {
    let (rig, dist) = rig().await;
    let path = dist.path.join("index.html");
    std::fs::write(&path, "<!doctype html><title>new</title>").unwrap();
    let later =
        std::fs::metadata(&path).unwrap().modified().unwrap() + std::time::Duration::from_secs(2);
    std::fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(later)
        .unwrap();
    // A page that a worker answers for asks the server for nothing but the worker's own script.
    std::fs::write(dist.path.join("sw.js"), "// newer worker").unwrap();
    assert!(get(&rig, "/sw.js", "").await.text().contains("newer"));
    assert!(get(&rig, "/", "").await.text().contains("<title>new"));
}

#[tokio::test]
async fn what_is_gone_since_is_404_and_what_is_away_for_a_moment_is_waited_for() {
    let (rig, dist) = rig().await;
    let script = dist.path.join("app-0123456789abcdef.js");
    let aside = dist.path.join("aside");
    std::fs::rename(&script, &aside).unwrap();
    let away = std::thread::spawn({
        let (script, aside) = (script.clone(), aside);
        move || {
            std::thread::sleep(std::time::Duration::from_millis(30));
            std::fs::rename(aside, script).unwrap();
        }
    });
    let answer = get(&rig, "/app-0123456789abcdef.js", "").await;
    assert_eq!((answer.status, answer.text()), (200, "plain".into()));
    away.join().unwrap();
    std::fs::remove_file(script).unwrap();
    let answer = get(&rig, "/app-0123456789abcdef.js", "").await;
    assert_eq!(answer.status, 404);
    assert!(!answer.text().contains('<'));
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let (rig, _dist) = rig().await;
    for path in [
        "/",
        "/sw.js",
        "/missing.js",
        "/session",
        "/healthz",
        "/metrics",
    ] {
        let answer = get(&rig, path, "").await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"));
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("  "),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
    let metrics = get(&rig, "/metrics", "").await.text();
    let counted = "cuobian_requests_total{route=\"file\",status=\"404\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
}
