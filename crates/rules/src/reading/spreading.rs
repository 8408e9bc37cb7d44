//! Reading what members owe beside talk: to spread, to pass on, to be in the group.

use policy::toml::Value;

use crate::clause::{Clause, Norm, Norms, Words, forbids, has};
use crate::reading::duties::{must, obliges, parts};
use crate::reading::list;
use crate::reading::people::{after, before, clean, is_person};
use crate::reading::routines::quota;

/// Members must spread something outside the group, or join what spreads it.
pub(crate) fn share_duty(clause: &Clause<'_>, norms: &mut Norms) {
    const FORWARD: &[&str] = &[
        "转发",
        "分享",
        "转载",
        "扩散",
        "转推",
        "发朋友圈",
        "发圈",
        "转到",
        "宣传",
        "点赞",
        "转评",
    ];
    /// Outside the group.
    const OUTSIDE: &[&str] = &[
        "朋友圈",
        "微博",
        "空间",
        "其他群",
        "其它群",
        "亲友",
        "身边",
        "个人微信",
        "个人账号",
        "抖音",
        "短视频",
        "社交平台",
        "社交媒体",
        "各自",
        "超话",
        "视频号",
    ];
    /// What the organisation puts out.
    const OURS: &[&str] = &[
        "新书",
        "新品",
        "招生",
        "海报",
        "公司",
        "本校",
        "学校",
        "官方",
        "公众号",
        "推文",
        "推送",
        "官宣",
        "本会",
        "本店",
        "平台",
        "单位",
        "社区",
        "品牌",
        "企业",
        "协会",
        "中心",
        "本群发布",
        "物料",
        "活动",
    ];
    const ALL: &[&str] = &[
        "店员",
        "粉丝",
        "每个人",
        "校友",
        "队员",
        "每人",
        "人人",
        "全员",
        "全体",
        "所有",
        "每位",
        "每名",
        "员工",
        "成员",
        "大家",
        "各位",
        "职工",
        "家长",
        "业主",
        "会员",
        "粉丝",
        "党员",
        "教师",
        "老师",
        "伙伴",
        "同事",
        "代理",
    ];
    const CAMPAIGN: &[&str] = &[
        "促销",
        "推广",
        "宣传活动",
        "营销活动",
        "市场调研",
        "市场活动",
        "转发活动",
        "拉新",
        "打榜",
        "应援",
        "控评",
        "集赞活动",
        "全员营销",
        "问卷",
    ];
    const BOUND: &[&str] = &[
        "第一时间",
        "请",
        "有义务",
        "无条件",
        "义务",
        "积极",
        "主动",
        "配合",
        "及时",
        "倡导",
        "自觉",
        "一律",
        "踊跃",
    ];
    // Conditions of forwarding, powers, what is kept inside, and what others may do.
    const OTHER: &[&str] = &[
        "未经",
        "核实",
        "泄露",
        "外泄",
        "外传",
        "可以转发",
        "可转发",
        "谨慎",
        "慎重",
        "本群内转发",
        "同意",
        "批准",
        "来源",
        "版权",
        "奖励",
        "鼓励分享",
        "经验",
        "心得",
        "转发广告",
        "聊天",
    ];
    for sentence in clause.sentences() {
        // A preamble says why there is a policy.
        let preamble = has(sentence, &["制定", "制订", "拟定"]);
        if preamble || forbids(sentence) || has(sentence, OTHER) || quota(sentence).is_some() {
            continue;
        }
        let bound = must(sentence) || has(sentence, BOUND);
        let forwards = has(sentence, FORWARD);
        let spreads = forwards && has(sentence, OUTSIDE);
        let for_us = has(sentence, &["转发", "扩散", "转推", "转评", "转载"])
            && has(sentence, OURS)
            && has(sentence, ALL)
            && !has(sentence, &["群里转发", "群内转发", "转发到群", "转发至群", "在群", "到群"]);
        let joins = has(sentence, CAMPAIGN)
            && has(sentence, &["参与", "参加", "配合", "执行", "支持", "投入"])
            && has(sentence, ALL);
        let urged = has(sentence, &["全员营销", "全员转发", "全员推广"]);
        if bound && (spreads || for_us || joins) || urged {
            norms.push(Norm::new("share-duty").with_some("what", spread(sentence)));
            return;
        }
    }
}

