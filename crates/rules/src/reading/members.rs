//! Reading clauses about who is in a group: invitations, numbers, leaving, leavers, the silent,
//! newcomers.
//!
//! Each function looks for what a kind of norm cannot be stated without, and takes over only
//! parameters that the text gives. Admission and names in the group have their own files.

use policy::toml::Value;

use crate::clause::{Clause, Norm, Norms, forbids, has};
use crate::reading::people::{
    JOINING, after, before, clean, consenter, is_person, phrases, who_acts,
};

/// A ban on bringing people in at will.
pub(crate) fn invite_control(clause: &Clause<'_>, norms: &mut Norms) {
    const AT_WILL: &[&str] =
        &["擅自", "随意", "私自", "恶意", "任意", "自行", "随便", "未经", "乱"];
    const BRING: &[&str] = &["拉人", "拉进", "拉入", "邀请", "乱拉", "拉群外", "拉外"];
    const INWARDS: &[&str] = &[
        "往群里拉",
        "往群里带",
        "往群里加",
        "拉人进来",
        "带人进来",
        "拉亲友",
        "拉外人",
        "拉朋友",
        "往里拉人",
        "拉陌生人",
        "带外人",
        "随意加人",
    ];
    let mut found = false;
    for sentence in clause.sentences() {
        let brings = phrases(sentence).any(|phrase| {
            has(phrase, BRING)
                && (has(phrase, &["群", "加入"]) || has(phrase, &["拉人", "乱拉"]))
                && (has(phrase, AT_WILL) || has(phrase, &["不得拉人", "禁止拉人", "不准拉人"]))
                // Talk with whoever has reached the group already, or other groups.
                && !has(phrase, &["其他群", "别的群", "建群"])
                || forbids(phrase) && (pulls_in(phrase) || has(phrase, INWARDS))
        });
        let consent = consenter(sentence);
        // 想拉朋友进来的,先跟管理员打招呼.
        let first = crate::reading::terms::whom_first(sentence).filter(|_| {
            has(sentence, &["拉人", "拉朋友", "拉进", "拉亲", "邀请"])
                || phrases(sentence).any(pulls_in)
        });
        let consent = consent.or_else(|| first.map(str::to_owned));
        let asks_first = first.is_some()
            || has(sentence, BRING)
                && consent.is_some()
                && has(
                    sentence,
                    &["进群", "入群", "拉入", "拉进", "新成员", "外单位", "外部人", "他人", "好友"],
                );
        if (brings || asks_first) && !found {
            found = true;
            norms.push(Norm::new("invite-control").with_some("approver", consent));
        }
    }
}

/// 拉无关的人进群: 拉 with whom it brings, and 进群 close behind.
fn pulls_in(phrase: &str) -> bool {
    /// How many characters name whom it brings.
    const WHOM_MAX: usize = 10;
    let into = ["进群", "入群", "进本群", "入本群", "进来", "进微信群", "进工作群", "拉进", "拉入"];
    let will = has(phrase, &["擅自", "私自", "随意", "自行", "未经"]);
    let verbs: &[&str] = if will { &["拉", "请", "邀", "带", "将", "把"] } else { &["拉"] };
    verbs.iter().filter_map(|verb| after(phrase, verb)).any(|rest| {
        before(rest, &into).is_some_and(|whom| (1..=WHOM_MAX).contains(&whom.chars().count()))
    })
}

