//! Reading clauses about what customers want: to which department it goes, and to whom it goes
//! up when nobody can solve it.

use crate::clause::{Clause, Norm, Norms, Words, has};
use crate::reading::people::phrases;

/// Those who ask or complain.
const CUSTOMERS: &[&str] = &[
    "客户", "顾客", "用户", "粉丝", "网友", "读者", "买家", "访客", "家长", "业主", "群众", "市民",
    "学员", "患者", "病人", "游客", "会员", "后台", "留言", "私信", "来电", "来信",
];
const INQUIRIES: &[&str] = &[
    "咨询",
    "询问",
    "问询",
    "查询",
    "求助",
    "提问",
    "疑问",
    "售前",
    "报名问题",
    "报修",
    "诉求",
    "提的问题",
    "提出的问题",
    "来信",
    "来访",
    "反映的问题",
];
const COMPLAINTS: &[&str] = &["投诉", "客诉", "举报", "差评", "负面评论", "负面信息", "纠纷"];
/// How what is wanted is passed on.
const PASSES: &[&str] = &[
    "转交给",
    "转交",
    "转给",
    "转至",
    "转到",
    "转由",
    "交由",
    "移交给",
    "移交",
    "分派给",
    "分派到",
    "分派至",
    "分流到",
    "分流至",
    "派发给",
    "派单给",
    "转办给",
    "转",
    "交",
    "由",
    "反馈给",
    "反馈至",
    "提交给",
    "归",
];
/// What departments do with it.
const SETTLES: &[&str] = &[
    "回复", "答复", "解答", "解决", "处理", "协调", "受理", "跟进", "办理", "负责", "回应", "接待",
    "处置", "承办", "落实",
];
/// How the names of departments and posts end, the longer first.
const DEPARTMENT_ENDS: &[&str] = &[
    "办公室",
    "服务台",
    "服务中心",
    "委员会",
    "教务处",
    "客服",
    "部门",
    "中心",
    "专员",
    "小组",
    "窗口",
    "经理",
    "主管",
    "主任",
    "负责人",
    "部",
    "处",
    "科",
    "室",
    "组",
    "办",
    "股",
    "台",
    "所",
    "局",
    "物业",
];

/// Inquiries or complaints of customers that go to a department.
pub(crate) fn triage(clause: &Clause<'_>, norms: &mut Norms) {
    let (mut inquiry, mut complaint) = (None, None);
    let mut shared = false;
    for sentence in clause.sentences() {
        // Whose wishes they are stands in the sentence, or what it is about is called a class
        // of messages: 咨询类, 投诉类.
        let customers = has(sentence, CUSTOMERS)
            || has(
                sentence,
                &[
                    "咨询类",
                    "投诉类",
                    "投诉一律",
                    "投诉统一",
                    "咨询一律",
                    "咨询统一",
                    "群里反映",
                    "群内反映",
                    "收到投诉",
                    "接到投诉",
                ],
            )
            // 业务咨询转客服部,投诉转质检部: both wishes, each with where it goes.
            || has(sentence, INQUIRIES) && has(sentence, COMPLAINTS);
        if !customers {
            continue;
        }
        let mut wish: Option<bool> = None;
        for phrase in phrases(sentence) {
            let asks = has(phrase, INQUIRIES);
            let complains = has(phrase, COMPLAINTS);
            if asks || complains {
                wish = Some(complains && !asks);
            }
            shared |= wish.is_some() && by_kind(phrase);
            let (Some(complains), Some(department)) = (wish, department(phrase)) else { continue };
            let place = if complains { &mut complaint } else { &mut inquiry };
            if place.is_none() {
                *place = Some(department);
            }
        }
    }
    if inquiry.is_none() && complaint.is_none() && !shared {
        return;
    }
    norms.push(Norm::new("triage").with_some("inquiry", inquiry).with_some("complaint", complaint));
}

/// 按问题类别分派到相关部门: passed on by its sort, to whoever is concerned.
fn by_kind(phrase: &str) -> bool {
    has(
        phrase,
        &[
            "分派",
            "分流",
            "转相关部门",
            "转交相关部门",
            "转至相关部门",
            "转有关部门",
            "转相关",
            "分类后转",
            "转各",
            "转对口",
            "转责任",
        ],
    )
}

