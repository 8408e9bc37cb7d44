//! Rule kind `real-name-card`: a real name or a set form as the name in the group.

use std::collections::BTreeMap;

use model::event::{EventBody, Listed};
use model::{EventKind, Span, Timestamp};

use crate::card_format::{CardFormat, fold_card, looks_real};
use crate::clause::{Clause, Norms};
use crate::finder::{Certainty, Duty, Fact, Finder, Finding, Judges, NewDuty, Outcome, Outcomes};
use crate::kind::Built;
use crate::reading::cards;
use crate::scene::{Member, MemberIx, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 成员的群昵称要用真实姓名,或按 `format` 的格式填写。格式里的 `{部门}` 这样的花括号是要填的
    /// 内容,其余文字照写:“姓名”填两到四个汉字(带“·”的可以更长),“部门”“公司”“学校”一类填 1 到
    /// 16 个字,“称呼”填汉字,“电话”填数字,其他只要不空。连接符写 `-`、`—`、`_`、`+` 或空格都算对。不写
    /// `format` 时,昵称里至少要有两个汉字。
    ///
    /// 进群、修改昵称和收到成员名单时查看。写了 `within` 的,进群后给这么长时间修改,到期还不对的
    /// 记一次;没有写的,看到不对就记。同一个昵称只记一次,改了再看。
    ///
    /// ## 用处
    /// 知道说话的是谁,也便于核对成员。
    ///
    /// ## 例子
    /// ```scenario
    /// [real-name-card]
    /// format = "{部门}-{姓名}"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"join","card":"财务部-李四"}
    /// 09:05 u8 {"kind":"join","card":"小猫"}   => real-name-card remind text~部门-姓名 text~财务部-张三
    /// 09:10 u8 {"kind":"card","card":"行政部_王五"}
    /// 09:15 u8 {"kind":"card","card":"王五"}   => real-name-card remind breach=2
    /// ```
    ///
    /// 给三天时间修改:
    ///
    /// ```scenario
    /// [real-name-card]
    /// within = "3d"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"join","card":"Lily"}
    /// 09:05 u8 {"kind":"join"}
    /// 2026-03-04 09:00 u7 {"kind":"card","card":"李莉"}
    /// 2026-03-05 09:05:01 tick   => real-name-card remind member=u8 due=m2
    /// ```
    ///
    /// ## 限度
    /// 只看写法,不能核实姓名是不是本人的;外文姓名请用 `except` 免除。平台没有给出昵称时看平台
    /// 名称,两样都没有的,没有写 `within` 就不作判断。
    "real-name-card": "群昵称要用实名或规定格式",
    english: "members use their real name or a set form as their name in the group",
    family: Member, level: Auto, part: Finds,
    params {
        /// 群昵称的格式;不写就是真实姓名
        maybe "format" format: CardFormat,
        /// 进群后多长时间内改好;不写就是进群时
        maybe "within" within: Span,
    }
    since: "0.1.0"
}

#[derive(Debug)]
struct RealNameCard {
    format: Option<CardFormat>,
    within: Option<Span>,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(RealNameCard { format: params.format, within: params.within }))
}

/// The most of a name that is quoted.
const QUOTED_CHARS: usize = 32;

impl RealNameCard {
    fn fits(&self, card: &str) -> bool {
        match &self.format {
            Some(format) => format.fits(card),
            None => looks_real(card),
        }
    }

    /// What to write, as the end of a sentence.
    fn wanted(&self) -> String {
        match &self.format {
            Some(format) => {
                format!("“{}”的格式,例如“{}”", format.in_words(), format.example())
            }
            None => "真实姓名,例如“张三”".to_owned(),
        }
    }

    fn said(&self) -> String {
        format!("请把群昵称改成{}", self.wanted())
    }

    fn wrong(&self, card: &str) -> Fact {
        let shown: String = fold_card(card).into_iter().take(QUOTED_CHARS).collect();
        let reason = if shown.is_empty() {
            format!("没有群昵称,应为{}", self.wanted())
        } else {
            format!("群昵称“{shown}”不是{}", self.wanted())
        };
        Fact { reason, said: self.said() }
    }

