//! Group names with `*` (any run of characters) and `?` (one character).

/// Whether a name fits a pattern.
///
/// Takes time in proportion to the product of the two lengths at worst: it goes back to the
/// last star only.
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut wanted = pattern.chars();
    let mut given = name.chars();
    // After the last star: what to match again, and the name from one character later on.
    let mut again: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let here = (wanted.clone(), given.clone());
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                given = here.1;
                again = Some((wanted.clone(), given.clone()));
                continue;
            }
            (Some('?'), Some(_)) => continue,
            (Some(w), Some(g)) if w == g => continue,
            _ => {}
        }
        let Some((pattern, mut rest)) = again.take() else { return false };
        if rest.next().is_none() {
            return false;
        }
        (wanted, given) = (pattern.clone(), rest.clone());
        again = Some((pattern, rest));
    }
}

/// Whether a name fits one of several patterns.
#[must_use]
pub fn any_matches(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_names() {
        let cases = [
            ("工作群*", "工作群一", true),
            ("工作群*", "工作群", true),
            ("工作群*", "家长群", false),
            ("*群", "家长群", true),
            ("*群", "家长群二", false),
            ("三年?班", "三年二班", true),
            ("三年?班", "三年班", false),
            ("*a*b*", "xaxxbx", true),
            ("*a*b", "ab ab a", false),
            ("", "", true),
            ("*", "", true),
            ("", "x", false),
        ];
        for (pattern, name, fits) in cases {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
        assert!(!matches(&"*a".repeat(200), &"a".repeat(199)));
    }
}
