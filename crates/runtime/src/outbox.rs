//! What is to be carried out: taken, and settled.

use store::StoreError;
use store::people::AuditEntry;
use store::rows::{EffectRow, EffectState, LeaseRequest, Outcome, Receipt};

use crate::service::Runtime;

/// A lease that ends in the transaction in which it begins; in milliseconds.
const SETTLED_MS: i64 = 60_000;

impl Runtime {
    /// Takes what a connector is to carry out next, for as long as the lease is. It is on disk
    /// that the connector has it before it is told.
    ///
    /// # Errors
    /// The store fails.
    pub fn lease(
        &self,
        connector: &str,
        lease_ms: i64,
        limit: u32,
    ) -> Result<Vec<EffectRow>, StoreError> {
        let now = self.time.now();
        let request = LeaseRequest { connector: connector.to_owned(), now, lease_ms, limit };
        self.write(move |session| session.writer.lease(&request))
    }

    /// Takes what a connector is to carry out next and enters at once what becomes of it, with
    /// words for people where there are any: for what is not carried out by a program.
    ///
    /// # Errors
    /// The store fails; nothing was taken then.
    pub fn settle_next(
        &self,
        connector: &str,
        limit: u32,
        settle: impl Fn(&EffectRow) -> (Outcome, &'static str) + Send + 'static,
    ) -> Result<Vec<(EffectRow, Outcome)>, StoreError> {
        let now = self.time.now();
        let request =
            LeaseRequest { connector: connector.to_owned(), now, lease_ms: SETTLED_MS, limit };
        self.write(move |session| {
            session.settle(&request, &mut |row| {
                let (outcome, said) = settle(row);
                (outcome, Some(said.to_owned()).filter(|said| !said.is_empty()))
            })
        })
    }

    /// Enters what became of an attempt. Whether that was news.
    ///
    /// # Errors
    /// The store fails.
    pub fn receive(&self, receipt: Receipt) -> Result<bool, StoreError> {
        let now = self.time.now();
        self.write(move |session| session.receive(&receipt, now))
    }

    /// Moves effects that were held back, or of which nobody knows whether they were carried
    /// out, to another state, on somebody's word. How many.
    ///
    /// # Errors
    /// The store fails.
    pub fn settle_effects(
        &self,
        keys: Option<Vec<String>>,
        from: EffectState,
        to: EffectState,
        by: &str,
    ) -> Result<u64, StoreError> {
        let now = self.time.now();
        let entry = AuditEntry {
            who: by.to_owned(),
            act: format!("effect.{}", to.name()),
            object: keys.as_ref().map_or_else(|| "*".to_owned(), |keys| keys.join(" ")),
            detail: from.name().to_owned(),
            address: String::new(),
        };
        self.write(move |session| {
            let moved = session.writer.move_effects(keys.as_deref(), from, to, now)?;
            session.audit(&entry, now)?;
            Ok(moved)
        })
    }
}
