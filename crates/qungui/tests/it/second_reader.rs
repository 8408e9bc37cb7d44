//! `qungui compile --ask`: what is sent to the second reader, and what becomes of its answers.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{Said, file, said};

/// The first clause is not recognised, though it orders; the others are nobody's business.
const DOCUMENT: &str = "\
值守群规定

一、交接

1、当班的人必须把钥匙挂回原处。
2、晚上十点半到次日早七点是休息时间,请勿在群内发言。
3、去年的花谢了。
";
const ASKED: &str = "当班的人必须把钥匙挂回原处。";
const KEY: &str = "sk-not-for-anybody-else";

/// A server that gives each connection the same answer, and what it was sent.
fn serve(answer: impl Fn(&mut TcpStream) + Send + 'static) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = channel();
    // It ends with the test program.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = request(&mut stream);
            answer(&mut stream);
            if sender.send(request).is_err() {
                return;
            }
        }
    });
    (format!("http://{address}/v1"), receiver)
}

/// Head and body of a request.
fn request(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).unwrap_or(0);
        bytes.extend(buffer.iter().take(count));
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            assert!(count > 0, "no whole request: {text}");
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        if count == 0 || length.is_some_and(|length| body.len() >= length) {
            return text.into_owned();
        }
    }
}

fn reply(status: &str, headers: &str, body: &str) -> impl Fn(&mut TcpStream) + Send + 'static {
    let text = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    move |stream| {
        // Whoever asks may have had enough before the end.
        let _ = stream.write_all(text.as_bytes());
    }
}

fn completion(content: &str) -> String {
    json!({"id": "c1", "choices": [{"index": 0, "finish_reason": "stop",
        "message": {"role": "assistant", "content": content}}]})
    .to_string()
}

fn suggesting(norms: &Value) -> String {
    completion(&json!({"clauses": [{"n": 1, "norms": norms}]}).to_string())
}

fn compile(name: &str, arguments: &[&str]) -> Said {
    let document = file(&format!("{name}.txt"), DOCUMENT);
    let mut command = Command::new(env!("CARGO_BIN_EXE_qungui"));
    command.arg("compile").arg(document).args(arguments).env("QUNGUI_ASK_KEY", KEY);
    for proxy in
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    {
        command.env_remove(proxy);
    }
    let said = said(command.output().unwrap());
    assert!(!said.out.contains(KEY) && !said.err.contains(KEY), "{} {}", said.out, said.err);
    said
}

fn ask<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["--ask", url, "--ask-model", "reader-1", "--ask-seconds", "2"], more].concat()
}

/// What is said on standard error about the second reader.
fn told(said: &Said) -> String {
    let lines: Vec<&str> = said.err.lines().filter(|line| line.starts_with("第二读者(")).collect();
    assert_eq!(lines.len(), 1, "{}", said.err);
    lines.concat()
}

#[test]
fn only_what_is_unclear_is_sent() {
    let good = suggesting(&json!([{"kind": "relay", "params": {}}]));
    let (url, sent) = serve(reply("200 OK", "", &good));
    let said = compile("second-sent", &ask(&url, &[]));
    assert_eq!(said.status, 0, "{}", said.err);
    let sent: Vec<String> = sent.try_iter().collect();
    assert_eq!(sent.len(), 1);
    let (head, body) = sent[0].split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{head}");
    let authorization = format!("authorization: bearer {KEY}");
    assert!(head.to_lowercase().contains(&authorization), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["model"], "reader-1");
    let asked: Value =
        serde_json::from_str(body["messages"][1]["content"].as_str().unwrap()).unwrap();
    assert_eq!(asked, json!({"clauses": [{"n": 1, "headings": ["交接"], "text": ASKED}]}));
    let whole = body.to_string();
    for other in ["休息时间,请勿", "去年的花", "值守群规定", "second-sent"] {
        assert!(!whole.contains(other), "{other}");
    }
}

