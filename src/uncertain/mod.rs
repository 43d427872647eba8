//! Uncertain numbers: each family a quantile function.
//!
//! What is not known is drawn once per replication, from one uniform u, through the quantile function of
//! its [`Law`]: then low-discrepancy points, correlations and pairing work without touching a family, and
//! a greater u never means a smaller number. Each family has its page; [`Law`] is their common face.
//!
//! Nothing here calls the platform's mathematics, so the same u gives the same bits everywhere.

mod beta;
mod choice;
mod counted;
mod curve;
mod data;
mod error;
mod gamma;
mod interval;
mod law;
mod log_concave;
mod lognormal;
mod normal;
mod pert;
mod points;
mod quantiles;
mod scale;
mod shifted_beta_geometric;
mod special;
mod table;
mod triangular;
mod truncated;
mod uniform;

pub use beta::Beta;
pub use choice::Choice;
pub use counted::{dirichlet_shares, dirichlet_sticks};
pub use error::{LawError, Numbers};
pub use gamma::Gamma;
pub use law::{Cut, Law};
pub use normal::ScaledNormal;
pub use pert::Pert;
pub use points::Points;
pub use scale::Scale;
pub use shifted_beta_geometric::tail_probability;
pub use table::Tabulated;
pub use triangular::Triangular;
pub use truncated::Truncated;
pub use uniform::Uniform;
