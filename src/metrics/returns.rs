//! Returns: money over the whole run, when it is back, and how long it lasts.

use super::catalogue::{Metric, Things};
use super::money::{investment, profit};
use super::{Definition, Figure, Series, Unit};
use crate::program::Reckoned;

pub(super) const DEFINITIONS: &[&Definition] =
    &[&CASH, &NPV, &END_VALUE, &NPV_IF, &ROI, &BREAK_EVEN, &FUNDING_NEED, &RUNWAY];

const fn whole_run(
    id: &'static str,
    label: &'static str,
    unit: Unit,
    meaning: &'static str,
    formula: &'static str,
) -> Definition {
    Definition { id, index: None, label, unit, meaning, formula, source: "usual definition" }
}

const CASH: Definition = Definition {
    source: "the scenario's money lines",
    ..whole_run("cash", "Cash", Unit::Money, "money at the end of the period", "cash at the start + cumulative profit")
};
const NPV: Definition = Definition {
    source: "Brealey, Myers & Allen, Principles of Corporate Finance, chapter 2",
    ..whole_run(
        "npv",
        "Net present value",
        Unit::Money,
        "profit of the whole run, discounted to the start at the scenario's yearly rate, and the end value: what those are \
         worth who are there when it ends; what is booked at period 0 (count_start) is not discounted",
        "sum over periods of profit_t / (1 + r)^years(t), at the end of each period, + end_value; discount = \
         \"continuous\": profit_t exp(-r years(t))",
    )
};
const END_VALUE: Definition = Definition {
    source: "docs/model.md, \"The end of the run\"",
    ..whole_run(
        "end_value",
        "Value at the end",
        Unit::Money,
        "what is expected, after the run, of everybody who is there at its end or on the way, discounted to the start: at the \
         rates then in force, without channel spend and fixed lines; as [money] end_value says",
        "sum over people of g^T g (k + P v), v = m + g (k + P v)",
    )
};
const NPV_IF: Definition = Definition {
    index: Some("end value"),
    source: "docs/model.md, \"The end of the run\"",
    ..whole_run(
        "npv_if",
        "Net present value by end value",
        Unit::Money,
        "net present value if those who are there at the end count for nothing (none), for what is expected of themselves \
         (customers), or also of those whom they bring (with referrals)",
        "sum over periods of discounted profit + the end value reckoned so",
    )
};
const ROI: Definition = whole_run(
    "roi",
    "Return on investment",
    Unit::Share,
    "profit of the whole run and the end value per unit of money invested; absent without investment",
    "(profit before investment + end_value - investment) / investment",
);
const BREAK_EVEN: Definition = whole_run(
    "break_even",
    "Break-even",
    Unit::Periods,
    "first period from which cumulative profit stays at or above zero to the end; later than the run if it does not \
     come",
    "min t >= 1 with cumulative profit >= 0 from t to T",
);
const FUNDING_NEED: Definition = whole_run(
    "funding_need",
    "Funding need",
    Unit::Money,
    "the most money that is ever out at once",
    "- lowest cumulative profit, at least 0",
);
const RUNWAY: Definition = whole_run(
    "runway",
    "Runway",
    Unit::Periods,
    "first period at whose end there is no money left; later than the run if it lasts",
    "min t with cash_t < 0",
);

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let (profit, index) = (profit(things), things.index);
    let so_far = profit.clone().cumulated();
    let (start, rate) = (Series::one(index.cash), Series::one(index.discount_per_year));
    let end = index.end_value.map(Series::one);
    let present_value = |end: Option<Series>| Figure::PresentValue {
        flow: profit.clone(),
        rate: rate.clone(),
        discount: things.accounting.discount,
        end,
    };
    let with_the_end = end.iter().fold(profit.clone(), |profit, end| profit.plus(end));
    let mut metrics = vec![
        Metric::plain(&CASH, Figure::Level { start: start.clone(), so_far: so_far.clone() }),
        Metric::plain(&NPV, present_value(end.clone())),
        Metric::plain(&ROI, Figure::TotalRatio { flow: with_the_end, base: investment(things) }),
        Metric::plain(&BREAK_EVEN, Figure::BreakEven(so_far.clone())),
        Metric::plain(&FUNDING_NEED, Figure::DeepestNeed(so_far.clone())),
    ];
    metrics.extend(end.map(|end| Metric::plain(&END_VALUE, Figure::Last(end))));
    if !index.end_values.is_empty() {
        let mut by_end = |name: &str, end: Option<Series>| {
            metrics.push(Metric::indexed(&NPV_IF, name, name, present_value(end)));
        };
        by_end("none", None);
        for (how, record) in &index.end_values {
            match how {
                Reckoned::Alone => by_end("customers", Some(Series::one(*record))),
                Reckoned::WithReferrals => by_end("with referrals", Some(Series::one(*record))),
                Reckoned::Each(_) => {}
            }
        }
    }
    if things.has_cash {
        metrics.push(Metric::plain(&RUNWAY, Figure::RunsOut { start, so_far }));
    }
    metrics
}
