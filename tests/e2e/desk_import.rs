//! A file brought in at the desk: looked at first, then taken, then seen by a resident; what cannot
//! be read is named, and nothing is taken twice.

use crate::desk::{SU, WANG, at_home, at_work, today};
use crate::harness::browser::{Browser, Profile};
use crate::harness::chromedriver::Chromedriver;
use crate::harness::scratch::Scratch;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::LIN;
use rules::time::add_days;
use serde_json::json;
use std::path::Path;
use thirtyfour::By;

const HEADINGS: &str = "编号,名称,日期,开始,结束,地点,报名方式,名额\n";

/// How far below the first screenful the button that takes it is.
const BELOW_THE_SCREEN: &str = "
    scrollTo(0, 0);
    const all = [...document.querySelectorAll('main button')];
    const takes = all.find((button) => button.innerText.startsWith('带入'));
    return takes.getBoundingClientRect().top - innerHeight;
";

impl Browser {
    /// Chooses a file on the page for bringing one in.
    pub async fn brings(&self, home: &str, file: &Path) {
        self.at(home, "desk/import").await;
        // The chooser is the test's, not the browser's own, which closes itself without a screen.
        let ours = json!({ "enabled": true });
        self.devtools("Page.setInterceptFileChooserDialog", ours)
            .await;
        self.press("button", "选一个文件").await;
        let chooser = self
            .sooner_or_later("the chooser of files", async || {
                self.driver.find(By::Id("chosen-file")).await.ok()
            })
            .await;
        chooser.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// What it takes is said again after the last of what it changes, and with the largest text the
    /// button is not on the screen before one has moved down.
    async fn must_read_before_taking(&self, last: &str, sums: &str) {
        let said = self.text().await;
        assert!(said.find(last) < said.rfind(sums), "{said}");
        self.text_size("largest").await;
        let below = self.script(BELOW_THE_SCREEN, vec![]).await;
        assert!(below.as_f64().unwrap() > 0.0, "{below} px below the screen");
        self.text_size("standard").await;
    }

    /// Drops a file on that page; one dropped beside the place for it would replace the page.
    async fn drops(&self, home: &str, (name, text): (&str, &str)) {
        self.at(home, "desk/import").await;
        self.the("button", "选一个文件").await;
        let script = "
            const [name, text] = arguments;
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], name, { type: 'text/csv' }));
            const place = document.querySelector('.drop');
            const told = { bubbles: true, cancelable: true, dataTransfer };
            const over = place.dispatchEvent(new DragEvent('dragover', told));
            const dropped = place.dispatchEvent(new DragEvent('drop', told));
            return [over, dropped];
        ";
        let left_to_browser = self.script(script, vec![name.into(), text.into()]).await;
        assert_eq!(left_to_browser, json!([false, false]), "it opens no file");
    }
}

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_file_is_looked_at_then_taken_and_a_resident_sees_what_it_brought() {
    let mut server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let home = server.url();
    let day = add_days(today(&server).await, 9);
    let folder = Scratch::new("brought");
    let file = folder.path().join("活动.csv");
    let (work, family, other) = (Profile::fresh(), Profile::fresh(), Profile::fresh());
    let wang = at_work(&chromedriver, &work, &home, WANG).await;

    let first = format!("{HEADINGS}A-1,龙浔书法夜校,{day},14:30,16:00,龙浔文化站,先到先得,20\n");
    std::fs::write(&file, first).unwrap();
    wang.press("link", "从文件带入活动").await;
    wang.reads("至少有：名称、日期、地点").await;
    wang.brings(&home, &file).await;
    wang.reads("新的 1 场，会改 0 场，没变 0 场。").await;
    wang.press("button", "带入 1 场新的").await;
    wang.reads("新增 1 场，改动 0 场。").await;

    let second = format!(
        "{HEADINGS}A-1,龙浔书法夜校,{day},15:00,16:30,龙浔文化站,先到先得,24\n\
         A-2,龙浔晨练,{day},07:00,08:00,龙浔文化站,不用报名,\n\
         A-3,龙浔跳绳赛,5/12/2026,09:00,10:00,龙浔文化站,不用报名,\n"
    );
    std::fs::write(&file, &second).unwrap();
    wang.drops(&home, ("活动.csv", &second)).await;
    wang.reads("新的 1 场，会改 1 场，没变 0 场；1 行看不懂。")
        .await;
    wang.reads("第 4 行 · A-3").await;
    wang.reads("“日期”写的“5/12/2026”看不准是哪天。").await;
    wang.reads("开始：14:30 → 15:00").await;
    wang.reads("名额：20 → 24").await;
    wang.must_read_before_taking("名额：20 → 24", "新的 1 场，会改 1 场")
        .await;
    let mut stumbles = look_at(&wang, "desk-import-seen").await;
    wang.press("button", "带入 1 场新的、1 场改动").await;
    wang.reads("新增 1 场，改动 1 场。").await;
    stumbles.extend(look_at(&wang, "desk-import-done").await);

    let lin = at_home(&chromedriver, &family, &home, LIN).await;
    lin.open_tab("活动").await;
    lin.look_up("lxsfyx").await;
    lin.press("link", "龙浔书法夜校").await;
    lin.reads("15:00").await;
    lin.reads("24").await;
    lin.at(&home, "activities").await;
    assert_eq!(lin.look_up("龙浔晨练").await, 1);
    assert_eq!(lin.look_up("龙浔跳绳赛").await, 0, "what nobody could read");
    lin.close().await;

    wang.brings(&home, &file).await;
    wang.reads("和现在的一样，没有要带入的。").await;
    let unread = folder.path().join("旧表.xls");
    std::fs::write(&unread, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").unwrap();
    wang.brings(&home, &unread).await;
    wang.reads("旧式的 .xls，或者有密码。").await;
    wang.reads("什么都没有改动。").await;
    stumbles.extend(look_at(&wang, "desk-import-unread").await);
    wang.at(&home, "desk/import").await;
    wang.kept_for_offline().await;

    let su = at_work(&chromedriver, &other, &home, SU).await;
    assert!(!su.has("link", "从文件带入活动").await, "an editor's");
    su.at(&home, "desk/import").await;
    su.reads("发布").await;
    assert!(!su.has("button", "选一个文件").await);
    su.close().await;

    server.stop().await;
    wang.reload().await;
    wang.reads("带入文件要连着网。").await;
    wang.picture("desk-import-offline").await;
    wang.close().await;
    assert!(stumbles.is_empty(), "{}", stumbles.join("\n"));
}
