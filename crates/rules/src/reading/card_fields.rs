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
            *name = uncounted(name).to_owned();
        }
    }
    pieces.retain(|piece| !matches!(piece, Piece::Field(name) if name.is_empty()));
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
    let joins = |piece: &Piece| matches!(piece, Piece::Sign(sign) if JOINERS.contains(sign));
    let path =
        pieces.windows(2).any(|pair| matches!(pair, [one, other] if joins(one) && one == other));
    let fit = names.len() >= 2
        && !path
        && count('(') == count(')')
        && names.iter().all(|name| (1..=10).contains(&name.chars().count()))
        && names.iter().any(|name| has(name, PERSON));
    fit.then_some(pieces)
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
    }
}

/// The template. An example shows what really stands between the fields; without one the text's
/// own signs do.
pub(super) fn write(pieces: &[Piece], example: Option<&str>) -> String {
    let shown: Option<Vec<char>> =
        example.map(|example| example.chars().filter(|c| JOINERS.contains(c)).collect());
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
    let joints = pieces
        .iter()
        .filter(|piece| matches!(piece, Piece::Sign(c) if JOINERS.contains(c)))
        .count();
    let mut nth = 0;
    let mut format = String::new();
    for piece in pieces {
        match piece {
            Piece::Field(name) => format.push_str(&format!("{{{name}}}")),
            Piece::Sign(c) if JOINERS.contains(c) => {
                match &shown {
                    Some(shown) if shown.len() == joints => format.extend(shown.get(nth)),
                    // Brackets that the example leaves out say that it is no full example.
                    Some(_) if !pieces.contains(&Piece::Sign('(')) => {}
                    _ => format.push(*c),
                }
                nth += 1;
            }
            Piece::Sign(c) => format.push(*c),
        }
    }
    format
}
