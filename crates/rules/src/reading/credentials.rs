//! Reading clauses about log-ins: who keeps passwords and devices, how often they change, to whom
//! log-in rights may be lent.

use policy::toml::Value;
use text::words;

use crate::clause::{Clause, Norm, Norms, Words, forbids, has};
use crate::reading::accounts::{bans, names_account, under_accounts};
use crate::reading::duties::obliges;
use crate::reading::leaving::LEAVES;
use crate::reading::people::{after, before, consenter, phrases};
use crate::reading::routines::cycle;

const SECRETS: &[&str] = &[
    "密码",
    "口令",
    "登录凭证",
    "登陆凭证",
    "登录信息",
    "动态码",
    "密钥",
    "token",
    "Token",
    "验证码",
];
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
        if (account || above || secret || has(sentence, &["登录", "登陆", "后台"]))
            && has(sentence, TWO_FACTOR)
        {
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
        !has(phrase, &["头像", "昵称", "名称", "资料", "手机号"])
            && has(
                phrase,
                &["更换", "修改", "更新", "变更", "重置", "更改", "换一次", "改密", "一换", "一改"],
            )
    })
}

/// 每三个月, 每季度: how often a password is changed.
fn every(sentence: &str) -> Option<String> {
    let spans = words::spans(sentence);
    let each = spans.iter().find(|span| {
        let head = sentence.get(..span.start).unwrap_or_default();
        let rest = sentence.get(span.end..).unwrap_or_default();
        // 45天一换.
        let again = ["一换", "换一次", "更换一次", "一改", "改一次"];
        ["每", "每隔", "至少", "满", "不超过", "超过"].iter().any(|word| head.ends_with(word))
            || again.iter().any(|word| rest.starts_with(word))
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
        let Some(at) = LEAKS.iter().filter_map(|word| phrase.place_of(word)).min() else {
            return false;
        };
        let direct = names_account(phrase);
        // 保护好账号,不得泄露给他人 goes on about the account.
        let goes_on = phrase.get(at..).is_some_and(|rest| {
            has(
                rest,
                &[
                    "给他人",
                    "给别人",
                    "给任何",
                    "给未",
                    "他人",
                    "别人",
                    "第三方",
                    "外人",
                    "同事",
                    "同学",
                    "亲友",
                ],
            )
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
