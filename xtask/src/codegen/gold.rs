//! `docs/corpus.md`: which norms of the labelled policies run. Only made where those policies are
//! beside the checkout.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use policy::spec::{Level, Part};
use policy::toml::{Table, Value};
use serde_json::Value as Json;

/// What becomes of a norm.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    /// Its kind runs it with the parameters that the text states.
    Runs,
    /// The top of the policy file carries it.
    FrontMatter,
    /// It lacks what the text does not state.
    Rests(String),
    /// There is no such kind, or it refuses the parameters.
    Fails(String),
}

/// One labelled norm that a machine or a person carries out.
struct Norm {
    cite: String,
    kind: String,
    fate: Fate,
}

/// The folder with the labels, where it is there.
pub(super) fn folder(root: &Path) -> Option<PathBuf> {
    let beside = std::env::var_os("QUNGUI_SHARED").map(PathBuf::from);
    let gold = beside.unwrap_or_else(|| root.join("../shared")).join("gold");
    gold.is_dir().then_some(gold)
}

/// The page, or none where the labels are not there.
pub(super) fn page(root: &Path) -> Option<String> {
    let gold = folder(root)?;
    let mut files: Vec<PathBuf> =
        fs::read_dir(gold).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    files.sort();
    let mut out = format!("{}# 标注过的制度里,哪些条款能运行\n\n", super::MARK);
    out.push_str(
        "每份制度的条款事先由人标注过种类和参数。“能运行”是说:这种规则照标注的参数读得进、跑得起来;\n\
         “写在文件开头”的是适用范围和生效日期;“缺数”的是条文没有写明必须有的数,补上才运行。只作说明的条款不列。\n\n\
         | 制度 | 条款 | 能运行 | 写在文件开头 | 缺数 | 不能运行 |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let mut all = [0_usize; 5];
    let mut rest = String::new();
    for file in &files {
        let name = file.file_stem()?.to_str()?.to_owned();
        let norms = norms(&fs::read_to_string(file).ok()?);
        let count = |fits: fn(&Fate) -> bool| norms.iter().filter(|norm| fits(&norm.fate)).count();
        let row = [
            norms.len(),
            count(|fate| *fate == Fate::Runs),
            count(|fate| *fate == Fate::FrontMatter),
            count(|fate| matches!(fate, Fate::Rests(_))),
            count(|fate| matches!(fate, Fate::Fails(_))),
        ];
        let _ = writeln!(out, "| {name} | {} |", row.map(|number| number.to_string()).join(" | "));
        all.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
        for norm in &norms {
            if let Fate::Rests(why) | Fate::Fails(why) = &norm.fate {
                let _ = writeln!(rest, "- {name} {} `{}`:{why}", norm.cite, norm.kind);
            }
        }
    }
    let _ = writeln!(out, "| 合计 | {} |", all.map(|number| number.to_string()).join(" | "));
    if !rest.is_empty() {
        let _ = write!(out, "\n## 缺数的和不能运行的\n\n{rest}");
    }
    Some(out)
}

/// The norms of one policy's labels that are carried out at all.
fn norms(labels: &str) -> Vec<Norm> {
    let mut norms = Vec::new();
    for line in labels.lines().filter(|line| !line.trim().is_empty()) {
        let Ok(label) = serde_json::from_str::<Json>(line) else { continue };
        let cite = label.get("cite").and_then(Json::as_str).unwrap_or_default();
        for norm in label.get("norms").and_then(Json::as_array).into_iter().flatten() {
            let Some(kind) = norm.get("kind").and_then(Json::as_str) else { continue };
            let level = rules::kind_named(kind).map(|kind| kind.spec.level);
            if level == Some(Level::Note) {
                continue;
            }
            let params = norm.get("params").cloned().unwrap_or(Json::Null);
            let fate = fate(kind, &params);
            norms.push(Norm { cite: cite.to_owned(), kind: kind.to_owned(), fate });
        }
    }
    norms
}

/// Writes the norm as a policy would have it, and has it read.
fn fate(kind: &str, params: &Json) -> Fate {
    let Some(known) = rules::kind_named(kind) else {
        return Fate::Fails("没有这种规则".to_owned());
    };
    if known.spec.part == Part::Notes {
        return Fate::FrontMatter;
    }
    let table: BTreeMap<String, Value> = match params {
        Json::Object(map) => {
            map.iter().filter_map(|(key, value)| Some((key.clone(), value_of(value)?))).collect()
        }
        _ => BTreeMap::new(),
    };
    let mut table = table;
    // The labels name breaches in the text's own words where those of its clause are meant; a
    // policy file leaves that out.
    let kinds = |value: &Value| {
        let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        list.iter().filter_map(Value::as_str).all(|name| {
            let name = name.split('.').next().unwrap_or(name);
            rules::kind_named(name).is_some_and(|kind| kind.spec.part == Part::Finds)
        })
    };
    if known.spec.part == Part::Punishes && !table.get("for").is_none_or(kinds) {
        table.remove("for");
    }
    let mut block = Table::new();
    block.insert(kind.to_owned(), Value::Table(table.into_iter().collect()));
    let Ok(block) = policy::toml::to_string(&block) else {
        return Fate::Fails("参数写不成规则块".to_owned());
    };
    let text =
        format!("+++\nid = \"a\"\ntitle = \"a\"\n+++\n\n第1条 甲。\n\n```rule\n{block}```\n");
    let parsed = policy::parse("a.md", &text, &rules::specs());
    if let Some(error) = parsed.diagnostics.iter().find(|one| one.is_error()) {
        return Fate::Fails(format!("参数读不进({})", error.code));
    }
    let Some(decl) = parsed.policy.rules.first() else {
        return Fate::Fails("没有读成规则".to_owned());
    };
    let missing = parsed.diagnostics.first().map(|one| one.message.clone());
    match (known.build)(&decl.params) {
        Some(_) if !decl.rests => Fate::Runs,
        _ => Fate::Rests(missing.unwrap_or_else(|| "缺少参数".to_owned())),
    }
}

fn value_of(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(flag) => Value::Boolean(*flag),
        Json::String(text) => Value::String(text.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Integer(whole),
            None => Value::Float(number.as_f64()?),
        },
        Json::Array(list) => Value::Array(list.iter().filter_map(value_of).collect()),
        Json::Object(map) => Value::Table(
            map.iter().filter_map(|(key, value)| Some((key.clone(), value_of(value)?))).collect(),
        ),
    })
}
