//! `cargo xtask learn`: trains what the compiler has learned about clauses, from the examples in
//! `crates/compiler/data/examples`, and writes the model with its card.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use compiler::Reading;
use compiler::learned::{self, Bounds};
use policy::spec::Level;
use rules::clause::{Clause, Norm};
use text::linear::Linear;
use training::Example;
use training::margin::{Margins, train_margins};

const DATA: &str = "crates/compiler/data";
/// Every how manieth document is left out to measure by.
const PARTS: u64 = 5;
/// How the files of whole policies begin; the others have clauses without a document.
const POLICIES: &str = "policies";

/// A clause whose kinds are known.
struct Labelled {
    kinds: BTreeSet<String>,
    text: String,
    lead: Option<String>,
    /// What the recognisers find in it.
    found: Vec<Norm>,
    /// The policy that it stands in: file and setting; empty where it stands alone.
    document: String,
}

impl Labelled {
    fn new(kinds: BTreeSet<String>, text: &str, lead: Option<String>) -> Labelled {
        let mut one = Labelled {
            kinds,
            text: compiler::cleaned(text),
            lead,
            found: Vec::new(),
            document: String::new(),
        };
        one.found = compiler::found(&one.clause());
        one
    }

    fn clause(&self) -> Clause<'_> {
        Clause { text: &self.text, lead: self.lead.as_deref(), ..Clause::default() }
    }
}

/// Trains on all examples and writes the model; before that, measures by a part that is left
/// out. With `against`, measures on the labelled policies of those folders instead.
///
/// # Errors
/// Says which file could not be read or written, or which line is wrong.
pub(crate) fn run(root: &Path, against: &[PathBuf]) -> Result<String, String> {
    let contents = contents(&root.join(DATA).join("examples"))?;
    let examples = read(&contents)?;
    let kinds: Vec<&str> = rules::RULE_KINDS.iter().map(|kind| kind.spec.name).collect();
    if !against.is_empty() {
        let model = train(&kinds, &examples.iter().collect::<Vec<_>>())?;
        let mut said = String::new();
        for folder in against {
            let of_folder = labelled_policies(folder)?;
            let figures = figures(&model, &of_folder.iter().collect::<Vec<_>>());
            let _ = writeln!(said, "{}\n{figures}", folder.display());
        }
        return Ok(said);
    }
    let held = |one: &&Labelled| text::key_of(&one.document).is_multiple_of(PARTS);
    let of_policy = |one: &&Labelled| !one.document.is_empty();
    let (left_out, rest): (Vec<_>, Vec<_>) =
        examples.iter().partition(|one| of_policy(one) && held(one));
    let figures = figures(&train(&kinds, &rest)?, &left_out);
    let model = train(&kinds, &examples.iter().collect::<Vec<_>>())?;
    let bytes = model.to_bytes();
    let card = card(examples.len(), print_of(&with_senses(root, contents)?), bytes.len(), &figures);
    write(&root.join(DATA).join("clauses.model"), &bytes)?;
    write(&root.join(DATA).join("clauses.md"), card.as_bytes())?;
    Ok(figures)
}

/// The clauses of labelled policies: lines of JSON with `quote` and `norms`.
fn labelled_policies(folder: &Path) -> Result<Vec<Labelled>, String> {
    let mut all = Vec::new();
    for path in files(folder, "jsonl")? {
        let content = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        for line in content.lines().filter(|line| !line.trim().is_empty()) {
            let value: serde_json::Value =
                serde_json::from_str(line).map_err(|e| format!("{}: {e}", path.display()))?;
            let norms = value
                .get("norms")
                .and_then(|norms| norms.as_array())
                .map_or(&[][..], Vec::as_slice);
            let kind = |norm: &serde_json::Value| Some(norm.get("kind")?.as_str()?.to_owned());
            let quote = value.get("quote").and_then(|quote| quote.as_str()).unwrap_or_default();
            let mut one = Labelled::new(norms.iter().filter_map(kind).collect(), quote, None);
            one.document = path.display().to_string();
            all.push(one);
        }
    }
    Ok(all)
}

