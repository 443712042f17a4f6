//! Settings of this device, in localStorage through `gloo-storage`: small, synchronous, losable.
//!
//! The one rule to know: nothing here is dear. What a person wrote is in the store; the marker
//! only remembers that there was a store, so that its loss is noticed and said.
//!
//! Deliberately absent: sessions and anything secret.

use crate::net::CommunityName;
use crate::parts::TextSize;
use crate::text::Lang;
use gloo_storage::{LocalStorage, Storage};
use rules::id::{CommunityId, PlaceId};
use rules::time::UnixMillis;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use sync::identity::Device;
use sync::marker::Marker;

const LANG: &str = "lang";
const TEXT_SIZE: &str = "text-size";
const COMMUNITY: &str = "community";
const COMMUNITIES: &str = "communities";
const MARKER: &str = "marker";
const LOSS: &str = "loss";
const LOSS_READ: &str = "loss-read";
const AWAKE: &str = "awake";
const OWED_SIGN_OUT: &str = "owed-sign-out";
const REMINDS: &str = "reminds";
const REMINDED: &str = "reminded";
const SERVER_AHEAD: &str = "server-ahead-millis";
const NEAR: &str = "near";
const TOLD: &str = "told-until";
/// The community shown before any server was heard of: no community has this id.
pub const UNKNOWN_COMMUNITY: &str = "unknown";

/// What the browser cleared, until the person has read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Requests and notes that had not been sent; none where nobody can know.
    pub unsent: Option<u32>,
}

/// What was chosen on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The language of the screen.
    pub lang: Lang,
    /// The size of the text.
    pub text_size: TextSize,
    /// The community shown.
    pub community: CommunityId,
    /// Every community the server told of.
    pub communities: Vec<CommunityName>,
    /// How far the server's clock is ahead of this device's. Units: milliseconds.
    pub server_ahead_millis: i64,
    /// The place that near is counted from; none: the household's own committee.
    pub near: Option<PlaceId>,
    /// Up to when changes of sessions of mine were read, by the server's clock.
    pub told_until: UnixMillis,
}

impl Settings {
    /// Settings of a device that chose nothing yet, in its browser's language.
    pub fn fresh(browser_lang: &str) -> Self {
        let lang = if browser_lang.starts_with("zh") || browser_lang.is_empty() {
            Lang::Zh
        } else {
            Lang::En
        };
        Self {
            lang,
            text_size: TextSize::default(),
            community: unknown_community(),
            communities: Vec::new(),
            server_ahead_millis: 0,
            near: None,
            told_until: UnixMillis::default(),
        }
    }

    /// Reads what was chosen; what cannot be read is as if it was never chosen.
    pub fn load(browser_lang: &str) -> Self {
        let fresh = Self::fresh(browser_lang);
        let text = |key: &str| kept::<String>(key);
        Self {
            lang: text(LANG)
                .and_then(|code| Lang::from_code(&code))
                .unwrap_or(fresh.lang),
            text_size: text(TEXT_SIZE)
                .and_then(|data| TextSize::from_data(&data))
                .unwrap_or(fresh.text_size),
            community: kept(COMMUNITY).unwrap_or(fresh.community),
            communities: kept(COMMUNITIES).unwrap_or_default(),
            server_ahead_millis: kept(SERVER_AHEAD).unwrap_or_default(),
            near: kept(NEAR),
            told_until: kept(TOLD).unwrap_or(fresh.told_until),
        }
    }
}

/// The community shown before any server was heard of.
pub fn unknown_community() -> CommunityId {
    match UNKNOWN_COMMUNITY.parse() {
        Ok(id) => id,
        // Seven letters are an id by construction.
        Err(_) => unreachable!("a word is an id"),
    }
}

/// Reads what is kept under a name; what cannot be read is as if it was never kept.
pub fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = LocalStorage::raw().get_item(key).ok()??;
    sync::json::read(&text).ok()
}

/// Writes a setting. A setting that cannot be kept lasts as long as the page; nothing dear is lost.
fn keep<T: Serialize>(key: &str, value: &T) {
    if LocalStorage::set(key, value).is_err() {
        leptos::logging::warn!("a setting could not be kept");
    }
}

/// Keeps the language.
pub fn set_lang(lang: Lang) {
    keep(LANG, &lang.code());
}

/// Keeps the size of the text.
pub fn set_text_size(size: TextSize) {
    keep(TEXT_SIZE, &size.as_data());
}

/// Keeps the community shown.
pub fn set_community(community: &CommunityId) {
    keep(COMMUNITY, community);
}

