//! Published cohort models with their published figures: two examples of health economics' textbook.
//!
//! Briggs, Claxton & Sculpher 2006, *Decision Modelling for Health Economic Evaluation* (Oxford), examples 2.5
//! (lamivudine and zidovudine for HIV, after Chancellor et al. 1997) and 3.5 (two prostheses for the hip). Both
//! change with time; the figures with all their digits are those of the book's online spreadsheets. Other ways to
//! count than theirs are compared with sums made here.

use crate::play::*;

const PEOPLE: f64 = 1000.0;

/// Present value of one person, in whole money.
fn npv_per_person(text: &str) -> f64 {
    expectation(&model(text)).total(0, "npv").expect("a present value") / 100.0 / PEOPLE
}

#[derive(Clone, Copy)]
enum Count {
    Start,
    Mid,
    End,
}

const COUNTS: [(Count, &str); 3] = [(Count::Start, "start"), (Count::Mid, "mid"), (Count::End, "end")];

impl Count {
    /// On how many of those before and after a period its money is booked.
    fn of(self, before: f64, after: f64) -> f64 {
        match self {
            Count::Start => before,
            Count::Mid => (before + after) / 2.0,
            Count::End => after,
        }
    }
}

/// `[[1, a], [2, b], ...]`
fn schedule(values: impl Iterator<Item = f64>) -> String {
    let steps: Vec<String> = values.enumerate().map(|(t, value)| format!("[{}, {value:?}]", t + 1)).collect();
    format!("{{ schedule = [{}], per = \"year\" }}", steps.join(", "))
}

/// Example 2.5: health states A, B, C; everybody in A at the start, 20 years, costs at 6%, life years at 0%.
mod hiv {
    use super::*;

    const YEARS: usize = 20;
    /// Out of each state: to A, B, C, death.
    const COUNTED: [[f64; 4]; 3] = [[1251.0, 350.0, 116.0, 17.0], [0.0, 731.0, 512.0, 15.0], [0.0, 0.0, 1312.0, 437.0]];
    const CARE: [f64; 3] = [2756.0, 3052.0, 9007.0];
    const ZIDOVUDINE: f64 = 2278.0;
    const LAMIVUDINE: f64 = 2086.5;

    /// With lamivudine too, for two years, the risks are 0.509 times as large.
    fn risk(combined: bool, year: usize) -> f64 {
        if combined && year <= 2 { 0.509 } else { 1.0 }
    }

    fn chance(combined: bool, from: usize, to: usize, year: usize) -> f64 {
        COUNTED[from][to] / COUNTED[from].iter().sum::<f64>() * risk(combined, year)
    }

    fn cost(combined: bool, state: usize, year: usize) -> f64 {
        CARE[state] + ZIDOVUDINE + if combined && year <= 2 { LAMIVUDINE } else { 0.0 }
    }

    fn scenario(combined: bool, count: &str) -> String {
        let rate = |from, to| schedule((1..=YEARS).map(|year| chance(combined, from, to, year)));
        let each = |state| schedule((1..=YEARS).map(|year| cost(combined, state, year)));
        format!(
            r#"
            [time]
            step = "year"
            periods = {YEARS}
            discount_rate = "6% per year"
            [stages.a]
            role = "customer"
            start = 1000
            to.b = {}
            to.c = {}
            to.exit = {}
            [stages.b]
            role = "customer"
            to.c = {}
            to.exit = {}
            [stages.c]
            role = "customer"
            to.exit = {}
            [costs]
            a = {{ on = "a", each = {} }}
            b = {{ on = "b", each = {} }}
            c = {{ on = "c", each = {} }}
            [money]
            count = "{count}"
            end_value = "none"
            "#,
            rate(0, 1),
            rate(0, 2),
            rate(0, 3),
            rate(1, 2),
            rate(1, 3),
            rate(2, 3),
            each(0),
            each(1),
            each(2),
        )
    }

    /// Discounted cost and years lived of one person.
    fn by_hand(combined: bool, count: Count) -> (f64, f64) {
        let (mut people, mut costs, mut years) = ([1.0, 0.0, 0.0], 0.0, 0.0);
        for year in 1..=YEARS {
            let before = people;
            for from in 0..3 {
                for to in from + 1..4 {
                    let moved = before[from] * chance(combined, from, to, year);
                    people[from] -= moved;
                    if to < 3 {
                        people[to] += moved;
                    }
                }
            }
            for state in 0..3 {
                let counted = count.of(before[state], people[state]);
                costs += counted * cost(combined, state, year) / 1.06_f64.powi(year as i32);
                years += people[state];
            }
        }
        (costs, years)
    }

    #[test]
    fn monotherapy_and_combination_cost_and_last_what_the_book_says() {
        for (combined, cost, years) in [(false, 44_663.4535637, 7.9912066), (true, 50_601.6513312, 8.9373889)] {
            assert_close(-npv_per_person(&scenario(combined, "end")), cost, 1e-6);
            let e = expectation(&model(&scenario(combined, "end")));
            let lived: f64 = (1..=YEARS as u32).map(|year| expected_at(&e, "customers", year)).sum();
            assert_close(lived / PEOPLE, years, 1e-7);
            assert_close(by_hand(combined, Count::End).1, years, 1e-7);
        }
    }

    #[test]
    fn costs_counted_at_the_start_or_half_way_are_the_sums_by_hand() {
        for combined in [false, true] {
            for (count, word) in COUNTS {
                let right = by_hand(combined, count).0;
                assert_close(-npv_per_person(&scenario(combined, word)), right, 1e-9 * right);
            }
        }
    }
}

