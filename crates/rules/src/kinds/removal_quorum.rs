//! Rule kind `removal-quorum`: a removal takes several administrators, or the owner's consent.

use model::Span;
use policy::param::Count;

use crate::clause::{Clause, Norm, Norms};
use crate::kind::{Built, Procedure};
use crate::reading::{quorum, stewards};

crate::rule_kind! {
    /// ## 含义
    /// 移出成员前,要有 `admins` 名不同的管理员同意,群主一人同意也行。`counted` 内已经移出的人达到
    /// `owner-if-over` 以后,再移出就必须群主同意。等到 `within` 还没有得到同意的,按不移出结案。
    ///
    /// ## 用处
    /// 移出是最重的处理,不由一个人说了算。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) ann(admin) bob(admin) u7
    /// [quiet-hours]
    /// from = "22:00"
    /// to = "07:30"
    /// [sanction]
    /// actions = ["remove"]
    /// [removal-quorum]
    /// admins = 2
    /// ---
    /// 2026-03-02 21:50 u7: 晚安
    /// 22:15 u7: 在吗   => quiet-hours remove status=pending needs.count=2 case=g-1
    /// 22:20 ann {"kind":"approve","case":"g-1"}   => quiet-hours remove status=pending needs.count=1
    /// 22:21 ann {"kind":"approve","case":"g-1"}   => quiet-hours reply text~已经表过态
    /// 22:30 bob {"kind":"approve","case":"g-1"}   => quiet-hours remove status=done
    /// ```
    ///
    /// ## 限度
    /// 只管系统提出的移出;有人在平台上直接移出成员,系统只能记下来。当事人不能对自己的事表态。
    "removal-quorum": "移出成员要经几名管理员或群主同意",
    english: "a removal takes the consent of several administrators or of the owner",
    family: Process, level: Auto, part: Governs,
    params {
        /// 要几名不同的管理员同意;不写就是一名
        maybe "admins" admins: Count<1, 20>,
        /// 已经移出几人以后,再移出要群主同意;0 表示每次都要
        maybe "owner-if-over" owner_if_over: Count<0, 10_000>,
        /// 移出的人数在多长时间内累计
        with "counted" counted: Span = "30d",
        /// 等多久没有得到同意就作罢
        with "within" within: Span = "7d",
    }
    since: "0.1.0"
}

fn build(params: Params) -> Built {
    Built::Procedure(Procedure::RemovalQuorum {
        admins: params.admins.and_then(|admins| u8::try_from(admins.0).ok()),
        owner_if_over: params.owner_if_over.map(|most| most.0),
        counted: params.counted,
        within: params.within,
    })
}

/// A removal, and whose consent it takes.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        let Some(quorum) = quorum::quorum(sentence) else {
            if stewards::removed_after_talk(sentence) {
                norms.push(Norm::new("removal-quorum"));
                return;
            }
            continue;
        };
        norms.push(
            Norm::new("removal-quorum")
                .with_some("admins", quorum.admins.map(i64::from))
                .with_some("owner-if-over", quorum.owner_if_over.map(i64::from)),
        );
        return;
    }
}
