//! Builds everything in release and starts the server on the page; nothing else to do.
//!
//! Deliberately absent: loading the programme and printing the demo cards, which the server does
//! itself at its first start.

use anyhow::{Result, bail};

use crate::place::Place;
use crate::setup::{self, Wish};
use crate::{bundle, shell};

const LISTEN: &str = "127.0.0.1:8080";
const DATA: &str = "var";

/// What was asked on the command line; flags of the server pass through.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    data: String,
    listen: String,
    rest: Vec<String>,
}

/// Serves until stopped.
pub fn serve(place: &Place, words: &[&str]) -> Result<()> {
    let asked = Asked::read(words)?;
    let kit = setup::ready(place, Wish::Page)?;
    bundle::build(place, &kit)?;
    server(place)?;
    let data = place.root.join(&asked.data);
    std::fs::create_dir_all(&data)?;
    shell::run(
        shell::command(place.server())
            .current_dir(&place.root)
            .args(["serve", "--dist"])
            .arg(place.dist())
            .arg("--data")
            .arg(data)
            .args(["--listen", &asked.listen])
            .args(&asked.rest),
    )
}

/// Builds the server in release.
pub fn server(place: &Place) -> Result<()> {
    eprintln!("build: the server");
    shell::run(shell::command("cargo").current_dir(&place.root).args([
        "build",
        "--release",
        "--locked",
        "--quiet",
        "--package",
        "cuobian-server",
    ]))
}

impl Asked {
    fn read(words: &[&str]) -> Result<Self> {
        let mut asked = Self {
            data: DATA.into(),
            listen: LISTEN.into(),
            rest: Vec::new(),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (flag, given) = word
                .split_once('=')
                .map_or((*word, None), |(f, v)| (f, Some(v)));
            let target = match flag {
                "--data" => &mut asked.data,
                "--listen" => &mut asked.listen,
                _ => {
                    asked.rest.push((*word).to_owned());
                    continue;
                }
            };
            match given.or_else(|| words.next().copied()) {
                Some(value) => value.clone_into(target),
                None => bail!("{flag} wants a value"),
            }
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_the_server_pass_through_in_order() {
        let asked = Asked::read(&[
            "--demo",
            "--data",
            "/d",
            "--listen=[::1]:1",
            "--log",
            "json",
        ]);
        let asked = asked.unwrap();
        assert_eq!(
            (asked.data.as_str(), asked.listen.as_str()),
            ("/d", "[::1]:1")
        );
        assert_eq!(asked.rest, ["--demo", "--log", "json"]);
    }

    #[test]
    fn a_flag_without_its_value_is_refused() {
        assert!(Asked::read(&["--data"]).is_err());
        assert_eq!(Asked::read(&[]).unwrap().data, DATA);
    }
}
