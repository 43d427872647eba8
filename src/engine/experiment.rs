//! Initiatives: controlled experiments are judged by their data, and what is undertaken is paid.
//!
//! After the last period of a round the two arms are compared by the pooled z-test for two proportions,
//! `z = (p1 - p0) / √(p (1 - p) (1/n1 + 1/n0))`, with p the share of successes in both arms together (Fleiss, Levin &
//! Paik 2003, *Statistical Methods for Rates and Proportions*, chapter 3). The treatment is adopted for everybody
//! from the next period on if z exceeds its critical value in the wanted direction: so without any effect 2.5% of the
//! rounds are adopted at a confidence of 95%.
//! `tests/it/agreement.rs` compares this with a person-by-person simulation.
//!
//! Reads `State::{trials, numbers}`, writes `State::{signals.adopted, trials, investment}`.

use super::luck::Luck;
use super::state::{State, Trials};
use crate::base::lanes::{LANES, Lanes};
use crate::program::{Initiative, Program};

/// Judges the rounds that end with this period.
pub fn judge<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (t, test) in program.tests.iter().enumerate() {
        let Some((round, _)) = test.round_on(period) else { continue };
        if test.rounds[round].1 != u32::from(period) {
            continue;
        }
        let trials = std::mem::take(&mut state.trials[t]);
        let z = z_of_difference(&trials);
        let wanted = if test.more_is_better { z } else { Lanes::ZERO - z };
        let adopted = luck.exceeds(&wanted, test.critical);
        // Where nobody was in an arm, or all did the same, there is nothing to judge by.
        state.signals.adopted[test.first_round + round] =
            adopted.zip(wanted, |yes, z| if z.is_nan() { 0.0 } else { yes });
    }
}

/// z of the treated against the others; NaN where an arm is empty or all or none were successes.
fn z_of_difference(trials: &Trials) -> Lanes {
    let mut out = Lanes::ZERO;
    for lane in 0..LANES {
        let [n0, n1] = trials.people.map(|people| people.0[lane]);
        let [s0, s1] = trials.successes.map(|successes| successes.0[lane]);
        let pooled = (s0 + s1) / (n0 + n1);
        let variance = pooled * (1.0 - pooled) * (1.0 / n0 + 1.0 / n1);
        let z = (s1 / n1 - s0 / n0) / variance.sqrt();
        out.0[lane] = if n0 > 0.0 && n1 > 0.0 && pooled > 0.0 && pooled < 1.0 { z } else { f64::NAN };
    }
    out
}

/// Books what the initiatives cost in this period.
pub fn invest<L: Luck>(program: &Program, state: &mut State, luck: &L, period: u16) {
    for (i, initiative) in program.initiatives.iter().enumerate() {
        let cost = if initiative.active { cost(program, initiative, state, period) } else { Lanes::ZERO };
        state.investment[i] = luck.booked(cost);
    }
}

fn cost(program: &Program, initiative: &Initiative, state: &State, period: u16) -> Lanes {
    let now = u32::from(period);
    let (upfront, running) = (state.numbers[initiative.upfront], state.numbers[initiative.running]);
    let test = initiative.test.map(|test| &program.tests[test]);
    let (runs, times_upfront) = match test {
        None => {
            let starts = if now == initiative.starts { Lanes::ONE } else { Lanes::ZERO };
            (initiative.starts <= now && now <= initiative.ends, starts)
        }
        // Between the rounds of a programme nothing is tested.
        Some(test) => {
            let mut adopted = Lanes::ZERO;
            for (round, (_, last, _)) in test.rounds.iter().enumerate() {
                if *last + 1 == now {
                    adopted += state.signals.adopted[test.first_round + round];
                }
            }
            (test.round_on(period).is_some(), adopted)
        }
    };
    let booked = times_upfront * upfront;
    if runs { booked + running } else { booked }
}

#[cfg(test)]
mod tests {
    use super::super::played::{Played, assert_all_near, assert_law, assert_near, assert_within, model};
    use crate::base::math::normal_cdf;
    use crate::model::{Model, Number};

