//! Where 16 replications stand in a period.

use crate::base::counts::{LARGEST_COUNT, Prob};
use crate::base::lanes::Lanes;
use crate::model::Count;
use crate::program::{Dragged, Due, Exit, Made, Part, Program, Record, Referral};

/// Everything that changes while a program runs; made once and used for one lane group after the other.
#[derive(Debug, Clone)]
pub struct State {
    /// Value of every slot.
    pub numbers: Vec<Lanes>,
    /// Whether a slot got another value in this period.
    pub changed: Vec<bool>,
    /// What formulas look up: see [`Signals`].
    pub signals: Signals,
    /// Effective probability of every exit, given that a person is in its cell.
    pub effective: Vec<Lanes>,
    /// The same, given that the person took no earlier exit; ready to draw from.
    pub conditional: Vec<Prob>,
    /// Standard normal noises of this period.
    pub noise: Vec<Lanes>,
    /// People per cell at the start of the period; after the moves, at its end.
    pub here: Vec<Lanes>,
    /// People per cell at the start of the period, where money is booked on them or recurring prices move; else
    /// empty.
    pub before: Vec<Lanes>,
    /// People per cell who have come, or stayed, in this period.
    pub entered: Vec<Lanes>,
    /// Movements of this period per flow.
    pub flows: Vec<Lanes>,
    /// Everybody who left for good so far.
    pub exited: Lanes,
    /// Everybody who came from outside in this period: arrivals of the channels and accepted invitations.
    pub newcomers: Lanes,
    /// Everybody who ever came, accepted invitations under way among them: who is in the market no more.
    pub ever: Lanes,
    /// People whom the market had no place for, in this period.
    pub cut: Lanes,
    /// Accepted invitations by referral, segment and the number of periods until they arrive.
    pub pipeline: Vec<Lanes>,
    /// Accepted invitations of one referral by segment, while they are dealt with.
    pub by_segment: Vec<Lanes>,
    /// Per referral, in this period.
    pub invitations: Vec<Lanes>,
    pub accepted: Vec<Lanes>,
    pub reward: Vec<Lanes>,
    pub invite_cost: Vec<Lanes>,
    pub commission: Vec<Lanes>,
    /// Per channel, in this period.
    pub spend: Vec<Lanes>,
    /// Per channel: the spend that still works, per step.
    pub stock: Vec<Lanes>,
    /// Per channel: the most people whom a campaign may take in this period.
    pub reach: Vec<Lanes>,
    /// What is left of them below one person, see [`super::Luck::apportioned`].
    pub reach_carried: Vec<Lanes>,
    /// Per line, in this period.
    pub amounts: Vec<Lanes>,
    pub margins: Vec<Lanes>,
    pub times: Vec<Lanes>,
    /// Per line and part, its amount in this period.
    pub parts: Vec<Vec<Lanes>>,
    /// All revenue of the last period booked (of the people at the start, before period 1).
    pub revenue: Lanes,
    /// Per initiative, in this period.
    pub investment: Vec<Lanes>,
    /// Who wants through a capacity in this period and stage, to be decided together.
    pub claims: Vec<Claim>,
    /// Per capacity, in this period: its places, who took one, and who found none.
    pub places: Vec<Lanes>,
    pub granted: Vec<Lanes>,
    pub waiting: Vec<Lanes>,
    /// Per capacity, what is left of its places below one.
    pub places_carried: Vec<Lanes>,
    /// Per test, of the round that is on.
    pub trials: Vec<Trials>,
    /// Recurring revenue per step: prices of the last period, and this period's figures.
    pub prices: Vec<Lanes>,
    pub mrr: Mrr,
    /// 1 where probabilities in force had to be scaled, or a friction was larger than its rate.
    pub scaled: Lanes,
    /// 1 where a count of this period was held at the largest count.
    pub crowded: Lanes,
    /// What those are worth who are there when the run ends, discounted to the start; 0 before.
    pub end_values: Vec<Lanes>,
}

/// What formulas look up and the future decides.
#[derive(Debug, Clone, Default)]
pub struct Signals {
    /// Per event, the period of its (latest) start, 0 before it came; `until`: the first period without it.
    pub begun: Vec<Lanes>,
    pub until: Vec<Lanes>,
    /// Per recurring event, the uniform that decides the next wait.
    pub next: Vec<Lanes>,
    /// 1 while the event is on.
    pub event: Vec<Lanes>,
    /// What each mechanism says of the period.
    pub mechanisms: Vec<Lanes>,
    /// Per round of all tests, 1 once adopted (in the mean field the chance of it).
    pub adopted: Vec<Lanes>,
    /// Share of the market that has not come yet.
    pub market_left: Lanes,
}

/// People of one cell who want to take an exit with a capacity.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    pub capacity: usize,
    pub exit: Exit,
    /// Where they go who find no place.
    pub rest: Exit,
    pub people: Lanes,
}

/// The data of a test so far: people and successes without and with the treatment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trials {
    pub people: [Lanes; 2],
    pub successes: [Lanes; 2],
}

