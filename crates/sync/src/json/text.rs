//! The letters of JSON: strings, whole numbers, what stands between them.
//!
//! The one rule to know: nothing here knows of a type, so that it is compiled once.
//!
//! Deliberately absent: fractions as values; they are passed over where nobody asks for them.
//!
//! Source: RFC 8259.

use super::Unread;
use std::borrow::Cow;

/// How deep a value that is passed over may nest, as in `serde_json`.
const DEPTH_MAX: u8 = 127;

/// A text, and how far it has been read.
pub struct Text<'de> {
    all: &'de str,
    at: usize,
}

/// A whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// One below zero.
    Below(i64),
    /// Zero, or one above.
    Above(u64),
}

impl<'de> Text<'de> {
    /// A text of which nothing has been read.
    pub fn new(all: &'de str) -> Self {
        Self { all, at: 0 }
    }

    /// What stands here, whatever it is.
    fn here(&self) -> Option<u8> {
        self.all.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn is_at(&mut self, byte: u8) -> bool {
        let is_at = self.here() == Some(byte);
        if is_at {
            self.step();
        }
        is_at
    }

    /// What stands here, after blanks.
    #[inline(never)]
    fn next(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.here() {
            self.step();
        }
        self.here()
    }

    /// Whether a sign stands here; it is passed if so.
    #[inline(never)]
    pub fn opens(&mut self, sign: u8) -> bool {
        self.next();
        self.is_at(sign)
    }

    /// Passes a sign.
    #[inline(never)]
    pub fn open(&mut self, sign: u8) -> Result<(), Unread> {
        self.opens(sign).then_some(()).ok_or(Unread)
    }

    /// Whether another item follows in a list or record; what parts two is passed.
    #[inline(never)]
    pub fn goes_on(&mut self, is_first: &mut bool, end: u8) -> Result<bool, Unread> {
        if self.next() == Some(end) {
            return Ok(false);
        }
        if !core::mem::take(is_first) {
            self.open(b',')?;
            // A comma stands between two, never at the end.
            if self.next() == Some(end) {
                return Err(Unread);
            }
        }
        Ok(true)
    }

    /// Nothing but blanks may follow.
    pub fn end(&mut self) -> Result<(), Unread> {
        self.next().map_or(Ok(()), |_| Err(Unread))
    }

    #[inline(never)]
    fn word(&mut self, word: &str) -> Result<(), Unread> {
        let rest = self.all.get(self.at..).ok_or(Unread)?;
        if !rest.starts_with(word) {
            return Err(Unread);
        }
        self.at = self.at.saturating_add(word.len());
        Ok(())
    }

    /// Whether `null` stands here; it is passed if so.
    #[inline(never)]
    pub fn is_null(&mut self) -> Result<bool, Unread> {
        if self.next() != Some(b'n') {
            return Ok(false);
        }
        self.word("null")?;
        Ok(true)
    }

    /// Reads `true` or `false`.
    #[inline(never)]
    pub fn truth(&mut self) -> Result<bool, Unread> {
        let is_true = self.next() == Some(b't');
        self.word(if is_true { "true" } else { "false" })?;
        Ok(is_true)
    }

    /// Reads a whole number; a fraction is none, and minus zero neither.
    #[inline(never)]
    pub fn whole(&mut self) -> Result<Whole, Unread> {
        self.next();
        let from = self.at;
        let is_below = self.is_at(b'-');
        self.digits()?;
        if let Some(b'.' | b'e' | b'E') = self.here() {
            return Err(Unread);
        }
        let text = self.all.get(from..self.at).ok_or(Unread)?;
        if !is_below {
            return text.parse().map(Whole::Above).map_err(|_| Unread);
        }
        match text.parse() {
            Ok(0) | Err(_) => Err(Unread),
            Ok(number) => Ok(Whole::Below(number)),
        }
    }

    /// Passes digits: at least one, and no zero before others where a number begins.
    fn digits(&mut self) -> Result<(), Unread> {
        if self.is_at(b'0') {
            return match self.here() {
                Some(b'0'..=b'9') => Err(Unread),
                _ => Ok(()),
            };
        }
        self.any_digits()
    }

    fn any_digits(&mut self) -> Result<(), Unread> {
        let from = self.at;
        while let Some(b'0'..=b'9') = self.here() {
            self.step();
        }
        (self.at > from).then_some(()).ok_or(Unread)
    }

    /// Passes a number of any form.
    fn number(&mut self) -> Result<(), Unread> {
        self.is_at(b'-');
        self.digits()?;
        if self.is_at(b'.') {
            self.any_digits()?;
        }
        if self.is_at(b'e') || self.is_at(b'E') {
            if !self.is_at(b'+') {
                self.is_at(b'-');
            }
            self.any_digits()?;
        }
        Ok(())
    }

    /// Reads a string; it is copied only where something in it is written by another name.
    #[inline(never)]
    pub fn string(&mut self) -> Result<Cow<'de, str>, Unread> {
        self.open(b'"')?;
        let mut read = Cow::Borrowed("");
        loop {
            read += self.plain()?;
            match self.sign()? {
                b'"' => return Ok(read),
                _ => read.to_mut().push(self.escaped()?),
            }
        }
    }

