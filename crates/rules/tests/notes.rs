//! What clauses in our own words state that is only kept and shown, and what they do not.

#![expect(clippy::unwrap_used, reason = "a missing kind fails the test")]

use rules::clause::{Clause, Norms, Place};

/// Whether a kind is read in a text that stands there.
fn read(kind: &str, place: Place, text: &str) -> Option<String> {
    let mut norms = Norms::new();
    let clause = Clause { place, ..Clause::alone(text) };
    (rules::kind_named(kind).unwrap().recognise)(&clause, &mut norms);
    let norm = norms.first()?;
    let params = norm.params.iter().map(|(key, value)| match value.as_str() {
        Some(text) => format!(" {key}={text}"),
        None => format!(" {key}={value}"),
    });
    Some(params.collect::<String>().trim_start().to_owned())
}

/// Texts that state a kind, and texts that do not.
#[track_caller]
fn check(kind: &str, stated: &[&str], not: &[&str]) {
    let missed = stated.iter().filter(|text| read(kind, Place::Body, text).is_none());
    let extra = not.iter().filter(|text| read(kind, Place::Body, text).is_some());
    let wrong: Vec<String> = missed
        .map(|text| format!("not read: {text}"))
        .chain(extra.map(|text| format!("read: {text}")))
        .collect();
    assert!(wrong.is_empty(), "{kind}\n{}", wrong.join("\n"));
}

/// Texts at a place, and the parameters that they state; `-` where the kind is not stated.
#[track_caller]
fn check_at(kind: &str, cases: &[(Place, &str, &str)]) {
    for (place, text, wanted) in cases {
        let found = read(kind, *place, text);
        assert_eq!(found.as_deref().unwrap_or("-"), *wanted, "{kind} {place:?}: {text}");
    }
}

#[test]
fn why_the_document_exists() {
    check(
        "purpose",
        &[
            "为规范家校沟通,保护学生隐私,特制定本公约。",
            "根据《网络安全法》和街道有关要求,制定本办法。",
            "为了让大家安心读书,群主与各位书友商定如下约定:",
            "为进一步加强政务新媒体管理,现就有关事项通知如下:",
            "为保障业主合法权益,结合本小区实际,订立本守则。",
        ],
        &[
            "为避免误会,发言前请先看公告。",
            "活动以群主制定的规则为准。",
            "本制度由办公室制定并负责解释。",
            "因为规则会变,请常看公告。",
        ],
    );
    check_at(
        "purpose",
        &[
            (Place::Opening, "为了给书友一个安静的空间,请大家留意以下约定。", ""),
            (Place::Article, "为了安全,请先实名。", "-"),
            (Place::Body, "为了让讨论更有效率,可以这样做:", ""),
        ],
    );
}

#[test]
fn whom_it_covers() {
    check_at(
        "scope",
        &[
            (Place::Article, "本规定适用于学校各年级班级群。", "groups=学校各年级班级群"),
            (Place::Article, "本守则适用于项目的全部贡献者。", "who=项目的全部贡献者"),
            (Place::Article, "适用于全体住户", "who=全体住户"),
            (Place::Body, "本办法所称政务账号,是指各单位开设的公众号和微博。", ""),
            (Place::Body, "凡加入本群的书友均须遵守本约定。", ""),
            (Place::Opening, "各街道、各社区:", "who=各街道、各社区"),
            (Place::Body, "各街道、各社区:", "-"),
            (Place::Article, "这种字体适用于标题。", "-"),
            (Place::Article, "群成员应遵守本规定。", "-"),
            (Place::Opening, "尊敬的各位家长:", "-"),
        ],
    );
}

