//! `qungui test`: an author's own examples.

use crate::{POLICY, file, qungui};

/// A policy with a notice to answer, removal by two administrators, and appeals.
const RULES: &str = "\
三、公告发布后,两小时内回复收到。

```rule
[acknowledge]
to = \"notice\"
within = \"2h\"
```

四、移出要两名管理员同意。

```rule
[removal-quorum]
admins = 2
```

五、进群三天内改成真实姓名。

```rule
[real-name-card]
format = \"{部门}-{姓名}\"
```
";

fn policy(name: &str) -> String {
    let rules = POLICY.replace("[\"remind\", \"warn\"]", "[\"remind\", \"warn\", \"remove\"]");
    file(name, format!("{rules}\n{RULES}"))
}

const EXAMPLES: &str = "\
# 值班群的例子

人员:王主任(群主,领导)、小李(管理员)、小张(管理员)、小王(群昵称:销售-王明)、小赵(群昵称:客服-赵红)

夜里说话的,先提醒,再警告,然后移出。

- 3月2日 21:59 小王:大家晚安 → 无
- 22:15 小王:在吗 → 提醒小王(一、1),第1次,含“休息时间”
- 22:20 小王:有人吗 → 警告(一、1),第2次
- 1分钟后 小王:喂 → 移出群小王(一、1),要2名管理员同意
- 22:30 小李同意 → 移出群,待同意
- 22:31 小张同意上一件 → 移出群小王(一、1)
- 22:32 小张移出小王
- 次日 9:00 小王申诉第3件:孩子生病 → 请人判断,待同意

## 公告

人员:
- 小李(管理员)
- 小王(群昵称:销售-王明)
- 小赵(群昵称:客服-赵红)

| 时间 | 谁 | 做什么 | 结果 |
| --- | --- | --- | --- |
| 3月4日 9:00 | 小李 | 发公告:下午三点开会,请回复收到 | 无 |
| 9:30 | 小王 | 收到 | 无 |
| 11:01 |  | 时间到 | 提醒小赵(三) |
| 11:30 | 小王 | 改群昵称为小王 | 提醒小王(五) |
";

#[test]
fn examples_that_hold_end_well() {
    let policy = policy("examples-policy.md");
    let said = qungui(&["test", &policy, &file("holds.md", EXAMPLES)]);
    assert_eq!(said.status, 0, "{}\n{}", said.out, said.err);
    assert!(said.out.contains("共检查 11 处,相符 11 处"), "{}", said.out);
}

#[test]
fn what_comes_otherwise_is_told_with_line_and_article() {
    let policy = policy("examples-other.md");
    let other = EXAMPLES
        .replace("在吗 → 提醒小王(一、1),第1次", "在吗 → 禁言10分钟(二、1)")
        .replace("晚安 → 无", "晚安 → 提醒(一、1)")
        .replace("| 提醒小赵(三) |", "| 无 |");
    let said = qungui(&["test", &policy, &file("other.md", other)]);
    assert_eq!(said.status, 1);
    for part in [
        "other.md:7: 3月2日 21:59 小王:大家晚安",
        "实际:无",
        "other.md:8: 22:15 小王:在吗",
        "应为:禁言10分钟(二、1)",
        "实际:提醒小王(一、1;按 二、1),第1次",
        "实际:提醒小赵(三",
        "相符 8 处",
    ] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(said.err.contains("3 处与例子不符"), "{}", said.err);
}

#[test]
fn what_cannot_be_read_is_told() {
    let policy = policy("examples-wrong.md");
    let wrong = EXAMPLES.replace("小王:有人吗", "小汪:有人吗").replace("警告(一、1)", "狠狠批评");
    let said = qungui(&["test", &policy, &file("wrong-examples.md", wrong)]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains("“小汪”不在人员里"), "{}", said.out);
    assert!(said.err.contains("看不懂"), "{}", said.err);
}

#[test]
fn a_policy_may_name_its_examples() {
    file("named-examples.md", EXAMPLES);
    let text = std::fs::read_to_string(policy("named-policy.md")).unwrap();
    let named = text.replacen("id = ", "examples = [\"named-examples.md\"]\nid = ", 1);
    let said = qungui(&["test", &file("named-policy.md", named)]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    let bare = policy("bare-policy.md");
    assert_eq!(qungui(&["test", &bare]).status, 2, "neither file nor name");
}

/// The page on the form is a file of examples itself.
#[test]
fn the_page_on_the_form_holds() {
    let page = include_str!("../../../../docs/testing-a-policy.md");
    let fenced = |info: &str| {
        let (_, rest) = page.split_once(&format!("````{info}\n")).expect("a fenced example");
        rest.split_once("\n````").expect("its end").0.to_owned()
    };
    let policy = file("page-policy.md", fenced("policy"));
    let said = qungui(&["test", &policy, &file("page-examples.md", fenced("examples"))]);
    assert_eq!(said.status, 0, "{}\n{}", said.out, said.err);
    assert!(!said.out.contains("共检查 0 处"), "{}", said.out);
}
