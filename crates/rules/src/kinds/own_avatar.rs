//! Rule kind `own-avatar`: members use a picture of their own, or a prescribed one.

use crate::clause::Words;
use model::event::EventBody;
use model::{EventKind, Role, Span};
use policy::param::Who;

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Fact, Finder, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::people;
use crate::reading::people::before;
use crate::register::Entry;
use crate::scene::{MemberIx, Moment, Scene};
use crate::signals;

policy::words! {
    /// Which picture.
    pub enum Picture {
        /// A photo of the member.
        Own = "self",
        /// The picture of a campaign, the same for everybody.
        Campaign = "campaign",
        /// Another prescribed sort of picture.
        Other = "other",
    }
}

crate::rule_kind! {
    /// ## 含义
    /// 头像要用规定的图。`picture` 写用哪种:`self` 本人的照片,`campaign` 统一的活动头像,`other` 其他
    /// 规定。系统看不出头像上是什么,只认得两张图是不是同一张,所以:
    ///
    /// - `campaign`:群主换上的头像就是规定的那一张(也可以用 `hash` 写明图片的指纹)。成员换成别的
    ///   头像,先问管理员;从群主换上起满 `within` 还在用别的头像的,请管理员看一看;
    /// - `self` 和 `other`:有人进群满 `within`,或有人换了头像,请管理员看一眼,办完前不重复请。
    ///
    /// 没有收到过头像的成员不猜。
    ///
    /// ## 用处
    /// 认得出谁是谁;活动期间整齐一致。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) u7 u8
    /// [own-avatar]
    /// picture = "campaign"
    /// ---
    /// 2026-03-02 09:00 boss {"kind":"avatar","hash":"c1"}
    /// 09:10 u7 {"kind":"avatar","hash":"c1"}
    /// 09:20 u8 {"kind":"avatar","hash":"x9"}   => own-avatar ask status=pending member=u8
    /// ```
    ///
    /// 用本人头像的:
    ///
    /// ```scenario
    /// members: ann(admin) u7
    /// [own-avatar]
    /// picture = "self"
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"avatar","hash":"x1"}   => own-avatar task to=admin member=u7
    /// 09:10 u7 {"kind":"avatar","hash":"x2"}
    /// ```
    ///
    /// ## 限度
    /// 同一张图平台重新压缩过,指纹就变了,会多问一次。头像是不是本人,只能由人看。
    "own-avatar": "头像用本人照片或规定的图",
    english: "members use a picture of themselves or a prescribed one",
    family: Member, level: Assisted, part: Finds,
    params {
        /// 用哪种头像
        with "picture" picture: Picture = "self",
        /// 多长时间内换好
        with "within" within: Span = "3d",
        /// 规定的那张图的指纹;不写就看群主用的
        maybe "hash" hash: String,
    }
    since: "0.2.0"
}

/// The list of the register. Keys: [`PRESCRIBED`] with its hash as text; `of/ID` with the hash
/// that a member uses; `new/ID` for a member whose time to change runs.
const LIST: &str = "avatar";
const PRESCRIBED: &str = "prescribed";
/// The tag of the task to look at avatars: there is one at a time.
const LOOK: &str = "look";

#[derive(Debug)]
struct OwnAvatar {
    picture: Picture,
    within: Span,
    hash: Option<String>,
}

fn build(params: Params) -> Built {
    let Params { picture, within, hash } = params;
    Built::Finder(Box::new(OwnAvatar { picture, within, hash }))
}

fn of(id: &str) -> String {
    format!("of/{id}")
}

impl OwnAvatar {
    fn look(&self, who: MemberIx, id: &str, why: &str) -> Outcome {
        let sort = match self.picture {
            Picture::Own => "本人照片",
            Picture::Campaign => "规定的头像",
            Picture::Other => "规定的图",
        };
        let reason = format!("{why},请看头像是不是{sort}");
        let said = format!("请看一看成员 {id} 的头像是不是{sort},不是的请提醒");
        let task = NewTask::new(Fact { reason, said }, Who::Role(Role::Admin));
        Outcome::Task(task.tag(LOOK).about(Some(who)))
    }

    fn prescribed<'s>(&'s self, moment: &Moment<'s>) -> Option<&'s str> {
        let set = || moment.group.entry(LIST, PRESCRIBED).map(|entry| entry.text.as_str());
        self.hash.as_deref().or_else(set)
    }

    fn avatar(&self, scene: &Scene<'_>, who: MemberIx, hash: &str, out: &mut Outcomes) {
        let id = scene.group.id(who);
        out.push(Outcome::Enter(Entry::new(LIST, &of(id)).of(Some(who)).text(hash)));
        if self.picture != Picture::Campaign {
            out.push(self.look(who, id, "换了头像"));
            return;
        }
        if self.hash.is_none() && scene.group.is(who, &Who::Role(Role::Owner)) {
            out.push(Outcome::Enter(Entry::new(LIST, PRESCRIBED).of(Some(who)).text(hash)));
            self.give_time(&scene.moment(), hash, out);
            return;
        }
        let differs = self.prescribed(&scene.moment()).is_some_and(|wanted| wanted != hash);
        if differs {
            out.push(signals::doubt(
                scene,
                "新换的头像不是规定的那一张",
                "请把头像换成规定的那一张",
            ));
        }
    }

