//! Rule kind `confidentiality`: what is said in the group or belongs to the organisation does
//! not go to outsiders.

use model::event::EventBody;
use model::{EventKind, Span};

use crate::clause::{Clause, Norm, Norms};
use crate::finder::{Cue, Finder, Outcomes, Sign};
use crate::kind::Built;
use crate::people::brief;
use crate::reading::secrets;
use crate::scene::Scene;
use crate::signals::{self, Folded};

crate::rule_kind! {
    /// ## 含义
    /// 群里和单位的内部信息不得转给无关的人。系统看到下面的情形,先问管理员:
    ///
    /// - 受这一条管的一个群里先出现过的文件、图片,或 40 字以上的话,由别的人发到了受这一条管的另一个
    ///   群里;转发公开的网页(链接)不算;
    /// - 有人说已经或打算把群里的内容截图、转发到外面,如“我截图发朋友圈了”;
    /// - 发到群里的东西写着“内部资料”“不得外传”,而发的人不是群主、管理员、领导。
    ///
    /// 群主、管理员、领导、群秘书在几个群发同一个通知,自己的话自己在几个群说,都不算。`what` 写哪些
    /// 信息要保密,管理员判断时能看到。
    ///
    /// ## 用处
    /// 内部的话传到外面,往往是从另一个群先看见的。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [confidentiality]
    /// what = "公司机密、群内信息"
    /// ---
    /// 2026-03-02 09:00 u7: 刚才那段聊天我截图发朋友圈了   => confidentiality ask status=pending
    /// 09:01 u8: 请不要截图发到外面
    /// 09:02 u8: 朋友圈里有人发了活动照片
    /// ```
    ///
    /// 从一个群到了另一个群:
    ///
    /// ```scenario
    /// [confidentiality]
    /// ---
    /// 2026-03-02 09:00 u7 {"kind":"message","text":"","media":[{"kind":"file","hash":"f1","title":"报价表.xlsx"}]}
    /// 09:05 u7 {"kind":"message","group":"g2","text":"","media":[{"kind":"file","hash":"f1"}]}
    /// 09:10 u8 {"kind":"message","group":"g2","text":"","media":[{"kind":"file","hash":"f1"}]}   => confidentiality ask member=u8 reason~原在群
    /// 09:11 u9 {"kind":"message","text":"","media":[{"kind":"file","hash":"f1"}]}
    /// ```
    ///
    /// ## 限度
    /// 系统只看得到自己管的群,发到别处的看不到;重新截的图、改写过的话认不出来。记得住最近约六万件
    /// 内容,更早的不记得。
    "confidentiality": "内部信息不得外传",
    english: "what is said in the group or firm does not go outside",
    family: Content, level: Assisted, part: Finds,
    params {
        /// 哪些信息要保密
        maybe "what" what: Vec<String>,
        /// 对同一个人问过以后,隔多久才再问
        with "pause" pause: Span = "10m",
    }
    since: "0.2.0"
}

/// The list of the register: whom a question was asked about.
const LIST: &str = "confidentiality";
/// From so many characters a message is a paper that may bear a mark, rather than talk of one.
const PAPER_CHARS: u32 = 40;

#[derive(Debug)]
struct Confidentiality {
    what: String,
    pause: Span,
}

fn build(params: Params) -> Built {
    let what = params.what.map(|what| what.join("、")).unwrap_or_default();
    Built::Finder(Box::new(Confidentiality { what: brief(&what), pause: params.pause }))
}

const OUT: &[&str] = &[
    "发朋友圈",
    "发到朋友圈",
    "发了朋友圈",
    "晒朋友圈",
    "发微博",
    "发抖音",
    "发网上",
    "发到网上",
    "传到网上",
    "发到外面",
    "发外面",
    "转到外面",
    "转外面",
    "发出去了",
    "转出去了",
    "传出去了",
    "发到别的群",
    "转到别的群",
    "发别的群",
    "转别的群",
    "发其他群",
    "转其他群",
    "发到其他群",
    "转到其他群",
    "发给外人",
    "发给记者",
    "给媒体",
    "发给同行",
    "转给同行",
    "给同行看",
    "发给竞争",
    "给对手",
    "发给客户看了",
    "发给我朋友",
    "转给我朋友",
    "发给朋友看",
    "转给朋友看",
    "带到外面",
    "卖给",
];

