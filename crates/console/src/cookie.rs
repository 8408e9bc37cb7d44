//! Cookies: the few that pages read and set.

use axum::http::{HeaderMap, HeaderValue, header};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The language of pages: `zh` or `en`.
pub const LANGUAGE: &str = "qungui_language";
/// Light, dark, or as the machine is: `light`, `dark`, `auto`.
pub const THEME: &str = "qungui_theme";
/// What the next page says once.
pub const FLASH: &str = "qungui_flash";

/// How long a choice is kept, in seconds: a year.
pub const YEAR: u32 = 31_536_000;
/// The longest value that is read, in bytes.
const VALUE_BYTES: usize = 2_048;

/// A cookie's value.
#[must_use]
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|one| one.split_once('='));
    let (_, value) = pairs.find(|(known, _)| known.trim() == name)?;
    let value = value.trim();
    (value.len() <= VALUE_BYTES)
        .then(|| percent_decode_str(value).decode_utf8().ok().map(String::from))
        .flatten()
}

/// What sets one, for so many seconds; 0: it goes. Scripts never read them.
#[must_use]
pub fn set(name: &str, value: &str, seconds: u32, secure: bool) -> HeaderValue {
    let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_read() {
        let words = "已同意;a=b, “c”\r\n";
        let line = set(FLASH, words, 60, true);
        let pair = line.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("x=1; {pair}").parse().unwrap());
        assert_eq!(read(&headers, FLASH).as_deref(), Some(words));
        assert_eq!(read(&headers, "y"), None);
    }
}
