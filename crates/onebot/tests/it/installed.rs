//! Programs of others, installed from their registries into the target folder: once for each
//! list of them, in a time that is bounded.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The longest that all installing may take.
const INSTALL: Duration = Duration::from_secs(150);

pub fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(name)
}

/// Runs a program of an installation to its end, or ends it when its time is over.
pub fn run(program: &Path, arguments: &[&str], folder: &Path) -> Result<(), String> {
    let name = program.display();
    let log = std::fs::File::create(folder.join("install.log")).unwrap();
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .map_err(|error| format!("{name}: {error}"))?;
    let began = Instant::now();
    while began.elapsed() < INSTALL {
        match child.try_wait().unwrap() {
            Some(status) if status.success() => return Ok(()),
            Some(status) => {
                let log = std::fs::read_to_string(folder.join("install.log")).unwrap_or_default();
                let last = log.lines().rev().find(|line| !line.is_empty()).unwrap_or_default();
                return Err(format!("{name} {}: {status}: {last}", arguments.join(" ")));
            }
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    Err(format!("{name} {}: took over {INSTALL:?}", arguments.join(" ")))
}

/// A folder in which what a list names is installed; once for each list, however many tests ask
/// for it at the same time.
pub fn installed(
    name: &str,
    list: &str,
    install: impl Fn(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    // What came of it is kept, so that what is not to be had is waited for once.
    static TRIED: Mutex<BTreeMap<String, Result<PathBuf, String>>> = Mutex::new(BTreeMap::new());
    let mut tried = TRIED.lock().unwrap_or_else(PoisonError::into_inner);
    tried.entry(name.to_owned()).or_insert_with(|| try_to(name, list, install)).clone()
}

fn try_to(
    name: &str,
    list: &str,
    install: impl Fn(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers").join(name);
    let wanted = std::fs::read_to_string(source(list)).unwrap();
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(folder);
    }
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    install(&folder)?;
    std::fs::write(stamp, wanted).map_err(|error| error.to_string())?;
    Ok(folder)
}

/// What `package.json` names, in a folder of that name.
pub fn node(name: &str) -> Result<PathBuf, String> {
    installed(name, "package.json", |folder| {
        std::fs::copy(source("package.json"), folder.join("package.json")).unwrap();
        let arguments =
            ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries", "1"];
        run(Path::new("npm"), &arguments, folder)
    })
}

/// A port that is free now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Says why a peer is not there.
pub fn without(name: &str, why: &str) {
    assert!(
        std::env::var_os("QUNGUI_PEERS").is_none_or(|wish| wish != "required"),
        "{name} is required: {why}"
    );
    #[expect(clippy::print_stderr, reason = "whoever runs the tests has to see it")]
    {
        eprintln!("skipped: {name} is not to be had here: {why}");
    }
}
