//! For tests: a server on a fresh store and a free port, with people who may do this or that,
//! and a store with a month of the sample company.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on ends")]

pub mod clock;
pub mod month;
pub mod rights;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use runtime::{Clock, MachineClock};
use server::access::secret;
use server::endpoint::Endpoint;
use server::{App, Config, Server};
use store::people::{GrantRow, PeopleChange, SessionRow, TokenRow, UserRow};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A policy with which something happens.
pub const POLICY: &str = include_str!("policy.md");

/// A running server.
pub struct Harness {
    /// Its parts.
    pub app: Held,
    /// Where it listens.
    pub address: SocketAddr,
    /// The link of the first set-up, where there was nobody.
    pub set_up: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<std::thread::JoinHandle<()>>,
    /// The folder with its store.
    pub folder: Arc<TempDir>,
}

/// The server's parts, held until it stops: it waits for whoever holds them.
pub struct Held(Option<Arc<App>>);

impl std::ops::Deref for Held {
    type Target = Arc<App>;

    fn deref(&self) -> &Arc<App> {
        self.0.as_ref().unwrap()
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers; of those that came twice the last.
    pub headers: HashMap<String, String>,
    /// Every cookie that is set, as it is.
    pub cookies: Vec<String>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The body as lines of JSON.
    #[must_use]
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Harness {
    /// On a fresh store.
    #[must_use]
    pub fn start() -> Harness {
        Harness::with(|_| {})
    }

    /// With settings changed.
    pub fn with(change: impl FnOnce(&mut Config)) -> Harness {
        Harness::on(Arc::new(TempDir::new().unwrap()), change)
    }

    /// On a folder that may have a store already.
    pub fn on(folder: Arc<TempDir>, change: impl FnOnce(&mut Config)) -> Harness {
        Harness::serving(folder, Arc::new(MachineClock::default()), Vec::new(), change)
    }

    /// With further endpoints, and a clock.
    pub fn serving(
        folder: Arc<TempDir>,
        clock: Arc<dyn Clock>,
        more: Vec<Endpoint>,
        change: impl FnOnce(&mut Config),
    ) -> Harness {
        let mut config = Config {
            data: folder.path().to_path_buf(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            ..Config::default()
        };
        change(&mut config);
        let (tell, told) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = std::thread::spawn(move || {
            let threads = tokio::runtime::Builder::new_multi_thread();
            let serving = { threads }.worker_threads(2).enable_all().build().unwrap();
            serving.block_on(async {
                let server = Server::start(config, clock, more).await.unwrap();
                let set_up = server.set_up_link().map(str::to_owned);
                let parts = (Arc::clone(server.app()), server.address().unwrap(), set_up);
                tell.send(parts).unwrap();
                server
                    .run(async {
                        let _ = stopped.await;
                    })
                    .await;
            });
        });
        let (app, address, set_up) = told.recv().unwrap();
        let app = Held(Some(app));
        Harness { app, address, set_up, stop: Some(stop), serving: Some(serving), folder }
    }

    /// Enters a user with grants: `("admin", Some("g1"))`, `("operator", None)`. Their number.
    pub fn user(&self, name: &str, grants: &[(&str, Option<&str>)]) -> i64 {
        self.person(name, None, grants)
    }

    /// The same, whom groups know as that member.
    pub fn person(&self, name: &str, member: Option<&str>, grants: &[(&str, Option<&str>)]) -> i64 {
        let (shown, member) = (name.to_owned(), member.map(str::to_owned));
        let row = UserRow { name: name.to_owned(), shown, member, ..UserRow::default() };
        let user = self.change(PeopleChange::User(row));
        for (role, group) in grants {
            let group = group.map(str::to_owned);
            self.change(PeopleChange::Grant(GrantRow { user, role: (*role).to_owned(), group }));
        }
        user
    }

    /// What a browser of theirs sends.
    #[must_use]
    pub fn session(&self, user: i64) -> String {
        let secret = secret::fresh("qgs").unwrap();
        let now = self.app.now();
        self.change(PeopleChange::Session(SessionRow {
            key: secret::hash(&secret).to_vec(),
            user,
            created: now,
            seen: now,
            expires: now.plus_ms(3_600_000),
            address: String::new(),
            agent: String::new(),
        }));
        format!("{}={secret}", server::access::caller::COOKIE)
    }

    /// A token of theirs.
    #[must_use]
    pub fn token(&self, user: i64, scopes: &str) -> String {
        let secret = secret::fresh("qgt").unwrap();
        self.change(PeopleChange::Token(TokenRow {
            key: secret::hash(&secret).to_vec(),
            user,
            name: "test".to_owned(),
            scopes: scopes.to_owned(),
            created: self.app.now(),
            expires: None,
            seen: None,
        }));
        secret
    }

    /// Changes something of users, past all checks. The number that it gave.
    pub fn change(&self, change: PeopleChange) -> i64 {
        let number = self.app.runtime.write(move |session| session.writer.people(&change));
        self.app.access.forget();
        number.unwrap()
    }

    /// Asks with headers, and a body where there is one.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.ask_with(method, path, headers, body.as_bytes())
    }

    /// The same with a body of any bytes.
    pub fn ask_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = agent.run(request.body(body.to_vec()).unwrap()).unwrap();
        let cookies = response.headers().get_all("set-cookie").iter();
        let cookies = cookies.map(|value| value.to_str().unwrap().to_owned()).collect();
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Answer {
            status: response.status().as_u16(),
            headers: headers.collect(),
            cookies,
            body: response.body_mut().read_to_string().unwrap_or_default(),
        }
    }

    /// As somebody with a browser.
    pub fn as_browser(&self, cookie: &str, method: &str, path: &str, body: &str) -> Answer {
        self.ask(method, path, &[("cookie", cookie), ("sec-fetch-site", "same-origin")], body)
    }

    /// Enters a user with a password.
    pub fn with_password(
        &self,
        name: &str,
        password: &str,
        grants: &[(&str, Option<&str>)],
    ) -> i64 {
        let user = self.user(name, grants);
        let row = self.app.runtime.reader().unwrap().user(user).unwrap().unwrap();
        let serving = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let hashed = server::access::password::hash(&self.app, password.to_owned());
        let password = Some(serving.block_on(hashed).unwrap());
        self.change(PeopleChange::User(UserRow { password, ..row }));
        user
    }

    /// Signs in: the answer, and the cookie that a browser sends from then on.
    pub fn sign_in(&self, name: &str, password: &str, code: Option<&str>) -> (Answer, String) {
        let body = serde_json::json!({"name": name, "password": password, "code": code});
        let answer = self.ask("POST", "/api/v1/sign-in", &[], &body.to_string());
        let cookie = answer.headers.get("set-cookie").cloned().unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        (answer, cookie)
    }

    /// As a program.
    pub fn as_program(&self, token: &str, method: &str, path: &str, body: &str) -> Answer {
        self.ask(method, path, &[("authorization", &format!("Bearer {token}"))], body)
    }

    /// Stops it as the operator does, and waits until it is down.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.app.0.take());
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            let _ = serving.join();
        }
    }
}

impl Drop for Harness {
    fn drop(&mut self) {
        self.end();
    }
}
