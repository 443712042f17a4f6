//! What a page says of a storage that was cleared, beside what was really lost.

use std::collections::BTreeSet;

use super::Scene;
use crate::people::number_between;

impl Scene {
    /// Nothing reaches the server any more; waits until the phone counts as unsent just what the
    /// server does not have, and at most the one thing that was saved and not yet called so.
    pub async fn has_heard_the_last_answer(&self) {
        let there = self
            .on_the_server(&self.ear.heard().into_iter().collect())
            .await;
        let browser = self.browser();
        let heard = async || {
            let marker = "return JSON.parse(localStorage.getItem('marker')).unsent";
            let unsent = browser.script(marker, vec![]).await.as_u64()?;
            let missing = |word: &String| !there.contains(word) && !self.lost.contains(word);
            let missing = self.ear.heard().into_iter().filter(missing).count();
            (unsent <= u64::try_from(missing).unwrap() + 1).then_some(())
        };
        browser
            .sooner_or_later("the last answer to be heard", heard)
            .await;
    }

    /// The page says that the storage was cleared and how much of what was unsent went with it:
    /// just what the server does not have, at most the one thing that was saved and not yet called
    /// so, and so much of which the phone had not heard that it arrived.
    pub async fn counts_what_was_lost(&mut self, unheard: usize) {
        self.browser().at(&self.ear.url(), "").await;
        let lost = self.lost_now().await;
        let said = self.said_to_be_lost().await.expect("a number");
        is_right(said, &lost, unheard);
        self.is_read().await;
    }

    /// Where the settings are gone too the page cannot know how much was lost, and says that once
    /// the cookie shows that there was something; unless it wrote to them after they were cleared.
    pub async fn owns_what_was_lost(&mut self, unheard: usize) {
        // The page that was struck is left first: it would send what it still has in mind, which is
        // well but not counted, and what it says last is still heard.
        self.browser().at(&self.ear.url(), "").await;
        let lost = self.lost_now().await;
        self.ear.mend();
        self.browser().reload().await;
        match self.said_to_be_lost().await {
            Some(said) => is_right(said, &lost, unheard),
            None => println!("   nobody knows how much was lost: {}", lost.len()),
        }
        self.is_read().await;
        // It keeps the app anew.
        self.browser().kept_for_offline().await;
    }

    /// What the page says of a loss, once it does; none where it says that nobody knows.
    async fn said_to_be_lost(&self) -> Option<usize> {
        let said = async || {
            let text = self.browser().text().await;
            if text.contains("有没有没发出的，已经查不到了") {
                return Some(None);
            }
            let nothing = text.contains("没有丢失未发的内容").then_some(0);
            let some = number_between(&text, "有 ", " 条没发出的丢失了");
            some.or(nothing).map(Some)
        };
        self.browser()
            .sooner_or_later("how much was lost", said)
            .await
    }

    /// What was called saved and is neither told to be lost yet nor on the server. From now on it
    /// is lost, and the phone need not have what the server has.
    async fn lost_now(&mut self) -> BTreeSet<String> {
        let heard: BTreeSet<String> = self.ear.heard().into_iter().collect();
        self.there = self.on_the_server(&heard).await;
        let gone = heard.difference(&self.there).cloned();
        let now: BTreeSet<_> = gone.filter(|word| !self.lost.contains(word)).collect();
        self.lost.extend(now.iter().cloned());
        now
    }

    /// What is said of the loss is read.
    pub async fn is_read(&self) {
        self.browser().press("link", "看看少了什么").await;
        self.browser().press("button", "知道了").await;
        self.browser().reads("本应用的存储没有被清掉").await;
    }
}

fn is_right(said: usize, lost: &BTreeSet<String>, unheard: usize) {
    println!("   {said} were said to be lost of {}", lost.len());
    let right = lost.len()..=lost.len() + 1 + unheard;
    assert!(right.contains(&said), "{said} were said to be: {lost:?}");
}
