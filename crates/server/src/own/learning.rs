//! A model learned from the organisation's own verdicts: doubts that people decided, and
//! decisions that an appeal undid. Learned in the background; used only when somebody says so,
//! and only where it is measured to be no worse.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use model::Timestamp;
use policy::texts::Wording;
use runtime::{About, Change};
use serde::Deserialize;
use store::StoreError;
use store::dialect::Reader;
use store::feed;
use store::rows::{CaseFilter, DecisionFilter};
use text::Judge;
use training::messages::{LABELS, Material, Retrained, Sample, Writer, label, retrain};

use super::By;
use crate::app::App;
use crate::problem::Problem;

/// The most cases that are gone through, the newest first, and how many are read at once.
const CASES_MAX: usize = 20_000;
const CASES_AT_ONCE: u32 = 500;
/// The most verdicts that are learned from.
const VERDICTS_MAX: usize = 4_000;
/// The most decisions of a case that are looked at.
const DECISIONS: u32 = 50;
/// Fewer verdicts teach nothing that could be measured.
pub const VERDICTS_MIN: usize = 40;
/// What a model's mean must reach at least, in percent, where nobody says otherwise.
pub const FLOOR: usize = 50;
/// The same verdicts give the same model.
const SEED: u64 = 1;

/// A model that is being learned, or waits to be used.
#[derive(Debug, Default)]
pub struct Learning(Mutex<State>);

/// How far learning is.
#[derive(Clone, Debug, Default)]
pub enum State {
    /// Nothing is under way.
    #[default]
    Idle,
    /// It is being learned.
    Running {
        /// Since when.
        since: Timestamp,
    },
    /// There are too few verdicts.
    Few(Gathered),
    /// It is learned, and waits for somebody to use it or not.
    Ready(Arc<Learned>),
    /// It could not be learned.
    Failed,
}

/// How many verdicts there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Of each topic, by its label.
    pub of_topic: BTreeMap<&'static str, usize>,
    /// Of what is harmless.
    pub harmless: usize,
}

impl Gathered {
    fn of(samples: &[Sample]) -> Gathered {
        let mut gathered = Gathered::default();
        for sample in samples {
            match sample.labels.first().and_then(|label| LABELS.get(usize::from(*label))) {
                Some(name) => *gathered.of_topic.entry(*name).or_default() += 1,
                None => gathered.harmless += 1,
            }
        }
        gathered
    }

    /// All together.
    #[must_use]
    pub fn count(&self) -> usize {
        self.of_topic.values().sum::<usize>() + self.harmless
    }
}

/// A model that was learned.
#[derive(Debug)]
pub struct Learned {
    /// When.
    pub at: Timestamp,
    /// From what.
    pub gathered: Gathered,
    /// The model, and how it measures.
    pub retrained: Retrained,
}

impl Learning {
    /// How far it is.
    #[must_use]
    pub fn state(&self) -> State {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, state: State) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Begins, unless it is under way. Whether it did.
    fn begin(&self, since: Timestamp) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Running { .. }) {
            return false;
        }
        *state = State::Running { since };
        true
    }
}

/// However learning ends, it has ended.
struct Ends<'a>(&'a Learning);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        if matches!(self.0.state(), State::Running { .. }) {
            self.0.set(State::Failed);
        }
    }
}

impl App {
    /// Learns from verdicts in the background, unless that is under way already.
    pub fn learn_from_verdicts(self: &Arc<App>) {
        if !self.own.learning.begin(self.now()) {
            return;
        }
        let app = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let learning = &app.own.learning;
            let _ends = Ends(learning);
            match learn(&app) {
                Ok(state) => learning.set(state),
                Err(error) => {
                    tracing::error!(%error, "learning from verdicts fails");
                    learning.set(State::Failed);
                }
            }
        });
    }

    /// Takes the model that was learned into use. It blocks.
    ///
    /// # Errors
    /// None waits, or it is not good enough.
    pub fn use_learned(&self, by: &By, floor_percent: usize) -> Result<(), Problem> {
        let State::Ready(learned) = self.own.learning.state() else {
            let problem = Problem::bad("model", "没有等着采用的模型");
            return Err(problem.with_detail("请先用处理结果训练一次。"));
        };
        let done = &learned.retrained;
        if !done.is_good(floor_percent) {
            let problem = Problem::bad("model", "训练后没有变好,没有采用");
            return Err(problem.with_detail("原来的模型不变。处理结果多一些以后再试。"));
        }
        let note = format!(
            "学了 {} 条处理结果;留出的 {} 条上,{} 提高到 {}",
            done.learned,
            done.kept,
            percent(done.before.mean),
            percent(done.after.mean)
        );
        let content = Some(done.judge.to_bytes());
        let change = Change { about: About::Model, name: String::new(), content, note };
        self.change_own(by, |_| Ok(vec![change]))?;
        self.own.learning.set(State::Idle);
        Ok(())
    }

    /// Forgets the model that was learned and not used.
    pub fn drop_learned(&self) {
        if matches!(self.own.learning.state(), State::Ready(_) | State::Few(_) | State::Failed) {
            self.own.learning.set(State::Idle);
        }
    }

    /// Goes back to the model as it was after a change of it (none: to ours). It blocks.
    ///
    /// # Errors
    /// There was no such change.
    pub fn use_model_of(&self, by: &By, place: Option<u32>) -> Result<(), Problem> {
        let mut content = None;
        let mut note = "恢复自带的模型".to_owned();
        if let Some(place) = place {
            let mut reader = self.runtime.reader()?;
            let row = reader.knowledge_at(place)?.filter(|row| row.about == About::Model.name());
            let row = row.ok_or_else(|| Problem::not_found("这个模型"))?;
            if let Some(digest) = row.digest {
                let found = reader.knowledge_content(&digest)?;
                content = Some(found.ok_or_else(|| Problem::not_found("这个模型"))?);
                note = format!("换回 {} 采用的模型", self.zone.rfc3339(row.since));
            }
        }
        let change = Change { about: About::Model, name: String::new(), content, note };
        self.change_own(by, |_| Ok(vec![change]))
    }
}

