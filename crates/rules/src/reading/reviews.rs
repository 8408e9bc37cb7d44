//! Reading what organisations publish in groups, hear, measure, teach and learn from
//! customers, again and again.
//!
//! Every function looks at one sentence as [`crate::clause::Clause::sentences`] gives it.

use crate::clause::{Clause, Norm, Norms, Words, forbids, has};
use crate::reading::duties::parts;
use crate::reading::ideas::{gathers, told_ahead, welcomes_ideas};
use crate::reading::papers::draws_up;
use crate::reading::people::{after, before};
use crate::reading::upkeep::{AGAIN, forbids_first, often};

/// Those who run a group publish something in it again and again.
pub(crate) fn content_plan(clause: &Clause<'_>, norms: &mut Norms) {
    const PUBLISH: &[&str] = &[
        "发布", "推送", "转发", "分享", "发送", "更新", "上传", "推荐", "推出", "宣传", "公布",
        "发",
    ];
    const RUNNERS: &[&str] = &[
        "群主",
        "管理员",
        "管理人员",
        "班主任",
        "委员",
        "老师",
        "教师",
        "小编",
        "运营",
        "版主",
        "编辑",
        "负责人",
        "值班",
        "会长",
        "秘书",
        "领读",
        "楼长",
        "物业",
        "社区",
        "团长",
        "专人",
        "群管",
        "客服",
        "主持人",
        "工作人员",
        "学校",
        "公司",
        "专员",
        "管理者",
        "部门",
    ];
    const TIMELY: &[&str] = &["定期", "经常", "及时", "每", "第一时间", "按时", "按计划", "适时"];
    const THINGS: &[&str] = &[
        "文章", "资料", "知识", "信息", "内容", "资讯", "制度", "作业", "通知", "活动", "话题",
        "干货", "书单", "案例", "政策", "新闻", "教程", "提示", "主题", "情况", "动态", "链接",
        "素材", "漏洞", "事故", "进度", "公益", "任务",
    ];
    // Accounts, members' own posts, approvals and answers have kinds of their own.
    const OTHER: &[&str] = &[
        "公众号",
        "微博",
        "推文",
        "官网",
        "审核",
        "批准",
        "同意",
        "成员发布",
        "公告",
        "收到",
        "回复",
        "朋友圈",
        "未经",
        "家长发",
        "群友",
        "有权",
        "日报",
        "周报",
        "视频号",
        "抖音",
        "群发",
        "客户",
        "违",
        "处理",
        "负责审",
        "订阅号",
        "稿",
    ];
    for sentence in clause.sentences() {
        if let Some(what) = told_ahead(sentence) {
            let norm = Norm::new("content-plan").with("what", what);
            norms.push(norm.with_some("every", often(sentence)));
            return;
        }
        if has(sentence, OTHER) || forbids(sentence) || !clause.around_has(&["群"]) {
            continue;
        }
        // Under a heading on what the group is filled with, what is published stands first.
        let heading = clause.headings.last().map_or("", String::as_str);
        // 正面、健康的内容 is how everybody speaks, no plan.
        let manners = has(sentence, &["正面", "积极", "健康", "正能量", "文明"]);
        let listed = !manners
            && has(heading, &["群的内容", "群内容", "发布内容", "信息内容", "栏目"])
            && ["公布", "发布", "推送", "通报", "宣传"].iter().any(|verb| {
                sentence.starts_with(verb) || *verb == "通报" && sentence.has_word("及时通报")
            });
        if listed {
            norms.push(
                Norm::new("content-plan").with_some(
                    "what",
                    published(parts(sentence).next().unwrap_or(sentence), PUBLISH),
                ),
            );
            return;
        }
        let Some(part) = parts(sentence).find(|part| {
            let verb = PUBLISH.iter().filter_map(|word| part.place_of(word)).min();
            let runner = RUNNERS.iter().filter_map(|word| sentence.place_of(word)).min();
            verb.is_some() && runner.is_some() && has(part, THINGS)
        }) else {
            continue;
        };
        let verb_at = PUBLISH.iter().filter_map(|word| sentence.place_of(word)).min();
        let runner_at = RUNNERS.iter().filter_map(|word| sentence.place_of(word)).min();
        let led = verb_at.zip(runner_at).is_some_and(|(verb, runner)| runner < verb);
        // 老师可在群内发布…: what they are there to publish.
        let may = has(sentence, &["可在群", "可以在群", "主要发布", "负责发布", "负责在群"]);
        if led && (has(sentence, TIMELY) || may) {
            norms.push(
                Norm::new("content-plan")
                    .with_some("what", published(part, PUBLISH))
                    .with_some("every", often(sentence)),
            );
            return;
        }
    }
}

