//! Figures of one person: what somebody is worth, whom she brings, how long it takes.
//!
//! They come from the chances to move and not from counts (`analysis::lifetime`), so there is nothing here
//! to observe: only what they are.

use super::{Definition, Unit};

pub(super) const DEFINITIONS: &[&Definition] = &[
    &STAGE_VALUE,
    &LTV,
    &LTV_WITH_REFERRALS,
    &LTV_TO_CAC,
    &PAYBACK,
    &REPRODUCTION,
    &NEW_PER_NEW,
    &K_FACTOR,
    &CYCLE_TIME,
    &SALES_CYCLE,
    &CONVERSION,
    &VALUE_PER_PERSON,
    &COST_PER_PERSON,
    &CHANCE_PAYS,
];

/// A figure of one person, over 1,024 draws of the inputs at settled rates.
const fn one(
    id: &'static str,
    label: &'static str,
    unit: Unit,
    meaning: &'static str,
    formula: &'static str,
) -> Definition {
    Definition { id, index: None, label, unit, meaning, formula, source: "absorbing Markov chain; docs/model.md" }
}

const STAGE_VALUE: Definition = Definition {
    index: Some("stage"),
    ..one(
        "stage_value",
        "Worth of a person in a stage",
        Unit::MoneyEach,
        "discounted money that somebody who is there brings, for ever and at settled rates, with those whom she will \
         bring",
        "v = m + g (k + (P + F) v): m money of a period there, k of the next passages, P moves, F referral, g discount",
    )
};
const LTV: Definition = one(
    "ltv",
    "Lifetime value (LTV)",
    Unit::MoneyEach,
    "discounted margin less per-person costs of one new customer from the end of the period of acquisition on; \
     acquisition costs are not in it",
    "v = m + g (k + P v), averaged over where first acquisitions happen",
);
const LTV_WITH_REFERRALS: Definition = one(
    "ltv_with_referrals",
    "Lifetime value with referrals",
    Unit::MoneyEach,
    "ltv and the value of those whom she brings, less rewards, commissions and the cost of invitations",
    "v = m + g (k + (P + F) v), averaged over where first acquisitions happen",
);
const LTV_TO_CAC: Definition = one(
    "ltv_to_cac",
    "LTV to CAC",
    Unit::Number,
    "lifetime value per unit of money that a new customer costs",
    "ltv / cac of the run in expectation (blended)",
);
const PAYBACK: Definition = one(
    "payback",
    "Payback of a new customer",
    Unit::Periods,
    "periods, that of acquisition being the first, until a new customer's expected margin covers the blended cac; \
     undiscounted; later than the run if it does not come within it",
    "min n with cumulative expected margin >= cac",
);
const REPRODUCTION: Definition = Definition {
    source: "Diekmann, Heesterbeek & Metz 1990, J. Math. Biol. 28",
    ..one(
        "reproduction",
        "Reproduction number R",
        Unit::Number,
        "accepted invitations that one accepted invitation leads to, from entry to the first churn or exit, counted \
         by generations; at 1 or more the wheel turns by itself",
        "spectral radius of G = U (I - Q)^-1 F over the places where invited people enter (stage and segment)",
    )
};
const NEW_PER_NEW: Definition = one(
    "new_per_new",
    "New customers per new customer",
    Unit::Number,
    "new customers whom one new customer brings until the first churn",
    "accepted invitations until the first churn * chance that one becomes a customer",
);
const K_FACTOR: Definition = Definition {
    source: "Skok, Lessons Learned: Viral Marketing, 2009",
    ..one(
        "k_factor",
        "K-factor",
        Unit::Number,
        "accepted invitations that one new customer sends until the first churn",
        "invitations * acceptance",
    )
};
const CYCLE_TIME: Definition = one(
    "cycle_time",
    "Cycle time of the wheel",
    Unit::Duration,
    "mean time from a customer's acquisition to the acquisition of those whom she brings",
    "sum a m(a) / sum m(a), m(a) expected customers brought whose acquisition is a periods after hers",
);
const SALES_CYCLE: Definition = one(
    "sales_cycle",
    "Sales cycle",
    Unit::Duration,
    "mean time from arrival to first acquisition, of those who get there, over the arrivals of the channels",
    "expected periods to absorption, given absorption",
);
const CONVERSION: Definition = Definition {
    index: Some("a -> b"),
    ..one(
        "conversion",
        "Eventual conversion",
        Unit::Share,
        "of those who enter a stage, the share that reaches another one, however long it takes, without lapsing on the \
         way",
        "hitting probability; segments by their shares, none with rates of a source's own, tenure as at the first \
         acquisition",
    )
};
const VALUE_PER_PERSON: Definition = Definition {
    index: Some("channel"),
    ..one(
        "value_per_person",
        "Worth of a person from a channel",
        Unit::MoneyEach,
        "discounted money that one person whom the channel brings is worth, from arrival on, costs of passages and \
         stages taken off, without those whom she will bring; of a campaign: beyond what she was worth where she was",
        "mean over segments of k + v at the place of entry, without referral",
    )
};
const COST_PER_PERSON: Definition = Definition {
    index: Some("channel"),
    ..one(
        "cost_per_person",
        "Cost of a person from a channel",
        Unit::MoneyEach,
        "what one person whom the channel brings costs at its settled spend",
        "spend / mean arrivals",
    )
};
const CHANCE_PAYS: Definition = Definition {
    index: Some("channel"),
    ..one(
        "chance_pays",
        "Chance that the average person of a channel pays",
        Unit::Chance,
        "chance, over what is not known, that the average person whom the channel brings is worth more than she costs; \
         more money need not bring more such people (next_dollar)",
        "share of draws of the inputs with value_per_person > cost_per_person",
    )
};
