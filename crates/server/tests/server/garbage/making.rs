//! What bad inputs are made of: good requests with something wrong in them.
//!
//! The one rule to know: an input with a good session's cookie is always one that says nothing
//! sound; what is only a little wrong comes without a session, since a little wrong may be right.

use crate::rig::Rig;
use serde_json::{Value, json};

/// Bytes for a connection.
#[derive(Debug)]
pub struct Raw {
    pub bytes: Vec<u8>,
    /// Whether a server can tell that there is no more to come.
    pub is_whole: bool,
}

/// Makes one input after the other.
pub struct Maker {
    random: u64,
    good: Value,
    cookie: String,
    wrong_pins: u32,
}

const METHODS: [&str; 9] = [
    "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "GET", "POST", "BREW",
];
const PATHS: [&str; 28] = [
    "/sync/v1",
    "/sync/v1/nudge",
    "/sync/v1/nudge?community=",
    "/sync/v1/nudge?community=../../x",
    "/sync/v1/nudge?community=c&community=%00",
    "/sync/v2",
    "/session",
    "/import",
    "/import/preview",
    "/import/preview?as=sheet",
    "/import/take?as=sheet&digest=%00",
    "/session/../sync/v1",
    "/healthz",
    "/metrics/",
    "/calendar/private",
    "/calendar/private/0.ics",
    "/calendar/nowhere.ics?lang=%00",
    "/calendar/../calendar/%ff.ics",
    "/..%2f..%2fetc/passwd",
    "/../../../../etc/passwd",
    "/%00",
    "/%ff%fe",
    "//",
    "/index.html/..",
    "/.git/config",
    "/cuobian.sqlite3",
    "*",
    "/?",
];
const WRONG: [&str; 14] = [
    "null",
    "true",
    "-1",
    "1e400",
    "18446744073709551616",
    "\"\"",
    "\"\\u0000\"",
    "\"' OR 1=1 --\"",
    "[]",
    "[[[[]]]]",
    "{}",
    "{\"a\":{\"a\":{}}}",
    "\"\\ud800\"",
    "0.5",
];
const KINDS: [&str; 8] = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
    "application/jsonp",
    "text/html",
    "application/json5",
    "image/png",
];