#[test]
fn when_it_takes_effect() {
    check_at(
        "effective",
        &[
            (Place::Article, "本公约自业主大会表决通过之日起生效。", "from=issue"),
            (Place::Closing, "以上群规即日起执行,望大家遵守。", "from=issue"),
            (Place::Article, "本办法自2026年9月1日起施行", "from=2026-09-01"),
            (Place::Article, "本规定从二〇二六年五月一日起试行一年。", "from=2026-05-01"),
            (Place::Article, "本制度自2026年秋季学期起执行。", ""),
            (Place::Article, "会员资格自审核通过之日起生效", "-"),
            (Place::Article, "禁言自发出之日起计算三天", "-"),
            (Place::Article, "请于2026年9月1日前提交名单", "-"),
        ],
    );
}

#[test]
fn who_interprets_it() {
    check_at(
        "interpretation",
        &[
            (Place::Article, "本公约由业主委员会负责解释。", "who=业主委员会"),
            (Place::Article, "最终解释权归编辑部所有。", "who=编辑部"),
            (Place::Article, "本规则的解释权属于核心维护者。", "who=核心维护者"),
            (Place::Article, "管理组拥有最终解释权。", ""),
            (Place::Article, "未尽事宜由校办公室负责解释。", "who=校办公室"),
            (Place::Article, "老师应耐心向家长解释。", "-"),
            (Place::Article, "移出成员须向本人解释理由。", "-"),
            (Place::Article, "客服负责解释价格。", "-"),
        ],
    );
}

#[test]
fn who_signed_it() {
    check_at(
        "signature",
        &[
            (
                Place::Closing,
                "阳光小区业主委员会2026年3月1日",
                "on=2026-03-01 who=阳光小区业主委员会",
            ),
            (Place::Closing, "二〇二六年三月一日", "on=2026-03-01"),
            (Place::Body, "高二年级家委会20xx年x月x日", "who=高二年级家委会"),
            (Place::Closing, "星河读书会", "who=星河读书会"),
            (Place::Closing, "家长签字:    日期:", ""),
            (Place::Closing, "祝大家读书愉快", "-"),
            (Place::Article, "阳光小区业主委员会", "-"),
            (Place::Closing, "请于2026年3月1日前签名", "-"),
            (Place::Closing, "本约定自2026年3月1日起施行", "-"),
        ],
    );
}

#[test]
fn principles() {
    check(
        "principle",
        &[
            "群的管理坚持公开、自愿、互信的原则。",
            "政务新媒体工作遵循统一领导、分级管理的原则。",
            "本公约与法律法规相抵触的,以法律法规为准。",
            "本办法未尽事宜,按上级有关规定执行。",
            "坚持“谁主管、谁负责”。",
            "按照谁建群谁负责的要求管理。",
        ],
        &[
            "活动时间以群公告为准。",
            "发言请遵守先来后到的原则。",
            "成员原则上不得退群。",
            "内容应真实,符合新闻规范。",
        ],
    );
}

#[test]
fn who_is_in_charge_of_what() {
    check_at(
        "responsibility",
        &[
            (Place::Article, "宣传科负责公众号的选题和发布。", "who=宣传科"),
            (Place::Article, "各单位负责人应对稿件的真实性负责。", "who=各单位负责人"),
            (Place::Article, "直播由教务处统一负责。", "who=教务处"),
            (Place::Article, "实行主编负责制。", ""),
            (Place::Article, "指定专人负责账号的日常维护。", "who=专人"),
            (Place::Article, "各学院负责本单位网络群组的备案。", "who=各学院"),
            (Place::Article, "学生处是学生群的主管部门。", "who=学生处"),
            (Place::Article, "群主负责审核入群申请。", "-"),
            (Place::Article, "本办法由宣传科负责解释。", "-"),
            (Place::Article, "须经部门负责人同意。", "-"),
            (Place::Article, "后果由本人负责。", "-"),
        ],
    );
}

#[test]
fn steps_of_an_operation() {
    check(
        "how-to",
        &[
            "打开群聊,点击右上角,进入设置即可修改。",
            "操作步骤:长按二维码,选择识别后进入页面。",
            "点击菜单里的报名按钮,填写后提交。",
        ],
        &["请及时修改群昵称。", "不要点击不明链接,也不要打开陌生页面。", "进入群后请先看公告。"],
    );
}

