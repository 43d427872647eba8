//! Recurring revenue: what it is in a month, and what moved it.
//!
//! List prices times people, not drawn amounts. The engine books the stock and its movements per step in
//! whole minor units, so that they add up exactly:
//! `mrr_t = mrr_(t-1) + new + expansion + reactivation - contraction - churned`. Figures are shown for a
//! month, whatever the step.

use super::catalogue::{Metric, Things};
use super::{Base, Definition, Figure, Series, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[
    &MRR,
    &NEW_MRR,
    &EXPANSION_MRR,
    &CONTRACTION_MRR,
    &CHURNED_MRR,
    &REACTIVATION_MRR,
    &QUICK_RATIO,
    &NRR,
    &GRR,
    &ARPU,
];

const fn mrr(id: &'static str, label: &'static str, meaning: &'static str, formula: &'static str) -> Definition {
    let source = "usual definition, as ChartMogul gives it";
    Definition { id, index: None, label, unit: Unit::MoneyPerMonth, meaning, formula, source }
}

const MRR: Definition = mrr(
    "mrr",
    "Monthly recurring revenue",
    "what the recurring revenue lines bring in a month at list prices, at the end of the period",
    "mrr_t = mrr_(t-1) + new_mrr + expansion_mrr + reactivation_mrr - contraction_mrr - churned_mrr",
);
const NEW_MRR: Definition =
    mrr("new_mrr", "New MRR", "of people who pay for the first time in the period", "people * price after");
const EXPANSION_MRR: Definition = mrr(
    "expansion_mrr",
    "Expansion MRR",
    "what people who pay already pay more than at the start of the period",
    "sum of rises of price",
);
const CONTRACTION_MRR: Definition = mrr(
    "contraction_mrr",
    "Contraction MRR",
    "what people who go on paying pay less than at the start of the period",
    "sum of falls of price",
);
const CHURNED_MRR: Definition =
    mrr("churned_mrr", "Churned MRR", "of people who stop paying in the period", "people * price before");
const REACTIVATION_MRR: Definition = mrr(
    "reactivation_mrr",
    "Reactivation MRR",
    "of people who paid before, had stopped, and pay again",
    "people * price after",
);

const QUICK_RATIO: Definition = Definition {
    id: "quick_ratio",
    index: None,
    label: "Quick ratio",
    unit: Unit::Number,
    meaning: "recurring revenue won per unit lost; above 1 it grows; absent where nothing is lost",
    formula: "(new_mrr + expansion_mrr + reactivation_mrr) / (churned_mrr + contraction_mrr)",
    source: "Hamid, The SaaS Quick Ratio, Social Capital 2015",
};

const fn retention(id: &'static str, label: &'static str, meaning: &'static str, formula: &'static str) -> Definition {
    let source = "chained by period over all who pay; the usual definition follows those who paid a year ago, and \
                  gives less where new customers leave more slowly or higher prices dilute what is lost";
    Definition { id, index: None, label, unit: Unit::Share, meaning, formula, source }
}

const NRR: Definition = retention(
    "nrr",
    "Net revenue retention",
    "what became of recurring revenue over the last 12 months without new and returning customers; absent before",
    "product over the last 12 months of (M + expansion - contraction - churned) / M, M = mrr at the start of a period",
);
const GRR: Definition = retention(
    "grr",
    "Gross revenue retention",
    "the same without expansion",
    "product over the last 12 months of (M - contraction - churned) / M",
);

const ARPU: Definition = Definition {
    id: "arpu",
    index: None,
    label: "Recurring revenue per customer",
    unit: Unit::MoneyEach,
    meaning: "recurring revenue booked in the period per customer at its end; over several periods per customer and \
              period; absent without customers",
    formula: "recurring revenue_t / C_t",
    source: "usual definition",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let Some(records) = things.index.mrr else { return Vec::new() };
    let [stock, new, expansion, contraction, churned, reactivation] = records.map(Series::one);
    let won = new.clone().plus(&expansion).plus(&reactivation);
    let lost = churned.clone().plus(&contraction);
    let net = |gained: Series| gained.minus(&lost);
    let chained = |net: Series| Figure::Chained { stock: stock.clone(), net, periods: things.periods_per_year() };
    let movements = [
        (&NEW_MRR, &new),
        (&EXPANSION_MRR, &expansion),
        (&CONTRACTION_MRR, &contraction),
        (&CHURNED_MRR, &churned),
        (&REACTIVATION_MRR, &reactivation),
    ];
    let mut metrics = vec![Metric::plain(&MRR, Figure::Stock(stock.clone()))];
    metrics.extend(movements.map(|(definition, flow)| Metric::plain(definition, Figure::Flow(flow.clone()))));
    metrics.extend([
        Metric::plain(&QUICK_RATIO, Figure::Ratio { flow: won, base: Base::During(lost.clone()) }),
        Metric::plain(&NRR, chained(net(expansion.clone()))),
        Metric::plain(&GRR, chained(net(Series::default()))),
        Metric::plain(&ARPU, Figure::Ratio { flow: recurring_revenue(things), base: customers(things) }),
    ]);
    metrics
}

fn recurring_revenue(things: &Things) -> Series {
    let lines = things.plan.revenue.iter().zip(&things.index.revenue);
    Series::sum(lines.filter(|(line, _)| line.recurring).map(|(_, &record)| record))
}

fn customers(things: &Things) -> Base {
    Base::After(super::people::with_role(things, crate::model::Role::Customer))
}
