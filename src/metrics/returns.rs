//! Returns: money over the whole run, when it is back, and how long it lasts.

use super::catalogue::{Metric, Things};
use super::money::{investment, profit};
use super::{Definition, Figure, Series, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[&CASH, &NPV, &ROI, &BREAK_EVEN, &FUNDING_NEED, &RUNWAY];

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
        "profit of the whole run, discounted to the start at the scenario's yearly rate; what is booked at period 0 \
         (count_start) is not discounted",
        "sum over periods of profit_t / (1 + r)^years(t), at the end of each period; discount = \"continuous\": \
         profit_t exp(-r years(t))",
    )
};
const ROI: Definition = whole_run(
    "roi",
    "Return on investment",
    Unit::Share,
    "profit of the whole run per unit of money invested; absent without investment",
    "(profit before investment - investment) / investment",
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
    let discount = things.accounting.discount;
    let mut metrics = vec![
        Metric::plain(&CASH, Figure::Level { start: start.clone(), so_far: so_far.clone() }),
        Metric::plain(&NPV, Figure::PresentValue { flow: profit.clone(), rate, discount }),
        Metric::plain(&ROI, Figure::TotalRatio { flow: profit, base: investment(things) }),
        Metric::plain(&BREAK_EVEN, Figure::BreakEven(so_far.clone())),
        Metric::plain(&FUNDING_NEED, Figure::DeepestNeed(so_far.clone())),
    ];
    if things.has_cash {
        metrics.push(Metric::plain(&RUNWAY, Figure::RunsOut { start, so_far }));
    }
    metrics
}
