//! Reading consequences beyond the group, by the organisation's own rules.

use crate::clause::{Clause, Words, has};
use crate::reading::duties::parts;

/// Acts of an organisation against its people, in the words of policies. Of two that begin at
/// one place the longer counts.
const ACTS: &[&str] = &[
    "取消参赛资格",
    "取消报名资格",
    "取消参评资格",
    "取消评选资格",
    "取消活动资格",
    "取消上岗资格",
    "取消志愿者资格",
    "取消参加资格",
    "停赛",
    "停训",
    "停运",
    "停止派单",
    "暂停派单",
    "纪律处分",
    "行政处分",
    "党纪处分",
    "政务处分",
    "党纪政务处分",
    "处分",
    "记大过",
    "记过",
    "降职",
    "降级",
    "降薪",
    "撤职",
    "免职",
    "停职检查",
    "停职",
    "停课",
    "停岗",
    "暂停上岗",
    "暂停接待",
    "暂停工作",
    "取消评优",
    "取消评先",
    "扣绩效",
    "待岗",
    "调离岗位",
    "调岗",
    "留校察看",
    "留用察看",
    "劝退学",
    "开除学籍",
    "开除党籍",
    "开除",
    "辞退",
    "解雇",
    "解聘",
    "除名",
    "终止合同",
    "解除合同",
    "解除劳动合同",
    "解除劳动关系",
    "解除聘用合同",
    "解除聘用关系",
    "解除合作",
    "终止合作",
    "取消评优资格",
    "取消评先资格",
    "取消评优评先资格",
    "取消会员资格",
    "取消年度评优资格",
];

/// Milder acts that belong to the organisation's where they stand in one list with them.
const LISTED_TOO: &[&str] = &["警告", "严重警告", "批评教育", "通报批评", "诫勉谈话", "书面检查"];

/// The organisation that stands behind a group, as a policy names it.
const ORGANISATION: &[&str] = &[
    "党纪",
    "院规",
    "会章",
    "队规",
    "公司",
    "单位",
    "学校",
    "学院",
    "校方",
    "校规",
    "校纪",
    "集团",
    "企业",
    "机关",
    "医院",
    "院方",
    "厂规",
    "店规",
    "机构",
    "总部",
    "组织部",
    "人资",
    "人事",
    "人力资源",
    "纪检",
    "纪委",
    "监察",
    "工会",
    "协会",
    "党组织",
    "党支部",
    "上级",
    "局党",
    "行政部",
    "部门规定",
    "居委会",
    "教育局",
    "业委会",
    "街道",
];

/// Rules of the organisation, where 按 or the like stands before them.
const RULES: &[&str] = &[
    "员工",
    "职工",
    "奖惩",
    "惩处",
    "纪律",
    "劳动",
    "考核",
    "处分条例",
    "有关",
    "相关",
    "《",
    "条例",
    "规章",
    "管理制度",
    "管理规定",
    "管理办法",
];

/// The policy itself, and law: other kinds.
const OWN_RULES: &[&str] = &[
    "本群",
    "群规",
    "本制度",
    "本规定",
    "本公约",
    "本办法",
    "本守则",
    "群公约",
    "本条",
    "上述",
    "以上",
];
const LAW: &[&str] = &["法律", "法规", "依法", "国家", "司法", "公安", "刑法", "治安", "有关部门"];

/// What is done with people who broke a rule.
const DEALS: &[&str] = &[
    "处理",
    "处罚",
    "处分",
    "处置",
    "惩处",
    "惩罚",
    "惩戒",
    "惩治",
    "追责",
    "问责",
    "论处",
    "查处",
    "追究",
    "解决",
    "扣罚",
    "责任",
    "扣绩效",
    "扣当月",
    "扣发",
    "扣除",
    "扣工资",
    "扣减",
];

/// Words of a breach: what a policy threatens must have something that it threatens.
const BREACH: &[&str] = &[
    "缺",
    "没来",
    "不合格",
    "违",
    "泄",
    "造成",
    "后果",
    "情节",
    "一经",
    "一旦",
    "不良",
    "损害",
    "损失",
    "不得",
    "禁止",
    "严禁",
    "不准",
    "否则",
    "拒不",
    "屡",
    "擅自",
    "私自",
    "未",
    "没有",
    "无故",
    "推诿",
    "拖延",
    "失职",
    "瞒报",
    "逾期",
    "不按",
    "不回",
    "不服从",
    "不听",
    "严重",
    "行为",
    "谣",
    "骂",
    "虚假",
    "者,",
    "的,",
    "不遵守",
    "失密",
    "滥用",
];

/// Consequences by the organisation's own rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Discipline {
    /// The acts that the text names, in its own words.
    pub actions: Vec<String>,
}

