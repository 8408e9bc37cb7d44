//! Reading clauses about who runs the group.

use crate::clause::{Clause, Norm, Norms, Words, has, likely};
use crate::reading::people::phrases;

/// Words for those who run a group, longer ones first.
const ROLES: &[&str] = &[
    "群主和群管理员",
    "群主、管理员",
    "管理员和监督员",
    "群主和管理员",
    "群主及管理员",
    "群管理员",
    "群管理人员",
    "副管理员",
    "副群主",
    "群监督员",
    "监督员",
    "群秘书",
    "群主",
    "管理员",
    "群管理",
    "管理人员",
    "版主",
    "群管",
    "总管理",
    "超级管理员",
    "频道主",
    "房管",
    "坛主",
    "管理组",
];
/// Words for people who are named to do something for the group.
const CONTACTS: &[&str] = &["第一责任人", "责任人", "工作联系人", "联系人", "联络员", "负责人"];

/// Who is, or is to be, the owner, an administrator or the like.
pub(crate) fn admin_appointment(clause: &Clause<'_>, norms: &mut Norms) {
    let mut found: Vec<Appointed> = Vec::new();
    for sentence in clause.sentences() {
        // Accounts and what they publish have their own people; so has a change of those who run
        // the group.
        let other = &["公众号", "微博", "账号", "帐号", "归口", "微信号", "网站", "弹劾", "罢免"];
        if has(sentence, other) {
            continue;
        }
        let labelled = labelled(sentence);
        if !labelled.is_empty() {
            found.extend(labelled);
            continue;
        }
        let mut each = held_by(sentence);
        for one in named(sentence) {
            if !each.iter().any(|other| other.role == one.role && one.role.is_some()) {
                each.push(one);
            }
        }
        if !each.is_empty() {
            found.extend(each);
            continue;
        }
        let one =
            made(sentence).or_else(|| managed_by(sentence, clause)).or_else(|| set_up(sentence));
        found.extend(one);
    }
    for one in found.into_iter().take(12) {
        let norm = Norm::new("admin-appointment").with_some("who", one.who);
        norms.push(norm.with_some("role", one.role));
    }
}

/// Somebody in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Appointed {
    who: Option<String>,
    role: Option<String>,
}

impl Appointed {
    fn new(who: Option<&str>, role: Option<&str>) -> Appointed {
        Appointed { who: who.map(str::to_owned), role: role.map(str::to_owned) }
    }
}

/// Whether words name people rather than begin a sentence.
fn are_people(words: &str) -> bool {
    const NOT: &[&str] = &[
        "负责", "应", "须", "可以", "有权", "本群", "不得", "的", "必须", "请", "对", "发布",
        "群内", "谁", "如", "将",
    ];
    (2..=24).contains(&words.chars().count()) && !has(words, NOT)
}

/// The first role in a text, with where it stands; of two at one place the longer word.
fn role_at(text: &str, roles: &'static [&'static str]) -> Option<(usize, &'static str)> {
    likely(text, roles)
        .filter_map(|role| text.place_of(role).map(|at| (at, role)))
        .min_by_key(|(at, role)| (*at, std::cmp::Reverse(role.len())))
}

/// `群主:赵明`, `摄影群群主为:钱红 群秘书:孙立`: labels with people behind them.
fn labelled(sentence: &str) -> Vec<Appointed> {
    const IS: &[&str] = &["为:", "为：", ":", "：", "是:", "为", "是"];
    let mut labels: Vec<(usize, usize, &str)> = Vec::new();
    let mut from = 0;
    while let Some((at, role)) = sentence.get(from..).and_then(|rest| role_at(rest, ROLES)) {
        let (start, end) = (from + at, from + at + role.len());
        let rest = sentence.get(end..).unwrap_or_default();
        if let Some(mark) = IS.iter().find(|mark| rest.starts_with(**mark)) {
            labels.push((start, end + mark.len(), role));
        }
        from = end;
    }
    let mut found = Vec::new();
    for (index, &(start, end, role)) in labels.iter().enumerate() {
        let next = labels.get(index + 1).map_or(sentence.len(), |label| label.0);
        let people = sentence.get(end..next).unwrap_or_default();
        let people = people.trim_matches([' ', ',', '，', '、', '(', ')']);
        let bare = people.split(['(', '（']).next().unwrap_or_default();
        if !are_people(bare) {
            continue;
        }
        // 摄影群群主: which group's.
        let head = sentence.get(..start).unwrap_or_default();
        let group = head.rsplit([',', '，', ':', '：', '、', ' ']).next().unwrap_or_default();
        let named = group.ends_with('群') && (3..=12).contains(&group.chars().count());
        let role = if named { format!("{group}{role}") } else { role.to_owned() };
        found.push(Appointed::new(Some(bare), Some(&role)));
    }
    // One label within a sentence of other things is no list of names.
    if found.len() == 1 && sentence.chars().count() > 60 { Vec::new() } else { found }
}