/// A ban on leaving, or what follows for those who insist on it.
pub(crate) fn no_exit(clause: &Clause<'_>, norms: &mut Norms) {
    const LEAVE: &[&str] =
        &["退群", "退出本群", "离群", "退出群", "退出微信群", "退出工作群", "擅自退出"];
    const BANNED: &[&str] = &[
        "擅自",
        "随意",
        "私自",
        "执意",
        "自行",
        "无故",
        "不得退",
        "不要退",
        "勿退",
        "别退",
        "不准退",
        "不能退",
        "禁止退",
        "严禁退",
        "不允许退",
        "未经",
    ];
    // Leaving as a right, a wish or a penalty is no ban on it.
    const OTHER: &[&str] = &[
        "自愿退",
        "退群自由",
        "可以退",
        "可自行退",
        "请自行退",
        "自觉退",
        "劝退",
        "视为",
        "主动退",
        "请退",
    ];
    for sentence in clause.sentences() {
        // 退出调度群: whatever the group is called.
        let leaves = after(sentence, "退出").is_some_and(|rest| {
            let near: String = rest.chars().take(6).collect();
            near.contains('群')
        });
        if !(leaves || has(sentence, LEAVE)) || has(sentence, OTHER) {
            continue;
        }
        let first = || crate::reading::terms::whom_first(sentence).map(str::to_owned);
        let consent = consenter(sentence).or_else(first);
        if has(sentence, BANNED) || consent.is_some() {
            norms.push(Norm::new("no-exit").with_some("approver", consent));
            return;
        }
    }
}

/// Words for new members.
const NEWCOMERS: &[&str] = &[
    "新人",
    "新成员",
    "新群员",
    "新群友",
    "新进群",
    "新入群",
    "新加入",
    "刚进群",
    "刚入群",
    "刚加入",
    "新会员",
    "新同事",
    "新同学",
    "新家长",
    "新员工入群",
];

/// New members with words of restriction.
pub(crate) fn newcomer_mode(clause: &Clause<'_>, norms: &mut Norms) {
    for sentence in clause.sentences() {
        let mode = has(sentence, &["新手模式", "新人模式", "新手期", "观察期", "新人保护期"]);
        let held = (forbids(sentence)
            || has(
                sentence,
                &["禁言", "限制", "不发", "先不", "只看不", "多看少", "不说", "不急着"],
            ))
            && has(sentence, &["发", "言", "语", "@", "加", "说"]);
        // 入群满七天才能发链接.
        let later = has(sentence, &["入群满", "进群满", "入群后满", "加入满"])
            && has(sentence, &["才能", "方可", "才可", "才允许"]);
        let held = held || later;
        let dated = !text::words::spans(sentence).is_empty();
        let soon = has(sentence, &["内", "未满", "不足", "不满"]) && dated;
        let joined = later || has(sentence, &["入群", "进群", "加入"]) && soon;
        if !(mode || held && (has(sentence, NEWCOMERS) || joined)) {
            continue;
        }
        let during = text::words::spans(sentence).first().map(|span| span.value.to_string());
        let first = [("首周", "7d"), ("第一周", "7d"), ("首日", "1d"), ("首月", "1mo")];
        let first = first.iter().find(|(word, _)| sentence.contains(*word));
        let during = during.or_else(|| first.map(|(_, span)| (*span).to_owned()));
        let deny: Vec<Value> = if held { denied(sentence) } else { Vec::new() };
        norms.push(
            Norm::new("newcomer-mode")
                .with_some("during", during)
                .with_some("deny", (!deny.is_empty()).then_some(deny)),
        );
        return;
    }
}

fn denied(sentence: &str) -> Vec<Value> {
    const WHAT: &[(&[&str], &str)] = &[
        (&["链接", "外链", "网址", "二维码", "小程序"], "links"),
        (&["广告", "营销", "推广"], "ads"),
        (&["图片", "照片"], "image"),
        (&["语音"], "voice"),
        (&["视频"], "video"),
        (&["文件"], "file"),
        (&["红包"], "red-packet"),
        (&["联系方式", "加好友", "加微信"], "contacts"),
        (&["发言", "说话", "禁言", "只看不", "只能看", "不能说"], "all"),
    ];
    WHAT.iter()
        .filter(|(words, _)| has(sentence, words))
        .map(|(_, name)| Value::from(*name))
        .collect()
}

