//! The rule-kind contract: what a kind is called, what it means, which parameters it takes.
//!
//! A kind fills in one [`KindSpec`]. The parser, the checks, the JSON schema, `qungui rules`
//! and the generated pages all read it; there is no second list of parameters anywhere.

use crate::param::Shape;

/// How a kind is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Decided from events alone, acted on at once.
    Auto,
    /// The system detects or collects, and a person decides.
    Assisted,
    /// The system schedules a person's task and reports a miss.
    Duty,
    /// Kept and shown; there is nothing to run.
    Note,
}

impl Level {
    /// The catalogue's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Auto => "auto",
            Level::Assisted => "assisted",
            Level::Duty => "duty",
            Level::Note => "note",
        }
    }

    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Level::Auto => "自动执行",
            Level::Assisted => "系统发现,由人决定",
            Level::Duty => "由人办理,系统提醒和留痕",
            Level::Note => "只作说明",
        }
    }
}

/// The catalogue's families of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the catalogue's own names")]
pub enum Family {
    Member,
    Content,
    Duty,
    Sanction,
    Process,
    Group,
    Ops,
    Publish,
    Account,
    Customer,
    Meta,
}

impl Family {
    /// What people read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Family::Member => "成员",
            Family::Content => "内容",
            Family::Duty => "义务",
            Family::Sanction => "处理",
            Family::Process => "程序",
            Family::Group => "群",
            Family::Ops => "运营",
            Family::Publish => "发布",
            Family::Account => "账号",
            Family::Customer => "客户",
            Family::Meta => "文件本身",
        }
    }
}

/// What part a kind plays when a policy runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It finds breaches, or answers requests; sanctions may name it in `for`.
    Finds,
    /// It says what follows a breach; its `for` names kinds.
    Punishes,
    /// It governs how power is used.
    Governs,
    /// It is kept and shown.
    Notes,
}

/// One parameter of a kind.
#[derive(Clone, Copy, Debug)]
pub struct ParamSpec {
    /// The key that policies write.
    pub name: &'static str,
    /// What it means, one line for people who do not program.
    pub doc: &'static str,
    /// Its type: what values it takes.
    pub shape: Shape,
    /// Without it the rule cannot run: the checker warns and the rule rests.
    pub needed: bool,
    /// The value that is used where the policy states none, as a policy would write it.
    pub default: Option<&'static str>,
}

/// One rule kind.
#[derive(Clone, Copy, Debug)]
pub struct KindSpec {
    /// The name that policies write, in kebab-case.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// How it is carried out.
    pub level: Level,
    /// What part it plays.
    pub part: Part,
    /// One phrase in Chinese.
    pub summary: &'static str,
    /// The same in English.
    pub english: &'static str,
    /// Its page, in Markdown with the fixed headings; examples in it run as tests.
    pub doc: &'static str,
    /// Its parameters beside those that every rule takes.
    pub params: &'static [ParamSpec],
    /// What happens to a breach of it where the policy says nothing that names it; `None`:
    /// general sanctions apply to it, and in the end a reminder.
    pub own_action: Option<model::Action>,
    /// Whether a sanction for a breach in general covers it. Not for what is no misconduct,
    /// such as having left the organisation.
    pub misconduct: bool,
    /// Of what follows a breach: whether it stands beside the sanctions that apply, rather than
    /// in the place of ones that are less near.
    pub beside: bool,
    /// The release that brought it.
    pub since: &'static str,
    /// Its source file, for the link on its page.
    pub file: &'static str,
}

impl KindSpec {
    /// The parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&'static ParamSpec> {
        self.params.iter().find(|param| param.name == name)
    }

    /// Whether the parameter `for` names kinds to punish rather than people.
    #[must_use]
    pub fn for_names_kinds(&self) -> bool {
        self.part == Part::Punishes
    }
}

/// The headings that every kind's page has, in this order.
pub const DOC_HEADINGS: &[&str] = &["## 含义", "## 用处", "## 例子", "## 限度"];
