//! What a row costs: nothing, an amount, the organiser's words, or nothing said.
//!
//! The one rule to know: an amount is taken out of words only where they are one amount and nothing
//! beside, in both languages; and free is what the feed calls free, or its documentation says that an
//! empty field means.

use super::field::{not_a_number, unknown};
use super::profile::FeeCode;
use super::reason::Reason;
use super::row::Row;
use super::text;
use rules::activity::fee::{FEE_CHARS_MAX, Fee};
use rules::words::Words;

impl Row<'_> {
    pub(super) fn fee(&self) -> Result<Fee, Reason> {
        let fields = &self.profile.fields;
        let fee = if let Some(text) = self.text(&fields.fee)? {
            match self.called(&text) {
                Some(fee) => fee,
                None => self.amount(&fields.fee, &text, text::cents(&text))?,
            }
        } else {
            self.fee_in_words()?
        };
        let found = fee.chars();
        if found > FEE_CHARS_MAX {
            let fields = [&fields.fee_in_words.zh, &fields.fee_as_written.zh];
            let field = fields.into_iter().find(|field| !field.is_empty());
            return Err(Reason::TooManySigns {
                field: field.cloned().unwrap_or_default(),
                found,
                limit: FEE_CHARS_MAX,
            });
        }
        Ok(fee)
    }

    fn fee_in_words(&self) -> Result<Fee, Reason> {
        let fields = &self.profile.fields;
        let words = self.words_or_none(&fields.fee_in_words)?;
        if words.is_empty() {
            let written = self.words_or_none(&fields.fee_as_written)?;
            let is_sold = self.text(&fields.sold_at)?.is_some();
            return Ok(if written.is_empty() && !is_sold {
                self.called("").unwrap_or(Fee::Unsaid)
            } else {
                Fee::in_words(written)
            });
        }
        if let Some(fee) = self.called(words.zh_or_en()) {
            return Ok(fee);
        }
        let found = (self.cents_in(&words.zh), self.cents_in(&words.en));
        let cents = match found {
            (Some(zh), Some(en)) if zh == en => Some(zh),
            (Some(cents), None) if words.en.is_empty() => Some(cents),
            (None, Some(cents)) if words.zh.is_empty() => Some(cents),
            _ => None,
        };
        let text = words.zh_or_en();
        if cents.is_some() || self.is_slip(text) {
            return self.amount(&fields.fee_in_words.zh, text, cents);
        }
        Ok(Fee::in_words(words))
    }

    /// What the feed means by a word of its own.
    fn called(&self, code: &str) -> Option<Fee> {
        let code = self.profile.fees.get(code)?;
        Some(match code {
            FeeCode::Free => Fee::Free,
            FeeCode::Unsaid => Fee::Unsaid,
        })
    }

    fn amount(&self, field: &str, text: &str, cents: Option<u32>) -> Result<Fee, Reason> {
        let cents = cents.ok_or_else(|| not_a_number(field, text))?;
        let said = self.text(&self.profile.fields.currency)?;
        let currency = said.unwrap_or_else(|| self.profile.currency.clone());
        let fee = Fee::of(cents, currency.as_str());
        if !fee.is_sound() {
            return Err(unknown(&self.profile.fields.currency, &currency));
        }
        Ok(fee)
    }

    fn cents_in(&self, text: &str) -> Option<u32> {
        text::cents(self.without_sign(text))
    }

    /// Whether it is a number and no amount: a slip, and nobody's words.
    fn is_slip(&self, text: &str) -> bool {
        self.cents_in(text).is_none() && self.without_sign(text).parse::<f64>().is_ok()
    }

    /// A text without the sign of the profile's currency, before it or behind it.
    fn without_sign<'t>(&self, text: &'t str) -> &'t str {
        let signs = self.profile.formats.money.split('|');
        let mut signs = signs.filter(|sign| !sign.is_empty());
        let bare = signs.find_map(|sign| text.strip_prefix(sign).or(text.strip_suffix(sign)));
        bare.unwrap_or(text).trim()
    }

    /// Whether a piece of the notes is what the fee says already.
    pub(super) fn is_of_the_fee(&self, piece: &Words, fee: &Fee) -> bool {
        !fee.is_free() && *piece == self.profile.fields.fee_in_words
    }
}