    /// 4,000 visitors a month, 20% of whom buy; a month of test with everybody, and two months after it.
    fn shop(lift: f64, on: &str) -> Model {
        let text = format!(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 3
            [stages.visit]
            instant = true
            to.sale = "20%"
            [stages.sale]
            role = "customer"
            to.exit = "20% per month"
            [channels.street]
            to = "visit"
            arrivals = 4000
            variation = "fixed"
            [initiatives.button]
            active = true
            upfront = "$500"
            running = "$70 per month"
            starts = 1
            [initiatives.button.test]
            on = "{on}"
            lift = {lift}
            share = "100%"
            lasts = 1
            "#
        );
        model(&text)
    }

    fn adopted(played: &Played) -> Vec<f64> {
        played.values(played.program.index.adopted[0][0], 1)
    }

    /// A chance of 2.5%, 4.5 standard errors wide; the pooled z of 2,000 and 2,000 is normal to 1 in 10,000.
    #[test]
    fn without_an_effect_one_round_in_forty_is_adopted() {
        let adopted = adopted(&Played::drawn(&shop(0.0, "visit -> sale"), 16_384));
        let rate = adopted.iter().sum::<f64>() / adopted.len() as f64;
        assert_within(rate, 0.025, 4.5 * (0.025 * 0.975 / 16_384.0f64).sqrt() + 2e-4);
    }

    /// Power of the pooled test: z is normal around δ / σ0 with standard deviation σ1 / σ0, σ0 the pooled, σ1 the
    /// true standard error of the difference (Fleiss, Levin & Paik 2003, section 4.2).
    #[test]
    fn a_lift_is_found_as_often_as_theory_says() {
        let (p, n) = (0.2f64, 2_000.0);
        for lift in [0.1f64, 0.2] {
            let treated = p * (1.0 + lift);
            let pooled = (p + treated) / 2.0;
            let sd_pooled = (pooled * (1.0 - pooled) * 2.0 / n).sqrt();
            let sd_true = ((p * (1.0 - p) + treated * (1.0 - treated)) / n).sqrt();
            let power = normal_cdf((treated - p - 1.959_964 * sd_pooled) / sd_true);
            let adopted = adopted(&Played::drawn(&shop(lift, "visit -> sale"), 8_192));
            let rate = adopted.iter().sum::<f64>() / adopted.len() as f64;
            // Beside chance the arms themselves are random and the law discrete: some tenths of a percent.
            assert_within(rate, power, 4.5 * (power * (1.0 - power) / 8_192.0).sqrt() + 4e-3);
            let expected = Played::expected(&shop(lift, "visit -> sale"));
            let mean_field = normal_cdf((treated - p) / sd_pooled - 1.959_963_984_540_054);
            assert_near(expected.mean(expected.program.index.adopted[0][0], 1), mean_field);
        }
    }

    /// Treated in the test, half of the visitors buy with 0.3; then all, or none.
    #[test]
    fn during_a_test_half_are_treated_and_after_it_all_or_none() {
        let played = Played::drawn(&shop(0.5, "visit -> sale"), 2_048);
        let index = &played.program.index;
        assert_eq!(adopted(&played), vec![1.0; 2_048]);
        let sales = |period| played.values(index.transitions[0], period);
        // The sum of Binomial(4000, 1/2) people at 30% and the rest at 20%: each visitor buys with 25%.
        assert_law(&sales(1), 1_000.0, 4_000.0 * 0.25 * 0.75);
        assert_law(&sales(2), 1_200.0, 4_000.0 * 0.3 * 0.7);
        let played = Played::drawn(&shop(-0.5, "visit -> sale"), 2_048);
        assert_eq!(adopted(&played), vec![0.0; 2_048]);
        assert_law(&played.values(played.program.index.transitions[0], 2), 800.0, 4_000.0 * 0.2 * 0.8);
    }

    /// Nobody is there to leave in the first month: no data, nothing adopted, in the mean field too.
    #[test]
    fn without_data_nothing_is_adopted() {
        let model = shop(-0.9, "sale -> exit");
        for played in [Played::drawn(&model, 64), Played::expected(&model)] {
            assert!(adopted(&played).iter().all(|adopted| *adopted == 0.0));
        }
    }

