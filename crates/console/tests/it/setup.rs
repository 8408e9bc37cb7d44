//! The first run, from the link that the program prints to the draft of a policy.

use server::access::secret;
use store::people::{LinkRow, PeopleChange, UserRow};

use crate::office::{empty, page, send, text};
use crate::policies::{DOCUMENT, hidden};

#[test]
fn the_policy_comes_first_then_the_account() {
    let harness = empty();
    let secret = secret::fresh("qgl").unwrap();
    let link = LinkRow {
        key: secret::hash(&secret).to_vec(),
        purpose: "set-up".to_owned(),
        user: None,
        expires: harness.app.now().plus_ms(3_600_000),
    };
    let change = PeopleChange::Link(link);
    harness.app.runtime.write(move |session| session.writer.people(&change)).unwrap();
    let setup = format!("/setup/{secret}");
    assert_eq!(page(&harness, "", &setup).status, 200);
    assert_eq!(page(&harness, "", "/setup/other").status, 410);
    let headers = [
        ("accept", "text/html"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("sec-fetch-site", "same-origin"),
    ];
    let form = |bytes: &str| {
        format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\
             {bytes}\r\n--x--\r\n"
        )
    };
    let wrong = harness.ask("POST", &format!("{setup}/policy"), &headers, &form("\u{1}\u{2}"));
    assert_eq!(wrong.status, 422, "{}", text(&wrong.body));
    let answer = harness.ask("POST", "/setup/other/policy", &headers, &form(DOCUMENT));
    assert_eq!(answer.status, 410);
    let answer = harness.ask("POST", &format!("{setup}/policy"), &headers, &form(DOCUMENT));
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    let seen = page(&harness, "", &answer.headers["location"]).body;
    assert!(text(&seen).contains("晚上十点到早上七点"), "{}", text(&seen));
    assert!(!seen.contains("/held"), "nothing is changed yet");
    let next = seen.split("href=\"").find(|part| part.contains("/account?draft=")).unwrap();
    let next = next.split('"').next().unwrap();
    assert_eq!(page(&harness, "", next).status, 200);
    let fields = "shown=%E6%96%87&name=wen&password=one-two-three-4&again=other";
    assert_eq!(send(&harness, "", next, fields).status, 422);
    let fields = fields.replace("again=other", "again=one-two-three-4");
    let answer = send(&harness, "", next, &fields);
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    let cookie = answer.headers["set-cookie"].split(';').next().unwrap().to_owned();
    let welcome = page(&harness, &cookie, &answer.headers["location"]);
    assert!(
        text(&welcome.body).contains("《合唱团群管理办法》现在是草稿"),
        "{}",
        text(&welcome.body)
    );
    let waits = page(&harness, &cookie, "/welcome?wait=1");
    assert_eq!(waits.headers["refresh"], "5");
    // Whoever brought the policy has written it, once there is somebody else to look it over.
    let body = page(&harness, &cookie, "/policies").body;
    let draft = body.split("href=\"").find(|part| part.starts_with("/policies/drafts/")).unwrap();
    let draft = draft.split('"').next().unwrap();
    let offered = || page(&harness, &cookie, &format!("{draft}/publish")).body.contains("/review");
    assert!(!offered(), "whoever is alone is not asked for a second look");
    let other = harness.user("li", &[("office", None)]);
    let row = harness.app.runtime.reader().unwrap().user(other).unwrap().unwrap();
    let row = UserRow { subject: Some("issuer li".to_owned()), ..row };
    harness.change(PeopleChange::User(row));
    assert!(!offered(), "whoever brought it has written it");
    let other = harness.session(other);
    assert!(page(&harness, &other, &format!("{draft}/publish")).body.contains("/review"));
    let body = page(&harness, &cookie, &format!("{draft}/publish")).body;
    let fields = format!("revision={}&do=agree", hidden(&body, "revision"));
    let own = send(&harness, &cookie, &format!("{draft}/review"), &fields);
    assert_eq!(own.status, 403, "{}", text(&own.body));
    // The link is used up.
    assert_eq!(page(&harness, "", &setup).status, 410);
    assert_eq!(send(&harness, "", next, &fields).status, 410);
}

#[test]
fn whoever_is_invited_sets_a_password_once_and_is_in() {
    let harness = empty();
    let operator = harness.user("yun", &[("operator", None)]);
    let operator = harness.session(operator);
    let body = r#"{"name": "chen", "shown": "<i>陈静</i>", "grants": [{"role": "admin"}]}"#;
    let invited = harness.as_browser(&operator, "POST", "/api/v1/users", body).json();
    let link = invited["link"].as_str().unwrap();
    let path = &link[link.find("/link/").unwrap()..];
    let form = page(&harness, "", path);
    assert_eq!(form.status, 200);
    assert!(form.body.contains("chen") && !form.body.contains("<i>"), "{}", form.body);
    assert_eq!(page(&harness, "", "/link/other").status, 410);
    for wrong in ["password=short&again=short", "password=one-two-three-4&again=other"] {
        assert_eq!(send(&harness, "", path, wrong).status, 422, "{wrong}");
    }
    let fields = "password=one-two-three-4&again=one-two-three-4";
    let answer = send(&harness, "", path, fields);
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    let cookie = answer.headers["set-cookie"].split(';').next().unwrap().to_owned();
    assert_eq!(page(&harness, &cookie, "/groups").status, 200);
    assert_eq!(send(&harness, "", path, fields).status, 410);
}
