//! The poster: what it says, the code on it read back as a phone would, and one sheet of A4.

use std::io::Write as _;

use serde_json::json;

use crate::desk::{WANG, at_work};
use crate::harness::browser::Profile;
use crate::harness::chromedriver::Chromedriver;
use crate::harness::server::Server;
use crate::looks::look_at;
use crate::people::LIN;
use crate::town::Witness;

/// How wide a module of the code is drawn for the reader. Units: dots.
const MODULE: usize = 4;
/// Draws the code on the page module by module: a line of `0` and `1` a row.
const CODE: &str = "
    const figure = document.querySelector('.poster .code-figure svg');
    const side = figure.viewBox.baseVal.width;
    const path = new Path2D(figure.querySelector('path').getAttribute('d'));
    const pen = document.createElement('canvas').getContext('2d');
    const rows = [...Array(side).keys()];
    return rows.map((y) => rows.map((x) => pen.isPointInPath(path, x + 0.5, y + 0.5) ? '1' : '0').join(''));
";

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test e2e"]
async fn a_poster_is_one_sheet_of_a4_whose_code_opens_the_activity() {
    let server = Server::start().await;
    let chromedriver = Chromedriver::start();
    let profile = Profile::fresh();
    let home = server.url();
    let town = Witness::signed_in(&server, LIN).await.town().await;
    let (session, title) = town.open_session();
    let wang = at_work(&chromedriver, &profile, &home, WANG).await;
    wang.at(&home, &format!("desk/session/{session}")).await;
    wang.press("link", "打印海报").await;
    wang.the("heading", &title).await;
    wang.reads("先到先得，报满可以候补").await;
    wang.reads("没有手机？").await;
    assert_eq!(look_at(&wang, "desk-poster").await, Vec::<String>::new());

    let rows = wang.script(CODE, vec![]).await;
    let rows: Vec<String> = serde_json::from_value(rows).unwrap();
    let side = rows.len() * MODULE;
    let dark = |x: usize, y: usize| match rows[y / MODULE].as_bytes()[x / MODULE] {
        b'1' => 0,
        _ => 255,
    };
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(side, side, dark);
    let grids = seen.detect_grids();
    let (_, address) = grids
        .first()
        .expect("a code on the poster")
        .decode()
        .unwrap();
    assert_eq!(address, format!("{home}activity/{session}"));

    // Even with the largest text one sheet is printed, not two.
    for size in ["standard", "largest"] {
        wang.text_size(size).await;
        let asked = json!({"preferCSSPageSize": true, "printBackground": false});
        let printed = wang.devtools("Page.printToPDF", asked).await;
        let pdf = of_base64(printed["data"].as_str().unwrap());
        let folder = std::env::var_os("CUOBIAN_SHOTS").map_or_else(std::env::temp_dir, Into::into);
        let mut file =
            std::fs::File::create(folder.join(format!("desk-poster-{size}.pdf"))).unwrap();
        file.write_all(&pdf).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert_eq!(text.matches("/Type /Page\n").count(), 1, "{size}");
    }
}

/// Bytes from base64, as the browser's tools send files.
fn of_base64(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values = text
        .bytes()
        .filter_map(|sign| SIGNS.iter().position(|one| *one == sign));
    let values: Vec<u32> = values.map(|value| u32::try_from(value).unwrap()).collect();
    let four = |four: &[u32]| {
        let all = (0..4).fold(0, |all, at| all << 6 | four.get(at).copied().unwrap_or(0));
        let bytes = all.to_be_bytes();
        bytes[1..four.len()].to_vec()
    };
    values.chunks(4).flat_map(four).collect()
}
