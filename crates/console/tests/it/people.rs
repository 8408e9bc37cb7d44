//! Users, and one's own account, through their pages alone.

use harness::{Answer, Harness};

use crate::office::{empty, page, send, text};

/// Sends a form and goes where it leads: what is said there first.
fn goes(harness: &Harness, cookie: &str, path: &str, fields: &str) -> String {
    let answer = send(harness, cookie, path, fields);
    assert_eq!(answer.status, 303, "{path} {}", text(&answer.body));
    let flash = answer.cookies.iter().find(|line| line.starts_with("qungui_flash="));
    let flash = flash.map_or("", |line| line.split(';').next().unwrap());
    let there = page(harness, &format!("{cookie}; {flash}"), &answer.headers["location"]);
    assert_eq!(there.status, 200, "{}", text(&there.body));
    text(&there.body)
}

/// What stands between two texts.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split(after).next().unwrap()
}

/// What is said once on a page.
fn once(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", text(&answer.body));
    between(&answer.body, "<p class=\"copyable mono\">", "</p>").to_owned()
}

fn session(answer: &Answer) -> String {
    let found = answer.cookies.iter().find(|line| line.starts_with("qungui_session="));
    found.unwrap_or_else(|| panic!("{answer:?}")).split(';').next().unwrap().to_owned()
}

#[test]
fn a_user_is_invited_given_rights_and_sent_away_by_pages() {
    let harness = empty();
    let operator = harness.session(harness.user("yun", &[("operator", None)]));
    let new = "/settings/users/new";
    assert_eq!(page(&harness, &operator, new).status, 200);
    for (fields, wrong) in [
        ("shown=%E6%96%87&name=y", "登录名不合要求"),
        ("shown=%E6%96%87&name=wen&role=admin", "请选给在哪个群"),
        ("shown=%E6%96%87&name=wen&role=king&group=@all", "没有这个职务或权限"),
        ("shown=%E6%96%87&name=yun", "已经有“yun”"),
    ] {
        let answer = send(&harness, &operator, new, fields);
        assert_eq!(answer.status, 422, "{fields}");
        assert!(text(&answer.body).contains(wrong), "{}", text(&answer.body));
    }
    let fields = "shown=%3Cb%3E%E6%96%87&name=wen&role=admin&group=g1&member=10001";
    let invited = send(&harness, &operator, new, fields);
    let link = once(&invited);
    assert!(!invited.body.contains("<b>文"), "names stay names");
    let own = between(&invited.body, "class=\"button first\" href=\"", "\"").to_owned();
    let path = &link[link.find("/link/").unwrap()..];
    let fields = "password=one-two-three-4&again=one-two-three-4";
    let wen = session(&send(&harness, "", path, fields));
    assert_eq!(page(&harness, &wen, "/groups").status, 200);
    assert_eq!(page(&harness, &wen, "/settings/users").status, 403);

    let list = text(&page(&harness, &operator, "/settings/users").body);
    assert!(list.contains("wen") && list.contains("g1:管理员"), "{list}");
    let none = text(&page(&harness, &operator, "/settings/users?q=nobody").body);
    assert!(none.contains("没有找到用户"), "{none}");
    let found = text(&page(&harness, &operator, "/settings/users?q=10001").body);
    assert!(found.contains("wen") && !found.contains("yun"), "{found}");

    let to = |act: &str| format!("{own}/{act}");
    let told = goes(&harness, &operator, &to("give"), "role=auditor&group=@all");
    assert!(told.starts_with("已经给了。") && told.contains("审计"), "{told}");
    let told = goes(&harness, &operator, &to("give"), "role=auditor");
    assert!(told.starts_with("请选给在哪个群"), "{told}");
    let told = goes(&harness, &operator, &to("take"), "role=admin&group=g1");
    assert!(told.starts_with("已经收回。"), "{told}");
    let told = goes(&harness, &operator, &to("change"), "shown=%E6%96%87%E9%9D%99&member=");
    assert!(told.contains("文静"), "{told}");
    let told = goes(&harness, &operator, &to("sessions"), "");
    assert!(told.starts_with("已经结束"), "{told}");
    assert_eq!(page(&harness, &wen, "/account").status, 303, "signed out");
    let reset = once(&send(&harness, &operator, &to("password-link"), ""));
    assert!(reset.contains("/link/qgl_"), "{reset}");
    let told = goes(&harness, &operator, &to("tokens"), "token-name=x&scope=read-groups&days=30");
    assert!(told.contains("令牌要由本人登录以后自己建"), "{told}");
    let told = goes(&harness, &operator, &to("standing"), "disabled=yes");
    assert!(told.contains("已停用"), "{told}");
    assert_eq!(harness.sign_in("wen", "one-two-three-4", None).0.status, 401);
    let told = goes(&harness, &operator, &to("standing"), "");
    assert!(told.starts_with("已经恢复。"), "{told}");
    assert_eq!(harness.sign_in("wen", "one-two-three-4", None).0.status, 200);
    // Who must not be touched is not.
    let other = harness.session(harness.user("li", &[("manage-users", None)]));
    let yun = harness.app.runtime.reader().unwrap().user_named("yun").unwrap().unwrap().id;
    let told = goes(&harness, &other, &format!("/settings/users/{yun}/password-link"), "");
    assert!(told.contains("您没有“运行维护”的权限"), "{told}");
}

