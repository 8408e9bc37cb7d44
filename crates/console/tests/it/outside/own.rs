//! Tying one's account elsewhere to one's user, by oneself.

use harness::Answer;
use serde_json::{Value, json};
use server::access::key::Key;
use server::access::second::SecondFactor;
use store::people::{PeopleChange, UserRow};

use super::{NOW, Office, Sent, cookie_of, is_in, office};
use crate::office::{page, send, text};

const PASSWORD: &str = "one-two-three-4";

/// Somebody with a password: the cookie of their session.
fn with_password(office: &Office, name: &str) -> String {
    let id = office.harness.with_password(name, PASSWORD, &[("admin", None)]);
    office.harness.session(id)
}

/// What is told after being sent on.
fn told(office: &Office, session: &str, answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    let flash = cookie_of(answer, "qungui_flash").unwrap_or_default();
    let cookie = format!("{session}; {flash}");
    let shown = page(&office.harness, &cookie, &answer.headers["location"]);
    // What was just done stands above the page.
    shown.body
}

/// Asks to tie an account: the page with the link there, or what is told.
fn asks(office: &Office, session: &str, password: &str) -> Result<Sent, String> {
    let fields = format!("service=work&password={password}");
    let answer = send(&office.harness, session, "/account/outside", &fields);
    if answer.status != 200 {
        return Err(told(office, session, &answer));
    }
    let to = answer.body.split("href=\"").find(|part| part.contains("?a=b&")).unwrap();
    let to = to.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let (place, query) = to.split_once("?a=b&").unwrap();
    assert_eq!(place, format!("{}/begin", office.service.issuer));
    let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Ok(Sent { query, cookie: cookie_of(&answer, "qungui_openid").unwrap() })
}

/// Comes back in a session, with what a service says.
fn comes(office: &Office, session: &str, sent: &Sent, subject: &str, more: Value) -> Answer {
    let mut claims = office.claims(sent, subject);
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    office.service.gives(&office.service.key.token(&claims));
    let cookie = format!("{session}; {}", sent.cookie);
    office.back(&cookie, &format!("code=c&state={}", sent.query["state"]))
}

#[test]
fn whoever_is_signed_in_ties_an_account_and_unties_it() {
    let office = office(|_| {});
    let wen = with_password(&office, "wen");
    assert!(text(&page(&office.harness, &wen, "/account").body).contains("关联“单位账号”"));
    assert!(asks(&office, &wen, "wrong").err().unwrap().contains("现在的密码不对"));
    let sent = asks(&office, &wen, PASSWORD).ok().unwrap();
    // They sign in there anew, whoever else has been there.
    assert_eq!((&*sent.query["prompt"], &*sent.query["max_age"]), ("login", "0"));
    let answer = comes(&office, &wen, &sent, "s-1", json!({"auth_time": NOW / 1_000 + 5}));
    assert!(cookie_of(&answer, "qungui_session").is_none(), "they are in already");
    assert_eq!(answer.headers["location"], "/account");
    assert!(told(&office, &wen, &answer).contains("已经关联"));
    assert_eq!(office.user("wen").subject, Some(format!("{} s-1", office.service.issuer)));
    let outside = is_in(&office.signs_in("/sign-in/work", "s-1"));
    // Another one takes its place only once it is gone.
    assert!(asks(&office, &wen, PASSWORD).err().unwrap().contains("您已经关联了一个账号"));
    let off = |password: &str| {
        let fields = format!("password={password}");
        let answer = send(&office.harness, &wen, "/account/outside/off", &fields);
        told(&office, &wen, &answer)
    };
    assert!(off("wrong").contains("现在的密码不对"));
    assert!(off(PASSWORD).contains("已经去掉关联"));
    assert_eq!(office.user("wen").subject, None);
    assert_eq!(page(&office.harness, &wen, "/queue").status, 200);
    assert_eq!(page(&office.harness, &outside, "/queue").status, 303, "who came in by it is out");
    let rows = office.harness.app.runtime.reader().unwrap().audits(None, 50).unwrap();
    let done = rows.iter().filter(|row| row.entry.act.starts_with("openid."));
    let done: Vec<_> = done.map(|row| (&*row.entry.who, &*row.entry.act)).collect();
    assert_eq!(done, [("wen", "openid.unlink"), ("wen", "openid.link")]);
}

