//! Reading clauses about what stays inside, and about what is private to people.

use crate::clause::{Clause, Words, forbids, has};
use crate::reading::content::{NOT_DOING, is_ban, led_by_ban};

/// Words for giving away.
const GIVE_AWAY: &[&str] = &[
    "泄露",
    "泄漏",
    "泄密",
    "外泄",
    "外传",
    "透露",
    "外流",
    "流出",
    "披露",
    "泄",
    "传播出去",
    "外发",
    "带出",
];

/// What must be kept inside, where a clause says so; the inner value where it names it.
#[must_use]
pub fn confidential(clause: &Clause<'_>) -> Option<Option<String>> {
    let stated = clause.sentences().find(|sentence| keeps_secret(clause, sentence))?;
    Some(kept(stated).or_else(|| clause.sentences().find_map(kept)))
}

/// Whether a sentence forbids: by a word that forbids, or by a consequence, except where a part
/// about punishments says what follows for whoever does it.
fn states_ban(clause: &Clause<'_>, sentence: &str) -> bool {
    const PUNISHING: &[&str] =
        &["处罚", "处分", "罚则", "奖惩", "违规处理", "违规与", "违纪", "法律责任", "责任追究"];
    let plain = forbids(sentence)
        || has(sentence, NOT_DOING)
        || has(
            sentence,
            &[
                "不泄露",
                "不外传",
                "不透露",
                "不泄密",
                "不泄漏",
                "不对外",
                "不公开",
                "不晒",
                "不打听",
            ],
        )
        || led_by_ban(clause);
    let punished = clause.headings.iter().any(|heading| has(heading, PUNISHING));
    plain || (is_ban(clause, sentence) && !punished)
}

fn keeps_secret(clause: &Clause<'_>, sentence: &str) -> bool {
    /// Of the organisation or the group.
    const SECRET: &[&str] = &[
        "机密",
        "秘密",
        "商业秘密",
        "内部信息",
        "内部资料",
        "内部文件",
        "内部消息",
        "敏感信息",
        "群内信息",
        "群内容",
        "群内聊天",
        "聊天记录",
        "群内消息",
        "群里的信息",
        "工作信息",
        "业务信息",
        "内部事务",
        "内部情况",
        "公司信息",
        "公司资料",
        "公司文件",
        "单位信息",
        "商业信息",
        "未公开",
        "群内资料",
        "群内文件",
        "群资料",
        "群内讨论",
        "本群信息",
        "本群内容",
        "保密信息",
        "技术资料",
        "客户资料",
        "客户信息",
        "工作内容",
        "业务通报",
        "群内言论",
        "群内发言",
        "群信息",
        "学校信息",
        "内部",
        "试题",
        "标底",
        "报价",
    ];
    /// What may leak.
    const MATTER: &[&str] = &[
        "资料", "文件", "内容", "信息", "图纸", "代码", "数据", "方案", "情况", "名单", "教案",
        "战术", "策略", "聊天",
    ];
    /// People to whom nothing goes.
    const OUTSIDERS: &[&str] = &[
        "非相关",
        "无关人",
        "外部",
        "外人",
        "他人",
        "第三方",
        "群外",
        "非本",
        "其他人",
        "别人",
        "对外",
        "竞争对手",
        "社会",
        "外界",
        "媒体",
        "局外",
        "网络",
        "互联网",
        "朋友圈",
        "其他群",
        "别的群",
        "外单位",
        "非群成员",
    ];
    const PASS_ON: &[&str] = &[
        "转发",
        "截图",
        "截屏",
        "转给",
        "发群里",
        "发到群",
        "发进群",
        "发给",
        "提供",
        "传播",
        "外发",
        "散布",
        "告知",
        "转载",
        "公开",
        "复制",
        "发布",
        "发至",
        "发到",
        "传给",
        "转至",
    ];
    /// Other norms: people's data, passwords, and what powers are called.
    const OTHER: &[&str] = &["账号密码", "密码", "登录信息", "微信账号信息", "举报人", "投诉人"];
    let keeps = has(sentence, &["保守", "保密", "严守"])
        && has(sentence, &["机密", "秘密", "保密", "信息", "内容"])
        && !has(
            sentence,
            &[
                "保密教育",
                "保密培训",
                "保密宣传",
                "本制度",
                "原则是",
                "保密局",
                "为举报",
                "举报人",
                "投诉人",
                "保密柜",
                "隐私保密",
            ],
        );
    let bans = states_ban(clause, sentence);
    // 泄露, 外传 speak of secrets by themselves, whatever it is that leaks.
    let leaks = has(sentence, &["泄露", "泄漏", "外泄", "外传", "透露", "外流", "披露"]);
    let matter = has(sentence, SECRET) || leaks && has(sentence, MATTER);
    let gives = bans && has(sentence, GIVE_AWAY) && matter;
    let passes = bans
        && has(sentence, PASS_ON)
        && has(sentence, OUTSIDERS)
        && has(sentence, SECRET)
        && !has(sentence, &["转发有奖"]);
    let touches = bans
        && has(sentence, &["涉及", "谈论", "讨论", "发布", "传播", "发送", "上传", "传输"])
        && has(
            sentence,
            &[
                "机密",
                "商业秘密",
                "公司秘密",
                "单位秘密",
                "工作秘密",
                "涉密文件",
                "国家秘密",
                "涉密资料",
                "内部敏感信息",
                "公司敏感信息",
                "内部资料",
                "内部文件",
            ],
        );
    let only_private = has(sentence, &["隐私", "个人信息"]) && !has(sentence, SECRET);
    let credentials = has(sentence, OTHER) && !has(sentence, &["机密", "秘密"]);
    // 仅供内部使用: not for anybody else.
    let inside = has(sentence, &["仅供内部", "仅限内部", "只供内部", "限内部使用"]);
    (keeps || inside || gives || passes || touches) && !only_private && !credentials
}

