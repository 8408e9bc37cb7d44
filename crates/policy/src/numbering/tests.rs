//! Citations, spans and headings of made-up documents.

use proptest::prelude::*;

use super::*;

/// The citations of a text's clauses, each with how its words begin.
fn cites(text: &str) -> Vec<String> {
    let outline = outline(text);
    let line = |clause: &Clause| {
        let words: String = clause.words(text).chars().take(4).collect();
        format!("{} {}", clause.cite, words.replace(char::is_whitespace, ""))
    };
    outline.clauses.iter().map(line).collect()
}

#[test]
fn an_item_that_announces_a_list_holds_it() {
    let text =
        "一、发言\n1、说话客气。\n2、下列内容不发:\n(一)广告;\n(二)谣言。\n3、夜里不说话。\n";
    assert_eq!(
        cites(text),
        [
            "一、1 说话客气",
            "一、2 下列内容",
            "一、2(一) 广告;",
            "一、2(二) 谣言。",
            "一、3 夜里不说"
        ]
    );
}

#[test]
fn items_on_one_line_are_taken_apart() {
    let cases: &[(&str, &[&str])] = &[
        // No stops between items whose numbers stand in brackets.
        (
            "请遵守以下几点:(1)不发与楼栋无关的信息(2)不发来路不明的链接(3)不在夜里@所有人\n",
            &["前言¶1 请遵守以", "(1) 不发与楼", "(2) 不发来路", "(3) 不在夜里"],
        ),
        // The first items lost their numbers.
        (
            "群名请不要改动;昵称写楼号和姓氏;3.不发广告;4、不刷屏;5.晚上不打扰别人。\n",
            &["前言¶1 群名请不", "3 不发广告", "4 不刷屏;", "5 晚上不打"],
        ),
        // Whatever words they begin and end with.
        (
            "要点:(1)到岗先在群里签到(2)及时回复家长意见(3)所有人修改备注(4)与班级无关的不发\n",
            &["要点(1) 到岗先在", "要点(2) 及时回复", "要点(3) 所有人修", "要点(4) 与班级无"],
        ),
        // A page that lost its line ends.
        (
            "班群约定为了沟通,定此约定。一、说话客气,不骂人。二、广告一律不发。三、夜里不打扰。\n",
            &["前言¶1 班群约定", "一 说话客气", "二 广告一律", "三 夜里不打"],
        ),
        (
            "1.群里只谈工作【急事打电话】 2.群名片写部门和姓名 3.不发 2.5 兆以上的文件\n",
            &["1 群里只谈", "2 群名片写", "3 不发2"],
        ),
        (
            "要求如下:一、进群1 .只加本楼业主。2 .改好备注。二、发言(一)时间1.夜里不发。2.午休不发。\n",
            &[
                "前言¶1 要求如下",
                "一、1 只加本楼",
                "一、2 改好备注",
                "二(一)1 夜里不发",
                "二(一)2 午休不发",
            ],
        ),
        (
            "为了方便沟通,定此约定。发言要求1.说话客气。2.不发广告和链接,3.不刷屏。5.有事私聊。6.不骂人。\n",
            &[
                "前言¶1 为了方便",
                "发言要求1 说话客气",
                "发言要求2 不发广告",
                "发言要求3 不刷屏。",
                "发言要求5 有事私聊",
                "发言要求6 不骂人。",
            ],
        ),
        (
            "第一章总则第一条为了沟通,建立本群。第二条本群谈公事。第二章发言第三条夜里不发。\n",
            &["第一条 为了沟通", "第二条 本群谈公", "第三条 夜里不发"],
        ),
        (
            "邻里群约定总则1.目的为了沟通。2.范围本楼各户。进群退群1.进群写门牌。2.退群说一声。\n",
            &["1 目的为了", "2 范围本楼", "进群退群1 进群写门", "进群退群2 退群说一"],
        ),
        (
            "1. 本群答疑。 2 发通知。 , 规矩: 一,不发广告;二,不骂人;三,不单独打扰老师。\n",
            &["1 本群答疑", "2 发通知。", "一 不发广告", "二 不骂人;", "三 不单独打"],
        ),
        // The number of the next line.
        (
            "为了沟通,定此约定。一、进群1.\n只加本楼业主。2.\n改好备注,写明门牌。\n",
            &["前言¶1 为了沟通", "一、1¶1 只加本楼", "一、2¶1 改好备注"],
        ),
        // A number that is spoken of is none of these.
        ("按《公约》第一条的规定办理。第二条另议,不再重复。\n", &["前言¶1 按《公约"]),
        ("住3,4、5号楼的邻居请进2群。本周2.5公里跑改到周六。\n", &["前言¶1 住3,4"]),
        ("(1)有前述情形的照(2)和(3)办理,不再另说。\n", &["(1) 有前述情"]),
        ("按要求填写:(1)姓名和楼号按附件(2)的格式写清楚(3)类人员不填。\n", &["前言¶1 按要求填"]),
        ("(1)不听劝阻的照第(2)项办理,不再提醒。\n", &["(1) 不听劝阻"]),
        ("本月第2次例会改到周五;3.5公里跑改到周六。\n", &["前言¶1 本月第2"]),
    ];
    for (text, expected) in cases {
        assert_eq!(&cites(text), expected, "{text}");
    }
}

