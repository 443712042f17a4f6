//! Drives the conversation with the server: the courier says when, the keeper says what.
//!
//! The one rule to know: one loop, woken by touches and by the page's events, sleeping until the
//! courier is due. Nothing else speaks to `/sync/v1`. What waits is never dropped here.
//!
//! Deliberately absent: retries of its own; every pause is the courier's.

mod greeting;
mod hearing;
mod keeping;
mod status;

use crate::browser::{self, Channel, Happened, Haste, speaking_turn};
use crate::keeper::{Exchanged, Trouble};
use crate::net::{self, Wire};
use crate::settings;
use crate::state::{State, SyncStatus, history_line};
use crate::typed;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::select;
use futures::{FutureExt, StreamExt};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::id::CommunityId;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use sync::courier::{Courier, Event, Failure, Progress, Rest, Visibility};
use sync::limits::REQUEST_FEEDS_MAX;

/// When another page has the turn to speak, how long to wait for what it hears.
/// Units: milliseconds.
const OTHER_SPEAKS_MILLIS: u32 = 1_000;
/// How often a request is tried where the browser believes in no network. Units: milliseconds.
const UNBELIEVED_MILLIS: u64 = 30_000;
/// Clocks this close are not worth a change on screen. Units: milliseconds.
const SKEW_MILLIS_MIN: i64 = 1_000;
/// How often the programme is indexed at most while more of it is coming. Units: milliseconds.
const INDEX_MILLIS: u64 = 500;
/// How many settled requests the screen is told of at most.
const NEWS_MAX: usize = 20;

/// A handle on the conversation. Copy it freely.
#[derive(Clone, Copy)]
pub struct Driver {
    talk: StoredValue<Rc<Talk>, LocalStorage>,
}

/// The conversation.
struct Talk {
    state: State,
    build: String,
    courier: RefCell<Courier>,
    wake: UnboundedSender<()>,
    channel: RefCell<Option<Channel>>,
    /// Another page wrote, and this one has not read it yet.
    is_stale: Cell<bool>,
    is_greeted: Cell<bool>,
    /// The server was heard of since this page opened.
    was_heard: Cell<bool>,
    /// The server last said that this build is too old to be told what changed.
    is_outdated: Cell<bool>,
    /// What the browser believes of the network, until an answer proves otherwise: some believe
    /// there is none although there is one, so a request is tried at the courier's pace anyway.
    has_network: Cell<bool>,
    asked_to_persist: Cell<bool>,
    /// The programme changed since it was indexed last, and when that was.
    owes_index: Cell<bool>,
    indexed_at: Cell<u64>,
    hearing: hearing::Hearing,
}

impl Driver {
    /// A conversation over a state. It starts with [`Driver::start`].
    pub fn new(state: State) -> (Self, Listener) {
        let (wake, woken) = unbounded();
        let talk = Rc::new(Talk {
            state,
            build: browser::build(),
            courier: RefCell::new(Courier::new(browser::monotonic_millis())),
            wake,
            channel: RefCell::new(None),
            is_stale: Cell::new(false),
            is_greeted: Cell::new(false),
            was_heard: Cell::new(false),
            is_outdated: Cell::new(false),
            has_network: Cell::new(browser::is_online()),
            asked_to_persist: Cell::new(false),
            owes_index: Cell::new(false),
            indexed_at: Cell::new(0),
            hearing: hearing::Hearing::default(),
        });
        let driver = Self {
            talk: StoredValue::new_local(Rc::clone(&talk)),
        };
        (driver, Listener { talk, woken })
    }

    /// Something was written here.
    pub fn wrote(&self) {
        let talk = self.talk.get_value();
        talk.on(Event::Wrote);
        talk.persist_once();
    }

    /// The network came back, the page became visible, somebody wants it now.
    pub fn woke(&self) {
        let talk = self.talk.get_value();
        talk.woke();
        if !talk.has_network.get() {
            // Whoever asks for it now gets a try, whatever the browser believes.
            talk.has_network.set(true);
            talk.on(Event::Woke);
        }
    }
}

/// The other end of a [`Driver`]: runs for the life of the page.
pub struct Listener {
    talk: Rc<Talk>,
    woken: UnboundedReceiver<()>,
}

