//! Rule kind `no-splinter-groups`: members do not set up groups of their own or lead others
//! away.

use crate::clause::Words;
use model::event::EventBody;
use model::{EventKind, Span};

use crate::clause::{Clause, Norm, Norms, has};
use crate::finder::{Cue, Finder, Outcomes};
use crate::kind::Built;
use crate::reading::content::is_ban;
use crate::scene::Scene;
use crate::signals::{self, Folded};

crate::rule_kind! {
    /// ## 含义
    /// 成员不得私自另建小群,不得把本群的人拉到别的群去。普通成员在群里说建了群、让大家进群、发别的群
    /// 的群号或邀请,先问管理员。群主、管理员、领导说的不算;向组织申请建群(`request` 的 `group`)
    /// 不算,获准以后也不算。
    ///
    /// ## 用处
    /// 通知不会只有一半人看到,也少些拉人做生意的小群。
    ///
    /// ## 例子
    /// ```scenario
    /// members: ann(admin) u7 u8
    /// [no-splinter-groups]
    /// ---
    /// 2026-03-02 09:00 u7: 我建了个新群,想拼车的进群聊   => no-splinter-groups ask status=pending
    /// 09:20 u8 {"kind":"message","text":"","media":[{"kind":"link","title":"邀请你加入群聊"}]}   => no-splinter-groups ask member=u8
    /// 09:40 u8: 新同事进群后请先改名片
    /// 09:41 u8: 把王工拉进本群吧
    /// 09:42 ann: 我建了个交流群,大家扫码进群
    /// 09:43 u7 {"kind":"request","what":"group","title":"拼车群"}
    /// ```
    ///
    /// ## 限度
    /// 私下建的群、图片里的群二维码看不到。
    "no-splinter-groups": "不得私建小群、把人带去别的群",
    english: "no side groups, and no luring of members to other groups",
    family: Member, level: Assisted, part: Finds,
    params {
        /// 对同一个人问过以后,隔多久才再问
        with "pause" pause: Span = "10m",
    }
    since: "0.2.0"
}

/// The list of the register: whom a question was asked about.
const LIST: &str = "no-splinter-groups";
/// What a permit for setting up a group is called.
const GROUP: &str = "group";

#[derive(Debug)]
struct NoSplinterGroups {
    pause: Span,
}

fn build(params: Params) -> Built {
    Built::Finder(Box::new(NoSplinterGroups { pause: params.pause }))
}

const SURE: &[&str] = &[
    "建了个群",
    "建了一个群",
    "新建了群",
    "建了个新群",
    "另建了",
    "单独建个群",
    "另外建个群",
    "重新建个群",
    "我建个群",
    "我拉个群",
    "拉了个群",
    "拉了一个群",
    "我们拉个群",
    "咱们拉个群",
    "咱们建个群",
    "我们建个群",
    "拉个小群",
    "建个小群",
    "拉小群",
    "建小群",
    "另一个群的群号",
    "邀请你加入群聊",
    "邀请你加群",
    "加入群聊",
    "扫码入群",
    "扫码进群",
    "扫码加群",
    "退了这个群",
    "换个群聊",
    "都转到新群",
    "都去新群",
];

const OTHER_GROUP: &[&str] = &[
    "新群",
    "小群",
    "另一个群",
    "别的群",
    "其他群",
    "我的群",
    "我们群",
    "我那个群",
    "qq群",
    "交流群",
    "拼车群",
    "团购群",
    "福利群",
    "吐槽群",
    "维权群",
    "家长群2",
    "私群",
    "群号",
    "群二维码",
    "邀请链接",
];

/// Words with which a message leads into another group: each by itself, or another group and a
/// way in.
fn leads_away(folded: &Folded) -> Vec<&'static str> {
    const WAY_IN: &[&str] = &[
        "进群",
        "加群",
        "入群",
        "加一下",
        "加入",
        "扫码",
        "扫一扫",
        "进去",
        "过去",
        "拉你",
        "拉大家",
        "拉进",
        "欢迎来",
        "来我",
        "搜索",
        "申请",
        "群号",
        "私我拉",
        "找我拉",
        "拉人",
    ];
    /// This group and its own affairs.
    const HERE: &[&str] = &[
        "本群",
        "进群后",
        "入群后",
        "进本",
        "这个群",
        "咱们群",
        "咱群",
        "不要加",
        "别加",
        "别进",
        "不要进",
        "谁拉",
        "新进群",
        "新入群",
        "刚进群",
        "刚入群",
        "小心",
        "骗子",
        "诈骗",
    ];
    if folded.has(HERE) {
        return Vec::new();
    }
    let sure = folded.named(SURE);
    if !sure.is_empty() {
        return sure;
    }
    let (group, way) = (folded.named(OTHER_GROUP), folded.named(WAY_IN));
    if group.is_empty() || way.is_empty() { Vec::new() } else { [group, way].concat() }
}

