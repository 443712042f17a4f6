//! What is said of changes to one day of a course, and to how long seats are held.

use crate::text::pair::sentences;

sentences! {
    /// The choice.
    one_day: "改其中一天", "One of its days";
    /// Which of them.
    which_day: "哪一天？", "Which day?";
    /// What becomes of it.
    what_of_it: "这一天怎么办？", "What becomes of it?";
    /// It is held on another.
    to_another: "换到别的日子", "Held on another day";
    /// It is left out.
    left_out: "这一天不办", "Left out";
    /// The other day.
    to_day: "换到哪天", "On which day";
    /// What cannot be.
    one_day_text: "其他几天不变，钟点和地点也不变。只有一天要换钟点或地点的话，请选“这一天不办”，另外新建一场。",
        "The other days stay, and so do hour and place. For another hour or place on one day, leave it out and make a session of its own.";
    /// The choice.
    hold: "改留位时间", "How long seats are held";
    /// What it does.
    hold_text: "对以后轮到的家庭有效。已经留着的座位，仍按原来告诉他们的时间。",
        "It counts for whoever comes up from now on. Seats already held stay so until the time those families were told.";
}
