//! The fields of a name that is written out as a form (科室-姓名(职务)), and the template that they
//! make.

use crate::clause::{Words, has};
use crate::reading::cards::{JOINERS, PERSON};

/// One field or what stands between fields.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Field(String),
    Sign(char),
}

impl Piece {
    fn is_joiner(&self) -> bool {
        matches!(self, Piece::Sign(sign) if JOINERS.contains(sign))
    }
}

/// The fields of a chunk with the signs between them; none where it is no form after all.
pub(super) fn fields(chunk: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut word = String::new();
    for c in cut_open(chunk).chars() {
        let c = if matches!(c, '（' | '）') { if c == '（' { '(' } else { ')' } } else { c };
        if JOINERS.contains(&c) || c == '(' || c == ')' {
            if !word.is_empty() {
                pieces.push(Piece::Field(std::mem::take(&mut word)));
            }
            pieces.push(Piece::Sign(c));
        } else {
            word.push(c);
        }
    }
    if !word.is_empty() {
        pieces.push(Piece::Field(word));
    }
    trim_ends(&mut pieces);
    for piece in &mut pieces {
        if let Piece::Field(name) = piece {
            // 实名制+电话: the real name is a field.
            let real = name.ends_with("实名制") || name.ends_with("实名");
            *name = if real { "姓名" } else { uncounted(name) }.to_owned();
        }
    }
    pieces.retain(|piece| !matches!(piece, Piece::Field(name) if name.is_empty()));
    let mut pieces = with_remarks(pieces);
    while matches!(pieces.last(), Some(Piece::Sign(sign)) if *sign != ')') {
        pieces.pop();
    }
    let names: Vec<&String> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Field(name) => Some(name),
            Piece::Sign(_) => None,
        })
        .collect();
    let count = |sign: char| pieces.iter().filter(|piece| **piece == Piece::Sign(sign)).count();
    // A row of the same signs parts what one taps, and an open bracket was cut off.
    let path = pieces
        .windows(2)
        .any(|pair| matches!(pair, [one, other] if one.is_joiner() && one == other));
    let fit = names.len() >= 2
        && !path
        && count('(') == count(')')
        && names.iter().all(|name| (1..=10).contains(&name.chars().count()))
        && names.iter().any(|name| has(name, PERSON));
    fit.then_some(pieces)
}

/// Words in brackets that say how a field is written, and are no field and no sign of the name.
const REMARKS: &[&str] =
    &["简称", "全称", "全名", "必填", "选填", "可选", "如有", "可不填", "可不写", "可省略"];

/// 专业(简称) is one field.
fn with_remarks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        merged.push(piece);
        if let [.., Piece::Field(name), Piece::Sign('('), Piece::Field(remark), Piece::Sign(')')] =
            merged.as_slice()
            && (REMARKS.contains(&remark.as_str()) || explains(remark))
        {
            let whole = if explains(remark) { name.clone() } else { format!("{name}({remark})") };
            merged.truncate(merged.len() - 4);
            merged.push(Piece::Field(whole));
        }
    }
    merged
}

/// 昵称(可以不是真名): a sentence about the field, and no part of its name.
fn explains(remark: &str) -> bool {
    has(remark, &["可以", "不是", "不必", "不用", "也可", "即可", "请", "必须", "没有", "如果"])
}

/// A name without the remark in brackets behind it: 姓名 of 姓名(全称).
pub(super) fn unremarked(name: &str) -> &str {
    let parted = name.strip_suffix([')', '）']).and_then(|inner| inner.rsplit_once(['(', '（']));
    parted.filter(|(_, remark)| REMARKS.contains(remark)).map_or(name, |(name, _)| name)
}

/// A name without the number that counts it: 2.姓名.
fn uncounted(name: &str) -> &str {
    let counted = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = counted.strip_prefix(['.', '、']).filter(|_| counted.len() < name.len());
    rest.unwrap_or(name)
}

/// Drops what stands before a bracket that the form opens within, and behind one that closes.
fn cut_open(chunk: &str) -> &str {
    let mut from = 0;
    let mut depth = 0_i32;
    let mut opened = Vec::new();
    let mut to = chunk.len();
    for (at, c) in chunk.char_indices() {
        match c {
            '(' | '（' => {
                depth += 1;
                opened.push(at + c.len_utf8());
            }
            ')' | '）' => {
                depth -= 1;
                if opened.pop().is_none() {
                    to = at;
                    break;
                }
            }
            _ => {}
        }
    }
    if depth > 0
        && let Some(&last) = opened.last()
    {
        // (科室+姓名 opens within the bracket; 科室-姓名(如 is over before it.
        let inside = chunk.get(last..).unwrap_or_default();
        let bracket = chunk.get(..last).and_then(|head| head.char_indices().last());
        match bracket {
            Some((before, _)) if !inside.contains(JOINERS) => to = before,
            _ => from = last,
        }
    }
    chunk.get(from..to).unwrap_or(chunk)
}

