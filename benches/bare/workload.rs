//! The bare workload: what `program.rs`, `plain.rs`, `kernel.rs` and `../baseline.py` all compute.
//!
//! A chain of 8 stages over 36 periods. Each period brings Poisson([`ARRIVALS`]) people to the first
//! stage and Poisson([`INVITES`] · paying at its start) more; everybody who was in advances, leaves or
//! stays; whoever is in a stage from [`PAYING`] on at the end of the period pays a gamma amount and costs
//! a service. The chances to advance and to leave are uncertain by 20%, uniformly, one draw each in a
//! replication. With cohorts, the people of each period of arrival are kept apart: the same laws, 36
//! times the cells.

/// Chance to advance to the next stage in a period, on average over the replications.
pub const ADVANCE: [f64; STAGES] = [0.30, 0.25, 0.20, 0.15, 0.10, 0.08, 0.05, 0.0];

/// Chance to leave for good in a period, on average over the replications.
pub const LEAVE: [f64; STAGES] = [0.10, 0.08, 0.06, 0.04, 0.03, 0.02, 0.02, 0.015];

pub const STAGES: usize = 8;
pub const PERIODS: usize = 36;

/// People in this stage and beyond pay and invite.
pub const PAYING: usize = 3;

/// Chances lie between these multiples of their averages.
pub const LOWEST: f64 = 0.8;
pub const HIGHEST: f64 = 1.2;

/// Mean arrivals per period.
pub const ARRIVALS: f64 = 1500.0;

/// Mean invitations per paying person and period; all are accepted.
pub const INVITES: f64 = 0.02;

/// A paying person's revenue per period is Gamma([`REVENUE_SHAPE`], [`REVENUE_SCALE`]), in cents.
pub const REVENUE_SHAPE: f64 = 2.0;
pub const REVENUE_SCALE: f64 = 1500.0;

/// Cents per paying person and period.
pub const SERVICE: f64 = 500.0;

/// Cents per period, whoever comes.
pub const SPEND: f64 = ARRIVALS * 9000.0;

/// What a replication comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// People in any stage at the end of the last period.
    pub people: f64,
    /// Revenue less service and spend over all periods, in cents.
    pub profit: f64,
}
