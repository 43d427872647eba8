//! Step 7, money: every line of a period, rounded half-even to whole minor units once.
//!
//! A line is the sum of its parts: amounts per person and step on those present at the end of the period (or at its
//! start, or on the mean of both), per passage or arrival, per step. Who buys several times a step makes a Poisson
//! number of purchases. With a spread (coefficient of variation) v, n amounts together are one gamma with shape n / v².
//! Parts are rounded such that they add up to their line. Lines that are a share of the revenue come last.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{here, before, flows, numbers}`, writes `State::{parts, amounts, margins, times, revenue, reward,
//! commission}`.

use super::luck::Luck;
use super::state::{State, held, sum};
use crate::base::lanes::Lanes;
use crate::base::streams::Address;
use crate::model::Count;
use crate::program::{Due, Line, Part, Program};

/// Blocks of a part's address: its amounts, and how many purchases there are.
const AMOUNTS: u8 = 0;
const TIMES: u8 = 1;

/// On whom money per person and step is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Booked {
    /// A period's people, as each part says.
    Period,
    /// The people of period 0, and nothing but money per person.
    Start,
}

/// Books a period whose people are where they are at its end.
///
/// * `due`: on how many units a part of a line (its line and its number) is booked, of those on which it would be
#[inline(always)]
pub fn settle<L: Luck>(
    program: &Program,
    state: &mut State,
    luck: &L,
    period: u16,
    due: impl Fn((usize, usize), Lanes) -> Lanes,
) {
    lines(program, state, luck, period, Booked::Period, &due);
    for r in 0..program.referrals.len() {
        state.reward[r] = reward(program, r, state, luck);
        state.commission[r] = commission(program, r, state, luck);
    }
}

/// The money per person of the people at the start, where period 0 counts too; what they bring in in one period, at
/// list prices, is the revenue of which budgets of period 1 are a share.
pub fn of_the_start<L: Luck>(program: &Program, state: &mut State, luck: &L) {
    if program.accounting.count_start {
        lines(program, state, luck, 0, Booked::Start, &|_, units| units);
    }
    let mut revenue = Lanes::ZERO;
    for line in program.lines.iter().filter(|line| line.margin.is_some()) {
        let times = line.times.map_or(Lanes::ONE, |times| state.numbers[times]);
        for part in &line.parts {
            if let Due::People { cells, .. } = &part.due {
                revenue += sum(&state.here, cells) * times * state.numbers[part.each];
            }
        }
    }
    state.revenue = revenue;
}

#[inline(always)]
fn lines<L: Luck>(
    program: &Program,
    state: &mut State,
    luck: &L,
    period: u16,
    booked: Booked,
    due: &impl Fn((usize, usize), Lanes) -> Lanes,
) {
    for (l, line) in program.lines.iter().enumerate().filter(|(_, line)| !is_share_of_revenue(line)) {
        book((l, line), state, luck, period, booked, due);
    }
    let earned = |&(line, _): &(&Line, &Lanes)| line.margin.is_some() && !is_share_of_revenue(line);
    let revenue = program.lines.iter().zip(&state.amounts).filter(earned);
    state.revenue = revenue.fold(Lanes::ZERO, |total, (_, amount)| total + *amount);
    for (l, line) in program.lines.iter().enumerate().filter(|(_, line)| is_share_of_revenue(line)) {
        book((l, line), state, luck, period, booked, due);
    }
}

#[inline(always)]
fn is_share_of_revenue(line: &Line) -> bool {
    line.parts.iter().any(|part| matches!(part.due, Due::Revenue))
}

/// One line: parts rounded in their order, each to what makes the sum so far whole.
#[inline(always)]
fn book<L: Luck>(
    (l, line): (usize, &Line),
    state: &mut State,
    luck: &L,
    period: u16,
    booked: Booked,
    due: &impl Fn((usize, usize), Lanes) -> Lanes,
) {
    let (mut exact, mut so_far, mut times) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for (p, part) in line.parts.iter().enumerate() {
        let address = Address { site: line.site, period, class: p as u16, block: AMOUNTS };
        let units = due((l, p), units(part, state, booked));
        let (n, amount) = amounts(line, part, units, state, luck, address);
        times += n;
        exact += amount;
        let whole = luck.booked(exact);
        state.parts[l][p] = whole - so_far;
        so_far = whole;
    }
    state.times[l] = times;
    state.amounts[l] = so_far;
    if let Some(margin) = line.margin {
        state.margins[l] = luck.booked(so_far * state.numbers[margin]);
    }
}