/// The department to which a phrase passes something on, which then settles it or has it.
fn department(phrase: &str) -> Option<String> {
    PASSES.iter().find_map(|word| {
        phrase.places_of(word).find_map(|(at, _)| {
            let rest = phrase.get(at + word.len()..)?;
            let (name, after) = named_department(rest)?;
            // 由, 交, 转 are common: what the department does must follow.
            let short = word.chars().count() == 1;
            let settles = has(after, SETTLES);
            // What comes in by a department is not what goes to it: 由客服部转来.
            let comes = after.starts_with("转来") || after.starts_with("反馈来");
            (!comes && (settles || !short || (*word == "转" && after.is_empty()))).then_some(name)
        })
    })
}

/// The department that a text begins with, and what follows.
fn named_department(text: &str) -> Option<(String, &str)> {
    const CHARS_MAX: usize = 12;
    const NOT_NAMES: &[&str] = &[
        "相关", "有关", "各", "对应", "公司", "其", "该", "本", "群", "全部", "内部", "大部",
        "专人", "对口",
    ];
    let end = DEPARTMENT_ENDS
        .iter()
        .filter_map(|end| Some(text.place_of(end)? + end.len()))
        .min_by_key(|end| *end)?;
    // 客服部 goes on where 客服 ends; 处理 after 处 does not go on.
    let goes_on = text.get(..end).is_some_and(|name| name.ends_with("客服"));
    let longer = DEPARTMENT_ENDS
        .iter()
        .filter(|more| goes_on && text.get(end..).is_some_and(|rest| rest.starts_with(**more)));
    let end = longer.map(|more| end + more.len()).max().unwrap_or(end);
    let name = text.get(..end)?;
    let after = text.get(end..)?;
    let fits = (2..=CHARS_MAX).contains(&name.chars().count())
        && !NOT_NAMES.iter().any(|word| name.starts_with(word))
        && !has(name, &["、", "的", "是", "在", "应", "须", "需"]);
    fits.then(|| (name.to_owned(), after))
}

/// What somebody cannot do: solve, answer, decide.
const CANNOT: &[&str] = &[
    "无法解决",
    "无法处理",
    "无法回答",
    "无法答复",
    "无法回复",
    "无法解答",
    "无法判断",
    "无法确定",
    "无法协调",
    "无法独立",
    "无法自行",
    "无法当场",
    "不能解决",
    "不能处理",
    "不能回复",
    "不能答复",
    "不能解答",
    "不能回答",
    "不能自行",
    "不能当场",
    "不能确定",
    "不能回复或解决",
    "难以解决",
    "难以处理",
    "难以答复",
    "难以判断",
    "解决不了",
    "处理不了",
    "回答不了",
    "答复不了",
    "解答不了",
    "拿不准",
    "把握不准",
    "拿不定",
    "吃不准",
    "协调不了",
    "协商不成",
    "调解不成",
    "调解无效",
    "超出权限",
    "超出职权",
    "超出职责",
    "超出自己",
    "超出本人",
    "超越权限",
    "超越职权",
    "超权限",
];
/// How it goes up.
const UPWARDS: &[&str] = &[
    "上报给",
    "上报至",
    "上报",
    "汇报给",
    "报告给",
    "报给",
    "报请",
    "提请",
    "提交给",
    "提交",
    "转交给",
    "转交",
    "转给",
    "移交给",
    "移交",
    "反馈给",
    "反馈至",
    "请示",
    "反映给",
    "求助于",
    "请教",
    "问过",
    "问一下",
    "先问",
    "咨询",
    "联系",
    "协调",
    "升级至",
    "升级到",
    "升级给",
    "交由",
    "找",
    "由",
    "报",
    "请",
];
/// Before those to whom it goes, where the verb follows: 向主管汇报.
const TOWARDS: &[&str] = &["向", "跟", "给", "与"];
const TELLS: &[&str] = &[
    "汇报", "报告", "反映", "请示", "反馈", "求助", "上报", "请教", "说明", "咨询", "沟通", "寻求",
    "申请", "协商",
];

/// What one cannot solve and to whom it goes.
pub(crate) fn escalation(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        let Some(at) = cannot(sentence).or_else(|| grave(sentence)) else {
            if let Some(to) = sent_up(sentence) {
                norms.push(Norm::new("escalation").with("to", to));
                return;
            }
            continue;
        };
        let rest = sentence.get(at..).unwrap_or_default();
        let to = goes_to(rest).or_else(|| goes_to(sentence));
        let up = has(rest, &["上报", "逐级", "请示", "汇报", "升级处理", "向上", "报告"]);
        if to.is_none() && !up {
            continue;
        }
        norms.push(Norm::new("escalation").with_some("to", to));
        return;
    }
}

