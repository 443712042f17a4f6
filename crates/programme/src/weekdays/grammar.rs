//! How the words of a weekday pattern hang together.
//!
//! ```text
//! pattern  = group { group }
//! group    = ["逢"] weekday { [sep] weekday } [ "(" [except] dates [except] ")" [except] ]
//! dates    = days "/" month { ("," | ";") days "/" month }
//! days     = day ["-" day] { "," day ["-" day] }
//! ```

use super::lexer::Token;
use super::{DayOfMonth, PatternError};
use jiff::civil::Weekday;

/// One group of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Group {
    /// Every such weekday, but for some dates.
    Every {
        /// The weekdays.
        weekdays: Vec<Weekday>,
        /// The dates left out.
        except: Vec<DayOfMonth>,
    },
    /// Exactly these dates, each on one of the weekdays.
    Listed {
        /// The weekdays.
        weekdays: Vec<Weekday>,
        /// The dates.
        dates: Vec<DayOfMonth>,
    },
}

/// Reads the groups of a whole pattern.
pub(super) fn groups(tokens: &[Token]) -> Result<Vec<Group>, PatternError> {
    let mut reader = Reader { rest: tokens };
    let mut groups = vec![reader.group()?];
    while !reader.rest.is_empty() {
        groups.push(reader.group()?);
    }
    Ok(groups)
}

struct Reader<'a> {
    rest: &'a [Token],
}

impl Reader<'_> {
    fn take(&mut self) -> Option<Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn skip(&mut self, token: Token) -> bool {
        let is_next = self.rest.first() == Some(&token);
        if is_next {
            self.take();
        }
        is_next
    }

    fn fail<T>(found: Option<Token>) -> Result<T, PatternError> {
        Err(match found {
            None => PatternError::Truncated,
            Some(token) => PatternError::Misplaced {
                found: format!("{token:?}"),
            },
        })
    }

    fn group(&mut self) -> Result<Group, PatternError> {
        let weekdays = self.weekdays()?;
        if !self.skip(Token::Open) {
            return Ok(Group::Every {
                weekdays,
                except: Vec::new(),
            });
        }
        let before = self.skip(Token::Except);
        let dates = self.dates()?;
        let within = self.skip(Token::Except);
        if !self.skip(Token::Close) {
            return Self::fail(self.take());
        }
        let after = self.skip(Token::Except);
        Ok(if before || within || after {
            Group::Every {
                weekdays,
                except: dates,
            }
        } else {
            Group::Listed { weekdays, dates }
        })
    }

    fn weekdays(&mut self) -> Result<Vec<Weekday>, PatternError> {
        let mut weekdays = vec![self.weekday()?];
        loop {
            match self.rest.first() {
                None | Some(Token::Open) => return Ok(weekdays),
                Some(Token::Comma | Token::Slash) => {
                    self.take();
                    weekdays.push(self.weekday()?);
                }
                Some(Token::To) => {
                    self.take();
                    let last = self.weekday()?;
                    let mut day = weekdays.last().copied().unwrap_or(last);
                    // From Friday to Monday may mean two different things.
                    if day.to_monday_zero_offset() >= last.to_monday_zero_offset() {
                        return Self::fail(Some(Token::To));
                    }
                    while day != last {
                        day = day.next();
                        weekdays.push(day);
                    }
                }
                Some(_) => weekdays.push(self.weekday()?),
            }
        }
    }

    fn weekday(&mut self) -> Result<Weekday, PatternError> {
        while self.skip(Token::Weekly) {}
        match self.take() {
            Some(Token::Day(weekday)) => Ok(weekday),
            other => Self::fail(other),
        }
    }

    /// Dates up to the closing bracket. Days wait for the month that follows them: `12,15/2`.
    fn dates(&mut self) -> Result<Vec<DayOfMonth>, PatternError> {
        let mut dates = Vec::new();
        let mut waiting = Vec::new();
        loop {
            waiting.extend(self.day_or_days()?);
            if self.skip(Token::Slash) {
                let month = self.number()?;
                for day in waiting.drain(..) {
                    dates.push(day_of_month(day, month)?);
                }
            }
            let day = waiting.first().copied();
            match self.rest.first() {
                Some(Token::Comma) => {
                    self.take();
                }
                Some(Token::Semicolon) if day.is_none() => {
                    self.take();
                }
                _ => return day.map_or(Ok(dates), |day| Err(PatternError::NoMonth { day })),
            }
        }
    }

    fn day_or_days(&mut self) -> Result<Vec<u32>, PatternError> {
        let first = self.number()?;
        if !self.skip(Token::To) {
            return Ok(vec![first]);
        }
        let last = self.number()?;
        if last <= first {
            return Self::fail(Some(Token::Number(last)));
        }
        Ok((first..=last).collect())
    }

    fn number(&mut self) -> Result<u32, PatternError> {
        match self.take() {
            Some(Token::Number(number)) => Ok(number),
            other => Self::fail(other),
        }
    }
}

fn day_of_month(day: u32, month: u32) -> Result<DayOfMonth, PatternError> {
    match (i8::try_from(day), i8::try_from(month)) {
        (Ok(of_month @ 1..=31), Ok(of_year @ 1..=12)) => Ok(DayOfMonth {
            day: of_month,
            month: of_year,
        }),
        _ => Err(PatternError::NoSuchDay { day, month }),
    }
}
