//! Rule kind `principle`: principles, and which rules come first.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, has};
use crate::kind::Built;
use crate::reading::papers::{followed, names_paper, this_paper};

crate::rule_kind! {
    /// ## 含义
    /// 写明管理所遵循的原则,或者与别的规定不一致时以哪一个为准。
    ///
    /// ## 用处
    /// 具体条文没写到的事,按原则来办;几份规定打架时知道听谁的。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 群的管理坚持自愿参加、自我管理的原则。
    /// 本公约与国家法律不一致的,以法律为准。
    /// × 发言请遵守互相尊重的原则。
    /// × 活动时间以群公告为准。
    /// ```
    ///
    /// ## 限度
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "principle": "原则,和别的规定冲突时听谁的",
    english: "principles, and which rule goes first",
    family: Meta, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// 管理…遵循…的原则; 与…不一致的,以…为准; what is not said here follows other rules.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if clause.sentences().any(|sentence| guides(sentence) || ranks(sentence)) || titled(clause) {
        norms.push(Norm::new("principle"));
    }
}

/// The principle of the document or of running groups; 请遵守…的原则 is a request to members.
fn guides(sentence: &str) -> bool {
    const FOLLOWING: &[&str] =
        &["遵循", "遵照", "坚持", "本着", "按照", "实行", "秉承", "秉持", "贯彻", "以", "依照"];
    const OF: &[&str] = &["管理", "建设", "运营", "维护", "建立", "开展", "工作", "群的"];
    let of = this_paper(sentence) || has(sentence, OF);
    let to_members = has(
        sentence,
        &["请", "成员应", "成员须", "在执行", "内容应", "发言应", "内容要", "内容须"],
    );
    // 坚持“积极利用、依法管理”的方针.
    let policy = followed(sentence, &["坚持", "遵循", "贯彻"], &["方针", "的理念"], 40);
    policy
        || sentence.has_word("原则")
        && !sentence.has_word("原则上")
        && has(sentence, FOLLOWING)
        && of
        && !to_members
        // 谁建群、谁负责; 谁主管谁负责.
        || sentence.matches('谁').count() >= 2 && sentence.has_word("谁负责")
}

fn ranks(sentence: &str) -> bool {
    const CLASHING: &[&str] = &["冲突", "抵触", "不一致", "相悖", "不符的", "有出入", "不同之处"];
    const RANKING: &[&str] = &["为准", "优先", "从其规定", "按照", "依照", "不得"];
    let unsaid = has(sentence, &["未尽事宜", "未尽事项", "未规定的", "未涉及"])
        && has(sentence, &["按照", "依照", "按", "参照"])
        && names_paper(sentence)
        // 没写到的,大家商量着办.
        || has(sentence, &["未作规定", "没有规定", "没规定", "没写到", "没有写到", "没说到", "未提及"])
            && has(sentence, &["由", "按", "参照", "依照", "商量", "商议", "协商", "依据", "看"])
            && !has(sentence, &["处罚", "内容"]);
    has(sentence, CLASHING)
        && !has(sentence, &["言论", "发布"])
        && has(sentence, RANKING)
        && names_paper(sentence)
        || unsaid
        || replaces(sentence)
}

/// 不得以微信群代替公文, 以书面通知为准, 群消息不作为考核依据: what a chat is not worth.
fn replaces(sentence: &str) -> bool {
    const FORMAL: &[&str] = &[
        "系统", "书面", "正式", "纸质", "文件", "官网", "原件", "合同", "公文", "原文", "红头",
        "病历", "医嘱",
    ];
    let instead = followed(sentence, &["不得", "不能", "不可", "不"], &["以", "用", "将", "把"], 2)
        && has(sentence, &["代替", "替代", "取代"])
        && has(sentence, &["群", "聊天", "口头", "消息"])
        || followed(sentence, &["不作为", "不得作为", "不能作为"], &["依据", "凭证", "证据"], 12)
        || has(sentence, &["不得将", "不得把"]) && followed(sentence, &["作为"], &["依据"], 10);
    let ranked = followed(sentence, &["以"], FORMAL, 4) && sentence.has_word("为准");
    instead || ranked
}

fn titled(clause: &Clause<'_>) -> bool {
    const TITLES: &[&str] = &["原则", "基本原则", "管理原则", "总体原则", "工作原则", "指导思想"];
    clause.headings.last().is_some_and(|last| TITLES.contains(&last.as_str())) && !clause.forbids()
}
