//! Rule kind `refer-authorities`: grave breaches are brought before authorities, if a person
//! decides so.

use model::Category;

use crate::clause::{Clause, Norm, Norms};
use crate::kind::{Built, Punishment};
use crate::reading::authorities;

crate::rule_kind! {
    /// ## 含义
    /// 出现违法犯罪一类的严重违规(色情、赌博、毒品、暴力、诈骗、传销、违法、病毒)时,请管理人员决定要不要
    /// 报告有关部门。用 `for` 写明规则名的,或者和别的规定写在一个规则块里的,就管那些规定。
    ///
    /// ## 用处
    /// 该报的事有人及时决定,不该报的不会自动报出去。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7
    /// [forbidden-content]
    /// categories = ["gambling", "insult"]
    /// ===
    /// [refer-authorities]
    /// ---
    /// 2026-03-02 10:00 u7: 线上赌场开户送彩金,百家乐都有   => forbidden-content remind; forbidden-content report
    /// 10:05 u7: 你这个傻逼,滚   => forbidden-content remind
    /// ```
    ///
    /// ## 限度
    /// 系统从不自己报告。只涉及时政、宗教、迷信的内容,任何时候都不因本条交人上报。
    "refer-authorities": "严重违法的报告有关部门",
    english: "the matter is reported or handed to authorities",
    family: Sanction, level: Assisted, part: Punishes,
    beside: true,
    params {}
    since: "0.1.0"
}

fn build(_params: Params) -> Built {
    Built::Punishment(Punishment::Referral)
}

/// Whether a person is to decide about telling authorities: where the article's own block or
/// `for` names the breach, else where its category is a crime. Never for opinions and beliefs.
#[must_use]
pub fn is_grave(category: Option<Category>, named: bool) -> bool {
    const CRIMES: [Category; 8] = [
        Category::Porn,
        Category::Gambling,
        Category::Drugs,
        Category::Violence,
        Category::Illegal,
        Category::Virus,
        Category::Fraud,
        Category::Pyramid,
    ];
    const OPINIONS: [Category; 3] =
        [Category::Politics, Category::Religion, Category::Superstition];
    match category {
        Some(category) if OPINIONS.contains(&category) => false,
        Some(category) => named || CRIMES.contains(&category),
        None => named,
    }
}

/// Authorities to whom something is handed, and the law by which somebody is held liable.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if authorities::refers(clause) {
        norms.push(Norm::new("refer-authorities"));
    }
}
