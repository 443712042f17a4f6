//! What stands in a text of days and hours: times as written, numbers of days, and signs between.

use jiff::civil::Time;

/// Which half or quarter of the day a time is said to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `上午`, `am`.
    Morning,
    /// `中午`, `nn`.
    Noon,
    /// `下午`, `pm`.
    Afternoon,
    /// `晚上`.
    Evening,
}

/// A time as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    hour: i8,
    minute: i8,
    /// What is said about the half of the day.
    pub(super) mark: Option<Mark>,
    /// Whether it can be a time of 24 hours without more words.
    is_plain: bool,
}

impl Written {
    /// The time, by what is said about itself.
    pub(super) fn alone(self) -> Option<Time> {
        self.with(self.mark)
    }

    /// The time, if that is said about it.
    pub(super) fn with(self, mark: Option<Mark>) -> Option<Time> {
        let hour = match (mark, self.hour) {
            (None, hour) if self.is_plain || hour > 12 => hour,
            (Some(Mark::Morning), hour @ 0..=11)
            | (Some(Mark::Noon), hour @ 11..=12)
            | (Some(Mark::Afternoon), hour @ 12..=23)
            | (Some(Mark::Evening), hour @ 17..=23) => hour,
            (Some(Mark::Noon), hour @ 1..=2)
            | (Some(Mark::Afternoon), hour @ 1..=11)
            | (Some(Mark::Evening), hour @ 5..=11) => hour.checked_add(12)?,
            _ => return None,
        };
        Time::new(hour, self.minute, 0, 0).ok()
    }
}

/// Something that stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A time of day.
    Time(Written),
    /// A number, as of a day, a month or a year.
    Number {
        /// Whether it has four digits.
        is_year: bool,
    },
    /// From here to there.
    To,
    /// A sign that sets days apart: a semicolon, a comma, a new line.
    Apart,
    /// That days are excluded.
    Except,
}

const MARKS: [(&str, Mark); 13] = [
    ("凌晨", Mark::Morning),
    ("清晨", Mark::Morning),
    ("早上", Mark::Morning),
    ("上午", Mark::Morning),
    ("中午", Mark::Noon),
    ("正午", Mark::Noon),
    ("下午", Mark::Afternoon),
    ("傍晚", Mark::Evening),
    ("黃昏", Mark::Evening),
    ("黄昏", Mark::Evening),
    ("晚上", Mark::Evening),
    ("晚間", Mark::Evening),
    ("晚", Mark::Evening),
];
const SUFFIXES: [(&str, Mark); 8] = [
    ("a.m.", Mark::Morning),
    ("p.m.", Mark::Afternoon),
    ("noon", Mark::Noon),
    ("am", Mark::Morning),
    ("pm", Mark::Afternoon),
    ("nn", Mark::Noon),
    ("AM", Mark::Morning),
    ("PM", Mark::Afternoon),
];
const EXCEPT: [&str; 4] = ["除外", "excl", "except", "休息"];
const TO: [&str; 9] = ["至", "到", "-", "–", "—", "~", "～", "－", "to "];
/// Words in which `到` is not "to": whoever comes is there.
const ARRIVES: [&str; 10] = [
    "报到", "報到", "签到", "簽到", "迟到", "遲到", "到场", "到場", "到达", "到達",
];
/// That it is over by then, not that it begins.
const BEFORE: [&str; 3] = ["之前", "以前", "前"];
const APART: [char; 7] = [';', '；', ',', '，', '、', '\n', '\r'];
/// Hours in words, half hours, and whatever else says a time that is not read here.
const UNREAD: [char; 6] = [':', '：', '時', '时', '點', '点'];

/// What stands in a text; none where something may be a time and cannot be read.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut mark = None;
    while let Some(c) = rest.chars().next() {
        if let Some((found, after)) = one_of(rest, &MARKS) {
            mark = Some(found);
            rest = after;
        } else if c.is_ascii_digit() {
            rest = number(rest, mark.take(), &mut tokens)?;
        } else if one_of(rest, &SUFFIXES).is_some_and(|(_, after)| !goes_on(after)) {
            return None;
        } else if let Some(after) = EXCEPT.iter().find_map(|word| rest.strip_prefix(word)) {
            tokens.push(Token::Except);
            rest = after;
        } else if let Some(after) = ARRIVES.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = after;
        } else if matches!(tokens.last(), Some(Token::Time(_)))
            && BEFORE.iter().any(|word| rest.starts_with(word))
        {
            return None;
        } else if let Some(after) = TO.iter().find_map(|word| rest.strip_prefix(word)) {
            tokens.push(Token::To);
            rest = after;
        } else if UNREAD.contains(&c) {
            return None;
        } else {
            if APART.contains(&c) {
                tokens.push(Token::Apart);
            }
            rest = word_end(rest);
        }
    }
    Some(tokens)
}

