//! The sample on a server: most of the month has been, the rest happens while one looks.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Weak};
use std::time::Duration;

use model::time::{DAY_MS, HOUR_MS};
use model::{Event, Timestamp};
use runtime::Clock;
use runtime::service::News;
use server::serve::Stop;
use server::{App, Config, Server};
use store::rows::{Outcome, Receipt, RosterChange};

use super::clock::StoryClock;
use super::people;
use super::story::Story;
use crate::console::{Failure, complain};

/// What came up in so many days before one looks on is left undecided: nobody meets an empty
/// list first.
const OPEN_DAYS: i64 = 4;
/// How often it is looked what happens next.
const LOOK: Duration = Duration::from_millis(100);
/// The connector to the sample's platform.
const PLATFORM: &str = "demo";
/// How long the sample's platform has what it is to carry out.
const LEASE_MS: i64 = HOUR_MS;
/// How much the sample's platform takes at once.
const LEASE: u32 = 500;

/// How the story is told.
pub struct Telling {
    /// Which story.
    pub seed: u64,
    /// Minutes of the story in a minute.
    pub speed: i64,
    /// How much of the month is left to be seen, in days.
    pub left_days: i64,
}

/// Serves until told to stop. The store is thrown away then.
pub fn run(listen: SocketAddr, telling: Telling) -> Result<(), Failure> {
    let folder = tempfile::tempdir().map_err(input)?;
    let config = Config { data: folder.path().to_path_buf(), listen, ..Config::default() };
    server::log::begin(&server::config::Log { level: "warn".to_owned(), ..config.log.clone() });
    let serving = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    serving.map_err(input)?.block_on(serve(config, telling))
}

fn input(error: impl std::fmt::Display) -> Failure {
    Failure::Input(error.to_string())
}

async fn serve(config: Config, telling: Telling) -> Result<(), Failure> {
    let story = Story::new(telling.seed);
    let clock = Arc::new(StoryClock::at(story.next_at().unwrap_or(Timestamp(0))));
    let ticking: Arc<dyn Clock> = Arc::<StoryClock>::clone(&clock);
    let stop = Stop::listen().map_err(input)?;
    let server = Server::start(config, ticking, ::console::endpoints()).await.map_err(input)?;
    if let Some(link) = server.set_up_link() {
        let entered = people::enter(server.app(), link).await;
        entered.map_err(|problem| Failure::Input(problem.title))?;
    }
    let url = server.address().map_or_else(String::new, |address| format!("http://{address}"));
    let mut teller =
        Teller { story, clock, news: server.app().runtime.listen(), served: BTreeSet::new() };
    let app = Arc::downgrade(server.app());
    complain("正在准备样例:一家公司的制度,和它三个群一个月的往来……");
    let told = url.clone();
    let thread = std::thread::Builder::new().name("story".to_owned());
    thread
        .spawn(move || match app.upgrade().map(|app| teller.begin(&app, telling.left_days)) {
            Some(Ok(())) => {
                complain(&ready(&told));
                teller.clock.run(telling.speed);
                teller.tell(&app);
            }
            Some(Err(why)) => complain(&why),
            None => {}
        })
        .map_err(input)?;
    server.run(stop.told()).await;
    Ok(())
}

/// What whoever began the demo reads.
fn ready(url: &str) -> String {
    let (first, second, password) = (people::FIRST, people::SECOND, people::PASSWORD);
    format!(
        "样例已就绪:{url}(按 Ctrl+C 停止,数据不保留)\n\
         登录名 {first},密码 {password}。要两个人同意的事,再用 {second}(密码相同)登录一次。"
    )
}

/// Tells the story to a server.
struct Teller {
    story: Story,
    clock: Arc<StoryClock>,
    /// What was decided, deadlines' decisions among it.
    news: Receiver<Arc<News>>,
    /// Groups that are known to be the sample's.
    served: BTreeSet<String>,
}

impl Teller {
    /// Brings the policy in, and tells what has been.
    fn begin(&mut self, app: &App, left_days: i64) -> Result<(), String> {
        let wrong = |error: runtime::RuntimeError| error.to_string();
        let policy = super::compiled().policy_file;
        app.runtime.activate(super::POLICY_NAME, &policy, "@demo").map_err(wrong)?;
        let accounts = sample::company::ACCOUNTS_POLICY;
        app.runtime.activate(super::ACCOUNTS_NAME, accounts, "@demo").map_err(wrong)?;
        let until = self.story.last_at().unwrap_or(Timestamp(0)).plus_ms(-left_days * DAY_MS);
        self.story.leave_open(until.plus_ms(-OPEN_DAYS * DAY_MS));
        while self.story.next_at().is_some_and(|at| at < until) {
            if *app.stopping.borrow() {
                return Err("已停止".to_owned());
            }
            self.happen(app)?;
        }
        Ok(())
    }

    /// Tells the rest, as its time comes.
    fn tell(&mut self, app: &Weak<App>) {
        while let Some(app) = app.upgrade() {
            if *app.stopping.borrow() {
                return;
            }
            let effects = self.answer();
            while self.story.next_at().is_some_and(|at| at <= app.now()) {
                if let Err(why) = self.happen(&app) {
                    return complain(&why);
                }
            }
            if effects && let Err(error) = carry_out(&app) {
                return complain(&error.to_string());
            }
            drop(app);
            std::thread::sleep(LOOK);
        }
    }

    /// The next thing happens, and people answer what is decided on it.
    fn happen(&mut self, app: &App) -> Result<(), String> {
        let Some(line) = self.story.pop() else { return Ok(()) };
        let event = Event::parse(&line).map(|event| (event.at, event.group.to_string()));
        if let Ok((at, _)) = &event {
            self.clock.forward_to(*at);
        }
        app.runtime.ingest_and_wait(line).map_err(|error| error.to_string())?;
        if let Ok((_, group)) = event {
            self.serve(app, group).map_err(|error| error.to_string())?;
        }
        match self.answer() {
            true => carry_out(app).map_err(|error| error.to_string()),
            false => Ok(()),
        }
    }

    /// The group is one of the sample's platform.
    fn serve(&mut self, app: &App, group: String) -> Result<(), store::StoreError> {
        if !self.served.insert(group.clone()) {
            return Ok(());
        }
        let connector = PLATFORM.to_owned();
        app.runtime
            .write(move |session| session.writer.roster(&RosterChange::Routed { group, connector }))
    }

    /// People answer what was decided meanwhile. Whether anything is to be carried out.
    fn answer(&mut self) -> bool {
        let mut effects = false;
        while let Ok(news) = self.news.try_recv() {
            effects |= news.effects;
            for (_, _, decisions) in &news.records {
                decisions.iter().for_each(|decision| self.story.decided(decision));
            }
        }
        effects
    }
}

/// The sample's platform does all that it is told.
fn carry_out(app: &App) -> Result<(), store::StoreError> {
    loop {
        // One of each group at a time: until there is none.
        let effects = app.runtime.lease(PLATFORM, LEASE_MS, LEASE)?;
        if effects.is_empty() {
            return Ok(());
        }
        for effect in effects {
            let (key, attempt) = (effect.key, effect.attempt);
            app.runtime.receive(Receipt { key, attempt, outcome: Outcome::Done, detail: None })?;
        }
    }
}
