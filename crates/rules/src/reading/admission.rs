//! Reading clauses about who may join: whom the group takes in, whom it keeps out, who checks.

use crate::clause::Words;
use policy::toml::Value;

use crate::clause::{Clause, Norm, Norms, has, likely};
use crate::reading::people::{JOINING, after, before, clean, phrases, split_people, who_acts};

/// Who may be in the group, who is kept out, or who checks those who ask.
pub(crate) fn admission(clause: &Clause<'_>, norms: &mut Norms) {
    let who = admitted(clause);
    let checks = checks_entry(clause.text);
    let door = stands_at_door(clause.text) || keeps_out(clause.text) || lets_in(clause.text);
    let proof = entrance(clause.text);
    if who.is_empty() && !checks && !door && proof.is_none() {
        return;
    }
    let named = || clause.sentences().find_map(who_lets_in);
    let approver = (checks || proof.is_some())
        .then(|| named().or_else(|| checks.then(|| who_acts(clause)).flatten()))
        .flatten();
    let verify = verified(clause.text).or(proof.flatten());
    let who: Vec<Value> = who.into_iter().map(Value::from).collect();
    norms.push(
        Norm::new("admission")
            .with_some("who", (!who.is_empty()).then_some(who))
            .with_some("approver", approver)
            .with_some("verify", verify),
    );
}

/// A check of those who want to join: 审核 with joining or membership, or 准入 of members.
fn checks_entry(text: &str) -> bool {
    phrases(text).any(|phrase| {
        has(phrase, &["审核", "核实", "核对", "审查", "把关"])
            && (has(phrase, JOINING) || has(phrase, &["成员资格", "成员身份", "群员身份"]))
            && !has(phrase, &["发布", "内容", "信息前"])
            || has(phrase, &["成员准入", "成员的准入", "人员准入", "入群审核", "审核入群"])
            || has(phrase, &["成员"]) && has(phrase, &["准入"])
    })
}

/// A door without names: outsiders kept out, a threshold, proof of identity, people to be named.
fn stands_at_door(text: &str) -> bool {
    const OUTSIDERS: &[&str] = &[
        "外单位人员",
        "外来人员",
        "无关人员",
        "不相关人员",
        "非相关人员",
        "闲杂人员",
        "外部人员",
        "其他人员",
    ];
    const KEPT_OUT: &[&str] = &["禁止", "不得", "勿", "不要", "谢绝", "不能", "不允许", "严禁"];
    phrases(text).any(|phrase| {
        // Joining in the clause's words, not bringing in, which is another matter.
        let outsiders = has(phrase, OUTSIDERS)
            && has(phrase, KEPT_OUT)
            && has(phrase, &["入群", "进群", "加入", "勿入", "拉进"])
            && !has(phrase, &["邀请", "擅自", "随意", "私自"]);
        let threshold = phrase.has_word("群") && phrase.has_word("门槛");
        let proven = has(phrase, &["实名验证", "实名认证", "身份验证"])
            && has(text, &["邀请", "入群", "进群", "加入", "用户"]);
        let named = has(phrase, &["应加人员", "应加入人员", "入群人员范围", "应入群人员"])
            && !phrase.has_word("不应");
        let takes = has(phrase, &["接收新人", "吸收新人", "接纳新人", "吸纳新成员", "接收新成员"])
            && !phrase.has_word("不再");
        let refused = phrase.has_word("不接受") && JOINING.iter().any(|end| phrase.ends_with(end));
        outsiders || refused || threshold || proven || named || takes
    })
}

/// People who are told to stay away: 中介一概不加, 补习班老师就不拉进来了, 家属请勿入群.
fn keeps_out(text: &str) -> bool {
    const AWAY: &[&str] = &[
        "不拉进来",
        "一概不加",
        "一律不加",
        "不予入群",
        "不得入群",
        "不得进群",
        "不得加入",
        "请勿入群",
        "请勿进群",
        "请勿加入",
        "请勿入内",
        "谢绝入群",
        "谢绝进群",
        "谢绝加入",
        "禁止入群",
        "禁止进群",
        "禁止加入",
        "勿进",
        "勿入",
        "勿加",
        "别进",
        "别加",
        "免进",
        "不接收",
        "不接纳",
        "恕不接待",
        "不收",
        "不能进群",
        "不能入群",
        "不能加群",
        "不进群",
        "不入群",
        "不吸收",
        "不进工作群",
        "不进本群",
        "不得拉入",
    ];
    /// What is not taken in is not people; who was put out before is a sanction's matter.
    const OTHER: &[&str] = &[
        "退款",
        "现金",
        "转账",
        "红包",
        "再",
        "拉黑",
        "移出",
        "未经",
        "擅自",
        "被",
        "礼",
        "费",
        "钱",
        "广告",
        "黑名单",
        "未",
        "私自",
        "处理",
        "稿",
        "件",
        "订单",
        "客户",
    ];
    phrases(text).any(|phrase| {
        likely(phrase, AWAY).any(|word| {
            phrase.parted_at(word).is_some_and(|(before, rest)| {
                let object = ["不接收", "不接纳", "不收", "不吸收"].contains(&word);
                let lacks = before.ends_with('的')
                    && ["未", "没", "不", "无"].iter().any(|word| before.starts_with(word));
                if lacks && !has(phrase, OTHER) {
                    return true;
                }
                let people = if object && before.chars().count() < 6 { rest } else { before };
                (2..=30).contains(&people.chars().count())
                    && names_people(people)
                    && !has(phrase, OTHER)
            })
        })
    })
}