#[test]
fn explanation() {
    check(
        "guidance",
        &[
            "总之,一个好的群要靠每个人。",
            "建议大家晚上把手机放远一点,这样更容易睡着。",
            "随着社区越来越大,不仅消息多了,而且新人也多了,因此才有了这些约定。",
        ],
        &["每周至少打卡三次。", "禁止讨论例如股票之类的话题。", "群昵称为楼号加房号。"],
    );
    check_at(
        "guidance",
        &[(Place::Remark, "早上人多,消息容易被刷过去。", ""), (Place::Remark, "请用真名。", "-")],
    );
}

#[test]
fn what_pages_left_behind() {
    check(
        "noise",
        &[
            "以上就是小编为大家整理的内容,希望对您有所帮助!",
            "推荐阅读:班级群管理办法范文",
            "尊敬的各位业主:",
            "责任编辑:小李",
        ],
        &[
            "希望大家互相帮助。",
            "请下载群文件里的表格。",
            "不得下载文档外传。",
            "各位业主请互相尊重。",
            "更多人手由部门安排。",
        ],
    );
    check_at(
        "noise",
        &[
            (Place::Opening, "办发[2026]7号", ""),
            (Place::Article, "禁言", "-"),
            (Place::Body, "* * *", ""),
        ],
    );
}

#[test]
fn what_the_group_is_for() {
    check(
        "group-purpose",
        &[
            "本群是家校联系的桥梁。",
            "本公众号是学校对外宣传的窗口。",
            "业主群用于发布物业通知和邻里互助。",
            "本群的宗旨是让更多人读完一本书。",
            "本社区致力于维护一个自由的开源项目。",
        ],
        &[
            "本群仅用于工作联系。",
            "群公告是发布通知的平台。",
            "群昵称用于辨认身份。",
            "为把本群办成交流的平台,特制定本约定。",
        ],
    );
}

#[test]
fn manners_and_values() {
    check(
        "conduct",
        &[
            "书友之间互相尊重,求同存异。",
            "请理性追星,友善发言。",
            "提倡正能量的话题。",
            "邻里之间应以礼相待,不得谩骂。",
            "评审代码时对事不对人,保持友善。",
            "大家共同营造良好的学习氛围。",
        ],
        &[
            "禁止发布不文明内容。",
            "为营造和谐氛围,特制定本公约。",
            "管理员负责维护群内和谐。",
            "对客户要热情礼貌。",
            "不得刷屏,维护良好秩序。",
        ],
    );
}

#[test]
fn law_in_general() {
    check(
        "lawful",
        &[
            "群内言行须遵守国家法律法规。",
            "群主要遵守《互联网群组信息服务管理规定》。",
            "贡献者应遵守项目的许可协议。",
            "发布信息要符合国家有关规定。",
            "不得利用社群从事违法犯罪活动。",
            "全体教师必须严格遵守学校各项规章制度。",
        ],
        &[
            "违反法律的内容一律删除。",
            "请遵守群规。",
            "根据有关法律法规,制定本规定。",
            "不得发布非法信息。",
        ],
    );
}

#[test]
fn taking_part() {
    check(
        "participation",
        &[
            "欢迎书友分享读书心得。",
            "鼓励贡献者踊跃提出建议。",
            "邻里之间互帮互助。",
            "希望家长积极参与班级活动的讨论。",
            "有不同看法可以展开讨论。",
        ],
        &[
            "请把活动海报分享到朋友圈。",
            "禁止分享他人作品。",
            "为方便大家交流经验,特制定本约定。",
            "没有参与讨论的成员将被清理。",
        ],
    );
}

