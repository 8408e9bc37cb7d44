//! Wrong input on purpose, on every form: what is said of it is said in words that people know,
//! and nothing fails.

use std::collections::BTreeMap;

use harness::Harness;

use crate::office::{page, send, text, with_month};
use crate::policies::{DOCUMENT, hidden, upload};

/// What forms send.
const FIELDS: &[&str] = &[
    "do",
    "say",
    "text",
    "password",
    "group",
    "username",
    "about",
    "file",
    "weight",
    "shown",
    "reason",
    "q",
    "member",
    "list",
    "code",
    "year",
    "print",
    "note",
    "name",
    "again",
    "word",
    "who",
    "where",
    "to",
    "role",
    "policy",
    "mode",
    "media",
    "language",
    "from",
    "at",
    "what",
    "weeks",
    "until",
    "token",
    "token-name",
    "strictness",
    "sound",
    "service",
    "scope",
    "row",
    "robots",
    "part",
    "other-groups",
    "of",
    "now",
    "new",
    "keep",
    "holder",
    "group-id",
    "gone",
    "floor",
    "disabled",
    "days",
    "date",
    "colleague",
    "change",
    "article",
    "account",
];

/// Words that say how the program is made, not what happened.
const JARGON: &[&str] = &[
    "revision",
    "json",
    "null",
    "parse",
    "invalid",
    "body",
    "query",
    "utf",
    "field",
    "param",
    "error",
    "panic",
    "sql",
    "bytes",
    "Some(",
    "None",
    "expected",
    "header",
    "Authorization",
];

fn whole(value: &str) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(FIELDS.iter().map(|name| (*name, value)));
    out.finish()
}

/// The addresses of every form that somebody can send.
fn forms(harness: &Harness, cookie: &str) -> Vec<String> {
    let made = upload(harness, cookie, "合唱团.txt", DOCUMENT.as_bytes());
    let draft = made.headers["location"].rsplit('/').next().unwrap().to_owned();
    let secret = server::access::member_link::write(&harness.app, "sales", "u017").unwrap();
    let mut paths = Vec::new();
    for endpoint in console::endpoints() {
        if !endpoint.methods.iter().any(|method| method == "POST") {
            continue;
        }
        let secret = if endpoint.path.starts_with("/m/") { &secret } else { "qgl_over" };
        let id = if endpoint.path.contains("/use/") { "澄禾" } else { &draft };
        let filled = [
            ("{id}", id),
            ("{secret}", secret),
            ("{group}", "sales"),
            ("{number}", "1"),
            ("{version}", "1"),
            ("{at}", "0"),
            ("{user}", "1"),
            ("{language}", "zh"),
            ("{key}", "hello"),
            ("{account}", "10001"),
            ("{service}", "work"),
        ];
        let path = filled.iter().fold(endpoint.path, |path, (name, to)| path.replace(name, to));
        assert!(!path.contains('{'), "{path}");
        // What ends the sample itself is left for the last.
        if !path.contains("discard") && path != "/logout" {
            paths.push(path);
        }
    }
    paths
}

/// What is told: on the page itself, or on the one that follows.
fn told(harness: &Harness, cookie: &str, path: &str, fields: &str) -> (u16, String) {
    let answer = send(harness, cookie, path, fields);
    assert!(answer.status < 500, "{path} {}: {}", answer.status, text(&answer.body));
    if answer.status != 303 {
        return (answer.status, text(&answer.body));
    }
    let flash = answer.cookies.iter().find(|line| line.starts_with("qungui_flash="));
    let Some(flash) = flash.and_then(|line| line.split(';').next()) else {
        return (303, String::new());
    };
    let next = page(harness, &format!("{cookie}; {flash}"), "/account");
    let said = text(&next.body);
    (303, said.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn every_form_says_in_plain_words_what_is_wrong() {
    let harness = with_month();
    let grants = [("admin", None), ("office", None), ("operator", None)];
    let user = harness.person("wen", Some("u002"), &grants);
    let cookie = harness.session(user);
    let long = "长".repeat(300_000);
    let inputs = [
        ("empty", String::new()),
        ("script", whole("<script>alert(1)</script>")),
        ("dates", whole("2026-02-31T25:61")),
        ("past", whole("1900-01-01")),
        ("other", whole("no-such-group")),
        ("signs", whole("\u{0}\u{202e}\n\t%_'\";--")),
        ("huge", format!("text={long}&reason={long}&note={long}&name={long}")),
        ("broken", "%%%=&=&&revision=-1&\u{feff}".to_owned()),
    ];
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for path in forms(&harness, &cookie) {
        for (what, fields) in &inputs {
            let session = harness.session(user);
            let (status, words) = told(&harness, &session, &path, fields);
            assert!(!words.contains("<script>"), "{path} {what}");
            if status == 303 || status >= 400 {
                let words: String = words.chars().take(400).collect();
                said.entry(words).or_insert_with(|| format!("{status} {path} ({what})"));
            }
        }
    }
    let mut wrong = Vec::new();
    for (words, first) in &said {
        if std::env::var_os("SHOW").is_some() {
            println!("--- {first}\n{words}");
        }
        let chinese = words.is_empty() || words.chars().any(|one| ('一'..='龥').contains(&one));
        let lower = words.to_lowercase();
        let jargon = JARGON.iter().find(|word| lower.contains(&word.to_lowercase()));
        if !chinese || jargon.is_some() {
            wrong.push(format!("{first}: {jargon:?} {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(said.len() > 30, "{}", said.len());
}

#[test]
fn a_draft_that_somebody_else_changed_meanwhile_takes_nothing_away() {
    let harness = with_month();
    let cookie = harness.session(harness.user("wen", &[("office", None)]));
    let other = harness.session(harness.user("li", &[("office", None)]));
    let draft = upload(&harness, &cookie, "合唱团.txt", DOCUMENT.as_bytes());
    let path = format!("{}/text", draft.headers["location"]);
    let revision = hidden(&page(&harness, &cookie, &path).body, "revision").to_owned();
    let saves = |cookie: &str, revision: &str, words: &str| {
        let words: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
        send(&harness, cookie, &path, &format!("revision={revision}&text={words}"))
    };
    assert_eq!(saves(&other, &revision, "# 李的\n\n一、不发广告。").status, 303);
    let answer = saves(&cookie, &revision, "# 文的\n\n一、不发链接<b>。");
    assert_eq!(answer.status, 409);
    let shown = text(&answer.body);
    assert!(shown.contains("li 也改了这份草稿") && shown.contains("一、不发链接"), "{shown}");
    assert!(!answer.body.contains("链接<b>"));
    assert!(page(&harness, &cookie, &path).body.contains("李的"), "nothing was saved");
    // Said once more, it is.
    let now = hidden(&answer.body, "revision").to_owned();
    assert_eq!(saves(&cookie, &now, "# 文的\n\n一、不发链接。").status, 303);
    assert!(page(&harness, &cookie, &path).body.contains("文的"));
}
