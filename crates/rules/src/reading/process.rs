//! Reading how power is used: reasons that are owed, complaints, votes, changes of the policy.

use text::words;

use crate::clause::{Clause, forbids, has};
use crate::reading::actions::acts;
use crate::reading::duties::{must, parts, within};
use crate::reading::people::{after, before};

/// Those who run a group, as policies call them.
const ADMINS: &[&str] = &[
    "群主",
    "管理员",
    "管理人员",
    "群管",
    "版主",
    "站长",
    "管理组",
    "管理团队",
    "负责人",
    "楼长",
    "班委",
    "理事",
    "委员",
    "组长",
    "团长",
    "会长",
    "秘书",
    "主持人",
    "维护者",
];
/// The policy, as it calls itself.
const POLICY: &[&str] = &[
    "本制度",
    "本规定",
    "本办法",
    "本公约",
    "本群规",
    "本规则",
    "本守则",
    "本规范",
    "本章程",
    "本细则",
    "本协议",
    "本条例",
    "本须知",
    "群规",
    "群公约",
    "管理制度",
    "管理规定",
    "管理办法",
    "群规则",
    "规则",
    "公约",
    "章程",
    "守则",
    "条款",
    "群约",
    "规章",
    "制度",
    "细则",
    "规定",
    "规范",
    "办法",
    "本约定",
    "承诺书",
    "责任书",
    "规约",
    "须知",
    "协议",
    "约定",
    "条例",
];

/// Whether those who remove or punish somebody owe a reason.
pub(crate) fn states_reason(clause: &Clause<'_>) -> bool {
    const REASON: &[&str] =
        &["原因", "理由", "事由", "缘由", "事因", "依据", "情况说明", "违规事实", "缘故"];
    const SAY: &[&str] = &[
        "说明", "告知", "公布", "公示", "注明", "给出", "通知", "公开", "讲明", "解释", "写明",
        "附上", "通报", "列明", "交代", "告诉", "出具",
    ];
    // Reasons of members for what they ask for.
    const OTHERS: &[&str] = &[
        "请假",
        "自行退群",
        "主动退群",
        "申请人",
        "无故",
        "退群者",
        "不需要",
        "无需",
        "不必",
        "无须",
    ];
    clause.sentences().any(|sentence| {
        let measure = acts(sentence).iter().any(|one| one.step.action.weighs_on_member())
            || has(
                sentence,
                &[
                    "处罚",
                    "处理决定",
                    "惩罚",
                    "处分",
                    "清理",
                    "删除消息",
                    "撤回消息",
                    "删帖",
                    "拒绝入群",
                ],
            );
        let said =
            REASON.iter().filter_map(|word| sentence.rfind(word)).max().is_some_and(|reason| {
                SAY.iter().flat_map(|word| sentence.match_indices(word)).any(|(at, _)| {
                    let (from, to) = (at.min(reason), at.max(reason));
                    sentence.get(from..to).is_some_and(|gap| gap.chars().count() <= 14)
                })
            });
        measure && said && !has(sentence, OTHERS)
    })
}

/// Where complaints go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Channel {
    /// To whom, in the policy's words.
    pub to: Option<String>,
    /// How long the check may take.
    pub within: Option<String>,
}

const REPORTING: &[&str] = &["举报", "投诉", "检举", "揭发"];

