//! The bare workload as one writes it with `rand_distr`: one replication at a time, counts as integers.

use super::workload::{
    ADVANCE, ARRIVALS, HIGHEST, INVITES, LEAVE, LOWEST, Outcome, PAYING, PERIODS, REVENUE_SCALE, REVENUE_SHAPE,
    SERVICE, SPEND, STAGES,
};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Binomial, Distribution, Gamma, Poisson};

/// Chances of one replication.
struct Rates {
    advance: [f64; STAGES],
    /// Of those who do not advance.
    leave: [f64; STAGES],
}

/// One replication; `cohorts` keeps the people of each period of arrival apart.
pub fn replication(seed: u64, replication: u32, cohorts: bool) -> Outcome {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed << 32 | u64::from(replication));
    let rates = rates(&mut rng);
    let mut rows = vec![[0_u64; STAGES]; if cohorts { PERIODS } else { 1 }];
    let mut profit = 0.0;
    for period in 0..PERIODS {
        let arrived = poisson(ARRIVALS, &mut rng);
        let invited = poisson(INVITES * paying(&rows) as f64, &mut rng);
        for row in &mut rows {
            advance(row, &rates, &mut rng);
        }
        let row = if cohorts { period } else { 0 };
        rows[row][0] += arrived + invited;
        let paying = paying(&rows) as f64;
        profit += revenue(paying, &mut rng) - SERVICE * paying - SPEND;
    }
    let people: u64 = rows.iter().flatten().sum();
    Outcome { people: people as f64, profit }
}

fn rates(rng: &mut Xoshiro256PlusPlus) -> Rates {
    let mut around = |mean: f64| mean * rng.random_range(LOWEST..HIGHEST);
    let advance = ADVANCE.map(&mut around);
    let leave = LEAVE.map(&mut around);
    Rates { advance, leave: std::array::from_fn(|stage| leave[stage] / (1.0 - advance[stage])) }
}

fn paying(rows: &[[u64; STAGES]]) -> u64 {
    rows.iter().flat_map(|row| &row[PAYING..]).sum()
}

/// Moves the people of a row, whoever enters a stage after those who were in it.
fn advance(row: &mut [u64; STAGES], rates: &Rates, rng: &mut Xoshiro256PlusPlus) {
    let mut entering = 0;
    for (stage, people) in row.iter_mut().enumerate() {
        let advancing = binomial(*people, rates.advance[stage], rng);
        let leaving = binomial(*people - advancing, rates.leave[stage], rng);
        *people = *people - advancing - leaving + entering;
        entering = advancing;
    }
}

fn binomial(n: u64, p: f64, rng: &mut Xoshiro256PlusPlus) -> u64 {
    let law = Binomial::new(n, p).expect("a chance lies between 0 and 1");
    law.sample(rng)
}

fn poisson(mean: f64, rng: &mut Xoshiro256PlusPlus) -> u64 {
    if mean == 0.0 {
        return 0;
    }
    let law = Poisson::new(mean).expect("a mean is positive and finite");
    law.sample(rng) as u64
}

fn revenue(paying: f64, rng: &mut Xoshiro256PlusPlus) -> f64 {
    if paying == 0.0 {
        return 0.0;
    }
    let law = Gamma::new(REVENUE_SHAPE * paying, REVENUE_SCALE).expect("people pay");
    law.sample(rng).round_ties_even()
}
