//! `qungui explain`: what an article does, in plain words.

use crate::{POLICY, file, qungui};

const MORE: &str = "\
三、内容

1、不发广告和色情内容,市场部除外。

```rule
[ads]
allow = \"never\"
except = [\"市场部\"]

[forbidden-content]
categories = [\"porn\", \"vulgar\"]
```

2、发色情内容的,移出。

```rule
[sanction]
for = [\"forbidden-content.porn\"]
actions = [\"remove 30d\"]
```

3、移出要两名管理员同意;不服的三天内向群主申诉。

```rule
[removal-quorum]
admins = 2

[appeal]
to = \"owner\"
within = \"3d\"
```

4、大家互相尊重。
";

fn policy() -> String {
    file("explain.md", format!("{POLICY}\n{MORE}"))
}

#[test]
fn an_article_says_who_what_and_what_follows() {
    let policy = policy();
    let said = qungui(&["explain", &policy, "一、1"]);
    assert_eq!(said.status, 0, "{}", said.err);
    for part in [
        "夜里十点到早上七点半不要说话",
        "规定时间内不在群里发言",
        "休息时间从几点开始:22:00",
        "管谁:所有人",
        "第1次提醒,第2次和以后每次警告(二、1)",
        "3天内,可以申诉一次,由群主来听(三、3)",
        "不检查的:按消息本身的时间判断",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(!said.out.contains("三、1"), "only that article: {}", said.out);
    let said = qungui(&["explain", &policy, "三、1"]);
    for part in [
        "所有人,市场部除外",
        "哪些类别的内容不得发布:色情、低俗粗口",
        "色情:移出群,30天后可以再进(三、2)",
        "广告允许到什么程度:不允许",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    let said = qungui(&["explain", &policy, "三、4"]);
    assert!(said.out.contains("只作说明,系统不执行"), "{}", said.out);
}

#[test]
fn the_whole_policy_and_english() {
    let policy = policy();
    let said = qungui(&["explain", &policy]);
    for part in ["一、1  ", "二、1  ", "三、3  ", "用于违反:一、1,三、1", "其余 1 条只作说明"]
    {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    let said = qungui(&["explain", &policy, "--lang", "en", "三、1"]);
    for part in [
        "What it is about: advertising (carried out automatically)",
        "Who is meant: everybody, except “市场部”",
        "porn: removed from the group, may return after 30 days (三、2)",
        "How to appeal: once, within 3 days, heard by the owner (三、3)",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

#[test]
fn an_article_that_is_not_there_is_told() {
    let said = qungui(&["explain", &policy(), "一、7"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("没有“一、7”这一条"), "{}", said.err);
}

#[test]
fn a_code_of_the_checker_is_explained() {
    let said = qungui(&["explain", "policy/unknown-key"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.out.contains("没有的参数") && said.out.contains("怎么办:"), "{}", said.out);
}
