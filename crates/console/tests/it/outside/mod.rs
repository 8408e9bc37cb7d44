//! Signing in with an account elsewhere, against a service that may say anything.

mod attacks;
mod own;
mod service;

use std::collections::BTreeMap;
use std::sync::Arc;

use harness::clock::Hands;
use harness::{Answer, Harness};
use model::Timestamp;
use onebot::settings::Secret;
use serde_json::{Value, json};
use server::config::openid::{Create, OpenId, RoleOfClaim};
use sha2::{Digest, Sha256};
use store::people::UserRow;
use tempfile::TempDir;

use crate::office::{page, text};
use service::{Service, coded};

/// When all this happens.
const NOW: i64 = 1_800_000_000_000;
const SECRET: &str = "a secret+of/ours";

/// The settings for a service.
fn settings(service: &Service) -> OpenId {
    OpenId {
        id: "work".to_owned(),
        name: "单位账号".to_owned(),
        issuer: service.issuer.clone(),
        client_id: "qungui".to_owned(),
        client_secret: Secret(SECRET.to_owned()),
        scopes: ["openid", "profile"].map(str::to_owned).to_vec(),
        shown: "name".to_owned(),
        login: "preferred_username".to_owned(),
        email_domains: Vec::new(),
        create: Create::Never,
        roles: Vec::new(),
        allow_private: true,
    }
}

/// The server, a service, and the clock.
struct Office {
    harness: Harness,
    service: Service,
    clock: Arc<Hands>,
}

fn office(change: impl FnOnce(&mut OpenId)) -> Office {
    let service = Service::start();
    let clock = Arc::new(Hands::at(Timestamp(NOW)));
    let mut set = settings(&service);
    change(&mut set);
    let folder = Arc::new(TempDir::new().unwrap());
    let harness =
        Harness::serving(folder, Arc::clone(&clock) as _, console::endpoints(), |config| {
            config.public_url = "https://qungui.example.cn".to_owned();
            config.openid = vec![set];
        });
    Office { harness, service, clock }
}

/// Somebody who was sent to the service.
struct Sent {
    query: BTreeMap<String, String>,
    cookie: String,
}

/// The pair of a cookie that is set.
fn cookie_of(answer: &Answer, name: &str) -> Option<String> {
    let pair = answer.cookies.iter().find(|line| line.starts_with(&format!("{name}=")))?;
    Some(pair.split(';').next().unwrap().to_owned())
}

impl Office {
    fn begin(&self, path: &str) -> Sent {
        let answer = page(&self.harness, "", path);
        assert_eq!(answer.status, 303, "{}", text(&answer.body));
        let to = &answer.headers["location"];
        let (place, query) = to.split_once("?a=b&").unwrap();
        assert_eq!(place, format!("{}/begin", self.service.issuer));
        let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let cookie = cookie_of(&answer, "qungui_openid").unwrap();
        assert!(answer.headers["set-cookie"].contains("HttpOnly; SameSite=Lax; Secure"));
        Sent { query, cookie }
    }

    /// What the service says of somebody who was sent there.
    fn claims(&self, sent: &Sent, subject: &str) -> Value {
        json!({"iss": self.service.issuer, "aud": "qungui", "sub": subject,
            "nonce": sent.query["nonce"], "iat": NOW / 1_000, "exp": NOW / 1_000 + 300})
    }

    fn back(&self, cookie: &str, query: &str) -> Answer {
        page(&self.harness, cookie, &format!("/sign-in/work/back?{query}"))
    }

    /// Comes back with a code for these claims.
    fn comes(&self, sent: &Sent, claims: &Value) -> Answer {
        self.service.gives(&self.service.key.token(claims));
        self.back(&sent.cookie, &format!("code=c&state={}", sent.query["state"]))
    }

    /// Goes and comes back as somebody.
    fn signs_in(&self, path: &str, subject: &str) -> Answer {
        let sent = self.begin(path);
        self.comes(&sent, &self.claims(&sent, subject))
    }

