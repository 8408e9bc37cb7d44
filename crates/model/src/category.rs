//! The categories of content that a policy may forbid.

use serde::{Deserialize, Serialize};

macro_rules! categories {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $words:literal;)+) => {
        /// A category of content; see the catalogue's `forbidden-content`.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum Category { $($(#[$doc])* $variant,)+ }

        impl Category {
            /// Every category, in the catalogue's order.
            pub const ALL: &'static [Category] = &[$(Category::$variant,)+];

            /// The name that policies write.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Category::$variant => $name,)+ }
            }

            /// What members read.
            #[must_use]
            pub fn in_words(self) -> &'static str {
                match self { $(Category::$variant => $words,)+ }
            }
        }
    };
}

categories! {
    /// Pornography and sexual solicitation.
    Porn = "porn", "色情";
    /// Gambling and lotteries.
    Gambling = "gambling", "赌博";
    /// Drugs.
    Drugs = "drugs", "毒品";
    /// Violence, weapons, gore.
    Violence = "violence", "暴力";
    /// Politically sensitive or harmful talk; only ever a question to a person.
    Politics = "politics", "政治话题";
    /// Religion; only ever a question to a person.
    Religion = "religion", "宗教话题";
    /// Superstition.
    Superstition = "superstition", "封建迷信";
    /// Unlawful in general.
    Illegal = "illegal", "违法";
    /// Harmful, unhealthy, negative.
    Harmful = "harmful", "有害或负面";
    /// Links to viruses, malware.
    Virus = "virus", "病毒链接";
    /// Fraud.
    Fraud = "fraud", "诈骗";
    /// Pyramid selling, illegal fund-raising.
    Pyramid = "pyramid", "传销或非法集资";
    /// Rumours.
    Rumor = "rumor", "谣言";
    /// False or misleading claims.
    False = "false", "虚假信息";
    /// Insults, attacks on persons, harassment.
    Insult = "insult", "辱骂攻击";
    /// Defamation of the organisation, its people or other firms.
    Defame = "defame", "诋毁";
    /// Cliques, incitement, stirring up trouble.
    Discord = "discord", "煽动或挑拨";
    /// Vulgar language.
    Vulgar = "vulgar", "低俗粗口";
    /// Not what the group is for.
    OffTopic = "off-topic", "与本群无关";
    /// Junk, meaningless posts.
    Spam = "spam", "垃圾信息";
    /// Votes, likes, bargain links, borrowing money, private sales.
    Solicit = "solicit", "拉票集赞或私下推销";
    /// Infringing intellectual property.
    Infringing = "infringing", "侵权";
    /// Confidential information.
    Confidential = "confidential", "泄密";
    /// Personal information of others.
    Privacy = "privacy", "泄露隐私";
}

impl Category {
    /// How many categories there are.
    pub const COUNT: usize = Category::ALL.len();

    /// The category of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Category> {
        Category::ALL.iter().copied().find(|category| category.name() == name)
    }

    /// Whether a hit may only ever ask a person, never act: politics and religion are judged
    /// by people alone.
    #[must_use]
    pub fn only_asks(self) -> bool {
        matches!(self, Category::Politics | Category::Religion)
    }

    /// The position in [`Category::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for (index, category) in Category::ALL.iter().enumerate() {
            assert_eq!(Category::parse(category.name()), Some(*category));
            assert_eq!(category.index(), index);
        }
        assert_eq!(Category::parse("nothing"), None);
    }
}
