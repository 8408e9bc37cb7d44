//! The console on a server: with nothing, or with the sample company's month.

use std::sync::Arc;

use harness::clock::Hands;
use harness::{Answer, Harness, month};
use runtime::MachineClock;
use tempfile::TempDir;

/// On a fresh store.
pub fn empty() -> Harness {
    let (folder, clock) = (Arc::new(TempDir::new().unwrap()), MachineClock::default());
    Harness::serving(folder, Arc::new(clock), console::endpoints(), |config| {
        config.limits.requests_per_second = 100_000;
    })
}

/// With the sample company's month, whose clock stands at its end.
pub fn with_month() -> Harness {
    let clock = Hands::at(month::now());
    let harness =
        Harness::serving(month::folder(), Arc::new(clock), console::endpoints(), |config| {
            config.limits.requests_per_second = 100_000;
        });
    harness.app.runtime.count().unwrap();
    harness
}

/// As a browser asks for a page.
pub fn page(harness: &Harness, cookie: &str, path: &str) -> Answer {
    let headers = [("cookie", cookie), ("accept", "text/html,*/*;q=0.8")];
    harness.ask("GET", path, &headers, "")
}

/// As a browser sends a form.
pub fn send(harness: &Harness, cookie: &str, path: &str, fields: &str) -> Answer {
    let headers = [
        ("cookie", cookie),
        ("accept", "text/html,*/*;q=0.8"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    harness.ask("POST", path, &headers, fields)
}

/// A form with fields alone, as a browser sends one that may have a file.
pub fn send_parts(harness: &Harness, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("--x--\r\n");
    let headers = [
        ("cookie", cookie),
        ("accept", "text/html"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("sec-fetch-site", "same-origin"),
    ];
    harness.ask_with("POST", path, &headers, body.as_bytes())
}

/// What people read of a page: its text without markup, a line for each block.
pub fn text(page: &str) -> String {
    let main = page.split_once("<main").map_or(page, |(_, rest)| rest);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let main = main.split_once('>').map_or("", |(_, rest)| rest);
    let mut out = String::new();
    let mut rest = main;
    let mut drawn = 0;
    while let Some((before, after)) = rest.split_once('<') {
        // What is drawn is for the eye: its words stand beside it.
        if drawn == 0 {
            out.push_str(before);
        }
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or("");
        let blocks = ["p", "li", "tr", "h1", "h2", "h3", "div", "dt", "section", "article", "form"];
        match (tag.starts_with('/'), name) {
            (false, "svg") => drawn += 1,
            (true, "svg") => drawn -= 1,
            _ => {}
        }
        match name {
            "td" | "th" | "dd" | "span" | "a" | "button" | "option" | "time" => out.push(' '),
            name if blocks.contains(&name) => out.push('\n'),
            _ => {}
        }
        rest = after;
    }
    out.push_str(rest);
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}
