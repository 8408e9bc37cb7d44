//! Sign-in services of others: oidc-provider, from the registry, with its own pages, through
//! which somebody goes as a browser does. `cargo xtask peers` runs this.

#[path = "../../../onebot/tests/it/installed.rs"]
mod installed;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use harness::{Answer, Harness};
use onebot::settings::Secret;
use runtime::MachineClock;
use server::config::openid::{Create, OpenId};
use tempfile::TempDir;
use ureq::http::Request;

use self::installed::{free_port, node, source, without};
use crate::office::{page, send, text};

const SECRET: &str = "a secret of two programs";
const ADDRESS: &str = "http://qungui.test";
/// The most pages of the service that somebody goes through.
const PAGES_MAX: usize = 12;

/// The service, running.
struct Service {
    child: Child,
    port: u16,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service {
    fn start(folder: &Path, algorithm: &str, method: &str, port: u16) -> Service {
        let script = folder.join("sign_in_service.js");
        std::fs::copy(source("sign_in_service.js"), &script).unwrap();
        let mut child = Command::new("node")
            .arg(&script)
            .env("PEER_PORT", port.to_string())
            .env("PEER_BACK", format!("{ADDRESS}/sign-in/work/back"))
            .env("PEER_SECRET", SECRET)
            .env("PEER_ALGORITHM", algorithm)
            .env("PEER_METHOD", method)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "ready"), "the service ends");
        std::thread::spawn(move || lines.count());
        Service { child, port }
    }

    fn settings(&self, secret: &str) -> OpenId {
        OpenId {
            id: "work".to_owned(),
            name: "单位账号".to_owned(),
            issuer: format!("http://127.0.0.1:{}", self.port),
            client_id: "qungui".to_owned(),
            client_secret: Secret(secret.to_owned()),
            scopes: ["openid", "profile", "email"].map(str::to_owned).to_vec(),
            shown: "name".to_owned(),
            login: "preferred_username".to_owned(),
            email_domains: vec!["example.cn".to_owned()],
            create: Create::NoRights,
            roles: Vec::new(),
            allow_private: true,
        }
    }
}

fn serving(set: OpenId) -> Harness {
    let (folder, clock) = (Arc::new(TempDir::new().unwrap()), MachineClock::default());
    Harness::serving(folder, Arc::new(clock), console::endpoints(), |config| {
        config.public_url = ADDRESS.to_owned();
        config.openid = vec![set];
    })
}

/// A browser at the service: its cookies.
#[derive(Default)]
struct Browser(BTreeMap<String, String>);

impl Browser {
    /// Where an address leads on, or the page that is there.
    fn ask(&mut self, url: &str, form: Option<&str>) -> Result<String, String> {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent: ureq::Agent = agent.build().into();
        let pairs = self.0.iter().map(|(name, value)| format!("{name}={value}"));
        let request =
            Request::builder().uri(url).header("cookie", pairs.collect::<Vec<_>>().join("; "));
        let mut answer = match form {
            None => agent.run(request.body(()).unwrap()).unwrap(),
            Some(form) => {
                let form_type = "application/x-www-form-urlencoded";
                let request = request.method("POST").header("content-type", form_type);
                agent.run(request.body(form.to_owned()).unwrap()).unwrap()
            }
        };
        for line in answer.headers().get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.0.insert(name.to_owned(), value.to_owned());
        }
        match answer.headers().get("location") {
            Some(to) => Ok(to.to_str().unwrap().to_owned()),
            None => Err(answer.body_mut().read_to_string().unwrap()),
        }
    }

    /// Goes through the service's pages as somebody: where it sends them back to.
    fn goes(&mut self, start: &str, name: &str) -> String {
        let origin: String = start.split('/').take(3).collect::<Vec<_>>().join("/");
        let mut to = start.to_owned();
        for _ in 0..PAGES_MAX {
            if let Some(back) = to.strip_prefix(ADDRESS) {
                return back.to_owned();
            }
            let url = if to.starts_with('/') { format!("{origin}{to}") } else { to };
            to = match self.ask(&url, None) {
                Ok(to) => to,
                Err(page) => {
                    let action = page.split("action=\"").nth(1);
                    let action = action.unwrap_or_else(|| panic!("no form at {url}: {page}"));
                    let action = action.split('"').next().unwrap();
                    let form = match page.contains("name=\"login\"") {
                        true => format!("prompt=login&login={name}&password=x"),
                        false => hidden_fields(&page),
                    };
                    self.ask(action, Some(&form)).unwrap()
                }
            };
        }
        panic!("the service does not send {name} back");
    }
}

