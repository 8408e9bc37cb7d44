//! Pages, each in its file: what it needs, what it reads, what it does.

mod account;
mod accounts;
mod calendar;
mod case;
mod display;
mod group;
mod groups;
mod members;
mod nothing;
mod once;
mod opening;
mod outside;
mod overview;
mod password;
mod person;
pub mod policies;
mod queue;
mod reports;
mod roster;
pub mod settings;
mod setup;
mod sign_in;
mod tokens;

use server::endpoint::Endpoint;

/// Every page.
pub fn endpoints() -> Vec<Endpoint> {
    [
        sign_in::endpoints(),
        outside::endpoints(),
        display::endpoints(),
        groups::endpoints(),
        overview::endpoints(),
        queue::endpoints(),
        group::endpoints(),
        roster::endpoints(),
        password::endpoints(),
        person::endpoints(),
        case::endpoints(),
        policies::endpoints(),
        calendar::endpoints(),
        accounts::endpoints(),
        reports::endpoints(),
        settings::endpoints(),
        account::endpoints(),
        setup::endpoints(),
        members::endpoints(),
        nothing::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
