//! A phone with its owner: registers, leaves, writes, speaks, and is switched off at any moment.

use cuobian::export::document;
use cuobian::keeper::{Keeper, Speaker, Trouble};
use cuobian::store::{Local, Memory};
use rules::Intent;
use rules::civil::date;
use rules::diary::NoteBody;
use rules::id::{CommunityId, SessionId};
use rules::registration::WhenFull;
use rules::time::UnixMillis;
use server::audit::Export;
use server::load::{self, Client};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;
use sync::courier::Portion;
use sync::identity::{Device, Epoch};
use sync::replica::{Ask, Fresh, NoteDraft, Who};
use sync::rows::Owner;
use sync::wire::{Request, Response};
use tokio::time::{sleep, timeout};

/// How long a phone waits for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

thread_local! {
    static STORES: Cell<u64> = const { Cell::new(0) };
}

fn fresh() -> Fresh {
    let next = STORES.get() + 1;
    STORES.set(next);
    let mut device = [0; 16];
    device[8..].copy_from_slice(&next.to_be_bytes());
    Fresh {
        device: Device(device),
        epoch: Epoch(next.to_be_bytes()),
    }
}

pub fn community() -> CommunityId {
    "c".parse().unwrap()
}

pub struct Phone {
    store: Rc<Memory>,
    keeper: RefCell<Rc<Keeper>>,
    network: Network,
    owner: load::Phone,
    random: Cell<u64>,
    written: Cell<u32>,
    /// Requests that a person made and the phone called saved.
    pub saved: Cell<u32>,
}

struct Network {
    address: SocketAddr,
    cookie: String,
}

impl Speaker for Network {
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move {
            let asked = async {
                let mut client = Client::connect(self.address).await?;
                client.exchange(&self.cookie, request).await
            };
            let Ok(Ok(answer)) = timeout(PATIENCE, asked).await else {
                return Err(Trouble::Transport);
            };
            match answer.status {
                200 => serde_json::from_slice(&answer.body).map_err(|_| Trouble::Transport),
                429 | 503 => Err(Trouble::Busy {
                    retry_after_secs: 1,
                }),
                other => panic!("{other}: {}", answer.text()),
            }
        })
    }
}

impl Phone {
    /// A phone of a resident, signed in, at this address of the server.
    pub async fn new(owner: load::Phone, address: SocketAddr, seed: u64) -> Self {
        let store = Rc::new(Memory::default());
        let (keeper, _) = Keeper::open(store.clone(), fresh).await.unwrap();
        let who = Who {
            community: community(),
            resident: owner.member.resident.clone(),
            household: owner.member.household.clone(),
        };
        keeper.set_who(Some(who)).await.unwrap();
        let cookie = owner.cookie.clone();
        Self {
            store,
            keeper: RefCell::new(Rc::new(keeper)),
            network: Network { address, cookie },
            owner,
            random: Cell::new(seed),
            written: Cell::new(0),
            saved: Cell::new(0),
        }
    }

    fn keeper(&self) -> Rc<Keeper> {
        self.keeper.borrow().clone()
    }

    fn draw(&self, below: u64) -> u64 {
        // The constants of Knuth's MMIX; the high bits are the good ones.
        let next = self.random.get().wrapping_mul(6_364_136_223_846_793_005);
        let next = next.wrapping_add(1_442_695_040_888_963_407);
        self.random.set(next);
        (next >> 33) % below
    }

    /// One round trip, whatever comes of it.
    pub async fn speak(&self) -> Result<bool, Trouble> {
        let keeper = self.keeper();
        let exchanged = keeper
            .exchange(&self.network, ("faults", &[community()]), Portion::Whole)
            .await?;
        assert!(!exchanged.session_ended, "nobody signed out");
        Ok(exchanged.more)
    }

    /// Lives until it is enough.
    pub async fn live(&self, sessions: &[SessionId], enough: &Cell<bool>) {
        while !enough.get() {
            self.touch(sessions).await;
            for _ in 0..self.draw(3) {
                // A network that fails is what this is about.
                let _heard = self.speak().await;
            }
            if self.draw(8) == 0 {
                self.restart().await;
            }
            sleep(Duration::from_millis(1 + self.draw(8))).await;
        }
    }

    /// Does so many things that the phone calls saved, and speaks with nobody.
    pub async fn be_busy(&self, sessions: &[SessionId], things: u32) {
        let enough = self.saved.get() + things;
        while self.saved.get() < enough {
            self.touch(sessions).await;
        }
    }

    async fn touch(&self, sessions: &[SessionId]) {
        let at = usize::try_from(self.draw(64)).unwrap() % sessions.len();
        let (session, members) = (
            sessions[at].clone(),
            vec![self.owner.member.resident.clone()],
        );
        let intent = match self.draw(10) {
            0..=5 => Intent::Register {
                session,
                members,
                when_full: if self.draw(2) == 0 {
                    WhenFull::Wait
                } else {
                    WhenFull::Refuse
                },
            },
            6..=7 => Intent::Leave { session, members },
            _ => return self.write().await,
        };
        let ask = Ask {
            community: community(),
            now: UnixMillis(0),
        };
        // What the rules refuse here (registered already, not there) was never saved.
        if self.keeper().submit(&ask, &intent).await.is_ok() {
            self.saved.set(self.saved.get() + 1);
        }
    }

    async fn write(&self) {
        self.written.set(self.written.get() + 1);
        let member = &self.owner.member;
        let draft = NoteDraft {
            note: format!("n-{}-{}", member.resident, self.written.get())
                .parse()
                .unwrap(),
            parents: Vec::new(),
            body: NoteBody {
                act: "guard".parse().unwrap(),
                day: date(2026, 3, 20),
                minutes: 60,
                text: String::new(),
                discarded: false,
            },
            owner: Some(Owner {
                community: community(),
                resident: member.resident.clone(),
            }),
            now: UnixMillis(0),
        };
        self.keeper().write_note(draft).await.unwrap();
        self.saved.set(self.saved.get() + 1);
    }

    /// The battery was pulled and put back: only the store is left.
    async fn restart(&self) {
        let (keeper, _) = Keeper::open(self.store.clone(), fresh).await.unwrap();
        self.keeper.replace(Rc::new(keeper));
    }

    /// Speaks until nothing is left to send or to fetch.
    pub async fn drain(&self) {
        for _ in 0..200 {
            let more = self.speak().await;
            let waits = self.keeper().read(|replica| replica.has_unsent("faults"));
            if more == Ok(false) && !waits {
                return;
            }
        }
        panic!("two hundred requests were not enough");
    }

    /// What a person gets who exports everything, and what an audit reads of it.
    pub fn export(&self) -> String {
        document(&self.store.snapshot(), &BTreeMap::new())
    }

    pub fn read_export(&self) -> Export {
        Export::read(&self.export()).unwrap()
    }
}
