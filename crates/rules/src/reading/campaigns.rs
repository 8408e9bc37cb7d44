//! Reading clauses about campaigns: who consents to a plan, what comes before and after.

use crate::clause::{Clause, Norm, Norms, Words, has};
use crate::reading::list;

/// Consent to a plan, a test before a campaign, a summary after it.
pub(crate) fn campaign_approval(clause: &Clause<'_>, norms: &mut Norms) {
    const PLANS: &[&str] = &[
        "活动方案",
        "活动计划",
        "策划方案",
        "营销方案",
        "推广方案",
        "宣传方案",
        "活动策划",
        "策划案",
        "活动预案",
        "推广计划",
        "活动申请",
        "促销方案",
        "推广策划",
    ];
    const CAMPAIGNS: &[&str] = &[
        "营销活动",
        "推广活动",
        "促销活动",
        "微信活动",
        "线上活动",
        "宣传活动",
        "运营活动",
        "策划活动",
        "推广",
        "抽奖",
        "有奖活动",
        "应援活动",
        "打榜",
        "募捐",
        "投放",
        "营销策划",
    ];
    const CONSENT: &[&str] =
        &["批准", "审批", "同意", "审核", "审定", "核准", "报备", "备案", "讨论通过"];
    let planning = clause.headings.last().is_some_and(|title| has(title, &["策划", "营销活动"]));
    for sentence in clause.sentences() {
        let plan = has(sentence, PLANS);
        let campaign = has(sentence, CAMPAIGNS) || planning && sentence.has_word("活动");
        let consults =
            has(sentence, &["征求", "汇报", "上报", "报送"]) && has(sentence, &["方案", "计划"]);
        let consent = (plan || campaign && has(sentence, &["方案", "计划", "前", "开展"]))
            && (has(sentence, CONSENT) || consults);
        let before = has(sentence, &["活动前", "开展前", "上线前", "启动前", "发布前", "正式"]);
        let before = before || has(sentence, &["上线前", "前要测试", "前须测试"]);
        let tests = (plan || campaign || sentence.has_word("活动前"))
            && before
            && has(sentence, &["测试", "试运行", "演练", "彩排"]);
        let ends = has(sentence, &["结束后", "完成后", "结束之后"]);
        let ends = ends || sentence.parted_at("活动后").is_some();
        let sums = (plan || campaign) && ends && has(sentence, &["总结", "复盘", "评估", "分析"]);
        if !(consent || tests || sums) || has(sentence, &["聚会", "班级活动"]) {
            continue;
        }
        let mut stages: Vec<&str> = Vec::new();
        if consent && (tests || sums) {
            stages.push("approval");
        }
        if tests {
            stages.push("test");
        }
        if sums {
            stages.push("summary");
        }
        let stages = (!stages.is_empty()).then(|| list(&stages));
        let approver = consent.then(|| approver(sentence)).flatten();
        let norm = Norm::new("campaign-approval").with_some("approver", approver);
        norms.push(norm.with_some("stages", stages));
    }
}

/// Who approves a plan: 经…批准, 报…审批, 向…汇报, 征求…意见.
fn approver(sentence: &str) -> Option<String> {
    let told = |from: &str, to: &[&str]| -> Option<String> {
        let (_, rest) = sentence.parted_at(from)?;
        let end = to.iter().filter_map(|mark| rest.place_of(mark)).min()?;
        let people = rest.get(..end)?.trim_end_matches(['的', '部']).to_owned();
        let people =
            if rest.get(..end)?.ends_with('部') { format!("{people}部") } else { people };
        ((2..=12).contains(&people.chars().count()) && !people.contains([',', '，']))
            .then_some(people)
    };
    crate::reading::people::consenter(sentence)
        .filter(|people| !has(people, &["方案", "计划"]))
        .or_else(|| told("向", &["汇报", "申请", "报告", "报备"]))
        .or_else(|| told("征求", &["意见", "同意", "的意见"]))
        .or_else(|| told("报", &["审批", "批准", "同意", "审核", "审定", "备案", "核准"]))
        .or_else(|| told("由", &["审批", "批准", "审核", "审定"]))
}
