//! Figures for Prometheus.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use runtime::service::Health;
use store::rows::EffectState;

use crate::app::App;

/// Upper ends of the buckets of times, in seconds.
const SECONDS: [f64; 11] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    path: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Path {
    path: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct State {
    state: String,
}

/// What is counted here; what the engine counts is asked of it.
pub struct Metrics {
    answers: Family<Answered, Counter>,
    seconds: Family<Path, Histogram>,
    /// Queries that answers took.
    pub queries: Counter,
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics {
            answers: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            queries: Counter::default(),
        }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, method: &Method, path: &str, status: u16, took: Duration) {
        let (method, path) = (method.as_str().to_owned(), path.to_owned());
        self.seconds.get_or_create(&Path { path: path.clone() }).observe(took.as_secs_f64());
        self.answers.get_or_create(&Answered { method, path, status }).inc();
    }
}

/// All figures, as Prometheus reads them; `effects`: how many are in each state.
#[must_use]
pub fn page(app: &App, effects: &[(EffectState, u64)]) -> String {
    let mut registry = Registry::with_prefix("qungui");
    let metrics = &app.metrics;
    registry.register("http_answers", "Answers to requests", metrics.answers.clone());
    registry.register("http_seconds", "Time to answer", metrics.seconds.clone());
    registry.register("queries", "Queries that answers took", metrics.queries.clone());
    let figures = app.runtime.figures();
    for (name, help, count) in [
        ("events", "Events taken", &figures.events),
        ("events_duplicate", "Events that came before", &figures.duplicates),
        ("events_refused", "Lines refused", &figures.refused),
        ("decisions", "Decisions taken", &figures.decisions),
        ("commits", "Commits to disk", &figures.commits),
        ("commits_failed", "Commits that failed", &figures.failures),
        ("timeouts", "Records of deadlines", &figures.timeouts),
    ] {
        let counter: Counter = Counter::default();
        counter.inc_by(count.load(Ordering::Relaxed));
        registry.register(name, help, counter);
    }
    let gauge = |value: u64| {
        let gauge: Gauge = Gauge::default();
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        gauge
    };
    let last = figures.last_record.load(Ordering::Relaxed);
    registry.register("journal_last_record", "The last record on disk", gauge(last));
    let well = u64::from(figures.health() == Health::Well);
    registry.register("engine_up", "Whether the engine takes events", gauge(well));
    let states: Family<State, Gauge> = Family::default();
    for (state, count) in effects {
        let state = State { state: state.name().to_owned() };
        states.get_or_create(&state).set(i64::try_from(*count).unwrap_or(i64::MAX));
    }
    registry.register("effects", "What is to be carried out, by state", states);
    let mut page = String::new();
    // Writing to a string never fails.
    let _ = encode(&mut page, &registry);
    page
}
