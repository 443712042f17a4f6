//! My calendar: an address that other calendars ask by themselves, made, replaced and stopped here.
//!
//! The one rule to know: an address is shown once, when it is made; whoever lost it makes another.
//! What ends an address is asked back once. Deliberately absent: any promise that something rings.

use super::back_to_me;
use crate::dispatch::{Dispatch, use_dispatch};
use crate::keeper::Trouble;
use crate::parts::{
    Button, ButtonKind, ButtonLink, Card, Dialog, Disclosure, Fact, Facts, Glyph, Notice,
    NoticeTone, Rows, Section, Skeleton, Tick,
};
use crate::route::Route;
use crate::screens::frame::{Screen, SignInLink};
use crate::state::{State, use_state};
use crate::text::subscription as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::civil;

/// How the household's address stands, as far as this page knows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    /// It is being asked for.
    Asked,
    /// Nobody answered, or not now.
    Unknown,
    /// The session on the server has ended.
    SignedOut,
    /// There is none.
    None,
    /// There is one, made on this day.
    Made(civil::Date),
    /// This one was made just now.
    Fresh(String),
}

/// The page.
#[component]
pub fn MyCalendar() -> impl IntoView {
    let state = use_state();
    let lang = state.lang();
    view! {
        <Screen tab=Route::Me title=say::title(lang) back=back_to_me(state)>
            {own(state)}
            <OfCommunity />
            <Reminders />
        </Screen>
    }
}

/// The household's own; for a guest what signing in brings.
fn own(state: State) -> impl IntoView {
    let lang = state.lang();
    // Nobody; somebody with a household; staff, who have none here and no calendar of it.
    let has_household = Memo::new(move |_| state.who().map(|who| who.household.is_some()));
    move || {
        let body = match has_household.get() {
            None => sign_in(state),
            Some(true) => view! { <Own /> }.into_any(),
            Some(false) => return None,
        };
        Some(view! {
            <Section head=say::own(lang)>
                <Card>
                    <div class="stack">
                        <p>{say::own_text(lang)}</p>
                        {body}
                    </div>
                </Card>
            </Section>
        })
    }
}

fn sign_in(state: State) -> AnyView {
    view! {
        <p>{say::sign_in_first(state.lang())}</p>
        <SignInLink then=Route::MyCalendar />
    }
    .into_any()
}

/// The address and what can be done with it.
#[component]
fn Own() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let address = RwSignal::new(Address::Asked);
    let failed = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let stopping = RwSignal::new(false);
    let stopped = RwSignal::new(false);
    let page = Page {
        state,
        dispatch,
        address,
        failed,
        busy,
        stopping,
        stopped,
    };
    page.look();
    let wrong = move || {
        failed
            .get()
            .then(|| view! { <Notice tone=NoticeTone::Alarm text=say::not_done(lang) /> })
    };
    let ended = move || {
        stopped
            .get()
            .then(|| view! { <Notice tone=NoticeTone::Calm text=say::stopped(lang) /> })
    };
    view! {
        {move || page.body(address.get())}
        {wrong}
        {ended}
        {page.question()}
    }
}

/// The page's own signals. Copy it freely.
#[derive(Clone, Copy)]
struct Page {
    state: State,
    dispatch: Dispatch,
    address: RwSignal<Address>,
    failed: RwSignal<bool>,
    busy: RwSignal<bool>,
    stopping: RwSignal<bool>,
    stopped: RwSignal<bool>,
}

impl Page {
    /// Asks how the address stands.
    fn look(self) {
        self.address.set(Address::Asked);
        spawn_local(async move {
            let found = match self.dispatch.calendar_made_at().await {
                Ok(None) => Address::None,
                Ok(Some(at)) => Address::Made(self.state.offset().civil(at).date()),
                Err(Trouble::SignedOut) => Address::SignedOut,
                Err(_) => Address::Unknown,
            };
            tell(self.address, found);
        });
    }

    fn make(self) {
        self.begin();
        spawn_local(async move {
            let made = self.dispatch.make_calendar_address().await;
            self.end(made.map(Address::Fresh));
        });
    }

    fn stop(self) {
        self.begin();
        self.stopping.set(false);
        spawn_local(async move {
            let ended = self.dispatch.end_calendar_address().await;
            if ended.is_ok() {
                tell(self.stopped, true);
            }
            self.end(ended.map(|()| Address::None));
        });
    }

    fn begin(self) {
        self.busy.set(true);
        self.failed.set(false);
        self.stopped.set(false);
    }

    fn end(self, became: Result<Address, Trouble>) {
        tell(self.busy, false);
        match became {
            Ok(address) => tell(self.address, address),
            Err(Trouble::SignedOut) => tell(self.address, Address::SignedOut),
            Err(_) => tell(self.failed, true),
        }
    }