#[test]
fn a_program_gets_a_token_once() {
    let harness = empty();
    let operator = harness.session(harness.user("yun", &[("operator", None)]));
    let fields = "shown=%E6%9C%BA%E5%99%A8&name=bridge&role=send-events&group=@all&program=yes";
    let made = send(&harness, &operator, "/settings/users/new", fields);
    assert_eq!(made.status, 303, "{}", text(&made.body));
    let own = made.headers["location"].clone();
    let tokens = format!("{own}/tokens");
    let told = goes(&harness, &operator, &tokens, "token-name=x&days=30");
    assert!(told.contains("请写明令牌可以做什么"), "{told}");
    let fields = "token-name=%E8%80%83%E5%8B%A4&scope=send-events&days=0";
    let token = once(&send(&harness, &operator, &tokens, fields));
    assert_eq!(harness.as_program(&token, "POST", "/api/v1/events", "").status, 200);
    let shown = page(&harness, &operator, &own);
    assert!(text(&shown.body).contains("考勤") && !shown.body.contains(&token));
    let handle = between(&shown.body, "name=\"token\" value=\"", "\"");
    let told = goes(&harness, &operator, &format!("{tokens}/end"), &format!("token={handle}"));
    assert!(told.contains("还没有令牌"), "{told}");
    assert_eq!(harness.as_program(&token, "POST", "/api/v1/events", "").status, 401);
}

/// The one-time password that a phone shows.
fn code(secret: &str, seconds: i64) -> String {
    let letters: String = secret.split(' ').collect();
    let secret = totp_rs::Secret::try_from_base32(letters).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(seconds).unwrap()).to_string()
}

#[test]
fn somebody_looks_after_their_own_account() {
    let harness = empty();
    harness.with_password("wen", "one-two-three-4", &[("admin", Some("g1"))]);
    let own = session(&harness.sign_in("wen", "one-two-three-4", None).0);
    let other = session(&harness.sign_in("wen", "one-two-three-4", None).0);
    let shown = page(&harness, &own, "/account");
    let read = text(&shown.body);
    assert!(read.contains("管理员 g1") && read.contains("就是这里"), "{read}");
    let told = goes(&harness, &own, "/account/name", "shown=%E6%96%87%E9%9D%99");
    assert!(told.starts_with("姓名已经改好。"), "{told}");
    let handle = between(&shown.body, "name=\"session\" value=\"", "\"");
    let told = goes(&harness, &own, "/account/sessions/end", &format!("session={handle}"));
    assert!(told.starts_with("已经结束。"), "{told}");
    assert_eq!(page(&harness, &other, "/account").status, 303);

    for (fields, wrong) in [
        ("now=wrong-password&new=five-six-seven-8&again=five-six-seven-8", "现在的密码不对"),
        ("now=one-two-three-4&new=five-six-seven-8&again=x", "两遍密码不一样"),
        ("now=one-two-three-4&new=short&again=short", "密码"),
    ] {
        let told = goes(&harness, &own, "/account/password", fields);
        assert!(told.lines().next().unwrap().contains(wrong), "{told}");
    }
    let fields = "now=one-two-three-4&new=five-six-seven-8&again=five-six-seven-8";
    let told = goes(&harness, &own, "/account/password", fields);
    assert!(told.starts_with("密码已经改好"), "{told}");

    // Two-step sign-in: a wrong number shows the same code again.
    assert_eq!(page(&harness, &own, "/account/second-factor").status, 303, "not begun");
    let begun = goes(&harness, &own, "/account/second-factor", "password=five-six-seven-8");
    assert!(begun.contains("扫描这个二维码"), "{begun}");
    let drawn = page(&harness, &own, "/account/second-factor");
    assert!(drawn.body.contains("<svg class=\"qr\"") && drawn.body.contains("otpauth://"));
    let secret = between(&drawn.body, "<p class=\"copyable mono\">", "</p>").to_owned();
    let confirm = "/account/second-factor/confirm";
    let wrong = send(&harness, &own, confirm, "code=000000");
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains(&secret) && text(&wrong.body).contains("数字不对"));
    let number = code(&secret, harness.app.now().0 / 1_000);
    let codes = send(&harness, &own, confirm, &format!("code={number}"));
    assert_eq!(text(&codes.body).matches('-').count(), 10, "{}", text(&codes.body));
    let recovery = between(&codes.body, "role=\"list\"><li>", "<").to_owned();
    let wants = harness.sign_in("wen", "five-six-seven-8", None).0;
    assert!(wants.body.contains("second-factor"), "{wants:?}");
    let own = session(&harness.sign_in("wen", "five-six-seven-8", Some(&recovery)).0);
    let read = text(&page(&harness, &own, "/account").body);
    assert!(read.contains("备用码还有 9 个"), "{read}");
    let second = between(&codes.body, "</li><li>", "<");
    let fields = format!("password=five-six-seven-8&code={second}");
    let told = goes(&harness, &own, "/account/second-factor/off", &fields);
    assert!(told.starts_with("两步验证已经关掉。"), "{told}");

    let fields = "token-name=a&scope=read-groups&days=30";
    let token = once(&send(&harness, &own, "/account/tokens", fields));
    assert_eq!(harness.as_program(&token, "GET", "/api/v1/groups", "").status, 200);
    let fields = "token-name=b&scope=manage-users&days=30";
    let told = goes(&harness, &own, "/account/tokens", fields);
    assert!(told.contains("您没有“管理用户”的权限"), "{told}");
    let shown = page(&harness, &own, "/account");
    let handle = between(&shown.body, "name=\"token\" value=\"", "\"");
    let told = goes(&harness, &own, "/account/tokens/end", &format!("token={handle}"));
    assert!(told.starts_with("令牌已经结束"), "{told}");
}
