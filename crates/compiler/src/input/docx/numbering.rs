//! Automatic numbers: `numbering.xml` and the counters that run through a document.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use crate::input::figures::written;
use crate::input::xml::{Node, Tag, walk};

/// Levels of a list, as the format has them.
const LEVELS: usize = 9;
/// Styles are based on each other; more steps than this are a circle.
const PARENTS_MAX: usize = 20;

/// The number that comes with a paragraph style.
#[derive(Clone, Debug, Default)]
pub(super) struct StyleNumber {
    pub parent: Option<String>,
    pub list: Option<String>,
    pub level: Option<u32>,
}

/// One level of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    form: String,
    /// `第%1条`: the signs before the text, with the numbers of this and outer levels in it.
    label: String,
    /// The style whose paragraphs are of this level.
    style: Option<String>,
    /// Outer numbers in plain figures, whatever their own form.
    plain: bool,
    /// The outermost level after which this one starts anew, from 1; 0: never.
    restart: Option<u32>,
    /// Nothing stands between the label and the text.
    glued: bool,
}

impl Default for Level {
    fn default() -> Level {
        Level {
            start: 1,
            form: "decimal".to_owned(),
            label: String::new(),
            style: None,
            plain: false,
            restart: None,
            glued: false,
        }
    }
}

/// A list's form.
#[derive(Clone, Debug, Default)]
struct Form {
    levels: BTreeMap<usize, Level>,
    /// The style that has the levels instead.
    elsewhere: Option<String>,
}

/// A list: a form, with changes of its own.
#[derive(Clone, Debug, Default)]
struct List {
    form: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// The lists of a document, and how far each has counted.
#[derive(Default)]
pub(super) struct Numbering {
    forms: BTreeMap<String, Form>,
    lists: BTreeMap<String, List>,
    styles: BTreeMap<String, StyleNumber>,
    /// Lists of the same form count on together, as Word does.
    counters: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Lists of which a level has been counted from its own start.
    begun: BTreeSet<(String, usize)>,
}

impl Numbering {
    pub fn read(xml: &str, styles: BTreeMap<String, StyleNumber>) -> Numbering {
        let mut out = Numbering { styles, ..Numbering::default() };
        let mut form: Option<(String, Form)> = None;
        let mut list: Option<(String, List)> = None;
        let mut level: Option<(usize, Level)> = None;
        let mut changed = 0;
        walk(xml, |node| {
            match node {
                Node::Open(tag) => match tag.name() {
                    "abstractNum" => {
                        form = tag.attribute("abstractNumId").map(|id| (id, Form::default()));
                    }
                    "num" => list = tag.attribute("numId").map(|id| (id, List::default())),
                    "lvl" => level = at(&tag).map(|at| (at, Level::default())),
                    "lvlOverride" => changed = at(&tag).unwrap_or(0),
                    "numStyleLink" => {
                        if let Some((_, form)) = &mut form {
                            form.elsewhere = tag.value();
                        }
                    }
                    "abstractNumId" => {
                        if let Some((_, list)) = &mut list {
                            list.form = tag.value().unwrap_or_default();
                        }
                    }
                    "startOverride" => {
                        if let (Some((_, list)), Some(start)) = (&mut list, tag.number()) {
                            list.starts.insert(changed, start);
                        }
                    }
                    _ => {
                        if let Some((_, level)) = &mut level {
                            set(level, &tag);
                        }
                    }
                },
                Node::Close("lvl") => match (level.take(), &mut list, &mut form) {
                    (Some((_, level)), Some((_, list)), _) => {
                        list.levels.insert(changed, level);
                    }
                    (Some((at, level)), None, Some((_, form))) => {
                        form.levels.insert(at, level);
                    }
                    _ => {}
                },
                Node::Close("abstractNum") => out.forms.extend(form.take()),
                Node::Close("num") => out.lists.extend(list.take()),
                _ => {}
            }
            ControlFlow::Continue(())
        });
        out
    }

