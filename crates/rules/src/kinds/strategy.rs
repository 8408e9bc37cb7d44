//! Rule kind `strategy`: aims, audiences, positioning.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::states_aim;

crate::rule_kind! {
    /// ## 含义
    /// 写明运营的目标、面向什么人、怎样定位,要做哪些调研。
    ///
    /// ## 用处
    /// 做宣传和运营的人知道往哪里使劲。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 运营策略应明确目标受众和传播目的。
    /// 定期开展市场调研,了解用户需求。
    /// 发布的内容要体现学校的品牌形象。
    /// × 营销主管负责制定营销策略。
    /// × 头像应符合公司品牌形象。
    /// × 活动方案报主管批准。
    /// ```
    ///
    /// ## 限度
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "strategy": "目标、受众和定位",
    english: "aims, audiences and positioning",
    family: Publish, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Words of planning for an audience; who is in charge of it and single campaigns are apart.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if clause.sentences().any(|sentence| !states_aim(sentence) && plans(sentence)) {
        norms.push(Norm::new("strategy"));
    }
}

fn plans(sentence: &str) -> bool {
    const PLANNING: &[&str] = &[
        "运营策略",
        "营销策略",
        "宣传策略",
        "推广策略",
        "内容策略",
        "传播策略",
        "运营目标",
        "目标受众",
        "目标用户",
        "目标人群",
        "目标客户",
        "受众定位",
        "市场调研",
        "用户调研",
        "账号定位",
        "内容定位",
        "市场定位",
        "用户画像",
        "竞品",
        "差异化",
        "读者定位",
        "栏目定位",
        "品牌定位",
        "受众分析",
        "运营计划",
        "运营规划",
        "增长目标",
        "涨粉目标",
        "年度目标",
    ];
    const IMAGE: &[&str] =
        &["品牌形象", "公司形象", "企业形象", "学校形象", "吸引力", "互动性", "针对性"];
    const APART: &[&str] = &[
        "负责",
        "活动方案",
        "策划方案",
        "头像",
        "昵称",
        "命名",
        "用户名",
        "账号的",
        "不当",
        "损害",
        "审批",
        "批准",
        "有损",
        "影响",
        "简介",
        "介绍",
    ];
    // 不得诋毁竞品 plans nothing.
    if crate::clause::forbids(sentence) && sentence.has_word("竞品") {
        return false;
    }
    // 官微定位于…,面向…: what an account is to be, and for whom.
    let account = has(sentence, &["官微", "公众号", "账号", "视频号", "栏目", "服务号", "订阅号"]);
    if account && has(sentence, &["定位于", "定位为", "定位是", "主要面向"]) {
        return true;
    }
    let content = sentence.has_word("内容") && has(sentence, IMAGE);
    (has(sentence, PLANNING) || content) && !has(sentence, APART)
}
