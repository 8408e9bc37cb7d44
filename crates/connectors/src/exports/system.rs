//! Lines that the platform itself writes into a group: who joined, left, was removed, recalled,
//! renamed the group.

/// What such a line says. Names are as shown; `你` is the account that was exported.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// One or more people joined.
    Joined {
        /// One name, or several with `、` between them.
        who: &'a str,
        by: Option<&'a str>,
    },
    Left {
        who: &'a str,
        by: Option<&'a str>,
    },
    Recalled {
        who: &'a str,
    },
    Renamed {
        who: &'a str,
        name: &'a str,
    },
}

/// The longest line that is read, in bytes: an invitation names up to 40 people.
const LINE_BYTES_MAX: usize = 4_000;

const JOINED: &[&str] =
    &["加入了群聊", "加入群聊", "加入了本群", "加入本群", "加入了群", "进入了群聊", "进群"];
const REMOVED: &[&str] = &["移出了群聊", "移出群聊", "移出了本群", "移出本群", "移出了群"];
const LEFT: &[&str] =
    &["退出了群聊", "退出群聊", "退出了本群", "退出本群", "退出了群", "离开了群聊"];
const RENAMED: &[&str] =
    &["修改群名为", "修改群名称为", "修改了群名为", "将群名修改为", "将群名称修改为", "将群名改为"];

/// Reads a line; none where it says nothing that is an event.
pub(super) fn read(line: &str) -> Option<Said<'_>> {
    let line = line.trim();
    if line.len() > LINE_BYTES_MAX {
        return None;
    }
    // A recall is tried first: what was recalled may be quoted after it.
    recalled(line)
        .or_else(|| renamed(line))
        .or_else(|| scanned(line))
        .or_else(|| invited(line))
        .or_else(|| removed(line))
        .or_else(|| plainly(line))
}

fn recalled(line: &str) -> Option<Said<'_>> {
    let (who, _) = person(line, "撤回了一条消息").or_else(|| person(line, "撤回了一条成员消息"))?;
    Some(Said::Recalled { who })
}

fn renamed(line: &str) -> Option<Said<'_>> {
    let (who, name) = RENAMED.iter().find_map(|keyword| person(line, keyword))?;
    let name = unquote(name);
    (!name.is_empty()).then_some(Said::Renamed { who, name })
}

/// “甲”通过扫描“乙”分享的二维码加入群聊.
fn scanned(line: &str) -> Option<Said<'_>> {
    let (who, rest) = person(line, "通过扫描")?;
    let (by, rest) = person(rest, "分享的二维码")?;
    JOINED.iter().any(|joined| rest.contains(joined)).then_some(Said::Joined { who, by: Some(by) })
}

/// “甲”邀请“乙、丙”加入了群聊.
fn invited(line: &str) -> Option<Said<'_>> {
    let (by, rest) = person(line, "邀请")?;
    let (who, _) = JOINED.iter().find_map(|joined| person(rest, joined))?;
    Some(Said::Joined { who, by: Some(by) })
}

/// “甲”将“乙”移出了群聊, 乙被甲移出群聊.
fn removed(line: &str) -> Option<Said<'_>> {
    if let Some((by, rest)) = person(line, "将").or_else(|| person(line, "把"))
        && let Some((who, _)) = REMOVED.iter().find_map(|removed| person(rest, removed))
    {
        return Some(Said::Left { who, by: Some(by) });
    }
    let (who, rest) = person(line, "被")?;
    let (by, _) = REMOVED.iter().find_map(|removed| person(rest, removed))?;
    Some(Said::Left { who, by: Some(by) })
}

fn plainly(line: &str) -> Option<Said<'_>> {
    if let Some((who, _)) = LEFT.iter().find_map(|left| person(line, left)) {
        return Some(Said::Left { who, by: None });
    }
    let (who, _) = JOINED.iter().find_map(|joined| person(line, joined))?;
    Some(Said::Joined { who, by: None })
}

