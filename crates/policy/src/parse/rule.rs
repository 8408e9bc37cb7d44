//! A rule block's TOML: tables become rules, every key is held against its kind's parameters.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use model::Category;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use super::blocks::Found;
use super::{Reader, syntax, value};
use crate::diagnostic::{Diagnostic, codes, quoted, unseen};
use crate::document::{KindRef, Mode, Policy, RuleDecl};
use crate::param::{ParamType, Shape, Who};
use crate::spec::{KindSpec, Part};

/// Keys that every rule takes beside its own parameters.
pub const COMMON_KEYS: &[(&str, Shape)] = &[
    ("for", Shape::WhoList),
    ("except", Shape::WhoList),
    ("groups", Shape::Texts),
    ("mode", Shape::OneOf(Mode::NAMES)),
    ("during", Shape::Texts),
];

/// What is known of the block while its rules are read.
struct Block {
    at: u32,
    cite: String,
    /// The byte of the file at which its TOML starts.
    base: usize,
    /// Lines that are no TOML; what stands on them is not looked at again.
    wrong_lines: BTreeSet<u32>,
    /// Where the rules start, ascending, and the block's end.
    starts: Vec<usize>,
}

impl Block {
    fn bytes(&self, span: Range<usize>) -> Range<usize> {
        self.base + span.start..self.base + span.end
    }
}

/// One table of the block.
struct Table<'t, 'i> {
    spec: &'static KindSpec,
    /// Its name, in bytes of the file.
    name: Range<usize>,
    entries: &'t DeTable<'i>,
}

/// Reads a block's rules into the policy.
pub(super) fn read_block(reader: &mut Reader<'_>, policy: &mut Policy, found: &Found, at: u32) {
    let text = reader.source.text.get(found.content.clone()).unwrap_or_default();
    let (root, errors) = DeTable::parse_recoverable(text);
    let entries = value::entries(root.get_ref());
    let above = policy.blocks.last().map(|block| block.cite.clone()).unwrap_or_default();
    let cite = cite(reader, &entries, found, above);
    if let Some(block) = policy.blocks.last_mut() {
        block.cite.clone_from(&cite);
    }
    let wrong_lines = syntax::report(reader, found.content.clone(), &errors, &cite);
    let base = found.content.start;
    let mut block = Block { at, cite, base, wrong_lines, starts: Vec::new() };
    let tables = tables(reader, &block, &entries);
    block.starts = tables.iter().map(|table| table.name.start).collect();
    block.starts.push(found.content.end);
    for table in tables {
        match rule(reader, &block, policy, &table) {
            Some(rule) => policy.rules.push(rule),
            None => policy.broken.push(table.spec),
        }
    }
}

