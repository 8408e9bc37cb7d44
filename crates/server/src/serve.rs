//! From settings to a server that listens, and to its end.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use model::Zone;
use runtime::{Clock, Options, Runtime, RuntimeError, Settings};
use store::Sqlite;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use utoipa_swagger_ui::SwaggerUi;

use crate::access::{links, offices};
use crate::app::App;
use crate::config::Config;
use crate::dispatch::{self, Dispatching};
use crate::endpoint::Endpoint;
use crate::http::router::{around, document, router};
use crate::{api, live};

/// The most streams of one HTTP/2 connection at a time.
const STREAMS: u32 = 128;
/// How often somebody who speaks HTTP/2 is asked for a sign of life.
const ALIVE: Duration = Duration::from_secs(30);
/// How long what still holds on to the engine is waited for.
const LET_GO: Duration = Duration::from_secs(5);
/// How long the acceptor rests where the system has no room for a connection.
const NO_ROOM: Duration = Duration::from_millis(50);

/// Why it does not serve.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The engine or its store does not come up.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// It can't listen there.
    #[error("不能在 {address} 上监听:{why}。可能有别的程序占用,请换一个地址或端口")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        why: std::io::Error,
    },
    /// A policy that is set can't be brought into use.
    #[error("制度文件 {path} 不能启用:{why}")]
    Policy {
        /// Which.
        path: String,
        /// Why.
        why: String,
    },
    /// What is decided can't be carried out.
    #[error("执行不能开始:{0}")]
    Dispatch(String),
    /// The zone of the settings is unknown.
    #[error("没有“{0}”这个时区")]
    Zone(String),
    /// Sign-in can't be made ready.
    #[error("登录没有准备好:{0}")]
    SignIn(String),
    /// A thread can't be begun.
    #[error("系统资源不够:{0}")]
    Thread(std::io::Error),
}

/// A server that has come up.
pub struct Server {
    app: Arc<App>,
    listener: TcpListener,
    router: Router,
    dispatching: Dispatching,
    live: std::thread::JoinHandle<()>,
    set_up: Option<String>,
}

impl Server {
    /// Brings the engine up and listens. `more` are further endpoints: the console's.
    ///
    /// # Errors
    /// The store is in use or damaged, a policy has errors, or the address is taken.
    pub async fn start(
        config: Config,
        clock: Arc<dyn Clock>,
        more: Vec<Endpoint>,
    ) -> Result<Server, ServeError> {
        let address = config.listen;
        let listen = |why| ServeError::Listen { address, why };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let zone = Zone::named(&config.timezone)
            .ok_or_else(|| ServeError::Zone(config.timezone.clone()))?;
        let settings = Settings { platform: config.platform(), ..Settings::default() };
        let options = Options { settings, zone: Some(zone.clone()), ..Options::default() };
        let store = Arc::new(Sqlite::in_folder(&config.data));
        let (runtime, recovered) = Runtime::start(store, Arc::clone(&clock), options)?;
        tracing::info!(?recovered, "the engine is up");
        let app = Arc::new(App::new(config, runtime, clock, zone));
        bring_in_policies(&app)?;
        let set_up = sign_in(&app).await.map_err(ServeError::SignIn)?;
        let live = live::pass_on(&app).map_err(ServeError::Thread)?;
        let started = dispatch::start(&app).await;
        let (dispatching, connectors) = started.map_err(ServeError::Dispatch)?;
        let router = whole(&app, more, connectors);
        Ok(Server { app, listener, router, dispatching, live, set_up })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    /// Where nobody can sign in yet: the address at which the first user is set up, once.
    #[must_use]
    pub fn set_up_link(&self) -> Option<&str> {
        self.set_up.as_deref()
    }

    /// Its parts.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Serves until `stop` is done, then finishes what is under way, and ends the engine with a
    /// snapshot.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Server { app, listener, router, dispatching, live, .. } = self;
        accept(&listener, router, &app, stop).await;
        dispatching.stop(&app).await;
        // Connections that are being closed still hold on: the engine ends after them.
        let began = tokio::time::Instant::now();
        while Arc::strong_count(&app) > 1 && began.elapsed() < LET_GO {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let _ = tokio::task::spawn_blocking(move || {
            let _ = live.join();
            drop(app);
        })
        .await;
    }
}

/// What the operator or the system says when the server is to stop. Listened for before anything
/// begins: whoever says it while the engine comes up is heard too.
pub struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// Listens from now on.
    ///
    /// # Errors
    /// The system doesn't let us.
    pub fn listen() -> std::io::Result<Stop> {
        let (terminate, interrupt) = (SignalKind::terminate(), SignalKind::interrupt());
        Ok(Stop { terminate: signal(terminate)?, interrupt: signal(interrupt)? })
    }

