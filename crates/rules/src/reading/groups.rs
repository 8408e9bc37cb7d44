//! Reading clauses about the group itself: its name, how it is set up, who runs it.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, forbids, has};
use crate::reading::papers::followed;
use crate::reading::people::{after, before, consenter, phrases};

/// Words for the group's name; 群名片, 群名单 are other things.
const NAMES: &[&str] =
    &["群名称", "群名字", "群的名称", "群的名字", "群名", "群聊名称", "群标题", "群组名称"];

/// What the group is called, or a demand on its name.
pub(crate) fn group_name(clause: &Clause<'_>, norms: &mut Norms) {
    let mut found: Vec<Option<String>> = Vec::new();
    for sentence in clause.sentences() {
        found.extend(names_in(sentence));
    }
    // A title 群名称 right above says what the text is about.
    let titled = clause.headings.last().is_some_and(|title| named_at(title).is_some());
    if found.is_empty()
        && titled
        && clause.has(&["统一", "命名", "格式", "简单", "易于识别", "便于识别"])
    {
        found.push(template(clause.text));
    }
    let named = found.iter().any(Option::is_some);
    found.retain(|name| name.is_some() || !named);
    if !named {
        found.truncate(1);
    }
    for name in found.into_iter().take(8) {
        norms.push(Norm::new("group-name").with_some("name", name));
    }
}

/// Where a word for the group's name ends.
fn named_at(text: &str) -> Option<(usize, usize)> {
    const NOT_AFTER: &str = "片单额誉气下录";
    NAMES
        .iter()
        .flat_map(|word| text.places_of(word))
        .map(|(at, word)| (at, at + word.len()))
        .filter(|&(_, end)| {
            let next = text.get(end..).and_then(|rest| rest.chars().next());
            !next.is_some_and(|c| NOT_AFTER.contains(c))
        })
        .max_by_key(|&(at, end)| (std::cmp::Reverse(at), end))
}

/// The names that a sentence gives; an empty one where it only demands one.
fn names_in(sentence: &str) -> Vec<Option<String>> {
    const SET: &[&str] = &["指定", "确定", "明确", "规定", "统一", "规范"];
    const DEMAND: &[&str] = &[
        "应", "须", "需", "必须", "统一", "命名", "简单", "明了", "规范", "格式", "不得", "禁止",
        "避免", "符合", "体现", "反映", "包含", "采用", "使用", "不要", "不能",
    ];
    // 本群叫“…”, 本群名为….
    for mark in ["本群叫", "我们群叫", "这个群叫", "本群名为", "本群定名"] {
        if let Some(name) =
            after(sentence, mark).and_then(|rest| in_quotes(rest.trim_start_matches(['为', '做'])))
        {
            return vec![Some(name)];
        }
    }
    if let Some((at, end)) = named_at(sentence) {
        let (head, rest) = (sentence.get(..at), sentence.get(end..));
        let (head, rest) = (head.unwrap_or_default(), rest.unwrap_or_default());
        let given = given(rest);
        if !given.is_empty() {
            return given.into_iter().map(Some).collect();
        }
        let phrase = phrases(head).last().unwrap_or_default();
        if has(phrase, SET) || has(rest, DEMAND) || changes(head, rest) {
            return vec![template(rest)];
        }
        return Vec::new();
    }
    // 微信群:某某群: a label with nothing but a name behind it.
    for label in ["微信群", "QQ群", "qq群", "钉钉群", "工作群", "本群", "群聊"] {
        let rest = sentence.strip_prefix(label).and_then(|rest| rest.strip_prefix([':', '：']));
        let name = rest.map(|rest| rest.strip_prefix('为').unwrap_or(rest)).map(unquote);
        if let Some(name) = name.filter(|name| is_bare_name(name)) {
            return vec![Some(name.to_owned())];
        }
    }
    let built = sets_up(sentence);
    if !built.is_empty() {
        return built;
    }
    // 群统一命名为…, 以…命名的群.
    let named = sentence.has_word("群")
        && (followed(sentence, &["统一", "规范", "按照"], &["命名"], 6)
            || has(sentence, &["命名为", "取名为", "定名为", "命名格式", "命名规则", "命名方式"]))
        && !has(sentence, &["昵称", "名片", "姓名", "账号", "文件", "备注"]);
    if named {
        let rest = ["命名为", "取名为", "定名为"].iter().find_map(|mark| after(sentence, mark));
        let name = rest.map(cut).map(unquote).filter(|name| !name.is_empty());
        return vec![template(sentence).or_else(|| name.map(str::to_owned))];
    }
    Vec::new()
}

