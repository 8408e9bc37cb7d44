//! What is kept: the journal of everything that happened, what was decided, what is to be
//! carried out, who is where, and who may sign in.
//!
//! The journal is the truth: segments of records, chained by hashes. The rest are narrow tables
//! for what is queried, written in the same transaction. `sqlite` is the only module that knows
//! its database; `dialect` says what another one would have to do.
//!
//! Suggested reading order: `record`, `veil`, `segment`, `journal`, `dialect`, `ledger`.

pub mod backup;
pub mod counts;
pub mod dialect;
pub mod error;
pub mod export;
pub mod feed;
pub mod journal;
pub mod knowledge;
pub mod ledger;
pub mod people;
pub mod record;
pub mod retention;
pub mod rows;
pub mod segment;
pub mod sqlite;
pub mod veil;
pub mod verify;

pub use counts::{ReadsCounts, WritesCounts};
pub use dialect::{Dialect, Reader, Writer};
pub use error::StoreError;
pub use journal::{Append, Session};
pub use ledger::{Desk, Ledger, machine_time};
pub use sqlite::Sqlite;
