//! How rule kinds are read out of Chinese clauses: what several recognisers share, and the
//! longer readings, one file for each subject.
//!
//! - what may be said: `content`, `categories` and their names in `category_names`, `terms`,
//!   `media`, `hours`, `topics`, `subjects`, `truth`, `secrets`, `approvals`
//! - selling, and the organisation's accounts: `selling`
//! - who is in the group: `admission`, `members`, `cards`, `card_words`, with `people` for naming
//!   people
//! - what must be done: `duties`, and again and again: `routines`
//! - how a group is kept up and run: `upkeep`, `reviews`, `training`, `running`, `spreading`
//! - the group itself: `groups` (its name, how it is set up), `appointments`, `activities`
//! - what is published: `publishing`, `forms`, `campaigns`
//! - what the document says of itself: `papers`, [`dates`]; a page that it stood on: [`pages`]
//! - the organisation's accounts: `accounts`, `profiles`,
//!   `credentials`, `leaving`; what customers want and who takes it: `customers`
//! - what follows a breach: `actions` (words for acts), `lengths`, `ladders`,
//!   `sanctions`, [`targets`], `fines`, `quorum`; beyond the group: `discipline`,
//!   `authorities`, `merits`
//! - what items are by the words above them alone: [`leads`]; what groups without an office say
//!   of joining, of their stewards and of daily work: `everyday`, `stewards`, `studying`
//! - how power is used: `process`, `appeals`, `recalls`, `ballots`; the policy itself: `changes`;
//!   leave: `absence`
//!
//! Everything here is a pure function of a [`crate::clause::Clause`] or of one sentence of it.

pub(crate) mod absence;
pub(crate) mod accounts;
pub(crate) mod actions;
pub(crate) mod activities;
pub(crate) mod admission;
pub(crate) mod appeals;
pub(crate) mod appointments;
pub(crate) mod approvals;
pub(crate) mod authorities;
pub(crate) mod ballots;
pub(crate) mod campaigns;
mod card_fields;
mod card_words;
pub(crate) mod cards;
pub(crate) mod categories;
mod category_names;
mod category_quarrels;
pub(crate) mod changes;
pub(crate) mod content;
pub(crate) mod credentials;
pub(crate) mod customers;
pub mod dates;
pub(crate) mod departures;
pub(crate) mod discipline;
pub(crate) mod duties;
pub(crate) mod everyday;
pub(crate) mod fines;
pub(crate) mod forms;
pub(crate) mod groups;
pub mod hours;
pub(crate) mod ideas;
pub(crate) mod idle;
pub(crate) mod ladders;
pub mod leads;
pub(crate) mod leaving;
mod lengths;
pub(crate) mod media;
pub(crate) mod members;
pub(crate) mod merits;
pub(crate) mod numbers;
pub(crate) mod packets;
pub mod pages;
pub(crate) mod papers;
pub mod people;
pub(crate) mod process;
pub(crate) mod profiles;
pub(crate) mod publishing;
pub(crate) mod quorum;
pub(crate) mod recalls;
pub(crate) mod reviews;
pub(crate) mod routines;
pub(crate) mod running;
pub mod sanctions;
pub(crate) mod secrets;
pub(crate) mod selling;
pub mod shapes;
mod spoken_topics;
pub(crate) mod spreading;
pub(crate) mod stewards;
pub(crate) mod studying;
pub(crate) mod subjects;
pub mod targets;
pub(crate) mod terms;
pub(crate) mod topics;
pub(crate) mod training;
pub(crate) mod truth;
pub(crate) mod upkeep;

use model::Money;
use policy::toml::Value;

/// A list of words as policies write it.
pub(crate) fn list<T: ToString>(entries: &[T]) -> Value {
    Value::Array(entries.iter().map(|entry| Value::from(entry.to_string())).collect())
}

/// A sum as policies write it: whole yuan as a number, else a decimal.
pub(crate) fn yuan(money: Money) -> Value {
    let written = money.to_string();
    match (written.parse::<i64>(), written.parse()) {
        (Ok(whole), _) => Value::Integer(whole),
        (_, Ok(decimal)) => Value::Float(decimal),
        _ => Value::String(written),
    }
}
