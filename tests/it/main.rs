//! The one integration test binary: every further one would link the whole library again.

mod layering;

mod diagnostics;
mod language;
