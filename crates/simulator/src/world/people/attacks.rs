//! What no honest device sends: forged, overheard and sent again, far too long.
//!
//! The one rule to know: an attack has no effect, learns nothing, and takes nothing away: what the
//! overheard resident asked for is still decided as if nobody had been listening.

use crate::programme;
use crate::server::Cookies;
use crate::world::World;
use rules::Actor;
use rules::id::ResidentId;
use std::rc::Rc;
use sync::identity::{Device as DeviceId, Epoch, fingerprint};
use sync::limits::UNPACKED_BYTES_MAX;
use sync::wire::{Body, PushIntent, PushNote, Request, Want};

impl World {
    /// Somebody sends what no honest device sends.
    pub(super) fn attack(&mut self, at: usize) {
        let everyone = self.everyone();
        let Some(victim) = self.fate.pick(&everyone).cloned() else {
            return;
        };
        let Some(device) = self.devices.get(at) else {
            return;
        };
        let cookies = device.cookies();
        let session = cookies
            .session
            .and_then(|cookie| self.server.sessions.get(&cookie));
        let Some(Actor::Resident { resident: me, .. }) = session.cloned() else {
            return;
        };
        let mine = everyone.iter().find(|who| who.resident == me);
        // Asking for one's own household is no attack.
        if mine.is_none_or(|mine| mine.household == victim.household) {
            return;
        }
        let kind = self.fate.below(13);
        let by = if kind == 0 { &victim.resident } else { &me };
        let (name, body) = outrage(kind, &victim.resident);
        let mut fp = fingerprint(by, name, 1, &body);
        if kind == 5 {
            fp.0[0] ^= 1;
        }
        let note = r#"{"act":"guard","day":"2026-03-02","minutes":60}"#;
        let (Ok(text), Ok(note)) = (Body::from_text(body), Body::from_text(note.to_owned())) else {
            return;
        };
        let request = Request {
            proto: sync::limits::PROTO,
            build: String::from("hostile"),
            schema_view: sync::limits::SCHEMA_VIEW,
            device: DeviceId(self.fate.bytes()),
            epoch: Epoch(self.fate.bytes()),
            who: Some(if self.fate.below(3) == 0 {
                victim.resident.clone()
            } else {
                me.clone()
            }),
            acked: 0,
            feeds: vec![Want::since(victim.community.clone(), None)],
            intents: vec![PushIntent {
                community: victim.community.clone(),
                seq: 1,
                by: by.clone(),
                kind: name.to_owned(),
                kv: 1,
                body: text,
                fp,
                heard_at: None,
                void: Vec::new(),
                deps: Vec::new(),
            }],
            notes: vec![PushNote {
                community: victim.community.clone(),
                note: programme::id("n0"),
                // A name that is not the digest of what it names.
                rev: programme::id("0123456789abcdef"),
                parents: Vec::new(),
                body: note,
            }],
        };
        let clock = crate::clock::server(self.now);
        let bytes = Rc::new(serde_json::to_vec(&request).unwrap_or_default());
        let reply = self.hand_in(cookies, (&bytes, clock));
        self.trace.tell(self.now, || {
            format!("an attack on {} by {me}", victim.resident)
        });
        self.ledger.check_attack(&request, &me, (&reply, self.now));
    }

    /// Somebody in another household overhears a request and sends it in their own name, before
    /// it arrives.
    pub(in crate::world) fn overhear(&mut self, device: usize, bytes: &Rc<Vec<u8>>) {
        let kind = self.fate.below(6);
        let Ok(heard) = serde_json::from_slice::<Request>(bytes) else {
            return;
        };
        let owner = |at: usize| {
            self.devices
                .get(at)
                .map(|device| device.owner.household.clone())
        };
        let other = (0..self.devices.len()).find(|at| owner(*at) != owner(device));
        let cookie = other.and_then(|at| self.devices.get(at)?.cookie);
        let session = cookie.and_then(|cookie| self.server.sessions.get(&cookie));
        let Some(Actor::Resident {
            resident: me,
            household,
        }) = session.cloned()
        else {
            return;
        };
        let everyone = self.everyone();
        let mut family = everyone
            .iter()
            .filter(|who| who.household.as_ref() == Some(&household));
        if family.any(|who| Some(&who.resident) == heard.who.as_ref()) {
            return;
        }
        let forged = forge(kind, &heard, &me);
        let cookies = Cookies {
            session: (kind != 1).then_some(cookie).flatten(),
            station: None,
        };
        self.trace.tell(self.now, || {
            format!("{me} overheard it and sends it again, kind {kind}")
        });
        let clock = crate::clock::server(self.now);
        let reply = self.hand_in(cookies, (&forged, clock));
        // One's own number on one's own wish is no harm; another's number is looked at later.
        if kind != 3 {
            self.ledger.check_overheard(&heard, &reply, self.now);
        }
    }
}

/// What becomes of an overheard request.
fn forge(kind: u64, heard: &Request, me: &ResidentId) -> Vec<u8> {
    let mut forged = heard.clone();
    // A copy of a note in one's own diary harms nobody; that is not what is tried here.
    forged.notes.clear();
    match kind {
        0 | 1 => {}
        2 => forged.who = Some(me.clone()),
        3 => {
            forged.who = Some(me.clone());
            for push in &mut forged.intents {
                push.by = me.clone();
                push.fp = fingerprint(me, &push.kind, push.kv, push.body.as_str());
            }
        }
        4 => forged.build = "x".repeat(UNPACKED_BYTES_MAX),
        _ => {
            let mut bytes = serde_json::to_vec(heard).unwrap_or_default();
            bytes.truncate(bytes.len() / 2);
            return bytes;
        }
    }
    serde_json::to_vec(&forged).unwrap_or_default()
}

/// What an attack of a kind asks for.
fn outrage(kind: u64, whose: &ResidentId) -> (&'static str, String) {
    match kind {
        1 => ("promote", String::from("{\"session\":\"s3\",\"turn\":0}")),
        7 => ("lapse", String::from("{\"session\":\"s5\",\"turn\":0}")),
        8 => (
            "confirm",
            format!("{{\"session\":\"s5\",\"members\":[\"{whose}\"]}}"),
        ),
        9 => (
            "admit",
            String::from(r#"{"session":"s6","turn":0,"word":"yes","why":"mine"}"#),
        ),
        10 => (
            "call_roll",
            format!(r#"{{"session":"s6","day":"2026-03-02","marks":[["{whose}",false]]}}"#),
        ),
        11 => (
            "draw",
            format!(r#"{{"session":"s0","seed":"{}"}}"#, "7".repeat(64)),
        ),
        // A grown-up of another household is nobody's guardian.
        12 => ("consent", format!(r#"{{"child":"{whose}","given":true}}"#)),
        2 => ("publish", String::from("{\"items\":[]}")),
        3 => ("elect", String::from("{\"mayor\":\"me\"}")),
        // More than any party needs.
        6 => (
            "register",
            format!("{{\"session\":\"{}\"}}", "s".repeat(5_000)),
        ),
        _ => {
            let body =
                format!("{{\"session\":\"s5\",\"members\":[\"{whose}\"],\"when_full\":\"wait\"}}");
            ("register", body)
        }
    }
}
