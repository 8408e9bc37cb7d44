//! Reading how power is used: reasons that are owed, and complaints.

use crate::clause::Words;
use crate::clause::{Clause, forbids, has};
use crate::reading::actions::acts;
use crate::reading::duties::{parts, within};
use crate::reading::people::{after, before, is_person};

/// Those who run a group, as policies call them.
pub(crate) const ADMINS: &[&str] = &[
    "群主",
    "管理员",
    "管理人员",
    "群管",
    "版主",
    "站长",
    "管理组",
    "管理团队",
    "负责人",
    "楼长",
    "班委",
    "理事",
    "委员",
    "组长",
    "团长",
    "会长",
    "秘书",
    "主持人",
    "维护者",
];

/// Whether those who remove or punish somebody owe a reason.
pub(crate) fn states_reason(clause: &Clause<'_>) -> bool {
    const REASON: &[&str] = &[
        "为什么",
        "哪一条",
        "哪条",
        "原因",
        "理由",
        "事由",
        "缘由",
        "事因",
        "依据",
        "情况说明",
        "违规事实",
        "缘故",
    ];
    const SAY: &[&str] = &[
        "写明", "写清", "说明", "告知", "公布", "公示", "注明", "给出", "通知", "公开", "讲明",
        "解释", "写明", "附上", "通报", "列明", "交代", "告诉", "出具",
    ];
    const TOLD: &[&str] = &[
        "做出说明",
        "作出说明",
        "予以说明",
        "给出说明",
        "进行说明",
        "说明情况",
        "给出解释",
        "作出解释",
        "做出解释",
        "作说明",
    ];
    // Reasons of members for what they ask for.
    const OTHERS: &[&str] = &[
        "请假",
        "自行退群",
        "主动退群",
        "申请人",
        "无故",
        "退群者",
        "不需要",
        "无需",
        "不必",
        "无须",
    ];
    clause.sentences().any(|sentence| {
        let measure = acts(sentence).iter().any(|one| one.step.action.weighs_on_member())
            || has(
                sentence,
                &[
                    "处罚",
                    "处理决定",
                    "惩罚",
                    "处分",
                    "清理",
                    "删除消息",
                    "撤回消息",
                    "删帖",
                    "拒绝入群",
                ],
            );
        let said = REASON.iter().filter_map(|word| sentence.last_place_of(word)).max().is_some_and(
            |reason| {
                SAY.iter().flat_map(|word| sentence.places_of(word)).any(|(at, _)| {
                    let (from, to) = (at.min(reason), at.max(reason));
                    sentence.get(from..to).is_some_and(|gap| gap.chars().count() <= 14)
                })
            },
        );
        let said = said || has(sentence, TOLD);
        measure && said && !has(sentence, OTHERS)
    })
}

/// Where complaints go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Channel {
    /// To whom, in the policy's words.
    pub to: Option<String>,
    /// How long the check may take.
    pub within: Option<String>,
}

const REPORTING: &[&str] = &["举报", "投诉", "检举", "揭发"];

/// A way for members to complain about others, whose complaint is looked into.
pub(crate) fn complaint_channel(clause: &Clause<'_>) -> Option<Channel> {
    const WAY: &[&str] = &[
        "麻烦",
        "可以",
        "可向",
        "可通过",
        "有权",
        "欢迎",
        "请",
        "应",
        "及时",
        "鼓励",
        "均可",
        "可随时",
        "可私",
        "向",
        "联系",
        "一经",
        "可",
    ];
    const TAKEN_UP: &[&str] = &[
        "接到", "收到", "审查", "证实", "受理", "核实", "核查", "查实", "调查", "查证", "保密",
        "匿名", "渠道", "电话",
    ];
    // Complaints of customers are answered by another rule; false ones are a breach; complaints
    // to authorities or the platform are measures.
    const NO_WAY: &[&str] = &[
        "客户",
        "顾客",
        "用户投诉",
        "客诉",
        "恶意",
        "诬告",
        "虚假举报",
        "虚假投诉",
        "不实",
        "滥用",
        "平台举报",
        "向平台",
        "向腾讯",
        "向微信",
        "公安",
        "司法",
        "消费者",
        "被投诉",
        "遭投诉",
        "引起投诉",
        "投诉率",
        "举报至平台",
        "服务投诉",
        "有关部门",
        "相关部门",
        "售后",
    ];
    let mut found: Option<Channel> = None;
    for sentence in clause.sentences() {
        let conduct = sentence.has_word("反映")
            && has(sentence, &["违规", "违反", "不当行为", "不良行为", "违纪"]);
        let conduct = conduct || tells_of_breach(sentence) || has_grievance(sentence);
        if !(has(sentence, REPORTING) || conduct)
            || has(sentence, NO_WAY) && !tells_of_breach(sentence)
        {
            continue;
        }
        let banned = parts(sentence).any(|part| has(part, REPORTING) && forbids(part));
        let offered = parts(sentence)
            .any(|part| (has(part, REPORTING) || conduct && has(part, TELLING)) && has(part, WAY));
        if banned || !(offered || has_grievance(sentence) || has(sentence, TAKEN_UP)) {
            continue;
        }
        let channel = found.get_or_insert_default();
        channel.to = channel.to.take().or_else(|| told_to(sentence));
        channel.within = channel.within.take().or_else(|| within(sentence));
    }
    found
}

