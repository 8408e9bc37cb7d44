//! What is counted and listed beside the journal: by day and member, duties and what came of
//! them, what rules noted; the same after a restart, and when it is counted anew.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use model::Timestamp;
use runtime::Runtime;
use store::counts::Stretch;
use store::dialect::Reader;

use crate::common::{BEGIN, Hands, start};

const POLICY: &str = r#"+++
id = "office"
title = "办公群约定"
timezone = "Asia/Shanghai"
+++

# 办公群约定

第一条 通知要在一小时内回复收到。

```rule
[acknowledge]
within = "1h"
```

第二条 每天打卡一次。

```rule
[check-in]
```

第三条 进群三天内签署本约定。

```rule
[policy-acceptance]
within = "3d"
```

第四条 业务用登记的账号。

```rule
[designated-account]
```

第五条 发布的内容先审核。

```rule
[publish-approval]
```
"#;

/// Minutes after 08:00 of the first day, the member, and the rest of the event.
const EVENTS: &[(i64, &str, &str)] = &[
    (
        0,
        "",
        r#""kind":"group","owner":"ann","members":[{"id":"ann","roles":["owner"]},{"id":"u1"},{"id":"u2"},{"id":"u3"}]"#,
    ),
    (10, "ann", r#""kind":"notice","id":"n1","text":"下午三点开会""#),
    (12, "u1", r#""kind":"message","text":"收到","reply_to":"n1""#),
    (30, "u2", r#""kind":"message","text":"好的,收到","reply_to":"n1""#),
    (40, "u3", r#""kind":"fact","metric":"签署制度","value":1"#),
    (90, "ann", r#""kind":"account","account":"公众号","holder":"u1","change":"registered""#),
    (
        95,
        "u2",
        r#""kind":"request","id":"d1","what":"publish","title":"春游通知","for":"2026-03-04T10:00:00+08:00""#,
    ),
    (96, "ann", r#""kind":"approve","case":"g-2""#),
    (100, "ann", r#""kind":"account","account":"公众号","change":"handed-over","to":"u2""#),
    (105, "ann", r#""kind":"account","account":"公众号","change":"lent","to":"u3""#),
    (110, "u9", r#""kind":"join""#),
    (120, "u9", r#""kind":"leave""#),
    (125, "u3", r#""kind":"leave","by":"ann""#),
    // Late: it was said in time.
    (50, "u3", r#""kind":"message","text":"收到","reply_to":"n1""#),
    (26 * 60, "u1", r#""kind":"message","text":"打卡""#),
];

fn tell(runtime: &Runtime, clock: &Hands) {
    let zone = model::Zone::named("Asia/Shanghai").unwrap();
    let mut now = 0;
    for (at, member, rest) in EVENTS {
        clock.pass((at - now).max(0) * 60_000);
        now = now.max(*at);
        let at = zone.rfc3339(Timestamp(BEGIN + at * 60_000));
        let member = match *member {
            "" => String::new(),
            id => format!(r#""member":"{id}","#),
        };
        let line = format!(r#"{{"at":"{at}","group":"g",{member}{rest}}}"#);
        runtime.ingest_and_wait(line).unwrap();
    }
}

/// Everything that is counted and listed, to be compared.
fn written(reader: &mut dyn Reader) -> String {
    let mut out = String::new();
    let day = i64::from(model::Zone::named("Asia/Shanghai").unwrap().local(Timestamp(BEGIN)).day);
    for group in ["g", ""] {
        for row in reader.days(group, day, day + 9).unwrap() {
            let day = row.day - day;
            writeln!(out, "{group} {day} {} {} {}", row.figure, row.detail, row.count).unwrap();
        }
        for row in reader.people(group, day, day + 9).unwrap() {
            writeln!(out, "{group} {} {} {}", row.member, row.figure, row.count).unwrap();
        }
        for (hour, messages) in reader.hours(group, 0).unwrap() {
            writeln!(out, "{group} hour {} {messages}", hour - BEGIN / 3_600_000).unwrap();
        }
        for one in reader.standings(group).unwrap() {
            let minutes = one.spoke.map(|at| (at.0 - BEGIN) / 60_000);
            writeln!(out, "{group} {} spoke {minutes:?}", one.member).unwrap();
        }
        writeln!(out, "{group} active {}", reader.active(group, day, day + 9).unwrap()).unwrap();
    }
    let all = Stretch { group: None, from: Timestamp(0), to: Timestamp(i64::MAX) };
    for row in reader.duty_sums(&all).unwrap() {
        let minutes = row.took_ms / 60_000;
        let (asked, done, missed, freed) = (row.asked, row.done, row.missed, row.freed);
        writeln!(out, "{} {asked}: {done} {missed} {freed} {minutes}", row.kind).unwrap();
    }
    for row in reader.duties(&all, None, 10).unwrap() {
        writeln!(out, "{} {} {:?}", row.kind, row.source, row.owing).unwrap();
        for (_, member, end, at) in reader.duty_ends(&[row.id]).unwrap() {
            writeln!(out, "  {member} {} {}", end.name(), (at.0 - BEGIN) / 60_000).unwrap();
        }
    }
    for row in reader.entries("signed", None, "", 10).unwrap() {
        writeln!(out, "signed {}", row.key).unwrap();
    }
    for row in reader.held(10).unwrap() {
        let since = (row.since.0 - BEGIN) / 60_000;
        writeln!(out, "{} {} since {since} {:?}", row.account, row.holder, row.lent).unwrap();
    }
    for row in reader.account_events("g", "公众号", 10).unwrap() {
        writeln!(out, "{} {:?} {:?}", row.change, row.holder, row.to).unwrap();
    }
    for row in reader.drafts(&all, 10).unwrap() {
        let planned = row.planned.map(|at| (at.0 - BEGIN) / 60_000);
        writeln!(out, "{} {:?} {planned:?} {:?} {:?}", row.what, row.event, row.case, row.verdict)
            .unwrap();
    }
    out
}

fn counted(folder: &Path) -> String {
    let runtime = start(folder, Hands::at(BEGIN + 30 * 3_600_000));
    runtime.count().unwrap();
    let mut reader = runtime.reader().unwrap();
    written(reader.as_mut())
}

#[test]
fn what_is_counted_is_what_happened() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Hands::at(BEGIN);
    let runtime = start(folder.path(), Arc::clone(&clock) as _);
    runtime.activate("office.md", POLICY, "test").unwrap();
    tell(&runtime, &clock);
    runtime.count().unwrap();
    let first = written(runtime.reader().unwrap().as_mut());
    drop(runtime);
    let expected = include_str!("counting.txt");
    if std::env::var_os("UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/counting.txt");
        std::fs::write(path, &first).unwrap();
    } else {
        assert_eq!(first, expected);
    }
    assert_eq!(counted(folder.path()), first, "a restart changes nothing");

    let connection = rusqlite::Connection::open(folder.path().join("qungui.db")).unwrap();
    let other = "UPDATE setting SET value = replace(value, '\"form\":', '\"form\":9') \
        WHERE key = 'tally'; DELETE FROM entry; DELETE FROM setting WHERE key = 'entries.kept'";
    connection.execute_batch(other).unwrap();
    drop(connection);
    let runtime = start(folder.path(), Hands::at(BEGIN + 30 * 3_600_000));
    // What was entered before it was kept comes with the next thing that happens.
    let tick = r#"{"at":"2026-03-03T11:00:00+08:00","group":"g","kind":"tick"}"#;
    runtime.ingest_and_wait(tick.to_owned()).unwrap();
    runtime.count().unwrap();
    assert_eq!(written(runtime.reader().unwrap().as_mut()), first, "counted anew");
}