/// 不得擅自更改群名.
fn changes(head: &str, rest: &str) -> bool {
    const CHANGE: &[&str] = &["修改", "更改", "变更", "改动", "更换", "改群"];
    let phrase = phrases(head).last().unwrap_or_default();
    // 别乱改群名.
    (forbids(phrase) && (has(phrase, CHANGE) || phrase.ends_with('改')))
        || (forbids(rest) && has(rest, CHANGE))
}

/// The names behind `群名:`, `群名称为`.
fn given(rest: &str) -> Vec<String> {
    const IS: &[&str] = &[
        ":",
        "：",
        "统一为",
        "统一叫",
        "就叫",
        "定为",
        "设为",
        "叫做",
        "改为",
        "暂定为",
        "暂定",
        "叫",
        "为",
        "是",
    ];
    // 群名“…”: a name in quotes right behind the word.
    let Some(mut value) = IS
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .or_else(|| rest.starts_with(['“', '"', '「', '《']).then_some(rest))
    else {
        return Vec::new();
    };
    value = value.strip_prefix('为').unwrap_or(value);
    if let Some(form) = template(cut(value)) {
        return vec![form];
    }
    if has(cut(value), &["命名", "体现", "反映"]) {
        return vec![value.to_owned()];
    }
    // What stands in quotes is the name; 某某 in it is to be filled in.
    if let Some(name) = in_quotes(value) {
        return vec![name];
    }
    // Names one below the other have lost the line ends between them.
    let list = cut(value);
    let mut names = Vec::new();
    let mut name = String::new();
    for c in list.chars() {
        if c == '、' {
            names.push(std::mem::take(&mut name));
            continue;
        }
        name.push(c);
        if c == '群' && name.chars().count() > 3 {
            names.push(std::mem::take(&mut name));
        }
    }
    match names.last_mut() {
        // 读书群A, 业主群(二期): what is left belongs to the name.
        Some(last) if name.chars().count() < 5 && !name.is_empty() => last.push_str(&name),
        _ => names.push(name),
    }
    let names = names.iter().map(|name| unquote(name).to_owned());
    names.filter(|name| (2..=40).contains(&name.chars().count())).collect()
}

/// The name in quotes that a text begins with.
fn in_quotes(text: &str) -> Option<String> {
    let rest = text.trim_start().strip_prefix(['“', '"', '「', '《'])?;
    let name = rest.split(['”', '"', '」', '》']).next()?;
    ((2..=40).contains(&name.chars().count()) && !name.contains(['+', '＋']))
        .then(|| name.to_owned())
}

/// A text up to the mark that ends a name.
fn cut(text: &str) -> &str {
    text.split([',', '，', '。', ';', '；', '(', '（']).next().unwrap_or_default().trim()
}

fn unquote(text: &str) -> &str {
    text.trim().trim_matches(['“', '”', '"', '「', '」', '《', '》', '\'', '【', '】', '.'])
}

/// Whether a text is a name and no sentence.
fn is_bare_name(name: &str) -> bool {
    const SENTENCE: &[&str] = &[
        "用于", "用来", "主要", "是指", "由", "应", "须", "必须", "不得", "禁止", "请", "可以",
        ",", "，", "负责", "每", "成员",
    ];
    (2..=24).contains(&name.chars().count()) && !has(name, SENTENCE)
}