/// 家长反映的问题及时上报园领导, 发现舆情立即向上级机关报告: what came to one's notice goes up
/// at once.
fn sent_up(sentence: &str) -> Option<String> {
    const MATTER: &[&str] =
        &["问题", "舆情", "反映", "线索", "苗头", "倾向", "隐患", "矛盾", "诉求"];
    const AT_ONCE: &[&str] = &["及时", "立即", "第一时间", "马上", "随时", "逐级", "当日", "尽快"];
    const UP: &[&str] = &["上报", "报告", "汇报", "反映", "联络", "报送", "通报"];
    const ABOVE: &[&str] = &[
        "上级",
        "领导",
        "机关",
        "主管",
        "部门",
        "单位",
        "值班室",
        "党委",
        "支部",
        "办公室",
        "园长",
        "校长",
        "社区",
        "居委会",
        "街道",
        "派出所",
        "指挥部",
        "司法所",
    ];
    /// Regular reports, and what members do about each other.
    const OTHER: &[&str] =
        &["每日", "每周", "每月", "定期", "投诉", "举报", "处罚", "考核", "管理员报"];
    if !has(sentence, MATTER) || !has(sentence, AT_ONCE) || has(sentence, OTHER) {
        return None;
    }
    let at = AT_ONCE.iter().filter_map(|word| sentence.place_of(word)).min()?;
    let rest = sentence.get(at..)?;
    let (verb, word) = UP.iter().filter_map(|word| Some((rest.place_of(word)?, *word))).min()?;
    let between = rest.get(..verb)?;
    let between = between.rsplit_once('向').map_or(between, |(_, who)| who);
    let behind = rest.get(verb + word.len()..)?;
    let named = |text: &str| named_above(text, ABOVE);
    named(between).or_else(|| named(behind))
}

/// 微信群所属管理机关, 上级司法行政机关: the whole name of those above, up to the last word for
/// them in its phrase.
fn named_above(text: &str, above: &[&str]) -> Option<String> {
    /// The longest name.
    const NAME: usize = 14;
    const LEADS: &[&str] = &["给", "至", "到", "本", "向", "所在"];
    let phrase = text.split([',', '，', '。', ';', '；', '、']).next()?;
    let end =
        above.iter().filter_map(|word| Some(phrase.last_place_of(word)? + word.len())).max()?;
    let whole = phrase.get(..end)?;
    let name = LEADS.iter().find_map(|lead| whole.strip_prefix(lead)).unwrap_or(whole);
    let fits =
        (2..=NAME).contains(&name.chars().count()) && !has(name, &["问题", "情况", "将", "把"]);
    let short = || above.iter().find(|word| phrase.has_word(word)).map(|word| (*word).to_owned());
    if fits { Some(name.to_owned()) } else { short() }
}

/// 出现差错的,…报告宣传部; 遇突发舆情立即上报: what is too grave to be left to one person.
fn grave(sentence: &str) -> Option<usize> {
    const HAPPENS: &[&str] = &["出现", "发生", "遇到", "遇有", "遇", "发现", "如有"];
    const GRAVE: &[&str] =
        &["差错", "舆情", "突发", "紧急", "重大", "失误", "事故", "异常", "群体性"];
    const TELLS: &[&str] = &["报告", "上报", "汇报", "报"];
    let happens = HAPPENS.iter().any(|word| {
        sentence.parted_at(word).is_some_and(|(_, rest)| {
            let near = rest.char_indices().nth(8).map_or(rest.len(), |(at, _)| at);
            has(rest.get(..near).unwrap_or_default(), GRAVE)
        })
    });
    let at = TELLS.iter().filter_map(|verb| sentence.place_of(verb)).min()?;
    let told = goes_to(sentence).is_some();
    (happens && told && !has(sentence, &["报警", "班级群发", "收到后"]))
        .then_some(at.min(sentence.len()))
}

