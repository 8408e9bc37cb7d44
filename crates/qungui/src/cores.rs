//! The clauses of a document, read on every core.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use compiler::{Hands, Reading};

/// Fewer clauses than this for each thread are not worth starting one.
const CLAUSES_MIN: usize = 16;

/// As many threads as the machine has cores, each with a stretch of the clauses.
#[derive(Clone, Copy, Debug)]
pub struct AllCores;

impl Hands for AllCores {
    fn read(&self, count: usize, one: &(dyn Fn(usize) -> Reading + Sync)) -> Vec<Reading> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = cores.min(count / CLAUSES_MIN).max(1);
        if threads == 1 {
            return (0..count).map(one).collect();
        }
        // Small stretches in turn, as clauses differ in length.
        let of_thread = |thread: usize| move || (thread..count).step_by(threads).map(one).collect();
        thread::scope(|scope| {
            let started: Vec<thread::ScopedJoinHandle<'_, Vec<Reading>>> =
                (0..threads).map(|number| scope.spawn(of_thread(number))).collect();
            let mut parts = Vec::with_capacity(threads);
            for thread in started {
                // What went wrong in a thread goes wrong here.
                let part = thread.join().unwrap_or_else(|panic| resume_unwind(panic));
                parts.push(part.into_iter());
            }
            let next = |at: usize| parts.get_mut(at % threads).and_then(Iterator::next);
            (0..count).map(next).map(Option::unwrap_or_default).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use compiler::OneByOne;
    use rules::clause::Norm;

    #[test]
    fn the_order_is_that_of_the_text() {
        let one = |at: usize| {
            let norm = Norm::new("flood").with("repeats", i64::try_from(at).unwrap());
            Reading { found: vec![norm], scores: Vec::new() }
        };
        for count in [0, 1, 15, 33, 1_000] {
            assert_eq!(AllCores.read(count, &one), OneByOne.read(count, &one));
        }
    }
}
