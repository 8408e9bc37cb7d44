//! Reading what organisations do again and again for their groups: rosters, inspections, notices,
//! backups.
//!
//! Every function looks at one sentence as [`crate::clause::Clause::sentences`] gives it, and
//! says nothing where the sentence does not oblige somebody to it.

use crate::clause::{Clause, Norm, Norms, Words, has};
use crate::reading::duties::{obliges, parts};
use crate::reading::papers::followed;
use crate::reading::people::{after, before};
use crate::reading::routines::{cycle, quota};

/// Words that make an act one that comes again: 定期, 不定期, 随时, 每月.
pub(super) const AGAIN: &[&str] =
    &["定期", "随时", "随机", "经常", "按期", "每", "按月", "按季", "按周", "时常", "适时", "年度"];

/// How often, where something recurs in a sentence.
pub(crate) fn often(sentence: &str) -> Option<&'static str> {
    const CYCLES: &[(&str, &[&str])] = &[
        ("6mo", &["每半年", "每学期", "每个学期", "半年一次"]),
        ("1mo", &["按月", "月度", "每月", "每个月", "一月一次", "月底", "月末"]),
        ("3mo", &["按季度", "季度", "每季", "季末"]),
        ("1y", &["年度", "每年", "每学年", "年终", "年末", "年底"]),
        ("7d", &["按周", "每周", "每星期", "每个星期", "周末前"]),
        ("1d", &["每日", "每天", "按日", "每晚", "每早", "天天"]),
    ];
    if let Some(every) = cycle(sentence).filter(|_| sentence.contains('每')) {
        let half = has(sentence, &["每半年", "每学期"]);
        return Some(if half { "6mo" } else { every });
    }
    // 年度 and 季度 say when only where something is done in them: 年度考核, 季度评比.
    CYCLES.iter().find(|(_, words)| has(sentence, words)).map(|(every, _)| *every)
}

/// How often what the verbs say is done: by the part that has one of them, or by a short part
/// that merely says when (每月底,由…).
fn often_near(sentence: &str, verbs: &[&str]) -> Option<&'static str> {
    const CHARS_MAX: usize = 8;
    let mut before = None;
    for part in parts(sentence) {
        let when = often(part);
        // 各地应定期检查…,每月抽查一次: a later part may say how often.
        if verbs.iter().any(|verb| part.has_word(verb)) && when.or(before).is_some() {
            return when.or(before);
        }
        before = when.filter(|_| part.chars().count() <= CHARS_MAX);
    }
    None
}

/// Who does it: who stands before the first of the verbs, behind 由, or before a duty.
fn doer(sentence: &str, verbs: &[&str]) -> Option<String> {
    const STAFF: &[&str] = &[
        "部",
        "室",
        "处",
        "科",
        "组",
        "办",
        "会",
        "中心",
        "公司",
        "学校",
        "单位",
        "领导",
        "人员",
        "负责人",
        "经理",
        "主管",
        "主任",
        "群主",
        "管理员",
        "老师",
        "主任",
        "委员",
        "干部",
        "总部",
        "专员",
        "秘书",
        "专人",
        "书记",
        "社",
        "站",
        "所",
        "局",
        "院",
        "店长",
        "班长",
    ];
    /// What stands between those who act and the verb.
    const BETWEEN: &[&str] = &[
        "应当",
        "应",
        "须",
        "必须",
        "要",
        "需要",
        "需",
        "将会",
        "将",
        "会",
        "有权",
        "可以",
        "可",
        "定期",
        "不定期",
        "随时",
        "随机",
        "每日",
        "每天",
        "每周",
        "每月",
        "每季度",
        "每年",
        "负责",
        "对",
        "不",
        "及时",
        "也",
        "都",
        "均",
        "予以",
        "进行",
        "安排",
        "组织",
        "在",
        "经常",
    ];
    /// Longer phrases are clauses, not names.
    const CHARS_MAX: usize = 14;
    let named = |part: &str| -> Option<String> {
        let cut = BETWEEN.iter().filter_map(|word| part.place_of(word)).filter(|&at| at > 0).min();
        let mut name = part.get(..cut.unwrap_or(part.len()))?.trim();
        for word in ["由", "请", "如有变动", "如有变化"] {
            name = name.strip_prefix(word).unwrap_or(name);
        }
        let fits = (2..=CHARS_MAX).contains(&name.chars().count())
            && STAFF.iter().any(|end| name.ends_with(end))
            && !["为", "与", "对", "如"].iter().any(|word| name.starts_with(word));
        fits.then(|| name.to_owned())
    };
    parts(sentence)
        .find_map(|part| {
            let at = verbs.iter().filter_map(|verb| part.place_of(verb)).min()?;
            named(part.get(..at)?)
        })
        .or_else(|| named(before(after(sentence, "由")?, verbs)?))
}