    fn body(self, address: Address) -> AnyView {
        let lang = self.state.lang();
        match address {
            Address::Asked => view! { <Skeleton label=say::asking(lang) rows=2 /> }.into_any(),
            Address::SignedOut => sign_in(self.state),
            Address::Unknown => view! {
                <Notice tone=NoticeTone::Quiet glyph=Glyph::CloudOff text=say::unknown(lang) />
                <Button glyph=Glyph::Again word=say::again(lang) on_press=move |()| self.look() />
            }
            .into_any(),
            Address::None => self.maker(ButtonKind::Main, say::make(lang)),
            Address::Made(day) => view! {
                <p>{say::made(lang, day)}</p>
                {self.maker(ButtonKind::Second, say::replace(lang))}
                <p class="second">{say::replace_hint(lang)}</p>
                {self.stopper()}
            }
            .into_any(),
            Address::Fresh(address) => view! {
                <Notice tone=NoticeTone::Calm text=say::fresh(lang) />
                {offered(self.state, self.dispatch, (address, ButtonKind::Main))}
                {self.stopper()}
            }
            .into_any(),
        }
    }

    fn maker(self, kind: ButtonKind, word: &'static str) -> AnyView {
        view! {
            <Button kind glyph=Glyph::Plus word busy=self.busy on_press=move |()| self.make() />
        }
        .into_any()
    }

    fn stopper(self) -> impl IntoView {
        view! {
            <Button
                kind=ButtonKind::Quiet
                word=say::stop(self.state.lang())
                on_press=move |()| self.stopping.set(true)
            />
        }
    }

    /// The question before an address ends.
    fn question(self) -> impl IntoView {
        let lang = self.state.lang();
        let acts = move || {
            view! {
                <Button
                    kind=ButtonKind::Danger
                    word=say::stop_press(lang)
                    busy=self.busy
                    on_press=move |()| self.stop()
                />
                <Button word=say::stop_not(lang) on_press=move |()| self.stopping.set(false) />
            }
        };
        view! {
            <Dialog
                title=say::stop_ask(lang)
                open=self.stopping
                on_close=move |()| self.stopping.set(false)
                acts
            >
                <p>{say::stop_text(lang)}</p>
            </Dialog>
        }
    }
}

/// Sets a signal of the page; whoever left the page is not called back to it.
fn tell<T: Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    drop(signal.try_set(value));
}

/// An address: to be opened by a calendar, read, or copied; and how to use it.
fn offered(
    state: State,
    dispatch: Dispatch,
    (address, kind): (String, ButtonKind),
) -> impl IntoView + use<> {
    let lang = state.lang();
    let copied = RwSignal::new(None::<bool>);
    let text = address.clone();
    let copy = move |()| {
        let text = text.clone();
        spawn_local(async move {
            let done = dispatch.copy(text).await;
            tell(copied, Some(done));
        });
    };
    let said = move || {
        copied.get().map(|done| {
            let (tone, text) = if done {
                (NoticeTone::Calm, say::copied(lang))
            } else {
                (NoticeTone::Care, say::not_copied(lang))
            };
            view! { <Notice tone text /> }
        })
    };
    let calendars = match address.split_once("://") {
        Some((_, rest)) => format!("webcal://{rest}"),
        None => address.clone(),
    };
    view! {
        <p class="figure-text">{address}</p>
        <ButtonLink kind glyph=Glyph::Calendar word=say::open(lang) href=calendars />
        <Button word=say::copy(lang) on_press=copy />
        {said}
        <Disclosure summary=say::how(lang)>
            <p>{say::how_apple(lang)}</p>
            <p>{say::how_desk(lang)}</p>
            <p>{say::how_android(lang)}</p>
        </Disclosure>
    }
}

/// The community's own calendar, for anybody.
#[component]
fn OfCommunity() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let name = move || {
        let card = state.community_card();
        card.map(|card| lang.of(&card.name)).unwrap_or_default()
    };
    let offer = move || {
        let address = (dispatch.community_calendar(), ButtonKind::Second);
        offered(state, dispatch, address)
    };
    view! {
        <Section head=say::community(lang)>
            <Card>
                <div class="stack">
                    <p>{move || say::community_text(lang, &name())}</p>
                    {offer}
                </div>
            </Card>
        </Section>
    }
}

/// Reminders: what a calendar does, and what this page can do while it is open.
#[component]
fn Reminders() -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let wanted = RwSignal::new(dispatch.reminds());
    let refused = RwSignal::new(false);
    let toggle = Callback::new(move |on: bool| {
        wanted.set(Some(on));
        refused.set(false);
        spawn_local(async move {
            let may = dispatch.set_reminds(on).await;
            tell(refused, !may);
            tell(wanted, Some(on && may));
        });
    });
    let tick = move || {
        let checked = Signal::derive(move || wanted.get() == Some(true));
        let is_possible = wanted.with_untracked(Option::is_some);
        is_possible.then(|| {
            view! {
                <Card>
                    <Rows>
                        <Tick
                            name=say::remind_open(lang)
                            sub=say::remind_open_sub(lang)
                            checked
                            on_toggle=toggle
                        />
                    </Rows>
                </Card>
            }
        })
    };
    let no = move || {
        refused
            .get()
            .then(|| view! { <Notice tone=NoticeTone::Care text=say::remind_refused(lang) /> })
    };
    view! {
        <Section head=say::reminders(lang)>
            <Card><div class="sentences"><Facts>
                <Fact glyph=Glyph::Bell title=say::reminders_text(lang) />
            </Facts></div></Card>
            {tick}
            {no}
        </Section>
    }
}
