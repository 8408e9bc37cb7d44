//! An organisation's own words, strictness and model.

use crate::{file, message, qungui};

const POLICY: &str = "+++\nid = \"own\"\n+++\n\n一、群内不得发布赌博内容。\n\n```rule\n[forbidden-content]\ncategories = [\"gambling\"]\n```\n";

fn events() -> String {
    let events = [
        message("m1", "09:00", "sales", "u7", "晚上老地方摇宝开局"),
        message("m2", "09:01", "sales", "u8", "谁来玩网尚睹波"),
        message("m3", "09:02", "sales", "u9", "今天食堂的红烧肉不错"),
    ];
    file("own.ndjson", events.join("\n"))
}

#[test]
fn own_words_count_and_plain_lists_only_add() {
    let policy = file("own.md", POLICY);
    let events = events();
    let words = file("own-words.tsv", "摇宝\t赌博\n网上赌博\tgambling\t100\t音\n");
    let plain = file("own-plain.txt", "老地方\n摇宝\n");
    let (light, heavy) = (format!("gambling={plain}"), format!("gambling:100={plain}"));
    for (words, decisions) in [(None, 0), (Some(words), 2), (Some(light), 1), (Some(heavy), 1)] {
        let mut arguments = vec!["replay", "--policy", &policy, &events];
        if let Some(words) = &words {
            arguments.extend(["--words", words]);
        }
        let said = qungui(&arguments);
        assert_eq!(said.status, 0, "{}", said.err);
        assert_eq!(said.out.lines().count(), decisions, "{words:?}: {}", said.out);
    }
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_runs() {
    let policy = file("own-bad.md", POLICY);
    let words = file("own-bad.tsv", "摇宝\t赌博\n摇宝\t没有的\n");
    let said = qungui(&["check", &policy, "--words", &words]);
    assert_ne!(said.status, 0);
    assert!(said.err.contains("第 2 行"), "{}", said.err);
    let model = file("own-bad.model", "这不是模型");
    let said = qungui(&["replay", "--policy", &policy, "--model", &model, &events()]);
    assert_ne!(said.status, 0);
    assert!(said.err.contains("不是模型文件"), "{}", said.err);
}

#[test]
fn a_strictness_that_there_is_not_is_an_error() {
    let policy = file("own-strict.md", POLICY.replace("id =", "strictness = \"strct\"\nid ="));
    let said = qungui(&["check", &policy]);
    assert_ne!(said.status, 0);
    assert!(said.err.contains("strict"), "{}", said.err);
}

#[test]
fn verdicts_teach_a_model_that_replay_takes() {
    // Two sorts that only this organisation calls so.
    let sold = ["藕粉", "竹席", "茶垢刷", "鱼竿", "暖手宝", "蚊香", "雨靴", "毛线"];
    let done = ["备课", "巡楼", "浇花", "擦黑板", "搬书", "排座位", "晒被子", "量身高"];
    let mut verdicts = String::from("类别\t内容\n");
    for (at, (thing, work)) in sold.iter().zip(done).cycle().take(80).enumerate() {
        verdicts.push_str(&format!("solicit\t谁家要{thing}说一声第{at}回记在我账上月底一起算\n"));
        verdicts.push_str(&format!("正常\t今天轮到我{work}第{at}回记在值日表上了\n"));
    }
    let verdicts = file("own-verdicts.tsv", verdicts);
    let model = file("own.model", "");
    let said = qungui(&["train", "--verdicts", &verdicts, "-o", &model]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("训练后"), "{}", said.out);
    let policy =
        file("own-model.md", POLICY.replace("gambling", "solicit").replace("赌博", "拉人"));
    let events = file(
        "own-model.ndjson",
        message("m1", "09:00", "sales", "u7", "谁家要竹席说一声第九十九回记在我账上月底一起算"),
    );
    let count = |more: &[&str]| {
        let mut arguments = vec!["replay", "--policy", &policy, &events];
        arguments.extend(more);
        qungui(&arguments).out.lines().count()
    };
    assert_eq!((count(&[]), count(&["--model", &model])), (0, 1));
}
