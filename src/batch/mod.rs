//! Many jobs: which scenarios there are to be done.

mod jobs;

pub use jobs::{FindError, Job, find};