/// What is published: behind 将 or 把, or behind the verb.
fn published(part: &str, verbs: &[&str]) -> Option<String> {
    let fits = |text: &str| {
        let text = text.trim().trim_start_matches("一些").trim_matches(['了', '的', ' ']);
        (2..=40).contains(&text.chars().count()).then(|| text.to_owned())
    };
    for mark in ["将", "把"] {
        let object = after(part, mark).and_then(|rest| {
            before(rest, &["及时", "发布", "发送", "转发", "推送", "发到", "上传", "在群"])
        });
        if let Some(object) = object.and_then(fits) {
            return Some(object);
        }
    }
    let (at, verb) = verbs
        .iter()
        .filter_map(|verb| Some((part.place_of(verb)?, *verb)))
        .min_by_key(|(at, verb)| (*at, usize::MAX - verb.len()))?;
    let rest = part.get(at + verb.len()..)?;
    fits(before(rest, &["到群", "至群", "供", "以便", "让"]).unwrap_or(rest))
}

/// Results are measured and reviewed.
pub(crate) fn performance_review(clause: &Clause<'_>, norms: &mut Norms) {
    const REVIEW: &[&str] = &[
        "考核",
        "评估",
        "评价",
        "考评",
        "复盘",
        "测评",
        "绩效",
        "总结分析",
        "统计分析",
        "效果分析",
        "述职",
    ];
    const DONE: &[&str] = &[
        "进行",
        "定期",
        "开展",
        "纳入",
        "列入",
        "挂钩",
        "作为",
        "结果",
        "内容包括",
        "指标",
        "实行",
        "每月",
        "每季",
        "每年",
        "每周",
        "年度",
        "季度",
        "月度",
        "组织",
        "实施",
        "依据",
        "评估和",
        "应",
    ];
    // What follows a breach, what an applicant is put through, what a judgement of people is.
    const OTHER: &[&str] = &[
        "违反",
        "违者",
        "违规",
        "扣除",
        "扣罚",
        "扣减",
        "不得评价",
        "入群考核",
        "评价他人",
        "处罚",
        "罚款",
        "新人考核",
        "试用",
        "风险评估",
        "扣发",
        "恶意评价",
        "情节",
        "视为",
    ];
    for sentence in clause.sentences() {
        // 根据评估结果 speaks of one that was made; 负责评估 of who is in charge of it.
        let made = has(sentence, &["根据", "依据", "按照"]) && sentence.has_word("评估结果");
        let in_charge = sentence.has_word("负责") && !has(sentence, AGAIN);
        // 每月统计阅读量、粉丝数: figures that are taken again and again.
        let counted = has(sentence, &["统计", "汇总", "通报", "公布"])
            && has(sentence, AGAIN)
            && has(
                sentence,
                &[
                    "阅读量",
                    "粉丝",
                    "点赞",
                    "转化率",
                    "活跃度",
                    "满意度",
                    "互动量",
                    "播放量",
                    "成交",
                    "流量",
                    "关注数",
                    "排名",
                ],
            )
            && !has(sentence, &["下单"]);
        if counted {
            norms.push(
                Norm::new("performance-review")
                    .with_some("metrics", metrics(sentence))
                    .with_some("every", often(sentence)),
            );
            return;
        }
        // 缺两次以上的影响考核: what somebody's absence costs.
        let costs = parts(sentence).any(|part| has(part, &["影响考核", "影响绩效", "影响评"]));
        if has(sentence, REVIEW)
            && !costs
            && !made
            && !in_charge
            && has(sentence, DONE)
            && !parts(sentence).any(|part| has(part, REVIEW) && has(part, OTHER))
            && !has(parts(sentence).next().unwrap_or_default(), OTHER)
            && !forbids_first(sentence)
        {
            norms.push(
                Norm::new("performance-review")
                    .with_some("metrics", metrics(sentence))
                    .with_some("every", often(sentence)),
            );
            return;
        }
    }
}

/// What is measured: the list behind 包括 or 指标为.
fn metrics(sentence: &str) -> Option<policy::toml::Value> {
    const MARKS: &[&str] = &[
        "包括但不限于",
        "内容包括",
        "指标包括",
        "主要包括",
        "包括",
        "指标为",
        "主要看",
        "内容为",
        "考核",
    ];
    let list = MARKS.iter().find_map(|mark| {
        let rest = sentence.parted_at_last(mark)?.1;
        rest.contains('、').then_some(rest)
    })?;
    let list = before(list, &["等", ",", "，", "进行"]).unwrap_or(list);
    let names: Vec<String> = list
        .split(['、', '和', '与', '及', '/'])
        .map(|name| name.trim_matches(['的', ':', '：', ' ']).to_owned())
        .filter(|name| (2..=12).contains(&name.chars().count()))
        .take(12)
        .collect();
    (names.len() >= 2).then(|| super::list(&names))
}

