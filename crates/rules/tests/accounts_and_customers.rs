//! What clauses in our own words state of the organisation's accounts and of its customers.

#![expect(clippy::unwrap_used, reason = "a missing kind fails the test")]

use policy::toml::Value;
use rules::clause::{Clause, Norms};

const KINDS: &[&str] = &[
    "designated-account",
    "account-profile",
    "credential-custody",
    "handover",
    "customer-assets",
    "account-delegation",
    "triage",
    "escalation",
];

/// The norms of these kinds that a clause under a heading states, as `kind key=value …; …`.
fn read(heading: &str, text: &str) -> String {
    let headings = [heading.to_owned()];
    let headings = if heading.is_empty() { &headings[..0] } else { &headings[..] };
    let clause = Clause { headings, ..Clause::alone(text) };
    let mut norms = Norms::new();
    for kind in KINDS {
        (rules::kind_named(kind).unwrap().recognise)(&clause, &mut norms);
    }
    let written: Vec<String> = norms
        .iter()
        .map(|norm| {
            let params = norm.params.iter().map(|(key, value)| match value {
                Value::String(text) => format!(" {key}={text}"),
                other => format!(" {key}={other}"),
            });
            norm.kind.to_owned() + &params.collect::<String>()
        })
        .collect();
    written.join("; ")
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    check_under("", cases);
}

