//! What is wrong between rules that are each right in themselves.

use model::Platform;

use crate::diagnostic::Diagnostic;
use crate::document::Policy;

/// Checks policies that are in force together; with a platform, also what it can carry out.
#[must_use]
pub fn check(_policies: &[&Policy], _platform: Option<Platform>) -> Vec<Diagnostic> {
    Vec::new()
}