/// Whether a list of words ends in people.
fn names_people(words: &str) -> bool {
    const ENDS: &[&str] = &[
        "人员", "人士", "的人", "者", "员", "老师", "家长", "奶奶", "爷爷", "家属", "外人", "亲戚",
        "中介", "商家", "商户", "同行", "租户", "租客", "校友", "单位", "机构", "朋友", "业主",
        "住户", "群众", "学生", "同学", "用户", "粉丝", "代理", "微商", "厂家", "小号", "媒体",
        "邻居", "居民", "病人", "患者", "队", "生", "师", "工", "户", "友", "迷", "党",
    ];
    let plain = words.trim_end_matches([
        '就', '请', '一', '概', '律', '均', '都', '也', '等', '原', '则', '上', '暂', '的', '恕',
    ]);
    let plain = plain.trim_end_matches("原则上");
    ENDS.iter().any(|end| plain.ends_with(end))
}

/// 邻居也可以进, 家属也能加入: more people than one would think are let in.
fn lets_in(text: &str) -> bool {
    phrases(text).any(|phrase| {
        const MAY: &[&str] =
            &["可以进", "也可进", "也能进", "能进", "可进群", "可入群", "可以加入本群"];
        MAY.iter().any(|word| {
            phrase
                .strip_suffix(word)
                .or_else(|| phrase.strip_suffix(&format!("{word}群")))
                .is_some_and(|people| {
                    names_people(people.trim_end_matches(['也', '都', '均', '就']))
                })
        })
    })
}

/// What somebody who wants to join must give or do first; `Some(None)` where the text names
/// nothing that is checked.
fn entrance(text: &str) -> Option<Option<&'static str>> {
    const WANTING: &[&str] = &[
        "想进来",
        "想进群",
        "想入群",
        "想加入",
        "申请入群",
        "申请进群",
        "申请加入",
        "申请加群",
        "加群时",
        "加群须",
        "加群需",
        "加群请",
        "加群要",
        "入群须",
        "入群需",
        "入群应",
        "入群要",
        "入群请",
        "入群前",
        "入群由",
        "进群须",
        "进群需",
        "进群要",
        "进群前",
        "进群请",
        "进群由",
        "群验证",
        "入群申请",
        "入群时",
        "进群时",
        "加入本群须",
        "加入本群需",
        "加入须",
        "加入需",
        "新人入群",
        "新成员入群",
    ];
    const PROOF: &[&str] = &[
        "验证问题",
        "小问卷",
        "问卷",
        "入群问题",
        "回答问题",
        "会员证",
        "会员号",
        "房产证",
        "购房合同",
        "租赁合同",
        "学生证",
        "工作证",
        "工牌",
        "身份证",
        "身份",
        "资格",
        "报名表",
        "申请表",
        "介绍人",
        "推荐人",
        "暗号",
        "验证信息",
        "门牌号",
        "学号",
        "答题",
        "推荐",
        "担保",
        "作保",
        "暗语",
        "来意",
        "订单号",
        "订单截图",
        "房号",
    ];
    const GIVES: &[&str] = &[
        "填", "回答", "提供", "出示", "凭", "提交", "确认", "核对", "核实", "验证", "核验", "介绍",
        "推荐", "担保", "注明", "答", "报上", "审核", "审批",
    ];
    /// What newcomers do once they are in.
    const AFTER: &[&str] =
        &["改", "昵称", "名片", "备注", "自我介绍", "欢迎", "介绍自己", "打招呼"];
    text.split(['。', ';', '；', '!', '！']).find_map(|sentence| {
        let wants = has(sentence, WANTING);
        let gives = has(sentence, GIVES);
        let proof = PROOF.iter().find(|proof| sentence.has_word(proof)).copied();
        let shown = ["凭", "持"].iter().filter_map(|mark| after(sentence, mark)).any(|rest| {
            before(rest, JOINING).is_some_and(|shown| (2..=14).contains(&shown.chars().count()))
        });
        if shown && !has(sentence, AFTER) {
            return Some(proof);
        }
        let let_in = who_lets_in(sentence).is_some();
        (wants && gives && !has(sentence, AFTER) && (proof.is_some() || let_in)).then_some(proof)
    })
}

