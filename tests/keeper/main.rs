//! The keeper on a store in memory, and the store's contract there.
//!
//! The one rule to know: a store that is opened again from the rows of another is the same phone
//! after the page was closed; what was called saved must be in it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets the unexpected stops there and says so"
)]

mod import;
mod leaving;
mod opening;
mod portions;
mod room;
mod touches;
mod typed;
mod world;

use cuobian::store::{Memory, contract};
use futures::executor::block_on;

#[test]
fn memory_keeps_the_contract() {
    block_on(async {
        contract::keeps_rows_of_every_table_apart_and_whole(&Memory::default()).await;
        contract::applies_writes_in_their_order(&Memory::default()).await;
        contract::writes_nothing_where_the_guard_does_not_hold(&Memory::default()).await;
        contract::writes_nothing_where_one_of_two_guards_does_not_hold(&Memory::default()).await;
        let shared = Memory::default();
        contract::gives_one_number_to_one_of_two_writers(&shared, &shared).await;
        contract::takes_a_year_of_programme_in_one_batch(&Memory::default()).await;
        let shared = Memory::default();
        contract::is_put_in_order_without_a_change(&shared, &shared).await;
        contract::removes_what_it_is_told_to_and_nothing_between(&Memory::default()).await;
        contract::makes_room_without_touching_the_rest(&Memory::default()).await;
        contract::erases_everything_and_can_be_used_again(&Memory::default()).await;
    });
}
