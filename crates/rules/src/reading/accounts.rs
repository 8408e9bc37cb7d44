//! Reading clauses about the organisation's accounts: whose they are, what they show, who has
//! their passwords, what becomes of them and of their customers.
//!
//! What is said of an account must stand near the word for it: a phrase that has both, or one
//! that goes on where the sentence named the account.

use policy::toml::Value;
use text::words;

use crate::clause::{Clause, Norm, Norms, forbids, has};
use crate::reading::cards::first_form;
use crate::reading::duties::obliges;
use crate::reading::people::{after, before, consenter, phrases};
use crate::reading::routines::cycle;

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
];
/// Accounts and groups that are not the organisation's own log-ins.
const OTHERS: &[&str] = &[
    "银行",
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

fn names_account(text: &str) -> bool {
    has(text, ACCOUNTS) && !has(text, OTHERS)
}

/// Whether a clause is about accounts by its headings, as its own text does not say of what.
fn under_accounts(clause: &Clause<'_>) -> bool {
    clause.headings.iter().rev().take(2).any(|heading| names_account(heading))
        || clause.lead.is_some_and(names_account)
}

/// Whether a sentence forbids, or stands in a list that a ban leads.
fn bans(clause: &Clause<'_>, sentence: &str) -> bool {
    forbids(sentence) || clause.lead.is_some_and(forbids)
}

// ---------------------------------------------------------------- designated-account

/// Accounts that the organisation gives out or registers, and no others.
pub(crate) fn designated(clause: &Clause<'_>, norms: &mut Norms) {
    let stated = clause.sentences().find(|sentence| {
        given_out(sentence)
            || uses_assigned(sentence)
            || no_own(clause, sentence)
            || filed(sentence)
    });
    if let Some(sentence) = stated {
        norms.push(Norm::new("designated-account").with_some("per", per(sentence)));
    }
}

/// 账号由公司统一注册: the organisation as a whole deals with accounts.
fn given_out(sentence: &str) -> bool {
    const VERBS: &[&str] = &[
        "提供", "配", "分配", "注册", "申请", "开通", "开设", "办理", "调配", "登记", "管理",
        "建立", "认证", "申领", "发放", "编号",
    ];
    names_account(sentence)
        && phrases(sentence).any(|phrase| {
            let unified = phrase.match_indices("统一").any(|(at, word)| {
                let rest = phrase.get(at + word.len()..).unwrap_or_default();
                VERBS.iter().any(|verb| rest.starts_with(verb))
            });
            let given = has(phrase, &["配发", "配备", "配给", "分配给"]) && obliges(phrase);
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
        let Some(at) = ACCOUNTS.iter().filter_map(|word| phrase.find(word)).min() else {
            return false;
        };
        let head = phrase.get(..at).unwrap_or_default();
        let tail = phrase.get(at..).unwrap_or_default();
        let Some(uses) = USES.iter().filter_map(|word| Some(head.rfind(word)? + word.len())).max()
        else {
            return false;
        };
        let kind = head.get(uses..).unwrap_or_default();
        // The account is the one that was assigned, or the organisation's own.
        let assigned = has(kind, ASSIGNED)
            || OWN.iter().any(|word| kind.ends_with(word) || kind.contains(word))
            || tail.starts_with("工作微信") && kind.is_empty();
        let only =
            has(phrase, &["只能", "只可", "仅能", "仅限", "必须", "一律", "须", "应", "统一"]);
        assigned
            && (only || obliges(phrase))
            && !forbids(phrase)
            && !has(phrase, &["密码", "头像", "昵称", "发布", "推送", "名义"])
    }) || applied_with(sentence).is_some()
}

/// 用…申请一个账号: by what each one gets theirs.
fn applied_with(sentence: &str) -> Option<String> {
    phrases(sentence).find_map(|phrase| {
        let rest = after(phrase, "用")?;
        let (by, account) =
            ["申请", "注册", "开通"].iter().find_map(|verb| rest.split_once(verb))?;
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
    if !bans(clause, sentence) || !names_account(sentence) {
        return false;
    }
    let made = phrases(sentence).any(|phrase| {
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
            && has(phrase, &["使用", "用", "通过"])
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
        let managed = !phrase.contains("纳入") || phrase.contains("管理");
        files
            && managed
            && (names_account(phrase)
                || names_account(sentence)
                    && (phrase.contains("其") || has(sentence, &["开通", "开设"])))
            && obliges(sentence)
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
    let short = ONE_EACH.iter().find(|(words, _)| sentence.contains(words));
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

// ---------------------------------------------------------------- account-profile

const FIELDS: &[&str] =
    &["名称", "命名", "昵称", "用户名", "头像", "签名", "简介", "介绍", "背景图", "主页", "资料"];
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
            .with_some("name", stated.iter().find_map(|sentence| name_wanted(sentence)))
            .with_some("avatar", wanted(text, &["头像"]))
            .with_some("signature", wanted(text, &["个性签名", "签名"])),
    );
}

fn states_profile(clause: &Clause<'_>, sentence: &str, above: bool) -> bool {
    /// Of the group, of a person in it, or what is published: other matters.
    const NOT: &[&str] =
        &["群昵称", "群名片", "群名称", "群内昵称", "本群昵称", "群头像", "在本群"];
    if has(sentence, NOT) || !(names_account(sentence) || own_data(sentence) || above) {
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
    let other = ["泄露", "透露", "移交", "交接", "删除", "发布的", "推送的", "客户的"];
    let stays = has(sentence, CHANGES) && (bans(clause, sentence) || consenter(sentence).is_some());
    let form = has(sentence, TRUE_TO_FORM)
        && (obliges(sentence) || has(sentence, &["确保", "保证", "统一", "保持", "必需"]));
    (stays || form) && !has(sentence, &other)
}

/// 微信资料, 账号的信息: data right behind the account that they describe.
fn own_data(sentence: &str) -> bool {
    const OF: &[&str] = &["账号", "帐号", "微信号", "微信", "微博", "公众号", "官微", "抖音"];
    const NEXT: &[&str] = &["的", "个人", "基本", "相关", "认证", "注册", "、"];
    OF.iter().any(|word| {
        sentence.match_indices(word).any(|(at, word)| {
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
    if !has(sentence, &["命名", "名称", "昵称", "用户名", "微信名", "账号名"])
        || has(sentence, CHANGES)
    {
        return None;
    }
    if let Some(form) = first_form(sentence) {
        return Some(form);
    }
    let named = ["命名", "名称", "昵称", "用户名", "微信名", "账号名"];
    let rest = named.iter().find_map(|word| after(sentence, word))?;
    let rest = ["必须", "应当", "必需", "应该", "应", "须", "要"]
        .iter()
        .find_map(|word| after(rest, word))?;
    let end = [",经", "，经", "经过", "经市", "后方可", "并经", "。", "("].iter();
    let end = end.filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
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
            .filter_map(|word| Some((rest.find(word)?, word.len())))
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

// ---------------------------------------------------------------- credential-custody

const SECRETS: &[&str] = &["密码", "口令", "登录凭证", "登陆凭证", "登录信息", "动态码", "密钥"];
const TWO_FACTOR: &[&str] = &[
    "双重验证",
    "双重认证",
    "双因素",
    "双因子",
    "两步验证",
    "二步验证",
    "两步认证",
    "二次验证",
    "多因素",
    "登录保护",
    "设备锁",
    "安全验证",
];
const LEAKS: &[&str] = &[
    "泄露",
    "泄漏",
    "外泄",
    "透露",
    "告知",
    "告诉",
    "提供给",
    "共享",
    "共用",
    "合用",
    "外借",
    "出借",
    "出租",
    "转借",
    "转让",
    "转租",
    "借给",
    "借与",
    "借用",
    "借他人",
    "交给他人",
    "给他人",
    "给别人",
    "分享",
    "买卖",
    "出售",
    "公开",
];
const KEEPS: &[&str] =
    &["保管", "保密", "妥善", "保护", "复杂", "强密码", "安全", "高强度", "专人", "管理"];

/// Passwords and devices kept safe, changed, never shared; log-in bound and proven.
pub(crate) fn custody(clause: &Clause<'_>, norms: &mut Norms) {
    let above = under_accounts(clause);
    let mut rotate = None;
    let mut two_factor = false;
    let mut stated = false;
    for sentence in clause.sentences() {
        // Advice against fraud and meeting codes speak of other people's passwords.
        if has(
            sentence,
            &["诈骗", "骗子", "陌生", "会议密码", "WIFI", "WiFi", "wifi", "银行", "支付密码"],
        ) || lends(sentence)
        {
            continue;
        }
        let account = names_account(sentence);
        let secret = has(sentence, SECRETS);
        if (account || above || secret) && has(sentence, TWO_FACTOR) {
            (stated, two_factor) = (true, true);
        }
        if secret && changes_secret(sentence) {
            stated = true;
            rotate = rotate.or_else(|| every(sentence));
        }
        stated |= secret && (kept(sentence) || leaked(clause, sentence))
            || account && (passed_on(clause, sentence) || kept_account(sentence))
            || account && bound(sentence)
            || watched_device(sentence, account || above);
    }
    if stated {
        let two_factor = two_factor.then_some(Value::Boolean(true));
        norms.push(
            Norm::new("credential-custody")
                .with_some("rotate", rotate)
                .with_some("two-factor", two_factor),
        );
    }
}

/// A password is looked after by somebody.
fn kept(sentence: &str) -> bool {
    phrases(sentence).any(|phrase| has(phrase, SECRETS) && has(phrase, KEEPS))
}

fn leaked(clause: &Clause<'_>, sentence: &str) -> bool {
    bans(clause, sentence) && has(sentence, LEAKS)
}

fn changes_secret(sentence: &str) -> bool {
    phrases(sentence).any(|phrase| {
        has(phrase, SECRETS)
            && has(phrase, &["更换", "修改", "更新", "变更", "重置", "更改", "换一次", "改密"])
    })
}

/// 每三个月, 每季度: how often a password is changed.
fn every(sentence: &str) -> Option<String> {
    let spans = words::spans(sentence);
    let each = spans.iter().find(|span| {
        let head = sentence.get(..span.start).unwrap_or_default();
        ["每", "每隔", "至少", "满", "不超过", "超过"].iter().any(|word| head.ends_with(word))
    });
    each.map(|span| span.value.to_string()).or_else(|| {
        let cycle =
            cycle(sentence).filter(|cycle| !cycle.ends_with("day") && sentence.contains('每'));
        cycle.map(str::to_owned)
    })
}

/// An account is not told or given to anybody else. Whose secrets other rules keep, such as a
/// customer's, are not meant.
fn passed_on(clause: &Clause<'_>, sentence: &str) -> bool {
    if !bans(clause, sentence) {
        return false;
    }
    phrases(sentence).any(|phrase| {
        let Some(at) = LEAKS.iter().filter_map(|word| phrase.find(word)).min() else {
            return false;
        };
        let direct = names_account(phrase);
        // 保护好账号,不得泄露给他人 goes on about the account.
        let goes_on = phrase.get(at..).is_some_and(|rest| {
            has(rest, &["给他人", "给别人", "给任何", "给未", "他人", "别人", "第三方", "外人"])
        });
        let of_others = has(
            phrase,
            &[
                "客户信息",
                "客户资料",
                "公司机密",
                "商业秘密",
                "内部信息",
                "聊天记录",
                "公开发布",
                "群内信息",
                "发布",
            ],
        );
        (direct || goes_on) && !of_others
    })
}

/// 保管好账号, 确保账号安全.
fn kept_account(sentence: &str) -> bool {
    phrases(sentence).any(|phrase| {
        names_account(phrase)
            && has(phrase, &["保管", "账号安全", "帐号安全", "账户安全", "的安全", "保护"])
            && !has(phrase, &["内容安全", "信息安全", "客户资料"])
    })
}

/// 账号绑定公司邮箱: log-in goes by something that the organisation has.
fn bound(sentence: &str) -> bool {
    has(sentence, &["绑定"])
        && obliges(sentence)
        && !has(sentence, &["绑定群", "绑定机器人", "银行卡", "房号"])
}

/// Devices with the account on them are not lost, lent or used by others; a stolen account is
/// reported.
fn watched_device(sentence: &str, account: bool) -> bool {
    let device = has(
        sentence,
        &["工作手机", "工作机", "配发的手机", "办公手机", "手机卡", "SIM卡", "电话卡"],
    ) && has(sentence, &["保管", "丢失", "遗失", "外借", "转借", "借给"]);
    let stolen = account
        && has(sentence, &["被盗", "盗号", "丢失"])
        && has(sentence, &["立即", "及时", "第一时间", "马上", "应", "须"])
        && !has(sentence, &["好友", "客户"]);
    let elsewhere = account
        && (has(sentence, &["退出登录", "及时退出", "退出账号"])
            || forbids(sentence)
                && has(sentence, &["登录", "登陆"])
                && has(
                    sentence,
                    &[
                        "公共",
                        "他人手机",
                        "他人电脑",
                        "他人设备",
                        "私人设备",
                        "非工作",
                        "网吧",
                        "陌生设备",
                    ],
                ));
    device || stolen || elsewhere
}

// ---------------------------------------------------------------- handover

const LEAVES: &[&str] = &[
    "离职",
    "离任",
    "离岗",
    "离开公司",
    "离开单位",
    "离开本",
    "调离",
    "调岗",
    "调动",
    "转岗",
    "退休",
    "卸任",
    "换届",
    "停职",
    "解聘",
    "解除劳动",
    "终止劳动",
    "不再担任",
    "岗位变动",
    "岗位调整",
    "人员变动",
    "人员变更",
    "辞职",
    "离校",
    "辞退",
    "职务变动",
    "工作变动",
    "交接时",
    "退任",
];
const HANDS: &[&str] = &[
    "交接",
    "移交",
    "交还",
    "归还",
    "上交",
    "交回",
    "退还",
    "转交",
    "收回",
    "继承",
    "转移给",
    "交给",
    "转给",
    "交由",
    "转让",
    "交予",
    "回收",
];

/// On leaving, accounts, customers, groups, records are handed over; nothing is deleted.
pub(crate) fn handover(clause: &Clause<'_>, norms: &mut Norms) {
    const THINGS: &[&str] = &[
        "客户",
        "资料",
        "密码",
        "手机",
        "好友",
        "权限",
        "记录",
        "粉丝",
        "工作",
        "微信",
        "微博",
        "群主",
        "管理权",
        "文件",
        "设备",
        "数据",
        "素材",
        "文档",
        "公章",
        "后台",
    ];
    let leaves = clause.sentences().any(|sentence| has(sentence, LEAVES));
    let led = clause.lead.is_some_and(|lead| has(lead, LEAVES))
        || clause.headings.last().is_some_and(|heading| {
            has(heading, LEAVES) && !has(heading, &["清退", "退群", "移出"])
        });
    if !leaves && !led {
        return;
    }
    let stated = clause.sentences().any(|sentence| {
        let about = has(sentence, LEAVES) || led || leaves && !has(sentence, &["入群", "进群"]);
        let things = names_account(sentence) || has(sentence, THINGS);
        let hands = has(sentence, HANDS) && !has(sentence, &["交接班", "转让群"]);
        let deletes = bans(clause, sentence)
            && has(sentence, &["删除", "清空", "注销", "解散", "带走", "格式化", "删好友", "拉黑"]);
        about && things && (hands || deletes)
    });
    if stated {
        norms.push(Norm::new("handover"));
    }
}

// ---------------------------------------------------------------- customer-assets

const CLIENTS: &[&str] = &["客户", "顾客", "客源", "买家", "粉丝", "学员", "患者", "会员"];
const PRIVATE: &[&str] = &[
    "私号",
    "个人号",
    "个人微信",
    "私人微信",
    "私人账号",
    "私人号",
    "个人账号",
    "自己的微信",
    "自己微信",
    "私人QQ",
    "个人QQ",
    "个人帐号",
    "私人帐号",
    "非工作微信",
    "私微",
];
const COMPANY: &[&str] = &[
    "公司微信",
    "公司账号",
    "公司帐号",
    "公司的微信",
    "工作微信",
    "工作号",
    "企业微信",
    "企业账号",
    "工作账号",
    "单位账号",
    "官方账号",
    "公司号",
    "统一账号",
    "门店账号",
    "学校账号",
    "机构账号",
];

/// Customers belong on the organisation's accounts and stay there.
pub(crate) fn customer_assets(clause: &Clause<'_>, norms: &mut Norms) {
    let stated = clause.sentences().any(|sentence| {
        let clients = has(sentence, CLIENTS);
        let contacts = clients || has(sentence, &["好友", "联系人"]);
        let moves = has(sentence, &["加", "引流", "导流", "引导", "转移", "导入", "存"]);
        let to_private = contacts && moves && has(sentence, PRIVATE) && bans(clause, sentence);
        let to_company = clients
            && phrases(sentence).any(|phrase| {
                has(phrase, COMPANY)
                    && has(
                        phrase,
                        &[
                            "加到",
                            "加至",
                            "加入到",
                            "添加",
                            "加为",
                            "沉淀",
                            "导入",
                            "加客户",
                            "加在",
                        ],
                    )
                    && obliges(sentence)
            });
        let account = names_account(sentence) || has(sentence, COMPANY) || under_accounts(clause);
        let deletes = contacts
            && account
            && bans(clause, sentence)
            && !has(sentence, LEAVES)
            && has(sentence, &["删除", "拉黑", "屏蔽", "删掉"])
            && !has(sentence, &["聊天记录", "记录"]);
        let takes = clients
            && bans(clause, sentence)
            && phrases(sentence).any(|phrase| {
                has(phrase, &["带走", "据为己有", "占为己有", "私自转移", "飞单", "截留"])
            });
        let owned = has(
            sentence,
            &["客户资源", "客户资料", "客户信息", "客户均", "客户好友", "所加客户", "客户数据"],
        ) && has(
            sentence,
            &[
                "归公司",
                "归单位",
                "归企业",
                "属于公司",
                "属公司",
                "公司所有",
                "公司资产",
                "公司财产",
                "归机构",
                "归门店",
                "归本店",
                "属于单位",
            ],
        );
        to_private || to_company || deletes || takes || owned
    });
    if stated {
        norms.push(Norm::new("customer-assets"));
    }
}

// ---------------------------------------------------------------- account-delegation

/// Log-in rights that others may have with somebody's consent.
pub(crate) fn delegation(clause: &Clause<'_>, norms: &mut Norms) {
    if let Some(sentence) = clause.sentences().find(|sentence| lends(sentence)) {
        let approver = consenter(sentence).or_else(|| {
            let named = after(sentence, "由")
                .and_then(|rest| before(rest, &["批准", "同意", "审批", "授权"]))?;
            (2..=12).contains(&named.chars().count()).then(|| named.to_owned())
        });
        norms.push(Norm::new("account-delegation").with_some("approver", approver));
    }
}

/// Log-in goes to somebody else, and somebody consents to it.
fn lends(sentence: &str) -> bool {
    const RIGHTS: &[&str] = &[
        "登录权",
        "登陆权",
        "登录权限",
        "登陆权限",
        "管理权限",
        "后台权限",
        "使用权限",
        "运营权限",
        "操作权限",
        "使用权",
        "发布权限",
    ];
    const LENDS: &[&str] = &[
        "授权给",
        "授权",
        "授予",
        "借用",
        "借给",
        "出借",
        "外借",
        "借出",
        "转借",
        "开放给",
        "开通给",
        "临时使用",
        "交由",
        "提供给",
        "移交给",
        "代为登录",
        "代登录",
    ];
    const CONSENT: &[&str] = &["同意", "批准", "审批", "许可", "申请", "报备", "核准"];
    // 未经授权不得 is no lending.
    let plain = sentence.replace("未经授权", "").replace("未授权", "");
    let rights = has(&plain, RIGHTS) || names_account(&plain) || has(&plain, SECRETS);
    let lent = phrases(&plain).any(|phrase| {
        has(phrase, LENDS) && (has(phrase, RIGHTS) || names_account(phrase) || has(phrase, SECRETS))
    });
    rights
        && lent
        && has(&plain, CONSENT)
        && !has(&plain, LEAVES)
        && !has(&plain, &["发布内容", "对外授权", "肖像", "著作"])
}
