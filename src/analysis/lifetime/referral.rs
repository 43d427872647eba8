//! Whom a customer brings, and how soon.

use super::Absent;
use super::view::View;
use crate::base::linear::{Matrix, spectral_radius};
use crate::program::Event;
use crate::program::person::Way;
use crate::program::worth::Entry;

impl View<'_> {
    /// Until the first churn or exit.
    fn stays_on(way: &Way) -> f64 {
        let churns = matches!(way.event, Some(Event::Churned | Event::UserChurned));
        if churns { 0.0 } else { 1.0 }
    }

    /// By place of the invited, accepted invitations that somebody in each state will send until the first
    /// churn or exit.
    fn future_accepted(&self) -> Result<Vec<Vec<f64>>, Absent> {
        if self.worth.invites.is_empty() {
            return Err(Absent::NoReferral);
        }
        let sent: Vec<Vec<f64>> = self.worth.invites.iter().map(|i| i.accepted.clone()).collect();
        self.in_time().solve(|_, way| Self::stays_on(way), &sent).ok_or(Absent::NeverLeaves)
    }

    /// Spectral radius of the expected accepted invitations into each place by one who entered at each.
    pub fn reproduction(&self) -> Result<f64, Absent> {
        let future = self.future_accepted()?;
        let mut generation = Matrix::zeros(self.worth.invites.len());
        for (from, invites) in self.worth.invites.iter().enumerate() {
            for (into, accepted) in future.iter().enumerate() {
                generation.add(from, into, accepted[invites.entry.state]);
            }
        }
        Ok(spectral_radius(&generation))
    }

    pub fn k_factor(&self) -> Result<f64, Absent> {
        let future = self.future_accepted()?;
        future.into_iter().map(|accepted| self.at_acquisition(&Ok(accepted))).sum()
    }

    pub fn new_per_new(&self) -> Result<f64, Absent> {
        let future = self.future_accepted()?;
        let (chance, _) = self.to_acquisition()?;
        let each = future.into_iter().zip(&self.worth.invites).map(|(accepted, invites)| {
            let sent = self.at_acquisition(&Ok(accepted))?;
            Ok(sent * got_there(&invites.entry, &chance))
        });
        each.sum()
    }

    /// Mean time between the acquisitions of a customer and of those whom she brings.
    ///
    /// Invitations of the period n after her acquisition have age n; then come the delay and the way of the
    /// invited to her own acquisition.
    pub fn cycle_time(&self) -> Result<f64, Absent> {
        let future = self.future_accepted()?;
        let (chance, time) = self.to_acquisition()?;
        // Sums of n x accepted: each period on the way adds all that is still to come.
        let per_period = |accepted: &Vec<f64>| {
            let passes = |state: usize| if self.worth.is_instant(state) { 0.0 } else { accepted[state] };
            (0..accepted.len()).map(passes).collect::<Vec<f64>>()
        };
        let sides: Vec<Vec<f64>> = future.iter().map(per_period).collect();
        let ages = self.in_time().solve(|_, way| Self::stays_on(way), &sides).ok_or(Absent::NeverLeaves)?;
        let (mut brought, mut took) = (0.0, 0.0);
        for ((invites, accepted), ages) in self.worth.invites.iter().zip(future).zip(ages) {
            let (accepted, ages) = (self.at_acquisition(&Ok(accepted))?, self.at_acquisition(&Ok(ages))?);
            let there = got_there(&invites.entry, &chance);
            let on_the_way = if invites.entry.acquires { 0.0 } else { time[invites.entry.state] };
            let delay: f64 = invites.delay.iter().enumerate().map(|(d, share)| d as f64 * share).sum();
            brought += accepted * there;
            took += ages * there + accepted * (delay * there + on_the_way);
        }
        if brought > 0.0 { Ok(took / brought) } else { Err(Absent::NoReferral) }
    }
}

/// Chance that somebody who comes in there becomes a customer.
fn got_there(entry: &Entry, chance: &[f64]) -> f64 {
    if entry.acquires { 1.0 } else { chance[entry.state] }
}