#[test]
fn keeping_in_reach() {
    check(
        "stay-reachable",
        &[
            "值班人员须保持手机畅通。",
            "请家长及时查看群通知。",
            "不得屏蔽本群消息。",
            "随时关注群内信息。",
        ],
        &[
            "在网络畅通的情况下及时回复。",
            "每日查看群消息两次。",
            "保持信息渠道畅通。",
            "请关注公众号。",
        ],
    );
}

#[test]
fn bearing_what_follows() {
    check(
        "own-consequences",
        &[
            "由此产生的后果由发布者承担。",
            "私下转账造成损失的,责任自负。",
            "因言论引起的法律责任由本人承担。",
            "执意退群,后果自行承担。",
        ],
        &[
            "违者承担五十元罚款。",
            "班主任承担管理责任。",
            "本群不承担责任。",
            "负责人承担报名工作。",
        ],
    );
}

#[test]
fn acting_without_favour() {
    check(
        "impartiality",
        &[
            "管理员处理违规要公平公正。",
            "群主不得滥用职权。",
            "对所有业主一视同仁。",
            "管理人员不得因私人恩怨移出成员。",
        ],
        &["抽奖公平公开。", "请客观公正地评价产品。", "大家一律平等。"],
    );
}

#[test]
fn what_members_are_entitled_to() {
    check(
        "member-rights",
        &[
            "业主有权在群内就小区事务发表意见。",
            "每位书友都有平等发言的权利。",
            "会员可以使用群文件里的学习资源。",
            "可在群里向老师咨询学习问题。",
        ],
        &[
            "管理员有权移出成员。",
            "成员有权对处罚提出申诉。",
            "业主有权投诉。",
            "会员不可以使用广告。",
        ],
    );
}

#[test]
fn no_liability() {
    check(
        "disclaimer",
        &[
            "成员私下交易产生的纠纷,本群概不负责。",
            "群内发言仅代表个人观点。",
            "线下活动的意外,组织者不承担责任。",
            "成员的言论与本社区无关。",
        ],
        &["不要发与本群无关的内容。", "责任由发布者承担。", "值班人员不负责的,通报批评。"],
    );
}

#[test]
fn following_those_who_run_it() {
    check(
        "obey-admins",
        &[
            "书友应服从群主的安排。",
            "请配合管理员维护秩序。",
            "不服从管理的,移出本群。",
            "家长应接受班级群的管理和监督。",
        ],
        &["管理员应接受成员监督。", "请配合老师填写问卷。", "安排以通知为准。", "接受业主监督。"],
    );
}

#[test]
fn material_that_is_used() {
    check(
        "content-sources",
        &["公众号文章以原创为主。", "选题应贴近居民生活实际。", "推送内容围绕学校中心工作。"],
        &["本群欢迎原创作者。", "转载须注明来源。", "稿件素材须经审核。"],
    );
    let headings = ["公众号发布内容".to_owned()];
    for (text, wanted) in [("校园活动和教学成果;", true), ("标题不超过二十字;", false)]
    {
        let mut norms = Norms::new();
        let clause = Clause { headings: &headings, ..Clause::alone(text) };
        (rules::kind_named("content-sources").unwrap().recognise)(&clause, &mut norms);
        assert_eq!(!norms.is_empty(), wanted, "{text}");
    }
}

#[test]
fn aims_and_audiences() {
    check(
        "strategy",
        &[
            "运营前应明确账号定位和目标受众。",
            "定期做用户调研,调整内容策略。",
            "内容要有吸引力,贴近读者。",
        ],
        &[
            "活动策划方案报主任审批。",
            "新媒体主管负责制定运营策略。",
            "不得发布有损学校形象的内容。",
        ],
    );
}

#[test]
fn manners_towards_customers() {
    check(
        "service-manners",
        &[
            "客服回复顾客要耐心、热情。",
            "物业人员对业主的报修应礼貌回应。",
            "对粉丝留言应以友好的语气回复。",
            "窗口人员服务态度要端正。",
        ],
        &["书友之间要礼貌。", "客户投诉须两小时内答复。", "家长之间友善交流。"],
    );
}
