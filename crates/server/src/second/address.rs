//! The address of a second reader, as it may be written.

use std::net::IpAddr;

use ureq::http::Uri;

/// Where to send requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The whole address.
    pub url: String,
    /// Its host, as it is shown: the rest of an address may hold what is secret.
    pub host: String,
}

/// What every such service answers at.
const PATH: &str = "/chat/completions";

/// Reads an address: the whole one, or what stands before `/chat/completions`.
///
/// # Errors
/// Says what is wrong with it.
pub fn parse(written: &str) -> Result<Address, String> {
    let incomplete = || "应为完整的网址,如 https://例子.cn/v1".to_owned();
    let uri: Uri = written.trim().parse().map_err(|_| incomplete())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(incomplete());
    };
    if authority.as_str().contains('@') {
        return Err("网址里不要写用户名和密码;密钥另外写".to_owned());
    }
    match scheme {
        "https" => {}
        "http" if is_near(authority.host()) => {}
        "http" => return Err("http:// 只能用于本机和内网的地址,请改用 https://".to_owned()),
        _ => return Err("网址应以 https:// 开头".to_owned()),
    }
    let path = uri.path().trim_end_matches('/');
    let path = path.strip_suffix(PATH).unwrap_or(path);
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let url = format!("{scheme}://{authority}{path}{PATH}{query}");
    Ok(Address { url, host: authority.to_string() })
}

/// Whether what is sent there stays on this machine or in the house.
fn is_near(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => {
            !bare.contains('.')
                || [".local", ".lan", ".internal"].iter().any(|end| bare.ends_with(end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_they_are_written() {
        for (written, url, host) in [
            ("https://a.example/v1", "https://a.example/v1/chat/completions", "a.example"),
            ("https://a.example/v1/", "https://a.example/v1/chat/completions", "a.example"),
            ("https://a.example", "https://a.example/chat/completions", "a.example"),
            (
                "https://a.example/x/chat/completions?v=2",
                "https://a.example/x/chat/completions?v=2",
                "a.example",
            ),
            (
                "http://localhost:11434/v1",
                "http://localhost:11434/v1/chat/completions",
                "localhost:11434",
            ),
            ("http://192.168.1.9:80", "http://192.168.1.9:80/chat/completions", "192.168.1.9:80"),
            ("http://[::1]/v1", "http://[::1]/v1/chat/completions", "[::1]"),
        ] {
            let address = parse(written).unwrap();
            assert_eq!((address.url.as_str(), address.host.as_str()), (url, host), "{written}");
        }
    }

    #[test]
    fn addresses_that_are_refused() {
        for (written, why) in [
            ("a.example/v1", "完整的网址"),
            ("ftp://a.example", "https://"),
            ("http://a.example/v1", "内网"),
            ("http://8.8.8.8/v1", "内网"),
            ("https://me:secret@a.example/v1", "密码"),
            ("不是网址 呀", "完整的网址"),
        ] {
            let error = parse(written).unwrap_err();
            assert!(error.contains(why), "{written}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
