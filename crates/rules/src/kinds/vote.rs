//! Rule kind `vote`: members decide by vote.

use model::event::EventBody;
use model::{EventKind, Role, Span};
use policy::param::{ParamType, Shape, Who};
use policy::toml::Value;

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Fact, Finder, NewTask, Outcome, Outcomes, Saying};
use crate::kind::Built;
use crate::lead::Lead;
use crate::people::brief;
use crate::reading::ballots;
use crate::register::Entry;
use crate::scene::{GroupView, MemberIx, Moment, Scene};

policy::words! {
    /// Of what the share is.
    pub enum Of {
        /// Of the votes that were cast; abstentions are none.
        Votes = "votes",
        /// Of everybody who might vote.
        Members = "members",
    }
}

/// How large a part must agree: `1/2` or `50%` means more than half, any other at least so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    above: u32,
    below: u32,
}

impl ParamType for Part {
    const SHAPE: Shape = Shape::Text;
    fn read(value: &Value) -> Option<Self> {
        let text = value.as_str()?.trim();
        let (above, below) = match text.strip_suffix('%') {
            Some(percent) => (percent.trim().parse().ok()?, 100),
            None => {
                let (above, below) = text.split_once('/')?;
                (above.trim().parse().ok()?, below.trim().parse().ok()?)
            }
        };
        ((1..=below).contains(&above) && below <= 1_000).then_some(Part { above, below })
    }
}

impl Part {
    /// The least number of votes that are enough, of so many.
    fn least(self, of: usize) -> usize {
        let (above, below) = (self.above as usize, self.below as usize);
        let half = above * 2 == below;
        let exact = (of * above).div_ceil(below.max(1));
        if half { of / 2 + 1 } else { exact.max(1) }
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 成员提议表决(`request`,`what` 为 `vote`,`title` 是问题)后,提议时在群里的成员在 `within` 内
    /// 投票(`vote`,`case` 是表决的编号,`choice` 写同意、反对或弃权)。一人一票,结束前可以改。赞成的达到
    /// `share` 就通过:`"1/2"`(或 `"50%"`)是超过半数,其他是达到。`of` 写 `votes` 的按投出的票算(弃权不算),写
    /// `members` 的按全体能投票的人算。结果已定的提前结束,并在群里公布;通过的,请管理员落实。
    ///
    /// ## 用处
    /// 大家的事大家定,谁投没投、够不够数,一清二楚。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [vote]
    /// within = "2d"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"request","what":"vote","title":"周五改为线上读书会"}   => vote task case=g-1; vote send text~周五改为线上读书会
    /// 09:10 u7 {"kind":"vote","case":"g-1","choice":"同意"}
    /// 09:20 u8 {"kind":"vote","case":"g-1","choice":"反对"}
    /// 09:30 u8 {"kind":"vote","case":"g-1","choice":"同意"}   => vote send text~通过; vote task to=admin
    /// ```
    /// 到期按投出的票算:
    /// ```scenario
    /// members: ann(admin) u7 u8 u9
    /// [vote]
    /// within = "1d"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"request","what":"vote","title":"换群主"}   => vote task; vote send
    /// 09:10 u7 {"kind":"vote","case":"g-1","choice":"同意"}
    /// 09:20 u8 {"kind":"vote","case":"g-1","choice":"反对"}
    /// 2026-03-03 09:01 tick   => vote send text~没有通过
    /// ```
    ///
    /// ## 限度
    /// 一份制度里有几条表决的规定,一次表决只按其中一条办。
    /// 只认 `vote` 事件里的票,不认群里随口说的话和平台自带的投票。谁能提议写在 `by`,不写就是人人可以。
    "vote": "重要的事由成员表决",
    english: "members decide by vote",
    family: Process, level: Assisted, part: Governs,
    params {
        /// 表决什么事
        maybe "what" what: String,
        /// 赞成的达到多少就通过,如 "1/2"、"2/3"、"60%"
        with "share" share: Part = "1/2",
        /// 按投出的票算,还是按全体能投票的人算
        with "of" of: Of = "votes",
        /// 投票多长时间结束
        with "within" within: Span = "3d",
        /// 谁可以提议
        with "by" by: Who = "全体成员",
    }
    since: "0.1.0"
}

/// The list of votes that are open: the key is the event that proposed it, `text` the question,
/// `number` how many may vote.
const OPEN: &str = "vote";
/// The list of ballots: `vote/member`, 1, 0 or -1.
const BALLOTS: &str = "ballot";

/// The list of the rules of this kind: one of them holds the vote.
const LEAD: &str = "vote-rules";

#[derive(Debug)]
struct Vote {
    share: Part,
    of: Of,
    within: Span,
    by: Who,
    lead: Lead,
}

fn build(params: Params) -> Built {
    let Params { share, of, within, by, what: _ } = params;
    let lead = Lead::new(LEAD, 0, &(share, of, within, &by));
    Built::Finder(Box::new(Vote { share, of, within, by, lead }))
}

/// Ballots of a vote.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    yes: usize,
    no: usize,
    abstain: usize,
}

