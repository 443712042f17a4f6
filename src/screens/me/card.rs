//! Who is signed in and who belongs to the household; or, as a guest, what signing in brings.

use super::staff::StaffCard;
use super::to_staff_or_resident;
use crate::dispatch::use_dispatch;
use crate::parts::{
    Button, ButtonKind, Card, Dialog, Fact, Facts, Glyph, Notice, NoticeTone, Row, Rows, Section,
};
use crate::route::Route;
use crate::screens::frame::SignInLink;
use crate::screens::press::{Problem, use_press};
use crate::state::{Member, State, use_state};
use crate::text::me::staff;
use crate::text::{Lang, me as text, news, sign_in};
use leptos::prelude::*;
use rules::id::ResidentId;
use sync::replica::Who;

/// The card of who is signed in, or the way to sign in.
#[component]
pub fn CardOrGuest(who: Memo<Option<Who>>) -> impl IntoView {
    let state = use_state();
    move || match who.get() {
        Some(who) if who.household.is_none() => view! { <StaffCard /> }.into_any(),
        Some(_) => view! { <MemberCard /> }.into_any(),
        None => guest(state),
    }
}

fn guest(state: State) -> AnyView {
    let lang = state.lang();
    view! {
        <Card>
            <div class="stack">
                <h2>{text::guest_title(lang)}</h2>
                <p>{text::guest_text(lang)}</p>
                <SignInLink then=Route::Me />
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn MemberCard() -> impl IntoView {
    let state = use_state();
    let today = Memo::new(move |_| state.today());
    let members = Memo::new(move |_| {
        today.track();
        state.household_members()
    });
    let card = move || {
        let lang = state.lang();
        let Some(name) = state.my_name() else {
            return view! { <Notice tone=NoticeTone::Quiet text=text::card_coming(lang) /> }
                .into_any();
        };
        let community = state
            .community_card()
            .map(|card| lang.of(&card.name))
            .unwrap_or_default();
        view! {
            <Card><Facts><Fact glyph=Glyph::Card title=name sub=community /></Facts></Card>
        }
        .into_any()
    };
    let household = move || {
        let lang = state.lang();
        let members = members.get();
        (!members.is_empty()).then(|| {
            let rows = members
                .into_iter()
                .map(|member| row(lang, member))
                .collect_view();
            view! {
                <Section head=text::household(lang)>
                    <Card><Rows>{rows}</Rows></Card>
                </Section>
            }
        })
    };
    view! { {card} {household} }
}

fn row(lang: Lang, member: Member) -> impl IntoView {
    let is_me = member.is_me;
    let more = move || is_me.then(|| text::myself(lang));
    let consent = member
        .consented
        .then(|| view! { <Consented child=member.resident /> });
    view! { <Row title=member.name sub=text::age(lang, member.age) more>{consent}</Row> }
}

/// A consent that stands for a child, and the way to take it back.
#[component]
fn Consented(child: ResidentId) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let lang = state.lang();
    let press = use_press();
    let back = Callback::new(move |()| {
        let child = child.clone();
        press.run(async move { dispatch.consent(child, false).await }, |_| ());
    });
    view! {
        <p class="second">{news::consented(lang)}</p>
        <Button word=news::consent_again(lang) busy=press.busy on_press=back />
        <Problem press />
    }
}

/// Signing out: what goes and what stays is said first.
#[component]
pub fn SignOut(who: Memo<Option<Who>>) -> impl IntoView {
    let (state, dispatch) = (use_state(), use_dispatch());
    let open = RwSignal::new(false);
    let press = use_press();
    let out = Callback::new(move |()| {
        press.run(async move { dispatch.sign_out().await }, move |()| {
            open.set(false);
        });
    });
    let said = |of| to_staff_or_resident(state, of);
    let goes = said((staff::sign_out_goes, sign_in::sign_out_goes));
    let stays = said((staff::sign_out_stays, sign_in::sign_out_stays));
    let acts = move || {
        view! {
            <Button
                kind=ButtonKind::Main
                word=sign_in::sign_out(state.lang())
                busy=press.busy
                on_press=out
            />
            <Button word=sign_in::stay(state.lang()) on_press=move |()| open.set(false) />
        }
    };
    let button = move || {
        who.with(Option::is_some).then(|| {
            view! {
                <Button
                    glyph=Glyph::Leave
                    word=sign_in::sign_out(state.lang())
                    on_press=move |()| open.set(true)
                />
            }
        })
    };
    view! {
        {button}
        <Dialog
            title=sign_in::sign_out_ask(state.lang())
            open
            on_close=move |()| open.set(false)
            acts
        >
            <p>{goes}</p>
            <p>{stays}</p>
            <Problem press />
        </Dialog>
    }
}