/// Who lets people in: 由联络人确认身份, 由秘书长看过之后拉你, 经楼长核对后入群.
fn who_lets_in(sentence: &str) -> Option<String> {
    const VERBS: &[&str] = &[
        "确认",
        "审核",
        "核对",
        "核实",
        "核验",
        "看过",
        "审批",
        "同意",
        "批准",
        "把关",
        "拉你",
        "拉进",
        "邀请",
        "统一拉",
        "引荐",
        "介绍",
        "负责审",
        "通过",
    ];
    if !has(sentence, JOINING) && !has(sentence, &["进来", "拉你"]) {
        return None;
    }
    ["由", "须经", "需经", "应经", "经"].iter().find_map(|mark| {
        let people = clean(before(after(sentence, mark)?, VERBS)?);
        let fits = (2..=12).contains(&people.chars().count())
            && !has(&people, &[",", "，", "过", "验证", "将", "负责"]);
        fits.then_some(people)
    })
}

/// Words that end what people are called.
const PEOPLE: &[&str] =
    &["成员", "人员", "员工", "职工", "家长", "教师", "老师", "会员", "业主", "学生"];

/// Whom the text admits, by the forms in which such sentences name them.
fn admitted(clause: &Clause<'_>) -> Vec<String> {
    let text = clause.text;
    for phrase in phrases(text) {
        // `只加…`, `仅限…加入`
        for mark in ["只加", "仅限", "只限", "只接纳", "只接收", "只接受", "只允许", "限"]
        {
            let Some(rest) = after(phrase, mark) else { continue };
            let group = phrase.has_word("群") || text.has_word("群");
            let takes = ["只加", "只接纳", "只接收"].contains(&mark);
            let joins = has(rest, JOINING) || takes || has(phrase, &["群成员", "群员"]);
            // 限两人, 限时, 限本人使用 limit something else.
            let counted = text::words::counts(rest)
                .first()
                .is_some_and(|count| count.start == 0 && !rest.contains('届'));
            let other = counted
                || !takes
                    && !has(rest, JOINING)
                    && has(rest, &["时", "本", "次", "制", "于", "度"]);
            if group && joins && !other {
                return split_people(before(rest, JOINING).unwrap_or(rest));
            }
        }
        // `…方可入群`, `凡…均可申请加入`
        for mark in [
            "方可",
            "才能",
            "才可",
            "均可",
            "都可",
            "皆可",
            "均能",
            "都能",
            "可以申请",
            "可申请",
            "可加入",
            "可以加入",
        ] {
            let Some((people, rest)) = phrase.parted_at(mark) else { continue };
            if has(rest, JOINING) && !has(people, &["同意", "批准", "审核", "后"]) {
                return split_people(whole_before(text, people));
            }
        }
        // `本群仅对…开放`, `成员由…组成`
        let open = [
            ("仅对", "开放"),
            ("只对", "开放"),
            ("仅面向", ""),
            ("只面向", ""),
            ("成员由", "组成"),
            ("成员仅为", ""),
        ];
        for (mark, end) in open {
            if let Some(rest) = after(phrase, mark).filter(|_| phrase.contains('群')) {
                return split_people(
                    before(rest, &[end]).filter(|_| !end.is_empty()).unwrap_or(rest),
                );
            }
        }
        // `要求成员均为…`, `所有…均为群成员`
        if let Some((people, rest)) = phrase.parted_at("均为").or_else(|| phrase.parted_at("都是"))
        {
            if has(rest, &["群成员", "本群成员", "群员"]) {
                return split_people(people);
            }
            if has(people, &["成员", "群员", "群友"]) && !has(people, &["不"]) {
                return split_people(rest);
            }
        }
        // `进群的须是…`
        let whoever =
            ["进群的", "入群的", "加群的", "进群者", "加入者", "入群者", "入群人员", "进群人员"];
        if let Some(rest) = whoever.iter().find_map(|mark| after(phrase, mark))
            && let Some(people) = ["必须是", "须是", "应是", "须为", "应为", "应当是", "限于"]
                .iter()
                .find_map(|mark| rest.strip_prefix(mark))
        {
            return split_people(people);
        }
        // `群成员为…`
        if let Some(people) = after(phrase, "成员为")
            && PEOPLE.iter().any(|end| people.ends_with(end))
        {
            return split_people(people);
        }
        // `各位…按专业加入本群`
        if let Some(people) = before(phrase, &["按照", "按"])
            && has(phrase, &["加入本群", "进入本群", "加入群"])
        {
            return split_people(people);
        }
        // `与…无关的人员不要拉进`
        if let Some(people) = after(phrase, "与").and_then(|rest| before(rest, &["无关"]))
            && has(phrase, JOINING)
        {
            return split_people(people);
        }
        if let Some(people) = outsiders_of(phrase) {
            return split_people(people);
        }
    }
    let conditions = ["入群资格", "入群条件", "入群对象", "入群范围", "进群条件", "加入条件"];
    let stated =
        conditions.iter().find_map(|mark| after(text, mark)?.strip_prefix([':', '：', '为']));
    match stated.and_then(|rest| phrases(rest).next()) {
        Some(people) => split_people(people),
        None => listed_under_heading(clause),
    }
}

