//! Numbers as programs write them before paragraphs, in the forms that Word names.

/// A number in one of Word's forms, named as `w:numFmt` names them. Forms that Chinese
/// documents don't use are plain figures.
pub(super) fn written(number: u32, form: &str) -> String {
    match form {
        "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let full = |c: char| char::from_u32(c as u32 + 0xfee0).unwrap_or(c);
            number.to_string().chars().map(full).collect()
        }
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting"
        | "ideographDigital"
        | "japaneseDigitalTenThousand"
        | "taiwaneseDigital" => counted(number, '零', ["〇一二三四五六七八九", "十百千"]),
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            counted(number, '零', ["零壹贰叁肆伍陆柒捌玖", "拾佰仟"])
        }
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => sign(number, '①', 20),
        "decimalEnclosedParen" => sign(number, '⑴', 20),
        "decimalEnclosedFullstop" => sign(number, '⒈', 20),
        "ideographEnclosedCircle" => sign(number, '㊀', 10),
        "ideographTraditional" => cycle(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle(number, "子丑寅卯辰巳午未申酉戌亥"),
        "numberInDash" => format!("-{number}-"),
        _ => number.to_string(),
    }
}

/// 二十一, 一百零五: as people count up to 9999.
fn counted(number: u32, zero: char, [digits, units]: [&str; 2]) -> String {
    if number == 0 {
        return zero.to_string();
    }
    if number > 9_999 {
        return number.to_string();
    }
    let digit = |value: u32| digits.chars().nth(value as usize).unwrap_or(zero);
    let mut out = String::new();
    let mut gap = false;
    for (place, power) in [(3_usize, 1_000), (2, 100), (1, 10), (0, 1)] {
        let value = number / power % 10;
        if value == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if gap {
            out.push(zero);
            gap = false;
        }
        // Ten to nineteen begin with the ten itself.
        if !(place == 1 && value == 1 && out.is_empty()) {
            out.push(digit(value));
        }
        out.extend(place.checked_sub(1).and_then(|place| units.chars().nth(place)));
    }
    out
}

/// A to Z, then AA, BB: as Word goes on.
fn letters(number: u32, first: u8) -> String {
    let Some(at) = number.checked_sub(1) else { return String::new() };
    let letter = first.saturating_add(u8::try_from(at % 26).unwrap_or(0));
    // Bounded: a start may be any number.
    char::from(letter).to_string().repeat((at / 26 + 1).min(4) as usize)
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3_999 {
        return number.to_string();
    }
    let mut left = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

/// One of a row of signs; beyond them plain figures.
fn sign(number: u32, first: char, count: u32) -> String {
    let sign = number.checked_sub(1).filter(|&at| at < count);
    let sign = sign.and_then(|at| char::from_u32(first as u32 + at));
    sign.map_or_else(|| number.to_string(), String::from)
}

fn cycle(number: u32, of: &str) -> String {
    let at = (number.max(1) - 1) as usize;
    of.chars().cycle().nth(at % of.chars().count().max(1)).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_the_forms_of_documents() {
        for (number, form, wanted) in [
            (3, "decimal", "3"),
            (3, "decimalZero", "03"),
            (12, "decimalFullWidth", "１２"),
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (12, "chineseCountingThousand", "十二"),
            (20, "japaneseCounting", "二十"),
            (105, "chineseCountingThousand", "一百零五"),
            (110, "chineseCountingThousand", "一百一十"),
            (1001, "chineseCountingThousand", "一千零一"),
            (21, "chineseLegalSimplified", "贰拾壹"),
            (2, "upperLetter", "B"),
            (28, "lowerLetter", "bb"),
            (14, "lowerRoman", "xiv"),
            (3, "decimalEnclosedCircleChinese", "③"),
            (21, "decimalEnclosedCircle", "21"),
            (2, "ideographTraditional", "乙"),
            (0, "chineseCounting", "零"),
            (u32::MAX, "lowerLetter", "uuuu"),
            (5, "somethingNew", "5"),
            (5, "none", ""),
        ] {
            assert_eq!(written(number, form), wanted, "{number} {form}");
        }
    }
}
