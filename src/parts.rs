//! Pieces of the screen that know no domain: no activity, no resident, no store, no sentence.
//!
//! The one rule: words come in, callbacks go out. Every word is a `TextProp` (a `&'static str`, a
//! `String`, or a closure, so a change of language needs no new screen); every state is a `Signal`;
//! every press is a `Callback`. What a part looks like follows its `data-*` and `aria-*` alone.
//! Absent on purpose: domain types, text, storage, network; `web_sys` beyond measuring rows.
//!
//! In the table `?` marks what may be left out, `T` a `TextProp`, `S<_>` a `Signal`, `C<_>` a `Callback`,
//! `V` a `ViewFn` (a closure that makes a view) and `..` children.
//!
//! | file | component | props |
//! |---|---|---|
//! | `frame` | `Frame` | `skip: T, bar?: V, ..` (`.frame > main`; children: head, then a `div.page`) |
//! | | `TabBar` | `label: T, tabs: Vec<Tab { href, word, glyph, is_here }>>` |
//! | | `PageHead` | `title: T, sub?: T, back?: S<Back { href, word }>` |
//! | | `Dock` | `say?: T, ..` the button that stays in reach; last child of `div.page` |
//! | `text_size` | `TextSizeButton` | none; needs `provide_context(TextSizeControl { size, pick, label, sample })` |
//! | `list` | `Section` | `head: T, aside?: T, ..` |
//! | | `Card` | `tone?: CardTone::{Plain, Next, Sunk}, ..` |
//! | | `Rows` | `..` directly inside a `Card` |
//! | | `Row` | `title: T, lead?: Lead { main, sub }, sub?: T, href?: String, more?: V, state?: S<RowState>, ..?` (below the line) |
//! | | `Facts`, `Fact` | `..`; `glyph, title: T, sub?: T, ..?` |
//! | | `DayHead` | `day: T, note?: T` |
//! | `windowed` | `WindowedList` | `label: T, rows: Signal<impl RowSource>` (`Arc<[T]>` is one)`, key: fn(&T) -> K, render: Fn(T) -> V, guess_px?: f64, jump?: S<Option<usize>>` |
//! | `standing` | `StandingMark` | `standing: S<Standing>, word: T` |
//! | | `Seal` | `word: T`, two to four signs |
//! | `chips` | `Chips`, `Chip` | `label: T, ..`; `word: T, pressed: S<bool>, on_toggle: C<bool>` |
//! | | `SearchField` | `label: T, hint: T, clear: T, value: S<String>, on_input: C<String>` |
//! | `combobox` | `Combobox` | `id, label: T, hint: T, picked: S<String>, found: S<Vec<Suggestion { value, word, sub }>>, foot: S<Option<String>>, error?: S<Option<String>>, on_type: C<String>, on_pick: C<String>` |
//! | `drop` | `DropArea` | `hint: T, on_drop: C<DragEvent>, ..` |
//! | `button` | `Button` | `word: T, on_press: C<()>, kind?: ButtonKind, size?: ButtonSize, glyph?, busy?: S<bool>, disabled?: S<bool>` |
//! | | `ButtonLink` | `word: T, href: String, kind?, size?, glyph?` |
//! | `tick` | `Group` | `legend: T, ..` |
//! | | `Tick` | `name: T, sub?: T, checked: S<bool>, blocked?: S<Option<String>>, aside?: T, on_toggle: C<bool>` |
//! | | `Options` | `legend: T, name: &'static str, choices: S<Vec<Choice { value, word, sub }>>, value: S<String>, on_pick: C<String>, look?: OptionLook::{Lines, Chips}` |
//! | `field` | `TextField` | `id, label: T, kind?: FieldKind, hint?: T, error?: S<Option<String>>, value: S<String>, on_input: C<String>` |
//! | | `TextArea` | `id, label: T, value: S<String>, chars_max: usize, count: C<(usize, usize), String>, on_input: C<String>` |
//! | `duration` | `DurationPicker` | `legend: T, minutes: S<u32>, scale?: DurationScale, spoken: C<u32, String>, shorter: T, longer: T, on_pick: C<u32>` |
//! | `number_pad` | `NumberPad` | `erase: T, enter: T, on_key: C<PadKey>` |
//! | `panel` | `Dialog` | `title: T, open: S<bool>, on_close: C<()>, acts: V, ..` (`ChildrenFn`) |
//! | | `Notice` | `tone?: NoticeTone::{Line, Quiet, Calm, Care, Alarm}, glyph?, text: T, ..?` |
//! | | `Disclosure` | `summary: T, ..` |
//! | | `EmptyState` | `glyph?, title: T, text: T, ..?` |
//! | | `Skeleton` | `label: T, rows?: u8` |
//! | `figure` | `Stats`, `Stat` | `..`; `label: T, value: T, unit: T` |
//! | | `StarProgress` | `stars: S<u8>, share_permille: S<u16>, sentence: T` |
//! | | `ShareBars` | `bars: S<Vec<ShareBar { word, value, share_permille }>>` |
//! | | `CodeFigure` | `label: T, modules: S<Vec<Vec<bool>>>` |
//! | `switch` | `Switch` | `label: T, links: Vec<SwitchLink { href, word, is_here }>` |
//! | `month` | `MonthMap` | `caption: T, weekdays: S<Vec<String>>, month: S<Month { blank_days, days }>, picked?: S<Option<u8>>, on_pick?: C<u8>` |
//! | `calendar` | `CalendarGrid` | `caption: T, weekdays: Vec<String>, month: S<CalendarMonth { blank_days, days }>, picked: S<Option<u8>>, on_pick: C<u8>, on_turn: C<Turn>` |
//! | `icon` | `Icon` | `glyph: S<Glyph>`, always beside a word |
//!
//! Compositions to write as plain elements: `div.page`, `div.columns` (two children, side by side where
//! there is room), `div.stack`, `div.cluster`, `div.grid`, `div.beside`, `div.station`.

mod button;
mod calendar;
mod chips;
mod combobox;
mod drop;
mod duration;
mod field;
mod figure;
mod frame;
mod icon;
mod list;
mod month;
mod number_pad;
mod panel;
mod standing;
mod switch;
mod text_size;
mod tick;
mod windowed;

pub use self::button::*;
pub use self::calendar::*;
pub use self::chips::*;
pub use self::combobox::*;
pub use self::drop::*;
pub use self::duration::*;
pub use self::field::*;
pub use self::figure::*;
pub use self::frame::*;
pub use self::icon::*;
pub use self::list::*;
pub use self::month::*;
pub use self::number_pad::*;
pub use self::panel::*;
pub use self::standing::*;
pub use self::switch::*;
pub use self::text_size::*;
pub use self::tick::*;
pub use self::windowed::*;
