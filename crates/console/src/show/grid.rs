//! Tables of figures: a name in each row, then its fields. On a phone each row is a card.

use askama::Template;

/// What stands over a column: words, or figures.
#[derive(Clone, Copy, Debug)]
pub enum Head {
    /// Words.
    Words(&'static str),
    /// Figures.
    Figures(&'static str),
}

impl Head {
    fn says(self) -> &'static str {
        let (Head::Words(says) | Head::Figures(says)) = self;
        says
    }

    fn class(self) -> &'static str {
        match self {
            Head::Words(_) => "",
            Head::Figures(_) => "number",
        }
    }
}

/// A row: what it is about, and its fields.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where its name leads; empty: nowhere.
    pub link: String,
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<String>,
}

#[derive(Template)]
#[template(path = "grid.html")]
struct Grid<'a> {
    first: &'static str,
    heads: &'a [Head],
    rows: Vec<(&'a Row, Vec<(&'a Head, &'a String)>)>,
}

/// A table, as markup; empty where there are no rows.
#[must_use]
pub fn grid(first: &'static str, heads: &[Head], rows: &[Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows = rows.iter().map(|row| (row, heads.iter().zip(&row.fields).collect()));
    Grid { first, heads, rows: rows.collect() }.render().unwrap_or_default()
}
