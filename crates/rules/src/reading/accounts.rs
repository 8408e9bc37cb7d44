//! Reading clauses about the organisation's accounts: whose they are.
//!
//! What is said of an account must stand near the word for it: a phrase that has both, or one
//! that goes on where the sentence named the account.

use crate::clause::{Clause, Norm, Norms, Words, forbids, has};
use crate::reading::duties::obliges;
use crate::reading::people::{after, before, phrases};

/// Words for accounts.
const ACCOUNTS: &[&str] = &[
    "账号",
    "帐号",
    "账户",
    "帐户",
    "微信号",
    "公众号",
    "工作微信",
    "工作号",
    "工作QQ",
    "QQ号",
    "官微",
    "官方微信",
    "官方微博",
    "微博号",
    "抖音号",
    "视频号",
    "企业号",
    "服务号",
    "订阅号",
    "小红书号",
    "新媒体平台",
    "政务微博",
    "政务微信",
    "官博",
    "官抖",
    "百家号",
    "头条号",
];
/// Accounts and groups that are not the organisation's own log-ins.
const OTHERS: &[&str] = &[
    "银行",
    "游戏",
    "他人的手机",
    "支付",
    "他人的账",
    "他人账",
    "他人帐",
    "收款",
    "转账",
    "对公",
    "客户账",
    "成员账",
    "会员账",
    "用户账",
    "粉丝账",
    "学生账",
    "会议号",
    "资金",
];

pub(crate) fn names_account(text: &str) -> bool {
    has(text, ACCOUNTS) && !has(text, OTHERS)
}

/// Whether a clause is about accounts by its headings, as its own text does not say of what.
pub(crate) fn under_accounts(clause: &Clause<'_>) -> bool {
    clause.headings.iter().rev().take(2).any(|heading| names_account(heading))
        || clause.lead.is_some_and(names_account)
}

/// Whether a sentence forbids, or stands in a list that a ban leads.
pub(crate) fn bans(clause: &Clause<'_>, sentence: &str) -> bool {
    forbids(sentence) || clause.lead.is_some_and(forbids)
}

/// Accounts that the organisation gives out or registers, and no others.
pub(crate) fn designated(clause: &Clause<'_>, norms: &mut Norms) {
    let stated = clause.sentences().find(|sentence| {
        works_with(sentence)
            || given_out(sentence)
            || uses_assigned(sentence)
            || no_own(clause, sentence)
            || filed(sentence)
    });
    if let Some(sentence) = stated {
        norms.push(Norm::new("designated-account").with_some("per", per(sentence)));
    }
}

/// 全员使用企业微信开展工作: the work is done there.
fn works_with(sentence: &str) -> bool {
    const ALL: &[&str] = &["全员", "全体", "一律", "统一", "必须", "均须", "都要", "应当", "只能"];
    phrases(sentence).any(|phrase| {
        has(phrase, ALL)
            && phrase.parted_at("使用").or_else(|| phrase.split_once('用')).is_some_and(
                |(_, rest)| {
                    let near = ["企业微信", "工作微信", "工作号", "单位账号", "公司账号"];
                    near.iter().any(|word| rest.starts_with(word))
                        && !has(rest, &["群", "头像", "昵称", "密码"])
                },
            )
    })
}

/// 账号由公司统一注册: the organisation as a whole deals with accounts.
fn given_out(sentence: &str) -> bool {
    const VERBS: &[&str] = &[
        "提供", "配", "分配", "注册", "申请", "开通", "开设", "办理", "调配", "登记", "管理",
        "建立", "认证", "申领", "发放", "编号",
    ];
    names_account(sentence)
        && phrases(sentence).any(|phrase| {
            let unified = phrase.places_of("统一").any(|(at, word)| {
                let rest = phrase.get(at + word.len()..).unwrap_or_default();
                VERBS.iter().any(|verb| rest.starts_with(verb))
            });
            let given = has(phrase, &["配发", "配备", "配给", "分配给"]) && obliges(phrase)
                // 企业微信号由人事部按工号开通.
                || phrase.split_once('由').is_some_and(|(account, rest)| {
                    names_account(account)
                        && has(rest, &["开通", "注册", "申请", "配发", "分配", "发放", "申领"])
                });
            // What is registered together is the account, not a password or a picture of it.
            (unified || given)
                && !has(phrase, &["密码", "头像", "昵称", "群成员", "文案", "内容"])
                && (names_account(phrase) || unified)
        })
}

