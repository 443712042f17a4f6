//! A folder that a server serves from, and versions of the app put into it one after the other.
//!
//! The one rule: a version is a whole set of its own. Each hashed name holds the version, so a page
//! that has files of two versions is told by the names it asked for; the worker's list holds what
//! each file must hash to, as the build has it.
//!
//! Deliberately absent: other code in another version. What an older build asks for is told by the
//! wire's samples and by `tests/keeper/stores`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::browser::Browser;
use super::named;
use super::scratch::Scratch;

/// How many versions the folder holds: fewer than 30 days of them, so that pages outlive theirs.
const VERSIONS_KEPT: usize = 3;
/// The hashes of some texts, as the worker's list writes them.
const DIGESTS: &str = "const [texts, done] = arguments; \
    const digest = async (text) => { \
      const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)); \
      return 'sha256-' + btoa(String.fromCharCode(...new Uint8Array(bytes))); }; \
    Promise.all(texts.map(digest)).then(done);";

/// One version of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32);

impl Version {
    /// What all its hashed names begin their hash with, and no other version's do.
    fn stamp(self) -> String {
        format!("{:012x}", self.0)
    }

    /// The name of the build, as its page and its worker say it.
    pub fn build(self) -> String {
        format!("{}ffff", self.stamp())
    }
}

/// The folder, and the build that all versions are made from.
pub struct Site {
    build: Scratch,
    served: Scratch,
    name: String,
    /// The files of the build: each path with the hash in its name, if it has one.
    files: Vec<(String, Option<String>)>,
    put: Vec<Version>,
}

impl Site {
    /// A site that serves the build as it is.
    pub fn new() -> Self {
        let dist = named("CUOBIAN_DIST");
        let ledger: Value = serde_json::from_str(&read(&dist.join("build.json"))).unwrap();
        let paths = ledger["files"].as_array().unwrap().iter();
        let paths = paths.map(|file| file["path"].as_str().unwrap().to_owned());
        let site = Self {
            build: Scratch::new("build"),
            served: Scratch::new("site"),
            name: ledger["build"].as_str().unwrap().to_owned(),
            files: paths.map(|path| (path.clone(), hash_of(&path))).collect(),
            put: Vec::new(),
        };
        for (path, _) in &site.files {
            let (kept, served) = (site.build.path().join(path), site.folder().join(path));
            fs::create_dir_all(kept.parent().unwrap()).unwrap();
            fs::create_dir_all(served.parent().unwrap()).unwrap();
            fs::copy(dist.join(path), &kept).unwrap();
            fs::hard_link(kept, served).unwrap();
        }
        site
    }

    /// Where the server serves from.
    pub fn folder(&self) -> &Path {
        self.served.path()
    }

    /// Puts a version in place, the page last, and takes the oldest away. A browser on a page of
    /// the app hashes what it changes.
    pub async fn put(&mut self, version: Version, browser: &Browser) {
        let mut texts = Vec::new();
        for (path, hash) in &self.files {
            let from = self.build.path().join(path);
            let to = self.folder().join(self.renamed(path, version));
            if is_text(path) {
                texts.push((path, self.rewritten(&read(&from), version)));
            } else if hash.is_some() && !to.exists() {
                fs::hard_link(from, to).unwrap();
            }
        }
        let all: Vec<&String> = texts.iter().map(|(_, text)| text).collect();
        let digests = browser.script_async(DIGESTS, vec![json!(all)]).await;
        let digest = |path: &str| {
            let at = texts.iter().position(|(changed, _)| *changed == path);
            at.map(|at| digests[at].clone())
        };
        let worker = self.worker(version, digest);
        for (path, text) in &texts {
            if *path != "index.html" {
                fs::write(self.folder().join(self.renamed(path, version)), text).unwrap();
            }
        }
        self.put_worker(&worker);
        let page = texts.iter().find(|(path, _)| *path == "index.html");
        self.put_page(&page.unwrap().1);
        self.put.retain(|one| *one != version);
        self.put.push(version);
        if self.put.len() > VERSIONS_KEPT {
            let oldest = self.put.remove(0);
            self.take_away(oldest);
        }
    }

    /// Changes a file of a version, as a deploy that went wrong does.
    pub fn spoil(&self, version: Version, ending: &str) {
        let is_it = |path: &str, hash: &Option<String>| hash.is_some() && ends_with(path, ending);
        let found = self.files.iter().find(|(path, hash)| is_it(path, hash));
        let (path, _) = found.unwrap();
        let file = self.folder().join(self.renamed(path, version));
        fs::remove_file(&file).unwrap();
        fs::write(file, "not what it should be").unwrap();
        self.put_page(&read(&self.folder().join("index.html")));
    }

