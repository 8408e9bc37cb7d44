//! What the report says of a document, in each of its forms.

use compiler::report::{Open, State};
use compiler::{Reader, Report};
use model::{Action, Platform};

const DOCUMENT: &str = "\
门店工作群管理制度

一、日常

1、晚上十点到次日早上七点半,请勿在群里发言。
2、公告发出后须及时回复收到。
3、禁止发布广告和<b>色情</b>信息。
4、大家互相尊重。

二、处罚

1、第一次提醒,第二次禁言一天,第三次移出群;情节严重的约谈。
2、发广告的,移出群。
3、发广告的,警告。
";

fn with_report<T>(platforms: &[Platform], look: impl FnOnce(&Report<'_>) -> T) -> T {
    let compiled = compiler::compile("门店.txt", DOCUMENT);
    look(&Report::new(&compiled, platforms))
}

fn open_of<'r>(report: &'r Report<'_>, cite: &str) -> &'r [Open] {
    report.rows.iter().find(|row| row.clause.cite == cite).map_or(&[], |row| &row.open)
}

#[test]
fn what_the_text_leaves_open_is_told_with_the_vague_word() {
    with_report(&[], |report| {
        let notice = open_of(report, "一、2");
        let within = notice.iter().find(|open| open.param == Some("within"));
        assert!(
            within.is_some_and(|open| open.word == Some("及时") && !open.needed),
            "{notice:#?}"
        );
        let grave = open_of(report, "二、1");
        assert!(grave.iter().any(|open| open.word == Some("情节严重") && open.param.is_none()));
        // What is stated is not open.
        assert_eq!(open_of(report, "一、1"), []);
    });
}

#[test]
fn contradictions_stay_and_are_told() {
    with_report(&[], |report| {
        let row = report.rows.iter().find(|row| row.clause.cite == "二、3");
        let states = row.map(|row| row.does.iter().map(|does| &does.state).collect::<Vec<_>>());
        let states = states.unwrap_or_default();
        assert!(
            states
                .iter()
                .any(|state| matches!(state, State::Comment(why) if why.contains("二、2"))),
            "{states:?}"
        );
        for page in [report.to_text(), report.to_markdown(), report.to_html()] {
            assert!(page.contains("二、2 不一致"), "{page}");
        }
    });
}

#[test]
fn what_no_platform_in_use_can_do_is_for_people() {
    let by_hand = |platforms: &[Platform]| {
        with_report(platforms, |report| {
            let row = report.rows.iter().find(|row| row.clause.cite == "二、1");
            row.map(|row| row.by_hand.clone()).unwrap_or_default()
        })
    };
    assert_eq!(by_hand(&[]), [Action::Talk], "only what needs hands everywhere");
    assert_eq!(by_hand(&[Platform::Onebot]), [Action::Talk]);
    assert_eq!(by_hand(&[Platform::Wechaty]), [Action::Talk, Action::Mute]);
    assert_eq!(by_hand(&[Platform::Wechaty, Platform::Onebot]), [Action::Talk], "one of both can");
    let page = with_report(&[Platform::Export], |report| report.to_text());
    assert!(page.contains("在平台 export 上系统不能在群里说话"), "{page}");
}

#[test]
fn every_form_tells_every_clause_and_level_in_words() {
    with_report(&[], |report| {
        let c = report.compiled.coverage;
        assert!(report.running <= c.runs());
        let share = format!("{}%", c.runs_percent());
        for page in [report.to_text(), report.to_markdown(), report.to_html()] {
            assert!(page.contains(&share), "{page}");
            for row in &report.rows {
                assert!(page.contains(&row.clause.cite), "{}", row.clause.cite);
            }
            for words in ["自动执行", "没有读懂", "及时", "情节严重", "约谈"] {
                assert!(page.contains(words), "{words}: {page}");
            }
        }
    });
}

#[test]
fn a_page_needs_nothing_else_and_takes_no_markup_from_the_text() {
    with_report(&[], |report| {
        let page = report.to_html();
        assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<meta charset=\"utf-8\">"));
        for mark in ["<script", "<link", "http://", "https://", "src=", "url(", "<b>色情"] {
            assert!(!page.contains(mark), "{mark}");
        }
        assert!(page.contains("&lt;b&gt;色情&lt;/b&gt;"), "{page}");
        assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
        // Every element that is opened is closed.
        for tag in ["section", "article", "div", "ul", "p", "h2", "h3", "span", "b", "small"] {
            let opened = page.matches(&format!("<{tag}>")).count()
                + page.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        assert!(report.to_markdown().contains("&lt;b\\>"), "markup in Markdown");
    });
}

#[test]
fn doubtful_readings_are_marked_and_shown() {
    let mut compiled = compiler::compile("门店.txt", DOCUMENT);
    for norm in compiled.clauses.iter_mut().flat_map(|clause| &mut clause.norms) {
        norm.confidence = if norm.kind == "quiet-hours" { 50 } else { 60 };
    }
    let report = Report::new(&compiled, &[]);
    for page in [report.to_text(), report.to_markdown(), report.to_html()] {
        assert!(page.contains("把握 50%") && page.contains("请看一眼"), "{page}");
    }
    assert!(!report.to_text().contains("把握 60%"));
}

#[test]
fn what_is_found_and_out_of_the_question_is_a_suggestion() {
    let document = "刷题小队\n\n# 组长负责(每人一周,轮流制)\n\n\
                    1.选一道题,按“题型+编号+题名”贴到仓库\n2.看看交上来的能不能跑\n3.写两句思路\n";
    let compiled = compiler::compile("刷题.txt", document);
    let last = compiled.clauses.last().unwrap();
    assert!(last.norms.is_empty(), "{last:#?}");
    let [one] = last.suggestions.as_slice() else { panic!("{last:#?}") };
    assert_eq!((one.norm.kind, one.by), ("admin-duties", Reader::Recognisers));
    let comment =
        "3.写两句思路\n\n```rule\n# 没有把握的读法,请确认后去掉 #\n# [admin-duties]\n```\n";
    assert!(compiled.policy_file.ends_with(comment), "{}", compiled.policy_file);
    let json = compiler::to_json(&compiled);
    assert_eq!(json["clauses"][2]["suggestions"][0]["by"], "rules");
    let report = Report::new(&compiled, &[]);
    for text in [report.to_text(), report.to_markdown(), report.to_html()] {
        assert!(text.contains("没有把握的读法(请确认"), "{text}");
    }
}