#[test]
fn citations_as_people_write_them() {
    let cases: &[(&str, &[&str])] = &[
        // The document that the format shows.
        (
            "# 办公群约定\n\n## 二、发言\n\n3、夜里请休息。\n\n## 三、处理\n\n1、发广告的警告。\n",
            &["二、3 夜里请休", "三、1 发广告的"],
        ),
        (
            "办公群约定\n为了方便沟通,制定本约定。\n一、用途\n本群只谈公事。\n二、发言\n(一)时间\n\
             (二)内容\n1、说话要有礼貌。\n2、不发广告。\n三、附则\n由办公室解释。\n自发布起生效。\n",
            &[
                "前言¶1 为了方便",
                "用途¶1 本群只谈",
                "二(二)1 说话要有",
                "二(二)2 不发广告",
                "附则¶1 由办公室",
                "附则¶2 自发布起",
            ],
        ),
        (
            "第一章 总则\n第一条为了沟通,建立本群。\n第二条 本群只谈公事。\n第二章 发言\n\
             第三条 不得发布下列内容:\n1、广告;\n2、谣言。\n第四条 其他事项\n(一)附件。\n",
            &[
                "第一条 为了沟通",
                "第二条 本群只谈",
                "第三条 不得发布",
                "第三条(1) 广告;",
                "第三条(2) 谣言。",
                "第四条(一) 附件。",
            ],
        ),
        // Articles that start anew in each chapter are cited with it, others are told apart.
        (
            "第1章 总则\n第1条 建立本群。\n第2章 发言\n第1条 不发广告。\n第2条 有礼貌。\n第2条 要实名。\n",
            &[
                "第1章第1条 建立本群",
                "第2章第1条 不发广告",
                "第2条 有礼貌。",
                "第2条(重号2) 要实名。",
            ],
        ),
        (
            "第一章 总则\n一、用途\n沟通工作。\n第二章 内容\n一、发言\n1. 有礼貌。\n2. 不刷屏。\n",
            &["第一章用途¶1 沟通工作", "第二章一、1 有礼貌。", "第二章一、2 不刷屏。"],
        ),
        // Headings without numbers.
        (
            "约定\n\n进群退群\n\n1.实名进群。\n2.不得擅自退群。\n\n发言\n\n1.有礼貌。\n",
            &["进群退群1 实名进群", "进群退群2 不得擅自", "发言1 有礼貌。"],
        ),
        // Numbers that come again.
        (
            "1、实名。\n2、不刷屏。\n1、先警告。\n2、再移出。\n望大家遵守。\n",
            &[
                "1 实名。",
                "2 不刷屏。",
                "1(重号2) 先警告。",
                "2(重号2) 再移出。",
                "结尾¶1 望大家遵",
            ],
        ),
        // A numbered heading above items of the same form.
        (
            "1、潜水的人\n1、三天不改名的移出。\n2、三月不说话的移出。\n2、硬性规定:\n1、骂人的移出。\n",
            &["潜水的人1 三天不改", "潜水的人2 三月不说", "硬性规定1 骂人的移"],
        ),
        // A paragraph under a numbered name, where its neighbours are headings.
        (
            "约定\n\n1. 用处\n\n本群只谈工作。\n\n2. 名片\n\n2.1 写法\n\n- 写部门和姓名。\n",
            &["用处¶1 本群只谈", "写法¶1 写部门和"],
        ),
        // Numbers without a mark, which count on.
        ("楼道群约定\n1不发广告\n2不刷屏\n3说话客气\n", &["1 不发广告", "2 不刷屏", "3 说话客气"]),
        ("楼道群约定\n2单元的邻居请进二群\n3单元的进三群\n", &["前言¶1 2单元的", "前言¶2 3单元的"]),
        // Ordinals, and what is attached.
        (
            "本群约定如下。\n第一、不发广告\n第二、不刷屏\n附:群里的文件在共享盘\n",
            &["前言¶1 本群约定", "第一 不发广告", "第二 不刷屏", "附 群里的文"],
        ),
        // Lines that go on, and a heading with its words beneath.
        (
            "一、名称\n1、群名\n群的名称由办公室统一规定。\n2、群里发布的消息应当经过部门负责人审\n核以后再发。\n",
            &["一、1 群名群", "一、2 群里发布"],
        ),
        // Several items on a line.
        (
            "要求如下:1、要实名。2、不刷屏。\n第一条:名称\n1.1 有礼貌。1.2 不骂人。第二条:其他\n2.1 实名。\n",
            &[
                "前言¶1 要求如下",
                "1 要实名。",
                "2 不刷屏。",
                "1.1 有礼貌。",
                "1.2 不骂人。",
                "2.1 实名。",
            ],
        ),
        // Forms of item.
        (
            "⑴、实名。\n⑵、有礼貌,包括:\n①不骂人;\n②不刷屏。\n注:另有规定的除外。\n",
            &["⑴ 实名。", "⑵ 有礼貌,", "⑵① 不骂人;", "⑵② 不刷屏。", "注 另有规定"],
        ),
        (
            "1) 实名。\n3.5 不刷屏。\n3、6、有礼貌。\n",
            &["1) 实名。", "3.5 不刷屏。", "3、6 有礼貌。"],
        ),
        // What is no text.
        (
            "+++\ntitle = \"1、不是条文。\"\n+++\n一、实名。\n```rule\n1、不是条文。\n```\n-----\n二、礼貌。\n",
            &["一 实名。", "二 礼貌。"],
        ),
        // Articles as Markdown headings.
        (
            "# 约定\n## 第一条 夜里请休息。\n## 第二条 不刷屏。\n",
            &["第一条 夜里请休", "第二条 不刷屏。"],
        ),
        ("夜里请休息\n```rule\n[ads]\n```\n不发广告\n", &["前言¶1 夜里请休", "前言¶2 不发广告"]),
        (
            "# 约定\n## 发言\n- 有礼貌。\n- 不刷屏。\n<!-- 备忘 -->\n",
            &["发言¶1 有礼貌。", "发言¶2 不刷屏。"],
        ),
        ("", &[]),
        ("大家好", &["前言¶1 大家好"]),
    ];
    for (text, expected) in cases {
        assert_eq!(cites(text), *expected, "{text}");
    }
}

