//! Rule kind `long-dialogue`: two people's long talk that nobody else takes part in.

use model::EventKind;
use policy::param::Count;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Certainty, Fact, Finder, Finding, Judges, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::content::long_dialogue_turns;
use crate::scene::{MemberIx, Scene};

/// The first turn that answers an answer.
const TURNS_MIN: u32 = 3;
/// More turns than anybody would wait for.
const TURNS_MAX: u32 = 200;

crate::rule_kind! {
    /// ## 含义
    /// 只有两个人在群里你一言我一语,轮到第 `turns` 次时提醒他们转为私聊。一个人连着说几句算一次;
    /// 有第三个人说话,或者半小时没有人说话,就重新算起。提醒一次以后也重新算起,两个人各记一次。
    ///
    /// ## 用处
    /// 两个人的长谈占了大家的时间,别人的消息也容易被淹没。
    ///
    /// ## 例子
    /// ```scenario
    /// [long-dialogue]
    /// turns = 4
    /// ---
    /// 2026-03-02 09:00 u7: 昨天的球看了吗
    /// 09:01 u8: 看了,真精彩
    /// 09:02 u7: 下半场更好看
    /// 09:03 u8: 是啊   => long-dialogue remind member=u8; long-dialogue remind member=u7
    /// 09:04 u7: 下周再看
    /// 09:05 u9: 我也看了
    /// ```
    ///
    /// ## 限度
    /// 只数轮次,不看内容:两个人谈工作也会数到。其中一人不受本条约束(如写在 `except` 里的管理员)
    /// 时不提醒,因为那多半是在答疑。
    "long-dialogue": "两个人的长谈请转为私聊",
    english: "long talks between two people move to private chat",
    family: Content, level: Auto, part: Finds,
    params {
        /// 两人轮流说到第几次时提醒
        with "turns" turns: Count<TURNS_MIN, TURNS_MAX> = "10",
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct LongDialogue {
    turns: u32,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(LongDialogue { turns: params.turns.0 }))
}

impl Finder for LongDialogue {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    /// Both are looked at, not only who speaks last.
    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (Some(actor), Some((last, before, turns))) = (scene.actor, scene.group.dialogue())
        else {
            return;
        };
        // The turn passes back to the one who spoke before, and only now is long enough.
        if actor != before || turns.saturating_add(1) < self.turns {
            return;
        }
        if !scene.concerns(actor) || !scene.concerns(last) {
            return;
        }
        let reason = format!("两个人轮流说到第 {} 次,规定是 {} 次以内", turns + 1, self.turns - 1);
        let finding = |member: MemberIx| {
            Outcome::Breach(Finding {
                member: Some(member),
                category: None,
                fact: Fact {
                    reason: reason.clone(),
                    said: "两个人的长谈请转为私聊,群里留给大家".to_owned(),
                },
                certainty: Certainty::Act,
                resets_window: true,
            })
        };
        out.extend([actor, last].map(finding));
    }
}

fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if let Some(turns) = long_dialogue_turns(clause) {
        let turns = turns.filter(|turns| (TURNS_MIN..=TURNS_MAX).contains(turns));
        norms.push(Norm::new("long-dialogue").with_some("turns", turns.map(i64::from)));
    }
}
