//! Figures of a plan beside itself with one thing altered: what they are.
//!
//! They come from paired runs (`analysis::contributions`, `analysis::coast`), so there is nothing here to observe.

use super::{Definition, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[
    &FRICTION_COST,
    &FRICTION_HALF,
    &FRICTIONS_TOGETHER,
    &FRICTION_INTERACTION,
    &INITIATIVE_WORTH,
    &LEVERAGE,
    &NEXT_DOLLAR,
    &BRIDGE,
    &COAST_HALF_LIFE,
    &COAST_REMAINING,
];

/// The outcome is the net present value if the scenario has money, else customers at the horizon.
const fn paired(
    id: &'static str,
    label: &'static str,
    unit: Unit,
    meaning: &'static str,
    formula: &'static str,
) -> Definition {
    Definition { id, index: None, label, unit, meaning, formula, source: "paired futures: same inputs, same luck" }
}

const FRICTION_COST: Definition = Definition {
    index: Some("friction"),
    ..paired(
        "friction_cost",
        "Cost of a friction",
        Unit::Money,
        "what the plan would gain without this friction, all else in place: net present value if the scenario has \
         money, else customers at the horizon",
        "outcome without the friction - outcome, in the same futures",
    )
};
const FRICTION_HALF: Definition = Definition {
    index: Some("friction"),
    ..paired(
        "friction_half",
        "Gain from halving a friction",
        Unit::Money,
        "what the plan would gain if half of what is left of this friction were removed",
        "outcome with half of the friction - outcome, in the same futures",
    )
};
const FRICTIONS_TOGETHER: Definition = paired(
    "frictions_together",
    "Cost of all frictions",
    Unit::Money,
    "what the plan would gain without all of its frictions",
    "outcome without any friction - outcome, in the same futures",
);
const FRICTION_INTERACTION: Definition = paired(
    "friction_interaction",
    "Interaction of the frictions",
    Unit::Money,
    "what all frictions cost together beyond the sum of what each costs; above 0 where removing one makes removing \
     the next worth more",
    "frictions_together - sum of friction_cost",
);
const INITIATIVE_WORTH: Definition = Definition {
    index: Some("initiative"),
    ..paired(
        "initiative_worth",
        "Net worth of an initiative",
        Unit::Money,
        "what the plan gains by having this initiative, its cost taken off; `chance` is the share of the futures in \
         which it pays, `per_cost` the net worth per unit of money that is paid for it",
        "outcome - outcome of the plan without it, in the same futures",
    )
};
const LEVERAGE: Definition = Definition {
    index: Some("lever"),
    ..paired(
        "leverage",
        "Leverage",
        Unit::Money,
        "what a tenth more of a transition's probability, of a channel's spend (of its people, if it does not buy \
         them) or of a referral's invitations is worth",
        "outcome with 1.1 times the lever - outcome, in the same futures",
    )
};
const NEXT_DOLLAR: Definition = Definition {
    index: Some("channel"),
    source: "paired draws of the inputs, luck averaged out by the mean field",
    ..paired(
        "next_dollar",
        "Net gain of 10% more spend on a channel",
        Unit::Money,
        "what a tenth more spend on a channel brings within the run beyond what it costs; `chance` is the chance, over \
         what is not known and luck aside, that it pays; only of channels whose spend buys their people",
        "E[npv with 1.1 times the spend | inputs] - E[npv | inputs]",
    )
};
const BRIDGE: Definition = paired(
    "bridge",
    "Bridge from the base",
    Unit::Money,
    "which change of the plan brings what: each left out once, all others in place; what they bring together beyond \
     the sum is their interaction",
    "outcome - outcome of the plan without the change; interactions = plan - base - sum of the changes",
);
const COAST_HALF_LIFE: Definition = paired(
    "coast_half_life",
    "Half-life when the spend stops",
    Unit::Periods,
    "first period after all spend on channels stops from which new customers stay at or below half of their mean \
     over the 3 periods before the stop",
    "min t, counted from the last period with spend, with new_customers <= half of that mean from t to T",
);
const COAST_REMAINING: Definition = paired(
    "coast_remaining",
    "Customers left a year after the spend stops",
    Unit::Share,
    "customers a year after the stop as a share of those there would be with the spend going on",
    "customers without spend / customers with spend, in the same futures",
);
