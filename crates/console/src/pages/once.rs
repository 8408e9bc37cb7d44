//! What is said once, when it was made: a link, a token.

use askama::Template;

use crate::frame::Frame;

/// Something that is said this once.
#[derive(Template)]
#[template(path = "settings/once.html")]
pub(super) struct Once<'a> {
    pub(super) frame: &'a Frame,
    pub(super) title: String,
    pub(super) lead: &'static str,
    pub(super) secret: String,
    pub(super) next: String,
}