    /// Passes a string, whatever is written in it by another name.
    #[inline(never)]
    fn pass_string(&mut self) -> Result<(), Unread> {
        self.open(b'"')?;
        loop {
            self.plain()?;
            if self.sign()? == b'"' {
                return Ok(());
            }
            match self.sign()? {
                b'u' => self.half().map(drop)?,
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                _ => return Err(Unread),
            }
        }
    }

    /// Passes what is written in a string as it is.
    fn plain(&mut self) -> Result<&'de str, Unread> {
        let from = self.at;
        let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
        let rest = self.all.as_bytes().get(from..).unwrap_or_default();
        let ends = rest.iter().position(|byte| !is_plain(byte));
        self.at = from.saturating_add(ends.unwrap_or(rest.len()));
        self.all.get(from..self.at).ok_or(Unread)
    }

    /// Passes one sign of a string: what ends it, or what stands behind a backslash.
    fn sign(&mut self) -> Result<u8, Unread> {
        let sign = self.here().filter(|byte| *byte >= b' ').ok_or(Unread)?;
        self.step();
        Ok(sign)
    }

    /// Reads what stands behind a backslash.
    fn escaped(&mut self) -> Result<char, Unread> {
        Ok(match self.sign()? {
            sign @ (b'"' | b'\\' | b'/') => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.by_number(),
            _ => return Err(Unread),
        })
    }

    /// Reads a character written by its number, or by the two halves of one.
    fn by_number(&mut self) -> Result<char, Unread> {
        let first = self.half()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or(Unread);
        }
        self.word("\\u")?;
        let second = self.half()?;
        let halves = [first, second].map(|half| u16::try_from(half).unwrap_or_default());
        let mut both = char::decode_utf16(halves);
        both.next().and_then(Result::ok).ok_or(Unread)
    }

    fn half(&mut self) -> Result<u32, Unread> {
        let to = self.at.saturating_add(4);
        let digits = self.all.get(self.at..to).ok_or(Unread)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Unread);
        }
        self.at = to;
        u32::from_str_radix(digits, 16).map_err(|_| Unread)
    }

    /// Passes one value of any form, and gives its bytes.
    pub fn skip(&mut self) -> Result<&'de str, Unread> {
        self.next();
        let from = self.at;
        self.pass(DEPTH_MAX)?;
        self.all.get(from..self.at).ok_or(Unread)
    }

    fn pass(&mut self, depth: u8) -> Result<(), Unread> {
        match self.next().ok_or(Unread)? {
            b'"' => self.pass_string(),
            b't' | b'f' => self.truth().map(drop),
            b'n' => self.word("null"),
            b'[' => self.pass_inside(depth, b']'),
            b'{' => self.pass_inside(depth, b'}'),
            _ => self.number(),
        }
    }

    fn pass_inside(&mut self, depth: u8, end: u8) -> Result<(), Unread> {
        let depth = depth.checked_sub(1).ok_or(Unread)?;
        self.step();
        let mut is_first = true;
        while self.goes_on(&mut is_first, end)? {
            if end == b'}' {
                self.pass_string()?;
                self.open(b':')?;
            }
            self.pass(depth)?;
        }
        self.open(end)
    }
}