type Entry<'t, 'i> = (&'t str, Range<usize>, &'t Spanned<DeValue<'i>>);

/// The article that the block cites: its own `cite`, else that of the text above.
fn cite(
    reader: &mut Reader<'_>,
    entries: &[Entry<'_, '_>],
    found: &Found,
    above: String,
) -> String {
    let written = entries.iter().find(|(key, ..)| *key == "cite");
    if let Some((_, _, written)) = written {
        let value = value::plain(written.get_ref());
        if let Some(own) = value.as_ref().and_then(Value::as_str).map(str::trim)
            && !own.is_empty()
            && own.chars().count() <= 80
            && !own.chars().any(unseen)
        {
            return own.to_owned();
        }
        let base = found.content.start;
        let span = base + written.span().start..base + written.span().end;
        let message = "参数 `cite` 的值不是条文的编号".to_owned();
        let problem = Diagnostic::error(codes::WRONG_VALUE, message, reader.source.spot(span));
        reader.report(problem.expected("条文的编号,如 \"三、1\"").cite(&above));
    } else if above.is_empty() {
        let line = reader.source.text.get(found.bytes.clone()).unwrap_or_default();
        let length = line.lines().next().unwrap_or_default().len();
        let spot = reader.source.spot(found.bytes.start..found.bytes.start + length);
        let help = "把规则块放在它所依据的条文下面,或在块的开头写 cite = \"…\"";
        let message = "规则块上面没有条文";
        reader.report(Diagnostic::error(codes::BLOCK_WITHOUT_TEXT, message, spot).help(help));
    }
    above
}

/// The block's tables in the order of the text; what is no table of a known kind is reported.
fn tables<'t, 'i>(
    reader: &mut Reader<'_>,
    block: &Block,
    entries: &[Entry<'t, 'i>],
) -> Vec<Table<'t, 'i>> {
    let mut tables = Vec::new();
    for (key, span, written) in entries {
        let name = block.bytes(span.clone());
        let several: Vec<(&DeTable<'_>, Range<usize>)> = match written.get_ref() {
            DeValue::Table(table) => vec![(table, name.clone())],
            DeValue::Array(list) if !list.is_empty() => list
                .iter()
                .filter_map(|one| match one.get_ref() {
                    DeValue::Table(table) => {
                        Some((table, within_brackets(reader, block.bytes(one.span()))))
                    }
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        if several.is_empty() {
            no_table(reader, block, key, name);
            continue;
        }
        let Some(spec) = reader.kind(key) else {
            // A line that is no TOML has been reported already.
            if !block.wrong_lines.contains(&reader.source.place(name.start).line) {
                unknown_kind(reader, block, key, name);
            }
            continue;
        };
        tables.extend(several.into_iter().map(|(entries, name)| Table { spec, name, entries }));
    }
    tables.sort_by_key(|table| table.name.start);
    tables
}

/// The name inside `[[name]]`.
fn within_brackets(reader: &Reader<'_>, span: Range<usize>) -> Range<usize> {
    let header = reader.source.text.get(span.clone()).unwrap_or_default();
    let inner = header.trim_start_matches('[');
    let start = span.start + header.len() - inner.len();
    start..start + inner.trim_end_matches(']').len()
}

fn unknown_kind(reader: &mut Reader<'_>, block: &Block, name: &str, at: Range<usize>) {
    let message = format!("没有叫 {} 的规则", quoted(name));
    let problem = Diagnostic::error(codes::UNKNOWN_KIND, message, reader.source.spot(at))
        .nearest(name, reader.kinds.iter().map(|spec| spec.name))
        .expected("规则目录中的规则名")
        .cite(&block.cite);
    let help = match &problem.nearest {
        Some(nearest) => format!("改成 [{nearest}]"),
        None => "用 `qungui rules` 查看全部规则名".to_owned(),
    };
    reader.report(problem.help(help));
}

fn no_table(reader: &mut Reader<'_>, block: &Block, key: &str, at: Range<usize>) {
    if key == "cite" || block.wrong_lines.contains(&reader.source.place(at.start).line) {
        return;
    }
    let spot = reader.source.spot(at);
    let problem = if reader.kind(key).is_some() {
        let message = format!("规则 {} 没有写成一个表", quoted(key));
        let help = format!("先写一行 [{key}],再在下面写它的参数");
        Diagnostic::error(codes::MISPLACED_KEY, message, spot).help(help)
    } else {
        let message = format!("参数 {} 前面没有规则名", quoted(key));
        let help = "先写一行 [规则名],再在下面写它的参数";
        Diagnostic::error(codes::MISPLACED_KEY, message, spot).help(help).nearest(key, ["cite"])
    };
    reader.report(problem.cite(&block.cite));
}

/// Reads one rule; none where something is wrong with it.
fn rule(
    reader: &mut Reader<'_>,
    block: &Block,
    policy: &Policy,
    table: &Table<'_, '_>,
) -> Option<RuleDecl> {
    let spec = table.spec;
    let next = block.starts.iter().copied().find(|start| *start > table.name.start);
    let last_line = reader.source.place(next.unwrap_or(table.name.end)).line;
    let first_line = reader.source.place(table.name.start).line;
    let mut sound = block.wrong_lines.range(first_line..last_line.max(first_line + 1)).count() == 0;
    let whole = sound;
    let mut rule = RuleDecl {
        spec,
        params: toml::Table::new(),
        audience: Vec::new(),
        except: Vec::new(),
        punishes: Vec::new(),
        groups: Vec::new(),
        mode: policy.mode,
        during: Vec::new(),
        cite: block.cite.clone(),
        block: block.at,
        place: reader.source.place(table.name.start),
        bytes: table.name.clone(),
        values: BTreeMap::new(),
        rests: false,
    };
    for (key, span, written) in value::entries(table.entries) {
        let key_bytes = block.bytes(span);
        if !block.wrong_lines.contains(&reader.source.place(key_bytes.start).line) {
            sound &= parameter(reader, block, &mut rule, key, key_bytes, written);
            if key == "during" {
                sound &= known_periods(reader, block, policy, &rule, written);
            }
        }
    }
    if !whole {
        return None;
    }
    for param in spec.params.iter().filter(|param| param.needed) {
        if !table.entries.contains_key(param.name) {
            rule.rests = true;
            let message = format!("规则 `{}` 缺少参数 `{}`,暂不运行", spec.name, param.name);
            let problem = Diagnostic::warning(
                codes::MISSING_PARAMETER,
                message,
                reader.source.spot(table.name.clone()),
            );
            let help = format!("补上 {} = …({})", param.name, param.doc);
            let problem = problem.expected(param.shape.expected()).help(help);
            reader.report(problem.cite(&block.cite));
        }
    }
    sound.then_some(rule)
}

/// Takes one key over; whether it was right.
fn parameter(
    reader: &mut Reader<'_>,
    block: &Block,
    rule: &mut RuleDecl,
    key: &str,
    at: Range<usize>,
    written: &Spanned<DeValue<'_>>,
) -> bool {
    let spec = rule.spec;
    let own = spec.param(key).map(|param| param.shape);
    let common = COMMON_KEYS.iter().find(|(name, _)| *name == key).map(|(_, shape)| *shape);
    let names_kinds = key == "for" && spec.for_names_kinds();
    let shape = match own.or(common) {
        None => {
            unknown_key(reader, block, spec, key, at);
            return false;
        }
        Some(_) if names_kinds && own.is_none_or(|own| own == Shape::Kinds) => Shape::Kinds,
        Some(shape) => shape,
    };
    let Some(value) = value::plain(written.get_ref()).filter(|value| shape.accepts(value)) else {
        wrong_value(reader, block, spec, key, shape, written);
        return false;
    };
    rule.values.insert(key.to_owned(), block.bytes(written.span()));
    if shape == Shape::Kinds {
        let Some(kinds) = kinds(reader, block, written) else { return false };
        if key == "for" {
            rule.punishes = kinds;
        }
    } else if key == "for" {
        rule.audience = Vec::<Who>::read(&value).unwrap_or_default();
    }
    if own.is_some() {
        rule.params.insert(key.to_owned(), value);
        return true;
    }
    match key {
        "except" => rule.except = Vec::<Who>::read(&value).unwrap_or_default(),
        "groups" => rule.groups = Vec::<String>::read(&value).unwrap_or_default(),
        "during" => rule.during = Vec::<String>::read(&value).unwrap_or_default(),
        "mode" if value.as_str() == Some("observe") => rule.mode = Mode::Observe,
        _ => {}
    }
    true
}

/// Whether the periods that a rule names are laid down at the top of the file.
fn known_periods(
    reader: &mut Reader<'_>,
    block: &Block,
    policy: &Policy,
    rule: &RuleDecl,
    written: &Spanned<DeValue<'_>>,
) -> bool {
    let known = |name: &&String| policy.periods.contains_key(*name);
    let Some(name) = rule.during.iter().find(|name| !known(name)) else { return true };
    let message = format!("文件开头的 `periods` 里没有 {} 这个时段", quoted(name));
    let spot = reader.source.spot(block.bytes(written.span()));
    let names = policy.periods.keys().map(String::as_str);
    let problem = Diagnostic::error(codes::WRONG_VALUE, message, spot)
        .expected("文件开头 periods 里的名字")
        .help(format!("在文件开头的 +++ 之间写 periods = {{\"{name}\" = \"08:00-18:00\"}}"))
        .nearest(name, names);
    reader.report(problem.cite(&block.cite));
    false
}

fn unknown_key(
    reader: &mut Reader<'_>,
    block: &Block,
    spec: &'static KindSpec,
    key: &str,
    at: Range<usize>,
) {
    let names = || {
        let own = spec.params.iter().map(|param| param.name);
        own.chain(COMMON_KEYS.iter().map(|(name, _)| *name))
    };
    let message = format!("规则 `{}` 没有参数 {}", spec.name, quoted(key));
    let mut listed: Vec<&str> = names().collect();
    listed.dedup();
    let problem = Diagnostic::error(codes::UNKNOWN_KEY, message, reader.source.spot(at))
        .nearest(key, names())
        .expected(format!("{} 之一", listed.join("、")))
        .cite(&block.cite);
    let help = match &problem.nearest {
        Some(nearest) => format!("改成 {nearest} = …"),
        None => format!("用 `qungui rules {}` 查看它的参数", spec.name),
    };
    reader.report(problem.help(help));
}

fn wrong_value(
    reader: &mut Reader<'_>,
    block: &Block,
    spec: &'static KindSpec,
    key: &str,
    shape: Shape,
    written: &Spanned<DeValue<'_>>,
) {
    let culprit = value::culprit(shape, written);
    let bytes = block.bytes(culprit.span());
    let shown = reader.source.text.get(bytes.clone()).unwrap_or_default();
    let plain = value::plain(culprit.get_ref());
    let text = plain.as_ref().and_then(Value::as_str);
    let clock = |text: &str| {
        let sides = text.replace('：', ":");
        sides.split_once(':').is_some_and(|(hour, minute)| {
            [hour, minute].iter().all(|side| {
                (1..=2).contains(&side.len()) && side.bytes().all(|b| b.is_ascii_digit())
            })
        })
    };
    let nearest = plain.as_ref().and_then(|plain| value::meant(shape, plain));
    let gone = shape == Shape::Time && nearest.is_none();
    let (code, message) = match text {
        Some(text) if gone && clock(text) => {
            (codes::NO_SUCH_TIME, format!("一天里没有 {} 这个时间", quoted(text)))
        }
        _ => {
            let what = quoted(shown);
            (codes::WRONG_VALUE, format!("规则 `{}` 的参数 `{key}` 不能是 {what}", spec.name))
        }
    };
    let mut problem = Diagnostic::error(code, message, reader.source.spot(bytes))
        .expected(shape.expected())
        .cite(&block.cite);
    if let Some(meant) = &nearest {
        problem = problem.help(format!("改成 {meant}"));
    }
    problem.nearest = nearest.map(|meant| meant.trim_matches('"').to_owned());
    reader.report(problem);
}

/// The kinds that a sanction names; none where one of them is unknown.
fn kinds(
    reader: &mut Reader<'_>,
    block: &Block,
    written: &Spanned<DeValue<'_>>,
) -> Option<Vec<KindRef>> {
    let list: Vec<&Spanned<DeValue<'_>>> = match written.get_ref() {
        DeValue::Array(list) => list.iter().collect(),
        _ => vec![written],
    };
    let mut kinds = Vec::with_capacity(list.len());
    let mut sound = true;
    for one in list {
        let DeValue::String(name) = one.get_ref() else { continue };
        match kind_ref(reader, name) {
            Ok(kind) => kinds.push(kind),
            Err(problem) => {
                let spot = reader.source.spot(block.bytes(one.span()));
                reader.report(Diagnostic { spot, ..*problem }.cite(&block.cite));
                sound = false;
            }
        }
    }
    sound.then_some(kinds)
}

/// The kind, or category of a kind, of that name.
fn kind_ref(reader: &Reader<'_>, name: &str) -> Result<KindRef, Box<Diagnostic>> {
    let problem =
        |message: String| Diagnostic::error(codes::UNKNOWN_PUNISHED, message, Default::default());
    let (kind, category) = match name.split_once('.') {
        Some((kind, category)) => (kind, Some(category)),
        None => (name, None),
    };
    let found = reader.kinds.iter().copied().filter(|spec| spec.part == Part::Finds);
    let Some(spec) = reader.kind(kind) else {
        let problem = problem(format!("没有叫 {} 的规则可以处理", quoted(kind)))
            .nearest(kind, found.map(|spec| spec.name))
            .expected(Shape::Kinds.expected());
        let help = match &problem.nearest {
            _ if matches!(Who::parse(kind), Who::Role(_) | Who::Everyone) => {
                "处理规则的 for 写规则名,不写人".to_owned()
            }
            Some(nearest) => format!("改成 \"{nearest}\""),
            None => "用 `qungui rules` 查看全部规则名".to_owned(),
        };
        return Err(Box::new(problem.help(help)));
    };
    if spec.part != Part::Finds {
        let problem = problem(format!("规则 {} 不会发现违规,不能写在 `for` 里", quoted(kind)));
        return Err(Box::new(problem.help("从 for 里去掉它").expected(Shape::Kinds.expected())));
    }
    let Some(category) = category else { return Ok(KindRef { spec, category: None }) };
    if !spec.params.iter().any(|param| param.shape == Shape::Categories) {
        let problem = problem(format!("规则 `{kind}` 不分类别,没有 {}", quoted(name)));
        return Err(Box::new(problem.help(format!("改成 \"{kind}\""))));
    }
    Category::parse(category).map(|category| KindRef { spec, category: Some(category) }).ok_or_else(
        || {
            let names = Category::ALL.iter().map(|category| category.name());
            let message = format!("规则 `{kind}` 没有 {} 这个类别", quoted(category));
            let mut problem = problem(message).nearest(category, names);
            problem.nearest = problem.nearest.map(|nearest| format!("{kind}.{nearest}"));
            let help = match &problem.nearest {
                Some(nearest) => format!("改成 \"{nearest}\""),
                None => format!("用 `qungui rules {kind}` 查看它的类别"),
            };
            Box::new(problem.help(help))
        },
    )
}
