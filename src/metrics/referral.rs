//! Referral: the flow of invitations and what comes of it.

use super::catalogue::{Metric, Things};
use super::movements::of_event;
use super::{Base, Definition, Figure, Series, Unit};
use crate::program::Event;

pub(super) const DEFINITIONS: &[&Definition] =
    &[&INVITATIONS, &ACCEPTED, &UNDER_WAY, &REFERRED_CUSTOMERS, &REFERRAL_SHARE];

const INVITATIONS: Definition = Definition {
    id: "invitations",
    index: None,
    label: "Invitations",
    unit: Unit::Count,
    meaning: "invitations sent in the period by the people who were in an inviting stage at its start",
    formula: "count over all referrals",
    source: "the scenario's referrals",
};

const ACCEPTED: Definition = Definition {
    id: "accepted",
    index: None,
    label: "Accepted invitations",
    unit: Unit::People,
    meaning: "invitations sent in the period that are accepted, whenever the person comes",
    formula: "count over all referrals",
    source: "the scenario's referrals",
};

const UNDER_WAY: Definition = Definition {
    id: "under_way",
    index: None,
    label: "Invited, not yet here",
    unit: Unit::People,
    meaning: "people who have accepted an invitation and have not arrived yet, at the end of the period",
    formula: "count over all referrals",
    source: "the scenario's referrals",
};

const REFERRED_CUSTOMERS: Definition = Definition {
    id: "referred_customers",
    index: None,
    label: "Referred new customers",
    unit: Unit::People,
    meaning: "people first brought by a referral who become customers for the first time in the period",
    formula: "sum of new_customers[referral]",
    source: "the scenario's referrals",
};

const REFERRAL_SHARE: Definition = Definition {
    id: "referral_share",
    index: None,
    label: "Share of new customers who were referred",
    unit: Unit::Share,
    meaning: "share of the period's new customers who were first brought by a referral; absent without new customers",
    formula: "referred_customers / new_customers",
    source: "usual definition",
};

pub(super) fn metrics(things: &Things) -> Vec<Metric> {
    let index = things.index;
    let all = |records: &[usize]| Series::sum(records.iter().copied());
    let referred = all(&index.new_customers_from[things.plan.channels.len()..]);
    let base = Base::During(of_event(things, Event::NewCustomer));
    vec![
        Metric::plain(&INVITATIONS, Figure::Flow(all(&index.invitations))),
        Metric::plain(&ACCEPTED, Figure::Flow(all(&index.accepted))),
        Metric::plain(&UNDER_WAY, Figure::Stock(all(&index.under_way))),
        Metric::plain(&REFERRED_CUSTOMERS, Figure::Flow(referred.clone())),
        Metric::plain(&REFERRAL_SHARE, Figure::Ratio { flow: referred, base }),
    ]
}