/// What is spread: behind 对于, before a duty's people, or behind the verb.
fn spread(sentence: &str) -> Option<String> {
    let fits = |text: &str| {
        let text = text.trim().trim_matches([',', '，', '的', ' ']);
        (2..=20).contains(&text.chars().count()).then(|| text.to_owned())
    };
    let head = parts(sentence).next().unwrap_or(sentence);
    let about = ["对于", "凡是", "凡", "对"].iter().find_map(|mark| head.strip_prefix(mark));
    if let Some(object) = about {
        return fits(object);
    }
    let plain = head.len() < sentence.len() && !must(head) && !has(head, &["为", "如"]);
    if plain && has(head, &["活动", "信息", "内容", "文章", "推文", "物料", "视频", "海报"])
    {
        return fits(head);
    }
    ["参与", "参加", "配合", "转发", "分享"].iter().find_map(|verb| {
        let rest = after(sentence, verb)?;
        fits(before(rest, &["到", "至", ",", "，", "以", "并"]).unwrap_or(rest))
    })
}

/// What the group hears is passed on, carried out, followed up.
pub(crate) fn relay(clause: &Clause<'_>, norms: &mut Norms) {
    const PASS_ON: &[&str] = &[
        "转给家",
        "转给老",
        "转给未",
        "挨家挨户",
        "通知到户",
        "逐户通知",
        "转告家",
        "告诉没",
        "转给没",
        "传达",
        "转达",
        "转告",
        "周知",
        "广而告之",
        "通知到",
        "告知到",
        "传递到",
        "传达到",
        "知会",
        "通知本",
        "告知本",
        "互相告知",
        "相互告知",
        "相互转告",
        "互相转告",
        "宣贯",
        "带回",
    ];
    const HEARD: &[&str] = &[
        "通知",
        "任务",
        "工作安排",
        "指示",
        "要求",
        "决定",
        "精神",
        "公告",
        "部署",
        "群里布置",
        "群内布置",
        "事项",
        "安排的工作",
        "消息",
        "信息",
    ];
    const CARRY_OUT: &[&str] =
        &["落实", "跟进", "跟踪", "贯彻", "督办", "办理到位", "执行到位", "抓好"];
    const OTHER: &[&str] = &[
        "保密",
        "机密",
        "外人",
        "无关人员",
        "非本群",
        "本制度",
        "本规定",
        "客户",
        "考勤",
        "违反",
        "订单",
    ];
    for sentence in clause.sentences() {
        if has(sentence, OTHER) && !has(sentence, &["传达落实"]) {
            continue;
        }
        let bound = obliges(sentence) || has(sentence, &["请", "确保", "保证", "做好"]);
        // 由别的家长转达: what is done for one who is out of the group.
        let for_one = |part: &str| part.has_word("由另") || part.has_word("由别");
        let passes =
            parts(sentence).any(|part| has(part, PASS_ON) && !forbids(part) && !for_one(part));
        // 群里布置的任务,…抓好落实: what was heard may stand in front.
        let heard_first = parts(sentence).next().is_some_and(|part| {
            has(part, HEARD) && has(part, &["群里", "群内", "群中", "下发", "下达", "收到"])
        });
        let carries = !forbids(sentence)
            && parts(sentence).any(|part| {
                (has(part, HEARD) || heard_first && must(part)) && has(part, CARRY_OUT)
            })
            && has(sentence, &["群", "收到", "发布的", "下发的", "下达"])
            && !has(sentence, &["问题", "投诉", "监督"]);
        if bound && (passes || carries) {
            norms.push(Norm::new("relay"));
            return;
        }
    }
}