impl Tally {
    fn of(key: &str, group: &dyn GroupView, latest: Option<(&str, i64)>) -> Tally {
        let mut tally = Tally::default();
        let begins = format!("{key}/");
        let entries = group.entries(BALLOTS, &begins);
        let earlier = entries
            .iter()
            .filter(|entry| {
                latest.is_none_or(|(id, _)| entry.key.strip_prefix(&begins) != Some(id))
            })
            .map(|entry| entry.number);
        for choice in earlier.chain(latest.map(|(_, choice)| choice)) {
            match choice {
                1 => tally.yes += 1,
                -1 => tally.no += 1,
                _ => tally.abstain += 1,
            }
        }
        tally
    }
}

impl Vote {
    fn propose(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { title, text, .. } = &scene.event.body else { return };
        let Some(proposer) = scene.actor else { return };
        if !scene.group.is(proposer, &self.by) {
            out.push(Outcome::Refuse(Fact::plain("按规定,这样的表决要由别的成员提议")));
            return;
        }
        let question = title.as_deref().or(text.as_deref()).unwrap_or("提议的事");
        let question = brief(question);
        let key = scene.event_name();
        let person = |ix: &MemberIx| !scene.group.id(*ix).starts_with('@');
        let voters = scene.concerned().iter().filter(|ix| person(ix)).count();
        let due = scene.zone.add(scene.now, self.within);
        let fact = Fact {
            reason: format!("表决:{question},{voters} 人可以投票"),
            said: format!("请投票:{question}"),
        };
        let task = NewTask::new(fact, Who::Role(Role::Member)).tag(&*key);
        out.push(Outcome::Task(task));
        let number = i64::try_from(voters).unwrap_or(i64::MAX);
        let entry = Entry::new(OPEN, &key).of(Some(proposer)).number(number);
        out.push(Outcome::Enter(entry.text(&question).due(due)));
        let until = self.within.in_words();
        let text = format!("请大家在{until}内投票(同意、反对或弃权):{question}");
        out.push(Outcome::Say(Saying::here(text, "成员提议表决")));
    }

    fn cast(&self, case: &str, choice: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(voter) = scene.actor else { return };
        let key = scene.group.tag_of_case(case).unwrap_or(case);
        let Some(vote) = scene.group.entry(OPEN, key) else { return };
        let (Some(choice), true) = (read(choice), may_vote(voter, vote, scene)) else { return };
        let id = scene.group.id(voter);
        out.push(Outcome::Enter(
            Entry::new(BALLOTS, &format!("{key}/{id}")).of(Some(voter)).number(choice),
        ));
        let tally = Tally::of(key, scene.group, Some((id, choice)));
        let voters = usize::try_from(vote.number).unwrap_or(0);
        let waiting = voters.saturating_sub(tally.yes + tally.no + tally.abstain);
        // Decided: the votes that are missing cannot change it any more.
        let passes = tally.yes >= self.share.least(voters);
        let most = match self.of {
            Of::Members => voters,
            Of::Votes => tally.yes + waiting + tally.no,
        };
        let fails = tally.yes + waiting < self.share.least(most);
        if passes || fails || waiting == 0 {
            out.push(Outcome::Strike { list: OPEN.to_owned(), key: key.to_owned() });
            self.close(vote, tally, &scene.moment(), out);
        }
    }

