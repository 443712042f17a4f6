//! What goes wrong between a device and the server because of a planted bug, or of an older build.

use crate::bugs::Bug;
use crate::device::Device;
use sync::Outcome;
use sync::replica::{Fresh, Replica};
use sync::room::Room;
use sync::store::Table;
use sync::wire::{Body, Request, Response};

/// Planted: what was written first is left out.
pub(super) fn plant_in_request(bug: Option<Bug>, request: &mut Request) {
    if bug == Some(Bug::Overtaken) && request.intents.len() > 1 {
        request.intents.remove(0);
    }
}

/// What an older build makes of an answer: it keeps what places are, but cannot read it.
pub(super) fn read_as_old(response: &mut Response) {
    for feed in &mut response.feeds {
        feed.sums.clear();
        for change in &mut feed.changes {
            if change.key.starts_with("place/")
                && let Some(data) = &change.data
            {
                let text = data.as_str().replacen("\"place\"", "\"palace\"", 1);
                change.data = Body::from_text(text).ok();
            }
        }
    }
}

/// Planted: the device goes on as if the feed still lived its old life.
pub(super) fn plant_in_life(bug: Option<Bug>, replica: &Replica, response: &mut Response) {
    if bug != Some(Bug::RestoreIgnored) {
        return;
    }
    for feed in &mut response.feeds {
        if let Some(known) = replica.feed(&feed.community)
            && known.feed_epoch != feed.feed_epoch
        {
            feed.feed_epoch = known.feed_epoch;
            feed.ledger_head = known.ledger_head;
        }
    }
}

/// Planted: a page that does not know in which life all it has was settled takes the answer as one
/// that has nothing settled, and so asks nothing again.
pub(super) fn plant_trust(
    bug: Option<Bug>,
    (device, page, fresh): (&Device, usize, Fresh),
    response: &Response,
) -> Option<Replica> {
    let known = device.replica(page)?;
    let mut feeds = response.feeds.iter();
    let is_unknown = feeds.any(|feed| known.feed(&feed.community).is_none());
    if bug != Some(Bug::LifeTakenOnTrust) || !is_unknown {
        return None;
    }
    let mut rows = device.disk.read(None);
    Room::taken_from(&mut rows);
    rows.retain(|row| !matches!(row.table, Table::History | Table::Notes));
    Some(Replica::open(rows, fresh).0)
}

/// Planted: what is asked or answered is not what a device would ask, or not what it was told.
pub(super) fn plant_in_answer(
    bug: Option<Bug>,
    (sent, response): (&mut Request, &mut Response),
    present: impl FnOnce() -> Request,
) {
    match bug {
        Some(Bug::StaleAnswerTaken) => {
            let present = present();
            sent.feeds = present.feeds;
            sent.who = present.who;
        }
        Some(Bug::ForkIgnored) => {
            response
                .outcomes
                .retain(|settled| settled.outcome != Outcome::Fork);
        }
        Some(Bug::CursorIsMaximum) => {
            for feed in &mut response.feeds {
                let Some(mut position) = sync::cursor::Position::unseal(&feed.cursor) else {
                    continue;
                };
                let newest = feed
                    .changes
                    .iter()
                    .map(|change| change.rev)
                    .max()
                    .unwrap_or(0);
                for rev in position.scopes.values_mut() {
                    *rev = (*rev).max(newest);
                }
                feed.cursor = position.seal();
            }
        }
        _ => {}
    }
}
