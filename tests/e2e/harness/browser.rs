//! One browser on one profile: opened, killed, opened again on what it had stored.

use std::path::Path;

use serde_json::{Value, json};
use thirtyfour::{
    CapabilitiesHelper as _, ChromiumLikeCapabilities as _, DesiredCapabilities, WebDriver,
};

use super::chromedriver::Chromedriver;
use super::named;
use super::scratch::Scratch;

const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=zh-CN",
    "--no-default-browser-check",
    "--no-first-run",
];

/// What one person's browser has stored; it may be opened several times, one after the other.
pub struct Profile(Scratch);

impl Profile {
    /// A person who was never here before.
    pub fn fresh() -> Self {
        Self(Scratch::new("profile"))
    }

    /// Where the browser keeps it.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// The size of a screen in css pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

/// A phone as most residents have it.
pub const PHONE: Screen = Screen {
    width: 390,
    height: 844,
};
/// The narrowest screen on which nothing may be lost.
pub const NARROW: Screen = Screen {
    width: 320,
    height: 640,
};
/// The kiosk, upright.
pub const KIOSK: Screen = Screen {
    width: 1080,
    height: 1920,
};
/// A desk.
pub const DESK: Screen = Screen {
    width: 1280,
    height: 800,
};

/// An open browser.
pub struct Browser {
    /// For what this harness does not offer.
    pub driver: WebDriver,
    profile: String,
}

impl Browser {
    /// Opens a browser on a profile, on a phone's screen.
    pub async fn open(chromedriver: &Chromedriver, profile: &Profile) -> Self {
        let mut wanted = DesiredCapabilities::chrome();
        wanted
            .set_binary(named("CHROME").to_str().unwrap())
            .unwrap();
        for flag in FLAGS {
            wanted.add_arg(flag).unwrap();
        }
        let folder = profile.0.path().display().to_string();
        wanted
            .add_arg(&format!("--user-data-dir={folder}"))
            .unwrap();
        wanted
            .set("goog:loggingPrefs", json!({"browser": "ALL"}))
            .unwrap();
        let languages = json!({"intl.accept_languages": "zh-CN,zh"});
        wanted.add_experimental_option("prefs", languages).unwrap();
        let driver = WebDriver::new(&chromedriver.url, wanted).await.unwrap();
        let browser = Self {
            driver,
            profile: folder,
        };
        browser.screen(PHONE).await;
        browser
    }

    /// Goes to an address.
    pub async fn visit(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    /// Loads the same address again.
    pub async fn reload(&self) {
        self.driver.refresh().await.unwrap();
    }

    /// Gives the page another screen.
    pub async fn screen(&self, screen: Screen) {
        let Screen { width, height } = screen;
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Shows the page in one of the three text sizes, as the app's own switch would.
    pub async fn text_size(&self, size: &str) {
        self.script(
            "document.documentElement.dataset.text = arguments[0]",
            vec![json!(size)],
        )
        .await;
    }

    /// Makes the processor this many times slower.
    pub async fn slowed(&self, times: u32) {
        self.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": times }))
            .await;
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn script(&self, body: &str, args: Vec<Value>) -> Value {
        self.driver
            .execute(body, args)
            .await
            .unwrap()
            .json()
            .clone()
    }

    /// Runs a script that calls its last argument when it is done.
    pub async fn script_async(&self, body: &str, args: Vec<Value>) -> Value {
        self.driver
            .execute_async(body, args)
            .await
            .unwrap()
            .json()
            .clone()
    }

    /// Asks the browser's own developer tools.
    pub async fn devtools(&self, command: &str, args: Value) -> Value {
        self.driver.cdp().send_raw(command, args).await.unwrap()
    }

    /// Waits until a service worker answers for this page, so that it opens without network.
    pub async fn kept_for_offline(&self) {
        super::until("the service worker to take the page", async || {
            let state = "return navigator.serviceWorker.controller?.state ?? null";
            (self.script(state, vec![]).await == json!("activated")).then_some(())
        })
        .await;
    }

    /// What the page complained of since the last look: errors and refusals of the policy.
    pub async fn complaints(&self) -> Vec<String> {
        let kinds = self.driver.get_log("browser").await.unwrap_or_default();
        let severe = kinds.into_iter().filter(|entry| entry.level == "SEVERE");
        severe.map(|entry| entry.message).collect()
    }

    /// Writes what the screen shows to `NAME.png` where `cargo xtask test` collects pictures.
    pub async fn picture(&self, name: &str) {
        let folder = std::env::var_os("CUOBIAN_SHOTS").map_or_else(std::env::temp_dir, Into::into);
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        self.driver.screenshot(&file).await.unwrap();
    }

    /// Closes it as a person does.
    pub async fn close(self) {
        self.driver.clone().quit().await.unwrap();
    }

    /// Ends all its processes at once, as a phone does that is out of power.
    pub fn kill(self) {
        drop(self.driver.clone().leak());
        assert!(end_all_on(&self.profile) > 0, "there was nothing to kill");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver is not asked to close what is about to be ended: it would wait for minutes.
        // It answers with an error only when the session was closed already.
        drop(self.driver.clone().leak());
        end_all_on(&self.profile);
    }
}

/// Ends every process that was started on this profile's folder, waits until none is left, and says
/// how many those were.
fn end_all_on(profile: &str) -> usize {
    let ended = all_on(profile);
    let mut left = ended.clone();
    while !left.is_empty() {
        // All at once: one that outlived the others for a while would write on. Some may have ended
        // by themselves a moment ago.
        let kill = std::process::Command::new("kill")
            .arg("-9")
            .args(&left)
            .output();
        drop(kill);
        left = all_on(profile);
    }
    ended.len()
}

/// The numbers of the processes that live on this profile's folder.
fn all_on(profile: &str) -> Vec<String> {
    let is_of_profile = |process: &Path| {
        std::fs::read(process.join("cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).contains(profile))
    };
    let processes = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    processes
        .filter(|entry| is_of_profile(&entry.path()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.parse::<u32>().is_ok_and(|id| id != std::process::id()))
        .collect()
}
