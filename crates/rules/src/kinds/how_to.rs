//! Rule kind `how-to`: steps of an operation.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::leads::{self, Led};

crate::rule_kind! {
    /// ## 含义
    /// 一步一步说明怎么操作:打开哪里、点击什么、怎么改昵称、怎么报名。
    ///
    /// ## 用处
    /// 不熟悉软件的成员照着做就行。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 修改方法:打开群聊,点击右上角,选择“我在本群的昵称”修改即可。
    /// 扫描二维码进入页面,填写信息后点击提交。
    /// × 群昵称改为部门加姓名。
    /// × 禁止点击不明链接。
    /// ```
    ///
    /// ## 限度
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "how-to": "操作步骤",
    english: "step-by-step instructions",
    family: Meta, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Words of screens and of what hands do there, several together.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    const ENOUGH: usize = 3;
    if clause.forbids() && !has(clause.text, STEPS) {
        return;
    }
    let hands = HANDS.iter().filter(|word| clause.text.has_word(word)).count();
    let screens = SCREENS.iter().filter(|word| clause.text.has_word(word)).count();
    let named = has(clause.text, STEPS);
    // 点右上角→往下拉→改好: one step after another; an approval goes that way too.
    let arrows = clause.text.matches(['→', '➜', '➡']).count() + clause.text.matches("->").count();
    let chain = arrows >= 2
        && has(clause.text, &["点", "选", "下载", "打开", "登录", "设置", "扫", "输入", "搜索"])
        && !has(clause.text, &["审核", "审批", "审定", "签发", "初审"]);
    // 改名片方法:群设置-我的昵称-填写.
    let path = has(clause.text, &["方法:", "步骤:", "路径:", "怎么改", "操作:"])
        && clause.text.matches(['-', '>', '—', '→', '–']).count() >= 2
        && has(clause.text, &["设置", "点", "选", "打开", "进入", "我的"]);
    if chain || path {
        norms.push(Norm::new("how-to"));
        return;
    }
    if hands > 0 && (hands + screens >= ENOUGH || named) || technical(clause) {
        norms.push(Norm::new("how-to"));
    } else if leads::led(clause) == Some(Led::Steps) && !clause.forbids() {
        norms.push(leads::weak("how-to"));
    }
}

/// Handing in by a repository, or a message of a set form: what is done, in which order.
fn technical(clause: &Clause<'_>) -> bool {
    const TOOLS: &[&str] = &[
        "fork",
        "pull request",
        "pullrequest",
        "clone",
        "push",
        "仓库",
        "主库",
        "权限",
        "目录",
        "命名",
        "分支",
        "开头",
        "关键字",
        "关键词搜索",
        "格式为",
    ];
    const DOES: &[&str] = &["提交", "推送", "上传", "发送", "开通", "输入", "搜索", "申请"];
    const BOUND: &[&str] = &["必须", "违", "不得", "密码", "部门", "审核", "未", "前"];
    let lower = clause.text.to_ascii_lowercase();
    let tools = TOOLS.iter().filter(|word| lower.has_word(word)).count();
    tools >= 2 && has(clause.text, DOES) && !has(clause.text, BOUND)
}

const STEPS: &[&str] = &[
    "操作方法",
    "操作步骤",
    "操作流程",
    "操作如下",
    "具体步骤",
    "修改方法",
    "设置方法",
    "修改步骤",
    "方法如下",
    "步骤如下",
    "使用方法",
    "加入方式",
    "入群方式",
    "修改路径",
    "操作指南",
    "登录步骤",
    "步骤:",
    "步骤：",
    "设置路径",
    "改法:",
    "改法：",
    "怎么改",
    "怎么设置",
];
const HANDS: &[&str] = &[
    "点击",
    "单击",
    "双击",
    "长按",
    "点选",
    "点开",
    "打开",
    "勾选",
    "扫描",
    "扫码",
    "扫一扫",
    "输入",
    "点右上角",
    "点“",
    "搜索",
    "下滑",
    "滑动",
    "粘贴",
    "复制",
];
const SCREENS: &[&str] = &[
    "右上角",
    "右下角",
    "左上角",
    "菜单",
    "按钮",
    "图标",
    "页面",
    "界面",
    "设置",
    "选择",
    "进入",
    "选项",
    "对话框",
    "屏幕",
    "提交",
    "保存",
    "即可",
    "确认",
    "二维码",
    "修改",
    "头像",
    "“…”",
    "链接",
];
