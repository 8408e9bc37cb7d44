//! Lines as a reader sees them, from paragraphs and tables in the order of a document.

use crate::decode::{DOCUMENT_BYTES_MAX, DecodeError};

/// Tables within tables beyond this depth are read as lines of the one around them.
const TABLES_MAX: usize = 16;
/// What stands between the cells of a row.
const BETWEEN: &str = " | ";

/// The lines so far, and the tables that are open.
#[derive(Default)]
pub(super) struct Lines {
    out: String,
    tables: Vec<Table>,
    /// Bytes given so far, in tables too.
    bytes: usize,
    /// Tables that are open beyond [`TABLES_MAX`].
    flat: usize,
}

#[derive(Default)]
struct Table {
    /// The cells of the open row that are closed.
    row: Vec<Vec<String>>,
    cell: Vec<String>,
}

impl Lines {
    /// Adds a paragraph; line ends inside it are soft breaks. A blank one parts what is around
    /// it.
    pub fn paragraph(&mut self, text: &str) {
        for line in text.split('\n') {
            self.line(line.trim_end());
        }
    }

    fn line(&mut self, line: &str) {
        self.bytes = self.bytes.saturating_add(line.len() + 1);
        if self.bytes > DOCUMENT_BYTES_MAX {
            return;
        }
        match self.tables.last_mut() {
            Some(_) if line.trim().is_empty() => {}
            Some(table) => table.cell.push(line.trim().to_owned()),
            None if line.trim().is_empty() => {
                if !self.out.is_empty() && !self.out.ends_with("\n\n") {
                    self.out.push('\n');
                }
            }
            None => {
                self.out.push_str(line);
                self.out.push('\n');
            }
        }
    }

    /// More text than is read: the rest need not be looked at.
    pub fn full(&self) -> bool {
        self.bytes > DOCUMENT_BYTES_MAX
    }

    pub fn open_table(&mut self) {
        if self.tables.len() < TABLES_MAX {
            self.tables.push(Table::default());
        } else {
            self.flat = self.flat.saturating_add(1);
        }
    }

    pub fn close_table(&mut self) {
        if self.flat > 0 {
            self.flat -= 1;
            return;
        }
        self.close_row();
        self.tables.pop();
    }

    pub fn close_cell(&mut self) {
        if let Some(table) = self.tables.last_mut().filter(|_| self.flat == 0)
            && !table.cell.is_empty()
        {
            table.row.push(std::mem::take(&mut table.cell));
        }
    }

    /// Ends a row: one line where its cells have a line each, as a row of a list of breaches
    /// and penalties is one rule; else the cells one after another, as then the table only
    /// arranges the page.
    pub fn close_row(&mut self) {
        self.close_cell();
        let Some(table) = self.tables.last_mut().filter(|_| self.flat == 0) else { return };
        let row = std::mem::take(&mut table.row);
        let outer = self.tables.pop();
        if row.iter().all(|cell| cell.len() == 1) {
            let cells: Vec<&str> = row.iter().flatten().map(String::as_str).collect();
            if !cells.is_empty() {
                self.line(&cells.join(BETWEEN));
            }
        } else {
            for line in row.iter().flatten() {
                self.line(line);
            }
        }
        self.tables.extend(outer);
    }

    /// The text.
    ///
    /// # Errors
    /// [`DecodeError::TooLarge`].
    pub fn finish(mut self) -> Result<String, DecodeError> {
        while !self.tables.is_empty() {
            self.flat = 0;
            self.close_table();
        }
        if self.full() {
            return Err(DecodeError::TooLarge { bytes: self.bytes });
        }
        let length = self.out.trim_end().len();
        self.out.truncate(length);
        if length > 0 {
            self.out.push('\n');
        }
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&[&str]]]) -> String {
        let mut lines = Lines::default();
        lines.open_table();
        for row in rows {
            for cell in *row {
                cell.iter().for_each(|line| lines.paragraph(line));
                lines.close_cell();
            }
            lines.close_row();
        }
        lines.close_table();
        lines.finish().unwrap()
    }

    #[test]
    fn rows_are_lines_unless_the_table_only_arranges() {
        assert_eq!(rows(&[&[&["刷屏"], &["提醒"]], &[&[""], &["移出"]]]), "刷屏 | 提醒\n移出\n");
        assert_eq!(rows(&[&[&["发言"], &["1、文明", "2、简短"]]]), "发言\n1、文明\n2、简短\n");
    }

    #[test]
    fn deep_tables_keep_their_text() {
        let mut lines = Lines::default();
        for _ in 0..1000 {
            lines.open_table();
        }
        lines.paragraph("严禁刷屏");
        for _ in 0..1000 {
            lines.close_cell();
            lines.close_row();
            lines.close_table();
        }
        lines.paragraph("完");
        assert_eq!(lines.finish().unwrap(), "严禁刷屏\n完\n");
    }

    #[test]
    fn more_than_the_limit_is_refused() {
        let mut lines = Lines::default();
        for _ in 0..=DOCUMENT_BYTES_MAX / 300 {
            lines.paragraph(&"字".repeat(100));
        }
        assert!(lines.full() && lines.finish().is_err());
    }
}
