//! Configuration: flags, then the environment, then a file, then what is built in.
//!
//! The one rule to know: every setting has one name in all three: `--listen`, `CUOBIAN_LISTEN`,
//! `listen = ".."`. What a file says that is not a setting is an error, never ignored.

use crate::connections::Bounds;
use crate::http::Front;
use clap::Args;
use rules::id::CommunityId;
use rules::time::UnixMillis;
use serde::Deserialize;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be opened.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file does not read.
    #[error("{path}: {error}")]
    Toml {
        /// The file.
        path: PathBuf,
        /// Why.
        error: Box<toml::de::Error>,
    },
}

/// How a server is reached: scheme and host, and a port where it is not the usual one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(String);

/// A text is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an origin like https://cuobian.example")]
pub struct NoOrigin;

impl Origin {
    /// As text, without an end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Origin {
    type Error = NoOrigin;

    fn try_from(text: String) -> Result<Self, NoOrigin> {
        let host = text.strip_prefix("https://");
        let host = host.or_else(|| text.strip_prefix("http://"));
        let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        match host {
            Some(host) if !host.is_empty() && host.bytes().all(is_of_host) => Ok(Self(text)),
            Some(_) | None => Err(NoOrigin),
        }
    }
}

impl std::str::FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        Self::try_from(text.to_owned())
    }
}

/// What may be said by flag, environment or file.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// The folder of the database; made where it is not there. [default: data]
    #[arg(long, env = "CUOBIAN_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The folder of the built app; none: only the interface is served.
    #[arg(long, env = "CUOBIAN_DIST", value_name = "DIR")]
    pub dist: Option<PathBuf>,
    /// Where to listen. [default: 127.0.0.1:8080]
    #[arg(long, env = "CUOBIAN_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// The community shown to whoever has not signed in. [default: 350526, or the first there is]
    #[arg(long, env = "CUOBIAN_HOME", value_name = "ID")]
    pub home: Option<CommunityId>,
    /// What stands in front of the server. [default: nothing]
    #[arg(long, env = "CUOBIAN_FRONT", value_enum)]
    pub front: Option<Front>,
    /// How the world reaches this server, as browsers show it: `https://cuobian.example`. Links in
    /// calendars begin with it. [default: calendars hold no links to the app]
    #[arg(long, env = "CUOBIAN_ORIGIN", value_name = "URL")]
    pub origin: Option<Origin>,
    /// Pages of 4 KiB beyond which the database does not grow; writing is then refused for a
    /// while, reading goes on. [default: as many as the disk has]
    #[arg(long, env = "CUOBIAN_PAGES_MAX", value_name = "PAGES")]
    pub pages_max: Option<u32>,
}

/// The configuration in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of the database.
    pub data: PathBuf,
    /// The folder of the built app.
    pub dist: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The community shown first.
    pub home: Option<CommunityId>,
    /// What stands in front.
    pub front: Front,
    /// How the world reaches this server.
    pub origin: Option<Origin>,
    /// Pages beyond which the database does not grow.
    pub pages_max: Option<u32>,
    /// What connections are held to. No setting: it follows from what stands in front.
    pub connections: Bounds,
}

impl Settings {
    /// Settles what is said by flags and environment with what a file says.
    ///
    /// # Errors
    /// When the file does not read.
    pub fn settle(self, file: Option<&Path>) -> Result<Config, ConfigError> {
        let filed = match file {
            Some(path) => read(path)?,
            None => Self::default(),
        };
        let front = self.front.or(filed.front).unwrap_or(Front::Nothing);
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        Ok(Config {
            data: self.data.or(filed.data).unwrap_or_else(|| "data".into()),
            dist: self.dist.or(filed.dist),
            listen: self.listen.or(filed.listen).unwrap_or(here),
            home: self.home.or(filed.home),
            front,
            origin: self.origin.or(filed.origin),
            pages_max: self.pages_max.or(filed.pages_max),
            connections: Bounds::behind(front),
        })
    }
}

fn read(path: &Path) -> Result<Settings, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|error| ConfigError::File {
        path: path.to_owned(),
        error,
    })?;
    toml::from_str(&text).map_err(|error| ConfigError::Toml {
        path: path.to_owned(),
        error: Box::new(error),
    })
}

/// Reads a moment as RFC 3339 writes it: `2020-11-08T18:00:00+08:00`, seconds optional.
///
/// # Errors
/// A sentence that says what is wanted.
pub fn moment(text: &str) -> Result<UnixMillis, String> {
    let parsed: Result<jiff::Timestamp, _> = text.parse();
    match parsed {
        Ok(at) => Ok(UnixMillis(at.as_millisecond())),
        Err(error) => Err(format!("not a moment like 2020-11-08T18:00+08:00: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_a_file_and_a_file_over_what_is_built_in() -> Result<(), ConfigError> {
        let folder = std::env::temp_dir().join(format!("cuobian-config-{}", std::process::id()));
        let file = folder.join("cuobian.toml");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(
            &file,
            "listen = \"127.0.0.1:9\"\ndata = \"d\"\nfront = \"tls_proxy\"\n",
        )
        .unwrap();
        let flags = Settings {
            data: Some("flag".into()),
            ..Settings::default()
        };
        let config = flags.settle(Some(&file))?;
        assert_eq!(config.data, PathBuf::from("flag"));
        assert_eq!(config.listen.port(), 9);
        assert_eq!(config.front, Front::TlsProxy);
        assert_eq!(Settings::default().settle(None)?.listen.port(), 8080);
        std::fs::write(&file, "lissten = \"127.0.0.1:9\"\n").unwrap();
        assert!(matches!(
            Settings::default().settle(Some(&file)),
            Err(ConfigError::Toml { .. })
        ));
        std::fs::remove_dir_all(&folder).unwrap();
        Ok(())
    }

    #[test]
    fn an_origin_is_scheme_and_host_alone() {
        for good in [
            "https://cuobian.example",
            "http://127.0.0.1:8080",
            "http://[::1]:80",
        ] {
            assert!(good.parse::<Origin>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "https://",
            "https://a/",
            "https://a b",
            "ftp://a",
            "a.example",
            "https://a\n",
        ] {
            assert_eq!(bad.parse::<Origin>(), Err(NoOrigin), "{bad:?}");
        }
    }

    #[test]
    fn a_moment_reads_with_and_without_seconds() {
        assert_eq!(
            moment("2020-11-08T18:00+08:00"),
            moment("2020-11-08T10:00:00Z")
        );
        assert!(moment("yesterday").is_err());
    }
}