    /// Invites somebody: the path of their link.
    fn invites(&self, name: &str) -> String {
        let manager = self.harness.app.runtime.reader().unwrap().user_named("yun").unwrap();
        let manager = manager.map_or_else(
            || self.harness.user("yun", &[("operator", None)]),
            |user: UserRow| user.id,
        );
        let manager = self.harness.session(manager);
        let body = json!({"name": name, "shown": name, "grants": [{"role": "admin"}]});
        let answer = self.harness.as_browser(&manager, "POST", "/api/v1/users", &body.to_string());
        let link = answer.json()["link"].as_str().unwrap().to_owned();
        link[link.find("/link/").unwrap()..].to_owned()
    }

    fn user(&self, name: &str) -> UserRow {
        self.harness.app.runtime.reader().unwrap().user_named(name).unwrap().unwrap()
    }

    fn grants(&self, name: &str) -> Vec<String> {
        let user = self.user(name).id;
        let rows = self.harness.app.runtime.reader().unwrap().grants(user).unwrap();
        rows.into_iter().map(|row| format!("{} {:?}", row.role, row.group)).collect()
    }
}

/// Somebody is let in: their session's cookie.
#[track_caller]
fn is_in(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    cookie_of(answer, "qungui_session").unwrap()
}

/// Somebody is turned away, with these words.
#[track_caller]
fn is_out(answer: &Answer, status: u16, words: &str) {
    let said = text(&answer.body);
    assert_eq!(answer.status, status, "{said}");
    assert!(said.contains(words), "{said}");
    assert!(cookie_of(answer, "qungui_session").is_none(), "{answer:?}");
}

#[test]
fn whoever_is_invited_comes_in_by_their_account_from_then_on() {
    let office = office(|_| {});
    let link = office.invites("wen");
    let form = page(&office.harness, "", &link);
    assert!(text(&form.body).contains("用“单位账号”登录"), "{}", text(&form.body));
    let sent = office.begin(&format!("{link}/sign-in/work"));
    assert_eq!(sent.query["redirect_uri"], "https://qungui.example.cn/sign-in/work/back");
    assert_eq!((&*sent.query["scope"], &*sent.query["response_type"]), ("openid profile", "code"));
    let answer = office.comes(&sent, &office.claims(&sent, "s-1"));
    let session = is_in(&answer);
    assert_eq!(answer.headers["location"], "/");
    assert_eq!(page(&office.harness, &session, "/queue").status, 200);

    // The code was given back with the proof and the secret.
    let asked = office.service.asked("/token").pop().unwrap();
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    let form: BTreeMap<String, String> =
        form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let proof = coded(Sha256::digest(form["code_verifier"].as_bytes()));
    assert_eq!(sent.query["code_challenge"], proof);
    assert_eq!((&*form["code"], &*form["grant_type"]), ("c", "authorization_code"));
    let basic = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode("qungui:a+secret%2Bof%2Fours")
    };
    assert!(head.contains(&format!("authorization: Basic {basic}")), "{head}");

    // The invitation is used up, and the account is known without it.
    assert_eq!(page(&office.harness, "", &link).status, 410);
    assert_eq!(page(&office.harness, "", &format!("{link}/sign-in/work")).status, 410);
    let answer = office.signs_in("/sign-in/work?next=%2Fqueue%3Fsort%3Djoin", "s-1");
    is_in(&answer);
    assert_eq!(answer.headers["location"], "/queue?sort=join");
    let subject = format!("{} s-1", office.service.issuer);
    assert_eq!(office.user("wen").subject, Some(subject));
    let rows = office.harness.app.runtime.reader().unwrap().audits(None, 50).unwrap();
    let acts: Vec<&str> = rows.iter().map(|row| row.entry.act.as_str()).collect();
    assert!(acts.starts_with(&["sign-in.openid", "sign-in.openid", "openid.link"]), "{acts:?}");
}

