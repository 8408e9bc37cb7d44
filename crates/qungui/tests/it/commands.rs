//! Every command does what its page says.

use serde_json::Value;

use crate::{POLICY, file, message, qungui, qungui_with};

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn replay_decides_and_cites() {
    let policy = file("replay.md", POLICY);
    let events = [
        message("m1", "22:15", "sales", "u7", "在吗"),
        message("m2", "22:16", "sales", "u7", "有人吗"),
        message("m2", "22:16", "sales", "u7", "有人吗"),
        message("m3", "12:00", "sales", "u8", "吃饭"),
    ]
    .join("\n");
    let events = file("replay.ndjson", events);
    for arguments in [
        &["replay", "--policy", &policy, &events][..],
        &["replay", &events, "--policy", &policy],
        &["replay", "--policy", &policy, "--threads", "1", &events],
    ] {
        let said = qungui(arguments);
        assert_eq!(said.status, 0, "{}", said.err);
        let decisions = lines(&said.out);
        assert_eq!(decisions.len(), 2, "{}", said.out);
        assert_eq!(decisions[0]["case"], "sales-1");
        assert_eq!(decisions[0]["cite"], "一、1");
        assert_eq!(decisions[0]["action"], "remind");
        assert_eq!(decisions[1]["action"], "warn");
        assert_eq!(decisions[1]["breach"], 2);
        assert_eq!(decisions[1]["sanction"], "二、1");
        let text = decisions[1]["text"].as_str().unwrap();
        assert!(text.contains("一、1") && text.contains("申诉"), "{text}");
    }
}

#[test]
fn replay_reads_standard_input_and_sums_up() {
    let policy = file("summary.md", POLICY);
    let events = message("m1", "22:15", "sales", "u7", "在吗");
    let said = qungui_with(
        &["replay", "--policy", &policy, "-", "--format", "summary"],
        events.as_bytes(),
    );
    assert_eq!(said.status, 0, "{}", said.err);
    for part in ["事件 1 个", "决定 1 项", "一、1", "u7", "现在等谁办"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

#[test]
fn a_platform_that_cannot_makes_a_task() {
    let policy = file("platform.md", POLICY);
    let events = file("platform.ndjson", message("m1", "22:15", "sales", "u7", "在吗"));
    let said = qungui(&["replay", "--policy", &policy, "--platform", "export", &events]);
    assert_eq!(lines(&said.out)[0]["status"], "task");
    let said = qungui(&["replay", "--policy", &policy, "--platform", "onebot", &events]);
    assert_eq!(lines(&said.out)[0]["status"], "done");
}

#[test]
fn check_is_content_with_a_sound_policy() {
    let policy = file("sound.md", POLICY);
    let said = qungui(&["check", &policy]);
    assert_eq!((said.status, said.out.trim()), (0, "没有发现问题"), "{}", said.err);
    let said = qungui(&["check", "--format", "json", &policy]);
    assert_eq!(serde_json::from_str::<Value>(&said.out).unwrap(), Value::Array(vec![]));
}

/// Advice never changes the exit status, and is a kind of its own.
#[test]
fn check_gives_advice_apart() {
    let advised = POLICY.replace("\"remind\", \"warn\"", "\"remind\", \"remove\"");
    let policy = file("advised.md", advised);
    let said = qungui(&["check", &policy]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.err.contains("建议[advice/no-hearing]"), "{}", said.err);
    assert!(said.err.contains("依据: 《个人信息保护法》"), "{}", said.err);
    assert!(said.out.contains("没有发现问题;另有 1 条"), "{}", said.out);
    let said = qungui(&["check", "--format", "json", &policy]);
    assert_eq!(said.status, 0);
    let notes: Vec<Value> = serde_json::from_str(&said.out).unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0]["severity"], "advice");
    assert_eq!(notes[0]["cite"], "二、1");
    assert!(notes[0]["basis"].as_str().is_some_and(|basis| basis.contains("第二十四条")));
}

/// What the checker warns of already is not advised once more.
#[test]
fn a_fine_from_pay_is_told_once() {
    let rule = "\n3、夜里说话的,扣当月工资的30%。\n\n```rule\n[fine]\nshare = \"30%\"\nform = \"pay\"\n```\n";
    let policy = file("fine.md", format!("{POLICY}{rule}"));
    let said = qungui(&["check", "--format", "json", &policy]);
    let notes: Vec<Value> = serde_json::from_str(&said.out).unwrap();
    let of = |code: &str| notes.iter().filter(|note| note["code"] == code).count();
    assert_eq!((of("policy/unlawful-fine"), of("advice/fines")), (1, 0), "{}", said.out);
    // A red packet is no pay: only advice speaks of it.
    let policy = file(
        "packet.md",
        format!("{POLICY}{rule}")
            .replace("share = \"30%\"\nform = \"pay\"", "amount = 5\nform = \"red-packet\""),
    );
    let said = qungui(&["check", "--format", "json", &policy]);
    assert!(
        said.out.contains("advice/fines") && !said.out.contains("unlawful-fine"),
        "{}",
        said.out
    );
}

