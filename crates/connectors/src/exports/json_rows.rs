//! Rows of a JSON export: the elements of one array, each read for itself, so that a broken one
//! costs no other and a file that was cut keeps what came before the cut.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::csv_rows::LineCount;
use super::error::ImportError;
use super::report::Report;
use super::sheet::{Row, Sheet, TOO_MANY};
use super::{FIELD_BYTES_MAX, ROWS_MAX};

/// The longest row that is read, in bytes: exports put pictures into rows.
const ROW_BYTES_MAX: usize = 64 * FIELD_BYTES_MAX;

/// A JSON export.
#[derive(Default)]
pub(super) struct Document<'a> {
    head: BTreeMap<String, &'a RawValue>,
    rows: Vec<&'a RawValue>,
}

impl<'a> Document<'a> {
    /// Reads an object whose `key` holds the rows, or an array of rows.
    ///
    /// # Errors
    /// Where the JSON breaks before the first row.
    pub fn read(
        text: &'a str,
        key: &'static str,
        format: &'static str,
        report: &mut Report,
    ) -> Result<Document<'a>, ImportError> {
        let mut document = Document::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let result = Top { document: &mut document, key }
            .deserialize(&mut deserializer)
            .and_then(|()| deserializer.end());
        match result {
            Ok(()) => Ok(document),
            Err(error) if document.rows.is_empty() => {
                Err(ImportError::Json { format, line: error.line(), column: error.column() })
            }
            Err(error) if document.rows.len() >= ROWS_MAX => {
                report.skip(error.line(), TOO_MANY);
                Ok(document)
            }
            Err(error) => {
                report.skip(
                    error.line(),
                    "文件从这里起不是完整的 JSON,后面的没有读。可能导出中断了,请重新导出",
                );
                Ok(document)
            }
        }
    }

    /// A field beside the rows; the default where it is missing or of another shape.
    pub fn head<T: DeserializeOwned + Default>(&self, key: &str) -> T {
        let raw = self.head.get(key).filter(|raw| raw.get().len() <= ROW_BYTES_MAX);
        raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }

    /// Puts what `read` makes of each row into the sheet; what it can't use it reports.
    pub fn fill<T: DeserializeOwned>(
        &self,
        text: &str,
        sheet: &mut Sheet,
        mut read: impl FnMut(usize, T, &mut Sheet, &mut Report) -> Option<Row>,
    ) {
        let mut report = std::mem::take(&mut sheet.report);
        self.each(text, &mut report, |line, item: T, report| {
            if let Some(row) = read(line, item, sheet, report) {
                sheet.push(row);
            }
        });
        sheet.report.append(report);
    }

    /// Gives every row that has the shape to `take`, with its line. The others are reported.
    pub fn each<T: DeserializeOwned>(
        &self,
        text: &str,
        report: &mut Report,
        mut take: impl FnMut(usize, T, &mut Report),
    ) {
        let mut lines = LineCount::new(text);
        for raw in &self.rows {
            // Raw values borrow from the text, in its order.
            let offset = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
            let line = lines.at(offset);
            if let Some(row) = row(raw.get(), line, report) {
                take(line, row, report);
            }
        }
    }
}

/// One row; none, with a report, where it has another shape.
pub(super) fn row<T: DeserializeOwned>(raw: &str, line: usize, report: &mut Report) -> Option<T> {
    if raw.len() > ROW_BYTES_MAX {
        report.skip(line, "这一条超过 64 MiB");
        return None;
    }
    // Serde would also take a list for a struct.
    if !raw.trim_start().starts_with('{') {
        report.skip(line, "这一条不是 {…} 形式的 JSON 对象");
        return None;
    }
    match serde_json::from_str(raw) {
        Ok(row) => Some(row),
        Err(error) => {
            let (row, column) = (error.line(), error.column());
            report.skip(
                line,
                format!("这一条不完整,或有字段的形状不对(本条第 {row} 行第 {column} 列)"),
            );
            None
        }
    }
}

struct Top<'x, 'a> {
    document: &'x mut Document<'a>,
    key: &'static str,
}

impl<'a> DeserializeSeed<'a> for Top<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Top<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == self.key {
                map.next_value_seed(Rows(&mut self.document.rows))?;
            } else {
                self.document.head.insert(key, map.next_value()?);
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, seq: A) -> Result<(), A::Error> {
        Rows(&mut self.document.rows).visit_seq(seq)
    }
}

struct Rows<'x, 'a>(&'x mut Vec<&'a RawValue>);

impl<'a> DeserializeSeed<'a> for Rows<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Rows<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(row) = seq.next_element()? {
            if self.0.len() >= ROWS_MAX {
                return Err(de::Error::custom("too many rows"));
            }
            self.0.push(row);
        }
        Ok(())
    }
}

/// A scalar as text: exports write ids and times as numbers or as strings. Empty where it is
/// null or of another shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Loose(pub String);

impl Loose {
    /// The number that it writes; none where it is none.
    pub fn number(&self) -> Option<i64> {
        self.0.trim().parse().ok()
    }

    /// Whether it says yes: `true` or `1`.
    pub fn yes(&self) -> bool {
        matches!(self.0.as_str(), "true" | "1")
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Loose, E> {
        Ok(Loose(text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose(number.to_string()))
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Loose, E> {
        Ok(Loose(yes.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose, A::Error> {
        while seq.next_element::<de::IgnoredAny>()?.is_some() {}
        Ok(Loose::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        while map.next_entry::<de::IgnoredAny, de::IgnoredAny>()?.is_some() {}
        Ok(Loose::default())
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Loose, D::Error> {
        from.deserialize_any(LooseVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Row {
        id: Loose,
    }

    fn read(text: &str) -> Result<(Vec<(usize, String)>, usize), ImportError> {
        let mut report = Report::default();
        let document = Document::read(text, "rows", "test", &mut report)?;
        let mut rows = Vec::new();
        document.each(text, &mut report, |line, row: Row, _| rows.push((line, row.id.0)));
        Ok((rows, report.total()))
    }

    #[test]
    fn broken_rows_cost_no_other() {
        let row = |line, id: &str| (line, id.to_owned());
        let text = "{\"a\":{},\n\"rows\":[{\"id\":7},\n[1],\n{\"id\":\"x\"}, {\"id\":{}}]}";
        assert_eq!(read(text), Ok((vec![row(2, "7"), row(4, "x"), row(4, "")], 1)));
        let cut = "[{\"id\":1},\n{\"id\":2},\n{\"id\":";
        assert_eq!(read(cut), Ok((vec![row(1, "1"), row(2, "2")], 1)));
        assert_eq!(
            read("{\"rows\":\n[{"),
            Err(ImportError::Json { format: "test", line: 2, column: 2 })
        );
        assert_eq!(read("{\"rows\":null}"), Ok((vec![], 0)));
    }
}