/// `非…勿入`, `不得邀请非…进群`: those who are not outsiders.
fn outsiders_of(phrase: &str) -> Option<&str> {
    let rest = after(phrase, "非")?;
    let ends = ["勿入", "请勿", "禁止", "不得", "谢绝", "不能", "不可", "进群", "入群", "加入"];
    let people = before(rest, &ends)?;
    let kept_out = has(phrase, &["勿入", "禁止", "不得", "谢绝", "不准", "不能", "不许", "不可"]);
    let joins = has(phrase, JOINING) || phrase.has_word("勿入");
    (kept_out
        && joins
        && people != "请"
        && !has(people, &["法", "本群人员"])
        && (!people.has_word("工作") || people.ends_with("人员")))
    .then(|| {
        if people == "工作人员" {
            people
        } else {
            before(people, &["人员"]).unwrap_or(people)
        }
    })
}

/// Where several phrases are a list (甲、乙,丙方可入群), all of it.
fn whole_before<'a>(text: &'a str, last: &'a str) -> &'a str {
    let start = text.parted_at(last).map_or("", |(start, _)| start);
    let plain = start.trim_end_matches([',', '，']);
    let listed = !plain.is_empty()
        && start.len() > plain.len()
        && plain.chars().count() <= 20
        && !has(plain, &["。", ";", "；", ":", "：", "群", "应", "须"]);
    if listed { text.get(..start.len() + last.len()).unwrap_or(last) } else { last }
}

/// Under a heading about members, a clause that only names people (某部所有成员).
fn listed_under_heading(clause: &Clause<'_>) -> Vec<String> {
    let heading = clause.headings.last().map_or("", String::as_str);
    let lead = clause.lead.unwrap_or("");
    let about_members = [heading, lead].iter().any(|words| {
        has(
            words,
            &["群成员", "入群对象", "入群人员", "入群范围", "成员组成", "成员范围", "人员组成"],
        ) && !has(words, &["义务", "权利", "职责", "规定", "规范", "守则"])
    });
    let plain = clause.text.trim_end_matches(['。', ';', '；', '.']);
    // 某部门所有成员 says by itself whom the group takes in.
    let whole = ["所有成员", "全体成员", "所有人员", "全体人员", "全体员工", "全体职工"]
        .iter()
        .any(|end| plain.strip_suffix(end).is_some_and(|unit| unit.chars().count() >= 3));
    let names = PEOPLE.iter().any(|end| plain.ends_with(end)) && plain.chars().count() <= 30;
    let says = has(
        plain,
        &["适用", "包括", "对", "应", "须", "必须", "不得", "负责", "请", "要", ",", "，"],
    );
    if (about_members || whole) && names && !says { vec![clean(plain)] } else { Vec::new() }
}

/// What is checked: the object of 审核, or the proof that a platform takes.
fn verified(text: &str) -> Option<&'static str> {
    const WHAT: &[&str] = &["成员资格", "成员身份", "身份信息", "身份", "资格", "资料"];
    const PROOF: &[&str] = &["实名验证", "实名认证", "身份验证"];
    let checked = phrases(text).find_map(|phrase| {
        let object =
            ["审核", "核实", "核对", "审查"].iter().find_map(|verb| after(phrase, verb))?;
        WHAT.iter().find(|what| object.has_word(what))
    });
    checked.or_else(|| PROOF.iter().find(|proof| text.has_word(proof))).copied()
}
