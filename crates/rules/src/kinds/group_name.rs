//! Rule kind `group-name`: what the group is called.

use model::EventKind;
use model::event::EventBody;

use crate::card_format::{CardFormat, fold_card};
use crate::clause::{Clause, Norms, has};
use crate::finder::{Certainty, Fact, Finder, Finding, Judges, NewTask, Outcome, Outcomes};
use crate::kind::Built;
use crate::lead::Lead;
use crate::people::{brief, runs_group};
use crate::reading::groups;
use crate::register::Entry;
use crate::scene::{Moment, Scene};
use policy::param::Who;

crate::rule_kind! {
    /// ## 含义
    /// 群名要用 `name`。`name` 可以是一个固定的名称;可以是格式,如 `{年级}-{班级}家长群`,花括号里是
    /// 要填的内容;也可以用 `*` 代表任意文字,如 `*销售群`,写成 `xx` 或“某某”的地方也算任意文字。同一个
    /// 群名写了几条的,符合其中一条就行。
    ///
    /// 收到群资料和修改群名时查看。不对的,请群主改名,改对了就了结;普通成员把对的改成不对的,记他一次。
    /// 没有写 `name` 的,群名由群主和管理员定,普通成员改名记一次,并请群主改回来。
    ///
    /// ## 用处
    /// 群名统一,一看就知道是哪个群,也防止有人随意改名。
    ///
    /// ## 例子
    /// ```scenario
    /// members: boss(owner) ann(admin) u7
    /// [group-name]
    /// name = "{部门}工作群"
    /// ---
    /// 2026-03-02 09:00 ann {"kind":"rename","name":"财务部工作群"}
    /// 09:05 u7 {"kind":"rename","name":"开心一家人"}   => group-name task to=owner text~部门工作群; group-name remind member=u7
    /// 09:10 ann {"kind":"rename","name":"人事部工作群"}
    /// ```
    ///
    /// 没有写名称:
    ///
    /// ```scenario
    /// members: boss(owner) u7
    /// [group-name]
    /// ---
    /// 2026-03-02 09:00 boss {"kind":"rename","name":"羽毛球爱好者"}
    /// 09:05 u7 {"kind":"rename","name":"吃货联盟"}   => group-name task to=owner text~羽毛球爱好者; group-name remind member=u7
    /// ```
    ///
    /// ## 限度
    /// `name` 写的是一句要求而不是名称的(如“简单、明了”),程序看不出来,群名变动时请管理员看一看。
    /// 群名里的不当词语也由管理员看。
    "group-name": "群名要用规定的名称或格式",
    english: "the group's name, or how it is formed",
    family: Group, level: Auto, part: Finds,
    params {
        /// 群名或它的格式;不写就是由群主和管理员定
        maybe "name" name: String,
    }
    since: "0.1.0"
}

/// The list of what the rules of a group want its name to be.
const WANTED: &str = "group-name";
/// The list on which the group's last good or looked-at name stands.
const LAST: &str = "group-name-last";

/// What a parameter says that a name must be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Fields(CardFormat),
    Pattern(String),
    /// A demand in words: only people can tell.
    Demand,
    /// Whatever those who run the group set.
    Set,
}

/// Whether a name is as wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fits {
    Yes,
    No,
    /// A person must say.
    Unsure,
}

impl Form {
    fn of(written: &str) -> Form {
        const DEMANDS: &[&str] = &[
            "命名", "简单", "简洁", "明了", "明确", "反映", "体现", "符合", "不得", "避免", "包含",
            "一致", "注明", "规范", "统一",
        ];
        const CHARS_MAX: usize = 30;
        if written.trim().is_empty() {
            return Form::Set;
        }
        if let Some(format) = CardFormat::parse(written) {
            return Form::Fields(format);
        }
        if has(written, DEMANDS) || written.chars().count() > CHARS_MAX {
            return Form::Demand;
        }
        Form::Pattern(pattern(written))
    }

    fn fits(&self, name: &str) -> Fits {
        let fits = match self {
            Form::Fields(format) => format.fits(name),
            Form::Pattern(pattern) => policy::glob::matches(pattern, &plain(name)),
            Form::Demand => return Fits::Unsure,
            Form::Set => return Fits::Unsure,
        };
        if fits { Fits::Yes } else { Fits::No }
    }
}

/// A name without blanks, in half-width.
fn plain(name: &str) -> String {
    fold_card(name).into_iter().filter(|c| !c.is_whitespace()).collect()
}