impl Listener {
    /// Listens to the page and speaks to the server, for the life of the page.
    pub async fn start(mut self) {
        self.talk.attend();
        self.talk.tidy();
        loop {
            let now = browser::monotonic_millis();
            let due = self.talk.courier.borrow().due();
            let pause = due.map_or(u64::MAX, |due| due.saturating_sub(now));
            // A browser that believes in no network may be wrong; trying costs nothing then.
            let pause = if self.talk.has_network.get() || due.is_none() {
                pause
            } else {
                pause.max(UNBELIEVED_MILLIS)
            };
            // What another page wrote is read as soon as somebody looks at this one, and before
            // this one speaks.
            if self.talk.is_stale.get() && (browser::is_visible() || pause == 0) {
                if !self.talk.catch_up().await {
                    self.wait(OTHER_SPEAKS_MILLIS).await;
                }
                continue;
            }
            if pause > 0 {
                self.wait(u32::try_from(pause).unwrap_or(u32::MAX)).await;
                continue;
            }
            self.talk.converse().await;
        }
    }

    /// Sleeps until something happens to the page, so long at most.
    async fn wait(&mut self, millis: u32) {
        let sleep = browser::sleep(millis).boxed_local();
        select(sleep, self.woken.next()).await;
        // Several touches wake it once.
        while self.woken.try_recv().is_ok() {}
    }
}

impl Talk {
    fn on(&self, event: Event) {
        let (now, random) = (browser::monotonic_millis(), browser::random_u64());
        self.courier.borrow_mut().on(event, now, random);
        self.say();
        // The listener lives as long as the page; without it there is nobody to wake.
        drop(self.wake.unbounded_send(()));
    }

    fn woke(&self) {
        let visibility = if browser::is_visible() {
            Visibility::Visible
        } else {
            Visibility::Hidden
        };
        self.courier.borrow_mut().set_visibility(visibility);
        self.state.device_now.set(browser::now());
        if self.has_network.get() && visibility == Visibility::Visible {
            self.on(Event::Woke);
        } else {
            self.say();
            drop(self.wake.unbounded_send(()));
        }
    }

    /// Hears the page's events and the other pages.
    fn attend(self: &Rc<Self>) {
        let (woke, tick) = (Rc::clone(self), Rc::clone(self));
        browser::listen(
            move |what| {
                settings::set_awake(what != Happened::Left && browser::is_visible());
                match what {
                    Happened::Left => return,
                    Happened::Network => woke.has_network.set(browser::is_online()),
                    Happened::Attention => {}
                }
                woke.woke();
                hearing::attend(&woke);
            },
            move || {
                tick.state.device_now.set(browser::now());
                tick.say();
                hearing::attend(&tick);
                tick.take_room_back();
                tick.tidy();
                spawn_local(browser::look_for_update(Haste::Hourly));
            },
        );
        let other = Rc::clone(self);
        let channel = Channel::open(move || {
            other.is_stale.set(true);
            drop(other.wake.unbounded_send(()));
        });
        *self.channel.borrow_mut() = Some(channel);
        // Another page may have signed somebody out while this one was closed.
        typed::heed(self.state.typing().as_deref());
        let wrote = Rc::clone(self);
        self.state
            .keeper()
            .on_change(Rc::new(move |change| wrote.changed(change)));
        self.woke();
    }

    fn changed(&self, change: crate::keeper::Change) {
        typed::heed(self.state.typing().as_deref());
        self.state.bump();
        if let Some(marker) = self.state.marker() {
            settings::set_marker(marker);
        }
        settings::set_awake(browser::is_visible());
        if change == crate::keeper::Change::Written
            && let Some(channel) = self.channel.borrow().as_ref()
        {
            channel.tell();
        }
    }

    /// Reads what another page wrote. Whether this page knows it all now.
    async fn catch_up(&self) -> bool {
        self.is_stale.set(false);
        if self.state.keeper().reload().await.is_err() {
            leptos::logging::warn!("what another page wrote could not be read");
            self.is_stale.set(true);
            return false;
        }
        self.state.index_programme();
        true
    }

    async fn converse(self: &Rc<Self>) {
        let Some(turn) = speaking_turn().await else {
            // What it hears comes to this page by the channel.
            browser::sleep(OTHER_SPEAKS_MILLIS).await;
            return;
        };
        // What is left goes out under the same turn: one just given back is not free for a moment,
        // and would be waited for as if another page had it.
        loop {
            self.speak().await;
            if self.is_stale.get() || !self.is_due() {
                break;
            }
        }
        drop(turn);
    }

    fn is_due(&self) -> bool {
        let now = browser::monotonic_millis();
        let due = self.courier.borrow().due();
        due.is_some_and(|due| due <= now)
    }

