//! Recurring revenue: list prices times people, and what moved it.
//!
//! With N people who pay price a at the end of a period the stock is Σ N a. Its movements are those of people, each
//! at the price afterwards less the price before (nothing where they do not pay): new, reactivation, churned, and
//! expansion or contraction for those who go from one price to another, or stay while the price changes. So
//! `total - total of the last period = new + expansion + reactivation - contraction - churned`; all are rounded to
//! whole minor units, and what rounding leaves over goes to the largest movement, so that this holds to the cent.
//!
//! Reads `State::{here, before, flows, numbers}`, writes `State::{prices, mrr}`.

use super::luck::Luck;
use super::state::{Mrr, State, sum};
use crate::base::lanes::{LANES, Lanes};
use crate::program::{Program, Recurring, RecurringMove};

/// The stock of period 0, at the prices of the past; nothing has moved.
pub fn of_the_start<L: Luck>(program: &Program, state: &mut State, luck: &L) {
    let Recurring { prices, before, .. } = &program.recurring;
    let mut stock = Lanes::ZERO;
    for (price, ((cells, _), before)) in prices.iter().zip(before).enumerate() {
        state.prices[price] = state.numbers[*before];
        stock += sum(&state.here, cells) * state.prices[price];
    }
    state.mrr = Mrr { total: luck.booked(stock), ..Mrr::default() };
}

/// Stock and movements of a period whose people are where they are at its end.
pub fn settle<L: Luck>(program: &Program, state: &mut State, luck: &L) {
    if program.recurring.prices.is_empty() {
        return;
    }
    let before = state.mrr.total;
    let mut moved = movements(program, state);
    moved.total = luck.booked(stock(program, state));
    for movement in
        [&mut moved.new, &mut moved.expansion, &mut moved.contraction, &mut moved.churned, &mut moved.reactivation]
    {
        *movement = luck.booked(*movement);
    }
    give_rest_to_largest(&mut moved, before);
    state.mrr = moved;
    remember_prices(program, state);
}

fn stock(program: &Program, state: &State) -> Lanes {
    let prices = program.recurring.prices.iter();
    prices.fold(Lanes::ZERO, |total, (cells, price)| total + sum(&state.here, cells) * state.numbers[*price])
}

fn remember_prices(program: &Program, state: &mut State) {
    for (price, (_, slot)) in state.prices.iter_mut().zip(&program.recurring.prices) {
        *price = state.numbers[*slot];
    }
}

fn movements(program: &Program, state: &State) -> Mrr {
    let recurring = &program.recurring;
    let mut moved = Mrr::default();
    for (flows, from, to, kind) in &recurring.moves {
        let afterwards = to.map_or(Lanes::ZERO, |price| state.numbers[recurring.prices[price].1]);
        let amount = sum(&state.flows, flows) * (afterwards - from.map_or(Lanes::ZERO, |price| state.prices[price]));
        match kind {
            RecurringMove::New => moved.new += amount,
            RecurringMove::Reactivation => moved.reactivation += amount,
            RecurringMove::Churned => moved.churned -= amount,
            RecurringMove::Change => change(&mut moved, amount),
        }
    }
    for (i, ((cells, slot), leaving)) in recurring.prices.iter().zip(&recurring.leaving).enumerate() {
        // Only where a price may move are those of the start remembered.
        if program.price_moves(i) {
            let stayed = sum(&state.before, cells) - sum(&state.flows, leaving);
            change(&mut moved, stayed * (state.numbers[*slot] - state.prices[i]));
        }
    }
    moved
}

fn change(moved: &mut Mrr, amount: Lanes) {
    moved.expansion += amount.max(Lanes::ZERO);
    moved.contraction += (Lanes::ZERO - amount).max(Lanes::ZERO);
}

/// What the rounded movements lack of the difference of the rounded stocks: less than a few cents.
fn give_rest_to_largest(moved: &mut Mrr, before: Lanes) {
    let up = moved.new + moved.expansion + moved.reactivation;
    let rest = (moved.total - before) - (up - moved.contraction - moved.churned);
    for lane in 0..LANES {
        let rest = rest.0[lane];
        if rest == 0.0 {
            continue;
        }
        let mut movements = [
            (&mut moved.new.0[lane], 1.0),
            (&mut moved.expansion.0[lane], 1.0),
            (&mut moved.reactivation.0[lane], 1.0),
            (&mut moved.contraction.0[lane], -1.0),
            (&mut moved.churned.0[lane], -1.0),
        ];
        debug_assert!(
            rest.abs() <= 4.0 + 1e-9 * before.0[lane].abs(),
            "recurring revenue moved by {rest} more than its movements"
        );
        let mut largest = 0;
        for i in 1..movements.len() {
            if *movements[i].0 > *movements[largest].0 {
                largest = i;
            }
        }
        let (movement, sign) = &mut movements[largest];
        **movement += *sign * rest;
    }
}

#[cfg(test)]
mod tests {
    use super::super::played::{Played, assert_all_near, model, schedule};
    use crate::model::{Model, Number};

