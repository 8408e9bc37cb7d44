//! People known to the console alone decide cases.

use std::sync::Arc;

use serde_json::{Value, json};

use harness::{Answer, Harness, POLICY};

/// Two administrators decide about a removal.
const QUORUM: &str =
    "\n二、移出成员要有两名管理员同意。\n\n```rule\n[removal-quorum]\nadmins = 2\n```\n";

struct Team {
    harness: Harness,
    operator: String,
    bridge: String,
}

impl Team {
    fn start() -> Team {
        let harness = Harness::start();
        let user = harness.user("op", &[("operator", None), ("office", None)]);
        let operator = harness.session(user);
        let body = json!({"name": "team.md", "text": format!("{POLICY}{QUORUM}")}).to_string();
        assert_eq!(harness.as_browser(&operator, "POST", "/api/v1/policies", &body).status, 200);
        let program = harness.user("bridge", &[("send-events", None)]);
        let bridge = harness.token(program, "send-events");
        Team { harness, operator, bridge }
    }

    fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        let path = format!("/api/v1/{path}");
        self.harness.as_browser(&self.operator, method, &path, &body.to_string())
    }

    fn invite(&self, name: &str, role: &str, group: Option<&str>) -> (i64, String) {
        let grants = json!([{"role": role, "group": group}]);
        let body = json!({"name": name, "shown": name, "grants": grants});
        let made = self.ask("POST", "users", body);
        assert_eq!(made.status, 200, "{made:?}");
        let id = made.json()["id"].as_i64().unwrap();
        (id, self.harness.session(id))
    }

    fn event(&self, event: Value) -> Value {
        let answer =
            self.harness.as_program(&self.bridge, "POST", "/api/v1/events", &event.to_string());
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.lines().remove(0)
    }

    fn message(&self, id: &str, text: &str) -> Value {
        let at = self.harness.app.zone.rfc3339(self.harness.app.now());
        self.event(json!({"at": at, "group": "g1", "kind": "message", "id": id, "member": "u1",
            "text": text}))
    }

    /// A breach twice over: a case that waits for two administrators. Its number.
    fn removal(&self) -> u64 {
        let text = "招聘兼职刷单日结,加微信 abc12345";
        self.message("m1", text);
        let said = self.message("m2", text);
        let asked = said["decisions"].as_array().unwrap();
        let asked = asked.iter().find(|one| one["action"] == "remove").unwrap();
        assert_eq!((&asked["status"], &asked["needs"]["count"]), (&json!("pending"), &json!(2)));
        let case = asked["case"].as_str().unwrap();
        case.strip_prefix("g1-").unwrap().parse().unwrap()
    }

    fn approve(&self, cookie: &str, case: u64) -> Value {
        let path = format!("/api/v1/groups/g1/cases/{case}/say");
        let answer = self.harness.as_browser(cookie, "POST", &path, r#"{"say": "approve"}"#);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["decisions"][0].clone()
    }
}

#[test]
fn two_administrators_of_the_console_approve_a_removal() {
    let team = Team::start();
    let (_, wang) = team.invite("wang", "admin", Some("g1"));
    let (_, li) = team.invite("li", "admin", None);
    let (_, zhou) = team.invite("zhou", "supervisor", Some("g1"));
    let case = team.removal();
    assert_eq!(team.approve(&zhou, case)["action"], "reply", "not an administrator");
    assert_eq!(team.approve(&wang, case)["needs"]["count"], 1);
    // The platform lists its members: what the organisation gave stays.
    let at = team.harness.app.zone.rfc3339(team.harness.app.now());
    team.event(json!({"at": at, "group": "g1", "kind": "group",
        "members": [{"id": "u1", "roles": []}]}));
    assert_eq!(team.approve(&wang, case)["action"], "reply", "not twice");
    let done = team.approve(&li, case);
    assert_eq!(
        (&done["action"], &done["status"], &done["member"]),
        (&json!("remove"), &json!("done"), &json!("u1")),
        "{done}"
    );
}