/// Recurring revenue of a period, per step, in whole minor units.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mrr {
    pub total: Lanes,
    pub new: Lanes,
    pub expansion: Lanes,
    pub contraction: Lanes,
    pub churned: Lanes,
    pub reactivation: Lanes,
}

impl State {
    pub fn new(program: &Program) -> State {
        let zeros = |n: usize| vec![Lanes::ZERO; n];
        let places = |r: &Referral| r.pipeline + r.to.len() * (r.delay.len() + 1);
        let books_at_start = |part: &Part| matches!(&part.due, Due::People { on: Count::Start | Count::Mid, .. });
        let before = program.lines.iter().any(|line| line.parts.iter().any(books_at_start))
            || (0..program.recurring.prices.len()).any(|price| program.price_moves(price));
        State {
            numbers: zeros(program.numbers.len()),
            changed: vec![false; program.numbers.len()],
            signals: Signals {
                begun: zeros(program.events.len()),
                until: zeros(program.events.len()),
                next: zeros(program.events.len()),
                event: zeros(program.events.len()),
                mechanisms: zeros(program.mechanisms.len()),
                adopted: zeros(program.tests.iter().map(|test| test.rounds.len()).sum()),
                market_left: Lanes::splat(1.0),
            },
            effective: zeros(program.probabilities),
            conditional: vec![Prob::ZERO; program.probabilities],
            noise: zeros(program.noises.len()),
            here: zeros(program.cells),
            before: zeros(if before { program.cells } else { 0 }),
            entered: zeros(program.cells),
            flows: zeros(program.flows),
            exited: Lanes::ZERO,
            newcomers: Lanes::ZERO,
            ever: Lanes::ZERO,
            cut: Lanes::ZERO,
            pipeline: zeros(program.referrals.iter().map(places).max().unwrap_or(0)),
            by_segment: Vec::new(),
            invitations: zeros(program.referrals.len()),
            accepted: zeros(program.referrals.len()),
            reward: zeros(program.referrals.len()),
            invite_cost: zeros(program.referrals.len()),
            commission: zeros(program.referrals.len()),
            spend: zeros(program.channels.len()),
            stock: zeros(program.channels.len()),
            reach: zeros(program.channels.len()),
            reach_carried: zeros(program.channels.len()),
            amounts: zeros(program.lines.len()),
            margins: zeros(program.lines.len()),
            times: zeros(program.lines.len()),
            parts: program.lines.iter().map(|line| zeros(line.parts.len())).collect(),
            revenue: Lanes::ZERO,
            investment: zeros(program.initiatives.len()),
            claims: Vec::new(),
            places: zeros(program.capacities.len()),
            granted: zeros(program.capacities.len()),
            waiting: zeros(program.capacities.len()),
            places_carried: zeros(program.capacities.len()),
            trials: vec![Trials::default(); program.tests.len()],
            prices: zeros(program.recurring.prices.len()),
            mrr: Mrr::default(),
            scaled: Lanes::ZERO,
            crowded: Lanes::ZERO,
            end_values: zeros(program.end.as_ref().map_or(0, |end| end.reckoned.len())),
        }
    }

    /// Nobody is anywhere and nothing has happened; period 0 is made of it by `start::people`.
    #[inline(always)]
    pub fn clear(&mut self) {
        for lanes in [&mut self.here, &mut self.before, &mut self.entered, &mut self.pipeline, &mut self.flows] {
            lanes.fill(Lanes::ZERO);
        }
        for lanes in [&mut self.invitations, &mut self.accepted, &mut self.reward, &mut self.spend] {
            lanes.fill(Lanes::ZERO);
        }
        for lanes in [&mut self.reach_carried, &mut self.places_carried] {
            lanes.fill(Lanes::ZERO);
        }
        let signals = &mut self.signals;
        for lanes in [&mut signals.begun, &mut signals.until, &mut signals.event, &mut signals.adopted] {
            lanes.fill(Lanes::ZERO);
        }
        signals.mechanisms.fill(Lanes::ZERO);
        signals.market_left = Lanes::splat(1.0);
        self.trials.fill(Trials::default());
        self.stock.fill(Lanes::ZERO);
        self.revenue = Lanes::ZERO;
        self.mrr = Mrr::default();
        self.exited = Lanes::ZERO;
        self.newcomers = Lanes::ZERO;
        self.ever = Lanes::ZERO;
        self.scaled = Lanes::ZERO;
        self.crowded = Lanes::ZERO;
    }

    /// Those of the start have come.
    pub fn count_everybody(&mut self) {
        self.ever = self.here.iter().fold(Lanes::ZERO, |all, people| all + *people);
    }

    /// Takes over from the past: who is there, and what they brought in.
    pub fn go_on_from(&mut self, past: &State) {
        self.here.clone_from(&past.here);
        self.ever = past.ever;
        self.revenue = past.revenue;
    }

    /// A new period: nothing has happened in it yet.
    #[inline(always)]
    pub fn open_period(&mut self) {
        self.flows.fill(Lanes::ZERO);
        self.granted.fill(Lanes::ZERO);
        self.waiting.fill(Lanes::ZERO);
        self.newcomers = Lanes::ZERO;
        self.cut = Lanes::ZERO;
        self.crowded = Lanes::ZERO;
        if !self.before.is_empty() {
            self.before.copy_from_slice(&self.here);
        }
    }

