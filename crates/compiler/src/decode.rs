//! A file's bytes as text: UTF-8, UTF-16 and GB18030, told apart by what the bytes are.

use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};

/// Longest text that is read, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = policy::numbering::TEXT_BYTES_MAX;

/// Why a file could not be read as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// More text than [`DOCUMENT_BYTES_MAX`].
    #[error("文件的文字有 {bytes} 字节,超过了 4 MiB 的上限;请把文件分成几个")]
    TooLarge {
        /// The text's size, as far as it was read.
        bytes: usize,
    },
    /// A file of more than [`crate::input::FILE_BYTES_MAX`].
    #[error("文件有 {} MiB,超过了 32 MiB 的上限;请删去图片,或把文件分成几个", bytes >> 20)]
    FileTooLarge {
        /// The file's size, as far as it was read.
        bytes: usize,
    },
    /// A small file that unpacks to very much.
    #[error("文件解开之后太大,不像正常的文档,没有读;请打开它,把文字复制到新文档里另存")]
    Bomb,
    /// No text, or only white space.
    #[error("文件里没有文字")]
    Empty,
    /// A PDF that has pictures of pages.
    #[error(
        "这个 PDF 里没有文字,多半是扫描件;请找到原来的 Word 文档,或者先做文字识别,存为 .docx 或 .txt"
    )]
    Scanned,
    /// A PDF whose letters can't be told.
    #[error("这个 PDF 的字体没有注明是什么字,读不出来;请找到原来的 Word 文档,或另存为 .docx")]
    Unmapped,
    /// A password is wanted.
    #[error("这个{what}有密码,打不开;{advice}")]
    Locked {
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A form that is not read.
    #[error("这是{what},读不了;{advice}")]
    OtherForm {
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// It breaks off or contradicts itself.
    #[error("这个{what}已经损坏或不完整,读不了;请重新下载,或用原来的软件打开后另存一份")]
    Broken {
        /// What it should be.
        what: &'static str,
    },
    /// No known encoding fits.
    #[error(
        "读不出文字:从第 {at} 个字节起,既不是 UTF-8,也不是 GB18030 或 UTF-16;请在编辑器里另存为 UTF-8"
    )]
    Unknown {
        /// The first byte that is no UTF-8, from 1.
        at: usize,
    },
}

/// The text of a file, without a byte order mark; Mac line ends become ordinary ones.
///
/// # Errors
/// [`DecodeError`] where the bytes are too many, no text, or in no known encoding.
pub fn decode(bytes: &[u8]) -> Result<String, DecodeError> {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(DecodeError::TooLarge { bytes: bytes.len() });
    }
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, skip)) => with(encoding, bytes.get(skip..).unwrap_or_default()),
        None => unmarked(bytes),
    };
    let text = text.filter(|text| is_text(text)).ok_or_else(|| DecodeError::Unknown {
        at: std::str::from_utf8(bytes).err().map_or(1, |error| error.valid_up_to() + 1),
    })?;
    if text.trim().is_empty() {
        return Err(DecodeError::Empty);
    }
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(DecodeError::TooLarge { bytes: text.len() });
    }
    Ok(if text.contains('\n') { text } else { text.replace('\r', "\n") })
}

fn unmarked(bytes: &[u8]) -> Option<String> {
    if let Some(encoding) = wide(bytes) {
        return with(encoding, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => with(GB18030, bytes),
    }
}

/// UTF-16 without a mark, by its line ends. Other signs don't tell: a Chinese character may
/// have the bytes of an ASCII letter the other way round.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    bytes.chunks_exact(2).find_map(|pair| match pair {
        [b'\n' | b'\r', 0] => Some(UTF_16LE),
        [0, b'\n' | b'\r'] => Some(UTF_16BE),
        _ => None,
    })
}

pub(crate) fn with(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

/// Whether a text has no characters that only other kinds of files have.
fn is_text(text: &str) -> bool {
    !text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "群约定\n\n一、请用真名。\n";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for (name, bytes) in [
            ("utf-8", TEXT.as_bytes().to_vec()),
            ("utf-8 with a mark", marked(b"\xef\xbb\xbf", TEXT.as_bytes())),
            ("gb18030", GB18030.encode(TEXT).0.into_owned()),
            ("utf-16le", utf16(TEXT, false)),
            ("utf-16be", utf16(TEXT, true)),
            ("utf-16le with a mark", marked(b"\xff\xfe", &utf16(TEXT, false))),
            ("utf-16be with a mark", marked(b"\xfe\xff", &utf16(TEXT, true))),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(TEXT), "{name}");
        }
        assert_eq!(decode("一\r二".as_bytes()).as_deref(), Ok("一\n二"));
        assert_eq!(decode("一\r\n二".as_bytes()).as_deref(), Ok("一\r\n二"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let message = |bytes: &[u8]| decode(bytes).unwrap_err().to_string();
        assert_eq!(message(b" \n"), "文件里没有文字");
        assert!(message(&[b'a', 0xff, 0xff]).contains("从第 2 个字节起"));
        assert!(message(b"a\0b\0\0c").contains("读不出文字"));
        assert!(message(&vec![b'a'; DOCUMENT_BYTES_MAX + 1]).contains("4 MiB"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
            let _ = decode(&bytes);
        }
    }
}
