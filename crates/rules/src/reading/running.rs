//! Reading what keeps a group running: what those who run it see to, what is sent and done at
//! set times.

use crate::clause::{Clause, Norm, Norms, Words, forbids, has};
use crate::reading::content::last_of_list;
use crate::reading::duties::obliges;
use crate::reading::routines::cycle;
use crate::reading::studying::only_names_sign_in;
use crate::reading::upkeep::forbids_first;

/// Those who run groups.
const ADMINS: &[&str] = &[
    "群主",
    "管理员",
    "管理人员",
    "管理者",
    "版主",
    "班委",
    "秘书",
    "管理团队",
    "管理组",
    "群务",
    "信息专员",
    "管理小组",
    "管理委员会",
    "理事会",
    "团长",
    "班主任",
    "辅导员",
    "监督员",
    "维护者",
    "指导委员会",
];

/// How others are called who see to order in a group.
const POSTS: &[&str] = &[
    "组长",
    "楼长",
    "栋长",
    "队长",
    "班长",
    "团长",
    "站长",
    "店长",
    "社长",
    "会长",
    "联络人",
    "联络员",
    "信息员",
    "网格员",
    "值班",
    "负责人",
    "主持人",
    "志愿者",
    "委员",
    "书记",
    "领读",
    "版主",
    "干事",
    "管家",
    "老师",
    "主任",
    "助理",
];