/// The files of a folder with that ending, in the order of their names.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let problem = |e: std::io::Error| format!("{}: {e}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(problem)? {
        paths.push(entry.map_err(problem)?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|end| end == ending));
    paths.sort();
    Ok(paths)
}

/// Whether the model was trained on the examples as they are.
///
/// # Errors
/// Says which file could not be read, or that the model is out of date.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let examples = contents(&root.join(DATA).join("examples"))?;
    let print = print_of(&with_senses(root, examples)?);
    let card = root.join(DATA).join("clauses.md");
    let card = fs::read_to_string(&card).map_err(|e| format!("{}: {e}", card.display()))?;
    if card.contains(&format!("`{print:016x}`")) {
        return Ok(());
    }
    Err("crates/compiler/data/clauses.model is out of date; run `cargo xtask learn`".to_owned())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}

/// The files of examples with their names, in the order of those.
fn contents(folder: &Path) -> Result<Vec<(PathBuf, String)>, String> {
    let read = |path: PathBuf| match fs::read_to_string(&path) {
        Ok(content) => Ok((path, content)),
        Err(e) => Err(format!("{}: {e}", path.display())),
    };
    files(folder, "tsv")?.into_iter().map(read).collect()
}

/// The examples, and the list of words by their sense, which the model knows as well.
fn with_senses(
    root: &Path,
    mut contents: Vec<(PathBuf, String)>,
) -> Result<Vec<(PathBuf, String)>, String> {
    let path = root.join(DATA).join("senses.txt");
    let senses = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    contents.push((path, senses));
    Ok(contents)
}

/// Tells the examples from others.
fn print_of(contents: &[(PathBuf, String)]) -> u64 {
    contents.iter().fold(0, |print: u64, (_, content)| print.rotate_left(7) ^ text::key_of(content))
}

/// The examples of these files, in their order.
fn read(contents: &[(PathBuf, String)]) -> Result<Vec<Labelled>, String> {
    let mut all = Vec::new();
    for (path, content) in contents {
        for (number, line) in (1..).zip(content.lines()) {
            if !(line.is_empty() || line.starts_with('#')) {
                let mut one =
                    labelled(line).map_err(|e| format!("{}:{number}: {e}", path.display()))?;
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if name.starts_with(POLICIES) {
                    let setting = line.split('\t').nth(1).unwrap_or_default();
                    one.document = format!("{name} {setting}");
                }
                all.push(one);
            }
        }
    }
    Ok(all)
}

fn labelled(line: &str) -> Result<Labelled, String> {
    let mut fields = line.split('\t');
    let (Some(kinds), Some(_setting), Some(text)) = (fields.next(), fields.next(), fields.next())
    else {
        return Err("expected kinds, setting and text between tabs".to_owned());
    };
    let kinds: BTreeSet<String> =
        kinds.split(',').filter(|kind| *kind != "-").map(str::to_owned).collect();
    if let Some(unknown) = kinds.iter().find(|kind| rules::kind_named(kind).is_none()) {
        return Err(format!("there is no kind {unknown}"));
    }
    let lead = fields.next().filter(|lead| !lead.is_empty()).map(compiler::cleaned);
    Ok(Labelled::new(kinds, text, lead))
}

fn train(kinds: &[&str], examples: &[&Labelled]) -> Result<Linear, String> {
    let examples: Vec<Example> = examples
        .iter()
        .map(|one| {
            let is = |kind: &&str| one.kinds.contains(*kind);
            let labels = (0..).zip(kinds).filter(|(_, kind)| is(kind)).map(|(at, _)| at).collect();
            Example::new(learned::features(&one.clause()), labels)
        })
        .collect();
    let margins = Margins { bits: 18, least_thousandths: 50, ..Margins::default() };
    train_margins(kinds, &examples, &margins).map_err(|e| e.to_string())
}

