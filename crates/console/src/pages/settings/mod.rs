//! Settings: pages of their own behind one place of the navigation. A further one is a file here,
//! a line in [`SECTIONS`], its endpoints below, and a template that extends
//! `settings/frame.html`.

mod invite;
mod places;
mod user;
mod users;

use axum::http::Method;
use axum::response::Response;
use axum::routing::get;
use server::Problem;
use server::access::{Caller, Right};
use server::endpoint::{Endpoint, Needs, page};

use crate::frame::Frame;
use crate::navigation::Place;

/// Every section, in the order in which it is offered: its address, its name, and whose right it
/// needs.
pub const SECTIONS: &[Place] = &[Place {
    path: "/settings/users",
    name: "settings.users",
    icon: "people",
    needs: Needs::Everywhere(Right::ManageUsers),
}];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let first = page(Needs::SignedIn, Method::GET, "/settings", get(first));
    [vec![first], users::endpoints(), invite::endpoints(), user::endpoints()]
        .into_iter()
        .flatten()
        .collect()
}

/// The sections that somebody may open.
pub fn open_to(caller: &Caller) -> impl Iterator<Item = &'static Place> {
    SECTIONS.iter().filter(move |section| section.is_open_to(caller))
}

/// The first section that is open.
async fn first(frame: Frame) -> Result<Response, Problem> {
    let section = frame.caller.as_deref().and_then(|caller| open_to(caller).next());
    let section = section.ok_or_else(|| Problem::no_right(Right::Operate.in_words()))?;
    Ok(frame.go(section.path, None))
}
