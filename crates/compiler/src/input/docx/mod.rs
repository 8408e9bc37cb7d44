//! Word documents (.docx), as Word, WPS, Pages and LibreOffice write them: the text as it
//! stands on the page, with automatic numbers, without deletions, page headers and footers.

mod body;
mod numbering;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};
use std::ops::ControlFlow;

use encoding_rs::Encoding;
use zip::ZipArchive;
use zip::result::ZipError;

use super::UNPACK;
use crate::decode::DecodeError;
use numbering::{Numbering, StyleNumber};
use xml::{Node, walk};

/// Largest part of a document that is unpacked, in bytes. A page of text is about 30 KB of XML.
const PART_BYTES_MAX: u64 = 64 << 20;
/// Most files in the archive.
const FILES_MAX: usize = 10_000;

const BROKEN: DecodeError = DecodeError::Broken { what: "Word 文档" };

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub(super) fn read(bytes: &[u8]) -> Result<String, DecodeError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BROKEN)?;
    if archive.len() > FILES_MAX {
        return Err(DecodeError::Bomb);
    }
    let main = main_part(&mut archive)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let xml = part(&mut archive, &main)?.ok_or(BROKEN)?;
    let mut beside = |name: &str| {
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        // Without them the text is still there.
        match part(&mut archive, &path) {
            Err(DecodeError::Bomb) => Err(DecodeError::Bomb),
            other => Ok(other.ok().flatten().unwrap_or_default()),
        }
    };
    let styles = styles(&beside("styles.xml")?);
    let numbering = Numbering::read(&beside("numbering.xml")?, styles.numbers.clone());
    let mut notes = body::notes(&beside("footnotes.xml")?);
    notes.extend(body::notes(&beside("endnotes.xml")?));
    body::read(&xml, &styles, numbering, &notes)
}

/// The path of the part with the text; what else an archive is, is said.
fn main_part(archive: &mut Archive<'_>) -> Result<String, DecodeError> {
    let has = |archive: &Archive<'_>, start: &str| {
        archive.file_names().flatten().any(|name| name.starts_with(start))
    };
    let mut main = None;
    if let Some(relations) = part(archive, "_rels/.rels")? {
        walk(&relations, |node| {
            if let Node::Open(tag) = node
                && tag.attribute("Type").is_some_and(|of| of.ends_with("/officeDocument"))
            {
                main = tag.attribute("Target").map(|path| path.trim_start_matches('/').to_owned());
            }
            ControlFlow::Continue(())
        });
    }
    let main = main.unwrap_or_else(|| "word/document.xml".to_owned());
    if main.ends_with(".xml") && main.starts_with("word") && has(archive, &main) {
        return Ok(main);
    }
    let copy = "请把其中的制度文字复制到 Word 里,存为 .docx";
    let save = "请在 WPS 或 LibreOffice 里打开,另存为 .docx 后再试";
    let (what, advice) = if has(archive, "xl/") {
        ("Excel 表格", copy)
    } else if has(archive, "ppt/") {
        ("PowerPoint 演示文稿", copy)
    } else if has(archive, "OFD.xml") {
        ("OFD 版式文件", save)
    } else if has(archive, "META-INF/") && has(archive, "content.xml") {
        ("OpenDocument 文档(.odt)", save)
    } else if has(archive, "word/") || has(archive, "[Content_Types].xml") {
        return Err(BROKEN);
    } else {
        ("压缩包", UNPACK)
    };
    Err(DecodeError::OtherForm { what, advice })
}

/// The text of a part, where there is one.
fn part(archive: &mut Archive<'_>, path: &str) -> Result<Option<String>, DecodeError> {
    let file = match archive.by_name(path) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
            return Err(DecodeError::Locked { what: "压缩包", advice: UNPACK });
        }
        Err(_) => return Err(BROKEN),
    };
    let mut bytes = Vec::new();
    // The size that the archive states may be wrong: what counts is what comes out.
    let read = file.take(PART_BYTES_MAX + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > PART_BYTES_MAX {
        return Err(DecodeError::Bomb);
    }
    read.map_err(|_| BROKEN)?;
    Ok(Some(match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding.decode(&bytes).0.into_owned(),
        None => String::from_utf8(bytes).map_err(|_| BROKEN)?,
    }))
}

/// What the styles of paragraphs say.
#[derive(Default)]
struct Styles {
    /// The automatic number that comes with a style.
    numbers: BTreeMap<String, StyleNumber>,
    /// Styles of a table of contents: its lines would be clauses a second time.
    contents: BTreeSet<String>,
    /// The style of paragraphs that name none.
    ordinary: Option<String>,
}

fn styles(xml: &str) -> Styles {
    let mut out = Styles::default();
    let mut id = String::new();
    let mut one = StyleNumber::default();
    walk(xml, |node| {
        match node {
            Node::Open(tag) => match tag.name() {
                "style" => {
                    id = tag.attribute("styleId").unwrap_or_default();
                    one = StyleNumber::default();
                    let paragraph = tag.attribute("type").as_deref() == Some("paragraph");
                    if paragraph && tag.attribute("default").is_some_and(|it| it == "1") {
                        out.ordinary = Some(id.clone());
                    }
                }
                "name" => {
                    let name = tag.value().unwrap_or_default().to_ascii_lowercase();
                    if name.starts_with("toc ") {
                        out.contents.insert(id.clone());
                    }
                }
                "basedOn" => one.parent = tag.value(),
                "numId" => one.list = tag.value(),
                "ilvl" => one.level = tag.number(),
                _ => {}
            },
            Node::Close("style") => {
                out.numbers.insert(std::mem::take(&mut id), std::mem::take(&mut one));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    });
    out
}
