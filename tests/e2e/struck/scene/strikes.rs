//! What happens to a phone's browser while its page writes.

use serde_json::json;

use super::Scene;
use crate::harness::browser::Browser;
use crate::harness::until;

impl Scene {
    /// All processes of the browser end, and it is opened again.
    pub async fn is_killed(&mut self) {
        self.are_settings_struck = true;
        self.browser.take().expect("an open browser").kill();
        let browser = Browser::open(&self.chromedriver, &self.profile).await;
        self.browser = Some(browser);
    }

    /// It is killed, and its databases are gone: a browser that cannot read one throws it away.
    pub async fn is_torn(&mut self) {
        self.are_settings_struck = true;
        self.browser.take().expect("an open browser").kill();
        let databases = self.profile.path().join("Default/IndexedDB");
        std::fs::remove_dir_all(databases).unwrap();
        let browser = Browser::open(&self.chromedriver, &self.profile).await;
        self.browser = Some(browser);
    }

    /// The browser is closed and opened, and has written down that the page is looked at; it does
    /// so some seconds late.
    pub async fn has_kept_its_settings(&mut self) {
        self.browser.take().expect("an open browser").close().await;
        let browser = Browser::open(&self.chromedriver, &self.profile).await;
        self.browser = Some(browser);
        self.is_ready().await;
        let folder = self.profile.path().join("Default/Local Storage/leveldb");
        until("the settings to be kept", async || {
            let files = std::fs::read_dir(&folder).unwrap().map_while(Result::ok);
            let logs = files.map(|file| file.path());
            let mut logs = logs.filter(|path| path.extension().is_some_and(|end| end == "log"));
            let kept = std::fs::read(logs.next()?).ok()?;
            let last = |word: &[u8]| kept.windows(word.len()).rposition(|some| some == word);
            (last(b"awake\x05\x01true") > last(b"awake\x06\x01false")).then_some(())
        })
        .await;
    }

    /// The tab is closed, and the page opened in another.
    pub async fn is_closed(&mut self) {
        let driver = &self.browser().driver;
        let other = driver.new_tab().await.unwrap();
        driver.close_window().await.unwrap();
        driver.switch_to_window(other).await.unwrap();
    }

    /// The browser clears kinds of what it keeps of the app, and never its cookies.
    pub async fn is_cleared(&mut self, kinds: &str) {
        self.are_settings_struck = kinds.contains("local_storage");
        let cleared = json!({
            "origin": self.ear.url().trim_end_matches('/'),
            "storageTypes": kinds,
        });
        let browser = self.browser();
        browser
            .devtools("Storage.clearDataForOrigin", cleared)
            .await;
    }
}
