//! What a picture or file is, seen from its bytes alone: its format whatever its name says, a
//! hash, a likeness to compare pictures by, and what the QR codes in it hold.
//!
//! Reads no files and calls nobody. Pictures come from strangers: how much is decoded is bounded
//! before it is decoded, and a decoder that panics is an unreadable picture and nothing more.

mod blocked;
mod likeness;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{DynamicImage, GrayImage, ImageReader, Limits, imageops};
use sha2::{Digest, Sha256};

pub use blocked::{BAD_LINES_MAX, BadLine, Blocked, ENTRIES_MAX, Match};
pub use likeness::Likeness;

/// The largest file that is looked at, in bytes.
pub const BYTES_MAX: usize = 16 << 20;
/// The widest and highest picture that is decoded.
const SIDE_MAX: u32 = 12_000;
/// The most pixels of a picture that is decoded.
const PIXELS_MAX: u64 = 40_000_000;
/// The most memory that a decoder may ask for, in bytes.
const DECODER_BYTES_MAX: u64 = 192 << 20;
/// Codes are looked for in pictures of at most this many pixels a side: larger ones are made
/// smaller, which phones do too.
const CODE_SIDES: [u32; 2] = [800, 1_600];
/// The most codes of a picture that are read.
const CODES_MAX: usize = 8;
/// The longest text of a code that is kept, in bytes; none can hold more.
const CODE_BYTES_MAX: usize = 3_000;

/// What is seen of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// What the file is by its first bytes, as an ending such as `jpg`.
    pub format: Option<&'static str>,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its content, in 64 hexadecimal digits.
    pub hash: String,
    /// What it shows, where it is a picture.
    pub picture: Result<Picture, Unread>,
}

/// A picture that was decoded; of several frames the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What similar pictures have in common; none where there is nothing to see in it.
    pub likeness: Option<Likeness>,
    /// What the QR codes in it hold, each once.
    pub codes: Vec<String>,
}

/// Why nothing is known of what a file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is no picture of a form that is read.
    NoPicture,
    /// It is larger than [`BYTES_MAX`], or would be when it is decoded.
    TooLarge,
    /// It is damaged.
    Damaged,
}

impl Unread {
    /// In Chinese, for people.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Unread::NoPicture => "不是能读的图片",
            Unread::TooLarge => "图片太大,没有读",
            Unread::Damaged => "图片已损坏",
        }
    }
}

/// Looks at a file.
#[must_use]
pub fn look(bytes: &[u8]) -> Looked {
    let sum = Sha256::digest(bytes);
    Looked {
        format: infer::get(bytes).map(|kind| kind.extension()),
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        hash: sum.iter().map(|byte| format!("{byte:02x}")).collect(),
        picture: picture(bytes),
    }
}

fn picture(bytes: &[u8]) -> Result<Picture, Unread> {
    if bytes.len() > BYTES_MAX {
        return Err(Unread::TooLarge);
    }
    // Decoders are by others, and what they decode is by anybody.
    let decoded = catch_unwind(AssertUnwindSafe(|| decode(bytes)));
    let (image, width, height) = decoded.unwrap_or(Err(Unread::Damaged))?;
    let likeness = Likeness::of(&image);
    let codes = catch_unwind(AssertUnwindSafe(|| codes(&image))).unwrap_or_default();
    Ok(Picture { width, height, likeness, codes })
}

/// The picture in shades of grey, no larger than codes are looked for in, and its size.
fn decode(bytes: &[u8]) -> Result<(GrayImage, u32, u32), Unread> {
    let reader = || {
        let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
        reader.ok().filter(|reader| reader.format().is_some()).ok_or(Unread::NoPicture)
    };
    let (width, height) = reader()?.into_dimensions().map_err(|_| Unread::Damaged)?;
    let pixels = u64::from(width) * u64::from(height);
    if width > SIDE_MAX || height > SIDE_MAX || pixels > PIXELS_MAX {
        return Err(Unread::TooLarge);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    let mut reader = reader()?;
    reader.limits(limits);
    let image = reader.decode().map_err(|_| Unread::Damaged)?;
    let [.., side] = CODE_SIDES;
    Ok((within(&on_white(image), side), width, height))
}

/// In shades of grey; what is transparent is white, as people see it.
fn on_white(image: DynamicImage) -> GrayImage {
    if !image.color().has_alpha() {
        return image.into_luma8();
    }
    let seen = image.into_luma_alpha8();
    let white = u32::from(u8::MAX);
    GrayImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [grey, alpha] = seen.get_pixel(x, y).0.map(u32::from);
        let mixed = (grey * alpha + white * (white - alpha)) / white;
        image::Luma([u8::try_from(mixed).unwrap_or(u8::MAX)])
    })
}

/// The picture, made smaller where a side is longer than that.
fn within(image: &GrayImage, side: u32) -> GrayImage {
    let longest = image.width().max(image.height());
    if longest <= side {
        return image.clone();
    }
    let scaled = |length: u32| {
        let scaled = u64::from(length) * u64::from(side) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(side).max(1)
    };
    let (width, height) = (scaled(image.width()), scaled(image.height()));
    imageops::resize(image, width, height, imageops::FilterType::Triangle)
}

