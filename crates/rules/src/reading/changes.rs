//! Reading what a policy says of itself: how it is changed, and who must agree to it.

use crate::clause::{Clause, Words, forbids, has};
use crate::reading::duties::{must, parts};
use crate::reading::people::{after, before};
use crate::reading::process::{ADMINS, head};

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
        let brief = changes_briefly(sentence, clause);
        let changed = brief
            || parts(sentence).any(|part| {
                CHANGES.iter().flat_map(|word| part.places_of(word)).any(|(at, word)| {
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
            && (brief
                || has(
                    sentence,
                    &[
                        "可", "权", "将", "由", "适时", "随时", "根据", "需", "须", "应", "后",
                        "不断", "持续", "定期", "逐步", "如有", "若", "时", "每", "会", "另行",
                    ],
                )
                || must(sentence));
        if !(later || may) {
            continue;
        }
        return Some(Amendment { by: changed_by(sentence), notice: told_how(clause) });
    }
    None
}

/// The policy is changed in few words: 每学期改一次, 随时会改, 我们改; 修改须经…同意, where the
/// clause speaks of the policy.
fn changes_briefly(sentence: &str, clause: &Clause<'_>) -> bool {
    const BRIEF: &[&str] = &[
        "会改",
        "再改",
        "改定",
        "改一次",
        "改一回",
        "我们改",
        "来改",
        "改进来",
        "改一改",
        "商量着改",
        "修一次",
        "修一回",
        "重订",
        "重新拟",
        "可改",
        "可以改",
        "再调整",
        "再完善",
        "还会变",
        "会更新",
        "随时更新",
        "随时调整",
        "适时调整",
        "酌情调整",
        "优化调整",
        "再修",
        "改版",
    ];
    const OWN: &[&str] = &["规矩", "这份", "群约", "以上", "本群", "这些", "约定", "条目", "哪条"];
    const BEGINS: &[&str] = &["修改", "修订", "变更", "改动", "增删", "调整"];
    const THEN: &[&str] = &["须", "需", "由", "经", "应", "时", "后", "以", "前", "要", "权"];
    let of_policy = clause.has(POLICY) || clause.has(OWN);
    let begins = || {
        parts(sentence).any(|part| {
            BEGINS.iter().any(|word| {
                part.trim()
                    .strip_prefix(word)
                    .is_some_and(|rest| THEN.iter().any(|word| rest.starts_with(word)))
            })
        })
    };
    let others =
        has(sentence, &["昵称", "名片", "备注", "头像", "密码", "群名", "时间会改", "地点"]);
    of_policy && !others && (has(sentence, BRIEF) || clause.has(POLICY) && begins())
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
        .then(|| {
            // 理事会汇总: the 会 of a body is no auxiliary.
            let body =
                ["理事", "委员", "业委", "家委", "居委"].iter().any(|end| people.ends_with(end));
            let of_body = body && sentence.has_word(&format!("{people}会"));
            if of_body { format!("{people}会") } else { people.to_owned() }
        })
    };
    let by = after(sentence, "由").and_then(|rest| before(rest, ENDS)).and_then(named);
    by.or_else(|| parts(sentence).find_map(|part| before(part, ENDS).and_then(named)))
}

/// How members hear of a change: 提前三天公告, 及时通知群成员.
fn told_how(clause: &Clause<'_>) -> Option<String> {
    const TELLS: &[&str] = &["通知", "公告", "公示", "告知", "公布", "发布"];
    clause.sentences().flat_map(parts).find_map(|part| {
        let tells = TELLS.iter().filter_map(|word| part.place_of(word)).min()?;
        let ahead = part.get(..tells)?;
        let from = ["提前", "及时", "在群内", "在群里", "于生效", "以群公告"]
            .iter()
            .filter_map(|word| ahead.place_of(word))
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
        "一致",
        "共同",
        "充分",
    ];
    for sentence in clause.sentences() {
        if has(sentence, OTHERS) {
            continue;
        }
        if confirms(sentence, clause) {
            return Some(by_whom(sentence));
        }
        let signers = signing_lines(sentence);
        if !signers.is_empty() {
            return Some(signers);
        }
        let reads = parts(sentence).any(|part| {
            READ.iter().flat_map(|word| part.places_of(word)).any(|(at, word)| {
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
                        || has(
                            part,
                            &["请", "须", "应", "必须", "务必", "认真", "要", "先", "充分", "使"],
                        ))
            })
        });
        let counts = has(sentence, BOUND);
        // Those who run the group tell newcomers the rules: that is another kind.
        let told = has(sentence, &["引导", "提醒新", "告知新", "组织", "督促"])
            && !sentence.has_word("签");
        if reads && counts && !told {
            return Some(by_whom(sentence));
        }
    }
    None
}

/// 看完在下面接龙, 请每位同事签字确认: whoever has read it says so.
fn confirms(sentence: &str, clause: &Clause<'_>) -> bool {
    const READ: &[&str] = &["看完", "读完", "阅读后", "看后", "看过", "阅后", "阅毕", "知晓后"];
    const SAYS: &[&str] = &[
        "接龙",
        "打勾",
        "扣1",
        "回复“已读”",
        "回“已读”",
        "回复已读",
        "回个",
        "签收",
        "签字",
        "签名",
        "确认",
        "回复“同意”",
        "回复同意",
        "回复“知晓”",
        "打卡",
    ];
    const SIGNS: &[&str] =
        &["签字确认", "签名确认", "签字存档", "签字知晓", "签字生效", "签字为证"];
    const POSTS: &[&str] = &["通知", "公告", "作业", "打卡", "读书", "合同", "订单", "书", "货"];
    let of_policy = clause.has(POLICY) || clause.has(&["规矩", "群约"]);
    let read = has(sentence, READ) && has(sentence, SAYS) && !has(sentence, POSTS);
    of_policy && (read || has(sentence, SIGNS)) && !forbids(sentence)
}

/// Lines for members to sign on: 家长签名:____. Those of who issues a document name an office.
fn signing_lines(sentence: &str) -> Vec<String> {
    const SIGNERS: &[&str] = &[
        "家长",
        "学生",
        "业主",
        "员工",
        "会员",
        "学员",
        "监护人",
        "承诺人",
        "志愿者",
        "成员",
        "职工",
        "教师",
    ];
    let mut found = Vec::new();
    for (at, _) in sentence.places_of("签名").chain(sentence.places_of("签字")) {
        let ahead = sentence.get(..at).unwrap_or_default();
        let behind = sentence.get(at + "签名".len()..).unwrap_or_default();
        let line = behind.is_empty() || behind.starts_with([':', '：', '_', '(', '（']);
        let Some(signer) = SIGNERS.iter().find(|who| ahead.ends_with(**who)) else { continue };
        if line {
            found.push((at, (*signer).to_owned()));
        }
    }
    found.sort();
    found.into_iter().map(|(_, signer)| signer).collect()
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
        "同事",
        "队员",
        "居民",
        "村民",
        "住户",
        "团员",
        "社员",
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
    let verb = [
        "看完", "读完", "阅读", "签", "学习", "知悉", "知晓", "同意", "承诺", "遵守", "熟读",
        "接受", "了解",
    ]
    .iter()
    .filter_map(|word| sentence.place_of(word))
    .min()
    .unwrap_or(sentence.len());
    found.into_iter().filter(|(at, _)| *at < verb).map(|(_, word)| word.to_owned()).collect()
}