    /// Serves what the worker's own head says is to be served to be rid of it.
    pub fn call_back_the_worker(&self) {
        let worker = read(&self.build.path().join("sw.js"));
        let (_, from) = worker.split_once("*   self.addEventListener").unwrap();
        let (lines, _) = from.split_once("*/").unwrap();
        let lines = lines
            .lines()
            .map(|line| line.trim_start_matches([' ', '*']));
        let lines: Vec<&str> = lines.collect();
        self.put_worker(&format!("self.addEventListener{}", lines.join("\n")));
        self.put_page(&read(&self.folder().join("index.html")));
    }

    /// Addresses of files that are not there: some never were, some no longer are.
    pub fn missing(&self) -> Vec<String> {
        let never = Version(u32::MAX);
        let hashed = self.files.iter().filter(|(_, hash)| hash.is_some());
        let mut missing: Vec<String> = hashed
            .map(|(path, _)| format!("/{}", self.renamed(path, never)))
            .collect();
        missing.extend(["/icons/none.png", "/me/none.js", "/none.html"].map(str::to_owned));
        let last = self.put.first().map_or(0, |version| version.0);
        let mut before = (1..last).map(Version).rev();
        missing.extend(before.find(|one| !self.put.contains(one)).map(|gone| {
            let (path, _) = self.files.iter().find(|(_, hash)| hash.is_some()).unwrap();
            format!("/{}", self.renamed(path, gone))
        }));
        missing
    }

    fn take_away(&self, version: Version) {
        for (path, hash) in &self.files {
            if hash.is_some() {
                fs::remove_file(self.folder().join(self.renamed(path, version))).unwrap();
            }
        }
    }

    /// The worker of a version: its build, and each file under its new name and hash.
    fn worker(&self, version: Version, digest: impl Fn(&str) -> Option<Value>) -> String {
        let worker = read(&self.build.path().join("sw.js"));
        let (head, rest) = worker.split_once("const FILES = ").unwrap();
        let (files, rest) = rest.split_once(";\n").unwrap();
        let files: Vec<(String, Value)> = serde_json::from_str(files).unwrap();
        let renewed = files.into_iter().map(|(address, hash)| {
            let path = match address.trim_start_matches('/') {
                "" => "index.html",
                path => path,
            };
            let hash = digest(path).unwrap_or(hash);
            (self.rewritten(&address, version), hash)
        });
        let renewed: Vec<(String, Value)> = renewed.collect();
        let head = head.replace(&self.name, &version.build());
        format!("{head}const FILES = {};\n{rest}", json!(renewed))
    }

    /// A text with every name of the build turned into the version's.
    fn rewritten(&self, text: &str, version: Version) -> String {
        let names = self.files.iter().filter(|(_, hash)| hash.is_some());
        let text = text.replace(&self.name, &version.build());
        names.fold(text, |text, (path, _)| {
            text.replace(path, &self.renamed(path, version))
        })
    }

    fn renamed(&self, path: &str, version: Version) -> String {
        let at = self.files.iter().position(|(one, _)| one == path);
        match (at, hash_of(path)) {
            (Some(at), Some(hash)) => path.replace(&hash, &format!("{}{at:04x}", version.stamp())),
            _ => path.to_owned(),
        }
    }

    fn put_worker(&self, worker: &str) {
        let file = self.folder().join("sw.js");
        // Not into the build's own, which it is a link to.
        drop(fs::remove_file(&file));
        fs::write(file, worker).unwrap();
    }

    fn put_page(&self, page: &str) {
        let beside: PathBuf = self.folder().join(".index");
        fs::write(&beside, page).unwrap();
        fs::rename(beside, self.folder().join("index.html")).unwrap();
    }
}

/// What holds names of other files. The modules hold none: their script fetches the later ones.
fn is_text(path: &str) -> bool {
    path == "index.html" || (ends_with(path, "js") && path != "sw.js")
}

fn ends_with(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|one| one == ending)
}

fn hash_of(path: &str) -> Option<String> {
    let (stem, _) = path.rsplit_once('.')?;
    let (_, hash) = stem.rsplit_once('-')?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| hash.to_owned())
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}