#[test]
fn a_stranger_is_let_in_only_where_the_settings_say_so() {
    let closed = office(|_| {});
    is_out(&closed.signs_in("/sign-in/work", "s-9"), 403, "还没有被邀请");
    let open = office(|set| set.create = Create::NoRights);
    open.harness.user("lily", &[]);
    let sent = open.begin("/sign-in/work");
    let mut claims = open.claims(&sent, "s-9");
    claims["preferred_username"] = json!("1i1y@example.cn");
    // What the token does not say is asked for, and believed of the same person alone.
    open.service.says().about = json!({"sub": "s-9", "name": "<b>王莉</b>", "nonce": "x"});
    let session = is_in(&open.comes(&sent, &claims));
    assert_eq!(page(&open.harness, &session, "/groups").status, 403);
    let user = open.user("1i1y-2");
    assert_eq!((user.shown.as_str(), user.password), ("<b>王莉</b>", None));
    assert!(open.grants("1i1y-2").is_empty());
    let bearer = open.service.asked("/about").pop().unwrap();
    assert!(bearer.contains("authorization: Bearer a"), "{bearer}");
    open.service.says().about = json!({"sub": "s-1", "name": "x"});
    is_out(&open.signs_in("/sign-in/work", "s-8"), 502, "登录凭证不对");
}

#[test]
fn what_a_claim_says_is_given_and_taken() {
    let role = |value: &str, role: &str, group: Option<&str>| RoleOfClaim {
        claim: "groups".to_owned(),
        value: value.to_owned(),
        role: role.to_owned(),
        group: group.map(str::to_owned),
    };
    let office = office(|set| {
        set.create = Create::NoRights;
        set.roles = vec![role("board", "auditor", None), role("sales", "admin", Some("g1"))];
    });
    let comes = |groups: Value| {
        let sent = office.begin("/sign-in/work");
        let mut claims = office.claims(&sent, "s-1");
        claims["preferred_username"] = json!("wen");
        claims["name"] = json!("文");
        claims["groups"] = groups;
        is_in(&office.comes(&sent, &claims));
        office.grants("wen")
    };
    assert_eq!(comes(json!(["sales", "board"])), ["admin Some(\"g1\")", "auditor None"]);
    // What people gave stays.
    let user = office.user("wen").id;
    let given = store::people::GrantRow { user, role: "office".to_owned(), group: None };
    office.harness.change(store::people::PeopleChange::Grant(given));
    assert_eq!(comes(json!("board")), ["auditor None", "office None"]);
    assert_eq!(comes(json!(null)), ["office None"]);
}

#[test]
fn only_confirmed_addresses_of_the_organisation() {
    let office = office(|set| {
        set.create = Create::NoRights;
        set.email_domains = vec!["Example.cn".to_owned()];
    });
    for (email, confirmed, fine) in [
        (json!("wen@example.cn"), json!(true), true),
        (json!("wen@EXAMPLE.CN"), json!(true), true),
        (json!("wen@example.cn"), json!(false), false),
        (json!("wen@example.cn"), json!("true"), false),
        (json!("wen@example.cn"), json!(null), false),
        (json!("wen@evil-example.cn"), json!(true), false),
        (json!("wen@example.cn@evil.cn"), json!(true), false),
        (json!(null), json!(true), false),
    ] {
        let sent = office.begin("/sign-in/work");
        let mut claims = office.claims(&sent, "s-1");
        claims["email"] = email.clone();
        claims["email_verified"] = confirmed;
        claims["name"] = json!("文");
        claims["preferred_username"] = json!("wen");
        let answer = office.comes(&sent, &claims);
        match fine {
            true => drop(is_in(&answer)),
            false => is_out(&answer, 403, "邮箱不在允许的范围里"),
        }
    }
}

