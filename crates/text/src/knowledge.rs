//! What messages are judged by: words, and what was learned; ours, or an organisation's own.
//!
//! Whoever runs the program hands in bytes: a file of words ([`Lexicon::with_list`]) and a model
//! ([`Judge::from_bytes`]).

use std::sync::Arc;

use crate::judge::{Judge, Strictness};
use crate::lexicon::{BadLine, Lexicon};
use crate::linear::BadModel;
use crate::reader::Reader;
use crate::topic::Topic;

/// Words, and what was learned.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    lexicon: Arc<Lexicon>,
    judge: Option<Arc<Judge>>,
}

impl Knowledge {
    /// What the program carries.
    #[must_use]
    pub fn builtin() -> Knowledge {
        Knowledge::of(Lexicon::builtin())
    }

    /// These words, and the model that the program carries.
    #[must_use]
    pub fn of(lexicon: impl Into<Arc<Lexicon>>) -> Knowledge {
        Knowledge { lexicon: lexicon.into(), judge: Judge::builtin() }
    }

    /// With an organisation's own model in place of the carried one.
    ///
    /// # Errors
    ///
    /// What is wrong with the bytes.
    pub fn with_model(mut self, bytes: &[u8]) -> Result<Knowledge, BadModel> {
        self.judge = Some(Arc::new(Judge::from_bytes(bytes)?));
        Ok(self)
    }

    /// The same words with another model; none: words alone.
    #[must_use]
    pub fn judging(mut self, judge: Option<Arc<Judge>>) -> Knowledge {
        self.judge = judge;
        self
    }

    /// With an organisation's own list of words beside the others.
    ///
    /// # Errors
    ///
    /// The lines that nobody understands.
    pub fn with_list(mut self, list: &str) -> Result<Knowledge, Vec<BadLine>> {
        self.lexicon = Arc::new(Arc::unwrap_or_clone(self.lexicon).with_list(list)?);
        Ok(self)
    }

    /// With plain words of one topic, each counting as much.
    #[must_use]
    pub fn with_words<'a>(
        mut self,
        topic: Topic,
        weight: u32,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Knowledge {
        let lexicon = Arc::unwrap_or_clone(self.lexicon);
        self.lexicon = Arc::new(lexicon.with_words(topic, weight, words));
        self
    }

    /// Without a model: words alone.
    #[must_use]
    pub fn unlearned(self) -> Knowledge {
        self.judging(None)
    }

    /// A reader that knows all this.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(&self.lexicon).judging(self.judge.clone(), Strictness::default())
    }
}
