//! Rule kind `group-purpose`: what the group is for.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::leads::{self, Led};
use crate::reading::papers::{PLACES, followed, states_aim};

crate::rule_kind! {
    /// ## 含义
    /// 写明群、公众号或者账号是做什么用的。
    ///
    /// ## 用处
    /// 新成员一进来就知道这里谈什么、给谁用。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 本群是业主与物业沟通的平台。
    /// 班级群用于发布通知、交流学习情况。
    /// 本社群旨在推广开源软件。
    /// × 本群仅用于工作,不得闲聊。
    /// × 为方便沟通,特制定本公约。
    /// × 群昵称用于辨认身份。
    /// ```
    ///
    /// ## 限度
    /// “只用于”“仅限于”是限制,归 `topic`;规定本身的目的归 `purpose`。这类条文只作说明,
    /// 没有可以由程序执行的内容,不会生成规则块。
    "group-purpose": "这个群是做什么的",
    english: "what the group is for",
    family: Group, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// The group is a place for something, or is for something; without 仅 or 只, which limit.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if clause.sentences().any(states_aim) {
        return;
    }
    if clause.sentences().any(|sentence| is_place(sentence) || is_for(sentence)) || titled(clause) {
        norms.push(Norm::new("group-purpose"));
    } else if leads::led(clause) == Some(Led::Purpose) && !clause.forbids() {
        norms.push(leads::weak("group-purpose"));
    }
}

/// 本群是…的平台: the group stands before 是, what it is behind it.
fn is_place(sentence: &str) -> bool {
    const SUBJECT_MAX: usize = 18;
    const KINDS: &[&str] = &[
        "平台",
        "渠道",
        "园地",
        "阵地",
        "窗口",
        "桥梁",
        "纽带",
        "载体",
        "大家庭",
        "家园",
        "交流群",
        "组织",
        "天地",
        "空间",
        "社区",
        "场所",
        "群体",
        "聚集地",
        "学习群",
        "地方",
        "圈子",
        "工具",
        "团体",
        "通知群",
        "沟通群",
        "大本营",
        "据点",
        "小窝",
        "角落",
        "客厅",
        "后花园",
        "避风港",
    ];
    // 本通知所称工作群,是指…: a definition.
    if has(sentence, &["是指", "系指", "所称", "所指"]) {
        return false;
    }
    ["是", "为", "系", "作为"].iter().any(|verb| {
        let Some((subject, rest)) = sentence.parted_at(verb) else { return false };
        subject.chars().count() <= SUBJECT_MAX
            && (names_group(subject) || ["这里", "这儿"].contains(&subject))
            && (has(rest, KINDS) || rest.ends_with('群') && !rest.starts_with("了"))
            && !rest.has_word("之一")
            && !limits(sentence)
    })
}

fn is_for(sentence: &str) -> bool {
    const FOR: &[&str] = &[
        "用于",
        "是为了",
        "意在",
        "目的是",
        "目的在于",
        "而建",
        "而设",
        "旨在",
        "宗旨",
        "致力于",
        "主要用途",
        "成立的目的",
        "建群目的",
        "群的目的",
        "定位是",
        "定位为",
        "主要功能",
        "供大家",
        "用来",
        "以便于",
        "服务于",
        "面向",
    ];
    let group = followed(sentence, PLACES, FOR, 16)
        || sentence.contains('群') && followed(sentence, &["群"], FOR, 24);
    let named = has(
        sentence,
        &[
            "群宗旨:",
            "群宗旨：",
            "群的宗旨",
            "本群宗旨",
            "建群目的",
            "建群初衷",
            "群定位",
            "群的定位",
            "建群的目的",
            "群用途:",
            "本群用途",
            "群的用途",
        ],
    );
    // 旨在为大家提供一个平台; 以学习为目的.
    let aims = sentence.contains('群')
        && (followed(sentence, &["旨在"], &["平台", "空间", "渠道", "环境"], 30)
            || followed(sentence, &["本群以", "群以"], &["为目的", "为宗旨", "为主题"], 16));
    if aims || does(sentence) {
        return true;
    }
    // 为方便联系,特建立本群.
    let founded = has(sentence, &["特建", "特设", "特组建", "特成立", "创建了", "建立了"])
        && has(sentence, PLACES)
        && sentence.contains('为');
    ((group || founded) && names_group(sentence) || named) && !limits(sentence)
}

/// 本群就办一件事, 群里主要发通知, 建这个群图的是方便: in everyday words.
fn does(sentence: &str) -> bool {
    const GROUP: &[&str] = &["本群", "这个群", "此群", "咱们群", "我们群", "咱群", "群里"];
    const MAINLY: &[&str] = &[
        "就办",
        "就干",
        "就做",
        "就一件事",
        "就是为了",
        "就为",
        "主要发",
        "主要用",
        "主要办",
        "主要聊",
        "主要是",
        "主要讨论",
        "主要交流",
        "主要分享",
        "专门用来",
        "专为",
        "为的是",
        "图的是",
        "是用来",
        "是给",
        "建来",
        "建起来",
        "成立是为",
        "是供",
    ];
    const BUILT: &[&str] = &["建这个群", "建本群", "建群是", "拉这个群", "建此群", "开这个群"];
    // 本书友会以读书会友为宗旨.
    let body = sentence.starts_with('本')
        && followed(sentence, &["以"], &["为宗旨", "为目的", "为己任"], 20)
        && !has(sentence, &["制度", "办法", "公约", "规定", "守则"]);
    body || (followed(sentence, GROUP, MAINLY, 6) || has(sentence, BUILT))
        && !has(sentence, &["仅限", "不得", "严禁", "禁止"])
}

fn names_group(text: &str) -> bool {
    const PARTS: &[&str] = &[
        "群名",
        "名称",
        "命名",
        "昵称",
        "名片",
        "公告",
        "管理员",
        "群主",
        "头像",
        "群规",
        "管理",
        "群成员",
        "制度",
        "内容",
    ];
    (has(text, PLACES) || text.contains('群')) && !has(text, PARTS)
}

/// Words that make a use the only one.
fn limits(sentence: &str) -> bool {
    const LIMITS: &[&str] =
        &["仅", "只", "限于", "不得", "严禁", "禁止", "不用于", "专用于", "不可", "不能"];
    has(sentence, LIMITS)
}

fn titled(clause: &Clause<'_>) -> bool {
    const TITLES: &[&str] =
        &["群宗旨", "建群目的", "群定位", "群简介", "建群宗旨", "本群宗旨", "群的宗旨", "群目的"];
    clause.headings.last().is_some_and(|last| has(last, TITLES)) && !clause.forbids()
}
