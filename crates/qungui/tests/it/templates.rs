//! `qungui new`: policies to begin with.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::qungui;

const SWIM: &str = "\
+++
id = \"swim\"
title = \"游泳队约定\"
settings = [\"运动队群\", \"兴趣群\"]
groups = [\"*游泳*\"]
effective = 2026-03-01
examples = [\"swim.examples.md\"]
+++

# 游泳队约定

1、夜里十点到早上六点不要说话,教练组除外。

```rule
[quiet-hours]
from = \"22:00\"
to = \"06:00\"
except = [\"教练组\"]
```
";

const SWIM_EXAMPLES: &str = "\
# 例子

群:游泳一队
人员:小鱼、小虾

- 3月2日 22:30 小鱼:明天谁去? → 提醒(1)
- 3月3日 9:00 小虾:我去。 → 无
";

const MARKET: &str = "\
+++
title = \"菜场摊主群约定\"
settings = [\"摊主群\"]
+++

# 菜场摊主群约定

1、不发广告。

```rule
[ads]
allow = \"never\"
```
";

/// A folder of its own for one test, with a library in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(folder.join("library")).unwrap();
    for (name, text) in [
        ("swim.md", SWIM),
        ("swim.examples.md", SWIM_EXAMPLES),
        ("market.md", MARKET),
        ("README.md", "# 范本\n"),
        ("notes.txt", "别的文件"),
    ] {
        std::fs::write(folder.join("library").join(name), text).unwrap();
    }
    folder
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn the_list_and_what_is_looked_for() {
    let library = shown(&folder("new-list").join("library"));
    let said = qungui(&["new", "--from", &library]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("market  菜场摊主群约定(摊主群)\n"), "{}", said.out);
    assert!(said.out.contains("swim    游泳队约定(运动队群、兴趣群)\n"), "{}", said.out);
    assert!(!said.out.contains("README") && !said.out.contains("examples"), "{}", said.out);
    for (words, found) in [
        (&["运动"][..], &["swim"][..]),
        (&["约定"], &["market", "swim"]),
        (&["约定", "摊主"], &["market"]),
        (&["SWI"], &["swim"]),
    ] {
        let arguments = [&["new", "--from", &library, "--format", "json"], words].concat();
        let list: Value = serde_json::from_str(&qungui(&arguments).out).unwrap();
        let ids: Vec<&str> =
            list.as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
        assert_eq!(ids, found, "{words:?}");
    }
    let said = qungui(&["new", "--from", &library, "--format", "json", "游泳"]);
    let swim = json!([{"id": "swim", "title": "游泳队约定", "settings": ["运动队群", "兴趣群"],
        "examples": true}]);
    assert_eq!(serde_json::from_str::<Value>(&said.out).unwrap(), swim);
}

#[test]
fn a_copy_says_what_to_adapt_and_runs() {
    let folder = folder("new-copy");
    let library = shown(&folder.join("library"));
    let policy = shown(&folder.join("我们的群规.md"));
    let said = qungui(&["new", "--from", &library, "swim", "-o", &policy]);
    assert_eq!(said.status, 0, "{}", said.err);
    for part in [
        "游泳队约定",
        "“*游泳*”",
        "2026-03-01",
        "教练组;改成您单位的叫法",
        "例子里的群名和部门也跟着改",
        &format!("qungui check {policy}\n"),
        &format!("qungui test {policy}\n"),
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert_eq!(std::fs::read_to_string(&policy).unwrap(), SWIM);
    let examples = std::fs::read_to_string(folder.join("swim.examples.md")).unwrap();
    assert_eq!(examples, SWIM_EXAMPLES);
    for command in ["check", "test"] {
        let said = qungui(&[command, &policy]);
        assert_eq!(said.status, 0, "{command}: {} {}", said.out, said.err);
    }
}

#[test]
fn a_copy_into_a_folder_and_as_json() {
    let folder = folder("new-folder");
    let library = shown(&folder.join("library"));
    let into = shown(&folder);
    let said = qungui(&["new", "--from", &library, "market", "-o", &into, "--format", "json"]);
    let told: Value = serde_json::from_str(&said.out).unwrap();
    let policy = shown(&folder.join("market.md"));
    assert_eq!(told["policy"], json!(policy));
    assert_eq!(told["examples"], json!([]));
    assert_eq!(told["next"], json!([format!("qungui check {policy}")]));
    assert!(told["adapt"][1].as_str().is_some_and(|line| line.contains("没有写 groups")));
    let said = qungui(&["new", "--from", &library, "market", "-o", "-"]);
    assert_eq!(said.out, MARKET);
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder("new-taken");
    let library = shown(&folder.join("library"));
    let mine = folder.join("swim.md");
    std::fs::write(&mine, "我的").unwrap();
    let said = qungui(&["new", "--from", &library, "swim", "-o", &shown(&mine)]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("已经有了,没有覆盖"), "{}", said.err);
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "我的");
    // Examples of one's own stay too, and no half of a template is written.
    let examples = folder.join("swim.examples.md");
    std::fs::write(&examples, "我的例子").unwrap();
    let other = folder.join("other.md");
    let said = qungui(&["new", "--from", &library, "swim", "-o", &shown(&other)]);
    assert_eq!((said.status, other.exists()), (1, false), "{}", said.out);
    assert_eq!(std::fs::read_to_string(&examples).unwrap(), "我的例子");
}

#[test]
fn what_is_not_there_is_told() {
    let folder = folder("new-wrong");
    let library = shown(&folder.join("library"));
    let said = qungui(&["new", "--from", &library, "swimm"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("是不是 swim?"), "{}", said.err);
    let said = qungui(&["new", "--from", &library, "约定", "-o", "a.md"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("写它的代号"), "{}", said.err);
    let said = qungui(&["new", "--from", &shown(&folder)]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("没有范本"), "{}", said.err);
    assert_eq!(qungui(&["new", "--from", &shown(&folder.join("gone"))]).status, 1);
}

/// Every policy of the folder is inside the program, as it is there.
#[test]
fn the_program_has_its_own_policies() {
    let folder = folder("new-own");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let files = std::fs::read_dir(&source).into_iter().flatten();
    let names = files.filter_map(|file| file.unwrap().file_name().into_string().ok());
    let mut ids: Vec<String> = names
        .filter(|name| name != "README.md" && !name.ends_with(".examples.md"))
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    ids.sort();
    let said = qungui(&["new", "--format", "json"]);
    if ids.is_empty() {
        assert_eq!(said.status, 1, "{}", said.out);
        return;
    }
    let list: Value = serde_json::from_str(&said.out).unwrap();
    let listed: Vec<&str> =
        list.as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(listed, ids, "run `cargo xtask codegen`");
    for id in ids {
        let copied = qungui(&["new", &id, "-o", &shown(&folder)]);
        assert_eq!(copied.status, 0, "{id}: {}", copied.err);
        for name in [format!("{id}.md"), format!("{id}.examples.md")] {
            let [copy, own] = [&folder, &source].map(|folder| std::fs::read(folder.join(&name)));
            assert_eq!(copy.ok(), own.ok(), "{name}");
        }
    }
}
