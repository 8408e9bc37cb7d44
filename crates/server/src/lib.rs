//! The server: HTTP in front of one running engine, with sign-in, rights, dispatch and figures.
//!
//! Everything that can be asked of it is an [`endpoint::Endpoint`]: a path, a handler, and whose
//! right it needs. [`http::guard`] checks that right before the handler runs, so that an endpoint
//! without one can't be written.
//!
//! Suggested reading order: [`config`], [`app`], [`access`], [`endpoint`], [`http`], [`api`],
//! [`dispatch`].

pub mod access;
pub mod api;
pub mod app;
pub mod article;
pub mod config;
pub mod dispatch;
pub mod endpoint;
pub mod figures;
pub mod http;
pub mod live;
pub mod log;
pub mod metrics;
pub mod own;
pub mod policies;
pub mod problem;
pub mod second;
pub mod serve;
pub mod upkeep;

pub use app::App;
pub use config::Config;
pub use problem::Problem;
pub use serve::{ServeError, Server};
