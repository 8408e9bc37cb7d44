//! Rule kind `responsibility`: who is in charge of what.

use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::ADMINS;
use crate::reading::people;

crate::rule_kind! {
    /// ## 含义
    /// 写明哪个部门、哪个岗位负责哪件事(`who`)。
    ///
    /// ## 用处
    /// 事情有主,出了问题找得到人。
    ///
    /// ## 例子
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

/// A department or post before 负责, as a duty of its own; who runs the group is no such one.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        if has(sentence, &["解释", "维修"]) || has(sentence, ADMINS) {
            continue;
        }
        if let Some(who) = in_charge(sentence).or_else(|| labelled(clause, sentence)) {
            norms.push(Norm::new("responsibility").with("who", who));
        } else if has(sentence, &["负责制", "归口管理", "第一责任人", "归口责任"]) {
            norms.push(Norm::new("responsibility"));
        }
    }
}

/// What a department or post ends with.
const POSTS: &[&str] = &[
    "部",
    "部门",
    "办",
    "办公室",
    "中心",
    "科",
    "处",
    "组",
    "小组",
    "委员会",
    "委",
    "会",
    "单位",
    "学院",
    "学校",
    "校",
    "班",
    "社",
    "站",
    "主管",
    "经理",
    "主任",
    "主编",
    "编辑",
    "专员",
    "专人",
    "人员",
    "员",
    "负责人",
    "责任人",
    "班主任",
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
    "分局",
    "局",
    "机构",
    "物业",
    "领导",
    "总监",
    "团委",
    "科室",
];

/// The words before 负责 in their phrase, where they name a department or post.
fn in_charge(sentence: &str) -> Option<String> {
    people::phrases(sentence).find_map(|phrase| {
        let (before, after) = phrase.split_once("负责").or_else(|| phrase.split_once("承担"))?;
        if has(after, &["任人"]) && after.starts_with("任人") || has(before, &["不", "无"]) {
            return None;
        }
        let before = before
            .trim_end_matches([
                '应', '须', '需', '要', '将', '统', '一', '具', '体', '主', '全', '面',
            ])
            .trim_end_matches("分别");
        // 对…的真实性负责: who stands before 对.
        let whole = before.rsplit_once('由').map_or(before, |(_, who)| who);
        let whole = whole.split_once('对').map_or(whole, |(who, _)| who);
        let who = people::clean(whole.trim_end_matches(['应', '须', '需', '要', '必']));
        let who = who.trim_start_matches("即").to_owned();
        let fits = (2..=20).contains(&who.chars().count());
        (fits && POSTS.iter().any(|post| who.ends_with(post))).then_some(who)
    })
}

/// Under 职责 or 分工, the words before a colon.
fn labelled(clause: &Clause<'_>, sentence: &str) -> Option<String> {
    let headed = clause.headings.last()?;
    if !has(headed, &["职责", "责任", "分工", "组织"]) {
        return None;
    }
    let (who, _) = sentence.split_once([':', '：'])?;
    let fits = (2..=16).contains(&who.chars().count());
    (fits && POSTS.iter().any(|post| who.ends_with(post))).then(|| who.to_owned())
}
