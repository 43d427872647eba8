//! Where 16 replications stand in a period.

use crate::base::counts::{LARGEST_COUNT, Prob};
use crate::base::lanes::Lanes;
use crate::program::{Program, Record};

/// Everything that changes while a program runs; made once and used for one lane group after the other.
#[derive(Debug, Clone)]
pub struct State {
    /// Value of every slot.
    pub numbers: Vec<Lanes>,
    /// Effective probability of every exit, given that a person is in its cell.
    pub effective: Vec<Lanes>,
    /// The same, given that the person took no earlier exit; ready to draw from.
    pub conditional: Vec<Prob>,
    /// People per cell at the start of the period; after the moves, at its end.
    pub here: Vec<Lanes>,
    /// People per cell who have come, or stayed, in this period.
    pub entered: Vec<Lanes>,
    /// Movements of this period per flow.
    pub flows: Vec<Lanes>,
    /// Everybody who left for good so far.
    pub exited: Lanes,
    /// Accepted invitations by referral and the number of periods until they arrive.
    pub pipeline: Vec<Lanes>,
    /// Per referral, in this period.
    pub invitations: Vec<Lanes>,
    pub accepted: Vec<Lanes>,
    pub reward: Vec<Lanes>,
    /// Per channel, in this period.
    pub spend: Vec<Lanes>,
    /// Per line, in this period.
    pub amounts: Vec<Lanes>,
    pub margins: Vec<Lanes>,
    /// 1 where probabilities in force had to be scaled.
    pub scaled: Lanes,
    /// 1 where a count of this period was held at the largest count.
    pub crowded: Lanes,
}

impl State {
    pub fn new(program: &Program) -> State {
        let zeros = |n: usize| vec![Lanes::ZERO; n];
        let places = program.referrals.iter().map(|r| r.pipeline + r.delay.len() + 1).max().unwrap_or(0);
        State {
            numbers: zeros(program.numbers.len()),
            effective: zeros(program.probabilities),
            conditional: vec![Prob::ZERO; program.probabilities],
            here: zeros(program.cells),
            entered: zeros(program.cells),
            flows: zeros(program.flows),
            exited: Lanes::ZERO,
            pipeline: zeros(places),
            invitations: zeros(program.referrals.len()),
            accepted: zeros(program.referrals.len()),
            reward: zeros(program.referrals.len()),
            spend: zeros(program.channels.len()),
            amounts: zeros(program.lines.len()),
            margins: zeros(program.lines.len()),
            scaled: Lanes::ZERO,
            crowded: Lanes::ZERO,
        }
    }

    /// Period 0: the people of the start and nobody else.
    #[inline(always)]
    pub fn start(&mut self, program: &Program) {
        for lanes in [&mut self.here, &mut self.entered, &mut self.pipeline, &mut self.flows] {
            lanes.fill(Lanes::ZERO);
        }
        for lanes in [&mut self.invitations, &mut self.accepted, &mut self.reward, &mut self.spend] {
            lanes.fill(Lanes::ZERO);
        }
        self.exited = Lanes::ZERO;
        self.crowded = Lanes::ZERO;
        for &(cell, people) in &program.start {
            self.here[cell] = Lanes::splat(people);
        }
    }

    /// Everybody who ever came: in a cell, gone for good, or accepted and under way.
    pub fn everybody(&self) -> Lanes {
        let mut total = self.exited;
        self.here.iter().chain(&self.pipeline).for_each(|people| total += *people);
        total
    }

    /// Those of this period: arrivals of the channels and accepted invitations.
    pub fn newcomers(&self, program: &Program) -> Lanes {
        let mut total = Lanes::ZERO;
        program.channels.iter().for_each(|channel| total += self.flows[channel.flow]);
        self.accepted.iter().for_each(|accepted| total += *accepted);
        total
    }

    /// The value of a series now.
    #[inline(always)]
    pub fn value(&self, program: &Program, record: &Record) -> Lanes {
        match record {
            Record::People(cells) => sum(&self.here, cells),
            Record::Flows(flows) => sum(&self.flows, flows),
            Record::Exited(_) => self.exited,
            Record::UnderWay(r) => under_way(&self.pipeline, program, *r),
            Record::Invitations(r) => self.invitations[*r],
            Record::Accepted(r) => self.accepted[*r],
            Record::Reward(r) => self.reward[*r],
            Record::Spend(c) => self.spend[*c],
            Record::Amount(l) => self.amounts[*l],
            Record::Margin(l) => self.margins[*l],
            Record::Number(slot) => self.numbers[*slot],
            Record::Scaled => self.scaled,
            Record::Crowded => self.crowded,
        }
    }
}

/// A mean count, held at the largest that can be drawn exactly; where that was needed is marked.
#[inline(always)]
pub fn held(mean: Lanes, crowded: &mut Lanes) -> Lanes {
    *crowded = crowded.zip(mean, |mark, m| if m > LARGEST_COUNT { 1.0 } else { mark });
    mean.map(|m| m.min(LARGEST_COUNT))
}

/// Total of some of the lanes.
#[inline(always)]
pub fn sum(of: &[Lanes], which: &[usize]) -> Lanes {
    let mut total = Lanes::ZERO;
    for &i in which {
        total += of[i];
    }
    total
}

#[inline(always)]
fn under_way(pipeline: &[Lanes], program: &Program, referral: usize) -> Lanes {
    let referral = &program.referrals[referral];
    let mut total = Lanes::ZERO;
    for place in &pipeline[referral.pipeline..=referral.pipeline + referral.delay.len()] {
        total += *place;
    }
    total
}
