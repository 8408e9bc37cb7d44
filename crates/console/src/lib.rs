//! The console: pages for the people who run groups by a policy, in a browser.
//!
//! Every page is drawn on the server and works without script; scripts add keys, live news and
//! small comforts. A page is a file in [`pages`], a template of the same name in `templates/`,
//! and its words in [`words`], in Chinese and English.
//!
//! Suggested reading order: [`frame`] (what every page has), [`words`], [`show`] (how people,
//! times and cases are shown), then any file of [`pages`].

pub mod assets;
pub mod cookie;
pub mod drafts;
pub mod form;
pub mod frame;
pub mod link;
pub mod navigation;
pub mod pages;
pub mod show;
pub mod trouble;
pub mod trying;
pub mod words;

use server::endpoint::Endpoint;

/// Every page and what it loads.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = pages::endpoints();
    endpoints.push(assets::endpoint());
    endpoints.into_iter().map(|endpoint| endpoint.saying(trouble::say)).collect()
}