/// What a form of the service sends by itself: that something is agreed to, or that whoever was
/// there before is signed out.
fn hidden_fields(page: &str) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for tag in page.split('<').filter(|tag| tag.starts_with("input") && tag.contains("hidden")) {
        let word = |name: &str| {
            let after = tag.split_once(&format!("{name}=\""))?.1;
            after.split('"').next().map(str::to_owned)
        };
        out.extend_pairs(word("name").zip(word("value")));
    }
    out.finish()
}

/// Goes to the service and comes back.
fn sign_in(harness: &Harness, browser: &mut Browser, path: &str, name: &str) -> Answer {
    let sent = page(harness, "", path);
    assert_eq!(sent.status, 303, "{}", text(&sent.body));
    let cookie = sent.cookies[0].split(';').next().unwrap();
    let back = browser.goes(&sent.headers["location"], name);
    page(harness, cookie, &back)
}

fn session(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    let cookie = answer.cookies.iter().find(|line| line.starts_with("qungui_session=")).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
fn people_come_in_by_oidc_provider() {
    let folder = match node("sign-in") {
        Ok(folder) => folder,
        Err(why) => return without("oidc-provider", &why),
    };
    // A server takes a while to end: they end beside each other.
    let mut ends = Vec::new();
    for (algorithm, method) in [
        ("RS256", "client_secret_basic"),
        ("PS256", "client_secret_post"),
        ("ES256", "client_secret_basic"),
        ("EdDSA", "client_secret_basic"),
    ] {
        let service = Service::start(&folder, algorithm, method, free_port());
        let harness = serving(service.settings(SECRET));
        let reader = || harness.app.runtime.reader().unwrap();
        let mut browser = Browser::default();
        let answer = sign_in(&harness, &mut browser, "/sign-in/work?next=%2Fgroups", "wen");
        assert_eq!(answer.headers["location"], "/groups", "{algorithm}");
        session(&answer);
        // What only its page about people says was asked for.
        let wen = reader().user_named("wen").unwrap().unwrap();
        assert_eq!((wen.shown.as_str(), wen.password), ("文 wen", None), "{algorithm}");
        // The service knows them still, and so do we.
        session(&sign_in(&harness, &mut browser, "/sign-in/work", "nobody"));
        assert_eq!(reader().users().unwrap().len(), 1, "{algorithm}");

        // Whoever was invited brings their account along.
        let manager = harness.session(harness.user("yun", &[("operator", None)]));
        let body = r#"{"name": "chen", "shown": "陈静", "grants": [{"role": "auditor"}]}"#;
        let invited = harness.as_browser(&manager, "POST", "/api/v1/users", body).json();
        let link = invited["link"].as_str().unwrap().strip_prefix(ADDRESS).unwrap().to_owned();
        let path = format!("{link}/sign-in/work");
        let chen = session(&sign_in(&harness, &mut Browser::default(), &path, "jing"));
        assert_eq!(page(&harness, &chen, "/groups").status, 200, "{algorithm}");
        let subject = reader().user_named("chen").unwrap().unwrap().subject;
        assert_eq!(subject, Some(format!("http://127.0.0.1:{} jing", service.port)));

        // By another secret it does not know us.
        let wrong = serving(service.settings("another secret"));
        let answer = sign_in(&wrong, &mut Browser::default(), "/sign-in/work", "wen");
        assert_eq!(answer.status, 502);
        assert!(text(&answer.body).contains("不认得本系统"), "{}", text(&answer.body));

        // It begins anew with other keys at the same place.
        let port = service.port;
        drop(service);
        let down = page(&harness, "", "/sign-in/work");
        assert_eq!(down.status, 303, "what it says of itself is still known");
        let again = Service::start(&folder, algorithm, method, port);
        session(&sign_in(&harness, &mut Browser::default(), "/sign-in/work", "wen"));
        drop(again);
        ends.extend([harness, wrong].map(|harness| std::thread::spawn(|| drop(harness))));
    }
    ends.into_iter().for_each(|end| end.join().unwrap());
}

const PASSWORD: &str = "one-two-three-4";

/// What is told after being sent on.
fn told(harness: &Harness, session: &str, answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(&answer.body));
    let flash = answer.cookies.iter().find(|line| line.starts_with("qungui_flash="));
    let flash = flash.and_then(|line| line.split(';').next()).unwrap_or_default();
    let next = page(harness, &format!("{session}; {flash}"), &answer.headers["location"]);
    text(&next.body)
}

