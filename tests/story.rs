//! Phones over stores in memory, against the real server on a real port, through a bad network.
//!
//! The one rule to know: what happens to each request is written down in the test; nothing is
//! slept for and no clock is read.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets the unexpected stops there and says so"
)]

use cuobian::keeper::{Exchanged, Keeper, Speaker, Trouble};
use cuobian::state::Standing;
use cuobian::store::{Local, Memory};
use rules::civil::date;
use rules::diary::NoteBody;
use rules::id::{CommunityId, SessionId};
use rules::registration::WhenFull;
use rules::time::UnixMillis;
use rules::{Intent, Refusal};
use server::config::{Settings, moment};
use server::db::open;
use server::load::{Client, Phone, gather};
use server::serve::{Start, assemble, listen};
use server::world::World;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use sync::courier::Portion;
use sync::identity::{Device, Epoch};
use sync::outcome::{Amendment, Outcome};
use sync::replica::{Ask, Fresh, NoteDraft, Who};
use sync::rows::{Copied, Owner};
use sync::store::Table;
use sync::wire::{Request, Response};
use tokio::sync::oneshot;

thread_local! {
    static STORES: Cell<u8> = const { Cell::new(0) };
}

fn fresh() -> Fresh {
    let next = STORES.get() + 1;
    STORES.set(next);
    Fresh {
        device: Device([next; 16]),
        epoch: Epoch([next; 8]),
    }
}

/// A server over a folder that goes when the test does.
struct Town {
    address: SocketAddr,
    phones: Vec<Phone>,
    session: SessionId,
    folder: PathBuf,
    _stop: oneshot::Sender<()>,
}

impl Town {
    /// One session of so many seats; so many residents, each of a household of their own.
    async fn new(name: &str, seats: u32, residents: usize) -> Self {
        let folder =
            std::env::temp_dir().join(format!("cuobian-story-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let world = World::standing_at(moment("2026-03-20T10:00+08:00").unwrap());
        let db = open(&folder).unwrap();
        let (sessions, phones) = gather(&db, &world, &community(), (1, seats, residents)).unwrap();
        drop(db);
        let settings = Settings {
            data: Some(folder.clone()),
            listen: Some("127.0.0.1:0".parse().unwrap()),
            ..Settings::default()
        };
        let config = settings.settle(None).unwrap();
        let server = assemble(&config, world, Start::Empty).unwrap();
        let listener = listen(config.listen).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(server.run(listener, async move { drop(stopped.await) }));
        Self {
            address,
            phones,
            session: sessions.into_iter().next().unwrap(),
            folder,
            _stop: stop,
        }
    }

    fn register(&self, of: usize, when_full: WhenFull) -> Intent {
        Intent::Register {
            session: self.session.clone(),
            members: vec![self.phones.get(of).unwrap().member.resident.clone()],
            when_full,
        }
    }

    fn leave(&self, of: usize) -> Intent {
        Intent::Leave {
            session: self.session.clone(),
            members: vec![self.phones.get(of).unwrap().member.resident.clone()],
        }
    }

    async fn device(&self, of: usize) -> Handset {
        let store = Rc::new(Memory::default());
        let (keeper, _) = Keeper::open(store.clone(), fresh).await.unwrap();
        let phone = self.phones.get(of).unwrap();
        let who = Who {
            community: community(),
            resident: phone.member.resident.clone(),
            household: phone.member.household.clone(),
        };
        keeper.set_who(Some(who)).await.unwrap();
        let network = Network {
            address: self.address,
            cookie: RefCell::new(phone.cookie.clone()),
            faults: RefCell::default(),
        };
        let handset = Handset {
            store,
            keeper,
            network,
        };
        handset.sync().await;
        handset
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn community() -> CommunityId {
    "c".parse().unwrap()
}

/// What happens to one request.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// It never arrives.
    Lost,
    /// It takes effect, and the answer never arrives.
    AnswerLost,
    /// It arrives twice; the second answer is heard.
    Twice,
}

struct Network {
    address: SocketAddr,
    cookie: RefCell<String>,
    faults: RefCell<VecDeque<Fault>>,
}

impl Network {
    async fn carry(&self, request: &Request) -> Result<Response, Trouble> {
        let cookie = self.cookie.borrow().clone();
        let mut client = Client::connect(self.address).await.unwrap();
        let answer = client.exchange(&cookie, request).await.unwrap();
        match answer.status {
            200 => Ok(serde_json::from_slice(&answer.body).unwrap()),
            other => panic!("{other}: {}", answer.text()),
        }
    }
}

impl Speaker for Network {
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move {
            let fault = self.faults.borrow_mut().pop_front();
            match fault {
                Some(Fault::Lost) => Err(Trouble::Transport),
                Some(Fault::AnswerLost) => {
                    self.carry(request).await?;
                    Err(Trouble::Transport)
                }
                Some(Fault::Twice) => {
                    self.carry(request).await?;
                    self.carry(request).await
                }
                None => self.carry(request).await,
            }
        })
    }
}

/// A phone: its store, its keeper, its network.
struct Handset {
    store: Rc<Memory>,
    keeper: Keeper,
    network: Network,
}

impl Handset {
    async fn exchange(&self) -> Result<Exchanged, Trouble> {
        self.keeper
            .exchange(&self.network, ("story", &[community()]), Portion::Whole)
            .await
    }