/// Who is in the group is gone through, or kept up to date when people change.
pub(crate) fn roster_review(clause: &Clause<'_>, norms: &mut Norms) {
    const GO_THROUGH: &[&str] = &[
        "检查", "核查", "核对", "清查", "梳理", "排查", "清点", "盘点", "核验", "复核", "更新",
        "维护", "清理", "整理", "核实", "筛查", "查验", "清退", "复查", "造册", "核准", "校正",
        "校对",
    ];
    const ROSTER: &[&str] = &[
        "群成员",
        "成员名单",
        "群名单",
        "名册",
        "花名册",
        "群内人员",
        "群人员",
        "人员名单",
        "成员信息",
        "成员情况",
        "成员身份",
        "通讯录",
        "群内成员",
        "人员信息",
        "成员列表",
        "家长名单",
        "会员名单",
        "业主名单",
        "入群人员",
        "在群人员",
        "成员资料",
        "成员变动",
        "无关人员",
        "进群人员",
    ];
    const CHANGES: &[&str] = &["变动", "变化", "调整", "异动", "变更", "增减"];
    for sentence in clause.sentences() {
        let parts: Vec<&str> = parts(sentence).collect();
        // 检查群成员, 更新成员名单; what members write or want is not the roster.
        let listed = parts.iter().any(|part| {
            let verb = GO_THROUGH.iter().filter_map(|word| part.place_of(word)).min();
            let roster = ROSTER.iter().filter_map(|word| Some((part.place_of(word)?, *word))).min();
            verb.zip(roster).is_some_and(|(_, (at, word))| {
                let rest = part.get(at + word.len()..).unwrap_or_default();
                !has(rest, &["意见", "发布的", "发言", "行为", "提出", "发送", "违规", "问题"])
            })
        });
        // 人员如有变动,…及时更新.
        let kept = parts.iter().any(|part| {
            has(part, &["人员", "成员", "名单", "家长", "业主", "学员"]) && has(part, CHANGES)
        }) && has(sentence, &["更新", "同步调整", "调整群", "维护", "增减"]);
        // Whoever sorts out strangers once in a while, or on a cycle, goes through the roster.
        let cycle = has(sentence, AGAIN) || has(sentence, &["及时更新", "实时更新", "动态"]);
        let bound = cycle || obliges(sentence) || has(sentence, &["负责"]);
        let members_own = has(sentence, &["审核入群", "加群申请", "入群申请"])
            && !has(sentence, &["更新", "定期"]);
        let single = has(sentence, &["离职", "退休", "辞职", "长期", "潜水", "违反", "广告"]);
        let named = listed && (cycle || has(sentence, &["更新", "核对", "名单", "名册"]));
        let whole = named && (cycle || !single) || kept;
        if bound && whole && !members_own && !forbids_first(sentence) {
            norms.push(
                Norm::new("roster-review")
                    .with_some("every", often(sentence))
                    .with_some("by", doer(sentence, GO_THROUGH)),
            );
            return;
        }
    }
}

/// Whether the first part of a sentence forbids, so that the rest is what is forbidden.
pub(super) fn forbids_first(sentence: &str) -> bool {
    parts(sentence).next().is_some_and(|part| {
        has(part, &["禁止", "严禁", "不得", "不准", "不许", "请勿", "不要", "不能"])
    })
}

