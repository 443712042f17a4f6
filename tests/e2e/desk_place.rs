//! Picking a place at the desk: the most used first, found by initials and by the village it lies
//! in, with the keyboard or a thumb, and never by guessing.

use rules::Record;
use rules::community::PlaceKind;
use thirtyfour::{Key, WebElement};

use crate::desk::{WANG, at_work};
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::town::{Town, Witness};

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_place_is_found_by_its_initials_and_taken_with_the_keyboard_and_escape_takes_nothing() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let home = server.url();
    let town = Witness::signed_in(&server, WANG).await.town().await;
    let (name, initials) = rarely_used(&town);
    let wang = at_work(&chromedriver, &profile, &home, WANG).await;
    wang.at(&home, "desk/new").await;
    let field = wang.the("combobox", "地点").await;
    wang.press_it(&field).await.unwrap();

    // Nothing is typed: a short list, and how many more there are.
    wang.reads("再打几个字就能找到").await;
    let first = wang.names_of("option").await;
    assert_eq!(first.len(), 6, "{first:?}");
    assert!(first.iter().all(|line| !line.contains(&name)), "{first:?}");
    assert_eq!(look_at(&wang, "desk-place").await, Vec::<String>::new());

    // Down and up; Escape leaves the field as it was.
    for (key, at) in [
        (Key::Down, "venue-0"),
        (Key::Down, "venue-1"),
        (Key::Up, "venue-0"),
        (Key::Up, "venue-5"),
    ] {
        field.send_keys(key + "").await.unwrap();
        wang.stands_at(&field, Some(at)).await;
    }
    field.send_keys(Key::Escape + "").await.unwrap();
    wang.stands_at(&field, None).await;
    assert_eq!(wang.names_of("option").await, Vec::<String>::new());
    assert_eq!(field.value().await.unwrap().unwrap(), "");

    // What is nowhere is said, and leaving the field picks nothing.
    field.send_keys("zzzz").await.unwrap();
    wang.reads("换个词试试，比如村居的名字").await;
    field.send_keys(Key::Tab + "").await.unwrap();
    wang.no_longer_reads("换个词试试").await;
    assert_eq!(field.value().await.unwrap().unwrap(), "");

    // The initials find it, wherever in the list it stands.
    field.send_keys(&initials).await.unwrap();
    wang.the("option", &name).await;
    wang.picture("desk-place-found").await;
    wang.walks_to(&field, &name).await;
    field.send_keys(Key::Enter + "").await.unwrap();
    wang.stands_at(&field, None).await;
    assert_eq!(field.value().await.unwrap().unwrap(), name);
    wang.picture("desk-place-picked").await;

    // A village finds what lies in it, and a press takes the line.
    field.send_keys(Key::Control + "a").await.unwrap();
    field.send_keys("浔中 ").await.unwrap();
    let other = wang.the("option", "浔中").await;
    let words = other.text().await.unwrap();
    wang.press_it(&other).await.unwrap();
    wang.stands_at(&field, None).await;
    let taken = field.value().await.unwrap().unwrap();
    assert!(words.starts_with(&taken) && taken != name, "{taken}");
    assert_eq!(wang.serious_barriers().await, Vec::<String>::new());
}

impl Browser {
    /// Waits until this is the line that Enter would take.
    async fn stands_at(&self, field: &WebElement, line: Option<&str>) {
        let stands = async || {
            let at = field.attr("aria-activedescendant").await.ok()?;
            (at.as_deref() == line).then_some(())
        };
        self.sooner_or_later(&format!("the list to stand at {line:?}"), stands)
            .await;
    }

    /// Goes down the list to a line.
    async fn walks_to(&self, field: &WebElement, name: &str) {
        for _ in 0..6 {
            let at = field.attr("aria-activedescendant").await.unwrap().unwrap();
            let ask = "return document.getElementById(arguments[0]).innerText";
            let line = self.script(ask, vec![at.into()]).await;
            if line.as_str().unwrap().starts_with(name) {
                return;
            }
            field.send_keys(Key::Down + "").await.unwrap();
        }
        panic!("{name} is not in the list");
    }
}

/// A venue in which nothing is held that is to come, with its initials.
fn rarely_used(town: &Town) -> (String, String) {
    let uses = |id| {
        let sessions = town.sessions();
        sessions.filter(|(_, session)| session.place == id).count()
    };
    let venues = town
        .records
        .iter()
        .filter_map(|(key, record)| match (key, record) {
            (rules::Key::Place(id), Record::Place(place)) if place.kind == PlaceKind::Venue => {
                let initials = place.aid.split(' ').nth(1)?;
                Some((uses(id.clone()), place.name.zh.clone(), initials.to_owned()))
            }
            _ => None,
        });
    let (_, name, initials) = venues.min().unwrap();
    (name, initials)
}
