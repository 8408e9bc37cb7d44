//! Rule kind `responsibility`: who is in charge of what.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::{ADMINS, followed};
use crate::reading::people;

crate::rule_kind! {
    /// ## 含义
    /// 写明哪个部门、哪个岗位负责哪件事(`who`)。
    ///
    /// ## 用处
    /// 事情有主,出了问题找得到人。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 宣传部负责公众号的日常维护。
    /// 班级群由班主任担任第一责任人。
    /// 值班编辑应对稿件的准确性负责。
    /// × 群管理员由小王担任。
    /// × 本办法由办公室负责解释。
    /// × 成员应对客户认真负责。
    /// ```
    ///
    /// ## 限度
    /// 群主、管理员的日常职责是 `admin-duties`。需要系统安排、提醒的事,请另写相应的规则。
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "responsibility": "什么事由谁负责",
    english: "who is in charge of what",
    family: Meta, level: Note, part: Notes,
    params {
        /// 由谁负责
        maybe "who" who: String,
    }
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// A department or post before 负责, as a duty of its own. Who runs the group, and the running
/// of it, is no such one.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const SHARED: &[&str] = &[
        "负责制",
        "归口管理",
        "第一责任人",
        "归口责任",
        "部门为",
        "部门是",
        "主管部门",
        "牵头部门",
        "责任主体",
    ];
    let before = norms.len();
    let headed = clause.headings.last().map_or("", String::as_str);
    for sentence in clause.sentences() {
        let apart = &["解释", "密码由", "维修", "费用", "罚"];
        if has(sentence, apart) || has(sentence, ADMINS) || has(headed, ADMINS) {
            continue;
        }
        if let Some(who) = one_appointed(sentence) {
            norms.push(Norm::new("responsibility").with("who", who));
            continue;
        }
        let mut found = in_charge(sentence, has(headed, &["职责", "责任", "分工", "组织"]));
        if found.is_empty() {
            // Who runs a group and answers for it is its administrator.
            let runs = norms.iter().any(|norm| norm.kind == "admin-appointment");
            let answers = named_answerable(sentence).filter(|_| !runs || sentence.contains('谁'));
            found.extend(answers.or_else(|| handed_to(sentence)));
        }
        if found.is_empty() && has(sentence, SHARED) {
            norms.push(Norm::new("responsibility"));
        }
        found.dedup();
        norms.extend(found.into_iter().map(|who| Norm::new("responsibility").with("who", who)));
        if found_appointed(sentence) && norms.len() == before {
            norms.push(Norm::new("responsibility"));
        }
    }
}

/// 指定一名信息员,负责…; 明确专人…: the post for which somebody is named.
fn one_appointed(sentence: &str) -> Option<String> {
    let (_, rest) = ["指定", "明确", "确定", "安排", "配备", "设"]
        .iter()
        .find_map(|v| sentence.parted_at(v))?;
    let rest = ["一名", "1名", "一位", "两名", "2名", "一至两名"]
        .iter()
        .find_map(|number| rest.strip_prefix(number))?;
    let who = rest.split([',', '，', '负', '对', '具', '作', '担', '、']).next()?;
    let behind = rest.get(who.len()..)?;
    (has(behind, &["负责"]) && is_post(who)).then(|| who.to_owned())
}

/// 网格员为第一责任人, 各科主任是直接责任人: who stands before.
fn named_answerable(sentence: &str) -> Option<String> {
    const ANSWERABLE: &[&str] = &["责任人", "责任主体", "责任单位", "责任部门", "主管部门"];
    people::phrases(sentence).find_map(|phrase| {
        let (head, _) = ANSWERABLE.iter().find_map(|word| phrase.parted_at(word))?;
        let who = ["为", "是", "作为", "担任"].iter().find_map(|verb| head.parted_at(verb))?.0;
        let who = people::clean(who);
        (is_post(&who) || has_end(&who, &["员", "长", "党委", "支部"])).then_some(who)
    })
}

/// 纠纷一律由医患办对外, 活动由工会牵头: what is left to a department as its own.
fn handed_to(sentence: &str) -> Option<String> {
    const TAKES: &[&str] = &[
        "对外",
        "牵头",
        "统筹",
        "归口",
        "承担",
        "对接",
        "主办",
        "承办",
        "统一操作",
        "统一发布",
        "统一回应",
        "保障",
        "运维",
        "把控",
        "跟进",
        "接待",
        "统一对外",
        "兜底",
        "跟踪落实",
        "具体实施",
        "组织实施",
    ];
    people::phrases(sentence).find_map(|phrase| {
        let (_, rest) = phrase.split_once('由')?;
        let at = TAKES.iter().filter_map(|verb| rest.place_of(verb)).min()?;
        let who = people::clean(rest.get(..at)?.trim_end_matches(['统', '一', '负', '责']));
        is_post(&who).then_some(who)
    })
}

