//! Reading clauses about what accounts show of themselves: name, picture, signature, data.

use crate::clause::{Clause, Norm, Norms, Words, has};
use crate::reading::accounts::{bans, names_account, under_accounts};
use crate::reading::cards::first_form;
use crate::reading::duties::obliges;
use crate::reading::people::{after, consenter, phrases};

const FIELDS: &[&str] = &[
    "名称",
    "命名",
    "昵称",
    "用户名",
    "微信名",
    "头像",
    "签名",
    "简介",
    "介绍",
    "背景图",
    "主页",
    "资料",
];
/// Words right behind an account that make it the account's own data.
const DATA: &[&str] = &["信息", "资料", "简介", "介绍", "设置", "主页"];
const CHANGES: &[&str] = &["更改", "修改", "变更", "更换", "改动", "改名", "改变", "变动"];
const TRUE_TO_FORM: &[&str] = &[
    "准确",
    "真实",
    "完整",
    "一致",
    "规范",
    "符合",
    "体现",
    "统一",
    "改为",
    "换成",
    "设置为",
    "设为",
    "采用",
    "使用",
    "命名为",
    "格式",
    "不得含",
    "不得使用",
    "不得包含",
    "包含",
    "注明",
    "必须为",
    "应为",
    "须为",
    "应是",
    "更新",
    "核对",
];

/// What an account shows of itself.
pub(crate) fn profile(clause: &Clause<'_>, norms: &mut Norms) {
    let above = under_accounts(clause) && !clause.has(&["群昵称", "群名片", "群名称", "本群"]);
    let stated: Vec<&str> =
        clause.sentences().filter(|sentence| states_profile(clause, sentence, above)).collect();
    if stated.is_empty() {
        return;
    }
    // 个性签名:… may stand in the next sentence.
    let text = clause.text;
    norms.push(
        Norm::new("account-profile")
            .with_some("approver", changed_by(&stated))
            .with_some("name", stated.iter().find_map(|sentence| name_wanted(sentence)))
            .with_some("avatar", wanted(text, &["头像"]))
            .with_some("signature", wanted(text, &["个性签名", "签名"])),
    );
}

/// 修改须报运营部同意: who consents to a change.
fn changed_by(stated: &[&str]) -> Option<String> {
    let changes = |phrase: &&str| has(phrase, &["修改", "更改", "变更", "更换", "改动"]);
    stated.iter().flat_map(|sentence| phrases(sentence)).filter(changes).find_map(consenter)
}

fn states_profile(clause: &Clause<'_>, sentence: &str, above: bool) -> bool {
    /// Of the group, of a person in it, or what is published: other matters.
    // A picture that is changed for a campaign is the members' own.
    const NOT: &[&str] = &[
        "群昵称",
        "群名片",
        "群名称",
        "群内昵称",
        "本群昵称",
        "群头像",
        "在本群",
        "活动期间",
        "活动头像",
    ];
    if has(sentence, NOT)
        || !(names_account(sentence) || own_data(sentence) || above || field_of(sentence))
    {
        return false;
    }
    let field = own_data(sentence)
        || phrases(sentence).any(|phrase| {
            has(phrase, FIELDS) && !has(phrase, &["客户资料", "学习资料", "名称为", "签名确认"])
        });
    let personal =
        has(sentence, &["个人信息"]) && has(sentence, &["一致", "更新"]) && names_account(sentence);
    if !field && !personal {
        return false;
    }
    // What may not be told, handed over or deleted is no profile; nor is what is published.
    let other = &["泄露", "透露", "移交", "交接", "删除", "发布的", "推送的", "客户的"];
    let stays = has(sentence, CHANGES) && (bans(clause, sentence) || consenter(sentence).is_some());
    let form = has(sentence, TRUE_TO_FORM)
        && (obliges(sentence)
            || first_form(sentence).is_some()
            || has(sentence, &["确保", "保证", "统一", "保持", "必需"]));
    (stays || form || demands_field(sentence)) && !has(sentence, other)
}

/// 企业微信头像, 微博的简介: a field right behind what is not always an account.
fn field_of(sentence: &str) -> bool {
    ["企业微信", "企微", "微博", "抖音", "小红书"].iter().any(|word| {
        sentence.places_of(word).any(|(at, word)| {
            let rest = sentence.get(at + word.len()..).unwrap_or_default();
            let rest = rest.trim_start_matches('的');
            FIELDS.iter().any(|field| rest.starts_with(field))
        })
    })
}

