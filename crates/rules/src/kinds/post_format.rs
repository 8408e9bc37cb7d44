//! Rule kind `post-format`: the form of what is published.

use model::event::EventBody;
use model::{EventKind, Role};
use policy::param::Who;

use crate::clause::{Clause, Norms};
use crate::drafts::{Draft, Form, REVIEWED};
use crate::finder::{Fact, Finder, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::people::brief;
use crate::reading::forms;
use crate::register::Entry;
use crate::scene::{Moment, Scene};

crate::rule_kind! {
    /// ## 含义
    /// 对外发布的稿件,`field` 一项要做到 `value`。提交发布申请(`request`,`what` 是 `publish`)时查看,
    /// 不对的退回,写明要改什么。程序能看的有:
    ///
    /// - 字数、标题字数:如“140字以内”“不少于500字”“300-800字”;
    /// - 图片、视频、文件的格式、大小、个数:如“jpg、png”“不大于5MB”“最多9张”;
    /// - 标题的样子:如 `[早报]周一:***`,星号是要填的内容,周几可以变;
    /// - 固定的开头和结尾;有没有注明来源。
    ///
    /// 其他的(字体、颜色、简洁明了等)请审核的人看:审核发布的规定会把这些要求写给审核人,没有审核规定的,
    /// 请管理员核对。
    ///
    /// ## 用处
    /// 稿件一次做对,版面统一。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ed u7 ann(admin)
    /// [post-format]
    /// field = "字数"
    /// value = "10字以内"
    /// ---
    /// 2026-03-02 09:00 ed {"kind":"request","what":"publish","title":"通知","text":"明天停水,请各位业主提前备水"}   => post-format refuse member=ed text~不超过10字
    /// 09:05 ed {"kind":"request","what":"publish","title":"通知","text":"明天上午停水"}
    /// ```
    ///
    /// 只有人能看的:
    ///
    /// ```scenario
    /// members: ed u7 ann(admin)
    /// [post-format]
    /// field = "正文字体"
    /// value = "宋体"
    /// ---
    /// 2026-03-02 09:00 ed {"kind":"request","what":"publish","title":"通知","text":"明天上午停水"}   => post-format task to=admin text~正文字体
    /// ```
    ///
    /// ## 限度
    /// 只看申请里写明的:没有说图片多大的,就不看大小。
    "post-format": "发布内容的格式",
    english: "length, titles, pictures and style of what is published",
    family: Publish, level: Auto, part: Finds,
    params {
        /// 哪一项:字数、标题、图片大小、图片格式、正文首等
        maybe "field" field: String,
        /// 要做到的样子
        maybe "value" value: String,
    }
    since: "0.1.0"
}

/// The list of those who review, kept by the kind `publish-approval`.
const REVIEW: &str = "publish-approval";

#[derive(Debug)]
struct PostFormat {
    form: Form,
    words: String,
}

fn build(params: Params) -> Built {
    let field = params.field.unwrap_or_else(|| "格式".to_owned());
    let value = params.value.unwrap_or_default();
    let words = if value.is_empty() { field.clone() } else { format!("{field}:{}", brief(&value)) };
    Built::Finder(Box::new(PostFormat { form: Form::of(&field, &value), words }))
}

impl PostFormat {
    /// Where nobody reviews, an administrator is asked to look, once for all that must be
    /// looked at.
    fn ask(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let looks = scene.group.entries(REVIEWED, "");
        let first = looks.first().is_none_or(|entry| entry.text == self.words);
        if !first || !scene.group.entries(REVIEW, "").is_empty() {
            return;
        }
        let mut words: Vec<&str> = looks.into_iter().map(|entry| &*entry.text).collect();
        if words.is_empty() {
            words.push(&self.words);
        }
        let EventBody::Request { title, text, .. } = &scene.event.body else { return };
        let title = brief(title.as_deref().or(text.as_deref()).unwrap_or("稿件"));
        let fact = Fact {
            reason: format!("“{title}”的格式待核对"),
            said: format!("请核对“{title}”的格式:{}", words.join(";")),
        };
        let task = NewTask::new(fact, Who::Role(Role::Admin)).about(scene.actor);
        out.push(Outcome::Task(task.tag(scene.event_name())));
    }
}

impl Finder for PostFormat {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Request]
    }

    fn begins(&self, _moment: &Moment<'_>, out: &mut Outcomes) {
        if self.form == Form::Person {
            out.push(Outcome::Enter(Entry::new(REVIEWED, &self.words).text(&self.words)));
        }
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let EventBody::Request { what, title, text, media, .. } = &scene.event.body else { return };
        if what != "publish" {
            return;
        }
        if self.form == Form::Person {
            return self.ask(scene, out);
        }
        let text = text.as_deref().unwrap_or_default();
        let draft = Draft { title: title.as_deref(), text, media };
        if let Some(objection) = self.form.objection(draft) {
            out.push(Outcome::Refuse(Fact::plain(objection)));
        }
    }
}

/// How long, how large, in what letters something published is to be.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    forms::post_format(clause, norms);
}