/// Named people must be in the group.
pub(crate) fn mandatory_membership(clause: &Clause<'_>, norms: &mut Norms) {
    const MUST: &[&str] = &[
        "必须", "均须", "均应", "都应", "都要", "均要", "务必", "一律", "应当", "须", "应", "需要",
        "需", "要", "均需", "全部",
    ];
    const JOIN: &[&str] =
        &["加入", "入群", "进群", "加群", "进入", "在群内", "在群里", "加进", "扫码进", "入本群"];
    /// Between the duty and the joining these make it a condition, not a duty.
    const CONDITION: &[&str] = &[
        "帮", "新", "欢迎", "提醒", "经", "同意", "审核", "批准", "申请", "提供", "不", "先",
        "方可", "后", "验证", "非", "勿", "回答", "注明", "备注", "邀请", "拉", "禁", "说明",
        "在进", "在入", "实名", "于入", "于进",
    ];
    /// Behind the joining these speak of something else: 入群后须改名, 加入黑名单.
    const BEHIND: &[&str] =
        &["后", "时", "的", "前", "者", "须", "应", "需", "审", "条件", "黑名单", "成员", "申请"];
    const PEOPLE: &[&str] = &[
        "人员",
        "员工",
        "职工",
        "教师",
        "老师",
        "家长",
        "会员",
        "业主",
        "干部",
        "人",
        "成员",
        "学员",
        "学生",
        "负责人",
        "经理",
        "主管",
        "党员",
        "村民",
        "居民",
        "住户",
        "志愿者",
        "代表",
        "委员",
        "长",
        "同事",
        "者",
        "骨干",
        "部门",
        "单位",
        "班委",
        "商户",
        "店长",
        "同学",
        "户",
        "监护人",
        "班子",
        "领导",
        "工",
        "师",
        "员",
        "书记",
        "主任",
        "主席",
        "秘书",
        "家属",
    ];
    for sentence in clause.sentences() {
        for (at, duty) in MUST.iter().flat_map(|word| sentence.places_of(word)) {
            let head = sentence.get(..at).unwrap_or_default();
            let rest = sentence.get(at + duty.len()..).unwrap_or_default();
            let Some((join_at, join)) =
                JOIN.iter().filter_map(|word| Some((rest.place_of(word)?, *word))).min()
            else {
                continue;
            };
            let between = rest.get(..join_at).unwrap_or_default();
            let behind = rest.get(join_at + join.len()..).unwrap_or_default();
            let group = sentence.contains('群') || clause.around_has(&["群"]) && join == "加入";
            let near = between.chars().count() <= 12 && !between.contains([',', '，']);
            // 应在群里, and nothing more: else it says where something is done.
            let there =
                !join.starts_with('在') || behind.is_empty() || behind.starts_with([',', '，']);
            let object = there
                && !BEHIND.iter().any(|word| behind.starts_with(word))
                && (join != "加入" && join != "进入" || behind.contains('群'));
            let who = people_before(head, PEOPLE);
            if let Some(who) = who.filter(|_| {
                group
                    && near
                    && object
                    && !has(between, CONDITION)
                    && !head.ends_with(['不', '反', '相', '只'])
            }) {
                norms.push(Norm::new("mandatory-membership").with("who", each(&who)));
                return;
            }
        }
    }
}

/// 支部书记、村委会主任: several people as a list, where each is named in full.
fn each(who: &str) -> Value {
    let people: Vec<&str> = who.split('、').collect();
    let whole = people.len() > 1
        && !who.contains(['(', '（'])
        && people.iter().all(|one| is_person(one) && one.chars().count() > 2);
    if whole { list(&people) } else { Value::from(who.to_owned()) }
}

/// The people whom the words before a duty name, with what stands in brackets behind them.
fn people_before(head: &str, ends: &[&str]) -> Option<String> {
    // 都, 均 only sum up; a comma may stand behind those who are named.
    let mut name = head.trim_matches([',', '，', ' ']);
    for word in ["都", "均", "也", "一律", "全部", "原则上"] {
        name = name.strip_suffix(word).unwrap_or(name).trim_end_matches([',', '，']);
    }
    let bracket = name.ends_with([')', '）']);
    let outer = if bracket { name.split(['(', '（']).next().unwrap_or(name) } else { name };
    let from = outer.rfind([',', '，', ':', '：']).map_or(0, |at| at + 1);
    let from = (from..=outer.len()).find(|&at| outer.is_char_boundary(at)).unwrap_or(0);
    let outer = outer.get(from..)?.trim_start_matches(['，', '：']);
    let fits = (2..=24).contains(&outer.chars().count())
        && ends.iter().any(|end| outer.ends_with(end))
        && !["如", "对", "因", "当", "为"].iter().any(|word| outer.starts_with(word));
    fits.then(|| clean(name.get(from..).unwrap_or(outer)))
}
