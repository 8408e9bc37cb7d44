//! From bytes to text: BOM, UTF-16 of spreadsheet programs, GBK and GB18030.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::ImportError;

/// A file's text.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// What the reader should know, where something was guessed or lost.
    pub note: Option<String>,
}

/// Valid characters beyond ASCII that one invalid byte sequence of UTF-8 needs on its side.
///
/// Chinese chats in GBK, read as UTF-8, have 0.25 to 0.27 (measured on three data sets); a UTF-8
/// file that was cut or damaged has hundreds.
const VALID_PER_INVALID: usize = 4;
/// Characters that one unreadable place of GB18030 needs on its side.
const READ_PER_LOST: usize = 100;

/// Refuses what is no text at all, with advice.
pub(super) fn refuse_binary(bytes: &[u8]) -> Result<(), ImportError> {
    let kinds: [(&[u8], &str, &str); 4] = [
        (b"PK\x03\x04", "压缩包或 Excel 工作簿", "请解压,或在表格软件里另存为“CSV UTF-8”再导入"),
        (b"\xd0\xcf\x11\xe0", "旧版 Excel 工作簿", "请在表格软件里另存为“CSV UTF-8”再导入"),
        (b"SQLite format 3", "数据库文件", "请用导出工具导出成 CSV 或 JSON 再导入"),
        (b"\x1f\x8b", "压缩文件", "请解压后再导入"),
    ];
    match kinds.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        Some(&(_, what, advice)) => Err(ImportError::Binary { what, advice }),
        None => Ok(()),
    }
}

/// Reads bytes as UTF-8, else UTF-16 where a BOM says so, else GB18030.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ImportError> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Ok(utf16(UTF_16LE, rest));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Ok(utf16(UTF_16BE, rest));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), note: None }),
        Err(error) => damaged(bytes, error.valid_up_to()),
    }
}

fn utf16<'a>(encoding: &'static encoding_rs::Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, lost) = encoding.decode_without_bom_handling(bytes);
    let note = lost.then(|| "文件按 UTF-16 读,有的字符读不出,换成了 �".to_owned());
    Decoded { text, note }
}

fn damaged(bytes: &[u8], first: usize) -> Result<Decoded<'_>, ImportError> {
    let (valid, invalid) = count_utf8(bytes);
    if valid >= invalid.saturating_mul(VALID_PER_INVALID) {
        let note = format!("文件是 UTF-8,但有 {invalid} 处字节读不出,换成了 �");
        return Ok(Decoded { text: String::from_utf8_lossy(bytes), note: Some(note) });
    }
    let (text, lost) = GB18030.decode_without_bom_handling(bytes);
    let mut note = "文件不是 UTF-8,按 GBK/GB18030 读出".to_owned();
    if lost {
        let lost = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
        if lost.saturating_mul(READ_PER_LOST) > text.chars().count() {
            let line = bytes.iter().take(first).filter(|&&b| b == b'\n').count() + 1;
            return Err(ImportError::Encoding { line });
        }
        note.push_str(&format!(",有 {lost} 处读不出,换成了 �"));
    }
    Ok(Decoded { text, note: Some(note) })
}

/// Characters beyond ASCII, and invalid sequences, of bytes read as UTF-8.
fn count_utf8(bytes: &[u8]) -> (usize, usize) {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    (valid, invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, bool) {
        let decoded = decode(bytes).unwrap();
        (decoded.text.into_owned(), decoded.note.is_some())
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "今晚谁值班?\n我来吧";
        assert_eq!(read(text.as_bytes()), (text.to_owned(), false));
        let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(read(&bom), (text.to_owned(), false));
        let (gbk, ..) = encoding_rs::GBK.encode(text);
        assert_eq!(read(&gbk), (text.to_owned(), true));
        let utf16: Vec<u8> =
            [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16), (text.to_owned(), false));
    }

    #[test]
    fn a_damaged_utf8_file_stays_utf8() {
        let cut = "这个文件在传输时断在了半个字上".as_bytes();
        let (text, noted) = read(&cut[..cut.len() - 1]);
        assert!(text.starts_with("这个文件") && text.ends_with('\u{fffd}') && noted);
    }

    #[test]
    fn noise_and_workbooks_are_refused() {
        let noise = [0xff, 0x80, 0x31].repeat(1_000);
        assert!(matches!(decode(&noise), Err(ImportError::Encoding { line: 1 })));
        assert!(matches!(refuse_binary(b"PK\x03\x04.."), Err(ImportError::Binary { .. })));
    }
}