/// What is to be kept, in the policy's own words.
fn kept(sentence: &str) -> Option<String> {
    const AFTER: &[&str] = &[
        "严格保守",
        "保守",
        "严守",
        "泄露",
        "泄漏",
        "外泄",
        "透露",
        "披露",
        "外传",
        "不得涉及",
        "涉及",
        "做好",
    ];
    const HEADS: &[&str] = &["对", "将", "把"];
    const ENDS: &[char] = &[',', '，', '。', ';', '；', '(', '（', ':', '：'];
    let mut found: Vec<String> = Vec::new();
    let mut take = |written: &str| {
        let end = written.find(ENDS).unwrap_or(written.len());
        let phrase = written.get(..end).unwrap_or_default();
        let cut = [
            "等",
            "严禁",
            "禁止",
            "不得",
            "给",
            "的保密",
            "安全保密",
            "外传",
            "转发",
            "泄露",
            "截图",
            "发",
        ]
        .iter()
        .filter_map(|word| phrase.place_of(word))
        .min();
        let phrase = cut.and_then(|at| phrase.get(..at)).unwrap_or(phrase);
        let phrase =
            phrase.trim().trim_start_matches(['任', '何', '了', '过']).trim_end_matches('的');
        if (2..=30).contains(&phrase.chars().count()) {
            found.push(phrase.to_owned());
        }
    };
    let first = AFTER.iter().filter_map(|word| Some((sentence.place_of(word)?, word.len()))).min();
    if let Some((at, length)) = first {
        take(sentence.get(at + length..).unwrap_or_default());
    }
    for part in sentence.split(ENDS).map(str::trim).filter(|part| forbids(part)) {
        let bare = ["不得", "严禁", "禁止", "请勿", "不准", "不要", "不能"]
            .iter()
            .fold(part, |part, word| part.strip_prefix(word).unwrap_or(part));
        if let Some(rest) = HEADS.iter().find_map(|head| bare.strip_prefix(head)) {
            take(rest);
        }
    }
    found.dedup();
    (!found.is_empty()).then(|| found.join("、"))
}