/// Hits, labels and readings.
#[derive(Clone, Copy, Default)]
struct Count([usize; 3]);

impl Count {
    fn add<'k>(&mut self, labels: &BTreeSet<&'k str>, read: &BTreeSet<&'k str>) {
        let Count([hits, of_labels, of_read]) = self;
        *hits += labels.intersection(read).count();
        *of_labels += labels.len();
        *of_read += read.len();
    }

    /// In per mille.
    fn f1(self) -> usize {
        let Count([hits, labels, read]) = self;
        (2_000 * hits).checked_div(labels + read).unwrap_or(0)
    }
}

/// How well the clauses of policies are read by the recognisers, and by them and the model in
/// documents that are taken for strange, for known, and for what they are.
fn figures(model: &Linear, examples: &[&Labelled]) -> String {
    let mut documents: BTreeMap<&str, Vec<&Labelled>> = BTreeMap::new();
    for &one in examples {
        documents.entry(&one.document).or_default().push(one);
    }
    let [strange, known] = learned::BOUNDS;
    let never = Bounds { alone: i32::MAX, beside: i32::MAX, denied: i32::MIN };
    let ways = [
        ("the recognisers alone", Some(never)),
        ("both, every document taken for strange", Some(strange)),
        ("both, every document taken for known", Some(known)),
        ("both, by how well a document is known", None),
    ];
    let mut said = String::new();
    for (name, bounds) in ways {
        let (mut all, mut run) = (Count::default(), Count::default());
        for document in documents.values() {
            let clauses: Vec<Clause<'_>> = document.iter().map(|one| one.clause()).collect();
            let readings: Vec<Reading> = document
                .iter()
                .map(|one| Reading::by(model, &one.clause(), one.found.clone()))
                .collect();
            let familiarity = learned::familiarity(model, &readings);
            let bounds = bounds.unwrap_or_else(|| learned::bounds(familiarity));
            let settled = learned::settle_by(model, &clauses, readings, bounds);
            for (one, read) in document.iter().zip(&settled) {
                let labels: BTreeSet<&str> = one.kinds.iter().map(String::as_str).collect();
                let read: BTreeSet<&str> = read.norms.iter().map(|norm| norm.kind).collect();
                all.add(&labels, &read);
                run.add(&running(&labels), &running(&read));
            }
        }
        let (all, run) = (all.f1(), run.f1());
        let _ = writeln!(said, "{name}: F1 {all}, that run {run}");
    }
    said
}

/// Those of the kinds that are carried out.
fn running<'k>(kinds: &BTreeSet<&'k str>) -> BTreeSet<&'k str> {
    let note = |kind: &str| rules::kind_named(kind).is_none_or(|k| k.spec.level == Level::Note);
    kinds.iter().copied().filter(|kind| !note(kind)).collect()
}

fn card(examples: usize, print: u64, bytes: usize, figures: &str) -> String {
    format!(
        "# What the compiler has learned about clauses\n\n\
         Trained by `cargo xtask learn` on the {examples} labelled clauses in `examples/`, which \
         are in our own words (licence: this project's), by support vector machines over pieces \
         of one to three characters, the senses of words (`senses.txt`) and the pieces of what \
         leads a clause. {bytes} bytes; whole \
         numbers alone at work. Print of the examples: `{print:016x}`.\n\n\
         Of one whole policy in five that was not learned from, in per mille of the kinds (and \
         of those that run):\n\n```\n{figures}```\n\n\
         How well a document is known is seen by how much of what the model is sure of the \
         recognisers find too: where they find it, they are believed; where they miss it, the \
         model adds what it thinks likely, and what they find and it rules out is a suggestion, \
         no rule.\n\n\
         Limits: labels were set by one reader each; clauses of trades and tones that the \
         examples lack are read worse, and `cargo test -p qungui-compiler --test policies -- \
         --nocapture` says how well policies by other writers are read. What is added here is \
         marked for a look, never hidden, and takes its parameters from figures alone.\n"
    )
}
