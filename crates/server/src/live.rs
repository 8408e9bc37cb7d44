//! What is written, passed on to everybody who watches.

use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use crate::app::App;

/// How often it is looked whether the server stops.
const LOOK: Duration = Duration::from_millis(200);

/// Passes news on until the server stops.
pub fn pass_on(app: &Arc<App>) -> std::io::Result<std::thread::JoinHandle<()>> {
    let news = app.runtime.listen();
    let live = app.live.clone();
    let stopping = app.stopping.subscribe();
    std::thread::Builder::new().name("live".to_owned()).spawn(move || {
        loop {
            match news.recv_timeout(LOOK) {
                // Nobody watches: nothing to be done.
                Ok(news) => drop(live.send(news)),
                Err(RecvTimeoutError::Timeout) if *stopping.borrow() => return,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    })
}