/// New members with words of welcome, help or instruction.
pub(crate) fn onboarding(clause: &Clause<'_>, norms: &mut Norms) {
    const COMING: &[&str] = &[
        "新来的",
        "进来先",
        "进来请",
        "进来后",
        "入群先",
        "进群先",
        "入群请",
        "进群请",
        "入群以后",
        "进群以后",
        "新来",
        "刚来",
        "入群的朋友",
        "入群后",
        "进群后",
        "入群时",
        "进群时",
        "入群的",
        "进群的",
    ];
    const CARE: &[&str] = &[
        "欢迎",
        "自我介绍",
        "帮助",
        "协助",
        "指导",
        "解答",
        "引导",
        "告知",
        "熟悉",
        "介绍",
        "讲解",
        "迎新",
        "告诉",
        "发送群规",
        "发群规",
        "爆照",
        "报坐标",
        "自报家门",
        "报家门",
        "带一带",
        "打个招呼",
        "打声招呼",
        "打招呼",
        "报个到",
        "报到",
        "问个好",
        "问好",
        "冒个泡",
        "亮个相",
        "认识一下",
    ];
    for sentence in clause.sentences() {
        let welcome = has(sentence, &["入群欢迎", "进群欢迎", "欢迎语", "迎新", "欢迎新"]);
        let introduce = has(sentence, &["自我介绍"]) && has(sentence, JOINING);
        let cared = (has(sentence, NEWCOMERS) || has(sentence, COMING)) && has(sentence, CARE);
        let told = has(sentence, &["邀请", "拉人", "拉进"])
            && has(sentence, &["告知群规", "告知本群", "告知群"]);
        if !(welcome || introduce || cared || told) {
            continue;
        }
        let message = after(sentence, "告知").filter(|_| told).map(clean);
        norms.push(
            Norm::new("onboarding")
                .with_some("message", message)
                .with_some("by", helper(clause, sentence).filter(|_| !told)),
        );
        return;
    }
}

