//! The policies in use, in the order in which they came into use, as one program with what the
//! organisation knows of its own.

use std::sync::Arc;

use engine::Program;
use model::{Calendar, Platform};
use policy::{Parsed, Policy, Severity};
use serde::{Deserialize, Serialize};
use store::rows::PolicyRow;
use thiserror::Error;

use crate::knowledge::{Change, KnowledgeError, Known};

/// What stands first while nobody has brought in a policy: events are kept, nothing is decided.
const BASE: &str = "+++\nid = \"base\"\ntitle = \"尚无制度\"\n+++\n\n# 尚无制度\n";

/// What decides beside the policies.
#[derive(Clone, Debug)]
pub struct Settings {
    /// With which platform's capabilities decisions are made.
    pub platform: Platform,
    /// Working days.
    pub calendar: Calendar,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { platform: Platform::All, calendar: Calendar::published() }
    }
}

/// Why a policy does not come into use.
#[derive(Debug, Error)]
pub enum PolicyError {
    /// It has errors: its diagnostics, rendered.
    #[error("制度文件有错误,没有启用:\n{0}")]
    Wrong(String),
    /// That version or a newer one is in use already.
    #[error("制度“{id}”已经启用过第 {version} 版或更新的一版;修改以后请把 version 加大")]
    Known {
        /// Its id.
        id: String,
        /// Its version.
        version: u32,
    },
    /// It does not fit together with those in use.
    #[error("{0}")]
    Program(String),
    /// What the journal names is not in the table of policies.
    #[error("数据库里缺少第 {0} 份制度,请运行 qungui verify")]
    Missing(u32),
    /// What the organisation knows of its own can't be used.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
}

/// How the journal names what came into use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InUse {
    /// Places in the order of use.
    pub places: Vec<u32>,
    /// For people who read the journal: ids with versions.
    pub policies: Vec<String>,
}

/// Reads a policy that must be free of errors.
fn read(name: &str, text: &str) -> Result<Policy, PolicyError> {
    let Parsed { policy, diagnostics } = policy::parse(name, text, &rules::specs());
    let mut wrong = diagnostics;
    wrong.extend(policy::checks::check(&[&policy], None));
    wrong.retain(|one| one.severity == Severity::Error);
    match wrong.is_empty() {
        true => Ok(policy),
        false => Err(PolicyError::Wrong(policy::diagnostic::render::text(&wrong))),
    }
}

/// Policies in use.
#[derive(Clone)]
pub struct Policies {
    settings: Settings,
    base: Policy,
    used: Vec<Policy>,
    known: Arc<Known>,
}

impl Policies {
    /// None in use yet.
    ///
    /// # Errors
    /// What stands first has errors: never, as a test holds.
    pub fn none(settings: Settings) -> Result<Policies, PolicyError> {
        let base = read("base.md", BASE)?;
        let known = Arc::new(Known::nothing(settings.calendar.clone()));
        Ok(Policies { settings, base, used: Vec::new(), known })
    }

    /// What the organisation knows of its own.
    #[must_use]
    pub fn known(&self) -> &Arc<Known> {
        &self.known
    }

    /// How it is set beside the policies.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// These with other knowledge.
    pub(crate) fn knowing(&mut self, known: Known) {
        self.known = Arc::new(known);
    }

    /// These after some changes of what the organisation knows of its own.
    ///
    /// # Errors
    /// One of them can't be used, or does not fit with the policies.
    pub fn after(&self, changes: &[Change]) -> Result<(Policies, Arc<Program>), PolicyError> {
        let mut known = (*self.known).clone();
        for change in changes {
            known = known.with(change)?;
        }
        let after = Policies { known: Arc::new(known), ..self.clone() };
        let program = after.program()?;
        Ok((after, program))
    }

    /// How many are in use.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.used.len()).unwrap_or(u32::MAX)
    }

    /// Takes one more into use, as it was kept.
    ///
    /// # Errors
    /// It has errors.
    pub fn push(&mut self, name: &str, text: &str) -> Result<&Policy, PolicyError> {
        let policy = read(name, text)?;
        self.used.push(policy);
        Ok(self.used.last().unwrap_or(&self.base))
    }

    /// These and one more, where it can be taken into use; with its id and version.
    ///
    /// # Errors
    /// It has errors, its version is in use already, or it does not fit with the others.
    pub fn with(
        &self,
        name: &str,
        text: &str,
    ) -> Result<(Policies, Arc<Program>, PolicyRow), PolicyError> {
        let mut more = self.clone();
        let policy = more.push(name, text)?;
        let (id, version) = (policy.id.clone(), policy.version);
        if self.used.iter().any(|used| used.id == id && used.version >= version) {
            return Err(PolicyError::Known { id, version });
        }
        let program = more.program()?;
        let row = PolicyRow {
            place: self.count(),
            id,
            version,
            name: name.to_owned(),
            text: text.to_owned(),
            since: model::Timestamp(0),
            record: 0,
            by: String::new(),
        };
        Ok((more, program, row))
    }

    /// All of them as one program.
    ///
    /// # Errors
    /// They do not fit together.
    pub fn program(&self) -> Result<Arc<Program>, PolicyError> {
        let base = std::iter::once(&self.base);
        // Where there is a policy, its zone is the one in which decisions are written.
        let all: Vec<Policy> = match self.used.is_empty() {
            true => base.cloned().collect(),
            false => self.used.clone(),
        };
        self.known.program(&all, self.settings.platform)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_first_is_sound_and_is_followed_by_any_policy() {
        let none = Policies::none(Settings::default()).unwrap();
        let before = engine::Engine::new(none.program().unwrap());
        let (_, program, row) = none.with("crowd.md", sample::crowd::POLICY).unwrap();
        assert_eq!((row.place, row.id.as_str(), row.version), (0, "crowd", 1));
        assert!(engine::Engine::restore(program, &before.snapshot()).is_ok());
    }

    #[test]
    fn a_version_comes_into_use_once_and_errors_are_told() {
        let none = Policies::none(Settings::default()).unwrap();
        let (one, ..) = none.with("crowd.md", sample::crowd::POLICY).unwrap();
        let again = one.with("crowd.md", sample::crowd::POLICY).map(|_| ());
        assert!(matches!(again, Err(PolicyError::Known { version: 1, .. })));
        let wrong = one.with("x.md", "+++\nid = 7\n+++\n").map(|_| ());
        assert!(matches!(wrong, Err(PolicyError::Wrong(_))));
    }
}
