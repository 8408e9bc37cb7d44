//! The catalogue as the second reader is told it: each kind on a line, its parameters beneath.

use std::fmt::Write as _;

use model::Category;
use policy::param::Shape;
use policy::spec::KindSpec;

/// The kinds with their parameters and what values those take.
pub(super) fn words() -> String {
    let mut out = String::new();
    for spec in rules::specs() {
        let _ = writeln!(out, "{}:{}({})", spec.name, spec.summary, spec.level.in_words());
        for param in spec.params {
            // The categories are listed once, not in every kind that has some.
            let takes = match param.shape {
                Shape::Categories => "见内容类别".to_owned(),
                shape => shape.expected(),
            };
            let _ = writeln!(out, "  {}:{};{takes}", param.name, param.doc.trim());
        }
    }
    out
}

/// Whether a suggestion of the kind may have a parameter of that name.
pub(super) fn takes(spec: &KindSpec, name: &str) -> bool {
    spec.param(name).is_some() || matches!(name, "for" | "except")
}

/// The categories of content, with their names in words.
pub(super) fn categories() -> String {
    let one = |category: &Category| format!("{}({})", category.name(), category.in_words());
    Category::ALL.iter().map(one).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_parameter_is_told() {
        let words = words();
        for spec in rules::specs() {
            assert!(words.contains(&format!("{}:{}", spec.name, spec.summary)), "{}", spec.name);
            for param in spec.params {
                assert!(takes(spec, param.name) && words.contains(param.name), "{}", param.name);
            }
            assert!(takes(spec, "for") && !takes(spec, "mode"), "{}", spec.name);
        }
        assert!(categories().contains("porn("), "{}", categories());
    }
}