/// Who is to look after new members: somebody named before, else whom the heading is about.
fn helper(clause: &Clause<'_>, sentence: &str) -> Option<String> {
    if let Some(people) = after(sentence, "希望").and_then(|rest| before(rest, &["要", "能", "多"]))
    {
        return Some(clean(people)).filter(|people| (2..=10).contains(&people.chars().count()));
    }
    let agent = after(sentence, "由").and_then(|rest| {
        before(
            rest,
            &["发送", "告知", "介绍", "负责", "表示", "引导", "带", "欢迎", "讲解", "协助"],
        )
    });
    let agent = agent.filter(|people| people.chars().count() <= 10 && is_person(people));
    agent.map(clean).or_else(|| who_acts(clause))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The norms of a clause as `kind{params}`, by every function of this family.
    fn read(heading: &str, text: &str) -> String {
        let headings: Vec<String> = Some(heading)
            .filter(|heading| !heading.is_empty())
            .map(str::to_owned)
            .into_iter()
            .collect();
        let clause = Clause { headings: &headings, ..Clause::alone(text) };
        let mut norms = Norms::new();
        let readers: [fn(&Clause<'_>, &mut Norms); 9] = [
            crate::reading::cards::real_name_card,
            crate::reading::admission::admission,
            invite_control,
            crate::reading::numbers::capacity,
            no_exit,
            crate::reading::departures::offboarding,
            crate::reading::idle::inactivity,
            newcomer_mode,
            onboarding,
        ];
        for read in readers {
            read(&clause, &mut norms);
        }
        let shown = norms.iter().map(|norm| {
            let params: Vec<String> = norm
                .params
                .iter()
                .map(|(name, value)| format!("{name}={}", value.to_string().replace('"', "")))
                .collect();
            format!("{}{{{}}}", norm.kind, params.join(" "))
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn clauses_about_members() {
        for (text, wanted) in [
            (
                "本群实行实名,入群后一天内把群昵称改成科室+姓名。",
                "real-name-card{format={科室}+{姓名} within=1d}",
            ),
            (
                "进群请及时改名片,格式为:门店-姓名-电话",
                "real-name-card{format={门店}-{姓名}-{电话}}",
            ),
            ("群名片须统一为“公司-职务-姓名”", "real-name-card{format={公司}-{职务}-{姓名}}"),
            ("群友须使用真实姓名作为群昵称", "real-name-card{format={姓名}}"),
            ("家长昵称:孩子姓名+妈妈(爸爸)", "real-name-card{format={孩子姓名}+{妈妈}({爸爸})}"),
            ("公众号昵称统一为公司名+部门", ""),
            ("不得把好友名片推送到群里", ""),
            ("本群仅限本部门员工加入", "admission{who=[本部门员工]}"),
            ("限本小区业主入群,租户凭租赁合同入群", "admission{verify=租赁合同 who=[本小区业主]}"),
            ("非本院职工请勿入群", "admission{who=[本院职工]}"),
            ("入群申请由群管理员核实身份后通过", "admission{approver=群管理员 verify=身份}"),
            ("凡缴纳会费的会员均可加入本群", "admission{who=[缴纳会费的会员]}"),
            ("禁止无关人员进群", "admission{}"),
            ("发布的信息要先经管理员审核", ""),
            ("不要随便拉人进群,确有需要先经群主同意", "invite-control{approver=群主}"),
            ("严禁私自邀请他人进群", "invite-control{}"),
            ("未经部门经理批准不得邀请外部人员加入工作群", "invite-control{approver=部门经理}"),
            ("欢迎邀请朋友进群", ""),
            ("每户限两人进群", "capacity{max=2 per=家庭}"),
            ("本群人数上限为200人", "capacity{max=200}"),
            ("本群成员不超过五百人,满员后另建新群", "capacity{max=500}"),
            ("群内有20人以上同意即可通过", ""),
            ("员工不得擅自退群,确需退群的应经部门负责人同意", "no-exit{approver=部门负责人}"),
            ("无故退群者予以警告", "no-exit{}"),
            ("不愿遵守的请自行退群", ""),
            ("员工离职后三日内移出工作群", "offboarding{within=3d}"),
            ("学生毕业后由班主任将家长请出班级群", "offboarding{}"),
            ("离职员工应交接客户微信", ""),
            ("连续三个月不发言的成员将被移出群", "inactivity{after=3mo metric=speech}"),
            ("长期潜水、从不互动者予以清理", "inactivity{metric=speech}"),
            ("入群一周仍未更改昵称的,管理员有权移出", "inactivity{after=7d metric=card}"),
            ("半年内没有参加过活动的会员清退", "inactivity{after=6mo metric=event}"),
            ("新人进群三天内禁止发链接和二维码", "newcomer-mode{deny=[links] during=3d}"),
            ("新成员一周内不得发布广告", "newcomer-mode{deny=[ads] during=7d}"),
            ("新人入群请先做自我介绍", "onboarding{}"),
            ("管理员要欢迎新成员并告知群规", "onboarding{by=管理员}"),
            (
                "昵称格式为“店名-姓名”,入群后五日内未改者移出群聊",
                "real-name-card{format={店名}-{姓名} within=5d}",
            ),
            ("入群条件:本市注册企业的负责人", "admission{who=[本市注册企业的负责人]}"),
            ("群成员为本院在岗职工,外单位人员不得入群", "admission{who=[本院在岗职工]}"),
            (
                "班级群只允许学生的监护人加入,每名学生不超过两位家长",
                "admission{who=[学生的监护人]} capacity{max=2 per=学生}",
            ),
            ("满员后不再接收新成员", ""),
            ("新入群的成员前三天禁言", "newcomer-mode{deny=[all] during=3d}"),
            ("红包每人限领一个", ""),
            ("投票须不少于十人参加", ""),
            ("工作时间请保持手机畅通", ""),
        ] {
            assert_eq!(read("", text), wanted, "{text}");
        }
        assert_eq!(read("群成员", "财务部全体人员"), "admission{who=[财务部全体人员]}");
        assert_eq!(read("管理员职责", "帮助新加入的成员了解群规"), "onboarding{by=管理员}");
    }
}