/// A way for members to complain about others, whose complaint is looked into.
pub(crate) fn complaint_channel(clause: &Clause<'_>) -> Option<Channel> {
    const WAY: &[&str] = &[
        "可以",
        "可向",
        "可通过",
        "有权",
        "欢迎",
        "请",
        "应",
        "及时",
        "鼓励",
        "均可",
        "可随时",
        "可私",
        "向",
        "联系",
        "一经",
        "可",
    ];
    const TAKEN_UP: &[&str] = &[
        "接到", "收到", "受理", "核实", "核查", "查实", "调查", "查证", "保密", "匿名", "渠道",
        "电话",
    ];
    // Complaints of customers are answered by another rule; false ones are a breach; complaints
    // to authorities or the platform are measures.
    const NO_WAY: &[&str] = &[
        "客户",
        "顾客",
        "用户投诉",
        "客诉",
        "恶意",
        "诬告",
        "虚假举报",
        "虚假投诉",
        "不实",
        "滥用",
        "平台举报",
        "公安",
        "司法",
        "消费者",
        "被投诉",
        "遭投诉",
        "引起投诉",
        "投诉率",
        "举报至平台",
        "服务投诉",
        "有关部门",
        "售后",
    ];
    let mut found: Option<Channel> = None;
    for sentence in clause.sentences() {
        let conduct = sentence.contains("反映")
            && has(sentence, &["违规", "违反", "不当行为", "不良行为", "违纪"]);
        if !(has(sentence, REPORTING) || conduct) || has(sentence, NO_WAY) {
            continue;
        }
        let banned = parts(sentence).any(|part| has(part, REPORTING) && forbids(part));
        let offered = parts(sentence).any(|part| {
            (has(part, REPORTING) || conduct && part.contains("反映")) && has(part, WAY)
        });
        if banned || !(offered || has(sentence, TAKEN_UP)) {
            continue;
        }
        let channel = found.get_or_insert_default();
        channel.to = channel.to.take().or_else(|| told_to(sentence));
        channel.within = channel.within.take().or_else(|| within(sentence));
    }
    found
}

/// The people behind 向, 联系 or 由, before the complaint or the check.
fn told_to(sentence: &str) -> Option<String> {
    const VERBS: &[&str] = &[
        "举报", "投诉", "检举", "揭发", "反映", "反馈", "报告", "提出", "说明", "核实", "核查",
        "调查", "受理", "处理", "进行", "实名", "匿名", "查证", "私聊", "告知",
    ];
    let named = |rest: &str| {
        let people = before(rest, VERBS).unwrap_or(rest);
        let people = people.split([',', '，', '(', '（', '。']).next().unwrap_or(people).trim();
        let people = people.trim_end_matches(['进', '行', '的', '处', '来']);
        let fits = (2..=12).contains(&people.chars().count());
        (fits
            && (has(people, ADMINS)
                || has(people, &["部", "办", "会", "组", "论坛", "客服", "主任", "老师"])))
        .then(|| people.to_owned())
    };
    ["向", "联系", "私聊", "私信", "由", "告知", "报告", "@", "至", "给", "找"]
        .iter()
        .find_map(|mark| after(sentence, mark).and_then(named))
}

/// Whether false or malicious complaints are a breach.
pub(crate) fn false_reports(clause: &Clause<'_>) -> bool {
    const FALSE: &[&str] = &[
        "恶意",
        "虚假",
        "不实",
        "捏造",
        "诬告",
        "滥用",
        "随意",
        "胡乱",
        "无理",
        "无端",
        "无中生有",
        "凭空",
        "多次无效",
        "反复",
        "假冒",
        "故意",
        "乱",
    ];
    const NOUN: &[&str] = &["举报", "投诉", "检举", "告发"];
    const FOLLOWS: &[&str] = &[
        "处理",
        "处罚",
        "警告",
        "移出",
        "禁言",
        "追究",
        "责任",
        "后果",
        "反坐",
        "惩",
        "取消",
        "罚",
        "踢",
        "不再受理",
        "拉黑",
    ];
    clause.sentences().any(|sentence| {
        if has(sentence, &["诬告", "诬陷他人"]) {
            return forbids(sentence) || has(sentence, FOLLOWS) || clause.forbids();
        }
        // 恶意 stands close before 举报, or says what the complaint is: 举报不实的.
        let close = NOUN.iter().flat_map(|noun| sentence.match_indices(noun)).any(|(at, noun)| {
            let ahead: String =
                sentence.get(..at).unwrap_or_default().chars().rev().take(8).collect();
            let ahead: String = ahead.chars().rev().collect();
            let ahead = ahead.rsplit([',', '，', '、']).next().unwrap_or_default();
            let behind: String =
                sentence.get(at + noun.len()..).unwrap_or_default().chars().take(6).collect();
            has(ahead, FALSE) || has(&behind, &["不实", "失实", "虚假", "不属实"])
        });
        close && (forbids(sentence) || has(sentence, FOLLOWS) || clause.forbids())
    })
}