#[test]
fn who_has_another_way_in_is_not_led_around_it() {
    let office = office(|_| {});
    let link = office.invites("wen");
    is_in(&office.signs_in(&format!("{link}/sign-in/work"), "s-1"));
    // The account is somebody's already.
    let link = office.invites("li");
    is_out(&office.signs_in(&format!("{link}/sign-in/work"), "s-1"), 409, "已经是另一个用户的");
    // Two-step sign-in is not gone around by a link that a manager made.
    let row = office.user("li");
    let guarded = UserRow { totp: Some(vec![1, 2, 3]), ..row };
    office.harness.change(store::people::PeopleChange::User(guarded.clone()));
    is_out(&office.signs_in(&format!("{link}/sign-in/work"), "s-2"), 403, "两步验证");
    let disabled = UserRow { disabled: true, ..office.user("wen") };
    office.harness.change(store::people::PeopleChange::User(disabled));
    is_out(&office.signs_in("/sign-in/work", "s-1"), 403, "已经停用");
    // Whoever manages users undoes a tie.
    let manager = office.harness.session(office.user("yun").id);
    let path = format!("/api/v1/users/{}/outside-account", office.user("wen").id);
    assert_eq!(office.harness.as_browser(&manager, "DELETE", &path, "").status, 204);
    assert_eq!(office.user("wen").subject, None);
}

#[test]
fn what_is_wrong_with_the_service_is_said() {
    let office = office(|_| {});
    office.service.says().document["issuer"] = json!("http://other");
    let answer = page(&office.harness, "", "/sign-in/work?next=/queue");
    is_out(&answer, 502, "报的名字和配置里的 issuer 不一样");
    assert!(answer.body.contains(r#"name="next" value="/queue""#));
    office.service.says().document["issuer"] = json!(office.service.issuer);
    office.clock.advance(Timestamp(NOW + 5_000));
    let link = office.invites("wen");
    for (status, error, words) in [
        (401, json!({"error": "invalid_client"}), "不认得本系统"),
        (400, json!({"error": "invalid_grant"}), "已经用过、过了时间"),
        (503, json!("busy"), "连不上"),
        (200, json!({"id_token": 7}), "登录凭证不对"),
        (200, json!("x".repeat(300_000)), "连不上"),
    ] {
        let sent = office.begin(&format!("{link}/sign-in/work"));
        office.service.says().token = (status, error.clone());
        let state = &sent.query["state"];
        let answer = office.back(&sent.cookie, &format!("code=c&state={state}"));
        let expected = if error["error"] == "invalid_grant" { 400 } else { 502 };
        is_out(&answer, expected, words);
    }
    let sent = office.begin("/sign-in/work");
    let query = format!("error=access_denied&state={}", sent.query["state"]);
    is_out(&office.back(&sent.cookie, &query), 403, "没有让您登录");
    for (given, words) in [(3_600, "大约差 60 分钟"), (-7_200, "大约差 120 分钟")] {
        let sent = office.begin("/sign-in/work");
        let mut claims = office.claims(&sent, "s-1");
        claims["iat"] = json!(NOW / 1_000 + 5 + given);
        claims["exp"] = json!(NOW / 1_000 + 5 + given + 300);
        is_out(&office.comes(&sent, &claims), 502, words);
    }
    // Nobody is there any more.
    let gone = office_without_service();
    is_out(&page(&gone, "", "/sign-in/work"), 502, "连不上");
    assert_eq!(page(&gone, "", "/sign-in/other").status, 404);
}

/// A server whose service's machine is off.
fn office_without_service() -> Harness {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let set = OpenId { issuer, ..settings(&Service::start()) };
    let clock = Arc::new(Hands::at(Timestamp(NOW)));
    Harness::serving(Arc::new(TempDir::new().unwrap()), clock, console::endpoints(), |config| {
        config.openid = vec![set];
    })
}

#[test]
fn keys_may_change() {
    let office = office(|_| {});
    let link = office.invites("wen");
    is_in(&office.signs_in(&format!("{link}/sign-in/work"), "s-1"));
    let other = service::SigningKey::fresh("two");
    office.service.says().keys = json!({"keys": [other.shown()]});
    let sent = office.begin("/sign-in/work");
    office.service.gives(&other.token(&office.claims(&sent, "s-1")));
    let query = format!("code=c&state={}", sent.query["state"]);
    is_in(&office.back(&sent.cookie, &query));
    assert_eq!(office.service.asked("/keys").len(), 2);
}
