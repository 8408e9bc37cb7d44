//! Word documents (.docx), as Word, WPS, Pages and LibreOffice write them: the text as it
//! stands on the page, with automatic numbers, without deletions, page headers and footers.

mod body;
mod numbering;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::UNPACK;
use super::archive::Archive;
use super::xml::{Node, walk};
use crate::decode::DecodeError;
use numbering::{Numbering, StyleNumber};

const BROKEN: DecodeError = DecodeError::Broken { what: "Word 文档" };

pub(super) fn read(bytes: &[u8]) -> Result<String, DecodeError> {
    let mut archive = Archive::open(bytes, "Word 文档")?;
    let main = main_part(&mut archive)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let xml = archive.part(&main)?.ok_or(BROKEN)?;
    let mut beside = |name: &str| {
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        // Without them the text is still there.
        match archive.part(&path) {
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
    let mut main = None;
    if let Some(relations) = archive.part("_rels/.rels")? {
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
    if main.ends_with(".xml") && main.starts_with("word") && archive.has(&main) {
        return Ok(main);
    }
    let copy = "请把其中的制度文字复制到 Word 里,存为 .docx";
    let save = "请在 WPS 或 LibreOffice 里打开,另存为 .docx 后再试";
    let (what, advice) = if archive.has("xl/") {
        (super::SHEET, copy)
    } else if archive.has("ppt/") {
        ("PowerPoint 演示文稿", copy)
    } else if archive.has("OFD.xml") {
        ("OFD 版式文件", save)
    } else if archive.has("META-INF/") && archive.has("content.xml") {
        ("OpenDocument 文档(.odt)", save)
    } else if archive.has("word/") || archive.has("[Content_Types].xml") {
        return Err(BROKEN);
    } else {
        ("压缩包", UNPACK)
    };
    Err(DecodeError::OtherForm { what, advice })
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