const OPEN: [char; 3] = ['"', '“', '「'];
const CLOSE: [char; 3] = ['"', '”', '」'];

/// The name before the keyword and the text after it. A quoted name ends at a closing quote
/// right before the keyword, so that a name may contain the keyword.
fn person<'a>(text: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let text = text.trim_start();
    let quoted = text.starts_with(OPEN);
    for (at, _) in text.match_indices(keyword) {
        let (before, after) = text.split_at_checked(at)?;
        let before = before.trim();
        let closed = |name: &str| name.ends_with(CLOSE);
        if quoted && !before.strip_prefix(OPEN).is_some_and(closed) {
            continue;
        }
        let name = unquote(before);
        let after = after.strip_prefix(keyword)?;
        if !name.is_empty() {
            return Some((name, after));
        }
    }
    None
}

fn unquote(name: &str) -> &str {
    let name = name.trim().trim_end_matches(['。', '.']);
    match name.strip_prefix(OPEN).and_then(|name| name.strip_suffix(CLOSE)) {
        Some(inside) => inside.trim(),
        None => name.trim(),
    }
}

/// The single names of a list such as `甲、乙` or `你和丙`.
pub(super) fn names(list: &str) -> impl Iterator<Item = &str> {
    let (me, rest) = match list.strip_prefix("你和") {
        Some(rest) => (Some("你"), rest),
        None => (None, list),
    };
    me.into_iter().chain(rest.split('、').map(unquote_inner)).filter(|name| !name.is_empty())
}

/// A name of a list, where quotes may stand around the list or around each name.
fn unquote_inner(name: &str) -> &str {
    name.trim().trim_start_matches(OPEN).trim_end_matches(CLOSE).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined<'a>(who: &'a str, by: &'a str) -> Option<Said<'a>> {
        Some(Said::Joined { who, by: (!by.is_empty()).then_some(by) })
    }

    fn left<'a>(who: &'a str, by: &'a str) -> Option<Said<'a>> {
        Some(Said::Left { who, by: (!by.is_empty()).then_some(by) })
    }

    #[test]
    fn lines_of_the_platform() {
        for (line, said) in [
            ("\"青禾\"邀请\"小满\"加入了群聊", joined("小满", "青禾")),
            ("“青禾”邀请“小满、老柯”加入了群聊", joined("小满、老柯", "青禾")),
            ("你邀请\"小满\"加入了群聊  撤销", joined("小满", "你")),
            ("\"青禾\"邀请你加入了群聊,群聊参与人还有:老柯", joined("你", "青禾")),
            ("\"邀请函\"邀请\"进群前\"加入了群聊", joined("进群前", "邀请函")),
            ("\"小满\"通过扫描\"青禾\"分享的二维码加入群聊", joined("小满", "青禾")),
            ("小满 加入了本群。", joined("小满", "")),
            ("你将\"小满\"移出了群聊", left("小满", "你")),
            ("你被\"青禾\"移出群聊", left("你", "青禾")),
            ("\"小满\"退出了群聊", left("小满", "")),
            ("\"小满\" 撤回了一条消息", Some(Said::Recalled { who: "小满" })),
            ("你修改群名为“夜班群”", Some(Said::Renamed { who: "你", name: "夜班群" })),
            ("收到红包,请在手机上查看", None),
            ("你已添加了小满,现在可以开始聊天了。", None),
            ("加入了群聊", None),
            ("", None),
        ] {
            assert_eq!(read(line), said, "{line}");
        }
    }

    #[test]
    fn lists_of_names() {
        let list = |text: &'static str| names(text).collect::<Vec<_>>();
        assert_eq!(list("小满、老柯"), ["小满", "老柯"]);
        assert_eq!(list("你和\"老柯\""), ["你", "老柯"]);
        assert_eq!(list("小满\"、\"老柯"), ["小满", "老柯"]);
    }
}
