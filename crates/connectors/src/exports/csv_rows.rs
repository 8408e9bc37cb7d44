//! Rows of a CSV or TSV export, with the line each begins on, and with recovery: a quote that
//! is never closed costs its own line, not the rest of the file.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::FIELD_BYTES_MAX;
use super::error::ImportError;
use super::report::Report;

/// The most columns that a header may have.
const COLUMNS_MAX: usize = 1_000;

/// A table, read row by row.
pub(super) struct Table<'a> {
    text: &'a str,
    delimiter: u8,
    header: Vec<String>,
    reader: Reader<&'a [u8]>,
    /// Where in the text the reader began.
    base: usize,
    record: StringRecord,
    lines: LineCount<'a>,
    /// Bytes that may still be read a second time.
    budget: usize,
}

/// A column of a table; the default stands for one that the table lacks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column(Option<usize>);

/// Column names of the first line, in lower case, and the delimiter between them: the one that
/// gives the most columns.
pub(super) fn header(text: &str) -> (Vec<String>, u8) {
    let first = text.split(['\n', '\r']).next().unwrap_or("");
    let first = first.get(..first.floor_char_boundary(FIELD_BYTES_MAX)).unwrap_or("");
    let read = |delimiter: u8| -> Vec<String> {
        let mut record = StringRecord::new();
        let read = reader(first.as_bytes(), delimiter).read_record(&mut record);
        match read {
            Ok(true) => {
                record.iter().take(COLUMNS_MAX).map(|name| name.trim().to_lowercase()).collect()
            }
            _ => Vec::new(),
        }
    };
    let mut best = (read(b','), b',');
    for delimiter in [b'\t', b';'] {
        let names = read(delimiter);
        if names.len() > best.0.len() {
            best = (names, delimiter);
        }
    }
    best
}

