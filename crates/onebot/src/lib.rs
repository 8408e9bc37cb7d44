//! QQ through OneBot v11: what groups say comes in as events, what was decided goes out.
//!
//! Suggested reading order: [`hear`] (from pushes to events), [`effect`] and [`call`] (from
//! decisions to actions), [`rights`] (what an account may do); these are pure. Then [`desk`],
//! the interface to the server, and [`connector`].

pub mod account;
pub mod call;
mod card;
mod carry;
pub mod connector;
mod content;
pub mod desk;
pub mod diagnostics;
mod dial;
pub mod effect;
mod face;
pub mod hear;
mod http_api;
mod hub;
mod ids;
pub mod line;
mod listen;
mod look;
mod lookup;
pub mod pace;
mod pump;
pub mod rights;
pub mod roster;
mod seat;
pub mod segment;
mod session;
pub mod settings;
mod socket;
mod told;

pub use connector::Connector;
pub use desk::{Delivery, Desk, Leased, Mute, News, Outcome, Pictures, Receipt};
pub use settings::Settings;
