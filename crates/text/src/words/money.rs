//! Amounts of money: `5元`, `五十元`, `100块`, `￥20`, `0.01元`, `两块五`, `1万元`.

use model::Money;

use super::line::Line;
use super::numbers::{begins_number, in_number, milli_at, number_at};
use super::{Found, find};

/// Every amount of money, up to [`Money::MAX`].
#[must_use]
pub fn money(text: &str) -> Vec<Found<Money>> {
    find(text, &[begins_number], |line, at| {
        if let Some(after) = line.skip_one(at, &["￥", "RMB", "rmb", "人民币"]) {
            let (milli, end) = milli_at(line, line.skip_blanks(after))?;
            let end = line.skip_one(end, &["元"]).unwrap_or(end);
            return Some((of_milli(milli)?, end));
        }
        amount_at(line, at)
    })
}

fn amount_at(line: &Line, at: usize) -> Option<(Money, usize)> {
    if in_number(line, at) || line.before(at) == Some('.') || line.before(at) == Some('第') {
        return None;
    }
    let (mut milli, place) = milli_at(line, at)?;
    let mut place = line.skip_blanks(place);
    // `2.5万元`: whole numbers have taken their unit already.
    if line.at(place) == Some('万') {
        milli = milli.checked_mul(10_000)?;
        place += 1;
    }
    let chinese = !line.at(at).is_some_and(|c| c.is_ascii_digit());
    let (per, end) = unit_at(line, place, chinese)?;
    let mut milli = milli.checked_mul(per)? / 1_000;
    let mut end = end;
    if per == 1_000 {
        if let Some((rest, after)) = change_at(line, end) {
            milli = milli.checked_add(rest)?;
            end = after;
        }
        end = line.skip_one(end, &["钱", "人民币"]).unwrap_or(end);
    }
    Some((of_milli(milli)?, end))
}

/// What a unit is worth in thousandths of a yuan, and the place after it.
fn unit_at(line: &Line, at: usize, chinese: bool) -> Option<(u64, usize)> {
    let next = line.at(at + 1);
    match line.at(at)? {
        '元' | '圆' if next.is_none_or(|c| !"旦月素宵件老首".contains(c)) => {
            Some((1_000, at + 1))
        }
        '块' if !chinese || is_money_piece(next) => Some((1_000, at + 1)),
        '角' | '毛' if next.is_none_or(|c| "钱以的,，。、".contains(c)) => {
            Some((100, at + 1))
        }
        '分' if next == Some('钱') => Some((10, at + 2)),
        'R' | 'r' => line.skip_one(at, &["RMB", "rmb"]).map(|end| (1_000, end)),
        _ => None,
    }
}

/// Whether 块 after a Chinese number is money rather than a piece of something (三块内容).
fn is_money_piece(next: Option<char>) -> bool {
    next.is_none_or(|c| "钱以的红每一二三四五六七八九".contains(c) || !c.is_alphanumeric())
}

/// `5角`, or a lone digit behind 块: `两块五`.
fn change_at(line: &Line, at: usize) -> Option<(u64, usize)> {
    let (tenths, end) = number_at(line, at)?;
    if tenths > 9 {
        return None;
    }
    match line.at(end) {
        Some('角' | '毛') => Some((u64::from(tenths) * 100, end + 1)),
        next if line.before(at) == Some('块')
            && next.is_none_or(|c| !c.is_alphanumeric() || c == '钱') =>
        {
            Some((u64::from(tenths) * 100, end))
        }
        _ => None,
    }
}

fn of_milli(milli: u64) -> Option<Money> {
    let fen = i64::try_from(milli / 10).ok()?;
    (fen <= Money::MAX.0 && milli.is_multiple_of(10)).then_some(Money(fen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_texts() {
        for (text, values) in [
            ("罚款5元", "5"),
            ("五十元", "50"),
            ("100块", "100"),
            ("100块钱", "100"),
            ("￥20", "20"),
            ("¥20.5元", "20.5"),
            ("0.01元", "0.01"),
            ("１０元", "10"),
            ("两块五", "2.5"),
            ("十块钱", "10"),
            ("3元5角", "3.5"),
            ("五毛钱", "0.5"),
            ("1分钱", "0.01"),
            ("1万元", "10000"),
            ("2.5万元", "25000"),
            ("壹佰元整", "100"),
            ("1,000元", "1000"),
            ("20元/次，最多200元", "20 200"),
            ("5-10元", "10"),
            ("人民币30元", "30"),
            ("分为三块内容", ""),
            ("大家一块儿来", ""),
            ("3元旦", ""),
            ("扣5分", ""),
            ("0.001元", ""),
            ("99999999元", ""),
            ("多少元", ""),
            ("", ""),
        ] {
            let found: Vec<String> = money(text).iter().map(|f| f.value.to_string()).collect();
            assert_eq!(found.join(" "), values, "{text}");
        }
    }
}
