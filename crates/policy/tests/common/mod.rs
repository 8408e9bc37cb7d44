//! A few rule kinds for tests, none of them the catalogue's own.

use policy::param::Shape;
use policy::spec::{Family, KindSpec, Level, ParamSpec, Part};

const fn param(name: &'static str, doc: &'static str, shape: Shape, needed: bool) -> ParamSpec {
    ParamSpec { name, doc, shape, needed, default: None }
}

const fn kind(
    name: &'static str,
    part: Part,
    summary: &'static str,
    params: &'static [ParamSpec],
) -> KindSpec {
    KindSpec {
        name,
        family: Family::Content,
        level: Level::Auto,
        part,
        summary,
        english: "",
        doc: "",
        params,
        own_action: None,
        misconduct: true,
        beside: false,
        since: "0.1.0",
        file: "tests/common/mod.rs",
    }
}

static QUIET_HOURS: KindSpec = kind(
    "quiet-hours",
    Part::Finds,
    "休息时间不发言",
    &[
        param("from", "几点起", Shape::Time, true),
        param("to", "几点止", Shape::Time, true),
        param("days", "哪些日子", Shape::Days, false),
    ],
);
static POSTING_WINDOW: KindSpec = kind(
    "posting-window",
    Part::Finds,
    "只在规定时间发言",
    &[
        param("from", "几点起", Shape::Time, true),
        param("to", "几点止", Shape::Time, true),
        param("days", "哪些日子", Shape::Days, false),
    ],
);
static ADS: KindSpec = kind(
    "ads",
    Part::Finds,
    "不发广告",
    &[param("allow", "何时允许", Shape::OneOf(&["never", "once", "with-approval"]), false)],
);
static FORBIDDEN: KindSpec = kind(
    "forbidden-content",
    Part::Finds,
    "不发违禁内容",
    &[param("categories", "哪些类别", Shape::Categories, false)],
);
static LENGTH: KindSpec = kind(
    "message-length",
    Part::Finds,
    "消息不过长",
    &[param("max", "最多多少字", Shape::Count(1, 10_000), true)],
);
static ACKNOWLEDGE: KindSpec = kind(
    "acknowledge",
    Part::Finds,
    "收到要回复",
    &[
        param("to", "回复什么", Shape::SomeOf(&["leader", "notice", "task"]), false),
        param("within", "多久之内", Shape::Span, false),
    ],
);
static OFFBOARDING: KindSpec =
    KindSpec { misconduct: false, ..kind("offboarding", Part::Finds, "离职的移出", &[]) };
static LADDER: KindSpec = kind(
    "ladder",
    Part::Punishes,
    "屡犯逐步加重",
    &[
        param("steps", "每次怎么处理", Shape::Steps, true),
        param("within", "多久之内算屡犯", Shape::Span, false),
    ],
);
static SANCTION: KindSpec = kind(
    "sanction",
    Part::Punishes,
    "违规的处理",
    &[
        param("for", "处理哪些规则", Shape::Kinds, false),
        param("actions", "怎么处理", Shape::Actions, false),
    ],
);
static FINE: KindSpec = kind(
    "fine",
    Part::Punishes,
    "罚款",
    &[
        param("amount", "多少元", Shape::Money, false),
        param("share", "工资的比例", Shape::Share, false),
        param("form", "怎么交", Shape::OneOf(&["cash", "red-packet", "pay", "bonus"]), false),
    ],
);
static QUORUM: KindSpec = kind(
    "removal-quorum",
    Part::Governs,
    "移出要几人同意",
    &[param("admins", "几名管理员", Shape::Count(2, 20), false)],
);

static CONDUCT: KindSpec = kind("conduct", Part::Notes, "有礼貌", &[]);

/// Every kind of these tests.
pub const KINDS: &[&KindSpec] = &[
    &QUIET_HOURS,
    &POSTING_WINDOW,
    &ADS,
    &FORBIDDEN,
    &LENGTH,
    &ACKNOWLEDGE,
    &OFFBOARDING,
    &LADDER,
    &SANCTION,
    &FINE,
    &QUORUM,
    &CONDUCT,
];
