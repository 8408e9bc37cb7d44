//! Ids: trimmed, of bounded length, and the marks that spreadsheet programs leave on them.

/// The longest member id that is written, in bytes; events allow 256.
pub(super) const MEMBER_MAX: usize = 200;
/// The longest group id. With [`OWN_MAX`] and a suffix it stays within an event id.
pub(super) const GROUP_MAX: usize = 120;
/// The longest id of a message inside its group.
pub(super) const OWN_MAX: usize = 100;
/// The longest name that is written, in characters; platforms allow a tenth of it.
const NAME_CHARS_MAX: usize = 200;

/// FNV-1a, 64 bits, over parts kept apart: the same on every machine and in every version.
pub(super) fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    parts.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, part| {
        // 0xff occurs in no UTF-8 text, so that ("ab", "c") and ("a", "bc") differ.
        step(part.bytes().fold(hash, step), 0xff)
    })
}

/// The id without surrounding space; too long a one is cut and told apart by its hash.
pub(super) fn fit(id: &str, max: usize) -> String {
    let id = id.trim();
    if id.len() <= max {
        return id.to_owned();
    }
    let mark = format!("~{:016x}", hash([id]));
    let keep = id.floor_char_boundary(max.saturating_sub(mark.len()));
    format!("{}{mark}", id.get(..keep).unwrap_or(""))
}

/// A name as it is written: without surrounding space, cut where it is absurdly long.
pub(super) fn name(name: &str) -> String {
    name.trim().chars().take(NAME_CHARS_MAX).collect()
}

/// Whether a spreadsheet program turned a number into `1.23E+16`: its digits are lost.
pub(super) fn mangled(id: &str) -> bool {
    let Some((digits, exponent)) = id.trim().split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or("");
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    whole.len() == 1 && number(whole) && number(rest) && number(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mangled_ids_are_seen() {
        for id in ["1.23E+16", "7E+18", " 1.6017e+17 "] {
            assert!(mangled(id), "{id}");
        }
        for id in ["", "E", "1.23", "wxid_e1", "12E16", "1E5", "12.3E+4", "1.2E+x"] {
            assert!(!mangled(id), "{id}");
        }
    }

    #[test]
    fn long_ids_stay_apart() {
        let (one, two) = (format!("{}一", "群".repeat(100)), format!("{}二", "群".repeat(100)));
        let (one, two) = (fit(&one, 120), fit(&two, 120));
        assert!(one.len() <= 120 && two.len() <= 120 && one != two, "{one} {two}");
        assert_eq!(fit(" wxid_7 ", 120), "wxid_7");
    }
}
