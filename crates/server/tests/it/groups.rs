//! Lists of groups, page by page.

use harness::Harness;
use serde_json::{Value, json};

/// A server that knows groups of these ids, each called by its own name.
fn with_groups(count: usize) -> Harness {
    let harness = Harness::start();
    let program = harness.user("bridge", &[("send-events", None)]);
    let token = harness.token(program, "send-events");
    let group = |number: usize| {
        json!({"at": "2026-03-02T09:00:00+08:00", "group": format!("g{number:05}"),
            "kind": "group", "id": format!("e{number}"), "name": format!("{number} 班家长群"),
            "members": []})
    };
    let lines: String = (0..count).map(|number| format!("{}\n", group(number))).collect();
    let answer = harness.as_program(&token, "POST", "/api/v1/events", &lines);
    assert_eq!(answer.status, 200, "{answer:?}");
    harness
}

fn asked(harness: &Harness, cookie: &str, query: &str) -> (Vec<String>, Option<String>) {
    let path = format!("/api/v1/groups?{query}");
    let page = harness.as_browser(cookie, "GET", &path, "").json();
    let items = page["items"].as_array().unwrap_or_else(|| panic!("{page}"));
    let ids = items.iter().map(|one| one["id"].as_str().unwrap().to_owned());
    (ids.collect(), page["next"].as_str().map(str::to_owned))
}

#[test]
fn groups_come_page_by_page_and_are_found_by_their_names() {
    let harness = with_groups(620);
    let all = harness.session(harness.user("wen", &[("auditor", None)]));
    let (first, next) = asked(&harness, &all, "");
    assert_eq!((first.len(), next.as_deref()), (200, Some("g00199")), "some, where none says");
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let (ids, next) = asked(&harness, &all, &format!("limit=250&after={after}"));
        seen.extend(ids);
        match next {
            Some(next) => after = next,
            None => break,
        }
    }
    let whole: Vec<String> = (0..620).map(|number| format!("g{number:05}")).collect();
    assert_eq!(seen, whole, "each once, in their order");
    assert_eq!(asked(&harness, &all, "limit=100000").0.len(), 500);
    assert_eq!(asked(&harness, &all, "limit=0").0.len(), 1);
    // `61 班`: of 61, 161, … 561.
    let named = format!("named=61+{}&limit=4", "%E7%8F%AD");
    let (found, next) = asked(&harness, &all, &named);
    assert_eq!(found, ["g00061", "g00161", "g00261", "g00361"]);
    let (found, next) = asked(&harness, &all, &format!("{named}&after={}", next.unwrap()));
    assert_eq!((found, next), (vec!["g00461".to_owned(), "g00561".to_owned()], None));
    assert_eq!(asked(&harness, &all, "named=G00007").0, ["g00007"], "by its number");
    assert_eq!(asked(&harness, &all, "named=nothing"), (Vec::new(), None));
    let wrong = harness.as_browser(&all, "GET", "/api/v1/groups?limit=many", "");
    assert_eq!(wrong.status, 400, "{wrong:?}");
}

#[test]
fn nobody_is_told_of_groups_that_are_not_theirs() {
    let harness = with_groups(4);
    let grants = [("admin", Some("g00001")), ("admin", Some("g00003"))];
    let own = harness.session(harness.user("chen", &grants));
    assert_eq!(
        asked(&harness, &own, "limit=1"),
        (vec!["g00001".to_owned()], Some("g00001".into()))
    );
    assert_eq!(asked(&harness, &own, "limit=1&after=g00001"), (vec!["g00003".to_owned()], None));
    let (found, _) = asked(&harness, &own, "named=g0000");
    assert_eq!(found, ["g00001", "g00003"]);
    assert_eq!(asked(&harness, &own, "named=g00002").0, Vec::<String>::new());
    let document: Value = harness.ask("GET", "/api/openapi.json", &[], "").json();
    let told = &document["paths"]["/api/v1/groups"]["get"]["parameters"];
    let names = told.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["after", "named", "limit"]);
}
