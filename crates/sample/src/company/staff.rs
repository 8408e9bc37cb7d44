//! Who comes and goes in the month, and what they call themselves.

use serde_json::json;

use super::journal::{Journal, Said};
use super::people::{ALL, GROUP_IDS, PROJECT, SALES, applicant};
use crate::line::{At, Line};
use crate::template::Filling;

/// People who leave the company: index, and the day and hour of the personnel list's entry,
/// and how many hours later they are out of the groups.
const LEAVERS: [(usize, i64, i64, i64); 3] = [(17, 6, 10, 5), (70, 20, 9, 75), (33, 27, 11, 4)];

/// Writes joins, leaves, names and personnel changes.
pub(super) fn write(journal: &mut Journal) {
    newcomers(journal);
    interns(journal);
    invited(journal);
    requests(journal);
    leavers(journal);
    exits(journal);
    cards(journal);
    roles(journal);
}

fn manager(journal: &Journal, group: usize) -> String {
    journal.company.managers(group).last().map_or(String::new(), |id| (*id).to_owned())
}

/// Three new colleagues whom an administrator lets in one by one. The second keeps a name of
/// her own choice; the third posts a link on his second day.
fn newcomers(journal: &mut Journal) {
    let admin = manager(journal, ALL);
    for (turn, day) in [3, 11, 18].into_iter().enumerate() {
        let Some(&index) = journal.company.hired.get(turn) else { continue };
        let Some(person) = journal.company.person(index).cloned() else { continue };
        let at = At::of(day, 9, 20 + journal.random.range(0, 30));
        let tags = journal.company.enter(ALL, index, at);
        let nickname = journal.text("nickname", Filling::default());
        let card = if turn == 0 { person.card() } else { nickname.clone() };
        journal.event(at, GROUP_IDS[ALL], "join", |line| {
            line.text("member", &person.id)
                .text("by", &admin)
                .text("name", &nickname)
                .text("card", &card)
                .list("tags", &tags)
        });
        let intro = journal.text("intro", person.filling());
        journal.say(at.plus(1_500), ALL, index, Said::words(intro));
        if turn == 2 {
            rename(journal, at.plus(3 * 3_600), &person.id, &person.card());
            let mut said =
                Said::breaking(journal.text("links", Filling::default()), "newcomer-mode");
            said.media.push(
                json!({"kind": "link", "url": "https://news.example.com/a/8", "title": "入门"}),
            );
            journal.say(at.plus(26 * 3_600), ALL, index, said);
        }
    }
}

/// Five at once in the middle of the month, all with their names set.
fn interns(journal: &mut Journal) {
    let admin = manager(journal, ALL);
    let hired: Vec<usize> = journal.company.hired.iter().copied().skip(3).collect();
    for (turn, index) in (0..).zip(hired) {
        let Some(person) = journal.company.person(index).cloned() else { continue };
        let at = At::of(16, 10, 2 * turn);
        let tags = journal.company.enter(ALL, index, at);
        journal.event(at, GROUP_IDS[ALL], "join", |line| {
            line.text("member", &person.id)
                .text("by", &admin)
                .text("name", &person.name())
                .text("card", &person.card())
                .list("tags", &tags)
        });
        let intro = journal.text("intro", person.filling());
        journal.say(at.plus(900 + 60 * turn), ALL, index, Said::words(intro));
    }
}

/// A member pulls an acquaintance in, who is taken out the next morning.
fn invited(journal: &mut Journal) {
    let at = At::of(10, 14, 25);
    let Some(host) = journal.speaker(ALL, at, &[]) else { return };
    let host_id = journal.company.person(host).map_or(String::new(), |person| person.id.clone());
    let name = journal.text("nickname", Filling::default());
    journal.event(at, GROUP_IDS[ALL], "join", |line| {
        line.text("member", "x001").text("by", &host_id).text("name", &name).text("card", &name)
    });
    let words = journal.text("invited", Filling::default());
    journal.say(at.plus(70), ALL, host, Said::words(words));
    let admin = manager(journal, ALL);
    journal.event(At::of(11, 8, 50), GROUP_IDS[ALL], "leave", |line| {
        line.text("member", "x001").text("by", &admin)
    });
}

