//! Work that is cut into numbered pieces, on as many threads as there are: the only home of rayon.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Does `work` for every piece `0..pieces` and returns what came together.
///
/// Every thread has a collector of its own made by `make`; the collectors are put together with `merge`.
/// Which thread takes which piece is not defined, so the result is defined only if `work` and `merge` do not
/// depend on the order.
///
/// * `threads`: how many at most; `None` for all cores
/// * `go_on`: asked after every piece with the number of pieces done; `false` stops the work
///
/// Returns `None` if it was stopped.
pub fn collect<C: Send>(
    pieces: usize,
    threads: Option<usize>,
    make: impl Fn() -> C + Sync,
    work: impl Fn(&mut C, usize) + Sync,
    merge: impl Fn(C, C) -> C + Sync + Send,
    go_on: &(dyn Fn(usize) -> bool + Sync),
) -> Option<C> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let stopped = AtomicBool::new(false);
    let one_thread = || {
        let mut collector = make();
        while !stopped.load(Ordering::Relaxed) {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                break;
            }
            work(&mut collector, piece);
            if !go_on(done.fetch_add(1, Ordering::Relaxed) + 1) {
                stopped.store(true, Ordering::Relaxed);
            }
        }
        collector
    };
    let collected = on_threads(threads_for(pieces, threads), &one_thread, &merge);
    (!stopped.into_inner()).then_some(collected)
}

/// Applies `f` to every item and keeps the order. Items are much work each: a thread takes one after the other.
pub fn map<T: Send + Sync, U: Send>(items: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        items.par_iter().with_max_len(1).map(f).collect()
    }
    #[cfg(not(feature = "parallel"))]
    items.iter().map(f).collect()
}

/// Does two things, side by side if there is a thread for it.
pub fn both<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    #[cfg(feature = "parallel")]
    return rayon::join(one, other);
    #[cfg(not(feature = "parallel"))]
    (one(), other())
}

/// Number of threads that can have something to do.
fn threads_for(pieces: usize, threads: Option<usize>) -> usize {
    threads.unwrap_or_else(cores).clamp(1, pieces.max(1))
}

#[cfg(feature = "parallel")]
fn cores() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "parallel"))]
fn cores() -> usize {
    1
}

#[cfg(feature = "parallel")]
fn on_threads<C: Send>(
    threads: usize,
    one_thread: &(impl Fn() -> C + Sync),
    merge: &(impl Fn(C, C) -> C + Sync + Send),
) -> C {
    use rayon::prelude::*;
    if threads == 1 {
        return one_thread();
    }
    (0..threads).into_par_iter().with_max_len(1).map(|_| one_thread()).reduce_with(merge).expect("at least one thread")
}

#[cfg(not(feature = "parallel"))]
fn on_threads<C: Send>(_: usize, one_thread: &(impl Fn() -> C + Sync), _: &(impl Fn(C, C) -> C + Sync + Send)) -> C {
    one_thread()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_on_any_number_of_threads() {
        for threads in [None, Some(1), Some(2), Some(7)] {
            let work = |done: &mut Vec<usize>, piece| done.push(piece);
            let merge = |mut a: Vec<usize>, b: Vec<usize>| {
                a.extend(b);
                a
            };
            let mut done = collect(100, threads, Vec::new, work, merge, &|_| true).unwrap();
            done.sort_unstable();
            assert_eq!(done, (0..100).collect::<Vec<_>>());
        }
    }

    #[test]
    fn work_that_is_stopped_returns_nothing_and_does_not_go_on() {
        let done = AtomicUsize::new(0);
        let count = |_: &mut (), _| {
            done.fetch_add(1, Ordering::Relaxed);
        };
        let collected = collect(1000, Some(2), || (), count, |_, _| (), &|done| done < 10);
        assert!(collected.is_none());
        assert!(done.into_inner() < 20);
    }
}