/// Whether members watch over those who run the group, or can have them replaced.
pub(crate) fn recalls_admins(clause: &Clause<'_>) -> bool {
    const WATCH: &[&str] = &[
        "接受群成员的监督",
        "接受成员监督",
        "接受群友监督",
        "接受群友的监督",
        "接受全体",
        "接受大家",
        "接受监督",
        "接受成员的监督",
        "接受群成员监督",
        "接受广大",
        "受成员监督",
        "接受业主",
        "接受家长",
        "接受群众",
        "受全体成员",
        "自觉接受",
    ];
    const REPLACE: &[&str] = &[
        "罢免",
        "撤换",
        "更换",
        "替换",
        "改选",
        "弹劾",
        "重新推选",
        "重新选举",
        "换人",
        "另选",
        "撤销",
        "取消",
        "免去",
        "卸任",
        "解除",
        "剥夺",
        "免除",
        "下台",
        "免职",
        "重新选出",
        "收回",
    ];
    const ONLY_OF_OFFICE: &[&str] = &[
        "罢免",
        "弹劾",
        "撤换",
        "更换",
        "改选",
        "下台",
        "卸任",
        "免职",
        "重新推选",
        "重新选举",
        "换人",
        "另选",
        "重新选出",
    ];
    const OFFICE: &[&str] = &[
        "资格",
        "权限",
        "职务",
        "身份",
        "管理权",
        "管理员",
        "群主",
        "群管",
        "版主",
        "负责人",
        "管理人员",
        "委员",
        "任",
    ];
    const CAUSE: &[&str] = &[
        "不称职",
        "不作为",
        "滥用职权",
        "滥用权",
        "徇私",
        "不公",
        "失职",
        "不履行",
        "监督",
        "投诉",
        "半数",
        "投票",
        "成员提出",
        "以权谋私",
        "不负责",
        "罢免",
        "弹劾",
        "可更换",
        "可以更换",
        "违规",
        "违反",
        "不尽责",
        "消极",
        "反映",
        "意见",
        "长期不在",
        "考核不合格",
        "不适合",
        "不能胜任",
    ];
    clause.sentences().any(|sentence| {
        let watched =
            has(sentence, WATCH) && sentence.contains("监督") && !has(sentence, &["接受管理"])
                || [
                    "监督群主",
                    "监督管理员",
                    "监督群管",
                    "监督管理人员",
                    "对管理员进行监督",
                    "对群主进行监督",
                    "对管理员的监督",
                    "监督管理工作",
                    "对管理工作进行监督",
                    "对管理人员进行监督",
                ]
                .iter()
                .any(|word| sentence.contains(word));
        let about = has(sentence, ADMINS) || clause.around_has(&["管理员", "群主", "管理人员"]);
        let replaced =
            REPLACE.iter().flat_map(|word| sentence.match_indices(word)).any(|(at, word)| {
                let ahead: String = tail(sentence.get(..at).unwrap_or_default(), 14);
                let behind: String = head(sentence.get(at + word.len()..).unwrap_or_default(), 12);
                // 撤销 and 取消 are said of much else than an office.
                let of_office = has(&behind, OFFICE);
                of_office && (has(&behind, ADMINS) || behind.contains("管理"))
                    || of_office
                        && (about || has(&ahead, ADMINS))
                        && !has(&behind, &["成员", "会员"])
                    || ONLY_OF_OFFICE.contains(&word)
            }) && has(sentence, CAUSE)
                && has(sentence, ADMINS);
        watched || replaced
    })
}

fn head(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

fn tail(text: &str, chars: usize) -> String {
    let skip = text.chars().count().saturating_sub(chars);
    text.chars().skip(skip).collect()
}

/// What members decide by vote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vote {
    /// What about.
    pub what: Option<String>,
    /// How many must agree.
    pub share: Option<String>,
    /// How long it is open.
    pub within: Option<String>,
}

