//! Rule kind `noise`: what a web page or template left behind.

use crate::clause::Words;
use crate::clause::{Clause, Norm, Norms, Place, has};
use crate::kind::Built;
use crate::reading::pages::is_record;
use crate::reading::papers::han;

crate::rule_kind! {
    /// ## 含义
    /// 不是规定内容的文字:网页上的下载提示、相关文章、整理说明,没有内容的称呼和残句。
    ///
    /// ## 用处
    /// 单独列出来,免得被当成规定;要不要删由您决定。
    ///
    /// ## 例子
    /// 前面打 × 的不是这一类。
    /// ```clause
    /// 下面是小编整理的群规范文,希望对您有所帮助!
    /// 点击下载完整版文档。
    /// 亲爱的群友们:
    /// × 不得下载群文件外传。
    /// × 整理好资料后发到群里。
    /// ```
    ///
    /// ## 限度
    /// 这类条文只作说明,没有可以由程序执行的内容,不会生成规则块。
    "noise": "网页、模板留下的东西",
    english: "no part of the policy",
    family: Meta, level: Note, part: Notes,
    params {}
    since: "0.1.0"
}

fn build(_: Params) -> Built {
    Built::Note
}

/// Words of pages that collect documents, bare forms of address, and lines without words.
fn recognise(clause: &Clause<'_>, norms: &mut Norms) {
    if is_record(clause.text)
        || clause.sentences().any(of_page)
        || calls(clause)
        || is_fragment(clause)
    {
        norms.push(Norm::new("noise"));
    }
}

fn of_page(sentence: &str) -> bool {
    const PAGE: &[&str] = &[
        "【导语】",
        "小编",
        "本文目录",
        "参考资料来源",
        "参考资料:",
        "下期见",
        "今天要分享",
        "下载文档",
        "如文档",
        "在线预览",
        "精品文档",
        "更多资讯",
        "我整理的",
        "整理的关于",
        "由我整理",
        "本文整理",
        "仅供参考",
        "供大家参考",
        "供您参考",
        "欢迎阅读",
        "欢迎下载",
        "推荐阅读",
        "相关阅读",
        "相关文章",
        "相关推荐",
        "延伸阅读",
        "猜你喜欢",
        "上一篇",
        "下一篇",
        "责任编辑:",
        "责任编辑：",
        "版权所有",
        "转载请注明",
        "阅读全文",
        "查看更多",
        "点击查看",
        "网友评论",
        "浏览次数",
        "免费下载",
        "word文档",
        "Word文档",
        "完整版",
        "文档来源",
        "本文来源",
        "文章来源",
        "内容来自",
        "范文网",
        "更多相关",
        "更多精彩",
        "热门文章",
        "返回顶部",
        "范文",
        "来源:网络",
        "来源：网络",
        "此文档",
        "本文档",
        "您正在浏览",
    ];
    // 希望对您有所帮助, 希望可以帮到你.
    let wishes = sentence.has_word("希望")
        && has(sentence, &["帮助", "帮到", "有用", "到您"])
        && has(sentence, &["您", "你", "大家"]);
    has(sentence, PAGE) && !crate::clause::forbids(sentence)
        || wishes && !has(sentence, &["互相", "相互", "管理"])
}

/// A form of address on a line of its own.
fn calls(clause: &Clause<'_>) -> bool {
    const LENGTH_MAX: usize = 24;
    const CALLED: &[&str] =
        &["尊敬的", "亲爱的", "各位", "各会员", "大家好", "你好", "您好", "同志们"];
    let text = clause.text.trim_end_matches(['!', '！', ',', '，']);
    let Some(called) = text.strip_suffix([':', '：']) else {
        return text == "大家好" || text == "您好";
    };
    clause.place != Place::Article
        && called.chars().count() <= LENGTH_MAX
        && CALLED.iter().any(|word| called.starts_with(word))
        && !called.contains(['。', ',', '，'])
}

/// A line that has next to no words and is no item of a list: numbers of documents, pages.
fn is_fragment(clause: &Clause<'_>) -> bool {
    const HAN_MAX: usize = 3;
    const LENGTH_MAX: usize = 30;
    let text = clause.text;
    let number =
        text.contains(['[', '〔', '【']) && text.contains([']', '〕', '】']) || text.contains('号');
    let digits = text.chars().any(|c| c.is_ascii_digit());
    let digit_count = text.chars().filter(char::is_ascii_digit).count();
    let page = text.starts_with('第') && text.ends_with('页');
    let short = text.chars().count() <= LENGTH_MAX && !text.is_empty();
    short
        && clause.place != Place::Article
        && (page
            || clause.place == Place::Opening && number && digits && han(text) <= HAN_MAX + 4
            || han(text) == 0
            || han(text) <= HAN_MAX && digit_count >= 8)
}
