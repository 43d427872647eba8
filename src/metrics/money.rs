//! Money of a period: what comes in, what goes out, what is left.

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
    &INITIATIVE_COST,
    &INITIATIVE_COST_OF,
    &INVESTMENT,
    &PROFIT,
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
const REFERRAL_COST: Definition = money(
    "referral_cost",
    "Cost of referrals",
    "rewards and commissions paid, and invitations sent at a cost, in the period",
    "rewards due * reward + commission on first revenue + invitations * cost_per_invite",
);
const INVESTMENT: Definition =
    money("investment", "Investment", "money put into growth in the period", "spend + referral_cost + initiative_cost");
const PROFIT: Definition = money(
    "profit",
    "Profit",
    "what is left in the period",
    "gross_margin - spend - cost - referral_cost - initiative_cost",
);
const INITIATIVE_COST: Definition = money(
    "initiative_cost",
    "Cost of initiatives",
    "money put into initiatives and experiments in the period",
    "sum of initiative_cost[initiative]",
);
const INITIATIVE_COST_OF: Definition = Definition {
    id: "initiative_cost",
    index: Some("initiative"),
    label: "Cost of an initiative",
    unit: Unit::Money,
    meaning: "money put into one initiative, whether it works or not",
    formula: "upfront in the period it starts (an experiment: in the period after each adoption) + running",
    source: "the scenario's initiatives",
};

/// What is put into growth: channels, rewards, initiatives.
pub(super) fn investment(things: &Things) -> Series {
    let index = things.index;
    things.money(&index.spend).plus(&referral_cost(things)).plus(&things.money(&index.investment))
}

/// Rewards, commissions and the cost of sending invitations.
pub(super) fn referral_cost(things: &Things) -> Series {
    let index = things.index;
    things.money(&index.reward).plus(&things.money(&index.invite_cost)).plus(&things.money(&index.commission))
}

/// What is left.
pub(super) fn profit(things: &Things) -> Series {
    let index = things.index;
    things.money(&index.margin).minus(&things.money(&index.cost)).minus(&investment(things))
}

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let (plan, index) = (things.plan, things.index);
    let mut metrics: Vec<Metric> = [
        (&REVENUE, things.money(&index.revenue)),
        (&GROSS_MARGIN, things.money(&index.margin)),
        (&SPEND, things.money(&index.spend)),
        (&COST, things.money(&index.cost)),
        (&REFERRAL_COST, referral_cost(things)),
        (&INITIATIVE_COST, things.money(&index.investment)),
        (&INVESTMENT, investment(things)),
        (&PROFIT, profit(things)),
    ]
    .into_iter()
    .map(|(definition, flow)| Metric::plain(definition, Figure::Flow(flow)))
    .collect();
    let mut one = |definition: &'static Definition, id: &str, label: &str, record: usize| {
        metrics.push(Metric::indexed(definition, id, label, Figure::Flow(things.money(&[record]))));
    };
    plan.revenue.iter().zip(&index.revenue).for_each(|(line, &record)| one(&REVENUE_OF, &line.id, &line.label, record));
    plan.costs.iter().zip(&index.cost).for_each(|(line, &record)| one(&COST_OF, &line.id, &line.label, record));
    plan.channels.iter().zip(&index.spend).for_each(|(c, &record)| one(&SPEND_OF, &c.id, &c.label, record));
    let initiatives = plan.initiatives.iter().zip(&index.investment);
    initiatives.for_each(|(i, &record)| one(&INITIATIVE_COST_OF, &i.id, &i.label, record));
    metrics
}