    /// When a member's time to change their name ends.
    fn grace_end(&self, ix: MemberIx, scene: &Scene<'_>) -> Option<Timestamp> {
        let joined = scene.group.member(ix)?.joined_or(scene.group.began());
        self.within.map(|span| scene.zone.add(joined, span))
    }

    fn breach(&self, ix: MemberIx, card: &str, out: &mut Outcomes) {
        out.push(Outcome::Breach(Finding {
            member: Some(ix),
            category: None,
            fact: self.wrong(card),
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }

    /// A wrong name: a debt while there is time to change it, a breach after that.
    fn object(&self, ix: MemberIx, card: &str, scene: &Scene<'_>, out: &mut Outcomes) {
        match self.grace_end(ix, scene).filter(|&due| due >= scene.now) {
            Some(due) => self.owe(vec![ix], due, scene, out),
            None => self.breach(ix, card, out),
        }
    }

    fn owe(&self, mut who: Vec<MemberIx>, due: Timestamp, scene: &Scene<'_>, out: &mut Outcomes) {
        let note = self.said();
        who.retain(|&ix| !scene.group.owes(ix, &note));
        out.push(Outcome::Duty(NewDuty { who, collective: false, due, note }));
    }

    /// Everybody in a list of members whose name was not found wrong before.
    fn look_through(&self, listed: &[Listed<'_>], scene: &Scene<'_>, out: &mut Outcomes) {
        // One debt for all whose time ends together: a large group is one, not thousands.
        let mut owing: BTreeMap<Timestamp, Vec<MemberIx>> = BTreeMap::new();
        for one in listed.iter().filter(|one| !one.id.starts_with('@')) {
            let Some(ix) = scene.group.find(&one.id).filter(|&ix| scene.concerns(ix)) else {
                continue;
            };
            let Some(card) = shown(one.card.as_deref(), one.name.as_deref()) else { continue };
            let fits = self.fits(card);
            out.push(Outcome::CardJudged(ix, fits));
            let known = scene.group.member(ix).is_some_and(|member| !member.card_fits);
            if fits || known {
                continue;
            }
            match self.grace_end(ix, scene).filter(|&due| due >= scene.now) {
                Some(due) => owing.entry(due).or_default().push(ix),
                None => self.breach(ix, card, out),
            }
        }
        for (due, who) in owing {
            self.owe(who, due, scene, out);
        }
    }
}

/// The name that others see: the platform's where none is set for the group.
fn shown<'a>(card: Option<&'a str>, name: Option<&'a str>) -> Option<&'a str> {
    card.filter(|card| !card.trim().is_empty()).or(name).or(card)
}

impl Finder for RealNameCard {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Group, EventKind::Join, EventKind::Card]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn judges_cards(&self) -> bool {
        true
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if let EventBody::Group { members, .. } = &scene.event.body {
            return self.look_through(members, scene, out);
        }
        let Some(ix) = scene.actor.filter(|&ix| scene.concerns(ix)) else { return };
        let (card, asked) = match &scene.event.body {
            EventBody::Join { card, name, .. } => (shown(card.as_deref(), name.as_deref()), true),
            EventBody::Card { card } => (Some(&**card), false),
            _ => return,
        };
        // Who comes without a name that is known has until the end of the grace to show one.
        if card.is_none() && (!asked || self.within.is_none()) {
            return;
        }
        let card = card.unwrap_or_default();
        let fits = self.fits(card);
        out.push(Outcome::CardJudged(ix, fits));
        if !fits {
            self.object(ix, card, scene, out);
        }
    }

    fn settles(&self, _duty: &Duty, _who: MemberIx, scene: &Scene<'_>) -> bool {
        matches!(&scene.event.body, EventBody::Card { card } if self.fits(card))
    }

    fn still_owes(&self, _duty: &Duty, member: &Member) -> bool {
        !member.card_fits
    }

    fn lapses(&self, duty: &Duty) -> Fact {
        let within = self.within.map_or_else(String::new, |span| span.in_words());
        let reason = format!("进群{within}内没有把群昵称改成{}", self.wanted());
        Fact { reason, said: duty.note.clone() }
    }
}

/// A demand for real names, or words about the name in the group with its form.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    cards::real_name_card(clause, norms);
}
