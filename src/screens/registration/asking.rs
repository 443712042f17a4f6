//! A registration while it is being put together: who is ticked, what would come of it, the press.
//!
//! The one rule to know: signals only; what they mean is worked out by [`super::plan`].

use super::plan::{Candidate, Given, Plan, picked_at_first, plan};
use crate::dispatch::{Dispatch, Saved};
use crate::keeper::NotSaved;
use crate::screens::filling::{Filling, stored};
use crate::screens::press::{Press, use_press};
use crate::state::{Standing, State};
use crate::text::registration as say;
use leptos::prelude::*;
use rules::id::{ResidentId, SessionId};
use rules::registration::WhenFull;
use rules::{Refusal, civil};

/// A registration being put together. Copy it freely.
#[derive(Clone, Copy)]
pub struct Asking {
    /// Kept behind one handle, because an asking is handed about by value.
    doors: StoredValue<(State, Dispatch)>,
    session: StoredValue<SessionId>,
    /// Everyone of the household, as this session sees them.
    pub candidates: Memo<Vec<Candidate>>,
    /// Who was ticked by hand; none until somebody was.
    ticked: RwSignal<Option<Vec<ResidentId>>>,
    /// Who is ticked and can come.
    pub picked: Memo<Vec<ResidentId>>,
    /// What to do when it turns out to be full.
    pub when_full: RwSignal<WhenFull>,
    /// What was chosen by hand, kept until it was asked for or the page was left.
    pub filling: Filling,
    /// What a press would do; none while the session is not on this device.
    pub plan: Memo<Option<Plan>>,
    /// What was asked last, and how it goes.
    pub press: Press,
}

impl Asking {
    /// Nothing ticked yet.
    pub fn new(state: State, dispatch: Dispatch, session: SessionId) -> Self {
        let session = StoredValue::new(session);
        let candidates = Memo::new(move |_| candidates(state, &session.get_value()));
        let ticked = RwSignal::new(None::<Vec<ResidentId>>);
        let when_full = RwSignal::new(WhenFull::Refuse);
        let fields = vec![stored("ticked", ticked), stored("when-full", when_full)];
        let filling = Filling::of(fields).for_this_visit();
        let picked = Memo::new(move |_| {
            let everyone = candidates.get();
            let wanted = ticked.get().unwrap_or_else(|| picked_at_first(&everyone));
            let open = everyone.iter().filter(|one| one.is_open());
            let named = open.map(|one| one.member.resident.clone());
            named.filter(|one| wanted.contains(one)).collect::<Vec<_>>()
        });
        let plan = Memo::new(move |_| {
            let session = session.get_value();
            let row = state.session_row(&session)?;
            let (everyone, picked) = (candidates.get(), picked.get());
            let given = Given {
                offer: &row.offer,
                is_signed_in: state.who().is_some(),
                candidates: &everyone,
                picked: &picked,
                when_full: when_full.get(),
            };
            Some(plan(given, |wish| state.preview(&session, &picked, wish)))
        });
        Self {
            doors: StoredValue::new((state, dispatch)),
            session,
            candidates,
            ticked,
            picked,
            when_full,
            filling,
            plan,
            press: use_press(),
        }
    }

    /// The session.
    pub fn session(self) -> SessionId {
        self.session.get_value()
    }

    /// Ticks somebody, or takes the tick away.
    pub fn tick(self, who: &ResidentId, on: bool) {
        let mut picked = self.picked.get_untracked();
        picked.retain(|one| one != who);
        if on {
            picked.push(who.clone());
        }
        self.press.forget();
        self.ticked.set(Some(picked));
    }

    /// What those who are ticked are called.
    pub fn names(self) -> Vec<String> {
        let picked = self.picked.get();
        self.candidates.with(|everyone| {
            let named = everyone
                .iter()
                .filter(|one| picked.contains(&one.member.resident));
            named.map(|one| one.member.name.clone()).collect()
        })
    }

    /// Those of the household who stand like this.
    pub fn who_stand(self, like: &Standing) -> Vec<ResidentId> {
        self.candidates.with(|everyone| {
            let alike = everyone.iter().filter(|one| one.held() == Some(like));
            alike.map(|one| one.member.resident.clone()).collect()
        })
    }

    /// Until when seats are held that the community does not know yet they take.
    pub fn confirm_by(self) -> Option<civil::DateTime> {
        self.candidates.with(|everyone| {
            let mine = everyone.iter().filter_map(|one| one.mine.as_ref());
            mine.filter_map(|mine| mine.confirm_by).min()
        })
    }

    /// Asks for it. Busy until this phone has it in writing.
    pub fn ask(self, when_full: WhenFull) {
        let members = self.picked.get_untracked();
        let (session, dispatch) = (self.session.get_value(), self.doors.get_value().1);
        self.write(
            async move { dispatch.register(session, members, when_full).await },
            Vec::new(),
        );
    }

    /// What one of the household is called.
    pub fn name_of(self, who: &ResidentId) -> String {
        self.candidates.with(|everyone| {
            let one = everyone.iter().find(|one| one.member.resident == *who);
            one.map(|one| one.member.name.clone()).unwrap_or_default()
        })
    }

    /// Consents to a child's taking part; who is ticked stays. Busy until this phone has it in
    /// writing.
    pub fn consent(self, child: &ResidentId) {
        let (child, dispatch) = (child.clone(), self.doors.get_value().1);
        let picked = self.picked.get_untracked();
        self.write(async move { dispatch.consent(child, true).await }, picked);
    }

    /// Takes the seats that are held. Busy until this phone has it in writing.
    pub fn take(self, held: &Standing) {
        let members = untrack(|| self.who_stand(held));
        let (session, dispatch) = (self.session.get_value(), self.doors.get_value().1);
        self.write(
            async move { dispatch.confirm(session, members).await },
            Vec::new(),
        );
    }

    /// Writes, and leaves these ticked once it is written.
    fn write(
        self,
        written: impl Future<Output = Result<Saved, NotSaved>> + 'static,
        ticked: Vec<ResidentId>,
    ) {
        let is_asked = ticked.is_empty();
        self.press.run(written, move |_| {
            self.ticked.set(Some(ticked));
            // Who is still ticked was only consented to.
            if is_asked {
                self.filling.saved();
            }
        });
    }
}

fn candidates(state: State, session: &SessionId) -> Vec<Candidate> {
    let candidate = |member: crate::state::Member| Candidate {
        mine: state.standing_of(session, &member.resident),
        barred: state.admits(session, &member).err(),
        member,
    };
    state
        .household_members()
        .into_iter()
        .map(candidate)
        .collect()
}

/// Why somebody cannot be ticked, in a few words.
pub fn blocked(state: State, candidate: &Candidate) -> Option<String> {
    let lang = state.lang();
    let held = candidate.held().map(|standing| match standing {
        Standing::Confirmed => say::registered(lang).to_owned(),
        Standing::SavedHere
        | Standing::Sent
        | Standing::Waiting(_)
        | Standing::Held(_)
        | Standing::Lapsed
        | Standing::Declined(_)
        | Standing::Applied
        | Standing::Asked
        | Standing::LeaveSaved
        | Standing::LeaveSent
        | Standing::NotPossible(_) => (state.text().standing)(standing),
    });
    held.or_else(|| {
        candidate
            .barred
            .as_ref()
            .map(|why: &Refusal| say::blocked(lang, why))
    })
}
