//! How the sample people answer decisions: they approve, appeal, do what they are asked to.
//!
//! The numbers of cases are not known before the engine has run, so these events can't stand
//! in the month itself. What a decision is answered with depends on the seed and the
//! decision's line alone.

use serde_json::Value;

use super::people::{Company, GROUP_IDS, applicant};
use crate::line::{At, Line};
use crate::random::{Random, hash};
use crate::template::{Filling, Templates};

/// The longest decision line that is answered, in bytes.
const LINE_BYTES_MAX: usize = 1 << 20;
/// Of a thousand sanctions that are more than a reminder, how many are appealed.
const APPEALS: usize = 120;

/// The people of the sample company, ready to answer decisions.
#[derive(Clone, Debug)]
pub struct Reactor {
    seed: u64,
    texts: Templates,
    company: Company,
}

/// The event lines with which the sample people answer one decision, a line of JSON as the
/// engine writes it; none where nobody answers or the line is no decision on a case.
/// [`Reactor`] does the same for many lines.
#[must_use]
pub fn reactions(seed: u64, decision_json_line: &str) -> Vec<String> {
    Reactor::new(seed).react(decision_json_line)
}

impl Reactor {
    /// The people of the company of that seed.
    #[must_use]
    pub fn new(seed: u64) -> Reactor {
        let texts = Templates::read(&[
            include_str!("../../data/company-people.txt"),
            include_str!("../../data/company-reactions.txt"),
        ]);
        let company = Company::new(seed, &texts);
        Reactor { seed, texts, company }
    }

    /// The event lines with which people answer that decision, in order of time, each later
    /// than the decision. The same line is answered with the same events.
    #[must_use]
    pub fn react(&self, decision_json_line: &str) -> Vec<String> {
        if decision_json_line.len() > LINE_BYTES_MAX {
            return Vec::new();
        }
        let Ok(fields) = serde_json::from_str::<Value>(decision_json_line) else {
            return Vec::new();
        };
        let Some(mut answer) = Answer::to(self, &fields, decision_json_line.trim()) else {
            return Vec::new();
        };
        answer.write(&fields);
        answer.lines
    }
}

/// The answer to one decision under construction.
struct Answer<'a> {
    reactor: &'a Reactor,
    random: Random,
    at: At,
    group: usize,
    case: &'a str,
    member: &'a str,
    id: String,
    lines: Vec<String>,
}

fn field<'a>(fields: &'a Value, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or("")
}