impl Finder for NoSplinterGroups {
    fn wakes_on(&self) -> &'static [EventKind] {
        &[EventKind::Message]
    }

    fn judges_words(&self) -> bool {
        true
    }

    fn cue(&self) -> Option<Cue> {
        Some(Cue::words(&[SURE, OTHER_GROUP]))
    }

    fn find(&self, scene: &Scene<'_>, out: &mut Outcomes) {
        let (Some(actor), EventBody::Message { .. }) = (scene.actor, &scene.event.body) else {
            return;
        };
        if signals::speaks_for_group(scene) || scene.group.permitted_any(actor, GROUP) {
            return;
        }
        let folded = signals::folded_with_titles(scene);
        let words = leads_away(&folded);
        // Whoever asks for the way into a group leads nobody there.
        if words.is_empty() || scene.reading.question {
            return;
        }
        if signals::first_within(scene, LIST, scene.group.id(actor), self.pause, out) {
            let reason = format!("像是另建群或拉人去别的群:有{}", signals::quoted(&words));
            out.push(signals::doubt(scene, reason, "请不要私自建群,也不要把成员拉到别的群"));
        }
    }
}

/// A ban on setting up groups, or on taking members elsewhere.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const SET_UP: &[&str] = &[
        "建群",
        "组群",
        "建小群",
        "拉小群",
        "另建",
        "组建",
        "成立",
        "建立",
        "私建",
        "自建",
        "新建",
        "开群",
        "设立",
        "另立",
        "私下组织",
    ];
    const AT_WILL: &[&str] = &[
        "私自",
        "擅自",
        "私下",
        "自行",
        "随意",
        "另行",
        "私建",
        "另建",
        "未经",
        "不得",
        "禁止",
        "严禁",
        "不允许",
        "不准",
        "非群管理",
        "私底下",
        "背地",
        "偷偷",
        "不要",
        "请勿",
        "另起",
        "另立",
        "别再",
        "不许",
    ];
    const GROUPS: &[&str] = &[
        "下属群",
        "同名群",
        "交流群",
        "讨论群",
        "班级群",
        "业主群",
        "粉丝群",
        "小群",
        "子群",
        "分群",
        "其他群",
        "别的群",
        "其它群",
        "他群",
        "新群",
        "群组",
        "微信群",
        "qq群",
        "QQ群",
        "工作群",
        "同类群",
        "类似群",
        "相关群",
        "建群",
        "组群",
    ];
    const TAKE: &[&str] = &[
        "介绍给",
        "介绍到",
        "拉到",
        "拉至",
        "拉去",
        "拉入其",
        "拉进其",
        "带到",
        "带去",
        "带往",
        "引导",
        "引流",
        "转移",
        "挖",
        "导流",
        "拉人",
        "诱导",
        "拉走",
        "拉拢",
    ];
    const ELSEWHERE: &[&str] = &[
        "其他群",
        "别的群",
        "其它群",
        "他群",
        "外群",
        "其他微信群",
        "其他平台",
        "自己的群",
        "私人群",
        "新群",
    ];
    const MEMBERS: &[&str] =
        &["成员", "群友", "会员", "群员", "家长", "业主", "粉丝", "学员", "客户", "人"];
    let states = |sentence: &str| {
        let sets_up = has(sentence, SET_UP) && has(sentence, GROUPS) && has(sentence, AT_WILL);
        let takes = has(sentence, TAKE) && has(sentence, ELSEWHERE) && has(sentence, MEMBERS);
        // 拉人进别的团购群: any group that is another.
        let pulls = ["拉人", "拉群友", "拉成员", "拉会员", "拉业主", "拉家长", "拉大家"]
            .iter()
            .filter_map(|word| sentence.parted_at(word))
            .any(|(_, rest)| {
                let near: String = rest.chars().take(OBJECT_CHARS).collect();
                has(&near, &["别的", "其他", "其它", "另外", "另一", "自己的", "外面"])
                    && near.contains('群')
            });
        let takes = takes || pulls;
        is_ban(clause, sentence) && (sets_up && !files(sentence) || takes)
    };
    if clause.sentences().any(states) {
        norms.push(Norm::new("no-splinter-groups"));
    }
}

/// How far behind the verb the other group stands, in characters.
const OBJECT_CHARS: usize = 10;

/// Whether a sentence says how a work group comes to be rather than that members set up none:
/// 各部门建群须经审批并备案.
fn files(sentence: &str) -> bool {
    has(
        sentence,
        &[
            "备案",
            "审批",
            "报批",
            "申请",
            "部门建",
            "统一组建",
            "由公司",
            "报备",
            "同一事项",
            "重复建群",
            "阶段性",
        ],
    )
}
