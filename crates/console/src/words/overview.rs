//! The first page.

use policy::texts::Text;

pub const TEXTS: &[Text] = &[
    ("overview.title", "总览", "Overview"),
    ("overview.now", "现在要您处理的", "What needs you now"),
    ("overview.now.none", "没有等您处理的事。", "Nothing waits for you."),
    ("overview.now.open", "打开待办", "Open the queue"),
    ("overview.late", "{count} 件已过期", "{count} overdue"),
    ("overview.start", "从这里开始", "Where to begin"),
    (
        "overview.start.help",
        "还没有启用制度。启用以后,群里的事才会按制度处理。",
        "No policy is in force yet. Nothing is decided until one is.",
    ),
    ("overview.messages", "每天的消息", "Messages a day"),
    (
        "overview.messages.words",
        "最近 30 天共 {count} 条消息",
        "{count} messages in the last 30 days",
    ),
    ("overview.messages.day", "{day}:{count} 条", "{day}: {count}"),
    ("overview.cases", "每天的事项", "Cases a day"),
    ("overview.cases.words", "最近 30 天共 {count} 件事项", "{count} cases in the last 30 days"),
    ("overview.cases.day", "{day}:{count} 件", "{day}: {count}"),
    ("overview.answers", "一天内办结", "Answered within a day"),
    (
        "overview.answers.help",
        "最近 30 天要人决定的 {count} 件里,{part} 件在一天内有了结果。",
        "Of {count} matters that took a person in the last 30 days, {part} were answered within a day.",
    ),
    (
        "overview.answers.chart",
        "每天一天内办结的比例(%)",
        "Share answered within a day, by day (%)",
    ),
    ("overview.answers.day", "{day}:{count}%", "{day}: {count}%"),
    ("overview.hours", "一周里的时段", "Hours of the week"),
    ("overview.hours.words", "最近 30 天各时段的消息数", "Messages by hour in the last 30 days"),
    ("overview.rules", "用得最多的规定", "The rules that are used most"),
    ("overview.rules.none", "最近 30 天没有发现违规。", "Nothing was found in the last 30 days."),
    ("overview.rule", "规定", "Rule"),
    ("overview.rule.cases", "事项", "Cases"),
    ("overview.rule.undone", "后来撤销", "Overturned"),
    ("overview.days", "一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su"),
    ("overview.day.words", "{month}月{day}日", "{day}.{month}."),
];
