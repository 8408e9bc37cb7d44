//! Reading clauses about who is in a group: consent, newcomers, leavers, the silent.
//!
//! Each function looks for what a kind of norm cannot be stated without, and takes over only
//! parameters that the text gives. Names in the group have their own file, [`crate::reading_cards`].

use policy::toml::Value;

use crate::clause::{Clause, Norm, Norms, has};
use crate::reading_people::{after, before, clean, consenter, phrases, split_people, who_acts};

/// Words for joining a group.
const JOINING: &[&str] =
    &["入群", "进群", "加入", "加群", "进入本群", "入本群", "拉进", "拉入", "加进"];

/// Who may be in the group, who is kept out, or who checks those who ask.
pub(crate) fn admission(clause: &Clause<'_>, norms: &mut Norms) {
    let who = admitted(clause);
    let checks = checks_entry(clause.text);
    let door = stands_at_door(clause.text);
    if who.is_empty() && !checks && !door {
        return;
    }
    let approver = checks.then(|| who_acts(clause)).flatten();
    let verify = verified(clause.text).filter(|_| checks || door);
    let who: Vec<Value> = who.into_iter().map(Value::from).collect();
    norms.push(
        Norm::new("admission")
            .with_some("who", (!who.is_empty()).then_some(who))
            .with_some("approver", approver)
            .with_some("verify", verify),
    );
}

/// A check of those who want to join: 审核 with joining or membership, or 准入 of members.
fn checks_entry(text: &str) -> bool {
    phrases(text).any(|phrase| {
        has(phrase, &["审核", "审批", "核实", "把关"])
            && (has(phrase, JOINING) || has(phrase, &["成员资格", "成员身份", "群员身份"]))
            && !has(phrase, &["发布", "内容", "信息前"])
            || has(phrase, &["成员准入", "成员的准入", "人员准入", "入群审核", "审核入群"])
            || has(phrase, &["成员"]) && has(phrase, &["准入"])
    })
}

/// A door without names: outsiders kept out, a threshold, proof of identity, people to be named.
fn stands_at_door(text: &str) -> bool {
    const OUTSIDERS: &[&str] =
        &["无关人员", "不相关人员", "非相关人员", "闲杂人员", "外部人员", "其他人员"];
    const KEPT_OUT: &[&str] = &["禁止", "不得", "勿", "不要", "谢绝", "不能", "不允许", "严禁"];
    phrases(text).any(|phrase| {
        // Joining in the clause's words, not bringing in, which is another matter.
        let outsiders = has(phrase, OUTSIDERS)
            && has(phrase, KEPT_OUT)
            && has(phrase, &["入群", "进群", "加入", "勿入", "拉进"])
            && !has(phrase, &["邀请", "擅自", "随意", "私自"]);
        let threshold = phrase.contains("群") && phrase.contains("门槛");
        let proven = has(phrase, &["实名验证", "实名认证", "身份验证"])
            && has(text, &["邀请", "入群", "进群", "加入", "用户"]);
        let named = has(phrase, &["应加人员", "应加入人员", "入群人员范围", "应入群人员"]);
        let takes = has(phrase, &["接收新人", "吸收新人", "接纳新人", "吸纳新成员", "接收新成员"]);
        outsiders || threshold || proven || named || takes
    })
}

/// Whom the text admits, by the forms in which such sentences name them.
fn admitted(clause: &Clause<'_>) -> Vec<String> {
    let text = clause.text;
    for phrase in phrases(text) {
        // `只加…`, `仅限…加入`
        for mark in ["只加", "仅限", "只限", "只接纳", "只接收", "只允许", "限"] {
            let Some(rest) = after(phrase, mark) else { continue };
            let group = phrase.contains("群") || text.contains("群");
            let joins = mark == "只加" || has(rest, JOINING) || has(phrase, &["群成员", "群员"]);
            if group
                && joins
                && !has(rest, &["时", "本", "次", "制", "于", "度"]) | has(rest, JOINING)
            {
                return split_people(before(rest, JOINING).unwrap_or(rest));
            }
        }
        // `…方可入群`, `凡…均可申请加入`
        for mark in ["方可", "才能", "才可", "均可", "都可", "可以申请", "可申请"]
        {
            let Some((people, rest)) = phrase.split_once(mark) else { continue };
            if has(rest, JOINING) && !has(people, &["同意", "批准", "审核", "后"]) {
                return split_people(whole_before(text, people));
            }
        }
        // `要求成员均为…`, `所有…均为群成员`
        if let Some((people, rest)) =
            phrase.split_once("均为").or_else(|| phrase.split_once("都是"))
        {
            if has(rest, &["群成员", "本群成员", "群员"]) {
                return split_people(people);
            }
            if has(people, &["成员", "群员", "群友"]) && !has(people, &["不"]) {
                return split_people(rest);
            }
        }
        // `各位…按专业加入本群`
        if let Some(people) = before(phrase, &["按照", "按"])
            && has(phrase, &["加入本群", "进入本群", "加入群"])
        {
            return split_people(people);
        }
        // `与…无关的人员不要拉进`
        if let Some(people) = after(phrase, "与").and_then(|rest| before(rest, &["无关"]))
            && has(phrase, JOINING)
        {
            return split_people(people);
        }
        if let Some(people) = outsiders_of(phrase) {
            return split_people(people);
        }
    }
    listed_under_heading(clause)
}

