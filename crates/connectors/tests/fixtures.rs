//! Every fixture becomes exactly the lines and the report beside it.
//!
//! `UPDATE=1 cargo test -p qungui-connectors` writes them anew; read the difference.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail the test")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use connectors::exports::{Format, Options, import};
use model::{Event, Zone};

const FIXTURES: &[(&str, Format)] = &[
    ("memotrace.csv", Format::MemoTrace),
    ("memotrace-gbk.csv", Format::MemoTrace),
    ("chatlog.json", Format::ChatlogJson),
    ("chatlog-cut.json", Format::ChatlogJson),
    ("chatlog.csv", Format::ChatlogCsv),
    ("pywxdump.csv", Format::PyWxDumpCsv),
    ("pywxdump-old.csv", Format::PyWxDumpCsv),
    ("weflow.json", Format::WeFlowJson),
    ("chatlab.json", Format::ChatLabJson),
    ("chatlab.jsonl", Format::ChatLabJsonl),
    ("qq-exporter.json", Format::QqExporterJson),
    ("qq-exporter-v4.json", Format::QqExporterJson),
    ("labelled.tsv", Format::Labelled),
    ("labelled.csv", Format::Labelled),
    ("labelled.txt", Format::Labelled),
];

fn options(name: &str) -> Options {
    let mut options = Options::new(Zone::named("Asia/Shanghai").unwrap());
    options.members = 3;
    options.groups = if name == "labelled.txt" { 2 } else { 1 };
    options
}

#[test]
fn fixtures_become_what_stands_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let update = std::env::var_os("UPDATE").is_some();
    for &(name, format) in FIXTURES {
        let bytes = fs::read(folder.join(name)).unwrap();
        assert_eq!(Format::detect(&bytes, name), Some(format), "{name}");
        let imported = import(&bytes, Some(format), &options(name)).unwrap();
        let mut report = String::new();
        for skipped in &imported.skipped {
            writeln!(report, "第 {} 行:{}", skipped.line, skipped.reason).unwrap();
        }
        for note in &imported.notes {
            writeln!(report, "注意:{note}").unwrap();
        }
        assert_eq!(imported.skipped_total, imported.skipped.len());
        let lines = imported.lines.join("\n") + "\n";
        for (ending, content) in [("ndjson", lines), ("report", report)] {
            let path = folder.join(format!("{name}.{ending}"));
            if update {
                fs::write(&path, &content).unwrap();
            }
            let expected = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(content, expected, "{}", path.display());
        }
    }
}

#[test]
fn every_fixture_line_is_an_event_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for &(name, format) in FIXTURES {
        let bytes = fs::read(folder.join(name)).unwrap();
        let imported = import(&bytes, Some(format), &options(name)).unwrap();
        let mut ids: Vec<String> = imported
            .lines
            .iter()
            .map(|line| Event::parse(line).unwrap().id.unwrap().into_owned())
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), imported.lines.len(), "{name}");
    }
}