/// What those who run the group see to in general.
pub(crate) fn admin_duties(clause: &Clause<'_>, norms: &mut Norms) {
    /// Seeing to order.
    const SEES_TO: &[&str] = &[
        "秩序",
        "氛围",
        "第一责任",
        "负总责",
        "日常事务",
        "规范群",
        "违规行为",
        "违规信息",
        "不良信息",
        "巡查",
        "活跃群",
        "活跃气氛",
        "公平公正",
        "营造",
        "日常管理",
        "日常维护",
        "管理责任",
        "管理职责",
        "总体管理",
        "聊天管理",
        "聊天监管",
        "违规处理",
        "监管",
        "监督群",
        "督促",
        "督导",
        "调解",
        "化解",
        "调停",
        "纠纷",
        "争端",
        "矛盾",
        "劝阻",
        "制止",
        "纠正",
        "引导",
        "净化",
        "管理工作",
        "管理和维护",
        "维护和管理",
        "管理与维护",
        "运行",
        "正常运转",
        "处理群内",
        "群内事务",
        "群务",
        "监督管理",
        "把关",
        "以身作则",
        "带头",
        "公正处理",
        "协调",
        "疏导",
        "进行监督",
        "清理违规",
        "处理违规",
        "巡群",
        "值守",
        "履行管理",
        "执行群规",
        "执行本",
        "动态管理",
        "全面管理",
        "管好",
        "进行管理",
        "宣传群规",
        "规范管理",
        "中立",
        "尽职尽责",
        "认真履职",
        "主体责任",
        "值日",
        "私下提醒",
        "先提醒",
        "讲道理",
        "风气",
    ];
    /// Dealing with what others do.
    const DEALS: &[&str] = &[
        "及时给予处理",
        "及时处理",
        "有权制止",
        "及时制止",
        "及时纠正",
        "及时劝阻",
        "予以制止",
        "予以纠正",
        "进行引导",
        "及时提醒",
        "及时处置",
        "及时清理",
    ];
    /// What makes it a duty.
    const DUTY: &[&str] = &[
        "负责",
        "职责",
        "责任",
        "义务",
        "承担",
        "履行",
        "应",
        "须",
        "要",
        "需",
        "及时",
        "担负",
        "做好",
        "切实",
        "加强",
        "进行管理",
    ];
    /// Members' own conduct, and what other kinds say of those who run the group.
    const OTHER: &[&str] = &[
        "服从",
        "配合管理",
        "听从",
        "接受群主",
        "接受管理",
        "接受监督",
        "投诉",
        "举报",
        "选举",
        "竞选",
        "罢免",
        "不作为",
        "弹劾",
    ];
    let mut above = clause.headings.iter().map(String::as_str).chain(clause.lead);
    let headed = above.any(|words| {
        has(words, ADMINS) && has(words, &["职责", "义务", "责任", "权限", "任务", "工作"])
            || has(words, &["管理职责", "管理责任", "群管职责", "群管义务"])
    });
    for sentence in clause.sentences() {
        let preamble = has(sentence, &["制定", "制订", "随着", "总之", "因此"]);
        // 谁建立、谁负责 is a principle.
        let principle = sentence.matches('谁').count() >= 2;
        if preamble || principle || has(sentence, OTHER) || forbids_first(sentence) {
            continue;
        }
        let subject = names_admins(sentence);
        // 扰乱秩序 is what others do; what everybody keeps up together is nobody's duty.
        let sees = SEES_TO.iter().flat_map(|word| sentence.places_of(word)).any(|(at, _)| {
            let before = sentence.get(..at).unwrap_or_default();
            let others = last_of_list(before);
            !["扰乱", "破坏", "影响", "违反"].iter().any(|word| before.ends_with(word))
                && !has(others, &["扰乱", "大家", "共同", "各位", "全体成员", "互相", "相互"])
                && subject.is_none_or(|subject| subject < at || handed_to(sentence, subject))
        });
        // 由总裁办指定管理员进行管理 appoints somebody.
        let appoints = has(sentence, &["指定", "任命", "推选"]) && sentence.ends_with("进行管理");
        let duty = has(sentence, DUTY) && !appoints || headed;
        let runs_by = sentence.contains('群')
            && has(sentence, &["由", "归"])
            && has(sentence, &["管理", "监管"])
            && has(sentence, &["负责"]);
        // 对…行为及时处理, 对…有权制止并指导: those who run the group without being named.
        let deals = sentence.trim_start().starts_with('对')
            && has(sentence, &["行为", "成员", "信息", "言论", "内容", "违反"])
            && (has(sentence, DEALS)
                || sentence.has_word("及时") && has(sentence, &["处理", "过滤", "清理", "制止"]));
        // 化解成员间的纷争: nobody else does that.
        let settles = has(sentence, &["成员间", "成员之间", "群友之间", "邻里"])
            && has(sentence, &["化解", "调解", "调停", "处理", "协调"])
            && has(sentence, &["纷争", "纠纷", "矛盾", "争执", "争端"])
            && !has(sentence, &["申请", "请求", "可以向"]);
        // 有义务活跃…,促进交流: a duty towards everybody else, which only they have.
        let livens = has(sentence, &["有义务", "负责", "职责"])
            && has(sentence, &["活跃", "促进交流", "组织讨论", "调动"]);
        // What only empowers them to punish is a sanction.
        let power_only = has(sentence, &["有权", "可以", "可直接", "将根据", "将视"])
            && !has(sentence, &["负责", "职责", "义务", "指导", "引导", "督促", "应当", "须"])
            && !deals;
        // 组长出面劝解, 楼长调解口角: whoever does that runs the group.
        let steps_in = has(sentence, &["劝解", "劝和", "调解", "劝开", "劝架", "居中", "打圆场"])
            && has(sentence, &["由", "负责", "出面", "应", "要", "及时", "先"])
            && has(sentence, POSTS)
            && !has(sentence, &["请求", "申请调解", "可以向", "可向"]);
        // 值班站长维持群内秩序, 信息员负责工作群的日常巡查.
        let in_post = sentence.contains('群')
            && has(sentence, POSTS)
            && has(sentence, &["负责", "应", "须", "要"])
            && has(
                sentence,
                &["日常巡查", "群内秩序", "群秩序", "日常管理", "日常维护", "群的秩序"],
            )
            && !has(sentence, &["扰乱", "破坏", "影响", "遵守", "自觉"]);
        // 帮忙提醒、撤消息、答疑: what is done for the group, item after item.
        let tends = has(sentence, &["帮忙", "负责", "协助"])
            && sentence.has_word("提醒")
            && has(sentence, &["撤消息", "撤回", "答疑", "维持", "清理"]);
        let deals = deals || steps_in || in_post || tends && (headed || subject.is_some());
        let named = headed || subject.is_some();
        if (named && duty && !power_only || runs_by) && sees || deals || livens || settles {
            norms.push(Norm::new("admin-duties"));
            return;
        }
    }
}

/// Whether what stands before is theirs by 由: 日常管理由群主负责.
fn handed_to(sentence: &str, subject: usize) -> bool {
    let before = sentence.get(..subject).unwrap_or_default();
    before.ends_with(['由', '归']) || before.ends_with("由群") || before.ends_with("由本群")
}

/// Where those who run the group are named first; 群管 is no name in 群管理.
fn names_admins(sentence: &str) -> Option<usize> {
    let short = sentence
        .places_of("群管")
        .map(|(at, _)| at)
        .find(|&at| !sentence.get(at + "群管".len()..).is_some_and(|rest| rest.starts_with('理')));
    ADMINS.iter().filter_map(|word| sentence.place_of(word)).chain(short).min()
}

