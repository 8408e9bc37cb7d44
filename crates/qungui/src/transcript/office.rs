//! What is done for the organisation, in Chinese words: requests with their account and time,
//! accounts, customers.

use serde_json::{Value, json};

use super::deed::{Around, Fields, fields};
use super::posted;
use super::words::{after, brackets, parts, unquoted};

/// What is said in brackets behind a request, an account or a customer.
#[derive(Default)]
struct Particulars {
    title: Option<String>,
    account: Option<String>,
    holder: Option<String>,
    until: Option<String>,
}

/// `(春季招新,账号公众号甲,3月6日 16:10)`: a title or a name, the account, the time.
fn particulars(note: Option<&str>, around: &Around<'_>) -> Particulars {
    let mut found = Particulars::default();
    for part in parts(note.unwrap_or_default(), &[',', '，', ';', '；']) {
        let time = after(part, &["到", "至"]).unwrap_or(part);
        if let Some(account) = after(part, &["账号"]).map(name) {
            found.account = Some(account);
        } else if let Some(holder) = after(part, &["持有人"]).map(name) {
            found.holder = Some(holder);
        } else if let Some(at) = (around.when)(time) {
            found.until = Some(at);
        } else {
            found.title = Some(part.to_owned());
        }
    }
    found
}

/// A name as it is written after a verb: `:张女士`, `“公众号甲”`.
fn name(text: &str) -> String {
    unquoted(text.trim().trim_start_matches([':', '：'])).to_owned()
}

/// What somebody asks consent for.
pub(super) fn asked(head: &str, tail: &str, around: &Around<'_>) -> Option<Fields> {
    let (plain, note) = brackets(head);
    // Behind these stands the account.
    const OF_ACCOUNT: &[(&[&str], &str)] = &[
        (&["申请借用账号", "申请授权登录账号", "申请登录账号"], "delegate"),
        (&["申请改账号资料", "申请修改账号资料", "申请变更账号资料"], "profile"),
    ];
    let mut told = particulars(note, around);
    let of_account = OF_ACCOUNT.iter().find_map(|(words, what)| {
        let account = name(after(plain, words)?);
        Some((*what, account))
    });
    let what = match (of_account, plain) {
        (Some((what, account)), _) => {
            told.account = told.account.or(Some(account).filter(|name| !name.is_empty()));
            what
        }
        (None, "请假") => "leave",
        (None, "申请退群") => "exit",
        (None, "申请发帖" | "申请发消息" | "申请发广告" | "申请转发") => "post",
        (None, "申请发布" | "申请发文" | "提交文章" | "提交稿件") => "publish",
        (None, "申请群发") => "broadcast",
        (None, "申请建群") => "group",
        (None, "申请办活动" | "申请组织活动" | "发起活动") => "event",
        (None, "申请活动方案" | "提交方案" | "提交活动方案") => "campaign",
        (None, "申请授权") => "delegate",
        (None, "申请删客户" | "申请删除客户") => "delete-contact",
        (None, "上报" | "上报问题" | "上报难题") => "escalate",
        _ => return None,
    };
    let mut found = fields(&[("kind", json!("request")), ("what", json!(what))]);
    let said = posted::message(tail, around.known);
    let filled = |value: &&Value| value.as_str().is_none_or(|text| !text.is_empty());
    for field in ["text", "media"] {
        found.extend(said.get(field).filter(filled).map(|is| (field.to_owned(), is.clone())));
    }
    found.extend(told.title.map(|title| ("title".to_owned(), json!(title))));
    found.extend(told.account.map(|account| ("channel".to_owned(), json!(account))));
    found.extend(told.until.map(|until| ("for".to_owned(), json!(until))));
    Some(found)
}

/// What a customer says: `客户投诉(张女士,账号客服01):…`.
pub(super) fn customer(head: &str, tail: &str, around: &Around<'_>) -> Option<Fields> {
    let (plain, note) = brackets(head);
    let what = match after(plain, &["客户", "顾客"])? {
        "投诉" => "complaint",
        "咨询" | "询问" | "问" => "inquiry",
        _ => "other",
    };
    let told = particulars(note, around);
    let mut found =
        fields(&[("kind", json!("customer")), ("what", json!(what)), ("text", json!(tail))]);
    found.extend(told.title.map(|name| ("customer".to_owned(), json!(name))));
    found.extend(told.account.map(|account| ("account".to_owned(), json!(account))));
    Some(found)
}

