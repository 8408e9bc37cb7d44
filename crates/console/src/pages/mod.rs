//! Pages, each in its file: what it needs, what it reads, what it does.

mod display;
mod groups;
mod members;
mod nothing;
mod opening;
mod overview;
pub mod policies;
mod setup;
mod sign_in;

use server::endpoint::Endpoint;

/// Every page.
pub fn endpoints() -> Vec<Endpoint> {
    [
        sign_in::endpoints(),
        display::endpoints(),
        groups::endpoints(),
        overview::endpoints(),
        policies::endpoints(),
        setup::endpoints(),
        members::endpoints(),
        nothing::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