#[test]
fn who_is_no_longer_in_office_decides_nothing() {
    let team = Team::start();
    let (wang, wang_cookie) = team.invite("wang", "admin", Some("g1"));
    let (li, li_cookie) = team.invite("li", "admin", None);
    let (zhou, zhou_cookie) = team.invite("zhou", "admin", Some("g1"));
    let case = team.removal();
    // The right to decide stays in the console; the office is gone.
    let take = |user: i64, body: Value| {
        team.ask("POST", &format!("users/{user}/grants/take"), body).status
    };
    let give = |user: i64, role: &str| {
        team.ask("POST", &format!("users/{user}/grants"), json!({"role": role})).status
    };
    assert_eq!((give(wang, "decide"), give(li, "decide")), (204, 204));
    assert_eq!(take(wang, json!({"role": "admin", "group": "g1"})), 204);
    assert_eq!(take(li, json!({"role": "admin"})), 204);
    assert_eq!(team.approve(&wang_cookie, case)["action"], "reply");
    assert_eq!(team.approve(&li_cookie, case)["action"], "reply");
    // Linked to the member concerned: in office still, and barred.
    let link = team.ask("PATCH", &format!("users/{zhou}"), json!({"member": "u1"}));
    assert_eq!(link.status, 204);
    let barred = team.approve(&zhou_cookie, case);
    assert_eq!(barred["action"], "reply");
    assert!(barred["reason"].as_str().unwrap().contains("当事人"), "{barred}");
}

#[test]
fn offices_are_known_after_a_restart() {
    let team = Team::start();
    let (wang, _) = team.invite("wang", "admin", Some("g1"));
    let (li, _) = team.invite("li", "admin", Some("g1"));
    team.removal();
    // A change that the engine was not told before the process ended.
    team.harness.change(store::people::PeopleChange::Grant(store::people::GrantRow {
        user: li,
        role: "secretary".to_owned(),
        group: Some("g1".to_owned()),
    }));
    let untold = json!([["@user:li", "g1"]]).to_string();
    let written = team
        .harness
        .app
        .runtime
        .write(move |writing| writing.writer.setting("offices.untold", &untold));
    written.unwrap();
    let Team { harness, operator, .. } = team;
    let folder = Arc::clone(&harness.folder);
    harness.stop();
    let harness = Harness::on(folder, |_| {});
    let untold = harness.app.runtime.reader().unwrap().setting("offices.untold").unwrap();
    assert_eq!(untold.as_deref(), Some(""));
    let bridge = harness.user("other", &[("send-events", None)]);
    let bridge = harness.token(bridge, "send-events");
    let team = Team { harness, operator, bridge };
    let (wang, li) = (team.harness.session(wang), team.harness.session(li));
    assert_eq!(team.approve(&wang, 2)["needs"]["count"], 1);
    assert_eq!(team.approve(&li, 2)["status"], "done");
}

#[test]
fn a_program_speaks_for_nobody_of_the_console() {
    let team = Team::start();
    let at = "2026-03-02T09:00:00+08:00";
    let office = json!({"at": at, "group": "g1", "kind": "office", "member": "u1",
        "roles": ["owner"]});
    let approve = json!({"at": at, "group": "g1", "kind": "approve", "member": "@user:wang",
        "case": "g1-1"});
    let harmless = json!({"at": at, "group": "g1", "kind": "message", "id": "x", "member": "u1",
        "text": "office 的 @user:wang 在吗 \u{7}"});
    let send =
        |lines: &str| team.harness.as_program(&team.bridge, "POST", "/api/v1/events", lines).status;
    assert_eq!(send(&office.to_string()), 403);
    assert_eq!(send(&approve.to_string()), 403);
    assert_eq!(send(&format!("{harmless}\n{office}")), 403);
    assert_eq!(send(&office.to_string().replace("office", "\\u006fffice")), 403);
    assert_eq!(send(&approve.to_string().replace("@user", "\\u0040user")), 403);
    let listed = json!({"at": at, "group": "g1", "kind": "group",
        "members": [{"id": "@user:wang", "roles": ["owner"]}]});
    let owned = json!({"at": at, "group": "g1", "kind": "group", "owner": "@user:wang"});
    assert_eq!((send(&listed.to_string()), send(&owned.to_string())), (403, 403));
    assert_eq!(send(&harmless.to_string()), 200);
}
