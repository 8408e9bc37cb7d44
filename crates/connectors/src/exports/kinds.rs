//! What sort of thing a message is: by WeChat's type numbers, and by the Chinese names that
//! exports give them.

use super::line::Media;

/// What sort of thing a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    /// A media kind as events name it, and a title for kinds that events do not tell apart.
    Media(&'static str, &'static str),
    /// Text that answers another message.
    Quote,
    Notice,
    System,
    /// Nothing that concerns a policy, with what it is.
    Nothing(&'static str),
}

impl Sort {
    /// Empty media of this sort; none where it is not media.
    pub fn media(self) -> Option<Media> {
        match self {
            Sort::Media(kind, title) => Some(Media::titled(kind, title)),
            _ => None,
        }
    }
}

/// The sort of a WeChat message by its type and subtype. Version 4 packs the subtype into the
/// upper half of the type. None for a number that is not known.
pub(super) fn by_code(code: i64, subtype: i64) -> Option<Sort> {
    let (code, subtype) =
        if code > 0xffff_ffff { (code & 0xffff_ffff, code >> 32) } else { (code, subtype) };
    Some(match code {
        1 => Sort::Text,
        3 => Sort::Media("image", ""),
        34 => Sort::Media("voice", ""),
        37 | 40 => Sort::Nothing("加好友的提示"),
        42 | 66 => Sort::Media("other", "名片"),
        43 | 62 => Sort::Media("video", ""),
        47 => Sort::Media("emoji", ""),
        48 => Sort::Media("other", "位置"),
        49 => by_subtype(subtype),
        50 => Sort::Media("other", "通话"),
        10_000 | 10_002 => Sort::System,
        _ => return None,
    })
}

/// The sort of a WeChat type-49 message, "app".
fn by_subtype(subtype: i64) -> Sort {
    match subtype {
        6 | 74 => Sort::Media("file", ""),
        8 => Sort::Media("emoji", ""),
        17 => Sort::Media("other", "位置共享"),
        19 => Sort::Media("other", "聊天记录"),
        24 => Sort::Media("other", "笔记"),
        53 | 57 => Sort::Quote,
        62 => Sort::Nothing("拍一拍"),
        87 => Sort::Notice,
        2000 => Sort::Media("other", "转账"),
        2001 => Sort::Media("red-packet", ""),
        2003 => Sort::Media("other", "红包封面"),
        _ => Sort::Media("link", ""),
    }
}

/// Words in the names that exports give, the more particular before the more general.
const WORDS: &[(&str, Sort)] = &[
    ("引用", Sort::Quote),
    ("撤回", Sort::System),
    ("系统", Sort::System),
    ("邀请加群", Sort::System),
    ("拍一拍", Sort::Nothing("拍一拍")),
    ("好友", Sort::Nothing("加好友的提示")),
    ("公告", Sort::Notice),
    ("接龙", Sort::Text),
    ("聊天记录", Sort::Media("other", "聊天记录")),
    ("合并转发", Sort::Media("other", "聊天记录")),
    ("文本", Sort::Text),
    ("文字", Sort::Text),
    ("位置", Sort::Media("other", "位置")),
    ("名片", Sort::Media("other", "名片")),
    ("通话", Sort::Media("other", "通话")),
    ("语音", Sort::Media("voice", "")),
    ("视频号", Sort::Media("link", "")),
    ("视频", Sort::Media("video", "")),
    ("表情", Sort::Media("emoji", "")),
    ("图片", Sort::Media("image", "")),
    ("红包封面", Sort::Media("other", "红包封面")),
    ("红包", Sort::Media("red-packet", "")),
    ("转账", Sort::Media("other", "转账")),
    ("图文", Sort::Media("link", "")),
    ("链接", Sort::Media("link", "")),
    ("小程序", Sort::Media("link", "")),
    ("音乐", Sort::Media("link", "")),
    ("笔记", Sort::Media("other", "笔记")),
    ("文件", Sort::Media("file", "")),
    ("分享", Sort::Media("link", "")),
];

/// The sort that a Chinese type name or a placeholder's label means.
pub(super) fn by_name(name: &str) -> Option<Sort> {
    WORDS.iter().find(|(word, _)| name.contains(word)).map(|&(_, sort)| sort)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_agree() {
        for (name, code, subtype) in [
            ("文本", 1, 0),
            ("图片消息", 3, 0),
            ("语音", 34, 0),
            ("动画表情", 47, 0),
            ("(分享)卡片式链接", 49, 5),
            ("引用回复", 49, 57),
            ("视频号直播卡片", 49, 63),
            ("红包卡片", 49, 2001),
            ("聊天记录合并转发", 49, 19),
            ("系统通知", 10_000, 0),
            ("引用消息", 49 | (57 << 32), 0),
        ] {
            let sort = by_name(name);
            assert!(sort.is_some(), "{name}");
            assert_eq!(sort, by_code(code, subtype), "{name}");
        }
        assert_eq!(by_name("未知类型(99)"), None);
        assert_eq!(by_code(-1, i64::MAX), None);
    }
}
