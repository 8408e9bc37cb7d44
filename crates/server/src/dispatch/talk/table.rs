//! What can be said to the account, in one table: by which words, who may, what it is, and what
//! the help says of it. In the group and alone the same. Pure.

use super::reading::{Plain, is_article, is_question};

/// The longest message that is read, in characters.
pub const READ_CHARS_MAX: usize = 1_000;

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To know what can be asked.
    Help,
    /// To know the rules.
    Rules,
    /// To know what was decided about them.
    Record,
    /// Their own page.
    Page,
    /// To appeal: against the case that is named, for a reason.
    Appeal {
        /// As it was written: `20001-3`, or the number alone.
        case: Option<String>,
        /// Why.
        reason: String,
    },
    /// The text of an article, as it was written.
    Article(String),
    /// Which article says something about this.
    Question(String),
    /// What waits.
    Pending,
    /// A word about a case.
    Say {
        /// The event's kind.
        kind: &'static str,
        /// The word that was used.
        word: &'static str,
        /// As it was written.
        case: String,
        /// Why.
        reason: String,
    },
    /// That somebody is held to have broken an article: all behind the word.
    Propose(String),
    /// That a rule rests for a while.
    Pause,
    /// How things stand.
    Status,
    /// Anything else.
    Other,
}

/// Who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Anyone,
    /// Whoever helps to run the group. Who decides a case the engine knows.
    Runs,
}

/// A row of the table.
pub struct Command {
    /// Its words, the longer ones first.
    pub words: &'static [&'static str],
    /// Who is told of it.
    pub who: Who,
    /// The text of the help.
    pub help: &'static str,
    /// The wish, where the message is one.
    pub read: fn(&Command, &Plain) -> Option<Wish>,
}

/// The table; what comes first is tried first.
pub const COMMANDS: &[Command] = &[
    Command {
        words: &[
            "我要申诉",
            "我想申诉",
            "我申诉",
            "申请申诉",
            "申诉",
            "申訴",
            "我要投诉处理",
            "i want to appeal",
            "i appeal",
            "appealing",
            "appeal",
        ],
        who: Who::Anyone,
        help: "help-appeal",
        read: |command, text| text.after(command.words).map(|(_, rest)| text.appeal(rest)),
    },
    Command {
        words: &["不同意", "不批准", "不通过", "驳回", "拒绝", "reject", "refuse"],
        who: Who::Runs,
        help: "help-approve",
        read: |command, text| text.word("reject", command.words),
    },
    Command {
        words: &["同意", "批准", "通过", "approve"],
        who: Who::Runs,
        help: "",
        read: |command, text| text.word("approve", command.words),
    },
    Command {
        words: &["我来处理", "认领", "claim"],
        who: Who::Runs,
        help: "help-claim",
        read: |command, text| text.word("claim", command.words),
    },
    Command {
        words: &["放回", "release"],
        who: Who::Runs,
        help: "",
        read: |command, text| text.word("release", command.words),
    },
    Command {
        words: &["已办结", "办结", "已办好", "done"],
        who: Who::Runs,
        help: "",
        read: |command, text| text.word("done", command.words),
    },
    Command {
        words: &[
            "处理", "处分", "警告", "禁言", "移出", "踢出", "提请", "propose", "warn", "mute",
            "remove",
        ],
        who: Who::Runs,
        help: "help-propose",
        read: |command, text| {
            let (_, rest) = text.after(command.words)?;
            // A question about such measures names neither a person nor an article.
            let names = rest.starts_with('@') || is_article(rest).is_some();
            (names && !is_question(rest)).then(|| Wish::Propose(rest.to_owned()))
        },
    },
    Command {
        words: &["暂停", "停用", "只观察", "观察", "pause", "observe"],
        who: Who::Runs,
        help: "help-pause",
        read: |command, text| {
            let (_, rest) = text.after(command.words)?;
            (rest.is_empty() || is_article(rest).is_some()).then_some(Wish::Pause)
        },
    },
    Command {
        words: &["待办", "待处理", "有什么要办", "pending", "queue"],
        who: Who::Runs,
        help: "help-pending",
        read: |command, text| text.is_all(command.words).then_some(Wish::Pending),
    },
    Command {
        words: &["群状态", "系统状态", "状态", "status"],
        who: Who::Runs,
        help: "help-status",
        read: |command, text| text.is_all(command.words).then_some(Wish::Status),
    },
    Command {
        words: &[
            "我的情况",
            "我的状态",
            "我的记录",
            "我的处理",
            "我的违规",
            "我的案",
            "我的處理",
            "我被处理",
            "my record",
            "my status",
            "my standing",
            "my cases",
        ],
        who: Who::Anyone,
        help: "help-record",
        read: |command, text| text.is_short_with(command.words).then_some(Wish::Record),
    },
    Command {
        words: &[
            "我的链接",
            "我的页面",
            "链接",
            "页面",
            "签到",
            "打卡",
            "请假",
            "报名",
            "link",
            "my page",
            "sign in",
        ],
        who: Who::Anyone,
        help: "help-page",
        read: |command, text| text.is_all(command.words).then_some(Wish::Page),
    },
    Command {
        words: &["使用说明", "帮助", "怎么用", "菜单", "幫助", "help", "menu"],
        who: Who::Anyone,
        help: "help-help",
        read: |command, text| text.is_all(command.words).then_some(Wish::Help),
    },
    Command {
        words: &[],
        who: Who::Anyone,
        help: "help-article",
        read: |_, text| text.article().map(Wish::Article),
    },
    Command {
        words: &["群规", "群規", "规则", "规定", "制度", "守则", "公约", "rules", "policy"],
        who: Who::Anyone,
        help: "help-rules",
        read: |command, text| text.is_about_only(command.words).then_some(Wish::Rules),
    },
    Command {
        words: &[],
        who: Who::Anyone,
        help: "help-question",
        read: |_, text| text.question().map(Wish::Question),
    },
];

