//! What people read on each page, on the sample company's month: kept in `tests/it/pages/`.

use harness::Harness;

use crate::office::{page, text, with_month};

/// The pages of an administrator: a name, the address, and the most queries that it may take,
/// which is what makes it quick wherever it runs. `{doubt}`: a case that waits.
const PAGES: &[(&str, &str, u64)] = &[
    ("overview", "/", 11),
    ("groups", "/groups", 6),
    ("group-feed", "/groups/sales", 12),
    ("group-members", "/groups/sales?view=members&q=%E9%A9%AC", 6),
    ("group-waiting", "/groups/sales?view=waiting", 6),
    ("group-decisions", "/groups/sales?view=decisions", 6),
    ("group-settings", "/groups/sales?view=settings", 6),
    ("person", "/people/u021", 7),
    ("case", "{doubt}", 24),
    ("case-hidden", "{doubt}?hide=others", 24),
    ("queue", "/queue?group=project", 24),
    ("queue-doubt", "/queue?sort=doubt", 24),
    ("queue-empty", "/queue?sort=publish", 8),
    ("policies", "/policies", 12),
    ("settings-lexicons", "/settings/lexicons", 4),
    ("settings-pictures", "/settings/pictures", 4),
    ("settings-texts", "/settings/texts", 4),
    ("settings-calendars", "/settings/calendars?year=2026", 4),
    ("settings-retention", "/settings/retention", 6),
    ("settings-judgement", "/settings/judgement", 60),
    ("group-roster", "/groups/sales?view=roster", 8),
    ("reports", "/reports?from=2026-03-23&to=2026-03-29", 16),
    ("reports-group", "/reports?from=2026-03-23&to=2026-03-29&group=sales", 24),
    ("calendar", "/calendar", 16),
    ("calendar-list", "/calendar?month=2026-03&view=list", 16),
    ("accounts", "/accounts", 10),
    ("account", "/account", 12),
];

/// Without what is another each time: records' numbers, and hashes over salts.
fn masked(page: &str) -> String {
    let hash = |word: &str| word.len() == 64 && word.bytes().all(|one| one.is_ascii_hexdigit());
    let lines = page.lines().map(|line| match line.split(' ').any(hash) {
        true => "(a record and its hash)",
        false => line,
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Says where a page is not what is kept.
fn check(harness: &Harness, cookie: &str, name: &str, path: &str, most: u64) -> Option<String> {
    let before = harness.app.metrics.queries.get();
    let answer = page(harness, cookie, path);
    let asked = harness.app.metrics.queries.get() - before;
    if asked > most {
        return Some(format!("{name} takes {asked} queries, at most {most}"));
    }
    let read = format!("{} {path}\n\n{}", answer.status, masked(&text(&answer.body)));
    let kept = format!("{}/tests/it/pages/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("QUNGUI_BLESS").is_some() {
        std::fs::write(&kept, &read).unwrap();
    }
    let expected = std::fs::read_to_string(&kept).unwrap_or_default();
    (read != expected).then(|| format!("{name} is not what is kept (QUNGUI_BLESS=1):\n{read}"))
}

/// The page of a case that waits for somebody to say what a message is.
fn doubt(harness: &Harness) -> String {
    let mut reader = harness.app.runtime.reader().unwrap();
    let rows = reader.waiting_cases(1_000).unwrap();
    let row = rows.iter().find(|row| row.about == "judgement").unwrap();
    console::link::case(&row.group, row.number)
}

#[test]
fn pages_say_what_is_kept() {
    let harness = with_month();
    let user = harness.person("陈管理", Some("u042"), &[("admin", None), ("auditor", None)]);
    let chinese = harness.session(user);
    let english = format!("{chinese}; qungui_language=en");
    let doubt = doubt(&harness);
    let mut wrong = Vec::new();
    for (name, path, most) in PAGES {
        let path = &path.replace("{doubt}", &doubt);
        wrong.extend(check(&harness, &chinese, name, path, *most));
        wrong.extend(check(&harness, &english, &format!("{name}.en"), path, *most));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
