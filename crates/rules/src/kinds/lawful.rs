//! Rule kind `lawful`: law and platform rules in general.

use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::{followed, states_aim};

crate::rule_kind! {
    /// ## 含义
    /// 笼统地要求遵守法律法规、国家规定、平台规则或者单位的规章制度。
    ///
    /// ## 用处
    /// 提醒大家群里也不是法外之地。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 群内发言须遵守国家法律法规。
    /// 发布内容应符合微信平台的规则。
    /// 不得利用本群从事违法活动。
    /// × 违反法律法规的内容一律删除。
    /// × 根据有关法律法规,制定本办法。
    /// × 请遵守群规,不要刷屏。
    /// ```
    ///
    /// ## 限度
    /// 具体的违法内容由 `forbidden-content` 发现和处理。这类条文只作说明,没有可以由程序执行的内容,
    /// 不会生成规则块。
    "lawful": "遵守法律和平台规则",
    english: "the law and the platform's rules are obeyed",
    family: Content, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// 遵守 and the like before the law or a platform's rules, or an order to keep an
/// organisation's own; a ban on unlawful dealings.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let states = |sentence: &str| !states_aim(sentence) && (keeps(sentence) || no_crime(sentence));
    if clause.sentences().any(states) {
        norms.push(Norm::new("lawful"));
    }
}

fn keeps(sentence: &str) -> bool {
    const KEEPING: &[&str] = &["遵守", "遵循", "遵从", "符合", "恪守", "遵照", "服从"];
    const LAW: &[&str] = &[
        "法律",
        "法规",
        "国家有关规定",
        "国家相关规定",
        "国家规定",
        "国家政策",
        "国家的",
        "宪法",
        "国家互联网",
        "互联网管理",
        "网络安全",
        "平台规则",
        "平台的规",
        "平台规定",
        "平台的政策",
        "平台政策",
        "平台规范",
        "平台的相关",
        "腾讯",
        "社会公德",
        "公序良俗",
        "网络信息管理",
        "信息管理规定",
        "使用协议",
        "使用规范",
        "用户协议",
        "许可协议",
        "行为准则",
    ];
    const OWN: &[&str] =
        &["规章制度", "各项制度", "管理制度", "管理规定", "相关规定", "有关规定", "校规", "校纪"];
    const EXACT: &[&str] = &[
        "必须认真",
        "必须严格",
        "应严格",
        "须严格",
        "必须遵守",
        "应遵守",
        "应当遵守",
        "须遵守",
        "自觉遵守",
    ];
    let of_this = !has(sentence, &["相关规定", "有关规定", "规章制度"])
        && has(sentence, &["本制度", "本规定", "本办法", "群规", "本群", "以上", "以下", "本公约"]);
    let own =
        has(sentence, EXACT) && followed(sentence, &["遵守", "执行", "遵从"], OWN, 14) && !of_this;
    // 遵守《…法》, 遵守《…管理规定》.
    let named = followed(sentence, KEEPING, &["《"], 8)
        && has(sentence, &["法》", "规定》", "条例》", "办法》"]);
    // 守国法、守平台的规矩.
    let plainly = has(
        sentence,
        &["守国法", "守法律", "守平台", "守微信", "守腾讯", "犯法的事", "法律红线", "法律底线"],
    ) || followed(sentence, &["守"], &["平台的规矩", "平台规矩", "国家的法"], 6);
    named
        || plainly
        || followed(sentence, KEEPING, LAW, 18)
        || has(sentence, &["遵纪守法", "依法依规", "守法", "合法合规", "知法"])
        || own
}

/// 不得从事违法活动, 不得违反国家法律: of doings, not of what is posted.
fn no_crime(sentence: &str) -> bool {
    const DOING: &[&str] = &["从事", "进行", "开展", "实施"];
    const CRIME: &[&str] =
        &["违法活动", "违法犯罪", "违法违规活动", "非法活动", "违法违纪活动", "违法行为"];
    const POSTED: &[&str] = &["内容", "信息", "言论", "话题", "消息", "图片", "视频", "链接", "的"];
    let breaks =
        followed(sentence, &["不得", "严禁", "禁止", "不可", "不能"], &["违反", "触犯"], 4)
            && followed(sentence, &["违反", "触犯"], &["法律", "法规", "国家"], 6)
            && !has(sentence, POSTED);
    crate::clause::forbids(sentence) && followed(sentence, DOING, CRIME, 10)
        // With examples it is content that is banned.
        && !has(sentence, &["包括", "、", "传播", "发布"])
        || breaks
}
