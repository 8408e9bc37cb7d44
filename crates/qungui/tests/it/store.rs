//! The commands of whoever runs the server: copies of its store, proofs, exports.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use runtime::{MachineClock, Options, Runtime};
use serde_json::{Value, json};
use store::{Sqlite, machine_time};

use crate::qungui;

const POLICY: &str = "+++\nid = \"ads\"\ntitle = \"工作群\"\n+++\n\n# 工作群\n\n第一条 \
    不许发广告。\n\n```rule\n[ads]\nallow = \"never\"\n```\n";

/// A folder with a store of one group, in which u1 advertised and u2 agreed.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    let data = folder.join("data");
    let clock = Arc::new(MachineClock::default());
    let store = Arc::new(Sqlite::in_folder(&data));
    let (runtime, _) = Runtime::start(store, clock, Options::default()).unwrap();
    runtime.activate("ads.md", POLICY, "张三").unwrap();
    let at = model::Zone::named("Asia/Shanghai").unwrap().rfc3339(machine_time());
    for (id, member, text) in
        [("m1", "u1", "加微信领取优惠券,扫码进群有返利"), ("m2", "u2", "好的")]
    {
        let line = json!({"kind": "message", "id": id, "at": at, "group": "g", "member": member,
            "text": text});
        runtime.ingest_and_wait(line.to_string()).unwrap();
    }
    folder
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn a_store_is_copied_proved_and_brought_back() {
    let folder = folder("copied");
    let (data, copy, again) =
        (path(&folder, "data"), path(&folder, "copy.qgb"), path(&folder, "again"));
    let said = qungui(&["backup", "--data", &data, "-o", &copy]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("共 3 条记录"), "{}", said.out);
    let twice = qungui(&["backup", "--data", &data, "-o", &copy]);
    assert!(twice.status == 1 && twice.err.contains("不会覆盖"), "{}", twice.err);
    let said = qungui(&["verify", "--backup", &copy]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("没有 sign-in.key"), "{}", said.out);
    let said = qungui(&["restore", &copy, "--data", &again]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("暂停"), "{}", said.out);
    let against = format!("{copy}.json");
    let said = qungui(&["verify", "--data", &again, "--against", &against, "--replay"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("全部相同"), "{}", said.out);
    let twice = qungui(&["restore", &copy, "--data", &again]);
    assert!(twice.status == 1 && twice.err.contains("已经有数据库"), "{}", twice.err);
}

#[test]
fn the_key_for_signing_in_comes_back_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    use server::access::key::Key;
    use store::people::{PeopleChange, UserRow};

    let folder = folder("key");
    let (data, copy, again) =
        (path(&folder, "data"), path(&folder, "copy.qgb"), path(&folder, "again"));
    let key = Key::in_folder(&folder.join("data")).unwrap();
    let text = std::fs::read_to_string(folder.join("data/sign-in.key")).unwrap();
    // Somebody's second factor, sealed as it is.
    let about = [b"second factor".as_slice(), &1_i64.to_le_bytes(), &[1]].concat();
    let sealed = key.seal(&about, br#"{"secret":[1],"recovery":[]}"#).unwrap();
    let totp = Some([&[1], sealed.as_slice()].concat());
    let user = UserRow { name: "wen".to_owned(), totp, ..UserRow::default() };
    let mut desk = store::Desk::open(&Sqlite::in_folder(&folder.join("data"))).unwrap();
    desk.act(|session| session.writer.people(&PeopleChange::User(user.clone()))).unwrap();
    drop(desk);

    assert_eq!(qungui(&["backup", "--data", &data, "-o", &copy]).status, 0);
    let mode = |path: &str| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&copy), 0o600);
    let fine = "sign-in.key 在,1 个人的两步验证都能打开";
    let said = qungui(&["verify", "--backup", &copy]);
    assert!(said.out.contains(fine), "{}", said.out);
    // Another key that is there already is not put aside without a word.
    std::fs::create_dir_all(&again).unwrap();
    std::fs::write(folder.join("again/sign-in.key"), "another").unwrap();
    let said = qungui(&["restore", &copy, "--data", &again]);
    assert!(said.status == 1 && said.err.contains("和备份里的不一样"), "{}", said.err);
    std::fs::remove_file(folder.join("again/sign-in.key")).unwrap();
    let said = qungui(&["restore", &copy, "--data", &again]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(std::fs::read_to_string(folder.join("again/sign-in.key")).unwrap(), text);
    assert_eq!(mode(&path(&folder, "again/sign-in.key")), 0o600);
    let said = qungui(&["verify", "--data", &again]);
    assert!(said.out.contains(fine), "{}", said.out);
    // In the database nothing is left of it.
    let bytes = std::fs::read(folder.join("again/qungui.db")).unwrap();
    assert!(!bytes.windows(text.len()).any(|part| part == text.as_bytes()));
    std::fs::write(folder.join("again/sign-in.key"), "another key than it was before all this")
        .unwrap();
    let said = qungui(&["verify", "--data", &again]);
    assert!(said.out.contains("打不开 1 个人中 1 个人的两步验证"), "{}", said.out);
}

#[test]
fn the_record_that_was_touched_is_named() {
    let folder = folder("touched");
    let data = path(&folder, "data");
    let database = rusqlite::Connection::open(folder.join("data/qungui.db")).unwrap();
    let changed = database
        .execute("UPDATE decision SET skeleton = CAST(replace(skeleton, 'u1', 'u9') AS BLOB)", [])
        .unwrap();
    assert_eq!(changed, 1);
    database.close().unwrap();
    let said = qungui(&["verify", "--data", &data]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains("第 2 条记录或它的决定被改过"), "{}", said.out);
    let said = qungui(&["verify", "--data", &data, "--format", "json"]);
    let page: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(page["faults"][0]["first"], 2);
    assert_eq!(page["fault_count"], 1);
}

#[test]
fn a_person_gets_their_own_and_others_do_not_show() {
    let folder = folder("exported");
    let data = path(&folder, "data");
    let said = qungui(&["export", "--data", &data, "--member", "u1"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let sorts: Vec<Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].clone())
        .collect();
    for sort in ["member", "case", "event", "decision"] {
        assert!(sorts.contains(&json!(sort)), "{sort}: {}", said.out);
    }
    assert!(!said.out.contains("u2"));
    let all = qungui(&["export", "--data", &data]);
    assert!(all.out.contains("u2") && all.out.lines().count() > sorts.len());
    let none = qungui(&["export", "--data", &data, "--to", "2020-01-01T00:00:00+08:00"]);
    assert!(!none.out.contains("\"event\",\"record\""), "{}", none.out);
}

#[test]
fn a_folder_without_a_store_is_said_to_be_one() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nothing");
    let nothing = folder.display().to_string();
    for arguments in [
        &["verify", "--data", &nothing][..],
        &["export", "--data", &nothing],
        &["backup", "--data", &nothing, "-o", "x"],
    ] {
        let said = qungui(arguments);
        assert!(said.status == 1 && said.err.contains("没有数据库"), "{}", said.err);
    }
    assert!(!folder.exists(), "nothing is made by asking");
    let said = qungui(&["restore", &nothing, "--data", &nothing]);
    assert_eq!(said.status, 1, "{}", said.err);
}