/// The organisation looks into accounts, talk or groups.
pub(crate) fn spot_check(clause: &Clause<'_>, norms: &mut Norms) {
    /// These words alone say it.
    const SPOT: &[&str] =
        &["抽查", "抽检", "巡查", "巡检", "督查", "稽查", "突击检查", "监督检查", "暗访", "巡群"];
    /// These only with a word that says that it comes again or that there is a right to it.
    const CHECKS: &[&str] = &["检查", "核查", "审查", "排查", "审计", "查验", "查阅"];
    const AT_TIMES: &[&str] = &[
        "定期",
        "不定期",
        "随时",
        "随机",
        "每月",
        "每周",
        "每日",
        "每天",
        "每季",
        "每年",
        "有权",
        "每学期",
        "每半年",
        "半年",
        "每两",
        "每三",
        "抽",
    ];
    const WHERE: &[&str] = &[
        "账号",
        "微信",
        "群",
        "聊天",
        "对话",
        "使用",
        "行为",
        "内容",
        "朋友圈",
        "发布",
        "手机",
        "记录",
        "执行情况",
        "落实情况",
        "情况",
        "QQ",
        "钉钉",
        "公众号",
        "新媒体",
        "网络",
        "好友",
        "信息",
    ];
    /// What is checked in these has kinds of its own, or is no inspection of people.
    const OTHER: &[&str] = &[
        "群成员",
        "成员名单",
        "入群",
        "名单",
        "备查",
        "病毒",
        "发布前",
        "发送前",
        "推送前",
        "检查错",
        "健康",
        "作业",
        "体检",
        "卫生",
        "设备",
    ];
    for sentence in clause.sentences() {
        // 负责工作群的日常巡查 says who runs it.
        let standing = sentence.has_word("负责") && sentence.has_word("日常巡查");
        if has(sentence, OTHER) && !has(sentence, SPOT) || forbids_first(sentence) || standing {
            continue;
        }
        let spot = has(sentence, SPOT);
        // Who is in charge of supervision in general is not sent to inspect.
        let general = has(sentence, &["监督和管理", "管理和监督", "监督管理", "管理与监督"]);
        let staff = !general
            && has(
                sentence,
                &[
                    "对微信群",
                    "对各群",
                    "对工作群",
                    "员工",
                    "工作人员",
                    "职工",
                    "教师",
                    "账号",
                    "销售",
                ],
            );
        let watched = parts(sentence).any(|part| {
            part.contains('对')
                && has(part, &["进行", "实施", "开展", "予以"])
                && has(part, &["监督", "监控", "监测", "检查", "审查", "审计", "核查"])
        });
        let check = has(sentence, CHECKS) && has(sentence, AT_TIMES) || staff && watched;
        if !(spot || check) || !has(sentence, WHERE) && !clause.around_has(&["微信", "群", "账号"])
        {
            continue;
        }
        // Who checks is named, or 不定期 itself says that it is the organisation; what members
        // check of their own (自查) is another matter.
        if has(sentence, &["自查", "自行检查", "请大家检查", "检查自己"]) {
            continue;
        }
        let watch = ["监督", "监控", "监测"];
        let verbs: Vec<&str> = SPOT.iter().chain(CHECKS).chain(&watch).copied().collect();
        norms.push(
            Norm::new("spot-check")
                .with_some("every", often_near(sentence, &verbs))
                .with_some("by", doer(sentence, &verbs))
                .with_some("what", checked(sentence, &verbs)),
        );
        return;
    }
}

/// What is looked into: behind 对 and before the verb, or behind the verb.
fn checked(sentence: &str, verbs: &[&str]) -> Option<String> {
    let short = |text: &str| {
        let text = text.trim().trim_matches(['的', ' ', '等']);
        (2..=20).contains(&text.chars().count()).then(|| text.to_owned())
    };
    parts(sentence).find_map(|part| {
        let (at, verb) =
            verbs.iter().filter_map(|verb| Some((part.place_of(verb)?, *verb))).min()?;
        let head = part.get(..at)?;
        let tail = part.get(at + verb.len()..)?;
        let object = head.rfind('对').and_then(|from| {
            let object = head.get(from + '对'.len_utf8()..)?;
            let cut = before(object, &["进行", "随时", "不定期", "定期", "予以", "开展", "实施"]);
            short(cut.unwrap_or(object))
        });
        object.or_else(|| short(tail))
    })
}

/// The group's notice is written and kept current.
pub(crate) fn announcement(clause: &Clause<'_>, norms: &mut Norms) {
    const NOTICE: &[&str] = &["群公告", "公告", "置顶", "公示栏", "公告栏"];
    const WRITES: &[&str] = &[
        "明确", "写明", "注明", "列明", "更新", "发布", "公布", "张贴", "设置", "维护", "修订",
        "撰写", "置顶", "发出", "刊登", "发送", "公示",
    ];
    // What readers do with it, and what it only stands beside.
    const READS: &[&str] = &[
        "为主",
        "收到",
        "回复",
        "查看",
        "阅读",
        "遵守",
        "以群公告为准",
        "关注群公告",
        "留意",
        "详见",
        "见群公告",
        "公众号",
        "官网",
        "自公告",
        "公告之日",
        "公示期",
        "改动",
        "修改",
        "以公告为准",
    ];
    for sentence in clause.sentences() {
        // 每年年底公布账目: what members are told at intervals.
        let accounts = has(sentence, &["公布", "公示", "公开"])
            && has(sentence, &["账目", "收支", "开支", "财务", "经费", "明细"])
            && has(sentence, AGAIN);
        let about = accounts
            || has(sentence, NOTICE)
            || has(sentence, &["更新", "发布"])
                && clause.around_has(&["群公告"])
                && has(sentence, AGAIN);
        // 重要通知以@全体成员发布: how members are told.
        let told = has(sentence, &["@全体", "@所有人", "艾特全体", "第一时间公布"])
            && has(sentence, &["通知", "消息", "公告"])
            && has(sentence, &["发布", "公布", "发出", "告知"]);
        if told && !forbids_first(sentence) && !has(sentence, &["收到", "回复", "未经", "滥用"])
        {
            norms.push(Norm::new("announcement").with_some("every", often(sentence)));
            return;
        }
        let bound = obliges(sentence)
            || has(sentence, AGAIN)
            || has(sentence, &["负责", "由", "统一", "重要", "一律", "会", "提前", "在群公告"]);
        if about
            && (accounts
                || has(sentence, WRITES)
                || has(sentence, &["以群公告", "用群公告", "通过群公告"]))
            && bound
            && !has(sentence, READS)
            && !forbids_first(sentence)
            && !has(sentence, &["未经", "违反", "群发公告权"])
        {
            norms.push(Norm::new("announcement").with_some("every", often(sentence)));
            return;
        }
    }
}

