//! Tokens of programs, as the pages of users and of one's own account have them.

use model::Timestamp;
use model::time::DAY_MS;
use policy::texts::Language;
use server::access::Right;
use server::access::account::{NewToken, handle};

use crate::form::Fields;
use crate::frame::Frame;
use crate::show::given::called;
use crate::show::moment::Moment;

/// For how many days tokens are offered; 0: until somebody ends them.
pub(super) const DAYS: [u16; 4] = [30, 90, 365, 0];

/// A token in a list.
pub(super) struct TokenRow {
    pub(super) handle: String,
    pub(super) name: String,
    pub(super) scopes: String,
    pub(super) created: Moment,
    pub(super) expires: Option<Moment>,
    pub(super) seen: Option<Moment>,
}

/// The rows of a list, the newest first.
pub(super) fn rows(tokens: Vec<store::people::TokenRow>, frame: &Frame) -> Vec<TokenRow> {
    let comma = frame.language.choose("、", ", ");
    let row = |token: store::people::TokenRow| {
        let scopes = token.scopes.split_whitespace().map(|name| called(name, frame.language));
        TokenRow {
            handle: handle(&token.key),
            scopes: scopes.collect::<Vec<_>>().join(comma),
            name: token.name,
            created: frame.time(token.created),
            expires: token.expires.map(|at| frame.time(at)),
            seen: token.seen.map(|at| frame.time(at)),
        }
    };
    tokens.into_iter().rev().map(row).collect()
}

/// The rights that are offered.
pub(super) fn scopes(
    may: impl Fn(Right) -> bool,
    language: Language,
) -> Vec<(&'static str, String)> {
    let offered = Right::ALL.into_iter().filter(|(right, ..)| may(*right));
    offered.map(|(_, name, _)| (name, called(name, language).to_owned())).collect()
}

/// The token that a form asks for.
pub(super) fn wanted(fields: &Fields, now: Timestamp) -> NewToken {
    let days = fields.text("days").parse().ok().filter(|days| DAYS.contains(days));
    let days = i64::from(days.unwrap_or(DAYS[0]));
    NewToken {
        name: fields.text("token-name").to_owned(),
        scopes: fields.all("scope").map(str::to_owned).collect(),
        expires: (days > 0).then(|| now.plus_ms(days * DAY_MS)),
    }
}