/// Asks to tie an account: where the page leads, and what the browser keeps of it.
fn asks(harness: &Harness, session: &str) -> (String, String) {
    let fields = format!("service=work&password={PASSWORD}");
    let answer = send(harness, session, "/account/outside", &fields);
    assert_eq!(answer.status, 200, "{}", told(harness, session, &answer));
    let links = answer.body.split("href=\"").filter_map(|part| part.split('"').next());
    let to = links.filter(|to| to.contains("response_type=code")).last().unwrap();
    let kept = answer.cookies.iter().find(|line| line.starts_with("qungui_openid=")).unwrap();
    let to = to.replace("&amp;", "&").replace("&#38;", "&");
    (to, kept.split(';').next().unwrap().to_owned())
}

/// A parameter of an address with another value.
fn with(address: &str, name: &str, value: &str) -> String {
    let (place, query) = address.split_once('?').unwrap();
    let pairs = form_urlencoded::parse(query.as_bytes());
    let mut out = form_urlencoded::Serializer::new(format!("{place}?"));
    for (known, old) in pairs {
        let value = if known == name { value } else { &old };
        out.append_pair(&known, value);
    }
    out.finish()
}

#[test]
#[ignore = "needs programs of the registries: cargo xtask peers"]
fn accounts_at_oidc_provider_are_tied_and_untied() {
    let folder = match node("sign-in") {
        Ok(folder) => folder,
        Err(why) => return without("oidc-provider", &why),
    };
    let service = Service::start(&folder, "ES256", "client_secret_basic", free_port());
    let harness = serving(service.settings(SECRET));
    let subject = |name: &str| {
        harness.app.runtime.reader().unwrap().user_named(name).unwrap().unwrap().subject
    };
    let entered =
        |name: &str| harness.session(harness.with_password(name, PASSWORD, &[("auditor", None)]));
    let (wen, li) = (entered("wen"), entered("li"));
    let mut desk = Browser::default();
    let comes = |session: &str, kept: &str, back: &str| {
        told(&harness, session, &page(&harness, &format!("{session}; {kept}"), back))
    };

    // With another state than they were sent with, and with another nonce.
    let (to, kept) = asks(&harness, &wen);
    let back = desk.goes(&to, "jing");
    let said = comes(&wen, &kept, &with(&back, "state", "qgo_another"));
    assert!(said.contains("这次登录已经用过、过了时间"), "{said}");
    let (to, kept) = asks(&harness, &wen);
    let back = desk.goes(&with(&to, "nonce", "qgo_another"), "jing");
    let said = comes(&wen, &kept, &back);
    assert!(said.contains("“单位账号”给的登录凭证不对"), "{said}");
    // In somebody else's session.
    let (to, kept) = asks(&harness, &wen);
    let back = desk.goes(&to, "jing");
    comes(&li, &kept, &back);
    assert_eq!((subject("wen"), subject("li")), (None, None));

    // The service still knows who was there, and asks anew all the same: who signs in counts.
    let (to, kept) = asks(&harness, &wen);
    let back = desk.goes(&to, "min");
    let said = comes(&wen, &kept, &back);
    assert!(said.contains("已经关联"), "{said}");
    let min = format!("http://127.0.0.1:{} min", service.port);
    assert_eq!(subject("wen"), Some(min.clone()));
    let said = comes(&wen, &kept, &back);
    assert!(said.contains("这次登录已经用过"), "{said}");
    let by_service = session(&sign_in(&harness, &mut Browser::default(), "/sign-in/work", "min"));
    assert_eq!(page(&harness, &by_service, "/groups").status, 200);
    assert_eq!(harness.app.runtime.reader().unwrap().users().unwrap().len(), 2);

    // It is somebody's already, until they untie it.
    let (to, kept) = asks(&harness, &li);
    let back = Browser::default().goes(&to, "min");
    let said = comes(&li, &kept, &back);
    assert!(said.contains("已经是另一个用户的"), "{said}");
    assert_eq!(subject("li"), None);
    let off = format!("password={PASSWORD}");
    let said = told(&harness, &wen, &send(&harness, &wen, "/account/outside/off", &off));
    assert!(said.contains("已经去掉关联"), "{said}");
    assert_eq!(subject("wen"), None);
    assert_eq!(page(&harness, &by_service, "/groups").status, 303, "who came in by it is out");
    let (to, kept) = asks(&harness, &li);
    let back = Browser::default().goes(&to, "min");
    let said = comes(&li, &kept, &back);
    assert!(said.contains("已经关联"), "{said}");
    assert_eq!((subject("wen"), subject("li")), (None, Some(min)));
}
