//! The few facts that are taken from the XML of WeChat messages, by a search that never fails:
//! the XML is often cut, escaped twice or not well-formed.

use std::borrow::Cow;

/// How far into a message facts are looked for, in bytes.
const LOOK_BYTES_MAX: usize = 64 << 10;

/// Whether a text is XML rather than something that a person wrote.
pub(super) fn is_xml(text: &str) -> bool {
    let start = text.trim_start();
    // Group messages may carry the sender's id on a line of its own before the XML.
    let start = start.split_once(":\n").map_or(start, |(_, rest)| rest.trim_start());
    ["<?xml", "<msg", "<sysmsg", "<appmsg"].iter().any(|mark| start.starts_with(mark))
}

/// The text of the first element of that name that has any.
pub(super) fn element(xml: &str, name: &str) -> Option<String> {
    let xml = look(xml);
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut rest = xml;
    while let Some((_, after)) = rest.split_once(&open) {
        let (inside, next) = after.split_once(&close)?;
        let text = unescape(cdata(inside.trim()));
        if !text.trim().is_empty() {
            return Some(text.trim().to_owned());
        }
        rest = next;
    }
    None
}

/// The inside of the first element of that name, as it stands.
pub(super) fn inside<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = look(xml).split_once(&format!("<{name}>"))?;
    after.split_once(&format!("</{name}>")).map(|(inside, _)| inside)
}

/// The XML without the first element of that name.
pub(super) fn without<'a>(xml: &'a str, name: &str) -> Cow<'a, str> {
    let xml = look(xml);
    let close = format!("</{name}>");
    match xml.split_once(&format!("<{name}>")) {
        Some((before, rest)) => {
            let after = rest.split_once(&close).map_or("", |(_, after)| after);
            Cow::Owned(format!("{before}{after}"))
        }
        None => Cow::Borrowed(xml),
    }
}

/// The value of the first attribute of that name.
pub(super) fn attribute(xml: &str, name: &str) -> Option<String> {
    let (_, after) = look(xml).split_once(&format!(" {name}=\""))?;
    let (value, _) = after.split_once('"')?;
    let value = unescape(value);
    (!value.is_empty()).then_some(value)
}

fn look(xml: &str) -> &str {
    xml.get(..xml.floor_char_boundary(LOOK_BYTES_MAX)).unwrap_or(xml)
}

fn cdata(text: &str) -> &str {
    text.strip_prefix("<![CDATA[").and_then(|text| text.strip_suffix("]]>")).unwrap_or(text)
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // The longest entity is `&#x10ffff;`.
        let near = after.get(..after.floor_char_boundary(9)).unwrap_or(after);
        let known = near.split_once(';').and_then(|(entity, _)| {
            let next = after.strip_prefix(entity)?.strip_prefix(';')?;
            Some((entity_char(entity)?, next))
        });
        match known {
            Some((c, next)) => {
                out.push(c);
                rest = next;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity_char(entity: &str) -> Option<char> {
    Some(match entity {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let code = entity.strip_prefix('#')?;
            let number = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(number)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_a_shared_page() {
        let xml = "<msg><appmsg><title></title><title><![CDATA[周末 & 爬山]]></title>\
                   <url>https://example.org/?a=1&amp;b=2</url></appmsg><img md5=\"ab\"/></msg>";
        assert!(is_xml(xml) && is_xml("wxid_a:\n<msg>") && !is_xml("<3 大家"));
        assert_eq!(element(xml, "title").as_deref(), Some("周末 & 爬山"));
        assert_eq!(element(xml, "url").as_deref(), Some("https://example.org/?a=1&b=2"));
        assert_eq!(attribute(xml, "md5").as_deref(), Some("ab"));
        assert_eq!(element("<title>断在", "title"), None);
        assert_eq!(unescape("&#x4f60;&#22909;&nope;&"), "你好&nope;&");
    }
}
