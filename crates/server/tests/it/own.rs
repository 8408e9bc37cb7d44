//! An organisation's own words, texts, calendar and model, over HTTP.

use harness::{Answer, Harness, POLICY};
use serde_json::{Value, json};

struct Office {
    harness: Harness,
    cookie: String,
}

impl Office {
    fn open() -> Office {
        let harness = Harness::start();
        let user = harness.user("office", &[("office", None), ("auditor", None)]);
        let cookie = harness.session(user);
        harness.app.runtime.activate("team.md", POLICY, "x").unwrap();
        Office { harness, cookie }
    }

    fn ask(&self, method: &str, path: &str, body: Value) -> Answer {
        let path = format!("/api/v1/{path}");
        self.harness.as_browser(&self.cookie, method, &path, &body.to_string())
    }

    fn hear(&self, lines: &[Value]) -> Vec<String> {
        let body: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let answers = self.harness.app.runtime.ingest_and_wait(body.join("\n")).unwrap();
        let decisions = answers.into_iter().flat_map(|answer| match answer {
            runtime::LineAnswer::Kept { decisions, .. } => decisions,
            other => panic!("{other:?}"),
        });
        decisions.collect()
    }

    fn says(&self, id: &str, text: &str) -> Vec<String> {
        let at = self.harness.app.zone.rfc3339(self.harness.app.now());
        self.hear(&[json!({"at": at, "group": "g1", "kind": "message", "id": id, "member": id,
            "text": text})])
    }
}

const MUSHROOMS: &str = "蘑菇火锅还有三份";