/// The most times of one day that a sentence is read for.
const TIMES_MAX: usize = 6;

/// Something is sent to groups at set times.
pub(crate) fn broadcast(clause: &Clause<'_>, norms: &mut Norms) {
    /// These words alone say it.
    const SENDS: &[&str] = &[
        "定时发送",
        "定时推送",
        "定时群发",
        "定时发布",
        "定时播报",
        "自动播报",
        "自动推送",
        "自动发送",
        "定时提醒",
        "自动提醒",
        "定时消息",
        "群发助手",
        "自动群发",
        "定时通知",
        "统一群发",
        "批量群发",
        "定时广播",
    ];
    const SENT: &[&str] =
        &["早报", "晚报", "播报", "天气预报", "早安", "晚安语", "提醒大家", "群发"];
    const OTHER: &[&str] =
        &["公众号", "订阅号", "服务号", "推文", "图文", "微博", "关键词", "日报", "周报", "广告"];
    for sentence in clause.sentences() {
        // A cap on what is sent orders nothing to be sent.
        let capped = has(sentence, &["只能", "只可", "限发", "不超过", "最多", "仅限"]);
        // 关键词自动回复、定时群发、…: of a list, one item is enough.
        let listed = sentence.split('、').any(|item| has(item, SENDS) && !has(item, OTHER));
        if capped || has(sentence, OTHER) && !listed || forbids(sentence) {
            continue;
        }
        let every =
            cycle(sentence).filter(|_| sentence.contains('每') || sentence.has_word("工作日"));
        let timed = every.is_some() || !text::words::times(sentence).is_empty();
        let by_machine = has(sentence, &["机器人", "自动", "小助手", "定时", "系统"]);
        let by_clock = sentence.has_word("定时") && has(sentence, &["发", "推送", "播报", "提醒"]);
        // 每天早上七点由机器人推送…, 每晚八点准时发布课程提醒, 每天九点开团.
        let machine = has(sentence, &["机器人", "小助手", "群助手", "自动"])
            && has(sentence, &["推送", "发送", "发布", "播报", "推到", "发一"])
            && timed;
        let reminds = timed
            && every.is_some()
            && has(sentence, &["准时发", "准时推", "准点发", "统一发", "推送", "播报"])
            && has(
                sentence,
                &["提醒", "预告", "天气", "新闻", "课程", "资讯", "早安", "语录", "书摘"],
            );
        let sells = every.is_some()
            && has(sentence, &["开团", "开一次团", "上新", "发团", "上链接", "开抢"])
            && !text::words::times(sentence).is_empty();
        if (machine || reminds || sells) && !capped {
            let times = text::words::times(sentence);
            if times.is_empty() {
                norms.push(Norm::new("broadcast").with_some("every", every));
            }
            for time in times.iter().take(TIMES_MAX) {
                norms.push(
                    Norm::new("broadcast")
                        .with("at", time.value.to_string())
                        .with_some("every", every),
                );
            }
            return;
        }
        let sends = by_clock
            || has(sentence, SENDS)
            || has(sentence, SENT) && timed && (by_machine || sentence.contains('群'));
        let to_group = sentence.contains('群') || clause.around_has(&["群"]);
        if sends && to_group {
            let at = text::words::times(sentence).first().map(|time| time.value.to_string());
            norms.push(Norm::new("broadcast").with_some("at", at).with_some("every", every));
            return;
        }
    }
}

