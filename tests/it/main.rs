//! The one integration test binary: every further one would link the whole library again.

mod bare;
mod layering;
mod known_answers;
mod play;
mod agreement;
mod sameness;
mod diagnostics;
mod language;
