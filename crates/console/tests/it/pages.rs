//! What people read on each page, on the sample company's month: kept in `tests/it/pages/`.

use harness::Harness;

use crate::office::{page, text, with_month};

/// The pages of an administrator: a name, and the address.
const PAGES: &[(&str, &str)] = &[("groups", "/groups"), ("policies", "/policies")];

/// Says where a page is not what is kept.
fn check(harness: &Harness, cookie: &str, name: &str, path: &str) -> Option<String> {
    let answer = page(harness, cookie, path);
    let read = format!("{} {path}\n\n{}", answer.status, text(&answer.body));
    let kept = format!("{}/tests/it/pages/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("QUNGUI_BLESS").is_some() {
        std::fs::write(&kept, &read).unwrap();
    }
    let expected = std::fs::read_to_string(&kept).unwrap_or_default();
    (read != expected).then(|| format!("{name} is not what is kept (QUNGUI_BLESS=1):\n{read}"))
}

#[test]
fn pages_say_what_is_kept() {
    let harness = with_month();
    let user = harness.person("陈管理", Some("u005"), &[("admin", None), ("auditor", None)]);
    let chinese = harness.session(user);
    let english = format!("{chinese}; qungui_language=en");
    let mut wrong = Vec::new();
    for (name, path) in PAGES {
        wrong.extend(check(&harness, &chinese, name, path));
        wrong.extend(check(&harness, &english, &format!("{name}.en"), path));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