/// Takes the words of the sentence off the first and the last field.
fn trim_ends(pieces: &mut [Piece]) {
    const LEADS: &[&str] = &[
        "修改为",
        "更改为",
        "统一为",
        "设置为",
        "改为",
        "改成",
        "写成",
        "注明",
        "标明",
        "标注",
        "名片写",
        "昵称写",
        "群备注",
        "写为",
        "采用",
        "使用",
        "按照",
        "必须",
        "格式",
        "统一",
        "以",
        "为",
        "按",
        "用",
        "是",
    ];
    const TAILS: &[&str] = &[
        "作为",
        "命名",
        "的格式",
        "的形式",
        "的方式",
        "的",
        "为",
        "格式",
        "形式",
        "方式",
        "来",
        "进行",
        "、",
    ];
    if let Some(Piece::Field(first)) = pieces.first_mut() {
        for lead in LEADS {
            if let Some((_, rest)) = first.parted_at_last(lead)
                && !rest.is_empty()
            {
                *first = rest.to_owned();
            }
        }
    }
    if let Some(Piece::Field(last)) = pieces.last_mut() {
        for tail in TAILS {
            if let Some((rest, _)) = last.parted_at(tail)
                && !rest.is_empty()
            {
                *last = rest.to_owned();
            }
        }
        // 姓名+手机号或“某某妈妈”: another form follows.
        *last = last.trim_end_matches('或').to_owned();
    }
}

/// The form with the brackets that an example has in the place of its last sign: 城南赵一(某某公司)
/// for 分会+姓名+公司名.
fn bracketed(mut pieces: Vec<Piece>, example: &str) -> Vec<Piece> {
    let opened = example.strip_suffix([')', '）']).and_then(|shown| shown.split_once(['(', '（']));
    let Some((before, _)) = opened else { return pieces };
    let signs = before.chars().filter(|c| JOINERS.contains(c)).count();
    let own = pieces.iter().filter(|piece| piece.is_joiner()).count();
    if own == 0 || signs >= own || pieces.contains(&Piece::Sign('(')) {
        return pieces;
    }
    let Some(last) = pieces.pop() else { return pieces };
    pieces.pop_if(|piece| piece.is_joiner());
    pieces.extend([Piece::Sign('('), last, Piece::Sign(')')]);
    pieces
}

/// The template. An example shows what really stands between the fields; without one the text's
/// own signs do.
pub(super) fn write(pieces: Vec<Piece>, example: Option<&str>) -> String {
    let own_brackets = pieces.contains(&Piece::Sign('('));
    let pieces = match example {
        Some(example) => bracketed(pieces, example),
        None => pieces,
    };
    let is_joiner = |c: &char| JOINERS.contains(c);
    let shown: Option<Vec<char>> = example.map(|shown| shown.chars().filter(is_joiner).collect());
    // Fields that are told side by side: the example shows what stands between them.
    let apart = |piece: &Piece| matches!(piece, Piece::Field(_));
    if let Some(shown) = &shown
        && pieces.iter().all(apart)
        && !shown.is_empty()
        && shown.len() + 1 == pieces.len()
    {
        let mut format = String::new();
        for (nth, piece) in pieces.iter().enumerate() {
            let Piece::Field(name) = piece else { continue };
            format.push_str(&format!("{{{name}}}"));
            format.extend(shown.get(nth));
        }
        return format;
    }
    let own: Vec<char> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Sign(c) if JOINERS.contains(c) => Some(*c),
            _ => None,
        })
        .collect();
    let mut nth = 0;
    let mut format = String::new();
    for piece in &pieces {
        match piece {
            Piece::Field(name) => format.push_str(&format!("{{{name}}}")),
            Piece::Sign(c) if JOINERS.contains(c) => {
                match &shown {
                    Some(shown) if shown.len() == own.len() => format.extend(shown.get(nth)),
                    // An example that has more behind the form shows the form's own signs;
                    // brackets that it leaves out say that it is no full example.
                    Some(shown) if !own_brackets && !shown.starts_with(&own) => {}
                    _ => format.push(*c),
                }
                nth += 1;
            }
            Piece::Sign(c) => format.push(*c),
        }
    }
    format
}
