//! Codes that phones read, drawn as one path.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// White around a code, in squares (ISO/IEC 18004).
const AROUND: usize = 4;

/// A text as a code: markup of an image with that name. None where the text is too long.
#[must_use]
pub fn drawn(text: &str, name: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let size = code.width();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code[(*x, y)] == Color::Dark) {
            write!(path, "M{} {}h1v1h-1z", x + AROUND, y + AROUND).ok()?;
        }
    }
    let side = size + 2 * AROUND;
    let escape = |one: char| match one {
        '"' => "&quot;".to_owned(),
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        other => other.to_string(),
    };
    let name: String = name.chars().map(escape).collect();
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{name}\" \
         shape-rendering=\"crispEdges\"><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_drawn_and_its_name_stays_a_name() {
        let drawn = drawn("otpauth://totp/a?secret=B", "<\"码\">").unwrap();
        assert!(drawn.contains("aria-label=\"&lt;&quot;码&quot;>\""), "{drawn}");
        // A corner's square of seven by seven, white around it.
        assert!(drawn.contains("M4 4h1v1h-1z") && !drawn.contains("M3 4h1"), "{drawn}");
        assert!(super::drawn(&"x".repeat(4_000), "").is_none());
    }
}
