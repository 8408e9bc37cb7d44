//! Documents of every form that people keep policies in: bytes in, text out, without I/O.
//!
//! What a file is, its first bytes say; its name is not asked, as people rename files. The text
//! has the lines that a reader sees, automatic numbers included, as the numbering of a document
//! is what its clauses are cited by.

mod archive;
mod docx;
mod figures;
mod html;
mod layout;
mod pdf;
mod sheet;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::decode::{DOCUMENT_BYTES_MAX, DecodeError, decode};

/// Largest file that is read, in bytes: a short policy may come with large pictures.
pub const FILE_BYTES_MAX: usize = 32 << 20;

/// What a document was before it was text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain text or Markdown: the text is the file's own.
    Text,
    /// A Word document.
    Docx,
    /// A web page.
    Html,
    /// A PDF.
    Pdf,
}

/// A document's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its text: what spans of clauses count in.
    pub text: String,
    /// What it was.
    pub form: Form,
}

/// The text of a document of any form.
///
/// # Errors
/// [`DecodeError`] where the file is too large, locked, broken or without text, or of a form
/// that is not read; it says what to do.
pub fn read(bytes: &[u8]) -> Result<Document, DecodeError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(DecodeError::FileTooLarge { bytes: bytes.len() });
    }
    let form = form_of(bytes)?;
    let text = match form {
        Form::Text => return decode(bytes).map(|text| Document { text, form }),
        Form::Docx => guarded("Word 文档", bytes, docx::read)?,
        Form::Html => guarded("网页", bytes, html::read)?,
        Form::Pdf => guarded("PDF", bytes, pdf::read)?,
    };
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(DecodeError::TooLarge { bytes: text.len() });
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Err(if form == Form::Pdf { DecodeError::Scanned } else { DecodeError::Empty });
    }
    Ok(Document { text, form })
}

/// The lines of a list of any form: of an Excel sheet its rows, cells parted by tabs; of
/// anything else its text.
///
/// # Errors
/// As of [`read`].
pub fn lines(bytes: &[u8]) -> Result<String, DecodeError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(DecodeError::FileTooLarge { bytes: bytes.len() });
    }
    match read(bytes) {
        Err(DecodeError::OtherForm { what: SHEET, .. }) => guarded(SHEET, bytes, sheet::read),
        Err(DecodeError::OtherForm { what: what @ OLD_SHEET, .. }) => {
            let advice = "请在 Excel 或 WPS 里打开,另存为 .xlsx 后再试";
            Err(DecodeError::OtherForm { what, advice })
        }
        read => Ok(read?.text),
    }
}

/// Runs a reader that hands bytes to a parser from elsewhere: the one place of the program
/// where a panic is stopped, as no promise of ours holds inside such a parser. Nothing that it
/// held is used afterwards.
fn guarded(
    what: &'static str,
    bytes: &[u8],
    reader: fn(&[u8]) -> Result<String, DecodeError>,
) -> Result<String, DecodeError> {
    catch_unwind(AssertUnwindSafe(|| reader(bytes))).unwrap_or(Err(DecodeError::Broken { what }))
}

/// What a file is, by its bytes.
fn form_of(bytes: &[u8]) -> Result<Form, DecodeError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Form::Docx);
    }
    // Readers of PDF accept other bytes before the sign; mail programs put some there.
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Ok(Form::Pdf);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(old_office(bytes));
    }
    const OTHERS: [(&[u8], &str, &str); 11] = [
        (b"{\\rtf", "RTF 文档", SAVE_AS_DOCX),
        (b"\x89PNG", "图片", TYPE_OUT),
        (b"\xff\xd8\xff", "图片", TYPE_OUT),
        (b"GIF8", "图片", TYPE_OUT),
        (b"BM", "图片", TYPE_OUT),
        (b"II*\0", "图片", TYPE_OUT),
        (b"MM\0*", "图片", TYPE_OUT),
        (b"RIFF", "图片、声音或视频", TYPE_OUT),
        (b"Rar!", "压缩包", UNPACK),
        (b"7z\xbc\xaf", "压缩包", UNPACK),
        (b"\x1f\x8b", "压缩包", UNPACK),
    ];
    // A text may begin with the letters BM or RIFF: then it has no zero bytes.
    let other = OTHERS.iter().find(|(sign, ..)| {
        bytes.starts_with(sign)
            && (sign.len() > 4 || !sign.is_ascii() || head.contains(&0) || sign.contains(&0))
    });
    if let Some((_, what, advice)) = other {
        return Err(DecodeError::OtherForm { what, advice });
    }
    Ok(if html::is_page(bytes) { Form::Html } else { Form::Text })
}

const SHEET: &str = "Excel 表格";
const OLD_SHEET: &str = "旧版 Excel 表格(.xls)";
const SAVE_AS_DOCX: &str = "请在 Word 或 WPS 里打开,另存为 .docx 后再试";
const TYPE_OUT: &str =
    "程序只读文字;请找到原来的文档,或者先把图里的文字识别出来,存为 .docx 或 .txt";
const UNPACK: &str = "请先解压,再选里面的文档";

/// What lies in the old container of Office files, by the names of its streams.
fn old_office(bytes: &[u8]) -> DecodeError {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") {
        return DecodeError::Locked {
            what: "文档",
            advice: "请在 Word 或 WPS 里打开,去掉密码后另存为 .docx",
        };
    }
    let (what, advice) = if has("WordDocument") {
        ("旧版 Word 文档(.doc)或 WPS 文字(.wps)", SAVE_AS_DOCX)
    } else if has("Workbook") {
        (OLD_SHEET, "请把其中的制度文字复制到 Word 里,存为 .docx")
    } else if has("PowerPoint Document") {
        ("旧版 PowerPoint 演示文稿(.ppt)", "请把其中的制度文字复制到 Word 里,存为 .docx")
    } else {
        ("旧版 Office 文档", SAVE_AS_DOCX)
    };
    DecodeError::OtherForm { what, advice }
}