/// Records and files are kept.
pub(crate) fn backup(clause: &Clause<'_>, norms: &mut Norms) {
    const KEEP: &[&str] = &[
        "备份", "存档", "归档", "留存", "留档", "存底", "备查", "建档", "立档", "保存", "存盘",
        "导出",
    ];
    const RECORDS: &[&str] = &[
        "记录", "资料", "数据", "文件", "信息", "内容", "消息", "照片", "图片", "视频", "文档",
        "材料", "截图", "日志", "台账",
    ];
    // What somebody keeps for themselves or as evidence, and what they may not keep.
    const OTHER: &[&str] = &[
        "离职",
        "交接",
        "交还",
        "自行",
        "个人保存",
        "请保存好",
        "请及时下载",
        "密码",
        "手机号",
        "通讯录",
        "私自",
        "擅自",
        "证据",
        "举报",
        "转存",
        "客户的聊天",
    ];
    for sentence in clause.sentences() {
        // 保存 is everyday talk: only where it comes again, or for a length of time.
        let mut plain = KEEP.iter().filter(|word| !["保存", "导出"].contains(word));
        let timed = !text::words::spans(sentence).is_empty();
        let kept = plain.any(|word| sentence.has_word(word))
            || followed(
                sentence,
                &["上传", "存入", "存到", "传到"],
                &["网盘", "云盘", "群文件", "共享盘"],
                8,
            ) && has(sentence, &["统一", "一律", "及时", "每", "负责", "须", "应"])
            || has(sentence, KEEP) && (has(sentence, AGAIN) || timed || sentence.has_word("专人"));
        if kept && has(sentence, RECORDS) && !has(sentence, OTHER) && !forbids_first(sentence) {
            norms.push(Norm::new("backup").with_some("every", often(sentence)));
            return;
        }
    }
}

/// What customers need and say is collected and followed up.
pub(crate) fn customer_feedback(clause: &Clause<'_>, norms: &mut Norms) {
    const CUSTOMER: &[&str] =
        &["客户", "顾客", "用户", "买家", "消费者", "粉丝", "客诉", "读者", "访客"];
    const SAYS: &[&str] =
        &["需求", "反馈", "意见", "建议", "满意度", "评价", "诉求", "体验", "痛点", "偏好", "感受"];
    const COLLECT: &[&str] = &[
        "收集", "了解", "掌握", "记录", "整理", "跟踪", "调查", "征集", "搜集", "汇总", "调研",
        "听取", "关注", "分析", "征求", "询问", "挖掘",
    ];
    for sentence in clause.sentences() {
        let bound = obliges(sentence) || has(sentence, AGAIN) || sentence.has_word("做好");
        // So many calls a week are a quota.
        let visits = has(sentence, &["回访"])
            && (quota(sentence).is_none()
                || has(sentence, &["回访一次", "回访1次", "回访不少于一次"]))
            && (has(sentence, CUSTOMER) || clause.around_has(CUSTOMER))
            && (bound || sentence.has_word("工作"));
        let asks = parts(sentence)
            .any(|part| has(part, CUSTOMER) && has(part, SAYS) && has(part, COLLECT))
            && bound;
        if (visits || asks) && !forbids_first(sentence) && !has(sentence, &["隐私", "泄露"]) {
            norms.push(Norm::new("customer-feedback").with_some("every", often(sentence)));
            return;
        }
    }
}