    fn close(&self, vote: &Entry, tally: Tally, moment: &Moment<'_>, out: &mut Outcomes) {
        let voters = usize::try_from(vote.number).unwrap_or(0);
        let of = match self.of {
            Of::Members => voters,
            Of::Votes => tally.yes + tally.no,
        };
        let passed = tally.yes > 0 && tally.yes >= self.share.least(of);
        let result = if passed { "通过" } else { "没有通过" };
        let counts =
            format!("同意 {} 票,反对 {} 票,弃权 {} 票", tally.yes, tally.no, tally.abstain);
        let text = format!("表决结果:{},{counts},{result}。", vote.text);
        let reason = format!("表决结束:{counts},共 {voters} 人可以投票");
        out.push(Outcome::Say(Saying::here(text, reason)));
        out.push(Outcome::Withdraw(vote.key.clone()));
        if passed {
            let said = format!("表决已通过,请落实:{}", vote.text);
            let fact = Fact { reason: format!("表决通过:{counts}"), said };
            let task = NewTask::new(fact, Who::Role(Role::Admin)).about(vote.member);
            out.push(Outcome::Task(task.tag(format!("{}/passed", vote.key))));
        }
        for ballot in moment.group.entries(BALLOTS, &format!("{}/", vote.key)) {
            let (list, key) = (BALLOTS.to_owned(), ballot.key.clone());
            out.push(Outcome::Strike { list, key });
        }
    }
}

/// Who was there when it was proposed, and whom the rule is for.
fn may_vote(voter: MemberIx, vote: &Entry, scene: &Scene<'_>) -> bool {
    let here = scene
        .group
        .member(voter)
        .is_some_and(|member| member.present && member.joined_or(scene.group.began()) <= vote.at);
    here && scene.concerns(voter)
}

/// 1 for, -1 against, 0 neither; none where it cannot be read.
fn read(choice: &str) -> Option<i64> {
    let choice = choice.trim().to_lowercase();
    match choice.as_str() {
        "同意" | "赞成" | "支持" | "yes" | "y" | "1" | "是" | "可以" => Some(1),
        "反对" | "不同意" | "不赞成" | "不支持" | "no" | "n" | "-1" | "否" => Some(-1),
        "弃权" | "abstain" | "0" | "中立" => Some(0),
        _ => None,
    }
}

impl Finder for Vote {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request, EventKind::Vote]
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.lead.begins("", moment, out);
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if !self.lead.acts(scene.group, scene.edition) {
            return;
        }
        match &scene.event.body {
            EventBody::Request { what, .. } if what == "vote" => self.propose(scene, out),
            EventBody::Vote { case, choice } => {
                self.cast(case, choice.as_deref().unwrap_or_default(), scene, out);
            }
            _ => {}
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        if entry.list == OPEN {
            self.close(entry, Tally::of(&entry.key, moment.group, None), moment, out);
        }
    }
}

/// A decision that members take by vote, with what share must agree.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    let Some(vote) = ballots::vote(clause) else { return };
    norms.push(
        Norm::new("vote")
            .with_some("what", vote.what)
            .with_some("share", vote.share)
            .with_some("within", vote.within),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_must_agree() {
        for (text, of, least) in [
            ("1/2", 4, 3),
            ("1/2", 5, 3),
            ("50%", 4, 3),
            ("2/3", 6, 4),
            ("2/3", 7, 5),
            ("60%", 5, 3),
        ] {
            let part = Part::read(&Value::from(text)).map(|part| part.least(of));
            assert_eq!(part, Some(least), "{text} of {of}");
        }
        for text in ["", "0/2", "3/2", "half", "1/0", "101%"] {
            assert_eq!(Part::read(&Value::from(text)), None, "{text}");
        }
    }
}
