//! Reading clauses about what stays when people go: accounts, customers, records are handed
//! over, and customers are the organisation's.

use crate::clause::{Clause, Norm, Norms, has};
use crate::reading::accounts::{bans, names_account, under_accounts};
use crate::reading::duties::obliges;
use crate::reading::people::phrases;

pub(crate) const LEAVES: &[&str] = &[
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
        let revokes = has(sentence, &["解除", "收回", "移除", "取消", "变更", "转移"])
            && has(sentence, &["权限", "管理员", "运营者", "运营人员"]);
        let hands = (revokes || has(sentence, HANDS)) && !has(sentence, &["交接班", "转让群"]);
        let deletes = bans(clause, sentence)
            && has(sentence, &["删除", "清空", "注销", "解散", "带走", "格式化", "删好友", "拉黑"]);
        about && things && (hands || deletes)
    });
    if stated {
        norms.push(Norm::new("handover"));
    }
}

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
            && !has(sentence, LEAVES)
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