/// Members decide by vote.
pub(crate) fn vote(clause: &Clause<'_>) -> Option<Vote> {
    const VOTES: &[&str] =
        &["投票", "表决", "票选", "公投", "票决", "民主选举", "推选", "选举", "举手"];
    const DECIDES: &[&str] = &[
        "决定",
        "通过",
        "选出",
        "产生",
        "选举",
        "同意",
        "赞成",
        "半数",
        "多数",
        "三分之",
        "表决",
        "票选",
        "推选",
        "公投",
        "票决",
        "发起",
        "裁决",
        "方可",
        "生效",
        "民主",
        "结果",
        "为准",
    ];
    // Votes that are begged for, in and out of the group, and links to them.
    const BEGGED: &[&str] = &[
        "拉票",
        "刷票",
        "投票链接",
        "投票类",
        "求投票",
        "帮忙投票",
        "网络投票",
        "集赞",
        "砍价",
        "点赞",
        "微信投票",
        "投票拉",
        "砍一刀",
        "助力",
    ];
    for sentence in clause.sentences() {
        let agreed = has(
            sentence,
            &["半数以上", "过半数", "三分之二", "多数成员", "全体成员同意", "2/3", "1/2以上"],
        ) && has(sentence, &["同意", "赞成", "通过"])
            && has(
                sentence,
                &["成员", "群友", "业主", "会员", "家长", "群员", "大家", "人", "委员"],
            )
            && acts(sentence).is_empty();
        let votes = has(sentence, VOTES) && has(sentence, DECIDES);
        let banned = parts(sentence).any(|part| has(part, VOTES) && forbids(part))
            || clause.lead.is_some_and(forbids);
        if !(votes || agreed) || has(sentence, BEGGED) || banned {
            continue;
        }
        return Some(Vote {
            what: voted_on(sentence),
            share: share(sentence),
            within: words::spans(sentence)
                .into_iter()
                .find(|span| {
                    let then = sentence.get(span.end..).unwrap_or_default();
                    let ahead = sentence.get(..span.start).unwrap_or_default();
                    ["内", "之内", "以内", "的投票", "投票", "后截止"]
                        .iter()
                        .any(|w| then.starts_with(w))
                        || ["为期", "期限为", "时间为", "时长为", "投票期", "持续", "公示"]
                            .iter()
                            .any(|w| ahead.ends_with(w))
                })
                .map(|span| span.value.to_string()),
        });
    }
    None
}

/// What is put to the vote: 选举管理员, 群规修改 and the like.
fn voted_on(sentence: &str) -> Option<String> {
    const MATTERS: &[(&str, &[&str])] = &[
        (
            "管理员选举",
            &[
                "选举管理员",
                "推选管理员",
                "选出管理员",
                "管理员由",
                "管理员选举",
                "群主由",
                "选举群主",
                "推选群主",
                "产生管理员",
            ],
        ),
        ("移出成员", &["移出", "踢出", "清退", "除名"]),
        (
            "修改规定",
            &[
                "修改群规",
                "群规修改",
                "修订",
                "修改本",
                "规则修改",
                "规定的修改",
                "修改规则",
                "修改公约",
            ],
        ),
        ("重大事项", &["重大事项", "重要事项", "重大决定", "重大事务", "重大问题", "重要决定"]),
    ];
    MATTERS.iter().find(|(_, marks)| has(sentence, marks)).map(|(matter, _)| (*matter).to_owned())
}

/// How large a part must agree, as policies write it: `1/2`, `2/3`, `60%`.
pub(crate) fn share(sentence: &str) -> Option<String> {
    const SHARES: &[(&str, &[&str])] = &[
        ("2/3", &["三分之二", "2/3"]),
        ("3/4", &["四分之三", "3/4"]),
        ("4/5", &["五分之四", "4/5"]),
        ("1/3", &["三分之一", "1/3"]),
        (
            "1/2",
            &[
                "半数",
                "二分之一",
                "1/2",
                "过半",
                "一半",
                "多数同意",
                "多数通过",
                "少数服从多数",
                "多数人同意",
            ],
        ),
        ("100%", &["一致同意", "全票", "一致通过"]),
    ];
    let percent = words::counts(sentence)
        .into_iter()
        .find(|count| count.value.1 == "%" && (1..=100).contains(&count.value.0))
        .map(|count| format!("{}%", count.value.0));
    percent.or_else(|| {
        SHARES.iter().find(|(_, marks)| has(sentence, marks)).map(|(share, _)| (*share).to_owned())
    })
}

