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
            what_can_be_read_now_is_settled,
            a_reader_is_told_each_row_once_page_by_page,
            an_answer_holds_what_was_asked_about_once_and_for_nobody_else,
            a_brief_answer_holds_few_rows_and_leaves_the_rest_and_the_sums_for_later,
            now_and_then_the_rows_of_each_scope_are_added_up,
            only_what_cannot_go_on_begins_anew,
            who_is_ahead_or_reads_otherwise_is_told_everything_again,
            what_an_ended_life_left_is_emptied_once,
            a_request_of_an_ended_life_is_told_from_one_of_this,
            the_desk_is_theirs_who_work_there,
            a_shelf_is_the_first_public_page_of_its_moment,
            a_shelf_that_does_not_hold_all_says_so,
            what_follows_is_written_with_what_it_follows,
            a_long_line_is_called_so_many_at_a_time,
            who_moves_is_gone_from_the_household_they_left,
            a_note_is_kept_once_for_whoever_wrote_it,
            a_seal_is_shown_before_a_draw_is_held,
            draws_are_sealed_and_held_at_their_hour,
            what_staff_decide_is_asked_and_not_drawn,
        );
    };
}
