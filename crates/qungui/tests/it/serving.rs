//! The program as a server: it comes up, answers, and stops when it is told to.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long coming up and stopping may take, on a busy machine.
const WAIT: Duration = Duration::from_secs(120);

/// A running program.
struct Running {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
}

impl Running {
    fn start(arguments: &[&str]) -> Running {
        let mut child = Command::new(env!("CARGO_BIN_EXE_qungui"))
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let errors = BufReader::new(child.stderr.take().unwrap());
        let (tell, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            errors.lines().map_while(Result::ok).for_each(|line| drop(tell.send(line)));
        });
        Running { child, lines }
    }

    /// Waits until it says that.
    fn says(&self, words: &str) -> String {
        let until = Instant::now() + WAIT;
        while let Ok(line) =
            self.lines.recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            if line.contains(words) {
                return line;
            }
        }
        panic!("it never said {words}");
    }

    /// Tells it to stop, and waits.
    fn stop(mut self) -> ExitStatus {
        let number = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &number]).status().unwrap().success());
        let until = Instant::now() + WAIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// The address in what it said.
fn address(said: &str) -> &str {
    let from = said.find("http://").unwrap();
    let rest = &said[from..];
    &rest[..rest.find(['(', ' ']).unwrap_or(rest.len())]
}

#[test]
fn the_demo_comes_up_with_the_sample_and_stops() {
    let demo = Running::start(&["demo", "--listen", "127.0.0.1:0", "--left", "31"]);
    let said = demo.says("样例已就绪");
    let ready = format!("{}/ready", address(&said));
    let answer = ureq::get(&ready).call().unwrap().body_mut().read_to_string().unwrap();
    assert!(answer.contains("well"), "{answer}");
    assert!(demo.stop().success());
}

#[test]
fn a_server_says_where_it_is_and_keeps_its_folder_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let server = Running::start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    let said = server.says("群规已启动");
    let address = address(&said);
    let health = crate::qungui(&["health", "--url", address]);
    assert!(health.status == 0, "{health:?}");
    let second = crate::qungui(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    assert!(second.status == 1 && second.err.contains("另一个程序"), "{second:?}");
    let address = address.to_owned();
    assert!(server.stop().success());
    assert_eq!(crate::qungui(&["health", "--url", &address]).status, 1);
    let proof = crate::qungui(&["verify", "--data", data]);
    assert_eq!(proof.status, 0, "{proof:?}");
}

#[test]
fn whoever_stops_it_while_it_comes_up_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let arguments = ["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"];
    let server = Running::start(&arguments);
    let until = Instant::now() + WAIT;
    // Its folder is the first that is seen of it: long before it serves.
    while !data.exists() {
        assert!(Instant::now() < until, "it does not begin");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(server.stop().success(), "it ends as it should");
    let proof = crate::qungui(&["verify", "--data", data.to_str().unwrap()]);
    assert_eq!(proof.status, 0, "{proof:?}");
}

#[test]
fn settings_that_are_wrong_are_pointed_at() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("qungui.toml");
    std::fs::write(&file, "lisen = \"127.0.0.1:1\"\n").unwrap();
    let wrong = crate::qungui(&["serve", "--config", file.to_str().unwrap()]);
    assert!(wrong.status == 1 && wrong.err.contains("lisen"), "{wrong:?}");
    let absent = crate::qungui(&["serve", "--config", "没有.toml"]);
    assert!(absent.status == 1 && absent.err.contains("没有.toml"), "{absent:?}");
    let policy = folder.path().join("bad.md");
    std::fs::write(&policy, "+++\nid = 7\n+++\n").unwrap();
    let (data, policy) = (folder.path().to_str().unwrap(), policy.to_str().unwrap());
    let bad =
        crate::qungui(&["serve", "--data", data, "--policy", policy, "--listen", "127.0.0.1:0"]);
    assert!(bad.status == 1 && bad.err.contains("bad.md"), "{bad:?}");
}