#[test]
fn words_are_tried_then_used_then_given_up_with_a_record_of_each() {
    let office = Office::open();
    assert_eq!(office.says("m1", MUSHROOMS), Vec::<String>::new());
    let list = json!({"text": "蘑菇火锅\t广告\n"});
    let tried = office.ask("POST", "words/food/test", list.clone());
    assert_eq!(tried.status, 200, "{tried:?}");
    let tried = tried.json();
    assert_eq!((&tried["messages"], &tried["acts"]), (&json!(1), &json!(1)));
    assert!(tried["evasions"].as_array().unwrap().len() > 4);
    assert_eq!(office.says("m2", MUSHROOMS), Vec::<String>::new(), "nothing was changed");
    assert_eq!(office.ask("PUT", "words/food", list).status, 200);
    assert!(!office.says("m3", MUSHROOMS).is_empty());
    let wrong = office.ask("PUT", "words/food", json!({"text": "蘑菇\t别的\n"}));
    assert_eq!((wrong.status, &wrong.json()["code"]), (400, &json!("words")));
    assert_eq!(office.ask("PUT", "words/food", json!({"text": "蘑菇", "topic": "x"})).status, 400);
    let plain = json!({"text": "竹笋,1\n香菇|2\n", "topic": "广告", "weight": 60});
    assert_eq!(office.ask("PUT", "words/plain", plain).json()["words"], 2);
    let lists = office.ask("GET", "words", json!(null)).json();
    let names: Vec<&str> = lists["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["food", "plain"]);
    let text = office.ask("GET", "words/plain", json!(null)).json();
    assert_eq!(text["text"], "竹笋\tads\t60\n香菇\tads\t60\n");
    assert_eq!(office.ask("DELETE", "words/food", json!(null)).status, 200);
    assert_eq!(office.ask("DELETE", "words/food", json!(null)).status, 404);
    assert_eq!(office.says("m4", MUSHROOMS), Vec::<String>::new());
    let audits = office.ask("GET", "audits", json!(null)).json();
    let acts: Vec<(String, String)> = audits["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["act"] == "words.change")
        .map(|one| (one["object"].to_string(), one["detail"].to_string()))
        .collect();
    assert_eq!(acts.len(), 3, "{acts:?}");
    assert!(acts[0].1.contains("停用"), "{acts:?}");
}

#[test]
fn texts_and_days_are_tried_used_and_reset() {
    let office = Office::open();
    let own = json!({"text": "各位老师好:"});
    let seen = office.ask("POST", "texts/zh/appeal/test", json!({"text": "可申诉,编号 {case}"}));
    assert_eq!(seen.json()["text"], "可申诉,编号 工作群-12");
    assert_eq!(office.ask("POST", "texts/zh/appeal/test", json!({"text": "{who}"})).status, 400);
    assert_eq!(office.ask("PUT", "texts/zh/hello", own).status, 200);
    let said = office.says("m1", "加微信领取优惠券,扫码进群有返利");
    assert!(said[0].contains("各位老师好:"), "{said:?}");
    assert_eq!(office.ask("DELETE", "texts/zh/hello", json!(null)).status, 200);
    let said = office.says("m2", "加微信领取优惠券,扫码进群有返利");
    assert!(said[0].contains("您好,"), "{said:?}");
    assert_eq!(office.ask("PUT", "texts/zh/nothing", json!({"text": "好"})).status, 404);
    let notice = json!({"text": "元旦:1月1日至3日放假。1月9日上班。"});
    let seen = office.ask("POST", "calendars/2031/test", notice.clone()).json();
    assert_eq!(seen["rest"], json!(["2031-01-01", "2031-01-02", "2031-01-03"]));
    assert_eq!(office.ask("GET", "calendars/2031", json!(null)).json()["rest"], json!([]));
    assert_eq!(office.ask("PUT", "calendars/2031", notice).status, 200);
    let kept = office.ask("GET", "calendars/2031", json!(null)).json();
    assert_eq!((&kept["own"], &kept["rest"]), (&json!(true), &seen["rest"]));
    let reset = office.ask("DELETE", "calendars/2031", json!(null)).json();
    assert_eq!((&reset["own"], &reset["rest"]), (&json!(false), &json!([])));
    assert_eq!(office.ask("GET", "calendars/31", json!(null)).status, 404);
    assert_eq!(office.ask("PUT", "calendars/2031", json!({"text": "放假"})).status, 400);
}

/// Doubts that people decided: what the policy forbids, and what only looks like it.
fn judged(office: &Office) {
    // A word that only makes somebody look.
    let list = json!({"text": "定金\tfraud\t70\n"});
    assert_eq!(office.ask("PUT", "words/doubt", list).status, 200);
    let begin = office.harness.app.now().0 - 86_400_000;
    let at =
        |n: usize| office.harness.app.zone.rfc3339(model::Timestamp(begin + n as i64 * 60_000));
    let admin = json!([{"id": "boss", "roles": ["owner"]}]);
    office.hear(&[json!({"at": at(0), "group": "g1", "kind": "group", "members": admin})]);
    let places = ["东门", "西门", "操场", "食堂", "车棚", "礼堂", "湖边", "塔下"];
    let things = ["票根", "证件", "押金", "名额", "学分", "床位"];
    let mut n = 0;
    for place in places {
        for thing in things {
            for (verdict, text) in [
                ("approve", format!("转让{thing}先付定金到{place}当面给你改名字")),
                // Another number each: what was found harmless once is not asked about again.
                (
                    "reject",
                    format!("{place}的{thing}定金已经退给大家了凭单号80{n:04}到办公室领收据"),
                ),
            ] {
                n += 1;
                let message = json!({"at": at(n), "group": "g1", "kind": "message",
                    "id": format!("m{n}"), "member": format!("u{n}"), "text": text});
                let asked = office.hear(&[message]);
                assert!(!asked.is_empty(), "{n}: {text:?}");
                let case: Value = serde_json::from_str(&asked[0]).unwrap();
                let answer = json!({"at": at(n), "group": "g1", "kind": verdict,
                    "id": format!("v{n}"), "member": "boss", "case": case["case"]});
                office.hear(&[answer]);
            }
        }
    }
}

fn learned(office: &Office) -> Value {
    assert_eq!(office.ask("POST", "model/train", json!(null)).status, 202);
    for _ in 0..600 {
        let model = office.ask("GET", "model", json!(null)).json();
        if model["learning"] != "running" {
            return model;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("it takes too long");
}

#[test]
fn a_model_is_learned_from_verdicts_used_and_undone() {
    let office = Office::open();
    let few = learned(&office);
    assert_eq!((&few["learning"], &few["own"]), (&json!("few"), &json!(false)));
    assert_eq!(office.ask("POST", "model/apply", json!({})).status, 400);
    judged(&office);
    let ready = learned(&office);
    assert_eq!(ready["learning"], "ready", "{ready}");
    // What was not doubted nobody decided.
    let verdicts = &ready["verdicts"];
    let count = |of: &str| verdicts[of].as_u64().unwrap();
    assert!(count("fraud") >= 40 && count("harmless") >= 40, "{ready}");
    let measured = &ready["measured"];
    let both = measured["learned"].as_u64().unwrap() + measured["kept"].as_u64().unwrap();
    assert_eq!(both, count("fraud") + count("harmless"));
    assert_eq!(measured["good"], true, "{ready}");
    let used = office.ask("POST", "model/apply", json!({"floor": 101}));
    assert_eq!(used.status, 400, "nothing is that good");
    let used = office.ask("POST", "model/apply", json!({"floor": 60}));
    assert_eq!((used.status, &used.json()["own"]), (200, &json!(true)), "{used:?}");
    assert_eq!(used.json()["learning"], "idle");
    let place = used.json()["changes"][0]["place"].clone();
    let undone = office.ask("POST", "model/undo", json!({})).json();
    assert_eq!((&undone["own"], undone["changes"].as_array().unwrap().len()), (&json!(false), 2));
    let again = office.ask("POST", "model/undo", json!({"place": place})).json();
    assert_eq!(again["own"], true);
    assert_eq!(office.ask("POST", "model/undo", json!({"place": 0})).status, 404);
}
