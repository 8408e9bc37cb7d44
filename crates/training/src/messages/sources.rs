//! Labelled messages from files of others, told by what a file looks like.

/// A message of which it is known what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// The message.
    pub text: String,
    /// The labels that fit.
    pub labels: Vec<u16>,
    /// The labels of which it is not known.
    pub unknown: Vec<u16>,
    /// How many times it counts, in percent.
    pub weight_percent: u32,
}
