//! XML as opening and closing tags and text, by local names: producers differ in prefixes.

use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// One thing that an XML text has.
pub(super) enum Node<'a> {
    /// A tag opens.
    Open(Tag<'a>),
    /// A tag closes, with its local name.
    Close(&'a str),
    /// Text between tags.
    Text(&'a str),
}

/// An opening tag.
pub(super) struct Tag<'a>(&'a BytesStart<'a>);

impl Tag<'_> {
    /// Its local name.
    pub fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// The value of an attribute, by its local name.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|one| local(one.key.into_inner()) == name)?;
        let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        value.ok().map(std::borrow::Cow::into_owned)
    }

    /// `w:val`.
    pub fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// `w:val` as a number.
    pub fn number(&self) -> Option<u32> {
        self.value()?.parse().ok()
    }

    /// Whether a property that needs no value holds.
    pub fn on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Goes through an XML text until it ends, breaks off or the visitor has enough; whether it was
/// whole. Documents of their own entities are not followed.
pub(super) fn walk(xml: &str, mut visit: impl FnMut(Node<'_>) -> ControlFlow<()>) -> bool {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.allow_dangling_amp = true;
    loop {
        let flow = match reader.read_event() {
            Err(_) => return false,
            Ok(Event::Eof) => return true,
            Ok(Event::Start(tag)) => visit(Node::Open(Tag(&tag))),
            Ok(Event::End(tag)) => visit(Node::Close(local(tag.name().into_inner()))),
            Ok(Event::Text(text)) => visit(Node::Text(&text.xml10_content())),
            Ok(Event::CData(text)) => visit(Node::Text(&text.xml10_content())),
            Ok(Event::GeneralRef(entity)) => {
                let name = entity.xml10_content();
                let c = match &*name {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => entity.resolve_char_ref().ok().flatten(),
                };
                let mut buffer = [0; 4];
                c.map_or(ControlFlow::Continue(()), |c| {
                    visit(Node::Text(c.encode_utf8(&mut buffer)))
                })
            }
            Ok(_) => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return true;
        }
    }
}