/// A change of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amendment {
    /// Who makes it.
    pub by: Option<String>,
    /// How members hear of it, in the policy's words.
    pub notice: Option<String>,
}

/// The policy may be changed or added to.
pub(crate) fn amendment(clause: &Clause<'_>) -> Option<Amendment> {
    const CHANGES: &[&str] = &[
        "修订", "修改", "完善", "修正", "更新", "调整", "补充", "变更", "增补", "增减", "改动",
        "增删",
    ];
    // Names, profiles and other things that are changed; who explains; what was changed already.
    const OTHERS: &[&str] = &[
        "昵称",
        "名片",
        "头像",
        "资料",
        "密码",
        "群名",
        "签名",
        "名称",
        "备注",
        "投稿",
        "稿件",
        "内容",
        "修订版",
        "第一次修订",
        "曾经",
        "私自修改",
        "擅自",
        "话术",
        "价格",
        "补充通知",
        "参数",
        "客户",
        "账号",
    ];
    for sentence in clause.sentences() {
        // 其他事宜另行补充, 未尽事宜另行通知: what is missing comes later.
        let later =
            has(
                sentence,
                &[
                    "未尽事宜",
                    "未尽事项",
                    "其他事宜",
                    "其他事项",
                    "未涉及",
                    "未尽之处",
                    "未尽",
                    "其它事宜",
                    "其它事项",
                ],
            ) && has(sentence, &["另行", "补充", "再行", "修订", "完善", "增补", "续补", "进一步"])
                && !has(sentence, &["解释权", "负责解释"]);
        let changed = parts(sentence).any(|part| {
            CHANGES.iter().flat_map(|word| part.match_indices(word)).any(|(at, word)| {
                let ahead = part.get(..at).unwrap_or_default();
                let behind = part.get(at + word.len()..).unwrap_or_default();
                (has(ahead, POLICY)
                    || has(behind, POLICY)
                    || has(sentence, POLICY)
                        && has(
                            part,
                            &[
                                "适时",
                                "随时",
                                "不断",
                                "可根据",
                                "根据实际",
                                "将根据",
                                "有权",
                                "逐步",
                            ],
                        ))
                    && !has(part, OTHERS)
                    && !forbids(ahead)
            })
        });
        // 有权修改: whoever may change it; 经修改的 or a date of change alone say nothing.
        let may = changed
            && (has(
                sentence,
                &[
                    "可", "权", "将", "由", "适时", "随时", "根据", "需", "须", "应", "后", "不断",
                    "持续", "定期", "逐步", "如有", "若", "时", "每", "会", "另行",
                ],
            ) || must(sentence));
        if !(later || may) {
            continue;
        }
        return Some(Amendment { by: changed_by(sentence), notice: told_how(clause) });
    }
    None
}

/// Those named before the right to change it: 群主有权修改, 由管理员修订.
fn changed_by(sentence: &str) -> Option<String> {
    const ENDS: &[&str] = &[
        "有权",
        "可以",
        "可根据",
        "可",
        "保留",
        "负责",
        "将",
        "修订",
        "修改",
        "会",
        "根据",
        "拥有",
        "补充",
        "完善",
        "适时",
        "讨论",
        "商议",
    ];
    let named = |phrase: &str| {
        let people = phrase.trim().trim_start_matches('由');
        let fits = (2..=14).contains(&people.chars().count());
        (fits
            && (has(people, ADMINS)
                || people.ends_with(['部', '室', '会', '组', '处', '办', '委']))
            && !has(people, POLICY))
        .then(|| people.to_owned())
    };
    let by = after(sentence, "由").and_then(|rest| before(rest, ENDS)).and_then(named);
    by.or_else(|| parts(sentence).find_map(|part| before(part, ENDS).and_then(named)))
}