/// Whether a clause protects people's personal information or pictures.
#[must_use]
pub fn keeps_privacy(clause: &Clause<'_>) -> bool {
    // 露出隐私部位: a word of pictures, not of anybody's affairs.
    let body = ["隐私部", "隐私处", "私密部"].iter().any(|word| clause.text.has_word(word));
    if body {
        return false;
    }
    const PRIVATE: &[&str] = &[
        "隐私",
        "个人信息",
        "私人信息",
        "个人资料",
        "身份证号",
        "手机号",
        "电话号码",
        "家庭住址",
        "联系方式",
        "住址",
        "肖像",
        "私密照",
        "个人照片",
        "他人照片",
        "他人的照片",
        "孩子照片",
        "学生照片",
        "孩子的照片",
        "学生的照片",
        "私人照片",
        "生活照",
        "他人电话",
        "病历",
        "病情",
        "病史",
        "床号",
        "住院号",
        "患者姓名",
        "影像资料",
        "身份证",
        "车牌",
        "电话",
        "家庭情况",
        "家庭信息",
        "家庭地址",
        "地址",
        "门牌号",
        "检查报告",
        "聊天截图",
        "住处",
        "行踪",
        "私生活",
        "私人行程",
    ];
    const EXPOSE: &[&str] = &[
        "侵犯",
        "泄露",
        "泄漏",
        "公开",
        "发布",
        "暴露",
        "传播",
        "暴光",
        "拿到",
        "曝光",
        "透露",
        "散布",
        "外泄",
        "转发",
        "偷拍",
        "窥探",
        "上传",
        "披露",
        "发送",
        "人肉",
        "打听",
        "出售",
        "提供",
        "外传",
        "晒",
        "收集",
        "滥用",
        "公布",
        "外发",
        "给外人",
        "给别人",
        "给他人",
        "告诉外人",
        "扒",
        "挂出",
        "转给",
        "贴出",
        "说出去",
        "贴到",
    ];
    const CARE: &[&str] = &["保护", "尊重", "注意", "维护"];
    const OF_OTHERS: &[&str] = &[
        "他人",
        "别人",
        "成员",
        "群友",
        "客户",
        "用户",
        "学生",
        "家长",
        "业主",
        "同事",
        "会员",
        "员工",
        "同学",
        "孩子",
        "个人",
        "对方",
        "粉丝",
        "教师",
        "老师",
        "患者",
        "彼此",
        "当事人",
        "幼儿",
        "邻居",
        "读者",
        "住户",
        "村民",
        "队友",
        "道友",
        "师兄",
        "病人",
        "书友",
        "病友",
        "乘客",
        "艺人",
        "队员",
        "对方",
        "居民",
        "群内人",
    ];
    const MARKS: &[&str] = &["成绩", "分数", "排名", "名次", "考分", "几分"];
    clause.sentences().any(|sentence| {
        let bans = states_ban(clause, sentence);
        // An account's own safety is another norm.
        let private = has(sentence, PRIVATE) && !has(sentence, &["账号的", "微信号的", "密码"]);
        // 把家长的电话给机构: given away to whomever.
        let given = ["把", "将"]
            .iter()
            .filter_map(|mark| sentence.parted_at(mark))
            .any(|(_, rest)| rest.contains('给'));
        let exposes = bans
            && private
            && (has(sentence, EXPOSE) || given)
            && (has(sentence, OF_OTHERS) || sentence.has_word("隐私"));
        let pictures = bans
            && has(sentence, &["照片", "活动照", "合影", "合照", "视频", "录像"])
            && (has(sentence, EXPOSE)
                || has(sentence, &["发朋友圈", "发抖音", "发到网", "传到网"]))
            && has(sentence, OF_OTHERS)
            && !has(sentence, &["无关", "头像", "工作照片"]);
        let cares = private && has(sentence, CARE) && has(sentence, &["隐私", "个人信息", "肖像"]);
        let marks = bans
            && has(sentence, MARKS)
            && has(sentence, &["学生", "孩子", "同学", "幼儿", "考试", "个人"])
            && has(
                sentence,
                &[
                    "公布",
                    "公开",
                    "发布",
                    "晒",
                    "通报",
                    "发送",
                    "张贴",
                    "排名",
                    "点名",
                    "群里说",
                    "群里发",
                    "比较",
                    "攀比",
                ],
            );
        let veiled = has(sentence, &["隐去姓名", "隐去个人", "打码", "马赛克", "脱敏", "遮挡面部"]);
        exposes || veiled || pictures || cares || marks
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(text: &str) -> Clause<'_> {
        Clause::alone(text)
    }

    #[test]
    fn what_stays_inside() {
        for (text, wanted) in [
            ("严守单位秘密,不得将群内消息截图发给外人", Some(Some("单位秘密、群内消息"))),
            ("不得泄露学校内部资料", Some(Some("学校内部资料"))),
            ("群内讨论的内容严禁外传", Some(None)),
            ("不得泄露他人隐私", None),
            ("妥善保管账号密码,不得泄露密码", None),
            ("对举报人的信息保密", None),
            ("请大家多转发学校的通知", None),
        ] {
            let found = confidential(&clause(text));
            assert_eq!(found.as_ref().map(Option::as_deref), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_private() {
        for (text, wanted) in [
            ("不得在群里公开其他业主的电话号码和住址", true),
            ("教师不得在群里公布学生成绩和排名", true),
            ("尊重群友隐私,未经同意不发他人照片", true),
            ("请家长把联系方式发给班主任", false),
            ("群昵称包括姓名和手机号", false),
            ("考试成绩由教务处通知", false),
        ] {
            assert_eq!(keeps_privacy(&clause(text)), wanted, "{text}");
        }
    }
}
