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
    /// The choice that leaves it without a day.
    without_day: "延期，新日期待定", "Postpone, day not set";
    /// What that does.
    without_day_text: "还不知道哪天补办的时候选它。报名、候补、申请都留着；定下新日期以前，不能新报名，也不抽签、不轮候补、不记缺席。",
        "For when nobody knows yet which day it will be. Registrations, waiting list and applications stay; until the day is set nobody new registers, no draw is held, no seat goes along the line and nobody is marked absent.";
    /// The button that does.
    save_without_day: "确定延期", "Postpone it";
    /// The choice that gives it a day again.
    new_day: "定下新日期", "Set the new day";
    /// What that does.
    new_day_text: "定下以后就照新日期举行，报过名的会看到新日期。写明了的报名起止时间不跟着动。",
        "It is then held on the new day, and whoever registered sees that. A window of registration that was written down stays.";
    /// The button that does.
    save_new_day: "确定新日期", "Set this day";
    /// The choice.
    hold: "改留位时间", "How long seats are held";
    /// What it does.
    hold_text: "对以后轮到的家庭有效。已经留着的座位，仍按原来告诉他们的时间。",
        "It counts for whoever comes up from now on. Seats already held stay so until the time those families were told.";
}