/// Whether somebody says that they carry the group's content outside.
fn carries_out(folded: &Folded) -> Option<String> {
    const THING: &[&str] = &[
        "截图",
        "截屏",
        "聊天记录",
        "录屏",
        "群里的",
        "内部",
        "文件",
        "资料",
        "名单",
        "报价",
        "通报",
        "合同",
        "数据",
        "方案",
        "这些话",
        "这段话",
        "会议纪要",
        "工资表",
        "底价",
    ];
    // Warnings, bans and questions are no such thing.
    const NOT: &[&str] = &[
        "不要", "不得", "禁止", "严禁", "请勿", "别", "不能", "不准", "不许", "不可", "谁", "注意",
        "小心", "没有", "没发", "防止", "以免", "如果", "要是",
    ];
    let things = folded.named(THING);
    let out = folded.named(OUT);
    let says = !things.is_empty() && !out.is_empty() && !folded.has(NOT);
    says.then(|| format!("话里有{}", signals::quoted(&[things, out].concat())))
}

/// Marks of papers that stay inside.
const MARKS: &[&str] = &[
    "不得外传",
    "请勿外传",
    "切勿外传",
    "严禁外传",
    "禁止外传",
    "不要外传",
    "内部资料",
    "内部文件",
    "内部绝密",
    "绝密文件",
    "机密文件",
    "仅限内部",
    "仅供内部",
    "内部传阅",
    "内部使用",
    "商业秘密",
    "商业机密",
];

impl Confidentiality {
    /// What of a message is a case for a person, in words.
    fn suspects(&self, scene: &Scene<'_>) -> Option<String> {
        let EventBody::Message { media, .. } = &scene.event.body else { return None };
        let actor = scene.actor?;
        let id = scene.group.id(actor);
        let elsewhere = crate::carried_keys(scene.reading, media)
            .find_map(|key| scene.group.first_elsewhere(key))
            .filter(|origin| origin.member != id);
        if let Some(origin) = elsewhere {
            return Some(format!("这份内容原在群 {} 里,由 {} 发出", origin.group, origin.member));
        }
        if !scene.heard {
            return None;
        }
        let folded = signals::folded(scene);
        let titles = media.iter().filter_map(|one| one.title.as_deref()).map(signals::fold);
        let marked: Vec<String> = titles
            .chain((scene.reading.chars >= PAPER_CHARS).then(|| folded.to_string()))
            .flat_map(|text| {
                Folded::new(text).named(MARKS).into_iter().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        if !marked.is_empty() {
            return Some(format!("写着{}", signals::quoted(&marked)));
        }
        carries_out(folded)
    }
}

impl Finder for Confidentiality {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn asks_elsewhere(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::words(&[OUT, MARKS]).or(&[Sign::Long, Sign::Media]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let Some(actor) = scene.actor else { return };
        if scene.reading.acknowledges || signals::speaks_for_group(scene) {
            return;
        }
        let Some(reason) = self.suspects(scene) else { return };
        if signals::first_within(scene, LIST, scene.group.id(actor), self.pause, out) {
            let kept = match self.what.as_str() {
                "" => String::new(),
                what => format!(";要保密的是:{what}"),
            };
            out.push(signals::doubt(scene, format!("{reason}{kept}"), "内部信息请不要外传"));
        }
    }
}

/// Information may not go to outsiders.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if let Some(what) = secrets::confidential(clause) {
        norms.push(Norm::new("confidentiality").with_some("what", what));
    }
}
