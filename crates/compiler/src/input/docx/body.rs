//! The text of a document: paragraphs, tables, text boxes and notes in their order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::Styles;
use super::numbering::Numbering;
use crate::decode::DecodeError;
use crate::input::layout::Lines;
use crate::input::xml::{Node, Tag, walk};

/// Elements whose text is not on the page, or a second time.
const LEFT_OUT: [&str; 10] = [
    "del",       // a deletion that is being discussed
    "moveFrom",  // where something stood before
    "Fallback",  // the same text box for older programs
    "rt",        // a reading above a character
    "instrText", // what a field computes
    "delText",   // deleted
    "txbxStories",
    "docPart",
    "rPrChange", // how it looked before
    "pPrChange", // the number that it had before
];

/// Text boxes within text boxes beyond this depth are read as part of the one around them.
const NESTED_MAX: usize = 16;

/// A paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    list: Option<String>,
    level: Option<u32>,
    /// The end of the paragraph is deleted: the next one joins it.
    end_deleted: bool,
    /// Whole lines that stand after it: its notes and text boxes.
    after: Vec<String>,
}

/// What of a paragraph's properties is open.
#[derive(Default)]
struct Inside {
    /// How deep in [`LEFT_OUT`].
    left_out: usize,
    /// In a paragraph's properties, in those of its end, in a run's properties.
    properties: bool,
    end_properties: bool,
    run_properties: bool,
    /// The run is hidden.
    hidden: bool,
    /// In `w:t`.
    text: bool,
    /// How deep in a table of contents made by the program.
    contents: usize,
    /// Content controls that are open, and whether each is a table of contents.
    controls: Vec<bool>,
    /// Paragraphs open beyond [`NESTED_MAX`].
    flat: usize,
}

struct Body<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    notes: &'a BTreeMap<String, String>,
    lines: Lines,
    open: Vec<Paragraph>,
    inside: Inside,
    /// Text of paragraphs whose end is deleted.
    pending: Option<Paragraph>,
}

