//! What people do with the app in these tests, each in the words of the screen.
//!
//! The one rule: everything here is done by pressing and typing what is seen; nothing reaches into
//! the page. Deliberately absent: what the server thinks of it; that is asked in `town`.

use thirtyfour::By;

use crate::harness::browser::Browser;

/// A member card.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// The number.
    pub number: &'a str,
    /// The PIN.
    pub pin: &'a str,
    /// Whose it is.
    pub name: &'a str,
}

/// Lin Xiulan's card, of the built-in programme.
pub const LIN: Card<'static> = Card {
    number: "35052601",
    pin: "202601",
    name: "林秀兰",
};
/// Master Chen's card.
pub const CHEN: Card<'static> = Card {
    number: "35052602",
    pin: "202602",
    name: "陈师傅",
};

/// The card of the head of the service station, who publishes.
pub const WANG: Card<'static> = Card {
    number: "35052690",
    pin: "202690",
    name: "王站长",
};

/// The word under what is on this phone alone.
pub const SAVED: &str = "已存在手机上";
/// The word under what was sent and not answered yet.
pub const SENT: &str = "已发出，等待确认";
/// The word under what the community confirmed.
pub const CONFIRMED: &str = "已确认";
/// The word under a note of which the community keeps a copy.
pub const COPIED: &str = "已备份";
/// What the quiet line says while the community cannot be reached.
pub const OFFLINE: &str = "您做的都会先存在手机里";

impl<'a> Card<'a> {
    /// Reads the card that the server's command line printed: `member N pin P name X`.
    pub fn printed(said: &'a str) -> Self {
        let line = said.lines().find_map(|line| line.strip_prefix("member "));
        let (number, rest) = line.unwrap().split_once(" pin ").unwrap();
        let (pin, name) = rest.split_once(" name ").unwrap();
        Self { number, pin, name }
    }
}

impl Browser {
    /// Opens one of the four entries of the bar.
    pub async fn open_tab(&self, word: &str) {
        self.press("link", word).await;
        self.the("heading", word).await;
    }

    /// Types a card in and sends it, without waiting for what comes of it.
    pub async fn type_card(&self, card: Card<'_>) {
        self.fill("居民卡号码", card.number).await;
        self.fill("密码", card.pin).await;
        self.press("button", "登录").await;
    }

    /// Signs in from wherever one is, through Me, and waits to be called by name.
    pub async fn sign_in(&self, card: Card<'_>) {
        self.open_tab("我的").await;
        self.press("link", "去登录").await;
        self.type_card(card).await;
        self.reads("退出登录").await;
        self.reads(card.name).await;
    }

    /// Signs out, on the page about oneself.
    pub async fn leaves(&self) {
        self.open_tab("我的").await;
        self.press("button", "退出登录").await;
        self.the("heading", "退出登录？").await;
        self.press("button", "退出登录").await;
        self.reads("还没有登录").await;
    }

    /// Looks for an activity by words or initials, and gives how many meetings were found.
    pub async fn look_up(&self, words: &str) -> usize {
        self.open_tab("活动").await;
        self.fill_in("searchbox", "搜索活动", words).await;
        let count = async || number_between(&self.text().await, "找到 ", " 场");
        self.sooner_or_later(&format!("a count of what was found for {words:?}"), count)
            .await
    }

    /// How many meetings the list says are to come.
    pub async fn to_come(&self) -> usize {
        let count = async || number_between(&self.text().await, "往后共 ", " 场");
        self.sooner_or_later("a count of what is to come", count)
            .await
    }

    /// Ticks or picks a line by its name, by pressing the line as a thumb would.
    pub async fn tick(&self, role: &str, name: &str) {
        let done = async || {
            let input = self.find_now(role, name).await?;
            let line = input.find(By::XPath("./ancestor::label")).await.ok()?;
            self.press_it(&line).await
        };
        self.sooner_or_later(&format!("{role} {name:?} to be ticked"), done)
            .await;
    }

    /// Makes sure that exactly these of the household are ticked to come.
    pub async fn who_comes(&self, names: &[&str]) {
        self.the("checkbox", names[0]).await;
        // An answer that comes in between draws the household anew; then all are looked at again.
        let done = async || {
            for name in self.names_of("checkbox").await {
                let input = self.find_now("checkbox", &name).await?;
                let wanted = names.iter().any(|one| name.starts_with(one));
                if input.is_enabled().await.ok()? && input.is_selected().await.ok()? != wanted {
                    self.tick("checkbox", &name).await;
                }
            }
            Some(())
        };
        self.sooner_or_later(&format!("only {names:?} to be ticked"), done)
            .await;
    }

    /// Writes a note in two touches and waits until the phone says that it has it.
    pub async fn write_note(&self, act: &str, length: &str) {
        self.open_tab("日记").await;
        self.tick("radio", act).await;
        self.press("button", length).await;
        self.reads("存好了，在这部手机里。").await;
    }

    /// Has what waits sent at once, as whoever does not want to wait for the next turn.
    pub async fn send_now(&self) {
        self.open_tab("我的").await;
        self.press("link", "全部进度").await;
        if let Some(button) = self.find_now("button", "现在试一试").await {
            // What waits may go out by itself between the look and the press.
            let _pressed = self.press_it(&button).await;
        }
        self.reads("都发出去了，没有等着的。").await;
    }

    /// The file that the page hands to whoever takes everything along, from the page about this
    /// phone.
    pub async fn taken_along(&self) -> String {
        self.handed("把我的全部带走").await
    }

    /// The file that the page hands over when this button is pressed.
    pub async fn handed(&self, button: &str) -> String {
        let keep = "
            window.handed = undefined;
            window.make ??= URL.createObjectURL;
            URL.createObjectURL = (blob) => {
                blob.text().then((text) => { window.handed = text });
                return window.make.call(URL, blob);
            };
        ";
        self.the("button", button).await;
        self.script(keep, vec![]).await;
        self.press("button", button).await;
        let handed = async || {
            let handed = self.script("return window.handed ?? null", vec![]).await;
            handed.as_str().map(str::to_owned)
        };
        self.sooner_or_later("the file to be handed over", handed)
            .await
    }

    /// Goes to a page of the app by its address, as a link from outside would.
    pub async fn at(&self, home: &str, path: &str) {
        self.visit(&format!("{home}{}", path.trim_start_matches('/')))
            .await;
    }
}

/// The number between two words; digits may be grouped.
pub fn number_between(text: &str, before: &str, after: &str) -> Option<usize> {
    let (_, rest) = text.split_once(before)?;
    let (number, _) = rest.split_once(after)?;
    number.replace(',', "").parse().ok()
}
