//! What a word of the lexicon is about: a category of content, or advertising.

use model::Category;

/// What a word is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A category of content that a policy may forbid.
    Category(Category),
    /// Advertising, which a policy rules by a norm of its own.
    Ads,
}

impl Topic {
    /// How many topics there are.
    pub const COUNT: usize = Category::COUNT + 1;

    /// Every topic: the categories in their order, then [`Topic::Ads`].
    pub fn all() -> impl Iterator<Item = Topic> {
        Category::ALL.iter().copied().map(Topic::Category).chain([Topic::Ads])
    }

    /// A number from 0 to [`Topic::COUNT`] − 1: the topic's place in [`Topic::all`].
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Topic::Category(category) => category.index(),
            Topic::Ads => Category::COUNT,
        }
    }

    /// The category's name, or `ads`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Topic::Category(category) => category.name(),
            Topic::Ads => "ads",
        }
    }

    /// What members read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Topic::Category(category) => category.in_words(),
            Topic::Ads => "广告",
        }
    }
}

impl From<Category> for Topic {
    fn from(category: Category) -> Topic {
        Topic::Category(category)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_its_own_index() {
        assert!(Topic::all().map(Topic::index).eq(0..Topic::COUNT));
        assert!(Topic::all().is_sorted());
    }
}
