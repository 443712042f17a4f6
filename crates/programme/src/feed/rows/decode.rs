//! Which letters bytes stand for: UTF-8, UTF-16, GB18030 or Big5.
//!
//! The one rule to know: a byte order mark decides, then whether it is UTF-8, which no other
//! encoding is by accident; then the likelier of GB18030 and Big5 by how common its characters
//! are, and last whichever of the two reads it alone. Every byte must be read: nothing is replaced.
//!
//! Deliberately absent: other encodings; what the file says about itself, which exports get wrong.

use crate::feed::FeedError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK};
use std::borrow::Cow;

/// The text of a file, without its byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, FeedError> {
    let wrong = |at| FeedError::NotUtf8 { at };
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return strictly(encoding, rest).ok_or_else(|| wrong(mark));
    }
    let error = match core::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error,
    };
    let found = chinese(bytes).and_then(|encoding| strictly(encoding, bytes));
    found.ok_or_else(|| wrong(error.valid_up_to()))
}

/// Which of the two Chinese encodings it is.
fn chinese(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let likely = detector.guess(None, Utf8Detection::Deny);
    if likely == GBK || likely == GB18030 {
        return Some(GB18030);
    }
    if likely == BIG5 {
        return Some(BIG5);
    }
    let reads = |encoding| strictly(encoding, bytes).is_some();
    match (reads(GB18030), reads(BIG5)) {
        (true, false) => Some(GB18030),
        (false, true) => Some(BIG5),
        _ => None,
    }
}

fn strictly<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLE: &str = "名称,日期,地点\n社区书法班,2026-12-05,龙浔镇文化站活动室\n";
    const TRADITIONAL: &str = "名稱,日期,地點\n社區書法班,2026-12-05,沙田大會堂文娛廳\n";

    #[test]
    fn four_ways_of_writing_one_text_are_read_alike() {
        let mut marked = b"\xef\xbb\xbf".to_vec();
        marked.extend(SIMPLE.as_bytes());
        let wide: Vec<u8> = core::iter::once(0xfeff)
            .chain(SIMPLE.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let (chinese, _, failed) = GB18030.encode(SIMPLE);
        assert!(!failed);
        for bytes in [SIMPLE.as_bytes(), &marked, &wide, &chinese] {
            assert_eq!(text(bytes), Ok(Cow::Borrowed(SIMPLE)));
        }
        let (taiwanese, _, failed) = BIG5.encode(TRADITIONAL);
        assert!(!failed);
        assert_eq!(text(&taiwanese), Ok(Cow::Borrowed(TRADITIONAL)));
    }

    #[test]
    fn bytes_of_no_encoding_are_refused_and_not_replaced() {
        assert_eq!(text(b"abc\xff\xff"), Err(FeedError::NotUtf8 { at: 3 }));
        assert_eq!(text(b"\xef\xbb\xbf\xff"), Err(FeedError::NotUtf8 { at: 3 }));
    }
}
