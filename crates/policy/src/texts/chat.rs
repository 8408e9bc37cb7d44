//! What people read who ask the account something, in the group or alone, and who run the group
//! from there.

use super::Text;

/// Every text of the chat.
pub(super) const CHAT: &[Text] = &[
    // What a message begins with that is meant for the account.
    ("chat-keyword", "@群规", "@rules"),
    (
        "private-help",
        "您好,这是自动管理群的账号。您可以发:{list}",
        "Hello. This account runs the group by its policy. You can send:{list}",
    ),
    (
        "chat-help",
        "您好,请在“{keyword}”后面写:{list}",
        "Hello. Please write after “{keyword}”:{list}",
    ),
    ("help-question", "一句话,如“能发链接吗”:看是哪一条", "a question: which article says so"),
    ("help-article", "“第六条”:看这一条的原文", "“article 6”: what it says"),
    ("help-rules", "“群规”:有哪些规定", "“rules”: which articles there are"),
    ("help-record", "“我的记录”:与您有关的处理,私信告诉您", "“my record”, told to you alone"),
    (
        "help-page",
        "“链接”:您自己的页面,可以签到、请假、报名、申诉",
        "“link”: your own page, to sign in, ask for leave, sign up, appeal",
    ),
    ("help-appeal", "“申诉 编号 理由”:对处理有异议", "“appeal”, the case and your reason"),
    ("help-help", "“帮助”:再看一遍", "“help”: this list"),
    ("help-pending", "“待办”:等人处理的事", "“pending”: what waits"),
    (
        "help-approve",
        "“同意 编号 理由”“不同意 编号 理由”:表态",
        "“approve” or “reject”, the case and your reason",
    ),
    (
        "help-claim",
        "“认领 编号”“放回 编号”“办结 编号 说明”",
        "“claim”, “release” or “done”, and the case",
    ),
    (
        "help-propose",
        "“处理 @某人 第几条 事由”:提请另一名管理员判断",
        "“propose @somebody article 6 why”: another administrator judges",
    ),
    ("help-pause", "“暂停 第几条”:谁能停用一条规定", "“pause article 6”: who may do that"),
    ("help-status", "“状态”:制度和待办的概况", "“status”: policies and what waits"),
    ("private-record", "您好,与您有关的处理:{list}", "Hello. These decisions concern you:{list}"),
    (
        "private-no-record",
        "您好,目前没有与您有关的处理。",
        "Hello. There are no decisions that concern you.",
    ),
    (
        "private-line",
        "{case}:{action}(《{title}》{cite}){state}",
        "{case}: {action} ({title}, {cite}){state}",
    ),
    ("private-appealed", ",已申诉", ", appealed"),
    ("private-undone", ",已撤销", ", undone"),
    ("private-rules", "您好,您所在的群适用:{list}", "Hello. Your groups are run by:{list}"),
    ("private-rules-line", "《{title}》:{cite}", "{title}: {cite}"),
    (
        "private-no-rules",
        "您好,您所在的群还没有启用制度。",
        "Hello. No policy is in use in your groups yet.",
    ),
    (
        "private-which",
        "您好,请写明要对哪一件申诉,例如“申诉 {case} 理由”:{list}",
        "Hello. Please say which decision you appeal against, such as “appeal {case}” and your reason:{list}",
    ),
    (
        "private-no-case",
        "您好,没有找到您可以申诉的处理。发“我的记录”可以看到编号。",
        "Hello. No decision was found that you could appeal against. Send “my record” to see the cases.",
    ),
    // The page of whoever asks, for them alone.
    (
        "page-link",
        "您在“{group}”的页面,七天内有效,请不要转给别人:{link}",
        "Your page in “{group}”, good for seven days; please pass it on to nobody: {link}",
    ),
    (
        "page-none",
        "您好,这里还不能打开您的页面,请联系群管理员。",
        "Hello. Your page can't be opened from here yet; please ask an administrator.",
    ),
    (
        "page-after-act",
        "这次处理的理由、期限和申诉:{link}",
        "The reasons, how long it lasts, and how to appeal: {link}",
    ),
    (
        "told-alone-failed",
        "您好,没能私信您。请加这个账号为好友,再把刚才的话私信发一次。",
        "Hello. I could not write to you alone. Please add this account as a friend and send it there.",
    ),
    // Which article says so.
    ("question-answer", "您好,请看:{list}", "Hello. Please see:{list}"),
    ("article-line", "《{title}》{cite}:{text}", "{title}, {cite}: {text}"),
    (
        "question-none",
        "您好,没有找到写明这件事的条文。拿不准的,请先问管理员。",
        "Hello. No article was found that says so. If in doubt please ask an administrator first.",
    ),
    (
        "article-none",
        "您好,没有找到这一条。发“群规”可以看有哪些规定。",
        "Hello. There is no such article. Send “rules” to see which there are.",
    ),
    // Whoever runs the group.
    ("pending-list", "您好,等人处理的有 {count} 件:{list}", "Hello. {count} wait:{list}"),
    ("pending-none", "您好,现在没有等人处理的事。", "Hello. Nothing waits for anybody."),
    (
        "pending-line",
        "{case}:{what}{who}(《{title}》{cite})",
        "{case}: {what}{who} ({title}, {cite})",
    ),
    ("pending-about", ",涉及 {name}", ", about {name}"),
    ("staff-only", "您好,这要由群的管理人员来办。", "Hello. This is for those who run the group."),
    (
        "case-unknown",
        "您好,没有找到这个编号。发“待办”可以看有哪些。",
        "Hello. There is no such case. Send “pending” to see which wait.",
    ),
    (
        "case-elsewhere",
        "您好,这件事是别的群的,请到那个群里或私信办理。",
        "Hello. This is a case of another group; please do it there or alone.",
    ),
    (
        "reason-needed",
        "您好,请写上理由,例如“{command} {case} 理由”。",
        "Hello. Please give a reason, such as “{command} {case}” and why.",
    ),
    (
        "asked-to-look",
        "您好,{who} 请您看一下 {case}。发“待办”可以看到等人处理的事。",
        "Hello. {who} asks you to look at {case}. Send “pending” to see what waits.",
    ),
    ("said-noted", "您好,{case} 已记下。", "Hello. {case}: noted."),
    (
        "proposed",
        "您好,已记为 {case},等另一名管理员判断。同意以后怎样处理,由条文决定。",
        "Hello. This is case {case}; another administrator judges. What follows is what the article says.",
    ),
    (
        "propose-how",
        "您好,请这样写:“处理 @某人 第几条 事由”,人要用 @ 点出来。",
        "Hello. Please write “propose”, then @ whom, the article and why.",
    ),
    (
        "propose-no-rule",
        "您好,这一条没有可以执行的规则,不能据此处理。",
        "Hello. That article has no rule that could be carried out.",
    ),
    (
        "pause-who",
        "您好,停用一条规定或改成只观察,要改制度,请有这个权限的人在控制台的“制度”里办:{who}。",
        "Hello. To pause a rule or only watch by it the policy is changed, in the console by: {who}.",
    ),
    (
        "status-answer",
        "您好,{policies}。等人处理 {count} 件,要人动手办的 {tasks} 件。",
        "Hello. {policies}. {count} wait for somebody, {tasks} have to be done by hand.",
    ),
    ("status-policy", "《{title}》第 {version} 版,{mode}", "{title}, version {version}, {mode}"),
    ("status-enforced", "正在执行", "in force"),
    ("status-observed", "只作观察", "only watched"),
];
