//! What is written of what happens: lines for people, or JSON for programs. Never what people
//! wrote, never a secret.

use tracing_subscriber::EnvFilter;

use crate::config::Log;

/// Begins to write, on standard error. A second call changes nothing.
pub fn begin(log: &Log) {
    let filter = EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let writing = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = match log.format.as_str() {
        "json" => writing.json().try_init(),
        _ => writing.try_init(),
    };
}
