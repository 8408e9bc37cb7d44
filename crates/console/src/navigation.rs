//! Where one can go from every page.

use server::access::{Caller, Right};
use server::endpoint::Needs;

use crate::pages::settings;

/// A place in the navigation.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its address.
    pub path: &'static str,
    /// The key of its name.
    pub name: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Whose right it needs.
    pub needs: Needs,
}

/// Every place, in the order in which it is offered; a phone shows the first three at once.
pub const PLACES: &[Place] = &[
    Place { path: "/", name: "place.overview", icon: "overview", needs: Needs::SignedIn },
    Place {
        path: "/queue",
        name: "place.queue",
        icon: "queue",
        needs: Needs::Somewhere(Right::ReadCases),
    },
    Place {
        path: "/groups",
        name: "place.groups",
        icon: "groups",
        needs: Needs::Somewhere(Right::ReadGroups),
    },
    Place {
        path: "/policies",
        name: "place.policies",
        icon: "policies",
        needs: Needs::Somewhere(Right::ReadPolicies),
    },
    Place {
        path: "/calendar",
        name: "place.calendar",
        icon: "calendar",
        needs: Needs::Somewhere(Right::ReadCases),
    },
    Place {
        path: "/accounts",
        name: "place.accounts",
        icon: "accounts",
        needs: Needs::Somewhere(Right::ReadGroups),
    },
    Place {
        path: "/reports",
        name: "place.reports",
        icon: "reports",
        needs: Needs::Somewhere(Right::ReadCases),
    },
    Place { path: SETTINGS, name: "settings.title", icon: "settings", needs: Needs::SignedIn },
];

/// Offered to whoever may open one of its sections.
const SETTINGS: &str = "/settings";

impl Place {
    /// Whether it is offered to somebody.
    #[must_use]
    pub fn is_open_to(&self, caller: &Caller) -> bool {
        if self.path == SETTINGS {
            return settings::open_to(caller).next().is_some();
        }
        match self.needs {
            Needs::Nothing | Needs::SignedIn => true,
            Needs::Everywhere(right) => caller.may_everywhere(right),
            Needs::Somewhere(right) => caller.may_somewhere(right),
            Needs::InGroup(_) => false,
        }
    }

    /// Whether a page of that path belongs to it.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        match self.path {
            "/" => path == "/",
            own => {
                path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        }
    }
}