/// Reads a message.
#[must_use]
pub fn read(text: &str) -> Wish {
    let plain = Plain::of(text);
    COMMANDS.iter().find_map(|command| (command.read)(command, &plain)).unwrap_or(Wish::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appeal(case: &str, reason: &str) -> Wish {
        Wish::Appeal {
            case: Some(case.to_owned()).filter(|case| !case.is_empty()),
            reason: reason.to_owned(),
        }
    }

    fn say(kind: &'static str, word: &'static str, case: &str, reason: &str) -> Wish {
        Wish::Say { kind, word, case: case.to_owned(), reason: reason.to_owned() }
    }

    #[test]
    fn wishes_are_read_in_many_words() {
        for (text, wish) in [
            ("申诉 20001-3 我没有发广告", appeal("20001-3", "我没有发广告")),
            ("申诉 20001-3:我没有发广告", appeal("20001-3", "我没有发广告")),
            ("申诉20001-3,那是同事让我发的。", appeal("20001-3", "那是同事让我发的")),
            ("申诉编号20001-3 不是我", appeal("20001-3", "不是我")),
            ("我要申诉,案号:class-2b-14,老师同意的", appeal("class-2b-14", "老师同意的")),
            ("申诉 第3号 误会", appeal("3", "误会")),
            ("申诉", appeal("", "")),
            ("申诉:对方先骂人", appeal("", "对方先骂人")),
            ("申诉 昨天的禁言不对", appeal("", "昨天的禁言不对")),
            ("申诉 13800138000 是我的电话", appeal("", "13800138000 是我的电话")),
            ("Appeal 20001-3 it was no ad", appeal("20001-3", "it was no ad")),
            ("appeal case 7: wrong person", appeal("7", "wrong person")),
            ("我的情况", Wish::Record),
            ("查一下我的记录", Wish::Record),
            ("My record", Wish::Record),
            ("群规", Wish::Rules),
            ("群规是什么?", Wish::Rules),
            ("发一下群规", Wish::Rules),
            ("Rules?", Wish::Rules),
            ("广告有规定吗", Wish::Question("广告有规定吗".to_owned())),
            ("能发链接吗", Wish::Question("能发链接吗".to_owned())),
            ("链接", Wish::Page),
            ("签到!", Wish::Page),
            ("第六条", Wish::Article("第六条".to_owned())),
            ("第6条是什么", Wish::Article("第6条".to_owned())),
            ("二(二)7", Wish::Article("二(二)7".to_owned())),
            ("article 6", Wish::Article("6".to_owned())),
            ("第六条管不管转发的", Wish::Question("第六条管不管转发的".to_owned())),
            ("同意 12 情况属实", say("approve", "同意", "12", "情况属实")),
            ("同意12", say("approve", "同意", "12", "")),
            ("同意 编号20001-12", say("approve", "同意", "20001-12", "")),
            ("不同意 20001-12:证据不足", say("reject", "不同意", "20001-12", "证据不足")),
            ("驳回第3件 没有违规", say("reject", "驳回", "3", "没有违规")),
            ("认领 5", say("claim", "认领", "5", "")),
            ("办结 7 已收款", say("done", "办结", "7", "已收款")),
            ("处理 @老王 第六条 刷屏", Wish::Propose("@老王 第六条 刷屏".to_owned())),
            ("移出 第六条 群发广告", Wish::Propose("第六条 群发广告".to_owned())),
            ("暂停 第六条", Wish::Pause),
            ("待办", Wish::Pending),
            ("状态", Wish::Status),
            ("帮助", Wish::Help),
            // What others do every day is no command.
            ("同意", Wish::Other),
            ("已阅读,同意遵守", Wish::Other),
            ("同意大家的意见", Wish::Other),
            ("警告会怎样吗", Wish::Question("警告会怎样吗".to_owned())),
            ("大家把这个群里的那些规定都改一改吧,我写了一份", Wish::Other),
            ("在的", Wish::Other),
            ("", Wish::Other),
        ] {
            assert_eq!(read(text), wish, "{text}");
        }
    }

    #[test]
    fn full_width_and_spaces_read_alike() {
        assert_eq!(read("同意　１２　属实"), say("approve", "同意", "12", "属实"));
        assert_eq!(read("ＨＥＬＰ"), Wish::Help);
    }

    #[test]
    fn any_text_is_read() {
        for text in [
            "申诉-",
            "申诉 -1",
            "申诉 第第第",
            "İ申诉",
            "appealİ",
            "申诉 编号",
            "申诉\u{0}",
            "同意 -",
            "处理 @",
            "第条",
            "第",
            "@@@",
            "第六",
            "\u{202e}同意 3",
            "12345678901234567890",
        ] {
            let _ = read(text);
        }
        let long = "申诉 1 ".to_owned() + &"长".repeat(5_000);
        let Wish::Appeal { reason, .. } = read(&long) else { panic!() };
        assert!(reason.chars().count() < READ_CHARS_MAX);
    }
}
