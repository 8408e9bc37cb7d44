//! The closed list of codes, each with its explanation.

/// One code: what `qungui explain` and its page say about it.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Its stable name, `policy/kebab-name`.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($($id:ident = $name:literal, $meaning:literal, $remedy:literal;)+) => {
        $(#[doc = $meaning] pub const $id: &str = $name;)+

        /// Every code.
        pub const CODES: &[Code] =
            &[$(Code { name: $name, meaning: $meaning, remedy: $remedy },)+];
    };
}

codes! {
    UNKNOWN_KIND = "policy/unknown-kind",
        "规则块里写了目录中没有的规则名。",
        "用 `qungui rules` 查看全部规则名,改成其中一个。";
    UNKNOWN_KEY = "policy/unknown-key",
        "规则下面写了它没有的参数。",
        "用 `qungui rules 规则名` 查看它的参数;所有规则都可以写 for、except、groups、mode。";
    UNKNOWN_PUNISHED = "policy/unknown-punished",
        "处理规则的 for 里写了不存在、或不会发现违规的规则名或类别。",
        "for 里写会发现违规的规则名,只处理其中一类时写成「规则名.类别」。";
    WRONG_VALUE = "policy/wrong-value",
        "参数的值不是它要的类型,或单位、范围不对。",
        "按提示里的写法改。文字和时间要放在英文双引号里,整数不加引号。";
    NO_SUCH_TIME = "policy/no-such-time",
        "写了一天里不存在的时间。",
        "时间从 00:00 到 24:00,分钟不超过 59。";
    NO_SUCH_DATE = "policy/no-such-date",
        "写了日历上不存在的日期。",
        "日期写成 2026-03-01 这样。";
    MISSING_PARAMETER = "policy/missing-parameter",
        "规则缺少它运行所必需的参数。条文里没有写明的,程序不会替你猜,这条规则暂不运行。",
        "补上这个参数,或者去掉这条规则。";
    MISPLACED_KEY = "policy/misplaced-key",
        "参数写在了规则名的前面,不知道它属于哪条规则。",
        "先写 [规则名],再在下面写它的参数。规则名前面只能写 cite。";
    BLOCK_WITHOUT_TEXT = "policy/block-without-text",
        "规则块上面没有条文,不知道它依据哪一条。",
        "把规则块放在它所依据的条文下面,或在块的开头写 cite。";
    UNCLOSED_BLOCK = "policy/unclosed-block",
        "代码块或规则块没有结束,后面的内容都被当成了块里的内容。",
        "在块的末尾另起一行,写上与开头相同的符号。";
    UNKNOWN_BLOCK = "policy/unknown-block",
        "代码块的标记与 rule 相近,但不是 rule,里面的规则不会运行。",
        "把标记改成 rule。";
    SYNTAX = "policy/syntax",
        "规则块或文件开头的写法不符合 TOML。",
        "按提示改正这一行;每行写一个「参数 = 值」。";
    DUPLICATE_TABLE = "policy/duplicate-table",
        "同一个规则名在一个块里出现了两次。",
        "同一种规则写几条时,每一条的规则名都用双层方括号,如 [[ads]]。";
    DUPLICATE_KEY = "policy/duplicate-key",
        "同一个参数写了两次。",
        "只留一个。";
    FRONT_MATTER = "policy/front-matter",
        "文件开头两行 +++ 之间的内容有误。",
        "这里可以写 id、title、version、effective、timezone、groups、mode、examples。";
    FRONT_MATTER_KEY = "policy/unknown-front-matter-key",
        "文件开头写了不认识的项。",
        "这里可以写 id、title、version、effective、timezone、groups、mode、examples。";
    NO_SUCH_ZONE = "policy/no-such-zone",
        "时区的名字不存在。",
        "写成 IANA 的名字,如 Asia/Shanghai。";
    NOT_UTF8 = "policy/not-utf8",
        "文件不是 UTF-8 编码。",
        "在编辑器里把文件另存为 UTF-8。";
    TOO_LARGE = "policy/too-large",
        "文件、规则块或规则的数目超过了上限。",
        "把文件分成几个;一个文件最大 4 MiB,一个规则块最大 64 KiB,一个文件最多 2000 条规则。";
    HIDDEN_CHARACTER = "policy/hidden-character",
        "规则块里有看不见的字符,或会改变显示方向的字符,看到的和运行的可能不一样。",
        "删掉这个字符,重新输入这一行。";
    CONFUSABLE_CHARACTER = "policy/confusable-character",
        "规则块里有与英文字母或符号长得一样、实际不同的字符。",
        "切换到英文输入法,重新输入这个字符。";
    CONTRADICTING_RULES = "policy/contradicting-rules",
        "两条规则对同一件事的规定互相矛盾。",
        "改成一致,去掉一条,或用 for、groups 说明各管什么人、什么群。";
    DIFFERING_LIMITS = "policy/differing-limits",
        "两条规则对同一件事规定了不同的限度。",
        "改成一致,去掉一条,或用 for、groups 说明各管什么人、什么群。";
    CONFLICTING_SANCTIONS = "policy/conflicting-sanctions",
        "对同一种违规,远近相同的两处条文规定了不同的处理。",
        "去掉一处,或在一处的 for 里写明它只管哪些规则。";
    PUNISHES_NOTHING = "policy/punishes-nothing",
        "处理规则所指的规则在这份文件里没有,它永远不会用到。",
        "加上那条规则,或从 for 里去掉它。";
    NEVER_REACHED = "policy/never-reached",
        "每一种违规都有更近的处理规则,这一条永远轮不到。",
        "去掉它,或去掉更近的那一条。";
    WHOLE_DAY_WINDOW = "policy/whole-day-window",
        "时间段包含一整天,或者一分钟也没有。",
        "写明从几点到几点;过夜的时间段,结束写次日的时间,如 22:00 到 07:30。";
    NO_MINUTE_LEFT = "policy/no-minute-left",
        "允许发言的时间全部落在休息时间里,成员什么时候都不能发言。",
        "改其中一个时间段。";
    BEYOND_PLATFORM = "policy/beyond-platform",
        "所用的平台不能由程序执行这种处理,届时会请管理员动手。",
        "可以不改;若要自动执行,换一种平台支持的处理。";
    UNLAWFUL_FINE = "policy/unlawful-fine",
        "从工资里扣罚款可能违法:《工资支付暂行规定》第十六条规定,因劳动者本人原因给单位造成损失的,每月扣除的部分不得超过当月工资的 20%,且剩余部分不得低于当地最低工资标准。",
        "改成不涉及工资的处理,或先请法务看过。";
    DUPLICATE_POLICY = "policy/duplicate-policy",
        "两份制度文件的 id 相同,又不是先后的版本(版本号相同,或从同一天起施行),分不清哪时依据的是哪一份。",
        "不是一份制度的,在其中一份的开头写上另一个 id;是新版本的,写上新的 version 和开始施行的 effective。";
    MORE = "policy/more",
        "问题太多,后面的没有列出。",
        "先改正列出的,再检查一次。";
}

/// The code of that name.
#[must_use]
pub fn explain(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_explained() {
        for (at, code) in CODES.iter().enumerate() {
            let name = code.name.strip_prefix("policy/").unwrap();
            assert!(
                name.bytes().all(|b| b == b'-' || b.is_ascii_lowercase() || b == b'8'),
                "{name}"
            );
            assert!(CODES.iter().skip(at + 1).all(|other| other.name != code.name), "{name}");
            for text in [code.meaning, code.remedy] {
                assert!(text.ends_with('。') && !text.contains('\n'), "{text}");
            }
            assert!(explain(code.name).is_some());
        }
    }
}