fn one_of<'a>(text: &'a str, words: &[(&str, Mark)]) -> Option<(Mark, &'a str)> {
    words
        .iter()
        .find_map(|(word, mark)| Some((*mark, text.strip_prefix(word)?)))
}

fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Behind a word of Latin letters, or behind one other character.
fn word_end(rest: &str) -> &str {
    let letters = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    if letters.len() < rest.len() {
        return letters;
    }
    let mut chars = rest.chars();
    chars.next();
    chars.as_str()
}

fn digits(rest: &str) -> (&str, &str) {
    let end = rest.find(|c: char| !c.is_ascii_digit());
    rest.split_at_checked(end.unwrap_or(rest.len()))
        .unwrap_or((rest, ""))
}

/// Reads what begins with a digit, and says where it ends.
fn number<'a>(rest: &'a str, mark: Option<Mark>, tokens: &mut Vec<Token>) -> Option<&'a str> {
    let (first, after) = digits(rest);
    if let Some(minutes) = after.strip_prefix([':', '：']) {
        let (minute, after) = digits(minutes);
        if minute.len() != 2 || first.len() > 2 {
            return None;
        }
        let after = after.strip_prefix('分').unwrap_or(after);
        return time((first, minute), (mark, first.len() == 2), after, tokens);
    }
    if let Some(after) = after.trim_start().strip_prefix(['時', '时', '點', '点']) {
        let (minute, after) = match digits(after) {
            ("", after) if after.starts_with('半') => ("30", after.strip_prefix('半')?),
            ("", after) => ("00", after.strip_prefix('正').unwrap_or(after)),
            (minute, after) => (minute, after.strip_prefix('分')?),
        };
        // `下午5時30分時`
        let after = after.strip_prefix(['時', '时']).unwrap_or(after);
        return time((first, minute), (mark, false), after, tokens);
    }
    if first.len() == 4
        && let Some(after) = four_digits(first, after, tokens)
    {
        return Some(after);
    }
    if first.len() <= 2
        && one_of(after.trim_start(), &SUFFIXES).is_some_and(|(_, rest)| !goes_on(rest))
    {
        return time((first, "00"), (mark, false), after, tokens);
    }
    tokens.push(Token::Number {
        is_year: first.len() == 4,
    });
    // `下午3`: nobody writes a day so.
    mark.is_none().then_some(after)
}

fn time<'a>(
    (hour, minute): (&str, &str),
    (mark, is_plain): (Option<Mark>, bool),
    after: &'a str,
    tokens: &mut Vec<Token>,
) -> Option<&'a str> {
    let said = one_of(after.trim_start(), &SUFFIXES);
    let said = said.filter(|(_, rest)| !goes_on(rest));
    let (mark, after) = match (mark, said) {
        (None, Some((mark, after))) => (Some(mark), after),
        (Some(Mark::Evening), Some((Mark::Afternoon, after))) => (Some(Mark::Evening), after),
        (Some(before), Some((mark, after))) if before == mark => (Some(mark), after),
        (Some(_), Some(_)) => return None,
        (mark, None) => (mark, after),
    };
    tokens.push(Token::Time(Written {
        hour: hour.parse().ok()?,
        minute: minute.parse().ok().filter(|minute| *minute < 60)?,
        mark,
        is_plain,
    }));
    Some(after)
}

/// `0930-1130`, if neither can be a year.
fn four_digits<'a>(first: &str, after: &'a str, tokens: &mut Vec<Token>) -> Option<&'a str> {
    let rest = after.trim_start().strip_prefix(['-', '–', '至'])?;
    let (second, rest) = digits(rest.trim_start());
    let written = |text: &str| -> Option<Token> {
        let is_year = text
            .parse::<u16>()
            .is_ok_and(|year| (1990..=2100).contains(&year));
        let (hour, minute) = text.split_at_checked(2)?;
        let minute: i8 = minute.parse().ok().filter(|minute| *minute < 60)?;
        (text.len() == 4 && !is_year).then_some(Token::Time(Written {
            hour: hour.parse().ok()?,
            minute,
            mark: None,
            is_plain: true,
        }))
    };
    let (first, second) = (written(first)?, written(second)?);
    tokens.extend([first, Token::To, second]);
    Some(rest)
}