/// `非…勿入`, `不得邀请非…进群`: those who are not outsiders.
fn outsiders_of(phrase: &str) -> Option<&str> {
    let rest = after(phrase, "非")?;
    let ends = ["勿入", "请勿", "禁止", "不得", "谢绝", "不能", "不可", "进群", "入群", "加入"];
    let people = before(rest, &ends)?;
    let kept_out = has(phrase, &["勿入", "禁止", "不得", "谢绝", "不准", "不能", "不许", "不可"]);
    let joins = has(phrase, JOINING) || phrase.contains("勿入");
    (kept_out && joins && people != "请" && !has(people, &["法", "本群人员", "工作"]))
        .then(|| before(people, &["人员"]).unwrap_or(people))
}

/// Where several phrases are a list (甲、乙,丙方可入群), all of it.
fn whole_before<'a>(text: &'a str, last: &'a str) -> &'a str {
    let start = text.split_once(last).map_or("", |(start, _)| start);
    let plain = start.trim_end_matches([',', '，']);
    let listed = !plain.is_empty()
        && start.len() > plain.len()
        && plain.chars().count() <= 20
        && !has(plain, &["。", ";", "；", ":", "：", "群", "应", "须"]);
    if listed { text.get(..start.len() + last.len()).unwrap_or(last) } else { last }
}

/// Under a heading about members, a clause that only names people (某部所有成员).
fn listed_under_heading(clause: &Clause<'_>) -> Vec<String> {
    let heading = clause.headings.last().map_or("", String::as_str);
    let lead = clause.lead.unwrap_or("");
    let about_members = [heading, lead].iter().any(|words| {
        has(
            words,
            &["群成员", "入群对象", "入群人员", "入群范围", "成员组成", "成员范围", "人员组成"],
        ) && !has(words, &["义务", "权利", "职责", "规定", "规范", "守则"])
    });
    let plain = clause.text.trim_end_matches(['。', ';', '；', '.']);
    const PEOPLE: &[&str] = &["成员", "人员", "员工", "职工", "家长", "教师", "老师", "会员"];
    let names = PEOPLE.iter().any(|end| plain.ends_with(end)) && plain.chars().count() <= 30;
    let says = has(plain, &["应", "须", "必须", "不得", "负责", "请", "要", ",", "，"]);
    if about_members && names && !says { vec![clean(plain)] } else { Vec::new() }
}

fn verified(text: &str) -> Option<&'static str> {
    const WHAT: &[&str] =
        &["成员资格", "成员身份", "实名验证", "实名认证", "身份验证", "身份", "资格", "资料"];
    WHAT.iter().find(|what| text.contains(**what)).copied()
}

/// A ban on bringing people in at will.
pub(crate) fn invite_control(clause: &Clause<'_>, norms: &mut Norms) {
    const AT_WILL: &[&str] =
        &["擅自", "随意", "私自", "恶意", "任意", "自行", "随便", "未经", "乱"];
    const BRING: &[&str] = &["拉人", "拉进", "拉入", "邀请", "乱拉", "拉群外", "拉外"];
    let mut found = false;
    for sentence in clause.sentences() {
        let brings = phrases(sentence).any(|phrase| {
            has(phrase, BRING)
                && (has(phrase, &["群", "加入"]) || has(phrase, &["拉人", "乱拉"]))
                && (has(phrase, AT_WILL) || has(phrase, &["不得拉人", "禁止拉人", "不准拉人"]))
                // Talk with whoever has reached the group already, or other groups.
                && !has(phrase, &["其他群", "别的群", "建群"])
        });
        let consent = consenter(sentence);
        let asks_first =
            has(sentence, BRING) && consent.is_some() && has(sentence, &["进群", "入群"]);
        if (brings || asks_first) && !found {
            found = true;
            norms.push(Norm::new("invite-control").with_some("approver", consent));
        }
    }
}