#[test]
fn compile_writes_a_report_by_the_ending() {
    let document = file("shop.txt", "门店群规定\n\n1、公告发出后须及时回复收到。\n");
    for (name, mark) in [
        ("shop.html", "<!DOCTYPE html>"),
        ("shop.report.md", "# 门店群规定:逐条说明"),
        ("shop.report.txt", "只写了“及时”"),
    ] {
        let report = document.replace("shop.txt", name);
        let policy = document.replace("shop.txt", "shop.md");
        let said = qungui(&["compile", &document, "-o", &policy, "--report", &report]);
        assert_eq!(said.status, 0, "{}", said.err);
        let page = std::fs::read_to_string(&report).unwrap();
        assert!(page.contains(mark), "{name}: {page}");
    }
    let said = qungui(&["compile", &document, "--platform", "export"]);
    assert!(said.err.contains("在平台 export 上系统不能在群里说话"), "{}", said.err);
}

#[test]
fn check_says_where_and_what() {
    let wrong = POLICY.replace("quiet-hours", "quiet-hour").replace("\"warn\"", "\"wran\"");
    let policy = file("wrong.md", wrong);
    let said = qungui(&["check", &policy]);
    assert_eq!(said.status, 1);
    for part in ["wrong.md:13", "quiet-hours", "wran", "warn"] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    let said = qungui(&["check", "--format", "json", &policy]);
    assert_eq!(said.status, 1);
    let diagnostics: Vec<Value> = serde_json::from_str(&said.out).unwrap();
    let errors: Vec<&Value> = diagnostics.iter().filter(|d| d["severity"] == "error").collect();
    assert_eq!(errors.len(), 2, "{}", said.out);
    assert_eq!(errors[0]["line"], 13);
    assert_eq!(errors[0]["nearest"], "quiet-hours");
    let events = file("wrong.ndjson", message("m1", "22:15", "sales", "u7", "在吗"));
    let said = qungui(&["replay", "--policy", &policy, &events]);
    assert_eq!((said.status, said.out.as_str()), (1, ""), "nothing runs on errors");
}

