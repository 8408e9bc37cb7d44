//! What should follow: `警告小王(二、3),第2次`, `移出群小赵(四),待同意`, `无`.

use model::{Action, Decision, Money, Span, Status, Zone};
use text::words::{money, numbers, parse_number, spans};

use super::words::{after, brackets, parts, unquoted};

/// One decision that should come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    action: Option<Action>,
    span: Option<Span>,
    member: Option<String>,
    cite: Option<String>,
    breach: Option<u32>,
    status: Option<Status>,
    needs: Option<u8>,
    to: Option<String>,
    amount: Option<Money>,
    /// Words that the text has, or has not.
    text: Vec<(String, bool)>,
}

/// Actions as people write them; longer words first where one begins another.
const ACTIONS: &[(&str, Action)] = &[
    ("移出群且不再接纳", Action::Ban),
    ("永久移出", Action::Ban),
    ("拉黑", Action::Ban),
    ("移出群", Action::Remove),
    ("移出", Action::Remove),
    ("踢出", Action::Remove),
    ("严重警告", Action::SeriousWarn),
    ("警告", Action::Warn),
    ("提醒", Action::Remind),
    ("群内通报", Action::Notify),
    ("通报", Action::Notify),
    ("撤回消息", Action::Delete),
    ("撤回", Action::Delete),
    ("请停止该话题", Action::Stop),
    ("叫停", Action::Stop),
    ("禁言", Action::Mute),
    ("限制发言", Action::Restrict),
    ("劝退", Action::PersuadeLeave),
    ("约谈", Action::Talk),
    ("罚款", Action::Fine),
    ("按单位制度处理", Action::Hr),
    ("上报", Action::Report),
    ("同意", Action::Approve),
    ("拒绝", Action::Refuse),
    ("请人判断", Action::Ask),
    ("问管理员", Action::Ask),
    ("请人办理", Action::Task),
    ("答复", Action::Reply),
    ("发消息", Action::Send),
    ("修改群昵称", Action::SetCard),
    ("改群昵称", Action::SetCard),
];

/// Words for nothing at all.
const NOTHING: &[&str] = &["无", "没有", "不处理", "无处理", "没有决定", "-", "—"];

/// The expectations after an arrow; the words that are not understood otherwise.
pub(super) fn read(text: &str, known: &[String]) -> Result<Vec<Expectation>, String> {
    let text = text.trim().trim_end_matches(['。', '.']).trim();
    if NOTHING.contains(&text) {
        return Ok(Vec::new());
    }
    parts(text, &[';', '；']).into_iter().map(|part| one(part, known)).collect()
}

fn one(text: &str, known: &[String]) -> Result<Expectation, String> {
    let mut wanted = Expectation::default();
    let mut parts = parts(text, &[',', '，']).into_iter();
    let first = parts.next().unwrap_or_default();
    let (body, cite) = brackets(first);
    wanted.cite = cite.map(|cite| after(cite, &["依据", "按"]).unwrap_or(cite).to_owned());
    let Some((rest, action)) =
        ACTIONS.iter().find_map(|(word, action)| Some((body.strip_prefix(word)?, *action)))
    else {
        return Err(first.to_owned());
    };
    wanted.action = Some(action);
    wanted.add_rest(rest.trim(), known).map_err(|()| first.to_owned())?;
    for part in parts {
        wanted.add(part, known).map_err(|()| part.to_owned())?;
    }
    Ok(wanted)
}

impl Expectation {
    /// What stands right behind the action: whom, for how long, how much.
    fn add_rest(&mut self, rest: &str, known: &[String]) -> Result<(), ()> {
        if rest.is_empty() {
            return Ok(());
        }
        let longest = known.iter().filter(|name| rest.starts_with(name.as_str()));
        if let Some(name) = longest.max_by_key(|name| name.len()) {
            self.member = Some(name.clone());
            let rest = rest.get(name.len()..).unwrap_or_default().trim();
            return self.add_rest(rest, &[]);
        }
        if let Some(sum) = money(rest).first() {
            self.amount = Some(sum.value);
            return Ok(());
        }
        let span = spans(rest).into_iter().next().filter(|found| found.start == 0);
        self.span = Some(span.ok_or(())?.value);
        Ok(())
    }

    /// One condition.
    fn add(&mut self, part: &str, known: &[String]) -> Result<(), ()> {
        match part {
            "待同意" | "等待同意" | "待批准" | "等人同意" => {
                self.status = Some(Status::Pending)
            }
            "请人办" | "请人办理" | "由人办理" => self.status = Some(Status::Task),
            "只记录" | "只作记录" => self.status = Some(Status::Observed),
            "已执行" | "自动执行" => self.status = Some(Status::Done),
            _ => return self.add_measured(part, known),
        }
        Ok(())
    }

    fn add_measured(&mut self, part: &str, known: &[String]) -> Result<(), ()> {
        if let Some(number) = part.strip_prefix('第').and_then(|rest| rest.strip_suffix('次')) {
            self.breach = Some(parse_number(number).ok_or(())?);
        } else if let Some(words) = after(part, &["不含", "没有"]) {
            self.text.push((unquoted(words).to_owned(), false));
        } else if let Some(words) = after(part, &["含有", "含", "写有"]) {
            self.text.push((unquoted(words).to_owned(), true));
        } else if let Some(name) = after(part, &["对", "给"]) {
            let name = known.iter().find(|one| *one == name).ok_or(())?;
            self.member = Some(name.clone());
        } else if part.ends_with("同意") {
            let count = numbers(part).first().map(|found| found.value).ok_or(())?;
            self.needs = Some(u8::try_from(count).map_err(|_| ())?);
            self.status = Some(Status::Pending);
        } else if let Some(who) = after(part, &["由", "请"]) {
            self.to = Some(who.to_owned());
        } else if let Some(sum) = money(part).first() {
            self.amount = Some(sum.value);
        } else {
            return Err(());
        }
        Ok(())
    }