/// What a clause threatens beyond the group: named acts, or what the organisation's rules say.
pub(crate) fn discipline(clause: &Clause<'_>) -> Option<Discipline> {
    let threatens = clause.around_has(BREACH);
    let mut found: Option<Discipline> = None;
    for sentence in clause.sentences() {
        let named = named_acts(sentence, threatens);
        // What a list below it says in full is said there.
        if has(sentence, &["以下处罚", "以下处理", "下列处罚", "下列处理", "如下处罚", "如下处理"])
        {
            continue;
        }
        let by_rules = parts(sentence).any(|part| by_rules_of_organisation(part, sentence))
            || threatens && (dealt_with(sentence) || felt_at_work(sentence));
        if named.is_empty() && !by_rules {
            continue;
        }
        let actions = &mut found.get_or_insert_default().actions;
        for act in named {
            if !actions.contains(&act) {
                actions.push(act);
            }
        }
    }
    found
}

/// The acts that a sentence threatens, from left to right.
fn named_acts(sentence: &str, threatens: bool) -> Vec<String> {
    // What somebody did before, and what the policy lays down about it elsewhere.
    const NO_THREAT: &[&str] = &["离职", "辞职", "入职", "权利", "申请解除", "申诉", "交接"];
    if !threatens || has(sentence, NO_THREAT) {
        return Vec::new();
    }
    // 纪律处分:给予记过: a title before a colon.
    let is_title = |act: &str| {
        let rest = sentence.strip_prefix(act);
        rest.is_some_and(|rest| rest.starts_with([':', '：']))
    };
    let mut found = Vec::new();
    for part in parts(sentence) {
        let acts: Vec<(usize, &str)> = longest(part, ACTS)
            .filter(|(at, act)| is_threatened(part, *at, act) && !(part == *act && is_title(act)))
            .collect();
        if acts.is_empty() {
            continue;
        }
        let mut all = acts;
        // 警告、记过: one list of one organisation. 警告或移出群 is the group's own.
        if !has(part, &["移出", "踢", "禁言", "清退"]) {
            all.extend(longest(part, LISTED_TOO));
        }
        all.sort_unstable();
        found.extend(all.into_iter().map(|(_, act)| act.to_owned()));
    }
    found
}

/// Whether an act is what will be done: not people to whom it happened (被辞退的人员), and not
/// what must not be done.
fn is_threatened(part: &str, at: usize, act: &str) -> bool {
    let before = part.get(..at).unwrap_or_default();
    let after = part.get(at + act.len()..).unwrap_or_default();
    let of_people =
        ["的人", "的员", "的成", "人员", "员工", "后", "时", "之日", "当日", "为普通", "权"]
            .iter()
            .any(|word| after.starts_with(word));
    let denied =
        ["不", "不得", "未", "不会", "免予", "免于"].iter().any(|word| before.ends_with(word));
    // 警告处分 is a warning.
    let of_warning = act == "处分"
        && ["警告", "批评", "通报", "记过", "降职", "降级", "撤职", "开除"]
            .iter()
            .any(|word| before.ends_with(word));
    // 开除出群 takes nobody's post.
    // 记过等纪律处分 sums up what it names.
    let sums_up = before.ends_with('等');
    let from_group = ["出群", "群籍", "出本群"].iter().any(|word| after.starts_with(word));
    !(of_people || denied || sums_up || of_warning || from_group)
}