#[test]
fn paths_and_levels() {
    let text = "# 约定\n## 二、发言\n### 时间\n1、夜里请休息。\n";
    let outline = outline(text);
    assert_eq!(outline.title.as_deref(), Some("约定"));
    assert_eq!(outline.headings.len(), 2);
    let clause = outline.clauses.first().unwrap();
    assert_eq!(clause.path, ["发言", "时间"]);
    assert_eq!((clause.level, clause.cite.as_str()), (2, "二、1"));
    assert_eq!(clause.text(text), "1、夜里请休息。");
    assert_eq!(clause.chars.end, text.trim_end().chars().count());
}

#[test]
fn deep_nesting_is_flattened() {
    let text: String = (1..40).map(|depth| format!("{}1 标题\n", "1.".repeat(depth % 9))).collect();
    for clause in outline(&text).clauses {
        assert!(usize::from(clause.level) <= place::DEPTH_MAX);
    }
}

/// Pieces from which documents of every shape can be put together.
fn document(fences: bool) -> impl Strategy<Value = String> {
    let mut pieces = vec![
        "第一章",
        "第二条",
        "一、",
        "二、",
        "(一)",
        "（二）",
        "1、",
        "2.",
        "3.5",
        "①",
        "1)",
        "注:",
        "# ",
        "## ",
        "- ",
        "目的",
        "不得发布广告",
        "群里的消息要经过部门负责人审核以后才能发布",
        "。",
        ";",
        ":",
        ",",
        "\n",
        "\n\n",
        " ",
        "\u{3000}",
        "公司",
        "2026年1月1日",
        "𠮷",
        "\r\n",
    ];
    if fences {
        pieces.extend(["+++\n", "```rule\n", "```\n", "---\n"]);
    }
    let piece = prop::sample::select(pieces);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn outlines_hold_their_promises(text in prop_oneof![document(true), any::<String>()]) {
        let outline = outline(&text);
        let mut seen = std::collections::BTreeSet::new();
        let mut end = 0;
        for clause in &outline.clauses {
            prop_assert!(clause.bytes.start >= end && clause.bytes.start < clause.bytes.end);
            end = clause.bytes.end;
            let before = text.get(..clause.bytes.start).unwrap().chars().count();
            prop_assert_eq!(clause.chars.start, before);
            let count = clause.text(&text).chars().count();
            prop_assert_eq!(clause.chars.end - clause.chars.start, count);
            prop_assert!(!clause.cite.is_empty() && seen.insert(clause.cite.clone()));
            prop_assert!(usize::from(clause.level) <= place::DEPTH_MAX);
        }
    }

    /// A rule block beneath every clause changes no citation: a document and the policy file
    /// made from it cite alike.
    #[test]
    fn blocks_change_no_citation(text in document(false)) {
        let plain = outline(&text);
        let mut with_blocks = String::new();
        let mut from = 0;
        for clause in &plain.clauses {
            let rest = text.get(clause.bytes.end..).unwrap();
            // A block needs a line of its own: items that share a line get one beneath the last.
            if !rest.starts_with(['\n', '\r']) && !rest.is_empty() {
                continue;
            }
            with_blocks.push_str(text.get(from..clause.bytes.end).unwrap());
            with_blocks.push_str("\n\n```rule\n[ads]\n```");
            from = clause.bytes.end;
        }
        with_blocks.push_str(text.get(from..).unwrap());
        let blocked = outline(&with_blocks);
        let cites = |outline: &Outline| -> Vec<String> {
            outline.clauses.iter().map(|clause| clause.cite.clone()).collect()
        };
        prop_assert_eq!(cites(&plain), cites(&blocked), "{}", with_blocks);
    }
}

