//! Reading files and writing to the terminal, with errors that say what to do.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use thiserror::Error;

/// Why a command ended without doing its work.
#[derive(Debug, Error)]
pub enum Failure {
    /// The input has errors, which have been said already.
    #[error("{0}")]
    Input(String),
    /// The command was called wrongly.
    #[error("{0}")]
    Usage(String),
    /// A file can't be read.
    #[error("无法读取“{path}”:{source}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file can't be written.
    #[error("无法写入“{path}”:{source}")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Standard output can't be written.
    #[error("无法输出:{0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// The exit status.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Usage(_) => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }
}

/// Says something on standard error; where that is closed, nobody is there to be told.
pub fn complain(message: &str) {
    if !message.is_empty() {
        let _ = writeln!(io::stderr().lock(), "{message}");
    }
}

/// Opens a file, or standard input for `-`.
pub fn open(path: &Path) -> Result<Box<dyn Read + Send>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(source) => Err(Failure::Read { path: path.display().to_string(), source }),
    }
}

/// Reads a whole file of at most `bytes_max` bytes, or standard input for `-`.
pub fn read(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let shown = || path.display().to_string();
    open(path)?
        .take(bytes_max.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| Failure::Read { path: shown(), source })?;
    if bytes.len() as u64 > bytes_max {
        let mib = bytes_max >> 20;
        return Err(Failure::Input(format!("“{}”超过 {mib} MiB,太大了,请先拆分", shown())));
    }
    Ok(bytes)
}

/// Writes to a file, or to standard output where none is named.
pub fn write(path: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match path {
        Some(path) if path.as_os_str() != "-" => std::fs::write(path, bytes)
            .map_err(|source| Failure::Write { path: path.display().to_string(), source }),
        _ => {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            Ok(out.flush()?)
        }
    }
}