/// A name with what is to be filled in (`xx`, 某某, `***`) as one star.
fn pattern(written: &str) -> String {
    let plain = plain(written).replace("某某", "*");
    let mut out = String::new();
    let mut run = String::new();
    for c in plain.chars().chain(std::iter::once('\0')) {
        if matches!(c, 'x' | 'X' | '×' | '*' | '○' | '〇' | '_') {
            run.push(c);
            continue;
        }
        // One x alone is a letter of a name.
        let open = run.chars().count() > 1 || run == "*";
        out.push_str(if open { "*" } else { &run });
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

#[derive(Debug)]
struct GroupName {
    name: String,
    lead: Lead,
}

fn build(params: Params) -> Built {
    let lead = Lead::new(WANTED, usize::from(params.name.is_some()), &params.name);
    Built::Finder(Box::new(GroupName { name: params.name.unwrap_or_default(), lead }))
}

impl GroupName {
    /// Every form that a rule of the group gives.
    fn wanted(&self, scene: &Scene<'_>) -> Vec<String> {
        let mut wanted: Vec<String> =
            self.lead.texts(scene.group, scene.edition).into_iter().map(str::to_owned).collect();
        if wanted.is_empty() {
            wanted.push(self.name.clone());
        }
        wanted.retain(|name| !name.is_empty());
        wanted
    }

    fn look(&self, name: &str, renamed: bool, scene: &Scene<'_>, out: &mut Outcomes) {
        let wanted = self.wanted(scene);
        let last = scene.group.entry(LAST, "").map(|entry| entry.text.as_str());
        let by_member =
            renamed && scene.actor.is_some_and(|ix| scene.concerns(ix) && !runs_group(scene, ix));
        let all: Vec<Fits> = wanted.iter().map(|form| Form::of(form).fits(name)).collect();
        let keep = |out: &mut Outcomes| {
            out.push(Outcome::Enter(Entry::new(LAST, "").text(name)));
            out.push(Outcome::Fulfil(WANTED.to_owned()));
        };
        if all.contains(&Fits::Yes) || (wanted.is_empty() && !by_member) || last == Some(name) {
            return keep(out);
        }
        if all.contains(&Fits::Unsure) {
            let wanted = brief(&wanted.join("或"));
            let said = format!("请看一看群名“{}”是否符合要求:{wanted}", brief(name));
            out.push(Outcome::Task(task(format!("群名“{}”待核对", brief(name)), said, admin())));
            out.push(Outcome::Enter(Entry::new(LAST, "").text(name)));
            return;
        }
        let Some(wanted) = (!wanted.is_empty())
            .then(|| in_words(&wanted))
            .or_else(|| last.map(|last| format!("“{last}”")))
        else {
            return self.breach(scene, "群名由群主和管理员定,请不要自行修改", out);
        };
        let reason = format!("群名“{}”应为{wanted}", brief(name));
        out.push(Outcome::Task(task(reason, format!("请把群名改成{wanted}"), owner())));
        if by_member {
            self.breach(scene, &format!("群名应为{wanted},请不要改成别的"), out);
        }
    }

    fn breach(&self, scene: &Scene<'_>, said: &str, out: &mut Outcomes) {
        out.push(Outcome::Breach(Finding {
            member: scene.actor,
            category: None,
            fact: Fact {
                reason: "把群名改成了不合规定的名称".to_owned(), said: said.to_owned()
            },
            certainty: Certainty::Act,
            resets_window: false,
        }));
    }
}

fn task(reason: String, said: String, to: Who) -> NewTask {
    NewTask::new(Fact { reason, said }, to).tag(WANTED)
}

fn owner() -> Who {
    Who::Role(model::Role::Owner)
}

fn admin() -> Who {
    Who::Role(model::Role::Admin)
}

/// What the forms want, as people read it.
fn in_words(wanted: &[String]) -> String {
    let shown = |written: &String| match Form::of(written) {
        Form::Fields(format) => {
            format!("“{}”的格式,例如“{}”", format.in_words(), format.example())
        }
        _ => format!("“{written}”"),
    };
    wanted.iter().map(shown).collect::<Vec<_>>().join("或")
}

impl Finder for GroupName {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Group, EventKind::Rename]
    }

    fn judges(&self) -> Judges {
        Judges::Others
    }

    fn begins(&self, moment: &Moment<'_>, out: &mut Outcomes) {
        self.lead.begins(&self.name, moment, out);
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        if !self.lead.acts(scene.group, scene.edition) {
            return;
        }
        match &scene.event.body {
            EventBody::Group { name: Some(name), .. } if !name.trim().is_empty() => {
                self.look(name, false, scene, out);
            }
            EventBody::Rename { name } => self.look(name, true, scene, out),
            _ => {}
        }
    }
}

/// What the group is called, or a demand on its name.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    groups::group_name(clause, norms);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_what_they_must_be() {
        for (wanted, name, fits) in [
            ("读书会总群", "读书会 总群", Fits::Yes),
            ("读书会总群", "读书会二群", Fits::No),
            ("{班级}家长群", "三年二班家长群", Fits::Yes),
            ("{公司名}+交流群", "大成公司交流群", Fits::Yes),
            ("{公司名}+交流群", "大成公司", Fits::No),
            ("***销售群", "华东销售群", Fits::Yes),
            ("xx工程部", "水电工程部", Fits::Yes),
            ("某某小区业主群", "阳光小区业主群", Fits::Yes),
            ("Linux爱好者", "Linux爱好者", Fits::Yes),
            ("简单、明了、便于识别", "什么群", Fits::Unsure),
        ] {
            assert_eq!(Form::of(wanted).fits(name), fits, "{wanted} {name}");
        }
    }
}
