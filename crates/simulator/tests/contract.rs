//! The storage of these worlds keeps the depot's contract, as the real server's does.
#![allow(missing_docs)]

use simulator::depot::MemoryDepot;

/// Runs a promise on a fresh storage. That a line is written once is the real database's own.
macro_rules! promises {
    ($($promise:ident),* $(,)?) => {$(
        #[test]
        fn $promise() {
            sync::contract::$promise(&mut MemoryDepot::default());
        }
    )*};
}

promises!(
    a_head_is_what_was_last_set,
    a_record_reads_back,
    changes_come_in_order,
    a_verdict_is_kept_under_its_whole_id,
    old_verdicts_leave_a_mark,
    what_moves_is_gone_where_it_was,
    one_seat_and_two_families,
    a_held_seat_is_free_again_after_its_deadline,
    the_desk_reads_households_page_by_page,
    the_desk_sees_what_is_gone_and_what_moved,
);