/// Every place at which one of the words begins, the longest one of a place, none within another.
fn longest<'t>(
    text: &'t str,
    words: &'static [&'static str],
) -> impl Iterator<Item = (usize, &'static str)> + 't {
    let mut skip_to = 0;
    text.char_indices().filter_map(move |(at, _)| {
        if at < skip_to {
            return None;
        }
        let rest = text.get(at..)?;
        let word = words.iter().filter(|word| rest.starts_with(**word)).max_by_key(|w| w.len())?;
        skip_to = at + word.len();
        Some((at, *word))
    })
}

/// 按公司相关规定处理, 依据《员工奖惩办法》给予处罚: rules that are not the policy's own, and what
/// is done by them.
fn by_rules_of_organisation(part: &str, sentence: &str) -> bool {
    const BY: &[&str] = &["按", "依", "根据", "参照", "遵照", "比照", "适用"];
    const RULE: &[&str] = &[
        "党纪", "院规", "会章", "队规", "规定", "制度", "条例", "办法", "规章", "纪律", "政策",
        "规则", "规范", "手册", "条款", "》", "规程", "校规", "校纪", "厂规", "店规",
    ];
    // Those who run the group go by its own rules, unless others are named.
    let by_group = has(sentence, &["群管理", "群主", "管理员"]);
    BY.iter().flat_map(|by| part.places_of(by)).any(|(at, by)| {
        let rest = part.get(at + by.len()..).unwrap_or_default();
        let Some(rule) =
            RULE.iter().filter_map(|word| Some((rest.place_of(word)?, word.len()))).min()
        else {
            return false;
        };
        let name = rest.get(..rule.0 + rule.1).unwrap_or_default();
        let then = rest.get(rule.0 + rule.1..).unwrap_or_default();
        let vague = by_group && !has(name, &["《", "奖惩", "员工", "职工", "纪律", "条例"]);
        let of_others = has(name, ORGANISATION) || has(name, RULES) && !has(name, LAW) && !vague;
        of_others && !has(name, OWN_RULES) && has(then, DEALS) && !then.has_word("投诉")
    })
}

/// The organisation deals with it, or it is handed on to the organisation.
fn dealt_with(sentence: &str) -> bool {
    const HANDED: &[&str] = &["报", "交由", "移交", "提交", "交", "通报", "由", "反馈给", "提请"];
    const MEASURES: &[&str] = &[
        "处罚",
        "处分",
        "惩处",
        "惩罚",
        "惩戒",
        "追责",
        "问责",
        "严肃处理",
        "严惩",
        "从严",
        "从重",
        "相应处理",
        "相应的处理",
        "相应的处罚",
        "处理措施",
        "追究责任",
        "作出处理",
        "做出处理",
        "进行处理",
        "予以处理",
        "查处",
        "处理",
    ];
    const TO_RULE: &[&str] =
        &["投诉", "咨询", "纠纷", "求助", "反馈的问题", "公务", "业务", "订单"];
    // 追究相关责任, 追究当事人责任: where no law is named, the organisation's.
    let held_to_account = sentence.places_of("追究").any(|(at, word)| {
        let rest = sentence.get(at + word.len()..).unwrap_or_default();
        let near: String = rest.chars().take(14).collect();
        near.parted_at("责任").is_some_and(|(whose, _)| {
            !has(whose, &["法律", "刑事", "民事", "法"]) && !has(rest, &["法律责任"])
        })
    });
    let dealt = parts(sentence).any(|part| {
        let organisation = ORGANISATION.iter().filter_map(|word| part.place_of(word)).min();
        let Some(at) = organisation.filter(|_| !has(part, LAW)) else { return false };
        let (before, then) = part.split_at_checked(at).unwrap_or((part, ""));
        let frame =
            has(
                then,
                &["将", "有权", "会", "可", "保留", "视", "给予", "予以", "对", "应", "严肃"],
            ) || HANDED.iter().any(|word| before.ends_with(word) || has(before, &["报", "交"]));
        frame && has(then, MEASURES) && !has(part, TO_RULE) && !has(part, &["形象", "《"])
    });
    // 公司将定期检查,对违规行为给予处罚: who deals with it stands at the sentence's beginning.
    let subject = sentence.split(['对', '将', '有']).next().unwrap_or_default();
    let begun = ["公司", "单位", "学校", "集团", "企业", "机构", "医院", "本公司"]
        .iter()
        .any(|word| subject.starts_with(word))
        && parts(sentence).any(|part| {
            let of_breach = &["违反", "违规", "不当行为", "违纪", "不良行为"];
            let not = has(part, TO_RULE) || has(part, LAW) || part.has_word("意见");
            has(part, of_breach) && has(part, MEASURES) && !not
        });
    held_to_account
        || dealt
        || begun
        || has(sentence, &["党纪国法", "严肃追责", "严肃问责", "倒查"])
}

/// What counts in somebody's appraisal or file.
fn felt_at_work(sentence: &str) -> bool {
    const COUNTED: &[&str] = &["纳入", "计入", "记入", "列入", "作为"];
    const FILES: &[&str] = &[
        "绩效考核",
        "年度考核",
        "年终考核",
        "个人档案",
        "诚信档案",
        "评优评先",
        "师德考核",
        "月度考核",
        "员工考核",
        "工作考核",
        "目标考核",
    ];
    // 影响考核, 与评优挂钩.
    let touched = parts(sentence).any(|part| {
        let matters =
            &["考核", "评优", "评先", "绩效", "晋升", "晋级", "年终", "聘任", "综测", "学分"];
        let at =
            part.place_of("影响").or_else(|| part.find('与').filter(|_| part.has_word("挂钩")));
        at.and_then(|at| part.get(at..)).is_some_and(|rest| has(rest, matters))
    });
    touched && has(sentence, &["违", "未", "不", "缺", "迟", "屡", "没", "漏"])
        || parts(sentence).any(|part| {
            let counted = COUNTED.iter().filter_map(|word| part.place_of(word)).min();
            let file = FILES.iter().filter_map(|word| part.place_of(word)).max();
            counted.zip(file).is_some_and(|(counted, file)| counted < file)
        }) && has(sentence, &["违", "未", "不", "缺", "迟", "屡", "情况"])
            && has(sentence, &["违", "者", "的"])
}
