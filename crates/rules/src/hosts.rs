//! Whose pages the links of a message lead to.
//!
//! Careful in one direction: where a link's host cannot be made out for certain, the link
//! counts as foreign. `https://ours.example@other.example` leads to the latter.

use model::event::{Media, MediaKind};

/// Whether a message has no link but to these domains or what lies under them. `links`: how
/// many links the reading found in text and media.
#[must_use]
pub fn all_within(text: &str, media: &[Media<'_>], links: u32, domains: &[String]) -> bool {
    if domains.is_empty() {
        return false;
    }
    let within = |host: &str| domains.iter().any(|domain| lies_within(host, domain));
    let mut found: u32 = 0;
    let mut foreign = false;
    let mut look = |host: &str| {
        found = found.saturating_add(1);
        foreign |= !within(host);
    };
    for one in media.iter().filter(|one| one.kind == MediaKind::Link) {
        look(one.url.as_deref().and_then(host_of_url).unwrap_or(""));
    }
    for run in text.split(|c: char| !c.is_ascii_graphic()).filter(|run| !run.is_empty()) {
        hosts_of_run(run, &mut look);
    }
    // A link that is only seen after unfolding odd letters is nobody's known page.
    !foreign && found >= links
}

fn lies_within(host: &str, domain: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let domain = domain.trim().trim_start_matches("*.").trim_matches('.').to_ascii_lowercase();
    !domain.is_empty()
        && (host == domain
            || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.')))
}

/// Every host of a run of ASCII: behind each `://`, or at its head where there is none.
fn hosts_of_run(run: &str, look: &mut impl FnMut(&str)) {
    if run.contains("://") {
        run.split("://").skip(1).for_each(|rest| look(authority(rest)));
        return;
    }
    let bare = run.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let host = authority(bare);
    if host.contains('.') {
        look(host);
    }
}

fn host_of_url(url: &str) -> Option<&str> {
    match url.split_once("://") {
        Some((_, rest)) => Some(authority(rest)),
        None => Some(authority(url)),
    }
}

/// The host at the head of what follows a scheme: without user, port, path.
fn authority(rest: &str) -> &str {
    let end = rest.find(['/', '?', '#', '\\', ',', ';', '"', '\'', '<', '>', ')', '(']);
    let head = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
    let host = head.rsplit_once('@').map_or(head, |(_, host)| host);
    host.split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_ours() {
        let ours = ["example.cn".to_owned(), "*.school.example".to_owned()];
        for (text, links, within) in [
            ("请看 https://www.example.cn/a?x=1 谢谢", 1, true),
            ("请看www.EXAMPLE.cn,收到回复", 1, true),
            ("example.cn:8080/a", 1, true),
            ("https://oa.school.example/login", 1, true),
            ("https://notexample.cn/", 1, false),
            ("https://example.cn.evil.example/", 1, false),
            ("https://example.cn@evil.example/", 1, false),
            ("https://evil.example\\@example.cn/", 1, false),
            ("https://evil.example/?to=https://example.cn", 1, false),
            ("https://example.cn/?to=https://evil.example", 1, false),
            ("example.cn,evil.com", 2, false),
            ("ｅｖｉｌ．ｃｏｍ 和 example.cn", 2, false),
            ("#小程序://商店/AbC", 1, false),
        ] {
            assert_eq!(all_within(text, &[], links, &ours), within, "{text}");
        }
        assert!(!all_within("https://example.cn", &[], 1, &[]));
    }
}
