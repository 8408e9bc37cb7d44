//! Names: one form each, and none that looks like another.

use axum::http::StatusCode;
use unicode_normalization::UnicodeNormalization;

use crate::problem::Problem;

/// The most characters of a name to sign in with.
const NAME_CHARS_MAX: usize = 32;
/// The most characters of a name that pages show.
const SHOWN_CHARS_MAX: usize = 40;

/// A name as it is kept and looked up: however it is typed, one form.
#[must_use]
pub fn normal(name: &str) -> String {
    let folded = name.trim().nfkc().flat_map(char::to_lowercase);
    // Twice as much as any name has: what is longer is nobody's.
    folded.take(2 * NAME_CHARS_MAX).collect()
}

fn is_han(one: char) -> bool {
    matches!(one, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// A name for a new user, in its one form.
///
/// # Errors
/// It has other characters than people can tell apart, or too few or many.
pub fn new_name(name: &str) -> Result<String, Problem> {
    let name = normal(name);
    let plain = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || is_han(one);
    let count = name.chars().count();
    let sound = (2..=NAME_CHARS_MAX).contains(&count)
        && name.starts_with(plain)
        && name.chars().all(|one| plain(one) || ".-_".contains(one));
    if sound {
        return Ok(name);
    }
    Err(Problem::bad("name", "登录名不合要求").with_detail(format!(
        "登录名用汉字、字母和数字,2 到 {NAME_CHARS_MAX} 个字,中间可以有 . - _。"
    )))
}

/// What a name looks like: two names that look alike have one look.
#[must_use]
pub fn look(name: &str) -> String {
    let alike = |one: char| match one {
        '0' => 'o',
        '1' | 'i' => 'l',
        '.' | '_' | '一' => '-',
        '已' | '巳' => '己',
        '曰' => '日',
        '士' => '土',
        '未' => '末',
        '入' | '八' => '人',
        '千' | '于' => '干',
        '戌' | '戍' => '戊',
        other => other,
    };
    let look: String = name.chars().map(alike).collect();
    look.replace("rn", "m").replace("vv", "w")
}

/// Refuses a name that looks like one of those that there are.
///
/// # Errors
/// It does.
pub fn unlike<'n>(name: &str, mut known: impl Iterator<Item = &'n str>) -> Result<(), Problem> {
    let mine = look(name);
    match known.find(|known| look(known) == mine) {
        None => Ok(()),
        Some(known) => {
            let title = match known == name {
                true => format!("已经有“{known}”这个登录名"),
                false => format!("这个登录名和已有的“{known}”太像,请换一个"),
            };
            Err(Problem::new(StatusCode::CONFLICT, "name-taken", title))
        }
    }
}

/// A name that pages show.
///
/// # Errors
/// It is empty, too long, or has characters that nobody sees.
pub fn shown(name: &str) -> Result<String, Problem> {
    let name: String = name.trim().nfc().collect();
    let unseen = |one: char| {
        one.is_control()
            || matches!(one, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let count = name.chars().count();
    if count == 0 || count > SHOWN_CHARS_MAX || name.chars().any(unseen) {
        let title = format!("姓名要有 1 到 {SHOWN_CHARS_MAX} 个字,不能有看不见的字符");
        return Err(Problem::bad("shown", title));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_one_form() {
        assert_eq!(new_name(" Ｗａｎｇ.Min ").unwrap(), "wang.min");
        assert_eq!(new_name("王敏").unwrap(), "王敏");
        // Compatibility ideographs are the same word.
        assert_eq!(normal("\u{f9e1}"), normal("李"));
        for wrong in ["", "王", "-wang", "w@ng", "wаng", "wang/li", "wa ng", "<b>wang", "@user:a"]
        {
            assert_eq!(new_name(wrong).unwrap_err().code, "name", "{wrong}");
        }
        assert!(new_name(&"a".repeat(33)).is_err());
    }

    #[test]
    fn names_that_look_alike_are_refused() {
        for (one, other) in [
            ("admin", "adm1n"),
            ("lily", "1i1y"),
            ("modern", "rnodern"),
            ("wang.min", "wang_min"),
            ("王土", "王士"),
            ("bob", "b0b"),
        ] {
            let problem = unlike(other, [one].into_iter()).unwrap_err();
            assert!(problem.title.contains("太像"), "{one} {other}");
        }
        assert!(unlike("wang", ["li", "zhang"].into_iter()).is_ok());
        assert!(unlike("li", ["li"].into_iter()).unwrap_err().title.contains("已经有"));
    }

    #[test]
    fn what_is_shown_can_be_seen() {
        assert_eq!(shown(" 王 敏 ").unwrap(), "王 敏");
        assert_eq!(shown("<script>").unwrap(), "<script>");
        for wrong in ["", " ", "a\u{202e}b", "a\nb", "a\u{200b}"] {
            assert!(shown(wrong).is_err(), "{wrong:?}");
        }
    }
}