/// People who ask to be let in: colleagues, and some who have no business there.
fn requests(journal: &mut Journal) {
    let days = [2, 4, 9, 12, 13, 17, 19, 24, 26, 30];
    for (number, day) in (1_i64..).zip(days) {
        let group = if number % 4 == 0 { SALES } else { ALL };
        let id = format!("j{number:03}");
        let person = applicant(journal.seed, &journal.texts, &id);
        let section = if number % 3 == 0 { "outsider" } else { "answer" };
        let answer = journal.text(section, person.filling());
        let at = At::of(day, journal.random.range(9, 17), journal.random.range(0, 59));
        journal.event(at, GROUP_IDS.get(group).copied().unwrap_or(""), "join-request", |line| {
            line.text("member", &id).text("answer", &answer)
        });
    }
}

/// People who leave the company. The second one stays in the groups for days.
fn leavers(journal: &mut Journal) {
    for (index, day, hour, hours) in LEAVERS {
        let Some(person) = journal.company.person(index).cloned() else { continue };
        let at = At::of(day, hour, 5);
        journal.event(at, model::event::ORG, "staff", |line| {
            line.text("member", &person.id).text("status", "left")
        });
        if hours < 24 {
            let farewell = journal.text("farewell", Filling::default());
            journal.say(at.plus(1_900), ALL, index, Said::words(farewell));
        }
        for group in [ALL, SALES, PROJECT] {
            let out = at.plus(hours * 3_600);
            if !journal.company.present(group, out).iter().any(|member| member.person == index) {
                continue;
            }
            // Somebody who leaves says no more than goodbye.
            journal.company.exit(group, index, at);
            let admin = manager(journal, group);
            journal.event(out, GROUP_IDS.get(group).copied().unwrap_or(""), "leave", |line| {
                line.text("member", &person.id).text("by", &admin)
            });
        }
    }
}

/// Two leave a group on their own; one of them had asked.
fn exits(journal: &mut Journal) {
    for (index, group, day, asks) in [(45, PROJECT, 12, false), (98, ALL, 24, true)] {
        let Some(person) = journal.company.person(index).cloned() else { continue };
        let at = At::of(day, 16, 40);
        let id = GROUP_IDS.get(group).copied().unwrap_or("");
        if asks {
            journal.event(at.plus(-7 * 3_600), id, "request", |line: Line| {
                line.text("member", &person.id)
                    .text("what", "exit")
                    .text("text", "调去外地门店,申请退群")
            });
        }
        journal.event(at, id, "leave", |line| line.text("member", &person.id));
        journal.company.exit(group, index, at);
    }
}

fn rename(journal: &mut Journal, at: At, id: &str, card: &str) {
    journal.event(at, GROUP_IDS[ALL], "card", |line| line.text("member", id).text("card", card));
}

/// Names that are set right after a word, and some that stop being right.
fn cards(journal: &mut Journal) {
    for (index, day) in [(38, 2), (57, 4)] {
        let Some(person) = journal.company.person(index).cloned() else { continue };
        let at = At::of(day, 11, journal.random.range(0, 59));
        rename(journal, at, &person.id, &person.card());
    }
    for (index, day, hours) in [(12, 9, 20), (66, 13, 3), (91, 19, 400), (101, 25, 28)] {
        let Some(person) = journal.company.person(index).cloned() else { continue };
        let at = At::of(day, 13, journal.random.range(0, 59));
        let playful = journal.text("renamed", person.filling());
        rename(journal, at, &person.id, &playful);
        if at.plus(hours * 3_600) < At::of(31, 20, 0) {
            rename(journal, at.plus(hours * 3_600), &person.id, &person.card());
        }
    }
}

/// The customer-service lead becomes an administrator of the all-staff group.
fn roles(journal: &mut Journal) {
    let Some(person) = journal.company.person(25).cloned() else { return };
    let members = journal.company.present(ALL, At(0));
    let member = members.iter().find(|member| member.person == 25);
    let tags = member.map_or(Vec::new(), |member| member.tags.clone());
    let roles = ["leader".to_owned(), "admin".to_owned()];
    journal.event(At::of(17, 9, 0), GROUP_IDS[ALL], "roles", |line| {
        line.text("member", &person.id).list("roles", &roles).list("tags", &tags)
    });
}
