//! Settings of what the organisation knows of its own, as a clerk changes them.

use harness::{Harness, POLICY};

use crate::office::{empty, page, send, send_parts, text, with_month};

fn form(fields: &[(&str, &str)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(fields).finish()
}

fn clerk(harness: &Harness) -> String {
    harness.session(harness.user("wen", &[("office", None)]))
}

/// A page once it says no more that something is under way.
fn settled(harness: &Harness, cookie: &str, path: &str, busy: &str) -> String {
    let mut told = String::new();
    for _ in 0..600 {
        told = text(&page(harness, cookie, path).body);
        if !told.contains(busy) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    told
}

fn says(harness: &Harness, id: &str, words: &str) -> bool {
    let at = harness.app.zone.rfc3339(harness.app.now());
    let line = format!(
        r#"{{"at":"{at}","group":"g1","kind":"message","id":"{id}","member":"{id}","text":"{words}"}}"#
    );
    let answers = harness.app.runtime.ingest_and_wait(line).unwrap();
    matches!(&answers[0], runtime::LineAnswer::Kept { decisions, .. } if !decisions.is_empty())
}

#[test]
fn a_word_is_tried_out_before_it_counts_and_taken_out_again() {
    let harness = empty();
    harness.app.runtime.activate("team.md", POLICY, "x").unwrap();
    let cookie = clerk(&harness);
    assert!(!says(&harness, "m1", "蘑菇火锅还有三份"));
    let none = text(&page(&harness, &cookie, "/settings/lexicons").body);
    assert!(none.contains("还没有本单位的词语"), "{none}");
    let fields = form(&[("word", "蘑菇火锅"), ("about", "ads"), ("weight", "100")]);
    let answer = send(&harness, &cookie, "/settings/lexicons/word", &fields);
    assert_eq!((answer.status, &*answer.headers["location"]), (303, "/settings/lexicons/trial"));
    let trial = text(&page(&harness, &cookie, "/settings/lexicons/trial").body);
    for told in ["还没有启用", "1 条会变成直接处理", "没有误伤", "插入零宽字符"]
    {
        assert!(trial.contains(told), "{told}: {trial}");
    }
    // Who writes policies does not read chat.
    assert!(!trial.contains("还有三份") && trial.contains("没有查看聊天内容的权限"), "{trial}");
    assert!(!says(&harness, "m2", "蘑菇火锅还有三份"));
    let used = send(&harness, &cookie, "/settings/lexicons/trial", "do=yes");
    assert_eq!(used.status, 303, "{used:?}");
    assert!(says(&harness, "m3", "蘑菇火锅还有三份"));
    assert_eq!(send(&harness, &cookie, "/settings/lexicons/trial", "do=yes").status, 400);
    let listed = text(&page(&harness, &cookie, "/settings/lexicons?q=%E8%98%91").body);
    assert!(listed.contains("蘑菇火锅") && listed.contains("直接处理"), "{listed}");
    let remove = form(&[("list", "本单位"), ("word", "蘑菇火锅"), ("about", "ads")]);
    assert_eq!(send(&harness, &cookie, "/settings/lexicons/remove", &remove).status, 303);
    assert!(!says(&harness, "m4", "蘑菇火锅还有三份"));
    // What nobody can use is told in words.
    let wrong = form(&[("word", "会"), ("about", "ads"), ("weight", "100")]);
    let answer = send(&harness, &cookie, "/settings/lexicons/word", &wrong);
    assert_eq!(answer.status, 400);
    assert!(text(&answer.body).contains("两个字以上"), "{}", text(&answer.body));
    let audits = harness.app.runtime.reader().unwrap().audits(None, 20).unwrap();
    let acts = audits.iter().filter(|row| row.entry.act == "words.change");
    let acts: Vec<_> = acts.map(|row| (row.entry.who.as_str(), &*row.entry.detail)).collect();
    assert_eq!(acts, [("wen", "去掉“蘑菇火锅”"), ("wen", "加入“蘑菇火锅”(广告,100 分)")]);
}

#[test]
fn a_list_is_imported_and_what_it_says_is_only_text() {
    let harness = empty();
    let cookie = clerk(&harness);
    let fields = [
        ("list", "<script>alert(1)</script>"),
        ("about", "ads"),
        ("weight", "30"),
        ("text", "代开发票,1\n<b>办证</b>\n"),
    ];
    let answer = send_parts(&harness, &cookie, "/settings/lexicons/file", &fields);
    assert_eq!(answer.status, 303, "{answer:?}");
    let trial = page(&harness, &cookie, "/settings/lexicons/trial").body;
    assert!(text(&trial).contains("2 个词"), "{}", text(&trial));
    assert_eq!(send(&harness, &cookie, "/settings/lexicons/trial", "do=yes").status, 303);
    let listed = page(&harness, &cookie, "/settings/lexicons").body;
    assert!(!listed.contains("<script>alert") && !listed.contains("<b>办证"), "{listed}");
    let drop = form(&[("list", "<script>alert(1)</script>")]);
    assert_eq!(send(&harness, &cookie, "/settings/lexicons/drop", &drop).status, 303);
    assert!(harness.app.runtime.known().pieces().is_empty());
    for fields in [
        [("list", "甲"), ("about", "own"), ("text", "代购\t别的")],
        [("list", "甲"), ("about", "nothing"), ("text", "代购")],
        [("list", ""), ("about", "ads"), ("text", "代购")],
        [("list", "甲"), ("about", "ads"), ("text", "")],
    ] {
        let answer = send_parts(&harness, &cookie, "/settings/lexicons/file", &fields);
        assert_eq!(answer.status, 400, "{fields:?}");
    }
}

#[test]
fn a_text_is_seen_before_it_is_said_and_can_be_reset() {
    let harness = empty();
    let cookie = clerk(&harness);
    let path = "/settings/texts/zh/hello";
    let try_it = form(&[("text", "各位老师好:"), ("do", "try")]);
    let seen = text(&send(&harness, &cookie, path, &try_it).body);
    assert!(seen.contains("各位老师好:内容像广告(《值班群规定》第三条)"), "{seen}");
    assert!(harness.app.runtime.known().pieces().is_empty());
    let wrong = form(&[("text", "您好,{who}"), ("do", "try")]);
    let told = text(&send(&harness, &cookie, path, &wrong).body);
    assert!(told.contains("没有东西可以填进 {who}"), "{told}");
    let use_it = form(&[("text", "各位老师好:"), ("do", "use")]);
    assert_eq!(send(&harness, &cookie, path, &use_it).status, 303);
    let listed = text(&page(&harness, &cookie, "/settings/texts").body);
    assert!(listed.contains("各位老师好:内容像广告"), "{listed}");
    assert_eq!(send(&harness, &cookie, path, "do=reset").status, 303);
    assert!(harness.app.runtime.known().pieces().is_empty());
    assert_eq!(page(&harness, &cookie, "/settings/texts/zh/nothing").status, 404);
    assert_eq!(page(&harness, &cookie, "/settings/texts?language=fr").status, 404);
}

#[test]
fn a_notice_on_holidays_is_checked_then_used_and_a_day_is_changed() {
    let harness = empty();
    let cookie = clerk(&harness);
    let fields = [("year", "2031"), ("text", "元旦:1月1日至3日放假。1月11日(周六)上班。")];
    let seen = send_parts(&harness, &cookie, "/settings/calendars/notice", &fields);
    let told = text(&seen.body);
    assert!(told.contains("放假的工作日 3 天,要上班的周末 1 天"), "{told}");
    assert!(harness.app.runtime.known().pieces().is_empty());
    let file = crate::policies::hidden(&seen.body, "file");
    let file = file.replace("&#34;", "\"").replace("&quot;", "\"");
    let use_it = form(&[("year", "2031"), ("file", &file)]);
    assert_eq!(send(&harness, &cookie, "/settings/calendars/use", &use_it).status, 303);
    let day = form(&[("date", "2031-05-20"), ("is", "rest")]);
    assert_eq!(send(&harness, &cookie, "/settings/calendars/day", &day).status, 303);
    let year = text(&page(&harness, &cookie, "/settings/calendars?year=2031").body);
    assert!(year.contains("本单位的安排") && year.contains("放假的工作日 4 天"), "{year}");
    assert_eq!(send(&harness, &cookie, "/settings/calendars/reset", "year=2031").status, 303);
    let year = text(&page(&harness, &cookie, "/settings/calendars?year=2031").body);
    assert!(year.contains("还没有放假安排"), "{year}");
    let fields = [("year", "2031"), ("text", "2月30日放假")];
    let wrong = send_parts(&harness, &cookie, "/settings/calendars/notice", &fields);
    assert_eq!(wrong.status, 400);
    assert!(text(&wrong.body).contains("日期不存在"), "{}", text(&wrong.body));
}

#[test]
fn the_strictness_of_a_policy_becomes_a_draft_and_a_model_takes_verdicts() {
    let harness = with_month();
    let user = harness.user("wen", &[("office", None)]);
    let cookie = harness.session(user);
    let shown = page(&harness, &cookie, "/settings/judgement").body;
    assert!(text(&shown).contains("系统自带的"), "{}", text(&shown));
    let policy = crate::policies::hidden(&shown, "policy").to_owned();
    let fields = form(&[("policy", &policy), ("strictness", "cautious")]);
    let answer = send(&harness, &cookie, "/settings/judgement/strictness", &fields);
    assert_eq!(answer.status, 303, "{answer:?}");
    let draft = answer.headers["location"].replace("/changes", "/text");
    assert!(page(&harness, &cookie, &draft).body.contains("strictness = &#34;cautious&#34;"));
    assert_eq!(page(&harness, &cookie, &answer.headers["location"]).status, 200);
    let fields = form(&[("policy", &policy), ("keep", "6mo")]);
    let answer = send(&harness, &cookie, "/settings/retention", &fields);
    let draft = answer.headers["location"].replace("/changes", "/text");
    assert!(page(&harness, &cookie, &draft).body.contains("retention = &#34;6mo&#34;"));
    assert_eq!(send(&harness, &cookie, "/settings/judgement/train", "").status, 303);
    let told = settled(&harness, &cookie, "/settings/judgement", "正在训练");
    assert!(told.contains("至少要 40 条才训练得了"), "{told}");
}

#[test]
fn connectors_terms_and_the_journal_are_looked_after() {
    let harness = with_month();
    let cookie = harness.session(harness.user("op", &[("operator", None)]));
    let told = text(&page(&harness, &cookie, "/settings/connectors").body);
    assert!(told.contains("还没有接入账号") && told.contains("这个群没有接入"), "{told}");
    let told = text(&page(&harness, &cookie, "/settings/retention").body);
    assert!(told.contains("一直保存") && told.contains("没有写"), "{told}");
    let told = text(&page(&harness, &cookie, "/settings/backup").body);
    assert!(told.contains("还没有备份过") && told.contains("还没有核对过"), "{told}");
    let folder = harness.folder.path();
    let store = store::Sqlite::existing(folder).unwrap();
    let copy = folder.join("copy.qgb");
    let (manifest, _) = store::backup::back_up(&store, &copy, harness.app.now()).unwrap();
    manifest.note_in(folder).unwrap();
    assert_eq!(send(&harness, &cookie, "/settings/backup/check", "").status, 303);
    let told = settled(&harness, &cookie, "/settings/backup", "正在核对");
    assert!(told.contains("没有问题") && told.contains("的备份对过"), "{told}");
    assert!(!told.contains("还没有备份过"), "{told}");
}