/// 只能使用公司指定的账号: work is done on those accounts.
fn uses_assigned(sentence: &str) -> bool {
    const USES: &[&str] = &["使用", "用", "通过", "以", "登录", "启用", "凭"];
    const ASSIGNED: &[&str] = &[
        "指定的",
        "指定",
        "统一提供的",
        "统一配发的",
        "配发的",
        "分配的",
        "登记的",
        "登记过的",
        "备案的",
        "备案过的",
        "注册的",
        "认证的",
        "授权的",
        "专用",
        "工作专用",
        "提供的",
        "名下的",
    ];
    const OWN: &[&str] =
        &["公司", "单位", "企业", "学校", "本校", "机构", "工作", "官方", "门店", "医院", "部门"];
    phrases(sentence).any(|phrase| {
        let Some(at) = ACCOUNTS.iter().filter_map(|word| phrase.place_of(word)).min() else {
            return false;
        };
        let head = phrase.get(..at).unwrap_or_default();
        let tail = phrase.get(at..).unwrap_or_default();
        let Some(uses) =
            USES.iter().filter_map(|word| Some(head.last_place_of(word)? + word.len())).max()
        else {
            return false;
        };
        let kind = head.get(uses..).unwrap_or_default();
        // The account is the one that was assigned, or the organisation's own.
        let assigned = has(kind, ASSIGNED)
            || OWN.iter().any(|word| kind.ends_with(word) || kind.has_word(word))
            || tail.starts_with("工作微信") && kind.is_empty();
        let only =
            has(phrase, &["只能", "只可", "仅能", "仅限", "必须", "一律", "须", "应", "统一"]);
        assigned
            && names_account(phrase)
            && (only || obliges(phrase) || phrase.has_word("要求"))
            && !forbids(phrase)
            && !has(phrase, &["密码", "头像", "昵称", "发布", "推送", "名义"])
    }) || applied_with(sentence).is_some()
}

/// 用…申请一个账号: by what each one gets theirs.
fn applied_with(sentence: &str) -> Option<String> {
    phrases(sentence).find_map(|phrase| {
        let rest = after(phrase, "用")?;
        let (by, account) =
            ["申请", "注册", "开通"].iter().find_map(|verb| rest.parted_at(verb))?;
        let one = has(account, &["一个", "1个"]) && names_account(account);
        (one && obliges(phrase) && (2..=10).contains(&by.chars().count())).then(|| by.to_owned())
    })
}

/// 不得私自开设账号: nobody makes or takes an account of their own.
fn no_own(clause: &Clause<'_>, sentence: &str) -> bool {
    const OWN_WAY: &[&str] = &[
        "私自",
        "擅自",
        "自行",
        "另行",
        "随意",
        "违规",
        "未经",
        "私下",
        "以个人名义",
        "其他",
        "个人",
    ];
    const MAKES: &[&str] =
        &["注册", "申请", "创建", "开设", "开通", "开办", "新建", "设立", "增设", "申办", "注销"];
    if !bans(clause, sentence) || has(sentence, OTHERS) {
        return false;
    }
    let made = names_account(sentence)
        && phrases(sentence).any(|phrase| {
            has(phrase, OWN_WAY)
                && MAKES.iter().filter_map(|verb| after(phrase, verb)).any(|rest| {
                    // The object is an account, or is left out behind one that was named.
                    names_account(rest) || !has(rest, &["群", "活动", "店", "小程序"])
                })
                && !has(phrase, &["群聊", "建群", "微信群", "QQ群"])
        });
    // 不得使用私人账号开展工作.
    let private = phrases(sentence).any(|phrase| {
        forbids(phrase)
            && has(&phrase.replace("用于", ""), &["使用", "用", "通过"])
            && has(
                phrase,
                &[
                    "私人账号",
                    "私人微信",
                    "个人账号",
                    "个人微信",
                    "私人号",
                    "非工作",
                    "其他微信账号",
                    "其他账号",
                    "未登记",
                    "未备案",
                    "未经登记",
                    "未经备案",
                ],
            )
            && !has(phrase, &["添加客户", "加客户", "客户好友"])
    });
    made || private
}

/// 开设账号须登记备案: an account is put on the organisation's list.
fn filed(sentence: &str) -> bool {
    phrases(sentence).any(|phrase| {
        let files = has(phrase, &["登记", "备案", "报备", "纳入", "申报", "备查"]);
        let managed = !phrase.has_word("纳入") || phrase.has_word("管理");
        files
            && managed
            && (names_account(phrase)
                || names_account(sentence)
                    && (phrase.has_word("其")
                        || has(
                            sentence,
                            &["开通", "开设", "新设", "设立", "新建", "注册", "开办"],
                        )))
            && (obliges(sentence) || sentence.has_word("实行"))
            && !has(phrase, &["内容", "借用", "客户", "备注", "变更", "密码", "使用情况", "活动"])
    })
}

/// Each of whom has one account: 每名员工, 一人一号.
fn per(sentence: &str) -> Option<String> {
    const ONE_EACH: &[(&str, &str)] = &[
        ("一人一号", "人"),
        ("一人一账号", "人"),
        ("一店一号", "门店"),
        ("一部门一号", "部门"),
        ("一班一号", "班级"),
    ];
    let short = ONE_EACH.iter().find(|(words, _)| sentence.has_word(words));
    if let Some((_, per)) = short {
        return Some((*per).to_owned());
    }
    if let Some(by) = applied_with(sentence) {
        return Some(by);
    }
    let rest = ["每一位", "每位", "每一名", "每名", "每个", "每一个", "每家", "每"]
        .iter()
        .find_map(|word| after(sentence, word))?;
    let ends = [
        "只",
        "仅",
        "应",
        "须",
        "必须",
        "限",
        "使用",
        "可",
        "配",
        "都",
        "均",
        "一个",
        "需",
        "要",
        "由",
        "统一",
        "原则上",
        "分配",
        "有",
        ",",
        "，",
        "的",
    ];
    let people = before(rest, &ends)?;
    let fits = (1..=8).contains(&people.chars().count())
        && !has(people, &["月", "年", "周", "天", "日", "季", "次", "半"]);
    fits.then(|| people.to_owned())
}