/// What somebody does with an account: `登记账号甲`, `把账号甲借给小王(到3月5日 18:00)`.
pub(super) fn account(actor: &str, words: &str, around: &Around<'_>) -> Option<Fields> {
    let (plain, note) = brackets(words);
    let told = particulars(note, around);
    let event = |account: &str, change: &str, more: &[(&str, Value)]| {
        let account = name(account);
        let mut found = fields(&[
            ("kind", json!("account")),
            ("account", json!(account)),
            ("change", json!(change)),
        ]);
        found.extend(fields(more));
        (!account.is_empty()).then_some(found)
    };
    if let Some(rest) = after(plain, &["登记账号"]) {
        let holder = told.holder.as_deref().unwrap_or(actor);
        return event(rest, "registered", &[("holder", json!(holder))]);
    }
    if let Some(rest) = after(plain, &["归还账号", "收回账号"]) {
        return event(rest, "returned", &[]);
    }
    if let Some(rest) = after(plain, &["注销账号"]) {
        return event(rest, "deleted", &[]);
    }
    if let Some(rest) = after(plain, &["把账号", "将账号"]) {
        const GIVEN: &[(&str, &str)] =
            &[("借给", "lent"), ("移交给", "handed-over"), ("交给", "handed-over")];
        let (account, to, change) = GIVEN.iter().find_map(|(verb, change)| {
            let (account, to) = rest.split_once(verb)?;
            Some((account, name(to), *change))
        })?;
        let mut found = event(account, change, &[("to", json!(to))])?;
        found.extend(told.until.map(|until| ("for".to_owned(), json!(until))));
        return Some(found);
    }
    if let Some(rest) = after(plain, &["用账号"]) {
        const CONTACTS: &[(&str, &str)] = &[
            ("加客户", "contact-added"),
            ("删除客户", "contact-deleted"),
            ("删客户", "contact-deleted"),
        ];
        let (account, customer, change) = CONTACTS.iter().find_map(|(verb, change)| {
            let (account, customer) = rest.split_once(verb)?;
            Some((account, name(customer), *change))
        })?;
        return event(account, change, &[("customer", json!(customer))]);
    }
    profile(words, event)
}

/// `更换账号甲的密码`, `改账号甲的名称为某某公司-张三`, `换账号甲的头像`.
fn profile(
    words: &str,
    event: impl Fn(&str, &str, &[(&str, Value)]) -> Option<Fields>,
) -> Option<Fields> {
    let rest = after(words, &["更换账号", "修改账号", "换账号", "改账号"])?;
    if let Some(account) = rest.strip_suffix("的密码") {
        return event(account, "credential", &[]);
    }
    if let Some(account) = rest.strip_suffix("的头像") {
        return event(account, "profile", &[("hash", json!(words))]);
    }
    const PARTS: &[(&str, &str)] = &[("的名称为", "name"), ("的签名为", "signature")];
    PARTS.iter().find_map(|(part, field)| {
        let (account, now) = rest.split_once(part)?;
        event(account, "profile", &[(field, json!(name(now)))])
    })
}

#[cfg(test)]
mod tests {
    use super::super::deed::deed;
    use super::*;

    #[test]
    fn requests_accounts_and_customers() {
        let when = |text: &str| (text == "3月5日 18:00").then(|| "T".to_owned());
        let around = Around {
            known: &["小王".to_owned(), "小李".to_owned()],
            last_id_of: &|_| None,
            notice: None,
            date: "2026-03-02".to_owned(),
            offset: "+08:00".to_owned(),
            when: &when,
        };
        for (words, wanted) in [
            (
                "申请发布(招新,账号公众号甲,3月5日 18:00):欢迎[图片×2]",
                json!({"what": "publish", "title": "招新", "channel": "公众号甲", "for": "T",
                    "text": "欢迎", "media": [{"kind": "image"}, {"kind": "image"}]}),
            ),
            (
                "申请借用账号公众号甲(到3月5日 18:00):办活动",
                json!({"what": "delegate", "channel": "公众号甲", "for": "T", "text": "办活动"}),
            ),
            ("申请改账号资料客服01", json!({"what": "profile", "channel": "客服01"})),
            ("申请删客户:张女士", json!({"what": "delete-contact", "text": "张女士"})),
            ("上报:客户要求赔偿", json!({"what": "escalate", "text": "客户要求赔偿"})),
            ("申请群发(周报)", json!({"what": "broadcast", "title": "周报"})),
            ("登记账号客服01", json!({"change": "registered", "holder": "小王"})),
            ("登记账号客服01(持有人小李)", json!({"change": "registered", "holder": "小李"})),
            (
                "把账号客服01借给小李(到3月5日 18:00)",
                json!({"account": "客服01", "change": "lent", "to": "小李", "for": "T"}),
            ),
            ("把账号“客服01”交给小李", json!({"account": "客服01", "change": "handed-over"})),
            ("归还账号客服01", json!({"account": "客服01", "change": "returned"})),
            ("注销账号客服01", json!({"change": "deleted"})),
            ("更换账号客服01的密码", json!({"account": "客服01", "change": "credential"})),
            ("换账号客服01的头像", json!({"account": "客服01", "change": "profile"})),
            ("改账号客服01的名称为甲-王五", json!({"change": "profile", "name": "甲-王五"})),
            (
                "用账号客服01加客户张女士",
                json!({"account": "客服01", "change": "contact-added", "customer": "张女士"}),
            ),
            ("用账号客服01删客户张女士", json!({"change": "contact-deleted"})),
        ] {
            let found = Value::Object(deed(Some("小王"), words, &around).unwrap_or_default());
            for (field, value) in wanted.as_object().unwrap() {
                assert_eq!(&found[field], value, "{words}: {field}");
            }
        }
        let found = deed(None, "客户投诉(张女士,账号客服01):太慢", &around).unwrap();
        assert_eq!(found["customer"], "张女士");
        assert_eq!(found["account"], "客服01");
        for words in ["登记账号", "把账号甲收好", "用账号甲发消息", "改账号甲"]
        {
            assert_eq!(deed(Some("小王"), words, &around), None, "{words}");
        }
    }
}