#[track_caller]
fn check_under(heading: &str, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| read(heading, text) != *expected)
        .map(|(text, expected)| {
            format!("{text}\n  expected {expected}\n  got      {}", read(heading, text))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn accounts_that_the_organisation_gives_out() {
    check(&[
        ("工作微信号由公司统一注册、统一发放", "designated-account"),
        ("每名导购只能使用门店配发的微信号接待顾客", "designated-account per=导购"),
        ("教师联系家长应使用学校登记的账号", "designated-account"),
        ("严禁员工私自开设以单位名义认证的公众号", "designated-account"),
        ("各科室开通微信公众号,须先到宣传科登记备案", "designated-account"),
        ("业务员一人一号,不得使用个人微信洽谈业务", "designated-account per=人"),
        ("不得另行注册其他账号开展工作", "designated-account"),
        ("客服人员须用公司号码注册一个微信账号", "designated-account per=公司号码"),
        ("官方账号由新媒体中心统一管理,任何部门不得擅自开通", "designated-account"),
        ("部门新设抖音号的,应向党办报备", "designated-account"),
        ("本院医务人员开展线上问诊,必须使用医院注册的账号", "designated-account"),
        ("社团只保留一个官方QQ号,由秘书处统一管理", "designated-account"),
        ("学校要求教师使用教务处分配的账号联系家长", "designated-account"),
        ("各班不得自行开设班级公众号", "designated-account"),
        ("工作沟通一律通过企业微信进行,不得使用个人微信", "designated-account"),
        ("新开微博账号实行审批备案制", "designated-account"),
        // Near misses.
        ("志愿者须用真实姓名注册志愿平台", ""),
        ("不得使用他人账号进群", ""),
        ("直播时请使用学校提供的会议号", ""),
        ("老师应通过公众号发布通知", ""),
        ("不得私自建群,新建微信群须经备案", ""),
        ("公众号由编辑部负责日常运营", ""),
        ("群成员的微信号请勿外传给无关人员", ""),
        ("收费一律使用学校指定的银行账户", ""),
        ("活动报名请关注公众号", ""),
        ("发布内容须经公众号编辑审核", ""),
        ("个人账号不得用于营利活动", ""),
        ("统一管理群内秩序", ""),
    ]);
}

#[test]
fn what_accounts_show() {
    check(&[
        ("工作账号的头像、昵称不得擅自更改", "account-profile"),
        (
            "公司微信号昵称统一改为:门店+姓名,头像统一使用本人工装照",
            "account-profile avatar=本人工装照 name={门店}+{姓名}",
        ),
        (
            "官方微博的名称应当简明、易于辨认,经宣传部审核后启用",
            "account-profile name=简明、易于辨认",
        ),
        ("公众号的名称、简介、头像如需变更,须经分管校长批准", "account-profile"),
        ("员工应确保账号资料真实完整,有变化时及时更新", "account-profile"),
        ("所有工作微信的个性签名统一写:用心服务每一户", "account-profile signature=用心服务每一户"),
        ("未经许可不得修改官方微信的资料", "account-profile"),
        ("政务微博的头像应使用单位标识", "account-profile avatar=单位标识"),
        ("企业微信头像必须为本人近照,不得用风景照", "account-profile avatar=本人近照"),
        ("工作微信名格式为:品牌-城市-姓名", "account-profile name={品牌}-{城市}-{姓名}"),
        ("账号认证信息变更后应在三日内更新", "account-profile"),
        // Near misses.
        ("微信名请改成孩子姓名加家长称呼", ""),
        ("发布前应核对公众号文章的资料来源", ""),
        ("客户资料应真实完整", ""),
        ("进群后请把群昵称改为楼号+姓名", ""),
        ("群名称不得随意更改", ""),
        ("公众号发布的信息应真实准确", ""),
        ("不得泄露账号资料", "credential-custody"),
        ("成员应使用本人照片作为头像", ""),
        ("本群名称为读书会交流群", ""),
    ]);
    check_under(
        "账号管理",
        &[
            ("昵称、头像须符合单位形象,不得使用卡通头像", "account-profile name=符合单位形象"),
            ("本群昵称一律用真名", ""),
        ],
    );
}

#[test]
fn who_keeps_the_passwords() {
    check(&[
        ("账号密码每三个月更换一次", "credential-custody rotate=3mo"),
        ("公众号登录密码由专人保管,至少每90天修改一次", "credential-custody rotate=90d"),
        ("密码应每季度更换,不得告诉他人", "credential-custody rotate=3mo"),
        ("后台账号应开启两步验证", "credential-custody two-factor=true"),
        ("不得把工作账号出租、出借给他人", "credential-custody"),
        ("保管好自己的账号,不得转借他人使用", "credential-custody"),
        ("官微密码实行专人管理,严禁外泄", "credential-custody"),
        ("工作微信号必须绑定单位手机号", "credential-custody"),
        ("工作手机应妥善保管,如有遗失立即报告", "credential-custody"),
        ("账号一旦被盗,应第一时间报告管理员并修改密码", "credential-custody"),
        ("不得在公共电脑上登录官方账号", "credential-custody"),
        ("离岗前须退出账号登录", "credential-custody"),
        ("管理员应保管好群账号及密码,不得多人共用", "credential-custody"),
        ("密码设置须包含字母和数字,并定期更换", "credential-custody"),
        ("官方账号须绑定办公室的公务手机", "credential-custody"),
        ("公众号密码每半年更换一次", "credential-custody rotate=6mo"),
        ("后台登录实行双因素认证", "credential-custody two-factor=true"),
        ("不得将微信号转让、出售给他人", "credential-custody"),
        // Near misses.
        ("群内不得买卖游戏账号", ""),
        ("入群后请绑定房号", ""),
        ("不得在群里公开他人的手机号和账号", ""),
        ("请妥善保管好个人财物", ""),
        ("不要把银行卡密码和验证码告诉陌生人", ""),
        ("会议密码请向主持人索取", ""),
        ("不得泄露公司机密", ""),
        ("不得泄露客户账号信息", ""),
        ("群主应妥善保管聊天记录", ""),
        ("注意用电安全,保护好公共设备", ""),
    ]);
}

#[test]
fn what_stays_when_people_go() {
    check(&[
        ("员工离职时须将工作微信及客户资料移交给部门主管", "handover"),
        ("离职人员应交回工作手机,不得删除客户好友", "handover"),
        ("班主任调动的,应在三日内把群主转让给接任老师", "handover"),
        ("账号管理员换岗或退休,要办理账号、密码交接", "handover"),
        ("业委会换届时,公众号后台权限应移交新一届业委会", "handover"),
        ("人员变动时,由部门负责收回账号", "handover"),
        ("销售人员必须把客户加到工作微信上,不得加到私人微信", "customer-assets"),
        ("严禁将客户引流至个人微信", "customer-assets"),
        ("客户资源归公司所有,任何人不得私自转移", "customer-assets"),
        ("工作微信号里的客户一律不得删除、拉黑", "customer-assets"),
        ("顾客应统一添加到门店账号", "customer-assets"),
        ("小编离岗前,须将账号、密码、素材一并交回", "handover"),
        ("离职时不得带走客户资料,不得清空聊天记录", "handover"),
        ("会长卸任后应把官方账号交给新任会长", "handover"),
        ("患者不得加到医生的私人微信", "customer-assets"),
        ("任何人不得将公司客户带走或介绍给同行", "customer-assets"),
        // Near misses.
        ("家长请把孩子的资料交给班主任", ""),
        ("毕业后仍可留在群里", ""),
        ("员工离职后应当天移出工作群", ""),
        ("离职人员请自行退群", ""),
        ("交接班时在群里说明情况", ""),
        ("不得私自添加群内好友", ""),
        ("群内不得删除聊天记录", ""),
        ("客户咨询时不得使用个人微信号转账", ""),
        ("会员加入本群须经审核", ""),
    ]);
}

#[test]
fn log_ins_that_are_lent() {
    check(&[
        ("其他部门需借用公众号账号的,须经宣传部批准", "account-delegation approver=宣传部"),
        (
            "因工作需要,可向主编申请将后台权限临时授权给活动负责人",
            "account-delegation approver=主编",
        ),
        (
            "未经校长办公室同意,不得将官微登录密码提供给任何人",
            "account-delegation approver=校长办公室",
        ),
        // Near misses.
        ("未经授权不得发布内容", ""),
        ("未经批准不得对外授权使用校名", ""),
        ("群内借用物品须经本人同意", ""),
        ("不得转借账号", "credential-custody"),
    ]);
}

#[test]
fn where_customers_go() {
    check(&[
        ("粉丝咨询类留言由客服部回复", "triage inquiry=客服部"),
        ("家长咨询由教务处答复,投诉转德育处处理", "triage complaint=德育处 inquiry=教务处"),
        ("接到顾客投诉,立即转交售后部", "triage complaint=售后部"),
        ("网友的举报由督查室受理", "triage complaint=督查室"),
        ("业主报修由工程部跟进,投诉由客服中心处理", "triage complaint=客服中心 inquiry=工程部"),
        ("用户来电咨询,按问题类别转交相关部门", "triage"),
        ("来电咨询由前台接待,涉及医疗纠纷的投诉转医务科", "triage complaint=医务科 inquiry=前台"),
        ("公众号后台收到的投诉交由监察室处理", "triage complaint=监察室"),
        // Near misses.
        ("家长有疑问可咨询班主任", ""),
        ("群友的建议由群主汇总", ""),
        ("投诉请拨打物业办公室电话", ""),
        ("客服须在30分钟内答复客户的咨询", ""),
        ("成员可向群主投诉", ""),
        ("有问题请咨询管理员", ""),
        ("由客服部负责本制度的解释", ""),
        ("客户资料由销售部保管", ""),
        ("接到投诉,值班经理应在2小时内处理", ""),
    ]);
}

#[test]
fn what_goes_up() {
    check(&[
        ("遇到处理不了的问题,及时上报主管", "escalation to=主管"),
        ("客服不能答复的,应请示部门经理", "escalation to=部门经理"),
        ("管理员无法解决的纠纷,提交业委会协调", "escalation to=业委会"),
        ("超出自己权限的事项须逐级上报", "escalation"),
        ("家长提出的问题老师拿不准的,请向年级组长请教", "escalation to=年级组长"),
        ("调解不成的,由群主裁决", "escalation to=群主"),
        ("无法当场解答的疑问转给维护者", "escalation to=维护者"),
        ("对不能解决的投诉,协调相关部门处理", "escalation to=相关部门"),
        ("自己解决不了的问题找店长", "escalation to=店长"),
        ("版主无法判断是否违规时,提交管理组讨论", "escalation to=管理组"),
        ("当值人员不能处理的突发情况,须马上向值班领导报告", "escalation to=值班领导"),
        ("遇到不懂或无法回答的问题,应咨询技术部", "escalation to=技术部"),
        // Near misses.
        ("提出无法解决的问题也不要指责他人", ""),
        ("不能处理好家庭关系的,可以找朋友倾诉", ""),
        ("重要情况立即报告校长", ""),
        ("因故无法参加会议的,应向领导请假", ""),
        ("不能按时完成的,扣绩效", ""),
        ("无法回复消息时请设置自动回复", ""),
        ("不得越级上报", ""),
    ]);
}
