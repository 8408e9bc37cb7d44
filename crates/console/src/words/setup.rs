//! The first run.

use policy::texts::Text;

pub const TEXTS: &[Text] = &[
    ("setup.title", "开始使用", "First steps"),
    ("setup.step-1", "第 1 步,共 3 步", "Step 1 of 3"),
    ("setup.step-2", "第 2 步,共 3 步", "Step 2 of 3"),
    ("setup.step-3", "第 3 步,共 3 步", "Step 3 of 3"),
    ("setup.begin", "先看看您的制度能执行多少", "See how much of your policy can be carried out"),
    (
        "setup.begin.lead",
        "把现有的群管理制度传上来,马上逐条告诉您。文件只留在这台服务器上。",
        "Upload the policy you have and read it clause by clause. The file stays on this server.",
    ),
    ("setup.read", "上传,逐条看", "Upload and look"),
    ("setup.no-policy", "手边没有制度,先建账号", "No policy at hand: make an account first"),
    ("setup.to-account", "下一步:建账号", "Next: make an account"),
    (
        "setup.several",
        "文件里有 {count} 份制度,这里先看第一份;建好账号以后选用哪一份。",
        "The document has {count} policies; this is the first. You choose one afterwards.",
    ),
    ("password.title", "设置密码", "Set your password"),
    (
        "password.help",
        "至少 10 个字,不要用常见的密码。",
        "At least 10 characters, and not a common one.",
    ),
    ("password.submit", "设置密码", "Set the password"),
    (
        "password.outside",
        "用单位的账号登录一次,以后就用它,不用再记密码。",
        "Sign in once with your account at work: from then on it lets you in, without a password.",
    ),
    ("password.or", "或者设一个本系统的密码", "or set a password of this system"),
    ("password.set", "密码已经设好。", "Your password is set."),
    ("setup.account", "建您的账号", "Make your account"),
    (
        "setup.account.lead",
        "您是第一个用户:可以管理系统、修改和发布制度。别的同事以后再邀请。",
        "You are the first user: you run the system and publish policies. Invite others later.",
    ),
    ("setup.shown", "姓名", "Your name"),
    ("setup.again", "再输一遍密码", "Password again"),
    ("setup.not-the-same", "两遍密码不一样。", "The passwords differ."),
    ("setup.make-account", "建账号", "Make the account"),
    ("welcome.title", "接下来", "What is next"),
    ("welcome.policy", "发布制度", "Publish the policy"),
    (
        "welcome.draft",
        "《{title}》现在是草稿:看过、试过以后再发布,那时选管哪些群。",
        "{title} is a draft: look it over and try it, then publish it and choose the groups.",
    ),
    ("welcome.publish", "选群、发布", "Choose groups and publish"),
    ("welcome.connect", "接上 QQ 群", "Connect QQ"),
    ("welcome.connected", "已连上", "connected"),
    ("welcome.not-connected", "没有连上", "not connected"),
    (
        "welcome.connect.file",
        "1. 把这几行写进 qungui.toml,然后重新启动群规:",
        "1. Put these lines into qungui.toml and start Qungui again:",
    ),
    (
        "welcome.connect.program",
        "2. 在登录 QQ 的程序(OneBot 11)里,反向 WebSocket 地址填这个,口令填同一个:",
        "2. In the program that is logged in to QQ (OneBot 11), set this reverse WebSocket address:",
    ),
    (
        "welcome.waiting",
        "正在等账号连上来,连上了这里会显示。",
        "Waiting for the account; it will show here.",
    ),
    ("welcome.later", "以后再接", "Later"),
    ("welcome.look", "接好了,看看连上没有", "Done: see whether it is connected"),
    ("welcome.next", "然后", "Then"),
    (
        "welcome.next.observe",
        "先用“观察”方式跑几天,看系统会怎样处理,再正式执行。",
        "Let it observe for some days before it enforces.",
    ),
    ("welcome.next.people", "请群主和管理员登录,各管各的群。", "Invite owners and administrators."),
    (
        "welcome.next.queue",
        "需要人决定的事会出现在“待办”里。",
        "What people have to decide appears in the queue.",
    ),
];
