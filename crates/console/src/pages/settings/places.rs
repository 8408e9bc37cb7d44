//! The choice of what to give, and where: as forms offer it, and as it comes back.

use policy::texts::Language;
use server::Problem;
use server::access::Right;
use server::access::right::OFFICES;
use store::dialect::Reader;

use crate::form::Fields;
use crate::show::given::called;

/// The most groups that a choice offers; others are written by their ids.
const OFFERED: u32 = 200;
/// How forms write all groups: no group is called so.
pub(in crate::pages) const EVERYWHERE: &str = "@all";

/// What forms offer.
pub(in crate::pages) struct Choices {
    /// What stands where nothing is chosen yet: a text's key.
    pub(in crate::pages) first: &'static str,
    pub(in crate::pages) offices: Vec<(&'static str, String)>,
    pub(in crate::pages) rights: Vec<(&'static str, String)>,
    pub(in crate::pages) groups: Vec<(String, String)>,
    /// Whether there are more groups than are offered.
    pub(in crate::pages) more: bool,
}

/// What can be given, and where.
pub(super) fn choices(reader: &mut dyn Reader, language: Language) -> Result<Choices, Problem> {
    let mut rows = reader.groups_page("", OFFERED + 1)?;
    let most = usize::try_from(OFFERED).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let group = |row: store::rows::GroupRow| {
        let name = row.name.filter(|name| !name.is_empty()).unwrap_or_else(|| row.id.clone());
        (row.id, name)
    };
    let named = |name: &'static str| (name, called(name, language).to_owned());
    Ok(Choices {
        first: "give.choose",
        offices: OFFICES.iter().map(|office| named(office.name)).collect(),
        rights: Right::ALL.iter().map(|(_, name, _)| named(name)).collect(),
        groups: rows.into_iter().map(group).collect(),
        more,
    })
}

/// Where something is to be given: a group, or everywhere. Nothing chosen is not everywhere.
pub(super) fn place(fields: &Fields) -> Result<Option<String>, Problem> {
    match fields.given("group-id").or(fields.given("group")) {
        None => Err(Problem::bad("group", "请选给在哪个群,或者选“全部群”")),
        Some(EVERYWHERE) => Ok(None),
        Some(group) => Ok(Some(group.to_owned())),
    }
}