/// 管理员由班长担任, 由班长担任管理员, 班长担任群主, 护士长任群主, 选三位家长当群管.
fn held_by(sentence: &str) -> Vec<Appointed> {
    const HOLDS: &[&str] = &["担任", "兼任", "出任", "充当", "作为", "任命为", "轮流担任"];
    /// Verbs only right before the role: 主任 and 当时 are words of their own.
    const SHORT: &[&str] = &["任", "当", "做", "兼", "为", "是"];
    let mut found = Vec::new();
    for phrase in phrases(sentence) {
        let long = HOLDS.iter().filter_map(|verb| phrase.place_of(verb).map(|at| (at, *verb)));
        let short = || {
            let (at, _) = role_at(phrase, ROLES)?;
            let head = phrase.get(..at)?.trim_end_matches("本群").trim_end_matches("我们");
            let verb = SHORT.iter().find(|verb| head.ends_with(**verb))?;
            Some((head.len() - verb.len(), *verb))
        };
        let Some((at, verb)) = long.min().or_else(short) else { continue };
        let (head, tail) = (phrase.get(..at), phrase.get(at + verb.len()..));
        let (head, tail) = (head.unwrap_or_default(), tail.unwrap_or_default());
        let who = CHOOSING
            .iter()
            .find_map(|verb| head.parted_at_last(verb).map(|(_, who)| who))
            .filter(|who| !who.is_empty())
            .unwrap_or(head);
        let who = who.split("建立").next().unwrap_or_default().trim_end_matches("当天");
        let who = trim_adverbs(who);
        let role = role_at(tail, ROLES).or_else(|| role_at(tail, CONTACTS));
        let before = head.rsplit_once('由').and_then(|(subject, _)| {
            role_at(subject, ROLES).or_else(|| role_at(subject, CONTACTS))
        });
        // 群主担任… alone says what an owner does, not who is one.
        let role = role.or(before).map(|(_, role)| role);
        let appointed = role.filter(|role| are_people(who) && who != *role && !asks(who));
        found.extend(appointed.map(|role| Appointed::new(Some(who), Some(role))));
    }
    found
}

/// Verbs by which people are chosen, before whom they choose.
const CHOOSING: &[&str] = &[
    "由", "选举", "推举", "推选", "选出", "选派", "选", "推荐", "邀请", "聘请", "委托", "指派",
    "安排", "请",
];

/// Words of those who only might be in a role: 如果您是管理员, 不是群主.
fn asks(who: &str) -> bool {
    has(who, &["不", "若", "如果", "您", "你", "凡", "只有", "任何", "视", "是否", "人员以外"])
}

