//! How pages look to whoever looks: the language, light or dark.

use axum::http::{Method, header};
use axum::response::Response;
use axum::routing::post;
use server::endpoint::{Endpoint, Needs, page};

use crate::cookie;
use crate::form::Fields;
use crate::frame::Frame;
use crate::link;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![page(Needs::Nothing, Method::POST, "/display", post(choose))]
}

async fn choose(frame: Frame, fields: Fields) -> Response {
    let mut response = frame.go(link::back(fields.text("back")), None);
    let choices = [
        (cookie::LANGUAGE, fields.text("language"), &["zh", "en"][..]),
        (cookie::THEME, fields.text("theme"), &["auto", "light", "dark"][..]),
    ];
    for (name, wanted, known) in choices {
        if known.contains(&wanted) {
            let line = cookie::set(name, wanted, cookie::YEAR, frame.secure);
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
    response
}