#[test]
fn rules_lists_and_explains() {
    let said = qungui(&["rules"]);
    assert_eq!(said.status, 0);
    for kind in rules::RULE_KINDS {
        assert!(said.out.contains(kind.spec.name), "{}", kind.spec.name);
        let one = qungui(&["rules", kind.spec.name]);
        assert_eq!(one.status, 0);
        for part in ["参数", "级别", "## 例子", kind.spec.summary] {
            assert!(one.out.contains(part), "{} {part}", kind.spec.name);
        }
    }
    let english = qungui(&["rules", "--lang", "en"]);
    for kind in rules::RULE_KINDS {
        assert!(english.out.contains(kind.spec.english), "{}", kind.spec.name);
        let one = qungui(&["rules", "--lang", "en", kind.spec.name]);
        for part in ["Level: ", "Parameters", kind.spec.english] {
            assert!(one.out.contains(part), "{} {part}", kind.spec.name);
        }
        assert!(!one.out.contains("参数"), "{}", one.out);
    }
    assert!(english.out.is_ascii(), "{}", english.out);
    assert_eq!(qungui(&["rules", "--lang", "fr"]).status, 2);
    let said = qungui(&["rules", "floood"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("flood"), "{}", said.err);
}

#[test]
fn compile_keeps_the_document_and_the_result_runs() {
    let document =
        "值班群规定\n\n1、晚上十点半到次日早七点是休息时间,请勿在群内发言。\n2、大家互相尊重。\n";
    let document = file("duty.txt", document);
    let policy = document.replace("duty.txt", "duty.md");
    let said = qungui(&["compile", &document, "-o", &policy]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("50%"), "{}", said.out);
    assert_eq!(qungui(&["check", &policy]).status, 0);
    let events = file("duty.ndjson", message("m1", "23:00", "g", "u7", "在吗"));
    let decisions = lines(&qungui(&["replay", "--policy", &policy, &events]).out);
    assert_eq!(decisions[0]["cite"], "1");
    let said = qungui(&["compile", "--format", "json", &document]);
    let compiled: Value = serde_json::from_str(&said.out).unwrap();
    let clauses = compiled["clauses"].as_array().unwrap();
    let quiet = clauses.iter().find(|clause| clause["cite"] == "1").unwrap();
    assert_eq!(quiet["norms"][0]["kind"], "quiet-hours");
    assert_eq!(quiet["norms"][0]["params"]["from"], "22:30");
    assert_eq!(quiet["norms"][0]["params"]["to"], "07:00");
    assert_eq!(quiet["norms"][0]["level"], "auto");
}

/// A document of another form, made by another program.
fn sample_input(name: &str) -> String {
    format!("{}/../compiler/tests/inputs/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn compile_reads_other_forms_and_gives_their_text() {
    for name in ["owners.docx", "school.pdf", "reading-gbk.html"] {
        let said = qungui(&["compile", "--format", "json", &sample_input(name)]);
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{name}");
        let compiled: Value = serde_json::from_str(&said.out).unwrap();
        let text: Vec<char> = compiled["text"].as_str().unwrap().chars().collect();
        let clauses = compiled["clauses"].as_array().unwrap();
        assert!(clauses.len() > 3, "{name}");
        for clause in clauses {
            let at = |index: usize| usize::try_from(clause["span"][index].as_u64().unwrap());
            let by_span: String = text[at(0).unwrap()..at(1).unwrap()].iter().collect();
            assert_eq!(clause["text"], by_span.as_str(), "{name}");
        }
    }
    let said = qungui(&["compile", &sample_input("scanned.pdf")]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("扫描件") && said.err.contains("文字识别"), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
}

#[test]
fn several_policies_in_a_file_are_told_apart() {
    let first = "业主群管理规定\n第一条 用真名。\n第二条 不发广告。\n\n";
    let second = "车位群管理办法\n第一条 每晚22:00到次日7:00不聊天。\n第二条 不吵架。\n";
    let document = file("several.txt", first.to_owned() + second);
    let said = qungui(&["compile", &document]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("业主群") && !said.out.contains("车位群"), "{}", said.out);
    for part in ["2 份", "1. 业主群管理规定(第 1–4 行)", "2. 车位群管理办法(第 5–7 行)", "--part"]
    {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    let said = qungui(&["compile", "--part", "2", "--format", "json", &document]);
    let compiled: Value = serde_json::from_str(&said.out).unwrap();
    let start = first.chars().count() + "车位群管理办法\n".chars().count();
    assert_eq!(compiled["clauses"][0]["span"][0], start);
    assert_eq!(qungui(&["compile", "--part", "3", &document]).status, 2);
    assert_eq!(qungui(&["compile", "--part", "0", &document]).status, 2);
    let folder = document.replace("several.txt", "several");
    std::fs::create_dir_all(&folder).unwrap();
    let said = qungui(&["compile", &document, "-o", &folder]);
    assert_eq!(said.status, 0, "{}", said.err);
    let policies = [format!("{folder}/several-1.md"), format!("{folder}/several-2.md")];
    assert_eq!(qungui(&["check", &policies[0], &policies[1]]).status, 0);
}

#[test]
fn imported_messages_run() {
    let list = file("chat.txt", "早上好\n在吗\n\n晚上见\n");
    let events = list.replace("chat.txt", "chat.ndjson");
    let said = qungui(&[
        "import",
        &list,
        "--group",
        "g",
        "--start",
        "2026-03-02T22:30:00+08:00",
        "-o",
        &events,
    ]);
    assert_eq!(said.status, 0, "{}", said.err);
    let policy = file("import.md", POLICY);
    let decisions = lines(&qungui(&["replay", "--policy", &policy, &events]).out);
    assert_eq!(decisions.len(), 3);
}

#[test]
fn the_demo_runs_and_keeps_what_it_made() {
    let folder = format!("{}/demo", env!("CARGO_TARGET_TMPDIR"));
    let said = qungui(&["demo", "--keep", &folder]);
    assert_eq!(said.status, 0, "{}", said.err);
    for part in ["样例单位的制度", "一个月的群聊", "按条款"] {
        assert!(said.out.contains(part), "{part}");
    }
    let (policy, events) = (format!("{folder}/policy.md"), format!("{folder}/events.ndjson"));
    let replayed = qungui(&["replay", "--policy", &policy, &events]);
    assert_eq!(replayed.status, 0, "{}", replayed.err);
    let kept = std::fs::read_to_string(format!("{folder}/decisions.ndjson")).unwrap();
    assert!(kept.lines().count() > 100);
    assert!(replayed.out == kept, "a replay of what was kept gives the same bytes");
    assert_eq!(qungui(&["demo", "--report"]).out, said.out, "the same again");
}
