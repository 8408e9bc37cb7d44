//! Pictures that the organisation does not want to see again, entered by people from a case:
//! beside the list of the settings, which whoever runs the server writes.
//!
//! They are kept as lines of that list's form, with who entered each and when, in one setting.

use std::sync::{Arc, PoisonError, RwLock};

use model::Timestamp;
use pictures::Blocked;
use store::dialect::Reader;
use store::people::AuditEntry;

use super::By;
use crate::app::App;
use crate::problem::Problem;

/// The setting.
const KEY: &str = "pictures.blocked";
/// The most pictures: older ones go to the list of the settings.
pub const ENTRIES_MAX: usize = 2_000;
/// The longest note, in characters.
const NOTE_CHARS_MAX: usize = 60;

/// The list as it is in use.
#[derive(Debug, Default)]
pub struct Unwanted(RwLock<Arc<Blocked>>);

impl Unwanted {
    /// What is on it now.
    #[must_use]
    pub fn now(&self) -> Arc<Blocked> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads it from the store; what can't be read any more is left out.
    ///
    /// # Errors
    /// The store fails.
    pub fn load(&self, reader: &mut dyn Reader) -> Result<(), Problem> {
        self.put(&entries(reader)?);
        Ok(())
    }

    fn put(&self, entries: &[Entry]) {
        let list: String = entries.iter().map(Entry::line).collect();
        let blocked = Blocked::read(&list).unwrap_or_else(|bad| {
            tracing::error!(?bad, "the list of unwanted pictures can't be read");
            Blocked::default()
        });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(blocked);
    }
}

/// A picture of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its hash or likeness, as `qungui look` says it.
    pub print: String,
    /// What it is: `ads`, or the name of a category.
    pub category: String,
    /// What was said of it.
    pub note: String,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Entry {
    fn of(line: &str) -> Option<Entry> {
        let mut columns = line.split('\t').map(str::to_owned);
        let mut next = || columns.next();
        let (print, category, note, by) = (next()?, next()?, next()?, next()?);
        let at = Timestamp(next()?.parse().ok()?);
        Some(Entry { print, category, note, by, at })
    }

    fn line(&self) -> String {
        let Entry { print, category, note, by, at } = self;
        format!("{print}\t{category}\t{note}\t{by}\t{}\n", at.0)
    }
}

/// What is on the list, what was entered last first.
///
/// # Errors
/// The store fails.
pub fn entries(reader: &mut dyn Reader) -> Result<Vec<Entry>, Problem> {
    let kept = reader.setting(KEY)?.unwrap_or_default();
    Ok(kept.lines().filter_map(Entry::of).collect())
}

/// Text of one line without what would end a column.
fn one_line(text: &str) -> String {
    let clean = text.chars().map(|one| if one.is_control() { ' ' } else { one });
    clean.take(NOTE_CHARS_MAX).collect::<String>().trim().to_owned()
}

impl App {
    /// Enters a picture: what looks at pictures knows it at once. It blocks.
    ///
    /// # Errors
    /// `picture`: it is no fingerprint or no category, or the list is full.
    pub fn block_picture(
        &self,
        by: &By,
        (print, category): (&str, &str),
        note: &str,
    ) -> Result<(), Problem> {
        let print = print.trim().to_ascii_lowercase();
        let (category, note) = (one_line(category), one_line(note));
        let is_print = matches!(print.len(), 32 | 64);
        let known = Blocked::read(&format!("{print}\t{category}\n")).is_ok();
        if !(is_print && print.bytes().all(|byte| byte.is_ascii_hexdigit()) && known) {
            return Err(Problem::bad("picture", "指纹或类别不对,没有记下").with_detail(
                "指纹是 64 位或 32 位的数字和字母(a 到 f),由 qungui look 给出;类别请从列表里选。",
            ));
        }
        let at = self.now();
        let entry = Entry { print: print.clone(), category, note, by: by.who.clone(), at };
        let detail = format!("{} {}", entry.category, entry.note);
        self.change_pictures(by, ("picture.block", &print, detail.trim()), |entries| {
            entries.retain(|known| known.print != print);
            if entries.len() >= ENTRIES_MAX {
                return Err(Problem::bad("picture", format!("已经有 {ENTRIES_MAX} 张,放不下了"))
                    .with_detail("请去掉不用的,或者请系统管理员写进配置里的黑名单。"));
            }
            entries.insert(0, entry);
            Ok(())
        })
    }

    /// Takes a picture off the list. It blocks.
    ///
    /// # Errors
    /// It is not on it.
    pub fn allow_picture(&self, by: &By, print: &str) -> Result<(), Problem> {
        self.change_pictures(by, ("picture.allow", print, ""), |entries| {
            let before = entries.len();
            entries.retain(|known| known.print != print);
            let gone = entries.len() < before;
            if gone { Ok(()) } else { Err(Problem::not_found("这张图片")) }
        })
    }

    fn change_pictures(
        &self,
        by: &By,
        (act, object, detail): (&str, &str, &str),
        change: impl FnOnce(&mut Vec<Entry>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let _turn = self.own.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = entries(self.runtime.reader()?.as_mut())?;
        change(&mut entries)?;
        self.runtime.audit(AuditEntry {
            who: by.who.clone(),
            act: act.to_owned(),
            object: object.to_owned(),
            detail: detail.to_owned(),
            address: by.address.clone(),
        })?;
        let list: String = entries.iter().map(Entry::line).collect();
        self.runtime.write(move |session| session.writer.setting(KEY, &list))?;
        self.own.unwanted.put(&entries);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let entry = Entry {
            print: "0".repeat(64),
            category: "ads".to_owned(),
            note: one_line(" 代购的\t宣传图\n"),
            by: "wen".to_owned(),
            at: Timestamp(1_800_000_000_000),
        };
        assert_eq!(entry.note, "代购的 宣传图");
        assert_eq!(Entry::of(entry.line().trim_end()), Some(entry.clone()));
        assert!(Blocked::read(&entry.line()).is_ok());
        assert_eq!(Entry::of("0\tads"), None);
        assert_eq!(one_line(&"长".repeat(500)).chars().count(), NOTE_CHARS_MAX);
    }
}
