//! `docs/texts.md`: everything that the program itself says to people.

use std::fmt::Write as _;

use policy::texts::TEXTS;

/// The page.
pub(super) fn page() -> String {
    let mut out = format!("{}# 系统说的话\n\n", super::MARK);
    out.push_str(
        "制度文件开头的 `texts` 可以换成本单位自己的说法,如 `texts = {\"hello\" = \"各位同事好,\"}`;\n\
         花括号里的内容由系统填写,写错了检查时会指出。`language = \"en\"` 时用英文。\n\n\
         服务器上也可以在“设置 → 系统说的话”里改,各份制度一起用;制度文件自己写了的,按制度文件。\n\n\
         | 名字 | 中文 | 英文 |\n| --- | --- | --- |\n",
    );
    for (key, chinese, english) in TEXTS {
        let _ = writeln!(out, "| `{key}` | {} | {} |", chinese.trim(), english.trim());
    }
    out
}
