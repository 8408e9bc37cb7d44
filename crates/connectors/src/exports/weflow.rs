//! WeFlow and EchoTrace JSON: one talk, with Chinese type names.

use serde::Deserialize;

use super::error::ImportError;
use super::json_rows::{Document, Loose};
use super::kinds::{self, Sort};
use super::line::Media;
use super::memotrace::shorten;
use super::sheet::{Message, Row, Sheet, What, Who};
use super::{Options, placeholder, time, xml};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Session {
    wxid: Loose,
    nickname: Loose,
    display_name: Loose,
    #[serde(rename = "type")]
    kind: Loose,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Item {
    local_id: Loose,
    create_time: Loose,
    formatted_time: Loose,
    #[serde(rename = "type")]
    kind: Loose,
    content: Loose,
    is_send: Option<Loose>,
    sender_username: Loose,
    sender_display_name: Loose,
}

/// Reads the object. `localType` is not looked at: it is known to be wrong at times.
pub(super) fn read(text: &str, options: &Options, sheet: &mut Sheet) -> Result<(), ImportError> {
    let document = Document::read(text, "messages", "weflow-json", &mut sheet.report)?;
    let session: Session = document.head("session");
    let private = session.kind.0 == "私聊"
        || (session.kind.0 != "群聊" && !session.wxid.0.ends_with("@chatroom"));
    if private && !sheet.forced() {
        return Err(ImportError::Private);
    }
    let name =
        if session.nickname.0.is_empty() { &session.display_name.0 } else { &session.nickname.0 };
    let id = if session.wxid.0.is_empty() { name } else { &session.wxid.0 };
    let group = sheet.group(if id.is_empty() { "weflow" } else { id }, name);
    let mut report = std::mem::take(&mut sheet.report);
    document.each(text, &mut report, |line, item: Item, report| {
        let at = time::unix(&item.create_time.0)
            .or_else(|| time::civil(&item.formatted_time.0, &options.zone));
        let Some(at) = at else {
            return report.skip(line, format!("时间 `{}` 读不出", shorten(&item.create_time.0)));
        };
        let what = match what(&item) {
            Ok(what) => what,
            Err(reason) => return report.skip(line, reason),
        };
        let who = match what {
            What::System(_) => Who::default(),
            _ => Who {
                id: item.sender_username.0,
                name: item.sender_display_name.0,
                ..Who::default()
            },
        };
        if item.is_send.is_some_and(|sent| sent.yes()) {
            sheet.me(group, &who.id);
        }
        // `localId` counts within one of several databases: the time makes it unique.
        let local = item.local_id.0;
        let own = if local.is_empty() { local } else { format!("{local}-{}", at.0 / 1_000) };
        sheet.push(Row { line, group, own, at, who, what });
    });
    sheet.report.append(report);
    Ok(())
}

fn what(item: &Item) -> Result<What, String> {
    let content = &item.content.0;
    let kind = &item.kind.0;
    Ok(match kinds::by_name(kind) {
        None if content.is_empty() => return Err(format!("不认识的消息类型 `{}`", shorten(kind))),
        None => {
            let unknown = || Message { text: content.clone(), ..Message::default() };
            let media = |media| Message { media: vec![media], ..Message::default() };
            What::Message(placeholder::read(content).map_or_else(unknown, media))
        }
        Some(Sort::Text | Sort::Quote) => {
            What::Message(Message { text: content.clone(), ..Message::default() })
        }
        Some(Sort::Notice) => What::Notice(content.clone()),
        Some(Sort::System) => What::System(content.clone()),
        Some(Sort::Nothing(what)) => return Err(format!("{what},没有对应的事件")),
        Some(sort @ Sort::Media(..)) => {
            What::Message(with_title(sort.media().unwrap_or_default(), content))
        }
    })
}

/// A message of media that the file's type names, with what its content adds: a placeholder's
/// or the content's title, or the facts of XML.
pub(super) fn with_title(mut media: Media, content: &str) -> Message {
    if let Some(shown) = placeholder::read(content) {
        media.set_title(shown.title.as_deref().unwrap_or(""));
        media.set_url(shown.url.as_deref().unwrap_or(""));
    } else if xml::is_xml(content) {
        media.set_title(&xml::element(content, "title").unwrap_or_default());
        media.set_url(&xml::element(content, "url").unwrap_or_default());
        media.set_hash(&xml::attribute(content, "md5").unwrap_or_default());
    } else if content.starts_with("http://") || content.starts_with("https://") {
        media.set_url(content);
    } else if matches!(media.kind, "link" | "file") {
        media.set_title(content);
    }
    Message { media: vec![media], ..Message::default() }
}