    /// The label of the next paragraph, with the space after it: `list` and `level` are its own,
    /// where it has any; else its style's.
    pub fn label(
        &mut self,
        list: Option<String>,
        level: Option<u32>,
        style: Option<&str>,
    ) -> Option<String> {
        let (list, at) = self.resolve(list, level, style)?;
        let (form_id, form) = self.form(&list).map(|(id, form)| (id, form.clone()))?;
        let own = self.lists.get(&list)?.clone();
        let level_of = |at: usize| own.levels.get(&at).or_else(|| form.levels.get(&at)).cloned();
        let level = level_of(at)?;
        let begun = &mut self.begun;
        let counters = self.counters.entry(form_id).or_default();
        // Its own start, the first time that this list comes to this level.
        let anew = own.starts.get(&at).filter(|_| begun.insert((list, at)));
        let slot = counters.get_mut(at)?;
        let number = match (anew, *slot) {
            (Some(start), _) => *start,
            (None, Some(before)) => before.saturating_add(1),
            (None, None) => own.starts.get(&at).copied().unwrap_or(level.start),
        };
        *slot = Some(number);
        for inner in at + 1..LEVELS {
            let restart = level_of(inner).and_then(|level| level.restart);
            let keeps = restart.is_some_and(|after| after == 0 || (at as u64) >= u64::from(after));
            if let Some(slot) = counters.get_mut(inner).filter(|_| !keeps) {
                *slot = None;
            }
        }
        let number_of = |at: usize| counters.get(at).copied().flatten();
        let label = label(&level, |outer| {
            let of = level_of(outer)?;
            let number = number_of(outer).unwrap_or(of.start);
            let form = if level.plain { "decimal" } else { &of.form };
            Some(written(number, form))
        });
        Some(spaced(&level, label)).filter(|label| !label.is_empty())
    }

    /// The list and level of a paragraph.
    fn resolve(
        &self,
        list: Option<String>,
        level: Option<u32>,
        style: Option<&str>,
    ) -> Option<(String, usize)> {
        let mut by_style = (None, None);
        let mut next = style.map(str::to_owned);
        for _ in 0..PARENTS_MAX {
            let Some(one) = next.take().and_then(|id| self.styles.get(&id)) else { break };
            by_style.0 = by_style.0.or_else(|| one.list.clone());
            by_style.1 = by_style.1.or(one.level);
            next.clone_from(&one.parent);
        }
        let own = list.is_some();
        let list = list.or(by_style.0).filter(|list| list != "0")?;
        let level = level.or_else(|| {
            // A style of a list says its level there.
            let by_form = style.and_then(|style| self.level_of_style(&list, style));
            by_form.or(by_style.1.filter(|_| !own)).or(by_style.1)
        });
        let at = usize::try_from(level.unwrap_or(0)).ok().filter(|at| *at < LEVELS)?;
        Some((list, at))
    }

    fn level_of_style(&self, list: &str, style: &str) -> Option<u32> {
        let (_, form) = self.form(list)?;
        let found = form.levels.iter().find(|(_, level)| level.style.as_deref() == Some(style));
        found.and_then(|(at, _)| u32::try_from(*at).ok())
    }

    /// A list's form, by way of the style that has it.
    fn form(&self, list: &str) -> Option<(String, &Form)> {
        let mut id = self.lists.get(list)?.form.clone();
        for _ in 0..PARENTS_MAX {
            let form = self.forms.get(&id)?;
            let Some(style) = &form.elsewhere else { return Some((id, form)) };
            let list = self.styles.get(style)?.list.as_ref()?;
            id.clone_from(&self.lists.get(list)?.form);
        }
        None
    }
}

fn at(tag: &Tag<'_>) -> Option<usize> {
    tag.attribute("ilvl")?.parse().ok().filter(|at| *at < LEVELS)
}

fn set(level: &mut Level, tag: &Tag<'_>) {
    match tag.name() {
        "start" => level.start = tag.number().unwrap_or(1),
        "numFmt" => level.form = tag.value().unwrap_or_default(),
        "lvlText" => level.label = tag.value().unwrap_or_default(),
        "pStyle" => level.style = tag.value(),
        "isLgl" => level.plain = tag.on(),
        "lvlRestart" => level.restart = tag.number(),
        "suff" => level.glued = tag.value().as_deref() == Some("nothing"),
        _ => {}
    }
}

/// The label with the numbers in it.
fn label(level: &Level, number: impl Fn(usize) -> Option<String>) -> String {
    if level.form == "bullet" {
        // Word's own bullets are letters of fonts that have signs in their place.
        let known = "-–—*+•·●■◆";
        let sign = level.label.chars().next().filter(|c| known.contains(*c)).unwrap_or('•');
        return if level.label.trim().is_empty() { String::new() } else { sign.to_string() };
    }
    let mut out = String::new();
    let mut chars = level.label.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let ahead = chars.clone().next().and_then(|c| c.to_digit(10));
        match ahead.and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1)) {
            Some(at) => {
                chars.next();
                out.extend(number(at));
            }
            None => out.push(c),
        }
    }
    out
}

/// The space after the label, where there is one to see and the label does not end in a mark
/// that has its own.
fn spaced(level: &Level, label: String) -> String {
    let marked = label.ends_with(['、', '）', '．', '。', '：', '】', '〕']) || label.is_empty();
    if level.glued || marked || label.ends_with(char::is_whitespace) {
        return label;
    }
    label + " "
}
