//! Reading clauses about members who no longer belong: they leave the group or are taken out.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::reading::people::phrases;

/// People who left, with words of removal.
pub(crate) fn offboarding(clause: &Clause<'_>, norms: &mut Norms) {
    /// These are about a group by themselves.
    const OUT: &[&str] =
        &["移出", "移除", "请出", "踢", "退群", "退出群", "抱出", "销号退群", "清退"];
    let sentences: Vec<&str> = clause.sentences().collect();
    for (at, sentence) in sentences.iter().enumerate() {
        let moved = regroups(clause, sentence);
        let of_group = moved
            || has(sentence, &["群", "成员"])
            || has(sentence, OUT)
            || clause.headings.iter().any(|heading| heading.contains('群'));
        if !(removes_who_left(sentence) || moved) || !of_group {
            continue;
        }
        // What leaves with the person is the handover's matter.
        if has(sentence, &["客户", "聊天记录", "账号", "公众号", "好友", "粉丝", "删除好友"])
        {
            continue;
        }
        // 三十日后仍在群里的,由管理员移出: the deadline may stand in the next sentence.
        let next = sentences.get(at + 1).filter(|next| {
            has(next, &["仍", "还在", "未退", "逾期", "不退", "没退"]) && has(next, OUT)
        });
        let within = within(sentence).or_else(|| next.and_then(|next| within(next)));
        norms.push(Norm::new("offboarding").with_some("within", within));
        return;
    }
}

/// How soon they go.
fn within(sentence: &str) -> Option<String> {
    let span = text::words::spans(sentence).first().map(|span| span.value.to_string());
    let at_once = || has(sentence, &["当天", "当日", "即日", "同日"]).then(|| "day".to_owned());
    span.or_else(at_once)
}

/// Words for leaving an organisation, or for no longer being what the group is for.
const LEFT: &[&str] = &[
    "离职",
    "辞职",
    "离任",
    "卸任",
    "届满",
    "离开公司",
    "离开单位",
    "离开本",
    "离开学校",
    "退学",
    "转学",
    "转班",
    "转园",
    "换班",
    "离园",
    "离校",
    "毕业后",
    "毕业的",
    "毕业离",
    "结业",
    "调离",
    "调出",
    "调走",
    "调任",
    "解聘",
    "退休",
    "退会",
    "退役",
    "不在本小区",
    "不在本校",
    "不在本单位",
    "不在本村",
    "不再居住",
    "不住在",
    "退园",
    "退社",
    "退团",
    "退队",
    "退伍",
    "人事变动",
    "人员变动",
    "岗位变动",
    "过期",
    "到期",
    "期满",
    "不再符合",
    "不再具备",
    "不再担任",
    "不再是",
    "不再从事",
    "不再属于",
    "搬离",
    "搬走",
    "搬出",
    "搬家",
    "卖房",
    "过户",
    "退租",
    "产权转移",
    "产权变更",
    "房屋出售",
    "房子卖",
    "离岗",
    "离队",
    "实习结束",
    "实习期满",
    "轮转结束",
    "进修结束",
    "培训结束后",
    "出院",
    "去世",
    "注销会员",
    "资格丧失",
    "丧失资格",
    "失去资格",
    "失去会员",
    "换了工作",
    "课程结束",
    "学期结束",
    "项目结束",
    "退出项目",
    "退出协会",
    "转业",
];

/// Whether a sentence takes out those who no longer belong to the organisation.
pub(crate) fn removes_who_left(sentence: &str) -> bool {
    const REMOVE: &[&str] = &[
        "移出", "清理", "请出", "踢", "剔除", "清除", "移除", "清退", "退出", "退群", "取消",
        "删除", "抱出", "清出", "请离", "离群", "移走", "请走", "除名", "注销",
    ];
    /// What ends is an activity's or an appointment's matter, not membership.
    const OTHER: &[&str] =
        &["解散", "项目群", "公章", "竞选", "改选", "补选", "罢免", "委托", "没改", "未改"];
    if !has(sentence, LEFT) || !has(sentence, REMOVE) || has(sentence, OTHER) {
        return false;
    }
    // What is left must not be the word for removal itself: 退出协会的 is who left.
    let rest = ["退出协会", "退出项目", "注销会员", "清理垃圾"]
        .iter()
        .fold(sentence.to_owned(), |rest, word| rest.replace(word, ""));
    // 到期没改名片的移出: a name is what it is about, unless that was another part's matter.
    let named = |phrase: &str| has(phrase, &["名片", "昵称"]);
    let of_name = phrases(sentence).any(|phrase| has(phrase, LEFT) && named(phrase))
        || !phrases(sentence).any(|phrase| has(phrase, LEFT) && has(phrase, REMOVE))
            && named(sentence);
    has(&rest, REMOVE) && !of_name
}

/// 人员岗位变动的,应于三日内调整: members are put in order within a time after they moved.
fn regroups(clause: &Clause<'_>, sentence: &str) -> bool {
    const MOVED: &[&str] = &["岗位变动", "岗位调整", "工作调动", "职务变动", "人员变动", "调动"];
    let membership = clause.text.has_word("群成员") || clause.text.has_word("入群");
    membership
        && has(sentence, MOVED)
        && !text::words::spans(sentence).is_empty()
        && phrases(sentence).any(|phrase| has(phrase, &["内调整", "内更新", "内退出", "内变更"]))
}