    /// Speaks until nothing is left to send or to fetch, whatever happens to the requests.
    async fn sync(&self) {
        for _request in 0..20 {
            match self.exchange().await {
                Ok(exchanged) if !exchanged.more => return,
                Ok(_) | Err(Trouble::Transport) => {}
                Err(other) => panic!("{other}"),
            }
        }
        panic!("twenty requests were not enough");
    }

    /// The battery was pulled and put back: only the store is left.
    async fn restart(&mut self) {
        let (keeper, _) = Keeper::open(self.store.clone(), fresh).await.unwrap();
        self.keeper = keeper;
    }

    async fn touch(&self, intent: &Intent) -> u64 {
        let ask = Ask {
            community: community(),
            now: UnixMillis(0),
        };
        self.keeper.submit(&ask, intent).await.unwrap()
    }

    fn standing(&self, session: &SessionId) -> Option<Standing> {
        let mine = self.keeper.mine().of_session(&community(), session);
        mine.into_iter().next().map(|mine| mine.standing)
    }

    /// Records on this phone that are not everybody's.
    fn private_records(&self) -> usize {
        let community = community();
        self.keeper.read(|replica| {
            let records = replica.confirmed_records(&community);
            let private = records.filter(|(key, record)| record.scope(key) != rules::Scope::Public);
            private.count()
        })
    }

    /// Rows of this phone's store that are not everybody's, requests apart.
    fn private_rows(&self) -> usize {
        let rows = self.store.snapshot().into_iter();
        let private = rows.filter(|row| {
            row.table == Table::Records && !row.value.contains("\"scope\":\"public\"")
        });
        private.count()
    }

