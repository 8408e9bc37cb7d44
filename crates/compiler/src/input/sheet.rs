//! Excel sheets (.xlsx), as Excel, WPS and LibreOffice write them: the rows of the first sheet that
//! is shown, a line each, cells parted by tabs. A line has the number of its row.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::archive::Archive;
use super::xml::{Node, Tag, walk};
use super::{DOCUMENT_BYTES_MAX, SHEET};
use crate::decode::DecodeError;

/// The last row that is read.
const ROWS_MAX: usize = 100_000;
/// The last column that is read.
const COLUMNS_MAX: usize = 256;

const BROKEN: DecodeError = DecodeError::Broken { what: SHEET };

pub(super) fn read(bytes: &[u8]) -> Result<String, DecodeError> {
    let mut archive = Archive::open(bytes, SHEET)?;
    let path = first_sheet(&mut archive)?;
    let shared = archive.part("xl/sharedStrings.xml")?;
    let shared = shared.as_deref().map(texts).unwrap_or_default();
    let xml = archive.part(&path)?.ok_or(BROKEN)?;
    let mut sheet = Sheet { shared, ..Sheet::default() };
    let whole = walk(&xml, |node| sheet.node(&node));
    if sheet.out.len() > DOCUMENT_BYTES_MAX {
        return Err(DecodeError::TooLarge { bytes: sheet.out.len() });
    }
    if !whole {
        return Err(BROKEN);
    }
    if sheet.out.trim().is_empty() {
        return Err(DecodeError::Empty);
    }
    Ok(sheet.out)
}

/// The path of the first sheet that is shown.
fn first_sheet(archive: &mut Archive<'_>) -> Result<String, DecodeError> {
    let book = archive.part("xl/workbook.xml")?.ok_or(BROKEN)?;
    let relations = archive.part("xl/_rels/workbook.xml.rels")?.unwrap_or_default();
    let mut ids = Vec::new();
    walk(&book, |node| {
        if let Node::Open(tag) = node
            && tag.name() == "sheet"
            && tag.attribute("state").is_none_or(|state| state == "visible")
        {
            ids.extend(tag.attribute("id"));
        }
        ControlFlow::Continue(())
    });
    let mut targets = BTreeMap::new();
    walk(&relations, |node| {
        if let Node::Open(tag) = node {
            targets.extend(tag.attribute("Id").zip(tag.attribute("Target")));
        }
        ControlFlow::Continue(())
    });
    let target = ids.first().and_then(|id| targets.get(id));
    Ok(match target.map(|path| (path, path.strip_prefix('/'))) {
        Some((_, Some(whole))) => whole.to_owned(),
        Some((path, None)) => format!("xl/{path}"),
        None => "xl/worksheets/sheet1.xml".to_owned(),
    })
}

/// The texts that cells refer to by number.
fn texts(xml: &str) -> Vec<String> {
    let (mut all, mut one) = (Vec::new(), String::new());
    let (mut inside, mut sounds) = (false, 0_usize);
    walk(xml, |node| {
        match node {
            Node::Open(tag) => match tag.name() {
                "si" => one.clear(),
                "t" => inside = true,
                // How it is read aloud.
                "rPh" => sounds = sounds.saturating_add(1),
                _ => {}
            },
            Node::Text(text) if inside && sounds == 0 => one.push_str(text),
            Node::Close("t") => inside = false,
            Node::Close("rPh") => sounds = sounds.saturating_sub(1),
            Node::Close("si") => all.push(std::mem::take(&mut one)),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    all
}

/// A sheet that is being read.
#[derive(Default)]
struct Sheet {
    shared: Vec<String>,
    out: String,
    /// Rows that are written.
    rows: usize,
    row: usize,
    cells: Vec<String>,
    column: usize,
    sort: String,
    value: String,
    inside: bool,
}

impl Sheet {
    fn node(&mut self, node: &Node<'_>) -> ControlFlow<()> {
        match node {
            Node::Open(tag) => self.opened(tag),
            Node::Text(text) if self.inside => self.value.push_str(text),
            Node::Close("v" | "t") => self.inside = false,
            Node::Close("c") => self.cell(),
            Node::Close("row") => return self.end_row(),
            Node::Close("sheetData") => return ControlFlow::Break(()),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn opened(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "row" => {
                let stated = tag.attribute("r").and_then(|number| number.parse().ok());
                self.row = stated.unwrap_or(0).max(self.rows.saturating_add(1));
                self.cells.clear();
            }
            "c" => {
                let stated = tag.attribute("r").and_then(|place| column(&place));
                self.column = stated.unwrap_or(self.cells.len());
                self.sort = tag.attribute("t").unwrap_or_default();
                self.value.clear();
            }
            "v" | "t" => self.inside = true,
            _ => {}
        }
    }

    fn cell(&mut self) {
        let value = std::mem::take(&mut self.value);
        let text = match self.sort.as_str() {
            "s" => value.trim().parse().ok().and_then(|at: usize| self.shared.get(at)).cloned(),
            "" | "n" => Some(number(&value)),
            // A formula that failed.
            "e" => None,
            _ => Some(value),
        };
        if self.column >= COLUMNS_MAX {
            return;
        }
        if self.cells.len() <= self.column {
            self.cells.resize(self.column.saturating_add(1), String::new());
        }
        if let Some(cell) = self.cells.get_mut(self.column) {
            *cell = text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }

    fn end_row(&mut self) -> ControlFlow<()> {
        if self.row > ROWS_MAX || self.out.len() > DOCUMENT_BYTES_MAX {
            return ControlFlow::Break(());
        }
        while self.rows.saturating_add(1) < self.row {
            self.out.push('\n');
            self.rows = self.rows.saturating_add(1);
        }
        self.out.push_str(self.cells.join("\t").trim_end());
        self.out.push('\n');
        self.rows = self.row;
        ControlFlow::Continue(())
    }
}

/// The column of a place such as `AB12`, from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let count = letters.fold(0_usize, |count, letter| {
        let own = usize::from(letter.to_ascii_uppercase().saturating_sub(b'A')).saturating_add(1);
        count.saturating_mul(26).saturating_add(own)
    });
    count.checked_sub(1)
}

/// A number as people wrote it: long ones are kept as `1.0023456E7`.
fn number(value: &str) -> String {
    let value = value.trim();
    let powers = value.contains(['e', 'E']);
    match value.parse::<f64>() {
        Ok(number) if powers && number.is_finite() => number.to_string(),
        _ => value.strip_suffix(".0").unwrap_or(value).to_owned(),
    }
}
