//! Pages, each in its file: what it needs, what it reads, what it does.

mod case;
mod display;
mod group;
mod groups;
mod nothing;
mod opening;
mod overview;
mod person;
pub mod policies;
mod queue;
mod sign_in;

use server::endpoint::Endpoint;

/// Every page.
pub fn endpoints() -> Vec<Endpoint> {
    [
        sign_in::endpoints(),
        display::endpoints(),
        groups::endpoints(),
        overview::endpoints(),
        queue::endpoints(),
        group::endpoints(),
        person::endpoints(),
        case::endpoints(),
        policies::endpoints(),
        nothing::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