/// The text of `document.xml`.
pub(super) fn read(
    xml: &str,
    styles: &Styles,
    numbering: Numbering,
    notes: &BTreeMap<String, String>,
) -> Result<String, DecodeError> {
    let mut body = Body {
        styles,
        numbering,
        notes,
        lines: Lines::default(),
        open: Vec::new(),
        inside: Inside::default(),
        pending: None,
    };
    let whole = walk(xml, |node| {
        match node {
            Node::Open(tag) => body.opened(&tag),
            Node::Close(name) => body.closed(name),
            Node::Text(text) => body.text(text),
        }
        if body.lines.full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if !whole {
        return Err(super::BROKEN);
    }
    if let Some(rest) = body.pending.take() {
        body.lines.paragraph(&rest.text);
    }
    body.lines.finish()
}

/// The text of each note, by its id.
pub(super) fn notes(xml: &str) -> BTreeMap<String, String> {
    let mut notes = BTreeMap::new();
    let (mut id, mut text) = (None, String::new());
    let (mut inside, mut left_out) = (false, 0_usize);
    walk(xml, |node| {
        match node {
            Node::Open(tag) if LEFT_OUT.contains(&tag.name()) => left_out += 1,
            Node::Close(name) if LEFT_OUT.contains(&name) => left_out = left_out.saturating_sub(1),
            Node::Open(tag) => match tag.name() {
                // The line above the notes is a note of its own, with a type.
                "footnote" | "endnote" => {
                    id = tag.attribute("id").filter(|_| tag.attribute("type").is_none());
                    text.clear();
                }
                "t" => inside = true,
                _ => {}
            },
            Node::Text(words) if inside && left_out == 0 => text.push_str(words),
            Node::Close("t") => inside = false,
            Node::Close("footnote" | "endnote") => {
                if let Some(id) = id.take() {
                    notes.insert(id, text.trim().to_owned());
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    });
    notes
}

impl Body<'_> {
    /// Whether an element is left out; as a property of a paragraph's end, a deletion is of the
    /// end alone.
    fn leaves_out(&self, name: &str) -> bool {
        let of_end = self.inside.end_properties && matches!(name, "del" | "moveFrom");
        LEFT_OUT.contains(&name) && !of_end
    }

    fn opened(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        if self.leaves_out(name) {
            self.inside.left_out = self.inside.left_out.saturating_add(1);
        }
        if self.inside.left_out > 0 {
            return;
        }
        match name {
            "sdt" => self.inside.controls.push(false),
            "docPartGallery" if tag.value().as_deref() == Some("Table of Contents") => {
                if let Some(control) = self.inside.controls.last_mut().filter(|it| !**it) {
                    *control = true;
                    self.inside.contents += 1;
                }
            }
            "tbl" => self.lines.open_table(),
            "p" if self.open.len() < NESTED_MAX => self.open.push(Paragraph::default()),
            "p" => self.inside.flat = self.inside.flat.saturating_add(1),
            "pPr" => self.inside.properties = true,
            "rPr" if self.inside.properties => self.inside.end_properties = true,
            "rPr" => self.inside.run_properties = true,
            "r" => self.inside.hidden = false,
            "vanish" if self.inside.run_properties => self.inside.hidden = tag.on(),
            "t" => self.inside.text = true,
            "tab" if !self.inside.properties => self.push(" "),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "footnoteReference" | "endnoteReference" => self.note(tag),
            _ => self.property(tag),
        }
    }

    /// A property of the open paragraph.
    fn property(&mut self, tag: &Tag<'_>) {
        let end = self.inside.end_properties;
        let Some(open) = self.open.last_mut().filter(|_| self.inside.properties) else { return };
        match tag.name() {
            "pStyle" => open.style = tag.value(),
            "numId" => open.list = tag.value(),
            "ilvl" => open.level = tag.number(),
            "del" | "moveFrom" if end => open.end_deleted = true,
            _ => {}
        }
    }

    fn closed(&mut self, name: &str) {
        if self.leaves_out(name) {
            self.inside.left_out = self.inside.left_out.saturating_sub(1);
            return;
        }
        if self.inside.left_out > 0 {
            return;
        }
        match name {
            "sdt" => {
                let contents = self.inside.controls.pop().unwrap_or_default();
                self.inside.contents = self.inside.contents.saturating_sub(usize::from(contents));
            }
            "tbl" => self.lines.close_table(),
            "tr" => self.lines.close_row(),
            "tc" => self.lines.close_cell(),
            "pPr" => self.inside.properties = false,
            "rPr" if self.inside.end_properties => self.inside.end_properties = false,
            "rPr" => self.inside.run_properties = false,
            "t" => self.inside.text = false,
            "p" if self.inside.flat > 0 => self.inside.flat -= 1,
            "p" => self.end_paragraph(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.inside.text && self.inside.left_out == 0 {
            self.push(text);
        }
    }

    fn push(&mut self, text: &str) {
        let shown = !self.inside.hidden && self.inside.contents == 0;
        if let Some(open) = self.open.last_mut().filter(|_| shown) {
            // Signs of fonts that have pictures in the place of letters say nothing.
            open.text.extend(text.chars().filter(|c| !matches!(c, '\u{e000}'..='\u{f8ff}')));
        }
    }

    fn note(&mut self, tag: &Tag<'_>) {
        let note = tag.attribute("id").and_then(|id| self.notes.get(&id));
        let note = note.filter(|note| !note.is_empty() && self.inside.contents == 0);
        if let (Some(open), Some(note)) = (self.open.last_mut(), note) {
            open.after.push(format!("注:{note}"));
        }
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.open.pop() else { return };
        if self.inside.contents > 0 {
            return;
        }
        if self.open.is_empty()
            && let Some(mut before) = self.pending.take()
        {
            // The second paragraph's properties hold for both, as Word merges them.
            before.text.push_str(&paragraph.text);
            before.after.append(&mut paragraph.after);
            paragraph = Paragraph { text: before.text, after: before.after, ..paragraph };
        }
        if paragraph.end_deleted && self.open.is_empty() {
            self.pending = Some(paragraph);
            return;
        }
        let style = paragraph.style.as_ref().or(self.styles.ordinary.as_ref());
        if style.is_some_and(|style| self.styles.contents.contains(style)) {
            return;
        }
        let label =
            self.numbering.label(paragraph.list.take(), paragraph.level, style.map(String::as_str));
        let words = paragraph.text.trim_start_matches(['\u{3000}', ' ', '\t']);
        let line = match label {
            Some(label) => format!("{label}{words}"),
            None => words.to_owned(),
        };
        match self.open.last_mut() {
            // Within another paragraph: a text box.
            Some(outer) => {
                outer.after.push(line);
                outer.after.append(&mut paragraph.after);
            }
            None => {
                self.lines.paragraph(&line);
                for line in &paragraph.after {
                    self.lines.paragraph(line);
                }
            }
        }
    }
}
