//! PINs: hashing and checking, slow on purpose and never many at once.
//!
//! The one rule to know: an unknown member number costs the same work and gets the same answer as
//! a wrong PIN. At most a few hashes run and wait; whoever comes on top is told to try later,
//! at once.
//!
//! Source: Argon2id with 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet.

use crate::world::World;
use argon2::password_hash::SaltString;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Units: KiB.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes that run at once. One leaves the other core to everyone else.
const RUNNING_MAX: usize = 1;
/// Hashes that run or wait: half a second's worth.
const WAITING_MAX: usize = 16;
/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;

/// Why a PIN was not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Too many are being checked already.
    #[error("too many PINs are being checked already")]
    Busy,
    /// Hashing itself failed.
    #[error("hashing failed")]
    Hash,
    /// No randomness for the salt.
    #[error(transparent)]
    Randomness(#[from] crate::world::NoRandomness),
}

/// Whether a PIN is the card's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is.
    Right,
    /// It is not, or there is no such card.
    Wrong,
}

/// Checks PINs, a bounded number at a time.
#[derive(Debug, Clone)]
pub struct Pins {
    /// The hash that stands in for cards that do not exist.
    nobody: Arc<str>,
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Pins {
    /// A checker.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new(world: &World) -> Result<Self, PinError> {
        Ok(Self {
            nobody: hash(world, "no card has this")?.into(),
            running: Arc::new(Semaphore::new(RUNNING_MAX)),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
        })
    }

    /// Checks a PIN against a card's hash, or, where there is no card, against nobody's.
    ///
    /// # Errors
    /// [`PinError::Busy`] at once when too many wait.
    pub async fn check(&self, pin: String, pin_hash: Option<String>) -> Result<Checked, PinError> {
        let Ok(_waiting) = self.waiting.try_acquire() else {
            return Err(PinError::Busy);
        };
        let running = self.running.clone().acquire_owned().await;
        let running = running.map_err(|_| PinError::Busy)?;
        let nobody = self.nobody.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _running = running;
            let known = pin_hash.is_some();
            let against = pin_hash.as_deref().unwrap_or(&nobody);
            let is_right = verify(&pin, against)?;
            Ok(if is_right && known {
                Checked::Right
            } else {
                Checked::Wrong
            })
        });
        task.await.unwrap_or(Err(PinError::Hash))
    }
}

fn argon2() -> Result<Argon2<'static>, PinError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| PinError::Hash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a PIN, with a fresh salt, in PHC form.
///
/// # Errors
/// When there is no randomness.
pub fn hash(world: &World, pin: &str) -> Result<String, PinError> {
    let salt: [u8; 16] = world.random()?;
    let salt = SaltString::encode_b64(&salt).map_err(|_| PinError::Hash)?;
    let hashed = argon2()?.hash_password(pin.as_bytes(), &salt);
    Ok(hashed.map_err(|_| PinError::Hash)?.to_string())
}

fn verify(pin: &str, pin_hash: &str) -> Result<bool, PinError> {
    let parsed = PasswordHash::new(pin_hash).map_err(|_| PinError::Hash)?;
    Ok(argon2()?.verify_password(pin.as_bytes(), &parsed).is_ok())
}
