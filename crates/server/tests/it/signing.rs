//! The first set-up, signing in and out, second factors, sessions and tokens of one's own.

use std::sync::Arc;

use serde_json::{Value, json};

use harness::{Answer, Harness};

pub const PASSWORD: &str = "槐树下的旧书摊很安静";
const OTHER: &str = "河边有一排新的长椅子";

pub fn code_of(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

fn acts(harness: &Harness) -> Vec<String> {
    let rows = harness.app.runtime.reader().unwrap().audits(None, 100).unwrap();
    rows.into_iter().rev().map(|row| format!("{} {}", row.entry.who, row.entry.act)).collect()
}

/// The one-time password some steps from now.
fn code(secret: &str, steps: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let at = i64::try_from(now.as_secs()).unwrap() + 30 * steps;
    totp.generate(u64::try_from(at).unwrap()).to_string()
}

#[test]
fn the_first_user_is_set_up_once() {
    let harness = Harness::start();
    let link = harness.set_up.clone().unwrap();
    let (base, secret) = link.split_once("/setup/").unwrap();
    assert_eq!(base, harness.app.config.base_url());
    let given = |link: &str, password: &str| {
        json!({"link": link, "name": "Wang", "shown": "王敏", "password": password}).to_string()
    };
    let set_up = |body: &str| harness.ask("POST", "/api/v1/set-up", &[], body);
    let about = json!({"link": secret}).to_string();
    let about = || harness.ask("POST", "/api/v1/links/about", &[], &about);
    assert_eq!(about().json(), json!({"purpose": "set-up"}));
    assert_eq!(code_of(&set_up(&given("qgl_made-up", PASSWORD))), (410, "link".into()));
    assert_eq!(code_of(&set_up(&given(secret, "short"))), (400, "password".into()));
    let done = set_up(&given(secret, PASSWORD));
    assert_eq!(done.status, 200, "{done:?}");
    let cookie = &done.headers["set-cookie"];
    for part in ["qungui_session=qgs_", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "no HTTPS here: {cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let me = harness.as_browser(cookie, "GET", "/api/v1/me", "").json();
    assert_eq!(
        (&me["name"], &me["shown"], &me["member"]),
        (&json!("wang"), &json!("王敏"), &json!("@user:wang"))
    );
    let rights: Vec<_> = me["everywhere"].as_array().unwrap().iter().collect();
    assert!(rights.contains(&&json!("manage-users")) && rights.contains(&&json!("edit-policies")));
    assert!(!rights.contains(&&json!("read-chat")));
    // Used up: the same link makes nobody else, and no further start makes another.
    assert_eq!(code_of(&set_up(&given(secret, PASSWORD))), (410, "link".into()));
    assert_eq!(about().status, 410);
    assert_eq!(acts(&harness), ["wang set-up"]);
    let folder = Arc::clone(&harness.folder);
    harness.stop();
    assert_eq!(Harness::on(folder, |_| {}).set_up, None);
}

#[test]
fn who_signs_in_is_in_until_they_sign_out() {
    let harness = Harness::start();
    harness.with_password("wang", PASSWORD, &[("admin", Some("g1"))]);
    let (answer, cookie) = harness.sign_in(" ＷＡＮＧ ", PASSWORD, None);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(harness.as_browser(&cookie, "GET", "/api/v1/groups/g1/members", "").status, 200);
    let out = harness.as_browser(&cookie, "POST", "/api/v1/sign-out", "");
    assert!(out.headers["set-cookie"].contains("qungui_session=; Max-Age=0"), "{out:?}");
    assert_eq!(harness.as_browser(&cookie, "GET", "/api/v1/me", "").status, 401);
    let (_, again) = harness.sign_in("wang", PASSWORD, None);
    assert_ne!(cookie, again);
    // Signing in anew ends the session that the browser had.
    let body = json!({"name": "wang", "password": PASSWORD}).to_string();
    let new = harness.as_browser(&again, "POST", "/api/v1/sign-in", &body);
    assert_eq!(new.status, 200);
    assert_eq!(harness.as_browser(&again, "GET", "/api/v1/me", "").status, 401);
    assert!(acts(&harness).contains(&"wang sign-out".to_owned()));
}

#[test]
fn a_second_factor_is_asked_for_and_no_code_counts_twice() {
    let harness = Harness::start();
    harness.with_password("wang", PASSWORD, &[]);
    let (_, cookie) = harness.sign_in("wang", PASSWORD, None);
    let ask = |path: &str, body: Value| {
        harness.as_browser(&cookie, "POST", &format!("/api/v1/me/{path}"), &body.to_string())
    };
    let wrong = ask("second-factor", json!({"password": "no"}));
    assert_eq!(code_of(&wrong), (403, "wrong-password".into()));
    let begun = ask("second-factor", json!({"password": PASSWORD})).json();
    let secret = begun["secret"].as_str().unwrap();
    assert!(begun["url"].as_str().unwrap().contains(secret));
    // Begun is not on.
    assert_eq!(harness.sign_in("wang", PASSWORD, None).0.status, 200);
    assert_eq!(ask("second-factor/confirm", json!({"code": "12345"})).status, 403);
    let used = code(secret, 0);
    let on = ask("second-factor/confirm", json!({"code": used}));
    let recovery: Vec<String> = serde_json::from_value(on.json()["recovery"].clone()).unwrap();
    assert_eq!(recovery.len(), 10);
    let try_code = |code: Option<&str>| code_of(&harness.sign_in("wang", PASSWORD, code).0);
    assert_eq!(try_code(None), (401, "second-factor".into()));
    assert_eq!(try_code(Some(&used)), (401, "second-factor".into()), "replayed");
    let next = code(secret, 1);
    assert_eq!(try_code(Some(&next)).0, 200);
    assert_eq!(try_code(Some(&next)), (401, "second-factor".into()), "replayed");
    assert_eq!(try_code(Some(&recovery[0])).0, 200);
    assert_eq!(try_code(Some(&recovery[0])), (401, "second-factor".into()), "replayed");
    let me = harness.as_browser(&cookie, "GET", "/api/v1/me", "").json();
    assert_eq!((&me["second_factor"], &me["recovery_left"]), (&json!(true), &json!(9)));
    // The secret is nowhere in the store as it is.
    let row = harness.app.runtime.reader().unwrap().user_named("wang").unwrap().unwrap();
    let kept = String::from_utf8_lossy(row.totp.as_ref().unwrap()).into_owned();
    assert!(!kept.contains("secret"), "{kept}");
    let off = |password: &str, code: &str| {
        ask("second-factor/off", json!({"password": password, "code": code})).status
    };
    assert_eq!(off(PASSWORD, &next), 403);
    assert_eq!(off("wrong", &recovery[1]), 403);
    assert_eq!(off(PASSWORD, &recovery[1]), 204);
    assert_eq!(try_code(None).0, 200);
}

#[test]
fn rights_sleep_until_there_is_a_second_factor_where_it_is_asked_for() {
    let harness = Harness::with(|config| config.sign_in.require_totp = true);
    let op = harness.with_password("op", PASSWORD, &[("operator", None), ("admin", Some("g1"))]);
    let cookie = harness.session(op);
    let get = |path: &str| harness.as_browser(&cookie, "GET", path, "");
    assert_eq!(get("/api/v1/users").status, 403);
    assert_eq!(get("/api/v1/groups/g1/members").status, 200);
    assert_eq!(get("/api/v1/me").json()["second_factor_wanted"], true);
    let ask = |path: &str, body: Value| {
        harness.as_browser(&cookie, "POST", &format!("/api/v1/me/{path}"), &body.to_string())
    };
    let begun = ask("second-factor", json!({"password": PASSWORD})).json();
    let code = code(begun["secret"].as_str().unwrap(), 0);
    assert_eq!(ask("second-factor/confirm", json!({"code": code})).status, 200);
    assert_eq!(get("/api/v1/users").status, 200);
}

#[test]
fn sessions_are_listed_and_ended() {
    let harness = Harness::start();
    let wang = harness.with_password("wang", PASSWORD, &[]);
    let li = harness.user("li", &[]);
    let (mine, other, third) =
        (harness.session(wang), harness.session(wang), harness.session(wang));
    let of_li = harness.session(li);
    let list = |cookie: &str| {
        let page = harness.as_browser(cookie, "GET", "/api/v1/me/sessions", "").json();
        page["items"].as_array().unwrap().clone()
    };
    assert_eq!(list(&mine).len(), 3);
    assert_eq!(list(&mine).iter().filter(|one| one["this"] == true).count(), 1);
    let end = |cookie: &str, id: &str| {
        let path = format!("/api/v1/me/sessions/{id}");
        harness.as_browser(cookie, "DELETE", &path, "").status
    };
    let id = list(&third).into_iter().find(|one| one["this"] == true).unwrap();
    let id = id["id"].as_str().unwrap();
    assert_eq!(end(&of_li, id), 404, "another's");
    assert_eq!(end(&mine, id), 204);
    assert_eq!(harness.as_browser(&third, "GET", "/api/v1/me", "").status, 401);
    assert_eq!(harness.as_browser(&mine, "DELETE", "/api/v1/me/sessions", "").status, 204);
    assert_eq!(harness.as_browser(&other, "GET", "/api/v1/me", "").status, 401);
    assert_eq!(list(&mine).len(), 1);
    // A new password ends all the others too.
    let other = harness.session(wang);
    let change = |now: &str, new: &str| {
        let body = json!({"now": now, "new": new}).to_string();
        harness.as_browser(&mine, "POST", "/api/v1/me/password", &body)
    };
    assert_eq!(code_of(&change("no", OTHER)), (403, "wrong-password".into()));
    assert_eq!(code_of(&change(PASSWORD, "wang")), (400, "password".into()));
    assert_eq!(change(PASSWORD, OTHER).status, 204);
    assert_eq!(harness.as_browser(&other, "GET", "/api/v1/me", "").status, 401);
    assert_eq!(harness.as_browser(&of_li, "GET", "/api/v1/me", "").status, 200);
    assert_eq!(harness.sign_in("wang", PASSWORD, None).0.status, 401);
    assert_eq!(harness.sign_in("wang", OTHER, None).0.status, 200);
}

#[test]
fn a_session_that_is_used_goes_on_and_ends_when_its_days_are_over() {
    use store::people::{PeopleChange, SessionRow};
    let harness = Harness::start();
    let user = harness.user("wang", &[]);
    let now = harness.app.now();
    let enter = |secret: &str, created, seen, expires| {
        let key = server::access::secret::hash(secret).to_vec();
        let (address, agent) = (String::new(), String::new());
        let row = SessionRow { key, user, created, seen, expires, address, agent };
        harness.change(PeopleChange::Session(row));
    };
    enter("old", now.plus_ms(-7_200_000), now.plus_ms(-3_600_000), now.plus_ms(5_000));
    enter("over", now.plus_ms(-7_200_000), now.plus_ms(-3_600_000), now.plus_ms(-1));
    let ask = |secret: &str| {
        let cookie = format!("qungui_session={secret}");
        harness.as_browser(&cookie, "GET", "/api/v1/me", "").status
    };
    assert_eq!((ask("old"), ask("over")), (200, 401));
    let kept = || {
        let key = server::access::secret::hash("old");
        harness.app.runtime.reader().unwrap().session(&key).unwrap().unwrap()
    };
    let began = std::time::Instant::now();
    while kept().seen < now && began.elapsed().as_secs() < 5 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(kept().seen >= now && kept().expires > now.plus_ms(11 * 3_600_000));
    let set = &harness.app.config.sign_in;
    let created = now.plus_ms(-30 * 86_400_000 + 1_000);
    assert_eq!(server::access::sign_in::ends(created, now, set), now.plus_ms(1_000));
}

#[test]
fn tokens_are_made_used_and_ended_by_their_owner() {
    let harness = Harness::start();
    let wang = harness.user("wang", &[("admin", Some("g1"))]);
    let cookie = harness.session(wang);
    let make =
        |body: Value| harness.as_browser(&cookie, "POST", "/api/v1/me/tokens", &body.to_string());
    let made = make(json!({"name": "报表", "scopes": ["read-groups", "read-groups"]}));
    let token = made.json()["token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("qgt_"), "{token}");
    assert_eq!(harness.as_program(&token, "GET", "/api/v1/groups/g1/members", "").status, 200);
    assert_eq!(harness.as_program(&token, "GET", "/api/v1/groups/g1/events", "").status, 403);
    // Nothing that its owner may nowhere do, nothing that there is not, no name twice.
    let refused = |body: Value| code_of(&make(body));
    assert_eq!(refused(json!({"name": "a", "scopes": ["operate"]})), (403, "no-right".into()));
    assert_eq!(refused(json!({"name": "a", "scopes": ["admin"]})), (400, "scope".into()));
    assert_eq!(refused(json!({"name": "a", "scopes": []})), (400, "scope".into()));
    assert_eq!(refused(json!({"name": "报表", "scopes": ["decide"]})), (400, "token".into()));
    let past = json!({"name": "b", "scopes": ["decide"], "expires": "2020-01-01T00:00:00Z"});
    assert_eq!(refused(past), (400, "token".into()));
    // A token makes itself no home in the account.
    for (method, path, body) in [
        ("POST", "/api/v1/me/tokens", r#"{"name": "x", "scopes": ["read-groups"]}"#),
        ("POST", "/api/v1/me/password", r#"{"now": "a", "new": "b"}"#),
        ("POST", "/api/v1/me/second-factor", r#"{"password": "a"}"#),
        ("DELETE", "/api/v1/me/sessions", ""),
        ("PATCH", "/api/v1/me", r#"{"shown": "x"}"#),
    ] {
        let answer = harness.as_program(&token, method, path, body);
        assert_eq!(code_of(&answer), (403, "browser-only".into()), "{path}");
    }
    let list = harness.as_browser(&cookie, "GET", "/api/v1/me/tokens", "");
    assert!(!list.body.contains(&token), "said once");
    let id = list.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/me/tokens/{id}");
    let li = harness.user("li", &[]);
    assert_eq!(harness.as_browser(&harness.session(li), "DELETE", &path, "").status, 404);
    assert_eq!(harness.as_browser(&cookie, "DELETE", &path, "").status, 204);
    assert_eq!(harness.as_program(&token, "GET", "/api/v1/me", "").status, 401);
}
