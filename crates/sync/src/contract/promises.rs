//! The list of promises, said once for every storage that keeps them.
//!
//! The one rule to know: whoever adds a promise adds its name here, and every storage is asked.

/// Hands the name of every promise to a macro, which runs each on an empty storage; but for
/// `a_line_is_written_once`, which is for storages that refuse it themselves.
#[macro_export]
macro_rules! depot_promises {
    ($run:ident) => {
        $run!(
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
            a_number_is_settled_once,
            only_who_asked_is_answered,
            an_intent_comes_after_what_it_depends_on,
            what_cannot_be_read_is_set_aside,
            what_rests_on_old_knowledge_expires,
            draws_are_sealed_and_held_at_their_hour,
            what_staff_decide_is_asked_and_not_drawn,
        );
    };
}