fn reader(bytes: &[u8], delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

impl<'a> Table<'a> {
    /// Opens a table that has at least the `needed` columns.
    ///
    /// # Errors
    /// The columns that the header lacks.
    pub fn open(
        text: &'a str,
        format: &'static str,
        needed: &[&'static str],
    ) -> Result<Table<'a>, ImportError> {
        let (header, delimiter) = header(text);
        let has = |name: &str| header.iter().any(|known| *known == name.to_lowercase());
        let missing: Vec<_> = needed.iter().copied().filter(|name| !has(name)).collect();
        if !missing.is_empty() {
            return Err(ImportError::Columns { format, missing });
        }
        let base = text.find(['\n', '\r']).unwrap_or(text.len());
        let rest = text.as_bytes().get(base..).unwrap_or_default();
        Ok(Table {
            text,
            delimiter,
            header,
            reader: reader(rest, delimiter),
            base,
            record: StringRecord::new(),
            lines: LineCount::new(text),
            budget: text.len().saturating_mul(2),
        })
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Column {
        Column(self.header.iter().position(|known| *known == name.to_lowercase()))
    }

    /// The current row's field; empty where there is none.
    pub fn get(&self, column: Column) -> &str {
        column.0.and_then(|column| self.record.get(column)).unwrap_or("")
    }

    /// Goes to the next row that is whole and gives its line; none at the end. What is broken
    /// is reported.
    pub fn next(&mut self, report: &mut Report) -> Option<usize> {
        loop {
            let start = self.start();
            // The text is UTF-8 and rows may have any length: reading cannot fail.
            if !self.reader.read_record(&mut self.record).unwrap_or(false) {
                return None;
            }
            let line = self.lines.at(start);
            let end = self.position();
            let row = self.text.get(start..end).unwrap_or("");
            let next_line = row.trim_end().find('\n').map(|at| start + at + 1);
            // Whatever writes line breaks into a field quotes in pairs.
            let odd = next_line.is_some() && row.bytes().filter(|&b| b == b'"').count() % 2 == 1;
            let problem = self.problem().or_else(|| odd.then(|| "引号没有成对".to_owned()));
            let Some(problem) = problem else { return Some(line) };
            match next_line {
                Some(next) if end - next <= self.budget => {
                    self.budget -= end - next;
                    report.skip(line, format!("{problem}。请检查这一行的引号;已从下一行接着读"));
                    self.restart(next);
                }
                _ => report.skip(line, problem),
            }
        }
    }

    /// What is wrong with the current row.
    fn problem(&self) -> Option<String> {
        if self.record.iter().any(|field| field.len() > FIELD_BYTES_MAX) {
            return Some("有一格超过 1 MiB".to_owned());
        }
        let (has, wants) = (self.record.len(), self.header.len());
        // Spreadsheet programs pad rows with empty cells.
        let padded = has > wants && self.record.iter().skip(wants).all(str::is_empty);
        (has != wants && !padded).then(|| format!("有 {has} 列,而表头有 {wants} 列"))
    }

    /// Where the next row begins: the reader may stop before the line break of the last one.
    fn start(&self) -> usize {
        let at = self.position();
        let rest = self.text.get(at..).unwrap_or("");
        at + (rest.len() - rest.trim_start_matches(['\n', '\r']).len())
    }

    fn position(&self) -> usize {
        let read = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        self.base.saturating_add(read).min(self.text.len())
    }

    fn restart(&mut self, at: usize) {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        self.reader = reader(rest, self.delimiter);
        self.base = at;
    }
}

/// Line numbers of ascending offsets.
pub(super) struct LineCount<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: usize,
}

impl<'a> LineCount<'a> {
    pub fn new(text: &'a str) -> LineCount<'a> {
        LineCount { bytes: text.as_bytes(), offset: 0, line: 1 }
    }

    /// The line of an offset, from 1; offsets must not descend.
    pub fn at(&mut self, offset: usize) -> usize {
        let passed = self.bytes.get(self.offset..offset).unwrap_or_default();
        self.line += passed.iter().filter(|&&byte| byte == b'\n').count();
        self.offset = self.offset.max(offset);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<(usize, String)>, usize) {
        let mut report = Report::default();
        let mut table = Table::open(text, "test", &["A", "b"]).unwrap();
        let b = table.column("B");
        let mut rows = Vec::new();
        while let Some(line) = table.next(&mut report) {
            rows.push((line, table.get(b).to_owned()));
        }
        (rows, report.total())
    }

    fn row(line: usize, b: &str) -> (usize, String) {
        (line, b.to_owned())
    }

    #[test]
    fn lines_of_rows_with_breaks_inside() {
        let text = "a,b\r\n1,一\r\n\r\n2,\"二\r\n续\"\r\n3,三\r\n";
        assert_eq!(rows(text), (vec![row(2, "一"), row(4, "二\r\n续"), row(6, "三")], 0));
        assert_eq!(rows("a;b;\n1;一;\n"), (vec![row(2, "一")], 0));
        assert_eq!(rows("a\tb"), (vec![], 0));
    }

    #[test]
    fn an_open_quote_costs_its_own_line() {
        let text = "a,b\n1,\"开头\n2,二\n3,三\n";
        assert_eq!(rows(text), (vec![row(3, "二"), row(4, "三")], 1));
        let text = "a,b\n1,\"开头\n2,二\n3,\"三\"\n4,四\n";
        assert_eq!(rows(text), (vec![row(3, "二"), row(4, "三"), row(5, "四")], 1));
    }

    #[test]
    fn rows_of_another_width_are_reported() {
        assert_eq!(rows("a,b\n1\n2,二,,\n3,三,x\n4,四\n"), (vec![row(3, "二"), row(5, "四")], 2));
    }

    #[test]
    fn missing_columns_are_named() {
        let missing = Table::open("a,c\n", "test", &["a", "b"]).err();
        assert_eq!(missing, Some(ImportError::Columns { format: "test", missing: vec!["b"] }));
    }
}