/// Keeps which communities there are.
pub fn set_communities(communities: &[CommunityName]) {
    keep(COMMUNITIES, &communities);
}

/// Keeps how far the server's clock is ahead.
pub fn set_server_ahead(millis: i64) {
    keep(SERVER_AHEAD, &millis);
}

/// Keeps up to when changes were read.
pub fn set_told_until(at: UnixMillis) {
    keep(TOLD, &at);
}

/// Keeps the place that near is counted from.
pub fn set_near(place: &PlaceId) {
    keep(NEAR, place);
}

/// The marker beside the store; none when there never was a store, or both were cleared.
pub fn marker() -> Option<Marker> {
    kept(MARKER)
}

/// Keeps the marker, beside what another page knows that this one has not read.
pub fn set_marker(of_page: Marker) {
    keep(MARKER, &of_page.beside(marker()));
}

/// Whether a page was looked at last and did not come to its end by being left. A browser keeps
/// settings some seconds late: of such a page the last may be missing, the marker's too.
pub fn was_awake() -> bool {
    kept(AWAKE).unwrap_or_default()
}

/// Keeps whether a page is looked at.
pub fn set_awake(awake: bool) {
    keep(AWAKE, &awake);
}

/// A loss that was not read yet.
pub fn loss() -> Option<Loss> {
    kept(LOSS)
}

/// Remembers a loss until it is read, beside one that was not read yet; of two the sum is known if
/// both are.
pub fn add_loss(unsent: Option<u32>) {
    let before = loss().map_or(Some(0), |loss| loss.unsent);
    let sum = unsent.zip(before);
    let unsent = sum.map(|(unsent, before)| unsent.saturating_add(before));
    keep(LOSS, &Loss { unsent });
}

/// Forgets a loss that was read.
pub fn forget_loss() {
    LocalStorage::delete(LOSS);
}

/// The store that was found empty when somebody read of a loss: its emptiness is no other one.
pub fn loss_read() -> Option<Device> {
    kept(LOSS_READ)
}

/// Remembers under which store a loss was read.
pub fn set_loss_read(store: Device) {
    keep(LOSS_READ, &store);
}

/// Whether the server has still to hear that somebody signed out here.
pub fn owes_sign_out() -> bool {
    kept(OWED_SIGN_OUT).unwrap_or_default()
}

/// Keeps whether the server has still to hear of it.
pub fn set_owed_sign_out(owed: bool) {
    if owed {
        keep(OWED_SIGN_OUT, &true);
    } else {
        LocalStorage::delete(OWED_SIGN_OUT);
    }
}

/// Whether the person wants to be reminded while a page is open.
pub fn reminds() -> bool {
    kept(REMINDS).unwrap_or_default()
}

/// Keeps whether they do.
pub fn set_reminds(wanted: bool) {
    keep(REMINDS, &wanted);
}

/// When what was spoken of last begins.
pub fn reminded() -> UnixMillis {
    kept(REMINDED).unwrap_or_default()
}

/// Keeps when it begins.
pub fn set_reminded(begins: UnixMillis) {
    keep(REMINDED, &begins);
}

/// What a resident carries along to another phone: how the screen speaks, and how large.
pub fn carried() -> BTreeMap<&'static str, String> {
    let chosen = |name| Some((name, kept(name)?));
    [LANG, TEXT_SIZE].into_iter().filter_map(chosen).collect()
}

/// The language and the size of the text among settings that were carried here.
pub fn chosen_in(carried: &BTreeMap<String, String>) -> (Option<Lang>, Option<TextSize>) {
    let lang = carried.get(LANG).and_then(|code| Lang::from_code(code));
    let size = carried.get(TEXT_SIZE);
    (lang, size.and_then(|data| TextSize::from_data(data)))
}

/// Forgets everything chosen on this device.
pub fn clear() {
    for key in [
        LANG,
        TEXT_SIZE,
        COMMUNITY,
        COMMUNITIES,
        MARKER,
        LOSS,
        LOSS_READ,
        AWAKE,
        SERVER_AHEAD,
        NEAR,
        REMINDS,
        REMINDED,
    ] {
        LocalStorage::delete(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_that_says_nothing_speaks_chinese() {
        assert_eq!(Settings::fresh("").lang, Lang::Zh);
        assert_eq!(Settings::fresh("zh-CN").lang, Lang::Zh);
        assert_eq!(Settings::fresh("en-GB").lang, Lang::En);
    }
}
