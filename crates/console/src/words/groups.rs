//! Groups, one group, and a person.

use policy::texts::Text;

pub const TEXTS: &[Text] = &[
    ("groups.title", "群", "Groups"),
    ("groups.lead", "共 {count} 个群。", "{count} groups."),
    ("groups.group", "群", "Group"),
    ("groups.people", "人数", "People"),
    ("groups.waiting", "待办", "Waiting"),
    ("groups.owner", "群主", "Owner"),
    ("groups.purpose", "用途", "Purpose"),
    ("groups.began", "开始记录", "Since"),
    ("groups.empty", "还没有群", "No groups yet"),
    (
        "groups.empty.help",
        "连接群聊平台,或导入聊天记录以后,群会出现在这里。",
        "Connect a chat platform or import a chat history, and groups will appear here.",
    ),
];
