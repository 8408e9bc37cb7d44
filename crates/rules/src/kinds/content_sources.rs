//! Rule kind `content-sources`: what material is used.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::followed;

crate::rule_kind! {
    /// ## 含义
    /// 写明公众号、官微发布什么内容,素材从哪里来,要不要原创,要不要及时。
    ///
    /// ## 用处
    /// 写稿的人知道写什么、去哪里找。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 公众号内容以原创为主。
    /// 选题围绕学校重点工作。
    /// × 转发要注明来源。
    /// × 不得发布广告。
    /// × 本群用于交流原创作品。
    /// ```
    ///
    /// ## 限度
    /// 来源是否真实归 `verified-source`,审核归 `publish-approval`。
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "content-sources": "内容从哪里来",
    english: "which material is used",
    family: Publish, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Words of choosing material; whatever is listed under 发布内容 and the like.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let listed = clause.headings.last().is_some_and(|last| is_list(last))
        || clause.lead.is_some_and(is_list);
    let of_group = clause.lead.or(clause.headings.last().map(String::as_str));
    let of_group = of_group.is_some_and(|above| above.contains('群'));
    let item =
        listed && !of_group && !clause.forbids() && !clause.has(&["审核", "审批", "字号", "标题"]);
    let official = clause.around_has(ACCOUNTS) && !clause.has(&["群内", "本群", "群里"]);
    if item || clause.sentences().any(|one| chooses(one) || official && says_what(one)) {
        norms.push(Norm::new("content-sources"));
    }
}

/// Accounts that publish.
const ACCOUNTS: &[&str] = &[
    "公众号",
    "公众平台",
    "微博",
    "官微",
    "新媒体",
    "视频号",
    "订阅号",
    "官方微信",
    "政务微信",
    "官方账号",
    "微信平台",
];

/// Whether a sentence says what an account is for: 公众号主要发布…, 发布信息的范围包括….
fn says_what(sentence: &str) -> bool {
    // 只转载…稿源: where it comes from.
    let taken =
        sentence.has_word("转载") && has(sentence, &["稿源", "只转载", "优先转载", "原则上转载"]);
    let range = has(
        sentence,
        &[
            "主要发布",
            "允许发布",
            "重点发布",
            "信息的范围",
            "信息范围",
            "发布范围",
            "发布内容包括",
            "发布内容主要",
            "内容主要包括",
            "主要推送",
            "主要刊发",
        ],
    );
    (taken || range) && !has(sentence, &["审核", "审批", "不得发布"])
}

/// Whether a heading or lead announces what is published: 发布信息范围, 内容选材.
fn is_list(heading: &str) -> bool {
    const PUBLISHED: &[&str] = &[
        "发布",
        "公布",
        "推送",
        "宣传",
        "微信",
        "公众号",
        "稿件",
        "信息",
        "栏目",
        "内容",
        "采编",
        "报道",
    ];
    const RANGE: &[&str] = &[
        "信息范围",
        "信息的范围",
        "信息发布内容",
        "内容范围",
        "信息范畴",
        "选材",
        "素材",
        "选题",
        "内容来源",
        "信息来源",
        "稿件来源",
        "稿源",
        "主要内容",
        "发布内容",
        "推送内容",
        "内容包括",
        "内容为",
        "内容定位",
        "征稿范围",
        "信息内容",
        "宣传内容",
        "栏目设置",
        "报道范围",
        "内容建设",
    ];
    has(heading, PUBLISHED)
        && has(heading, RANGE)
        && !crate::clause::forbids(heading)
        && !has(heading, &["违规", "审核", "要求", "群内", "规范"])
}

fn chooses(sentence: &str) -> bool {
    const MATERIAL: &[&str] = &["选材", "选题", "取材", "稿源", "素材", "稿件来源", "内容来源"];
    let original = sentence.has_word("原创")
        && !sentence.has_word("朋友圈")
        && has(
            sentence,
            &["为主", "部分", "优先", "鼓励", "比例", "坚持", "提倡", "应为", "必须为", "将"],
        );
    let about =
        followed(
            sentence,
            &["紧扣", "围绕", "抓住", "紧跟", "聚焦", "贴近"],
            &["重点", "热点", "中心", "工作", "主题", "实际"],
            8,
        ) && has(sentence, &["发送", "发布", "推送", "信息", "内容", "选题", "报道", "宣传"]);
    // A sentence that ends with the word is a title.
    let title = MATERIAL.iter().any(|word| sentence.ends_with(word));
    let material = !title
        && has(sentence, MATERIAL)
        && !has(sentence, &["审核", "版权", "注明", "标明", "群"]);
    (original || about || material)
        && !crate::clause::forbids(sentence)
        && !sentence.has_word("本群")
}