/// 名称应…, 头像一律…: a demand right behind a field.
fn demands_field(sentence: &str) -> bool {
    const MUST: &[&str] = &["应", "须", "必须", "必需", "统一", "一律", "不得", "要"];
    FIELDS.iter().any(|field| {
        sentence.places_of(field).any(|(at, word)| {
            let rest = sentence.get(at + word.len()..).unwrap_or_default();
            let rest = rest.trim_start_matches(['均', '都', '也']);
            MUST.iter().any(|must| rest.starts_with(must))
        })
    })
}

/// 微信资料, 账号的信息: data right behind the account that they describe.
fn own_data(sentence: &str) -> bool {
    const OF: &[&str] = &["账号", "帐号", "微信号", "微信", "微博", "公众号", "官微", "抖音"];
    const NEXT: &[&str] = &["的", "个人", "基本", "相关", "认证", "注册", "、"];
    OF.iter().any(|word| {
        sentence.places_of(word).any(|(at, word)| {
            let rest = sentence.get(at + word.len()..).unwrap_or_default();
            let rest = NEXT.iter().fold(rest, |rest, cut| rest.strip_prefix(cut).unwrap_or(rest));
            // 微信信息 and 公众号信息 may be messages: only data are meant there.
            let data = DATA.iter().find(|data| rest.starts_with(**data));
            data.is_some_and(|data| {
                (*data != "信息" || word.ends_with('号') && !word.starts_with('公'))
                    && !["发布", "推送", "安全", "发送"]
                        .iter()
                        .any(|next| rest.get(data.len()..).unwrap_or_default().starts_with(next))
            })
        })
    })
}

/// The name that a sentence wants: a form, else the demand in its own words.
fn name_wanted(sentence: &str) -> Option<String> {
    if !has(sentence, &["命名", "名称", "昵称", "用户名", "微信名", "账号名"]) {
        return None;
    }
    // 昵称统一为“品牌名+姓名”,不得更改: the form stands in a phrase of its own.
    if has(sentence, CHANGES) {
        return phrases(sentence).filter(|phrase| !has(phrase, CHANGES)).find_map(first_form);
    }
    if let Some(form) = first_form(sentence) {
        return Some(form);
    }
    let named = ["命名", "名称", "昵称", "用户名", "微信名", "账号名"];
    let rest = named.iter().find_map(|word| after(sentence, word))?;
    let rest = ["必须", "应当", "必需", "应该", "应", "须", "要"]
        .iter()
        .find_map(|word| after(rest, word))?;
    let end = [
        ",经",
        "，经",
        ",不得",
        "，不得",
        ",禁止",
        "，禁止",
        ",头像",
        "，头像",
        ",并经",
        "经过",
        "经市",
        "后方可",
        "并经",
        "。",
        "(",
    ]
    .iter();
    let end = end.filter_map(|mark| rest.place_of(mark)).min().unwrap_or(rest.len());
    demand(rest.get(..end)?)
}

/// What a picture or signature is to be, in the clause's words.
fn wanted(text: &str, fields: &[&str]) -> Option<String> {
    const BECOMES: &[&str] = &[
        "统一使用",
        "统一采用",
        "统一为",
        "必须换成",
        "必须使用",
        "必须是",
        "必须为",
        "应使用",
        "应采用",
        "应为",
        "须使用",
        "须为",
        "换成",
        "改为",
        "改成",
        "设置为",
        "设为",
        "使用",
        "采用",
        "写为",
        "写",
        ":",
        "：",
        "为",
        "用",
    ];
    fields.iter().find_map(|field| {
        let rest = after(text, field)?;
        let near = BECOMES
            .iter()
            .filter_map(|word| Some((rest.place_of(word)?, word.len())))
            .min_by_key(|(at, len)| (*at, usize::MAX - len))?;
        // Further off it is said of something else.
        let (at, len) = near;
        if at > 18 || has(rest.get(..at)?, &["等", ",", "，", "。", "、", ";", "；"]) {
            return None;
        }
        let rest = rest.get(at + len..)?;
        let end = rest.find(['。', ';', '；', ',', '，', '\n']).unwrap_or(rest.len());
        demand(rest.get(..end)?)
    })
}

fn demand(words: &str) -> Option<String> {
    let words = words.trim().trim_matches([',', '，', '、', ' ', '"', '“', '”', ':', '：']);
    (2..=60).contains(&words.chars().count()).then(|| words.to_owned())
}