impl<'a> Answer<'a> {
    fn to(reactor: &'a Reactor, fields: &'a Value, line: &str) -> Option<Answer<'a>> {
        let group = GROUP_IDS.iter().position(|id| *id == field(fields, "group"))?;
        let case = field(fields, "case");
        if case.is_empty() || case.len() > 200 || fields.get("merged") == Some(&true.into()) {
            return None;
        }
        let digest = hash(line.as_bytes());
        Some(Answer {
            reactor,
            random: Random::new(reactor.seed ^ digest),
            at: At::parse(field(fields, "at"))?,
            group,
            case,
            member: field(fields, "member"),
            id: format!("r-{case}-{:08x}", digest >> 32),
            lines: Vec::new(),
        })
    }

    fn write(&mut self, fields: &Value) {
        let kind = field(fields, "kind");
        match (field(fields, "status"), field(fields, "action")) {
            // One of the people here has just consented; the others are on their way.
            ("pending", _) if self.own(field(fields, "event")) => {}
            ("pending", _) => self.consent(kind, fields),
            ("task", "fine") => self.done("paid"),
            ("task", _) => self.done("done"),
            ("done", "ask") => self.judge(),
            ("done", "remove" | "ban") => self.gone(),
            ("done", "approve") if kind == "admission" => self.welcome(),
            ("done", "fine") => self.done("paid"),
            ("done", "remind" | "warn" | "notify") => self.take_to_heart(kind, fields),
            ("done", "delete" | "serious-warn" | "mute" | "restrict") => self.appeal(APPEALS),
            _ => {}
        }
    }

    /// Whether an event is an earlier answer to this case.
    fn own(&self, event: &str) -> bool {
        let rest = event.strip_prefix("r-").and_then(|rest| rest.strip_prefix(self.case));
        rest.is_some_and(|rest| rest.starts_with('-'))
    }

    /// One event, `seconds` after the decision.
    fn event(&mut self, seconds: i64, kind: &str, with: impl FnOnce(Line) -> Line) {
        let id = format!("{}-{}", self.id, self.lines.len() + 1);
        let group = GROUP_IDS.get(self.group).copied().unwrap_or("");
        let line = Line::new(&id, self.at.plus(seconds.max(1)), group, kind);
        self.lines.push(with(line).end());
    }

    fn text(&mut self, section: &str) -> String {
        self.reactor.texts.text(section, &mut self.random, &mut Filling::default())
    }

    /// Seconds until somebody gets to it: so many minutes, but not before the next morning
    /// where that is at night.
    fn delay(&mut self, low: i64, high: i64) -> i64 {
        let seconds = self.random.range(low * 60, high * 60);
        let then = self.at.plus(seconds).second_of_day();
        let (morning, night) = (8 * 3_600, 21 * 3_600 + 1_800);
        if then < morning {
            seconds + morning - then + seconds % 3_600
        } else if then >= night {
            seconds + 24 * 3_600 - then + morning + seconds % 3_600
        } else {
            seconds
        }
    }

    /// The ids of those who may consent, by the role that the decision names, and not the
    /// member concerned.
    fn able(&self, role: &str) -> Vec<&'a str> {
        let managers = self.reactor.company.managers(self.group);
        // The group's owner stands first.
        let owner_only = role == "owner";
        let able = managers.iter().copied().filter(|id| *id != self.member);
        able.take(if owner_only { 1 } else { usize::MAX }).collect()
    }

    /// As many different people as are needed consent one after the other; now and then one
    /// turns it down.
    fn consent(&mut self, kind: &str, fields: &Value) {
        let needs = fields.get("needs");
        let role = needs.and_then(|needs| needs.get("role")).and_then(Value::as_str);
        let count = needs.and_then(|needs| needs.get("count")).and_then(Value::as_u64);
        let count = usize::try_from(count.unwrap_or(1)).unwrap_or(1).clamp(1, 5);
        let removes = matches!(field(fields, "action"), "remove" | "ban");
        let (topic, against) = match kind {
            "appeal" => ("appeal", 500),
            "admission" | "invite-control" | "capacity" => ("join", 200),
            _ if removes => ("remove", 120),
            _ => ("other", 0),
        };
        let able = self.able(role.unwrap_or("admin"));
        // Administrators before the owner: the owner's consent alone is the exception.
        let order = able.iter().rev().copied().take(count).collect::<Vec<_>>();
        let rejects = self.random.chance(against);
        let case = self.case;
        let mut seconds = 0;
        for member in order {
            seconds = seconds.max(0) + self.random.range(60, 300);
            let wait = self.delay(4, 40);
            seconds = seconds.max(wait) + i64::try_from(self.lines.len()).unwrap_or(0) * 61;
            let word = if rejects { "reject" } else { "approve" };
            let reason = self.text(&format!("{word}.{topic}"));
            self.event(seconds, word, |line| {
                line.text("member", member).text("case", case).text("reason", &reason)
            });
            if rejects {
                return;
            }
        }
    }

    fn done(&mut self, section: &str) {
        let (case, seconds, proof) = (self.case, self.delay(10, 150), self.text(section));
        // Who owes money pays it; what else there is to do falls to those who run the group.
        let by = match section {
            "paid" => self.member,
            _ => self.able("admin").last().copied().unwrap_or(""),
        };
        self.event(seconds, "done", |line| {
            let line = if by.is_empty() { line } else { line.text("member", by) };
            line.text("case", case).text("proof", &proof)
        });
    }

    fn judge(&mut self) {
        let (case, seconds, text) = (self.case, self.delay(5, 60), self.text("answer"));
        let Some(by) = self.able("admin").last().copied() else { return };
        self.event(seconds, "answer", |line| {
            line.text("member", by).text("case", case).text("text", &text)
        });
    }

    /// The platform takes a member out.
    fn gone(&mut self) {
        let (member, by) = (self.member, self.able("owner").first().copied().unwrap_or(""));
        if !member.is_empty() && !by.is_empty() {
            self.event(2, "leave", |line| line.text("member", member).text("by", by));
        }
    }

    /// The platform lets somebody in.
    fn welcome(&mut self) {
        let Some(by) = self.able("admin").last().copied() else { return };
        if self.member.is_empty() {
            return;
        }
        let person = applicant(self.reactor.seed, &self.reactor.texts, self.member);
        let tags = [person.department, "全体员工", "在职员工"].map(str::to_owned);
        self.event(3, "join", |line| {
            line.text("member", &person.id)
                .text("by", by)
                .text("name", &person.name())
                .text("card", &person.card())
                .list("tags", &tags)
        });
    }

    /// A word to a member: names are set right, receipts made up for; some appeal.
    fn take_to_heart(&mut self, kind: &str, fields: &Value) {
        let known = self.reactor.company.people.iter().find(|person| person.id == self.member);
        let Some(person) = known else { return };
        match kind {
            "real-name-card" if self.random.chance(700) => {
                let seconds = self.delay(5, 90);
                self.event(seconds, "card", |line| {
                    line.text("member", &person.id).text("card", &person.card())
                });
            }
            "acknowledge" if self.random.chance(600) => {
                let (seconds, text) = (self.delay(3, 45), self.text("receipt"));
                let due = field(fields, "due");
                self.event(seconds, "message", |line| {
                    let line = line.text("member", &person.id).text("text", &text);
                    if due.is_empty() { line } else { line.text("reply_to", due) }
                });
            }
            "real-name-card" | "acknowledge" => {}
            _ if field(fields, "action") == "remind" => self.appeal(APPEALS / 4),
            _ => self.appeal(APPEALS),
        }
    }

    /// So many in a thousand do not take it.
    fn appeal(&mut self, permille: usize) {
        if self.member.is_empty() || !self.random.chance(permille) {
            return;
        }
        let (member, case) = (self.member, self.case);
        let (seconds, text) = (self.delay(20, 600), self.text("appeal"));
        self.event(seconds, "appeal", |line| {
            line.text("member", member).text("case", case).text("text", &text)
        });
    }
}
