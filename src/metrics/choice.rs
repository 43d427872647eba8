//! Figures of a choice between plans: what they are.
//!
//! They come from plans side by side (`results::Duels`, `analysis::compare`), so there is nothing here to observe.

use super::{Definition, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[
    &DIFFERENCE,
    &SO_FAR,
    &AHEAD,
    &BETTER,
    &OUTGROWS,
    &CROSSOVER,
    &MONEY_BACK,
    &REGRET,
    &SHORTFALL,
    &EVPI,
    &EVPPI,
    &MATTERS,
];

/// The outcome is the scenario's `headline`; else the net present value if there is money, else customers.
const fn of_choice(
    id: &'static str,
    index: Option<&'static str>,
    label: &'static str,
    unit: Unit,
    meaning: &'static str,
    formula: &'static str,
    source: &'static str,
) -> Definition {
    Definition { id, index, label, unit, meaning, formula, source }
}

const DIFFERENCE: Definition = of_choice(
    "difference",
    Some("A vs B"),
    "Difference of two plans",
    Unit::Money,
    "what plan A has more of the outcome than plan B, future by future: the same inputs, the same luck; the outcome is \
     the headline of the report, else the net present value (without a discount rate the profit), else customers at \
     the horizon",
    "outcome under A - outcome under B in each future; by period: up to then",
    "common random numbers; Law, Simulation Modeling and Analysis, chapter 11",
);
const SO_FAR: Definition = of_choice(
    "difference_so_far",
    Some("outcome"),
    "Difference up to a period",
    Unit::Money,
    "what plan A has had more of the outcome than plan B from the start to the end of a period, future by future: the \
     same inputs, the same luck",
    "outcome under A up to t - outcome under B up to t in each future",
    "common random numbers; Law, Simulation Modeling and Analysis, chapter 11",
);
const AHEAD: Definition = of_choice(
    "ahead",
    Some("A vs B"),
    "Chance to be ahead",
    Unit::Chance,
    "share of the futures in which A has more of the outcome than B; both meet the same luck, so this is no chance of \
     winning against a competitor",
    "replications with A > B / replications, by period and over the run",
    "paired futures: same inputs, same luck",
);
const BETTER: Definition = of_choice(
    "better",
    Some("A vs B"),
    "Chance to be the better choice",
    Unit::Chance,
    "chance, over what is not known and luck aside, that A is the better choice than B; none where the inputs say \
     nothing about the difference and it is within the error of the simulation",
    "share of the draws of the inputs with E[A - B | inputs] > 0; the expectation by the mean field, or by a \
     cross-fitted regression",
    "docs/METHOD.md",
);
const OUTGROWS: Definition = of_choice(
    "outgrows",
    Some("A vs B"),
    "Chance to outgrow",
    Unit::Chance,
    "chance that a company on A beats one on B in the same world, each with luck of its own",
    "share of the replications with A under its luck > B under other luck",
    "replications with a second stream of luck",
);
const CROSSOVER: Definition = of_choice(
    "crossover",
    Some("A vs B"),
    "Stays ahead from",
    Unit::Periods,
    "first period from which A stays ahead of B to the end of the run",
    "min t with A - B > 0 in t..T, in each future; later than T if it does not come",
    "paired futures: same inputs, same luck",
);
const MONEY_BACK: Definition = of_choice(
    "money_back",
    Some("A vs B"),
    "Money back against another plan",
    Unit::Periods,
    "first period from which A has at least as much cash as B to the end of the run: what it put in beyond B is back; \
     where A never puts in more it is the first period",
    "min t >= 1 with cash of A - cash of B >= 0 in t..T, in each future; later than T if it does not come",
    "paired futures: same inputs, same luck",
);
const REGRET: Definition = of_choice(
    "regret",
    Some("plan"),
    "Lost against knowing best",
    Unit::Money,
    "what choosing this plan costs, on average, against always choosing the best one knowing the inputs; of the best \
     plan it is evpi",
    "E[max_d m_d] - E[m_plan], m_d = E[outcome of d | inputs]",
    "Raiffa & Schlaifer, Applied Statistical Decision Theory, 1961",
);
const SHORTFALL: Definition = of_choice(
    "shortfall",
    Some("plan"),
    "Mean of the worst 5%",
    Unit::Money,
    "mean of the outcome over the worst twentieth of the futures (expected shortfall)",
    "E[outcome | outcome <= its 5% quantile]",
    "Acerbi & Tasche, On the coherence of expected shortfall, 2002",
);
const EVPI: Definition = of_choice(
    "evpi",
    None,
    "Value of knowing everything",
    Unit::Money,
    "what it would be worth to know all uncertain inputs before choosing a plan; luck cannot be known, so it is 0 where \
     the inputs are constant",
    "E[max_d m_d] - max_d E[m_d], m_d = E[outcome of d | inputs]",
    "Raiffa & Schlaifer, Applied Statistical Decision Theory, 1961",
);
const EVPPI: Definition = of_choice(
    "evppi",
    Some("input"),
    "Value of finding out",
    Unit::Money,
    "what it would be worth to know one input before choosing a plan: the most that a pilot or a study of it may cost; \
     inputs that are drawn together are found out together",
    "E[max_d E[m_d | input]] - max_d E[m_d]",
    "Strong, Oakley & Brennan, Medical Decision Making 34, 2014",
);
const MATTERS: Definition = of_choice(
    "matters",
    Some("input"),
    "Share of the uncertainty",
    Unit::Share,
    "share of the variance of the outcome that goes with one input alone; what is left when all inputs are known is \
     luck, the rest belongs to inputs together",
    "Var(E[outcome | input]) / Var(outcome)",
    "Sobol', Mathematical Modelling and Computational Experiments 1, 1993",
);