/// A role with a name, a number or a way of choosing right behind it, or before it a number:
/// 群主周敏, 管理员六名, 两名群管, 管理员由大家轮流当, 李姐协助管理.
fn named(sentence: &str) -> Vec<Appointed> {
    const CHOSEN: &[&str] = &[
        "推选", "选举", "推举", "轮流", "轮值", "产生", "兼", "推荐", "投票", "自荐", "报名",
        "选出", "任命", "指派", "聘任",
    ];
    let mut found: Vec<Appointed> = Vec::new();
    let parts: Vec<&str> = sentence
        .split([',', '，', '、', ':', '：'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    for (index, part) in parts.iter().enumerate() {
        if let Some(who) = helps(part).filter(|_| !found.is_empty() || sentence.has_word("群主"))
        {
            found.push(Appointed::new(Some(who), None));
            continue;
        }
        let Some((at, role)) = role_at(part, ROLES) else { continue };
        let (head, rest) = (part.get(..at), part.get(at + role.len()..));
        let (head, rest) = (head.unwrap_or_default(), rest.unwrap_or_default());
        let starts = ["", "本", "本群", "现任", "目前", "现"].contains(&head)
            || head.ends_with('设') && head.chars().count() <= 5
            || head.ends_with("设立");
        if starts && is_name(rest) {
            found.push(Appointed::new(Some(rest), Some(role)));
        } else if starts && is_number(rest) || rest.is_empty() && ends_in_number(head) {
            // 管理员六名,每栋推一名业主: who they are stands behind.
            let who = parts.get(index + 1).filter(|next| {
                has(next, &["每", "各", "由"])
                    && has(next, &["推", "选", "出", "一名", "一位", "担任", "兼任"])
            });
            let who = who.map(|who| trim_adverbs(without_verb(who)));
            found.push(Appointed::new(who, Some(role)));
        } else if let Some(who) =
            rest.trim_start_matches("成员").strip_prefix(['由', '从']).filter(|_| starts)
            && has(who, CHOSEN)
            && are_people(who)
        {
            found.push(Appointed::new(Some(who), Some(role)));
        }
    }
    found
}

/// Who helps to run it: 总务协助管理, 小李协助群主管群.
fn helps(part: &str) -> Option<&str> {
    let (who, rest) = part.parted_at("协助")?;
    let runs = ["管理", "群主管理", "管群", "群主", "群主管群", "维护", "打理"].contains(&rest);
    (runs && are_people(who)).then_some(who)
}

/// A name of a person: a common surname and one or two characters, or a form of address.
fn is_name(text: &str) -> bool {
    const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱郭何林罗郑梁宋唐韩曹邓萧冯程蔡彭潘袁\
                            董余苏叶吕魏蒋田杜丁沈姜范傅钟卢汪戴崔陆廖姚邹熊孟秦白江邱侯邵";
    const VERBS: &str = "知规会程唐突序定布置动作";
    const TITLES: &[&str] =
        &["老师", "主任", "哥", "姐", "叔", "阿姨", "同学", "先生", "女士", "师傅", "医生", "书记"];
    let bare = text.split(['(', '（']).next().unwrap_or_default();
    let length = bare.chars().count();
    let plain = bare.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    // 阿Ken, 七七: what people are called in groups.
    let called = bare.strip_prefix('阿').is_some_and(|rest| {
        (1..=8).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_alphabetic())
    });
    if called {
        return true;
    }
    // 小赵, 老周, 阿芳.
    let bare = ["小", "老", "阿"].iter().find_map(|lead| bare.strip_prefix(lead)).unwrap_or(bare);
    let nick = length == 2 && bare.chars().count() == 1;
    let surname = bare.chars().next().is_some_and(|c| SURNAMES.contains(c));
    let given = bare.chars().skip(1).all(|c| !VERBS.contains(c));
    plain
        && (((2..=3).contains(&length) || nick) && surname && given
            || (2..=5).contains(&length) && TITLES.iter().any(|title| bare.ends_with(title)))
}

/// 六名, 2人, 若干名.
fn is_number(text: &str) -> bool {
    let text = ["共", "设", "暂设", "各", "至少", "不超过", "限"]
        .iter()
        .find_map(|lead| text.strip_prefix(lead))
        .unwrap_or(text);
    let end = ["名", "人", "位", "个"].iter().find_map(|unit| text.parted_at(unit));
    end.is_some_and(|(number, tail)| {
        let figures =
            |c: char| c.is_ascii_digit() || "一二两三四五六七八九十若干几数至到-".contains(c);
        (1..=4).contains(&number.chars().count())
            && number.chars().all(figures)
            && (tail.is_empty() || tail.starts_with(['(', '（']))
    })
}

/// 设两名, 配三位: a number right before the role, after a verb or at the beginning.
fn ends_in_number(text: &str) -> bool {
    const SET: &[&str] = &["设", "共有", "有", "配", "共设", "另设", "安排"];
    let start =
        SET.iter().filter_map(|verb| text.parted_at_last(verb).map(|(_, rest)| rest)).next();
    start.is_some_and(is_number)
}

/// 由办公室指定管理员, 管理员由成员推选, 设立编辑员为联系人, 总管理归某人.
fn made(sentence: &str) -> Option<Appointed> {
    const MAKE: &[&str] = &["指定", "推选", "选举", "委派", "任命", "聘请", "推荐", "选派"];
    for phrase in phrases(sentence) {
        if let Some((head, rest)) = phrase.parted_at("总管理归") {
            let _ = head;
            return are_people(rest).then(|| Appointed::new(Some(rest), Some("总管理")));
        }
        for verb in MAKE.iter().chain(&["设立", "确定"]) {
            let Some((head, tail)) = phrase.parted_at(verb) else { continue };
            // 指定张三为联系人, 设立…为….
            if let Some((who, rest)) = tail.split_once(['为', '任'])
                && let Some((_, role)) = role_at(rest, ROLES).or_else(|| role_at(rest, CONTACTS))
                && rest.starts_with(['群', '管', '监', '工', '联', '第', '责', '负', '总', '本'])
            {
                let who = ["专人", "一名", "相应", "一位"]
                    .iter()
                    .find_map(|lead| who.strip_prefix(lead))
                    .unwrap_or(who);
                if are_people(who) {
                    return Some(Appointed::new(Some(who), Some(role)));
                }
            }
            let Some((subject, who)) = head.rsplit_once('由') else { continue };
            let who = trim_adverbs(who);
            let role = role_at(tail, ROLES).or_else(|| role_at(subject, ROLES));
            if let Some((_, role)) = role.filter(|_| MAKE.contains(verb) && are_people(who)) {
                return Some(Appointed::new(Some(&format!("{who}{verb}")), Some(role)));
            }
        }
    }
    None
}

/// 本群由办公室统一管理, 家长群有班主任管理, 由赵明负责群成员实名制、聊天管理.
fn managed_by(sentence: &str, clause: &Clause<'_>) -> Option<Appointed> {
    const MANAGE: &[&str] = &["统一管理", "负责管理", "进行管理", "日常管理", "管理", "管控"];
    let mut parts = phrases(sentence);
    let phrase = parts
        .find(|phrase| phrase.contains('群') && (phrase.contains('由') || phrase.has_word("有")))?;
    let mark = if phrase.contains('由') { '由' } else { '有' };
    let (subject, rest) = phrase.split_once(mark)?;
    // Who looks after members' names and talk runs the group.
    let tends = ["负责群成员", "负责本群", "负责群内", "负责群的", "负责该群"];
    if let Some(who) = tends.iter().find_map(|mark| rest.parted_at(mark).map(|(who, _)| who)) {
        let whole = rest.has_word("管理") || sentence.has_word("管理");
        return (whole && are_people(who)).then(|| Appointed::new(Some(who), None));
    }
    let (who, tail) = MANAGE.iter().find_map(|verb| rest.parted_at(verb))?;
    let who = trim_adverbs(who.trim_end_matches("负责"));
    let about_group = subject.ends_with('群')
        || ["群统一", "群原则上", "群的日常工作", "群均", "群日常"]
            .iter()
            .any(|end| subject.ends_with(end));
    let ends = tail.is_empty() || !tail.starts_with(['员', '人', '规', '制', '办', '部', '层']);
    let fits = about_group && ends && are_people(who) && !who.contains('群');
    let role = clause.text.has_word("第一责任人").then_some("第一责任人");
    fits.then(|| Appointed::new(Some(who), role))
}

/// 设管理员两名, 配置群管理员, 明确…群管理员: that there are to be some.
fn set_up(sentence: &str) -> Option<Appointed> {
    const SET: &[&str] = &[
        "指定",
        "明确",
        "设置",
        "设立",
        "设",
        "配置",
        "配备",
        "任命",
        "聘请",
        "推选",
        "选举",
        "确定",
        "安排",
        "选出",
        "须有",
        "应有",
        "至少有",
        "想当",
        "想做",
        "愿意当",
        "招募",
        "招",
    ];
    /// What is done to, with or by those who are there already.
    const NOT: &[&str] = &[
        "联系",
        "报告",
        "由群主设置",
        "后台",
        "通过群管理",
        "@",
        "向管理员",
        "取消",
        "管理员设置",
        "管理员指定",
        "管理员明确",
        "群主指定的",
        "管理员安排",
        "不得",
        "权限",
    ];
    for phrase in phrases(sentence) {
        let Some((at, role)) = role_at(phrase, ROLES) else { continue };
        let head = phrase.get(..at).unwrap_or_default();
        let Some((verb_at, verb)) = SET
            .iter()
            .filter_map(|verb| head.last_place_of(verb).map(|found| (found, *verb)))
            .max_by_key(|(found, verb)| (*found, verb.len()))
        else {
            continue;
        };
        let between = head.get(verb_at + verb.len()..).unwrap_or_default();
        let tail = phrase.get(at + role.len()..).unwrap_or_default();
        // 指定的管理员, 确定管理员身份: somebody who is one already.
        let already = between.starts_with('的')
            || tail.starts_with("的")
            || ["身份", "权限", "职责", "处理", "负责"].iter().any(|word| tail.starts_with(word));
        let near = between.chars().count() <= 16;
        if near && !already && !has(phrase, NOT) {
            return Some(Appointed::new(None, Some(role)));
        }
    }
    // In a sentence with commas the verb may stand before: 指定群名,明确人员、内容及群管理员.
    None
}

/// People's words without what says how they do it.
fn trim_adverbs(who: &str) -> &str {
    let mut rest = who.trim();
    for word in ["轮流", "共同", "统一", "负责", "具体", "专门", "进行", "直接", "自动", "全面"]
    {
        rest = rest.strip_suffix(word).unwrap_or(rest);
    }
    for word in ["一般", "原则上", "统一", "应", "均", "可", "由", "可由", "一律", "暂时", "暂"]
    {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest.strip_prefix('由').unwrap_or(rest).trim()
}

/// 团支书兼任: the people without what makes them hold the office.
fn without_verb(who: &str) -> &str {
    ["担任", "兼任", "出任"].iter().find_map(|verb| who.strip_suffix(verb)).unwrap_or(who)
}