/// A number of people as the most that the group or each family may have.
pub(crate) fn capacity(clause: &Clause<'_>, norms: &mut Norms) {
    const MOST: &[&str] =
        &["最多", "上限", "不超过", "不得超过", "以内", "限额", "控制在", "限", "至多"];
    const OTHER: &[&str] = &["同意", "附议", "管理员", "投票", "支持", "超过的", "推荐"];
    for phrase in phrases(clause.text) {
        let people = text::words::counts(phrase).into_iter().find(|count| {
            ["人", "名", "位"].contains(&count.value.1.as_str()) && count.value.0 > 1
                || per_one(phrase) && count.value.1 == "人"
        });
        let Some(people) = people else { continue };
        // How many there are in the group, not who must do something when they are many.
        let about_size = has(
            phrase,
            &["群最多", "群人数", "群成员", "人数上限", "进群", "入群", "加群", "加入", "本群"],
        );
        if !has(phrase, MOST) || !about_size || has(phrase, OTHER) {
            continue;
        }
        norms.push(
            Norm::new("capacity")
                .with("max", i64::from(people.value.0))
                .with_some("per", per_of(phrase)),
        );
        return;
    }
}

fn per_one(phrase: &str) -> bool {
    has(phrase, &["每名", "每个", "每位", "每户", "每家", "每单位"])
}

/// The word after 每名, 每个 and so on: 每名学生 is `学生`, 每户 is `家庭`.
fn per_of(phrase: &str) -> Option<String> {
    const UNITS: &[&str] = &[
        "学生", "孩子", "家庭", "家长", "公司", "单位", "部门", "企业", "会员", "班级", "门店",
        "科室",
    ];
    for mark in ["每名", "每个", "每位"] {
        let Some(rest) = after(phrase, mark) else { continue };
        return UNITS.iter().find(|unit| rest.starts_with(**unit)).map(|unit| (*unit).to_owned());
    }
    if has(phrase, &["每户", "每家"]) {
        return Some(if phrase.contains("每家单位") { "单位" } else { "家庭" }.to_owned());
    }
    UNITS.iter().find(|unit| phrase.contains(&format!("每{unit}"))).map(|unit| (*unit).to_owned())
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
        if !has(sentence, LEAVE) || has(sentence, OTHER) {
            continue;
        }
        let consent = consenter(sentence);
        if has(sentence, BANNED) || consent.is_some() {
            norms.push(Norm::new("no-exit").with_some("approver", consent));
            return;
        }
    }
}

/// People who left, with words of removal.
pub(crate) fn offboarding(clause: &Clause<'_>, norms: &mut Norms) {
    const LEFT: &[&str] = &[
        "离职",
        "辞职",
        "离开公司",
        "离开单位",
        "退学",
        "转学",
        "毕业后",
        "调离",
        "解聘",
        "退休",
        "退会",
        "人事变动",
        "人员变动",
        "过期群成员",
        "过期成员",
        "不再符合",
        "不再担任",
        "搬离",
        "离岗",
    ];
    const REMOVE: &[&str] = &[
        "移出",
        "清理",
        "请出",
        "踢",
        "剔除",
        "清除",
        "移除",
        "清退",
        "退出",
        "退群",
        "资格的取消",
        "取消",
        "删除",
        "注销成员",
    ];
    for sentence in clause.sentences() {
        let of_group =
            has(sentence, &["群", "成员"]) || clause.headings.iter().any(|h| h.contains("群"));
        if !has(sentence, LEFT) || !has(sentence, REMOVE) || !of_group {
            continue;
        }
        // What leaves with the person is the handover's matter.
        if has(sentence, &["客户", "聊天记录", "账号", "公众号", "好友", "粉丝", "删除好友"])
        {
            continue;
        }
        let within = text::words::spans(sentence).first().map(|span| span.value.to_string());
        norms.push(Norm::new("offboarding").with_some("within", within));
        return;
    }
}

