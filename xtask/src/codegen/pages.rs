//! The pages of the catalogue: an overview by family, and one page for each rule kind.

use std::fmt::Write as _;

use policy::spec::{Family, KindSpec, ParamSpec, Part};

use super::MARK;

/// `docs/rules/README.md`.
pub(super) fn overview() -> String {
    let mut specs = rules::specs();
    specs.sort_by_key(|spec| (spec.family, spec.name));
    let mut out = format!("{MARK}# 规则目录\n\n");
    let _ = writeln!(
        out,
        "制度里的每一条,都是下面这些规则中的一种或几种。规则写在条文下面的规则块里,写法见\
         [文件格式](../formats.md)。\n"
    );
    out.push_str("| 执行方式 | 意思 |\n| --- | --- |\n");
    use policy::spec::Level::{Assisted, Auto, Duty, Note};
    for level in [Auto, Assisted, Duty, Note] {
        let _ = writeln!(out, "| `{}` | {} |", level.name(), level.in_words());
    }
    let mut family: Option<Family> = None;
    for spec in specs {
        if family != Some(spec.family) {
            family = Some(spec.family);
            let _ = writeln!(out, "\n## {}\n", spec.family.in_words());
            out.push_str("| 规则 | 执行方式 | 规定什么 | 参数 |\n| --- | --- | --- | --- |\n");
        }
        let params: Vec<String> =
            spec.params.iter().map(|param| format!("`{}`", param.name)).collect();
        let _ = writeln!(
            out,
            "| [`{0}`]({0}.md) | `{1}` | {2} | {3} |",
            spec.name,
            spec.level.name(),
            cell(spec.summary),
            params.join("、"),
        );
    }
    out
}

/// `docs/rules/<kind>.md`: the kind's documentation with the table of its parameters.
pub(super) fn page(spec: &KindSpec) -> String {
    let mut out = format!("{MARK}# `{}`:{}\n\n", spec.name, spec.summary);
    let _ = writeln!(
        out,
        "{}类,{}。自 {} 版起。[源文件](../../{})\n",
        spec.family.in_words(),
        spec.level.in_words(),
        spec.since,
        spec.file,
    );
    let doc = documentation(spec.doc);
    // The table stands between what the kind means and its examples.
    let (before, after) = doc.split_once("## 例子").unwrap_or((&doc, ""));
    out.push_str(before.trim_end());
    out.push_str("\n\n");
    out.push_str(&parameters(spec));
    if !after.is_empty() {
        out.push_str("\n## 例子");
        out.push_str(after);
    }
    format!("{}\n", out.trim_end())
}

/// The text of `///` comments: the space after the slashes cut off.
fn documentation(doc: &str) -> String {
    doc.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}

fn parameters(spec: &KindSpec) -> String {
    let mut out = "## 参数\n\n".to_owned();
    if spec.params.is_empty() {
        out.push_str("没有自己的参数。\n");
    } else {
        out.push_str("| 参数 | 意思 | 值 | 不写时 |\n| --- | --- | --- | --- |\n");
        for param in spec.params {
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {} |",
                param.name,
                cell(param.doc.trim()),
                cell(&param.shape.expected()),
                unwritten(spec, param),
            );
        }
    }
    let whom = match spec.part {
        Part::Punishes => "`for`(处理哪些规则的违规,如 `[\"ads\"]`)",
        Part::Finds | Part::Governs => "`for`(管哪些人)",
        Part::Notes => {
            out.push_str("\n编译文件时不为它写规则块;写了也不运行。\n");
            return out;
        }
    };
    let _ = writeln!(
        out,
        "\n每种规则都可以另写:{whom}、`except`(不管哪些人)、`groups`(管哪些群)、\
         `mode`(`enforce` 执行,`observe` 只记录)、`during`(只在文件开头 `periods` 里写明的时段有效)。"
    );
    out
}

fn unwritten(spec: &KindSpec, param: &ParamSpec) -> String {
    match param.default {
        Some(default) => format!("`{}`", cell(default)),
        None if param.needed => "必须写,否则这条规则不运行".to_owned(),
        None if spec.part == Part::Notes => "文件没有写明".to_owned(),
        None => "没有这一项限制".to_owned(),
    }
}

/// A text that fits a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::spec::DOC_HEADINGS;

    #[test]
    fn every_kind_has_a_whole_page() {
        for spec in rules::specs() {
            let page = page(spec);
            let titles = page.lines().filter(|line| line.starts_with("# ")).count();
            assert_eq!(titles, 1, "{}", spec.name);
            assert_eq!(page.matches("\n## 参数\n").count(), 1, "{}", spec.name);
            for param in spec.params {
                assert!(page.contains(&format!("| `{}` |", param.name)), "{}", spec.name);
            }
            let ours = page.lines().filter(|line| DOC_HEADINGS.contains(line));
            let ours: Vec<&str> = ours.collect();
            assert_eq!(ours, DOC_HEADINGS, "{}", spec.name);
        }
    }
}