impl Maker {
    pub fn new(seed: u64, rig: &Rig) -> Self {
        let request = rig.phones[0].register_as(1, &rig.sessions[0]).unwrap();
        Self {
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1),
            good: serde_json::to_value(&request).unwrap(),
            cookie: rig.phones[0].cookie.clone(),
            wrong_pins: 0,
        }
    }

    fn draw(&mut self, below: usize) -> usize {
        // Xorshift; what matters is only that it is the same each time.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        usize::try_from(self.random >> 11).unwrap() % below
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.draw(of.len())]
    }

    pub fn next(&mut self) -> Raw {
        match self.draw(13) {
            0..=2 => self.changed_bytes(),
            3..=4 => self.wrong_types(),
            5 => self.cut_off(),
            6 => self.too_much(),
            7 => self.wrong_headers(),
            8 => self.wrong_places(),
            9 => self.wrong_cookies(),
            10 => self.no_sign_in(),
            11 => self.no_file(),
            _ => self.no_http(),
        }
    }

    /// A good request with some bytes changed, without a session.
    fn changed_bytes(&mut self) -> Raw {
        let mut body = self.good.to_string().into_bytes();
        for _ in 0..=self.draw(6) {
            let at = self.draw(body.len());
            let byte = u8::try_from(self.draw(256)).unwrap();
            match self.draw(4) {
                0 => body[at] = byte,
                1 => body.insert(at, byte),
                2 => drop(body.remove(at)),
                _ => body[at] ^= 1 << self.draw(8),
            }
        }
        exchange("", &body)
    }

    /// A good session's request in which something it cannot do without is of a wrong type.
    fn wrong_types(&mut self) -> Raw {
        let mut request = self.good.clone();
        let fields = [
            "proto",
            "build",
            "schema_view",
            "device",
            "epoch",
            "acked",
            "feeds",
        ];
        let field = self.one_of(&fields);
        let wrong = self.one_of(&WRONG);
        // As text: not all of these can be values.
        request[field] = json!("@@");
        let is_sound = matches!((field, wrong), ("build", text) if text.starts_with('"'))
            || (field, wrong) == ("feeds", "[]");
        let wrong = if is_sound { "{" } else { wrong };
        let body = request.to_string().replace("\"@@\"", wrong);
        let cookie = self.cookie.clone();
        exchange(&cookie, body.as_bytes())
    }

    /// A good session's request that breaks off.
    fn cut_off(&mut self) -> Raw {
        let body = self.good.to_string();
        let at = self.draw(body.len());
        let (cookie, is_promised) = (self.cookie.clone(), self.draw(2) == 0);
        if !is_promised {
            return exchange(&cookie, &body.as_bytes()[..at]);
        }
        let raw = exchange(&cookie, body.as_bytes());
        let end = raw.bytes.len() - (body.len() - at);
        Raw {
            bytes: raw.bytes[..end].to_vec(),
            is_whole: false,
        }
    }

    /// Too long, too many, too deep.
    fn too_much(&mut self) -> Raw {
        let mut request = self.good.clone();
        let many = 101 + self.draw(30);
        let body = match self.draw(5) {
            0 => " ".repeat(65 * 1_024 + self.draw(60_000)),
            1 => "[".repeat(1 + self.draw(60_000)),
            2 => "{\"a\":".repeat(1 + self.draw(12_000)),
            3 => {
                request["feeds"] = vec![request["feeds"][0].clone(); many].into();
                request.to_string()
            }
            _ => {
                let note = json!({"community": "c", "note": "n", "rev": "r", "body": {}});
                request["notes"] = vec![note; many].into();
                request.to_string()
            }
        };
        let cookie = self.cookie.clone();
        exchange(&cookie, body.as_bytes())
    }

    /// A good request that another site sends, or that is said to be something else.
    fn wrong_headers(&mut self) -> Raw {
        let foreign = [
            "origin: https://elsewhere.example\r\n",
            "origin: null\r\n",
            "sec-fetch-site: cross-site\r\n",
            "sec-fetch-site: same-site\r\n",
        ];
        let cookie = format!("cookie: session={}\r\n", self.cookie);
        let head = if self.draw(2) == 0 {
            let site = self.one_of(&foreign);
            format!("content-type: application/json\r\n{site}{cookie}")
        } else {
            format!("content-type: {}\r\n{cookie}", self.one_of(&KINDS))
        };
        whole("POST /sync/v1", &head, self.good.to_string().as_bytes())
    }

    /// Methods and places that are none. A good body goes with them, but no session.
    fn wrong_places(&mut self) -> Raw {
        let method = self.one_of(&METHODS);
        let mut path = self.one_of(&PATHS).to_owned();
        if self.draw(8) == 0 {
            path = format!("/{}", "a/".repeat(1 + self.draw(3_000)));
        }
        let is_endless = method == "GET" && path == "/sync/v1/nudge?community=c";
        let method = if is_endless { "PUT" } else { method };
        let body = self.good.to_string();
        let body = if method == "GET" || method == "HEAD" {
            ""
        } else {
            body.as_str()
        };
        let head = "content-type: application/json\r\n";
        whole(&format!("{method} {path}"), head, body.as_bytes())
    }

    /// A good request with a cookie that is nobody's.
    fn wrong_cookies(&mut self) -> Raw {
        let mut cookie = self.cookie.clone().into_bytes();
        let at = self.draw(cookie.len());
        match self.draw(4) {
            0 => cookie.truncate(at),
            1 => cookie[at] = if cookie[at] == b'0' { b'1' } else { b'0' },
            2 => cookie = vec![b'a' + u8::try_from(self.draw(26)).unwrap(); 1 + self.draw(4_000)],
            _ => cookie = format!("c.{}", "0".repeat(64)).into_bytes(),
        }
        let cookie = String::from_utf8_lossy(&cookie).into_owned();
        if self.draw(2) == 0 {
            let body = self.good.to_string();
            return exchange(&cookie, body.as_bytes());
        }
        let head = format!("cookie: session={cookie}; session={cookie}; a\r\n");
        whole("GET /session", &head, b"")
    }

    /// A sign-in that is none. Only some try a PIN: each such try is meant to take its time.
    fn no_sign_in(&mut self) -> Raw {
        let json = "content-type: application/json\r\n";
        if self.wrong_pins < 10 {
            self.wrong_pins += 1;
            let body = json!({"member": "35052699", "pin": "000000"}).to_string();
            return whole("POST /session", json, body.as_bytes());
        }
        let long = "9".repeat(33 + self.draw(5_000));
        let wrong = self.one_of(&WRONG);
        let body = match self.draw(3) {
            0 => json!({"member": long, "pin": "000000"}).to_string(),
            1 => json!({"member": "1", "pin": long}).to_string(),
            _ => format!("{{\"member\":{wrong},\"pim\":{wrong}}}"),
        };
        whole("POST /session", json, body.as_bytes())
    }

    /// A file from somebody who may bring none in: a resident, or nobody.
    fn no_file(&mut self) -> Raw {
        let to = self.one_of(&[
            "POST /import/preview?as=sheet",
            "POST /import/preview?as=calendar",
            "POST /import/take?as=sheet&digest=00",
            "POST /import/take?as=%00",
            "POST /import/take",
        ]);
        let cookie = if self.draw(2) == 0 {
            format!("cookie: session={}\r\n", self.cookie)
        } else {
            String::new()
        };
        let head = format!("content-type: application/octet-stream\r\n{cookie}");
        let length = self.draw(40_000);
        let file: Vec<u8> = (0..length)
            .map(|_| u8::try_from(self.draw(256)).unwrap())
            .collect();
        whole(to, &head, &file)
    }

    /// What is hardly HTTP, or not at all.
    fn no_http(&mut self) -> Raw {
        let length = self.one_of(&["-1", "x", "99999999999999999999", "5, 6", "1 2"]);
        let text = match self.draw(8) {
            0 => {
                format!("POST /sync/v1 HTTP/1.1\r\nhost: c\r\ncontent-length: {length}\r\n\r\n{{}}")
            }
            1 => "POST /sync/v1 HTTP/1.1\r\nhost: c\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n"
                .to_owned(),
            2 => format!(
                "GET / HTTP/1.1\r\nhost: c\r\nx: {}\r\n\r\n",
                "x".repeat(20_000 + self.draw(500_000))
            ),
            3 => format!(
                "GET / HTTP/1.1\r\nhost: c\r\n{}\r\n",
                "x: y\r\n".repeat(101 + self.draw(200))
            ),
            4 => "GET / HTTP/9.9\r\n\r\n".to_owned(),
            5 => "GET /\u{0} HTTP/1.1\r\nhost: c\r\n\r\n".to_owned(),
            6 => "POST /sync/v1 HTTP/1.1\r\nhost: c\r\ncontent-length: 2\r\n\
                  content-length: 3\r\n\r\n{}"
                .to_owned(),
            _ => String::new(),
        };
        let mut bytes = text.into_bytes();
        while bytes.is_empty() || (bytes.len() < 40 && self.draw(4) > 0) {
            bytes.push(u8::try_from(self.draw(256)).unwrap());
        }
        Raw {
            bytes,
            is_whole: false,
        }
    }
}

fn exchange(cookie: &str, body: &[u8]) -> Raw {
    let head = format!("content-type: application/json\r\ncookie: session={cookie}\r\n");
    whole("POST /sync/v1", &head, body)
}

fn whole(what: &str, head: &str, body: &[u8]) -> Raw {
    let length = body.len();
    let mut bytes = format!(
        "{what} HTTP/1.1\r\nhost: c\r\nconnection: close\r\n{head}content-length: {length}\r\n\r\n"
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    Raw {
        bytes,
        is_whole: true,
    }
}
