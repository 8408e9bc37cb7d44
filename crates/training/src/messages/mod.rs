//! Learning what chat messages are about.

pub mod evasions;
pub mod examples;
pub mod learning;
pub mod making;
pub mod retraining;
pub mod sources;
pub mod trying;

use text::linear::Feature;
use text::view::View;
use text::{Skeleton, fold_into};

pub use evasions::{Evasion, Writer};
pub use making::{Material, adapt, make};
pub use retraining::{Retrained, retrain};
pub use sources::Sample;

/// What a model of messages has a label for: topics by their names, and whether a message looks
/// like those that are sent to many.
pub const LABELS: [&str; 10] = [
    "ads", "porn", "gambling", "fraud", "pyramid", "virus", "insult", "solicit", "illegal", "bulk",
];

/// The number of a label in [`LABELS`].
#[must_use]
pub fn label(name: &str) -> Option<u16> {
    (0_u16..).zip(LABELS).find(|(_, label)| *label == name).map(|(number, _)| number)
}

/// Sees messages as models do.
#[derive(Clone, Debug, Default)]
pub struct Seer {
    skeleton: Skeleton,
    view: View,
}

impl Seer {
    /// The features of a message.
    pub fn see(&mut self, text: &str) -> Vec<Feature> {
        fold_into(text, &mut self.skeleton);
        self.view.see(&self.skeleton);
        self.view.hashes.iter().map(|hash| Feature::once(*hash)).collect()
    }
}