fn learn(app: &App) -> Result<State, StoreError> {
    let mut reader = app.runtime.reader()?;
    let samples = verdicts(reader.as_mut())?;
    drop(reader);
    let gathered = Gathered::of(&samples);
    if samples.len() < VERDICTS_MIN {
        return Ok(State::Few(gathered));
    }
    let known = app.runtime.known();
    let judge = known.judge().cloned().or_else(Judge::builtin);
    let Some(judge) = judge else { return Ok(State::Failed) };
    let done = retrain(&judge, samples, &Material::default(), &Writer::new(), SEED);
    Ok(match done {
        Ok((retrained, _)) => {
            State::Ready(Arc::new(Learned { at: app.now(), gathered, retrained }))
        }
        Err(error) => {
            tracing::error!(%error, "no model can be learned");
            State::Failed
        }
    })
}

/// What of a kept case and of its decisions and event is needed.
#[derive(Deserialize)]
struct Case {
    case: String,
    about: String,
    standing: String,
    #[serde(default)]
    event: Option<String>,
}

#[derive(Deserialize)]
struct Decided {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    due: Option<String>,
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    text: String,
}

/// What people decided about messages, the newest first: what each is, or that it is nothing of
/// the sort.
///
/// # Errors
/// The store can't be read.
pub fn verdicts(reader: &mut dyn Reader) -> Result<Vec<Sample>, StoreError> {
    let mut samples: Vec<Sample> = Vec::new();
    // Messages of which an appeal said that they are no breach.
    let mut cleared: BTreeSet<(String, String)> = BTreeSet::new();
    let mut filter = CaseFilter { waits: Some(false), ..CaseFilter::default() };
    let mut seen = 0;
    while seen < CASES_MAX && samples.len() < VERDICTS_MAX {
        let rows = reader.cases(&filter, CASES_AT_ONCE)?;
        let Some(last) = rows.last() else { break };
        filter.after = Some(last.place());
        seen += rows.len();
        for row in rows {
            let Ok(case) = serde_json::from_str::<Case>(&row.state) else { continue };
            let Some(event) = case.event else { continue };
            let undone = case.about == "breach" && case.standing == "undone";
            if undone {
                cleared.insert((row.group.clone(), event.clone()));
            }
            if !undone && case.about != "judgement" {
                continue;
            }
            let key = (row.group, event);
            let cleared = undone || cleared.contains(&key);
            samples.extend(verdict(reader, &case.case, cleared)?);
        }
    }
    // Of a message that was decided more than once the newest counts.
    let mut told = BTreeSet::new();
    samples.retain(|sample| told.insert(sample.text.clone()));
    samples.truncate(VERDICTS_MAX);
    Ok(samples)
}

/// What was decided about the message of a case; none: nobody did, or it is about something that
/// models do not know.
fn verdict(
    reader: &mut dyn Reader,
    case: &str,
    cleared: bool,
) -> Result<Option<Sample>, StoreError> {
    let filter = DecisionFilter { case: Some(case.to_owned()), ..DecisionFilter::default() };
    let decisions = reader.decisions(&filter, DECISIONS)?;
    let Some(first) = decisions.last() else { return Ok(None) };
    let read = |line: &str| serde_json::from_str::<Decided>(line).ok();
    let all: Vec<Decided> = decisions.iter().filter_map(|one| read(&one.line.line())).collect();
    let Some(doubt) = all.last() else { return Ok(None) };
    let name = doubt.category.as_deref().unwrap_or(&doubt.kind);
    let Some(topic) = label(name) else { return Ok(None) };
    let no_breach = Wording::default().say("no-breach", &[]);
    let harmless = cleared || all.iter().any(|one| one.reason == no_breach);
    // A deadline that ran out is nobody's verdict.
    if !harmless && all.iter().any(|one| one.due.is_some()) {
        return Ok(None);
    }
    let happened = feed::records(reader, &[first.record])?;
    let said = happened.first().and_then(|one| serde_json::from_str::<Said>(&one.line).ok());
    let text = said.map(|said| said.text).unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(None);
    }
    let labels = if harmless { Vec::new() } else { vec![topic] };
    Ok(Some(Sample::new(&text, labels)))
}

/// Ten-thousandths as people read them.
#[must_use]
pub fn percent(ten_thousandths: usize) -> String {
    format!("{}.{}%", ten_thousandths / 100, ten_thousandths / 10 % 10)
}
