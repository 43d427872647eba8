//! The horizon problem made visible: at which value of a customer who is still on board at the end the choice
//! flips.
//!
//! A run ends, its customers do not. With v for each customer at the horizon plan d is worth `E_d + v C_d`, a
//! line in v; the best plan by v is the upper edge of these lines.

use super::futures::{Estimate, jackknife};
use crate::base::lanes::LANES;

/// From which value on a plan is the best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reign {
    /// Index of the plan.
    pub plan: usize,
    /// Value of a customer at the horizon, in minor units of the outcome; 0 for the first.
    pub from: Estimate,
}

/// The plans that are best from 0 on upwards, each from its value on.
///
/// * `outcomes`, `customers`: per plan by future: money, and people on board at the horizon
pub fn reigns(outcomes: &[Vec<f64>], customers: &[Vec<f64>]) -> Vec<Reign> {
    let [worth, people] = [outcomes, customers].map(|plans| plans.iter().map(|p| Lanewise::of(p)).collect::<Vec<_>>());
    let lines = |without: Option<usize>| -> Vec<(f64, f64)> {
        worth.iter().zip(&people).map(|(e, c)| (e.mean(without), c.mean(without))).collect()
    };
    let all = lines(None);
    let Some(mut plan) = best_at_nothing(&all) else { return Vec::new() };
    let mut reigns = vec![Reign { plan, from: Estimate::default() }];
    while let Some((next, _)) = next_above(&all, plan) {
        let from = jackknife(|without| {
            let lines = lines(without);
            crossing(lines[plan], lines[next]).unwrap_or(f64::NAN)
        });
        reigns.push(Reign { plan: next, from });
        plan = next;
    }
    reigns
}

/// Totals by lane.
struct Lanewise([(f64, f64); LANES]);

impl Lanewise {
    fn of(values: &[f64]) -> Lanewise {
        let mut totals = [(0.0, 0.0); LANES];
        for (replication, value) in values.iter().enumerate() {
            totals[replication % LANES].0 += value;
            totals[replication % LANES].1 += 1.0;
        }
        Lanewise(totals)
    }

    fn mean(&self, without: Option<usize>) -> f64 {
        let kept = self.0.iter().enumerate().filter(|(lane, _)| Some(*lane) != without);
        let (sum, n) = kept.fold((0.0, 0.0), |all, (_, (sum, n))| (all.0 + sum, all.1 + n));
        sum / n
    }
}

/// The best plan where a customer is worth nothing; of equal ones the one with more customers.
fn best_at_nothing(lines: &[(f64, f64)]) -> Option<usize> {
    (0..lines.len()).rev().max_by(|a, b| lines[*a].0.total_cmp(&lines[*b].0).then(lines[*a].1.total_cmp(&lines[*b].1)))
}

/// The line that crosses this one first on the way up, and where.
fn next_above(lines: &[(f64, f64)], plan: usize) -> Option<(usize, f64)> {
    let crossings = (0..lines.len()).filter_map(|other| Some((other, crossing(lines[plan], lines[other])?)));
    // Of those that cross at the same place the steepest goes on above.
    crossings.min_by(|a, b| a.1.total_cmp(&b.1).then(lines[b.0].1.total_cmp(&lines[a.0].1)))
}

/// Where a steeper line passes this one.
fn crossing((worth, people): (f64, f64), (other_worth, other_people): (f64, f64)) -> Option<f64> {
    let steeper = other_people - people;
    (steeper > 1e-9 * people.abs().max(1e-9)).then(|| (worth - other_worth) / steeper)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plans(lines: &[(f64, f64)]) -> Vec<(usize, f64)> {
        let same = |x: f64| vec![x; 32];
        let [worth, people] =
            [0, 1].map(|i| lines.iter().map(|l| same(if i == 0 { l.0 } else { l.1 })).collect::<Vec<_>>());
        reigns(&worth, &people).iter().map(|reign| (reign.plan, reign.from.mean)).collect()
    }

    #[test]
    fn the_choice_flips_where_the_lines_cross() {
        // 100 + 10 v against 40 + 30 v: 60 / 20 = 3.
        assert_eq!(plans(&[(100.0, 10.0), (40.0, 30.0)]), [(0, 0.0), (1, 3.0)]);
        // A plan that is below the edge everywhere never reigns.
        assert_eq!(plans(&[(100.0, 10.0), (40.0, 30.0), (60.0, 15.0)]), [(0, 0.0), (1, 3.0)]);
        assert_eq!(plans(&[(0.0, 40.0), (100.0, 10.0), (80.0, 20.0)]), [(1, 0.0), (2, 2.0), (0, 4.0)]);
    }

    #[test]
    fn the_best_plan_with_most_customers_stays_the_best() {
        assert_eq!(plans(&[(100.0, 10.0), (40.0, 10.0), (100.0, 4.0)]), [(0, 0.0)]);
    }
}
