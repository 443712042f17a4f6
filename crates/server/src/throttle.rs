//! Patience: with failures to sign in, and with whoever asks for private calendars; per account
//! and per address.
//!
//! The one rule to know: an account is named by what was typed, whether or not it exists, so that
//! being made to wait tells nobody whether it does.
//!
//! Deliberately absent: the clock; every call brings the moment. Survival of a restart: it would
//! cost a durable write for each wrong PIN, for anyone to cause; a restart gives five more tries an
//! account, and whoever can cause many needs no PIN.

use rules::time::UnixMillis;
use std::collections::HashMap;
use std::net::IpAddr;

/// Failures that cost nothing: a tired hand.
const FREE_FAILURES: u32 = 5;
/// The first pause of an account. Units: seconds. It doubles with each further failure.
const PAUSE_FIRST_SECS: u64 = 30;
/// The longest pause. Units: seconds. 15 minutes: a PIN of six digits lasts for decades then.
const PAUSE_MAX_SECS: u64 = 900;
/// Failures one address may make: an activity centre shares one.
const ADDRESS_FAILURES_MAX: u32 = 60;
/// For how long failures are remembered. Units: seconds.
const REMEMBERED_SECS: u64 = 900;
/// How many accounts and addresses are remembered each; the stalest go first.
const REMEMBERED_MAX: usize = 50_000;

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: UnixMillis,
}

/// Who failed how often.
#[derive(Debug, Default)]
pub struct Throttle {
    accounts: HashMap<String, Failures>,
    addresses: HashMap<IpAddr, Failures>,
}

impl Throttle {
    /// Whether an attempt may be made now; else how many seconds to wait.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn admit(&self, account: &str, address: IpAddr, now: UnixMillis) -> Result<(), u64> {
        if let Some(failures) = self.accounts.get(account)
            && failures.count >= FREE_FAILURES
        {
            let doublings = failures.count.saturating_sub(FREE_FAILURES).min(10);
            let pause = PAUSE_FIRST_SECS
                .saturating_mul(1 << doublings)
                .min(PAUSE_MAX_SECS);
            wait(failures.last, pause, now)?;
        }
        if let Some(failures) = self.addresses.get(&address)
            && failures.count >= ADDRESS_FAILURES_MAX
        {
            wait(failures.last, REMEMBERED_SECS, now)?;
        }
        Ok(())
    }

    /// Notes a failure.
    pub fn failed(&mut self, account: &str, address: IpAddr, now: UnixMillis) {
        note(&mut self.accounts, account.to_owned(), now);
        note(&mut self.addresses, address, now);
    }

    /// Notes a use of what may be used often, though not all the time: five at once are free, then
    /// the pauses double, and a quarter of an hour without makes all free again.
    pub fn used(&mut self, account: String, now: UnixMillis) {
        note(&mut self.accounts, account, now);
    }

    /// Notes a failure that names no account.
    pub fn strayed(&mut self, address: IpAddr, now: UnixMillis) {
        note(&mut self.addresses, address, now);
    }

    /// Forgets the failures of an account whose PIN was right.
    pub fn succeeded(&mut self, account: &str) {
        self.accounts.remove(account);
    }
}

fn wait(last: UnixMillis, pause_secs: u64, now: UnixMillis) -> Result<(), u64> {
    let since = u64::try_from(now.0.saturating_sub(last.0)).unwrap_or(0) / 1_000;
    match pause_secs.checked_sub(since) {
        None | Some(0) => Ok(()),
        Some(left) => Err(left),
    }
}

fn note<K: std::hash::Hash + Eq + Clone>(
    known: &mut HashMap<K, Failures>,
    who: K,
    now: UnixMillis,
) {
    let is_stale = |failures: &Failures| wait(failures.last, REMEMBERED_SECS, now).is_ok();
    if known.len() >= REMEMBERED_MAX {
        known.retain(|_, failures| !is_stale(failures));
    }
    if known.len() >= REMEMBERED_MAX {
        let stalest = known.iter().min_by_key(|(_, failures)| failures.last);
        if let Some(stalest) = stalest.map(|(who, _)| who.clone()) {
            known.remove(&stalest);
        }
    }
    let failures = known.entry(who).or_insert(Failures {
        count: 0,
        last: now,
    });
    if is_stale(failures) {
        failures.count = 0;
    }
    failures.count = failures.count.saturating_add(1);
    failures.last = now;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const START: UnixMillis = UnixMillis(1_800_000_000_000);

    fn after(secs: i64) -> UnixMillis {
        START.plus_millis(secs * 1_000)
    }

    #[test]
    fn five_failures_are_free_and_then_pauses_double() {
        let mut throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.admit("1", HERE, START), Ok(()));
            throttle.failed("1", HERE, START);
        }
        assert_eq!(throttle.admit("1", HERE, START), Err(30));
        assert_eq!(throttle.admit("2", HERE, START), Ok(()));
        assert_eq!(throttle.admit("1", HERE, after(30)), Ok(()));
        throttle.failed("1", HERE, after(30));
        assert_eq!(throttle.admit("1", HERE, after(30)), Err(60));
        throttle.succeeded("1");
        assert_eq!(throttle.admit("1", HERE, after(30)), Ok(()));
    }

    #[test]
    fn an_address_that_tries_many_accounts_must_wait_too() {
        let mut throttle = Throttle::default();
        for account in 0..ADDRESS_FAILURES_MAX {
            throttle.failed(&account.to_string(), HERE, START);
        }
        assert_eq!(throttle.admit("fresh", HERE, START), Err(900));
        assert_eq!(throttle.admit("fresh", HERE, after(900)), Ok(()));
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let mut throttle = Throttle::default();
        for account in 0..REMEMBERED_MAX + 10 {
            throttle.failed(&account.to_string(), HERE, START);
        }
        assert_eq!(throttle.accounts.len(), REMEMBERED_MAX);
    }
}
