//! What a clause leaves open: a parameter that its rule could take and the text does not state,
//! with the vague word that stands in its place. Nothing is guessed.

use policy::param::Shape;
use policy::spec::{KindSpec, Level, ParamSpec};
use rules::clause::Words;
use rules::reading::sanctions::JUDGED;

use crate::explain::default_words;
use crate::view::clean;
use crate::{CompiledClause, level_of};

/// Something that a clause does not state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The rule kind.
    pub kind: &'static str,
    /// The parameter; none: how grave a breach is, which no parameter says.
    pub param: Option<&'static str>,
    /// The vague word in the text.
    pub word: Option<&'static str>,
    /// Without it the rule does not run.
    pub needed: bool,
    /// One sentence for people.
    pub message: String,
}

/// What a vague word is vague about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Vague {
    /// By when.
    Within,
    /// How often.
    Every,
    /// How long.
    Length,
    /// How many or how much.
    Count,
}

const VAGUE: &[(Vague, &[&str])] = &[
    (
        Vague::Within,
        &[
            "及时",
            "尽快",
            "尽早",
            "第一时间",
            "立即",
            "马上",
            "按时",
            "限期",
            "规定时间",
            "随时",
            "即时",
        ],
    ),
    (Vague::Every, &["不定期", "定期", "经常", "适时", "常态化", "时常", "阶段性"]),
    (Vague::Length, &["长期", "长时间", "一段时间", "较长时间", "很久", "短时间", "近期", "暂时"]),
    (
        Vague::Count,
        &[
            "多次", "屡次", "反复", "频繁", "大量", "过多", "过长", "过大", "若干", "适量", "几次",
            "少量",
        ],
    ),
];
/// Words that leave the gravity of a breach, or what follows, to somebody's judgement.
const GRAVE: &[&str] = &[
    "情节严重",
    "情节特别严重",
    "情节恶劣",
    "情节较重",
    "情节轻微",
    "情节较轻",
    "后果严重",
    "影响恶劣",
    "视情节",
    "视情况",
    "酌情",
    "相应处理",
    "相应处罚",
    "严肃处理",
    "适当处罚",
];

/// What each rule of a clause leaves open.
pub(super) fn of(clause: &CompiledClause) -> Vec<Open> {
    let text = clean(&clause.text);
    let mut found: Vec<Open> = Vec::new();
    for norm in clause.norms.iter().filter(|norm| level_of(norm) != Level::Note) {
        let Some(kind) = rules::kind_named(norm.kind) else { continue };
        let spec = &kind.spec;
        let missing = spec.params.iter().filter(|param| !norm.params.contains_key(param.name));
        found.extend(missing.filter_map(|param| open(spec, param, &text)));
        let judged = if norm.params.contains_key("judged") { JUDGED } else { &[] };
        let mut words = GRAVE.iter().chain(judged).copied();
        if spec.for_names_kinds()
            && let Some(word) = words.find(|word| text.has_word(word))
        {
            let message = format!("“{word}”没有写明标准,系统不判断轻重,由管理员决定");
            let param = None;
            found.push(Open { kind: spec.name, param, word: Some(word), needed: false, message });
        }
    }
    found.dedup_by(|one, other| one.message == other.message);
    found
}

fn open(spec: &'static KindSpec, param: &'static ParamSpec, text: &str) -> Option<Open> {
    // 及时 and the like are about the duty of a clause, not about paying or appealing.
    let vague =
        vague_of(param).filter(|vague| !(spec.for_names_kinds() && *vague == Vague::Within));
    let words = VAGUE.iter().filter(|(about, _)| Some(*about) == vague);
    let word = words.flat_map(|(_, words)| words.iter().copied()).find(|word| text.has_word(word));
    if word.is_none() && !param.needed {
        return None;
    }
    let doc = param.doc.trim();
    let label = doc.split_once([';', ':']).map_or(doc, |(label, _)| label);
    let instead = word.map_or_else(|| "没有写明".to_owned(), |word| format!("只写了“{word}”"));
    let then = match (param.needed, param.default) {
        (true, _) => "写明以前这条规则不运行".to_owned(),
        (false, Some(default)) => {
            format!("没有数字,按 {} 算", default_words(param.shape, default))
        }
        (false, None) => match doc.parted_at("不写就") {
            Some((_, rest)) => format!("没有数字,就{rest}"),
            None => "没有数字,系统不计".to_owned(),
        },
    };
    let message = format!("{label}:{instead},{then}");
    let (kind, name, needed) = (spec.name, param.name, param.needed);
    Some(Open { kind, param: Some(name), word, needed, message })
}

/// What a parameter states, as far as words may be vague about it.
fn vague_of(param: &ParamSpec) -> Option<Vague> {
    match (param.name, param.shape) {
        ("every", Shape::Span | Shape::Every) => Some(Vague::Every),
        ("within", Shape::Span) => Some(Vague::Within),
        (_, Shape::Span) => Some(Vague::Length),
        (_, Shape::Every) => Some(Vague::Every),
        (_, Shape::Count(..)) => Some(Vague::Count),
        _ => None,
    }
}
