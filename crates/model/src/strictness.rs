//! How readily something is held against a message.

/// How readily something is held against a message; the mildest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strictness {
    /// Rather miss something than trouble anybody.
    Cautious,
    /// In between.
    #[default]
    Balanced,
    /// Rather ask once too often.
    Strict,
}

impl Strictness {
    /// Every strictness, the mildest first.
    pub const ALL: [Strictness; 3] =
        [Strictness::Cautious, Strictness::Balanced, Strictness::Strict];
    /// The names that policies write.
    pub const NAMES: &'static [&'static str] = &["cautious", "balanced", "strict"];

    /// The name that policies write.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Strictness::Cautious => "cautious",
            Strictness::Balanced => "balanced",
            Strictness::Strict => "strict",
        }
    }

    /// The strictness of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Strictness> {
        Strictness::ALL.into_iter().find(|one| one.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for (one, name) in Strictness::ALL.into_iter().zip(Strictness::NAMES) {
            assert_eq!((one.name(), Strictness::parse(name)), (*name, Some(one)));
        }
        assert_eq!(Strictness::parse("harsh"), None);
    }
}