/// A name put together of fields: “学校+班级+家长群”; the part with 群 is written as it stands.
fn template(text: &str) -> Option<String> {
    const STOPS: &[char] = &[
        ',', '，', '。', ';', '；', ':', '：', '“', '”', '"', '「', '」', '(', ')', '（', '）',
        '、',
    ];
    let chunk = text
        .split(STOPS)
        .find(|chunk| chunk.contains(['+', '＋']) && chunk.chars().count() <= 40)?;
    let chunk = ["命名", "的格式", "的形式", "的方式", "格式", "的规则"]
        .iter()
        .find_map(|tail| chunk.parted_at(tail).map(|(head, _)| head))
        .unwrap_or(chunk);
    let chunk =
        ["统一以", "统一为", "统一按", "应以", "命名为", "按照", "采用", "使用", "以", "按", "为"]
            .iter()
            .find_map(|lead| chunk.parted_at_last(lead).map(|(_, rest)| rest))
            .filter(|rest| rest.contains(['+', '＋']))
            .unwrap_or(chunk);
    let parts: Vec<String> = chunk
        .split(['+', '＋'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| match part.strip_suffix("群") {
            _ if part.contains('{') => part.to_owned(),
            Some(_) => part.to_owned(),
            None => format!("{{{part}}}"),
        })
        .collect();
    let forms = parts.iter().any(|part| part.starts_with('{'));
    (parts.len() >= 2 && forms).then(|| parts.join("+"))
}

/// 已建立某某群: the group's name as what was set up.
fn sets_up(sentence: &str) -> Vec<Option<String>> {
    const DONE: &[&str] = &[
        "已建立",
        "已经建立",
        "已组建",
        "已创建",
        "已成立",
        "现建立",
        "现组建",
        "特建立",
        "特组建",
        "特设立",
        "特开设",
        "已开通",
        "建有",
    ];
    const ANY: &[&str] =
        &["各", "多个", "一个", "相应", "相关", "工作微信群", "不少", "许多", "的"];
    for part in sentence.split([',', '，', ':', '：']) {
        // A name in quotes that is put together: 建立“单位名+业务群”.
        if has(part, &["建立", "创建", "组建", "建群", "开设"])
            && part.contains('“')
            && let Some(form) = template(part).filter(|form| form.ends_with('群'))
        {
            return vec![Some(form)];
        }
        let Some(rest) = DONE.iter().find_map(|mark| after(part, mark)) else { continue };
        let name = unquote(rest.strip_prefix('了').unwrap_or(rest));
        let fits = name.ends_with('群')
            && (4..=24).contains(&name.chars().count())
            && !has(name, ANY)
            && !["微信群", "工作群", "交流群"].contains(&name);
        if fits {
            return vec![Some(name.to_owned())];
        }
    }
    Vec::new()
}

/// Words of consent or filing about setting groups up.
pub(crate) fn group_creation(clause: &Clause<'_>, norms: &mut Norms) {
    const RULES: &[&str] =
        &["同意", "批准", "审批", "备案", "报备", "核准", "登记", "申请", "许可"];
    // Whom to take along to which group is another matter; so are small groups of members.
    const OTHER: &[&str] =
        &["小群", "私自", "一致同意", "达成", "公约", "私下", "另建", "其他群", "拉人", "入群申请"];
    let titled = clause.headings.last().is_some_and(|title| {
        title.contains('群')
            && has(title, &["建立", "组建", "创建", "设立", "建群", "成立"])
            && !has(title, &["的微信群"])
    });
    for sentence in clause.sentences() {
        let builds = builds(sentence);
        let ruled = has(sentence, RULES) && !has(sentence, OTHER);
        let part_of = made_up_of(sentence);
        // 同一事项不得重复建群: groups are kept few.
        let few = has(
            sentence,
            &[
                "重复建群",
                "多头建群",
                "随意建群",
                "滥建群",
                "严控建群",
                "只建一个",
                "只能建一个",
                "一事一群",
                "群应只设置一个",
                "群只设一个",
                "群组应只设置一个",
            ],
        );
        let may = builds && may_build(sentence) || few;
        let fits = builds && ruled || titled && ruled && sentence.has_word("建立") || may;
        if !fits || has(sentence, &["账号", "公众号"]) {
            continue;
        }
        norms.push(
            Norm::new("group-creation")
                .with_some("approver", approver(sentence))
                .with_some("file-with", filed_with(sentence))
                .with_some("members", part_of)
                .with_some("named", named_before(sentence)),
        );
        return;
    }
}

/// Whether a sentence speaks of setting a group up: the verb and the group in one phrase, or the
/// group before a colon and 后建立 behind.
fn builds(sentence: &str) -> bool {
    const VERBS: &[&str] = &["建立", "组建", "创建", "新建", "成立", "设立", "开设", "开通"];
    let direct = has(sentence, &["建群", "建微信群", "建工作群", "建QQ群"]);
    let after_verb = VERBS.iter().any(|verb| {
        sentence.places_of(verb).any(|(at, word)| {
            let rest = sentence.get(at + word.len()..).unwrap_or_default();
            let object: String = rest.chars().take(14).collect();
            // 所建立的群, 建立的微信群 only point at groups.
            !rest.starts_with('的')
                && object.split([',', '，', ':', '：']).next().is_some_and(|it| it.contains('群'))
        })
    });
    let passive = sentence.has_word("后建立")
        || sentence.has_word("方可建立")
        || sentence.has_word("后组建")
        || sentence.has_word("方可组建");
    direct || after_verb || (passive && has(sentence, &["群", "平台"]))
}

/// 公司可根据需要建立微信群: who may set groups up.
fn may_build(sentence: &str) -> bool {
    const WHO: &[&str] = &["公司", "部门", "单位", "学校", "班级", "机关", "科室", "年级", "社区"];
    phrases(sentence).next().is_some_and(|phrase| has(phrase, WHO) && phrase.contains('可'))
        && has(sentence, &["根据", "按照", "因", "需要", "需求"])
        && !has(sentence, &["不可", "群内"])
}

fn approver(sentence: &str) -> Option<String> {
    const GIVES: &[&str] = &["同意", "批准", "审批", "核准", "审核", "许可"];
    for mark in ["报请", "须报", "需报", "应报", "报经", "提请", "报"] {
        for rest in sentence.places_of(mark).filter_map(|(at, _)| sentence.get(at + mark.len()..)) {
            let Some(people) = before(rest, GIVES) else { continue };
            if (2..=12).contains(&people.chars().count()) && !has(people, &[",", "，", "备案"]) {
                return Some(people.to_owned());
            }
        }
    }
    consenter(sentence)
}

fn filed_with(sentence: &str) -> Option<String> {
    for verb in ["备案", "报备", "登记"] {
        let Some(head) = before(sentence, &[verb]) else { continue };
        let mark = ["信息报", "报至", "报送", "报给", "报到", "报", "向", "在", "到"];
        let rest = mark.iter().find_map(|mark| head.parted_at_last(mark).map(|(_, rest)| rest));
        let office = rest.map(|rest| rest.trim_end_matches(['进', '行']));
        if let Some(office) = office.filter(|it| (2..=14).contains(&it.chars().count())) {
            return Some(office.to_owned());
        }
    }
    None
}

/// 由…组成: who is in it, brackets apart.
fn made_up_of(sentence: &str) -> Option<String> {
    let (_, rest) = sentence.split_once('由')?;
    let people = before(rest, &["组成", "构成"])?;
    let people = people.split(['(', '（']).next()?.trim();
    (!people.is_empty()).then(|| people.to_owned())
}

/// 项目工作群:由…组成: which groups a sentence is about.
fn named_before(sentence: &str) -> Option<String> {
    let (name, _) = sentence.split_once([':', '：'])?;
    let general = ["微信群", "工作群", "群", "QQ群"].contains(&name);
    let fits = (3..=16).contains(&name.chars().count()) && !name.contains([',', '，']);
    (fits && !general && name.ends_with(['群', '台'])).then(|| name.to_owned())
}
