//! The formats that are read, and telling them apart by their first lines.

use super::csv_rows;
use super::decode;

/// An export format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// MemoTrace (留痕, WeChatMsg) CSV.
    MemoTrace,
    /// chatlog's `format=json`.
    ChatlogJson,
    /// chatlog's `format=csv`.
    ChatlogCsv,
    /// PyWxDump CSV.
    PyWxDumpCsv,
    /// WeFlow and EchoTrace JSON.
    WeFlowJson,
    /// ChatLab standard format 0.0.1, JSON.
    ChatLabJson,
    /// ChatLab standard format 0.0.1, JSON lines.
    ChatLabJsonl,
    /// qq-chat-exporter JSON.
    QqExporterJson,
    /// Messages alone: TSV or CSV with a `text` column, or one message a line.
    Labelled,
}

/// How much of a file is looked at, in bytes: exports may begin with a picture of the group.
const HEAD_BYTES: usize = 64 << 10;

impl Format {
    /// Every format with the name that the command line takes.
    pub const ALL: &'static [(Format, &'static str)] = &[
        (Format::MemoTrace, "memotrace"),
        (Format::ChatlogJson, "chatlog-json"),
        (Format::ChatlogCsv, "chatlog-csv"),
        (Format::PyWxDumpCsv, "pywxdump-csv"),
        (Format::WeFlowJson, "weflow-json"),
        (Format::ChatLabJson, "chatlab-json"),
        (Format::ChatLabJsonl, "chatlab-jsonl"),
        (Format::QqExporterJson, "qq-exporter-json"),
        (Format::Labelled, "labelled"),
    ];

    /// The name that the command line takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(format, _)| *format == self).map_or("", |(_, name)| name)
    }

    /// The format of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.iter().find(|(_, known)| *known == name).map(|(format, _)| *format)
    }

    /// All names, for messages.
    #[must_use]
    pub fn names() -> String {
        Format::ALL.iter().map(|(_, name)| *name).collect::<Vec<_>>().join("、")
    }

    /// The format of a file by its content; the file's name only decides that a plain text
    /// is a list of messages (`.txt`). None where it is not clear.
    #[must_use]
    pub fn detect(bytes: &[u8], file_name: &str) -> Option<Format> {
        let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
        let decoded = decode::decode(head).ok()?;
        let text = decoded.text.trim_start();
        match text.chars().next()? {
            '{' | '[' | '#' if let Some(format) = json(text) => Some(format),
            _ => table(text).or_else(|| plain(text, file_name)),
        }
    }
}

/// A JSON format by the keys that it alone has.
fn json(text: &str) -> Option<Format> {
    let has = |key: &str| text.contains(&format!("\"{key}\""));
    let lines = || text.lines().filter(|line| !line.starts_with('#'));
    if lines().next().is_some_and(|line| line.contains("\"_type\"")) {
        return Some(Format::ChatLabJsonl);
    }
    if has("chatInfo") {
        return Some(Format::QqExporterJson);
    }
    if has("chatlab") {
        return Some(Format::ChatLabJson);
    }
    if has("weflow") || (has("session") && (has("messages") || has("wxid"))) {
        return Some(Format::WeFlowJson);
    }
    (text.starts_with('[') && has("talker") && has("seq")).then_some(Format::ChatlogJson)
}

/// A table by its header.
fn table(text: &str) -> Option<Format> {
    let (header, _) = csv_rows::header(text);
    let has = |names: &[&str]| names.iter().all(|name| header.iter().any(|known| known == name));
    if has(&["localid", "strcontent"]) {
        Some(Format::MemoTrace)
    } else if has(&["msgsvrid", "type_name"]) {
        Some(Format::PyWxDumpCsv)
    } else if has(&["time", "sendername", "talker", "content"]) {
        Some(Format::ChatlogCsv)
    } else if header.len() > 1 && has(&["text"]) {
        Some(Format::Labelled)
    } else {
        None
    }
}

/// One message a line, where the name says text and the lines are no chat history.
fn plain(text: &str, file_name: &str) -> Option<Format> {
    if !file_name.to_lowercase().ends_with(".txt") {
        return None;
    }
    let dated = text.lines().take(50).filter(|line| has_time(line)).count();
    let history = dated >= 2 || text.starts_with("消息记录");
    (!history).then_some(Format::Labelled)
}

/// Whether a line has a time of day with seconds, as the head lines of chat histories do.
fn has_time(line: &str) -> bool {
    let shape: String =
        line.chars().take(200).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape.contains("0:00:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for &(format, name) in Format::ALL {
            assert_eq!(Format::parse(name), Some(format));
            assert_eq!(format.name(), name);
        }
        assert_eq!(Format::parse("xlsx"), None);
    }

    #[test]
    fn plain_text_needs_a_name_and_no_times() {
        let talk = "今天谁带伞了\n我带了\n";
        assert_eq!(Format::detect(talk.as_bytes(), "闲聊.TXT"), Some(Format::Labelled));
        assert_eq!(Format::detect(talk.as_bytes(), ""), None);
        let history = "2026-03-02 22:15:00 小满\n到了\n\n2026-03-02 22:16:00 老柯\n好\n";
        assert_eq!(Format::detect(history.as_bytes(), "a.txt"), None);
        assert_eq!(Format::detect(b"label\ttext\n0\tx\n", ""), Some(Format::Labelled));
        assert_eq!(Format::detect("[哈哈]\n".as_bytes(), "a.txt"), Some(Format::Labelled));
        assert_eq!(Format::detect(b"", "a.txt"), None);
    }
}
