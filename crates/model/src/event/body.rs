//! The kinds of event, each with its fields.

use std::borrow::Cow;

use crate::{Money, Timestamp};

type Text<'a> = Cow<'a, str>;

/// What happened. Member and group ids are the platform's own.
#[derive(Clone, Debug, PartialEq)]
pub enum EventBody<'a> {
    /// A snapshot of the group.
    Group {
        /// The group's name.
        name: Option<Text<'a>>,
        /// What it is for.
        purpose: Option<Text<'a>>,
        /// The owner's member id.
        owner: Option<Text<'a>>,
        /// Everybody in it.
        members: Vec<Listed<'a>>,
    },
    /// Somebody says or posts something.
    Message {
        /// What they wrote.
        text: Text<'a>,
        /// Pictures, files, links and so on.
        media: Vec<Media<'a>>,
        /// The id of the message or notice that it answers.
        reply_to: Option<Text<'a>>,
        /// Member ids, or `all`.
        mentions: Vec<Text<'a>>,
    },
    /// A message is recalled.
    Recall {
        /// The message's event id.
        target: Text<'a>,
    },
    /// Somebody asks to join.
    JoinRequest {
        /// Who invited them.
        by: Option<Text<'a>>,
        /// What they answered to the group's question.
        answer: Option<Text<'a>>,
    },
    /// Somebody is in the group now.
    Join {
        /// Who invited or admitted them.
        by: Option<Text<'a>>,
        /// Platform name.
        name: Option<Text<'a>>,
        /// Name in the group.
        card: Option<Text<'a>>,
        /// Role names.
        roles: Vec<Text<'a>>,
        /// What else is known of them.
        tags: Vec<Text<'a>>,
    },
    /// Somebody is no longer in the group.
    Leave {
        /// Who removed them; none: they left.
        by: Option<Text<'a>>,
    },
    /// Somebody's name in the group changed.
    Card {
        /// The new one.
        card: Text<'a>,
    },
    /// Somebody's avatar changed.
    Avatar {
        /// A hash of the picture.
        hash: Option<Text<'a>>,
    },
    /// Somebody's roles and tags, replaced.
    Roles {
        /// Role names.
        roles: Vec<Text<'a>>,
        /// What else is known of them.
        tags: Vec<Text<'a>>,
    },
    /// The group has a new name.
    Rename {
        /// The new one.
        name: Text<'a>,
    },
    /// A group notice or a leader's task.
    Notice {
        /// What it says.
        text: Text<'a>,
        /// Notice or task.
        to: NoticeTo,
        /// When an answer is due, where the notice says so.
        answer_by: Option<Timestamp>,
    },
    /// The personnel list changed; concerns every group.
    Staff {
        /// Active or left.
        status: StaffStatus,
        /// Their name.
        name: Option<Text<'a>>,
        /// Role names in the organisation.
        roles: Vec<Text<'a>>,
        /// Departments, posts and whatever else is known of them.
        tags: Vec<Text<'a>>,
        /// How many groups they own, of whoever leaves.
        groups: Option<u32>,
        /// How many customers they have, of whoever leaves.
        customers: Option<u32>,
    },
    /// Something counted elsewhere.
    Fact {
        /// What was counted.
        metric: Text<'a>,
        /// How many.
        value: u32,
    },
    /// Somebody reports a message or a member.
    Report {
        /// An event id or a member id.
        target: Text<'a>,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// Somebody asks for something that needs consent.
    Request {
        /// `group`, `publish`, `post`, `broadcast`, `campaign`, `delegate`, `leave`, `exit`,
        /// `event`, `invite`, `vote`, `amendment`, `profile`, `delete-contact`, `escalate`.
        what: Text<'a>,
        /// A title.
        title: Option<Text<'a>>,
        /// The text to be posted, or the reason.
        text: Option<Text<'a>>,
        /// Pictures, files and so on to be posted.
        media: Vec<Media<'a>>,
        /// The account or group in which it is to appear.
        channel: Option<Text<'a>>,
        /// When it is to happen, or until when it is wanted.
        until: Option<Timestamp>,
        /// Member ids that it concerns.
        members: Vec<Text<'a>>,
    },
    /// A customer's message on an official or service account.
    Customer {
        /// `inquiry`, `complaint`, `other`.
        what: Text<'a>,
        /// What they wrote.
        text: Option<Text<'a>>,
        /// Their id.
        customer: Option<Text<'a>>,
        /// The account to which they wrote.
        account: Option<Text<'a>>,
    },
    /// Something about an organisation's account.
    Account {
        /// The account.
        account: Text<'a>,
        /// Who holds it.
        holder: Option<Text<'a>>,
        /// What changed.
        change: Text<'a>,
        /// To whom it is lent or handed over.
        to: Option<Text<'a>>,
        /// Its new name, where its profile changed.
        name: Option<Text<'a>>,
        /// Its new signature, where its profile changed.
        signature: Option<Text<'a>>,
        /// A hash of its new avatar, where its profile changed.
        hash: Option<Text<'a>>,
        /// Whom it added or deleted.
        customer: Option<Text<'a>>,
        /// What was published on it.
        title: Option<Text<'a>>,
        /// Until when it is lent.
        until: Option<Timestamp>,
    },
    /// A person consents.
    Approve {
        /// The case.
        case: Text<'a>,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// A person turns down.
    Reject {
        /// The case.
        case: Text<'a>,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// A task has been carried out.
    Done {
        /// The case.
        case: Text<'a>,
        /// What shows it.
        proof: Option<Text<'a>>,
    },
    /// A member appeals.
    Appeal {
        /// The case appealed against.
        case: Text<'a>,
        /// What they say.
        text: Option<Text<'a>>,
    },
    /// What somebody or something that was asked says.
    Answer {
        /// The case.
        case: Text<'a>,
        /// Category names, each with a score from 0 to 100 where the answer gives one.
        categories: Vec<Text<'a>>,
        /// In words.
        text: Option<Text<'a>>,
    },
    /// A member votes.
    Vote {
        /// The case.
        case: Text<'a>,
        /// What for.
        choice: Option<Text<'a>>,
    },
    /// A person takes a case up, so that nobody else works on it meanwhile.
    Claim {
        /// The case.
        case: Text<'a>,
    },
    /// A person gives a case back that they took up.
    Release {
        /// The case.
        case: Text<'a>,
    },
    /// A person adds to a case's history.
    Note {
        /// The case.
        case: Text<'a>,
        /// What they note.
        text: Text<'a>,
    },
    /// A person wants a settled case decided once more.
    Reopen {
        /// The case.
        case: Text<'a>,
        /// Why.
        reason: Option<Text<'a>>,
    },
    /// Nothing happened; time has come to the event's `at`.
    Tick,
    /// The organisation gives a person offices in a group, or in every group: all that it gave
    /// before are replaced. What platforms say of roles is another matter.
    Office {
        /// Role names; none: no office any more.
        roles: Vec<Text<'a>>,
        /// How they are called.
        name: Option<Text<'a>>,
    },
    /// Something has looked at what came with a message of the member: the codes in its pictures,
    /// what sort of pictures they are.
    Looked {
        /// The message's event id.
        target: Text<'a>,
        /// What was found: pages that codes lead to as links, pictures with their categories.
        media: Vec<Media<'a>>,
    },
    /// Somebody who runs the group holds that a member did what an article forbids: another
    /// person is to judge.
    Propose {
        /// The member, or a recent message of theirs by its event id.
        target: Text<'a>,
        /// The article.
        cite: Text<'a>,
        /// The policy's id, where several have an article of that name.
        policy: Option<Text<'a>>,
        /// What happened.
        reason: Option<Text<'a>>,
    },
}

/// The kind of an event, without its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the variant of EventBody of the same name")]
pub enum EventKind {
    Group,
    Message,
    Recall,
    JoinRequest,
    Join,
    Leave,
    Card,
    Avatar,
    Roles,
    Rename,
    Notice,
    Staff,
    Fact,
    Report,
    Request,
    Customer,
    Account,
    Approve,
    Reject,
    Done,
    Appeal,
    Answer,
    Vote,
    Claim,
    Release,
    Note,
    Reopen,
    Tick,
    Office,
    Looked,
    Propose,
}

impl EventKind {
    /// Every kind with the name that events write, in the order of the variants.
    pub const ALL: &'static [(EventKind, &'static str)] = &[
        (EventKind::Group, "group"),
        (EventKind::Message, "message"),
        (EventKind::Recall, "recall"),
        (EventKind::JoinRequest, "join-request"),
        (EventKind::Join, "join"),
        (EventKind::Leave, "leave"),
        (EventKind::Card, "card"),
        (EventKind::Avatar, "avatar"),
        (EventKind::Roles, "roles"),
        (EventKind::Rename, "rename"),
        (EventKind::Notice, "notice"),
        (EventKind::Staff, "staff"),
        (EventKind::Fact, "fact"),
        (EventKind::Report, "report"),
        (EventKind::Request, "request"),
        (EventKind::Customer, "customer"),
        (EventKind::Account, "account"),
        (EventKind::Approve, "approve"),
        (EventKind::Reject, "reject"),
        (EventKind::Done, "done"),
        (EventKind::Appeal, "appeal"),
        (EventKind::Answer, "answer"),
        (EventKind::Vote, "vote"),
        (EventKind::Claim, "claim"),
        (EventKind::Release, "release"),
        (EventKind::Note, "note"),
        (EventKind::Reopen, "reopen"),
        (EventKind::Tick, "tick"),
        (EventKind::Office, "office"),
        (EventKind::Looked, "looked"),
        (EventKind::Propose, "propose"),
    ];

    /// How many kinds there are.
    pub const COUNT: usize = EventKind::ALL.len();

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<EventKind> {
        // Messages are nearly all events.
        if name == "message" {
            return Some(EventKind::Message);
        }
        EventKind::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

impl EventBody<'_> {
    /// The kind of what happened.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self {
            EventBody::Group { .. } => EventKind::Group,
            EventBody::Message { .. } => EventKind::Message,
            EventBody::Recall { .. } => EventKind::Recall,
            EventBody::JoinRequest { .. } => EventKind::JoinRequest,
            EventBody::Join { .. } => EventKind::Join,
            EventBody::Leave { .. } => EventKind::Leave,
            EventBody::Card { .. } => EventKind::Card,
            EventBody::Avatar { .. } => EventKind::Avatar,
            EventBody::Roles { .. } => EventKind::Roles,
            EventBody::Rename { .. } => EventKind::Rename,
            EventBody::Notice { .. } => EventKind::Notice,
            EventBody::Staff { .. } => EventKind::Staff,
            EventBody::Fact { .. } => EventKind::Fact,
            EventBody::Report { .. } => EventKind::Report,
            EventBody::Request { .. } => EventKind::Request,
            EventBody::Customer { .. } => EventKind::Customer,
            EventBody::Account { .. } => EventKind::Account,
            EventBody::Approve { .. } => EventKind::Approve,
            EventBody::Reject { .. } => EventKind::Reject,
            EventBody::Done { .. } => EventKind::Done,
            EventBody::Appeal { .. } => EventKind::Appeal,
            EventBody::Answer { .. } => EventKind::Answer,
            EventBody::Vote { .. } => EventKind::Vote,
            EventBody::Claim { .. } => EventKind::Claim,
            EventBody::Release { .. } => EventKind::Release,
            EventBody::Note { .. } => EventKind::Note,
            EventBody::Reopen { .. } => EventKind::Reopen,
            EventBody::Tick => EventKind::Tick,
            EventBody::Office { .. } => EventKind::Office,
            EventBody::Looked { .. } => EventKind::Looked,
            EventBody::Propose { .. } => EventKind::Propose,
        }
    }
}