#[test]
fn a_good_answer_is_a_suggestion_and_no_rule() {
    let norms = json!([{"kind": "relay", "params": {}},
        {"kind": "acknowledge", "params": {"within": "2h", "to": null}}]);
    let (url, _sent) = serve(reply("200 OK", "", &suggesting(&norms)));
    let plain = compile("second-plain", &[]);
    let said = compile("second-good", &ask(&url, &[]));
    assert!(told(&said).contains("问了 1 条,对 1 条有建议"), "{}", said.err);
    let comment = "```rule\n# 第二读者的建议,请确认后去掉 #\n# [relay]\n\n\
                   # 第二读者的建议,请确认后去掉 #\n# [acknowledge]\n# within = \"2h\"\n```\n";
    assert!(said.out.contains(comment), "{}", said.out);
    let report = "第二读者的建议(请确认,现在都不运行)";
    assert!(said.err.contains(report) && !plain.err.contains(report), "{}", said.err);
    let figures =
        |said: &Said| said.err.lines().find(|line| line.starts_with("共 ")).map(str::to_owned);
    assert!(figures(&plain).is_some());
    assert_eq!(figures(&said), figures(&plain), "suggestions count nowhere");
    for ending in ["html", "md", "txt"] {
        let report = file(&format!("second-report.{ending}"), "");
        compile("second-good", &ask(&url, &["--report", &report]));
        let page = std::fs::read_to_string(&report).unwrap();
        assert!(page.contains("第二读者的建议"), "{ending}: {page}");
    }
}

#[test]
fn json_marks_whose_reading_it_is() {
    let norms = json!([{"kind": "relay", "params": {}}]);
    let (url, _sent) = serve(reply("200 OK", "", &suggesting(&norms)));
    let parsed = |said: &Said| serde_json::from_str::<Value>(&said.out).unwrap();
    let plain = parsed(&compile("second-json", &["--format", "json"]));
    let mut asked = parsed(&compile("second-json", &ask(&url, &["--format", "json"])));
    let suggestion = json!([{"kind": "relay", "params": {}, "level": "duty", "by": "second"}]);
    let fields = asked["clauses"][0].as_object_mut().unwrap();
    assert_eq!(fields.remove("suggestions"), Some(suggestion));
    assert_eq!(asked, plain, "nothing else is different");
}

#[test]
fn what_the_catalogue_has_not_is_left_out() {
    let plain = compile("second-wrong", &[]);
    for wrong in [
        json!([{"kind": "hang-up-keys", "params": {}}]),
        json!([{"kind": "acknowledge", "params": {"colour": "red"}}]),
        json!([{"kind": "acknowledge", "params": {"within": "soon"}}]),
    ] {
        let (url, _sent) = serve(reply("200 OK", "", &suggesting(&wrong)));
        let said = compile("second-wrong", &ask(&url, &[]));
        assert_eq!((said.status, &said.out), (0, &plain.out), "{wrong}");
        assert!(told(&said).contains("有 1 处建议不合规则目录,没有采用"), "{}", said.err);
    }
}

#[test]
fn whatever_goes_wrong_the_reading_stays() {
    let plain = compile("second-bad", &[]);
    let huge = completion(&"很".repeat(400_000));
    for (status, headers, body, why) in [
        ("200 OK", "", completion("我读不懂。"), "没有按要求的 JSON"),
        ("200 OK", "", "<html>busy</html>".to_owned(), "不是聊天接口"),
        ("200 OK", "", huge, "回答太长"),
        ("500 Internal Server Error", "", "{}".to_owned(), "没有办成(500)"),
        ("401 Unauthorized", "", "{}".to_owned(), "密钥不对,或没有权限(401)"),
        ("404 Not Found", "", "{}".to_owned(), "没有这个接口或模型"),
        ("429 Too Many Requests", "", "{}".to_owned(), "问得太多"),
    ] {
        let (url, _sent) = serve(reply(status, headers, &body));
        let said = compile("second-bad", &ask(&url, &[]));
        assert_eq!((said.status, &said.out), (0, &plain.out), "{status}");
        let told = told(&said);
        assert!(told.contains(why) && told.contains("1 条没有问到"), "{told}");
    }
    // A line longer than the head of any answer.
    let (url, _sent) = serve(|stream| {
        let _ = stream.write_all(&[b'x'; 1 << 20]);
    });
    let said = compile("second-bad", &ask(&url, &[]));
    assert_eq!((said.status, &said.out), (0, &plain.out));
    told(&said);
}