/// Opinions are collected, or members are told where to take them.
pub(crate) fn feedback_intake(clause: &Clause<'_>, norms: &mut Norms) {
    const COLLECT: &[&str] = &[
        "收集", "征集", "征求", "听取", "汇总", "搜集", "采纳", "归集", "整理", "吸纳", "倾听",
        "汇集", "记下", "听听", "逐条",
    ];
    const OPINIONS: &[&str] =
        &["意见", "建议", "反馈", "诉求", "心声", "呼声", "想法", "金点子", "议案", "社情民意"];
    const GIVE: &[&str] = &[
        "向",
        "找",
        "联系",
        "反馈给",
        "提交",
        "报送",
        "告知",
        "私信",
        "反馈至",
        "发给",
        "反映给",
        "私聊",
        "沟通",
        "跟",
        "反映",
    ];
    // Other kinds' matters: complaints, appeals, customers, how the policy itself is changed.
    const OTHER: &[&str] = &[
        "投诉",
        "举报",
        "处罚",
        "处理决定",
        "异议",
        "不服",
        "客户",
        "顾客",
        "用户",
        "本制度自",
        "同意",
        "未经",
        "处理结果",
        "消费者",
        "部门的意见",
        "方案",
        "策划",
    ];
    for sentence in clause.sentences() {
        // 意见、建议和投诉 go one way; a complaint alone has a way of its own.
        let other = OTHER.iter().any(|word| sentence.has_word(word))
            && !(sentence.has_word("建议") && has(sentence, &["投诉", "举报", "异议"]));
        let preamble = has(sentence, &["制定", "制订", "处理有意见", "申诉"]) || draws_up(sentence);
        if welcomes_ideas(sentence) && !other {
            norms.push(
                Norm::new("feedback-intake")
                    .with_some("to", gathers(sentence).or_else(|| taken_to(sentence))),
            );
            return;
        }
        if !has(sentence, OPINIONS) || preamble || other || forbids_first(sentence) {
            continue;
        }
        let collects = COLLECT.iter().filter_map(|word| sentence.place_of(word)).any(|at| {
            let rest = sentence.get(at..).unwrap_or_default();
            has(rest, OPINIONS) || has(sentence.get(..at).unwrap_or_default(), OPINIONS)
        });
        // 有意见或建议的,可向…提出: a place to take them to.
        let offers = has(sentence, &["意见", "建议", "想法"])
            && has(sentence, GIVE)
            && has(sentence, &["可", "请", "欢迎", "应", "有权", "如有", "有"])
            && taken_to(sentence).is_some()
            && !sentence.starts_with("建议");
        // 有建议请留言: to everybody.
        let openly = has(sentence, &["意见", "建议"])
            && has(sentence, &["跟帖", "留言", "评论区", "意见箱", "畅所欲言", "提出来"])
            && has(sentence, &["请", "欢迎", "可"]);
        if collects || offers || openly {
            norms.push(
                Norm::new("feedback-intake")
                    .with_some("every", often(sentence))
                    .with_some("to", taken_to(sentence)),
            );
            return;
        }
    }
}

/// To whom opinions go: behind 提交, 报, 向, 找 and the like, up to what is done with them.
fn taken_to(sentence: &str) -> Option<String> {
    const TO: &[&str] = &[
        "反馈给",
        "私聊",
        "跟",
        "反映给",
        "提交给",
        "提交至",
        "提交到",
        "提交",
        "报送至",
        "报送给",
        "报送",
        "上报给",
        "上报至",
        "上报",
        "转交给",
        "转交",
        "反馈至",
        "反馈到",
        "发给",
        "告知",
        "私信",
        "联系",
        "报给",
        "交给",
        "交由",
        "报",
        "向",
        "找",
        "与",
        "给",
    ];
    const NEXT: &[&str] = &[
        "私聊", "私信", "提出", "反馈", "反映", "商议", "研究", "讨论", "处理", "解决", "汇报",
        "说明", "沟通", "进行", "参考", "审议", "备案", "统一", "联系", "答复", "或在", "咨询",
        "表达", "报告",
    ];
    const PEOPLE: &[&str] = &[
        "部",
        "室",
        "处",
        "科",
        "组",
        "办",
        "会",
        "中心",
        "部门",
        "领导",
        "人员",
        "负责人",
        "经理",
        "主管",
        "主任",
        "群主",
        "管理员",
        "老师",
        "干部",
        "长",
        "秘书",
        "委员",
        "代表",
        "公司",
        "学校",
        "管理层",
        "客服",
        "小编",
        "人",
        "方",
    ];
    parts(sentence).find_map(|part| {
        TO.iter().find_map(|word| {
            let rest = after(part, word)?;
            let people = before(rest, NEXT).unwrap_or(rest).trim();
            let people = people.trim_end_matches(['的', '处', '后']).trim();
            let fits = (2..=14).contains(&people.chars().count())
                && PEOPLE.iter().any(|end| people.ends_with(end))
                && !has(people, &["成员意见", "建议", "意见"]);
            fits.then(|| people.to_owned())
        })
    })
}
