//! Rule kind `onboarding`: new members are welcomed and told the rules.

use model::EventKind;
use policy::param::Who;

use crate::clause::{Clause, Norms};
use crate::finder::{Fact, Finder, NewTask, Outcome, Outcomes, POLICY_TITLE, Saying};
use crate::kind::Built;
use crate::reading::members;
use crate::scene::Scene;

crate::rule_kind! {
    /// ## 含义
    /// 有人进群时在群里发一段欢迎的话,请新成员看群规。`message` 是这段话,里面的 `{制度}` 会换成
    /// 本制度的名称;不写就用一段通用的话。写了 `by` 的,同时请这些人去接待新成员。
    ///
    /// ## 用处
    /// 新成员一来就知道规矩,也知道该问谁。
    ///
    /// ## 例子
    /// ```scenario
    /// [onboarding]
    /// message = "欢迎加入!请改好群昵称,并读一读{制度}。"
    /// ---
    /// 2026-03-02 09:00 u8 {"kind":"join"}   => onboarding send text~《测试群规》
    /// 09:01 u8: 大家好
    /// ```
    ///
    /// 请管理员接待:
    ///
    /// ```scenario
    /// [onboarding]
    /// by = "admin"
    /// ---
    /// 2026-03-02 09:00 u8 {"kind":"join"}   => onboarding send text~欢迎; onboarding task to=admin member=u8
    /// ```
    ///
    /// ## 限度
    /// 每有一个人进群就发一次;短时间进来很多人的群,宜请管理员集中欢迎。已经离开单位的人进群,
    /// 不欢迎。
    "onboarding": "欢迎新成员,告知群规",
    english: "new members are welcomed and told the rules",
    family: Member, level: Auto, part: Finds,
    params {
        /// 欢迎的话;{制度} 会换成本制度的名称
        with "message" message: String = "欢迎新成员!本群按{制度}管理,请抽空看一看,有不清楚的可以随时问管理员。",
        /// 由谁接待
        maybe "by" by: Who,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct Onboarding {
    message: String,
    by: Option<Who>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(Onboarding { message: params.message, by: params.by }))
}

impl Finder for Onboarding {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Join]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(ix) = scene.actor else { return };
        if scene.group.member(ix).is_none_or(|member| member.left_organisation) {
            return;
        }
        out.push(Outcome::Say(Saying::here(self.message.clone(), "新成员进群")));
        if let Some(by) = &self.by {
            let said = format!("有新成员 {} 进群,请去欢迎,介绍{POLICY_TITLE}", scene.group.id(ix));
            let fact = Fact { reason: "新成员进群,请人接待".to_owned(), said };
            out.push(Outcome::Task(NewTask::new(fact, by.clone())));
        }
    }
}

/// New members with words of welcome, help or instruction.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    members::onboarding(clause, norms);
}
