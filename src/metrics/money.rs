//! Money: what comes in, what goes out, when it is back.

use super::catalogue::{Metric, Things};
use super::{Definition, Figure, Series, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[
    &REVENUE,
    &REVENUE_OF,
    &GROSS_MARGIN,
    &SPEND,
    &SPEND_OF,
    &COST,
    &COST_OF,
    &REFERRAL_COST,
    &INVESTMENT,
    &PROFIT,
    &CASH,
    &NPV,
    &ROI,
    &BREAK_EVEN,
    &FUNDING_NEED,
    &RUNWAY,
];

const fn money(id: &'static str, label: &'static str, meaning: &'static str, formula: &'static str) -> Definition {
    Definition { id, index: None, label, unit: Unit::Money, meaning, formula, source: "the scenario's money lines" }
}

const fn money_of(id: &'static str, index: &'static str, label: &'static str, meaning: &'static str) -> Definition {
    let formula = "amount of the line, rounded half-even to minor units once a period";
    Definition {
        id,
        index: Some(index),
        label,
        unit: Unit::Money,
        meaning,
        formula,
        source: "the scenario's money lines",
    }
}

const REVENUE: Definition = money("revenue", "Revenue", "revenue booked in the period", "sum of revenue[stream]");
const REVENUE_OF: Definition = money_of("revenue", "stream", "Revenue of a stream", "revenue booked on one line");
const GROSS_MARGIN: Definition = money(
    "gross_margin",
    "Gross margin",
    "revenue less what it costs to deliver it",
    "sum of revenue[stream] * margin",
);
const SPEND: Definition =
    money("spend", "Channel spend", "money spent on channels in the period", "sum of spend[channel]");
const SPEND_OF: Definition = money_of("spend", "channel", "Spend of a channel", "money spent on one channel");
const COST: Definition = money(
    "cost",
    "Costs",
    "cost lines booked in the period (channel spend and rewards not included)",
    "sum of cost[line]",
);
const COST_OF: Definition = money_of("cost", "line", "Cost of a line", "cost booked on one line");
const REFERRAL_COST: Definition =
    money("referral_cost", "Referral rewards", "rewards paid in the period", "accepted invitations arriving * reward");
const INVESTMENT: Definition =
    money("investment", "Investment", "money put into growth in the period", "spend + referral_cost");
const PROFIT: Definition =
    money("profit", "Profit", "what is left in the period", "gross_margin - spend - cost - referral_cost");
const CASH: Definition =
    money("cash", "Cash", "money at the end of the period", "cash at the start + cumulative profit");
const NPV: Definition = Definition {
    id: "npv",
    index: None,
    label: "Net present value",
    unit: Unit::Money,
    meaning: "profit of the whole run, discounted to the start at the scenario's yearly rate",
    formula: "sum over periods of profit_t / (1 + r)^years(t), at the end of each period",
    source: "Brealey, Myers & Allen, Principles of Corporate Finance, chapter 2",
};
const ROI: Definition = Definition {
    id: "roi",
    index: None,
    label: "Return on investment",
    unit: Unit::Share,
    meaning: "profit of the whole run per unit of money invested; absent without investment",
    formula: "(profit before investment - investment) / investment",
    source: "usual definition",
};
const BREAK_EVEN: Definition = Definition {
    id: "break_even",
    index: None,
    label: "Break-even",
    unit: Unit::Periods,
    meaning: "first period from which cumulative profit stays at or above zero to the end; later than the run if it \
              does not come",
    formula: "min t >= 1 with cumulative profit >= 0 from t to T",
    source: "usual definition",
};
const FUNDING_NEED: Definition = Definition {
    id: "funding_need",
    index: None,
    label: "Funding need",
    unit: Unit::Money,
    meaning: "the most money that is ever out at once",
    formula: "- lowest cumulative profit, at least 0",
    source: "usual definition",
};
const RUNWAY: Definition = Definition {
    id: "runway",
    index: None,
    label: "Runway",
    unit: Unit::Periods,
    meaning: "first period at whose end there is no money left; later than the run if it lasts",
    formula: "min t with cash_t < 0",
    source: "usual definition",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let (plan, index) = (things.plan, things.index);
    let all = |records: &[usize]| Series::sum(records.iter().copied());
    let (spend, rewards) = (all(&index.spend), all(&index.reward));
    let investment = spend.clone().plus(&rewards);
    let margin = all(&index.margin);
    let profit = margin.clone().minus(&all(&index.cost)).minus(&investment);
    let so_far = profit.clone().cumulated();
    let (cash, rate) = (Series::one(index.cash), Series::one(index.discount_per_year));
    let mut metrics = vec![
        Metric::plain(&REVENUE, Figure::Flow(all(&index.revenue))),
        Metric::plain(&GROSS_MARGIN, Figure::Flow(margin)),
        Metric::plain(&SPEND, Figure::Flow(spend)),
        Metric::plain(&COST, Figure::Flow(all(&index.cost))),
        Metric::plain(&REFERRAL_COST, Figure::Flow(rewards)),
        Metric::plain(&INVESTMENT, Figure::Flow(investment.clone())),
        Metric::plain(&PROFIT, Figure::Flow(profit.clone())),
        Metric::plain(&CASH, Figure::Level { start: cash.clone(), so_far: so_far.clone() }),
        Metric::plain(&NPV, Figure::PresentValue { flow: profit.clone(), rate }),
        Metric::plain(&ROI, Figure::TotalRatio { flow: profit, base: investment }),
        Metric::plain(&BREAK_EVEN, Figure::BreakEven(so_far.clone())),
        Metric::plain(&FUNDING_NEED, Figure::DeepestNeed(so_far.clone())),
    ];
    if things.has_cash {
        metrics.push(Metric::plain(&RUNWAY, Figure::RunsOut { start: cash, so_far }));
    }
    let lines = [(&REVENUE_OF, &plan.revenue, &index.revenue), (&COST_OF, &plan.costs, &index.cost)];
    for (definition, lines, records) in lines {
        for (line, record) in lines.iter().zip(records) {
            metrics.push(Metric::indexed(definition, &line.id, &line.label, Figure::Flow(Series::one(*record))));
        }
    }
    for (channel, record) in plan.channels.iter().zip(&index.spend) {
        let figure = Figure::Flow(Series::one(*record));
        metrics.push(Metric::indexed(&SPEND_OF, &channel.id, &channel.label, figure));
    }
    metrics
}