/// How many amounts of so many units of a part there are, and their total before rounding.
#[inline(always)]
fn amounts<L: Luck>(
    line: &Line,
    part: &Part,
    units: Lanes,
    state: &mut State,
    luck: &L,
    address: Address,
) -> (Lanes, Lanes) {
    if !units.any_positive() {
        return (Lanes::ZERO, Lanes::ZERO);
    }
    let n = match line.times {
        None => units,
        Some(times) => {
            let mean = held(units * state.numbers[times].max(Lanes::ZERO), &mut state.crowded);
            luck.poisson(&mean, &luck.words(&Address { block: TIMES, ..address }).0)
        }
    };
    let each = state.numbers[part.each];
    let amount = match line.shape {
        None => n * each,
        Some(shape) => {
            let shape = state.numbers[shape];
            luck.gamma(&(n * shape), &address) * (each / shape)
        }
    };
    (n, amount)
}

/// How many people, passages or steps an amount is due for; of a share, the revenue.
#[inline(always)]
fn units(part: &Part, state: &State, booked: Booked) -> Lanes {
    match &part.due {
        Due::Revenue => state.revenue,
        Due::People { cells, .. } if booked == Booked::Start => sum(&state.here, cells),
        _ if booked == Booked::Start => Lanes::ZERO,
        Due::People { cells, less, on } => {
            let at_end = || sum(&state.here, cells) - sum(&state.flows, less);
            match on {
                Count::End => at_end(),
                Count::Start => sum(&state.before, cells),
                Count::Mid => (sum(&state.before, cells) + at_end()) * Lanes::splat(0.5),
            }
        }
        Due::NewPeople(flows) | Due::Flows(flows) => sum(&state.flows, flows),
        Due::Step => Lanes::ONE,
    }
}

/// What is paid for the people whom a referral brought.
#[inline(always)]
fn reward<L: Luck>(program: &Program, r: usize, state: &State, luck: &L) -> Lanes {
    let referral = &program.referrals[r];
    luck.booked(sum(&state.flows, &referral.rewarded) * state.numbers[referral.reward])
}

/// The inviters' share of the revenue booked for those who became customers in this period.
#[inline(always)]
fn commission<L: Luck>(program: &Program, r: usize, state: &State, luck: &L) -> Lanes {
    let Some(share) = program.referrals[r].commission else { return Lanes::ZERO };
    let source = Some(program.channels.len() + r);
    let mut first_revenue = Lanes::ZERO;
    for (line, amounts) in program.lines.iter().zip(&state.parts).filter(|(line, _)| line.margin.is_some()) {
        for (part, amount) in line.parts.iter().zip(amounts) {
            if part.first && part.source == source {
                first_revenue += *amount;
            }
        }
    }
    luck.booked(first_revenue * state.numbers[share])
}

#[cfg(test)]
mod tests {
    use super::super::played::{Played, assert_all_near, assert_law, assert_near, model};
    use crate::model::{Count, Model, Number, Per, StageId};

    fn constant(x: f64) -> Number {
        Number::Constant(x)
    }

    /// 100 customers who pay $10 a month, of whom a tenth leaves; support costs a third of a cent for each.
    fn shop() -> Model {
        model(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 3
            [stages.visitor]
            start = 70
            to.customer = "10% per month"
            [stages.customer]
            role = "customer"
            start = 100
            to.exit = "10% per month"
            [revenue.fee]
            on = "customer"
            each = "$10 per month"
            [costs.support]
            on = ["visitor", "customer"]
            each = "$0.10 per month"
            "#,
        )
    }

    /// Nobody joins: 100 at the start, 90 at the end of the first month.
    fn without_visitors() -> Model {
        let mut model = shop();
        model.plans[0].stages[0].start = 0.0;
        model
    }

    #[test]
    fn money_per_person_is_booked_on_those_at_the_end_the_start_or_the_mean_of_both() {
        for (count, expected) in [
            (Count::End, [90_000.0, 81_000.0, 72_900.0]),
            (Count::Start, [100_000.0, 90_000.0, 81_000.0]),
            (Count::Mid, [95_000.0, 85_500.0, 76_950.0]),
        ] {
            let mut model = without_visitors();
            model.plans[0].revenue[0].count = count;
            let played = Played::expected(&model);
            assert_all_near(&played.series(played.program.index.revenue[0]), &expected);
        }
    }

    /// 7 of the 70 visitors join in the first month: their money is told apart, half of it at half cycle.
    #[test]
    fn first_revenue_is_that_of_people_who_became_customers_in_the_period() {
        for (count, all, first) in
            [(Count::End, 97_000.0, 7_000.0), (Count::Mid, 98_500.0, 3_500.0), (Count::Start, 100_000.0, 0.0)]
        {
            let mut model = shop();
            model.plans[0].revenue[0].count = count;
            let played = Played::expected(&model);
            let index = &played.program.index;
            assert_near(played.mean(index.revenue[0], 1), all);
            assert_near(played.mean(index.first_revenue, 1), first);
        }
    }