/// How members hear of a change: 提前三天公告, 及时通知群成员.
fn told_how(clause: &Clause<'_>) -> Option<String> {
    const TELLS: &[&str] = &["通知", "公告", "公示", "告知", "公布", "发布"];
    clause.sentences().flat_map(parts).find_map(|part| {
        let tells = TELLS.iter().filter_map(|word| part.find(word)).min()?;
        let ahead = part.get(..tells)?;
        let from = ["提前", "及时", "在群内", "在群里", "于生效", "以群公告"]
            .iter()
            .filter_map(|word| ahead.find(word))
            .min()?;
        let notice = part.get(from..)?.trim();
        (notice.chars().count() <= 20).then(|| notice.to_owned())
    })
}

/// Who must read, sign or agree to the policy; none where the clause asks it of nobody.
pub(crate) fn acceptance(clause: &Clause<'_>) -> Option<Vec<String>> {
    const READ: &[&str] = &[
        "阅读",
        "熟读",
        "学习",
        "知悉",
        "知晓",
        "了解",
        "签署",
        "签订",
        "签字",
        "签名确认",
        "确认",
        "承诺",
        "同意",
        "接受",
        "熟悉",
        "认可",
        "细读",
        "查看",
        "认真看",
        "先看",
        "签",
        "遵守并认同",
    ];
    const OTHERS: &[&str] = &[
        "业务学习",
        "申诉",
        "客户",
        "消费者",
        "合同",
        "更新",
        "修订",
        "修改",
        "经同意",
        "批准",
        "违反",
        "解释",
    ];
    const BOUND: &[&str] = &[
        "须",
        "必须",
        "请",
        "应",
        "要",
        "后方可",
        "方可",
        "视为",
        "默认",
        "即",
        "务必",
        "需",
        "认真",
        "仔细",
        "先",
        "均已",
        "自觉",
    ];
    for sentence in clause.sentences() {
        if has(sentence, OTHERS) {
            continue;
        }
        let reads = parts(sentence).any(|part| {
            READ.iter().flat_map(|word| part.match_indices(word)).any(|(at, word)| {
                let behind = head(part.get(at + word.len()..).unwrap_or_default(), 24);
                let ahead = part.get(..at).unwrap_or_default();
                // 视为同意本公约; 认真阅读群规; but 本规定由…同意 is no object.
                let light = ["了解", "查看", "学习", "确认", "熟悉"].contains(&word);
                let of_policy = has(&behind, POLICY) && !has(&behind, &["相关规定处", "法律"]);
                let taken = has(ahead, POLICY)
                    && has(
                        part,
                        &[
                            "签署",
                            "签字",
                            "签订",
                            "承诺",
                            "阅读并",
                            "阅读后",
                            "认真阅读",
                            "仔细阅读",
                        ],
                    );
                (of_policy || taken)
                    && !forbids(ahead)
                    && (!light
                        || has(part, &["请", "须", "应", "必须", "务必", "认真", "要", "先"]))
            })
        });
        let counts = has(sentence, BOUND);
        // Those who run the group tell newcomers the rules: that is another kind.
        let told = has(sentence, &["引导", "提醒新", "告知新", "组织", "督促", "宣传"])
            && !sentence.contains("签");
        if reads && counts && !told {
            return Some(by_whom(sentence));
        }
    }
    None
}

/// The people who sign, where the sentence names them.
fn by_whom(sentence: &str) -> Vec<String> {
    const PEOPLE: &[&str] = &[
        "全体员工",
        "全体群员",
        "全体成员",
        "全体群成员",
        "全体会员",
        "全体业主",
        "新成员",
        "新进成员",
        "新入群成员",
        "群成员",
        "群员",
        "群友",
        "家长",
        "教师",
        "老师",
        "学生",
        "员工",
        "业主",
        "会员",
        "学员",
        "志愿者",
        "管理员",
        "成员",
        "职工",
        "同学",
        "书友",
        "粉丝",
        "新人",
    ];
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut skip_to = 0;
    for (at, _) in sentence.char_indices() {
        let rest = sentence.get(at..).unwrap_or_default();
        let word = PEOPLE.iter().filter(|word| rest.starts_with(**word)).max_by_key(|w| w.len());
        if let Some(word) = word.filter(|_| at >= skip_to) {
            skip_to = at + word.len();
            if !found.iter().any(|(_, known)| known == word) {
                found.push((at, word));
            }
        }
    }
    // 学生成长, 家长群 and the like stand behind the verb: only who stands before it signs.
    let verb =
        ["阅读", "签", "学习", "知悉", "知晓", "同意", "承诺", "遵守", "熟读", "接受", "了解"]
            .iter()
            .filter_map(|word| sentence.find(word))
            .min()
            .unwrap_or(sentence.len());
    found.into_iter().filter(|(at, _)| *at < verb).map(|(_, word)| word.to_owned()).collect()
}

