//! The one set of icons: drawn by hand on a grid of 24, stroke 1.75, round ends.
//!
//! The one rule: an icon never speaks alone. It is hidden from assistive technology and a word
//! stands beside it. Absent on purpose: sizes and colours, which belong to the style sheets.

use leptos::prelude::*;

/// What a glyph is made of: lines, filled shapes, and lines carved out of the filled shapes.
#[derive(Clone, Copy)]
struct Drawing {
    stroke: &'static str,
    solid: &'static str,
    carved: &'static str,
}

macro_rules! glyphs {
    ($($(#[$doc:meta])* $name:ident => $stroke:literal $(, solid $solid:literal)? $(, carved $carved:literal)?;)+) => {
        /// Every icon of the app, named for what it shows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Glyph { $($(#[$doc])* $name,)+ }

        impl Glyph {
            const fn drawing(self) -> Drawing {
                match self {
                    $(Self::$name => Drawing {
                        stroke: $stroke,
                        solid: concat!("" $(, $solid)?),
                        carved: concat!("" $(, $carved)?),
                    },)+
                }
            }
        }
    };
}

glyphs! {
    /// A sun: today.
    Sun => "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4";
    /// A calendar leaf: activities.
    Calendar => "M5.5 5h13A1.5 1.5 0 0 1 20 6.5v12a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-12A1.5 1.5 0 0 1 5.5 5ZM4 10h16M8.5 3v4M15.5 3v4";
    /// A book: the diary.
    Book => "M4.5 19V6A2.5 2.5 0 0 1 7 3.5h12.5v13H7A2.5 2.5 0 0 0 4.5 19A2 2 0 0 0 6.5 20.5h13v-4M9 8h6.5";
    /// A heart: services.
    Heart => "M12 20.2C7.5 17 3.8 13.7 3.8 9.6A4.4 4.4 0 0 1 8.2 5.2c1.6 0 3 .9 3.8 2.2.8-1.3 2.2-2.2 3.8-2.2a4.4 4.4 0 0 1 4.4 4.4c0 4.1-3.7 7.4-8.2 10.6Z";
    /// One person: me.
    Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.6-3.8 3.6-6 7.5-6s6.9 2.2 7.5 6";
    /// Several people: a household, an audience.
    People => "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM2.5 19.5c.4-3.4 3-5 6.5-5s6.1 1.6 6.5 5M16 5.4a3.3 3.3 0 0 1 0 6.2M18 14.8c2 .7 3.2 2.3 3.5 4.7";
    /// An arrow head to the start of the line: back.
    Back => "M14.5 5l-7 7 7 7";
    /// An arrow head to the end of the line: more behind this.
    Forward => "M9.5 5l7 7-7 7";
    /// An arrow head down: opens here.
    Down => "M5 9l7 7 7-7";
    /// A tick.
    Check => "M4.5 12.5l5 5L19.5 7";
    /// A cross.
    Cross => "M6.5 6.5l11 11M17.5 6.5l-11 11";
    /// A clock.
    Clock => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2";
    /// A pin on a map: a place.
    Pin => "M12 21c4-4.3 6.5-7.6 6.5-11a6.5 6.5 0 0 0-13 0c0 3.4 2.5 6.7 6.5 11ZM12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z";
    /// A bag: what to bring, the shop.
    Bag => "M5.5 8h13l1 12h-15ZM8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5";
    /// A telephone receiver.
    Phone => "M6.2 3.8h3l1.6 4-2 1.6a11.5 11.5 0 0 0 5.8 5.8l1.6-2 4 1.6v3a2 2 0 0 1-2.2 2A16.3 16.3 0 0 1 4.2 6a2 2 0 0 1 2-2.2Z";
    /// A magnifying glass.
    Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5l5 5";
    /// A plus.
    Plus => "M12 5v14M5 12h14";
    /// A minus.
    Minus => "M5 12h14";
    /// A cloud struck through: no network.
    CloudOff => "M9.2 6.1A6 6 0 0 1 17.6 9.7a4.4 4.4 0 0 1 2.7 7.3M16.5 18.5H7a4 4 0 0 1-.9-7.9c0-.7.2-1.4.5-2.1M3.5 3.5l17 17";
    /// A cloud: connected.
    Cloud => "M7 18.5a4 4 0 0 1-.9-7.9 6 6 0 0 1 11.5-.9 4.4 4.4 0 0 1-.1 8.8Z";
    /// A hollow dot: saved on this phone.
    DotHollow => "M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15Z";
    /// A half dot: sent.
    DotHalf => "M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15Z", solid "M12 4.5a7.5 7.5 0 0 0 0 15Z";
    /// A full dot with a tick: confirmed.
    DotFull => "", solid "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", carved "M7.8 12.4l2.9 2.9L16.2 9.4";
    /// A full dot with a cross: not possible.
    DotCross => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM9 9l6 6M15 9l-6 6";
    /// A lot: applied for a draw.
    Lot => "M3.5 7h17v3a2 2 0 0 0 0 4v3h-17v-3a2 2 0 0 0 0-4ZM14 7v2M14 11v2M14 15v2";
    /// An i in a ring: to know.
    Info => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 11.2v5M12 8v.01";
    /// A triangle: take care.
    Care => "M12 4.5l9 15H3ZM12 10v4.5M12 17v.01";
    /// A star.
    Star => "M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8Z";
    /// A house.
    Home => "M4 11.5l8-7 8 7M6 10v9.5h12V10M10 19.5V14h4v5.5";
    /// An arrow onto a line: take with you.
    Export => "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 19.5h15";
    /// A padlock.
    Lock => "M6.5 11h11v9h-11ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3";
    /// A bin.
    Bin => "M5 7h14M10 7V4.5h4V7M7 7l.8 13h8.4L17 7M10.5 11v5.5M13.5 11v5.5";
    /// A pencil.
    Pencil => "M4.5 19.5l1-4.5L16 4.5 19.5 8 9 18.5ZM13.5 7l3.5 3.5";
    /// A picture.
    Photo => "M4 5.5h16v13H4ZM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 8.3a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4Z";
    /// A globe: language.
    Globe => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM3.5 12h17M12 3.5c2.7 2.4 4 5.2 4 8.5s-1.3 6.1-4 8.5c-2.7-2.4-4-5.2-4-8.5s1.3-6.1 4-8.5Z";
    /// A bell: notices.
    Bell => "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15ZM10 20.7c1.2.9 2.8.9 4 0";
    /// A member's card.
    Card => "M3.5 6h17v12h-17ZM7 10.2h4M7 13.8h2.5M14.5 10.2h3v3.6h-3Z";
    /// A door with an arrow: leave.
    Leave => "M14 4.5h5v15h-5M4 12h10.5M10.8 8.2l3.8 3.8-3.8 3.8";
    /// A turning arrow: try again.
    Again => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 3.5v4.2h-4.2";
    /// A bowl: nothing in it yet.
    Bowl => "M3.5 8.5h17c0 5.2-2.9 8.8-6 9.8v2.2h-5v-2.2c-3.1-1-6-4.6-6-9.8ZM4 11.2h16";
}

/// One icon, always beside a word.
#[component]
pub fn Icon(
    /// Which one.
    glyph: Glyph,
) -> impl IntoView {
    let drawing = glyph.drawing();
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path class="solid" d=drawing.solid />
            <path d=drawing.stroke />
            <path class="carved" d=drawing.carved />
        </svg>
    }
}