    #[test]
    fn what_a_line_counts_as_adds_up_to_the_line_to_the_cent() {
        let mut model = shop();
        for kind in &mut model.plans[0].kinds {
            kind.costs[0] = constant(1.0 / 3.0);
        }
        let played = Played::drawn(&model, 256);
        let index = &played.program.index;
        for period in 1..=3 {
            let cost = played.values(index.cost[0], period);
            let parts: Vec<Vec<f64>> =
                index.cost_as[0].iter().flatten().map(|record| played.values(*record, period)).collect();
            assert_eq!(parts.len(), 2, "acquisition and service");
            let (visitors, customers) = (index.people[0].expect("a stage"), index.people[1].expect("a stage"));
            let (visitors, customers) = (played.values(visitors, period), played.values(customers, period));
            for future in 0..256 {
                assert_eq!(parts[0][future] + parts[1][future], cost[future]);
                assert_eq!(cost[future], ((visitors[future] + customers[future]) / 3.0).round_ties_even());
                assert!((parts[0][future] - visitors[future] / 3.0).abs() < 1.0);
            }
        }
    }

    /// 100 customers (none leaves) buy Poisson(2) times a month: mean and variance 200. Baskets of $10 with
    /// coefficient of variation 1/2 make the revenue compound: variance 200 · 10² · (1 + 1/4).
    #[test]
    fn purchases_are_poisson_and_their_baskets_vary() {
        let mut model = model(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 1
            [stages.customer]
            role = "customer"
            start = 100
            [revenue.baskets]
            on = "customer"
            each = "$10 per month"
            "#,
        );
        model.plans[0].revenue[0].times = Some(constant(2.0));
        let played = Played::drawn(&model, 4_096);
        let times = played.program.index.times[0].expect("purchases are counted");
        let (times, revenue) = (played.values(times, 1), played.values(played.program.index.revenue[0], 1));
        assert_law(&times, 200.0, 200.0);
        assert!(times.iter().zip(&revenue).all(|(times, revenue)| *revenue == times * 1_000.0));
        model.plans[0].revenue[0].spread = Some(constant(0.5));
        let played = Played::drawn(&model, 4_096);
        let dollars: Vec<f64> =
            played.values(played.program.index.revenue[0], 1).iter().map(|cents| cents / 100.0).collect();
        assert_law(&dollars, 2_000.0, 200.0 * 100.0 * 1.25);
        let played = Played::expected(&model);
        assert_near(played.mean(played.program.index.revenue[0], 1), 200_000.0);
    }

    /// A fee of 2.9% of the revenue, rounded once.
    #[test]
    fn a_cost_that_is_a_share_of_revenue_is_of_all_that_was_booked_in_the_period() {
        let mut model = shop();
        model.plans[0].costs[0].per = Per::Revenue;
        for kind in &mut model.plans[0].kinds {
            kind.costs[0] = constant(0.029);
        }
        let played = Played::drawn(&model, 256);
        let index = &played.program.index;
        for period in 1..=3 {
            let (revenue, fee) = (played.values(index.revenue[0], period), played.values(index.cost[0], period));
            let expected: Vec<f64> = revenue.iter().map(|revenue| (revenue * 0.029).round_ties_even()).collect();
            assert_eq!(fee, expected);
        }
    }

    /// The people of period 0 pay once more, and what is a share of that is due; without `count_start` period 0 has
    /// no money at all.
    #[test]
    fn the_people_of_period_0_are_booked_if_the_scenario_wants_it() {
        let mut model = shop();
        model.accounting.count_start = true;
        model.plans[0].revenue[0].margin = constant(0.8);
        let played = Played::drawn(&model, 16);
        let index = &played.program.index;
        assert_eq!(played.values(index.revenue[0], 0), [100_000.0; 16]);
        assert_eq!(played.values(index.margin[0], 0), [80_000.0; 16]);
        assert_eq!(played.values(index.cost[0], 0), [1_700.0; 16]);
        model.accounting.count_start = false;
        let played = Played::drawn(&model, 16);
        assert!(played.values(played.program.index.revenue[0], 0).iter().all(|amount| amount.is_nan()));
    }

    /// Nothing is left in a line from the group of futures that was played before.
    #[test]
    fn a_line_without_people_is_nothing() {
        let mut model = shop();
        model.plans[0].revenue[0].per = Per::Person(vec![StageId(0)]);
        model.plans[0].stages[0].start = 0.0;
        let played = Played::drawn(&model, 256);
        assert_eq!(played.series(played.program.index.revenue[0]), [0.0; 3]);
    }
}
