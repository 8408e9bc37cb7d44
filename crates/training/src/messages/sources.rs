//! Labelled messages from files: tables with a column that says what each message is, and
//! plain lists of harmless messages.

use super::{LABELS, label};

/// A message of which it is known what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// The message.
    pub text: String,
    /// The labels that fit.
    pub labels: Vec<u16>,
    /// The labels of which it is not known.
    pub unknown: Vec<u16>,
    /// How many times it counts, in percent.
    pub weight_percent: u32,
}

impl Sample {
    /// A message of these labels, the others being wrong.
    #[must_use]
    pub fn new(text: &str, labels: Vec<u16>) -> Sample {
        Sample { text: text.to_owned(), labels, unknown: Vec::new(), weight_percent: 100 }
    }
}

/// How a column calls what is nothing of the sort.
const HARMLESS: [&str; 5] = ["0", "ok", "harmless", "无", "正常"];
/// Labels that live on advertising: whoever only knows that a message is an advertisement does
/// not know whether it is one of these, and the other way round.
const SOLD: [&str; 7] = ["porn", "gambling", "fraud", "pyramid", "virus", "solicit", "illegal"];

fn numbers_of(names: &[&str]) -> Vec<u16> {
    names.iter().filter_map(|name| label(name)).collect()
}

/// What a message of these labels leaves open.
fn left_open(labels: &[u16]) -> Vec<u16> {
    let sold = numbers_of(&SOLD);
    let ads = label("ads").unwrap_or(0);
    match labels {
        [only] if *only == ads => sold,
        [_, ..] if labels.iter().any(|one| sold.contains(one)) && !labels.contains(&ads) => {
            vec![ads]
        }
        _ => Vec::new(),
    }
}

/// Reads messages. `name` is what 1 means in a column of 0 and 1, or `harmless` for a plain
/// list, a message a line; where the labels are named in the file itself it does not matter.
///
/// A table has a first line with `label` (or `labels`, `类别`) and `text` (or `内容`) among its
/// columns, which commas or tabs separate; what is no table is a list. Several labels of one
/// message are separated by `+`. Lines whose label nobody knows are left out.
#[must_use]
pub fn read(name: &str, file: &str) -> Vec<Sample> {
    let file = file.trim_start_matches('\u{FEFF}');
    let head = file.lines().find(|line| !line.starts_with('#')).unwrap_or("");
    let separator = if head.contains('\t') { '\t' } else { ',' };
    let columns: Vec<String> = head.split(separator).map(str::to_lowercase).collect();
    let column = |names: &[&str]| columns.iter().position(|one| names.contains(&one.trim()));
    let places = (column(&["label", "labels", "类别"]), column(&["text", "内容"]));
    let (Some(labels_at), Some(text_at)) = places else { return list(name, file) };
    let rows = rows(file, separator);
    let samples = rows.into_iter().skip(1).filter_map(|row| {
        let labels = labels_of(row.get(labels_at)?.trim(), name)?;
        let text = row.get(text_at)?.trim();
        let unknown = left_open(&labels);
        (!text.is_empty()).then(|| Sample { unknown, ..Sample::new(text, labels) })
    });
    samples.collect()
}

fn labels_of(cell: &str, name: &str) -> Option<Vec<u16>> {
    if HARMLESS.contains(&cell) {
        return Some(Vec::new());
    }
    cell.split('+').map(|one| label(if one == "1" { name } else { one.trim() })).collect()
}

fn list(name: &str, file: &str) -> Vec<Sample> {
    let labels: Vec<u16> = label(name).into_iter().collect();
    if labels.is_empty() && !HARMLESS.contains(&name) {
        return Vec::new();
    }
    let lines = file.lines().map(str::trim).filter(|line| !line.is_empty());
    let unknown = left_open(&labels);
    lines
        .map(|line| Sample { unknown: unknown.clone(), ..Sample::new(line, labels.clone()) })
        .collect()
}

/// The cells of each line; with commas, cells may stand in double quotes, and then hold
/// commas, line ends and doubled quotes.
fn rows(file: &str, separator: char) -> Vec<Vec<String>> {
    if separator == '\t' {
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        return lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    }
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = file.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

/// Splits samples into those to learn from and those to measure on, by what they say: of a
/// hundred about `percent` go to the second. The same message always goes the same way.
#[must_use]
pub fn split(samples: Vec<Sample>, percent: u64) -> (Vec<Sample>, Vec<Sample>) {
    samples.into_iter().partition(|sample| text::key_of(&sample.text) % 100 >= percent)
}

/// The names of a sample's labels, joined by `+`; `ok` for none.
#[must_use]
pub fn names(labels: &[u16]) -> String {
    let names: Vec<&str> =
        labels.iter().filter_map(|one| LABELS.get(usize::from(*one)).copied()).collect();
    if names.is_empty() { "ok".to_owned() } else { names.join("+") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(samples: &[Sample]) -> Vec<(String, &str)> {
        samples.iter().map(|one| (names(&one.labels), one.text.as_str())).collect()
    }

    #[test]
    fn tables_and_lists_are_read() {
        for (name, file, is) in [
            (
                "insult",
                "\u{FEFF},split,label,TEXT\n1,dev,1,\"甲,\"\"乙\"\"\n丙\"\n2,dev,0,丁\n",
                vec![("insult", "甲,\"乙\"\n丙"), ("ok", "丁")],
            ),
            ("ads", "label\ttext\n1\t甲\n0\t乙\n7\t丙\n1\t\n", vec![("ads", "甲"), ("ok", "乙")]),
            (
                "",
                "# 说明\n类别\t内容\ngambling+ads\t甲\n正常\t乙\n别的\t丙\n",
                vec![("ads+gambling", "甲"), ("ok", "乙")],
            ),
            ("harmless", "甲\n\n 乙 \n", vec![("ok", "甲"), ("ok", "乙")]),
            ("nonsense", "甲\n", vec![]),
        ] {
            let samples = read(name, file);
            let mut said = said(&samples);
            for (names, _) in &mut said {
                let mut sorted: Vec<&str> = names.split('+').collect();
                sorted.sort_unstable();
                *names = sorted.join("+");
            }
            let is: Vec<(String, &str)> = is.into_iter().map(|(a, b)| (a.to_owned(), b)).collect();
            assert_eq!(said, is);
        }
    }

    #[test]
    fn who_knows_an_advertisement_does_not_know_of_what() {
        let samples = read("ads", "label\ttext\n1\t甲\n");
        assert!(samples[0].unknown.contains(&label("gambling").unwrap()));
        assert!(!samples[0].unknown.contains(&label("insult").unwrap()));
    }
}
