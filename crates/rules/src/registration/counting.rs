//! Counting seats: those taken in all, and those of each quota.
//!
//! The one rule to know: in which quotas somebody is counted is found out once, when they ask, and
//! kept with them; a birthday or a session that is moved changes nobody's seat, and whoever asked at a
//! kiosk waits as such.

use super::{Party, Seats, Waiting, count};
use crate::context::Origin;
use crate::id::ResidentId;
use crate::refusal::Refusal;
use crate::session::quota::{Counted, Quota};
use crate::session::{Admission, Session};
use crate::slice::Slice;

/// The quotas each of these people is counted in, asked for from there, by the numbers of a session's;
/// empty where the session has none.
pub(super) fn quotas_of(
    slice: &Slice,
    (session, origin): (&Session, Origin),
    members: &[ResidentId],
) -> Result<Vec<Vec<u8>>, Refusal> {
    if session.quotas.is_empty() {
        return Ok(Vec::new());
    }
    let day = session.first_day();
    let of = |member: &ResidentId| {
        let resident = slice.resident(member)?;
        let home = slice.household(&resident.household);
        let counted = (0_u8..).zip(&session.quotas);
        let counted = counted.filter(|(_, quota)| quota.of.counts(resident, home, (day, origin)));
        Ok(counted.map(|(number, _)| number).collect())
    };
    members.iter().map(of).collect()
}

/// How many of a party are counted in a quota.
fn counted(quotas: &[Vec<u8>], number: u8) -> u32 {
    let counted = quotas.iter().filter(|of| of.contains(&number)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}

impl Seats {
    /// How many seats go to the first in line whom they are enough for; none while a draw or staff
    /// decide who gets them, or nobody has to ask.
    pub fn line_seats(&self, admission: &Admission) -> Option<u32> {
        match admission {
            Admission::FirstCome { seats } => Some(*seats),
            Admission::Ballot { seats, .. } => self.drawn.then_some(*seats),
            Admission::Approval { .. } | Admission::Open | Admission::Counter { .. } => None,
        }
    }

    /// How many seats are free for whoever asks from there: those kept for kiosks are for nobody's
    /// phone. Whose they are besides is asked per person.
    pub fn free_from(&self, session: &Session, origin: Origin) -> u32 {
        let all = self.free(session.admission.seats().unwrap_or(0));
        let quotas = session.quotas.iter().enumerate();
        let of_phones = quotas.filter(|(_, quota)| quota.of == Counted::ByOwnDevice);
        let left = of_phones.map(|(at, quota)| quota.seats.saturating_sub(self.taken_of(at)));
        match origin {
            Origin::OwnDevice => left.fold(all, u32::min),
            Origin::Station => all,
        }
    }

    /// How many of the free seats only a kiosk may take.
    pub fn left_for_stations(&self, session: &Session) -> u32 {
        let all = self.free_from(session, Origin::Station);
        all.saturating_sub(self.free_from(session, Origin::OwnDevice))
    }

    /// How many seats of a quota are taken.
    pub fn taken_of(&self, number: usize) -> u32 {
        self.quotas.get(number).copied().unwrap_or(0)
    }

    /// Whether so many people, counted in these quotas, find seats.
    ///
    /// # Errors
    /// [`Refusal::SessionFull`] for the session as a whole; for the first quota that is too full
    /// [`Refusal::KeptForStations`] where it is that of phones, else [`Refusal::QuotaFull`].
    pub(super) fn check_room(
        &self,
        session: &Session,
        asked: u32,
        quotas: &[Vec<u8>],
    ) -> Result<(), Refusal> {
        let all_free = self.free(session.admission.seats().unwrap_or(0));
        if asked > all_free {
            return Err(Refusal::SessionFull {
                asked,
                free: all_free,
                waiting: self.waiting(),
            });
        }
        for (number, quota) in (0_u8..).zip(&session.quotas) {
            let asked = counted(quotas, number);
            let free = quota.seats.saturating_sub(self.taken_of(number.into()));
            if asked > free {
                return Err(self.too_full(quota, asked, (free, all_free)));
            }
        }
        Ok(())
    }

    /// Why so many find no room in a quota, of whose seats and of all so many are free.
    fn too_full(&self, quota: &Quota, asked: u32, (free, all_free): (u32, u32)) -> Refusal {
        let waiting = self.waiting();
        match &quota.of {
            Counted::ByOwnDevice => Refusal::KeptForStations {
                asked,
                free,
                kept: all_free.saturating_sub(free),
                waiting,
            },
            Counted::Aged(_) | Counted::LivingIn(_) | Counted::LivingElsewhere(_) => {
                Refusal::QuotaFull {
                    quota: quota.name.clone(),
                    asked,
                    free,
                    waiting,
                }
            }
        }
    }

    /// Why people who wait, each counted in these quotas, find no seats now; none if they would.
    pub fn keeps_waiting(&self, session: &Session, quotas: &[Vec<u8>]) -> Option<Refusal> {
        let asked = u32::try_from(quotas.len()).unwrap_or(u32::MAX);
        self.check_room(session, asked, quotas).err()
    }

    /// Whether a party that waits finds seats.
    pub(super) fn has_room_for(&self, session: &Session, party: &Waiting) -> bool {
        self.check_room(session, count(&party.members), &party.quotas)
            .is_ok()
    }

    /// Counts the seats of these people as taken.
    pub(super) fn take(&mut self, party: &Party) {
        self.taken = self.taken.saturating_add(count(&party.members));
        for number in party.quotas.iter().flatten() {
            let at = usize::from(*number);
            if self.quotas.len() <= at {
                self.quotas.resize(at.saturating_add(1), 0);
            }
            if let Some(taken) = self.quotas.get_mut(at) {
                *taken = taken.saturating_add(1);
            }
        }
    }

    /// Counts the seat of somebody who was counted in these quotas as free.
    pub(super) fn give_back(&mut self, quotas: &[u8]) {
        self.taken = self.taken.saturating_sub(1);
        for number in quotas {
            if let Some(taken) = self.quotas.get_mut(usize::from(*number)) {
                *taken = taken.saturating_sub(1);
            }
        }
        while self.quotas.last() == Some(&0) {
            self.quotas.pop();
        }
    }
}
