//! Placeholders that exports write for what is not text: `[图片]`, `![图片](地址)`,
//! `[链接|标题](地址)`, `[文件] 名称`.

use super::kinds;
use super::line::Media;

/// The longest label, in characters.
const LABEL_CHARS_MAX: usize = 12;

/// The media that a whole text stands for; none where it is text.
pub(super) fn read(text: &str) -> Option<Media> {
    let text = text.trim();
    let inside = text.strip_prefix('!').unwrap_or(text).strip_prefix('[')?;
    let (inside, rest) = inside.split_once(']')?;
    let (label, title) =
        inside.split_once('|').or_else(|| inside.split_once([':', ':'])).unwrap_or((inside, ""));
    if label.chars().count() > LABEL_CHARS_MAX {
        return None;
    }
    let mut media = kinds::by_name(label)?.media()?;
    let rest = rest.trim();
    let url = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    if let Some(url) = url {
        media.set_url(url);
    }
    let title = title.trim();
    if !title.is_empty() {
        media.set_title(title);
    } else if url.is_none() {
        media.set_title(rest);
    }
    Some(media)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_media() {
        for (text, kind, title, url) in [
            ("[图片]", "image", "", ""),
            ("![图片](http://127.0.0.1:5030/image/9f0c)", "image", "", ""),
            ("[链接|春游报名](https://example.org/a)", "link", "春游报名", "https://example.org/a"),
            ("[文件] 排班.xlsx", "file", "排班.xlsx", ""),
            ("[图片: 合影.png]", "image", "合影.png", ""),
            ("[转账]", "other", "转账", ""),
            ("[红包]", "red-packet", "", ""),
        ] {
            let media = read(text).unwrap();
            assert_eq!(media.kind, kind, "{text}");
            assert_eq!(media.title.as_deref().unwrap_or(""), title, "{text}");
            assert_eq!(media.url.as_deref().unwrap_or(""), url, "{text}");
        }
        for text in ["[紧急] 三点开会", "图片发了", "[微笑]", "[", "[]", "![x](y)", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
