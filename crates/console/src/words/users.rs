//! Users: who they are, what they were given.

use policy::texts::Text;

pub const TEXTS: &[Text] = &[
    ("users.search", "按姓名、登录名或平台号码找", "By name, sign-in name or platform number"),
    ("users.find", "查找", "Find"),
    ("users.none", "没有找到用户", "No users found"),
    (
        "users.none.help",
        "换一个字试试,或者把查找的字去掉看全部。",
        "Try other words, or clear the search to see everybody.",
    ),
    ("users.user", "用户", "User"),
    ("users.member", "平台号码", "Platform number"),
    ("users.may", "职务和权限", "Offices and rights"),
    ("users.standing", "状态", "State"),
    ("users.nothing-given", "还没有给", "none yet"),
    ("users.everywhere", "全部群", "all groups"),
    ("users.given", "{what}({where})", "{what} ({where})"),
    ("users.second-factor", "两步验证", "two-step"),
    ("users.more", "后面的", "More"),
    ("users.active", "在用", "active"),
    ("users.invited", "已邀请,还没有登录过", "invited, not signed in yet"),
    ("users.program", "程序", "program"),
    ("users.disabled", "已停用", "disabled"),
];
