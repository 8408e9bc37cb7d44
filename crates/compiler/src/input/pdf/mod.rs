//! PDF files with text: what each page draws, as lines in reading order.
//!
//! The parser gives every letter with its place and its meaning; `lines` makes lines of them
//! and `furniture` drops what only a printed page needs.

mod furniture;
mod lines;

use std::io::Read as _;
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask, TransformExt as _,
    interpret_page,
};

use crate::decode::{DOCUMENT_BYTES_MAX, DecodeError};
use lines::{Letter, Page};

/// Most pages, and most letters of all pages; beyond, the rest is not read.
const PAGES_MAX: usize = 500;
const LETTERS_MAX: usize = 1_500_000;
/// Most bytes that all streams of a file may unpack to: pictures are large, a file of text
/// with pictures stays far below.
const UNPACKED_BYTES_MAX: u64 = 256 << 20;
/// Streams may be packed again and again; deeper than this is no document.
const PACKED_MAX: usize = 4;
/// Units of a point that places are counted in.
const UNITS: f64 = 100.0;

const BROKEN: DecodeError = DecodeError::Broken { what: "PDF" };

pub(super) fn read(bytes: &[u8]) -> Result<String, DecodeError> {
    if unpacks_to_too_much(bytes) {
        return Err(DecodeError::Bomb);
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => DecodeError::Locked {
            what: "PDF",
            advice: "请用密码打开它,打印成不带密码的 PDF,或把文字另存为 .docx",
        },
        LoadPdfError::Decryption(_) => DecodeError::Locked {
            what: "PDF",
            advice: "它的加密方式读不了;请打开它,打印成不加密的 PDF,或把文字另存为 .docx",
        },
        LoadPdfError::Invalid => BROKEN,
    })?;
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings {
        // Remarks that readers wrote on the page are no part of the document.
        render_content: RenderContent::PAGE,
        warning_sink: Arc::new(|_| {}),
        ..InterpreterSettings::default()
    };
    let mut pages = Vec::new();
    let (mut left, mut unknown) = (LETTERS_MAX, 0_usize);
    for page in pdf.pages().iter().take(PAGES_MAX) {
        let (width, height) = page.render_dimensions();
        let transform = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut context = Context::new(transform, bounds, &cache, pdf.xref(), settings.clone());
        let mut letters = Letters { found: Vec::new(), left, unknown: 0 };
        interpret_page(page, &mut context, &mut letters);
        left = letters.left;
        unknown = unknown.saturating_add(letters.unknown);
        pages.push(Page { height: units(f64::from(height)), letters: letters.found });
    }
    if pages.is_empty() {
        return Err(BROKEN);
    }
    let known = LETTERS_MAX.saturating_sub(left);
    // A few signs without a meaning are ornaments.
    if unknown > known / 4 && unknown > 20 {
        return Err(DecodeError::Unmapped);
    }
    let pages = furniture::without(pages.into_iter().map(lines::of).collect());
    let mut text = String::new();
    for line in pages.iter().flatten() {
        if line.gap && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line.text);
        text.push('\n');
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(DecodeError::TooLarge { bytes: text.len() });
        }
    }
    Ok(text)
}

/// A place in whole units; the program decides nothing by floating point.
#[expect(clippy::float_arithmetic, reason = "the parser's places, made whole here")]
#[expect(clippy::cast_possible_truncation, reason = "saturates, and no page is that large")]
fn units(points: f64) -> i64 {
    ((points * UNITS) as i64).clamp(-10_000_000, 10_000_000)
}

/// Whether the packed streams of a file, found by their keyword, hold more than is read. The
/// parser unpacks a stream whole, so this is looked at before it runs.
fn unpacks_to_too_much(bytes: &[u8]) -> bool {
    let mut left = UNPACKED_BYTES_MAX;
    let mut from = 0;
    while let Some(at) = find(bytes, b"stream", from) {
        from = at + b"stream".len();
        // Not the end of one.
        if bytes.get(..at).is_some_and(|before| before.ends_with(b"end")) {
            continue;
        }
        let rest = bytes.get(from..).unwrap_or_default();
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        let end = find(rest, b"endstream", 0).unwrap_or(rest.len());
        let data = rest.get(..end).unwrap_or_default();
        from = from.saturating_add(end);
        if !is_packed(data) {
            continue;
        }
        left = left.saturating_sub(unpacked(Box::new(data), left, PACKED_MAX));
        if left == 0 {
            return true;
        }
    }
    false
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    memchr::memmem::find(rest, wanted).map(|at| from + at)
}

fn is_packed(data: &[u8]) -> bool {
    matches!(data, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

/// How many bytes a packed stream holds, and what is packed in it; at most `limit` is counted.
fn unpacked(data: Box<dyn std::io::Read + '_>, limit: u64, depth: usize) -> u64 {
    let mut decoder = ZlibDecoder::new(data);
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0_u64;
    let Ok(first) = decoder.read(&mut buffer) else { return 0 };
    let head = buffer.get(..first).unwrap_or_default().to_vec();
    total = total.saturating_add(head.len() as u64);
    if is_packed(&head) {
        let inner = Box::new(std::io::Cursor::new(head).chain(decoder));
        return match depth.checked_sub(1) {
            Some(depth) => total.saturating_add(unpacked(inner, limit, depth)),
            None => limit,
        };
    }
    while total < limit {
        match decoder.read(&mut buffer) {
            Ok(count) if count > 0 => total = total.saturating_add(count as u64),
            _ => break,
        }
    }
    total
}

/// Collects the letters of a page.
struct Letters {
    found: Vec<Letter>,
    /// How many more are taken.
    left: usize,
    /// Letters of which the file does not say what they are.
    unknown: usize,
}

impl<'a> Device<'a> for Letters {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let meaning = match glyph.as_unicode() {
                Some(BfString::Char(c)) => String::from(c),
                Some(BfString::String(text)) => text,
                None => String::new(),
            };
            // Private signs stand for letters of the file's own font.
            let readable =
                |c: char| !c.is_control() && !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
            let text: String = meaning.chars().filter(|c| readable(*c)).collect();
            if text.is_empty() {
                self.unknown = self.unknown.saturating_add(1);
                continue;
            }
            let Some(left) = self.left.checked_sub(1) else { return };
            self.left = left;
            let width = match &**glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            // A letter's own plane has a thousand units; what it is drawn by says how large
            // that is on the page.
            let plane = props.transform * glyph.transform() * Affine::scale(1_000.0);
            let [wide, turn, _, tall, x, y] = plane.as_coeffs().map(units);
            let em = tall.abs().max(1);
            if turn.abs() > em / 4 {
                // A watermark across the page.
                continue;
            }
            #[expect(clippy::cast_possible_truncation, reason = "saturates")]
            let width = width.map_or(em, |width| wide.saturating_mul(width as i64) / 1_000);
            self.found.push(Letter { text, x, y, width, em });
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