#[test]
fn a_redirect_is_not_followed() {
    let plain = compile("second-elsewhere", &[]);
    let (other, sent) = serve(reply("200 OK", "", "{}"));
    for status in ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let location = format!("Location: {other}/chat/completions\r\n");
        let (url, _sent) = serve(reply(status, &location, ""));
        let said = compile("second-elsewhere", &ask(&url, &[]));
        assert_eq!((said.status, &said.out), (0, &plain.out), "{status}");
        assert!(told(&said).contains("没有跟过去"), "{status}: {}", said.err);
    }
    assert_eq!(sent.try_iter().count(), 0, "neither key nor clause went there");
}

#[test]
fn who_is_slow_or_not_there_is_not_waited_for() {
    let plain = compile("second-slow", &[]);
    let (silent, _sent) = serve(|_| std::thread::sleep(Duration::from_secs(30)));
    // A byte now and then keeps no connection open longer.
    let (dripping, _sent_too) = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n");
        for _ in 0..60 {
            let _ = stream.write_all(b" ");
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    for url in [silent, dripping] {
        let started = Instant::now();
        let said = compile("second-slow", &ask(&url, &[]));
        assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
        assert_eq!((said.status, &said.out), (0, &plain.out));
        assert!(told(&said).contains("等了 2 秒没有等到回答"), "{}", said.err);
    }
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = compile("second-slow", &ask(&format!("http://{gone}/v1"), &[]));
    assert_eq!((said.status, &said.out), (0, &plain.out));
    assert!(told(&said).contains("连接不上"), "{}", said.err);
}

#[test]
fn a_document_without_doubt_asks_nobody() {
    let (url, sent) = serve(reply("200 OK", "", "{}"));
    let document = file("second-sure.txt", "值班群规定\n\n1、不发广告。\n");
    let said = crate::qungui(&["compile", &document, "--ask", &url, "--ask-model", "reader-1"]);
    assert!(told(&said).contains("什么也没有发出去"), "{}", said.err);
    assert_eq!(sent.try_iter().count(), 0);
}

#[test]
fn the_key_comes_from_a_file_too() {
    let good = suggesting(&json!([]));
    let (url, sent) = serve(reply("200 OK", "", &good));
    let key = file("second-key.txt", "\u{feff}sk-from-a-file\r\n");
    let said = compile("second-keyed", &ask(&url, &["--ask-key-file", &key]));
    assert_eq!(said.status, 0, "{}", said.err);
    let sent: Vec<String> = sent.try_iter().collect();
    assert!(sent[0].contains("Bearer sk-from-a-file\r\n"), "{}", sent[0]);
    let key = file("second-keys.txt", "sk-one\nsk-two\n");
    let said = compile("second-keyed", &ask(&url, &["--ask-key-file", &key]));
    assert_eq!(said.status, 1);
    assert!(said.err.contains("只有一行密钥") && !said.err.contains("sk-"), "{}", said.err);
}

#[test]
fn wrong_usage_is_told() {
    for arguments in [
        &["--ask", "http://a.example/v1", "--ask-model", "reader-1"][..],
        &["--ask", "https://me:secret@a.example/v1", "--ask-model", "reader-1"],
        &["--ask", "https://a.example/v1"],
        &["--ask-model", "reader-1"],
        &["--ask", "https://a.example/v1", "--ask-model", "reader-1", "--ask-seconds", "0"],
    ] {
        let said = compile("second-usage", arguments);
        assert_eq!(said.status, 2, "{arguments:?}: {}", said.err);
        assert!(said.out.is_empty() && !said.err.contains("secret"), "{}", said.err);
    }
}
