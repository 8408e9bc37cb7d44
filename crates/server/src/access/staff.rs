//! What sign-in and the record of the staff need beside the store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use model::Timestamp;
use model::time::HOUR_MS;
use store::dialect::Reader;
use store::people::AuditEntry;
use store::{Session, StoreError};
use tokio::sync::Semaphore;

use super::caller::Caller;
use super::key::Key;
use super::openid::Services;
use super::password::AT_ONCE;
use super::tries::Tries;
use crate::app::App;
use crate::config::Config;
use crate::problem::Problem;

/// How many entries of the audit record are looked through for failures to sign in.
const LOOKED_THROUGH: u32 = 500;
/// How many readings of chat are remembered before all are forgotten, and noted anew.
const READINGS: usize = 20_000;

/// What sign-in and the record of the staff need.
pub struct Staff {
    key: OnceLock<Key>,
    services: OnceLock<Services>,
    pub(super) tries: Tries,
    pub(super) hashing: Arc<Semaphore>,
    /// Held while users, their rights or their second factor change: one after another.
    pub(super) changing: tokio::sync::Mutex<()>,
    /// The hour in which somebody's reading of a group's chat was last noted.
    read: Mutex<HashMap<(i64, String), i64>>,
}

impl Default for Staff {
    fn default() -> Staff {
        Staff {
            key: OnceLock::new(),
            services: OnceLock::new(),
            tries: Tries::default(),
            hashing: Arc::new(Semaphore::new(AT_ONCE)),
            changing: tokio::sync::Mutex::default(),
            read: Mutex::default(),
        }
    }
}

impl Staff {
    /// Finds the key, or makes one, and remembers who failed to sign in lately.
    ///
    /// # Errors
    /// The key's file can't be read or written, or the store fails.
    pub fn prepare(
        &self,
        config: &Config,
        reader: &mut dyn Reader,
        now: Timestamp,
    ) -> Result<(), String> {
        let set = config.sign_in.key.as_ref().and_then(|secret| Key::of(&secret.0));
        let key = match set {
            Some(key) => key,
            None => Key::in_folder(&config.data).map_err(|error| error.to_string())?,
        };
        let _ = self.key.set(key);
        let _ = self.services.set(Services::of(config));
        let lately = reader.audits(None, LOOKED_THROUGH).map_err(|error| error.to_string())?;
        let since = now.plus_ms(-HOUR_MS);
        let failed = lately.into_iter().rev().filter(|row| row.at >= since);
        for row in failed.filter(|row| row.entry.act == FAILED) {
            self.tries.remember(&row.entry.object, row.entry.address.parse().ok(), row.at);
        }
        Ok(())
    }

    pub(super) fn services(&self) -> Result<&Services, Problem> {
        self.services.get().ok_or_else(Problem::internal)
    }

    pub(super) fn key(&self) -> Result<&Key, Problem> {
        self.key.get().ok_or_else(Problem::internal)
    }

    /// Whether that somebody reads a group's chat is news this hour.
    fn reads(&self, user: i64, group: &str, now: Timestamp) -> bool {
        let hour = now.0.div_euclid(HOUR_MS);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= READINGS {
            read.clear();
        }
        read.insert((user, group.to_owned()), hour) != Some(hour)
    }
}

/// How the record calls a failure to sign in.
pub(super) const FAILED: &str = "sign-in.failed";

impl App {
    /// Writes in one transaction, all of it or nothing, and looks everybody up again.
    ///
    /// # Errors
    /// The store fails.
    pub async fn write_people<T: Send + 'static>(
        self: &Arc<App>,
        act: impl FnOnce(&mut Session<'_>, Timestamp) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let done = self.block(move |app| {
            let now = app.now();
            let written = app.runtime.write(move |session| act(session, now));
            Ok(written?)
        });
        let done = done.await;
        self.access.forget();
        done
    }

    /// Notes that somebody reads a group's chat: once an hour.
    ///
    /// # Errors
    /// It can't be noted: then it is not read.
    pub async fn note_reading(
        self: &Arc<App>,
        caller: &Caller,
        group: &str,
        address: std::net::IpAddr,
    ) -> Result<(), Problem> {
        if !self.staff.reads(caller.user, group, self.now()) {
            return Ok(());
        }
        let entry = AuditEntry {
            who: caller.who(),
            act: "chat.read".to_owned(),
            object: group.to_owned(),
            detail: String::new(),
            address: address.to_string(),
        };
        self.block(move |app| Ok(app.runtime.audit(entry)?)).await
    }
}
