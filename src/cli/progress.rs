//! Progress on standard error, and Ctrl-C.

use super::Failure;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C does not end the process but is noticed by [`interrupted`], between two blocks of work: so
/// that nothing half-written stays behind.
pub(super) fn notice_interrupts() -> Result<(), Failure> {
    let noticed = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
    noticed.map_err(|error| Failure::Work(format!("cannot listen to Ctrl-C: {error}")))
}

pub(super) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// A bar that shows how many of `total` pieces are done; hidden if `quiet` or not on a terminal.
pub(super) fn bar(total: usize, quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let style = ProgressStyle::with_template("{bar:40} {percent}%  {eta} left").expect("a template that is known");
    let bar = ProgressBar::with_draw_target(Some(total as u64), target).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A bar over several jobs, in units of their effort, with a message about the job at hand.
pub(super) fn bar_of_jobs(effort: u64, quiet: bool) -> ProgressBar {
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let style =
        ProgressStyle::with_template("{bar:30} {percent}%  {eta} left  {msg}").expect("a template that is known");
    let bar = ProgressBar::with_draw_target(Some(effort), target).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