#[test]
fn page_numbers_are_no_text() {
    for line in
        ["第 3 页", "第3页 共8页", "第 3 页,共 8 页", "- 3 -", "— 12 —", "Page 3 of 8", "3/8", "12"]
    {
        assert!(is_page_number(line), "{line}");
    }
    for line in ["3、", "3.", "第3条", "(3)", "3、发言", "第 3 页有误", "22:00", "3-5", "①", ""]
    {
        assert!(!is_page_number(line), "{line}");
    }
    let text = "群规\n一、每天早上八点半到九点之间请大家在群里\n第 1 页 共 2 页\n报到,不要迟到。\n";
    assert_eq!(outline(text).clauses.len(), 1);
}

/// What communities post without an office's layout: pictures for bullets, paragraphs after
/// items that have no stop, names above bullets.
#[test]
fn informal_layout() {
    let cases: &[(&str, &[&str])] = &[
        // A picture opens a line; a boxed digit is a number.
        ("群规\n✅ 聊正事\n🚫 不吵架\n", &["前言¶1 聊正事", "前言¶2 不吵架"]),
        ("群规\n1️⃣ 聊正事\n2️⃣ 不吵架\n", &["1 聊正事", "2 不吵架"]),
        // A blank line ends an item that is a whole rule, though it has no stop.
        (
            "群规\n1. 请不要在群里争吵\n2. 请不要发送广告信息\n\n大家有事好商量。\n",
            &["1 请不要在", "2 请不要发", "结尾¶1 大家有事"],
        ),
        // An edition's date, and a label with what it labels, are no titles.
        ("2024年3月1日第二版\n一、请文明说话。\n", &["前言¶1 2024", "一 请文明说"]),
        ("群主:老王\n1、请文明说话。\n", &["前言¶1 群主:老", "1 请文明说"]),
        // The last item of a list is no heading of the list after it.
        (
            "群规\n1. 聊游戏\n2. 其他内容\n以下行为会被移除\n1. 吵架\n2. 骂人\n",
            &["1 聊游戏", "2 其他内容", "2¶2 以下行为", "1(重号2) 吵架", "2(重号2) 骂人"],
        ),
        // A comma closes a number; coloured boxes and indents that are spelt out are layout.
        ("群规\n1,改名片\n2，聊正事,不吵架\n", &["1 改名片", "2 聊正事,"]),
        ("第一条,改名片。\n第二条。聊正事。\n", &["第一条 改名片。", "第二条 聊正事。"]),
        ("# 须知\n:::tip 先读\n&emsp;&nbsp;看完再发言。\n:::\n", &["前言¶1 看完再发"]),
        // Rows of signs are ornaments: they open no block, and a title may stand between two.
        (
            "~~~~~~\n晨跑群\n~~~~~~\n一、请文明说话。\n~~~~ 二、不吵架 ~~~~\n~~~~~~\n",
            &["一 请文明说", "二 不吵架"],
        ),
        ("晨跑群\n======\n1、请文明说话。\n", &["1 请文明说"]),
        // What a page's layout leaves in Markdown: tags around words, rows of a table.
        (
            "<h1>群规</h1>\n<div class=\"box\">\n<h3>规矩</h3>\n<p>请文明说话。</p>\n<ul>\n<li>不吵架</li>\n</ul></div>\n",
            &["规矩¶1 请文明说", "规矩¶2 不吵架"],
        ),
        (
            "# 群规\n| 号 | 规矩 |\n| :-- | -- |\n| **1** | 不吵架。 |\n| **2** | 不刷屏。 |\n",
            &["前言¶1 **1*", "前言¶2 **2*"],
        ),
        // Acts of which one is taken are one rule with what announces them.
        (
            "群规\n1、请文明说话。\n2、违反的,作出以下一种或几种处罚:\n- 警告\n- 禁言一天\n- 移出群聊\n3、不吵架。\n",
            &["1 请文明说", "2 违反的,", "3 不吵架。"],
        ),
        // The next article is none of them, though it names an act.
        (
            "群规\n1、违反的,作以下处罚:\n(1)警告\n(2)移出群\n2、提醒大家看通知\n",
            &["1 违反的,", "2 提醒大家"],
        ),
        // Where other lines are far longer, a line without a stop was not broken.
        (
            "群规\n\n每位新来的朋友请先在群里打个招呼,说说住在哪一栋、平时几点在家,有空再把名片改好,不会改的可以请邻居帮忙。\n\n\
             晚上大家都要休息,有什么要紧的事情先打电话给楼长再说,其他的事情第二天早上再讲,请互相体谅,也请家里的老人和孩子一起记住。\n\n\
             连着三个月不出声的会请出去,想回来的找楼长说一声\n\n有异议的找楼长\n",
            &["前言¶1 每位新来", "前言¶2 晚上大家", "前言¶3 连着三个", "前言¶4 有异议的"],
        ),
        // Rules without numbers under an item that announces them, a blank line before each.
        (
            "一、听社区安排。\n\n二、住户都要讲规矩,要求如下:\n\n不在群里吵架;\n\n不在群里卖货;\n\n不传没影的话。\n\n三、本须知贴在楼下。\n",
            &[
                "一 听社区安",
                "二 住户都要",
                "二¶2 不在群里",
                "二¶3 不在群里",
                "二¶4 不传没影",
                "三 本须知贴",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(cites(text), *expected, "{text}");
    }
    assert_eq!(outline("~~~~\n晨跑群\n~~~~\n一、不吵架。\n").title.as_deref(), Some("晨跑群"));
    let quoted = outline("---\ntitle: 晨跑群\n---\n## 规矩\n> 不吵架。\n");
    assert_eq!((quoted.title.as_deref(), quoted.headings.len()), (Some("晨跑群"), 1));
    assert_eq!(quoted.clauses[0].cite, "规矩¶1");
    let outline = outline("群规\n简介\n要求\n- 会写代码\n- 有空\n处罚\n违者移出。\n");
    let titles: Vec<&str> = outline.headings.iter().map(|heading| heading.title.as_str()).collect();
    assert_eq!(titles, ["简介", "要求"]);
}