/// Example 3.5: a woman of 60; revision by a Weibull law since the operation, death by age; 60 years.
mod hip {
    use super::*;

    const YEARS: usize = 60;

    /// Revisions of the primary prosthesis in year t; the new one has exp(-1.344474) times the hazard.
    fn revision(new: bool, year: usize) -> f64 {
        let shape = 0.3740968_f64.exp();
        let scale = (-5.490935_f64 - 0.0367022 * 60.0 + if new { -1.344474 } else { 0.0 }).exp();
        let t = year as f64;
        // In the first year they are operated on; nobody has a prosthesis to be revised yet.
        if year == 1 { 0.0 } else { 1.0 - (scale * ((t - 1.0).powf(shape) - t.powf(shape))).exp() }
    }

    /// Deaths a year of women in England by age, as the book gives them.
    fn death(year: usize) -> f64 {
        match 60 + year {
            ..65 => 0.0067,
            65..75 => 0.0193,
            75..85 => 0.0535,
            _ => 0.1548,
        }
    }

    fn prosthesis(new: bool) -> f64 {
        if new { 579.0 } else { 394.0 }
    }

    /// Money and quality of life are discounted at different rates, so they are scenarios of their own.
    fn scenario(new: bool, money: &str, rate: &str, count: &str) -> String {
        let years = || 1..=YEARS;
        format!(
            r#"
            [time]
            step = "year"
            periods = {YEARS}
            discount_rate = "{rate} per year"
            [stages.operated]
            role = "customer"
            start = 1000
            to.well = "98% per year"
            to.exit = "2% per year"
            [stages.well]
            role = "customer"
            to.revised = {}
            to.exit = {}
            [stages.revised]
            role = "customer"
            to.well-again = {}
            to.exit = {}
            [stages.well-again]
            role = "customer"
            to.revised = "4% per year"
            to.exit = {}
            [money]
            count = "{count}"
            end_value = "none"
            count_start = true
            {money}
            "#,
            schedule(years().map(|t| revision(new, t))),
            schedule(years().map(death)),
            schedule(years().map(|t| 0.98 - death(t))),
            schedule(years().map(|t| 0.02 + death(t))),
            schedule(years().map(death)),
        )
    }

    fn costs(new: bool) -> String {
        format!(
            "[costs]\noperation = {{ on = \"operated\", each = \"${} per year\" }}\n\
             revision = {{ on = \"revised\", each = \"$5294 per year\" }}",
            prosthesis(new)
        )
    }

    /// A year's quality of life in dollars.
    const QUALITY: &str = "[revenue]\nwell = { on = \"well\", each = \"$0.85 per year\" }\n\
        revised = { on = \"revised\", each = \"$0.30 per year\" }\n\
        again = { on = \"well-again\", each = \"$0.75 per year\" }";

    /// Present value of amounts by state (operated, well, revised, well again) at a rate, from period 0 on.
    fn by_hand(new: bool, amounts: [f64; 4], rate: f64, count: Count) -> f64 {
        let (mut people, mut value) = ([1.0, 0.0, 0.0, 0.0], amounts[0]);
        for year in 1..=YEARS {
            let [operated, well, revised, again] = people;
            let (dies, fails) = (death(year), revision(new, year));
            let before = people;
            people = [
                0.0,
                0.98 * operated + well * (1.0 - fails - dies),
                well * fails + again * 0.04,
                revised * (0.98 - dies) + again * (0.96 - dies),
            ];
            for state in 0..4 {
                value += amounts[state] * count.of(before[state], people[state]) / (1.0 + rate).powi(year as i32);
            }
        }
        value
    }

    #[test]
    fn both_prostheses_cost_and_give_what_the_book_says() {
        for (new, cost, quality) in [(false, 512.434658, 14.6531896), (true, 610.311818, 14.69770986)] {
            assert_close(-npv_per_person(&scenario(new, &costs(new), "6%", "end")), cost, 1e-6);
            assert_close(npv_per_person(&scenario(new, QUALITY, "1.5%", "end")), quality, 1e-7);
        }
    }

    #[test]
    fn people_are_where_the_book_has_them() {
        let e = expectation(&model(&scenario(false, &costs(false), "6%", "end")));
        let right = [
            (2, [0.97265720, 0.0007768, 0.0, 0.02656600]),
            (5, [0.93783561, 0.00132115, 0.00268314, 0.05816010]),
            (8, [0.88040225, 0.00168398, 0.00618146, 0.11173231]),
        ];
        for (year, shares) in right {
            let metrics = ["people[well]", "people[revised]", "people[well-again]", "exited"];
            for (metric, share) in metrics.into_iter().zip(shares) {
                assert_close(expected_at(&e, metric, year) / PEOPLE, share, 5e-9);
            }
        }
    }

    #[test]
    fn money_counted_at_the_start_or_half_way_is_the_sum_by_hand() {
        for new in [false, true] {
            for (count, word) in COUNTS {
                let cost = by_hand(new, [prosthesis(new), 0.0, 5294.0, 0.0], 0.06, count);
                assert_close(-npv_per_person(&scenario(new, &costs(new), "6%", word)), cost, 1e-9 * cost);
                let quality = by_hand(new, [0.0, 0.85, 0.30, 0.75], 0.015, count);
                assert_close(npv_per_person(&scenario(new, QUALITY, "1.5%", word)), quality, 1e-9 * quality);
            }
        }
    }
}