    fn outcome(&self) -> Outcome {
        let newest = |replica: &sync::Replica| replica.history().next().unwrap().outcome.clone();
        self.keeper.read(newest)
    }
}

#[tokio::test]
async fn the_last_seat_goes_to_one_family_and_the_other_is_told_and_offered_the_line() {
    let town = Town::new("last-seat", 1, 2).await;
    let (one, two) = (town.device(0).await, town.device(1).await);
    let session = &town.session;
    // Both ask while no network reaches them, and both see a free seat.
    one.touch(&town.register(0, WhenFull::Refuse)).await;
    two.touch(&town.register(1, WhenFull::Refuse)).await;
    assert_eq!(one.standing(session), Some(Standing::SavedHere));
    // The first one's network is as bad as it gets.
    one.network
        .faults
        .borrow_mut()
        .extend([Fault::Lost, Fault::AnswerLost]);
    assert_eq!(one.exchange().await.err(), Some(Trouble::Transport));
    // What got no answer is not called sent.
    assert_eq!(one.standing(session), Some(Standing::SavedHere));
    one.sync().await;
    two.network.faults.borrow_mut().push_back(Fault::Twice);
    two.sync().await;
    assert_eq!(one.standing(session), Some(Standing::Confirmed));
    assert_eq!(one.outcome(), Outcome::Accepted);
    let refusal = Refusal::SessionFull {
        asked: 1,
        free: 0,
        waiting: 0,
    };
    let refused = Outcome::Refused { refusal };
    assert_eq!(two.standing(session), Some(Standing::NotPossible(refused)));
    // The other takes a turn, the first leaves, and the turn becomes a seat.
    two.touch(&town.register(1, WhenFull::Wait)).await;
    two.sync().await;
    let how = Amendment::Waiting { place: 1 };
    assert_eq!(two.outcome(), Outcome::Changed { how });
    assert_eq!(two.standing(session), Some(Standing::Waiting(1)));
    one.touch(&town.leave(0)).await;
    one.sync().await;
    assert_eq!(one.standing(session), None);
    two.sync().await;
    assert_eq!(two.standing(session), Some(Standing::Confirmed));
}

#[tokio::test]
async fn what_was_saved_survives_the_phone_and_happens_once() {
    let town = Town::new("restart", 5, 1).await;
    let mut phone = town.device(0).await;
    phone.touch(&town.register(0, WhenFull::Refuse)).await;
    phone.restart().await;
    assert_eq!(phone.standing(&town.session), Some(Standing::SavedHere));
    // Its answer is lost after the server has taken it, and the phone goes down again.
    phone
        .network
        .faults
        .borrow_mut()
        .push_back(Fault::AnswerLost);
    assert_eq!(phone.exchange().await.err(), Some(Trouble::Transport));
    phone.restart().await;
    phone.sync().await;
    assert_eq!(phone.standing(&town.session), Some(Standing::Confirmed));
    let seats = phone.keeper.read(|replica| {
        let key = rules::Key::Seats(town.session.clone());
        match replica.confirmed(&community(), &key) {
            Some(rules::Record::Seats(seats)) => seats.taken,
            _ => 0,
        }
    });
    assert_eq!(seats, 1, "one seat, however often it was asked for");
}

#[tokio::test]
async fn a_note_reaches_the_other_phone_of_the_same_resident() {
    let town = Town::new("notes", 1, 1).await;
    let (phone, tablet) = (town.device(0).await, town.device(0).await);
    let member = &town.phones.first().unwrap().member;
    let draft = NoteDraft {
        note: "n1".parse().unwrap(),
        parents: Vec::new(),
        body: NoteBody {
            act: "guard".parse().unwrap(),
            day: date(2026, 3, 20),
            minutes: 60,
            text: "校门口".to_owned(),
            discarded: false,
        },
        owner: Some(Owner {
            community: community(),
            resident: member.resident.clone(),
        }),
        now: UnixMillis(0),
    };
    phone.keeper.write_note(draft).await.unwrap();
    phone
        .network
        .faults
        .borrow_mut()
        .extend([Fault::AnswerLost, Fault::Twice]);
    phone.sync().await;
    let copies: Vec<_> = phone
        .keeper
        .read(|replica| replica.notes().map(|row| row.copy.clone()).collect());
    assert_eq!(copies, [Copied::Kept]);
    tablet.sync().await;
    let mine = Some((&member.community, &member.resident));
    let read = |handset: &Handset| handset.keeper.read(|replica| replica.diary(mine));
    assert_eq!(read(&tablet), read(&phone));
    assert_eq!(read(&tablet).len(), 1);
}

#[tokio::test]
async fn a_session_that_ended_keeps_what_waits_until_the_next_sign_in() {
    let town = Town::new("signed-out", 1, 1).await;
    let phone = town.device(0).await;
    phone.touch(&town.register(0, WhenFull::Refuse)).await;
    let cookie = phone.network.cookie.replace(String::new());
    assert!(phone.exchange().await.unwrap().session_ended);
    assert_eq!(phone.keeper.read(|replica| replica.pending().count()), 1);
    assert!(phone.keeper.read(|replica| replica.who().is_some()));
    phone.network.cookie.replace(cookie);
    phone.sync().await;
    assert_eq!(phone.standing(&town.session), Some(Standing::Confirmed));
}

#[tokio::test]
async fn signing_out_while_an_answer_is_on_its_way_leaves_nothing_of_the_household() {
    let town = Town::new("who-goes", 1, 1).await;
    let phone = town.device(0).await;
    phone.touch(&town.register(0, WhenFull::Refuse)).await;
    // The server takes the request; while its answer travels, the person signs out.
    let signs_out = SignsOut {
        network: &phone.network,
        page: &phone.keeper,
    };
    let heard = phone
        .keeper
        .exchange(&signs_out, ("story", &[community()]), Portion::Whole)
        .await;
    assert!(heard.is_ok(), "{heard:?}");
    assert_eq!(phone.private_records(), 0);
    assert_eq!(phone.private_rows(), 0, "nor is any in the store");
}

#[tokio::test]
async fn signing_out_on_one_page_stops_the_answer_that_another_page_waits_for() {
    let town = Town::new("other-page", 1, 1).await;
    let phone = town.device(0).await;
    let (page, _) = Keeper::open(phone.store.clone(), fresh).await.unwrap();
    phone.touch(&town.register(0, WhenFull::Refuse)).await;
    let signs_out = SignsOut {
        network: &phone.network,
        page: &page,
    };
    let heard = phone
        .keeper
        .exchange(&signs_out, ("story", &[community()]), Portion::Whole)
        .await;
    assert!(heard.is_ok(), "{heard:?}");
    assert_eq!(phone.private_rows(), 0);
    assert_eq!(phone.private_records(), 0);
    assert_eq!(phone.keeper.read(|replica| replica.who().cloned()), None);
}

/// A network through which the person signs out, on some page, before the answer arrives.
struct SignsOut<'n> {
    network: &'n Network,
    page: &'n Keeper,
}

impl Speaker for SignsOut<'_> {
    fn speak<'a>(&'a self, request: &'a Request) -> Local<'a, Result<Response, Trouble>> {
        Box::pin(async move {
            let answer = self.network.carry(request).await;
            self.page.set_who(None).await.unwrap();
            answer
        })
    }
}
