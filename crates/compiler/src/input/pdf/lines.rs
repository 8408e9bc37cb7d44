//! Lines from letters and their places.

/// A letter on a page. Places are in hundredths of a point, from the upper left corner.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    /// What it is; a few characters where one sign stands for them.
    pub text: String,
    pub x: i64,
    /// The line that it stands on.
    pub y: i64,
    /// How far the next letter is.
    pub width: i64,
    /// The size of its font.
    pub em: i64,
}

/// A page's letters in the order in which they are drawn.
pub(super) struct Page {
    pub height: i64,
    pub letters: Vec<Letter>,
}

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub text: String,
    /// Where it stands: thousandths of the page's height from above.
    pub place: i64,
    /// More than a line's height is between it and the line before.
    pub gap: bool,
}

/// Letters on one line, as they are drawn one after another.
struct Row {
    y: i64,
    em: i64,
    letters: Vec<Letter>,
}

impl Row {
    fn start(&self) -> i64 {
        self.letters.iter().map(|letter| letter.x).min().unwrap_or(0)
    }
}

/// The lines of a page in reading order.
///
/// The order in which a page is drawn is the order of the text with every usual producer, and
/// keeps columns and cells together. Where it jumps about, lines go from above to below.
pub(super) fn of(page: Page) -> Vec<Line> {
    let mut rows = rows(page.letters);
    let ups = rows.windows(2).filter(|pair| matches!(pair, [a, b] if b.y + b.em < a.y)).count();
    if ups * 3 > rows.len() {
        rows.sort_by_key(|row| (row.y, row.start()));
        rows = joined(rows);
    }
    let height = page.height.max(1);
    let mut before: Option<(i64, i64)> = None;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let (y, em) = (row.y, row.em);
        let text = words(row);
        if text.is_empty() {
            continue;
        }
        // Lines stand at most two sizes apart in the loosest settings of offices.
        let gap = before.is_some_and(|(above, size)| y - above > size.max(em) * 5 / 2);
        before = Some((y, em));
        out.push(Line { text, place: y.saturating_mul(1_000) / height, gap });
    }
    out
}

/// Letters that follow each other on a line.
fn rows(letters: Vec<Letter>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for letter in letters {
        match rows.last_mut() {
            Some(row) if (row.y - letter.y).abs() <= row.em.max(letter.em) / 2 => {
                row.em = row.em.max(letter.em);
                row.letters.push(letter);
            }
            _ => rows.push(Row { y: letter.y, em: letter.em, letters: vec![letter] }),
        }
    }
    rows
}

/// Sorted rows, those on the same line as one.
fn joined(rows: Vec<Row>) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for mut row in rows {
        match out.last_mut() {
            Some(last) if (last.y - row.y).abs() <= last.em.max(row.em) / 3 => {
                last.letters.append(&mut row.letters);
            }
            _ => out.push(row),
        }
    }
    out
}

/// The text of a row, with spaces where there are gaps; a letter drawn twice in one place, as
/// for bold type, once.
fn words(row: Row) -> String {
    let mut letters = row.letters;
    letters.sort_by_key(|letter| letter.x);
    let mut text = String::new();
    let mut before: Option<&Letter> = None;
    for letter in &letters {
        if let Some(last) = before {
            if last.text == letter.text && letter.x - last.x <= letter.em / 5 {
                continue;
            }
            let gap = letter.x - (last.x + last.width);
            let blank = letter.text.trim().is_empty() || text.ends_with(char::is_whitespace);
            if gap > letter.em / 4 && !blank {
                text.push(' ');
            }
        }
        text.push_str(&letter.text);
        before = Some(letter);
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str, x: i64, y: i64) -> Vec<Letter> {
        let letter = |(at, c): (usize, char)| {
            let x = x + 1_000 * i64::try_from(at).unwrap();
            Letter { text: c.to_string(), x, y, width: 1_000, em: 1_000 }
        };
        text.chars().enumerate().map(letter).collect()
    }

    fn text(parts: &[(&str, i64, i64)]) -> Vec<String> {
        let letters = parts.iter().flat_map(|(text, x, y)| letters(text, *x, *y)).collect();
        of(Page { height: 80_000, letters }).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_in_the_order_in_which_they_are_drawn() {
        assert_eq!(
            text(&[("左一", 0, 9_000), ("左二", 0, 11_000), ("右一", 40_000, 9_000)]),
            ["左一", "左二", "右一"]
        );
        assert_eq!(text(&[("群名", 0, 9_000), ("片", 3_000, 9_000)]), ["群名 片"]);
    }

    #[test]
    fn a_page_drawn_upwards_is_read_downwards() {
        assert_eq!(
            text(&[("三", 0, 9_000), ("二", 0, 7_000), ("一", 0, 5_000)]),
            ["一", "二", "三"]
        );
    }

    #[test]
    fn bold_letters_drawn_twice_are_one() {
        assert_eq!(text(&[("群规", 0, 9_000), ("群规", 30, 9_000)]), ["群规"]);
        assert_eq!(text(&[("天天", 0, 9_000)]), ["天天"]);
    }
}
