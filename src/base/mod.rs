//! What knows nothing about customers: time, money, places in a text, random streams, samplers of counts.

pub mod blocks;
pub mod calendar;
pub mod counts;
pub mod diagnostics;
pub mod gamma;
pub mod isa;
pub mod language;
pub mod lanes;
pub mod linear;
pub mod math;
pub mod migration;
pub mod money;
pub mod parallel;
pub mod stats;
pub mod streams;
