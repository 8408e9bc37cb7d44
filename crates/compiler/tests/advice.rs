//! Which clauses get which advice, and which that look alike do not.
#![expect(clippy::expect_used, reason = "a test that cannot start fails")]

/// Matter, a document about whom, clauses that get it, clauses that do not.
const MATTERS: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "advice/fines",
        "本规定适用于公司全体员工。",
        &[
            "工作时间在群里闲聊的,每次从当月绩效里扣50元。",
            "迟交日报的,罚款20元。",
            "迟交日报不说明的,扣工资20元。",
            "违反上述规定,第一次乐捐30元。",
            "夜里发广告的,扣发当月奖金的30%。",
            "迟交日报的不罚款,扣发当月奖金。",
        ],
        &[
            "谁违反处理谁,不罚款,不扣工资。",
            "任何人不得以罚款代替教育。",
            "传播谣言的,可能被公安机关罚款,请大家注意。",
            "报销单满100元要附发票。",
            "夜里发广告的,提醒一次。",
            "群里的处理只限于群里,不扣工资,也不罚款。",
        ],
    ),
    (
        "advice/fines",
        "本群是业主自己的群,请各位邻居遵守。",
        &["说脏话的发一个10元红包以示道歉,不发的罚款20元。"],
        &["过年时大家可以自愿发红包。", "拼单每份25元,接龙即可。"],
    ),
    (
        "advice/collective-punishment",
        "本规定适用于全班同学和家长。",
        &[
            "一人在群里吵闹,全班抄写班规两遍,扣分一次。",
            "小组里有人没交作业,所在小组一并处理,扣两分。",
            "被移出的人,邀请人一并移出。",
        ],
        &[
            "不得因个人违规而让全班受罚。",
            "个人违规的,只处理本人。",
            "全班同学都要按时交作业,没交的由老师提醒。",
            "邀请人要先向群主说明情况。",
        ],
    ),
    (
        "advice/personal-data",
        "本群供老师和学生家长联系。",
        &[
            "每次测验后,老师在群里公布全班成绩和名次。",
            "各科分数在群里张贴,方便家长比较。",
            "不及格的,在群里公布成绩。",
            "迟到学生的家庭住址和联系电话在群里公示。",
        ],
        &[
            "不得在群里公布学生成绩、排名。",
            "成绩由老师单独告诉家长。",
            "经本人同意后,可在群里公布联系电话。",
            "群内公布作业和放学时间。",
            "老师不公布成绩,家长也不晒分数。",
            "不在群里公布孩子的名次。",
            "群里不公开家长的个人信息。",
        ],
    ),
    (
        "advice/private-phones",
        "本规定适用于公司员工。",
        &[
            "主管可以随时检查员工手机里的聊天内容。",
            "发现泄密嫌疑的,当事人应当把手机上交行政部。",
            "每月抽查员工个人微信一次。",
        ],
        &[
            "任何人不得查看他人手机和私聊。",
            "行政部每月检查工作手机的使用情况。",
            "管理员每周查看群聊天记录,了解问题。",
        ],
    ),
    (
        "advice/forced-moments",
        "本规定适用于门店员工。",
        &[
            "全员每天转发公司活动到朋友圈,并截图发群。",
            "朋友圈必须每周发布两条产品信息。",
            "发了公司海报的,不得屏蔽同事,朋友圈不得设置三天可见。",
        ],
        &[
            "欢迎大家自愿把活动分享到朋友圈。",
            "不得把群里的内容转发到朋友圈。",
            "活动海报由公司公众号发布。",
        ],
    ),
    (
        "advice/no-hearing",
        "读书群约定。",
        &["发广告的,直接移出本群。", "违规者一经发现立即清退,概不解释。"],
        &["发广告的,提醒一次。", "禁止发广告。"],
    ),
    (
        "advice/retention",
        "办公室群管理办法。",
        &["群聊记录由办公室永久保存。", "每月备份聊天记录,交档案室。"],
        &[
            "群聊记录保存六个月,到期删除。",
            "请保留聊天记录截图作为证据。",
            "不得擅自保存聊天记录。",
            "会议纪要由办公室存档。",
        ],
    ),
    (
        "advice/owners-duties",
        "兴趣群公约。",
        &["群成员的一切言论与群主无关,群主不承担法律责任。", "因交易产生的纠纷,本群概不负责。"],
        &["群主负责审核入群申请。", "请勿发布与本群无关的内容。", "成员对自己的言行负责。"],
    ),
];

/// The codes of the advice on a document, by clause.
fn advice(document: &str) -> Vec<(&'static str, String)> {
    let compiled = compiler::compile("a.txt", document);
    let parsed = policy::parse("a.md", &compiled.policy_file, &rules::specs());
    let text = |bytes: std::ops::Range<usize>| {
        parsed.policy.text.get(bytes).expect("a stretch of the file").to_owned()
    };
    compiler::advise(&parsed.policy).into_iter().map(|one| (one.code, text(one.bytes))).collect()
}

#[test]
fn clauses_get_the_advice_that_they_need_and_no_other() {
    for (matter, about, given, not_given) in MATTERS {
        for (clauses, wanted) in [(given, true), (not_given, false)] {
            for clause in *clauses {
                let found = advice(&format!("某群规定\n\n一、{about}\n二、{clause}\n"));
                let has = found.iter().any(|(code, at)| code == matter && at.contains(clause));
                assert_eq!(has, wanted, "{matter}: {clause}\n{found:#?}");
            }
        }
    }
}

#[test]
fn a_list_that_forbids_is_no_order() {
    let found = advice(
        "家长群规定\n\n一、禁止发布下列内容:\n1、公布学生成绩和名次;\n2、查看他人手机里的私聊。\n",
    );
    assert_eq!(found, []);
}

#[test]
fn who_is_heard_needs_no_advice() {
    let document =
        "读书群约定\n\n一、发广告的,直接移出本群。\n\n二、对处理不服的,三天内可以向群主申诉。\n";
    assert!(advice(document).iter().all(|(code, _)| *code != "advice/no-hearing"));
}

#[test]
fn every_advice_says_what_to_do_and_on_what_it_rests() {
    let document = "门店管理规定\n\n一、本规定适用于公司员工。\n\n二、每天转发海报到朋友圈,没转的扣工资50元。\n\n三、违反的移出本群。\n";
    let compiled = compiler::compile("a.txt", document);
    let parsed = policy::parse("a.md", &compiled.policy_file, &rules::specs());
    let notes = compiler::advice::as_diagnostics(&parsed.policy);
    assert!(notes.len() >= 3, "{notes:#?}");
    for note in &notes {
        assert_eq!(note.severity, policy::Severity::Advice);
        assert!(note.basis.is_some() && note.help.is_some() && note.cite.is_some(), "{note:#?}");
        assert!(note.code.starts_with("advice/") && !note.message.ends_with('。'), "{note:#?}");
    }
}