/// How those in charge hear of something.
const TELLING: &[&str] = &[
    "告知管理",
    "向",
    "反映",
    "@",
    "联系",
    "告诉",
    "告知",
    "私信",
    "私聊",
    "报告",
    "截图",
    "找",
    "打电话",
    "面谈",
    "来电",
    "致电",
    "拨打",
    "发我",
    "邮件",
];

/// 看到广告请@管理员, 发现有人骂人可私信群主: whoever sees a breach tells those in charge.
fn tells_of_breach(sentence: &str) -> bool {
    const SEEN: &[&str] = &["发现", "看到", "看见", "遇到", "碰到", "遇上", "见到", "收到"];
    const BREACH: &[&str] = &[
        "违规",
        "广告",
        "骗子",
        "诈骗",
        "不当",
        "不良",
        "违反",
        "骚扰",
        "可疑",
        "辱骂",
        "骂人",
        "捣乱",
        "谣言",
        "不文明",
        "欺凌",
        "侵权",
        "小广告",
        "不实",
    ];
    const IN_CHARGE: &[&str] = &[
        "长",
        "主任",
        "负责人",
        "值守",
        "我",
        "管理",
        "群主",
        "群管",
        "老师",
        "客服",
        "家委",
        "邮箱",
        "值班",
    ];
    let mut parts = parts(sentence);
    let seen = has(sentence, SEEN) && parts.any(|part| has(part, BREACH));
    // 发现违规由管理员提醒: those in charge act themselves.
    let told = TELLING.iter().flat_map(|word| sentence.places_of(word)).any(|(at, word)| {
        let near = head(sentence.get(at + word.len()..).unwrap_or_default(), 8);
        has(&near, IN_CHARGE)
    });
    seen && told && has(sentence, &["请", "可", "应", "欢迎", "及时", "麻烦", "务必", "马上"])
}

/// 对老师有意见,欢迎面谈; 货有问题,拍照发我: a grievance, and where to go with it.
fn has_grievance(sentence: &str) -> bool {
    const GRIEVED: &[&str] =
        &["有意见", "不满意", "有不满", "有问题", "不合理", "受了委屈", "闹矛盾"];
    const TO_PERSON: &[&str] =
        &["打电话", "面谈", "来电", "致电", "拍照发", "截图发", "当面说", "到校", "上门说"];
    const OTHERS: &[&str] =
        &["规定", "群规", "制度", "公约", "处理", "处罚", "提问", "学习", "作业", "技术"];
    let grieved = parts(sentence).next().is_some_and(|part| has(part, GRIEVED));
    grieved && has(sentence, TO_PERSON) && !has(sentence, OTHERS)
}

/// The people that a part of a sentence turns to: behind 向, 找, 联系 or 由.
pub(crate) fn turned_to(part: &str) -> Option<String> {
    const TOWARDS: &[&str] =
        &["向", "找", "联系", "由", "至", "私信", "私聊", "与", "和", "跟", "通过"];
    let mut places: Vec<usize> =
        TOWARDS.iter().filter_map(|word| Some(part.place_of(word)? + word.len())).collect();
    places.sort_unstable();
    places.into_iter().find_map(|at| addressee(part.get(at..)?))
}

/// The people that a text begins with, up to what they are told or do.
fn addressee(rest: &str) -> Option<String> {
    const VERBS: &[&str] = &[
        "提出", "提交", "申诉", "申请", "复议", "复核", "反映", "反馈", "说明", "沟通", "联系",
        "取得", "投诉", "举报", "报告", "陈述", "申辩", "解释", "处理", "受理", "裁决", "核实",
        "进行", "询问", "书面", "私聊", "私信", "私下", "要求", "请求", "重新", "拉回", "恢复",
        "处", "来", "的",
    ];
    let people = before(rest, VERBS).unwrap_or(rest);
    let people = people.split([',', '，', '(', '（', '。']).next().unwrap_or(people).trim();
    let fits = (2..=12).contains(&people.chars().count());
    (fits && (has(people, ADMINS) || is_person(people))).then(|| people.to_owned())
}