    /// Whether a decision is the one that is meant.
    pub(super) fn fits(&self, decision: &Decision, zone: &Zone) -> bool {
        let same = |wanted: &Option<String>, got: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| Some(wanted) == got)
        };
        let cited = self.cite.as_deref().is_none_or(|wanted| {
            let wanted = plain(wanted);
            let sanction = decision.sanction.as_deref().map(plain);
            plain(&decision.cite) == wanted || sanction.is_some_and(|cite| cite == wanted)
        });
        let until = self.span.map(|span| zone.add(decision.at, span));
        let text = decision.text.as_deref().unwrap_or_default();
        self.action.is_none_or(|action| action == decision.action)
            && same(&self.member, decision.member.as_deref())
            && self
                .to
                .as_deref()
                .is_none_or(|to| decision.to.as_deref().is_some_and(|by| role(by) == role(to)))
            && cited
            && until.is_none_or(|until| decision.until == Some(until))
            && self.breach.is_none_or(|breach| decision.breach == Some(breach))
            && self.status.is_none_or(|status| decision.status == status)
            && self.amount.is_none_or(|sum| decision.amount == Some(sum))
            && self.needs.is_none_or(|count| {
                decision.needs.as_ref().is_some_and(|needs| needs.count == count)
            })
            && self.text.iter().all(|(words, wanted)| text.contains(words.as_str()) == *wanted)
    }

    /// How much it says: what says most is looked for first.
    pub(super) fn weight(&self) -> usize {
        let said = [
            self.member.is_some(),
            self.cite.is_some(),
            self.breach.is_some(),
            self.status.is_some(),
            self.span.is_some(),
            self.to.is_some(),
            self.amount.is_some(),
            self.needs.is_some(),
        ];
        said.iter().filter(|said| **said).count() + self.text.len()
    }
}

/// A role by any of its names.
fn role(name: &str) -> String {
    match model::Role::parse(name) {
        Some(role) => role.in_words().to_owned(),
        None => name.to_owned(),
    }
}

/// A citation without what writers write differently.
fn plain(cite: &str) -> String {
    let same = |c: char| match c {
        '（' => '(',
        '）' => ')',
        '．' => '.',
        c => c,
    };
    cite.chars().filter(|c| !c.is_whitespace()).map(same).collect()
}

/// A decision in the same words.
pub(super) fn describe(decision: &Decision, zone: &Zone) -> String {
    let mut told = decision.action.in_words().to_owned();
    if let Some(member) = &decision.member {
        told.push_str(member);
    }
    let sanction = decision.sanction.as_deref().filter(|cite| **cite != decision.cite);
    let by = sanction.map_or_else(String::new, |cite| format!(";按 {cite}"));
    told.push_str(&format!("({}{by})", decision.cite));
    if let Some(breach) = decision.breach {
        told.push_str(&format!(",第{breach}次"));
    }
    match decision.status {
        Status::Done => {}
        Status::Pending => told.push_str(",待同意"),
        Status::Task => told.push_str(",请人办理"),
        Status::Observed => told.push_str(",只作记录"),
    }
    if let Some(sum) = decision.amount {
        told.push_str(&format!(",{sum}元"));
    }
    if let Some(until) = decision.until {
        told.push_str(&format!(",到 {}", zone.rfc3339(until)));
    }
    told.push_str(&format!(":{}", decision.reason));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_as_people_write_them() {
        let known = ["小王".to_owned(), "小赵".to_owned()];
        let all = read("警告小王(二(二)7),第2次;禁言10分钟;移出小赵(四),要2名管理员同意", &known);
        let all = all.unwrap();
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].action, Some(Action::Warn));
        assert_eq!(all[0].member.as_deref(), Some("小王"));
        assert_eq!(all[0].cite.as_deref(), Some("二(二)7"));
        assert_eq!(all[0].breach, Some(2));
        assert_eq!(all[1].span, Span::parse("10m"));
        assert_eq!(all[2].needs, Some(2));
        assert_eq!(read("无", &known), Ok(Vec::new()));
        assert_eq!(read("罚款5元(六)", &known).unwrap()[0].amount, Money::parse("5"));
        assert_eq!(read("表扬小王", &known), Err("表扬小王".to_owned()));
        assert_eq!(read("提醒(一),大声", &known), Err("大声".to_owned()));
        let quoted = read("提醒(一),含“休息时间,请”", &known).unwrap();
        assert_eq!(quoted[0].text, [("休息时间,请".to_owned(), true)]);
    }

    #[test]
    fn every_action_has_a_word() {
        for action in Action::SANCTIONS {
            assert!(ACTIONS.iter().any(|(_, named)| named == action), "{action:?}");
            let read = read(action.in_words(), &[]).unwrap();
            assert_eq!(read[0].action, Some(*action), "{}", action.in_words());
        }
    }
}