    /// Fewer leave: churn is tested on the 800 customers of the second month, 20% against 2%.
    #[test]
    fn of_what_leads_out_less_is_wanted() {
        for (lift, wanted) in [(-0.9, 1.0), (0.9, 0.0)] {
            let mut model = shop(lift, "sale -> exit");
            (model.plans[0].tests[0].rounds[0].first, model.plans[0].tests[0].rounds[0].last) = (2, 2);
            let played = Played::drawn(&model, 256);
            assert_eq!(played.values(played.program.index.adopted[0][0], 2), vec![wanted; 256]);
            assert_eq!(played.values(played.program.index.adopted[0][0], 1), vec![0.0; 256]);
        }
    }

    #[test]
    fn a_test_is_paid_while_it_runs_and_its_treatment_after_it_is_adopted() {
        let money = |model: &Model| {
            let played = Played::drawn(model, 16);
            played.series(played.program.index.investment[0])
        };
        assert_eq!(money(&shop(0.9, "visit -> sale")), [7_000.0, 50_000.0, 0.0]);
        assert_eq!(money(&shop(-0.9, "visit -> sale")), [7_000.0, 0.0, 0.0]);
    }

    #[test]
    fn an_initiative_is_paid_from_its_start_to_its_end() {
        let mut model = model(
            r#"
            currency = "USD"
            [time]
            step = "month"
            periods = 3
            [stages.visitor]
            start = 10
            [initiatives.concierge]
            active = true
            upfront = "$500"
            "#,
        );
        let initiative = &mut model.plans[0].initiatives[0];
        (initiative.starts, initiative.ends) = (2, Some(2));
        initiative.running = Number::Constant(7_000.4);
        let played = Played::drawn(&model, 16);
        assert_eq!(played.series(played.program.index.investment[0]), [0.0, 57_000.0, 0.0]);
        let initiative = &mut model.plans[0].initiatives[0];
        (initiative.starts, initiative.ends) = (1, None);
        let played = Played::expected(&model);
        assert_all_near(&played.series(played.program.index.investment[0]), &[57_000.4, 7_000.4, 7_000.4]);
        model.plans[0].initiatives[0].active = false;
        let played = Played::drawn(&model, 16);
        assert_eq!(played.series(played.program.index.investment[0]), [0.0; 3]);
    }

    /// An acceptance of 10% is tested on a share of the invitations: those in the test, and only those, meet the lift.
    #[test]
    fn the_acceptance_of_invitations_can_be_tested() {
        let text = |lift: f64| {
            format!(
                r#"
                [time]
                step = "month"
                periods = 3
                [stages.member]
                start = 5000
                [stages.guest]
                [referrals.invite]
                from = ["member"]
                invites = 2
                accept = "10%"
                to = "guest"
                [initiatives.letter]
                active = true
                starts = 1
                [initiatives.letter.test]
                on = "referral:invite"
                lift = "{lift}%"
                share = "40%"
                lasts = 2
                "#
            )
        };
        let played = Played::drawn(&model(&text(100.0)), 2_048);
        let index = &played.program.index;
        // 10,000 invitations; 20% of them are treated.
        assert_law(&played.values(index.accepted[0], 1), 1_200.0, 1_200.0);
        assert_law(&played.values(index.accepted[0], 2), 1_200.0, 1_200.0);
        assert_eq!(played.values(index.adopted[0][0], 1), vec![0.0; 2_048]);
        assert_eq!(played.values(index.adopted[0][0], 2), vec![1.0; 2_048]);
        assert_law(&played.values(index.accepted[0], 3), 2_000.0, 2_000.0);
        let expected = Played::expected(&model(&text(100.0)));
        assert_near(expected.mean(index.accepted[0], 2), 1_200.0);
        // z of the expected counts of both months, 4,000 in each arm: 400 and 800.
        let z = 0.1 / (0.15 * 0.85 * 2.0 / 4_000.0f64).sqrt();
        assert_near(expected.mean(index.adopted[0][0], 2), normal_cdf(z - 1.959_963_984_540_054));
    }
}