/// Leave from a duty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Leave {
    /// How often, or for how many days.
    pub max: Option<i64>,
    /// Whether days are counted.
    pub in_days: bool,
    /// In what time.
    pub every: Option<&'static str>,
    /// Who grants it.
    pub approver: Option<String>,
}

/// Leave that members ask for, from duties of the group.
pub(crate) fn leave(clause: &Clause<'_>) -> Option<Leave> {
    const LEAVE: &[&str] = &["请假", "告假", "请事假", "请病假"];
    const ASKED: &[&str] = &[
        "须", "应", "需", "要", "请", "可", "必须", "提前", "务必", "超过", "最多", "允许", "向",
        "方可", "经", "批准", "视为", "上限", "机会",
    ];
    // Leave as a topic that does not belong here, and leave from school or work as such.
    const TOPIC: &[&str] =
        &["不要在群", "勿在群", "请假条", "私聊", "私信", "请假等", "单独联系", "请假制度", "考勤"];
    for sentence in clause.sentences() {
        let Some(at) = LEAVE.iter().filter_map(|word| sentence.find(word)).min() else { continue };
        // The 请 of 请假 itself asks nothing.
        let rest = LEAVE.iter().fold(sentence.to_owned(), |rest, word| rest.replace(word, ""));
        // 不要请假 and 不得无故请假 forbid; 不能到场的须请假 does not.
        let ahead = tail(sentence.get(..at).unwrap_or_default(), 5);
        let banned = forbids(&ahead) && !has(&ahead, &["的", "须", "应", "要", "请", "者"]);
        if !has(&rest, ASKED) || has(sentence, TOPIC) || banned {
            continue;
        }
        let behind = sentence.get(at..).unwrap_or_default();
        let most = [
            "不超过",
            "不得超过",
            "最多",
            "不能超过",
            "上限",
            "不得多于",
            "以内",
            "限",
            "不多于",
            "可请",
            "可以请",
            "允许",
            "机会",
        ];
        let max = has(sentence, &most).then(|| {
            let counted = words::counts(sentence)
                .into_iter()
                .find(|count| ["次", "回"].contains(&count.value.1.as_str()))
                .map(|count| i64::from(count.value.0));
            let days = days_of(behind).or_else(|| days_of(sentence));
            counted.map(|max| (max, false)).or_else(|| days.map(|max| (max, true)))
        });
        let max = max.flatten();
        return Some(Leave {
            max: max.map(|(max, _)| max),
            in_days: max.is_some_and(|(_, days)| days),
            every: crate::reading::routines::cycle(sentence),
            approver: granted_by(sentence),
        });
    }
    None
}

/// So many days of leave.
fn days_of(text: &str) -> Option<i64> {
    words::spans(text).into_iter().find_map(|span| match span.value {
        model::Span::Days(days) => Some(i64::from(days)),
        _ => None,
    })
}

/// Who grants leave: 向组长请假, 经群主批准.
fn granted_by(sentence: &str) -> Option<String> {
    let asked = after(sentence, "向")
        .and_then(|rest| before(rest, &["请假", "告假", "申请", "报备", "说明", "提出", "请事假"]));
    let fits = |people: &str| {
        let people = people.trim().trim_end_matches("提前");
        ((2..=10).contains(&people.chars().count()) && !people.contains([',', '，']))
            .then(|| people.to_owned())
    };
    asked.and_then(fits).or_else(|| crate::reading::people::consenter(sentence))
}