/// 指定专人维护, 安排专人负责.
fn found_appointed(sentence: &str) -> bool {
    followed(
        sentence,
        &["指定", "安排", "明确", "设立", "设置", "配备"],
        &["专人", "固定人员", "专职"],
        4,
    ) && has(sentence, &["维护", "管理", "负责", "执行", "发布", "更新"])
}

/// What departments and posts end with.
const POSTS: &[&str] = &[
    "部",
    "部门",
    "办",
    "办公室",
    "中心",
    "科",
    "处",
    "组",
    "委员会",
    "单位",
    "学院",
    "学校",
    "社",
    "主管",
    "经理",
    "主任",
    "主编",
    "编辑",
    "专员",
    "专人",
    "人员",
    "编辑员",
    "信息员",
    "宣传员",
    "联络员",
    "通讯员",
    "联系人",
    "负责人",
    "责任人",
    "老师",
    "教师",
    "校长",
    "书记",
    "秘书",
    "干事",
    "委员",
    "馆长",
    "会长",
    "团队",
    "维护者",
    "各人",
    "公司",
    "局",
    "机构",
    "物业",
    "领导",
    "总监",
    "团委",
    "秘书处",
    "理事会",
    "协会",
    "版主",
    "站长",
    "社长",
    "所长",
    "院长",
    "工会",
    "学生会",
    "业委会",
    "家委会",
    "居委会",
    "医患办",
    "党政办",
    "师傅",
    "同学",
    "先生",
    "女士",
    "支部",
    "党委",
    "网格员",
    "安全员",
    "辅导员",
];

/// What departments end with, as against posts.
const DEPARTMENTS: &[&str] = &[
    "部",
    "部门",
    "办公室",
    "学院",
    "处",
    "单位",
    "科",
    "局",
    "中心",
    "委员会",
    "学校",
    "街道",
    "工会",
    "学生会",
    "业委会",
    "家委会",
    "居委会",
    "理事会",
];

/// The most who share out what is to be done in one sentence: 甲部负责…,乙部负责….
const EACH_MAX: usize = 6;

/// Those who stand before 负责, or before the phrase that begins with it.
fn in_charge(sentence: &str, listed: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut last = "";
    for phrase in people::phrases(sentence) {
        let taking = phrase.places_of("负责").find(|(at, word)| {
            let rest = phrase.get(at + word.len()..).unwrap_or_default();
            let before = phrase.get(..*at).unwrap_or_default();
            !rest.starts_with(['人', '制', '任']) && !before.ends_with(['不', '自', '谁'])
        });
        let Some((at, word)) = taking else {
            if listed && people::phrases(sentence).count() > 1 && last.is_empty() && is_post(phrase)
            {
                found.push(phrase.to_owned());
            }
            last = phrase;
            continue;
        };
        let of_group = phrase.get(at + word.len()..).is_some_and(|rest| has(rest, &["群", "成员"]));
        let subject = phrase.get(..at).unwrap_or_default();
        // One who was named before goes on; another one stands in the phrase itself.
        if subject.is_empty() && !found.is_empty() {
            continue;
        }
        let subject = if subject.is_empty() { last } else { subject };
        last = phrase;
        let who = post(subject);
        // A department answers for its groups; a person who looks after one runs it.
        let direct = !phrase.contains('由');
        let of_group = of_group && !(direct && has_end(&who, DEPARTMENTS));
        if !of_group && is_post(&who) && !who.contains('群') && !found.contains(&who) {
            found.push(who);
        }
    }
    found.truncate(EACH_MAX);
    found
}

/// The department or post that words before 负责 name: 由…, …对…, …为联系人.
fn post(words: &str) -> String {
    const MODAL: &[char] =
        &['应', '须', '需', '要', '将', '统', '一', '具', '体', '主', '全', '面', '必', '来', '专'];
    let words = words.trim_end_matches(MODAL).trim_end_matches("分别").trim_end_matches(MODAL);
    let words = words.rsplit_once('由').map_or(words, |(_, who)| who);
    let words = ["指定", "安排", "明确", "委托"]
        .iter()
        .find_map(|verb| words.strip_prefix(verb))
        .unwrap_or(words);
    let words = words.split_once('对').map_or(words, |(who, _)| who);
    let words = ["为", "是", "担任"]
        .iter()
        .find_map(|verb| words.parted_at(verb))
        .map_or(words, |(who, post)| if who.ends_with("部门") { post } else { who });
    people::clean(words.trim_end_matches(MODAL).trim_start_matches('即'))
}

fn is_post(who: &str) -> bool {
    (2..=20).contains(&who.chars().count()) && has_end(who, POSTS)
}

fn has_end(who: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| who.ends_with(end))
}