#[test]
fn it_takes_the_same_session_and_an_account_that_is_nobodys() {
    let office = office(|_| {});
    let (wen, li) = (with_password(&office, "wen"), with_password(&office, "li"));
    let again = office.harness.session(office.user("wen").id);
    let nothing = json!({});
    // Somebody else's session, another of the same person, none: whoever comes back so was led.
    for other in [&li, &again, "x=y"] {
        let sent = asks(&office, &wen, PASSWORD).ok().unwrap();
        let answer = comes(&office, other, &sent, "s-1", nothing.clone());
        assert!(cookie_of(&answer, "qungui_session").is_none(), "{other}");
        assert_eq!((office.user("wen").subject, office.user("li").subject), (None, None));
    }
    // Whoever was signed in there before is not who sits here.
    let sent = asks(&office, &wen, PASSWORD).ok().unwrap();
    let answer = comes(&office, &wen, &sent, "s-1", json!({"auth_time": NOW / 1_000 - 600}));
    assert!(told(&office, &wen, &answer).contains("没有让您重新登录一次"));
    let sent = asks(&office, &wen, PASSWORD).ok().unwrap();
    comes(&office, &wen, &sent, "s-1", nothing.clone());
    assert!(office.user("wen").subject.is_some());
    // What they brought is used up.
    let answer = comes(&office, &wen, &sent, "s-2", nothing.clone());
    assert!(told(&office, &wen, &answer).contains("这次登录已经用过"));
    let sent = asks(&office, &li, PASSWORD).ok().unwrap();
    let answer = comes(&office, &li, &sent, "s-1", nothing.clone());
    assert!(told(&office, &li, &answer).contains("已经是另一个用户的"));
    assert_eq!(office.user("li").subject, None);
    // Whoever has no password keeps the only way in.
    let row = UserRow { password: None, ..office.user("wen") };
    office.harness.change(PeopleChange::User(row));
    let answer = send(&office.harness, &wen, "/account/outside/off", "password=x");
    assert!(told(&office, &wen, &answer).contains("去掉关联就登录不了了"));
    assert!(office.user("wen").subject.is_some());
    let body = page(&office.harness, &wen, "/account").body;
    assert!(!body.contains("/account/outside/off"), "{}", text(&body));
}

#[test]
fn the_second_factor_is_not_gone_around() {
    let office = office(|_| {});
    let wen = with_password(&office, "wen");
    let key = Key::in_folder(&office.harness.app.config.data).unwrap();
    let mut factor = SecondFactor::fresh().unwrap();
    let codes = factor.give_recovery().unwrap();
    let row = office.user("wen");
    let totp = Some(factor.kept(row.id, true, &key).unwrap());
    office.harness.change(PeopleChange::User(UserRow { totp, ..row }));
    let body = page(&office.harness, &wen, "/account").body;
    assert!(body.contains("id=\"link-code\""), "{}", text(&body));
    for wrong in [PASSWORD.to_owned(), format!("{PASSWORD}&code=000000")] {
        let said = asks(&office, &wen, &wrong).err().unwrap();
        assert!(said.contains("两步验证的数字不对"), "{said}");
    }
    let with_code = format!("{PASSWORD}&code={}", codes[0]);
    let sent = asks(&office, &wen, &with_code).ok().unwrap();
    assert!(asks(&office, &wen, &with_code).is_err(), "no code counts twice");
    comes(&office, &wen, &sent, "s-1", json!({}));
    assert!(office.user("wen").subject.is_some());
}