/// Members sign in, or show each time that they kept a habit.
pub(crate) fn check_in(clause: &Clause<'_>, norms: &mut Norms) {
    const SIGN_IN: &[&str] = &["打卡", "签到", "接龙报到", "早起报到"];
    // Clocking in at work and meetings, which have their own books.
    const OTHER: &[&str] = &[
        "上班打卡",
        "下班打卡",
        "考勤",
        "会议签到",
        "打卡机",
        "现场签到",
        "签到表",
        "网红打卡",
        "活动签到",
        "补签到",
        "代打卡",
    ];
    for sentence in clause.sentences() {
        // 一个月没打卡: what somebody failed to do is told of, not asked for.
        const MISSED: &[&str] = &[
            "没打卡",
            "未打卡",
            "不打卡",
            "没有打卡",
            "忘打卡",
            "漏打卡",
            "忘记打卡",
            "没签到",
            "未签到",
            "打满",
            "打卡满",
        ];
        let told = has(sentence, MISSED) && !has(sentence, &["至少", "每天"]);
        let named = only_names_sign_in(sentence);
        let other = has(sentence, OTHER) || forbids_first(sentence);
        if !has(sentence, SIGN_IN) || told || other || named {
            continue;
        }
        let every = cycle(sentence);
        let bound = obliges(sentence)
            || every.is_some()
            || !text::words::time_ranges(sentence).is_empty()
            || has(
                sentence,
                &[
                    "请",
                    "坚持",
                    "按时",
                    "完成",
                    "功能",
                    "群里打卡",
                    "群内打卡",
                    "打卡制",
                    "群签到",
                    "群打卡",
                    "设置",
                    "开启",
                    "机制",
                    "活动",
                    "提醒",
                ],
            );
        if !bound {
            continue;
        }
        let range = text::words::time_ranges(sentence).first().map(|range| range.value);
        let until = text::words::times(sentence).into_iter().next().filter(|time| {
            let rest = sentence.get(time.end..).unwrap_or_default();
            range.is_none() && ["前", "之前", "以前"].iter().any(|word| rest.starts_with(word))
        });
        let from = range.map(|(from, _)| from.to_string());
        let to = range.map(|(_, to)| to).or_else(|| until.map(|time| time.value));
        let to = to.map(|to| to.to_string());
        // 至少打4天, 每周打卡3次: so many times, or on so many days.
        let times = text::words::numbers(sentence).into_iter().find(|number| {
            let after = sentence.get(number.end..).unwrap_or_default();
            let before = sentence.get(..number.start).unwrap_or_default();
            let after = after.strip_prefix('个').unwrap_or(after);
            let missed = has(before, &["没", "未", "缺", "断", "漏", "连续"]);
            ["次", "天", "回", "日"].iter().any(|word| after.starts_with(word))
                && !missed
                && !after.has_word("以上不")
                && has(
                    before,
                    &["至少", "不少于", "不低于", "每周", "每月", "一周", "不得少于", "最少"],
                )
        });
        norms.push(
            Norm::new("check-in")
                .with_some("what", habit(sentence))
                .with_some("min", times.map(|number| i64::from(number.value)))
                .with_some("every", every)
                .with_some("from", from)
                .with_some("to", to),
        );
        return;
    }
}

/// What is shown: the word right before 打卡, such as 读书 in 每天读书打卡.
fn habit(sentence: &str) -> Option<String> {
    const HABITS: &[&str] = &[
        "读书",
        "阅读",
        "背单词",
        "单词",
        "英语",
        "运动",
        "跑步",
        "健身",
        "减脂",
        "早起",
        "朗读",
        "练字",
        "学习",
        "口算",
        "写作",
        "冥想",
        "诵读",
        "练琴",
        "背书",
        "作业",
        "步数",
        "饮食",
        "早读",
    ];
    HABITS.iter().find(|habit| sentence.has_word(habit)).map(|habit| (*habit).to_owned())
}

/// Several groups hear the same, or are managed together.
pub(crate) fn multi_group_sync(clause: &Clause<'_>, norms: &mut Norms) {
    const GROUPS: &[&str] = &[
        "多群",
        "各群",
        "多个群",
        "多个微信群",
        "群间",
        "跨群",
        "分群",
        "主群",
        "子群",
        "几个群",
        "所有群",
        "各个群",
        "各分群",
        "其他群",
        "各微信群",
        "两个群",
        "各班群",
        "各级群",
        "社群矩阵",
    ];
    const SYNC: &[&str] = &[
        "同步",
        "转播",
        "直播",
        "联播",
        "同时发布",
        "同时发送",
        "统一管理",
        "同时转发",
        "集中管理",
        "批量管理",
        "互通",
        "转发到各",
        "转发至各",
        "同时推送",
    ];
    for sentence in clause.sentences() {
        let bans = forbids(sentence) || has(sentence, &["谢绝", "未经"]);
        // 转到一群、二群和频道: several places are named.
        let passes =
            ["转到", "转发到", "转发至", "同步到", "同步至", "搬到", "搬运到", "推送到", "发到"];
        let places =
            passes.iter().find_map(|word| sentence.parted_at(word)).is_some_and(|(_, to)| {
                let named =
                    ["一群", "二群", "三群", "1群", "2群", "3群", "A群", "B群", "频道", "各群"];
                named.iter().filter(|name| to.has_word(name)).count() >= 2
            });
        if places && !bans {
            norms.push(Norm::new("multi-group-sync"));
            return;
        }
        if has(sentence, GROUPS) && has(sentence, SYNC) && !bans {
            norms.push(Norm::new("multi-group-sync"));
            return;
        }
    }
}