fn told_to(sentence: &str) -> Option<String> {
    const VERBS: &[&str] = &[
        "举报", "投诉", "检举", "揭发", "反映", "反馈", "报告", "提出", "说明", "核实", "核查",
        "调查", "受理", "处理", "进行", "实名", "匿名", "查证", "私聊", "告知",
    ];
    let named = |rest: &str| {
        let people = before(rest, VERBS).unwrap_or(rest);
        let people = people.split([',', '，', '(', '（', '。']).next().unwrap_or(people).trim();
        let people = people.trim_start_matches("一下");
        let people = people.trim_end_matches(['进', '行', '的', '处', '来']);
        // 监督小组三天内查实: until when is no part of the name.
        let time = text::words::spans(people).first().map_or(people.len(), |span| span.start);
        let people =
            people.get(..time).unwrap_or(people).trim_end_matches(['在', '于', '应', '须']);
        let fits = (2..=12).contains(&people.chars().count());
        (fits
            && (has(people, ADMINS)
                || has(people, &["部", "办", "会", "组", "论坛", "客服", "主任", "老师"])))
        .then(|| people.replace("或至", "或").replace("或向", "或"))
    };
    // 与群主私聊, 和管理员沟通: whoever one talks with.
    let talked = ["与", "和"].iter().find_map(|mark| {
        let people =
            after(sentence, mark).and_then(|rest| before(rest, &["私聊", "沟通", "联系"]))?;
        let fits = (2..=12).contains(&people.chars().count()) && has(people, ADMINS);
        fits.then(|| people.to_owned())
    });
    if talked.is_some() {
        return talked;
    }
    ["向", "联系", "私聊", "私信", "由", "告知", "报告", "@", "至", "给", "找"]
        .iter()
        .find_map(|mark| after(sentence, mark).and_then(named))
}

/// Whether false or malicious complaints are a breach.
pub(crate) fn false_reports(clause: &Clause<'_>) -> bool {
    const FALSE: &[&str] = &[
        "恶意",
        "虚假",
        "不实",
        "捏造",
        "诬告",
        "滥用",
        "随意",
        "胡乱",
        "无理",
        "无端",
        "无中生有",
        "凭空",
        "多次无效",
        "反复",
        "假冒",
        "故意",
        "乱",
    ];
    const NOUN: &[&str] = &["举报", "投诉", "检举", "告发"];
    const FOLLOWS: &[&str] = &[
        "处理",
        "处罚",
        "警告",
        "移出",
        "禁言",
        "追究",
        "责任",
        "后果",
        "反坐",
        "惩",
        "取消",
        "罚",
        "踢",
        "不再受理",
        "拉黑",
    ];
    clause.sentences().any(|sentence| {
        // 借举报整人: the complaint is a pretext.
        let pretext = sentence.has_word("借举报") || sentence.has_word("以举报");
        if pretext || has(sentence, &["诬告", "诬陷他人", "打小报告"]) {
            return !acts(sentence).is_empty()
                || forbids(sentence)
                || has(sentence, FOLLOWS)
                || clause.forbids();
        }
        // 恶意 stands close before 举报, or says what the complaint is: 举报不实的.
        let close = NOUN.iter().flat_map(|noun| sentence.places_of(noun)).any(|(at, noun)| {
            let ahead: String =
                sentence.get(..at).unwrap_or_default().chars().rev().take(8).collect();
            let ahead: String = ahead.chars().rev().collect();
            let ahead = ahead.rsplit([',', '，', '、']).next().unwrap_or_default();
            let behind: String =
                sentence.get(at + noun.len()..).unwrap_or_default().chars().take(6).collect();
            has(ahead, FALSE) || has(&behind, &["不实", "失实", "虚假", "不属实"])
        });
        close && (forbids(sentence) || has(sentence, FOLLOWS) || clause.forbids())
    })
}

/// So many characters of a text.
pub(crate) fn head(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// The last so many characters of a text.
pub(crate) fn tail(text: &str, chars: usize) -> String {
    let skip = text.chars().count().saturating_sub(chars);
    text.chars().skip(skip).collect()
}