    /// People come to where an exit leads.
    #[inline(always)]
    pub fn land(&mut self, exit: &Exit, people: Lanes) {
        if let Some(flow) = exit.flow {
            self.flows[flow] += people;
        }
        if let Some(cell) = exit.to {
            self.entered[cell] += people;
        }
    }

    /// Everybody who ever came: in a cell, gone for good, or accepted and under way.
    pub fn everybody(&self) -> Lanes {
        let mut total = self.exited;
        self.here.iter().chain(&self.pipeline).for_each(|people| total += *people);
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
            Record::InviteCost(r) => self.invite_cost[*r],
            Record::Commission(r) => self.commission[*r],
            Record::Investment(i) => self.investment[*i],
            Record::Parts(parts) => parts.iter().fold(Lanes::ZERO, |sum, &(l, p)| sum + self.parts[l][p]),
            Record::Times(l) => self.times[*l],
            Record::Places(c) => self.places[*c],
            Record::Granted(c) => self.granted[*c],
            Record::Waiting(c) => self.waiting[*c],
            Record::Adopted(round) => self.signals.adopted[*round],
            Record::Mrr => self.mrr.total,
            Record::NewMrr => self.mrr.new,
            Record::ExpansionMrr => self.mrr.expansion,
            Record::ContractionMrr => self.mrr.contraction,
            Record::ChurnedMrr => self.mrr.churned,
            Record::ReactivationMrr => self.mrr.reactivation,
            Record::CutByMarket => self.cut,
            Record::LostToFriction(dragged) => self.dragged(dragged).0,
            Record::WouldHaveGone(dragged) => self.dragged(dragged).1,
            Record::Spend(c) => self.spend[*c],
            Record::Amount(l) => self.amounts[*l],
            Record::Margin(l) => self.margins[*l],
            Record::Number(slot) => self.numbers[*slot],
            Record::Scaled => self.scaled,
            Record::Crowded => self.crowded,
            // Written down after the last period.
            Record::EndValue(_) => Lanes::ZERO,
        }
    }
}

impl State {
    /// Passages and invitations lost to frictions, and those there would have been without.
    fn dragged(&self, dragged: &[Dragged]) -> (Lanes, Lanes) {
        let (mut lost, mut all) = (Lanes::ZERO, Lanes::ZERO);
        for (made, frictions) in dragged {
            let mut through = Lanes::splat(1.0);
            for &(size, left) in frictions {
                through *= Lanes::splat(1.0) - self.numbers[size] * self.numbers[left];
            }
            let made = match made {
                Made::Passages(flows) => sum(&self.flows, flows),
                Made::Invitations(referral) => self.invitations[*referral],
            };
            let wanted = made.zip(through, |n, through| if through > 0.0 { n / through } else { n });
            lost += wanted - made;
            all += wanted;
        }
        (lost, all)
    }
}

/// A mean count, held at the largest that can be drawn exactly; where that was needed is marked.
#[inline(always)]
pub fn held(mean: Lanes, crowded: &mut Lanes) -> Lanes {
    *crowded = crowded.zip(mean, |mark, m| if m > LARGEST_COUNT { 1.0 } else { mark });
    mean.map(|m| m.min(LARGEST_COUNT))
}

/// Whole people in proportion to the weights; the largest remainders get one more, the earlier of equal ones.
///
/// * `people`: how many there are, a whole number
pub fn in_whole_people(people: f64, weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    // What is whole but for rounding is whole.
    let near = |quota: f64| if (quota - quota.round()).abs() < 1e-9 { quota.round() } else { quota };
    let quota = |weight: &f64| if total > 0.0 { near(people * weight / total) } else { 0.0 };
    let quotas: Vec<f64> = weights.iter().map(quota).collect();
    let mut whole: Vec<f64> = quotas.iter().map(|q| q.floor()).collect();
    let missing = (people - whole.iter().sum::<f64>()).round() as usize;
    let mut order: Vec<usize> = (0..quotas.len()).collect();
    order.sort_by(|&a, &b| (quotas[b] - whole[b]).total_cmp(&(quotas[a] - whole[a])).then(a.cmp(&b)));
    order.iter().cycle().take(missing).for_each(|&group| whole[group] += 1.0);
    whole
}

/// `p` of those `left`; what rounding alone keeps from being everybody is everybody.
#[inline(always)]
pub fn conditional_share(p: f64, left: f64) -> f64 {
    if p >= left * (1.0 - 1e-12) && p > 0.0 { 1.0 } else { p / left.max(f64::MIN_POSITIVE) }
}

/// Whole people, rounded down; what is whole but for rounding is whole (29% of 100 is 29).
#[inline(always)]
pub fn whole(x: Lanes) -> Lanes {
    x.map(|x| (x * (1.0 + 1e-12)).floor())
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
    for place in &pipeline[referral.pipeline..referral.pipeline + referral.to.len() * (referral.delay.len() + 1)] {
        total += *place;
    }
    total
}