    /// 100 people on a basic plan of $10, none yet on the full one of $30; some pause and come back.
    fn saas() -> Model {
        let mut model = model(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 3
            [stages.trial]
            role = "user"
            to.basic = "50% per month"
            [stages.basic]
            role = "customer"
            start = 100
            to.full = "10% per month"
            to.paused = "5% per month"
            [stages.full]
            role = "customer"
            to.basic = "20% per month"
            to.exit = "10% per month"
            [stages.paused]
            role = "lapsed"
            to.full = "40% per month"
            [channels.site]
            to = "trial"
            arrivals = 20
            variation = "fixed"
            [revenue.basic]
            on = "basic"
            each = "$10 per month"
            [revenue.full]
            on = "full"
            each = "$30 per month"
            "#,
        );
        model.plans[0].revenue.iter_mut().for_each(|line| line.recurring = true);
        model
    }

    const TOTAL: usize = 0;

    /// Stock, new, expansion, contraction, churned, reactivation by period.
    fn figures(played: &Played) -> [Vec<f64>; 6] {
        played.program.index.mrr.expect("lines recur").map(|record| played.series(record))
    }

    /// By hand. Month 1: 10 go up by $20, 5 pause. Month 2 (20 in trial, 85 basic, 10 full, 5 paused): 10 join, 8.5
    /// go up, 4.25 pause, 2 go down, 1 leaves, 2 come back to $30.
    #[test]
    fn movements_are_people_times_price_afterwards_less_price_before() {
        let played = Played::expected(&saas());
        let [total, new, expansion, contraction, churned, reactivation] = figures(&played);
        assert_all_near(&expansion[..2], &[20_000.0, 17_000.0]);
        assert_all_near(&churned[..2], &[5_000.0, 4_250.0 + 3_000.0]);
        assert_all_near(&new[..2], &[0.0, 10_000.0]);
        assert_all_near(&contraction[..2], &[0.0, 4_000.0]);
        assert_all_near(&reactivation[..2], &[0.0, 6_000.0]);
        assert_all_near(&total[..2], &[115_000.0, 115_000.0 + 17_000.0 - 7_250.0 + 10_000.0 - 4_000.0 + 6_000.0]);
    }

    /// Everybody on the basic plan pays $12 from the second month on: the 81 who stay by $2 more each.
    #[test]
    fn a_price_that_rises_is_expansion_of_those_who_stay() {
        let mut model = saas();
        model.plans[0].channels[0].active = false;
        for kind in &mut model.plans[0].kinds {
            kind.revenue[0] = schedule(&[1_000.0, 1_200.0]);
        }
        let [total, new, expansion, contraction, churned, reactivation] = figures(&Played::expected(&model));
        // 85 basic, 10 full, 5 paused: 72.25 stay basic, 8.5 go up by $20, 4.25 pause, 2 come down to $12.
        assert_all_near(&expansion[1..2], &[72.25 * 200.0 + 8.5 * 2_000.0]);
        assert_all_near(&contraction[1..2], &[2.0 * 1_800.0]);
        assert_all_near(&churned[1..2], &[4.25 * 1_000.0 + 3_000.0]);
        assert_all_near(&new[1..2], &[0.0]);
        assert_all_near(&reactivation[1..2], &[6_000.0]);
        assert_all_near(&total[1..2], &[(72.25 + 2.0) * 1_200.0 + (7.0 + 8.5 + 2.0) * 3_000.0]);
    }

    /// Prices of fractions of a cent that change every month: the identity holds to the cent in every future.
    #[test]
    fn recurring_revenue_moves_by_its_movements_to_the_cent() {
        let mut model = saas();
        for kind in &mut model.plans[0].kinds {
            kind.revenue[0] = schedule(&[1_000.0 / 3.0, 401.77, 377.123]);
            kind.revenue[1] = Number::Constant(2_999.99 / 7.0);
        }
        let played = Played::drawn(&model, 512);
        let records = played.program.index.mrr.expect("lines recur");
        for period in 1..=3 {
            let before = played.values(records[TOTAL], period - 1);
            let [total, new, expansion, contraction, churned, reactivation] =
                records.map(|record| played.values(record, period));
            let (basic, full) = (played.program.index.people[1], played.program.index.people[2]);
            let basic = played.values(basic.expect("a stage"), period);
            let full = played.values(full.expect("a stage"), period);
            let price = [1_000.0 / 3.0, 401.77, 377.123][period as usize - 1];
            for i in 0..512 {
                let moved = new[i] + expansion[i] + reactivation[i] - contraction[i] - churned[i];
                assert_eq!(total[i] - before[i], moved);
                assert_eq!(total[i], (basic[i] * price + full[i] * (2_999.99 / 7.0)).round_ties_even());
                for figure in [total[i], new[i], expansion[i], contraction[i], churned[i], reactivation[i]] {
                    assert!(figure >= 0.0 && figure.fract() == 0.0, "{figure}");
                }
            }
        }
    }
}
