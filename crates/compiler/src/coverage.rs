//! How much of a document is carried out, and how.

use policy::spec::Level;

use crate::CompiledClause;

/// Counts of clauses. A clause counts once, by the most automatic of its norms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All clauses.
    pub clauses: usize,
    /// Those with at least one norm.
    pub with_norms: usize,
    /// Decided and acted on by the program.
    pub auto: usize,
    /// Found by the program, decided by a person.
    pub assisted: usize,
    /// Done by a person, scheduled and recorded by the program.
    pub duty: usize,
    /// Kept and shown.
    pub note: usize,
    /// Nothing was recognised.
    pub unread: usize,
}

impl Coverage {
    /// The coverage of these clauses.
    #[must_use]
    pub fn of(clauses: &[CompiledClause]) -> Coverage {
        let mut coverage = Coverage { clauses: clauses.len(), ..Coverage::default() };
        for clause in clauses {
            coverage.with_norms += usize::from(!clause.norms.is_empty());
            *match clause.level {
                Some(Level::Auto) => &mut coverage.auto,
                Some(Level::Assisted) => &mut coverage.assisted,
                Some(Level::Duty) => &mut coverage.duty,
                Some(Level::Note) => &mut coverage.note,
                None => &mut coverage.unread,
            } += 1;
        }
        coverage
    }

    /// Clauses that are carried out, by the program or by people with its help.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.auto + self.assisted + self.duty
    }

    /// The share of clauses that are carried out, in whole per cent, rounded down.
    #[must_use]
    pub fn runs_percent(&self) -> usize {
        self.runs() * 100 / self.clauses.max(1)
    }
}