/// Where a sentence says that something cannot be solved: a fixed phrase, or 超出…权限 and
/// 无法…问题 with something between.
fn cannot(sentence: &str) -> Option<usize> {
    /// What may stand between, in bytes.
    const GAP: usize = 24;
    const PAIRS: &[(&str, &[&str])] = &[
        ("超出", &["权限", "职权", "职责", "范围", "能力"]),
        ("超越", &["权限", "职权"]),
        ("无法", &["解决", "处理", "回答", "答复", "回复", "解答"]),
        ("不能", &["解决", "处理", "回答", "答复", "回复", "解答"]),
        ("未能", &["解决", "处理", "答复"]),
    ];
    let fixed = CANNOT.iter().filter_map(|word| sentence.place_of(word)).min();
    let paired = PAIRS.iter().filter_map(|(first, then)| {
        sentence.places_of(first).find_map(|(at, word)| {
            let rest = sentence.get(at + word.len()..)?;
            let near = then.iter().filter_map(|word| rest.place_of(word)).min()?;
            let between = rest.get(..near)?;
            (near <= GAP && !between.contains([',', '，', '、'])).then_some(at)
        })
    });
    fixed.into_iter().chain(paired).min()
}

/// Those to whom something goes, in the phrases after it turned out too hard.
fn goes_to(rest: &str) -> Option<String> {
    phrases(rest).find_map(|phrase| {
        let towards = TOWARDS.iter().find_map(|word| {
            let (_, people) = phrase.parted_at(word)?;
            let end = TELLS.iter().filter_map(|verb| people.place_of(verb)).min()?;
            plain_people(people.get(..end)?)
        });
        towards.or_else(|| {
            UPWARDS.iter().find_map(|word| {
                let (_, people) = phrase.parted_at(word)?;
                plain_people(people)
            })
        })
    })
}

/// The people that a text begins with: up to where what they do begins.
fn plain_people(text: &str) -> Option<String> {
    const ENDS: &[&str] = &[
        "予以", "给予", "进行", "处理", "解决", "协调", "裁决", "决定", "回复", "答复", "寻求",
        "帮助", "支持", "协助", "来", "出面", "审批", "批准", "定夺", "介入", "后", "并", "以便",
        "共同", "(", "（", "的", "时", "统一", "跟进", "研究", "商议", "讨论", "审议", "认定",
        "商量", "研判", "再说", "再答", "再回",
    ];
    /// How the names of those who are above or beside somebody end.
    const PEOPLE: &[&str] = &[
        "领导",
        "上级",
        "主管",
        "经理",
        "部门",
        "部",
        "负责人",
        "主任",
        "处",
        "科",
        "室",
        "组",
        "办",
        "群主",
        "管理员",
        "管理层",
        "老师",
        "班主任",
        "校长",
        "园长",
        "院长",
        "委员会",
        "业委会",
        "秘书",
        "秘书长",
        "会长",
        "组长",
        "店长",
        "班长",
        "总监",
        "老板",
        "办公室",
        "中心",
        "物业",
        "客服",
        "同事",
        "人员",
        "理事会",
        "站长",
        "社长",
        "版主",
        "家委会",
        "维护者",
        "委员",
        "长",
    ];
    let end = ENDS.iter().filter_map(|word| text.place_of(word)).min().unwrap_or(text.len());
    let people = text.get(..end)?.trim_start_matches(['给', '至', '到', '请', '向']);
    let fits = (2..=12).contains(&people.chars().count())
        && PEOPLE.iter().any(|word| people.ends_with(word))
        && !has(people, &["问题", "情况"]);
    fits.then(|| people.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments() {
        for (phrase, name) in [
            ("由企划部直接予以答复", Some("企划部")),
            ("转客服部协调解决", Some("客服部")),
            ("交由售后服务中心处理", Some("售后服务中心")),
            ("转交给教务处", Some("教务处")),
            ("由相关部门处理", None),
            ("由客服部转来的", None),
            ("由三个部分组成", None),
        ] {
            assert_eq!(department(phrase).as_deref(), name, "{phrase}");
        }
    }

    #[test]
    fn people_above() {
        for (rest, name) in [
            ("无法解决的问题,应及时上报上级领导,寻求解决方案", Some("上级领导")),
            ("解决不了的,向值班经理汇报", Some("值班经理")),
            ("不能答复的,可协调其它部门予以答复", Some("其它部门")),
            ("处理不了的请多包涵", None),
        ] {
            assert_eq!(goes_to(rest).as_deref(), name, "{rest}");
        }
    }
}