    async fn speak(self: &Rc<Self>) {
        self.on(Event::Spoke);
        match self.exchange().await {
            Ok(exchanged) => {
                self.heard(&exchanged);
                hearing::attend(self);
            }
            Err(trouble) => {
                // What came before is all there is for now.
                self.index_if_owed();
                if trouble == Trouble::Transport && !browser::is_online() {
                    self.has_network.set(false);
                }
                self.on(Event::Failed(failure_of(trouble)));
            }
        }
    }

    /// A large programme comes in many answers; indexed after each, its last would be waited for.
    fn index_if_owed(&self) {
        if self.owes_index.replace(false) {
            self.state.index_programme();
            self.indexed_at.set(browser::monotonic_millis());
        }
    }

    async fn exchange(&self) -> Result<Exchanged, Trouble> {
        if settings::owes_sign_out() {
            net::sign_out()
                .await
                .map_err(|net::NoAnswer| Trouble::Transport)?;
            settings::set_owed_sign_out(false);
        }
        if !self.is_greeted.get() {
            self.be_greeted().await?;
        }
        let follow = self.follow();
        let portion = self.courier.borrow().portion();
        self.state
            .keeper()
            .exchange(&Wire, (&self.build, &follow), portion)
            .await
    }

    /// The communities followed: the one shown, and the home of who is signed in.
    fn follow(&self) -> Vec<CommunityId> {
        let mut follow = vec![self.state.community.get_untracked()];
        let home = self
            .state
            .keeper()
            .read(|replica| replica.who().map(|who| who.community.clone()));
        follow.extend(home);
        follow.dedup();
        let known = self.state.communities.get_untracked();
        follow.retain(|id| known.iter().any(|named| named.id == *id));
        follow.truncate(REQUEST_FEEDS_MAX);
        follow
    }

    fn heard(&self, exchanged: &Exchanged) {
        let state = self.state;
        let ahead = exchanged.server_time.0.saturating_sub(browser::now().0);
        if ahead.abs_diff(state.server_ahead_millis.get_untracked())
            >= SKEW_MILLIS_MIN.unsigned_abs()
        {
            settings::set_server_ahead(ahead);
            state.server_ahead_millis.set(ahead);
        }
        if exchanged.programme_changed {
            self.owes_index.set(true);
        }
        let since = browser::monotonic_millis().saturating_sub(self.indexed_at.get());
        if !exchanged.more || since >= INDEX_MILLIS {
            self.index_if_owed();
        }
        if !exchanged.settled.is_empty() {
            let offset = untrack(|| state.offset());
            let lines: Vec<_> = state.keeper().read(|replica| {
                let rows = exchanged.settled.iter();
                rows.map(|row| history_line(replica, row, |at| offset.civil(at)))
                    .collect()
            });
            state.news.update(|news| {
                news.extend(lines);
                let over = news.len().saturating_sub(NEWS_MAX);
                news.drain(..over);
            });
        }
        if exchanged.outdated && !self.is_outdated.get() {
            spawn_local(browser::look_for_update(Haste::Now));
        }
        self.is_outdated.set(exchanged.outdated);
        self.was_heard.set(true);
        self.has_network.set(true);
        let rest = if exchanged.more {
            Rest::More
        } else {
            Rest::Done
        };
        let progress = if exchanged.moved {
            Progress::Some
        } else {
            Progress::None
        };
        self.on(if exchanged.session_ended {
            Event::SessionEnded { progress, rest }
        } else {
            Event::Answered { progress, rest }
        });
    }

    /// Says on screen how the conversation goes.
    fn say(&self) {
        let now = browser::monotonic_millis();
        let waits = self
            .state
            .keeper()
            .read(|replica| replica.has_unsent(&self.build));
        let has_network = self.has_network.get();
        let known = status::Known {
            is_online: has_network,
            waits,
            was_heard: self.was_heard.get(),
            is_outdated: self.is_outdated.get(),
        };
        let is_reached = self.courier.borrow().last_failure() != Some(Failure::Transport);
        if self.state.online.get_untracked() != (has_network && is_reached) {
            self.state.online.set(has_network && is_reached);
        }
        let status: SyncStatus = status::of(&self.courier.borrow(), now, known);
        if status != self.state.sync_status.get_untracked() {
            self.state.sync_status.set(status);
        }
    }
}

fn failure_of(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Transport => Failure::Transport,
        Trouble::Busy { retry_after_secs } => Failure::Busy { retry_after_secs },
        Trouble::SignedOut => Failure::SignedOut,
        Trouble::Protested | Trouble::TooLong => Failure::Protested,
        Trouble::Store(_) => Failure::Store,
    }
}
