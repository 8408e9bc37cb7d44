//! Cards: the JSON and XML in which QQ wraps shared pages, mini-programs and group notices.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::ids;
use crate::line::Media;

/// What a card is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Card {
    /// Something shared.
    Shared(Media),
    /// A group notice that an administrator posted, its title and text.
    Notice(String),
}

/// The longest notice that is written, in characters; QQ allows a tenth of it.
const NOTICE_CHARS_MAX: usize = 10_000;

/// Reads a card of JSON, which stands in a string or as it is. None where it is no JSON.
pub(crate) fn json(data: &Value) -> Option<Card> {
    let parsed;
    let card = match data {
        Value::String(text) => {
            parsed = serde_json::from_str::<Value>(text).ok()?;
            &parsed
        }
        other => other,
    };
    let app = ids::text(card.get("app"));
    // The details stand in a single object whose name differs from card to card.
    let meta = card.get("meta").and_then(Value::as_object);
    let detail = meta.and_then(|meta| meta.values().find(|value| value.is_object()));
    let field = |key: &str| ids::text(detail.and_then(|detail| detail.get(key)));
    let first = |keys: &[&str]| {
        keys.iter().map(|key| field(key)).find(|text| !text.is_empty()).unwrap_or_default()
    };
    if app == "com.tencent.mannounce" {
        let coded = ids::whole(detail.and_then(|detail| detail.get("encode"))) == Some(1);
        let read = |key: &str| if coded { decoded(&field(key)) } else { field(key) };
        let notice = joined(&[&read("title"), &read("text")], "\n");
        return Some(Card::Notice(ids::cut(&notice, NOTICE_CHARS_MAX).to_owned()));
    }
    let mut title = joined(&[&first(&["title", "name", "nickname"]), &first(&["desc"])], " ");
    if title.is_empty() {
        let prompt = ids::text(card.get("prompt"));
        title = if prompt.is_empty() { ids::text(card.get("desc")) } else { prompt };
    }
    let url = first(&["qqdocurl", "jumpUrl", "jump_url", "url", "webUrl", "pcJumpUrl"]);
    Some(Card::Shared(match &*app {
        "com.tencent.contact.lua" | "com.tencent.troopsharecard" => {
            Media::titled("other", &joined(&["名片", &title], " "))
        }
        "com.tencent.map" => Media::titled("other", &joined(&["位置", &title], " ")),
        "com.tencent.multimsg" => Media::titled("other", "聊天记录"),
        _ => Media::link(&title, &url),
    }))
}

/// Reads a card of XML by its attributes: only these tell what it shares.
pub(crate) fn xml(text: &str) -> Media {
    let attribute = |name: &str| {
        let (_, after) = text.split_once(&format!(" {name}=\""))?;
        let (value, _) = after.split_once('"')?;
        Some(unescaped(value))
    };
    if attribute("action").as_deref() == Some("viewMultiMsg") {
        return Media::titled("other", "聊天记录");
    }
    Media::link(&attribute("brief").unwrap_or_default(), &attribute("url").unwrap_or_default())
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn decoded(text: &str) -> String {
    let bytes = STANDARD.decode(text).ok();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

/// The parts that are not empty and not said already.
fn joined(parts: &[&str], between: &str) -> String {
    let mut out = String::new();
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        if out.contains(part) {
            continue;
        }
        if !out.is_empty() {
            out.push_str(between);
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cards_become_links_and_notices() {
        let mini = json!({"app": "com.tencent.miniapp_01", "prompt": "[QQ小程序]接龙",
            "meta": {"detail_1": {"title": "群接龙", "desc": "周末包车报名",
            "qqdocurl": "https://example.org/jl?id=3"}}});
        let Some(Card::Shared(media)) = json(&Value::from(mini.to_string())) else { panic!() };
        assert_eq!((media.kind, &*media.title), ("link", "群接龙 周末包车报名"));
        assert_eq!(media.url, "https://example.org/jl?id=3");

        let notice = json!({"app": "com.tencent.mannounce", "meta": {"mannounce": {
            "encode": 1, "title": STANDARD.encode("停水"), "text": STANDARD.encode("明早八点停水")}}});
        assert_eq!(json(&notice), Some(Card::Notice("停水\n明早八点停水".to_owned())));

        let bare = json!({"app": "com.example", "prompt": "[分享]"});
        let Some(Card::Shared(media)) = json(&bare) else { panic!() };
        assert_eq!((&*media.title, &*media.url), ("[分享]", ""));
        assert_eq!(json(&Value::from("{")), None);
    }

    #[test]
    fn xml_is_read_by_its_attributes() {
        let media = xml(r#"<msg brief="[分享] 团购" url="https://example.org/?a=1&amp;b=2">"#);
        assert_eq!((&*media.title, &*media.url), ("[分享] 团购", "https://example.org/?a=1&b=2"));
        assert_eq!(xml("<msg").kind, "link");
    }
}