/// A member as a group's snapshot lists them.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<'a> {
    /// Their id.
    pub id: Text<'a>,
    /// Platform name.
    pub name: Option<Text<'a>>,
    /// Name in the group.
    pub card: Option<Text<'a>>,
    /// Role names; none: the list says nothing of them.
    pub roles: Option<Vec<Text<'a>>>,
    /// What else is known of them; none: the list says nothing of it.
    pub tags: Option<Vec<Text<'a>>>,
    /// When they joined.
    pub joined: Option<Timestamp>,
    /// Whether the organisation still has them.
    pub status: Option<StaffStatus>,
}

/// Something other than text in a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Media<'a> {
    /// What sort of thing.
    pub kind: MediaKind,
    /// File format, such as `jpg`.
    pub format: Option<Text<'a>>,
    /// Size in bytes.
    pub bytes: Option<u64>,
    /// A hash of its content.
    pub hash: Option<Text<'a>>,
    /// Where it leads.
    pub url: Option<Text<'a>>,
    /// Its title.
    pub title: Option<Text<'a>>,
    /// For a red packet, its sum.
    pub amount: Option<Money>,
    /// For voice and video, its length in seconds.
    pub seconds: Option<u32>,
    /// What sort of content it is, where something has looked: `ads` or a category, alone or with
    /// a score from 1 to 100 behind a colon (`gambling:70`).
    pub categories: Vec<Text<'a>>,
}

