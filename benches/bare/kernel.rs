//! The bare workload written by hand over lanes: what a compiled scenario is measured against.
//!
//! The library's streams and samplers, but no program to be interpreted: stages are an array, chances are
//! prepared once a replication, and the number of paying people is kept as a running total.

use super::workload::{
    ADVANCE, ARRIVALS, HIGHEST, INVITES, LEAVE, LOWEST, Outcome, PAYING, PERIODS, REVENUE_SCALE, REVENUE_SHAPE,
    SERVICE, SPEND, STAGES,
};
use flywheel::base::counts::Prob;
use flywheel::base::isa::{InstructionSet, Isa, Job, dispatch_on};
use flywheel::base::lanes::{LANES, Lanes, Words};
use flywheel::base::streams::{Address, Site, Streams};

/// Replications 0 to `n_replications` - 1 on one instruction set; `None` if this machine lacks it.
///
/// * `cohorts`: keep the people of each period of arrival apart
pub fn replications(seed: u64, n_replications: u32, cohorts: bool, set: InstructionSet) -> Option<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(n_replications as usize);
    let sites = Sites::new();
    for first in (0..n_replications).step_by(LANES) {
        let streams = Streams::new(seed, 0, first);
        let group = Group { streams: &streams, sites: &sites, cohorts };
        outcomes.extend(dispatch_on(set, group)?);
    }
    outcomes.truncate(n_replications as usize);
    Some(outcomes)
}

/// Sixteen replications, to be run under an instruction set.
struct Group<'a> {
    streams: &'a Streams,
    sites: &'a Sites,
    cohorts: bool,
}

/// Where the draws of the workload have their words.
struct Sites {
    rates: [Site; STAGES],
    moves: [Site; STAGES],
    /// Arrivals and invitations.
    newcomers: Site,
    revenue: Site,
}

impl Sites {
    fn new() -> Sites {
        let of_stage = |kind| std::array::from_fn(|stage| Site::named(&["bare", kind, &stage.to_string()]));
        Sites {
            rates: of_stage("rates"),
            moves: of_stage("moves"),
            newcomers: Site::named(&["bare", "newcomers"]),
            revenue: Site::named(&["bare", "revenue"]),
        }
    }
}

/// Chances of one group, prepared.
struct Rates {
    advance: [Prob; STAGES],
    /// Of those who do not advance.
    leave: [Prob; STAGES],
}

impl Job for Group<'_> {
    type Out = [Outcome; LANES];

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> [Outcome; LANES] {
        let rates = self.rates(isa);
        let mut rows = vec![[Lanes::ZERO; STAGES]; if self.cohorts { PERIODS } else { 1 }];
        let (mut paying, mut profit) = (Lanes::ZERO, Lanes::ZERO);
        for period in 0..PERIODS {
            let newcomers = self.newcomers(isa, period, paying);
            let present = if self.cohorts { period } else { 1 };
            for (cohort, row) in rows[..present].iter_mut().enumerate() {
                self.moves(isa, row, [period, cohort], &rates, &mut paying);
            }
            let row = if self.cohorts { period } else { 0 };
            rows[row][0] += newcomers;
            profit += self.revenue(isa, period, paying) - paying * Lanes::splat(SERVICE);
            profit -= Lanes::splat(SPEND);
        }
        let mut people = Lanes::ZERO;
        for stage in rows.iter().flatten() {
            people += *stage;
        }
        std::array::from_fn(|lane| Outcome { people: people.0[lane], profit: profit.0[lane] })
    }
}

impl Group<'_> {
    #[inline(always)]
    fn words<I: Isa>(&self, isa: I, site: Site, [period, cohort]: [usize; 2]) -> (Words, Words) {
        let address = Address { site, period: period as u16, class: cohort as u16, block: 0 };
        isa.pair(self.streams, &address)
    }

    #[inline(always)]
    fn rates<I: Isa>(&self, isa: I) -> Rates {
        let mut rates = Rates { advance: [Prob::ZERO; STAGES], leave: [Prob::ZERO; STAGES] };
        for stage in 0..STAGES {
            let (first, second) = self.words(isa, self.sites.rates[stage], [0, 0]);
            let around = |mean: f64, words: &Words| {
                let spread = |u| mean * (LOWEST + (HIGHEST - LOWEST) * u);
                isa.uniform(words).map(spread)
            };
            let advance = around(ADVANCE[stage], &first);
            let leave = around(LEAVE[stage], &second);
            isa.prepare(&mut rates.advance[stage], &advance);
            isa.prepare(&mut rates.leave[stage], &(leave / (Lanes::ONE - advance)));
        }
        rates
    }

    /// Arrivals and invited people, who are the guests of those who pay at the start of the period.
    #[inline(always)]
    fn newcomers<I: Isa>(&self, isa: I, period: usize, paying: Lanes) -> Lanes {
        let (first, second) = self.words(isa, self.sites.newcomers, [period, 0]);
        let arrived = isa.poisson(&Lanes::splat(ARRIVALS), &first);
        let invited = isa.poisson(&(paying * Lanes::splat(INVITES)), &second);
        arrived + invited
    }

    /// Moves the people of a row, whoever enters a stage after those who were in it.
    #[inline(always)]
    fn moves<I: Isa>(&self, isa: I, row: &mut [Lanes; STAGES], place: [usize; 2], rates: &Rates, paying: &mut Lanes) {
        let mut entering = Lanes::ZERO;
        for (stage, people) in row.iter_mut().enumerate() {
            // The first people of a cohort take as many periods to get here as there are stages before.
            if !people.any_positive() {
                *people = entering;
                entering = Lanes::ZERO;
                continue;
            }
            let (first, second) = self.words(isa, self.sites.moves[stage], place);
            let mut advancing = Lanes::ZERO;
            // From the last stage nobody advances.
            if stage + 1 < STAGES {
                advancing = isa.binomial(people, &rates.advance[stage], &first);
            }
            let others = *people - advancing;
            let leaving = isa.binomial(&others, &rates.leave[stage], &second);
            *people = others - leaving + entering;
            if stage + 1 == PAYING {
                *paying += advancing;
            }
            if stage >= PAYING {
                *paying -= leaving;
            }
            entering = advancing;
        }
    }

    #[inline(always)]
    fn revenue<I: Isa>(&self, isa: I, period: usize, paying: Lanes) -> Lanes {
        let (first, second) = self.words(isa, self.sites.revenue, [period, 0]);
        let shape = paying * Lanes::splat(REVENUE_SHAPE);
        let drawn = isa.gamma(&shape, &first, &second);
        (drawn * Lanes::splat(REVENUE_SCALE)).map(f64::round_ties_even)
    }
}