    /// Done when it was said.
    pub async fn told(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// All endpoints, their documentation, what connectors add, and what stands around them.
fn whole(app: &Arc<App>, more: Vec<Endpoint>, connectors: Router) -> Router {
    let mut endpoints = api::endpoints();
    endpoints.extend(more);
    let document = document(&endpoints);
    let page = SwaggerUi::new("/api/docs").url("/api/openapi.json", document);
    around(router(app, endpoints).merge(page).merge(connectors))
}

/// Makes sign-in ready. The address of the first set-up, where nobody can sign in yet.
async fn sign_in(app: &Arc<App>) -> Result<Option<String>, String> {
    let told = |problem: crate::Problem| format!("{} {}", problem.title, problem.detail);
    let mut reader = app.runtime.reader().map_err(|error| error.to_string())?;
    app.staff.prepare(&app.config, reader.as_mut(), app.now())?;
    if let Err(problem) = offices::resume(app).await {
        tracing::error!(problem.title, "offices were not told to the engine");
    }
    links::first_run(app).await.map_err(told)
}

/// Policies that are set are brought into use, where that version is not yet.
fn bring_in_policies(app: &App) -> Result<(), ServeError> {
    use runtime::policies::PolicyError;
    for path in &app.config.policies {
        let fail = |why: String| ServeError::Policy { path: path.display().to_string(), why };
        let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match app.runtime.activate(&name, &text, "@config") {
            Ok((id, version)) => tracing::info!(id, version, "a policy came into use"),
            Err(RuntimeError::Policy(PolicyError::Known { id, version })) => {
                tracing::info!(id, version, "a policy is in use already");
            }
            Err(error) => return Err(fail(error.to_string())),
        }
    }
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    router: Router,
    app: &Arc<App>,
    stop: impl Future<Output = ()>,
) {
    let limits = &app.config.limits;
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, from)) = accepted else {
            tokio::time::sleep(NO_ROOM).await;
            continue;
        };
        // Beyond the limit whoever comes is turned away at once.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let within = Duration::from_secs(limits.head_seconds);
        let router = router.clone();
        let watcher = graceful.watcher();
        let mut stopping = app.stopping.subscribe();
        tokio::spawn(async move {
            let begun = tokio::select! {
                begun = timeout(within, begins(&stream)) => begun.is_ok(),
                _ = stopping.wait_for(|stopping| *stopping) => false,
            };
            if begun {
                serve_one(stream, from, router, within, watcher).await;
            }
            drop(place);
        });
    }
    let _ = app.stopping.send(true);
    tracing::info!("stopping");
    let within = Duration::from_secs(limits.stop_seconds);
    let _ = timeout(within, graceful.shutdown()).await;
}

/// What a connection of HTTP/2 begins with (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How often it is looked whether more of a beginning has come.
const LOOK: Duration = Duration::from_millis(20);

/// Done when it can be told in which version somebody speaks, or that they have gone: until
/// then none of the library's limits of time holds.
async fn begins(stream: &TcpStream) {
    let mut begun = [0; PREFACE.len()];
    while let Ok(bytes @ 1..) = stream.peek(&mut begun).await {
        let begun = begun.get(..bytes).unwrap_or_default();
        if bytes == PREFACE.len() || !PREFACE.starts_with(begun) {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Serves one connection, HTTP/1.1 or 2, that may not dawdle, to its end.
async fn serve_one(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    within: Duration,
    watcher: Watcher,
) {
    let _ = stream.set_nodelay(true);
    let service = tower::ServiceBuilder::new()
        .map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(ConnectInfo(from));
            request
        })
        .service(router);
    let mut builder = auto::Builder::new(TokioExecutor::new());
    let mut http1 = builder.http1();
    http1.timer(TokioTimer::new()).header_read_timeout(within).keep_alive(true);
    let mut http2 = builder.http2();
    http2.timer(TokioTimer::new()).max_concurrent_streams(STREAMS).keep_alive_interval(ALIVE);
    let service = TowerToHyperService::new(service);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended");
    }
}
