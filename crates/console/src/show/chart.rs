//! Charts, drawn here as SVG: they need no script, print well, and keep to the page's colours.

use std::fmt::Write as _;

/// How wide a chart's own measure is.
const WIDTH: usize = 640;
/// How high.
const HEIGHT: usize = 172;
/// Room for figures on the left and words beneath.
const LEFT: usize = 60;
const BENEATH: usize = 32;
/// Room above the highest, where its figure stands.
const ABOVE: usize = 16;

/// One column of a chart: what stands beneath it, and how much it is.
#[derive(Clone, Debug)]
pub struct Column {
    /// What stands beneath; empty: nothing.
    pub label: String,
    /// What is said of it where somebody points at it.
    pub title: String,
    /// How much.
    pub count: u64,
}

/// Columns beside each other. `words` says in a sentence what is seen.
#[must_use]
pub fn columns(columns: &[Column], words: &str) -> String {
    let most = columns.iter().map(|column| column.count).max().unwrap_or(0).max(1);
    let top = round_up(most);
    let ground = HEIGHT - BENEATH;
    let mut svg = begin(WIDTH, HEIGHT, "chart", words);
    for (count, y) in [(0, ground), (top / 2, ground - (ground - ABOVE) / 2), (top, ABOVE)] {
        let _ = write!(
            svg,
            "<line class=\"rule\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y}\" y2=\"{y}\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{count}</text>",
            LEFT - 8,
            y + 6
        );
    }
    let each = (WIDTH - LEFT) / columns.len().max(1);
    for (at, column) in columns.iter().enumerate() {
        let high = scaled(column.count, top, ground - ABOVE);
        let (x, y, wide) = (LEFT + at * each + each / 8, ground - high, (each * 3 / 4).max(1));
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" rx=\"2\">\
             <title>{}</title></rect>",
            escaped(&column.title)
        );
        if !column.label.is_empty() {
            let (x, label) = (x + wide / 2, escaped(&column.label));
            let y = HEIGHT - 8;
            let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>");
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Hours of the week: a row for each day, a field for each hour.
#[must_use]
pub fn week(counts: &[[u64; 24]; 7], days: &[&str; 7], words: &str) -> String {
    const EACH: usize = 24;
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let mut svg = begin(LEFT + 24 * EACH + 4, 7 * EACH + BENEATH, "chart heat", words);
    for (row, (hours, day)) in counts.iter().zip(days).enumerate() {
        let y = row * EACH;
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{day}</text>",
            LEFT - 8,
            y + 18
        );
        for (hour, count) in hours.iter().enumerate() {
            let x = LEFT + hour * EACH;
            let share = scaled(*count, most, 90) + if *count > 0 { 10 } else { 0 };
            let look = if *count > 0 {
                format!("fill-opacity=\"{}\"", percent(share))
            } else {
                "class=\"none\"".to_owned()
            };
            let _ = write!(
                svg,
                "<rect {look} x=\"{x}\" y=\"{}\" width=\"22\" height=\"22\" rx=\"3\">\
                 <title>{day} {hour}:00 · {count}</title></rect>",
                y + 1
            );
        }
    }
    for hour in (0..24).step_by(6) {
        let x = LEFT + hour * EACH + 11;
        let y = 7 * EACH + 22;
        let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{hour}:00</text>");
    }
    svg.push_str("</svg>");
    svg
}

fn begin(wide: usize, high: usize, class: &str, words: &str) -> String {
    let words = escaped(words);
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" \
         role=\"img\" aria-label=\"{words}\">"
    )
}

fn percent(of_hundred: usize) -> String {
    if of_hundred >= 100 { "1".to_owned() } else { format!("0.{of_hundred:02}") }
}

/// So much of a height, as a count is of the most.
fn scaled(count: u64, most: u64, height: usize) -> usize {
    let height = u128::try_from(height).unwrap_or(0);
    let scaled = u128::from(count.min(most)).saturating_mul(height) / u128::from(most.max(1));
    usize::try_from(scaled).unwrap_or(0)
}

/// The next number that is easy to read: 2, 4, 6, 10, 20, 40, 60, 100, …
fn round_up(count: u64) -> u64 {
    let mut unit = 1u64;
    loop {
        for step in [2, 4, 6, 10] {
            let top = unit.saturating_mul(step);
            if top >= count {
                return top;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// Text within markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            one => out.push(one),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_column_fits_and_words_stay_words() {
        let column = |count| Column { label: "<b>".into(), title: "a\"b".into(), count };
        let drawn = columns(&[column(0), column(u64::MAX)], "x");
        assert!(drawn.contains("&lt;b&gt;") && !drawn.contains("<b>"), "{drawn}");
        assert!(drawn.contains("a&quot;b"), "{drawn}");
        assert!(drawn.contains("height=\"124\""), "{drawn}");
        assert!(columns(&[], "x").ends_with("</svg>"));
        assert_eq!([0, 2, 3, 7, 11, 61].map(round_up), [2, 2, 4, 10, 20, 100]);
        assert_eq!([5, 42, 100].map(percent), ["0.05", "0.42", "1"]);
    }
}