/// What the codes in a picture hold: at two sizes, and dark on light or light on dark.
fn codes(image: &GrayImage) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for side in CODE_SIDES {
        let smaller = within(image, side);
        for inverted in [false, true] {
            codes_of(&smaller, inverted, &mut found);
            if !found.is_empty() {
                return found;
            }
        }
        if image.width().max(image.height()) <= side {
            break;
        }
    }
    found
}

fn codes_of(image: &GrayImage, inverted: bool, found: &mut Vec<String>) {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let shades = image.as_raw();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        let shade = shades.get(y * width + x).copied().unwrap_or(u8::MAX);
        if inverted { u8::MAX - shade } else { shade }
    });
    for grid in prepared.detect_grids().iter().take(CODES_MAX) {
        let Ok((_, text)) = grid.decode() else { continue };
        let text = text.trim();
        if !text.is_empty() && text.len() <= CODE_BYTES_MAX && found.iter().all(|one| one != text) {
            found.push(text.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Luma, Rgba, RgbaImage};
    use proptest::prelude::*;

    fn code(text: &str) -> GrayImage {
        let code = qrcode::QrCode::new(text).unwrap();
        let side = u32::try_from(code.width()).unwrap();
        let colors = code.to_colors();
        GrayImage::from_fn((side + 8) * 6, (side + 8) * 6, |x, y| {
            let (column, row) = ((x / 6).wrapping_sub(4), (y / 6).wrapping_sub(4));
            let inside = column < side && row < side;
            let dark = inside && colors[(row * side + column) as usize] == qrcode::Color::Dark;
            Luma([if dark { 20 } else { 240 }])
        })
    }

    fn bytes(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    #[test]
    fn codes_are_read_in_every_form() {
        let text = "https://u.wechat.example/kfcode?x=甲乙";
        let image = DynamicImage::ImageLuma8(code(text));
        for (format, ending) in [
            (ImageFormat::Png, "png"),
            (ImageFormat::Jpeg, "jpg"),
            (ImageFormat::Gif, "gif"),
            (ImageFormat::Bmp, "bmp"),
            (ImageFormat::WebP, "webp"),
        ] {
            let image = match format {
                ImageFormat::Gif | ImageFormat::WebP => DynamicImage::from(image.to_rgba8()),
                _ => image.clone(),
            };
            let looked = look(&bytes(&image, format));
            assert_eq!(looked.format, Some(ending));
            let picture = looked.picture.unwrap();
            assert_eq!(picture.codes, [text], "{ending}");
            assert_eq!((picture.width, picture.height), (image.width(), image.height()));
        }
    }

    #[test]
    fn codes_are_read_small_in_a_large_picture_light_on_dark_and_on_nothing() {
        let code = code("https://qun.example/1");
        let side = code.width();
        let mut poster = GrayImage::from_fn(2_400, 3_000, |x, y| Luma([(x / 40 + y / 50) as u8]));
        let large = imageops::resize(&code, side * 2, side * 2, imageops::FilterType::Nearest);
        imageops::replace(&mut poster, &large, 1_500, 2_200);
        let inverted = GrayImage::from_fn(side, side, |x, y| Luma([255 - code.get_pixel(x, y)[0]]));
        let bare = RgbaImage::from_fn(side, side, |x, y| {
            Rgba([0, 0, 0, if code.get_pixel(x, y)[0] < 128 { 255 } else { 0 }])
        });
        for image in [poster.into(), inverted.into(), DynamicImage::from(bare)] {
            let picture = look(&bytes(&image, ImageFormat::Png)).picture.unwrap();
            assert_eq!(picture.codes, ["https://qun.example/1"]);
        }
    }

    #[test]
    fn what_is_no_picture_or_too_large_or_damaged() {
        assert_eq!(look(b"MZ\x90\0\x03").format, Some("exe"));
        assert_eq!(look(b"").picture, Err(Unread::NoPicture));
        assert_eq!(look("只是文字".as_bytes()).picture, Err(Unread::NoPicture));
        // A few bytes that claim to be a picture of two thousand million pixels.
        let mut bomb = bytes(&DynamicImage::ImageLuma8(code("x")), ImageFormat::Png);
        bomb[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
        let seen = look(&bomb).picture.unwrap_err();
        assert!(matches!(seen, Unread::TooLarge | Unread::Damaged), "{seen:?}");
        let whole = bytes(&DynamicImage::ImageLuma8(code("x")), ImageFormat::Png);
        assert_eq!(look(&whole[..whole.len() / 2]).picture, Err(Unread::Damaged));
        assert_eq!(look(&vec![0; BYTES_MAX + 1]).picture, Err(Unread::TooLarge));
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(look(b"").hash, hash);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            head in 0_usize..5,
            rest in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            let heads: [&[u8]; 5] = [
                b"\x89PNG\r\n\x1a\n",
                b"\xff\xd8\xff\xe0",
                b"GIF89a",
                b"BM",
                b"RIFF\x20\0\0\0WEBPVP8 ",
            ];
            let _ = look(&[heads[head], &rest].concat());
        }
    }
}
