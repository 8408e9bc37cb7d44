//! What stands around every page, signing in, and what is said when something goes wrong.

use policy::texts::Text;

pub const TEXTS: &[Text] = &[
    ("product", "群规", "Qungui"),
    ("product.line", "按单位自己的制度管群", "Groups run by your own written policy"),
    ("frame.skip", "跳到正文", "Skip to content"),
    ("frame.navigation", "主要页面", "Main pages"),
    ("frame.more", "更多", "More"),
    ("frame.waiting", "{count} 件待办", "{count} waiting"),
    ("frame.sign-out", "退出登录", "Sign out"),
    ("frame.language", "English", "中文"),
    ("frame.theme.auto", "跟随系统", "System"),
    ("frame.theme.light", "浅色", "Light"),
    ("frame.theme.dark", "深色", "Dark"),
    ("frame.theme", "界面颜色", "Appearance"),
    ("place.overview", "总览", "Overview"),
    ("place.queue", "待办", "Queue"),
    ("place.groups", "群", "Groups"),
    ("login.title", "登录", "Sign in"),
    ("login.name", "用户名", "User name"),
    ("login.password", "密码", "Password"),
    ("login.code", "动态验证码", "One-time code"),
    (
        "login.code.help",
        "没有开启两步验证的,不用填。",
        "Leave empty unless you use two-step sign-in.",
    ),
    ("login.submit", "登录", "Sign in"),
    ("login.missing", "请填写用户名和密码。", "Please fill in your user name and password."),
    ("login.forgotten", "忘了密码,请联系系统管理员。", "Forgot it? Ask your system administrator."),
    ("login.with", "用“{name}”登录", "Sign in with {name}"),
    ("login.or", "或者用本系统的密码", "or with a password of this system"),
    ("login.out", "已退出登录。", "You have signed out."),
    (
        "trouble.no-right",
        "可以回到首页,或请负责用户管理的人给您开通。",
        "Go back, or ask whoever manages users to give you access.",
    ),
    (
        "trouble.not-found",
        "它可能已经移走,或者地址写错了。",
        "It may have moved, or the address may be wrong.",
    ),
    ("trouble.other-site", "请在本页重新操作一次。", "Please do it again from this page."),
    ("trouble.other", "请返回上一页再试。", "Please go back and try again."),
    ("trouble.home", "回到首页", "Back to the first page"),
];