    /// Those who are known to use another picture have time to change.
    fn give_time(&self, moment: &Moment<'_>, wanted: &str, out: &mut Outcomes) {
        let due = moment.zone.add(moment.now, self.within);
        for who in moment.concerned() {
            let id = moment.group.id(who);
            let other = moment.group.entry(LIST, &of(id)).is_some_and(|own| own.text != wanted);
            if other {
                let entry = Entry::new(LIST, &format!("new/{id}")).of(Some(who));
                out.push(Outcome::Enter(entry.due(due)));
            }
        }
    }
}

impl Finder for OwnAvatar {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Avatar, EventKind::Join]
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(who) = scene.actor else { return };
        match &scene.event.body {
            EventBody::Avatar { hash: Some(hash) } => self.avatar(scene, who, hash, out),
            EventBody::Join { .. } => {
                let due = scene.zone.add(scene.now, self.within);
                let key = format!("new/{}", scene.group.id(who));
                out.push(Outcome::Enter(Entry::new(LIST, &key).of(Some(who)).due(due)));
            }
            _ => {}
        }
    }

    fn comes_due(&self, entry: &Entry, moment: &Moment<'_>, out: &mut Outcomes) {
        let Some(who) = entry.member.filter(|_| entry.key.starts_with("new/")) else { return };
        let here = moment.group.member(who).is_some_and(|member| member.present);
        if !here || !moment.concerns(who) {
            return;
        }
        let id = moment.group.id(who);
        let own = moment.group.entry(LIST, &of(id)).map(|entry| entry.text.as_str());
        // The prescribed picture itself needs nobody's eye.
        let fits =
            self.picture == Picture::Campaign && own.is_some() && own == self.prescribed(moment);
        if !fits {
            out.push(self.look(who, id, &format!("满{}了", self.within.in_words())));
        }
    }
}

/// The avatar must be of oneself, of a campaign, or another prescribed picture.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const MUST: &[&str] = &[
        "使用", "须", "需", "应", "要", "为", "用", "换成", "更换", "统一", "设置", "换", "改为",
        "一律", "必须", "请",
    ];
    const OWN: &[&str] = &[
        "本人",
        "真人",
        "真实",
        "自己",
        "个人照",
        "职业照",
        "工作照",
        "证件照",
        "正面照",
        "生活照",
        "形象照",
    ];
    const CAMPAIGN: &[&str] = &[
        "活动头像",
        "活动期间",
        "海报",
        "宣传头像",
        "应援头像",
        "主题头像",
        "宣传图",
        "周年庆",
        "活动图",
    ];
    const OTHER: &[&str] = &[
        "公司标志",
        "logo",
        "LOGO",
        "Logo",
        "公司统一",
        "统一",
        "指定",
        "校徽",
        "队徽",
        "孩子的照片",
        "规定的",
        "企业形象",
    ];
    /// The account's own avatar is another norm.
    const ACCOUNT: &[&str] =
        &["公众号", "企业微信账号", "官方账号", "账号头像", "公司账号", "群头像", "账号的头像"];
    for sentence in clause.sentences() {
        let of_account = clause.headings.last().is_some_and(|heading| {
            has(heading, &["账号", "帐号", "公众号"]) && !sentence.contains('群')
        });
        if of_account {
            continue;
        }
        let about = sentence.has_word("头像") || sentence.has_word("像为头像");
        if !about || !has(sentence, MUST) || has(sentence, ACCOUNT) {
            continue;
        }
        let picture = if has(sentence, CAMPAIGN) {
            "campaign"
        } else if has(sentence, OWN) {
            "self"
        } else if has(sentence, OTHER) {
            "other"
        } else {
            continue;
        };
        norms.push(
            Norm::new("own-avatar").with("picture", picture).with_some("for", whom(sentence)),
        );
        return;
    }
}

/// Whose avatar, where that is not everybody's.
fn whom(sentence: &str) -> Option<String> {
    const EVERYBODY: &[&str] =
        &["成员", "群员", "群友", "所有人", "大家", "每个人", "人员", "本人", "会员"];
    let subject = before(
        sentence,
        &["须", "需", "应", "要", "必须", "一律", "的微信", "头像", "微信头像", "请"],
    )?;
    let subject = subject.rsplit([',', '，', ':']).next()?.trim();
    let plain = people::is_whole_staff(subject) || has(subject, EVERYBODY);
    ((2..=10).contains(&subject.chars().count())
        && !plain
        && subject.ends_with(['员', '工', '师', '长', '部']))
    .then(|| subject.to_owned())
}