/// Words of silence, an unset name or absence, with words of cleaning out.
pub(crate) fn inactivity(clause: &Clause<'_>, norms: &mut Norms) {
    const CLEAN: &[&str] = &[
        "清理", "移出", "踢", "清除", "移除", "劝退", "请出", "剔除", "清退", "退群", "清出",
        "淘汰", "者t", "的t", "者T", "的T", "除名", "取消",
    ];
    for sentence in clause.sentences() {
        if !has(sentence, CLEAN) {
            continue;
        }
        for phrase in phrases(sentence) {
            let Some(metric) = idle(phrase) else { continue };
            let after = text::words::spans(phrase).first().map(|span| span.value.to_string());
            let norm = Norm::new("inactivity").with("metric", metric).with_some("after", after);
            if !norms.contains(&norm) {
                norms.push(norm);
            }
        }
    }
}

/// What somebody has not done for long, by the words of it.
fn idle(phrase: &str) -> Option<&'static str> {
    const NOT: &[&str] = &["未", "没有", "没", "不", "从不", "无"];
    let lacks = |words: &[&str]| {
        words.iter().any(|word| {
            let Some((start, _)) = phrase.split_once(word) else { return false };
            // Not more than a few characters lie between 未 and what is not done.
            let near: String = {
                let all: Vec<char> = start.chars().collect();
                all.iter().skip(all.len().saturating_sub(6)).collect()
            };
            has(&near, NOT)
        })
    };
    if has(phrase, &["名片", "昵称"]) && lacks(&["修改", "改名", "更改", "改", "设置", "备注"])
    {
        return Some("card");
    }
    if lacks(&["参加过", "参加活动", "参加聚会", "参加会议", "参与活动"]) {
        return Some("event");
    }
    let silent = has(phrase, &["潜水", "僵尸", "不活跃", "长期不说话"])
        || lacks(&["发言", "说话", "冒泡", "互动", "发过言", "发声"]);
    silent.then_some("speech")
}

/// New members with words of restriction.
pub(crate) fn newcomer_mode(clause: &Clause<'_>, norms: &mut Norms) {
    const NEW: &[&str] =
        &["新人", "新成员", "新群员", "新群友", "新进群", "新入群", "新加入", "刚进群", "刚入群"];
    const HELD: &[&str] =
        &["禁止", "不得", "不能", "不准", "不可", "不允许", "限制", "严禁", "请勿"];
    for sentence in clause.sentences() {
        let mode = has(sentence, &["新手模式", "新人模式", "新手期", "观察期", "新人保护期"]);
        let held = has(sentence, HELD) && has(sentence, &["发", "言", "语", "@", "加"]);
        let dated = !text::words::spans(sentence).is_empty();
        let joined = has(sentence, &["入群", "进群"]) && has(sentence, &["内"]) && dated;
        if !(mode || held && (has(sentence, NEW) || joined)) {
            continue;
        }
        let during = text::words::spans(sentence).first().map(|span| span.value.to_string());
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
        (&["链接", "二维码", "小程序"], "links"),
        (&["广告", "营销", "推广"], "ads"),
        (&["图片", "照片"], "image"),
        (&["语音"], "voice"),
        (&["视频"], "video"),
        (&["文件"], "file"),
        (&["红包"], "red-packet"),
        (&["联系方式", "加好友", "加微信"], "contacts"),
        (&["发言", "说话"], "all"),
    ];
    WHAT.iter()
        .filter(|(words, _)| has(sentence, words))
        .map(|(_, name)| Value::from(*name))
        .collect()
}

/// New members with words of welcome, help or instruction.
pub(crate) fn onboarding(clause: &Clause<'_>, norms: &mut Norms) {
    const NEW: &[&str] = &[
        "新人",
        "新成员",
        "新群员",
        "新群友",
        "新进群",
        "新入群",
        "新加入",
        "新员工入群",
        "新来的",
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
        "介绍群",
        "讲解",
        "迎新",
        "告诉",
        "发送群规",
        "发群规",
    ];
    for sentence in clause.sentences() {
        let welcome = has(sentence, &["入群欢迎", "进群欢迎", "欢迎语", "迎新", "欢迎新"]);
        let introduce = has(sentence, &["自我介绍"]) && has(sentence, JOINING);
        let cared = has(sentence, NEW) && has(sentence, CARE);
        let told = has(sentence, &["邀请", "拉人", "拉进"])
            && has(sentence, &["告知群规", "告知本群", "告知群"]);
        if !(welcome || introduce || cared || told) {
            continue;
        }
        let message = after(sentence, "告知").filter(|_| told).map(clean);
        norms.push(
            Norm::new("onboarding")
                .with_some("message", message)
                .with_some("by", helper(clause, sentence)),
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
    who_acts(clause)
}