/// The sorts of media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A voice message.
    Voice,
    /// A film.
    Video,
    /// A file.
    File,
    /// A sticker.
    Emoji,
    /// A shared page or mini-program.
    Link,
    /// A red packet.
    RedPacket,
    /// Something that the program does not know yet.
    Other,
}

impl MediaKind {
    /// The kind of that name; `Other` for one that is not known: platforms grow new ones.
    #[must_use]
    pub fn parse(name: &str) -> MediaKind {
        match name {
            "image" => MediaKind::Image,
            "voice" => MediaKind::Voice,
            "video" => MediaKind::Video,
            "file" => MediaKind::File,
            "emoji" => MediaKind::Emoji,
            "link" => MediaKind::Link,
            "red-packet" => MediaKind::RedPacket,
            _ => MediaKind::Other,
        }
    }

    /// What members read.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            MediaKind::Image => "图片",
            MediaKind::Voice => "语音",
            MediaKind::Video => "视频",
            MediaKind::File => "文件",
            MediaKind::Emoji => "表情",
            MediaKind::Link => "链接",
            MediaKind::RedPacket => "红包",
            MediaKind::Other => "其他内容",
        }
    }
}

/// What a notice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeTo {
    /// A group notice.
    #[default]
    Notice,
    /// A leader's task.
    Task,
}

/// Whether the organisation still has a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffStatus {
    /// It does.
    Active,
    /// They left.
    Left,
}
